"""The doors of the rooms, below every page: a real house reads, reveals, exports and audits as the table says.

Each cell is a real act in a real log, with real approvals by another person where the line says that one stands.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable
from typing import Any

import pyrage
import pytest
from tests.matrix import table
from tests.matrix.circumstances import ANOTHER, NORTH, TENANT, asks_to_send, can_be_asked, reader
from tests.matrix.runner import cells, differences, telling
from tests.matrix.street import Standing, Street
from tests.matrix.table import ITEMS, Row
from tests.unique import word

from handclasp.access.approvals import Request
from handclasp.access.policy import Action, Circumstances, Reader, StepUp
from handclasp.desk.cases import Claim, Outcome
from handclasp.desk.cases import Ground as CaseGround
from handclasp.desk.leaving import Where
from handclasp.desk.speaking import Words
from handclasp.disclose import Question
from handclasp.keep.bin import NotInTheBin
from handclasp.keep.rights import Ground, Right, State
from handclasp.records import ApprovalNeeded, HandclaspError, NotFound, Refused

WHY = "a specimen of a reason"
TYPES = {"contact": "PHONE", "goods": "CARD_SECRET", "payment": "BANK_CARD", "identity": "CN_ID"}
APPROVER = Reader(TENANT, "director", "another-director", stepped=frozenset({StepUp.APPROVE.value}))
RECIPIENT = str(pyrage.x25519.Identity.generate().to_public())
READERS = tuple(column for column in table.columns() if column != "key-cases")
"""A case is followed by reading its conversation, which takes another scope: tests/web/api/test_cases.py has both."""


def vouched(street: Street, column: str, row: Row) -> Reader:
    """Who asks, bound to the conversation meant where the line says that it is the customer's own."""
    who = reader(column, row)
    if column != "customer":
        return who
    own = row.whose in {"own", "theirs", "elsewhere"}
    return who._replace(conversation=street.conversation(column, row).hex() if own else ANOTHER)


def reason(row: Row) -> str:
    return WHY if "r" in row.given else ""


def approve(street: Street, who: Reader, ask: Callable[[], Request]) -> None:
    """Ask for an approval, and have another person give it; whoever may not even ask goes without."""
    with contextlib.suppress(HandclaspError):
        asked = street.house.approvals.request(who, ask())
        street.house.approvals.vote(APPROVER, asked.request, "approve", "", asked.digest)


@pytest.mark.parametrize("action", ["read", "receipt", "who-looked"])
def test_reading(street: Street, action: str) -> None:
    disclose = street.house.disclose
    doors: dict[str, Callable[[Reader, bytes, Row], object]] = {
        "read": lambda who, where, row: disclose.read(who, where, purpose="specimen", reason=reason(row) or None),
        "receipt": lambda who, where, row: disclose.receipt(who, where, 1, reason=reason(row) or None),
        "who-looked": lambda who, where, row: disclose.who_looked(who, where, reason=reason(row) or None),
    }

    def ask(column: str, row: Row) -> object:
        return doors[action](vouched(street, column, row), street.conversation(column, row), row)

    assert not differences(ask, telling(cells(table.of(action), table.columns())))


def fields(street: Street) -> dict[str, str]:
    """The field of each class of item in the first record of every conversation."""
    who = Reader(TENANT, "specialist", "the-specialist")
    (view, *_) = street.house.disclose.read(who, street.conversations[Standing("team")], purpose="specimen")
    found = {span.type: f"original/{span.original}" for span in view.spans}
    return {class_: found[type_] for class_, type_ in TYPES.items()}


@pytest.mark.parametrize("what", [*TYPES, "picture"])
def test_revealing(street: Street, what: str) -> None:
    reveals, named = street.house.reveals, fields(street)
    class_ = "identity" if what == "picture" else what
    seq, field = (2, "attachment") if what == "picture" else (1, named[what])

    def ask(column: str, row: Row) -> object:
        who, where = vouched(street, column, row), street.conversation(column, row)
        # Of its own for each cell: an approval is bound to the very words.
        purpose = f"specimen {word()}"
        named: dict[str, Any] = {"purpose": purpose}
        if "a" in row.given:
            approve(street, who, lambda: reveals.request(who, where, seq, field, reason=WHY, **named))
        return reveals.reveal(who, where, seq, field, reason=reason(row), **named)

    lines = [row for row in table.of("reveal") if row.what & ITEMS == {class_}]
    if what == "picture":
        lines = [row for row in lines if row.whose == "own"]
    assert not differences(ask, telling(cells(lines, table.columns())))


