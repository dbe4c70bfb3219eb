"""The page on which anybody checks a receipt, a transcript or an evidence pack: public, and nothing is sent to us.

Promises: the page may fetch this house's published log and nothing else, runs our one script, and stands in no frame;
what is checked on it never reaches us. It is handed what it serves and checks nothing itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH: Final = "/verify"
_ASSETS: Final = f"{PATH}/assets"
_COPY: Final = f"{PATH}/offline.html"
_HTML: Final = "text/html; charset=utf-8"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_PLAIN: Final = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


@dataclass(frozen=True, kw_only=True)
class Checker:
    """The page's parts: script, style, the whole page as one file, and what makes it of their addresses.

    `served(script, style, log, copy)` makes the page that loads them; `origin` is where browsers find this house, such
    as https://chat.example.com, `log` the log's name.
    """

    script: str
    style: str
    offline: bytes
    served: Callable[[str, str, str, str], bytes]
    origin: str
    log: str


def verify_routes(checker: Checker) -> list[Route]:
    """The page, its two files and the copy to keep, all under /verify."""
    files = {"checker.js": (checker.script, "text/javascript"), "checker.css": (checker.style, "text/css")}
    version = hashlib.sha256("".join(text for text, _ in files.values()).encode()).hexdigest()[:16]
    script, style = (f"{_ASSETS}/{version}/{name}" for name in files)
    log = f"/log/{checker.log}/"
    page = checker.served(script, style, log, _COPY)

    async def show(request: Request) -> Response:
        # The page asks its own host, which is the one it was asked for at: only there may it connect to.
        seen = f"{request.url.scheme}://{request.url.netloc}"
        hosts = dict.fromkeys((checker.origin.rstrip("/"), seen)) if _plain(request.url.netloc) else [checker.origin]
        places = " ".join(f"{host}{log}{part}" for host in hosts for part in ("checkpoint", "vkey", "tile/"))
        policy = (
            f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src {places}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        headers = {**_PLAIN, "Cache-Control": "no-cache", "Content-Security-Policy": policy}
        return Response(page, media_type=_HTML, headers=headers)

    async def asset(request: Request) -> Response:
        found = files.get(request.path_params["name"])
        if found is None:
            return Response(status_code=404, headers=_PLAIN)
        current = request.path_params["version"] == version
        headers = {**_PLAIN, "Cache-Control": _FOR_EVER if current else "no-cache"}
        return Response(found[0], media_type=f"{found[1]}; charset=utf-8", headers=headers)

    async def copy(_request: Request) -> Response:
        kept = {"Content-Disposition": 'attachment; filename="handclasp-verify.html"', "Cache-Control": "no-cache"}
        return Response(checker.offline, media_type=_HTML, headers={**_PLAIN, **kept})

    return [Route(PATH, show), Route(f"{_ASSETS}/{{version}}/{{name}}", asset), Route(_COPY, copy)]


def _plain(host: str) -> bool:
    """Whether a Host header is nothing but a name or address with a port: it goes into a policy."""
    return bool(host) and all(letter.isascii() and (letter.isalnum() or letter in ".-:[]") for letter in host)
