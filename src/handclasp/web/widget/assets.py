"""The widget's own files: read once, served with their hash in the path, so that browsers may keep them for ever.

Promises: they come packed to whoever takes them so; the frame can be embedded only by the origins of its site, runs
only our own scripts and styles, and talks only to us; no cookie is ever set. The launcher is the one file whose address
never changes.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from handclasp.access.machines import Site
from handclasp.web.packing import packed, takes
from handclasp.web.widget.refusals import SiteUnknown, refuse

_TYPES: Final = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' blob:; media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors "
)
_PLAIN: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class Assets:
    """The files under `static/`, in memory."""

    def __init__(self, site: Callable[[str], Site | None]) -> None:
        self._site = site
        root = files("handclasp.web.widget").joinpath("static")
        self._launcher = root.joinpath("handclasp.js").read_bytes()
        self._files = {file.name: file.read_bytes() for file in _all(root.joinpath("frame"))}
        self.version = _hash(*(data for _, data in sorted(self._files.items())))
        self._frame = self._files.pop("frame.html").replace(b"%VERSION%", self.version.encode())

    async def launcher(self, request: Request) -> Response:
        """`/widget/handclasp.js`: small, revalidated every few minutes."""
        return _with_etag(request, self._launcher, "js", "public, max-age=300")

    async def frame(self, request: Request) -> Response:
        """`/widget/frame?site=KEY`: the page inside the iframe, for that site's origins alone."""
        site = await anyio.to_thread.run_sync(self._site, request.query_params.get("site", ""))
        if site is None:
            return refuse(SiteUnknown("No site has this key. Check data-site in the script tag."))
        response = _with_etag(request, self._frame, "html", "no-cache")
        response.headers["Content-Security-Policy"] = _POLICY + (" ".join(site.origins) or "'none'")
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
        return response

    async def asset(self, request: Request) -> Response:
        """`/widget/assets/HASH/NAME`; another version's hash is answered with today's file, not to be kept."""
        name = request.path_params["name"]
        data = self._files.get(name)
        if data is None:
            return Response(status_code=404, headers=_PLAIN)
        current = request.path_params["version"] == self.version
        return _with_etag(request, data, name.rpartition(".")[2], _FOR_EVER if current else "no-cache")


def _with_etag(request: Request, data: bytes, suffix: str, cache: str) -> Response:
    # Weak: packed or not, it is the same file.
    tag = f'"{_hash(data)}"'
    headers = _PLAIN | {"ETag": f"W/{tag}", "Cache-Control": cache, "Vary": "Accept-Encoding"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in known:
        return Response(status_code=304, headers=headers)
    small = _packed(data) if takes(request.headers.get("accept-encoding", "")) else None
    if small is not None:
        headers |= {"Content-Encoding": "gzip"}
    return Response(data if small is None else small, media_type=_TYPES[suffix], headers=headers)


_packed = functools.lru_cache(maxsize=64)(packed)


def _all(folder: Traversable) -> list[Traversable]:
    return [file for file in folder.iterdir() if file.name.rpartition(".")[2] in _TYPES]


def _hash(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:16]
