"""Shipping: dying at any step loses nothing and doubles nothing; what is erased here is erased there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.house_fixture import AGENT, House, NewHouse, hired, said
from tests.warm.conftest import Rebuild, furnished, rows, set_up

from handclasp.house import copies
from handclasp.house.app import House as WholeHouse
from handclasp.keep.epochs import turn
from handclasp.seal.keys import KeyMissing
from handclasp.seal.signer import RolledBack
from handclasp.store.warm.ship import Ahead
from handclasp.store.warm.vault import BadStore, StoreUnreachable, Vault


class Died(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("after", range(1, 9))
def test_a_shipper_that_dies_at_any_write_goes_on_where_it_was(
    after: int, house: House, tmp_path: Path, rebuild: Rebuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each write to the store, counted: the process dies right behind one, before it can know that it was done."""
    furnished(house, 8)
    shipper = set_up(house, tmp_path / "nas")
    put = Vault._put
    count = 0

    def deadly(self: Vault, name: str, data: bytes, mode: Any) -> str | None:
        nonlocal count
        done = put(self, name, data, mode)
        count += not name.startswith("probe/")
        if count == after:
            raise Died
        return done

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "_put", deadly)
        try:
            shipper.all()
        except Died:
            assert count == after
    furnished(house, 0)
    house.flow.append_all([said(f"more {n}", f"more {n}") for n in range(3)]).result(60)
    done = copies.shipper(house, copies.places(house.paths.data)[0]).all()
    assert done.position == house.reading.size()
    before = rows(house)
    restored, settings = rebuild(*copies.places(house.paths.data))
    assert restored.reached.size == done.position
    assert restored.reached.problems == ()
    again = WholeHouse(settings)
    try:
        assert [row for row in rows(again)["sealed"] if row[0] < done.position] == before["sealed"]
    finally:
        again.close()


def test_two_shippers_at_once_leave_one_chain(house: House, tmp_path: Path) -> None:
    furnished(house, 6)
    one = set_up(house, tmp_path / "nas")
    other = copies.shipper(house, copies.places(house.paths.data)[0])
    assert (one.position(), other.position()) == (0, 0)
    one.all()
    house.flow.append_all([said(f"late {n}", f"late {n}") for n in range(4)]).result(60)
    assert other.all().position == house.reading.size()
    starts = [int(path.name) for path in (tmp_path / "nas").glob("log-*/segments/*")]
    assert sorted(starts) == [0, one.position()]


def test_a_range_ends_at_a_checkpoint_and_holds_no_more_than_it_may(house: House, tmp_path: Path) -> None:
    for n in range(12):
        house.flow.append(said(f"one at a time {n}", f"single {n}"))
    set_up(house, tmp_path / "nas")
    shipper = copies.shipper(house, copies.places(house.paths.data)[0])
    shipper._most = 5
    assert shipper.all().position == 12
    starts = sorted(int(path.name) for path in (tmp_path / "nas").glob("log-*/segments/*"))
    assert starts == [0, 5, 10]


def test_erased_keys_stay_erased_in_what_comes_back(house: House, tmp_path: Path, rebuild: Rebuild) -> None:
    furnished(house, 9)
    set_up(house, tmp_path / "nas").all()
    number = house.directory.tenant("shop")
    assert number is not None
    gone = house.keyring.find(number, "order 1")
    kept = house.keyring.find(number, "order 2")
    assert gone is not None
    assert kept is not None
    with psycopg.connect(str(house.settings.database_url)) as connection:
        connection.execute("delete from handclasp.conversations where conversation = %s", (gone,))
    house.keyring.forget(number, gone)
    turned = turn(house.keys, house.database, 1, number, copies.InCopies(house))
    assert turned.epoch == 2
    there = [path.relative_to(tmp_path / "nas").as_posix() for path in (tmp_path / "nas").rglob("*") if path.is_file()]
    assert not [name for name in there if "/keys/00000001/00000001/" in name or name.endswith("kek-1-1.age")]
    assert [name for name in there if name.endswith("kek-1-2.age")]
    restored, settings = rebuild(*copies.places(house.paths.data))
    again = WholeHouse(settings)
    try:
        again.keyring.keys(number, kept)
        with pytest.raises(KeyMissing):
            again.keyring.keys(number, gone)
        assert restored.reached.size == house.reading.size()
        # What found its records went with its keys, though the segments still hold it sealed.
        found = rows(again)
        assert not [row for row in found["idempotency"] if row[4] == gone]
        assert [row for row in found["idempotency"] if row[4] == kept]
    finally:
        again.close()


def test_no_key_is_destroyed_while_a_copy_cannot_be_reached(house: House, tmp_path: Path) -> None:
    furnished(house, 3)
    set_up(house, tmp_path / "nas").all()
    (tmp_path / "nas").rename(tmp_path / "away")
    number = house.directory.tenant("shop")
    assert number is not None
    with pytest.raises(StoreUnreachable):
        turn(house.keys, house.database, 1, number, copies.InCopies(house))
    assert house.keys.epochs(number) == [1, 2]
    (tmp_path / "away").rename(tmp_path / "nas")
    assert turn(house.keys, house.database, 1, number, copies.InCopies(house)).destroyed == (1,)


