"""How much of a request the console takes: what Django would put onto a disk as it came is refused before.

Django holds a body up to a size in memory and lets a larger one overflow into a file. Nothing that is sent to us lies
on a disk unsealed, so no body gets so large: files come in pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST: Final = 11 * 1024 * 1024
"""Bytes of a body: a file of 10 MiB in its form."""
_TOLD: Final = "That is too large; nothing was kept. / 内容过大，没有保存。\n".encode()


def bounded(app: ASGIApp, most: int = MOST) -> ASGIApp:
    """The same app; a body that says it is larger is answered with 413, one that becomes so is cut off."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _length(scope) > most:
            await _refuse(send)
            return
        left = most

        async def taken() -> Message:
            nonlocal left
            message = await receive()
            if message["type"] == "http.request":
                left -= len(message.get("body", b""))
                if left < 0:
                    return {"type": "http.disconnect"}
            return message

        await app(scope, taken, send)

    return serve


def _length(scope: Scope) -> int:
    said = next((value for name, value in scope["headers"] if name.lower() == b"content-length"), b"0")
    return int(said) if said.isdigit() else 0


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(_TOLD)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _TOLD})
