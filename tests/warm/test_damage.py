"""Whatever happens to an object of a copy, a restore notices it, names it, and takes the other copy's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from mnemonic import Mnemonic
from tests.house_fixture import House, NewHouse, said
from tests.warm.conftest import Rebuild, bigger, rows, set_up, shift

from handclasp.house import copies
from handclasp.house.app import House as WholeHouse
from handclasp.house.restoring import NoCopyHere
from handclasp.seal import kit
from handclasp.store.warm.objects import Damaged, opened, packed, unpressed
from handclasp.store.warm.restore import Wanted


class Shipped(NamedTuple):
    """A house with two copies, each of several segments; `first` are those of the first, in order."""

    house: House
    first: list[Path]
    places: list[copies.Place]


@pytest.fixture(scope="module")
def shipped(module_house: House, tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    """Six segments in each of two folders."""
    folder = tmp_path_factory.mktemp("copies")
    shippers = [set_up(module_house, folder / name, name) for name in ("near", "far")]
    for round_ in range(6):
        module_house.flow.append_all([said(f"words {round_} {n}", f"{round_}/{n}") for n in range(5)]).result(60)
        for shipper in shippers:
            shipper.all()
    return Shipped(
        module_house, sorted((folder / "near").glob("log-*/segments/*")), copies.places(module_house.paths.data)
    )


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def exchanged(path: Path) -> None:
    other = path.with_name(shift(path.name, 5))
    one, two = path.read_bytes(), other.read_bytes()
    path.write_bytes(two)
    other.write_bytes(one)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a bit is flipped": (flipped, "copy-digest-wrong"),
    "an object is cut off": (cut_off, "copy-digest-wrong"),
    "an object is emptied": (emptied, "copy-truncated"),
    "an object is removed": (Path.unlink, "copy-object-missing"),
    "two objects are exchanged": (exchanged, "copy-misplaced"),
    "something else lies there": (lambda path: path.write_bytes(b"x" * 4096), "copy-format-unknown"),
    "it was enlarged": (bigger, "copy-digest-wrong"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named_and_the_other_copy_taken(
    damage: str, shipped: Shipped, tmp_path: Path, rebuild: Rebuild
) -> None:
    harm, code = DAMAGES[damage]
    root = shipped.first[0].parents[2]
    kept = tmp_path / "kept"
    shutil.copytree(root, kept)
    try:
        harm(shipped.first[2])
        with pytest.raises(Damaged) as refused:
            rebuild(shipped.places[0])
        assert refused.value.code == "restore-damaged"
        assert code in str(refused.value)
        assert shipped.first[2].name in str(refused.value)
        restored, settings = rebuild(*shipped.places)
        assert [one for one in restored.reached.problems if code in one]
        again = WholeHouse(settings)
        try:
            size = shipped.house.reading.size()
            assert restored.reached.size == size
            assert [row for row in rows(again)["entries"] if row[0] < size] == rows(shipped.house)["entries"]
        finally:
            again.close()
    finally:
        shutil.rmtree(root)
        shutil.copytree(kept, root)


def test_one_may_end_before_the_damage_and_the_loss_is_named(
    shipped: Shipped, tmp_path: Path, rebuild: Rebuild
) -> None:
    kept = shipped.first[4].read_bytes()
    flipped(shipped.first[4])
    try:
        restored, _ = rebuild(shipped.places[0], wanted=Wanted(as_far_as_it_goes=True))
    finally:
        shipped.first[4].write_bytes(kept)
    assert restored.reached.size == int(shipped.first[4].name)
    assert restored.reached.newest == shipped.house.reading.size()
    assert restored.successor


def test_another_kit_opens_nothing(shipped: Shipped, rebuild: Rebuild) -> None:
    other = kit.create(list(Mnemonic("english").wordlist), "demo.example/log/main")
    with pytest.raises(NoCopyHere, match="recovery kit"):
        rebuild(shipped.places[0], identity=kit.open_sheet(other.sheet, other.passphrase))


def test_an_empty_store_holds_no_copy(shipped: Shipped, tmp_path: Path, rebuild: Rebuild) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoCopyHere, match="no copy of a house"):
        rebuild(copies.as_place(str(tmp_path / "empty"), "empty"))


def test_an_object_that_another_house_wrote_is_refused(
    shipped: Shipped, new_house: NewHouse, tmp_path: Path, rebuild: Rebuild
) -> None:
    """Digests right, name right, checkpoint right: but not this house's keyed digest."""
    path = shipped.first[2]
    kept = path.read_bytes()
    head, pieces = opened(kept, "x", copies.mac_key(shipped.house.keys))
    path.write_bytes(packed(head, [unpressed(piece, "x") for piece in pieces], bytes(32)))
    try:
        with pytest.raises(Damaged, match="copy-forged"):
            rebuild(shipped.places[0])
    finally:
        path.write_bytes(kept)
