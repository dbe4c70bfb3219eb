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
