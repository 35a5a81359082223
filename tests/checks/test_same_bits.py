"""The comparison of two result files, bit for bit."""

import netCDF4
import numpy as np
import pytest
import same_bits


def write(path, **values):
    with netCDF4.Dataset(path, "w") as dataset:
        dataset.createDimension("n", 3)
        for name, value in values.items():
            if isinstance(value, list):
                dataset.createVariable(name, str, ("n",))[:] = np.array(value, dtype=object)
            else:
                dataset.createVariable(name, value.dtype, ("n",))[:] = value
    return path


X = np.array([1.0, np.nan, 0.0], dtype=np.float32)


def test_the_same_values_are_the_same_bits(tmp_path):
    first, second = (write(tmp_path / name, x=X, names=["a", "b", "c"]) for name in ("a.nc", "b.nc"))
    assert same_bits.differences(first, second) == []


@pytest.mark.parametrize(
    "change, word",
    [
        ({"x": np.nextafter(X, np.float32(2))}, "2 of 3"),
        ({"x": np.array([1.0, np.nan, -0.0], dtype=np.float32)}, "1 of 3"),
        ({"x": X.astype(np.float64)}, "float64"),
        ({"names": ["a", "b", "d"]}, "other texts"),
        ({"more": X}, "only in one"),
    ],
)
def test_a_difference_is_found(tmp_path, change, word):
    values = {"x": X, "names": ["a", "b", "c"]}
    first, second = write(tmp_path / "a.nc", **values), write(tmp_path / "b.nc", **(values | change))
    found = same_bits.differences(first, second)
    assert len(found) == 1 and word in found[0]
