"""The page of one conversation with 50 messages, as an agent at the desk gets it, and the same page unguarded.

The product: the console's own page over its ASGI application: the session, whose conversation it is, the policies'
decisions, rows read under the person's row-level security, an access record sealed and committed before anything is
shown, bodies opened and drawn. The baseline draws the same page with the same session, lists and templates, but its
policies answer from a table of known answers, its rows come from a superuser's connection that no row-level security
applies to, and nothing is written down. Both open and check every record; they take turns, request by request.

Run as a program it reads a Plan from standard input and writes what it measured: a process of its own, so that nothing
of the caller's reaches it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final, NamedTuple

import httpx
import msgspec
import psycopg

from handclasp.access.policy import PLAIN, About, Action, Circumstances, Decision, Policies, Reader
from handclasp.bench.workload import messages
from handclasp.disclose import Records, Views
from handclasp.house.app import House
from handclasp.records import Author, Kind, Raw, Secret
from handclasp.store.queries import load as queries
from handclasp.store.read import Reading, Row

_TENANT: Final = "demo"
_WARM: Final = 10
_EACH: Final = 40
"""Turns that one agent takes: the desk lets nobody open many more conversations in a row."""


class Plan(msgspec.Struct, frozen=True):
    """What to measure: pages of so many messages, so many of them each way; `database` is a superuser's URL."""

    database: str
    messages: int
    pages: int
    seed: int


class Desk(NamedTuple):
    """An agent, their session, and the conversation in their hands."""

    who: Reader
    session: str
    conversation: bytes


class Times(msgspec.Struct, frozen=True):
    """Seconds of each page and of each reading alone, guarded and bare; `length`s are those of the last pages."""

    page: list[float]
    bare_page: list[float]
    read: list[float]
    bare_read: list[float]
    length: int
    bare_length: int


