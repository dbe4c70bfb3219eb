"""How a restore ends: a successor that goes on and proves where from, or, where all was reached, the log itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.house_fixture import AGENT, START, House, assigned, hired, said
from tests.warm.conftest import Rebuild, furnished, rows, set_up

from handclasp.house import copies, restoring
from handclasp.house.app import House as WholeHouse
from handclasp.house.app import NotSetUp
from handclasp.house.processes import _opened
from handclasp.house.restoring import NotProved, Plan, restore, successor_of
from handclasp.seal.entry import begins, genesis, lineage
from handclasp.seal.note import read_head
from handclasp.seal.record import open_body
from handclasp.store.export import export
from handclasp.store.fsck import fsck
from handclasp.store.warm.load import Loader, NotEmpty
from handclasp.store.warm.restore import Wanted
from handclasp.verify.log import read_log
from handclasp.verify.merkle import Tree
from handclasp.verify.note import Trust, parse_vkey
from handclasp.verify.receipt import read_receipt
from handclasp.verify.record import begins as verifier_begins


def known(house: House) -> Trust:
    """A verifier that has pinned a house's keys."""
    return Trust(tuple(parse_vkey(vkey) for vkey in house.log_key.vkeys()))


def test_a_successor_goes_on_and_every_old_record_still_proves_itself(
    house: House, tmp_path: Path, rebuild: Rebuild
) -> None:
    old_receipt = house.flow.append(said("before the fire", "before"))
    furnished(house, 9)
    shipper = set_up(house, tmp_path / "nas")
    shipper.all()
    size = house.reading.size()
    house.flow.append(said("never shipped", "lost"))  # and so lost
    done, settings = rebuild(*copies.places(house.paths.data))
    assert done.successor == "demo.example/log/main/successor-2"
    again = WholeHouse(settings)
    again.committer.start()
    try:
        assert again.log.origin == done.successor
        assert not set(again.log_key.vkeys()) & set(house.log_key.vkeys())
        # The same conversation goes on: what is said now follows what was said before the fire.
        new = again.flow.append(said("after the fire", "after"))
        assert new.stored.index == size + 1  # behind the record that opens the successor
        receipt = read_receipt(new.document, known(again))
        assert receipt.checkpoint.origin == done.successor
        # A retry of what was sealed before the fire is still the same record.
        assert again.flow.append(said("before the fire", "before")).stored.index == old_receipt.stored.index
        # A receipt handed out before the fire stands by the old key.
        assert read_receipt(old_receipt.document, known(house)).index == old_receipt.stored.index
        # The whole log verifies under the new key, and what was recovered is its beginning.
        folder = tmp_path / "exported"
        export(again.log, again.log_key, again.database, folder, lambda *_: None)
        log = read_log(folder, known(again))
        before = read_head(shipper.newest() or "")
        leaves = log.tree.levels[0][: before.size]
        assert Tree(list(leaves)).root() == before.root
        assert fsck(again.log, again.log_key, again.signer, again.database, lambda *_: None).sound
        # A fresh conversation begins under the new origin.
        fresh = again.flow.append(said("hello", "hello", conversation="order 77"))
        assert read_receipt(fresh.document, known(again)).record.entry.seq == 1
    finally:
        again.close()


def test_the_successors_first_record_says_what_it_follows_and_what_is_lost(
    house: House, tmp_path: Path, rebuild: Rebuild
) -> None:
    furnished(house, 6)
    set_up(house, tmp_path / "nas").all()
    size = house.reading.size()
    root = rows(house)["log_heads"][0][1]
    _, settings = rebuild(*copies.places(house.paths.data))
    again = WholeHouse(settings)
    try:
        row = again.reading.one(1, size)
        assert row is not None
        keys = again.keyring.keys(1, row.conversation)
        assert row.body is not None
        assert row.nonce is not None
        assert row.commitments is not None
        said_there = open_body(row.body, row.nonce, row.commitments, row.record, keys)
        assert said_there["kind"].value == "agent-action"
        assert said_there["action"].value == "log succession"
        assert said_there["details"].value == {
            "predecessor": "demo.example/log/main",
            "size": size,
            "root": root.hex(),
            "lost_from": size,
            "lost_until": None,
        }
    finally:
        again.close()


def test_a_successor_is_shipped_restored_and_succeeded_in_its_turn(
    house: House, tmp_path: Path, rebuild: Rebuild
) -> None:
    furnished(house, 6)
    set_up(house, tmp_path / "nas").all()
    places = copies.places(house.paths.data)
    _, settings = rebuild(*places)
    second = WholeHouse(settings)
    second.committer.start()
    try:
        second.flow.append(said("in the second", "second"))
        copies.keep_places(second.paths.data, places)
        copies.shipper(second, places[0]).all()
        size = second.reading.size()
    finally:
        second.close()
    done, settings = rebuild(*places)
    assert done.successor == "demo.example/log/main/successor-3"
    assert done.reached.size == size
    # The first log's copy is still there for who asks for it by name.
    first, _ = rebuild(*places, origin="demo.example/log/main")
    assert first.reached.size == size - 2


