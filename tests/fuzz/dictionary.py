#!/usr/bin/python3
"""Prints a libFuzzer dictionary of the scenario language: the keys and words of scenarios/schema.json, units, and the
signs that YAML gives a meaning.

usage: dictionary.py SCHEMA
"""
import json
import re
import sys

UNITS = ["1 day", "2 days", "3 weeks", "6 months", "2 years", " per year", " per week", "50%", "0%", "100%", "-2% (1%)",
         "0.5", "1e9", "-1", "10 Mt", "0.2 Mt/week", "5 USD", "2026-01-05", "2027-12-31", "nan", "inf", "true", "null"]
SIGNS = ["{", "}", "[", "]", ": ", ", ", "- ", "\n", "\n  ", "\n    ", "&a ", "*a", "<<: ", "|\n", ">\n", "---\n",
         "...\n", "!!str ", "\"", "'", "\\u00e9", "\t", "# ", "? ", "#set "]


def words_of(node):
    """The names of properties, the words of enumerations, and those that stand in examples."""
    if isinstance(node, list):
        for item in node:
            yield from words_of(item)
    if not isinstance(node, dict):
        return
    yield from node.get("properties", {})
    yield from (word for word in node.get("enum", []) if isinstance(word, str))
    yield from (word for word in node.get("examples", []) if isinstance(word, str))
    for value in node.values():
        yield from words_of(value)


def entry(word):
    """One line of a dictionary: printable ASCII stands for itself, other bytes in hexadecimal."""
    text = "".join(chr(b) if 0x20 <= b < 0x7F and chr(b) not in '"\\' else f"\\x{b:02X}" for b in word.encode())
    return f'"{text}"'


def dictionary(schema):
    words = dict.fromkeys([*words_of(schema), *UNITS, *SIGNS])
    lines = [entry(word) for word in words if word and len(word) <= 60 and not re.match(r"https?:", word)]
    return "\n".join(lines) + "\n"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        print(dictionary(json.load(file)), end="")


if __name__ == "__main__":
    main()
