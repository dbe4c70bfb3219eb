"""How a copy of a file leaves by any of our doors: drawn anew by us, and even so trusted by no browser."""

from __future__ import annotations

from typing import Final

_ENDINGS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "audio/webm": "webm",
}


def headers_of(seq: int, media_type: str) -> dict[str, str]:
    """Headers of a file: kept by nobody, run by nobody, embedded by no other page."""
    kind = "inline" if media_type.startswith(("image/", "audio/")) else "attachment"
    name = f"{seq}.{_ENDINGS[media_type]}" if media_type in _ENDINGS else str(seq)
    return {
        "Cache-Control": "no-store",
        "Content-Disposition": f'{kind}; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
