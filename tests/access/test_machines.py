"""API keys: recognised when they are right, whatever else is presented, and gone soon after they are revoked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handclasp.access.machines import ApiKeys, Caller, KeyRow, hashed, new_key
from handclasp.records import OutcomeUnknown

KEY_ID, SECRET = "0123456789ab", "specimen-" * 5
KEY, HASH = f"hc_{KEY_ID}_{SECRET}", hashed(SECRET)
ROW = KeyRow(KEY_ID, "shop", HASH, frozenset({"write"}), usable=True)


class Table:
    """A table of keys that counts how often it is asked."""

    def __init__(self, *rows: KeyRow) -> None:
        self.rows = {row.key_id: row for row in rows}
        self.asked = 0

    def __call__(self, key_id: str) -> KeyRow | None:
        self.asked += 1
        return self.rows.get(key_id)


def keys(table: Table, clock: Callable[[], float] = lambda: 0.0) -> ApiKeys:
    return ApiKeys(table, clock)


def test_the_right_key_stands_for_its_tenant_and_scopes() -> None:
    assert keys(Table(ROW)).check(KEY) == Caller("shop", KEY_ID, frozenset({"write"}))


@pytest.mark.parametrize(
    "presented",
    [
        "",
        "hc",
        "hc_",
        "hc__",
        f"hc_{KEY_ID}",
        f"hc_{KEY_ID}_",
        KEY[:-1],
        KEY + "x",
        KEY.upper(),
        KEY.replace("hc_", "hd_"),
        f"hc_{KEY_ID}_{HASH.hex()}",
        f"hc_ffffffffffff_{KEY.split('_', 2)[2]}",
        f" {KEY}",
        f"{KEY}\n",
        "hc_" + "x" * 1000 + "_y",
        "钥匙",
        "hc_\ud800_x",
        f"hc_{KEY_ID}_\ud800",
        f"hc_\x00_{SECRET}",
    ],
)
def test_anything_else_stands_for_nobody(presented: str) -> None:
    assert keys(Table(ROW)).check(presented) is None


@given(st.text())
def test_no_text_breaks_the_check(presented: str) -> None:
    assert keys(Table(ROW)).check(presented) is None
    assert keys(Table(ROW)).check(f"hc_{KEY_ID}_{presented}") is None


def test_an_unusable_key_stands_for_nobody() -> None:
    assert keys(Table(ROW._replace(usable=False))).check(KEY) is None


def test_a_revoked_key_is_refused_within_seconds() -> None:
    now = [0.0]
    table = Table(ROW)
    checked = keys(table, lambda: now[0])
    assert checked.check(KEY)
    table.rows[KEY_ID] = ROW._replace(usable=False)
    now[0] = 3.0
    assert checked.check(KEY) is None


def test_a_fresh_key_that_was_asked_for_too_early_is_taken_within_seconds() -> None:
    now = [0.0]
    table = Table()
    checked = keys(table, lambda: now[0])
    assert checked.check(KEY) is None
    table.rows[KEY_ID] = ROW
    now[0] = 3.0
    assert checked.check(KEY)


def test_the_database_is_asked_once_in_a_while_and_unknown_ids_do_not_fill_the_memory() -> None:
    table = Table(ROW)
    checked = keys(table)
    for _ in range(50):
        checked.check(KEY)
    assert table.asked == 1
    for n in range(25_000):
        checked.check(f"hc_{n}_x")
    assert len(checked._cache) <= 10_001
    assert checked.check(KEY)


def test_keys_are_random_and_kept_as_a_hash_alone() -> None:
    made = [new_key() for _ in range(200)]
    assert len({key for _, key, _ in made}) == len({key_id for key_id, _, _ in made}) == 200
    for key_id, key, hash_ in made:
        secret = key.removeprefix(f"hc_{key_id}_")
        assert len(secret) >= 43
        assert hashed(secret) == hash_
        assert len(hash_) == 32
        assert secret.encode() not in hash_


# --- what is told of a key that does not open


class Told:
    """What is written down, unless the journal is broken."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.broken = False

    def __call__(self, row: KeyRow, why: str) -> None:
        if self.broken:
            raise OutcomeUnknown("the journal does not answer")
        self.said.append((row.tenant, why.rsplit(maxsplit=1)[-1]))


def test_what_is_tried_with_a_known_key_is_told_once_a_minute_and_reason() -> None:
    now, told, table = [0.0], Told(), Table(ROW)
    checked = ApiKeys(table, lambda: now[0], told)
    for _ in range(20):
        assert checked.check(f"{KEY}x") is None
    table.rows[KEY_ID], now[0] = ROW._replace(usable=False, revoked=True), 10.0
    for _ in range(20):
        assert checked.check(KEY) is None
    assert told.said == [("shop", "secret"), ("shop", "revoked")]
    table.rows[KEY_ID], now[0] = ROW._replace(usable=False), 60.0
    for presented in (KEY, f"{KEY}x"):
        assert checked.check(presented) is None
    assert told.said[2:] == [("shop", "expired"), ("shop", "secret")]


def test_nothing_is_told_of_a_key_that_nobody_knows_and_none_of_one_that_opens() -> None:
    told = Told()
    checked = ApiKeys(Table(ROW), lambda: 0.0, told)
    assert checked.check("hc_ffffffffffff_specimen") is None
    assert checked.check(KEY)
    assert told.said == []


def test_where_it_cannot_be_written_down_it_is_tried_again_and_nobody_is_let_in() -> None:
    told = Told()
    checked = ApiKeys(Table(ROW), lambda: 0.0, told)
    told.broken = True
    with pytest.raises(OutcomeUnknown):
        checked.check(f"{KEY}x")
    told.broken = False
    assert checked.check(f"{KEY}x") is None
    assert told.said == [("shop", "secret")]


def test_a_key_is_at_hand_for_a_moment_after_it_was_looked_up_and_only_when_it_is_right() -> None:
    table, now = Table(ROW), [0.0]
    known = keys(table, lambda: now[0])
    assert known.at_hand(KEY) is None, "nobody has looked it up"
    assert known.check(KEY) == known.at_hand(KEY) == Caller("shop", KEY_ID, frozenset({"write"}))
    assert [known.at_hand(wrong) for wrong in ("", KEY + "x", KEY[:-1], "\u94a5\u5319", f"hc_ffff_{SECRET}")] == [
        None
    ] * 5
    assert table.asked == 1
    table.rows[KEY_ID] = ROW._replace(usable=False, revoked=True)
    now[0] = 3.0
    assert known.at_hand(KEY) is None
    assert known.check(KEY) is None
    assert known.at_hand(KEY) is None, "a revoked key that is remembered opens nothing"
