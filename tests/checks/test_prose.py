"""Lines of prose have at most 120 columns; tables, code and headings may be wider."""
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 120
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def wide_lines(text):
    """The numbers of the lines of prose that are too wide."""
    found = []
    in_code = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            in_code = not in_code
        if not in_code and len(line) > WIDTH and not re.match(r"\||#| {4}", line):
            found.append(number)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_prose_is_narrow(page):
    assert wide_lines(page.read_text(encoding="utf-8")) == []


def test_wide_prose_is_found():
    wide = "word " * 25
    text = f"# {wide}\n\n{wide}\n- {wide}\n\n| {wide}|\n\n    {wide}\n\n```sh\n{wide}\n```\n  {wide}\n{wide[:WIDTH]}\n"
    assert wide_lines(text) == [3, 4, 13]
