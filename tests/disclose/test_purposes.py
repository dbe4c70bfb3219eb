"""What data may be used for: the house's own table, and nothing commercial, whatever a tenant's policies say."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

import pytest
from tests.disclose.people import AUDITOR, DIRECTOR, PRIVACY, customer_of, stepped
from tests.house_fixture import AGENT, House, assigned, said

from handclasp.access.policy import CUSTOMER_KINDS, Action, Circumstances, Policies, Published, built_in
from handclasp.disclose import Question
from handclasp.disclose.purposes import classes, commercial, cut, table
from handclasp.disclose.search import Asked
from handclasp.keep.rights import Right
from handclasp.records import JOURNAL_KINDS, KINDS, Attached, Author, Kind, Refused, Secret, Value

COMMERCIAL = ("marketing", "Direct advertising", "customer profiling", "营销", "用户画像", "cross-sell", "PROMOTION")


@pytest.fixture
def talk(house: House) -> bytes:
    house.flow.append_all([said("hello", "1"), said("is it refundable?", "2")]).result(20)
    found = house.flow.open("shop", "order 1001")
    assigned(house, found, AGENT)
    return found


def refusals(house: House) -> list[str]:
    return [str(one.facts["reason"]) for one in house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.REFUSAL})))]


@pytest.mark.parametrize("purpose", COMMERCIAL)
def test_commercial_purposes_are_refused_and_recorded(house: House, talk: bytes, purpose: str) -> None:
    with pytest.raises(Refused, match="marketing or profiles"):
        house.disclose.read(AGENT, talk, purpose=purpose)
    with pytest.raises(Refused, match="marketing or profiles"):
        house.disclose.feed("shop", "risk", purpose, -1)
    assert refusals(house)[:2] == ["nothing here is for marketing or profiles"] * 2


def test_no_purpose_of_the_house_is_commercial() -> None:
    for section in ("feeds", "exports"):
        assert table(section)
        assert not [one for one in table(section) if commercial(one)]


def test_no_policy_set_can_enable_a_commercial_purpose(
    house: House, talk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even one that permits everything to everybody."""
    everything = '@id("all")\n@zh("一切")\n@en("Everything.")\npermit (principal, action, resource);\n'
    files: Mapping[str, str] = {**built_in(), "all.cedar": everything}
    policies = Policies(lambda _tenant: Published("everything", files))
    monkeypatch.setattr(house.gate, "_policies", policies)
    assert policies.decide(AGENT, Action.READ, house.gate.about("shop", talk), Circumstances(reason=True)).allowed
    for who, purpose in itertools.product((AGENT, PRIVACY), COMMERCIAL):
        with pytest.raises(Refused, match="marketing or profiles"):
            house.disclose.read(who, talk, purpose=purpose, reason="specimen")


def test_a_feed_for_a_purpose_that_is_in_no_table_is_refused(house: House, talk: bytes) -> None:
    with pytest.raises(Refused, match="in no table"):
        house.disclose.feed("shop", "curious", "curiosity", -1)
    assert refusals(house)[0].startswith("this purpose is in no table of the house")
    assert "curiosity" not in str(house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.REFUSAL})))[0].facts)


@pytest.mark.parametrize(("right", "purpose"), [(Right.OBJECTION, "scoring"), (Right.RESTRICTION, "review")])
def test_what_a_customer_objects_to_or_restricts_is_fed_no_more(
    house: House, talk: bytes, right: Right, purpose: str
) -> None:
    assert len(house.disclose.feed("shop", "specimen", purpose, -1)) == 2
    record = house.disclose.feed("shop", "specimen", purpose, -1)[0].record
    found = house.requests.ask(customer_of(talk), [talk], right)
    house.requests.answer(stepped(PRIVACY), found.request, reason="as asked")
    assert house.disclose.feed("shop", "specimen", purpose, -1) == []
    assert house.disclose.feed_one("shop", "specimen", purpose, talk, 0) == []
    assert house.disclose.feed_now("shop", "specimen", purpose, talk, record) is None
    # What masking needs goes on.
    assert len(house.disclose.feed("shop", "specimen", "screening", -1)) == 2
    house.requests.lift(stepped(PRIVACY), found.request, reason="settled")
    assert len(house.disclose.feed("shop", "specimen", purpose, -1)) == 2


# --- field by field


def test_every_kind_of_a_conversation_is_of_one_class_and_no_field_of_two() -> None:
    kinds = [kind for one in classes("records").values() for kind in one.members]
    assert sorted(kinds) == sorted(str(kind) for kind in Kind if kind not in JOURNAL_KINDS)
    names = [name for one in classes("fields").values() for name in one.members]
    assert len(names) == len(set(names))
    known = {name for fields in KINDS.values() for name in fields}
    assert set(names) <= known


