"""How many connections a house may have: worked out from its settings, and said when the server allows fewer."""

from __future__ import annotations

import psycopg
import pytest

from handclasp.house.app import House
from handclasp.store import connections
from handclasp.store.connections import TooFewConnections, allow, check, needed


def test_each_worker_adds_its_share() -> None:
    one, four = needed(1, 4), needed(4, 4)
    assert (one.most["ingest"], four.most["ingest"]) == (24, 36)
    assert (one.least["ingest"], four.least["ingest"]) == (6, 15)
    assert four.most["console"] == 48
    assert needed(2, 20).most["reader"] == 80


def test_what_the_roles_may_not_have_stops_the_start_or_is_said(house: House) -> None:
    with house.database.connect("machine") as connection:
        with pytest.raises(TooFewConnections, match=r"roles auditor .*handclasp setup.*ask for 130"):
            check(connection, needed(64, 4))
        assert "roles auditor" in check(connection, needed(2, 20))


def test_what_the_server_may_not_have_stops_the_start_or_is_said(house: House) -> None:
    need = connections.Need({"ingest": 5}, {"ingest": 1})
    with house.database.connect("machine") as connection:
        assert not check(connection, need)
        assert "max_connections" in check(connection, need._replace(most={"ingest": 10_000}))
        with pytest.raises(TooFewConnections, match="max_connections"):
            check(connection, need._replace(least={"ingest": 10_000}))


def test_limits_grow_with_the_settings(house: House) -> None:
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:

        def limit() -> int:
            row = admin.execute("select rolconnlimit from pg_roles where rolname = 'handclasp_auditor'").fetchone()
            return int(row[0]) if row else 0

        before = limit()
        try:
            allow(admin, needed(4, 4))
            assert limit() == 30
        finally:
            admin.execute(f"alter role handclasp_auditor connection limit {before}".encode())
