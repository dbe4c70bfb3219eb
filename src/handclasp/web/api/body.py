"""Reads a request's body whole and within bounds, or says why not.

Size, pace and completeness are checked before a byte of it is looked at, so half a request never becomes half a
batch.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect, Request

from handclasp.records import Overloaded
from handclasp.web.api.context import Api
from handclasp.web.api.problems import Problem

# The rest of a body that is not wanted must not be read to its end.
_CLOSE = {"connection": "close"}


@asynccontextmanager
async def body_of(api: Api, request: Request, media_types: Collection[str], limit: int) -> AsyncIterator[bytes]:
    """Give the whole body, at most `limit` bytes of one of `media_types`; its memory is accounted for until the end.

    Raises Problem (411, 413, 415, 408, 400), Overloaded, ClientDisconnect.
    """
    _check_type(request, media_types)
    announced = _announced(request)
    if announced is not None and announced > limit:
        raise _too_large(limit)
    data = bytearray()
    held = 0
    try:
        async for chunk in _chunks(api, request):
            data += chunk
            api.bytes_in_flight += len(chunk)
            held += len(chunk)
            if held > limit:
                raise _too_large(limit)
            if api.bytes_in_flight > api.settings.max_bytes_in_flight:
                raise Overloaded("Too many bytes are waiting. Nothing was stored: try again in a moment.")
        if announced is not None and held != announced:
            reason = f"{announced} bytes were announced and {held} arrived. Nothing was stored: send it again whole."
            raise Problem("body-cut-short", reason, _CLOSE)
        yield bytes(data)
    finally:
        api.bytes_in_flight -= held


async def _chunks(api: Api, request: Request) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    idle = api.settings.body_idle_seconds
    end = loop.time() + api.settings.body_seconds
    more = True
    while more:
        try:
            async with asyncio.timeout_at(min(loop.time() + idle, end)):
                message = await request.receive()
        except TimeoutError:
            reason = (
                "The body came too slowly. Nothing was stored: send it again, in smaller batches if the line is slow."
            )
            raise Problem("slow-body", reason, _CLOSE) from None
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        more = message.get("more_body", False)
        if chunk := message.get("body", b""):
            yield chunk


def _announced(request: Request) -> int | None:
    length = request.headers.get("content-length")
    if length is None:
        if "transfer-encoding" not in request.headers:
            raise Problem("length-required", "Send a body, with its Content-Length or chunked.", _CLOSE)
        return None
    if not (length.isascii() and length.isdigit()):
        raise Problem("bad-header", "Content-Length must be a whole number of bytes.", _CLOSE)
    return int(length)


def _check_type(request: Request, media_types: Collection[str]) -> None:
    given, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    charsets = [part.partition("=")[2].strip('"') for part in parameters if part.startswith("charset=")]
    if given not in media_types or any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise Problem("unsupported-media-type", f"Send Content-Type: {' or '.join(media_types)}, in UTF-8.", _CLOSE)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem("unsupported-media-type", "Send the body without Content-Encoding.", _CLOSE)


def _too_large(limit: int) -> Problem:
    return Problem("body-too-large", f"The body may have {limit} bytes at most: send it in parts.", _CLOSE)
