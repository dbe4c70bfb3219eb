"""Reading a card shop's own database (MariaDB, MySQL): one or two connections, two seconds a statement, and no writing.

Each new connection looks at its grants before anything else: a user who could do more than SELECT is refused, for a
connector that could change a shop's orders would be no witness of them. Statements stand in named files and take
parameters; neither they nor what they found are ever logged.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final, NamedTuple

import pymysql
from pymysql.cursors import DictCursor

from handclasp.orders.model import ShopRefused, ShopUnavailable
from handclasp.records import Secret

CONNECTIONS: Final = 2
CONNECT_SECONDS: Final = 2
STATEMENT_SECONDS: Final = 2
_QUOTED: Final = re.compile(r"`(?:[^`]|``)*`|'(?:[^'\\]|''|\\.)*'")
_GRANT: Final = re.compile(
    r"GRANT (?P<what>USAGE|SELECT(?: \([^()]*\))?(?:, SELECT(?: \([^()]*\))?)*) ON (?:TABLE )?\S+ TO \S+"
    r"(?: IDENTIFIED (?:BY|VIA) .*| REQUIRE .*)?",
    re.DOTALL,
)
_MORE: Final = re.compile(r"\bGRANT OPTION\b|\bADMIN OPTION\b")
_REFUSED: Final = frozenset({1044, 1045, 1698, 1130})
"""Errors of a server that does not let this user in."""
_LACKING: Final = frozenset({1054, 1142, 1143, 1146, 1049})
"""Errors about a table or column that is not there, or not granted."""


class Login(NamedTuple):
    """Where the database is and who asks; `socket` instead of `host`; `authority`: whose certificate it must have."""

    host: str
    port: int
    socket: str
    user: str
    password: Secret[str]
    database: str
    authority: str = ""


class Database:
    """Statements against one shop's database, for reading. Thread-safe; no more than CONNECTIONS at a time."""

    def __init__(self, name: str, login: Login) -> None:
        self._name = name
        self._login = login
        self._places = threading.BoundedSemaphore(CONNECTIONS)
        self._lock = threading.Lock()
        self._idle: list[Any] = []

    def rows(self, statement: str, values: Mapping[str, object]) -> Sequence[dict[str, Any]]:
        """The rows of a statement. Raises ShopUnavailable, ShopRefused."""
        with self._connection() as connection, connection.cursor() as cursor:
            cursor.execute(statement, dict(values))
            return list(cursor.fetchall())

    def server(self) -> str:
        """The server's version."""
        (row,) = self.rows("SELECT VERSION() AS version", {})
        return str(row["version"])

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            _close(connection)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[Any]:
        if not self._places.acquire(timeout=STATEMENT_SECONDS):
            message = f"the database of {self._name} is being asked by others; try again in a moment"
            raise ShopUnavailable(message)
        try:
            connection = self._taken()
            try:
                yield connection
            except pymysql.MySQLError as error:
                _close(connection)
                raise self._unavailable(error) from None
            except BaseException:
                _close(connection)
                raise
            with self._lock:
                self._idle.append(connection)
        finally:
            self._places.release()

    def _taken(self) -> Any:
        """An idle connection that still lives, or a new one."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is not None:
            try:
                connection.ping(reconnect=False)
            except pymysql.MySQLError:
                _close(connection)  # the server ended it meanwhile
            else:
                return connection
        return self._opened()

    def _opened(self) -> Any:
        login = self._login
        given: dict[str, Any] = {"unix_socket": login.socket} if login.socket else {}
        if login.authority:
            given |= {"ssl_ca": login.authority, "ssl_verify_cert": True, "ssl_verify_identity": True}
        try:
            connection = pymysql.connect(
                host=login.host,
                port=login.port,
                user=login.user,
                password=login.password.reveal(),
                database=login.database,
                charset="utf8mb4",
                connect_timeout=CONNECT_SECONDS,
                read_timeout=STATEMENT_SECONDS + 1,
                write_timeout=STATEMENT_SECONDS + 1,
                autocommit=True,
                local_infile=False,
                cursorclass=DictCursor,
                **given,
            )
        except (pymysql.MySQLError, OSError) as error:
            raise self._unavailable(error) from None
        try:
            self._bounded(connection)
        except pymysql.MySQLError as error:
            _close(connection)
            raise self._unavailable(error) from None
        except ShopRefused:
            _close(connection)
            raise
        return connection

    def _bounded(self, connection: Any) -> None:
        """Refuse whoever may write, then bound what a statement may take."""
        with connection.cursor() as cursor:
            cursor.execute("SHOW GRANTS FOR CURRENT_USER()")
            granted = [str(next(iter(row.values()))) for row in cursor.fetchall()]
            if too_much(granted):
                message = (
                    f"the database user of {self._name} may do more than SELECT, and is not used: give the connector a "
                    "user of its own that may read and nothing else (docs/guide/en/orders.md has the statements)"
                )
                raise ShopRefused(message)
            if "MariaDB" in connection.get_server_info():
                cursor.execute("SET SESSION max_statement_time = %s", (STATEMENT_SECONDS,))
            else:
                cursor.execute("SET SESSION max_execution_time = %s", (STATEMENT_SECONDS * 1000,))
            cursor.execute("SET SESSION TRANSACTION READ ONLY")

    def _unavailable(self, error: BaseException) -> ShopUnavailable | ShopRefused:
        """What went wrong without the server's words, which may repeat values."""
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        if code in _REFUSED:
            return ShopRefused(f"the database of {self._name} does not let its user in (error {code})")
        if code in _LACKING:
            return ShopRefused(
                f"a table or column that is read is missing in the database of {self._name}, or not granted to its "
                f"user (error {code}); compare `prefix` and the grants with docs/guide/en/orders.md"
            )
        return ShopUnavailable(f"the database of {self._name} does not answer (error {code}); try again in a moment")


def too_much(granted: Sequence[str]) -> bool:
    """Whether a user with these grants may do anything but read; what is not understood counts as more."""
    if not granted:
        return True
    for grant in granted:
        plain = _QUOTED.sub("x", grant)
        if not _GRANT.fullmatch(plain) or _MORE.search(plain):
            return True
    return False


def statement(name: str, prefix: str = "") -> str:
    """A statement's text from its file; `prefix` (letters, digits, _) stands before the names of tables."""
    if not re.fullmatch(r"[A-Za-z0-9_]{0,32}", prefix):
        message = "a prefix of tables has letters, digits and _ alone"
        raise ValueError(message)
    text = (files("handclasp.orders") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return text.replace("{prefix}", prefix)


def _close(connection: Any) -> None:
    with contextlib.suppress(pymysql.MySQLError, OSError):
        connection.close()