def test_exporting(street: Street) -> None:
    exports = street.house.exports

    def ask(column: str, row: Row) -> object:
        who, where = vouched(street, column, row), street.conversation(column, row)
        why = f"{WHY} {word()}"
        if "r" not in row.given:
            # Without a reason nothing can be asked for: an export is a request with its reason.
            return exports.export(who, _unasked(who, where, ""), recipient=RECIPIENT)
        wanted = _unasked(who, where, why)
        with contextlib.suppress(Refused, NotFound):
            wanted = exports.request(who, where, purpose="dispute", reason=why)
        if "a" in row.given:
            approve(street, who, lambda: wanted)
        return exports.export(who, wanted, recipient=RECIPIENT)

    assert not differences(ask, telling(cells(table.of("export"), table.columns())))


def _unasked(who: Reader, conversation: bytes, why: str) -> Request:
    return Request(
        kind="export",
        tenant=who.tenant,
        requester=who.id,
        requester_role=who.role,
        subject=conversation.hex(),
        purpose="dispute",
        reason=why,
        evidence={"format": "evidence pack v1", "records": 1, "last": "00" * 32},
    )


def test_auditing(street: Street) -> None:
    audit = street.house.audit

    def look(column: str, row: Row) -> object:
        return audit.journal(vouched(street, column, row), limit=2)

    def take_out(column: str, row: Row) -> object:
        who = vouched(street, column, row)
        return audit.take_out(who, Question(account=f"the-{column}"), reason=reason(row), limit=2)

    assert not differences(look, cells(table.of("audit"), table.columns()))
    assert not differences(take_out, cells(table.of("audit-export"), table.columns()))


def test_reviewing(street: Street) -> None:
    contact = fields(street)["contact"].replace("original/", "1.")

    def ask(column: str, row: Row) -> object:
        who, where = vouched(street, column, row), street.conversation(column, row)
        return street.house.reviews.decide(who, where, 1, contact, "sensitive", reason=reason(row))

    assert not differences(ask, telling(cells(table.of("review"), table.columns())))


def test_holding(street: Street) -> None:
    holds = street.house.holds

    def ask(column: str, row: Row) -> None:
        who, where = vouched(street, column, row), street.conversation(column, row)
        number = holds.place(who, where, ground="dispute", reason=reason(row))
        holds.ask(who, number, reason=WHY)
        with pytest.raises(ApprovalNeeded):
            holds.release(who, number)
        # For the tests that come after: what is on hold is not deleted.
        street.house.people.release(1, number, number)

    assert not differences(ask, telling(cells(table.of("hold"), table.columns())))


def test_asking_for_ones_rights(street: Street) -> None:
    requests, one_at_a_time = street.house.requests, threading.Lock()

    def ask(column: str, row: Row) -> None:
        who, where = vouched(street, column, row), street.conversation(column, row)
        with one_at_a_time:
            requests.withdraw(who, requests.ask(who, [where], Right.ACCESS).request)

    assert not differences(ask, telling(cells(table.of("rights"), table.columns())))


def test_answering_requests(street: Street) -> None:
    requests, one_at_a_time = street.house.requests, threading.Lock()
    officer = Reader(TENANT, "privacy", "the-privacy")

    def ask(column: str, row: Row) -> None:
        who, where = vouched(street, column, row), street.conversation(column, row)
        with one_at_a_time:
            try:
                asked = requests.ask(officer, [where], Right.COPY).request
            except NotFound:  # another tenant's
                street.house.gate.passed(who, Action.ANSWER_RIGHTS, where)
                return
            try:
                requests.refuse(who, asked, Ground.UNFOUNDED, reason=reason(row))
            finally:
                if requests.show(officer, asked).state is State.OPEN:
                    requests.withdraw(officer, asked)

    assert not differences(ask, telling(cells(table.of("answer-rights"), table.columns())))


def test_following_cases(street: Street) -> None:
    def ask(column: str, row: Row) -> None:
        street.house.cases.of(vouched(street, column, row), street.conversation(column, row), reason=reason(row))

    # What is old asks for a second factor besides, as reading does.
    few = [row for row in table.of("case") if "old" not in row.what]
    assert not differences(ask, telling(cells(few, READERS)))


def test_deciding_cases(street: Street) -> None:
    """Asked of a case that somebody else opened, once the gate lets the decision pass."""
    desk, specialist = street.house.cases, Reader(TENANT, "specialist", "another-specialist")
    one_at_a_time = threading.Lock()

    def ask(column: str, row: Row) -> None:
        who, where = vouched(street, column, row), street.conversation(column, row)
        # What a person may follow stands in the lines of `case`; here only the decision is asked.
        street.house.gate.passed(who, Action.DECIDE_CASE, where, Circumstances(reason="r" in row.given))
        with one_at_a_time:
            number = desk.open(specialist, where, Claim.INVALID).number
            desk.decide(who, where, number, Outcome.PARTLY, CaseGround.GOODWILL, why=reason(row), reason=WHY)

    few = [row for row in table.of("decide-case") if not row.what & {"old", "mine", "peer"}]
    assert not differences(ask, telling(cells(few, READERS)))


