"""Quality: what is drawn nobody chose, a review is made and answered once, and the log alone makes the list anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.desk.test_numbers import MINUTE, NOON, at, give, talk
from tests.web.console.memory import BUILT_IN, Memory, pseudonym
from tests.web.console.people import Desk

from handclasp.access.policy import Reader
from handclasp.desk.quality import drawing
from handclasp.desk.quality.drawing import BadWeek, Candidate
from handclasp.desk.quality.rubric import BadRubric, points, read, score
from handclasp.records import Kind, NotFound, Refused

if TYPE_CHECKING:
    from handclasp.desk.quality.reviews import QualityDesk

LENA, OMAR = Reader("demo", "agent", "lena", "desk"), Reader("demo", "agent", "omar", "far")
LEAD, FAR = Reader("demo", "lead", "boss", "desk"), Reader("demo", "lead", "kong", "far")
DIRECTOR = Reader("demo", "director", "wei", "risk")
WEEK, DAY = "2026-W47", 86_400_000
RUBRIC = """
per_week = 2
always = ["complaint"]
[[criterion]]
name = "solved"
zh = "解决"
en = "Solved"
weight = 3
most = 4
[[criterion]]
name = "tone"
zh = "语气"
en = "Tone"
most = 2
"""


def quality(memory: Memory, seed: bytes = bytes(32)) -> QualityDesk:
    from handclasp.desk.quality.reviews import QualityDesk  # noqa: PLC0415

    anything: Any = memory
    return QualityDesk(
        append=memory.append,
        gate=anything,
        seal=anything.journal.seal,
        policies=BUILT_IN,
        clock=lambda: memory.now,
        seed=lambda _size: seed,
    )


def published(memory: Memory, text: str = RUBRIC, seen: int = 0) -> None:
    from handclasp.desk.quality.rubrics import Rubrics  # noqa: PLC0415

    anything: Any = memory
    Rubrics(anything.passed, anything.journal.seal, lambda: memory.now).publish(LEAD, text, seen)


def given(rubric: int = 1, words: str = "Good work", **found: int | None) -> Any:
    from handclasp.desk.quality.reviews import Given  # noqa: PLC0415

    return Given(rubric, found or {"solved": 3, "tone": 2}, words)


@pytest.fixture
def week(desk: Desk, memory: Memory) -> Desk:
    """A week in which lena answered six, one of them a complaint, and omar one; one was answered by nobody."""
    for number in range(5):
        talk(memory, f"lena-{number}", NOON - 3 * DAY, NOON - 3 * DAY + MINUTE)
    at(memory, NOON).say("worse", "specimen", flags=[{"by": "words-1", "category": "complaint", "severity": 2}])
    at(memory, NOON + MINUTE).say("worse", "specimen answer", "agent")
    talk(memory, "omar-0", NOON, NOON + MINUTE)
    talk(memory, "silent", NOON)
    talk(memory, "before", NOON - 8 * DAY, NOON - 8 * DAY + MINUTE)
    desk.catch_up()
    for name in (*(f"lena-{number}" for number in range(5)), "worse", "silent", "before"):
        give(name, "lena", "desk")
    give("omar-0", "omar", "far")
    for name in ("lena-0", "lena-1", "lena-2", "lena-3", "lena-4", "worse", "silent", "before"):
        memory.whose[pseudonym(name)] = memory.about("demo", pseudonym(name))._replace(agent="lena", team="desk")
    memory.whose[pseudonym("omar-0")] = memory.about("demo", pseudonym("omar-0"))._replace(agent="omar", team="far")
    at(memory, NOON + 2 * DAY)
    published(memory)
    return desk


def rows() -> list[Any]:
    from handclasp.desk.models import Quality  # noqa: PLC0415

    fields = ("week", "agent", "why", "reviewer", "scores", "score", "seq", "answer", "pseudonym")
    return list(Quality.objects.order_by("week", "agent", "why", "pseudonym").values(*fields))


# --- the rubric


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("per_week = 2", "1 to 20 criteria"),
        ("per_week = 0\n" + RUBRIC.replace("per_week = 2", ""), "per_week is a whole number from 1 to 50"),
        (RUBRIC.replace('"tone"', '"solved"'), "two of [[criterion]] solved"),
        (RUBRIC.replace('zh = "语气"', ""), "tone has a title in Chinese and in English"),
        (RUBRIC.replace("most = 2", "most = true"), "most is a whole number from 1 to 10"),
        (RUBRIC + 'colour = "red"', "knows no 'colour'"),
        ("this is not", "it is not TOML"),
        (RUBRIC.replace('["complaint"]', '"complaint"'), "always is a list"),
        ('low_rating = "often"\n' + RUBRIC, "low_rating is always, first or never"),
    ],
)
def test_the_first_fault_of_a_rubric_is_named(text: str, fault: str) -> None:
    with pytest.raises(BadRubric) as found:
        read(text)
    assert fault in str(found.value)


def test_points_are_weighted_and_what_does_not_apply_counts_nothing() -> None:
    rubric = read(RUBRIC)
    assert points(rubric, {"solved": 3, "tone": 1}) == {"solved": [3, 4, 3], "tone": [1, 2, 1]}
    assert score(points(rubric, {"solved": 3, "tone": 1})) == round(100 * (3 * 0.75 + 0.5) / 4)
    assert score(points(rubric, {"solved": 4, "tone": None})) == 100
    wrong: list[dict[str, int | None]] = [
        {"solved": 3},
        {"solved": 5, "tone": 1},
        {"solved": -1, "tone": 1},
        {"solved": None, "tone": None},
        {"solved": 3, "tone": 1, "other": 1},
    ]
    for one in wrong:
        with pytest.raises(BadRubric):
            points(rubric, one)


# --- drawing


def people(count: int) -> list[Candidate]:
    return [Candidate(pseudonym(f"c{number}"), f"agent-{number % 3}") for number in range(count)]


def test_the_same_seed_draws_the_same_whatever_the_order_and_another_seed_others() -> None:
    some = people(90)
    first = drawing.draw(b"a" * 32, some, 4, frozenset())
    assert first == drawing.draw(b"a" * 32, some[::-1], 4, frozenset())
    assert [one.agent for one in first] == ["agent-0"] * 4 + ["agent-1"] * 4 + ["agent-2"] * 4
    assert {one.pseudonym for one in first} != {one.pseudonym for one in drawing.draw(b"b" * 32, some, 4, frozenset())}
    assert len(drawing.draw(b"a" * 32, some[:5], 4, frozenset())) == 5


def test_over_many_seeds_everything_is_drawn_about_as_often() -> None:
    some = [Candidate(pseudonym(f"c{number}"), "lena") for number in range(10)]
    counts = dict.fromkeys((one.pseudonym for one in some), 0)
    for number in range(1_000):
        for one in drawing.draw(number.to_bytes(32), some, 3, frozenset()):
            counts[one.pseudonym] += 1
    assert all(200 < count < 400 for count in counts.values())


def test_what_a_rule_names_is_taken_beside_those_that_are_drawn() -> None:
    some = [Candidate(pseudonym(f"c{number}"), "lena", frozenset({"refund"})) for number in range(5)]
    some.append(Candidate(pseudonym("worse"), "lena", frozenset({"complaint", "refund"})))
    found = drawing.draw(bytes(32), some, 2, frozenset({"complaint"}))
    assert sorted(one.why for one in found) == ["complaint", "drawn", "drawn"]


def test_what_was_rated_low_comes_first_or_besides_or_like_any() -> None:
    some = [Candidate(pseudonym(f"c{number}"), "lena", low=number in {3, 7, 8}) for number in range(40)]
    low = {one.pseudonym for one in some if one.low}
    plain = drawing.draw(b"a" * 32, some, 2, frozenset())
    assert {one.why for one in plain} == {drawing.DRAWN}
    first = drawing.draw(b"a" * 32, some, 2, frozenset(), drawing.FIRST)
    assert (len(first), {one.pseudonym for one in first} <= low, {one.why for one in first}) == (2, True, {drawing.LOW})
    more = drawing.draw(b"a" * 32, some, 5, frozenset(), drawing.FIRST)
    assert {one.pseudonym for one in more[:3]} == low
    assert [one.why for one in more[3:]] == [drawing.DRAWN] * 2
    besides = drawing.draw(b"a" * 32, some, 2, frozenset(), drawing.ALWAYS)
    assert {one.pseudonym for one in besides if one.why == drawing.LOW} == low
    assert len(besides) == 5


def test_weeks_are_those_of_the_zone_and_of_iso_years() -> None:
    assert drawing.week_of(NOON, "UTC") == WEEK
    late = NOON + 11 * 3_600_000
    assert (drawing.week_of(late, "UTC"), drawing.week_of(late, "Asia/Shanghai")) == (WEEK, "2026-W48")
    since, until = drawing.span(WEEK, "Asia/Shanghai")
    assert until - since == 7 * DAY
    assert drawing.week_of(since, "Asia/Shanghai") == drawing.week_of(until - 1, "Asia/Shanghai") == WEEK
    assert drawing.week_before(drawing.span("2027-W01", "UTC")[0], "UTC") == "2026-W53"
    for wrong in ("2026-W54", "2026-W00", "W47", "", "2026-w47", "0000-W01"):
        with pytest.raises(BadWeek):
            drawing.span(wrong, "UTC")


@pytest.mark.usefixtures("week")
def test_a_week_is_drawn_once_of_what_was_answered_in_it_and_the_record_proves_the_draw(memory: Memory) -> None:
    from handclasp.desk.quality.reviews import QualityOver  # noqa: PLC0415

    assert quality(memory, b"s" * 32).draw(LEAD) == 4
    record = next(view.facts for view in memory.journal if view.facts.get("action") == "quality sample")
    details: Any = record["details"]
    assert (details["week"], details["seed"], details["population"]) == (WEEK, (b"s" * 32).hex(), 7)
    population = [Candidate(pseudonym(f"lena-{n}"), "lena") for n in range(5)]
    population += [Candidate(pseudonym("worse"), "lena", frozenset({"complaint"}))]
    population += [Candidate(pseudonym("omar-0"), "omar")]
    assert details["digest"] == drawing.digest(population)
    again = drawing.draw(bytes.fromhex(details["seed"]), population, 2, frozenset({"complaint"}))
    drawn = [(bytes.fromhex(one["conversation"]), one["agent"], one["why"]) for one in details["drawn"]]
    assert drawn == [tuple(one) for one in again]
    assert {bytes(row["pseudonym"]) for row in rows()} == {one.pseudonym for one in again}
    with pytest.raises(QualityOver):
        quality(memory, b"t" * 32).draw(DIRECTOR)
    assert len(rows()) == 4


@pytest.mark.usefixtures("week")
@pytest.mark.usefixtures("week")
def test_a_low_rating_names_what_is_looked_at_and_a_good_one_does_not(memory: Memory) -> None:
    from handclasp.desk.models import Conversation, Tally  # noqa: PLC0415
    from handclasp.desk.tally import SLOT  # noqa: PLC0415

    published(memory, 'low_rating = "always"\n' + RUBRIC.replace("per_week = 2", "per_week = 1"), 1)
    for name, given in (("lena-1", 1), ("lena-2", 2), ("lena-3", 3)):
        row = Conversation.objects.get(pseudonym=pseudonym(name))
        Tally.objects.create(tenant="demo", conversation=row, slot=memory.now // SLOT, what=f"rated:{given}", count=1)
    quality(memory).draw(LEAD)
    low = {bytes(row["pseudonym"]) for row in rows() if row["why"] == drawing.LOW}
    assert low == {pseudonym("lena-1"), pseudonym("lena-2")}


def test_even_if_the_list_is_lost_a_week_is_not_drawn_anew(memory: Memory) -> None:
    from handclasp.desk.models import Quality  # noqa: PLC0415
    from handclasp.desk.quality.reviews import QualityOver  # noqa: PLC0415

    quality(memory).draw(LEAD)
    Quality.objects.all().delete()
    with pytest.raises(QualityOver):
        quality(memory, b"t" * 32).draw(LEAD)


def test_without_a_rubric_or_answers_or_before_its_end_a_week_is_not_drawn(desk: Desk, memory: Memory) -> None:
    from handclasp.desk.quality.reviews import BadQuality  # noqa: PLC0415

    at(memory, NOON)
    faults = []
    for week in ("2026-W46", "2026-W47", "2026-W46"):
        with pytest.raises(BadQuality) as found:
            quality(memory).draw(LEAD, week)
        faults.append(found.value.fault)
        if len(faults) == 2:
            published(memory)
    assert faults == ["rubric", "week", "empty"]
    with pytest.raises(Refused):
        quality(memory).draw(LENA)


# --- reviewing


def first_of(memory: Memory, who: Reader = LEAD) -> int:
    quality(memory).draw(who)
    return int(quality(memory).waiting(who)[0].pk)


@pytest.mark.usefixtures("week")
def test_a_review_is_a_record_of_the_conversation_with_screened_words_and_is_made_once(memory: Memory) -> None:
    from handclasp.desk.quality.reviews import QualityOver  # noqa: PLC0415

    number = first_of(memory)
    row = quality(memory).review(LEAD, number, given(words="Asked for 11010519491231002X, needlessly"))
    sealed = memory.views[-1]
    assert (sealed.kind, sealed.conversation, sealed.author.id) == (Kind.QUALITY, bytes(row.pseudonym), "boss")
    assert "11010519491231002X" not in (sealed.body or "")
    details: Any = sealed.facts["details"]
    assert (details["agent"], details["score"]) == ("lena", row.score)
    assert row.score == round(100 * (3 * 0.75 + 1) / 4)
    with pytest.raises(QualityOver):
        quality(memory).review(DIRECTOR, number, given(words="another word"))
    assert [view.kind for view in memory.views].count(Kind.QUALITY) == 1


@pytest.mark.usefixtures("week")
def test_what_is_not_whole_is_not_reviewed(memory: Memory) -> None:
    from handclasp.desk.quality.reviews import BadQuality  # noqa: PLC0415

    number = first_of(memory)
    for wrong in (given(words=" "), given(words="x" * 4_001), given(rubric=2)):
        with pytest.raises(BadQuality):
            quality(memory).review(LEAD, number, wrong)
    with pytest.raises(BadRubric):
        quality(memory).review(LEAD, number, given(solved=9, tone=1))
    assert not [view for view in memory.views if view.kind == Kind.QUALITY]


@pytest.mark.usefixtures("week")
def test_nobody_reviews_what_is_not_theirs_to_review(memory: Memory) -> None:
    number = first_of(memory)
    for who in (FAR, LENA, OMAR, Reader("other", "director", "wei")):
        with pytest.raises((NotFound, Refused)):
            quality(memory).review(who, number, given())
    assert {row.agent for row in quality(memory).waiting(FAR)} == {"omar"}
    assert {row.agent for row in quality(memory).waiting(DIRECTOR)} == {"lena", "omar"}
    assert quality(memory).waiting(LENA) == []
    # Of one's own work neither the list tells nor can it be reviewed, whatever else one may.
    own = Reader("demo", "lead", "lena", "desk")
    assert quality(memory).waiting(own) == []
    with pytest.raises((NotFound, Refused)):
        quality(memory).review(own, number, given())


@pytest.mark.usefixtures("week")
def test_an_answer_is_given_once_and_by_the_one_it_is_about(memory: Memory) -> None:
    from handclasp.desk.quality.reviews import BadQuality, QualityOver  # noqa: PLC0415

    number = first_of(memory)
    with pytest.raises(NotFound):
        quality(memory).answer(LENA, number, "before there is a review")
    quality(memory).review(LEAD, number, given())
    for who in (OMAR, LEAD):
        with pytest.raises(NotFound):
            quality(memory).answer(who, number, "not mine")
    with pytest.raises(Refused):
        quality(memory).answer(DIRECTOR, number, "not mine")
    with pytest.raises(BadQuality):
        quality(memory).answer(LENA, number, "")
    assert quality(memory).answer(LENA, number, "It was a hard day").answer == memory.views[-1].seq
    with pytest.raises(QualityOver):
        quality(memory).answer(LENA, number, "one more word")
    assert list(quality(memory).of(OMAR)) == []


@pytest.mark.usefixtures("week")
def test_the_list_is_made_anew_from_the_log_and_twice_makes_no_difference(memory: Memory) -> None:
    from django.db import transaction  # noqa: PLC0415

    from handclasp.desk.models import Quality  # noqa: PLC0415
    from handclasp.desk.quality.reviews import sampled, take  # noqa: PLC0415
    from handclasp.desk.queue import consume  # noqa: PLC0415

    number = first_of(memory)
    quality(memory).review(LEAD, number, given())
    quality(memory).answer(LENA, number, "thank you")
    before = rows()
    for _ in range(2):
        sampled("demo", memory.journal)
        consume("demo", memory.views)
    assert rows() == before
    Quality.objects.all().delete()
    with transaction.atomic():
        for view in memory.views:  # the conversations' records first, as it may happen
            take("demo", view)
    sampled("demo", memory.journal)
    assert rows() == before


@pytest.mark.usefixtures("week")
def test_a_review_says_nothing_in_the_lists_of_conversations(memory: Memory) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415
    from handclasp.desk.queue import consume  # noqa: PLC0415

    number = first_of(memory)
    row = quality(memory).review(LEAD, number, given(words="specimen 11010519491231002X"))
    talk_ = Conversation.objects.get(pseudonym=bytes(row.pseudonym))
    said, flags, last = talk_.said, talk_.flags, talk_.last_at
    consume("demo", memory.views)
    talk_.refresh_from_db()
    assert (talk_.said, talk_.flags, talk_.last_at) == (said, flags, last)
    assert talk_.last_index == memory.views[-1].index


# --- averages


@pytest.mark.usefixtures("week")
def test_averages_are_those_of_agent_criterion_and_week_and_no_cell_is_a_formula(memory: Memory) -> None:
    from handclasp.desk.quality.averages import averages, spreadsheet, weeks_until  # noqa: PLC0415

    quality(memory).draw(DIRECTOR)
    for place, row in enumerate(quality(memory).waiting(DIRECTOR)):
        quality(memory).review(DIRECTOR, row.pk, given(solved=place, tone=None if place else 2))
    weeks = weeks_until("2026-W48", 4)
    assert weeks == ["2026-W45", "2026-W46", "2026-W47", "2026-W48"]
    told = averages(quality(memory).visible(DIRECTOR), weeks)
    assert told.whole.times == 4
    assert dict(told.weeks)[WEEK].times == 4
    assert dict(told.weeks)["2026-W48"].times == 0
    assert [(agent, mean.times) for agent, mean, _ in told.agents] == [("lena", 3), ("omar", 1)]
    assert dict(told.criteria)["solved"].average == round((0 + 25 + 50 + 75) / 4, 1)
    assert (dict(told.criteria)["tone"].times, dict(told.criteria)["tone"].average) == (1, 100)
    assert averages(quality(memory).of(LENA), weeks).whole.times == 3
    lines = spreadsheet(told).decode("utf-8-sig").splitlines()
    assert lines[0] == '"by","name","week","average","reviews"'
    assert f'"week","","{WEEK}","{told.whole.average:.1f}","4"' in lines
    assert averages([], weeks).whole == (0, 0)
