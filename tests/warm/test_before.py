"""After a restore: what is erased since is erased in the folders of the logs before too, in every copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tests.house_fixture import House, hired, said
from tests.keep.forgetting.conftest import later
from tests.keep.forgetting.people import AUDITOR, PRIVACY
from tests.warm.conftest import Rebuild, furnished, set_up, set_up_at
from tests.warm.vendors import Vendor, azure_place, s3_place

from handclasp.disclose import Question
from handclasp.house import copies, jobs
from handclasp.house.app import House as WholeHouse
from handclasp.house.restoring import LATER
from handclasp.keep.epochs import turn
from handclasp.records import Compartment, Kind
from handclasp.seal import kit
from handclasp.seal.keys import KeyMissing, context
from handclasp.store.fsck import fsck
from handclasp.store.warm.place import log_folder

Wrapped = dict[bytes, set[tuple[int, Compartment, bytes]]]


def hoarded(house: House | WholeHouse, hoard: Wrapped) -> None:
    """What a backup of today holds: every wrapped key."""
    with psycopg.connect(str(house.settings.database_url)) as admin:
        found = admin.execute("select conversation, epoch, body_key, originals_key from handclasp.conversations")
        for conversation, epoch, body, originals in found:
            hoard[conversation] |= {(epoch, Compartment.BODY, body), (epoch, Compartment.ORIGINALS, originals)}


def opening(place: copies.Place, identity: Any, wrapped: set[tuple[int, Compartment, bytes]], it: bytes) -> list[str]:
    """The keys anywhere in a copy, out of any log's escrow, that open something of what old backups hold."""
    store, found = place.open().erasable, []
    for folder in store.folders():
        for one in store.names(f"{folder}/escrow"):
            secret = kit.release(identity, store.read(one.name))
            for cipher in (AESGCM(secret[at : at + 32]) for at in range(0, len(secret) - 31, 32)):
                for epoch, compartment, key in wrapped:
                    try:
                        cipher.decrypt(key[:12], key[12:], context(1, 1, it, compartment, epoch))
                    except InvalidTag:
                        continue
                    found.append(one.name)
    return found


def certificates(house: WholeHouse) -> list[Any]:
    return [one.facts for one in house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.ERASURE})))]


def sound(house: WholeHouse) -> None:
    report = fsck(house.log, house.log_key, house.signer, house.database, lambda *_: None, house.erasing.covers)
    assert report.sound, report.findings
    assert list(house.erasing.amiss(1)) == []


@contextmanager
def living(settings: Any, places: list[copies.Place], ahead: float = 0) -> Iterator[WholeHouse]:
    """A house that was restored, with its copies, and people in it."""
    house = WholeHouse(settings)
    try:
        house.committer.start()
        hired(house, PRIVACY, AUDITOR)
        copies.keep_places(house.paths.data, places)
        if ahead:
            later(house, ahead)
        yield house
    finally:
        house.close()


def shipped(house: WholeHouse | House) -> None:
    for place in copies.places(house.paths.data):
        copies.shipper(house, place).all()


def turned(house: WholeHouse | House) -> None:
    turn(house.keys, house.database, 1, 1, copies.InCopies(house))


@pytest.mark.timeout(300)
def test_what_is_erased_in_a_successor_is_opened_by_nothing_in_any_copy_of_any_log(
    house: House, vendors: tuple[Vendor, Vendor], rebuild: Rebuild, identity: Any
) -> None:
    places = [s3_place(vendors[0], "before"), azure_place(vendors[1], "before")]
    hoard: Wrapped = defaultdict(set)
    furnished(house, 9)
    gone = house.flow.open("shop", "order 0")  # it has a file
    for place in places:
        set_up_at(house, place).all()
    hoarded(house, hoard)
    blobs = [path.name for path in house.paths.blobs.rglob("*") if path.is_file()]
    assert blobs
    done, settings = rebuild(*places)
    old = log_folder(house.log.origin)
    with living(settings, places) as again:
        assert done.successor == again.log.origin
        again.flow.append(said("after the fire", "after", conversation="order 0"))
        shipped(again)
        hoarded(again, hoard)
        for place in places:
            # Else this would be blind: today a key in the old folder opens it.
            assert any(name.startswith(old) for name in opening(place, identity, hoard[gone], gone))
        again.bin.put(PRIVACY, gone, rule="by-hand", reason="asked for by the customer")
        later(again, 73)
        jobs.erase(again)
        hoarded(again, hoard)
        assert certificates(again) == []
        turned(again)
        jobs.erase(again)
        (certificate,) = certificates(again)
        assert [one["copy"] for one in certificate["copies"]] == ["weed", "azurite"]
        for place in places:
            assert opening(place, identity, hoard[gone], gone) == []
            copy = place.open()
            names = {one.name for folder in copy.erasable.folders() for one in copy.erasable.names(folder)}
            assert not [name for name in names if name.rpartition("/")[2] in blobs]
            assert [name for name in names if name.startswith(f"{old}/keys/00000001/")] == []
            assert copy.lasting.names(f"{old}/erased"), "a restore of the old log meets the list too"
        kept = again.flow.open("shop", "order 1")
        assert again.keyring.keys(1, kept)
    # And the copy still brings back what lives, and nothing of what is gone.
    back, settings = rebuild(*places)
    assert back.files == 0
    with living(settings, places, 73) as third:
        assert third.keyring.find(1, "order 1") == kept
        assert third.keyring.find(1, "order 0") != gone


