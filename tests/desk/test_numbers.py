"""The desk in numbers: counted once, by the day of the desk's zone, and of nothing beyond somebody's lists."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.web.console.memory import BUILT_IN, Memory, pseudonym
from tests.web.console.people import Desk

from handclasp.access.policy import Reader
from handclasp.records import Author, Kind, Value, View

if TYPE_CHECKING:
    from handclasp.desk.numbers import Numbers

DIRECTOR = Reader("demo", "director", "wei", "risk")
LEAD = Reader("demo", "lead", "boss", "desk")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
NOON = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp() * 1000)


def told(now: int, who: Reader = DIRECTOR, span: int = 7, zone: str = "UTC") -> Numbers:
    from handclasp.desk.numbers import numbers  # noqa: PLC0415

    return numbers(who, BUILT_IN, span, now, zone)


def counted() -> list[Any]:
    from handclasp.desk.models import Round, Tally  # noqa: PLC0415

    tallies = Tally.objects.order_by("conversation", "slot", "what")
    rounds = Round.objects.order_by("conversation", "began")
    return [
        list(tallies.values("conversation", "slot", "what", "count")),
        list(rounds.values("conversation", "began", "answered", "closed")),
    ]


def at(memory: Memory, now: int) -> Memory:
    memory.now = now
    return memory


def talk(memory: Memory, name: str, began: int, answered: int | None = None, closed: int | None = None) -> None:
    """A customer's line, an answer, a closing, when each of them was."""
    at(memory, began).say(name, "specimen")
    if answered is not None:
        at(memory, answered).say(name, "specimen answer", "agent")
    if closed is not None:
        at(memory, closed).say(name, None, "system", Kind.CLOSE, outcome="solved")


def give(name: str, agent: str, team: str) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    Conversation.objects.filter(pseudonym=pseudonym(name)).update(agent=agent, team=team)


def test_volume_and_times_stand_on_their_days(desk: Desk, memory: Memory) -> None:
    talk(memory, "a", NOON, NOON + 2 * MINUTE, NOON + HOUR)
    talk(memory, "b", NOON, NOON + 4 * MINUTE)
    talk(memory, "c", NOON + DAY)
    desk.catch_up()
    made = told(NOON + DAY + HOUR)
    before, today = made.days[-2:]
    assert [one.day for one in (before, today)] == [date(2026, 11, 22), date(2026, 11, 23)]
    assert (before.begun, before.heard, before.said) == (2, 2, 2)
    assert (today.begun, today.heard, today.said) == (1, 1, 0)
    assert (before.first.times, before.first.half) == (2, 3 * MINUTE)
    assert before.first.most == round(2 * MINUTE + 0.9 * 2 * MINUTE)
    assert before.resolution == (1, HOUR, HOUR)
    assert (made.begun, made.unanswered, made.whole) == (3, 1, True)
    assert made.first == before.first


def test_what_is_said_after_a_closing_begins_anew(desk: Desk, memory: Memory) -> None:
    talk(memory, "a", NOON, NOON + MINUTE, NOON + 2 * MINUTE)
    talk(memory, "a", NOON + HOUR, NOON + HOUR + 9 * MINUTE)
    desk.catch_up()
    made = told(NOON + 2 * HOUR)
    assert made.begun == 2
    assert made.first == (2, 5 * MINUTE, round(8.2 * MINUTE))
    assert made.resolution.times == 1


def test_reading_a_stretch_twice_and_in_pieces_counts_nothing_twice(desk: Desk, memory: Memory) -> None:
    from handclasp.desk.queue import consume  # noqa: PLC0415

    for name in ("a", "b"):
        talk(memory, name, NOON, NOON + MINUTE, NOON + HOUR)
        memory.say(name, "我的身份证 11010519491231002X")
    for view in memory.views:
        consume("demo", [view])
    pieces = counted()
    consume("demo", memory.views)
    assert counted() == pieces
    assert told(memory.now).heard == 4


def test_days_are_those_of_the_zone_and_of_the_plan_before_it(desk: Desk, memory: Memory) -> None:
    from handclasp.desk.models import PlanVersion  # noqa: PLC0415

    late = int(datetime(2026, 11, 22, 17, tzinfo=UTC).timestamp() * 1000)  # the 23rd in Shanghai, the 22nd in New York
    talk(memory, "a", late, late + MINUTE)
    desk.catch_up()
    begun = {zone: told(late + HOUR, zone=zone).days[-1] for zone in ("Asia/Shanghai", "America/New_York")}
    assert {zone: (one.day.day, one.begun, one.said) for zone, one in begun.items()} == {
        "Asia/Shanghai": (23, 1, 1),
        "America/New_York": (22, 1, 1),
    }
    assert [one.heard for one in told(late + 8 * HOUR, zone="UTC").days[-2:]] == [1, 0]
    PlanVersion.objects.create(tenant="demo", number=1, text='time_zone = "Asia/Kathmandu"\n', by="boss", at=1)
    made = told(late + HOUR)
    assert (made.zone, made.days[-1].day.day, made.days[-1].begun) == ("Asia/Kathmandu", 22, 1)


def test_what_lies_before_the_span_is_not_counted(desk: Desk, memory: Memory) -> None:
    talk(memory, "old", NOON - 7 * DAY, NOON - 7 * DAY + MINUTE, NOON)
    talk(memory, "new", NOON - 6 * DAY, NOON - 6 * DAY + 2 * MINUTE)
    desk.catch_up()
    made = told(NOON + HOUR)
    assert (made.begun, made.heard, made.first.half) == (1, 1, 2 * MINUTE)
    assert made.resolution.times == 1  # it was closed within it
    assert told(NOON + HOUR, span=30).begun == 2


