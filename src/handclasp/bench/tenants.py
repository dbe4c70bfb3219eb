"""Tenants and API keys for a benchmark's house, made as `handclasp tenant add` and `key add` make them, in one process.

As a program it reads a Plan from standard input and writes the keys.
"""

from __future__ import annotations

import contextlib
import sys

import msgspec

from handclasp.bench.children import asked
from handclasp.bench.stand import TENANT, Stand


class Plan(msgspec.Struct, frozen=True):
    """So many tenants with a key each, and so many keys more of the tenant that is there."""

    tenants: int
    keys: int


class Keys(msgspec.Struct, frozen=True):
    """Keys that may write: one of each new tenant, and those of the old one."""

    tenants: list[str]
    keys: list[str]


def make(stand: Stand, tenants: int = 0, keys: int = 4) -> Keys:
    """Make them in a house whose PostgreSQL runs. Raises NotReady.

    Several keys, because the house holds each to a pace of its own, which is not what is measured.
    """
    return asked(stand, "tenants", Plan(tenants, keys), Keys)


def main() -> None:
    """Make them as standard input says."""
    from handclasp.config import load  # noqa: PLC0415
    from handclasp.house import app, running  # noqa: PLC0415 - only the program needs a house
    from handclasp.store.settings import Directory  # noqa: PLC0415

    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    settings = load()
    names = [f"tenant-{number}" for number in range(plan.tenants)]
    with contextlib.closing(app.open_database(settings)) as database, database.connect("migrator") as connection:
        directory, folder = Directory(database), app.open_keys(settings)
        log = directory.log(app.LOG)
        first = max((number for number, _ in directory.tenants().values()), default=0) + 1
        for number, name in enumerate(names, first):
            folder.add_tenant(number)  # keys first, as app.add_tenant, which opens all anew for each
            directory.add_tenant(connection, name, log.log_id if log else 0)
    with running.house(settings) as house:
        keys = [
            house.key_book.add(running.operator(name), ["write"], "benchmark")
            for name in [*names, *[TENANT] * plan.keys]
        ]
    sys.stdout.buffer.write(msgspec.json.encode(Keys(keys[: plan.tenants], keys[plan.tenants :])))


if __name__ == "__main__":
    main()
