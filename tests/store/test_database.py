"""Connections are shared fairly: a role's few connections are there for every process that needs one."""

from __future__ import annotations

import contextlib

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
