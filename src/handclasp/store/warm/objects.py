r"""The envelope of every object in a copy: what it is, its content in compressed pieces, a digest, a keyed digest.

    "handclasp/copy/v1\n" ‖ u32 len ‖ header (canonical JSON) ‖ (u32 len ‖ u32 raw len ‖ zstd)… ‖ u32 0
    ‖ SHA-256 of all before ‖ HMAC-SHA-256 of that digest

The digest lets anybody find damage; the keyed one shows that this house wrote the object. A reader takes nothing out
of an object before both were right. Strict: one form, no optional parts, every size bounded.
"""

from __future__ import annotations

import hmac
import json
import struct
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Final

import zstandard

from handclasp.records import HandclaspError

MAGIC: Final = b"handclasp/copy/v1\n"
PIECE: Final = 256 * 1024
"""How much of its content goes into one piece, about, before compression."""

MOST_RAW: Final = 80 * 1024 * 1024
MOST_HEADER: Final = 1024 * 1024
MOST: Final = 1024 * 1024 * 1024
"""No object of a copy is larger."""

DIGESTS: Final = 64
_LENGTH: Final = struct.Struct(">I")
_PIECE: Final = struct.Struct(">II")


class Damaged(HandclaspError):
    """An object of a copy is not what it should be. `code` says how, `name` which object."""

    def __init__(self, code: str, name: str, words: str) -> None:
        self.code = code
        self.name = name
        super().__init__(f"{name}: {words}")


def packed(header: dict[str, Any], content: Iterable[bytes], key: bytes) -> bytes:
    """An object: `content` are frames, put together into pieces; `key` has 32 bytes. Memory: the object's own size."""
    head = _canonical(header)
    out = bytearray(MAGIC + _LENGTH.pack(len(head)) + head)
    compressor = zstandard.ZstdCompressor(level=3, write_checksum=False)
    for raw in _pieces(content):
        pressed = compressor.compress(raw)
        out += _PIECE.pack(len(pressed), len(raw)) + pressed
    out += _LENGTH.pack(0)
    digest = sha256(out).digest()
    out += digest + hmac.digest(key, digest, "sha256")
    return bytes(out)


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    size = 0
    for frame in content:
        waiting.append(frame)
        size += len(frame)
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def opened(data: bytes, name: str, key: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """An object's header and its pieces as they lie (`unpressed` opens them); raises Damaged."""
    head, at = begun(data, name)
    body = memoryview(data)[:-DIGESTS]
    digest = sha256(body).digest()
    if not hmac.compare_digest(digest, data[-DIGESTS:-32]):
        raise Damaged("copy-digest-wrong", name, "its content is not what its digest says: it was altered or cut off")
    if not hmac.compare_digest(hmac.digest(key, digest, "sha256"), data[-32:]):
        raise Damaged("copy-forged", name, "it was not written by this house")
    pieces: list[bytes] = []
    while True:
        if at + _LENGTH.size > len(body):
            raise Damaged("copy-malformed", name, "its pieces do not end where it ends")
        (length,) = _LENGTH.unpack_from(body, at)
        if not length:
            at += _LENGTH.size
            break
        end = at + _PIECE.size + length
        if end > len(body):
            raise Damaged("copy-malformed", name, "a piece is longer than the object")
        pieces.append(bytes(body[at:end]))
        at = end
    if at != len(body):
        raise Damaged("copy-malformed", name, "something stands after its last piece")
    return head, pieces


def begun(data: bytes, name: str) -> tuple[dict[str, Any], int]:
    """The header in an object's first bytes, unverified, and where the pieces begin; raises Damaged."""
    if len(data) < len(MAGIC) + _LENGTH.size + DIGESTS:
        raise Damaged("copy-truncated", name, f"only {len(data)} bytes of it are there")
    if not data.startswith(MAGIC):
        raise Damaged("copy-format-unknown", name, "it is no object of a copy in version 1 of this format")
    (length,) = _LENGTH.unpack_from(data, len(MAGIC))
    start = len(MAGIC) + _LENGTH.size
    if length > MOST_HEADER:
        raise Damaged("copy-malformed", name, "its header is too large")
    raw = data[start : start + length]
    if len(raw) < length:
        raise Damaged("copy-truncated", name, "it ends within its header")
    try:
        head = json.loads(raw)
    except ValueError:
        head = None
    if not isinstance(head, dict) or _canonical(head) != raw:
        raise Damaged("copy-malformed", name, "its header is not canonical JSON")
    return head, start + length


def unpressed(piece: bytes, name: str) -> bytes:
    """What a piece holds; raises Damaged."""
    length, size = _PIECE.unpack_from(piece)
    try:
        raw = zstandard.ZstdDecompressor().decompress(piece[_PIECE.size :], max_output_size=min(size, MOST_RAW) or 1)
    except zstandard.ZstdError:
        raise Damaged("copy-malformed", name, "a piece does not decompress") from None
    if len(raw) != size or length != len(piece) - _PIECE.size:
        raise Damaged("copy-malformed", name, "a piece has another size than it says")
    return raw


def header(data: bytes, name: str, kind: str, **expected: Any) -> dict[str, Any]:
    """The header of an object that must be of a kind and stand in its own place; raises Damaged."""
    head, _ = begun(data, name)
    placed(head, name, kind, **expected)
    return head


def placed(head: dict[str, Any], name: str, kind: str, **expected: Any) -> None:
    """Raise Damaged unless a header says that the object is what its name says."""
    for key, value in {"kind": kind, **expected}.items():
        if head.get(key) != value:
            raise Damaged("copy-misplaced", name, f"it says {key} {head.get(key)!r}, which is another object's place")


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
