#!/usr/bin/python3
"""Compiles each header alone: whoever includes it needs nothing before it. Public headers see only include/.

usage: headers_alone.py [ROOT] [--compiler g++]
Prints the compiler's words for each header that does not stand alone; exit code 1 where there is one.
"""
import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def headers(root):
    return sorted(p for folder in ("include", "sim", "tests/support") for p in (root / folder).rglob("*.hpp"))


def complaint(root, header, compiler, library_flags):
    """What the compiler says about a file of that one include; empty where it is content."""
    public = header.is_relative_to(root / "include")
    name = header.relative_to(root / "include" if public else root)
    folders = ["-I" + str(root / "include")] + ([] if public else ["-I" + str(root)])
    command = [compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-x", "c++", "-", *folders]
    if not public:
        command += library_flags
    done = subprocess.run(command, input=f'#include "{name}"\n', capture_output=True, text=True)
    if done.returncode == 0:
        return ""
    return f"{header.relative_to(root)} does not compile alone:\n{done.stderr}"


def complaints(root, compiler="g++"):
    found = subprocess.run(["pkg-config", "--cflags", "eigen3", "netcdf"], capture_output=True, text=True)
    library_flags = [flag.replace("-I", "-isystem", 1) for flag in found.stdout.split() if flag.startswith("-I")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        said = pool.map(lambda header: complaint(root, header, compiler, library_flags), headers(root))
        return [text for text in said if text]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("--compiler", default="g++")
    arguments = parser.parse_args()
    root = arguments.root.resolve()
    if not headers(root):
        sys.exit(f"headers_alone: no headers under {root}")
    said = complaints(root, arguments.compiler)
    print("\n".join(said), end="")
    sys.exit(1 if said else 0)


if __name__ == "__main__":
    main()
