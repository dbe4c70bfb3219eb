"""The door of SQL: whatever our code does, a role of the database selects what its person's reach allows and no more.

The table's lines about reading are asked as the reader role, each in the context of the person who asks; what the other
roles may never select follows.
"""

# ruff: noqa: S608 - the names put into statements are this file's own

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from psycopg import errors
from tests.matrix import table
from tests.matrix.circumstances import ANOTHER
from tests.matrix.street import LOG, NUMBERS, STAFF, Standing, Street

from handclasp.access.policy import Reader
from handclasp.records import Kind
from handclasp.store.database import Connection

TABLES = ("entries", "sealed", "conversations")
LETTERS = ("entries", "originals")
ASKED = [row for row in table.of("read") if row.given == ("rs" if "old" in row.what else "rsa")]
"""Lines in which nothing is missing but the right: who reaches a conversation is answered yes there."""

DIRECTOR = Reader("shop", "director", "the-director")
As = Callable[..., Connection]


@pytest.fixture
def connected(street: Street) -> Iterator[As]:
    """The connection of a role, in a context: the log, tenants, and settings by name."""
    made: dict[str, Connection] = {}

    def as_role(role: str, tenants: tuple[int, ...] = (1,), log: int = LOG, **settings: str) -> Connection:
        connection = made.get(role) or made.setdefault(role, street.house.database.connect(role))
        connection.rollback()
        named = {"log": str(log), "tenants": "{" + ",".join(map(str, tenants)) + "}", **settings}
        for name, value in named.items():
            connection.execute("select set_config(%s, %s, true)", (f"handclasp.{name}", value))
        return connection

    yield as_role
    for connection in made.values():
        connection.rollback()
        connection.close()


def selected(connection: Connection, relation: str, conversation: bytes | None = None) -> int:
    """How many rows a role selects, of one conversation or at all; -1: it may not even ask."""
    where, parameters = ("", [])
    if conversation is not None:
        where, parameters = " where conversation = %s", [conversation]
        if relation == "originals":
            where = " where idx in (select idx from handclasp.entries where conversation = %s)"
    try:
        with connection.transaction():
            row = connection.execute(
                f"select count(*) from handclasp.{relation}{where}".encode(), parameters
            ).fetchone()
    except errors.InsufficientPrivilege:
        return -1
    assert row is not None
    return int(row[0])


def context(column: str, street: Street, row: table.Row) -> dict[str, str]:
    """What a door would tell the database of who asks."""
    if column != "customer":
        return {"person": f"the-{column}"}
    bound = street.conversation(column, row).hex() if row.whose in {"own", "theirs", "elsewhere"} else ANOTHER
    return {"conversation": bound}


