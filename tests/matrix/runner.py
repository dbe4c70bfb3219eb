"""Asks a door what lines of the table say, cell by cell, and compares what is answered.

A door tells a person the first thing that is missing, a reason before a second factor before an approval: of a cell
that wants several, the door must name the first. What does not exist for somebody is as denied as what they may not.
Another tenant's conversation does not: whoever asks for it may first be asked for a reason, as for any that is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

from tests.matrix.table import Row

from handclasp.records import ApprovalNeeded, HandclaspError, NotFound, ReasonNeeded, Refused, StepUpNeeded

AT_ONCE: Final = 8
WORDS: Final[dict[type[HandclaspError], str]] = {
    ReasonNeeded: "R",
    StepUpNeeded: "S",
    ApprovalNeeded: "A",
    Refused: "-",
    NotFound: "-",
}

Ask = Callable[[str, Row], object]
"""Asks one cell at a door: (column, line). Returns when the door did what was asked, raises what it said otherwise."""


class Cell(NamedTuple):
    """One question and its expected answer."""

    column: str
    row: Row

    @property
    def first(self) -> str:
        """What a door says: `yes`, `-`, or the first thing that is missing."""
        expected = self.row.cells[self.column]
        return expected if expected == "yes" else expected[0]


def cells(rows: Iterable[Row], columns: Iterable[str]) -> list[Cell]:
    """Every cell of these lines and columns."""
    wanted = tuple(columns)
    return [Cell(column, row) for row in rows for column in wanted]


def telling(asked: Iterable[Cell]) -> list[Cell]:
    """The cells that a slow door is asked: all of who is ever let in, and of who never is, what matters most.

    To somebody whom an action is denied in every line, nothing given and everything given say all there is to say; the
    door of the policies is asked every cell.
    """
    wanted = list(asked)
    ever = {cell.column for cell in wanted if cell.first != "-"}
    return [cell for cell in wanted if cell.column in ever or cell.row.given in {"nothing", "rsa"}]


def said(ask: Ask, cell: Cell) -> str:
    """What a door answers to a cell, in the words of the table."""
    try:
        ask(cell.column, cell.row)
    except HandclaspError as error:
        return "-" if cell.row.whose == "elsewhere" else told(error)
    return "yes"


def told(error: HandclaspError) -> str:
    """An error in the words of the table; raises what is no answer to a question of access."""
    for kind, word in WORDS.items():
        if isinstance(error, kind):
            return word
    raise error


def differences(ask: Ask, asked: list[Cell]) -> list[str]:
    """Ask every cell, several at once; those that were answered otherwise than the table says."""
    assert asked, "nothing was asked"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda cell: said(ask, cell), asked))
    return [
        f"{cell.row}: {cell.column} should be told {cell.first!r}, was told {answer!r}"
        for cell, answer in zip(asked, answers, strict=True)
        if answer != cell.first
    ]
