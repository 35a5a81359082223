#!/usr/bin/python3
"""Writes scenarios/schema.json, the JSON Schema (draft 7) of a scenario, from numbers_of_scenarios.py, nouns.py and
complete.py, and scenarios/studies/schema.json, that of a study, from studies.py. tests/schema/ holds the file to these and to what the program reads.

usage: write.py [FILE]
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import complete  # noqa: E402
import nouns  # noqa: E402
import numbers_of_scenarios  # noqa: E402
import studies  # noqa: E402

FILE = Path(__file__).resolve().parents[2] / "scenarios" / "schema.json"
STUDY_FILE = FILE.parent / "studies" / FILE.name
WIDTH = 120


def schema():
    definitions = {
        **nouns.small_nouns(), **nouns.conditions(), **nouns.modifiers(), **nouns.events(), **nouns.trade(),
        **nouns.supply(), **nouns.markets(), **nouns.outcomes(), **numbers_of_scenarios.number_definitions(),
        **complete.definitions(),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A scenario of simulate",
        "description": "What simulate reads: docs/scenario-language.md explains every key.",
        "type": "object",
        "additionalProperties": False,
        "properties": nouns.scenario(),
        "if": {"required": ["extends"]},
        "else": {"$ref": "#/definitions/complete"},
        "definitions": definitions,
    }


def laid_out(value, indent=0, before=0):
    """JSON with what fits into a line on one line."""
    short = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value or indent + before + len(short) < WIDTH:
        return short
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(k)}: {laid_out(v, indent + 2, len(json.dumps(k)) + 3)}" for k, v in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(inner + laid_out(v, indent + 2, 1) for v in value) + "\n" + " " * indent + "]"


def text():
    return laid_out(schema()) + "\n"


def study_text():
    return laid_out(studies.schema()) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else FILE).write_text(text(), encoding="utf-8")
    if len(sys.argv) == 1:
        STUDY_FILE.write_text(study_text(), encoding="utf-8")
