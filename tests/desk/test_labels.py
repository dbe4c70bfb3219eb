"""Tags: given and taken on record, only those of the plan, the same again from the log, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.desk.real import RealDesk

from handclasp.access.policy import Reader
from handclasp.records import Kind, Refused

if TYPE_CHECKING:
    from handclasp.desk.labels import Tags

PLAN = """
[[tag]]
name = "vip"
zh = "重要客户"
en = "Important customer"
[[tag]]
name = "fraud"
en = "Fraud"
"""


@pytest.fixture
def tags(real: RealDesk) -> Tags:
    from handclasp.desk.arranging import forget  # noqa: PLC0415
    from handclasp.desk.labels import Tags  # noqa: PLC0415
    from handclasp.desk.models import PlanVersion  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415

    forget()
    PlanVersion.objects.create(tenant="shop", number=1, text=PLAN, by="boss", at=0)
    return Tags(real.house.flow.append, real.house.gate.passed, now_ms)


def hers(real: RealDesk, name: str) -> tuple[Reader, bytes]:
    lena, talk = real.hire("lena"), real.talk(name)
    real.assignments.take(lena, talk)
    real.catch_up()
    return lena, talk


def acts(real: RealDesk, talk: bytes) -> list[tuple[Any, Any]]:
    mine = [view for view in real.feed() if view.conversation == talk and view.kind == Kind.AGENT_ACTION]
    return [(view.facts["action"], view.facts.get("details")) for view in mine if "tag" in str(view.facts["action"])]


def test_tags_are_given_and_taken_on_record_and_come_back_from_the_log(real: RealDesk, tags: Tags) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    lena, talk = hers(real, "tagged")
    assert tags.give(lena, talk, "vip") == ["vip"]
    assert tags.give(lena, talk, "fraud") == ["fraud", "vip"]
    assert tags.give(lena, talk, "vip") == ["fraud", "vip"]
    assert tags.take(lena, talk, "fraud") == ["vip"]
    assert real.row(talk).tags == ["vip"]
    vip = {"tag": "vip", "zh": "重要客户", "en": "Important customer"}
    fraud = {"tag": "fraud", "zh": "Fraud", "en": "Fraud"}
    assert acts(real, talk) == [("tag", vip), ("tag", fraud), ("untag", fraud)]
    Conversation.objects.all().delete()
    real.catch_up()
    assert real.row(talk).tags == ["vip"]


def test_only_tags_of_the_plan_are_given_and_only_those_there_are_taken(real: RealDesk, tags: Tags) -> None:
    from handclasp.desk.labels import BadTag  # noqa: PLC0415

    lena, talk = hers(real, "no such tag")
    for act, name in ((tags.give, "unheard-of"), (tags.give, ""), (tags.take, "vip")):
        with pytest.raises(BadTag):
            act(lena, talk, name)
    assert acts(real, talk) == []


def test_whoever_may_not_tags_nothing(real: RealDesk, tags: Tags) -> None:
    _, talk = hers(real, "not yours to tag")
    for who in (real.hire("zhou"), real.hire("qin", "director", team="risk")):
        with pytest.raises(Refused):
            tags.give(who, talk, "vip")
    assert real.row(talk).tags == []


def found(real: RealDesk, who: Reader, text: str, **more: Any) -> list[bytes]:
    from handclasp.disclose.search import Asked  # noqa: PLC0415

    return [hit.view.conversation for hit in real.house.searches.search(who, Asked(text=text, **more))]


def test_a_search_takes_tags_by_their_name_and_by_what_they_are_called(real: RealDesk, tags: Tags) -> None:
    lena, talk = hers(real, "sought by tag")
    other = real.talk("sought by no tag")
    real.assignments.take(lena, other)
    tags.give(lena, talk, "vip")
    for text in ("hello tag:vip", "tag:vip hello", "标签:重要客户", "标签：重要客户 hello", 'tag:"important customer"'):
        assert talk in found(real, lena, text), text
        assert other not in found(real, lena, text), text
    assert other not in found(real, lena, "hello", tags=("vip",))
    assert talk in found(real, lena, "hello", tags=("vip",))
    assert talk not in found(real, lena, "hello tag:vip tag:fraud")
    assert {talk, other} <= set(found(real, lena, "hello"))
    tags.take(lena, talk, "vip")
    assert talk not in found(real, lena, "hello tag:vip")


def test_a_tag_shows_nobody_what_they_may_not_read(real: RealDesk, tags: Tags) -> None:
    lena, talk = hers(real, "tagged and walled")
    tags.give(lena, talk, "vip")
    assert talk in found(real, lena, "tag:vip")
    assert found(real, real.hire("paul", team="night"), "tag:vip") == []


def test_a_tag_that_there_is_not_is_named_with_those_that_there_are(real: RealDesk, tags: Tags) -> None:
    from handclasp.search.asking import BadSearch  # noqa: PLC0415

    lena, _ = hers(real, "no such tag")
    with pytest.raises(BadSearch, match="vip, fraud"):
        found(real, lena, "hello tag:unheard-of")


def test_many_with_a_tag_are_looked_through_without_naming_their_records(
    real: RealDesk, tags: Tags, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena, talk = hers(real, "one of many")
    tags.give(lena, talk, "vip")
    monkeypatch.setattr("handclasp.disclose.search._FEW", 0)
    other = real.talk("another of many")
    real.assignments.take(lena, other)
    assert talk in (shown := found(real, lena, "hello tag:vip"))
    assert other not in shown
