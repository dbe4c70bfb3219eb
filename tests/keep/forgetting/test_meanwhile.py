"""What happens while keys are being dropped: a hold or a message that came first wins, and the others go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from tests.house_fixture import House
from tests.keep.forgetting.conftest import later, spoken
from tests.keep.forgetting.people import AGENT, PRIVACY, stepped
from tests.keep.forgetting.test_erasing import left

from handclasp.seal.keys import KeyMissing
from handclasp.store.queries import load

WHY = "asked for by the customer"


@contextmanager
def someone_writing(house: House) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A batch, or a hold, that took its turn before the eraser and is not yet committed; then it is."""
    with psycopg.connect(str(house.settings.database_url)) as writer:
        writer.execute("select pg_advisory_xact_lock_shared(7272, 1)")
        yield writer
        writer.commit()


def waits_for_its_turn(house: House) -> None:
    """Return once somebody waits for the turn."""
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        for _ in range(600):
            row = admin.execute(
                "select count(*) from pg_locks where locktype = 'advisory' and not granted and database = "
                "(select oid from pg_database where datname = current_database())"
            ).fetchone()
            if row and row[0]:
                return
            time.sleep(0.05)
    pytest.fail("nobody waits for the turn")


def dropping(house: House, looked: dict[bytes, int]) -> tuple[threading.Thread, list[bytes]]:
    """Drop keys in a thread; what lost them."""
    gone: list[bytes] = []
    thread = threading.Thread(target=lambda: gone.extend(house.erasing._rows.drop_keys(1, looked)), daemon=True)
    thread.start()
    return thread, gone


HELD = "insert into handclasp.holds (log_id, tenant_id, subject, idx) values (1, 1, %(it)s, 0)"
SAID = (
    "insert into handclasp.entries (log_id, tenant_id, idx, conversation, seq, record, previous) "
    "select log_id, tenant_id, 1000000, conversation, seq + 1, previous, record from handclasp.entries "
    "where conversation = %(it)s order by seq desc limit 1"
)


@pytest.mark.parametrize("statement", [HELD, SAID], ids=["held", "said"])
def test_who_took_a_turn_before_the_eraser_wins_and_the_others_go(house: House, talk: bytes, statement: str) -> None:
    other = spoken(house, "order 7")
    for one in (talk, other):
        house.bin.put(AGENT, one, rule="request", reason=WHY)
    later(house, 73)
    with someone_writing(house) as writer:
        thread, gone = dropping(house, {talk: 3, other: 3})
        waits_for_its_turn(house)
        assert house.keyring.fetch(1, [talk, other]).keys() == {talk, other}, "nobody sees it before its turn"
        writer.execute(statement.encode(), {"it": talk})
    thread.join(30)
    assert gone == [other]
    assert left(house, talk)["conversations"] == 1
    assert "conversations" not in left(house, other)
    house.keyring.forget(1, talk, other)
    assert house.keyring.keys(1, talk)
    with pytest.raises(KeyMissing):
        house.keyring.keys(1, other)


def test_what_is_held_among_many_is_passed_over(house: House, talk: bytes) -> None:
    others = [spoken(house, f"order {n}", 1) for n in range(4)]
    for one in (talk, *others):
        house.bin.put(AGENT, one, rule="request", reason=WHY)
    house.holds.place(stepped(PRIVACY), others[1], ground="court", reason="an order of the court")
    later(house, 73)
    assert [row.conversation for row in house.erasing._rows.due(1) if row.held] == [others[1]]
    rests: list[int] = []
    assert house.erasing.drop("shop", 1, lambda: rests.append(1)) == 4
    assert rests == [1]
    assert [one for one in (talk, *others) if "conversations" in left(house, one)] == [others[1]]


PLANNED: dict[str, dict[str, object]] = {
    "lock_due": {},
    "keys_dropped": {},
    "advance": {"state": 1},
    "certify": {"certificates": [1, 2]},
    "erase_sealed": {"indexes": [1, 2, 3]},
    "erase_idempotency": {"indexes": [1, 2, 3]},
    "erase_originals": {"indexes": [1, 2, 3]},
    "drop_keys": {"seqs": [1, 1]},
    "meanwhile": {"seqs": [1, 1]},
}


@pytest.mark.parametrize("name", PLANNED)
def test_no_step_reads_the_whole_bin_however_old_the_statistics_are(house: House, name: str) -> None:
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        # As a bin looks that was empty when PostgreSQL counted it, and has been filled since.
        admin.execute("analyze handclasp.bin, handclasp.conversations, handclasp.entries, handclasp.sealed")
        admin.execute(
            "insert into handclasp.bin (log_id, tenant_id, conversation, idx, state, dropped_at) "
            "select 1, 1, substr(sha256(int4send(n)), 1, 16), 0, n % 2, case n % 2 when 1 then 1 end "
            "from generate_series(1, 2000) n"
        )
    given = {"log": 1, "tenant": 1, "conversations": [bytes(16), b"1" * 16], **PLANNED[name]}
    with house.database.transaction("keeper", 1, [1]) as connection:
        plan = "\n".join(row[0] for row in connection.execute(b"explain " + load("keep")[name], given))
    assert "bin_once" in plan, plan
    for never in ("bin_unfinished", "bin_dropped", "hashed", "Seq Scan on bin", "Seq Scan on sealed"):
        assert never not in plan, plan


@pytest.mark.parametrize(
    ("name", "more"), [("due_now", {"due": -1, "after": b""}), ("at_state", {"state": 1, "before": 9})]
)
def test_the_next_few_are_read_in_order_and_not_all_of_them_sorted(
    house: House, name: str, more: dict[str, object]
) -> None:
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute("analyze handclasp.bin")
    with house.database.transaction("machine", 1, [1]) as connection:
        connection.execute(load("keep")["in_order"])
        given = {"log": 1, "tenant": 1, "limit": 10, **more}
        plan = "\n".join(row[0] for row in connection.execute(b"explain " + load("keep")[name], given))
    assert "bin_unfinished" in plan, plan
    assert "Sort" not in plan, plan
