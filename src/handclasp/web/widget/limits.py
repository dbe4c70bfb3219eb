"""Token buckets in memory: how often a visitor or an address may ask.

They forget the least recently used, so their memory has a bound. Each process keeps its own: with n web processes a
limit is up to n times as wide, which is enough against floods; what must not be doubled is guarded by idempotency
keys, not here.
"""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable

from handclasp.web.hub import TooMany
from handclasp.web.widget.services import Bucket, Limits


class Buckets:
    """All buckets of one process."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self._limits = limits
        self._now = monotonic
        self._level: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, kind: str, who: str, bucket: Bucket) -> None:
        """Take one token. Raises TooMany with the seconds to wait."""
        key, now = f"{kind}/{who}", self._now()
        level, since = self._level.pop(key, (float(bucket.burst), now))
        level = min(float(bucket.burst), level + (now - since) * bucket.per_minute / 60)
        allowed = level >= 1
        self._level[key] = (level - 1 if allowed else level, now)
        while len(self._level) > self._limits.remembered:
            self._level.popitem(last=False)
        if not allowed:
            wait = max(1, math.ceil((1 - level) * 60 / bucket.per_minute))
            raise TooMany(f"That was too much at once. Try again in {wait} s.", wait)


def address_of(host: str | None) -> str:
    """What counts as one address: an IPv4 address, or an IPv6 /64."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