def test_an_empty_key_folder_takes_nothing_out_of_a_copy(house: House, tmp_path: Path) -> None:
    furnished(house, 3)
    set_up(house, tmp_path / "nas").all()
    before = {path.name for path in (tmp_path / "nas").glob("log-*/escrow/*")}
    for path in (house.paths.keys / "escrow").glob("*.age"):
        path.unlink()
    copies.shipper(house, copies.places(house.paths.data)[0]).all()
    assert {path.name for path in (tmp_path / "nas").glob("log-*/escrow/*")} == before


def test_a_destroyed_file_is_destroyed_in_the_copy(house: House, tmp_path: Path) -> None:
    furnished(house, 2)
    shipper = set_up(house, tmp_path / "nas")
    shipper.all()
    (there,) = [path for path in (tmp_path / "nas").glob("log-*/blobs/*/*/*") if path.is_file()]
    house.blobs.destroy(1, bytes.fromhex(there.name))
    shipper.step()
    assert not there.exists()


def test_a_database_that_was_rolled_back_is_neither_shipped_nor_served(
    house: House, new_house: NewHouse, tmp_path: Path
) -> None:
    """Somebody put back an old database together with the signer's floor: the copy knows better."""
    furnished(house, 6)
    set_up(house, tmp_path / "nas").all()
    older = new_house()
    furnished(older, 2)
    (older.paths.data / "copies.json").write_text((house.paths.data / "copies.json").read_text())
    for path in house.paths.keys.rglob("*"):
        if path.is_file():
            (older.paths.keys / path.relative_to(house.paths.keys)).write_bytes(path.read_bytes())
    again = new_house(of=older, start=False)
    with pytest.raises(RolledBack, match="handclasp restore"):
        copies.prove(again, lambda _words: None)
    with pytest.raises(Ahead):
        copies.shipper(again, copies.places(again.paths.data)[0]).all()


def test_a_copy_that_cannot_be_asked_keeps_nobody_from_starting(house: House, tmp_path: Path) -> None:
    furnished(house, 2)
    set_up(house, tmp_path / "nas").all()
    (tmp_path / "nas").rename(tmp_path / "away")
    told: list[str] = []
    copies.prove(house, told.append)
    assert len(told) == 1


def test_a_copy_is_shipped_to_when_it_is_time_or_when_much_waits(new_house: NewHouse, tmp_path: Path) -> None:
    house = new_house(ship_seconds=10, ship_records=100)
    set_up(house, tmp_path / "nas")
    now = [0.0]
    pace = copies.Pace(house, copies.places(house.paths.data)[0], lambda: now[0])
    house.flow.append(said("first", "first"))
    assert pace.step() == 1
    house.flow.append(said("second", "second"))
    assert pace.step() == 0
    now[0] = 9.9
    assert pace.step() == 0
    now[0] = 10.1
    assert pace.step() == 1
    house.flow.append_all([said(f"many {n}", f"many {n}") for n in range(120)]).result(60)
    assert pace.step() == 120


def test_credentials_are_readable_by_their_owner_alone(house: House, tmp_path: Path) -> None:
    set_up(house, tmp_path / "nas")
    assert (house.paths.data / "copies.json").stat().st_mode & 0o077 == 0


ADDRESSES: dict[str, Callable[[], object]] = {
    "a secret in it": lambda: copies.as_place("s3://key:secret@bucket/x", "bad").open(),
    "a query": lambda: copies.as_place("az://container/x?sig=abc", "bad").open(),
    "another kind": lambda: copies.as_place("https://example.com/x", "bad").open(),
    "a name with a slash": lambda: copies.as_place("file:///tmp", "a/b"),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_cannot_be_a_copys_place_is_said_without_repeating_it(address: str) -> None:
    with pytest.raises(BadStore) as refused:
        ADDRESSES[address]()
    assert "secret@" not in str(refused.value)
    assert "sig=" not in str(refused.value)


def test_nobody_reads_the_wrapped_keys_but_who_ships_them(house: House) -> None:
    hired(house, AGENT)
    for role in ("reader", "machine", "revealer", "auditor"):
        with pytest.raises(Exception, match="permission denied"):  # noqa: SIM117
            with house.database.transaction(role, 1, [1]) as connection:
                connection.execute("select body_key from handclasp.conversations")
    for table in ("entries", "sealed", "conversations", "checkpoints"):
        with pytest.raises(Exception, match="permission denied"):  # noqa: SIM117
            with house.database.transaction("shipper", 1, [1]) as connection:
                connection.execute(f"delete from handclasp.{table}".encode())  # noqa: S608
