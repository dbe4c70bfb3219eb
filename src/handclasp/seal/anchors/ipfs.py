"""A checkpoint on IPFS: one raw block in a CAR file, imported and pinned by a Kubo node; its CID is computed here.

It proves no time. It makes the checkpoint findable for anybody under a name that only these very bytes have.
"""

from __future__ import annotations

import json
from base64 import b32encode
from hashlib import sha256
from typing import Any

import httpx

from handclasp.seal.anchors import IPFS, AnchorFailed, Done, Pending

MOST = 1024 * 1024
_RAW_SHA256 = b"\x01\x55\x12\x20"


def cid_bytes(block: bytes) -> bytes:
    """The binary CIDv1 of a block: codec raw, sha2-256."""
    return _RAW_SHA256 + sha256(block).digest()


def cid_text(cid: bytes) -> str:
    """A CID as people write it: base32, lower case, no padding."""
    return "b" + b32encode(cid).decode().rstrip("=").lower()


def car(block: bytes) -> bytes:
    """A CARv1 file of one block that is also its root (ipld.io/specs/transport/car/carv1)."""
    cid = cid_bytes(block)
    link = b"\xd8\x2a\x58" + bytes([len(cid) + 1]) + b"\0" + cid
    header = b"\xa2\x65roots\x81" + link + b"\x67version\x01"
    return b"".join(_varint(len(part)) + part for part in (header, cid + block))


def _varint(number: int) -> bytes:
    found = b""
    while number >= 0x80:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])


class Ipfs:
    """One Kubo node by the URL of its RPC. Importing what is there already changes nothing, and costs nothing here."""

    kind = IPFS

    def __init__(self, url: str, client: httpx.Client) -> None:
        self._url = url.rstrip("/")
        self._client = client

    def prepare(self, note: str, left: int) -> Pending:  # noqa: ARG002 - the interface's
        """Nothing has to be kept before importing."""
        return Pending(b"", again=True)

    def advance(self, note: str, state: bytes, left: int) -> Pending | Done:  # noqa: ARG002 - the interface's
        """Import and pin the checkpoint, then ask whether it is pinned and read it back; raises AnchorFailed."""
        block = note.encode()
        cid = cid_text(cid_bytes(block))
        upload = {"file": ("checkpoint.car", car(block), "application/vnd.ipld.car")}
        imported = self._call("dag/import", {"pin-roots": "true"}, files=upload)
        roots = [line["Root"]["Cid"]["/"] for line in _lines(imported) if "Root" in line]
        pinned = json.loads(self._call("pin/ls", {"arg": cid, "type": "recursive", "cid-base": "base32"})).get(
            "Keys", {}
        )
        if roots != [cid] or cid not in pinned or self._call("block/get", {"arg": cid}) != block:
            message = "the IPFS node does not hold and pin what it was given"
            raise AnchorFailed(message)
        return Done({"cid": cid})

    def _call(self, command: str, arguments: dict[str, str], **given: Any) -> bytes:
        try:
            answer = self._client.post(f"{self._url}/api/v0/{command}", params=arguments, **given)
        except httpx.HTTPError as error:
            message = f"the IPFS node does not answer ({type(error).__name__})"
            raise AnchorFailed(message) from None
        if answer.status_code != httpx.codes.OK or len(answer.content) > MOST:
            message = f"the IPFS node answered {answer.status_code} to {command}"
            raise AnchorFailed(message)
        return answer.content


def _lines(content: bytes) -> list[dict[str, Any]]:
    try:
        found = [json.loads(line) for line in content.splitlines() if line.strip()]
    except ValueError:
        found = []
    return [line for line in found if isinstance(line, dict)]
