"""How conversations stand: sealed before it counts, opened again by the customer's next word, the same from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.desk.real import RealDesk
from tests.unique import word

from handclasp.access.policy import Reader
from handclasp.records import Kind, Refused

if TYPE_CHECKING:
    from handclasp.desk.states import Saying, States


@pytest.fixture
def states(real: RealDesk) -> States:
    from handclasp.desk.states import States  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415

    return States(real.house.flow.append, real.house.gate.passed, now_ms)


def saying(state: str, reason: str, text: str = "") -> Saying:
    from handclasp.desk.states import Saying  # noqa: PLC0415

    return Saying(state, reason, text, word())


def hers(real: RealDesk, name: str) -> tuple[Reader, bytes]:
    """Lena, and a conversation of hers."""
    lena, talk = real.hire("lena"), real.talk(name)
    real.assignments.take(lena, talk)
    real.catch_up()
    return lena, talk


def stands(real: RealDesk, talk: bytes) -> tuple[Any, ...]:
    row = real.row(talk)
    return row.state, row.reason, row.waiting, row.closed_at is not None


def test_it_counts_at_once_and_comes_back_from_the_log(real: RealDesk, states: States) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    lena, talk = hers(real, "resolved")
    assert stands(real, talk) == ("open", "", True, False)
    assert states.say(lena, talk, saying("resolved", "refunded", "Paid back to card ending 4242.")) == "resolved"
    at_once = stands(real, talk)
    assert at_once == ("resolved", "refunded", False, True)
    real.catch_up()
    assert stands(real, talk) == at_once
    turns, since = real.row(talk).turns, real.row(talk).state_at
    Conversation.objects.all().delete()
    real.catch_up()
    assert stands(real, talk) == at_once
    assert (real.row(talk).turns, real.row(talk).state_at) == (turns, since)


def test_the_record_says_why_in_both_languages_and_the_words_are_a_note(real: RealDesk, states: States) -> None:
    lena, talk = hers(real, "sealed why")
    states.say(lena, talk, saying("resolved", "refunded", "Call 13800138000 if asked again."))
    mine = [view for view in real.feed() if view.conversation == talk]
    note = next(view for view in mine if view.kind == Kind.NOTE)
    assert "13800138000" not in str(note.body)
    act = mine[-1]
    assert (act.kind, act.author.id, act.facts["action"]) == (Kind.AGENT_ACTION, "lena", "state")
    assert act.facts["details"] == {
        "state": "resolved",
        "before": "open",
        "reason": "refunded",
        "zh": "已退款",
        "en": "Refunded",
        "note": note.seq,
    }
    customer = Reader("shop", "customer", "visitor", conversation=talk.hex())
    shown = real.house.disclose.read(customer, talk, purpose="own conversation")
    assert {view.kind for view in shown} == {Kind.MESSAGE.value}


def test_the_customer_is_told_that_it_is_closed_and_nothing_of_why(real: RealDesk, states: States) -> None:
    lena, talk = hers(real, "closed")
    states.say(lena, talk, saying("closed", "no-reply"))
    real.catch_up()
    assert stands(real, talk) == ("closed", "no-reply", False, True)
    customer = Reader("shop", "customer", "visitor", conversation=talk.hex())
    shown = real.house.disclose.read(customer, talk, purpose="own conversation")
    assert shown[-1].kind == Kind.CLOSE
    assert "no-reply" not in str(shown[-1].facts)
    assert shown[-1].facts["outcome"] == "closed"
    sealed = [view.kind for view in real.feed() if view.conversation == talk]
    assert sealed[-2:] == [Kind.AGENT_ACTION, Kind.CLOSE]


@pytest.mark.parametrize(
    ("state", "reason", "after"),
    [
        ("resolved", "answered", "reopened"),
        ("closed", "no-reply", "reopened"),
        ("waiting-customer", "customer-asked", "open"),
        ("waiting-other", "shop", "open"),
    ],
)
def test_the_customers_next_word_opens_it_again(
    real: RealDesk, states: States, state: str, reason: str, after: str
) -> None:
    lena, talk = hers(real, f"again {state}")
    states.say(lena, talk, saying(state, reason))
    real.catch_up()
    real.talk(f"again {state}", "one more thing")
    real.catch_up()
    assert stands(real, talk) == (after, "", True, False)


def test_what_was_resolved_by_mistake_is_opened_again_as_if_it_had_not_been(real: RealDesk, states: States) -> None:
    lena, talk = hers(real, "by mistake")
    before = real.row(talk)
    states.say(lena, talk, saying("resolved", "answered"))
    real.catch_up()
    assert states.say(lena, talk, saying("open", "more-to-do")) == "reopened"
    real.catch_up()
    row = real.row(talk)
    assert stands(real, talk) == ("reopened", "more-to-do", True, False)
    assert (row.turns, row.waiting_since) == (before.turns, before.waiting_since)
    assert states.say(lena, talk, saying("open", "more-to-do")) == "reopened"


def test_a_word_sealed_before_but_read_after_opens_nothing_again(real: RealDesk, states: States) -> None:
    lena, talk = hers(real, "crossed")
    real.talk("crossed", "thanks, that is all")
    states.say(lena, talk, saying("resolved", "answered"))
    real.catch_up()
    assert stands(real, talk) == ("resolved", "answered", False, True)


def test_saying_what_is_so_already_stores_nothing(real: RealDesk, states: States) -> None:
    lena, talk = hers(real, "twice")
    once = saying("waiting-other", "shop", "asked them today")
    states.say(lena, talk, once)
    count = len(real.feed())
    states.say(lena, talk, once)
    states.say(lena, talk, saying("waiting-other", "shop"))
    assert len(real.feed()) == count


def test_what_the_plan_has_no_reason_for_is_not_said(real: RealDesk, states: States) -> None:
    from handclasp.desk.states import BadState  # noqa: PLC0415

    lena, talk = hers(real, "no such")
    count = len(real.feed())
    for wrong, fault in (
        (saying("finished", "answered"), "state"),
        (saying("resolved", "shop"), "reason"),
        (saying("resolved", ""), "reason"),
        (saying("resolved", "answered", "x" * 20_001), "text"),
    ):
        with pytest.raises(BadState) as caught:
            states.say(lena, talk, wrong)
        assert caught.value.fault == fault
    assert len(real.feed()) == count


def test_whoever_may_not_is_refused_and_nothing_changes(real: RealDesk, states: States) -> None:
    _, talk = hers(real, "not yours")
    for who in (real.hire("zhou"), real.hire("qin", "director", team="risk"), real.hire("ann", "auditor")):
        with pytest.raises(Refused):
            states.say(who, talk, saying("resolved", "answered"))
    assert stands(real, talk) == ("open", "", True, False)


def test_the_count_of_rounds_follows(real: RealDesk, states: States) -> None:
    from handclasp.desk.models import Round  # noqa: PLC0415

    lena, talk = hers(real, "rounds")
    states.say(lena, talk, saying("resolved", "answered"))
    real.catch_up()
    (round_,) = Round.objects.filter(conversation=real.row(talk))
    assert round_.closed == real.row(talk).closed_at
    states.say(lena, talk, saying("open", "more-to-do"))
    real.catch_up()
    round_.refresh_from_db()
    assert round_.closed is None


# --- how the customer found it


def rated(real: RealDesk, name: str, score: int, asked: int) -> None:
    from handclasp.intake.widget import Speaker, decode_rating  # noqa: PLC0415

    speaker = Speaker(tenant="shop", conversation=name, visitor="visitor", language="zh", received=1)
    body = f'{{"asked": {asked}, "score": {score}, "words": "call 13800138000"}}'.encode()
    real.house.flow.append(decode_rating(body, speaker))


def by_widget(real: RealDesk, name: str) -> tuple[Reader, bytes]:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    lena, talk = hers(real, name)
    Conversation.objects.filter(pseudonym=talk).update(channel="widget")
    return lena, talk


def ratings(real: RealDesk, talk: bytes) -> list[Any]:
    return [view for view in real.feed() if view.conversation == talk and view.kind == Kind.RATING]


def counts(talk: bytes) -> dict[str, int]:
    from handclasp.desk.models import Tally  # noqa: PLC0415

    rows = Tally.objects.filter(conversation__pseudonym=talk).values_list("what", "count")
    return {what: count for what, count in rows if what.startswith(("asked", "rated"))}


def test_the_customer_is_asked_once_and_the_answer_is_counted_and_opens_nothing(real: RealDesk, states: States) -> None:
    from handclasp.desk.ratings import asked as asked_at  # noqa: PLC0415

    lena, talk = by_widget(real, "rated")
    states.say(lena, talk, saying("resolved", "answered"))
    states.say(lena, talk, saying("open", "more-to-do"))
    states.say(lena, talk, saying("resolved", "answered"))
    at_once = real.row(talk).asked_seq  # a customer may answer before the list has read of it
    real.catch_up()
    (asked,) = ratings(real, talk)
    assert asked_at("shop", talk) == at_once == asked.seq
    assert asked_at("shop", bytes(16)) == asked_at("elsewhere", talk) == 0
    assert (asked.facts["step"], str(asked.author), real.row(talk).asked_seq) == ("asked", "system:desk", asked.seq)
    rated(real, "rated", 4, asked.seq)
    rated(real, "rated", 1, asked.seq + 1)
    real.catch_up()
    assert stands(real, talk)[0] == "resolved"
    assert counts(talk) == {"asked": 1, "rated:4": 1}
    answer = ratings(real, talk)[1]
    assert (answer.facts["score"], answer.facts["asked"]) == (4, asked.seq)
    assert "13800138000" not in str(answer.body)
    customer = Reader("shop", "customer", "visitor", conversation=talk.hex())
    shown = real.house.disclose.read(customer, talk, purpose="own conversation")
    assert [view.kind for view in shown].count(Kind.RATING) == 3


def test_nobody_is_asked_where_the_plan_says_so_or_no_chat_could_ask(real: RealDesk, states: States) -> None:
    from handclasp.desk.arranging import forget  # noqa: PLC0415
    from handclasp.desk.models import PlanVersion  # noqa: PLC0415

    lena, elsewhere = hers(real, "by mail")
    states.say(lena, elsewhere, saying("resolved", "answered"))
    assert ratings(real, elsewhere) == []
    forget()
    PlanVersion.objects.create(tenant="shop", number=1, text="[rating]\nask = false", by="boss", at=0)
    talk = real.talk("unasked")
    real.assignments.take(lena, talk)
    real.catch_up()
    real.row(talk).__class__.objects.filter(pseudonym=talk).update(channel="widget")
    states.say(lena, talk, saying("resolved", "answered"))
    assert ratings(real, talk) == []
    forget()
