"""Live pages by server-sent events: new lines as ready-made HTML, and a nudge when the person's lists changed.

A stream ends with the session; its lines end when the conversation is no longer theirs to read or the reason they gave
has run out. It tells nothing of what goes on outside their lists, and none holds a database connection of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation

from handclasp.access.models import Staff
from handclasp.access.policy import Action
from handclasp.access.sessions import ABOUT
from handclasp.disclose import Asking
from handclasp.records import HandclaspError
from handclasp.web.console import beside, drawn, reasons, requests
from handclasp.web.console.frame import zone
from handclasp.web.console.guard import conversation_of, elsewhere, reader
from handclasp.web.console.looking import Asked, Look, Viewer, look
from handclasp.web.console.masks import masks
from handclasp.web.console.offers import Offers
from handclasp.web.console.present import lines
from handclasp.web.console.services import services
from handclasp.web.hub import TooMany
from handclasp.web.together import THREADS, Together

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from zoneinfo import ZoneInfo

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from handclasp.records import View
    from handclasp.web.console.services import Follow
    from handclasp.web.hub import Ear, Hub

HEARTBEAT: Final = 15.0
PLACES: Final = 40
"""Pages that one person may keep open at once."""
# The list is kept by a consumer that reads the log a moment after the log speaks: look again a few times.
LOOK_AGAIN: Final = (0.1, 0.3, 0.6, 1.2, 2.5)
# Where something stirs all the time, so do the lists: every now and then is enough.
WHEN_BUSY: Final = 4.0


async def events(request: HttpRequest, pseudonym: str = "") -> HttpResponseBase:
    """`line` events (id: seq, data: HTML) after Last-Event-ID or `after`, and `queue` nudges when `list` is old.

    `changed` is a line sent or drawn before as it looks now, `beside` who is at the conversation now. `lost` (refused,
    reason) ends the lines, `ended` all.
    """
    try:
        found = await sync_to_async(_admit)(request, pseudonym)
    except (Http404, HandclaspError):
        return HttpResponse(status=404)
    if isinstance(found, HttpResponse):
        return HttpResponse(status=401)
    after = _after(request)
    try:
        services().hub.room(place(found.staff), PLACES)
        follow = await _follow(found, after)
    except TooMany as error:
        return HttpResponse(str(error), status=429, headers={"Retry-After": str(error.retry_after)})
    except HandclaspError:
        return HttpResponse(status=403)
    words = translation.get_language() or "en", zone(request)
    stream = _Stream(found, follow, words, request.GET.get("list", ""))
    return StreamingHttpResponse(
        stream.events(),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def place(staff: int) -> str:
    """Under which name a person's open pages are counted."""
    return f"staff/{staff}"


def _admit(request: HttpRequest, pseudonym: str) -> HttpResponse | Viewer:
    try:
        staff: Any = request.user
        away = elsewhere(request, staff if staff.is_authenticated else None)
        if away is not None:
            return away
        who, session = reader(request, staff), request.session.get(ABOUT, {}).get("handle", "")
        if not pseudonym:
            return Viewer(who, staff.pk, session, None, reasons.Why(), names=True)
        row, why = conversation_of(staff, pseudonym), reasons.why(request, pseudonym)
        offers = Offers(who, services().policies, row, why)
        if offers.access == "closed" and not offers.listed:
            services().gate.passed(who, Action.READ, bytes(row.pseudonym))  # refused and written down, as at the page
        name = bytes(row.pseudonym) if offers.access == "open" else None
        called = requests.everybody(staff.tenant) if offers.names else {}
        return Viewer(who, staff.pk, session, name, why, offers.names, offers.review, called)
    finally:
        # The stream may live for hours; its connection goes back to the pool before it starts.
        connection.close()


