"""A small writer of records, logs, receipts and packs, straight from docs/spec/formats.md, for tests only.

It shares no code with the product: so it can check what the product writes, and forge what the product never would.
Everything in it is a specimen; its keys are published on purpose.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import struct
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

Fields = dict[str, tuple[str, Any]]
ORIGIN = "demo.example/log/main"
START = 1_790_000_000_000
SALT_KEYS = {"b": b"specimen body salt key".ljust(32, b"."), "o": b"specimen originals salt key".ljust(32, b".")}


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


# Values and commitments


def canonical(value: Any) -> bytes:
    """Canonical JSON: what json.dumps gives for the restricted values, DEL and beyond left alone."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return text.encode("utf-8")


def encode(kind: str, value: Any) -> bytes:
    if kind == "text":
        return b"".join((b"\x01", value.encode("utf-8")))
    if kind == "bytes":
        return b"".join((b"\x02", value))
    if kind == "int":
        return b"\x03" + struct.pack(">q", value)
    if kind == "bool":
        return b"\x04" + struct.pack("?", value)
    if kind == "time":
        return b"\x05" + struct.pack(">q", value)
    return b"\x06" + canonical(value)


def compartment(name: str) -> str:
    return "o" if name.startswith("original/") or name == "digest" else "b"


def salt(nonce: bytes, name: str) -> bytes:
    return hmac.digest(SALT_KEYS[compartment(name)], nonce + name.encode(), "sha256")


def commit(name: str, salted: bytes, kind: str, value: Any) -> bytes:
    return sha(b"handclasp/field/v1", salted, struct.pack("B", len(name)), name.encode(), encode(kind, value))


def hash_record(commitments: dict[str, bytes]) -> bytes:
    body = b"".join(struct.pack("B", len(n)) + n.encode() + commitments[n] for n in sorted(commitments))
    return sha(b"handclasp/record/v1", b"\x01", struct.pack(">H", len(commitments)), body)


def genesis(origin: str, conversation: bytes) -> bytes:
    return sha(b"handclasp/genesis/v1", struct.pack("B", len(origin.encode())), origin.encode(), conversation)


@dataclass
class Rec:
    """A written record with everything its keeper knows about it."""

    index: int
    conversation: bytes
    seq: int
    fields: Fields
    nonce: bytes
    previous: bytes

    @property
    def commitments(self) -> dict[str, bytes]:
        return {n: commit(n, salt(self.nonce, n), *f) for n, f in self.fields.items()}

    @property
    def hash(self) -> bytes:
        return hash_record(self.commitments)

    @property
    def entry(self) -> bytes:
        return struct.pack(">B16sQ32s32s", 1, self.conversation, self.seq, self.hash, self.previous)

    def document(self, opened: Iterable[str] | None = None) -> dict[str, Any]:
        names = self.fields if opened is None else opened
        return {
            "version": 1,
            "commitments": {n: b64(c) for n, c in sorted(self.commitments.items())},
            "openings": {n: {"salt": b64(salt(self.nonce, n)), "value": shown(*self.fields[n])} for n in sorted(names)},
        }


def shown(kind: str, value: Any) -> dict[str, Any]:
    return {"t": kind, "v": b64(value) if kind == "bytes" else value}


# Trees, word for word as RFC 6962 §2.1 defines them


def leaf(entry: bytes) -> bytes:
    return sha(b"\x00", entry)


def node(left: bytes, right: bytes) -> bytes:
    return sha(b"\x01", left, right)


def split(n: int) -> int:
    return 1 << (n - 1).bit_length() - 1