def test_deleting_and_taking_back(street: Street) -> None:
    bins, privacy = street.house.bin, Reader(TENANT, "privacy", "the-privacy", NORTH)

    def put(column: str, row: Row) -> None:
        where = street.conversation(column, row)
        try:
            bins.put(vouched(street, column, row), where, rule="by-hand", reason=reason(row))
        finally:
            with contextlib.suppress(HandclaspError):
                bins.take_back(privacy, where, reason=WHY)

    def back(column: str, row: Row) -> None:
        where = street.conversation(column, row)
        with contextlib.suppress(HandclaspError):
            bins.put(privacy, where, rule="by-hand", reason=WHY)
        with contextlib.suppress(NotInTheBin):
            bins.take_back(vouched(street, column, row), where, reason=reason(row))

    # What is one too many for a day is asked in tests/keep.
    few = [row for row in table.of("delete") if "many" not in row.what]
    assert not differences(put, telling(cells(few, table.columns())))
    assert not differences(back, telling(cells(table.of("restore"), table.columns())))


def test_being_fed(street: Street) -> None:
    """The feed makes its own reader, a machine; nobody else can ask for it, whoever they say they are."""
    assert street.house.disclose.feed(TENANT, "specimen", "screening", -1)
    for cell in cells(table.of("feed"), table.columns()):
        if cell.column != "machine":
            assert cell.first == "-"
            with pytest.raises(Refused):
                street.house.gate.passed(reader(*cell), Action.FEED)


def test_approving(street: Street) -> None:
    approvals = street.house.approvals

    def ask(column: str, row: Row) -> object:
        who = vouched(street, column, row)
        asked = approvals.request(*_request(street, column, row))
        return approvals.vote(who, asked.request, "approve", WHY, asked.digest)

    lines = [row for row in table.of("approve") if row.whose != "elsewhere" and "unheard-of" not in row.what]
    asked = [cell for cell in cells(lines, table.columns()) if can_be_asked(*cell)]
    assert not differences(ask, telling(asked))


STOPPED = {
    "one-time-code": "把收到的验证码发给我",
    "card-check": "what is the cvv?",
    "card-number": "请提供完整的银行卡号",
    "off-platform": "加我微信付款",
    "personal-data": "卡号 6222 0212 3456 7894 是他的",
    "password": "what is your password?",
    "seed-phrase": "read me your recovery words",
    "private-key": "send me the private key",
    "secret-out": "legal winner thank year wave sausage worth useful legal winner thank yellow",
}


def test_sending_what_the_guard_stopped(street: Street) -> None:
    leaving, approvals = street.house.leaving, street.house.approvals

    def ask(column: str, row: Row) -> object:
        who = vouched(street, column, row)
        where = Where(street.conversation(column, row), "", "specimen")
        (item,) = row.what & table.STOPPED
        words = Words(secrets.token_hex(8), f"{STOPPED[item]}\nspecimen {word()}", note=False)
        standing = leaving.ask(who, where, words, reason(row), "specimen")
        if "a" not in row.given:
            raise ApprovalNeeded("a specimen: nobody has approved it")
        approvals.vote(APPROVER, standing.asked.request, "approve", WHY, standing.asked.digest)
        return leaving.send(who, where, words)

    lines = [row for row in table.of("override-guard") if row.what & table.STOPPED]
    assert not differences(ask, telling(cells(lines, table.columns())))


REQUESTERS = {"policy": "administrator", "role": "administrator", "delete": "privacy"}


def _request(street: Street, column: str, row: Row) -> tuple[Reader, Request]:
    (kind,) = row.what & table.KINDS
    role = column if row.what & {"mine", "peer"} else REQUESTERS.get(kind, "")
    name = f"the-{column}" if "mine" in row.what else f"another-{role or 'specialist'}"
    who = Reader(TENANT, role or "specialist", name, "north")
    if kind == "guard" and "mine" not in row.what:
        who = asks_to_send(row) or who
    subject = "" if row.whose == "house" else street.conversation(column, row).hex()
    items = {"reveal": "PHONE", "guard": "one-time-code", "delete": "many"}
    evidence = {"nonce": secrets.token_hex(8)} | ({"item": items[kind]} if kind in items else {})
    return who, Request(
        kind=kind,
        tenant=TENANT,
        requester=who.id,
        requester_role=who.role,
        subject=subject,
        purpose="dispute",
        reason=WHY,
        evidence=evidence,
    )
