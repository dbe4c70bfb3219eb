"""The reviewers' queue in a real house: what waits, for whom, what verdicts make of it; from the log the same again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from tests.desk.real import django_on
from tests.disclose.people import EVERYBODY, FAR_LEAD, LEAD, PRIVACY, SELLER, SPECIALIST, stepped
from tests.house_fixture import AGENT, House, NewHouse, hired, house_template, new_house, said
from tests.keep.forgetting.conftest import later
from tests.web.console.conftest import _django

from handclasp.access.policy import Reader
from handclasp.disclose.review import HARMLESS, SENSITIVE
from handclasp.records import Finding, Kind

__all__ = ["_django", "house_template", "new_house"]
UNSURE = "王小明"


class Unsure:
    """An engine that is unsure of one name, and sure of another."""

    def find(self, text: str, **_: object) -> list[Finding]:
        found = []
        for name, sure in ((UNSURE, 55), ("张三", 95)):
            at = text.find(name)
            if at >= 0:
                found.append(Finding("PERSON", at, at + len(name), "person", sure, "【姓名 **】"))
        return sorted(found, key=lambda one: one.start)


class Desk:
    """A house with its desk and review consumers."""

    def __init__(self, house: House) -> None:
        from handclasp.house import consumers  # noqa: PLC0415 - needs Django set up
        from handclasp.screen import Screener  # noqa: PLC0415

        self.house = house
        house.flow._screen = Screener(Unsure()).screen  # type: ignore[arg-type]
        self.steps = [consumers.desk(house), consumers.review(house)]

    def say(self, words: str, key: str, conversation: str = "order 1001", **more: Any) -> None:
        self.house.flow.append(said(words, key, conversation=conversation, **more))

    def catch_up(self) -> None:
        for step in self.steps:
            while step():
                pass

    def give(self, who: Reader | None, conversation: str = "order 1001") -> bytes:
        from handclasp.desk.models import Conversation  # noqa: PLC0415

        name = self.house.flow.open("shop", conversation)
        rows = Conversation.objects.filter(tenant="shop", pseudonym=name)
        rows.update(agent=who.id if who else "", team=who.team if who else "")
        return name

    def waiting(self, who: Reader) -> list[tuple[int, str, str, int]]:
        from handclasp.desk import review  # noqa: PLC0415

        return [(row.seq, row.item, row.type, row.sure) for row in review.waiting(who, self.house.policies)]


@pytest.fixture
def desk(_django: None, new_house: NewHouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    house = new_house()
    hired(house, *EVERYBODY)
    with django_on(house, tmp_path_factory.mktemp("review")):
        yield Desk(house)


def test_unsure_masks_wait_for_those_who_may_review_them(desk: Desk) -> None:
    desk.say(f"我叫{UNSURE}，不是张三", "1")
    desk.catch_up()
    desk.give(AGENT)
    assert desk.waiting(LEAD) == [(1, "1.0", "PERSON", 55)]
    assert desk.waiting(SPECIALIST) == desk.waiting(PRIVACY) == desk.waiting(LEAD)
    for who in (AGENT, FAR_LEAD, SELLER):
        assert desk.waiting(who) == []


def test_a_verdict_takes_it_off_the_queue_and_is_counted(desk: Desk) -> None:
    from handclasp.desk import review  # noqa: PLC0415

    desk.say(f"我叫{UNSURE}", "1")
    desk.say(f"找{UNSURE}", "2")
    desk.catch_up()
    talk = desk.give(AGENT)
    desk.house.reviews.decide(LEAD, talk, 1, "1.0", SENSITIVE)
    request = desk.house.reveals.request(stepped(LEAD), talk, 2, "original/0", purpose="support", reason="see")
    asked = desk.house.approvals.request(stepped(LEAD), request)
    desk.house.approvals.vote(stepped(PRIVACY), asked.request, "approve", "ok", asked.digest)
    desk.house.reveals.reveal(stepped(LEAD), talk, 2, "original/0", purpose="support", reason="see")
    desk.house.reviews.decide(LEAD, talk, 2, "2.0", HARMLESS)
    desk.catch_up()
    assert desk.waiting(LEAD) == []
    assert [(row.seq, row.verdict, row.by) for row in review.decided(LEAD, desk.house.policies)] == [
        (2, "harmless", "lead:ye"),
        (1, "sensitive", "lead:ye"),
    ]
    (band,) = review.tuning("shop")
    assert (band.detector, band.low, band.sensitive, band.harmless, band.masked) == ("person", 50, 1, 1, True)


def test_what_is_hidden_with_its_line_waits_no_more(desk: Desk) -> None:
    desk.say(f"我叫{UNSURE}", "1")
    desk.catch_up()
    talk = desk.give(AGENT)
    (view,) = desk.house.disclose.read(AGENT, talk, purpose="p")
    facts: dict[str, Any] = {"target": view.record, "hide": ["body", "spans"], "release": [], "reason": "all of it"}
    desk.say("", "r", kind=Kind.RESCREEN, text=None, facts=facts)
    desk.catch_up()
    assert desk.waiting(LEAD) == []


def test_many_verdicts_raise_the_floor_where_screening_looks_for_it(desk: Desk) -> None:
    for n in range(20):
        desk.say(f"我叫{UNSURE}", f"{n}")
    desk.catch_up()
    talk = desk.give(AGENT)
    desk.house.gate.decision = _allows(desk.house.gate.decision)  # type: ignore[method-assign]
    for n in range(20):
        desk.house.reviews.decide(LEAD, talk, n + 1, f"{n + 1}.0", HARMLESS if n < 11 else SENSITIVE)
    desk.catch_up()
    assert desk.house.reading.floors(1) == {"person": 60}
    assert desk.house.reading.floors(2) == {}
    body = desk.house.disclose.read(LEAD, talk, purpose="p")[0].body or ""
    start = body.index(UNSURE)
    for n in range(3):
        line = desk.house.disclose.read(LEAD, talk, purpose="p")[n]
        desk.house.reviews.hide(LEAD, talk, line.seq, start, start + 3, "PERSON")
    desk.catch_up()
    assert desk.house.reading.floors(1) == {}


def _allows(ask: Any) -> Any:
    """Let reveals be: what is asked here is the counting."""

    def decision(*given: Any, **named: Any) -> Any:
        return ask(*given, **named)._replace(allowed=True)

    return decision


def test_reading_twice_and_from_the_start_gives_the_same_queue(desk: Desk) -> None:
    from handclasp.desk.models import Uncertain, Verdict  # noqa: PLC0415

    desk.say(f"我叫{UNSURE}", "1")
    desk.say(f"找{UNSURE}", "2")
    desk.catch_up()
    talk = desk.give(AGENT)
    desk.house.reviews.decide(LEAD, talk, 1, "1.0", SENSITIVE)
    desk.catch_up()

    def state() -> Any:
        fields = ("seq", "item", "type", "detector", "sure", "verdict", "by", "decided")
        return list(Uncertain.objects.order_by("seq").values_list(*fields)), list(
            Verdict.objects.values_list("index", "detector", "sure", "sensitive", "by")
        )

    before = state()
    _from_the_start(desk)
    assert state() == before
    Uncertain.objects.all().delete()
    Verdict.objects.all().delete()
    _from_the_start(desk)
    assert state() == before


def test_an_erasure_takes_the_verdicts_on_it_and_no_others(desk: Desk) -> None:
    from handclasp.desk.models import Conversation, Uncertain, Verdict  # noqa: PLC0415

    for n, name in enumerate(("order 1001", "order 2002")):
        desk.say(f"我叫{UNSURE}", str(n), name)
        desk.say(f"找{UNSURE}", f"{n} again", name)
    desk.catch_up()
    gone, kept = (desk.give(AGENT, name) for name in ("order 1001", "order 2002"))
    for talk in (gone, kept):
        desk.house.reviews.decide(LEAD, talk, 1, "1.0", SENSITIVE)
    desk.catch_up()
    assert Verdict.objects.count() == 2
    desk.house.bin.put(PRIVACY, gone, rule="by-hand", reason="asked for by the customer")
    later(desk.house, 73)
    desk.house.erasing.run("shop", 1)
    (left,) = Verdict.objects.all()
    assert left.index in desk.house.erasing._rows.records(1, [kept])
    assert {bytes(row.conversation.pseudonym) for row in Uncertain.objects.select_related("conversation")} == {kept}
    assert {bytes(row.pseudonym) for row in Conversation.objects.all()} == {kept}


def _from_the_start(desk: Desk) -> None:
    from handclasp.house import consumers  # noqa: PLC0415

    with desk.house.database.transaction("machine", 1, [1, 2]) as connection:
        connection.execute("update handclasp.cursors set position = -1 where consumer = 'review'")
    desk.steps[1] = consumers.review(desk.house)
    desk.catch_up()


def test_the_queue_keeps_no_word(desk: Desk) -> None:
    from django.db import connection  # noqa: PLC0415

    desk.say(f"我叫{UNSURE}", "1")
    desk.catch_up()
    with connection.cursor() as cursor:
        cursor.execute("select to_jsonb(u) from control.desk_uncertain u")
        rows = msgspec.json.encode([str(row) for row in cursor.fetchall()]).decode()
    assert "PERSON" in rows
    assert "我叫" not in rows
    assert UNSURE not in rows


def test_the_list_flags_what_was_hidden_later_and_moves_nothing(desk: Desk) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    desk.say("住在和平路", "1")
    desk.catch_up()
    talk = desk.give(AGENT)
    (before,) = Conversation.objects.filter(tenant="shop")
    assert before.flags == []
    desk.house.reviews.hide(LEAD, talk, 1, 2, 5, "ADDRESS")
    desk.catch_up()
    (after,) = Conversation.objects.filter(tenant="shop")
    assert after.flags == ["ADDRESS"]
    assert after.last_seq > before.last_seq
    assert (after.last_at, after.waiting_since, after.said) == (before.last_at, before.waiting_since, before.said)
