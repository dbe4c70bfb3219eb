"""Asking a colleague: who may be asked, who answers, that all of it stands in the log and comes back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.desk.real import RealDesk
from tests.unique import word

from handclasp.access.policy import Reader
from handclasp.records import Kind, NotFound, Refused

if TYPE_CHECKING:
    from handclasp.desk.tasks import Tasks

HOUR = 3_600_000


@pytest.fixture
def book(real: RealDesk) -> Tasks:
    from handclasp.desk.tasks import Tasks  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415

    return Tasks(real.house.flow.append, real.house.gate.passed, real.house.policies, now_ms)


def asking(owner: str = "qin", **changes: Any) -> Any:
    from handclasp.desk.tasks import Asking  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415

    told = {"area": "risk", "due": now_ms() + 4 * HOUR, "text": "Was this card seen before?", **changes}
    return Asking(owner=owner, key=word(), **told)


def hers(real: RealDesk, name: str) -> tuple[Reader, bytes]:
    """Lena, and a conversation of hers."""
    lena, talk = real.hire("lena"), real.talk(name)
    real.assignments.take(lena, talk)
    real.catch_up()
    return lena, talk


def notes(real: RealDesk, talk: bytes) -> list[tuple[str, str]]:
    found = [view for view in real.feed() if view.conversation == talk and view.kind == Kind.NOTE]
    return [(view.author.id, str(view.body)) for view in found]


def test_a_question_and_its_answer_are_notes_in_the_conversation(real: RealDesk, book: Tasks) -> None:
    from handclasp.desk.tasks import mine  # noqa: PLC0415

    (lena, talk), qin = hers(real, "asked and answered"), real.hire("qin", "director", team="risk")
    task = book.ask(lena, talk, asking())
    assert [row.pk for row in mine(qin)] == [task.pk]
    book.answer(qin, task.pk, "Never.", word())
    assert mine(qin) == []
    assert [(row.pk, row.state) for row in mine(lena)] == [(task.pk, "answered")]
    assert notes(real, talk) == [("lena", "Was this card seen before?"), ("qin", "Never.")]
    customer = Reader("shop", "customer", "visitor", conversation=talk.hex())
    shown = real.house.disclose.read(customer, talk, purpose="own conversation")
    assert {view.kind for view in shown} == {Kind.MESSAGE.value}


def test_the_list_of_tasks_comes_back_from_the_log(real: RealDesk, book: Tasks) -> None:
    from handclasp.desk.models import Conversation, Task  # noqa: PLC0415

    (lena, talk), qin = hers(real, "rebuilt tasks"), real.hire("qin", "director", team="risk")
    done = book.ask(lena, talk, asking())
    book.answer(qin, done.pk, "Never.", word())
    book.withdraw(lena, book.ask(lena, talk, asking()).pk)
    book.ask(lena, talk, asking(area="legal"))
    real.catch_up()
    fields = ("number", "asker", "owner", "area", "due", "note", "state", "answer")

    def told() -> list[Any]:
        return list(Task.objects.filter(conversation__pseudonym=talk).order_by("pk").values_list(*fields))

    before = told()
    assert len(before) == 3
    Conversation.objects.all().delete()
    assert told() == []
    real.catch_up()
    real.catch_up()
    assert told() == before


def test_asking_twice_under_one_key_asks_once(real: RealDesk, book: Tasks) -> None:
    (lena, talk), _ = hers(real, "asked twice"), real.hire("qin", "director", team="risk")
    once = asking()
    assert book.ask(lena, talk, once).pk == book.ask(lena, talk, once).pk
    assert len(notes(real, talk)) == 1


def test_whom_one_may_ask(real: RealDesk, book: Tasks) -> None:
    """Only colleagues who may read the conversation anyway; asking opens nothing to anybody."""
    from handclasp.desk.tasks import BadTask  # noqa: PLC0415

    lena, talk = hers(real, "whom to ask")
    real.hire("boss", "lead")
    real.hire("other-boss", "lead", team="night")
    for name, role in (("qin", "director"), ("su", "specialist"), ("pan", "privacy")):
        real.hire(name, role, team="risk")
    for name, role in (("zhou", "agent"), ("wu", "auditor"), ("wen", "administrator")):
        real.hire(name, role)
    real.hire("seller", "merchant", merchant="seller-1")
    assert [one.username for one in book.whom(lena, real.row(talk))] == ["boss", "pan", "qin", "su"]
    for nobody in ("zhou", "wu", "seller", "lena", "", "other-boss"):
        with pytest.raises(BadTask):
            book.ask(lena, talk, asking(nobody))
    assert notes(real, talk) == []


def test_others_neither_ask_nor_answer_nor_take_back(real: RealDesk, book: Tasks) -> None:
    (lena, talk), qin = hers(real, "none of theirs"), real.hire("qin", "director", team="risk")
    zhou, boss = real.hire("zhou"), real.hire("boss", "lead")
    with pytest.raises(Refused):
        book.ask(zhou, talk, asking())
    task = book.ask(lena, talk, asking())
    for who in (zhou, boss, lena):
        with pytest.raises(NotFound):
            book.answer(who, task.pk, "mine?", word())
    for who in (zhou, boss, qin):
        with pytest.raises(NotFound):
            book.withdraw(who, task.pk)
    with pytest.raises(NotFound):
        book.one(qin._replace(tenant="wallet"), task.pk)


def test_what_is_over_is_answered_no_more(real: RealDesk, book: Tasks) -> None:
    from handclasp.desk.tasks import TaskOver  # noqa: PLC0415

    (lena, talk), qin = hers(real, "over"), real.hire("qin", "director", team="risk")
    task = book.ask(lena, talk, asking())
    book.withdraw(lena, task.pk)
    with pytest.raises(TaskOver):
        book.answer(qin, task.pk, "too late", word())
    assert len(notes(real, talk)) == 1


@pytest.mark.parametrize("changes", [{"text": "  "}, {"area": "gossip"}, {"due": 1}, {"due": 10**15}])
def test_what_cannot_be_asked(real: RealDesk, book: Tasks, changes: dict[str, Any]) -> None:
    from handclasp.desk.tasks import BadTask  # noqa: PLC0415

    (lena, talk), _ = hers(real, "cannot be asked"), real.hire("qin", "director", team="risk")
    with pytest.raises(BadTask) as refused:
        book.ask(lena, talk, asking(**changes))
    assert refused.value.fault in {"text", "area", "due"}
