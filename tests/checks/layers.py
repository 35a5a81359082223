#!/usr/bin/python3
"""Holds the folder order: each folder of sim/ includes only what stands above it, each library only where it belongs.

usage: layers.py [ROOT]
Prints one line for each violation as FILE:LINE: text; exit code 1 where there is one.
"""
import re
import sys
from pathlib import Path

# What each folder may include of the others, in the order in which data passes them. `api` is include/truce.
MAY_INCLUDE = {
    "base": set(),
    "scenario": {"base"},
    "random": {"base"},
    "model": {"base", "scenario", "random"},
    "engine": {"base", "random", "model"},
    "results": {"base", "model", "engine"},
    "study": {"base", "scenario", "random", "model", "engine", "results", "api"},
    "app": {"base", "scenario", "random", "model", "engine", "results", "study", "api"},
    "api": {"api"},
}

# Where each library may be included, and in how many files of a folder at most (None: any number).
# The first pattern that matches the header's name decides.
LIBRARIES = [
    ("fmt", r"fmt/", dict.fromkeys(["base", "scenario", "random", "model", "engine", "results", "study", "app"])),
    ("yaml-cpp", r"yaml-cpp/", {"scenario": None}),
    ("Boost.Math", r"boost/math/", {"scenario": None, "random": None}),
    ("Boost.Random", r"boost/random/", {"random": None}),
    ("Boost", r"boost/", {}),
    ("Highway", r"hwy/", {"random": None, "engine": None}),
    ("Eigen", r"(unsupported/)?Eigen/", {"model": None, "engine": None}),
    ("TBB", r"(oneapi/)?tbb(/|\.h)", {"engine": 1, "results": 1}),
    ("NetCDF", r"netcdf", {"results": 1}),
    ("nlohmann-json", r"nlohmann/", {"results": None, "app": None}),
    ("MPI", r"mpi\.h", {"study": 1}),
    ("CLI11", r"CLI/", {"app": None}),
]

# The C and system headers; a name without "/" and "." is the standard library's.
SYSTEM = re.compile(r"(sys/\w+\.h|(unistd|fcntl|signal|time|errno|stdlib|malloc|string|stdio|math|fenv|locale|termios|poll|"
                    r"pthread|sched)\.h|x86intrin\.h|immintrin\.h|cpuid\.h)$")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layer_of(path):
    """The folder of a file ("engine"), or "api"; None where no rule is about it."""
    parts = path.parts
    if parts[:2] == ("include", "truce"):
        return "api"
    return parts[1] if parts[0] == "sim" and len(parts) > 2 else None


def target_of(name):
    """The folder that a header of ours is in, or None."""
    parts = name.split("/")
    if parts[0] == "sim" and len(parts) > 2:
        return parts[1]
    return "api" if parts[0] == "truce" else None


def library_of(name):
    for library, pattern, places in LIBRARIES:
        if re.match(pattern, name):
            return library, places
    return None, {}


def objection(layer, name):
    """Why a file of `layer` may not include `name`, or None. Counts are judged by violations()."""
    if name.startswith((".", "/")):
        return f"includes are written from the root of the tree: {name}"
    target = target_of(name)
    if target is not None:
        if target == layer or target in MAY_INCLUDE[layer]:
            return None
        allowed = ", ".join(sorted(MAY_INCLUDE[layer])) or "nothing"
        return f"{layer} may not include {target} ({name}); it may include {allowed}"
    library, places = library_of(name)
    if library is not None:
        if layer in places:
            return None
        return f"{library} ({name}) is allowed in {' and '.join(places) or 'no folder'}, not in {layer}"
    if "/" not in name and "." not in name:
        return None
    if SYSTEM.match(name):
        return None if layer != "api" else f"a public header includes the system's {name}"
    return f"{name} is no header of the standard library, of a listed library or of ours written from the root"


def sources(root):
    for folder in ("sim", "include"):
        yield from sorted(p for p in (root / folder).rglob("*") if p.suffix in (".hpp", ".cpp", ".h", ".inl", ".ipp"))


def violations(root):
    found = []
    holders = {}  # (library, layer) -> files, where their number is limited
    for file in sources(root):
        path = file.relative_to(root)
        layer = layer_of(path)
        if layer not in MAY_INCLUDE:
            found.append((path, 1, f"stands in no folder of the pipeline ({', '.join(MAY_INCLUDE)})"))
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            name = match.group(2)
            why = objection(layer, name)
            if why is None and target_of(name) is None:
                library, places = library_of(name)
                limit = places.get(layer)
                if limit is not None:
                    files = holders.setdefault((library, layer), [])
                    if path not in files:
                        files.append(path)
                    if len(files) > limit:
                        why = f"{library} is for one file of {layer}, and {files[0]} has it"
            if why is not None:
                found.append((path, number, why))
    return found


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    if not any(sources(root)):
        sys.exit(f"layers: no sources under {root}")
    found = violations(root)
    for path, number, text in found:
        print(f"{path}:{number}: {text}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
