"""The doors of the pages: everybody's own browser against a running web process, told what the table says.

Whatever is answered must be a page: a breakdown is no refusal. Each act that succeeds is undone before the next.
"""

from __future__ import annotations

import secrets
import threading

import httpx
import pytest
from tests.matrix import table
from tests.matrix.asking import APPROVER, WHY, heard, told
from tests.matrix.circumstances import NORTH, TENANT
from tests.matrix.runner import Cell, cells
from tests.matrix.served import Browser, Served
from tests.matrix.street import LOG, STAFF, Standing, assignment
from tests.unique import word

from handclasp.access.policy import Action, Reader, built_in

SHOWN = "NPQR"
"""What everybody who reads a conversation sees, and nobody else: how the specimen's card code ends."""
TABS = ("mine", "unassigned", "team", "all", "closed")


_turn = threading.Lock()


# --- conversations


def test_reading(served: Served) -> None:
    def ask(browser: Browser, where: str, _cell: Cell) -> httpx.Response:
        return browser.get(f"/desk/c/{where}")

    assert not told(served, Action.READ, ask, shows=SHOWN)


def test_receipts(served: Served) -> None:
    def ask(browser: Browser, where: str, _cell: Cell) -> httpx.Response:
        return browser.get(f"/desk/c/{where}/receipt/1.receipt.json")

    # A page that is no page of words cannot ask for a reason: it refuses.
    wrong = told(served, Action.RECEIPT, ask)
    assert not [line for line in wrong if not line.endswith("should be told 'R', was told '-'")]


def test_who_looked(served: Served) -> None:
    def ask(browser: Browser, where: str, _cell: Cell) -> httpx.Response:
        return browser.get(f"/desk/c/{where}/looks")

    wrong = told(served, Action.WHO_LOOKED, ask)
    assert not [line for line in wrong if not line.endswith("should be told 'R', was told '-'")]


@pytest.mark.parametrize("action", [Action.REPLY, Action.NOTE])
def test_writing(served: Served, action: Action) -> None:
    def ask(browser: Browser, where: str, _cell: Cell) -> httpx.Response:
        form = {"text": "specimen", "mode": action.value, "key": secrets.token_urlsafe(16)}
        return browser.post(f"/desk/c/{where}/say", form)

    assert not told(served, action, ask)


def settle(served: Served, cell: Cell) -> None:
    """Put a conversation back to whose it was."""
    where = served.street.conversation(cell.column, cell.row)
    mine = cell.column if cell.row.whose == "own" else ""
    with served.house.database.transaction("console", LOG, []) as connection:
        connection.execute(
            "update control.desk_conversation set agent = %s, team = %s, merchants = %s where pseudonym = %s",
            (*assignment(Standing(cell.row.whose, mine)), where),
        )


def test_taking_and_assigning(served: Served) -> None:
    """One cell after another: what was taken or handed over must be put back before the next."""
    acts = {Action.TAKE: {}, Action.ASSIGN: {"agent": "another-agent"}}
    wrong = []
    for action, form in acts.items():
        for cell in cells(table.of(action.value), STAFF):
            # What somebody has is not there to be taken, whoever may: it is assigned, or let go of first. What is
            # one's own already stays so.
            had = cell.row.whose in {"own", "team", "other"}
            if action is Action.TAKE and had and (cell.first == "yes" or cell.row.whose == "own"):
                continue
            where = served.street.conversation(cell.column, cell.row).hex()
            answer = heard(served.browser(f"the-{cell.column}").post(f"/desk/c/{where}/{action.value}", form))
            if answer == "yes":
                settle(served, cell)
            if answer != cell.first:
                wrong.append(f"{cell.row}: {cell.column} should be told {cell.first!r}, was told {answer!r}")
    assert not wrong


def test_saying_how_it_stands(served: Served) -> None:
    """Said again it is so already, and whoever may not is refused all the same."""
    wrong = []
    for cell in cells(table.of("triage"), STAFF):
        where = served.street.conversation(cell.column, cell.row).hex()
        form = {"stands": "waiting-other/shop", "text": "", "key": "k" * 20}
        answer = heard(served.browser(f"the-{cell.column}").post(f"/desk/c/{where}/state", form))
        if answer != cell.first:
            wrong.append(f"{cell.row}: {cell.column} should be told {cell.first!r}, was told {answer!r}")
    assert not wrong


def test_lists_show_what_may_be_listed(served: Served) -> None:
    """A conversation stands in one of somebody's lists exactly when the table lets them list it."""
    wrong = []
    for column in STAFF:
        browser = served.browser(f"the-{column}")
        lists = "".join(
            browser.get(f"/desk/?tab={tab}").text for tab in ("mine", "unassigned", "team", "all", "closed")
        )
        for cell in cells(table.of("list"), [column]):
            where = served.street.conversation(column, cell.row).hex()
            if (where in lists) != (cell.first == "yes"):
                wrong.append(f"{cell.row}: {column} should be told {cell.first!r}")
    assert not wrong


# --- people and policies