class Known:
    """Policies that look an answer up instead of deciding: what was asked once is known."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies
        self._answers: dict[tuple[Reader, Action, About | None, Circumstances], Decision] = {}

    def decide(self, who: Reader, action: Action, about: About | None = None, given: Circumstances = PLAIN) -> Decision:
        """The answer of the first time."""
        asked = (who, action, about, given)
        if asked not in self._answers:
            self._answers[asked] = self._policies.decide(*asked)
        return self._answers[asked]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._policies, name)


class BareReading(Reading):
    """Rows as a superuser reads them: no context is set, no row-level security applies, one connection stays open."""

    def __init__(self, house: House, url: str) -> None:
        super().__init__(house.database, house.log.log_id)
        # The plans of the product's own connections.
        indexed = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
        self._connection = psycopg.connect(url, autocommit=True, options=indexed)

    def _rows(self, query: str, tenant: int, size: int | None, person: Any = None, **parameters: Any) -> list[Row]:  # noqa: ARG002 - nobody in particular reads
        newest = self._connection.execute(queries("read")["newest_checkpoint"], {"log": self.log}).fetchone()
        covered = int(newest[0]) if newest else 0
        named = {"log": self.log, "tenant": tenant, "size": covered if size is None else min(size, covered)}
        return [Row(*row) for row in self._connection.execute(queries("read")[query], named | parameters)]


class Bare:
    """Reading without asking, walls or records; all else as the product does it."""

    def __init__(self, house: House, url: str) -> None:
        self._records = Records(BareReading(house, url), house.keyring, house.gate, house.log.origin)
        self._tenants = house.directory.tenant

    def read(
        self,
        who: Reader,
        conversation: bytes,
        *,
        purpose: str,  # noqa: ARG002
        reason: str | None = None,  # noqa: ARG002
        after: int = 0,
        limit: int = 500,
        until: int | None = None,
    ) -> Views:
        """The records with seq > after (and <= until)."""
        tenant = self._tenants(who.tenant)
        assert tenant is not None  # noqa: S101 - made at the start
        rows = self._records.rows(who, tenant, conversation, after)
        shown = [row for row in rows if until is None or row.seq <= until]
        pairs = self._records.openings(who, tenant, conversation, shown, rows)[:limit]
        return Views(one.view() for one in pairs)


def main() -> None:
    """Measure as standard input says."""
    from handclasp.config import load  # noqa: PLC0415
    from handclasp.house import processes, running  # noqa: PLC0415 - only the program starts Django

    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    with running.house(load()) as house:
        application = processes.application(house)
        desks = _desks(house, plan)
        times = asyncio.run(_pages(house, application, desks, plan))
    sys.stdout.buffer.write(msgspec.json.encode(times))


def _desks(house: House, plan: Plan) -> list[Desk]:
    """As many agents as the turns need, each with a conversation of their own."""
    from handclasp.desk.queue import Consumer  # noqa: PLC0415

    agents = [f"agent-{number}" for number in range(-(-(plan.pages + _WARM) // _EACH))]
    conversations = [_said(house, plan, agent) for agent in agents]
    read: dict[str, int] = {}
    consumer = Consumer(house.disclose, lambda: [_TENANT], read.get, read.__setitem__, house.flow.append)
    while consumer.step():
        pass
    return [at_the_desk(*pair) for pair in zip(agents, conversations, strict=True)]


def _said(house: House, plan: Plan, agent: str) -> bytes:
    """A conversation of so many recent messages; returns its pseudonym."""
    now = time.time_ns() // 1_000_000 - plan.messages * 1000
    raws = [
        Raw(
            tenant=_TENANT,
            conversation=f"order of {agent}",
            key=f"{agent}/{number}",
            kind=Kind.MESSAGE,
            author=Author("customer", "7F3A") if message.role == "customer" else Author("agent", agent),
            received=now + number * 1000,
            text=Secret(message.text),
        )
        for number, message in enumerate(islice(messages(plan.seed, now), plan.messages))
    ]
    return [house.flow.append(raw) for raw in raws][-1].stored.conversation


def at_the_desk(agent: str, conversation: bytes) -> Desk:
    """An account, the conversation in its hands, and a session with a second factor."""
    from handclasp.access.models import Staff, new_handle  # noqa: PLC0415
    from handclasp.access.sessions import ABOUT, SessionStore  # noqa: PLC0415
    from handclasp.desk.models import Conversation  # noqa: PLC0415
    from handclasp.web.console import entering  # noqa: PLC0415

    staff = Staff(username=agent, tenant=_TENANT, role="agent", display_name=agent, team="desk")
    staff.set_unusable_password()
    staff.save()
    Conversation.objects.filter(pseudonym=conversation).update(agent=agent, team="desk")
    session = SessionStore()
    session["_auth_user_id"] = str(staff.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = staff.get_session_auth_hash()
    session[entering.SECOND_FACTOR] = {"method": "totp", "at": time.time()}
    session[ABOUT] = {"handle": new_handle(), "address": "127.0.0.1", "agent": "benchmark", "began": time.time()}
    session.create()
    return Desk(Reader(_TENANT, "agent", agent, "desk"), str(session.session_key), conversation)


async def _pages(house: House, application: Any, desks: Sequence[Desk], plan: Plan) -> Times:
    from django.conf import settings  # noqa: PLC0415

    from handclasp.web.console.services import services, use  # noqa: PLC0415

    guarded, bare = services(), Bare(house, plan.database)
    unguarded = replace(guarded, disclose=bare, policies=Known(house.policies))  # type: ignore[arg-type]  # as far as pages use them
    page, bare_page, pages = [], [], (0, 0)
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=house.settings.public_url) as client:
        for number in range(plan.pages + _WARM):
            desk = desks[number // _EACH]
            client.cookies.clear()
            client.cookies.set(settings.SESSION_COOKIE_NAME, desk.session)
            path = f"/desk/c/{desk.conversation.hex()}"
            use(guarded)
            one, length = await _page(client, path)
            use(unguarded)
            other, bare_length = await _page(client, path)
            if number >= _WARM:
                page.append(one)
                bare_page.append(other)
            pages = (length, bare_length)
    who, conversation = desks[0].who, desks[0].conversation
    read = _reads(lambda: house.disclose.read(who, conversation, purpose="benchmark"), plan.pages)
    bare_read = _reads(lambda: bare.read(who, conversation, purpose="benchmark"), plan.pages)
    return Times(page, bare_page, read, bare_read, *pages)


async def _page(client: httpx.AsyncClient, path: str) -> tuple[float, int]:
    began = time.perf_counter()
    answer = await client.get(path)
    took = time.perf_counter() - began
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"the page answered {answer.status_code}: {answer.headers.get('location', '')}")
    return took, len(answer.content)


def _reads(read: Callable[[], Sequence[Any]], count: int) -> list[float]:
    times = []
    for _ in range(count):
        began = time.perf_counter()
        read()
        times.append(time.perf_counter() - began)
    return times


if __name__ == "__main__":
    main()
