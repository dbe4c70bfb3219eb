"""The published log as C2SP tlog-tiles: checkpoint, verifier keys, hash tiles, and entry bundles for auditors.

Paths are taken in their one canonical spelling or not at all (https://c2sp.org/tlog-tiles). Tiles never change, so they
may be cached for ever; a checkpoint may not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from handclasp.records import NotFound
from handclasp.web.api.callers import caller_of, pace
from handclasp.web.api.context import Api
from handclasp.web.api.problems import Problem
from handclasp.web.api.services import Caller

_TEXT = "text/plain; charset=utf-8"
_FOR_EVER = "max-age=31536000, immutable"
_TILE = re.compile(
    r"(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
_MAX_LEVEL = 63
_FULL = 256
# Entry bundles show a conversation's rhythm: any site's would be in them, so the scope is the auditor's alone.
_ENTRIES = "entries"


class Tile(NamedTuple):
    """A tile's place: `level` None for entry bundles, `at` its index, `width` None for a full one."""

    level: int | None
    at: int
    width: int | None


def parse_tile(path: str) -> Tile:
    """Parse what follows `tile/`. Raises Problem (400) for any spelling but the canonical one."""
    found = _TILE.fullmatch(path)
    if found is None:
        raise _no_tile()
    groups = found["index"].split("/")
    if len(groups) > 1 and groups[0] == "x000":
        raise _no_tile()
    level = None if found["level"] == _ENTRIES else int(found["level"])
    width = None if found["width"] is None else int(found["width"])
    if (level or 0) > _MAX_LEVEL or (width or 0) >= _FULL:
        raise _no_tile()
    return Tile(level, int("".join(group.lstrip("x") for group in groups)), width)


def _no_tile() -> Problem:
    reason = "Tile paths are tile/<level>/<index>[.p/<width>], the index in groups of three digits as in x001/x234/067."
    return Problem("bad-tile-path", reason)


async def get_checkpoint(api: Api, request: Request, _caller: Caller | None) -> Response:
    """The newest checkpoint, a signed note."""
    text = await api.read(api.services.log.checkpoint, request.path_params["log"])
    if text is None:
        raise NotFound("There is no such log, or it has no checkpoint yet.")
    return Response(text, headers={"cache-control": "no-cache"}, media_type=_TEXT)


async def get_vkey(api: Api, request: Request, _caller: Caller | None) -> Response:
    """The log's verifier keys, one a line."""
    keys = await api.read(api.services.log.vkeys, request.path_params["log"])
    if not keys:
        raise NotFound("There is no such log.")
    return Response("".join(f"{key}\n" for key in keys), headers={"cache-control": "no-cache"}, media_type=_TEXT)


async def get_tile(api: Api, request: Request, _caller: Caller | None) -> Response:
    """A hash tile, or an entry bundle for callers with scope `audit`."""
    tile = parse_tile(request.path_params["tile"])
    log, doors = request.path_params["log"], api.services.log
    if tile.level is None:
        caller = await caller_of(api, request, "audit")
        pace(api, caller, 1)
        await api.read(api.services.looked, caller, f"entry bundle {tile.at} of log {log}")
        data = await api.read(doors.entries, log, tile.at, tile.width)
        cache = f"private, {_FOR_EVER}"
    else:
        data = await api.read(doors.tile, log, tile.level, tile.at, tile.width)
        cache = f"public, {_FOR_EVER}"
    if data is None:
        raise NotFound("There is no such tile (yet).")
    return Response(data, headers={"cache-control": cache}, media_type="application/octet-stream")
