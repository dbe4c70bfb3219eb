"""A copy lies where every tenant's data may lie, or nothing is shipped and nothing starts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.house.terminal import Terminal
from tests.house_fixture import House, house_template, module_house
from tests.warm.conftest import furnished
from tests.warm.test_commands import words

from handclasp.house import copies
from handclasp.house.copies import Place, WrongRegion

__all__ = ["house_template", "module_house"]


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Terminal:
    """A house in mainland China, whose shop's data stays there."""
    terminal = Terminal(module_house, (("zhou", "agent", "desk"),))
    furnished(module_house, 6)
    terminal.environment |= {"HANDCLASP_REGION": "CN", "HANDCLASP_RESIDENCY": '{"shop": {"regions": ["CN"]}}'}
    return terminal


@pytest.mark.timeout(400)
def test_a_copy_elsewhere_is_refused_and_one_at_home_is_shipped(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "nas"
    folder.mkdir()
    for region, told in ((), "has no region"), (("--region", "SG"), "lies in SG"), (("--region", "Asia"), "no region"):
        done = terminal.operator("ship", "to", str(folder), "--name", "nas", *region)
        assert done.returncode == 1
        assert told in words(done)
    assert not list(folder.iterdir()), "something was shipped"
    done = terminal.operator("ship", "to", str(folder), "--name", "nas", "--region", "cn-sh")
    assert done.returncode == 0, done.stderr
    assert re.search(r"nas .*CN-SH", terminal.operator("ship", "status").stdout)
    assert re.search(r"✓ │ residency\s+│ this house is in CN; nas in CN-SH", terminal.operator("doctor").stdout)


@pytest.mark.timeout(400)
def test_a_copy_that_lies_wrong_since_then_stops_the_start_and_says_so_everywhere(
    terminal: Terminal, tmp_path: Path
) -> None:
    house, folder = terminal.house, tmp_path / "old"
    folder.mkdir()
    copies.keep_places(house.paths.data, [Place("old", folder.as_uri())])
    for command in (("ship", "now"), ("worker",), ("web",)):
        done = terminal.operator(*command)
        assert done.returncode == 1, command
        assert "copy old has no region" in words(done)
    assert not list(folder.iterdir())
    assert "copy old has no region" in words(terminal.operator("status"))
    assert re.search(r"✗ │ residency\s+│ copy old has no region", terminal.operator("doctor").stdout)
    assert terminal.operator("ship", "status").returncode == 1
    assert terminal.operator("ship", "stop", "old").returncode == 0
    copies.keep_places(house.paths.data, [])


def test_nothing_goes_to_a_place_that_was_written_in_by_hand(module_house: House, tmp_path: Path) -> None:
    from handclasp.borders import Borders, Residence  # noqa: PLC0415

    module_house.borders = Borders({"shop": Residence(("CN",))}, lambda: 0)
    for place in (Place("x", tmp_path.as_uri()), Place("x", tmp_path.as_uri(), region="US")):
        with pytest.raises(WrongRegion):
            copies.shipper(module_house, place)
    assert copies.shipper(module_house, Place("x", tmp_path.as_uri(), region="CN-BJ")).copy.name == "x"


def test_without_regions_nobody_is_asked_where_a_copy_is(module_house: House, tmp_path: Path) -> None:
    from handclasp.borders import Borders  # noqa: PLC0415

    module_house.borders = Borders({}, lambda: 0)
    assert copies.shipper(module_house, Place("x", tmp_path.as_uri())).copy.name == "x"
