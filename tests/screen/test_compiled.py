"""Compiled tables are read back where they are this user's alone, and compiled anew in every other case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import hyperscan
import pytest

from handclasp.screen.compiled import READ_ONLY, compiled

EXPRESSIONS, FLAGS = [b"abc", b"[0-9]{4}"], [0, 0]


def hits(database: hyperscan.Database) -> list[int]:
    found: list[int] = []
    database.scan(b"abc 1234", lambda number, *_: found.append(number), scratch=hyperscan.Scratch(database))
    return sorted(found)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "handclasp"


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Grows with each database that is read back."""
    read: list[bool] = []
    load = hyperscan.loadb

    def loadb(data: bytes, mode: int) -> hyperscan.Database:
        database = load(data, mode)
        read.append(True)
        return database

    monkeypatch.setattr(hyperscan, "loadb", loadb)
    return read


def test_what_was_compiled_is_read_back(folder: Path, count: list[bool]) -> None:
    assert hits(compiled(EXPRESSIONS, FLAGS)) == [0, 1]
    assert count == []
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert hits(compiled(EXPRESSIONS, FLAGS)) == [0, 1]
    assert count == [True]


def test_other_expressions_are_other_tables(folder: Path, count: list[bool]) -> None:
    for expressions, flags in ((EXPRESSIONS, FLAGS), (EXPRESSIONS[:1], FLAGS[:1]), (EXPRESSIONS, [1, 0])):
        compiled(expressions, flags)
    assert count == []
    assert len(list(folder.iterdir())) == 3


SPOILS: dict[str, Callable[[Path], object]] = {
    "cut": lambda kept: kept.write_bytes(kept.read_bytes()[:100]),
    "empty": lambda kept: kept.write_bytes(b""),
    "others may write it": lambda kept: kept.chmod(0o622),
    "others may write its folder": lambda kept: kept.parent.chmod(0o777),
    "a link": lambda kept: kept.symlink_to(kept.rename(kept.with_suffix(".x"))),
}


@pytest.mark.parametrize("how", SPOILS)
def test_what_could_be_anybodys_is_not_read(folder: Path, count: list[bool], how: str) -> None:
    compiled(EXPRESSIONS, FLAGS)
    (kept,) = folder.iterdir()
    SPOILS[how](kept)
    assert hits(compiled(EXPRESSIONS, FLAGS)) == [0, 1]
    assert count == []


def test_without_a_place_to_write_it_compiles(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write_text("a file")
    assert hits(compiled(EXPRESSIONS, FLAGS)) == [0, 1]
    folder.unlink()
    monkeypatch.setenv(READ_ONLY, "1")
    assert hits(compiled(EXPRESSIONS, FLAGS)) == [0, 1]
    assert not folder.exists()


def test_the_cache_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    compiled(EXPRESSIONS, FLAGS)
    assert len(list((tmp_path / ".cache" / "handclasp").iterdir())) == 1
