#!/usr/bin/python3
"""Runs what README.md tells the reader to run. The word after a block's language says what is done with it:

    ```sh run        each line is run, where simulate and scenarios/ are; ./simulate with few paths, unless its output is shown
    ```text output   what the block before printed to stdout, timings apart
    ```python run    is run after the commands above it
    ```cpp run       is compiled against an installation (--prefix) and run

usage: readme.py [--prefix DIR] [--update] [README]
--update writes the real output into the README instead of comparing. Exit code 1 where something fails or differs.
"""
import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FEW_PATHS = "500"
FENCE = re.compile(r"^```(\S*)[ ]?(.*)$")
TIMING = re.compile(r"[\d,.]+ ?(k|M)?( ?(ms|s|seconds|paths/s|paths per second))\b")
LIBRARIES = ["-ltruce", "-lfmt", "-lyaml-cpp", "-ltbb", "-lnetcdf", "-lhwy"]


class Block:
    def __init__(self, language, use, first_line):
        self.language, self.use, self.first_line = language, use, first_line
        self.lines = []

    @property
    def text(self):
        return "\n".join(self.lines) + "\n"


def blocks_of(text):
    """The fenced blocks; first_line is the line of the text, from 1, on which the content begins."""
    blocks, open_block = [], None
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if open_block is None and fence:
            open_block = Block(fence.group(1), fence.group(2).strip(), number + 1)
        elif open_block is not None and line == "```":
            blocks.append(open_block)
            open_block = None
        elif open_block is not None:
            open_block.lines.append(line)
    if open_block is not None:
        raise ValueError(f"the block that begins on line {open_block.first_line - 1} does not end")
    return blocks


def without_timings(text):
    return [re.sub(r"\s+", " ", TIMING.sub("#", line)).strip() for line in text.strip("\n").splitlines()]


def with_few_paths(line):
    """A line of the README, made quick; `./simulate check FILE` and the like take no paths, --precision finds its own."""
    words = line.split()
    runs = words[:1] == ["./simulate"] and any(word.endswith(".yaml") for word in words[1:2])
    counted = any(word.startswith(("--paths", "--precision")) for word in words)
    return f"{line} --paths {FEW_PATHS}" if runs and not counted else line


def run(command, folder, **options):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)
    return done.returncode, done.stdout, done.stderr


def compile_and_run(block, folder, prefix):
    (folder / "embedded.cpp").write_text(block.text)
    library = next((str(p.parent) for p in Path(prefix).rglob("libtruce.a")), f"{prefix}/lib")
    code, out, err = run(["g++", "-std=c++20", "-Wall", "-Wextra", "-Werror", f"-I{prefix}/include", "embedded.cpp", "-o",
                          "embedded", f"-L{library}", *LIBRARIES], folder)
    return run(["./embedded"], folder) if code == 0 else (code, out, err)


class Readme:
    def __init__(self, text, prefix=None, update=False):
        self.text, self.prefix, self.update = text, prefix, update
        self.problems = []
        self.replacements = []  # (block, output)

    def problem(self, block, text):
        self.problems.append(f"README.md:{block.first_line}: {text}")

    def compare(self, block, output):
        if self.update:
            self.replacements.append((block, output))
        elif without_timings(block.text) != without_timings(output):
            difference = difflib.unified_diff(block.text.splitlines(), output.splitlines(), "README.md", "real", lineterm="")
            self.problem(block, "the output shown is not what comes out (--update writes it anew)\n" + "\n".join(difference))

    def run_block(self, block, folder, exact):
        """Runs a block and returns what it printed to stdout."""
        if block.language == "sh":
            printed = ""
            for line in block.lines:
                if not line.strip() or line.lstrip().startswith("#"):
                    continue
                code, out, err = run(["bash", "-c", line if exact else with_few_paths(line)], folder)
                printed += out
                if code != 0:
                    self.problem(block, f"`{line}` ends with exit code {code}\n{out}{err}")
            return printed
        if block.language == "python":
            code, out, err = run(["/usr/bin/python3", "-c", block.text], folder, env={**os.environ, "MPLBACKEND": "Agg"})
        elif block.language == "cpp":
            code, out, err = compile_and_run(block, folder, self.prefix) if self.prefix else (0, "", "")
        else:
            code, out, err = 1, "", f"no way to run a block of {block.language!r}"
        if code != 0:
            self.problem(block, f"ends with exit code {code}\n{out}{err}")
        return out

    def check(self):
        blocks = blocks_of(self.text)
        if not any(block.use == "run" for block in blocks):
            self.problems.append("README.md: no block is marked to be run")
        with tempfile.TemporaryDirectory(prefix="readme") as name:
            folder = Path(name)
            for linked in ("simulate", "scenarios"):
                (folder / linked).symlink_to(ROOT / linked)
            for block, following in zip(blocks, [*blocks[1:], None]):
                if block.use == "run":
                    shown = following is not None and following.use == "output"
                    output = self.run_block(block, folder, exact=shown)
                    if shown:
                        self.compare(following, output)
                elif block.use not in ("", "output"):
                    self.problem(block, f"unknown use of a block: {block.use!r}")
        return self.problems

    def updated(self):
        lines = self.text.splitlines()
        for block, output in reversed(self.replacements):
            first = block.first_line - 1
            lines[first : first + len(block.lines)] = output.strip("\n").splitlines()
        return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("readme", nargs="?", type=Path, default=ROOT / "README.md")
    parser.add_argument("--prefix", help="where `cmake --install` put the library; without it C++ blocks are left out")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    readme = Readme(arguments.readme.read_text(encoding="utf-8"), arguments.prefix, arguments.update)
    found = readme.check()
    if arguments.update and not found:
        arguments.readme.write_text(readme.updated(), encoding="utf-8")
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
