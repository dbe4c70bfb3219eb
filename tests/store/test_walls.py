"""The walls inside the database: what each role can and cannot do with SQL of its own, whatever our code does."""

# ruff: noqa: S608 - the names put into statements are this file's own

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql
from tests.house_fixture import AGENT, House, assigned, hired, said

from handclasp.store.database import Connection

RUNNING = ("ingest", "reader", "machine", "revealer", "auditor", "keeper", "console", "shipper")
TENANT_TABLES = ("entries", "sealed", "originals", "conversations", "idempotency", "subjects", "epochs")
LOG_TABLES = ("log_heads", "tiles", "checkpoints")
PEOPLE = ("roles", "people", "assignments", "holds", "policies", "policy_drafts", "approvals", "approval_votes")
SALVAGE = ("salvaged", "salvage_nodes", "salvage_heads")
KEPT = ("rights", "restrictions", "seen")
BIN = ("bin", "bin_files", "extensions")
NOTICES = ("notice_choices", "notice_addresses", "notice_told", "notice_queue", "notice_sendings", "notice_devices")
OTHERS = (
    *NOTICES,
    "parties",
    "held_parties",
    "anchors",
    "cursors",
    "tuning",
    "logs",
    "tenants",
    "sites",
    "api_keys",
)
TABLES = (*TENANT_TABLES, *LOG_TABLES, *PEOPLE, *KEPT, *BIN, *SALVAGE, *OTHERS)
HELD = {
    "ingest": {"entries", "conversations", "idempotency", "subjects", "epochs"},
    "machine": {"entries", "sealed", "conversations", "subjects"},
    "keeper": {"entries", "sealed", "originals", "conversations", "idempotency", "subjects", "epochs"},
}


@pytest.fixture(scope="module")
def filled(module_house: House) -> House:
    """A house in which every table has rows of both tenants."""
    for tenant in ("shop", "wallet"):
        batch = [said(f"手机号 13812345678, {n}", f"{n}", tenant=tenant) for n in range(140)]
        module_house.flow.append_all(batch).result(20)
        conversation = module_house.flow.open(tenant, "order 1001")
        agent = AGENT._replace(tenant=tenant)
        hired(module_house, agent)
        assigned(module_house, conversation, agent)
        module_house.disclose.read(agent, conversation, purpose="p")
    module_house.anchoring.rows.ask("rfc3161", 5, "specimen", "schedule")
    return module_house


@pytest.fixture
def connect(filled: House) -> Iterator[Any]:
    """The connection of a role, anew in the context of a log and tenants; what it did before is rolled back."""
    made: dict[str, Connection] = {}

    def as_role(role: str, log: int | None = 1, tenants: list[int] | None = None) -> Connection:
        connection = made.get(role) or made.setdefault(role, filled.database.connect(role))
        connection.rollback()
        if log is not None:
            connection.execute(
                "select set_config('handclasp.log', %s, true), "
                "set_config('handclasp.tenants', %s::integer[]::text, true)",
                (str(log), tenants or []),
            )
        return connection

    yield as_role
    for connection in made.values():
        connection.rollback()
        connection.close()


def count(connection: Connection, table: str) -> int:
    row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier("handclasp", table))).fetchone()
    assert row is not None
    return int(row[0])


