"""The drill: a copy restored into a scratch database, proved like a real restore, timed, and thrown away.

It takes this machine's own keys, so the recovery kit is the one thing that it does not try; it writes nothing into the
house but how it went. An untested copy is no copy.
"""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql

from handclasp.house import copies
from handclasp.house.places import admin_url
from handclasp.records import HandclaspError
from handclasp.seal.signer import Signer
from handclasp.store import fsck, migrate
from handclasp.store.database import Database
from handclasp.store.queries import load
from handclasp.store.warm import control
from handclasp.store.warm.files import unpacked
from handclasp.store.warm.load import Loader
from handclasp.store.warm.objects import Damaged
from handclasp.store.warm.place import log_folder
from handclasp.store.warm.restore import Reached, Restore, Shelf
from handclasp.store.warm.vault import Missing

if TYPE_CHECKING:
    from handclasp.house.app import House

_PREFIX: Final = "handclasp_drill_"
_HEX: Final = 32


def drill(house: House, place: copies.Place, progress: Callable[[int, int], Any] = lambda *_: None) -> copies.Drill:
    """Restore one copy into a scratch database, note how it went, and return that. Raises DatabaseUnavailable."""
    begun = time.monotonic()
    reached, loading, finding = None, 0.0, ""
    newest = house.reading.size()
    try:
        with _scratch(house) as database:
            reached, loading, finding = _restored(house, place, database, progress)
    except HandclaspError as error:
        finding = f"{error.code}: {error}"
    size = reached.size if reached else 0
    behind = max(0, newest - size)
    done = copies.Drill(
        at=time.time_ns() // 1_000_000,
        copy=place.name,
        seconds=time.monotonic() - begun,
        records=size,
        behind=behind,
        complete=not finding,
        finding=finding[:500],
        loading=loading,
    )
    with house.database.transaction("shipper", house.log.log_id, []) as connection:
        given = {**done._asdict(), "log": house.log.log_id}
        connection.execute(load("ship")["drilled"], given)
    return done


def due(house: House, now: float) -> copies.Place | None:
    """The copy whose turn it is, if a drill is due (`now` in POSIX seconds): the one not tried last."""
    found = copies.places(house.paths.data)
    last = copies.last_drill(house)
    days = house.settings.drill_days
    if not found or not days or (last is not None and now - last.at / 1000 < days * 86_400):
        return None
    return next((place for place in found if last is None or place.name != last.copy), found[0])


def _restored(
    house: House, place: copies.Place, database: Database, progress: Callable[[int, int], Any]
) -> tuple[Reached, float, str]:
    """What was reached, in how many seconds, and what is wrong with it (empty: nothing)."""
    begun = time.monotonic()
    copy, mac = place.open(), copies.mac_key(house.keys)
    shelf = Shelf(copy, house.log.origin, mac)
    with closing(Loader(database, house.log)) as loader:
        reached = Restore(house.log, house.log_key, house.keys, [shelf]).run(loader, progress)
        loader.finish()
    loading = time.monotonic() - begun
    with tempfile.TemporaryDirectory(prefix="handclasp-drill-") as folder:
        signer = Signer(house.log_key, Path(folder) / "none", time.time)
        report = fsck.fsck(house.log, house.log_key, signer, database, progress)
    wrong = [one.words for one in report.findings if one.code != "body-missing"] + list(reached.problems)
    wrong += _erased_differs(house, report.bodies_missing, reached.size)
    wrong += _escrow_missing(house, shelf)
    wrong += _files_wrong(shelf, house.log.origin, mac, house.paths.blobs)
    if not control.newest(copy, house.log.origin, mac, copies.control_key(house.keys)):
        wrong.append("the copy holds no control state")
    return reached, loading, wrong[0] if wrong else ""


def _erased_differs(house: House, missing: int, size: int) -> list[str]:
    """Content that is here and not in the copy is lost with this machine."""
    statement = (
        "select count(*) from handclasp.entries e left join handclasp.sealed s using (log_id, tenant_id, idx) "
        "where e.log_id = %s and e.idx < %s and s.idx is null"
    )
    with house.database.transaction("shipper", house.log.log_id, []) as connection:
        row = connection.execute(statement, (house.log.log_id, size)).fetchone()
    here = int(row[0]) if row else 0
    return [f"the copy lacks the content of {missing - here} records"] if missing > here else []


def _escrow_missing(house: House, shelf: Shelf) -> list[str]:
    there = {one.name.rpartition("/")[2] for one in shelf.copy.erasable.names(f"{log_folder(house.log.origin)}/escrow")}
    here = {path.name for path in (house.paths.keys / "escrow").glob("*.age")}
    keys = {path.stem for path in house.paths.keys.glob("*.key")}
    found = [f"the copy lacks {len(here - there)} of the keys in escrow"] if here - there else []
    if unsealed := {f"{name}.age" for name in keys} - here:
        found.append(f"{len(unsealed)} keys are not in escrow here, so the recovery kit does not open them")
    return found


def _files_wrong(shelf: Shelf, origin: str, mac: bytes, here: Path) -> list[str]:
    wrong: list[str] = []
    there: set[str] = set()
    for one in shelf.copy.erasable.names(f"{log_folder(origin)}/blobs"):
        tenant, _, blob = one.name.split("/")[-3:]
        there.add(blob)
        try:
            data = shelf.copy.erasable.read(one.name)
            unpacked(data, one.name, mac, origin=origin, tenant=int(tenant), blob=blob)
        except (Damaged, Missing) as error:
            wrong.append(str(error))
    lacks = sum(path.name not in there for path in here.glob("*/??/*") if len(path.name) == _HEX)
    return [*wrong, f"the copy lacks {lacks} files"] if lacks else wrong


@contextmanager
def _scratch(house: House) -> Iterator[Database]:
    """A database of its own on the same server, gone afterwards; those that a crash left behind, too."""
    name = f"{_PREFIX}{secrets.token_hex(6)}"
    try:
        with psycopg.connect(admin_url(house.settings, "postgres"), autocommit=True, connect_timeout=5) as admin:
            _drop(admin, admin.execute("select datname from pg_database where datname like %s", (f"{_PREFIX}%",)))
            migrate.create_database(admin, name)
            database = Database(
                house.database.at(name), {role: house.database.password(role) for role in ("migrator", "auditor")}
            )
            try:
                with database.connect("migrator") as connection:
                    migrate.migrate(connection)
                yield database
            finally:
                database.close()
                _drop(admin, [(name,)])
    except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege) as error:
        message = f"no scratch database could be made for the drill ({type(error).__name__}): the login may not"
        raise DrillImpossible(message) from None


class DrillImpossible(HandclaspError):
    """There is no place to restore into."""

    code = "drill-impossible"


def _drop(admin: psycopg.Connection[Any], names: Any) -> None:
    for (name,) in list(names):
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
