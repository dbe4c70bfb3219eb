"""Cutting a pack down: closing fields so that the rest still verifies. It removes openings and never a commitment."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Any, Final

from .archive import read_archive
from .note import Trust
from .pack import MANIFEST, anchors_of, check_files
from .page import MADE_BY, pages
from .strict import load

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class NotOpen(ValueError):
    """A field to close is not open in the pack; the message names it."""


def redact(pack: bytes, close: Iterable[tuple[int, str]]) -> bytes:
    """Return the pack with the openings of (seq, field) removed, unsealed, its pages made anew, its watermark kept.

    Raises Fault when the pack is not intact (its signer is not checked here), NotOpen when a field is not open.
    """
    files = read_archive(pack)
    found = check_files(files, Trust()).watermark
    watermark = found and found._asdict()
    transcript = load(files["transcript.json"])
    wanted = list(close)
    for seq, name in wanted:
        _close(transcript, seq, name)
    # A signature's salt would let the short words that it signs be found by trying them all.
    bodies = {seq for seq, name in wanted if name == "body"}
    closed = set()
    for record in transcript["records"]:
        if _seq(record) in bodies:
            record["record"]["openings"].pop("signature", None)
            closed.add(_hash(record))
    _close_replacements(transcript, closed)
    data = (json.dumps(transcript, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    anchors = anchors_of(files)
    kept = {"transcript.json": data, **pages(data, watermark, tuple(anchors.values())), **anchors}
    kept |= {f"attachments/{seq}": files[f"attachments/{seq}"] for seq in _attached(transcript, files)}
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in kept.items()}
    manifest = {"format": MANIFEST, "made_by": MADE_BY, "files": listed}
    manifest |= {"watermark": watermark} if watermark else {}
    return write_archive(kept | {"manifest.json": (json.dumps(manifest, indent=1) + "\n").encode()})


def _close(transcript: Any, seq: int, name: str) -> None:
    for record in transcript["records"]:
        openings = record["record"]["openings"]
        if _seq(record) == seq and name in openings:
            del openings[name]
            return
        if _seq(record) == seq and name == "body" and _replacements(transcript, {_hash(record)}):
            return  # hidden in the house already: what stands in its place is closed instead
    message = f"record {seq} has no open field {name!r}"
    raise NotOpen(message)


def _replacements(transcript: Any, targets: set[str]) -> list[Any]:
    """The openings of records whose words stand in the place of these records' bodies."""
    found = []
    for record in transcript["records"]:
        openings = record["record"]["openings"]
        target = openings.get("target")
        if "masked" in openings and target and target["value"]["v"] in targets:
            found.append(openings)
    return found


def _close_replacements(transcript: Any, targets: set[str]) -> None:
    for openings in _replacements(transcript, targets):
        del openings["masked"]
        openings.pop("spans", None)


def _hash(record: Any) -> str:
    return b64encode(b64decode(record["entry"])[25:57]).decode()


def _seq(record: Any) -> int:
    return int.from_bytes(b64decode(record["entry"])[17:25], "big")


def _attached(transcript: Any, files: dict[str, bytes]) -> list[int]:
    digests = {"digest", "copy_digest"}
    open_digests = [_seq(record) for record in transcript["records"] if digests & record["record"]["openings"].keys()]
    return [seq for seq in open_digests if f"attachments/{seq}" in files]


def write_archive(files: dict[str, bytes]) -> bytes:
    """Write a zip that depends on nothing but names and contents."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return buffer.getvalue()
