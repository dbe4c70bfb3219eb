"""Times as card shops write them: of their own clock, in their own time zone, without saying which."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def moment(value: object, zone: ZoneInfo) -> int | None:
    """Milliseconds since 1970 (UTC) of a time in the shop's zone; None for none, and for MySQL's zero date."""
    if not isinstance(value, datetime):
        return None
    return round(value.replace(tzinfo=zone).timestamp() * 1000)
