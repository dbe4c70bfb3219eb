"""Tenants, logs, sites and API keys in PostgreSQL: settings of the record path, none of them evidence."""

from __future__ import annotations

import re
import secrets
import threading
import time
from datetime import UTC, datetime

from psycopg.rows import TupleRow

from handclasp.records import HandclaspError
from handclasp.store.batch import Log
from handclasp.store.database import Connection, Database
from handclasp.store.queries import load

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
_EMPTY_ROOT = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


class BadName(HandclaspError):
    """A tenant or log cannot have that name."""

    code = "bad-name"


class Directory:
    """Looks settings up as the machine role, and changes them as the owner or the console role."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tenants: dict[str, tuple[int, int]] = {}
        self._asked: dict[str, float] = {}
        self._lock = threading.Lock()

    # --- logs and tenants

    def add_log(self, connection: Connection, name: str, origin: str) -> Log:
        """Make a log and its empty head, unless it is there (as the migrator)."""
        check_name(name)
        with connection.transaction():
            connection.execute("set local role handclasp_owner")
            row = connection.execute(
                "select log_id, name, origin from handclasp.logs where name = %s", (name,)
            ).fetchone()
            if row is None:
                row = connection.execute(
                    "insert into handclasp.logs (log_id, name, origin) "
                    "select coalesce(max(log_id), 0) + 1, %s, %s from handclasp.logs returning log_id, name, origin",
                    (name, origin),
                ).fetchone()
                row = _only(row)
                connection.execute(
                    "insert into handclasp.log_heads (log_id, size, root) values (%s, 0, %s)", (row[0], _EMPTY_ROOT)
                )
        return Log(*row)

    def add_tenant(self, connection: Connection, name: str, log: int) -> int:
        """Make a tenant in a log, unless it is there (as the migrator); returns its number."""
        check_name(name)
        with connection.transaction():
            connection.execute("set local role handclasp_owner")
            row = connection.execute("select tenant_id from handclasp.tenants where name = %s", (name,)).fetchone()
            if row is None:
                row = connection.execute(
                    "insert into handclasp.tenants (tenant_id, name, log_id) "
                    "select coalesce(max(tenant_id), 0) + 1, %s, %s from handclasp.tenants returning tenant_id",
                    (name, log),
                ).fetchone()
                row = _only(row)
                connection.execute(
                    "insert into handclasp.epochs (log_id, tenant_id, epoch) values (%s, %s, 1)", (log, row[0])
                )
        return int(row[0])

    def log(self, name: str) -> Log | None:
        """A log by name."""
        with self._database.transaction("machine", 0, []) as connection:
            rows = connection.execute(load("read")["logs"]).fetchall()
        return next((Log(*row) for row in rows if row[1] == name), None)

    def tenants(self) -> dict[str, tuple[int, int]]:
        """(tenant number, log number) by tenant name."""
        with self._database.transaction("machine", 0, []) as connection:
            rows = connection.execute(load("read")["tenants"]).fetchall()
        return {row[1]: (row[0], row[2]) for row in rows}

    def tenant(self, name: str) -> int | None:
        """A tenant's number; unknown names are looked up again at most once a second."""
        found = self._tenants.get(name)
        if found is None:
            with self._lock:
                now = time.monotonic()
                if now - self._asked.get("", -9) > 1:
                    self._asked[""] = now
                    self._tenants = self.tenants()
            found = self._tenants.get(name)
        return found[0] if found else None

    def epoch_since(self, log: int, tenant: int) -> float:
        """When a tenant's key epoch began (POSIX seconds)."""
        with self._database.transaction("keeper", log, [tenant]) as connection:
            row = connection.execute(
                "select extract(epoch from turned_at)::double precision from handclasp.epochs "
                "where log_id = %s and tenant_id = %s",
                (log, tenant),
            ).fetchone()
        return float(row[0]) if row else 0.0

    # --- sites and keys (as the console role)

    def add_site(self, tenant: int, site_key: str, name: str, origins: list[str], shop_secret: bytes) -> None:
        """Make or change a site."""
        with self._database.transaction("console", 0, []) as connection:
            connection.execute(
                "insert into handclasp.sites (site_key, tenant_id, name, origins, shop_secret) "
                "values (%s, %s, %s, %s, %s) "
                "on conflict (site_key) do update set name = excluded.name, origins = excluded.origins",
                (site_key, tenant, name, origins, shop_secret),
            )

    def site(self, site_key: str) -> tuple[str, str, str, list[str], bytes] | None:
        """(tenant, site key, name, origins, shop secret)."""
        with self._database.transaction("machine", 0, []) as connection:
            row = connection.execute(
                "select t.name, s.site_key, s.name, s.origins, s.shop_secret "
                "from handclasp.sites s join handclasp.tenants t using (tenant_id) where s.site_key = %s",
                (site_key,),
            ).fetchone()
        return (row[0], row[1], row[2], row[3], row[4]) if row else None

    def sites(self) -> list[tuple[str, str, str, list[str]]]:
        """(tenant, site key, name, origins) of every site."""
        with self._database.transaction("machine", 0, []) as connection:
            rows = connection.execute(
                "select t.name, s.site_key, s.name, s.origins "
                "from handclasp.sites s join handclasp.tenants t using (tenant_id) order by 1, 3"
            ).fetchall()
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    def add_key(
        self, tenant: int, key_id: str, hash_: bytes, scopes: list[str], label: str, expires: datetime | None
    ) -> None:
        """Keep a new API key's hash."""
        with self._database.transaction("console", 0, []) as connection:
            connection.execute(
                "insert into handclasp.api_keys (key_id, tenant_id, hash, scopes, label, expires_at) "
                "values (%s, %s, %s, %s, %s, %s)",
                (key_id, tenant, hash_, scopes, label, expires),
            )

    def revoke_key(self, key_id: str) -> bool:
        """Revoke a key; False when there is none of that id."""
        with self._database.transaction("console", 0, []) as connection:
            done = connection.execute(
                "update handclasp.api_keys set revoked_at = coalesce(revoked_at, now()) where key_id = %s", (key_id,)
            )
        return done.rowcount == 1

    def key(self, key_id: str) -> tuple[str, str, bytes, list[str], bool, bool] | None:
        """(key id, tenant, hash, scopes, usable now, revoked)."""
        with self._database.transaction("machine", 0, []) as connection:
            row = connection.execute(
                "select k.key_id, t.name, k.hash, k.scopes, "
                "k.revoked_at is null and (k.expires_at is null or k.expires_at > now()), k.revoked_at is not null "
                "from handclasp.api_keys k join handclasp.tenants t using (tenant_id) where k.key_id = %s",
                (key_id,),
            ).fetchone()
        return (row[0], row[1], row[2], row[3], row[4], row[5]) if row else None

    def api_keys(self) -> list[tuple[str, str, list[str], str, datetime | None, bool, datetime]]:
        """(key id, tenant, scopes, label, expiry, revoked, made) of every key, the oldest first."""
        with self._database.transaction("machine", 0, []) as connection:
            rows = connection.execute(
                "select k.key_id, t.name, k.scopes, k.label, k.expires_at, k.revoked_at is not null, k.created_at "
                "from handclasp.api_keys k join handclasp.tenants t using (tenant_id) order by k.created_at"
            ).fetchall()
        return [(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows]


def new_site_key() -> str:
    """A public name for a site."""
    return "site_" + secrets.token_hex(8)


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


def _only(row: TupleRow | None) -> TupleRow:
    if row is None:
        message = "the database did not return the row that it was asked to insert"
        raise RuntimeError(message)
    return row


def check_name(name: str) -> None:
    """Refuse what cannot be a tenant's or log's name; raises BadName."""
    if not _NAME.match(name):
        message = f"{name!r} cannot be a name: use a-z, 0-9 and -, at most 63, not starting with -"
        raise BadName(message)
