"""What an open page is told of the company it has: the customer in the chat, colleagues at the same conversation.

Names are for colleagues: to a seller's page nobody of the desk is shown. One is no company to oneself.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from django.template.loader import render_to_string
from django.utils import translation

from handclasp.web.beside import CUSTOMER, DESK, HERE, REPLY, Somebody
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Callable

    from handclasp.web.beside import Present
    from handclasp.web.console.looking import Viewer

_PART: Final = "handclasp/parts/beside.html"


class Company:
    """Of one open page, on its event loop: enter when lines are read, leave when they are no more; both may repeat."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._stay = contextlib.ExitStack()
        self._name: bytes | None = None
        self._told: tuple[Present, ...] = ()

    def enter(self, wake: Callable[[], None]) -> None:
        """Be at the conversation; `wake` is called on the loop whenever somebody comes, goes or writes."""
        loop, name, known = asyncio.get_running_loop(), self._viewer.conversation, services().beside
        if name is None or self._name is not None:
            return

        def soon() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has just been closed
                loop.call_soon_threadsafe(wake)

        self._name = name
        self._stay.enter_context(known.watch(name, soon))
        self._stay.enter_context(known.enter(name, Somebody(DESK, self._viewer.who.id)))

    def leave(self) -> None:
        """Be there no more."""
        self._name = None
        self._stay.close()

    def changes(self) -> float:
        """Seconds after which the company changes by itself."""
        return HERE if self._name is None else services().beside.changes(self._name)

    def news(self, language: str) -> str | None:
        """Who is there, drawn, when that is another than was told; else None."""
        others = () if self._name is None else tuple(filter(self._shown, services().beside.at(self._name)))
        if others == self._told:
            return None
        self._told = others
        with translation.override(language):
            return render_to_string(_PART, _sorted(others, self._viewer))

    def _shown(self, one: Present) -> bool:
        return one.who.side == CUSTOMER or (self._viewer.names and one.who.name != self._viewer.who.id)


def _sorted(others: tuple[Present, ...], viewer: Viewer) -> dict[str, object]:
    desk = [(viewer.called.get(one.who.name, one.who.name), one.writes) for one in others if one.who.side == DESK]
    return {
        "customer": next((one for one in others if one.who.side == CUSTOMER), None),
        "here": [name for name, writes in desk if not writes],
        "noting": [name for name, writes in desk if writes and writes != REPLY],
        "answering": [name for name, writes in desk if writes == REPLY],
    }
