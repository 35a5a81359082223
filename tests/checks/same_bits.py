#!/usr/bin/python3
"""Holds two result files against each other, bit for bit; attributes (times, build) may differ.

usage: same_bits.py FIRST SECOND
Prints one line for each variable that differs; exit code 1 where one does.
"""
import sys

import netCDF4
import numpy as np


def differences(first, second):
    """The differing variables of two result files, as a list of lines.

    first, second: paths. Floats are compared by their bytes: NaN equals NaN, and 0.0 is not -0.0.
    """
    with netCDF4.Dataset(first) as a, netCDF4.Dataset(second) as b:
        found = [f"{name}: only in one of the files" for name in sorted(set(a.variables) ^ set(b.variables))]
        for name in sorted(set(a.variables) & set(b.variables)):
            x, y = (np.ma.getdata(dataset[name][...]) for dataset in (a, b))
            if x.shape != y.shape or x.dtype != y.dtype:
                found.append(f"{name}: {x.dtype}{list(x.shape)} and {y.dtype}{list(y.shape)}")
            elif x.dtype == object:
                if not np.array_equal(x, y):
                    found.append(f"{name}: other texts")
            elif x.tobytes() != y.tobytes():
                x, y = (np.frombuffer(z.tobytes(), np.uint8).reshape(z.size, -1) for z in (x, y))
                found.append(f"{name}: {np.count_nonzero((x != y).any(axis=1))} of {len(x)} values differ")
    return found


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    found = differences(sys.argv[1], sys.argv[2])
    print("\n".join(found) if found else "the same bits")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