class Tree:
    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves
        self._cache: dict[tuple[int, int], bytes] = {}

    def mth(self, start: int, end: int) -> bytes:
        if end - start == 1:
            return self.leaves[start]
        if start == end:
            return sha()
        full = (end - start) & (end - start - 1) == 0
        if full and (start, end) in self._cache:
            return self._cache[start, end]
        middle = start + split(end - start)
        found = node(self.mth(start, middle), self.mth(middle, end))
        if full:
            self._cache[start, end] = found
        return found

    def path(self, m: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + split(end - start)
        if m < middle:
            return [*self.path(m, start, middle), self.mth(middle, end)]
        return [*self.path(m, middle, end), self.mth(start, middle)]

    def inclusion(self, index: int, size: int) -> list[bytes]:
        return self.path(index, 0, size)

    def consistency(self, old: int, new: int) -> list[bytes]:
        return self._subproof(old, 0, new, whole=True) if 0 < old < new else []

    def _subproof(self, m: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if m == end:
            return [] if whole else [self.mth(start, end)]
        middle = start + split(end - start)
        if m <= middle:
            return [*self._subproof(m, start, middle, whole=whole), self.mth(middle, end)]
        return [*self._subproof(m, middle, end, whole=False), self.mth(start, middle)]


# Keys, notes


class Key:
    """A log's or witness's pair of keys from a seed."""

    def __init__(self, name: str, seed: str) -> None:
        self.name = name
        self.ed = Ed25519PrivateKey.from_private_bytes(sha(b"ed25519", seed.encode()))
        self.ml = MLDSA44PrivateKey.from_seed_bytes(sha(b"ml-dsa-44", seed.encode()))

    def public(self, kind: int) -> bytes:
        key = self.ml.public_key() if kind == 6 else self.ed.public_key()
        return key.public_bytes_raw()

    def id(self, kind: int) -> bytes:
        return sha(self.name.encode(), b"\n", bytes([kind]), self.public(kind))[:4]

    def vkey(self, kind: int) -> str:
        return f"{self.name}+{self.id(kind).hex()}+{b64(bytes([kind]) + self.public(kind))}"

    def line(self, text: bytes, kind: int, time: int = 0) -> str:
        return f"— {self.name} {b64(self.id(kind) + self._sign(text, kind, time))}\n"

    def _sign(self, text: bytes, kind: int, time: int) -> bytes:
        if kind == 1:
            return self.ed.sign(text)
        stamp = struct.pack(">Q", time)
        if kind == 4:
            return stamp + self.ed.sign(f"cosignature/v1\ntime {time}\n".encode() + text)
        origin, size, root = text.decode().split("\n")[:3]
        names = [struct.pack("B", len(n.encode())) + n.encode() for n in (self.name, origin)]
        message = b"subtree/v1\n\0" + names[0] + stamp + names[1] + struct.pack(">QQ", 0, int(size))
        return stamp + self.ml.sign(message + base64.b64decode(root))


WITNESS = Key("witness.example/w1", "specimen witness")


class Log:
    """A log in memory; `append` writes as the keeper would, and any list in it may be bent by a test."""

    def __init__(self, origin: str = ORIGIN, seed: str = "specimen log", witnesses: Sequence[Key] = ()) -> None:
        self.origin = origin
        self.key = Key(origin, seed)
        self.witnesses = list(witnesses)
        self.records: list[Rec | None] = []
        self.entries: list[bytes] = []
        self._tree: Tree | None = None

    def append(self, conversation: bytes, fields: Fields, **bent: Any) -> Rec:
        before = [r for r in self.records if r and r.conversation == conversation]
        previous = before[-1].hash if before else genesis(self.origin, conversation)
        index = len(self.entries)
        nonce = sha(b"specimen nonce", struct.pack(">Q", index))[:16]
        rec = Rec(index, conversation, len(before) + 1, fields, nonce, previous)
        for name, value in bent.items():
            setattr(rec, name, value)
        self.records.append(rec)
        self.entries.append(rec.entry)
        self._tree = None
        return rec

    def bulk(self, count: int, conversations: int = 1000) -> None:
        """Append many entries whose records nobody can open, fast."""
        names = [sha(b"conversation", struct.pack(">Q", n))[:16] for n in range(conversations)]
        last = [genesis(self.origin, name) for name in names]
        for i in range(count):
            n, record = i % conversations, sha(b"specimen record", struct.pack(">Q", len(self.entries)))
            self.entries.append(struct.pack(">B16sQ32s32s", 1, names[n], i // conversations + 1, record, last[n]))
            self.records.append(None)
            last[n] = record
        self._tree = None

    @property
    def tree(self) -> Tree:
        if self._tree is None:
            self._tree = Tree([leaf(entry) for entry in self.entries])
        return self._tree

    def vkeys(self) -> list[str]:
        return [self.key.vkey(1), self.key.vkey(6)]

    def checkpoint(self, size: int | None = None, time: int = 1_790_000_000) -> str:
        size = len(self.entries) if size is None else size
        text = f"{self.origin}\n{size}\n{b64(self.tree.mth(0, size))}\n".encode()
        lines = [self.key.line(text, 1), self.key.line(text, 6)]
        lines += [witness.line(text, kind, time) for witness in self.witnesses for kind in (4, 6)]
        return text.decode() + "\n" + "".join(lines)

    def proof(self, index: int, checkpoint: str) -> str:
        size = int(checkpoint.split("\n")[1])
        steps = "".join(f"{b64(step)}\n" for step in self.tree.inclusion(index, size))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{steps}\n{checkpoint}"

    def receipt(self, rec: Rec, opened: Iterable[str] | None = None, checkpoint: str | None = None) -> dict[str, Any]:
        return {
            "format": "handclasp/receipt/v1",
            "entry": b64(rec.entry),
            "record": rec.document(opened),
            "proof": self.proof(rec.index, checkpoint or self.checkpoint()),
        }

    def transcript(self, conversation: bytes, checkpoint: str | None = None) -> dict[str, Any]:
        checkpoint = checkpoint or self.checkpoint()
        size = int(checkpoint.split("\n")[1])
        records = [r for r in self.records[:size] if r and r.conversation == conversation]
        return {
            "format": "handclasp/transcript/v1",
            "origin": self.origin,
            "conversation": conversation.hex(),
            "checkpoint": checkpoint,
            "records": [self._shown(rec, size) for rec in records],
        }

    def _shown(self, rec: Rec, size: int) -> dict[str, Any]:
        proof = [b64(step) for step in self.tree.inclusion(rec.index, size)]
        opened = [n for n in rec.fields if compartment(n) == "b" or n == "digest"]
        return {"index": rec.index, "entry": b64(rec.entry), "proof": proof, "record": rec.document(opened)}

    def export(self, directory: Path) -> Path:
        """Write the log as static C2SP files."""
        hashes, level = list(self.tree.leaves), 0
        while hashes:
            for n in range(0, len(hashes), 256):
                write(
                    directory / tile_name(str(level), n // 256, len(hashes[n : n + 256])), b"".join(hashes[n : n + 256])
                )
            if level == 0:
                for n in range(0, len(self.entries), 256):
                    part = self.entries[n : n + 256]
                    bundle = b"".join(struct.pack(">H", len(entry)) + entry for entry in part)
                    write(directory / tile_name("entries", n // 256, len(part)), bundle)
            below = 256 ** (level + 1)
            hashes = [self.tree.mth(n * below, (n + 1) * below) for n in range(len(self.entries) // below)]
            level += 1
        write(directory / "checkpoint", self.checkpoint().encode())
        write(directory / "vkey", "".join(f"{key}\n" for key in self.vkeys()).encode())
        return directory


def tile_name(level: str, number: int, width: int) -> str:
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{path}" + (f".p/{width}" if width < 256 else "")


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


# Conversations, packs


def said(kind: str, author: str, minute: int, **fields: tuple[str, Any]) -> Fields:
    received = START + minute * 60_000
    return {
        "kind": ("text", kind),
        "author": ("text", author),
        "received": ("time", received),
        "sent": ("time", received - 1200),
    } | fields


def message(author: str, minute: int, body: str, spans: list[Any] | None = None, **fields: tuple[str, Any]) -> Fields:
    extra: Fields = {"body": ("text", body)} | ({"spans": ("json", spans)} if spans else {})
    return said("message", author, minute, **extra, **fields)


def span(body: str, mask: str, kind: str, original: int | None) -> dict[str, Any]:
    start = body.index(mask)
    return {
        "at": [start, start + len(mask)],
        "by": "specimen",
        "drop": original is None,
        "original": original,
        "sure": 99,
        "type": kind,
    }


def head(rec: Rec, minute: int, reason: str = "export") -> Fields:
    return said("head", "system:log", minute, count=("int", rec.seq), last=("bytes", rec.hash), reason=("text", reason))


def export_fields(conversation: bytes, digest: bytes, minute: int) -> Fields:
    return said(
        "export",
        "staff:specimen-lead",
        minute,
        purpose=("text", "dispute"),
        subjects=("json", [conversation.hex()]),
        format=("text", "pack"),
        digest=("bytes", digest),
    )


def dumps(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def manifest(files: dict[str, bytes], made_by: str, watermark: Any = None) -> bytes:
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    marked = {"watermark": watermark} if watermark else {}
    return dumps({"format": "handclasp/manifest/v1", "made_by": made_by, **marked, "files": listed})


def zipped(files: dict[str, bytes], order: Sequence[str] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in order or list(files):
            info = zipfile.ZipInfo(name, (2026, 11, 22, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return buffer.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def journal_of(log: Log) -> bytes:
    return sha(b"specimen journal", log.origin.encode())[:16]


def seal(log: Log, conversation: bytes, digest: bytes, minute: int = 90) -> dict[str, Any]:
    """Write the export record and return its receipt."""
    return log.receipt(log.append(journal_of(log), export_fields(conversation, digest, minute)))


def sealed(
    log: Log, conversation: bytes, files: dict[str, bytes], made_by: str, watermark: Any = None
) -> dict[str, bytes]:
    """Give files a manifest and a seal, in place of any they have."""
    kept = {name: data for name, data in files.items() if name not in ("manifest.json", "seal.json")}
    listed = manifest(kept, made_by, watermark)
    return kept | {"manifest.json": listed, "seal.json": dumps(seal(log, conversation, sha(listed)))}


def pack_files(
    log: Log,
    conversation: bytes,
    checkpoint: str,
    pages: dict[str, bytes],
    attachments: dict[int, bytes],
    made_by: str,
) -> dict[str, bytes]:
    """All files of a sealed pack; `pages` are transcript.html, verify.html, README.txt for the same transcript."""
    transcript = log.transcript(conversation, checkpoint)
    files = {"transcript.json": dumps(transcript), **pages}
    for shown_record in transcript["records"]:
        rec = log.records[shown_record["index"]]
        assert rec is not None
        receipt = log.receipt(rec, shown_record["record"]["openings"], checkpoint)
        files[f"receipts/{rec.seq}.receipt.json"] = dumps(receipt)
    files |= {f"attachments/{seq}": data for seq, data in attachments.items()}
    return sealed(log, conversation, files, made_by)