@pytest.mark.parametrize("column", [*STAFF, "customer"])
def test_a_person_selects_what_the_table_lets_them_read_and_nothing_else(
    street: Street, connected: As, column: str
) -> None:
    assert ASKED
    wrong = []
    for row in ASKED:
        conversation = street.conversation(column, row)
        connection = connected("reader", **context(column, street, row))
        for relation in TABLES:
            found = selected(connection, relation, conversation)
            if (found > 0) != (row.cells[column] == "yes"):
                wrong.append(f"{row}: {column} selects {found} rows of {relation}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("column", [*STAFF, "customer"])
def test_originals_open_to_nobody_who_may_not_read(street: Street, connected: As, column: str) -> None:
    for row in ASKED:
        connection = connected("revealer", **context(column, street, row))
        for relation in LETTERS:
            found = selected(connection, relation, street.conversation(column, row))
            assert (found > 0) == (row.cells[column] == "yes"), f"{row}: {column}, {relation}"


@pytest.mark.parametrize("role", ["reader", "revealer"])
def test_who_is_nobody_selects_nothing(street: Street, connected: As, role: str) -> None:
    strangers: list[dict[str, str]] = [
        {},
        {"person": ""},
        {"person": "nobody"},
        {"person": "The-Specialist"},
        {"person": "the-specialist "},
        {"person": "%"},
        {"conversation": ANOTHER},
        {"conversation": ""},
        {"person": "nobody", "conversation": street.conversations[Standing("team")].hex()},
    ]
    for settings in strangers:
        for relation in LETTERS if role == "revealer" else TABLES:
            assert selected(connected(role, **settings), relation) == 0, settings


def test_a_person_who_names_a_customers_conversation_too_sees_no_more(street: Street, connected: As) -> None:
    others = street.conversations[Standing("other")]
    for role in ("reader", "revealer"):
        connection = connected(role, person="the-agent", conversation=others.hex())
        assert selected(connection, "entries", others) == 0
        assert selected(connection, "entries") > 0


def test_a_person_who_asks_for_a_subject_sees_the_journal_of_what_they_may_see_alone(
    street: Street, connected: As
) -> None:
    looked_at = {
        "own": street.conversations[Standing("own", "agent")],
        "other": street.conversations[Standing("other")],
    }
    for conversation in looked_at.values():
        street.house.disclose.gate.journal.seal(
            DIRECTOR, Kind.ACCESS, {"purpose": "specimen", "subjects": [conversation.hex()], "scope": "s"}
        )
    journal = "select count(*) from handclasp.sealed s join handclasp.subjects t using (log_id, tenant_id, idx)"
    for whose, seen in (("own", True), ("other", False)):
        connection = connected("reader", person="the-agent", subject=looked_at[whose].hex())
        row = connection.execute(f"{journal} where t.subject = %s".encode(), [looked_at[whose]]).fetchone()
        assert row is not None
        assert (row[0] > 0) is seen, whose


def test_an_account_that_was_suspended_selects_nothing(street: Street, connected: As) -> None:
    change = "update handclasp.people set active = %s where tenant_id = 1 and person = 'another-specialist'"
    console = connected("console")
    for active in (False, True):
        console.execute(change, (active,))
        console.commit()
        for role in ("reader", "revealer"):
            found = selected(connected(role, person="another-specialist"), "entries")
            assert (found > 0) is active


def test_whoever_lost_a_conversation_or_a_role_selects_it_no_more(street: Street, connected: As) -> None:
    mine = street.conversations[Standing("own", "specialist")]
    person = "another-specialist"
    console = connected("console")
    change = "update handclasp.people set role = %s where tenant_id = 1 and person = %s"
    for role, seen in (("agent", False), ("administrator", False), ("owner", False), ("specialist", True)):
        console.execute(change, (role, person))
        console.commit()
        assert (selected(connected("reader", person=person), "entries", mine) > 0) is seen, role


def test_people_without_a_team_are_no_team(street: Street, connected: As) -> None:
    conversation = street.conversations[Standing("own", "director")]
    console = connected("console")
    try:
        console.execute("update handclasp.people set team = '' where tenant_id = 1 and person = 'another-lead'")
        console.execute("update handclasp.assignments set team = '' where conversation = %s", [conversation])
        console.commit()
        assert selected(connected("reader", person="another-lead"), "entries", conversation) == 0
    finally:
        console.rollback()
        console.execute("update handclasp.people set team = 'north' where tenant_id = 1 and person = 'another-lead'")
        console.execute("update handclasp.assignments set team = 'north' where conversation = %s", [conversation])
        console.commit()


def test_a_name_in_two_tenants_opens_its_own_alone(street: Street, connected: As) -> None:
    elsewhere = street.conversations[Standing("elsewhere")]
    assert selected(connected("reader", (NUMBERS["shop"],), person="the-agent"), "entries", elsewhere) == 0
    assert selected(connected("reader", (NUMBERS["wallet"],), person="the-agent"), "entries", elsewhere) > 0
    for log in (0, 2, 9):
        assert selected(connected("reader", log=log, person="the-specialist"), "entries") == 0


def test_our_own_consumers_read_one_tenant_and_no_original(street: Street, connected: As) -> None:
    elsewhere = street.conversations[Standing("elsewhere")]
    machine = connected("machine")
    assert selected(machine, "originals") == -1
    for relation in TABLES:
        assert selected(machine, relation, street.conversations[Standing("other")]) > 0
        assert selected(machine, relation, elsewhere) == 0


DECIDING = ("approvals", "approval_votes", "policy_drafts")
SEARCH = ("search_segments", "search_keys", "search_blocks", "search_closed")


@pytest.mark.parametrize(
    ("role", "never"),
    [
        (
            "reader",
            ("originals", "idempotency", "epochs", "cursors", "tuning", *DECIDING, "lookups", *SEARCH),
        ),
        (
            "revealer",
            ("idempotency", "epochs", "cursors", "tuning", "subjects", *DECIDING, *SEARCH),
        ),
        ("machine", ("originals", "idempotency", "epochs", *DECIDING, "lookups")),
        (
            "console",
            ("entries", "sealed", "originals", "conversations", "idempotency", "subjects", "tiles", "lookups", *SEARCH),
        ),
        (
            "auditor",
            ("idempotency", "subjects", "people", "assignments", "approvals", "policies", "holds", "lookups", *SEARCH),
        ),
        (
            "ingest",
            (
                "originals",
                "sealed",
                "people",
                "roles",
                "assignments",
                "holds",
                "policies",
                "approvals",
                "approval_votes",
                "sites",
                "lookups",
                *SEARCH,
            ),
        ),
        ("keeper", ("people", "roles", "assignments", "policies", "approvals", "approval_votes", "sites", "api_keys")),
    ],
)
def test_what_a_role_may_never_select(connected: As, role: str, never: tuple[str, ...]) -> None:
    for person in ("", "the-director"):
        connection = connected(role, (1, 2), person=person)
        allowed = {relation for relation in never if selected(connection, relation) > 0}
        assert allowed == set()


@pytest.mark.parametrize("role", ["reader", "revealer", "machine", "console"])
@pytest.mark.parametrize("column", ["body_key", "originals_key", "name_hash"])
def test_no_wrapped_key_is_given_to_who_serves_people(connected: As, role: str, column: str) -> None:
    connection = connected(role, (1, 2), person="the-director")
    with pytest.raises(errors.InsufficientPrivilege):
        connection.execute(f"select {column} from handclasp.conversations".encode())


@pytest.mark.parametrize("role", ["reader", "revealer", "machine", "auditor", "ingest", "keeper"])
def test_nobody_who_reads_makes_people_roles_or_approvals(connected: As, role: str) -> None:
    attempts = [
        "update handclasp.people set role = 'specialist' where person = 'the-agent'",
        "insert into handclasp.people values (1, 'mallory', 'specialist', '', '', true)",
        "insert into handclasp.roles values (1, 'agent', 'all', true)",
        "update handclasp.roles set reach = 'all'",
        "update handclasp.assignments set agent = 'the-agent'",
        "delete from handclasp.assignments",
        "insert into handclasp.approval_votes values (1, substr(sha256('r'), 1, 16), 'm', 'x', 'approve', 1, now())",
        "update handclasp.approvals set state = 'approved'",
        "insert into handclasp.policies values (1, 1, sha256('p'), '{}', 1)",
    ]
    connection = connected(role, (1, 2), person="the-agent")
    if role == "keeper":  # whose conversation it was goes with what was erased, and nothing here was
        attempts.remove("delete from handclasp.assignments")
        assert connection.execute(b"delete from handclasp.assignments").rowcount == 0
    for attempt in attempts:
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            connection.execute(attempt.encode())


def test_the_console_neither_rewrites_policies_nor_the_built_in_roles(connected: As) -> None:
    connection = connected("console")
    for attempt in (
        "update handclasp.policies set files = '{}'",
        "delete from handclasp.policies",
        "delete from handclasp.approvals",
        "update handclasp.approval_votes set decision = 'approve'",
        "delete from handclasp.approval_votes",
        "insert into handclasp.roles values (0, 'mine', 'all', true)",
    ):
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            connection.execute(attempt.encode())
    for attempt in ("update handclasp.roles set reach = 'all' where tenant_id = 0", "delete from handclasp.roles"):
        with connection.transaction():
            assert connection.execute(attempt.encode()).rowcount == 0
