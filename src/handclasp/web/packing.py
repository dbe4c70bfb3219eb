"""The house's own files, packed once, for browsers that take them packed.

Only files that are the same for everybody: a page says different things to different people, and how much smaller
packing made it would tell a listener on the wire something of what stands in it.
"""

from __future__ import annotations

import gzip
import re
from typing import Final

_LEAST: Final = 600
"""Bytes under which packing saves no packet."""
_TAKEN: Final = re.compile(r"(?:^|[,\s])(?:gzip|\*)\s*(?:;\s*q\s*=\s*([0-9.]+))?\s*(?:,|$)")


def packed(data: bytes) -> bytes | None:
    """The same as gzip (RFC 1952), without name or time; None where it would not be smaller."""
    small = gzip.compress(data, 9, mtime=0) if len(data) >= _LEAST else data
    return small if len(small) < len(data) else None


def takes(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110, section 12.5.3)."""
    found = _TAKEN.search(accepted.lower())
    return found is not None and (found[1] or "1").strip("0.") != ""
