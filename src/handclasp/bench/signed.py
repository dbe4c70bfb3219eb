"""The baseline of evidence: what a user would write in an afternoon, plain rows signed one by one and zipped.

Each row becomes one line of JSON with an Ed25519 signature of its own, by the library the product uses too. Whoever
checks it learns that nobody changed a line; not that no line is missing, where it stood, who was shown it, or that the
rest still holds when a field is blacked out.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from handclasp.bench.workload import Message

TABLE: Final = (
    "create table rows (id text primary key, conversation text not null, seq bigint not null, author text not null, "
    "sent bigint not null, body text not null)"
)
_INSERT: Final = "insert into rows values (%s, %s, %s, %s, %s, %s)"
_READ: Final = "select id, conversation, seq, author, sent, body from rows order by seq"


def store(connection: psycopg.Connection[Any], messages: Iterable[Message]) -> None:
    """Keep the messages of one conversation as plain rows."""
    rows = [(m.id, m.conversation, n, f"{m.role}:{m.speaker}", m.sent, m.text) for n, m in enumerate(messages, 1)]
    connection.execute(TABLE)
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)


def export(connection: psycopg.Connection[Any], key: Ed25519PrivateKey) -> bytes:
    """Read the rows, sign each, zip them."""
    lines = []
    for row in connection.execute(_READ).fetchall():
        line = msgspec.json.encode(row)
        lines.append(msgspec.json.encode({"row": line, "signature": key.sign(line)}))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rows.ndjson", b"\n".join(lines))
    return buffer.getvalue()


def check(data: bytes, key: Ed25519PublicKey) -> int:
    """Check every line's signature; returns how many there are, raises InvalidSignature."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        lines = archive.read("rows.ndjson").split(b"\n")
    for line in lines:
        signed = msgspec.json.decode(line, type=_Line)
        key.verify(signed.signature, signed.row)
    return len(lines)


class _Line(msgspec.Struct):
    row: bytes
    signature: bytes


def hashed(rows: Iterable[Sequence[Any]]) -> int:
    """Hash rows one by one, each over all that stands in it, as a table with a hash a row would be checked."""
    count = 0
    for row in rows:
        digest = hashlib.sha256()
        for value in row:
            digest.update(value if isinstance(value, bytes) else str(value).encode())
        digest.digest()
        count += 1
    return count
