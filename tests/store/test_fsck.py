"""`handclasp log fsck` names every kind of damage, and finds nothing in a log that nobody touched."""

from __future__ import annotations

import psycopg
import pytest
from tests.house_fixture import House, said

from handclasp.store import fsck as module
from handclasp.store.fsck import Report, fsck

FORKED = {"checkpoint-differs", "root-differs", "tile-differs"}
DAMAGES: dict[str, tuple[str, set[str]]] = {
    "a record's hash": (
        "update handclasp.entries set record = sha256('x') where idx = 150",
        {"chain-broken", "commitments-differ", *FORKED},
    ),
    "a link": (
        "update handclasp.entries set previous = sha256('x') where idx = 150",
        {"chain-broken", *FORKED},
    ),
    "a commitment": (
        """
        update handclasp.sealed set commitments = set_byte(commitments, 40, get_byte(commitments, 40) # 1)
        where idx = 150
        """,
        {"commitments-differ"},
    ),
    "a record's content": ("delete from handclasp.sealed where idx = 150", {"body-missing"}),
    "an entry": (
        "delete from handclasp.entries where idx = 150",
        {"index-gap", "seq-gap", "chain-broken", "entries-missing", *FORKED},
    ),
    "the last entry": ("delete from handclasp.entries where idx = 299", {"entries-missing", "root-differs"}),
    "a tile": (
        "update handclasp.tiles set hashes = set_byte(hashes, 9, get_byte(hashes, 9) # 1) where level = 0 and tile = 0",
        {"tile-differs"},
    ),
    "the head": ("update handclasp.log_heads set root = sha256('x')", {"root-differs"}),
    "an old checkpoint's root": (
        """
        update handclasp.checkpoints
        set note = replace(note, split_part(note, E'\\n', 3), encode(sha256('x'), 'base64'))
        where size = (select min(size) from handclasp.checkpoints)
        """,
        {"checkpoint-differs"},
    ),
    "an old checkpoint's size": (
        """
        update handclasp.checkpoints set note = replace(note, E'\\n' || size || E'\\n', E'\\n7\\n')
        where size = (select min(size) from handclasp.checkpoints)
        """,
        {"checkpoint-differs"},
    ),
    "the newest checkpoint's signature": (
        """
        update handclasp.checkpoints set note = split_part(note, E'\\n\\n', 1) || E'\\n\\n— x AAAA\\n'
        where size = (select max(size) from handclasp.checkpoints)
        """,
        {"checkpoint-forged"},
    ),
}


@pytest.fixture
def written(house: House) -> House:
    """Three hundred records, more than a tile, in three conversations, signed several times."""
    for start in range(0, 300, 60):
        raws = [said(f"word {n}", f"k{n}", conversation=f"order {n % 3}") for n in range(start, start + 60)]
        house.flow.append_all(raws).result(30)
    return house


def checked(house: House) -> Report:
    """What fsck finds, and that it tells how far it is."""
    seen: list[tuple[int, int]] = []
    report = fsck(house.log, house.log_key, house.signer, house.database, lambda done, all_: seen.append((done, all_)))
    assert seen[-1][1] == report.size
    return report


@pytest.mark.parametrize("chunk", [20_000, 7])
def test_a_log_nobody_touched_is_sound(written: House, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(module, "_CHUNK", chunk)
    report = checked(written)
    assert report.sound, report.findings
    assert report.size == 300


@pytest.mark.parametrize("what", DAMAGES)
def test_damage_is_named(written: House, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setattr(module, "_CHUNK", 100)
    statement, codes = DAMAGES[what]
    with psycopg.connect(str(written.settings.database_url)) as connection:
        assert connection.execute(statement.encode()).rowcount > 0
    assert set(checked(written).counts) == codes


def test_a_log_shorter_than_what_was_signed_is_named(written: House) -> None:
    with psycopg.connect(str(written.settings.database_url)) as connection:
        connection.execute("delete from handclasp.sealed where idx >= 60")
        connection.execute("delete from handclasp.entries where idx >= 60")
        connection.execute("update handclasp.log_heads set size = 60")
    assert "rolled-back" in checked(written).counts
