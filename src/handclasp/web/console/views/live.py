"""Live pages by server-sent events: new lines as ready-made HTML, and a nudge when the list changed.

A stream ends with the session; it holds no database connection while it waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any, Final

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation

from handclasp.access.models import Staff, StaffSession
from handclasp.access.policy import Action
from handclasp.access.sessions import ABOUT
from handclasp.desk.models import Conversation
from handclasp.records import HandclaspError
from handclasp.web.console.frame import zone
from handclasp.web.console.guard import conversation_of, elsewhere, may, reader
from handclasp.web.console.present import lines
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from zoneinfo import ZoneInfo

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from handclasp.access.policy import Reader
    from handclasp.web.console.services import Follow

HEARTBEAT: Final = 15.0
# The list is kept by a consumer that reads the log a moment after the log speaks: look again a few times.
LOOK_AGAIN: Final = (0.1, 0.3, 0.6, 1.2, 2.5)


async def events(request: HttpRequest, pseudonym: str = "") -> HttpResponseBase:
    """`line` events (id: seq, data: HTML) after Last-Event-ID or `after`, and `queue` nudges when `list` is old."""
    try:
        found = await sync_to_async(_admit)(request, pseudonym)
    except Http404:
        return HttpResponse(status=404)
    if isinstance(found, HttpResponse):
        return HttpResponse(status=401)
    staff, who, conversation, key = found
    name = bytes(conversation.pseudonym) if conversation and may(staff, Action.READ) else None
    after = _after(request)
    try:
        follow = await _follow(who, name, after)
    except HandclaspError:
        return HttpResponse(status=403)
    words = translation.get_language() or "en", zone(request)
    stream = _Stream(staff, name, follow, key, words, request.GET.get("list", ""))
    return StreamingHttpResponse(
        stream.events(),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _admit(request: HttpRequest, pseudonym: str) -> HttpResponse | tuple[Staff, Reader, Conversation | None, str]:
    try:
        staff: Any = request.user
        away = elsewhere(request, staff if staff.is_authenticated else None)
        if away is not None:
            return away
        conversation = conversation_of(staff, pseudonym) if pseudonym else None
        return staff, reader(request, staff), conversation, request.session.get(ABOUT, {}).get("handle", "")
    finally:
        # The stream may live for hours; its connection goes back to the pool before it starts.
        connection.close()


def _after(request: HttpRequest) -> int:
    text = request.headers.get("Last-Event-ID") or request.GET.get("after", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


async def _follow(who: Reader, name: bytes | None, after: int) -> Follow | None:
    if name is None:
        return None
    disclose = services().disclose
    return await asyncio.to_thread(lambda: disclose.follow(who, name, purpose="support", after=after))


class _Stream:
    """One open page. Wakes come from other threads; everything else happens on the event loop."""

    def __init__(
        self, staff: Staff, name: bytes | None, follow: Follow | None, key: str, words: tuple[str, ZoneInfo], seen: str
    ) -> None:
        self._staff, self._name, self._follow, self._key = staff, name, follow, key
        self._language, self._tz = words
        # What the page was drawn from: what changed since then must not be missed.
        self._seen = seen
        self._loop = asyncio.get_running_loop()
        self._stirred = asyncio.Event()
        self._new_lines = follow is not None
        self._looks: list[float] = []

    async def events(self) -> AsyncIterator[str]:
        """Yield server-sent events until the session or the connection ends."""
        leave = [services().tail.subscribe(None, lambda: self._wake(self._list_changed))]
        if self._name is not None:
            leave.append(services().tail.subscribe(self._name, lambda: self._wake(self._said)))
        try:
            seen = self._seen or await self._state()
            yield "retry: 2000\n: open\n\n"
            while seen is not None:
                async for event in self._lines():
                    yield event
                now = await self._state()
                if now is not None:
                    yield ": still here\n\n" if now == seen else "event: queue\ndata: changed\n\n"
                    await self._wait()
                seen = now
            yield "event: ended\ndata: signed-out\n\n"
        finally:
            for unsubscribe in leave:
                unsubscribe()

    async def _lines(self) -> AsyncIterator[str]:
        if not self._new_lines or self._follow is None:
            return
        self._new_lines = False
        try:
            views = await asyncio.to_thread(self._follow.more)
        except HandclaspError:
            self._follow = None
            yield "event: ended\ndata: refused\n\n"
            return
        with translation.override(self._language), timezone.override(self._tz):
            drawn = [(line.seq, self._draw(line)) for line in lines(views)]
        for seq, html in drawn:
            yield _event("line", html, seq)

    def _draw(self, line: Any) -> str:
        name = self._name.hex() if self._name else ""
        return render_to_string("handclasp/parts/line.html", {"line": line, "hex": name})

    async def _wait(self) -> None:
        now = time.monotonic()
        self._looks = [at for at in self._looks if at > now]
        pause = min([at - now for at in self._looks], default=HEARTBEAT)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), pause)
        self._stirred.clear()

    def _wake(self, what: Any) -> None:
        # The page may be gone while the news is on its way.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(what)

    def _said(self) -> None:
        self._new_lines = True
        self._stirred.set()

    def _list_changed(self) -> None:
        if not self._looks:
            now = time.monotonic()
            self._looks = [now + pause for pause in LOOK_AGAIN]
            self._stirred.set()

    async def _state(self) -> str | None:
        return await sync_to_async(_state, thread_sensitive=False)(self._staff.pk, self._staff.tenant, self._key)


def list_state(tenant: str) -> str:
    """The newest record taken into the list (rides on `desk_changed`); it changes whenever the list does."""
    newest = Conversation.objects.filter(tenant=tenant).order_by("-last_index").values_list("last_index", flat=True)
    return str(newest.first())


def _state(staff: int, tenant: str, key: str) -> str | None:
    """The list's state, or None when the session is over."""
    try:
        mine = StaffSession.objects.filter(
            handle=key, staff=staff, staff__is_active=True, expire_date__gt=timezone.now()
        )
        if not mine.exists():
            return None
        return list_state(tenant)
    finally:
        connection.close()


def _event(name: str, data: str, number: int) -> str:
    # A stream's lines end at CR, LF or both; splitlines() would also cut at characters that belong to the text.
    rows = data.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    body = "\n".join(f"data: {row}" for row in rows)
    return f"event: {name}\nid: {number}\n{body}\n\n"
