"""How the house stands: every line says what it means, and what is wrong is not shown as good."""

from __future__ import annotations

from typing import Any

import pytest
from tests.web.console import stand
from tests.web.console.memory import Memory
from tests.web.console.people import Desk

from handclasp.web.console.house_state import CopyState, DrillState, HouseState, NodesState
from handclasp.web.console.services import use

NOW = 1_795_000_000_000
SOUND = HouseState(
    copies=[CopyState("nas", "file", 1200, 0, 0, NOW - 4_000, fresh=True, failing=False)],
    drill=DrillState(NOW - 3_600_000, "nas", 12.4, 1200, complete=True, late=False),
    drill_every=7,
    nodes=NodesState(3, 2, "a"),
    behind={"desk": 0, "search": 3, "holds": 0},
    many=1000,
    held=0,
    held_since=None,
    room=0.61,
)
BEHIND = CopyState("cloud", "s3", 900, 300, 90_000, NOW - 90_000, fresh=False, failing=True)
TRUST: dict[str, Any] = {
    "size": 1200,
    "origin": "specimen.example/log",
    "checkpoint_at": NOW - 1_000,
    "fingerprint": "A1B2 C3D4",
    "witnesses": 2,
    "copies": 1,
    "copies_set_up": 1,
    "recovery_kit": True,
    "anchors": [{"kind": "rfc3161", "at": NOW - 60_000, "late": False}],
}


def page(desk: Desk, memory: Memory, state: HouseState = SOUND, role: str = "lead", **trust: Any) -> str:
    told = TRUST | trust
    memory.now = NOW
    use(stand.services(memory, house_state=lambda _tenant: state, trust=lambda: told))
    client = desk.signed_in(role=role)
    return str(client.get("/desk/system").content.decode())


def line(html: str, name: str) -> str:
    """The list item that begins with this name."""
    (found,) = [part for part in html.split("<li ")[1:] if f"<strong>{name}</strong>" in part]
    return found.split("</li>")[0]


def test_a_sound_house_has_nothing_that_is_not_good(desk: Desk, memory: Memory) -> None:
    html = page(desk, memory)
    states = html.split('<ol class="states">')[1:]
    assert states
    assert 'class="bad"' not in "".join(states)
    assert 'class="care"' not in "".join(states)
    assert "1\N{NO-BREAK SPACE}200 records from nas in 12 s" in line(html, "Last restore drill")
    assert "3 records to read" in line(html, "Search")
    assert "2 other nodes confirm" in line(html, "Database cluster")
    assert "61 % free" in line(html, "Room on the disk")


@pytest.mark.parametrize(
    ("name", "state", "trust", "level", "words"),
    [
        ("cloud", SOUND._replace(copies=[BEHIND]), {}, "bad", "lacks 300 records"),
        ("Second copy", SOUND._replace(copies=[]), {}, "bad", "a lost disk is a lost log"),
        ("Last restore drill", SOUND._replace(drill=None), {}, "care", "never"),
        (
            "Last restore drill",
            SOUND._replace(drill=DrillState(NOW, "nas", 1, 9, complete=False, late=False)),
            {},
            "bad",
            "not complete",
        ),
        ("Database cluster", SOUND._replace(nodes=NodesState(1, 0, "a")), {}, "bad", "Nobody else confirms"),
        ("Search", SOUND._replace(behind={"search": 1000}), {}, "care", "1\N{NO-BREAK SPACE}000 records or more"),
        ("Room on the disk", SOUND._replace(room=0.03), {}, "bad", "3 % free"),
        ("Witnesses", SOUND, {"witnesses": 0}, "care", "only this house vouches"),
        ("Time-stamp authority", SOUND, {"anchors": [{"kind": "rfc3161", "at": NOW, "late": True}]}, "bad", "overdue"),
        ("Recovery kit", SOUND, {"recovery_kit": False}, "bad", "no copy can be read"),
        ("Last checkpoint", SOUND, {"checkpoint_at": None}, "care", "none yet"),
    ],
)
def test_what_is_wrong_is_not_shown_as_good(
    desk: Desk, memory: Memory, name: str, state: HouseState, trust: dict[str, Any], level: str, words: str
) -> None:
    found = line(page(desk, memory, state, **trust), name)
    assert found.startswith(f'class="{level}"')
    assert words in found


def test_an_agent_has_no_such_page(desk: Desk, memory: Memory) -> None:
    assert "Records sealed" not in page(desk, memory, role="agent")
