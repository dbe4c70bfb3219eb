"""What data may be used for: the house's own table, and nothing commercial, whatever a tenant's policies say."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest
from tests.disclose.people import AUDITOR, PRIVACY, customer_of, stepped
from tests.house_fixture import AGENT, House, assigned, said

from handclasp.access.policy import Action, Circumstances, Policies, Published, built_in
from handclasp.disclose import Question
from handclasp.disclose.purposes import commercial, table
from handclasp.keep.rights import Right
from handclasp.records import Kind, Refused

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
    assert refusals(house)[0] == "this purpose is in no table of the house"
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