@pytest.mark.parametrize("section", ["feeds", "exports"])
def test_a_purpose_names_classes_that_there_are(section: str) -> None:
    for name, one in table(section).items():
        assert set(one.records) <= set(classes("records")), name
        assert set(one.fields) <= set(classes("fields")), name


def test_what_customers_are_handed_is_no_more_than_they_may_see() -> None:
    passing = cut("exports", "customer-request")
    assert passing.kinds <= CUSTOMER_KINDS
    assert "flags" in passing.hidden


@pytest.fixture
def mixed(house: House) -> bytes:
    """A conversation with a bit of everything."""
    facts: dict[str, Value] = {"order": "A1001", "event": "paid", "details": {"merchant": "m-1"}}
    house.flow.append_all(
        [
            said("where is the teapot, my phone is 13812345678", "1"),
            said("the desk thinks so", "2", kind=Kind.NOTE, author=Author("agent", "zhou")),
            said("order paid", "3", kind=Kind.ORDER_EVENT, author=Author("system", "shop"), facts=facts),
            said("", "4", kind=Kind.AGENT_ACTION, text=None, facts={"action": "take", "details": {"agent": "zhou"}}),
        ]
    ).result(20)
    found = house.flow.open("shop", "order 1001")
    assigned(house, found, AGENT)
    return found


CARRIED = {
    # purpose: whether it gets (words of messages, words of notes, the order's number, the desk's act, authors)
    "screening": (True, True, True, True, True),
    "search": (True, True, True, False, False),
    "queue": (True, True, True, True, True),
    "keeping": (False, False, False, False, False),
    "hold": (False, False, True, False, True),
    "consent": (False, False, False, False, True),
    "check": (False, False, False, False, False),
    "review": (True, True, True, False, True),
    "scoring": (False, False, True, False, False),
}


@pytest.mark.parametrize("purpose", list(CARRIED))
def test_a_feed_carries_what_its_purpose_says_and_nothing_else(house: House, mixed: bytes, purpose: str) -> None:
    assert set(CARRIED) == set(table("feeds"))
    alike = (
        house.disclose.feed("shop", "specimen", purpose, -1),
        house.disclose.feed_one("shop", "specimen", purpose, mixed, 0),
    )
    assert alike[0] == alike[1]
    message, note, order, act = alike[0][:4]
    assert house.disclose.feed_now("shop", "specimen", purpose, mixed, note.record) == note
    got = (
        message.body is not None,
        note.body is not None,
        order.facts.get("order") == "A1001",
        act.facts.get("action") == "take",
        message.author.id != "",
    )
    assert got == CARRIED[purpose]
    # Where it is, what it is, when it came and whose role it was, every consumer may know.
    assert [(one.kind, one.author.role, one.seq) for one in alike[0][:2]] == [
        ("message", "customer", 1),
        ("note", "agent", 2),
    ]
    if not got[0]:
        assert "teapot" not in repr(alike[0])


def test_originals_are_for_who_judges_them_alone(house: House) -> None:
    picture = Attached("a.ogg", "audio/ogg", Secret(b"OggS" + b"specimen" * 20))
    house.flow.append(said("a.png", "1", kind=Kind.ATTACHMENT, text=None, attached=picture))
    (view,) = house.disclose.feed("shop", "pictures", "screening", -1)
    for purpose in ("search", "review", "check", "curiosity", "marketing", ""):
        with pytest.raises(Refused):
            house.files.held("shop", "specimen", purpose, view)
    assert len(refusals(house)) == 6
    assert house.files.held("shop", "pictures", "screening", view).reveal().endswith(b"specimen")


@pytest.mark.parametrize("purpose", COMMERCIAL)
def test_no_door_opens_for_commerce(house: House, talk: bytes, purpose: str) -> None:
    boss = stepped(DIRECTOR)
    doors: list[Callable[[], object]] = [
        lambda: house.disclose.read(AGENT, talk, purpose=purpose),
        lambda: house.disclose.follow(AGENT, talk, purpose=purpose),
        lambda: house.disclose.feed_one("shop", "m", purpose, talk, 0),
        lambda: house.disclose.feed_now("shop", "m", purpose, talk, bytes(32)),
        lambda: house.files.copy(AGENT, talk, 1, purpose=purpose),
        lambda: house.reveals.reveal(boss, talk, 1, "original/0", purpose=purpose, reason="specimen"),
        lambda: house.reveals.request(boss, talk, 1, "original/0", purpose=purpose, reason="specimen"),
        lambda: house.searches.search(boss, Asked(text="refundable"), purpose=purpose, reason="specimen"),
        lambda: house.lookups.lookup(boss, Secret("13812345678"), purpose=purpose, reason="specimen"),
        lambda: house.exports.request(boss, talk, purpose=purpose, reason="specimen"),
    ]
    for door in doors:
        with pytest.raises(Refused, match="marketing or profiles"):
            door()
    assert refusals(house)[: len(doors)] == ["nothing here is for marketing or profiles"] * len(doors)
