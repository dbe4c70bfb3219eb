"""Group commit: each record once, in order, in one log, whatever breaks; and nothing answered too early."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.conftest import NewDatabase
from tests.house_fixture import House, NewHouse, said

from handclasp.records import (
    HandclaspError,
    KeyReused,
    Kind,
    Lane,
    Moved,
    OutcomeUnknown,
    Overloaded,
    Raw,
    Receipt,
    Stored,
)
from handclasp.seal.entry import entry, genesis
from handclasp.seal.note import read_head
from handclasp.seal.signer import FloorMissing, Forked, Inconsistent, RolledBack
from handclasp.store.commit import StorageFull
from handclasp.store.database import DatabaseUnavailable
from handclasp.verify import Status, Trust, check, merkle, parse_vkey

Results = Future[list[Receipt | HandclaspError]]


def admin(house: House) -> psycopg.Connection[Any]:
    """The superuser in the house's database."""
    return psycopg.connect(str(house.settings.database_url), autocommit=True)


def stored(results: Results) -> list[Stored]:
    found = results.result(30)
    assert all(isinstance(one, Receipt) for one in found), found
    return [one.stored for one in found if isinstance(one, Receipt)]


def rows(house: House) -> list[tuple[int, bytes, int, bytes, bytes]]:
    with admin(house) as connection:
        found = connection.execute(
            "select idx, conversation, seq, record, previous from handclasp.entries order by idx"
        )
        return found.fetchall()


def assert_one_log(house: House) -> int:
    """Re-derive everything from the entries: indexes, chains, root, checkpoint; returns the log's size."""
    found = rows(house)
    assert [index for index, *_ in found] == list(range(len(found)))
    last: dict[bytes, tuple[int, bytes]] = {}
    for _, conversation, seq, record, previous in found:
        before = last.get(conversation, (0, genesis(house.log.origin, conversation)))
        assert (seq, previous) == (before[0] + 1, before[1])
        last[conversation] = (seq, record)
    leaves = [merkle.leaf_hash(entry(*row[1:])) for row in found]
    note = house.committer.checkpoint()
    assert note is not None
    assert read_head(note) == (len(leaves), merkle.Tree(leaves).root())
    assert house.log_key.signed(note)
    return len(found)


def assert_valid(house: House, results: list[Receipt | HandclaspError]) -> None:
    trust = Trust(tuple(parse_vkey(key) for key in house.log_key.vkeys()))
    for one in results:
        assert isinstance(one, Receipt)
        assert check(one.document, trust).status is Status.VALID


@contextmanager
def stopped(house: House) -> Iterator[psycopg.Connection[Any]]:
    """While this lasts, nobody can take the log's lock."""
    with psycopg.connect(str(house.settings.database_url)) as connection:
        connection.execute("select * from handclasp.log_heads for update")
        yield connection


def waiting_backend(connection: psycopg.Connection[Any]) -> int:
    """The backend that waits for the log's lock."""
    while True:
        row = connection.execute(
            "select pid from pg_stat_activity where usename = 'handclasp_ingest' and wait_event_type = 'Lock'"
        ).fetchone()
        connection.execute("select pg_stat_clear_snapshot()")
        if row:
            return int(row[0])


def at_commit(house: House, action: str) -> None:
    """From now on `action` (PL/pgSQL) runs in the moment of each commit that adds entries."""
    with admin(house) as connection:
        connection.execute(
            "create or replace function public.at_commit() returns trigger language plpgsql security definer as "
            f"$$ begin {action}; return null; end $$; "
            "create constraint trigger at_commit after insert on handclasp.entries "
            "deferrable initially deferred for each row execute function public.at_commit()".encode()
        )


def no_more(house: House) -> None:
    with admin(house) as connection:
        connection.execute("drop trigger if exists at_commit on handclasp.entries")


def test_a_batch_stands_in_the_order_it_was_given(house: House) -> None:
    batch = [said(f"line {n}", str(n), conversation=f"order {n % 3}") for n in range(700)]
    found = stored(house.flow.append_all(batch))
    assert [one.index for one in found] == list(range(700))
    for conversation in {one.conversation for one in found}:
        own = [one for one in found if one.conversation == conversation]
        assert [one.seq for one in own] == list(range(1, len(own) + 1))
        assert all(after.previous == before.record for before, after in pairwise(own))
    assert assert_one_log(house) == 700


