"""Retention rules: the longest wins and is named; why something is still here; nothing is kept for good by accident."""

from __future__ import annotations

import time

import pytest
from tests.house_fixture import House, hired, said
from tests.keep.forgetting.conftest import spoken
from tests.keep.forgetting.people import AGENT, AUDITOR, DIRECTOR, LEAD, OTHER, PRIVACY, SPECIALIST, stepped

from handclasp.disclose import Question
from handclasp.keep.rules import DAY, BadRetention, Facts, Rules, TenantRules, Verdict, read, verdict
from handclasp.records import Author, Invalid, Kind, NotFound, Refused, Value

NOW = time.time_ns() // 1_000_000
RULES = Rules()
WHY = "a dispute with the bank"


def facts(days: float = 0, **changes: object) -> Facts:
    """A closed chat whose last record came so many days ago."""
    plain = Facts(b"c" * 16, journal=False, closed=True, last=round(-days * DAY), held=False, review=0, binned=False)
    return plain._replace(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "goes", "why", "rule"),
    [
        (facts(179.9), False, "kept", "chat"),
        (facts(180), True, "due", "chat"),
        (facts(9_999, closed=False), False, "open", "chat"),
        (facts(9_999, held=True), False, "hold", "hold"),
        (facts(9_999, binned=True), False, "bin", "chat"),
        (facts(729, disputed=True), False, "kept", "disputed"),
        (facts(730, disputed=True), True, "due", "disputed"),
        (facts(1_094, evidence=True), False, "kept", "evidence"),
        (facts(1_095, evidence=True), True, "due", "evidence"),
        (facts(1_000, evidence=True, disputed=True), False, "kept", "evidence"),
        (facts(200, review=1), False, "extended", "extension"),
        (facts(200, review=0), True, "due", "chat"),
        (facts(200, review=-1), True, "due", "chat"),
        (facts(100, review=1), False, "kept", "chat"),
        (facts(200, held=True, review=1), False, "hold", "hold"),
        (facts(3_649, journal=True), False, "kept", "journal"),
        (facts(3_650, journal=True), True, "due", "journal"),
    ],
)
def test_what_the_rules_say(given: Facts, goes: bool, why: str, rule: str) -> None:  # noqa: FBT001 - a cell
    found = verdict(given, RULES, 0)
    assert (found.goes, found.why, found.rule) == (goes, why, rule)


def test_when_rules_overlap_the_longest_wins_whatever_the_file_says() -> None:
    rules = read("[chat]\ndays = 900\ndisputed_days = 30\nevidence_days = 60")
    assert verdict(facts(100, disputed=True, evidence=True), rules, 0) == Verdict(
        goes=False, why="kept", rule="chat", until=800 * DAY
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[chat\n", "not TOML"),
        ("[mail]\ndays = 3", "no kind of conversation"),
        ("chat = 3", "no kind of conversation"),
        ("[chat]\nhours = 3", "knows no 'hours'"),
        ("[chat]\ndays = 0", "a number of days"),
        ("[chat]\ndays = 99999", "a number of days"),
        ("[chat]\ndays = true", "a number of days"),
        ("[chat]\ndays = '180'", "a number of days"),
        ("[journal]\ndisputed_days = 5", "knows no 'disputed_days'"),
    ],
)
def test_what_is_no_rule_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(BadRetention, match=words):
        read(text)


def test_a_tenants_file_is_read_and_a_broken_one_is_named(house: House) -> None:
    folder = house.paths.retention
    rules = TenantRules(folder)
    assert rules("shop") == RULES
    folder.mkdir()
    (folder / "shop.toml").write_text("[chat]\ndays = 30\n")
    assert rules("shop").chat == 30
    assert rules("wallet") == RULES
    (folder / "shop.toml").write_text("[chat]\ndays = -1\n")
    with pytest.raises(BadRetention, match=r"shop\.toml"):
        rules.check()


