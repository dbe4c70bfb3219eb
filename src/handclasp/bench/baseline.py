"""The baseline: the fastest way we know to put the same plaintext rows into PostgreSQL durably.

One `INSERT … SELECT unnest(…)` a batch, prepared, with arrays that were encoded to PostgreSQL's binary form before the
clock starts, into a plain table with the keys that the record path has: by index, by conversation and seq, by
idempotency key. Indexes and seqs are given by the caller, so it does less than any log would.
`Encrypting` is the same by an application that encrypts two of the columns itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import Final, NamedTuple

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
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
ENCRYPTED_TABLE: Final = (
    TABLE.replace("create table plain", "create table encrypted")
    .replace("author text", "author bytea")
    .replace("body text", "body bytea")
)
_INSERT: Final = (
    "insert into plain select 1, 1, * from "
    "unnest(%b::bigint[], %b::text[], %b::bigint[], %b::text[], %b::text[], %b::bigint[], %b::bigint[], %b::text[])"
)
_ENCRYPTED: Final = (
    "insert into encrypted select 1, 1, * from "
    "unnest(%b::bigint[], %b::text[], %b::bigint[], %b::text[], %b::bytea[], %b::bigint[], %b::bigint[], %b::bytea[])"
)
_INT8_ARRAY: Final = 1016
_TEXT_ARRAY: Final = 1009
_BYTEA_ARRAY: Final = 1001
_NONCE: Final = 12


class Numbers(bytes):
    """A bigint[] in PostgreSQL's binary form."""


class Texts(bytes):
    """A text[] in PostgreSQL's binary form."""


class Bytes(bytes):
    """A bytea[] in PostgreSQL's binary form."""


class _AsTheyAre(Dumper):
    format = pq.Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return obj


class _NumbersDumper(_AsTheyAre):
    oid = _INT8_ARRAY


class _TextsDumper(_AsTheyAre):
    oid = _TEXT_ARRAY


class _BytesDumper(_AsTheyAre):
    oid = _BYTEA_ARRAY


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


class Encrypting:
    """What a careful application does: two columns encrypted by itself (AES-256-GCM), row by row, then inserted.

    The encryption is within the clock, since somebody's processor has to do it; one key for all, which no row's erasure
    can take away.
    """

    told_to_wait = 0

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        for kind, dumper in ((Numbers, _NumbersDumper), (Texts, _TextsDumper), (Bytes, _BytesDumper)):
            self._connection.adapters.register_dumper(kind, dumper)
        self._key = AESGCM(AESGCM.generate_key(256))

    def insert(self, batch: Rows, secrets: Sequence[tuple[str, str]]) -> float:
        """Encrypt author and body of each row, insert and commit the batch; returns the seconds it took."""
        began = time.perf_counter()
        authors = _bytes([self._sealed(author) for author, _ in secrets])
        bodies = _bytes([self._sealed(body) for _, body in secrets])
        self._connection.execute(_ENCRYPTED, (*batch[:4], authors, *batch[5:7], bodies), prepare=True)
        return time.perf_counter() - began

    def _sealed(self, value: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._key.encrypt(nonce, value.encode(), None)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _numbers(values: list[int]) -> Numbers:
    return Numbers(_array("int8", values))


def _texts(values: list[str]) -> Texts:
    return Texts(_array("text", values))


def _bytes(values: list[bytes]) -> Bytes:
    return Bytes(_array("bytea", values))


def _array(kind: str, values: Sequence[int | str | bytes]) -> bytes:
    """PostgreSQL's array_recv form: dimensions, no nulls, element type; size and lower bound; then each element."""
    element = psycopg.adapters.types[kind].oid
    parts = [b.to_bytes(4, "big") for b in (1, 0, element, len(values), 1)]
    for value in values:
        data = value.encode() if isinstance(value, str) else value
        data = data.to_bytes(8, "big", signed=True) if isinstance(data, int) else data
        parts += (len(data).to_bytes(4, "big"), data)
    return b"".join(parts)
