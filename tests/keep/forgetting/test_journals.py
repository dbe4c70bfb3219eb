"""Journals go by their rule like anything else, once over; never before what they speak of, and no proof with them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, cast

import pytest
from tests.house_fixture import House
from tests.keep.forgetting.conftest import later, spoken
from tests.keep.forgetting.people import AGENT, AUDITOR, PRIVACY, SPECIALIST, stepped
from tests.keep.forgetting.test_erasing import ended, sound

from handclasp.disclose import Question
from handclasp.house.app import now_ms
from handclasp.keep import carrying
from handclasp.keep.rights import Right
from handclasp.keep.rules import DAY, BadRetention, Facts, Rules, read, verdict
from handclasp.records import Kind
from handclasp.seal.keys import KeyMissing

NOW = time.time_ns() // 1_000_000
LONG = NOW + 3_660 * DAY
"""When the journals of these days are due, and those of forty days later are not."""


def months_later(house: House) -> None:
    """Let what is sealed from now on stand in another month's journal."""
    house.journal._clock = lambda: now_ms() + 40 * DAY


def journals(house: House) -> dict[bytes, str]:
    """What becomes of each journal when its time is over."""
    rules = Rules()
    names = {row.conversation for page in house.keeping._facts.all(1) for row in page if row.journal}
    return {
        one.conversation: one.verdict.why for one in house.keeping.planned(1, rules, LONG) if one.conversation in names
    }


def erased(house: House, conversation: bytes, hours: float) -> None:
    house.bin.put(AGENT, conversation, rule="request", reason="asked for", request="r-17")
    later(house, hours)
    ended(house)


def certificates(house: House) -> list[Mapping[str, Any]]:
    found = house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.ERASURE})), limit=50)
    return [cast("Mapping[str, Any]", one.facts) for one in found]


def test_a_journal_goes_once_over_and_every_erasure_stays_proved(house: House, talk: bytes) -> None:
    erased(house, talk, 73)
    other = spoken(house, "order 2", 1)
    house.disclose.read(AGENT, other, purpose="support")
    months_later(house)
    (first,) = journals(house)
    assert journals(house) == {first: "needed"}, "somebody whose conversation is here may ask who looked"
    assert house.sweeping.run("shop", LONG).put == 0
    erased(house, other, 146)
    (_, second) = sorted(journals(house), key=lambda one: one != first)
    assert journals(house) == {first: "due", second: "kept"}
    assert house.sweeping.run("shop", LONG).put == 1
    assert house.sweeping.run("shop", LONG).put == 0, "once is enough"
    (carried,) = [one for one in certificates(house) if one["rule"] == "journal"]
    assert carried["subjects"] == [talk.hex()]
    (told,) = carried["details"]["carried"]
    assert (told["rule"], told["request"], told["records"]) == ("request", "r-17", 3)
    assert house.keyring.keys(1, first), "it waits like anything else"
    later(house, 219)
    ended(house)
    with pytest.raises(KeyMissing):
        house.keyring.keys(1, first)
    assert all(house.erasing.covers(1, one) for one in (talk, other, first))
    sound(house)
    assert house.keeping.why(PRIVACY, talk).why == "erased"


def test_without_its_certificates_carried_on_the_log_would_not_be_whole(
    house: House, talk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check itself can fail: nothing else proves that what is missing was erased."""
    erased(house, talk, 73)
    months_later(house)
    (first,) = journals(house)
    monkeypatch.setattr(house.sweeping, "_carry", lambda *_: 0)
    assert house.sweeping.run("shop", LONG).put == 1
    later(house, 146)
    ended(house)
    assert house.erasing.covers(1, first)
    assert not house.erasing.covers(1, talk)


def test_what_was_taken_back_in_a_journal_that_is_gone_is_no_finding(house: House, talk: bytes) -> None:
    other = spoken(house, "order 2", 1)
    house.bin.put(AGENT, other, rule="by hand", reason="a slip")
    months_later(house)
    house.bin.take_back(AGENT, other)
    sound(house)
    release = next(one.back for one in house.bin_rows.rows_of(1, [other]))
    assert release is not None
    assert not house.erasing.lapsed(1, release)


@pytest.mark.parametrize("rests", ["hold", "extension", "request", "deletion"])
def test_what_rests_on_a_journal_keeps_it(house: House, talk: bytes, rests: str) -> None:
    if rests == "hold":
        house.holds.place(stepped(PRIVACY), talk, ground="court", reason="a claim")
    if rests == "extension":
        house.keeping.extend(SPECIALIST, talk, review=NOW + 300 * DAY, reason="a claim")
    if rests == "request":
        house.requests.ask(stepped(PRIVACY), [talk], Right.ERASURE)
    if rests == "deletion":
        house.bin.put(AGENT, talk, rule="by hand", reason="a slip")
        later(house, 73)
        house.erasing.run("shop", 1)  # its keys are gone, and the epoch has not turned: no certificate yet
        with pytest.raises(KeyMissing):
            house.keyring.keys(1, talk)
    months_later(house)
    assert set(journals(house).values()) == {"needed"}


def test_certificates_that_were_carried_on_are_carried_on_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "AT_ONCE", 2)
    sealed: list[Mapping[str, Any]] = []
    one = {"subjects": ["aa"], "rule": "chat", "details": {"records": 3, "keys_dropped": 7, "put": 1}, "request": "r"}
    before = {"subjects": ["bb", "cc"], "details": {"carried": [{"subject": "bb"}, {"subject": "cc"}]}}
    told = carrying.Carrying(
        seal=lambda _who, _kind, facts, *, key: sealed.append(facts | {"key": key}),  # type: ignore[arg-type]
        certificates=lambda _tenant, _journal: [(17, one), (9, before)],  # type: ignore[list-item]
    )
    before["details"]["carried"][0]["certificate"] = before["details"]["carried"][1]["certificate"] = 4  # type: ignore[index]
    assert told.on("shop", 1, b"j" * 16) == 3
    assert [facts["subjects"] for facts in sealed] == [["aa", "bb"], ["cc"]]
    assert sealed[0]["details"]["carried"][0] == {
        "subject": "aa", "certificate": 17, "rule": "chat", "records": 3, "keys_dropped": 7, "request": "r",
    }  # fmt: skip


def test_a_month_is_over_before_its_journal_goes() -> None:
    with pytest.raises(BadRetention, match="from 31"):
        read("[journal]\ndays = 30")
    facts = Facts(b"j" * 16, journal=True, closed=True, last=-40 * DAY, held=False, review=0, binned=False)
    rules = read("[journal]\ndays = 31")
    assert verdict(facts, rules, 0).goes
    assert verdict(facts._replace(needed=True), rules, 0).why == "needed"
    assert verdict(facts._replace(needed=True, last=-30 * DAY), rules, 0).why == "kept"
