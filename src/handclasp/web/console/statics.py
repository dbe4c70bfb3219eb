"""Static files by WhiteNoise, each answered whole.

They are a few small files, and a file read piece by piece in an asynchronous server costs a thread for each piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

if TYPE_CHECKING:
    from whitenoise.responders import StaticFile


class Statics(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise with answers held in memory."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
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
        return response
