"""The table of OWASP's ASVS answers every requirement of levels 1 and 2 once, and counts what it answers rightly.

The numbers alone are kept beside this file (asvs_ids.txt: number, level); what they stand for is OWASP's.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs/security/asvs.md"
WANTED: Final = dict(line.split() for line in Path(__file__).with_name("asvs_ids.txt").read_text().splitlines())
VERDICTS: Final = ("met", "does not apply", "falls short")
_ROW: Final = re.compile(r"^\| (v5\.0\.0-[\d.]+) \| (\d) \| (.+?) \| \*\*(.+?)\*\* \| (.+) \|$", re.MULTILINE)
_COUNT: Final = re.compile(r"^\| (1|2|both) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
_SHOWN: Final = re.compile(r"`((?:tests|src)/[^`]*|[\w.-]+\.(?:lock|toml|md))`|\]\(([^)]+)\)")


class Row(NamedTuple):
    """One requirement as the page answers it."""

    id: str
    level: str
    topic: str
    verdict: str
    shown: str


ROWS: Final = [Row(*found) for found in _ROW.findall(PAGE.read_text())]


def test_the_list_is_the_whole_of_levels_one_and_two() -> None:
    assert Counter(WANTED.values()) == {"1": 70, "2": 183}


def test_every_requirement_is_answered_exactly_once() -> None:
    assert {row.id: row.level for row in ROWS} == WANTED
    assert len(ROWS) == len(WANTED)


def test_every_line_of_the_page_that_names_a_requirement_was_read() -> None:
    assert PAGE.read_text().count("\n| v5.0.0-") == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_an_answer_says_what_shows_it_or_why(row: Row) -> None:
    assert row.verdict in VERDICTS
    shown = [path or link for path, link in _SHOWN.findall(row.shown)]
    if row.verdict == "met":
        assert shown, "met by what?"
    for place in shown:
        path, _, name = place.partition("::")
        file = ROOT / path.partition("#")[0] if path.startswith(("tests/", "src/")) else _document(path)
        assert file.exists(), place
        assert not name or re.search(rf"^ *(?:async )?def {name}\(", file.read_text(), re.MULTILINE), place


def _document(path: str) -> Path:
    name = path.partition("#")[0]
    beside = (PAGE.parent / name).resolve()
    return beside if beside.exists() else ROOT / name


def test_the_counts_at_the_top_are_those_of_the_table() -> None:
    told = {level: [int(number) for number in numbers] for level, *numbers in _COUNT.findall(PAGE.read_text())}
    for level in ("1", "2", "both"):
        counted = Counter(row.verdict for row in ROWS if level in ("both", row.level))
        each = [counted[verdict] for verdict in VERDICTS]
        assert told[level] == [*each, sum(each)]
