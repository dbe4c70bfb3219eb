"""Times for people: UTC, to the second, the same on every machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def show_time(milliseconds: int) -> str:
    """Return e.g. `2026-11-22 10:02:07 UTC`; a time outside the years 1-9999 stays a count of milliseconds."""
    try:
        moment = _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return f"{milliseconds} ms"
    return f"{moment:%Y}".zfill(4) + f"{moment:-%m-%d %H:%M:%S} UTC"
