"""YAML as the program reads it, for checks against the schema: every scalar is text, but for a plain null. And as editors
read it: YAML 1.2, where numbers and booleans have types. Dates are text in both."""
import re

import yaml

NULLS = {"", "~", "null", "Null", "NULL"}


class ProgramLoader(yaml.BaseLoader):
    """Scalars as the program takes them."""

    def construct_scalar(self, node):
        text = super().construct_scalar(node)
        return None if node.style is None and text in NULLS else text


class EditorLoader(ProgramLoader):
    """Scalars as YAML 1.2 resolves them (core schema)."""

    def construct_scalar(self, node):
        value = super().construct_scalar(node)
        if value is None or node.style is not None:
            return value
        if value.lower() in ("true", "false"):
            return value.lower() == "true"
        if re.fullmatch(r"[-+]?[0-9]+", value):
            return int(value)
        if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", value):
            return float(value)
        return value

    def construct_mapping(self, node, deep=False):
        # Keys stay text: JSON has no others.
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


def load(text, loader=ProgramLoader):
    return yaml.load(text, Loader=loader)


def paths(node, path=()):
    """Every place of a loaded scenario: (path, value)."""
    yield path, node
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from paths(value, (*path, key))
