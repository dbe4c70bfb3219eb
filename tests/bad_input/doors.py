"""Those who knock at a running house: a machine with an API key, a customer's frame without a browser, and bare bytes.

Each keeps what was acknowledged, so that at the end somebody can ask for it again.
"""

from __future__ import annotations

import itertools
import json
import re
import socket
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from tests.journeys.running import Running
from tests.web.widget.asking import Visitor

from handclasp import verify
from handclasp.verify.note import Trust, parse_vkey

JSON = "application/json"
NDJSON = "application/x-ndjson"
_addresses = itertools.count(1)
KINDS = {"/v1/messages": JSON, "/v1/batches": NDJSON, "/v1/widget/messages": JSON}


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Doors:
    """All doors of one running house. `kept` are the receipts it gave: what it acknowledged."""

    def __init__(self, house: Running) -> None:
        self.house = house
        self.key = house.api_key()
        self.kept: list[bytes] = []
        self.client = httpx.Client(base_url=house.address, timeout=60)
        self.vkeys = tuple(parse_vkey(line) for line in house.run("log", "vkey").splitlines())
        found = re.search(r"site_[0-9a-f]+", house.printed)
        assert found
        self.site = found[0]

    def post(self, path: str, body: bytes, **headers: str) -> httpx.Response:
        """Bytes through a machine's door."""
        given = httpx.Headers({"Authorization": f"Bearer {self.key}", "Content-Type": KINDS[path]})
        given.update(headers)
        return self.client.post(path, content=body, headers=given)

    def say(self, **changed: Any) -> httpx.Response:
        """One message of a machine."""
        return self.keep(self.post("/v1/messages", json.dumps(message(**changed)).encode()))

    def keep(self, answer: httpx.Response) -> httpx.Response:
        """Remember the receipt of what was acknowledged."""
        if answer.status_code in (200, 201) and answer.json().get("receipt"):
            self.kept.append(json.dumps(answer.json()["receipt"]).encode())
        return answer

    def raw(self, *pieces: bytes, hang_up: bool = False) -> tuple[int, str]:
        """Bytes on a bare socket; (status, code), or (0, "") when the other side only hung up."""
        address = urlsplit(self.house.address)
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as wire:
            with suppress(OSError):
                for piece in pieces:
                    wire.sendall(piece)
                if hang_up:
                    wire.shutdown(socket.SHUT_WR)
            return answered(wire)

    def head(self, path: str, *more: str) -> bytes:
        """The head of a POST on a bare socket."""
        lines = [
            f"POST {path} HTTP/1.1",
            "Host: x",
            f"Authorization: Bearer {self.key}",
            f"Content-Type: {KINDS[path]}",
        ]
        return "\r\n".join([*lines, *more, "", ""]).encode()

    def still_stand(self, folder: Path) -> None:
        """Assert that this house takes a good message, is sound, and every receipt it gave verifies offline."""
        answer = self.say(text="specimen: after all that")
        assert answer.status_code == 201, answer.text
        assert "sound" in self.house.run("log", "fsck")
        path = folder / "kept.receipt.json"
        for document in self.kept:
            path.write_bytes(document)
            verdict = verify.run(path, Trust(self.vkeys, ()))
            assert verdict.status == "valid", verdict


class Customer(Visitor):
    """A customer's frame at a real door."""

    def __init__(self, doors: Doors) -> None:
        super().__init__(None, None)  # type: ignore[arg-type]
        self.doors = doors
        # Each comes from an address of its own, or the door would soon say: too many from there.
        self.address = {"X-Forwarded-For": f"2001:db8:{next(_addresses):x}::1"}

    def enter(self, **body: Any) -> httpx.Response:
        """Ask for a session, and take it when it is given."""
        answer = self.doors.client.post(
            "/v1/widget/sessions", json={"site": self.doors.site} | body, headers=self.address
        )
        if answer.status_code == 201:
            self.session = answer.json()["session"]
            self.conversation = bytes.fromhex(answer.json()["conversation"])
        return answer

    def written(self, text: str, **changed: Any) -> dict[str, Any]:
        """A signed message, as the frame sends it."""
        body: dict[str, Any] = {"id": uuid.uuid4().hex, "sent": now_ms(), "text": text} | changed
        return {"signature": self.sign(body["id"], body["sent"], text)} | body

    def send(self, body: bytes | dict[str, Any], **headers: str) -> httpx.Response:
        """Send it."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {self.session}", "Content-Type": JSON} | self.address | headers
        answer = self.doors.client.post("/v1/widget/messages", content=content, headers=given)
        return self.doors.keep(answer)


def message(**changed: Any) -> dict[str, Any]:
    """A good message of a machine, with some fields changed; None leaves one out."""
    usual = {
        "id": uuid.uuid4().hex,
        "conversation": "specimen abuse",
        "author": {"role": "customer", "id": "specimen-7"},
        "text": "specimen words",
    }
    return {name: value for name, value in (usual | changed).items() if value is not None}


def said(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which is a problem document that says what to do."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert len(problem["detail"]) > 15
    assert problem["type"] == f"/v1/errors#{problem['code']}"
    return answer.status_code, problem["code"]


def answered(wire: socket.socket) -> tuple[int, str]:
    data = b""
    with suppress(ConnectionError):
        while chunk := wire.recv(65_536):
            data += chunk
            start, _, rest = data.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", start.lower())
            if length and len(rest) >= int(length[1]):
                break
    if not data:
        return 0, ""
    start, _, rest = data.partition(b"\r\n\r\n")
    status = int(start.split(b" ")[1])
    return status, json.loads(rest)["code"] if rest.startswith(b"{") and status >= 400 else ""
