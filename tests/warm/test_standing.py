"""How the house stands, as its page is told: copies, drills and what waits, in facts that change with what happens."""

from __future__ import annotations

from pathlib import Path

from tests.house_fixture import House
from tests.warm.conftest import furnished, set_up

from handclasp.house import copies, drilling, standing
from handclasp.house.app import now_ms
from handclasp.web.console.house_state import HouseState

DAY = 86_400_000


def told(house: House, now: int = 0) -> HouseState:
    return standing.state(house, copies.Watch(house, now_ms), "shop", now or now_ms())


def test_a_house_without_a_copy_says_so(house: House) -> None:
    state = told(house)
    assert list(state.copies) == []
    assert (state.drill, state.nodes, state.held) == (None, None, 0)
    assert 0 < state.room <= 1


def test_a_copy_that_is_behind_catches_up_and_is_tried(house: House, tmp_path: Path) -> None:
    furnished(house, 5)
    shipper = set_up(house, tmp_path / "nas")
    (before,) = told(house).copies
    assert (before.name, before.kind, before.position, before.fresh) == ("nas", "file", 0, False)
    assert before.lacks == house.reading.size()

    shipper.all()
    drilling.drill(house, copies.places(house.paths.data)[0])
    state = told(house)
    (copy,) = state.copies
    assert (copy.lacks, copy.lag, copy.fresh, copy.failing) == (0, 0, True, False)
    assert copy.position == house.reading.size()
    assert state.drill is not None
    assert (state.drill.copy, state.drill.complete, state.drill.late) == ("nas", True, False)

    late = told(house, now_ms() + (2 * house.settings.drill_days + 1) * DAY).drill
    assert late is not None
    assert late.late


def test_what_nobody_has_read_yet_is_counted(house: House) -> None:
    furnished(house, 7)
    state = told(house)
    number = house.directory.tenant("shop")
    assert number is not None
    waiting = len(house.reading.tenant(number, -1, standing.MANY))
    assert waiting > 0
    assert set(state.behind) == {"desk", "search", "holds"}
    assert state.behind["desk"] == state.behind["search"] == waiting