def test_a_conversation_says_why_it_is_still_here(house: House, talk: bytes) -> None:
    why = house.keeping.why
    assert why(LEAD, talk).why == "open"
    closed(house, "order 1001")
    found = why(AGENT, talk)
    assert (found.why, found.rule) == ("kept", "chat")
    house.keeping.extend(SPECIALIST, talk, review=NOW + 400 * DAY, reason=WHY)
    found = why(PRIVACY, talk)
    assert (found.why, found.rule, found.owner, found.reason) == ("extended", "extension", "specialist:feng", WHY)
    number = house.holds.place(stepped(PRIVACY), talk, ground="court", reason=WHY)
    assert why(AUDITOR, talk).why == "hold"
    house.people.release(1, number, number)
    house.bin.put(AGENT, talk, rule="by-hand", reason=WHY)
    assert (why(AGENT, talk).why, why(AGENT, talk).reason) == ("bin", WHY)


def test_a_dispute_and_an_export_keep_it_longer(house: House, talk: bytes) -> None:
    closed(house, "order 1001")
    house.flow.append(said("a chargeback", "case", kind=Kind.CASE_STEP, facts={"case": "17", "step": "opened"}))
    closed(house, "order 1001")
    assert house.keeping.why(LEAD, talk).rule == "disputed"
    record: dict[str, Value] = {"purpose": "dispute", "subjects": [talk.hex()], "format": "pack", "digest": bytes(32)}
    house.journal.seal(LEAD, Kind.EXPORT, record)
    assert house.keeping.why(LEAD, talk).rule == "evidence"
    assert house.keeping.why(LEAD, talk, brief=True) == house.keeping.why(LEAD, talk)


def test_shortly_an_open_one_is_not_looked_through_and_says_all_else(house: House, talk: bytes) -> None:
    assert house.keeping.why(LEAD, talk, brief=True) == house.keeping.why(LEAD, talk)._replace(rule="")
    house.keeping.extend(SPECIALIST, talk, review=NOW + 400 * DAY, reason=WHY)
    assert house.keeping.why(LEAD, talk, brief=True) == house.keeping.why(LEAD, talk)
    house.bin.put(AGENT, talk, rule="by-hand", reason=WHY)
    assert house.keeping.why(AGENT, talk, brief=True) == house.keeping.why(AGENT, talk)


def test_the_plan_says_what_goes_and_why_the_rest_stays_and_changes_nothing(house: House, talk: bytes) -> None:
    kept = spoken(house, "order 2", 1)
    closed(house, "order 2")
    house.holds.place(stepped(PRIVACY), talk, ground="court", reason=WHY)

    def plan(days: int) -> dict[bytes, str]:
        return {one.conversation: one.verdict.why for one in house.keeping.plan(PRIVACY, NOW + days * DAY)}

    assert (plan(0)[talk], plan(0)[kept]) == ("hold", "kept")
    assert (plan(200)[talk], plan(200)[kept]) == ("hold", "due")
    assert house.bin.listed(PRIVACY) == []
    looks = house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.ACCESS})))
    assert [str(one.author) for one in looks if one.facts["scope"] == "retention plan"] == [f"privacy:{PRIVACY.id}"] * 4


def test_who_may_extend(house: House, talk: bytes) -> None:
    for who in (AGENT, OTHER, LEAD, AUDITOR):
        with pytest.raises(Refused):
            house.keeping.extend(who, talk, review=NOW + DAY, reason=WHY)
    for who in (SPECIALIST, DIRECTOR, PRIVACY):
        with pytest.raises(Refused):
            house.keeping.extend(who, talk, review=NOW + DAY, reason="")
        assert house.keeping.extend(who, talk, review=NOW + DAY, reason=WHY) >= 0