def _after(request: HttpRequest) -> int:
    text = request.headers.get("Last-Event-ID") or request.GET.get("after", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


async def _follow(viewer: Viewer, after: int) -> Follow | None:
    name, why = viewer.conversation, viewer.why
    if name is None:
        return None
    found: Follow = await services().hub.follow(Asking(viewer.who, name, why.purpose, why.reason or None, after))
    return found


# All pages of a process are looked after by these threads, each of which keeps one connection.
_lookers: Final = ThreadPoolExecutor(THREADS, "desk-looks")


@functools.lru_cache(maxsize=1)
def _looking(_hub: Hub) -> Together[Asked, Look]:
    """Of a hub, and so of one event loop."""
    return Together(_lookers, look)


class _Stream:
    """One open page: its lines as they come, its lists when something stirred, at the consumer's pace."""

    def __init__(self, viewer: Viewer, follow: Follow | None, words: tuple[str, ZoneInfo], seen: str) -> None:
        self._viewer, self._follow = viewer, follow
        self._language, self._tz = words
        # What the page was drawn from: what changed since then must not be missed.
        self._seen = seen
        self._stirred = asyncio.Event()
        self._looks: list[float] = []
        self._looked = -HEARTBEAT
        self._beat = time.monotonic()
        self._company = beside.Company(viewer)

    async def events(self) -> AsyncIterator[str]:
        """Yield server-sent events until the session or the connection ends."""
        hub, viewer = services().hub, self._viewer
        with hub.place(place(viewer.staff), PLACES), hub.stirs(self._list_changed), contextlib.ExitStack() as stack:
            ear = None
            if self._follow is not None and viewer.conversation is not None:
                ear = stack.enter_context(hub.ear(viewer.conversation, self._follow, list, self._stirred.set))
                self._company.enter(self._stirred.set)
            stack.callback(self._company.leave)
            seen = self._seen or (await self._look()).state
            yield "retry: 2000\n: open\n\n"
            while (look := await self._look()).state is not None:
                async for event in self._lines(ear, look.lost):
                    yield event
                if (html := self._company.news(self._language)) is not None:
                    yield _event("beside", html)
                if said := self._news(seen or look.state, look.state):
                    yield said
                seen = look.state
                await self._wait()
            yield f"event: ended\ndata: {await _looking_away(viewer.staff)}\n\n"

    def _news(self, seen: str, now: str) -> str:
        """What to say of the lists. Others' doings wake the stream too; of these nothing is said, not even a sign."""
        if now != seen:
            return "event: queue\ndata: changed\n\n"
        if time.monotonic() - self._beat < HEARTBEAT:
            return ""
        self._beat = time.monotonic()
        return ": still here\n\n"

    async def _lines(self, ear: Ear[View] | None, lost: str) -> AsyncIterator[str]:
        if self._follow is None or ear is None:
            return
        try:
            views = await ear.next(0) or [] if ear.woken and not lost else []
        except HandclaspError:
            views, lost = [], "refused"
        changed = self._follow.changed if views else []
        for seq, html in await asyncio.to_thread(self._drawn, views) if views else []:
            yield _event("line", html, seq)
        # Without an id: after a cut the browser goes on where it was.
        for _, html in await asyncio.to_thread(self._drawn, changed) if changed else []:
            yield _event("changed", html)
        if lost:
            self._follow = None
            self._company.leave()
            yield f"event: lost\ndata: {lost}\n\n"

    def _drawn(self, views: list[View]) -> list[tuple[int, str]]:
        name = self._viewer.conversation or b""
        with translation.override(self._language), timezone.override(self._tz):
            return [
                (line.seq, drawn.line_(line, name.hex(), self._viewer.review))
                for line in lines(
                    views, names=self._viewer.names, masks=masks(self._viewer.who, name), called=self._viewer.called
                )
            ]

    async def _wait(self) -> None:
        now = time.monotonic()
        self._looks = [at for at in self._looks if at > now]
        pause = min([at - now for at in self._looks] + [HEARTBEAT, self._company.changes()])
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), pause)
        self._stirred.clear()

    def _list_changed(self) -> None:
        """Look at the lists a few times; where something stirs all the time, every now and then."""
        now = time.monotonic()
        if any(at > now for at in self._looks):
            return
        busy = now - self._looked < WHEN_BUSY
        self._looks = [now + pause for pause in ((WHEN_BUSY,) if busy else LOOK_AGAIN)]
        self._looked = self._looks[-1]
        if not busy:
            self._stirred.set()

    async def _look(self) -> Look:
        return await _looking(services().hub).answer(Asked(self._viewer, self._follow is not None))


async def _looking_away(staff: int) -> str:
    """Why a session ended: `suspended` lets the browser wipe what it kept of the account."""
    return "signed-out" if await sync_to_async(_in_service)(staff) else "suspended"


def _in_service(staff: int) -> bool:
    try:
        return bool(Staff.objects.filter(pk=staff, is_active=True).exists())
    finally:
        connection.close()


def _event(name: str, data: str, number: int | None = None) -> str:
    # A stream's lines end at CR, LF or both; splitlines() would also cut at characters that belong to the text.
    rows = data.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    body = "\n".join(f"data: {row}" for row in rows)
    head = f"event: {name}\n" if number is None else f"event: {name}\nid: {number}\n"
    return f"{head}{body}\n\n"
