"""Asks the console's pages what lines of the table say: everybody's own browsers, and a page in the table's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpx
from tests.matrix import table
from tests.matrix.circumstances import NORTH, TENANT
from tests.matrix.runner import Cell, cells, telling
from tests.matrix.served import Browser, Served, stepped
from tests.matrix.street import STAFF
from tests.matrix.table import Row

from handclasp.access.policy import STEP_UP_FOR, Action, Reader, StepUp

WHY: Final = "a specimen of a reason"
APPROVER: Final = Reader(TENANT, "director", "another-director", NORTH, stepped=frozenset({StepUp.APPROVE.value}))
_OWN: Final = {Action.READ: 1, Action.RECEIPT: 2, Action.WHO_LOOKED: 3}
"""Which session of its kind an action has to itself: a reason that is said in one holds there for half an hour."""
Page = Callable[[Browser, str, Cell], httpx.Response]


def heard(answer: httpx.Response, shows: str = "") -> str:
    """A page in the words of the table; `shows` is what stands on it when it did what was asked."""
    assert answer.status_code < 500, f"{answer.request.method} {answer.request.url} broke down"
    where = answer.headers.get("location", "")
    if "/desk/step-up/" in where:
        return "S"
    if answer.status_code == 403 and ("/desk/step-up/" in answer.text or "Confirm that it is you" in answer.text):
        return "S"
    if answer.status_code == 403 and "Somebody else must approve exactly this" in answer.text:
        return "A"
    if answer.status_code >= 400 or "/desk/sign-in" in where:
        return "-"
    if not shows or shows in answer.text:
        return "yes"
    return "R" if re.search(r'action="[^"]*/why"', answer.text) else "-"


def told(served: Served, action: Action, ask: Page, *, shows: str = "", asked: list[Cell] | None = None) -> list[str]:
    """Ask cells, column beside column, those without a reason first: a reason once said holds for the session."""
    wanted = telling(cells(table.of(action.value), STAFF) if asked is None else asked)
    assert wanted

    def one(cell: Cell) -> str:
        session = stepped(STEP_UP_FOR.get(action), cell.row.given)
        browser = served.browser(f"the-{cell.column}", session, _OWN.get(action, 0))
        where = served.street.conversation(cell.column, cell.row).hex() if cell.row.whose != "house" else ""
        if "r" in cell.row.given and where and action in _OWN:
            browser.post(f"/desk/c/{where}/why", {"purpose": "dispute", "reason": WHY})
        return heard(ask(browser, where, cell), shows)

    def column(name: str) -> list[str]:
        own = [cell for cell in wanted if cell.column == name]
        own.sort(key=lambda cell: "r" in cell.row.given)
        answers = [(cell, one(cell)) for cell in own]
        return [
            f"{cell.row}: {name} should be told {cell.first!r}, was told {answer!r}"
            for cell, answer in answers
            if answer != cell.first and not (cell.row.whose == "elsewhere" and answer in "RS-")
        ]

    with ThreadPoolExecutor(4) as pool:
        return [line for found in pool.map(column, STAFF) for line in found]


def bearing(action: Action, mark: str) -> list[Row]:
    """The lines of an action in which something (`r`, `a` …) is given."""
    return [row for row in table.of(action.value) if mark in row.given and row.given != "nothing"]