def test_the_same_key_is_the_same_record_in_one_batch_later_and_elsewhere(house: House, new_house: NewHouse) -> None:
    first, again = stored(house.flow.append_all([said("a", "1"), said("a", "1")]))
    assert (first.doubled, again.doubled) == (False, True)
    later = house.flow.append(said("a", "1", received=9)).stored
    elsewhere = new_house(of=house).flow.append(said("a", "1")).stored
    for double in (again, later, elsewhere):
        assert double.doubled
        assert (double.index, double.seq, double.record, double.conversation) == (
            first.index,
            first.seq,
            first.record,
            first.conversation,
        )
    assert assert_one_log(house) == 1


def test_keys_of_different_tenants_do_not_meet(house: House) -> None:
    found = stored(house.flow.append_all([said("a", "1"), said("b", "1", tenant="wallet")]))
    assert [one.doubled for one in found] == [False, False]


def test_a_key_used_for_other_words_is_refused_and_the_first_record_stands(house: House) -> None:
    results = house.flow.append_all([said("a", "1"), said("b", "1"), said("c", "2")]).result(20)
    assert [type(one) for one in results] == [Receipt, KeyReused, Receipt]
    with pytest.raises(KeyReused):
        house.flow.append(said("a", "1", conversation="order 1002"))
    assert house.flow.append(said("a", "1")).stored.doubled
    assert assert_one_log(house) == 2


def test_a_record_that_names_its_predecessor_stands_there_or_nowhere(house: House) -> None:
    one = house.flow.append(said("a", "1")).stored
    two = house.flow.append(said("b", "2", follows=one.record)).stored
    assert two.previous == one.record
    for late in (one.record, bytes(32)):
        with pytest.raises(Moved):
            house.flow.append(said("c", "3", follows=late))
    results = house.flow.append_all([said("d", "4"), said("e", "5", follows=two.record), said("f", "6")]).result(20)
    assert [type(one) for one in results] == [Receipt, Moved, Receipt]
    assert house.flow.append(said("c", "3")).stored.doubled is False
    assert assert_one_log(house) == 5


