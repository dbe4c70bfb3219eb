"""The baseline: the fastest way we know to put the same plaintext rows into PostgreSQL durably.

One `INSERT … SELECT unnest(…)` a batch, prepared, with arrays that were encoded to PostgreSQL's binary form before the
clock starts, into a plain table with the keys that the record path has: by index, by conversation and seq, by
idempotency key. Indexes and seqs are given by the caller, so it does less than any log would.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final, NamedTuple

import psycopg
from psycopg import pq
from psycopg.adapt import Dumper

from handclasp.bench.workload import Message

TABLE: Final = """
create table plain (
  log_id integer not null,
  tenant_id integer not null,
  idx bigint not null,
  conversation text not null,
  seq bigint not null,
  id text not null,
  author text not null,
  received bigint not null,
  sent bigint not null,
  body text not null,
  primary key (log_id, tenant_id, idx),
  unique (log_id, tenant_id, conversation, seq),
  unique (log_id, tenant_id, id)
)
"""
_INSERT: Final = (
    "insert into plain select 1, 1, * from "
    "unnest(%b::bigint[], %b::text[], %b::bigint[], %b::text[], %b::text[], %b::bigint[], %b::bigint[], %b::text[])"
)
_INT8_ARRAY: Final = 1016
_TEXT_ARRAY: Final = 1009


class Numbers(bytes):
    """A bigint[] in PostgreSQL's binary form."""


class Texts(bytes):
    """A text[] in PostgreSQL's binary form."""


class _AsTheyAre(Dumper):
    format = pq.Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return obj


class _NumbersDumper(_AsTheyAre):
    oid = _INT8_ARRAY


class _TextsDumper(_AsTheyAre):
    oid = _TEXT_ARRAY


class Rows(NamedTuple):
    """The columns of one batch, in the order of the statement."""

    idx: Numbers
    conversation: Texts
    seq: Numbers
    id: Texts
    author: Texts
    received: Numbers
    sent: Numbers
    body: Texts


def rows(batch: Sequence[Message], start: int) -> Rows:
    """Encode a batch whose first message gets the index `start`."""
    return Rows(
        idx=_numbers([start + place for place in range(len(batch))]),
        conversation=_texts([message.conversation for message in batch]),
        seq=_numbers([message.seq for message in batch]),
        id=_texts([message.id for message in batch]),
        author=_texts([f"{message.role}:{message.speaker}" for message in batch]),
        received=_numbers([message.sent for message in batch]),
        sent=_numbers([message.sent for message in batch]),
        body=_texts([message.text for message in batch]),
    )


class Inserting:
    """One connection that inserts batches, each in a transaction of its own."""

    told_to_wait = 0

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.adapters.register_dumper(Numbers, _NumbersDumper)
        self._connection.adapters.register_dumper(Texts, _TextsDumper)

    def insert(self, batch: Rows) -> float:
        """Insert one batch and commit; returns the seconds it took."""
        began = time.perf_counter()
        self._connection.execute(_INSERT, batch, prepare=True)
        return time.perf_counter() - began

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _numbers(values: list[int]) -> Numbers:
    return Numbers(_array("int8", values))


def _texts(values: list[str]) -> Texts:
    return Texts(_array("text", values))


def _array(kind: str, values: Sequence[int | str]) -> bytes:
    """PostgreSQL's array_recv form: dimensions, no nulls, element type; size and lower bound; then each element."""
    element = psycopg.adapters.types[kind].oid
    parts = [b.to_bytes(4, "big") for b in (1, 0, element, len(values), 1)]
    for value in values:
        data = value.to_bytes(8, "big", signed=True) if isinstance(value, int) else value.encode()
        parts += (len(data).to_bytes(4, "big"), data)
    return b"".join(parts)
