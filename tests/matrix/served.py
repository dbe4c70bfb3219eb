"""The street behind a real web process: `handclasp web` on a port of its own, with accounts, sessions and API keys.

The tests stand outside and speak HTTP; the same house is open in the test's own process too, to look into its journal.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
from tests.house_fixture import House
from tests.matrix.circumstances import ELSEWHERE, NORTH, TENANT
from tests.matrix.furnish import NONE
from tests.matrix.street import Account, Standing, Street, accounts, assignment, build

from handclasp.access.policy import Reader, StepUp
from handclasp.disclose import Question
from handclasp.records import View

PASSWORD: Final = "踏雪寻梅 plum 4711"
ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 90.0
FAR: Final = "wallet-specialist"
"""Somebody of the other tenant: a name belongs to one account of the house alone."""


STAMPED_FOR: Final = 120.0
"""Seconds after which the sessions are stamped anew: a stamp counts for 300 (access/step_up.py)."""


class Person(NamedTuple):
    """What somebody has: the app's secret, recovery codes, and sessions by what was stepped up in them."""

    name: str
    secret: str
    codes: list[str]
    sessions: dict[str, list[str]]


class Served(NamedTuple):
    """A running house as its users meet it."""

    address: str
    street: Street
    people: dict[str, Person]
    cookies: dict[str, str]
    environment: dict[str, str]
    stamped: list[float]

    @property
    def house(self) -> House:
        """The same house, opened in this process."""
        return self.street.house

    def browser(self, name: str = "", session: str = NONE, which: int = 0) -> Browser:
        """A browser in which somebody is signed in, in one of several such sessions; without a name, nobody is."""
        if name:
            self._stamp()
        return Browser(self, self.people[name].sessions[session][which] if name else "")

    def _stamp(self) -> None:
        """Let the second factors be fresh, however long the tests before took."""
        with _stamping:
            if time.monotonic() - self.stamped[-1] <= STAMPED_FOR:
                return
            kinds: dict[str, list[str]] = {}
            for person in self.people.values():
                for kind, keys in person.sessions.items():
                    kinds.setdefault(kind, []).extend(keys)
            _asked(self.environment, {"again": kinds})
            self.stamped.append(time.monotonic())

    def run(self, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """One `handclasp` command beside the running house, told `said` where it asks."""
        return subprocess.run(
            [sys.executable, "-m", "handclasp", *arguments],
            env=self.environment,
            input=said,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def journal(self, tenant: str = TENANT, **asked: Any) -> list[View]:
        """The newest records of a tenant's journal, as an auditor reads it."""
        name = "the-auditor" if tenant == TENANT else "wallet-auditor"
        return self.house.audit.journal(Reader(tenant, "auditor", name, NORTH), Question(**asked), limit=60)

    def newest(self, tenant: str = TENANT) -> int:
        """The index of the newest record of a tenant's journal."""
        return max(view.index for view in self.journal(tenant))


_stamping = threading.Lock()
_wire = httpx.HTTPTransport(limits=httpx.Limits(max_connections=40))


class _Wire(httpx.BaseTransport):
    """Connections shared by all browsers: to make a new set for each takes longer than what they ask."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return _wire.handle_request(request)


class Browser:
    """An HTTP client with a browser's cookies; forms carry the token of its own cookie unless told otherwise."""

    def __init__(self, served: Served, session: str = "") -> None:
        self._names = served.cookies
        self.client = httpx.Client(base_url=served.address, timeout=PATIENCE, transport=_Wire())
        self.keep("csrf_cookie", secrets.token_hex(16))
        if session:
            self.keep("session_cookie", session)

    def keep(self, cookie: str, value: str) -> None:
        """Put a cookie in, as the house itself would."""
        self.client.cookies.set(self._names[cookie], value, domain="127.0.0.1")

    @property
    def session(self) -> str:
        """The session cookie as it is now."""
        return self.client.cookies.get(self._names["session_cookie"]) or ""

    @property
    def token(self) -> str:
        """What a form of this browser carries."""
        return self.client.cookies.get(self._names["csrf_cookie"]) or ""

    def get(self, path: str, **more: Any) -> httpx.Response:
        """GET a page; redirects are not followed."""
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """POST a form."""
        form = {"csrfmiddlewaretoken": self.token} | (data or {})
        return self.client.post(path, data=form, **more)


@contextmanager
def serve(house: House) -> Iterator[Served]:
    """Build the street in this house, furnish its console, and serve it until the end of the block."""
    street = build(house, people=False)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HANDCLASP_")},
        "PYTHONPATH": f"{ROOT}/src:{ROOT}",
        "HANDCLASP_DATA_DIR": str(house.settings.data_dir),
        "HANDCLASP_DATABASE_URL": str(house.settings.database_url),
        "HANDCLASP_LOG_ORIGIN": house.settings.log_origin,
        "COLUMNS": "200",
    }
    stamped = time.monotonic()
    told = _furnished(environment, street)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment |= {"HANDCLASP_WEB_PORT": str(port)}
    log = house.settings.data_dir / "web.log"
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [sys.executable, "-m", "handclasp", "web"], env=environment, stdout=out, stderr=out
        ) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            _ready(address, process, log)
            people = {name: Person(name, **person) for name, person in told.pop("people").items()}
            yield Served(address, street, people, told, environment, [stamped])
        finally:
            process.terminate()


def _furnished(environment: dict[str, str], street: Street) -> dict[str, Any]:
    plan = {
        "tenants": [TENANT, ELSEWHERE],
        "people": [{**one._asdict(), "password": PASSWORD} for one in _everybody()],
        "conversations": [_whose(standing, where) for standing, where in street.conversations.items()],
    }
    told: dict[str, Any] = json.loads(_asked(environment, plan))
    return told


def _asked(environment: dict[str, str], plan: dict[str, Any]) -> str:
    """What the furnisher says to a plan."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.matrix.furnish"],
        env=environment,
        cwd=ROOT,
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _everybody() -> list[Account]:
    here = [one._replace(team=one.team or NORTH) for one in accounts() if one.tenant == TENANT]
    return [
        *here,
        Account(ELSEWHERE, FAR, "specialist", NORTH),
        Account(ELSEWHERE, "wallet-auditor", "auditor", NORTH),
        Account(ELSEWHERE, "wallet-director", "director", NORTH),
    ]


def _whose(standing: Standing, conversation: bytes) -> dict[str, Any]:
    agent, team, merchants = assignment(standing)
    tenant = ELSEWHERE if standing.whose == "elsewhere" else TENANT
    return {
        "tenant": tenant,
        "conversation": conversation.hex(),
        "agent": agent,
        "team": team,
        "merchants": merchants,
    }


def _ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError(log.read_text())


def stepped(purpose: StepUp | None, given: str) -> str:
    """The name of the session that a line's `given` speaks of; an action without a purpose gets a plain one."""
    if purpose is None or not set(given) & {"s", "f"} or given == "nothing":
        return NONE
    return f"{'but' if 'f' in given else 'only'} {purpose.value}"