def test_an_extension_is_handed_to_another_owner_with_its_day_and_reason(house: House, talk: bytes) -> None:
    hired(house, SPECIALIST, DIRECTOR, PRIVACY, LEAD)
    review = NOW + 300 * DAY
    first = house.keeping.extend(SPECIALIST, talk, review=review, reason=WHY)
    index = house.keeping.hand_over(PRIVACY, talk, DIRECTOR.id, reason="Bai leaves the team")
    (one,) = house.keeping.extended(PRIVACY)
    assert (one.owner, one.handed, one.reason, one.review) == (
        f"director:{DIRECTOR.id}", f"privacy:{PRIVACY.id}", WHY, review,
    )  # fmt: skip
    assert (one.record, one.gone) == (first, False)
    found = house.keeping.why(PRIVACY, talk)
    assert (found.owner, found.reason, found.until) == (f"director:{DIRECTOR.id}", WHY, review)
    sealed = house.records.journalled(1, index)
    assert sealed is not None
    assert sealed["details"] == {
        "review": review, "owner": f"director:{DIRECTOR.id}", "before": f"specialist:{SPECIALIST.id}", "of": first,
    }  # fmt: skip
    assert house.keeping.extended(PRIVACY, SPECIALIST.id) == []
    assert house.keeping.extended(PRIVACY, DIRECTOR.id) == [one]
    # Once more: what it is kept for stays the first extension's.
    house.keeping.hand_over(DIRECTOR, talk, PRIVACY.id, reason="back again")
    assert [(one.reason, one.record) for one in house.keeping.extended(PRIVACY)] == [(WHY, first)]
    # Whoever extends it anew owns it.
    house.keeping.extend(SPECIALIST, talk, review=review + DAY, reason="the court asks")
    (one,) = house.keeping.extended(PRIVACY)
    assert (one.owner, one.handed, one.reason) == (f"specialist:{SPECIALIST.id}", "", "the court asks")


def test_an_owner_who_left_is_named_and_nobody_else_is_handed_anything(house: House, talk: bytes) -> None:
    hired(house, DIRECTOR, PRIVACY, LEAD)
    with pytest.raises(Invalid, match="not kept longer"):
        house.keeping.hand_over(PRIVACY, talk, DIRECTOR.id, reason=WHY)
    house.keeping.extend(SPECIALIST, talk, review=NOW + 300 * DAY, reason=WHY)
    with house.database.transaction("console", 1, [1]) as connection:
        connection.execute("update handclasp.people set active = false where person = %s", (SPECIALIST.id,))
    assert [one.gone for one in house.keeping.extended(PRIVACY)] == [True]
    for to in ("nobody-here", LEAD.id, SPECIALIST.id):
        with pytest.raises(Invalid):
            house.keeping.hand_over(PRIVACY, talk, to, reason=WHY)
    for who, reason in ((AGENT, WHY), (LEAD, WHY), (AUDITOR, WHY), (PRIVACY, " ")):
        with pytest.raises(Refused):
            house.keeping.hand_over(who, talk, DIRECTOR.id, reason=reason)
    assert house.keeping.heirs(PRIVACY, talk, [DIRECTOR.id, LEAD.id, "nobody-here"]) == [DIRECTOR.id]
    house.keeping.hand_over(PRIVACY, talk, DIRECTOR.id, reason=WHY)
    assert [one.gone for one in house.keeping.extended(PRIVACY)] == [False]


@pytest.mark.parametrize("days", [-1, 0, 2_000])
def test_nothing_is_extended_for_good(house: House, talk: bytes, days: int) -> None:
    with pytest.raises(Invalid, match="name a day to come"):
        house.keeping.extend(PRIVACY, talk, review=NOW + days * DAY, reason=WHY)


def test_what_never_was_is_not_found(house: House, talk: bytes) -> None:
    with pytest.raises(NotFound):
        house.keeping.why(PRIVACY, bytes(16))


def closed(house: House, name: str) -> None:
    """Close a conversation, and let the index know, as the worker does."""
    key = f"close/{name}/{time.time_ns()}"
    record = said(
        "",
        key,
        conversation=name,
        kind=Kind.CLOSE,
        text=None,
        author=Author("system", "handclasp"),
        facts={"outcome": "idle"},
    )
    stored = house.flow.append(record).stored
    with house.database.transaction("machine", 1, [1]) as connection:
        connection.execute(
            "insert into handclasp.search_closed (log_id, tenant_id, conversation) values (1, 1, %s) "
            "on conflict do nothing",
            (stored.conversation,),
        )
