"""Columns of a batch as PostgreSQL's binary arrays, made before the log's lock is taken.

psycopg would go through the values one by one when the statement is sent, which is while every other process waits.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import ClassVar, Final

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

_BYTEA: Final = 17
_INT8: Final = 20
_INT4: Final = 23
_ARRAY_OF: Final = {_BYTEA: 1001, _INT8: 1016, _INT4: 1007}
_length = struct.Struct(">i").pack
_head = struct.Struct(">iiIii").pack


class Column:
    """An array's bytes; `Bytes`, `Longs` and `Ints` make them."""

    __slots__ = ("packed",)
    element: ClassVar[int]

    def __init__(self, count: int, elements: bytes) -> None:
        # One dimension, no nulls, counted from 1; no dimension at all when it is empty.
        self.packed = _head(1, 0, self.element, count, 1) + elements if count else _head(0, 0, self.element, 0, 0)[:12]


class Bytes(Column):
    """bytea[]."""

    element = _BYTEA

    def __init__(self, values: Sequence[bytes]) -> None:
        parts = [b""] * (2 * len(values))
        parts[0::2] = map(_length, map(len, values))
        parts[1::2] = values
        super().__init__(len(values), b"".join(parts))


class Longs(Column):
    """bigint[]."""

    element = _INT8

    def __init__(self, values: Sequence[int]) -> None:
        flat = [8] * (2 * len(values))
        flat[1::2] = values
        super().__init__(len(values), struct.pack(">" + "iq" * len(values), *flat))


class Ints(Column):
    """integer[]."""

    element = _INT4

    def __init__(self, values: Sequence[int]) -> None:
        flat = [4] * (2 * len(values))
        flat[1::2] = values
        super().__init__(len(values), struct.pack(f">{2 * len(values)}i", *flat))


class _Packed(Dumper):
    """Hands a column over as it is."""

    format = Format.BINARY

    def dump(self, obj: Column) -> Buffer:
        """The bytes."""
        return obj.packed


for _kind in (Bytes, Longs, Ints):
    psycopg.adapters.register_dumper(
        _kind, type(f"_Packed{_kind.__name__}", (_Packed,), {"oid": _ARRAY_OF[_kind.element]})
    )
