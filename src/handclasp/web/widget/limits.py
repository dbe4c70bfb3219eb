"""How often a visitor or an address may ask, and what counts as one address."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable

from handclasp.web.buckets import Table
from handclasp.web.hub import TooMany
from handclasp.web.widget.services import Bucket


class Buckets:
    """All buckets of these doors, in a table that other web workers may share."""

    def __init__(self, monotonic: Callable[[], float], table: Table) -> None:
        self._now = monotonic
        self._table = table

    def take(self, kind: str, who: str, bucket: Bucket) -> None:
        """Take one token. Raises TooMany with the seconds to wait."""
        wait = math.ceil(self._table.take(f"{kind}/{who}", bucket.per_minute / 60, bucket.burst, 1, self._now()))
        if wait:
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