def test_an_old_folder_keeps_its_keys_until_all_of_it_lies_in_the_new_one(
    house: House, tmp_path: Path, rebuild: Rebuild
) -> None:
    """Else a second fire would take what only the old folder still held; and no certificate is given until then."""
    furnished(house, 9)
    place = copies.as_place(str(tmp_path / "nas"), "nas")
    set_up(house, tmp_path / "nas").all()
    _, settings = rebuild(place)
    old = f"{log_folder(house.log.origin)}/escrow"
    with living(settings, [place]) as again:
        gone = again.flow.open("shop", "order 0")
        again.bin.put(PRIVACY, gone, rule="by-hand", reason="asked for by the customer")
        later(again, 73)
        jobs.erase(again)
        turned(again)
        jobs.erase(again)
        escrow = {one.name for one in place.open().erasable.names(old)}
        assert f"{old}/kek-1-1.age" in escrow
        assert certificates(again) == []
        shipped(again)
        jobs.erase(again)
        assert f"{old}/kek-1-1.age" not in {one.name for one in place.open().erasable.names(old)}
        assert len(certificates(again)) == 1


def test_a_turn_goes_past_what_a_log_before_had_turned_to_and_was_not_restored(
    house: House, tmp_path: Path, rebuild: Rebuild
) -> None:
    """One copy was behind when the other one heard of two more turns: keys that the successor never had."""
    furnished(house, 9)
    near, far = (copies.as_place(str(tmp_path / name), name) for name in ("near", "far"))
    for place in (near, far):
        set_up(house, tmp_path / place.name, place.name).all()
    copies.keep_places(house.paths.data, [far])
    turned(house)
    turned(house)
    hoard: Wrapped = defaultdict(set)
    hoarded(house, hoard)
    strange = f"{log_folder(house.log.origin)}/escrow/kek-1-3.age"
    assert strange in {one.name for one in far.open().erasable.names(f"{log_folder(house.log.origin)}/escrow")}
    _, settings = rebuild(near)
    with living(settings, [near]) as again:
        assert again.keys.epochs(1) == [1]
        gone = again.flow.open("shop", "order 0")
        again.bin.put(PRIVACY, gone, rule="by-hand", reason="asked for by the customer")
        later(again, 73)
        jobs.erase(again)
        turned(again)
        # Only now the other copy is there again: what lies in it keeps the certificate waiting until the next turn.
        copies.keep_places(again.paths.data, [near, far])
        shipped(again)
        jobs.erase(again)
        assert certificates(again) == []
        turned(again)
        assert again.keys.epochs(1) == [4]
        jobs.erase(again)
        assert len(certificates(again)) == 1
        assert strange not in {one.name for one in far.open().erasable.names(f"{log_folder(house.log.origin)}/escrow")}
        assert hoard[gone]


def test_an_older_log_comes_back_by_its_name_without_what_was_erased_since(
    house: House, tmp_path: Path, rebuild: Rebuild
) -> None:
    """Its folder has lost the keys of its own epochs by then: those of the log that went on open what lives."""
    furnished(house, 9)
    gone, kept = (house.flow.open("shop", f"order {n}") for n in (0, 1))
    back_again = house.flow.open("shop", "order 2")
    house.bin.put(PRIVACY, back_again, rule="by-hand", reason="a slip")
    place = copies.as_place(str(tmp_path / "nas"), "nas")
    set_up(house, tmp_path / "nas").all()
    old = log_folder(house.log.origin)
    _, settings = rebuild(place)
    with living(settings, [place]) as again:
        again.bin.take_back(PRIVACY, back_again)
        again.flow.append(said("after the fire", "after", conversation="order 5"))
        for one in (gone, back_again):
            again.bin.put(PRIVACY, one, rule="by-hand", reason="asked for by the customer")
        later(again, 73)
        jobs.erase(again)
        turned(again)
        shipped(again)
        jobs.erase(again)
        assert len(certificates(again)) == 2
        shipped(again)
        successor = again.log.origin
    assert place.open().erasable.names(f"{old}/keys/00000001") == [], "else this would be blind"
    done, settings = rebuild(place, origin=house.log.origin)
    assert done.successor not in {successor, house.log.origin}, "no two logs of one name"
    with living(settings, [], 73) as third:
        third.tail.start()
        found = [one.body for one in third.disclose.read(PRIVACY, kept, purpose="court", reason="specimen")]
        assert len(found) == 3
        assert all(body and "4111" not in body for body in found)
        assert third.keyring.find(1, "order 5") is None, "it has no record in the older log"
        for one in (gone, back_again):
            with pytest.raises(KeyMissing):
                third.keyring.keys(1, one)
        sound(third)
        jobs.erase(third)
        turned(third)
        jobs.erase(third)
        told = certificates(third)
        assert {(one["subjects"][0], one["rule"]) for one in told} == {
            (gone.hex(), LATER), (back_again.hex(), LATER),
        }  # fmt: skip
        sound(third)
