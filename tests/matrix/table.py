"""Reads the table of who may do what (table.md) as it stands; it knows the words and computes no expectation."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

TABLE: Final = Path(__file__).with_name("table.md")
FIRST: Final = ("whose", "what", "given")
WHOSE: Final = frozenset({"own", "team", "other", "waiting", "queued", "theirs", "elsewhere", "house"})
ITEMS: Final = frozenset({"contact", "goods", "payment", "identity", "unknown"})
KINDS: Final = frozenset({"export", "reveal", "policy", "role", "guard", "release", "delete", "unheard-of"})
STOPPED: Final = frozenset(
    {"one-time-code", "card-check", "card-number", "off-platform", "personal-data"}
    | {"password", "seed-phrase", "private-key", "secret-out"}
)
WHAT: Final = ITEMS | KINDS | STOPPED | {"old", "held", "mine", "peer", "many"}
CELLS: Final = frozenset({"yes", "-", "R", "S", "A", "RS", "RA", "SA", "RSA"})
GIVEN: Final = frozenset({"nothing", "r", "s", "f", "a", "rs", "rf", "ra", "sa", "fa", "rsa", "rfa"})


class Row(NamedTuple):
    """One line of the table: an action in its circumstances, and what each column is answered."""

    line: int
    action: str
    whose: str
    what: frozenset[str]
    given: str
    cells: dict[str, str]

    @property
    def circumstances(self) -> tuple[str, str, frozenset[str], str]:
        """What makes two lines the same."""
        return self.action, self.whose, self.what, self.given

    def __str__(self) -> str:
        what = " ".join(sorted(self.what)) or "-"
        return f"table.md:{self.line} {self.action}, {self.whose}, {what}, given {self.given}"


class BadTable(Exception):
    """A line of the table is not in its language."""


@cache
def rows() -> tuple[Row, ...]:
    """Every line of every section, top to bottom; raises BadTable."""
    found: list[Row] = []
    action, columns = "", list[str]()
    for number, line in enumerate(TABLE.read_text().splitlines(), 1):
        if line.startswith("## "):
            action, columns = line[3:].strip(), []
        elif action and line.startswith("|") and not line.startswith("|-"):
            words = [word.strip() for word in line.strip("|").split("|")]
            if columns:
                found.append(_row(number, action, columns, words))
            else:
                columns = _columns(number, words)
    return tuple(found)


def columns() -> tuple[str, ...]:
    """Who asks: the columns, which every section has in the same order."""
    ordered = {tuple(row.cells) for row in rows()}
    if len(ordered) != 1:
        raise BadTable("the sections do not have the same columns")
    return ordered.pop()


def of(*actions: str) -> tuple[Row, ...]:
    """The lines of some actions."""
    return tuple(row for row in rows() if row.action in actions)


def _columns(line: int, words: list[str]) -> list[str]:
    if tuple(words[:3]) != FIRST or len(set(words)) != len(words):
        raise BadTable(f"line {line}: a section begins with {FIRST} and one column for each who may ask")
    return words[3:]


def _row(line: int, action: str, columns: list[str], words: list[str]) -> Row:
    whose, given = words[0], words[2]
    what = frozenset() if words[1] == "-" else frozenset(word.strip() for word in words[1].split(","))
    cells = words[3:]
    if len(cells) != len(columns):
        raise BadTable(f"line {line}: {len(cells)} cells under {len(columns)} columns")
    strange = {whose} - WHOSE | what - WHAT | {given} - GIVEN | set(cells) - CELLS
    if strange:
        raise BadTable(f"line {line}: {sorted(strange)} are no words of this table")
    return Row(line, action, whose, what, given, dict(zip(columns, cells, strict=True)))
