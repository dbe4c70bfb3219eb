"""Connections: which role, which context.

Every statement of a tenant runs inside a transaction that names its log and tenants.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolTimeout

from handclasp.records import HandclaspError
from handclasp.store.queries import load

Connection = psycopg.Connection[TupleRow]
# A plan made while a table was empty must not stay a scan when it is large: the record path rides on its indexes.
_INDEXED = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
_ON_THE_RECORD_PATH = frozenset({"ingest", "reader", "machine", "revealer", "keeper"})
_OF_A_CLUSTER: dict[str, Any] = {
    "connect_timeout": 3,  # a node that is stopped takes connections and never answers: soon to the next one
    "tcp_user_timeout": 8000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
# A commit that waits for its second node keeps the log's head locked: who waits behind it must be told in time, and
# must give its connection back.
_NOT_FOR_EVER = " -c lock_timeout=8s"
_WAIT = 10.0
_TRY_EVERY = 0.1
# Asked for seldom, and few at a time (roles.sql): what one process kept open, idle, the others would wait for in vain.
_SELDOM = frozenset({"keeper", "revealer"})
ROLES = ("migrator", "ingest", "reader", "machine", "revealer", "auditor", "keeper", "console", "shipper")


class Person(NamedTuple):
    """On whose behalf a reader reads: an account's name, or a customer's one conversation (hex).

    With `subject` (a pseudonym's hex), also the journal's records about it, if the person may see it.
    """

    name: str = ""
    conversation: str = ""
    subject: str = ""


class DatabaseUnavailable(HandclaspError):
    """PostgreSQL does not answer; what was acknowledged is safe in it."""

    code = "database-unavailable"


class Database:
    """One database, reached as one of Handclasp's roles. `url` is a PostgreSQL URL without user and password.

    A URL may name several nodes (`host:port,host:port`), of which the one that takes writes is used.
    A role's pool holds `most` connections; roles that are needed seldom have none, and connect for each transaction.
    """

    def __init__(self, url: str, passwords: Mapping[str, str], most: int = 4) -> None:
        self._url = url
        self._passwords = passwords
        self._most = most
        self._pools: dict[str, ConnectionPool[Connection]] = {}
        self._lock = threading.Lock()
        self._of_a_thread = threading.local()

    def url(self, role: str) -> str:
        """The URL for a role, password included: never log it."""
        parts = urlsplit(self._url)
        host = parts.netloc.rpartition("@")[2]
        login = (
            f"handclasp_{role}:{quote(self._passwords[role], safe='')}@"
            if role in self._passwords
            else f"handclasp_{role}@"
        )
        return urlunsplit(parts._replace(netloc=login + host))

    def at(self, name: str) -> str:
        """The URL of another database on the same server, without a login."""
        return urlsplit(self._url)._replace(path=f"/{name}").geturl()

    def password(self, role: str) -> str:
        """A role's password: never log it."""
        return self._passwords[role]

    def connect(self, role: str, *, patient: bool = False, **options: Any) -> Connection:
        """A connection of its own, `patient` while the server comes up again; raises DatabaseUnavailable."""
        connect = _Patient.connect if patient else psycopg.connect
        try:
            return connect(self.url(role), **self._parameters(role), **options)
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable(_why(error)) from None

    @contextlib.contextmanager
    def transaction(
        self, role: str, log: int, tenants: Sequence[int], person: Person | None = None
    ) -> Iterator[Connection]:
        """A transaction of a role in the context of one log, some tenants and, for readers, one person."""
        try:
            with self._borrowed(role) as connection, connection.transaction():
                connection.execute(load("commit")["set_context"], {"log": log, "tenants": list(tenants)})
                if person is not None:
                    self.on_behalf(connection, person)
                yield connection
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise DatabaseUnavailable(_why(error)) from None

    @staticmethod
    def on_behalf(connection: Connection, person: Person) -> None:
        """From here on in this transaction a reader reads on behalf of this person, and of nobody before."""
        named = {"person": person.name, "conversation": person.conversation, "subject": person.subject}
        connection.execute(load("commit")["set_person"], named)

    @contextlib.contextmanager
    def kept(self, role: str) -> Iterator[None]:
        """In here, all transactions of this thread in a role that is needed seldom share one connection.

        For long work in many small transactions: to connect takes longer than most of them. Raises DatabaseUnavailable.
        """
        if self._kept(role) is not None:
            yield
            return
        with contextlib.closing(self.connect(role, patient=True)) as connection:
            setattr(self._of_a_thread, role, connection)
            try:
                yield
            finally:
                delattr(self._of_a_thread, role)

    def _kept(self, role: str) -> Connection | None:
        return getattr(self._of_a_thread, role, None)

    @contextlib.contextmanager
    def _borrowed(self, role: str) -> Iterator[Connection]:
        if (kept := self._kept(role)) is not None:
            yield kept
            return
        if role in _SELDOM:
            with contextlib.closing(self.connect(role, patient=True)) as connection:
                yield connection
            return
        pool = self._pool(role)
        connection = _living(pool)
        try:
            yield connection
        finally:
            pool.putconn(connection)

    def close(self) -> None:
        """Close every pool."""
        with self._lock:
            for pool in self._pools.values():
                pool.close()
            self._pools.clear()

    def _parameters(self, role: str) -> dict[str, Any]:
        options = _INDEXED if role in _ON_THE_RECORD_PATH else ""
        parameters: dict[str, Any] = {"connect_timeout": 5, "application_name": f"handclasp {role}"}
        if "," in urlsplit(self._url).netloc:
            parameters |= _OF_A_CLUSTER
            options += _NOT_FOR_EVER if role == "ingest" else ""
        return parameters | ({"options": options} if options else {})

    def _pool(self, role: str) -> ConnectionPool[Connection]:
        with self._lock:
            if role not in self._pools:
                self._pools[role] = ConnectionPool(
                    self.url(role),
                    connection_class=_Patient,
                    min_size=0,
                    max_size=self._most,
                    timeout=_WAIT,
                    reconnect_timeout=1,
                    max_idle=120,
                    kwargs=self._parameters(role),
                    open=True,
                )
            return self._pools[role]


def _living(pool: ConnectionPool[Connection]) -> Connection:
    """A connection that answers. After a crash all that lie in the pool are dead, and are put away at once.

    The pool's own `check` would wait 1, 2, 4 … seconds between one dead connection and the next.
    """
    connection = pool.getconn()
    for _ in range(pool.max_size):
        try:
            pool.check_connection(connection)
        except psycopg.Error:
            pool.putconn(connection)
            connection = pool.getconn()
        else:
            break
    return connection


class _Patient(psycopg.Connection[TupleRow]):
    """A connection that keeps trying while the server comes up again.

    The pool alone would wait 1, 2, 4 … seconds between its tries, and those who send would wait with it.
    """

    @classmethod
    def connect(cls, conninfo: str = "", **kwargs: Any) -> Self:
        """Connect, trying again for as long as anybody waits for a connection; raises OperationalError."""
        until = time.monotonic() + _WAIT
        while True:
            try:
                return super().connect(conninfo, **kwargs)
            except psycopg.OperationalError as error:
                if time.monotonic() > until or _hopeless(error):
                    raise
                time.sleep(_TRY_EVERY)


def _hopeless(error: Exception) -> bool:
    """Whether a server answered that it does not know us: waiting changes nothing."""
    said = str(error)
    return (
        "password authentication failed" in said
        or "no password supplied" in said
        or ("FATAL" in said and "does not exist" in said)
    )


def _why(error: Exception) -> str:
    if _hopeless(error):
        return (
            "PostgreSQL runs, but does not know this installation: its database is another one's, or new and empty. "
            "Nothing was changed. Restore the database and database.json from the same copy, or mend database_url"
        )
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return f"PostgreSQL does not answer ({first.replace('connection to server ', '')}); run `handclasp status`"
