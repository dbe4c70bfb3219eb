"""Whole houses for tests: real PostgreSQL, real keys, real files, made once a process and copied for each test.

A conftest that wants them imports the fixtures. Roles belong to the server: their passwords are made once and shared.
Copies share nothing else: each has a database, a key folder, a signer's floor and blobs of its own.
"""

from __future__ import annotations

import itertools
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from mnemonic import Mnemonic
from psycopg import sql
from tests.conftest import NewDatabase, drop_database

from handclasp.access.policy import Reader
from handclasp.config import Settings
from handclasp.house.app import House, Paths
from handclasp.records import Author, Kind, Raw, Secret
from handclasp.seal import kit
from handclasp.seal.provider import FileKeys
from handclasp.store import migrate
from handclasp.store.database import ROLES, Database
from handclasp.store.embedded import Embedded
from handclasp.store.settings import Directory

__all__ = [
    "AGENT",
    "CUSTOMER",
    "House",
    "NewHouse",
    "Template",
    "assigned",
    "hired",
    "house",
    "house_template",
    "module_house",
    "new_house",
    "said",
]

ORIGIN = "demo.example/log/main"
START = time.time_ns() // 1_000_000 - 86_400_000
AGENT = Reader("shop", "agent", "zhou", "desk")
CUSTOMER = Reader("shop", "customer", "7F3A")

NewHouse = Callable[..., House]
_made: dict[Path, Template] = {}
_numbers = itertools.count(1)


class Template(NamedTuple):
    """What every house of this process is copied from: a database's name, a data directory, its recovery kit."""

    database: str
    data_dir: Path
    kit: kit.Kit
    passwords: dict[str, str]


def _make_template(postgres: Embedded, data_dir: Path) -> Template:
    with psycopg.connect(postgres.superuser_url(), autocommit=True) as admin:
        passwords = migrate.create_roles(admin)
        # Limits of one installation's roles; on this server the roles are those of all the houses that live at once.
        for role in ("ingest", "reader", "machine", "console"):
            admin.execute(sql.SQL("alter role {} connection limit -1").format(sql.Identifier(f"handclasp_{role}")))
        migrate.create_database(admin, "house_template")
    paths = Paths(data_dir)
    data_dir.mkdir()
    paths.signer.mkdir(mode=0o700)
    paths.passwords.write_text(json.dumps(passwords))
    recovery = kit.create(list(Mnemonic("english").wordlist), ORIGIN)
    kit.KitState(paths.kit).save(recovery)
    FileKeys.create(paths.keys, None)
    keys = FileKeys(paths.keys, None, lambda key: kit.escrow(recovery.recipient, key))
    keys.add_log("main")
    database = Database(postgres.superuser_url("house_template"), passwords)
    with database.connect("migrator") as connection:
        migrate.migrate(connection)
    with database.connect("migrator") as connection:
        log = Directory(database).add_log(connection, "main", ORIGIN)
        for name in ("shop", "wallet"):
            keys.add_tenant(Directory(database).add_tenant(connection, name, log.log_id))
    database.close()
    return Template("house_template", data_dir, recovery, passwords)


@pytest.fixture(scope="session")
def house_template(postgres: Embedded, server_dir: Path) -> Template:
    """The template, made once whichever conftest asks: the tenants `shop` (1) and `wallet` (2) in the log `main`."""
    if server_dir not in _made:
        _made[server_dir] = _make_template(postgres, server_dir / "template")
    return _made[server_dir]


def houses(template: Template, new_database: NewDatabase, postgres: Embedded, folder: Path) -> Iterator[NewHouse]:
    """Yield, once, a maker of houses; they are closed, and their databases dropped, when the caller goes on."""
    made_here: list[House] = []
    urls: list[str] = []

    def make(*, of: House | None = None, start: bool = True, **settings: Any) -> House:
        if of is None:
            data_dir = folder / f"house-{next(_numbers)}"
            shutil.copytree(template.data_dir, data_dir)
            url = new_database(template=template.database)
            urls.append(url)
            own_database(postgres, url)
        else:
            data_dir, url = of.settings.data_dir, str(of.settings.database_url)
        given = {"data_dir": data_dir, "database_url": url, "log_origin": ORIGIN, **settings}
        made = House(Settings(**given))
        made_here.append(made)
        if start:
            made.committer.start()
        return made

    yield make
    for made in reversed(made_here):
        made.close()
    for url in urls:
        drop_database(postgres, url)


@pytest.fixture
def new_house(
    house_template: Template, new_database: NewDatabase, postgres: Embedded, tmp_path: Path
) -> Iterator[NewHouse]:
    """Make a fresh house, or with `of=house` a second process of that one; `start=False` leaves it asleep."""
    yield from houses(house_template, new_database, postgres, tmp_path)


@pytest.fixture(scope="module")
def module_house(
    house_template: Template,
    new_database: NewDatabase,
    postgres: Embedded,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """One house that writes, for all tests of a module that can share it."""
    for make in houses(house_template, new_database, postgres, tmp_path_factory.mktemp("shared")):
        yield make()


def own_database(postgres: Embedded, url: str) -> None:
    """A copied database has its template's tables but neither its owner nor its grants."""
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(postgres.superuser_url(), autocommit=True) as admin:
        database = sql.Identifier(str(name))
        roles = sql.SQL(", ").join(sql.Identifier(f"handclasp_{role}") for role in ROLES)
        admin.execute(sql.SQL("alter database {} owner to handclasp_owner").format(database))
        admin.execute(sql.SQL("revoke all on database {} from public").format(database))
        admin.execute(sql.SQL("grant connect on database {} to {}").format(database, roles))


@pytest.fixture
def house(new_house: NewHouse) -> House:
    """A fresh house that writes."""
    return new_house()


def said(words: str, key: str, **changes: Any) -> Raw:
    """A customer's message to the shop, in the conversation `order 1001`."""
    given: dict[str, Any] = {
        "tenant": "shop",
        "conversation": "order 1001",
        "key": key,
        "kind": Kind.MESSAGE,
        "author": Author("customer", "7F3A"),
        "received": START,
        "text": Secret(words),
    }
    return Raw(**(given | changes))


def hired(house: House, *people: Reader) -> None:
    """Let the database's wall know these people, as the console does when it makes an account."""
    for who in people:
        number = house.directory.tenant(who.tenant)
        assert number is not None
        with house.database.transaction("console", 1, [number]) as connection:
            connection.execute(
                "insert into handclasp.people (tenant_id, person, role, team, merchant, active) "
                "values (%s, %s, %s, %s, %s, true) on conflict (tenant_id, person) "
                "do update set role = excluded.role, team = excluded.team, merchant = excluded.merchant",
                (number, who.id, who.role, who.team, who.merchant),
            )


def assigned(
    house: House, conversation: bytes, who: Reader | None = None, *, tenant: str = "", merchant: str = ""
) -> None:
    """Give a conversation to somebody (None: to nobody), as the desk does."""
    number = house.directory.tenant(who.tenant if who else tenant)
    assert number is not None
    with house.database.transaction("console", 1, [number]) as connection:
        connection.execute(
            "insert into handclasp.assignments (log_id, tenant_id, conversation, agent, team, merchants) "
            "values (1, %s, %s, %s, %s, %s) on conflict (log_id, tenant_id, conversation) "
            "do update set agent = excluded.agent, team = excluded.team, merchants = excluded.merchants",
            (number, conversation, who.id if who else "", who.team if who else "", [merchant] if merchant else []),
        )