def test_masks_are_counted_by_type_and_topics_by_conversation(desk: Desk, memory: Memory) -> None:
    flags = [{"by": "words-1", "category": "refund", "severity": 1}]
    at(memory, NOON).say("a", "身份证 11010519491231002X 和 110105194912310038", flags=flags)
    memory.say("a", "验证码482913", flags=flags)
    memory.say("b", "specimen", flags=[*flags, {"by": "words-1", "category": "abuse", "severity": 2}])
    desk.catch_up()
    made = told(NOON + HOUR)
    assert made.seen == (("CN_ID", 2), ("OTP", 1))
    assert made.topics == (("refund", 2), ("abuse", 1))


def test_a_file_is_counted_as_what_a_program_found_and_a_second_look_changes_no_count() -> None:
    from handclasp.desk.acts import HOUSE  # noqa: PLC0415
    from handclasp.desk.tally import counted as of  # noqa: PLC0415

    def judged(author: Author, type_: str) -> dict[str, int]:
        facts: dict[str, Any] = {"target": bytes(32), "verdict": {"type": type_, "by": "pictures", "sure": 97}}
        view = View(
            index=1,
            seq=2,
            conversation=bytes(16),
            record=bytes(32),
            kind=Kind.RESCREEN.value,
            author=author,
            received=NOON,
            sent=None,
            body=None,
            spans=(),
            facts=facts,
        )
        return dict(of(view, HOUSE))

    machine = Author("machine", "pictures")
    assert judged(machine, "cn_id_front") == {"seen:cn_id_front": 1}
    assert judged(machine, "none") == {}
    assert judged(Author("lead", "boss"), "cn_id_front") == {}


def test_what_the_house_says_by_itself_is_no_line_of_the_desks(desk: Desk, memory: Memory) -> None:
    from handclasp.desk.acts import HOUSE  # noqa: PLC0415

    at(memory, NOON).say("a", "specimen")
    memory.say("a", "we are closed", "agent")
    memory.views[-1] = msgspec.structs.replace(memory.views[-1], author=HOUSE)
    desk.catch_up()
    made = told(NOON + HOUR)
    assert (made.heard, made.said, made.unanswered) == (1, 0, 1)


def test_a_lead_counts_their_team_and_what_is_nobodys(desk: Desk, memory: Memory) -> None:
    for name in ("team", "nobody", "far"):
        talk(memory, name, NOON, NOON + MINUTE)
        memory.say(name, "身份证 11010519491231002X")
    desk.catch_up()
    left("team", "far")
    give("team", "lena", "desk")
    give("far", "omar", "risk")
    made, whole = told(NOON + HOUR, LEAD), told(NOON + HOUR)
    assert (made.whole, made.begun, made.heard, made.first.times) == (False, 2, 4, 2)
    assert (made.seen, made.exported) == ((("CN_ID", 2),), (("evidence pack v1", 1),))
    assert (whole.begun, whole.heard, whole.exported) == (3, 6, (("evidence pack v1", 2),))
    assert told(NOON + HOUR, Reader("demo", "auditor", "wu")).begun == 3
    assert told(NOON + HOUR, Reader("demo", "merchant", "mei", merchant="acme")).begun == 0


def left(*names: str) -> None:
    """Packs of these conversations that were taken out, as the journal says it; read twice."""
    from tests.web.console.memory import journalled  # noqa: PLC0415

    from handclasp.desk.tally import exported  # noqa: PLC0415

    views = []
    for place, name in enumerate(names):
        facts: dict[str, Value] = {"format": "evidence pack v1", "subjects": [pseudonym(name).hex()]}
        view = journalled(DIRECTOR, Kind.EXPORT, facts, place, NOON)
        views.append(msgspec.structs.replace(view, index=100 + place))
    exported("demo", views)
    exported("demo", views)


def test_another_tenants_conversations_are_not_counted(desk: Desk, memory: Memory) -> None:
    talk(memory, "a", NOON)
    desk.catch_up()
    assert told(NOON + HOUR, Reader("other", "director", "wei")).begun == 0


def test_a_table_holds_every_figure_and_no_formula(desk: Desk, memory: Memory) -> None:
    from handclasp.desk.numbers_csv import COLUMNS, spreadsheet  # noqa: PLC0415

    flags = [{"by": "words-1", "category": "=1+1", "severity": 1}]
    at(memory, NOON).say("a", "specimen", flags=flags)
    at(memory, NOON + MINUTE).say("a", "specimen", "agent")
    desk.catch_up()
    content = spreadsheet(told(NOON + HOUR)).decode("utf-8-sig")
    first, *rows = csv.reader(io.StringIO(content))
    assert tuple(first) == COLUMNS
    assert ["topic", "", "'=1+1", "1", "conversations"] in rows
    assert ["first_answer_median", "2026-11-22", "", "60", "seconds"] in rows
    assert ["begun", "2026-11-16", "", "0", "conversations"] in rows
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@")]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"])
def test_sums_of_days_are_the_sum_of_the_span(desk: Desk, memory: Memory, zone: str) -> None:
    for place in range(40):
        talk(memory, f"c{place}", NOON + place * 3 * HOUR, NOON + place * 3 * HOUR + place * MINUTE)
    desk.catch_up()
    made = told(NOON + 125 * HOUR, zone=zone)
    assert sum(one.begun for one in made.days) == made.begun == 40
    assert sum(one.first.times for one in made.days) == made.first.times
    assert sum(one.heard for one in made.days) == made.heard
