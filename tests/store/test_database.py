"""Connections are shared fairly: a role's few connections are there for every process that needs one."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.house_fixture import House

from handclasp.store.database import Database


@pytest.mark.parametrize("role", ["keeper", "revealer"])
def test_processes_that_needed_a_rare_role_once_keep_nobody_else_out(house: House, role: str) -> None:
    with contextlib.ExitStack() as open_:
        for _ in range(10):
            one = open_.enter_context(
                contextlib.closing(Database(house.database.url("reader"), house.database._passwords))
            )
            with one.transaction(role, 1, [1]) as connection:
                assert connection.execute("select current_user").fetchone() == (f"handclasp_{role}",)


def _backend(house: House, role: str) -> int:
    with house.database.transaction(role, 1, [1]) as connection:
        row = connection.execute("select pg_backend_pid()").fetchone()
    assert row is not None
    return int(row[0])


def test_long_work_keeps_its_connection_and_gives_it_back(house: House) -> None:
    with house.database.kept("keeper"):
        kept = {_backend(house, "keeper"), _backend(house, "keeper")}
        with house.database.kept("keeper"):
            kept.add(_backend(house, "keeper"))
        with ThreadPoolExecutor(1) as other:
            theirs = other.submit(_backend, house, "keeper").result()
    assert len(kept) == 1
    assert theirs not in kept
    assert _backend(house, "keeper") not in kept
