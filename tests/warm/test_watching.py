"""How the copies stand is seen where somebody looks: the worker's work, metrics, the trust strip, the drill's turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.house_fixture import House, NewHouse, said
from tests.warm.conftest import furnished, set_up

from handclasp.house import copies, drilling
from handclasp.house.app import now_ms
from handclasp.house.jobs import drill_due, turn_due
from handclasp.house.processes import _copied, trust
from handclasp.web.api.metrics import Metrics

DAY = 86_400


def test_the_worker_ships_to_each_copy_by_itself_also_to_one_that_comes_later(
    new_house: NewHouse, tmp_path: Path
) -> None:
    house = new_house(ship_seconds=2)
    furnished(house, 5)
    stopping = threading.Event()

    def consume(_name: str, step: Callable[[], int]) -> None:
        while not stopping.wait(0.05):
            step()

    shipping = copies.Shipping(house, consume)
    reached = threading.Event()

    def until_all_have_it(count: int) -> None:
        while True:
            standing = copies.standings(house)
            if len(standing) == count and not any(one.lacks for one in standing):
                return
            assert not reached.wait(0.05)

    try:
        for count, name in enumerate(("near", "far"), 1):
            folder = tmp_path / name
            folder.mkdir()
            place = copies.as_place(str(folder), name)
            place.open().mark()
            copies.keep_places(house.paths.data, [*copies.places(house.paths.data), place])
            assert shipping.step() == 0
            until_all_have_it(count)
        house.flow.append(said("one more", "one more"))
        until_all_have_it(2)
    finally:
        stopping.set()
        for thread in threading.enumerate():
            if thread.name.startswith("ship "):
                thread.join(20)


def test_metrics_say_how_the_copies_and_the_drill_stand(house: House, tmp_path: Path) -> None:
    furnished(house, 4)
    shipper = set_up(house, tmp_path / "nas")
    metrics = Metrics(lambda: 0)
    metrics.copied = _copied(copies.Watch(house, now_ms))
    page = metrics.page().decode()
    assert 'handclasp_copy_records{copy="nas"} 0.0' in page
    assert 'handclasp_copy_lacks{copy="nas"} 5.0' in page
    assert "handclasp_copies_fresh 0.0" in page
    assert "handclasp_drill_age_seconds -1.0" in page
    shipper.all()
    drilling.drill(house, copies.places(house.paths.data)[0])
    metrics.copied = _copied(copies.Watch(house, now_ms))
    page = metrics.page().decode()
    assert 'handclasp_copy_records{copy="nas"} 5.0' in page
    assert 'handclasp_copy_lag_seconds{copy="nas"} 0.0' in page
    assert "handclasp_copies_fresh 1.0" in page
    assert "handclasp_drill_complete 1.0" in page


def test_the_trust_strip_counts_copies_that_one_can_count_on(house: House, tmp_path: Path) -> None:
    furnished(house, 3)
    clock = [now_ms()]

    def strip() -> tuple[int, int | None]:
        shown = trust(house, copies.Watch(house, lambda: clock[0]))
        return shown["copies"], shown.get("copies_set_up")

    assert strip() == (0, 0)
    shipper = set_up(house, tmp_path / "nas")
    assert strip() == (0, 1)
    shipper.all()
    assert strip() == (1, 1)
    house.flow.append(said("waits", "waits"))
    clock[0] += 30_000
    assert strip() == (1, 1)
    clock[0] += 100_000
    assert strip() == (0, 1)


def test_each_copy_is_drilled_in_its_turn(house: House, tmp_path: Path) -> None:
    furnished(house, 3)
    now = now_ms() / 1000
    assert drill_due(house, now) == ""
    for name in ("near", "far"):
        set_up(house, tmp_path / name, name).all()
    assert drill_due(house, now) == "near"
    assert drill_due(house, now + DAY) == ""
    assert drill_due(house, now + 8 * DAY) == "far"
    last = copies.last_drill(house)
    assert last is not None
    assert (last.copy, last.records, last.behind, last.complete) == ("far", 4, 0, True)


def test_a_drill_leaves_no_database_behind(house: House, tmp_path: Path) -> None:
    furnished(house, 3)
    set_up(house, tmp_path / "nas").all()
    drilling.drill(house, copies.places(house.paths.data)[0])
    with house.database.transaction("console", 1, []) as connection:
        rows = connection.execute("select datname from pg_database where datname like 'handclasp_drill_%%'").fetchall()
    assert rows == []


def test_a_drill_notices_a_missing_key_a_missing_file_and_lost_content(house: House, tmp_path: Path) -> None:
    furnished(house, 3)
    set_up(house, tmp_path / "nas").all()
    (place,) = copies.places(house.paths.data)
    assert drilling.drill(house, place).complete
    (key,) = (tmp_path / "nas").glob("log-*/escrow/tenant-1.age")
    kept = key.read_bytes()
    key.unlink()
    assert "keys in escrow" in drilling.drill(house, place).finding
    key.write_bytes(kept)
    (file,) = [path for path in (tmp_path / "nas").glob("log-*/blobs/*/*/*") if path.is_file()]
    kept = file.read_bytes()
    file.write_bytes(kept[:-1])
    assert "blobs" in drilling.drill(house, place).finding
    file.unlink()
    assert "lacks" in drilling.drill(house, place).finding
    file.write_bytes(kept)
    assert drilling.drill(house, place).complete


def test_an_epoch_that_was_only_half_turned_is_due_the_next_night(house: House, tmp_path: Path) -> None:
    furnished(house, 2)
    set_up(house, tmp_path / "nas").all()
    now = now_ms() / 1000
    assert turn_due(house, now) == []
    (tmp_path / "nas").rename(tmp_path / "away")
    with pytest.raises(Exception, match="folder is not there"):
        turn_due(house, now + 8 * DAY)
    (tmp_path / "away").rename(tmp_path / "nas")
    assert "shop" in turn_due(house, now + DAY)
    assert house.keys.epochs(1) == [2]
