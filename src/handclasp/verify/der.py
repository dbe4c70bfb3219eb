"""DER, read strictly (X.690 §10): one length spelling, no bytes left over. Only what a time-stamp needs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

INTEGER, OCTETS, NULL, OID, SEQUENCE, SET, GENERALIZED_TIME = 0x02, 0x04, 0x05, 0x06, 0x30, 0x31, 0x18
_TIME: Final = re.compile(rb"(\d{14})(\.\d*[1-9])?Z")


class BadDer(ValueError):
    """The bytes are not DER, or not the type that was expected."""


class Node(NamedTuple):
    """One value: its tag byte, its content, and all of it as it stood."""

    tag: int
    content: bytes
    whole: bytes

    def want(self, tag: int) -> Node:
        """Return it if it has this tag."""
        if self.tag != tag:
            raise BadDer("another type than expected")
        return self

    def children(self) -> list[Node]:
        """Return the values in a constructed value."""
        found, at = [], 0
        while at < len(self.content):
            node, at = _read(self.content, at)
            found.append(node)
        return found

    def integer(self) -> int:
        """Return the value of an INTEGER in its shortest form."""
        data = self.want(INTEGER).content
        if not data or (len(data) > 1 and data[0] in (0, 0xFF) and data[0] >> 7 == data[1] >> 7):
            raise BadDer("an integer that is not in its shortest form")
        return int.from_bytes(data, "big", signed=True)

    def oid(self) -> str:
        """Return an OBJECT IDENTIFIER in dotted form."""
        arcs: list[int] = []
        value, fresh = 0, True
        for byte in self.want(OID).content:
            if fresh and byte == 0x80:
                raise BadDer("an identifier that is not in its shortest form")
            value, fresh = value << 7 | byte & 0x7F, not byte & 0x80
            if fresh:
                arcs.append(value)
                value = 0
        if not fresh or not arcs:
            raise BadDer("an identifier cut off")
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))

    def time(self) -> datetime:
        """Return a GeneralizedTime in UTC (RFC 3161 §2.4.2: with Z, fractions without trailing zeroes)."""
        match = _TIME.fullmatch(self.want(GENERALIZED_TIME).content)
        if not match:
            raise BadDer("a time that is not written as it must be")
        try:
            whole = datetime.strptime(match[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            raise BadDer("a time that does not exist") from None
        return whole + timedelta(seconds=float(match[2] or b"0"))


def read(data: bytes) -> Node:
    """Return the one value that `data` holds; raises BadDer."""
    node, end = _read(data, 0)
    if end != len(data):
        raise BadDer("bytes after the value")
    return node


def _read(data: bytes, at: int) -> tuple[Node, int]:
    if at + 2 > len(data) or data[at] & 0x1F == 0x1F:
        raise BadDer("cut off, or a tag that has no place here")
    size, start = data[at + 1], at + 2
    if size >= 0x80:
        count = size - 0x80
        digits = data[start : start + count]
        size, start = int.from_bytes(digits, "big"), start + count
        if not 1 <= count <= 4 or len(digits) != count or digits[0] == 0 or size < 0x80:
            raise BadDer("a length that is not in its shortest form")
    if start + size > len(data):
        raise BadDer("cut off")
    return Node(data[at], data[start : start + size], data[at : start + size]), start + size