def test_where_all_that_was_ever_signed_came_back_the_log_itself_goes_on(
    house: House, tmp_path: Path, rebuild: Rebuild
) -> None:
    furnished(house, 6)
    set_up(house, tmp_path / "nas").all()
    floor = house.signer.newest()
    done, settings = rebuild(*copies.places(house.paths.data), floor=floor)
    assert done.successor == ""
    again = WholeHouse(settings)
    again.committer.start()
    try:
        assert again.log_key.vkeys() == house.log_key.vkeys()
        receipt = again.flow.append(said("on it goes", "on"))
        assert receipt.stored.index == done.reached.size
        assert read_receipt(receipt.document, known(house)).index == receipt.stored.index
    finally:
        again.close()


def test_a_floor_beyond_what_came_back_closes_the_log(house: House, tmp_path: Path, rebuild: Rebuild) -> None:
    furnished(house, 6)
    set_up(house, tmp_path / "nas").all()
    house.flow.append(said("never shipped", "lost"))
    done, _ = rebuild(*copies.places(house.paths.data), floor=house.signer.newest())
    assert done.successor
    with pytest.raises(NotProved, match="floor"):
        rebuild(*copies.places(house.paths.data), floor="demo.example/log/main\n7\nAAAA\n\n— x AAAA\n")


def test_a_moment_before_can_be_looked_at_and_signs_nothing_for_the_house(
    house: House, tmp_path: Path, rebuild: Rebuild
) -> None:
    for n in range(8):
        house.flow.append(said(f"at {n}", f"at {n}", received=START + n * 1000))
    set_up(house, tmp_path / "nas").all()
    places = copies.places(house.paths.data)
    done, settings = rebuild(*places, wanted=Wanted(until=START + 4_000), aside=True)
    assert done.reached.size == 5
    again = WholeHouse(settings)
    again.committer.start()
    try:
        hired(again, AGENT)
        conversation = again.keyring.find(1, "order 1001")
        assert conversation is not None
        assigned(again, conversation, AGENT)
        views = again.disclose.read(AGENT, conversation, purpose="support", reason=None, after=0, limit=50)
        assert [view.body for view in views] == [f"at {n}" for n in range(5)]
        assert again.log.origin == "demo.example/log/main/aside-1"
        assert not again.log_key.signed(house.reading.checkpoint() or "")
    finally:
        again.close()
    with pytest.raises(NotSetUp, match="to look at"):
        _opened(settings)


def test_one_conversation_alone_can_be_brought_back(house: House, tmp_path: Path, rebuild: Rebuild) -> None:
    furnished(house, 9)
    set_up(house, tmp_path / "nas").all()
    chosen = house.keyring.find(1, "order 1")
    assert chosen is not None
    done, settings = rebuild(*copies.places(house.paths.data), wanted=Wanted(conversation=chosen), aside=True)
    assert done.reached.conversations == 1
    assert done.reached.size == house.reading.size()
    again = WholeHouse(settings)
    try:
        assert {row[2] for row in rows(again)["sealed"] if row[0] < done.reached.size} == {chosen}
    finally:
        again.close()


def test_a_restore_that_was_broken_off_goes_on(
    house: House, tmp_path: Path, rebuild: Rebuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipper = set_up(house, tmp_path / "nas")
    for n in range(4):
        house.flow.append_all([said(f"{n} {m}", f"{n}/{m}") for m in range(5)]).result(60)
        shipper.all()
    whole = Loader.segment
    loaded: list[int] = []
    kept: list[object] = []

    class Died(BaseException):
        """The machine went down."""

    def some(self: Loader, *given: object) -> None:
        if len(loaded) == 2 and not kept:
            kept.append(self)
            self._finding(*given[:2])  # type: ignore[arg-type] # what finds the records stands, they do not
            raise Died
        loaded.append(1)
        whole(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Loader, "segment", some)
    begun: list[object] = []

    def noting(settings: object, plan: Plan, *rest: object) -> object:
        begun.append(settings)
        return restore(settings, plan, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "restore", noting)
    with pytest.raises(Died):
        rebuild(*copies.places(house.paths.data))
    with pytest.raises(NotSetUp, match="it goes on"):
        WholeHouse(begun[0])  # type: ignore[arg-type]
    done, _ = rebuild(*copies.places(house.paths.data), into=begun[0])
    assert done.reached.size == 20
    assert len(loaded) == 4  # no segment twice


def test_a_house_is_never_restored_over(house: House, tmp_path: Path, rebuild: Rebuild) -> None:
    furnished(house, 3)
    set_up(house, tmp_path / "nas").all()
    with pytest.raises(NotEmpty, match="empty data_dir"):
        rebuild(*copies.places(house.paths.data), into=house.settings)


def test_a_lineage_is_in_the_name() -> None:
    assert successor_of("a/log/main") == "a/log/main/successor-2"
    assert successor_of("a/log/main/successor-9") == "a/log/main/successor-10"
    assert lineage("a/successor-3/aside-1") == ["a/successor-3/aside-1", "a/successor-3", "a/successor-2", "a"]
    assert lineage("a/successor-0") == ["a/successor-0"]
    pseudonym = bytes(16)
    for check in (begins, verifier_begins):
        assert check("a/successor-3", pseudonym, genesis("a", pseudonym))
        assert check("a/successor-3", pseudonym, genesis("a/successor-2", pseudonym))
        assert not check("a/successor-3", pseudonym, genesis("b", pseudonym))
        assert not check("a", pseudonym, genesis("a/successor-2", pseudonym))