def test_two_processes_in_turn_and_at_once_write_one_log(house: House, new_house: NewHouse) -> None:
    houses = [house, new_house(of=house)]
    results: list[Receipt | HandclaspError] = []
    results += [houses[n % 2].flow.append(said(f"turn {n}", f"turn {n}")) for n in range(6)]

    def write(number: int) -> None:
        for batch in range(12):
            keys = [f"{batch}/{n}" if n % 2 else f"{number}/{batch}/{n}" for n in range(7)]
            results.extend(houses[number].flow.append_all([said(key, key) for key in keys]).result(60))

    threads = [threading.Thread(target=write, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Half of the keys were sent by both, so one of each pair is a double.
    assert assert_one_log(house) == 6 + 2 * 12 * 4 + 12 * 3
    assert_valid(house, [one for one in results if isinstance(one, Receipt) and one.document])
    assert sum(not isinstance(one, Receipt) for one in results) == 0
    assert sum(isinstance(one, Receipt) and one.stored.doubled for one in results) == 36


def test_neither_of_two_processes_waits_until_the_other_has_done_all(house: House, new_house: NewHouse) -> None:
    houses = [house, new_house(of=house)]
    with stopped(house):
        waiting = [
            (number, one.flow.append_all([said(f"{number}/{batch}/{n}", f"{number}/{batch}/{n}") for n in range(500)]))
            for batch in range(8)
            for number, one in enumerate(houses)
        ]
    turns = sorted((min(record.index for record in stored(results)), number) for number, results in waiting)
    order = [number for _, number in turns]
    assert assert_one_log(house) == 8_000
    # As each waits in PostgreSQL's own queue, each gets its part of the first half, whoever is the faster.
    assert 2 <= sum(order[:8]) <= 6, order


def test_full_tiles_stay_known_though_another_process_writes(house: House, new_house: NewHouse) -> None:
    other = new_house(of=house)
    for turn in range(4):
        for number, one in enumerate((house, other)):
            batch = [said(f"{turn}/{number}/{n}", f"{turn}/{number}/{n}") for n in range(300)]
            stored(one.flow.append_all(batch, receipts=False))
    with house.committer.tiles._lock:
        known = {place for place, hashes in house.committer.tiles._cache.items() if len(hashes) == 256 * 32}
    assert len(known) >= 4
    assert assert_one_log(house) == 2_400


def test_two_processes_open_the_same_conversations_once(house: House, new_house: NewHouse) -> None:
    houses = [house, new_house(of=house)]
    names = [f"order {n}" for n in range(400)]
    found: list[dict[str, bytes]] = [{}, {}]

    def open_all(number: int, wanted: list[str]) -> None:
        places = houses[number].keyring.places(1, wanted)
        found[number] = {name: place.conversation for name, place in places.items()}

    threads = [
        threading.Thread(target=open_all, args=(0, names)),
        threading.Thread(target=open_all, args=(1, names[::-1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1]
    assert len(set(found[0].values())) == 400


def fill(house: House, batches: list[list[Raw]]) -> tuple[list[Results], Overloaded]:
    """Hand in batches until one is refused: what waits, and the refusal."""
    waiting: list[Results] = []
    try:
        waiting.extend(house.flow.append_all(batch) for batch in batches)
    except Overloaded as refused:
        return waiting, refused
    message = "nothing was refused"
    raise AssertionError(message)


def test_more_than_may_wait_is_refused_at_once_and_what_waits_is_stored(new_house: NewHouse) -> None:
    house = new_house(queue_records=500)
    with stopped(house):
        waiting, refused = fill(house, [[said(f"{n}", f"{n}/{i}") for i in range(100)] for n in range(20)])
        assert refused.retry_after >= 1
        assert 5 <= len(waiting) <= 11
        assert 0 < house.committer.depth() <= 500
    for results in waiting:
        assert len(stored(results)) == 100
    assert house.flow.append(said("more", "more")).stored.doubled is False
    assert assert_one_log(house) == 100 * len(waiting) + 1


def test_bytes_that_wait_are_counted_too(new_house: NewHouse) -> None:
    house = new_house(queue_bytes=1024 * 1024, max_batch_bytes=262_144, queue_records=100_000)
    house.flow.open("shop", "order 1001")
    seeded = random.Random(7)
    large = "".join(chr(seeded.randrange(0x4E00, 0x9FA5)) for _ in range(50_000))
    with stopped(house):
        waiting, _ = fill(house, [[said(f"{n}{large}", str(n))] for n in range(60)])
    assert 2 <= len(waiting) < 15
    for results in waiting:
        stored(results)


def test_a_connection_that_died_idle_costs_no_batch(house: House) -> None:
    house.flow.append(said("before", "0"))
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where application_name = 'handclasp ingest' and datname = current_database()"
        )
    assert house.flow.append(said("after", "1")).stored.index == 1


def test_a_lost_backend_before_the_commit_stores_nothing(house: House) -> None:
    house.flow.append(said("before", "0"))
    with stopped(house) as lock:
        results = house.flow.append_all([said("a", "1"), said("b", "2")])
        first = waiting_backend(lock)
        lock.execute("select pg_terminate_backend(%s)", (first,))
        while (second := waiting_backend(lock)) == first:
            pass
        lock.execute("select pg_terminate_backend(%s)", (second,))
        assert [type(one) for one in results.result(20)] == [DatabaseUnavailable, DatabaseUnavailable]
    assert len(rows(house)) == 1
    assert [one.doubled for one in stored(house.flow.append_all([said("a", "1"), said("b", "2")]))] == [False, False]
    assert assert_one_log(house) == 3


def test_behind_a_batch_that_was_not_committed_nothing_of_its_lane_is(house: House) -> None:
    lane, other = Lane(), Lane()
    house.flow.append(said("before", "0"))
    with stopped(house) as lock:
        lost = house.flow.append_all([said("a", "1")], lane=lane)
        first = waiting_backend(lock)
        behind = house.flow.append_all([said("b", "2"), said("c", "3")], lane=lane)
        beside = house.flow.append_all([said("d", "4")], lane=other)
        lock.execute("select pg_terminate_backend(%s)", (first,))
        while (second := waiting_backend(lock)) == first:
            pass
        lock.execute("select pg_terminate_backend(%s)", (second,))
        assert [type(one) for one in lost.result(20)] == [DatabaseUnavailable]
    assert [type(one) for one in behind.result(20)] == [Overloaded, Overloaded]
    with pytest.raises(Overloaded):
        house.flow.append_all([said("e", "5")], lane=lane)
    assert [one.index for one in stored(beside)] == [1]
    again = Lane()
    waiting = [house.flow.append_all([said(text, key)], lane=again) for text, key in ("a1", "b2", "c3")]
    assert [one.index for results in waiting for one in stored(results)] == [2, 3, 4]
    assert assert_one_log(house) == 5


def test_a_full_disk_is_named_and_stores_nothing(house: House) -> None:
    with admin(house) as connection:
        connection.execute(
            "create function public.full() returns trigger language plpgsql as "
            "$$ begin raise exception 'could not extend file' using errcode = '53100'; end $$; "
            "create trigger full_disk before insert on handclasp.sealed for each row execute function public.full()"
        )
        with pytest.raises(StorageFull):
            house.flow.append(said("a", "1"))
        connection.execute("drop trigger full_disk on handclasp.sealed")
    assert rows(house) == []
    assert house.flow.append(said("a", "1")).stored.doubled is False
    assert assert_one_log(house) == 1


@pytest.mark.parametrize(
    ("action", "stands"),
    [
        ("raise warning 'canceling wait for synchronous replication due to user request'", True),
        ("raise exception 'no'", False),
        ("perform pg_terminate_backend(pg_backend_pid())", False),
    ],
)
def test_a_commit_that_is_not_clearly_acknowledged_is_answered_as_unknown(
    house: House,
    action: str,
    stands: bool,  # noqa: FBT001 - a case's outcome
) -> None:
    house.flow.append(said("before", "0"))
    at_commit(house, action)
    with pytest.raises(OutcomeUnknown):
        house.flow.append(said("a", "1"))
    no_more(house)
    assert house.flow.append(said("a", "1")).stored.doubled is stands
    assert assert_one_log(house) == 2


def test_a_notice_at_commit_is_no_warning(house: House) -> None:
    at_commit(house, "raise notice 'all is well'")
    assert house.flow.append(said("a", "1")).stored.index == 0


def test_nothing_is_answered_before_a_checkpoint_covers_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reached, go_on, sign = threading.Event(), threading.Event(), house.signer.sign

    def slowly(*args: Any) -> str:
        reached.set()
        assert go_on.wait(30)
        return sign(*args)

    monkeypatch.setattr(house.signer, "sign", slowly)
    results = house.flow.append_all([said("a", "1")])
    assert reached.wait(30)
    assert len(rows(house)) == 1
    assert not results.done()
    assert house.committer.checkpoint() is None
    go_on.set()
    (one,) = stored(results)
    assert house.committer.checkpoint() == one.checkpoint
    assert read_head(one.checkpoint).size == one.size == 1


def test_while_one_signature_is_made_many_batches_commit_and_share_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on, sign, signed = threading.Event(), threading.Event(), house.signer.sign, []

    def slowly(*args: Any) -> str:
        reached.set()
        assert go_on.wait(30)
        signed.append(args[0].size)
        return sign(*args)

    monkeypatch.setattr(house.signer, "sign", slowly)
    first = house.flow.append_all([said("first", "first")])
    assert reached.wait(30)
    more = [house.flow.append_all([said(f"{n}", f"{n}")]) for n in range(20)]
    while len(rows(house)) < 21:
        pass
    go_on.set()
    stored(first)
    for results in more:
        stored(results)
    assert len(signed) <= 3
    assert signed[-1] == 21


def test_a_record_whose_signature_failed_is_answered_as_a_double_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(house.signer, "sign", fail)
        with pytest.raises(OutcomeUnknown):
            house.flow.append(said("a", "1"))
    again = house.flow.append(said("a", "1"))
    assert again.stored.doubled
    assert assert_one_log(house) == 1


def test_what_was_committed_before_a_crash_is_covered_at_the_next_start(
    house: House, new_house: NewHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.signer, "sign", lambda *_: (_ for _ in ()).throw(OSError()))
    with pytest.raises(OutcomeUnknown):
        house.flow.append(said("a", "1"))
    assert house.reading.size() == 0
    house.close()
    after = new_house(of=house)
    assert after.reading.size() == 1
    assert after.flow.append(said("a", "1")).stored.doubled
    assert assert_one_log(after) == 1


def test_closing_finishes_what_waits_and_takes_nothing_new(house: House) -> None:
    results = house.flow.append_all([said(f"{n}", f"{n}") for n in range(50)])
    house.committer.close()
    assert len(stored(results)) == 50
    with pytest.raises(Overloaded):
        house.flow.append(said("late", "late"))


def test_one_refused_record_stops_no_other(house: House) -> None:
    batch = [
        said("a", "1"),
        said("b", "2", tenant="no such tenant"),
        said("c", "3", facts={"unheard": "of"}),
        said("d", "4", conversation="ab" * 16, by_pseudonym=True),
        said("e", "5", conversation="no pseudonym", by_pseudonym=True),
        said("half \ud800", "6"),
        said("g", "7"),
    ]
    results = house.flow.append_all(batch).result(20)
    assert [one.code if isinstance(one, HandclaspError) else "stored" for one in results] == [
        "stored",
        "unknown-tenant",
        "wrong-fields",
        "key-missing",
        "unknown-tenant",
        "not-canonical",
        "stored",
    ]
    assert assert_one_log(house) == 2


def test_a_name_a_pseudonym_and_a_journal_are_told_apart_in_one_batch(house: House) -> None:
    own = house.flow.open("shop", "order 1001").hex()
    access: dict[str, Any] = {"purpose": "p", "subjects": [], "scope": "s"}
    found = stored(
        house.flow.append_all(
            [
                said("by name", "1"),
                said("by pseudonym", "2", conversation=own, by_pseudonym=True),
                said("its hex as a name", "3", conversation=own),
                said("named like a journal", "4", conversation="journal/2026-11"),
                said("", "5", conversation="journal/2026-11", journal=True, text=None, kind=Kind.ACCESS, facts=access),
            ]
        )
    )
    conversations = [one.conversation for one in found]
    assert conversations[0] == conversations[1] == bytes.fromhex(own)
    assert len(set(conversations)) == 4
    assert [house.reading.assigned(1, one).journal for one in conversations] == [False, False, False, False, True]


def test_whoever_goes_away_disturbs_nobody(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with stopped(house):
        gone = house.flow.append_all([said("a", "1")])
        assert gone.cancel()
        stays = house.flow.append_all([said("b", "2")])
        with pytest.raises(OutcomeUnknown):
            house.flow.append(said("c", "3"), timeout=0.01)
    assert stored(stays)[0].index == 1
    assert house.flow.append(said("a", "1")).stored.doubled
    assert house.flow.append(said("c", "3")).stored.doubled
    assert caplog.records == []


# --- the log against what was signed


@pytest.fixture
def signed_house(house: House) -> House:
    """A house with five records, asleep, so that its database can be copied."""
    stored(house.flow.append_all([said(f"{n}", f"{n}") for n in range(5)]))
    house.close()
    return house


def copied(house: House, new_database: NewDatabase) -> str:
    name = psycopg.conninfo.conninfo_to_dict(str(house.settings.database_url))["dbname"]
    return new_database(template=str(name))


def floor(house: House) -> str:
    note = house.signer.newest()
    assert note is not None
    return note


def test_an_older_copy_of_the_database_is_refused(
    signed_house: House, new_house: NewHouse, new_database: NewDatabase
) -> None:
    old = copied(signed_house, new_database)
    new_house(of=signed_house).flow.append(said("later", "later"))
    before = floor(signed_house)
    rolled = new_house(of=signed_house, database_url=old, start=False)
    with pytest.raises(RolledBack):
        rolled.start()
    assert floor(signed_house) == before
    assert new_house(of=signed_house).flow.append(said("on", "on")).stored.index == 6


def test_another_history_is_refused_though_it_is_longer(
    signed_house: House, new_house: NewHouse, new_database: NewDatabase, tmp_path: Path
) -> None:
    old = copied(signed_house, new_database)
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(signed_house.settings.data_dir, elsewhere)
    new_house(of=signed_house).flow.append(said("shown to a customer", "later"))
    before = floor(signed_house)
    thief = new_house(of=signed_house, database_url=old, data_dir=elsewhere)
    stored(thief.flow.append_all([said(f"never said {n}", f"x{n}") for n in range(9)]))
    thief.close()
    with pytest.raises(Forked):
        new_house(of=signed_house, database_url=old, start=False).start()
    assert floor(signed_house) == before


def keep(connection: psycopg.Connection[Any], tables: tuple[str, ...]) -> None:
    for table in tables:
        connection.execute(f"create table kept_{table} as table handclasp.{table}".encode())


def put_back(connection: psycopg.Connection[Any], tables: tuple[str, ...]) -> None:
    for table in tables:
        connection.execute(f"truncate handclasp.{table}; insert into handclasp.{table} table kept_{table}".encode())


def test_a_database_rolled_back_under_a_running_house_gets_no_signature(house: House) -> None:
    tables = ("entries", "sealed", "idempotency", "tiles", "log_heads", "checkpoints")
    stored(house.flow.append_all([said(f"{n}", f"{n}") for n in range(5)]))
    with admin(house) as connection:
        keep(connection, tables)
        stored(house.flow.append_all([said(f"{n}", f"{n}") for n in range(5, 10)]))
        before = floor(house)
        put_back(connection, tables)
    for more in (1, 3, 6):
        results = house.flow.append_all([said("again", f"again {more} {n}") for n in range(more)]).result(20)
        assert all(isinstance(one, Inconsistent) for one in results), results
    assert floor(house) == before


@pytest.mark.parametrize(
    "rewriting",
    [
        "update handclasp.tiles set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)",
        "update handclasp.log_heads set root = sha256('x')",
        "update handclasp.log_heads set size = 4",
        "delete from handclasp.tiles",
    ],
)
def test_rewritten_tiles_or_heads_are_refused(signed_house: House, new_house: NewHouse, rewriting: str) -> None:
    before = floor(signed_house)
    with admin(signed_house) as connection:
        connection.execute(rewriting.encode())
    after = new_house(of=signed_house, start=False)

    def write() -> None:
        after.committer.start()
        after.flow.append(said("more", "more"))

    with pytest.raises(Inconsistent):
        write()
    assert floor(signed_house) == before
    assert len(rows(signed_house)) == 5


def test_the_floor_outlives_the_house(signed_house: House, new_house: NewHouse) -> None:
    assert read_head(floor(signed_house)).size == 5
    assert read_head(floor(new_house(of=signed_house))).size == 5


def test_a_floor_that_is_gone_is_noticed_and_adopted_only_when_asked(
    signed_house: House, new_house: NewHouse, new_database: NewDatabase
) -> None:
    old = copied(signed_house, new_database)
    new_house(of=signed_house).flow.append(said("later", "later"))
    path = signed_house.paths.signer / "main.checkpoint"
    before = path.read_text()
    path.unlink()
    for url in (old, str(signed_house.settings.database_url)):
        with pytest.raises(FloorMissing):
            new_house(of=signed_house, database_url=url, start=False).start()
    asleep = new_house(of=signed_house, start=False)
    assert asleep.committer.adopt() == 6
    assert path.read_text() == before
    assert new_house(of=signed_house).flow.append(said("on", "on")).stored.index == 6


def test_a_forged_floor_stops_the_start(signed_house: House, new_house: NewHouse) -> None:
    path = signed_house.paths.signer / "main.checkpoint"
    path.write_text(path.read_text().replace("\n5\n", "\n4\n"))
    with pytest.raises(Inconsistent, match="not a checkpoint that this log signed"):
        new_house(of=signed_house, start=False).start()


def test_a_process_that_starts_while_another_signs_takes_that_for_no_loss(
    house: House, new_house: NewHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.flow.append(said("a", "1"))
    second = new_house(of=house, start=False)
    read = second.database.transaction
    sent: list[Future[Any]] = []

    @contextmanager
    def slowly(*context: Any) -> Iterator[Any]:
        """The first process goes on between what the second reads of the database and what it holds that against."""
        with read(*context) as connection:
            yield connection
        if not sent:
            sent.append(house.flow.append_all([said("b", "2")]))
            with suppress(TimeoutError):
                sent[0].result(0.5)

    monkeypatch.setattr(second.database, "transaction", slowly)
    second.committer.prove()
    assert [one.doubled for one in stored(sent[0])] == [False]
    assert assert_one_log(house) == 2