def test_seeing_people_and_policies(served: Served) -> None:
    pages = {Action.SEE_PEOPLE: "/desk/people", Action.SEE_POLICY: "/desk/policies"}
    for action, page in pages.items():
        assert not told(served, action, lambda browser, _where, _cell, page=page: browser.get(page))  # type: ignore[misc]


def test_seeing_how_the_house_stands(served: Served) -> None:
    assert not told(served, Action.SEE_HOUSE, lambda browser, _where, _cell: browser.get("/desk/system"))


def test_seeing_the_numbers(served: Served) -> None:
    for page in ("/desk/numbers", "/desk/numbers.csv?days=30"):
        assert not told(served, Action.SEE_NUMBERS, lambda browser, _where, _cell, page=page: browser.get(page))  # type: ignore[misc]


def test_seeing_the_board(served: Served) -> None:
    assert not told(served, Action.SEE_BOARD, lambda browser, _where, _cell: browser.get("/desk/board"))


def test_managing_people(served: Served) -> None:
    def ask(browser: Browser, _where: str, _cell: Cell) -> httpx.Response:
        return browser.post("/desk/people/account/somebody-far/resume")

    assert not told(served, Action.MANAGE_PEOPLE, ask)


def test_managing_keys(served: Served) -> None:
    def ask(browser: Browser, _where: str, _cell: Cell) -> httpx.Response:
        return browser.post("/desk/api-keys/add", {"label": "specimen", "scope": "audit", "days": "1"})

    assert not told(served, Action.MANAGE_KEYS, ask)


def test_bringing_old_conversations_in(served: Served) -> None:
    def ask(browser: Browser, _where: str, _cell: Cell) -> httpx.Response:
        with _turn:
            return browser.post("/desk/imports/begin", {"name": "old.csv", "size": "9"})

    assert not told(served, Action.IMPORT, ask)


def test_drafting_policies(served: Served) -> None:
    assert not told(served, Action.DRAFT_POLICY, lambda browser, _where, _cell: browser.get("/desk/policies/edit"))


def test_editing_the_risk_words(served: Served) -> None:
    assert not told(served, Action.EDIT_LEXICON, lambda browser, _where, _cell: browser.get("/desk/lexicon"))

    def publish(browser: Browser, _where: str, _cell: Cell) -> httpx.Response:
        words = f"== specimen | 1 | in\nspecimen {word()}\n"
        with _turn:
            return browser.post("/desk/lexicon", {"text": words, "do": "publish"})

    assert not told(served, Action.EDIT_LEXICON, publish)


def test_arranging_the_desk(served: Served) -> None:
    assert not told(served, Action.ARRANGE_DESK, lambda browser, _where, _cell: browser.get("/desk/scripts"))

    def add(browser: Browser, _where: str, _cell: Cell) -> httpx.Response:
        form = {"name": word(), "title_en": "specimen", "text_en": f"specimen {word()}"}
        return browser.post("/desk/scripts/add", form)

    assert not told(served, Action.ARRANGE_DESK, add)


def test_granting_roles(served: Served) -> None:
    """What is applied is asked for first, at its own door; whoever may not ask has nothing to apply."""
    approvals, teams = served.house.approvals, iter(range(1000))

    def ask(browser: Browser, _where: str, cell: Cell) -> httpx.Response:
        with _turn:
            form = {"act": "change", "role": "agent", "team": f"team-{next(teams)}", "reason": WHY}
            asked = browser.post("/desk/people/account/a-colleague/ask", form)
            if asked.status_code != 302:
                return asked
            who = Reader(TENANT, "administrator", "the-administrator", NORTH)
            newest = max(approvals.mine(who), key=lambda one: one.idx)
            if "a" in cell.row.given:
                approvals.vote(APPROVER, newest.request, "approve", "", newest.digest)
            answer = browser.post(f"/desk/people/asked/{newest.request}/apply")
            if answer.status_code >= 400:
                approvals.withdraw(who, newest.request)
            return answer

    wrong = told(served, Action.GRANT_ROLE, ask)
    # A page names what is missing in words; what it lacks after the second factor is an approval.
    assert not [line for line in wrong if not line.endswith("should be told 'A', was told '-'")]


def test_publishing_policies(served: Served) -> None:
    """A draft that changes a comment is asked for, approved where the line says so, and published from its page."""
    governance, approvals = served.house.governance, served.house.approvals
    who = Reader(TENANT, "administrator", "the-administrator", NORTH)

    def ask(browser: Browser, _where: str, _cell: Cell) -> httpx.Response:
        with _turn:
            files = dict(built_in())
            files["agent.cedar"] += f"\n// specimen {secrets.token_hex(4)}\n"
            draft = f"/desk/policies/draft/{governance.draft(who, files).hex()}"
            asked = browser.post(f"{draft}/ask", {"reason": WHY})
            if asked.status_code != 302:
                return asked
            newest = max(approvals.mine(who), key=lambda one: one.idx)
            if "a" in _cell.row.given:
                approvals.vote(APPROVER, newest.request, "approve", "", newest.digest)
            answer = browser.post(f"{draft}/publish")
            if answer.status_code >= 400:
                approvals.withdraw(who, newest.request)
            return answer

    assert not told(served, Action.PUBLISH_POLICY, ask)
