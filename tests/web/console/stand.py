"""Starts Django once for a test process, on a database of its own, and gives each test an empty desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
from django.contrib.auth.hashers import Argon2PasswordHasher
from psycopg import sql
from tests.web.console.memory import Memory

from handclasp.desk.leaving import Leaving
from handclasp.disclose.consents import Needs
from handclasp.disclose.orders import Look
from handclasp.screen.risk_words import CATEGORIES
from handclasp.store import migrate as store
from handclasp.store.embedded import Embedded
from handclasp.web.console import application, migrate, setup
from handclasp.web.console.house_state import HouseState
from handclasp.web.console.services import Services
from handclasp.web.hub import Hub

ROLE = "desk_stand"


class QuickArgon2(Argon2PasswordHasher):
    """The same hash for less work: tests choose many passwords and guess none."""

    time_cost, memory_cost, parallelism = 1, 64, 1


def start(postgres: Embedded, new_database: Callable[..., str], scratch: Path) -> None:
    """Make the store's tables and a console role, configure Django and migrate; a second call changes nothing."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    if settings.configured:
        return
    url = new_database()
    with psycopg.connect(url, autocommit=True) as admin:
        name = admin.info.dbname
        # The roles belong to the server, and other houses of this process may have made them.
        admin.execute((files("handclasp.store") / "roles.sql").read_bytes())
        store.create_database(admin, name)
        role = sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'specimen' IN ROLE handclasp_console")
        admin.execute(role.format(sql.Identifier(ROLE)))
    with psycopg.connect(url) as owner:
        store.migrate(owner)
    setup(postgres.url(ROLE, "specimen", name), "specimen" * 6, "http://testserver", scratch)
    unpooled(connections.settings["default"])
    settings.PASSWORD_HASHERS = [f"{QuickArgon2.__module__}.QuickArgon2"]
    migrate()


def unpooled(database: dict[str, Any]) -> None:
    """Let each thread have a connection of its own.

    Servers of the tests end in the middle of requests, which then give nothing back to a pool; and pools are found by
    name, so that a thread of a house that is over would make one that leads there.
    """
    database["OPTIONS"].pop("pool", None)


def stop() -> None:
    """Let go of the database, so that the server may stop at once."""
    from django.db import connection  # noqa: PLC0415

    connection.close()


def empty() -> None:
    """No staff, no sessions, no conversations."""
    from django.apps import apps  # noqa: PLC0415

    for model in (
        "access.StaffSession",
        "access.Staff",
        "access.SignInTries",
        "desk.Conversation",
        "desk.Dispute",
        "desk.Script",
        "desk.PlanVersion",
        "desk.AgentState",
        "desk.Quality",
        "desk.RubricVersion",
    ):
        apps.get_model(model)._default_manager.all().delete()
    from handclasp.desk.arranging import forget  # noqa: PLC0415

    forget()


class NoShop:
    """Orders of a house that no shop is connected to."""

    def connected(self, _tenant: str) -> bool:
        """None is."""
        return False

    def look(self, *_: Any, **__: Any) -> Look:
        """Nothing to show."""
        return Look(numbers=(), number=None, order=None, events=(), connected=False)


def services(memory: Memory, **others: Any) -> Services:
    """Services that all end in this memory."""
    anything: Any = memory
    parts: dict[str, Any] = {
        "flow": memory,
        "disclose": memory,
        "files": memory,
        "hub": Hub(memory, memory),
        "trust": lambda: {
            "size": 48_217,
            "origin": "demo.example/log/main",
            "checkpoint_at": memory.now - 3_000,
            "fingerprint": "3f1c 9a72",
            "witnesses": 0,
            "copies": 0,
            "anchors": [
                {"kind": "witness", "at": memory.now - 120_000, "late": False},
                {"kind": "rfc3161", "at": memory.now - 7_200_000, "late": True},
                {"kind": "ethereum", "at": None, "late": False},
            ],
        },
        "gate": memory,
        "quality_words": memory,
        "policies": memory.policies,
        "approvals": memory,
        "risk_words": SimpleNamespace(topics=lambda _tenant: frozenset(CATEGORIES)),
        "leaving": Leaving(
            append=others.get("flow", memory).append,
            check=lambda *_: None,
            gate=anything,
            approvals=anything,
            asked=lambda _who, _kind: [],
            keyed=lambda *_parts: "",
            clock=lambda: memory.now,
        ),
        **dict.fromkeys(
            (
                "reveals",
                "reviews",
                "file_reviews",
                "exports",
                "audit",
                "searches",
                "lookups",
                "governance",
                "key_book",
                "rights",
                "cases",
                "parties",
            )
        ),
        "consents": SimpleNamespace(needs=lambda _tenant: Needs()),
        "holds": memory,
        "bin": memory,
        "keeping": memory,
        "orders": NoShop(),
        "house_state": lambda _tenant: HouseState([], None, 7, None, {}, 1000, 0, None, 0.5),
        "journal": memory.record_sign_in,
        "customers": memory.customers,
        "parallel": memory.parallel,
        "now": lambda: memory.now,
    }
    return Services(**{**parts, **others})


@contextmanager
def served() -> Iterator[str]:
    """The console over HTTP on a free port of 127.0.0.1; yields its address."""
    import uvicorn  # noqa: PLC0415

    ready = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            ready.set()

    config = uvicorn.Config(application(), host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert ready.wait(20)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(20)
