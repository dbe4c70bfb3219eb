"""A tenant's own risk words: published in numbers, each in the journal; faults are told by line, tenants kept apart."""

from __future__ import annotations

from typing import Any

import pytest
from tests.house_fixture import House, hired, house, house_template, new_house, said

from handclasp.access.policy import Reader
from handclasp.disclose import Question
from handclasp.house.lexicons import BadLexicon, LexiconMovedOn, Lexicons
from handclasp.records import Refused
from handclasp.screen.risk_words import HOUSE

__all__ = ["house", "house_template", "new_house"]
ADMIN = Reader("shop", "administrator", "lin")
AUDITOR = Reader("shop", "auditor", "hu")
VIP = "== vip | 2 | in\n白金会员\n- 退款\n"


def topics(house: House, words: str, tenant: str = "shop") -> list[tuple[str, str]]:
    flags = house.lexicons.current(tenant).matcher.flags(words, outgoing=False)
    return [(flag.category, flag.version) for flag in flags]


def test_a_published_list_is_in_force_at_once_and_names_itself(house: House) -> None:
    version = house.risk_words.publish(ADMIN, VIP)
    assert version.startswith(f"{HOUSE}+1-")
    assert topics(house, "白金会员") == [("vip", version)]
    assert topics(house, "退款") == []
    second = house.risk_words.publish(ADMIN, "== vip | 1 | in\n钻石会员\n")
    assert second.startswith(f"{HOUSE}+2-")
    assert topics(house, "白金会员") == []
    assert house.lexicons.published("shop", 1).text == VIP


def test_each_is_in_the_journal_before_it_counts_and_without_a_word(house: House) -> None:
    version = house.risk_words.publish(ADMIN, VIP)
    hired(house, AUDITOR)
    views = house.audit.journal(AUDITOR, Question(kinds=frozenset({"agent-action"})), limit=10)
    (record,) = [view for view in views if view.facts["action"] == "lexicon publish"]
    details: Any = record.facts["details"]
    assert (details["version"], details["added"], details["removed"]) == (version, 1, 1)
    assert version.endswith(details["digest"][:12])
    assert "白金" not in str(record)


def test_a_list_with_a_fault_is_not_published(house: House) -> None:
    with pytest.raises(BadLexicon, match="line 2"):
        house.risk_words.publish(ADMIN, "== vip | 2 | in\n(a|\n")
    assert house.lexicons.numbers("shop") == []


def test_of_two_who_publish_at_once_one_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.risk_words.publish(ADMIN, VIP)
    monkeypatch.setattr(house.lexicons, "numbers", lambda _tenant: [])
    with pytest.raises(LexiconMovedOn):
        house.risk_words.publish(ADMIN, "== vip | 1 | in\n钻石会员\n")
    assert house.lexicons.published("shop", 1).text == VIP


def test_a_draft_is_kept_and_changes_nothing(house: House) -> None:
    house.risk_words.draft(ADMIN, "no heading")
    standing, draft = house.risk_words.show(ADMIN)
    assert (standing.number, draft) == (0, "no heading")
    assert topics(house, "我要退款") == [("refund", HOUSE)]


@pytest.mark.parametrize("role", ["agent", "lead", "specialist", "privacy", "auditor", "merchant"])
def test_others_neither_see_nor_change_it(house: House, role: str) -> None:
    who = Reader("shop", role, "somebody", "desk", "seller-1" if role == "merchant" else "")
    for act in (lambda: house.risk_words.show(who), lambda: house.risk_words.publish(who, VIP)):
        with pytest.raises(Refused):
            act()
    assert house.lexicons.numbers("shop") == []


def test_another_tenants_words_are_their_own(house: House) -> None:
    house.risk_words.publish(ADMIN, VIP)
    assert topics(house, "白金会员", "wallet") == []
    assert topics(house, "我要退款", "wallet") == [("refund", HOUSE)]


def test_another_process_sees_it_within_two_seconds(house: House) -> None:
    now = [0.0]
    other = Lexicons(house.paths.lexicon, lambda: now[0])
    assert other.current("shop").version == HOUSE
    version = house.risk_words.publish(ADMIN, VIP)
    assert other.current("shop").version == HOUSE
    now[0] = 2.1
    assert other.current("shop").version == version


def test_a_message_keeps_the_version_that_flagged_it(house: House) -> None:
    house.flow.append(said("我要退款", "m-1"))
    house.risk_words.publish(ADMIN, VIP)
    house.flow.append(said("白金会员", "m-2"))
    views = house.disclose.feed("shop", "specimen", "screening", -1)
    flagged: list[Any] = [view.facts.get("flags", []) for view in views]
    assert [flag["by"] for flags in flagged for flag in flags] == [HOUSE, house.lexicons.current("shop").version]
