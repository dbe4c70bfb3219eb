"""The last hand on every answer: headers that tell a browser to trust it no further than it must.

What a page says of itself stands; what it leaves unsaid is the strictest. TRACE, which would repeat a request with its
cookies, is answered by nobody. Nothing here reads a body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNSAID: Final[dict[bytes, bytes]] = {
    b"content-security-policy": b"default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    b"frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}
"""What an answer gets when it says nothing itself."""
_REPEATING: Final = frozenset({"TRACE", "TRACK"})
HTTPS_ONLY: Final = b"max-age=31536000; includeSubDomains"


def secured(app: ASGIApp, *, https: bool) -> ASGIApp:
    """The same app; its answers carry UNSAID, and where browsers come by HTTPS, that they must stay with it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                message = {**message, "headers": _complete(message.get("headers") or (), https=https)}
            await send(message)

        traced = scope["type"] == "http" and scope["method"] in _REPEATING
        await (_refuse if traced else app)(scope, receive, answer)

    return serve


async def _refuse(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 405, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def _complete(given: Any, *, https: bool) -> list[tuple[bytes, bytes]]:
    headers = [(name.lower(), value) for name, value in given]
    said = {name for name, _ in headers}
    headers += [(name, value) for name, value in UNSAID.items() if name not in said]
    if https:
        headers = [one for one in headers if one[0] != b"strict-transport-security"]
        headers.append((b"strict-transport-security", HTTPS_ONLY))
    return headers
