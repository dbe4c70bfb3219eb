"""Static files by WhiteNoise, each answered whole, and packed for whoever takes it packed.

They are a few small files, and a file read piece by piece in an asynchronous server costs a thread for each piece.
Pages name them under a hash of them all, so that browsers keep them for ever; another version's hash is answered with
today's file, not to be kept. Modules and pictures that name one another do so by their place, and stay in one version.
"""

from __future__ import annotations

import functools
import hashlib
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from handclasp.web.packing import packed, takes

if TYPE_CHECKING:
    from whitenoise.responders import StaticFile

FOR_EVER: Final = "public, max-age=31536000, immutable"
_TEXT: Final = re.compile(r"text/|application/(json|javascript)|image/svg")
_VERSION: Final = re.compile(r"([0-9a-f]{16})/(.+)\Z", re.DOTALL)


@functools.cache
def version() -> str:
    """Sixteen hex digits that change with any of the files."""
    whole = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in sorted(finder.list(None), key=lambda pair: str(pair[0])):
            with storage.open(path) as opened:
                whole.update(hashlib.sha256(path.encode()).digest() + hashlib.sha256(opened.read()).digest())
    return whole.hexdigest()[:16]


class Versioned(StaticFilesStorage):
    """Addresses of static files under the version of them all."""

    def url(self, name: str | None) -> str:
        """The address that a page names."""
        return f"{settings.STATIC_URL}{version()}/{name}"


class Statics(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise with answers held in memory."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self._packed: dict[StaticFile, bytes | None] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request for a file; pass on any other."""
        path = request.path_info
        found = _VERSION.match(path.removeprefix(self.static_prefix)) if path.startswith(self.static_prefix) else None
        file = self.files.get(self.static_prefix + found[2]) if found else None
        if found is None or file is None:
            answer: HttpResponse = super().__call__(request)
            return answer
        answer = self.serve(file, request)
        answer["Cache-Control"] = FOR_EVER if found[1] == version() else "no-cache"
        return answer

    def serve(self, static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Answer one request for a file, with its caching headers, ranges and 304s."""
        found: Any = static_file.get_response(request.method or "GET", request.META)
        content = b""
        if found.file is not None:
            with found.file as opened:
                content = opened.read()
        response = HttpResponse(content, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        if _TEXT.match(response.get("Content-Type", "")):
            response["Vary"] = "Accept-Encoding"
            whole = response.status_code == HTTPStatus.OK and request.method == "GET"
            if whole and takes(request.headers.get("Accept-Encoding", "")):
                self._pack(response, static_file)
        return response

    def _pack(self, response: HttpResponse, static_file: StaticFile) -> None:
        if static_file not in self._packed:
            self._packed[static_file] = packed(response.content)
        small = self._packed[static_file]
        if small is not None:
            response.content = small
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(small))
