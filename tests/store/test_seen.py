"""Marks of what somebody has seen: their own alone, within one tenant, gone with what is erased."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors
from tests.house_fixture import House

from handclasp.store.seen import Mark, SeenMarks

A, B = b"a" * 16, b"b" * 16


@pytest.fixture
def marks(house: House) -> SeenMarks:
    return SeenMarks(house.database, house.log.log_id)


def test_looking_only_ever_moves_on_and_ends_being_unread(marks: SeenMarks) -> None:
    assert marks.marks(1, "lena", [A, B]) == {}
    assert marks.marks(1, "lena", []) == {}
    marks.look(1, "lena", A, 5)
    marks.look(1, "lena", A, 3)
    assert marks.marks(1, "lena", [A, B]) == {A: Mark(5)}
    marks.leave_unread(1, "lena", A, 2)
    assert marks.marks(1, "lena", [A]) == {A: Mark(2, again=True)}
    marks.look(1, "lena", A, 2)
    assert marks.marks(1, "lena", [A]) == {A: Mark(2)}


def test_nobody_meets_anothers_marks_nor_those_of_another_tenant(marks: SeenMarks, house: House) -> None:
    marks.look(1, "lena", A, 5)
    assert marks.marks(1, "mina", [A]) == {}
    assert marks.marks(2, "lena", [A]) == {}
    marks.look(1, "mina", A, 9)
    assert marks.marks(1, "lena", [A]) == {A: Mark(5)}
    with house.database.connect("console") as connection:
        # Whatever SQL the console says, the wall answers for one person of one tenant.
        connection.execute(
            "select set_config('handclasp.log', '1', true), set_config('handclasp.tenants', '{1}', true), "
            "set_config('handclasp.person', 'lena', true)"
        )
        assert connection.execute("select person, seq from handclasp.seen").fetchall() == [("lena", 5)]
        assert connection.execute("update handclasp.seen set seq = 7").rowcount == 1
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("insert into handclasp.seen values (1, 1, 'mina', %s, 1)", (B,))


@pytest.mark.parametrize("role", ["reader", "machine", "ingest", "revealer", "auditor"])
def test_other_roles_know_nothing_of_it(house: House, marks: SeenMarks, role: str) -> None:
    marks.look(1, "lena", A, 5)
    with house.database.connect(role) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("select * from handclasp.seen")


def test_a_transaction_that_names_nobody_sees_none(house: House, marks: SeenMarks) -> None:
    marks.look(1, "lena", A, 5)
    with house.database.transaction("console", 1, [1]) as connection:
        assert connection.execute("select count(*) from handclasp.seen").fetchone() == (0,)
    with house.database.transaction("keeper", 1, [1]) as connection:
        # What is not being erased is not the keeper's to forget.
        assert connection.execute("delete from handclasp.seen").rowcount == 0
    with psycopg.connect(house.database.url("migrator")) as owner:
        owner.execute("set role handclasp_owner")
        assert owner.execute("select count(*) from handclasp.seen").fetchone() == (0,)