def denied(connection: Connection, statement: str) -> bool:
    """Whether PostgreSQL refuses a statement for want of a privilege."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement.encode())
    except errors.InsufficientPrivilege:
        return True
    return False


@pytest.mark.parametrize("role", HELD)
def test_a_role_sees_the_rows_of_its_context_and_no_others(connect: Any, role: str) -> None:
    for table in sorted(HELD[role]):
        own, both = count(connect(role, 1, [1]), table), count(connect(role, 1, [1, 2]), table)
        assert 0 < own < both, table
        assert own + count(connect(role, 1, [2]), table) == both
        assert count(connect(role, 2, [1, 2]), table) == 0
        assert count(connect(role, 1, [3]), table) == 0


@pytest.mark.parametrize("role", HELD)
def test_without_a_context_a_role_sees_nothing(connect: Any, role: str) -> None:
    for table in sorted(HELD[role]):
        assert count(connect(role, None), table) == 0
        assert count(connect(role, 1, []), table) == 0


def test_a_context_ends_with_its_transaction(connect: Any) -> None:
    connection = connect("ingest", 1, [1, 2])
    assert count(connection, "entries") > 0
    connection.commit()
    assert count(connection, "entries") == 0


@pytest.mark.parametrize("role", ["ingest", "keeper"])
def test_a_writer_sees_the_tree_of_its_log_alone(connect: Any, role: str) -> None:
    for table in LOG_TABLES:
        assert count(connect(role, 1), table) > 0
        assert count(connect(role, 2), table) == 0
        assert count(connect(role, None), table) == 0


def test_ingest_cannot_write_for_a_tenant_or_log_outside_its_context(connect: Any) -> None:
    row = "(%s, %s, 999999, substr(sha256('c'), 1, 16), 1, sha256('r'), sha256('p'))"
    insert = f"insert into handclasp.entries (log_id, tenant_id, idx, conversation, seq, record, previous) values {row}"
    for log, tenant, fits in ((1, 1, True), (1, 2, False), (2, 1, False)):
        connection = connect("ingest", 1, [1])
        if fits:
            connection.execute(insert, (log, tenant))
        else:
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(insert, (log, tenant))


@pytest.mark.parametrize("role", RUNNING)
def test_no_running_role_can_change_a_record(connect: Any, role: str) -> None:
    connection = connect(role, 1, [1, 2])
    changes = {
        "entries": ("record", "previous", "seq", "idx", "conversation"),
        "sealed": ("body", "commitments", "nonce", "received", "conversation"),
        "originals": ("ciphertext", "field"),
        "idempotency": ("digest", "idx"),
        "subjects": ("idx", "subject"),
        "checkpoints": ("note", "size"),
        "tenants": ("name",),
        "logs": ("origin",),
    }
    allowed = [
        f"{table}.{column}"
        for table, columns in changes.items()
        for column in columns
        if not denied(connection, f"update handclasp.{table} set {column} = {column}")
    ]
    assert allowed == []


def test_deleting_is_the_keepers_alone_and_never_entries(connect: Any) -> None:
    allowed = {
        role: {table for table in TABLES if not denied(connect(role, 1, [1, 2]), f"delete from handclasp.{table}")}
        for role in RUNNING
    }
    # What is erased; which rows, and when, is the bin's to say: tests/keep/forgetting/test_bin.py.
    erased = {
        "sealed",
        "originals",
        "idempotency",
        "subjects",
        "conversations",
        "parties",
        "assignments",
        "bin_files",
    } | {"seen"}
    assert allowed.pop("keeper") == erased
    # What the console derives from accounts and the desk, it may derive anew; what people chose, they may take back.
    assert allowed.pop("console") == {"roles", "people", "assignments", *NOTICES}
    assert set().union(*allowed.values()) == set()


@pytest.mark.parametrize("role", RUNNING)
def test_ciphertext_is_read_by_who_opens_it_alone(connect: Any, role: str) -> None:
    # The shipper copies what it cannot open.
    readers = {"sealed.body": {"reader", "machine", "shipper"}, "originals.ciphertext": {"revealer", "shipper"}}
    for column, by in readers.items():
        table, _, name = column.partition(".")
        assert denied(connect(role, 1, [1, 2]), f"select {name} from handclasp.{table}") is (role not in by), column


def test_the_keeper_deletes_in_its_context_alone(connect: Any) -> None:
    """And there only what the bin lets go, which is nothing here."""
    for tenants in ([1], [2], [1, 2]):
        keeper = connect("keeper", 1, tenants)
        for table in ("sealed", "originals", "idempotency", "subjects", "conversations", "lookups"):
            assert count(keeper, table) > 0 or table == "lookups"
            assert keeper.execute(f"delete from handclasp.{table}".encode()).rowcount == 0


def privileged(connect: Any, privilege: str) -> list[tuple[str, str]]:
    """Which running role has a privilege on which table, or on a column of it."""
    found: list[tuple[str, str]] = (
        connect("auditor")
        .execute(
            "select r, c.relname from unnest(%s::text[]) r, pg_class c "
            "where c.relnamespace = 'handclasp'::regnamespace and c.relkind = 'r' "
            "and has_any_column_privilege('handclasp_' || r, c.oid, %s)",
            (list(RUNNING), privilege),
        )
        .fetchall()
    )
    return found


def test_who_may_insert_what(connect: Any) -> None:
    found = privileged(connect, "insert")
    allowed: dict[str, set[str]] = {role: set() for role in RUNNING}
    for role, table in found:
        allowed[role].add(table)
    assert allowed == {
        "ingest": {
            "entries",
            "sealed",
            "originals",
            "idempotency",
            "subjects",
            "conversations",
            "log_heads",
            "tiles",
            "checkpoints",
            "lookups",
            "search_keys",
        },
        "reader": set(),
        "machine": {
            "anchors",
            "cursors",
            "often",
            "parties",
            "tuning",
            "search_segments",
            "search_blocks",
            "search_closed",
            *("salvaged", "salvage_nodes", "salvage_heads"),
        },
        "revealer": set(),
        "auditor": set(),
        "keeper": {"holds", "held_parties", *BIN},
        "console": {"sites", "api_keys", *NOTICES, *KEPT, *PEOPLE} - {"holds"},
        "shipper": {"copies", "copied_blobs", "drills"},
    }


def test_who_may_update_what(connect: Any) -> None:
    found = privileged(connect, "update")
    assert set(found) == {
        ("ingest", "log_heads"),
        ("ingest", "tiles"),
        ("ingest", "epochs"),
        ("machine", "cursors"),
        ("machine", "tuning"),
        ("machine", "anchors"),
        ("machine", "often"),
        ("machine", "salvaged"),
        ("shipper", "copies"),
        ("keeper", "holds"),
        ("keeper", "held_parties"),
        ("keeper", "bin"),
        ("keeper", "extensions"),
        ("console", "roles"),
        ("console", "people"),
        ("console", "assignments"),
        ("console", "approvals"),
        ("console", "rights"),
        ("console", "seen"),
        ("console", "restrictions"),
        *(("console", table) for table in NOTICES),
        ("keeper", "conversations"),
        ("keeper", "epochs"),
        ("keeper", "search_keys"),
        ("console", "sites"),
        ("console", "api_keys"),
    }


@pytest.mark.parametrize("role", RUNNING)
def test_no_running_role_can_tear_down_or_get_round_the_walls(connect: Any, filled: House, role: str) -> None:
    database = psycopg.conninfo.conninfo_to_dict(str(filled.settings.database_url))["dbname"]
    connection = connect(role, 1, [1])
    attempts = [
        *(f"{act} handclasp.{table}" for table in TABLES for act in ("truncate", "drop table")),
        *(f"alter table handclasp.{table} disable row level security" for table in TABLES),
        *(f"alter table handclasp.{table} no force row level security" for table in TABLES),
        "drop policy own on handclasp.entries",
        "create policy all_mine on handclasp.entries using (true)",
        "create table handclasp.mine (n integer)",
        "create table public.mine (n integer)",
        "create temp table mine (n integer)",
        "create or replace function handclasp.current_tenants() returns integer[] language sql as 'select array[1,2]'",
        "set role handclasp_owner",
        "set role postgres",
        "set session authorization postgres",
        *(f"set role handclasp_{other}" for other in RUNNING if other != role),
        "create role mine",
        f"alter role handclasp_{role} superuser",
        f"alter role handclasp_{role} bypassrls",
        f'alter database "{database}" set search_path = public',
        "copy handclasp.logs to program 'true'",
        "select pg_read_file('PG_VERSION')",
        "select lo_import('/etc/hostname')",
        "insert into public.handclasp_migrations values (99, 'x', 'x')",
    ]
    allowed = [attempt for attempt in attempts if not denied(connection, attempt)]
    assert allowed == []


def test_no_running_role_is_superuser_or_gets_round_row_level_security(connect: Any) -> None:
    found = connect("auditor").execute(
        "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin from pg_roles "
        "where rolname like 'handclasp%'"
    )
    for name, *powers, can_login in found:
        assert not any(powers), name
        assert can_login is (name != "handclasp_owner")


@pytest.mark.parametrize("role", ["reader", "machine", "revealer"])
def test_turning_row_level_security_off_shows_nothing(connect: Any, role: str) -> None:
    connection = connect(role, 1, [1])
    connection.execute("set row_security = off")
    with pytest.raises(errors.InsufficientPrivilege):
        connection.execute("select * from handclasp.entries")


@pytest.mark.parametrize(
    "column",
    [
        "sealed.body",
        "originals.ciphertext",
        "conversations.body_key",
        "conversations.originals_key",
        "conversations.name_hash",
        "idempotency.digest",
        "subjects.subject",
        "sites.shop_secret",
        "api_keys.hash",
    ],
)
def test_an_auditor_reads_no_ciphertext_and_no_key(connect: Any, column: str) -> None:
    table, name = column.split(".")
    assert denied(connect("auditor"), f"select {name} from handclasp.{table}")
    assert denied(connect("auditor"), f"select * from handclasp.{table}")


def test_an_auditor_sees_the_rhythm_of_every_tenant(connect: Any) -> None:
    auditor = connect("auditor", None)
    assert count(auditor, "entries") == count(connect("machine", 1, [1, 2]), "entries")
    assert auditor.execute("select commitments, nonce from handclasp.sealed").fetchone()


def test_a_reader_and_the_console_touch_no_key(connect: Any) -> None:
    for role in ("reader", "machine", "revealer"):
        for hidden in ("idempotency", "epochs"):
            assert denied(connect(role, 1, [1]), f"select * from handclasp.{hidden}")
        for key in ("body_key", "originals_key", "name_hash"):
            assert denied(connect(role, 1, [1]), f"select {key} from handclasp.conversations")
    assert denied(connect("reader", 1, [1]), "select * from handclasp.originals")
    assert denied(connect("machine", 1, [1]), "select * from handclasp.originals")
    assert denied(connect("reader", 1, [1]), "select * from handclasp.api_keys")
    for table in ("entries", "sealed", "originals", "conversations", "idempotency", "subjects", "tiles"):
        assert denied(connect("console", 1, [1]), f"select * from handclasp.{table}")


def test_a_full_tile_is_written_once(connect: Any) -> None:
    ingest = connect("ingest", 1, [1])
    (full, partial) = (
        ingest.execute(f"select count(*) from handclasp.tiles where width {sign} 256".encode()).fetchone()[0]
        for sign in ("=", "<")
    )
    assert full
    assert partial
    changed = ingest.execute("update handclasp.tiles set hashes = hashes where width = 256")
    assert changed.rowcount == 0
    with pytest.raises(errors.InsufficientPrivilege):
        ingest.execute(
            "insert into handclasp.tiles select * from handclasp.tiles where width = 256 "
            "on conflict (log_id, level, tile) do update set hashes = excluded.hashes"
        )


def test_a_published_checkpoint_is_never_replaced(connect: Any) -> None:
    ingest = connect("ingest", 1)
    assert denied(ingest, "update handclasp.checkpoints set note = 'x'")
    with pytest.raises(errors.UniqueViolation):
        ingest.execute("insert into handclasp.checkpoints select log_id, size, 'x' from handclasp.checkpoints limit 1")


def test_even_the_owner_sees_no_rows(connect: Any) -> None:
    owner = connect("migrator", 1, [1, 2])
    owner.execute("set local role handclasp_owner")
    for table in (*TENANT_TABLES, *LOG_TABLES, *SALVAGE, "anchors", "cursors", "tuning"):
        assert count(owner, table) == 0
        assert owner.execute(f"delete from handclasp.{table}".encode()).rowcount == 0
    assert count(owner, "tenants") == 2


def test_the_owner_founds_logs_and_tenants_at_their_beginning_alone(connect: Any) -> None:
    for statement in (
        "insert into handclasp.log_heads values (9, 1, sha256('x'))",
        "insert into handclasp.epochs values (1, 9, 2)",
        "insert into handclasp.entries values (1, 1, 99999, substr(sha256('c'), 1, 16), 1, sha256('r'), sha256('p'))",
    ):
        owner = connect("migrator", 1, [1])
        owner.execute("set local role handclasp_owner")
        assert denied(owner, statement), statement


def test_a_published_policy_and_a_vote_are_never_changed(connect: Any) -> None:
    console = connect("console", 1, [1])
    for table in ("policies", "policy_drafts", "approval_votes"):
        assert denied(console, f"update handclasp.{table} set tenant_id = tenant_id")
        assert denied(console, f"delete from handclasp.{table}")
    assert denied(console, "delete from handclasp.approvals")


def test_an_approval_by_nobody_has_no_place_in_the_table(connect: Any) -> None:
    console = connect("console", 1, [1])
    with pytest.raises(errors.CheckViolation):
        console.execute(
            "insert into handclasp.approvals (tenant_id, request, digest, kind, requester, requester_role, "
            "requested_at, expires_at, people, idx, state) values (1, substr(sha256('r'), 1, 16), sha256('d'), "
            "'export', 'ye', 'lead', now(), now(), 0, 1, 'approved')"
        )


def test_the_built_in_roles_are_the_houses(connect: Any) -> None:
    console = connect("console", 1, [1])
    assert console.execute("update handclasp.roles set reach = 'all' where tenant_id = 0").rowcount == 0
    assert console.execute("delete from handclasp.roles where tenant_id = 0").rowcount == 0
    with pytest.raises(errors.InsufficientPrivilege):
        console.execute("insert into handclasp.roles values (0, 'more', 'all', true)")
