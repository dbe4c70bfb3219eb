"""A house small enough to read behind the machine doors: a log in memory, four API keys, and a client."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette

from handclasp.access.policy import Reader
from handclasp.disclose.files import File
from handclasp.records import (
    Author,
    HandclaspError,
    KeyReused,
    Lane,
    NotFound,
    Raw,
    Receipt,
    Secret,
    Span,
    Stored,
    View,
)
from handclasp.web.api import ApiSettings, Caller, Services, create_api

NOW = 1_796_000_000_000
WRITER, READER, AUDITOR, EVERYTHING = "hc_write", "hc_read", "hc_audit", "hc_all"
SCOPES = {WRITER: {"write"}, READER: {"read"}, AUDITOR: {"audit"}, EVERYTHING: {"write", "read", "audit"}}
CONVERSATION = bytes(range(16))


@dataclass
class House:
    """Everything behind the doors; tests set `trouble` to have the log say no, and read `taken`."""

    taken: dict[str, Raw] = field(default_factory=dict)
    trouble: HandclaspError | Exception | None = None
    single: dict[str, HandclaspError] = field(default_factory=dict)
    never: bool = False
    parts: dict[str, str | bool] = field(default_factory=lambda: {"database": True, "keys": True, "commit": True})
    reads: list[dict[str, Any]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    looks: list[tuple[str, str]] = field(default_factory=list)

    def append_all(
        self, raws: Sequence[Raw], /, *, receipts: bool = True, lane: Lane | None = None
    ) -> Future[list[Receipt | HandclaspError]]:
        self.threads.add(threading.current_thread().name)
        done: Future[list[Receipt | HandclaspError]] = Future()
        if self.trouble is not None:
            done.set_exception(self.trouble)
        elif not self.never:
            done.set_result([self._one(raw, receipts=receipts) for raw in raws])
        return done

    def _one(self, raw: Raw, *, receipts: bool) -> Receipt | HandclaspError:
        if raw.key in self.single:
            return self.single[raw.key]
        before = self.taken.setdefault(raw.key, raw)
        assert before.text is not None
        assert raw.text is not None
        if before.text.reveal() != raw.text.reveal():
            return KeyReused("This id was used before with another content: the first record stands.")
        index = list(self.taken).index(raw.key)
        doubled = before is not raw
        stored = Stored(
            log=1, tenant=1, index=index, conversation=CONVERSATION, seq=index + 1, record=bytes([index % 256]) * 32,
            previous=bytes(32), checkpoint=f"specimen/log\n{index + 1}\n", size=index + 1, doubled=doubled,
        )  # fmt: skip
        return Receipt(stored=stored, document=b"" if doubled or not receipts else b'{"format":"handclasp/receipt/v1"}')

    def check(self, presented: str, /) -> Caller | None:
        scopes = SCOPES.get(presented)
        return None if scopes is None else Caller("demo", f"id-of-{presented}", frozenset(scopes))

    def at_hand(self, _presented: str, /) -> Caller | None:
        return None

    def reader(self, caller: Caller) -> Reader:
        return Reader(caller.tenant, "service", caller.key)

    def find(self, tenant: str, name: str) -> bytes | None:
        return CONVERSATION if (tenant, name) == ("demo", "order-A1001") else None

    def read(self, who: Reader, conversation: bytes, /, **why: Any) -> list[View]:
        self._seen(who, conversation, **why)
        span = Span("PHONE", 3, 20, "phone", 99, 0)
        view = View(
            index=7, seq=1, conversation=conversation, record=b"\xab" * 32, kind="message",
            author=Author("customer", "u-77"), received=NOW, sent=None,
            body="我的 【手机号 138****5678】", spans=(span,), facts={"channel": "web", "reply_to": b"\x01" * 32},
        )  # fmt: skip
        views = [replace_seq(view, seq) for seq in (1, 2, 3)]
        return [view for view in views if view.seq > why["after"]][: why["limit"]]

    def receipt(self, who: Reader, conversation: bytes, seq: int, /) -> bytes:
        self._seen(who, conversation, seq=seq)
        return b'{"format":"handclasp/receipt/v1","seq":%d}' % seq

    def copy(self, who: Reader, conversation: bytes, seq: int, /, **why: Any) -> File:
        self._seen(who, conversation, seq=seq, **why)
        if seq != 2:
            raise NotFound("There is no file here that could be shown.")
        return File(Secret(b"specimen copy"), "image/webp")

    def looked(self, caller: Caller, scope: str) -> None:
        self.looks.append((caller.key, scope))

    def refused(self, caller: Caller, action: str, why: str) -> None:
        self.refusals.append((caller.key, action))

    def _seen(self, who: Reader, conversation: bytes, **why: Any) -> None:
        if conversation != CONVERSATION:
            raise NotFound("There is no such conversation for you.")
        self.reads.append({"who": who} | why)

    def checkpoint(self, log: str, /) -> str | None:
        return "specimen/log\n3\nAAAA\n\n— specimen sig\n" if log == "main" else None

    def vkeys(self, log: str, /) -> list[str]:
        return ["specimen+01+key", "specimen+02+key"] if log == "main" else []

    def tile(self, log: str, level: int, index: int, width: int | None, /) -> bytes | None:
        return (
            b"\x00" * 32 * (width or 256) if (log, level, index) in {("main", 0, 0), ("main", 0, 1_234_067)} else None
        )

    def entries(self, log: str, index: int, width: int | None, /) -> bytes | None:
        return b"\x00\x59" + bytes(89) if (log, index, width) == ("main", 0, 1) else None

    def health(self) -> dict[str, str | bool]:
        return self.parts

    def services(self, settings: ApiSettings) -> Services:
        return Services(
            flow=self, disclose=self, files=self, api_keys=self, log=self, origin="specimen/log",
            reader=self.reader, find=self.find, health=self.health, may_add=lambda _caller: None, refused=self.refused,
            looked=self.looked,
            queue_depth=lambda: 42, held=lambda: (3, NOW - 61_000), settings=settings,
            on_hold=lambda _caller, conversation: conversation == CONVERSATION,
            anchors=lambda: [("rfc3161", 90.0, 0), ("ethereum", None, 4)],
            # What takes a second person, and the journal, are tested over a real house (test_second_person.py).
            searches=cast("Any", None), exports=cast("Any", None), approvals=cast("Any", None), audit=cast("Any", None),
            consents=cast("Any", None), cases=cast("Any", None), case_lists=cast("Any", None),
            unusual=lambda _who, _dealt: [], review=lambda _who: {"waiting": 0, "oldest": None, "bands": []},
        )  # fmt: skip


def replace_seq(view: View, seq: int) -> View:
    return View(**{name: getattr(view, name) for name in View.__struct_fields__} | {"seq": seq})


class Client:
    """A blocking client over httpx' ASGI transport; one loop for its whole life."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://records.example")

    def __call__(self, method: str, path: str, key: str | None = WRITER, **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return self._runner.run(self._client.request(method, path, headers=headers | more.pop("headers", {}), **more))

    def send(self, *lines: dict[str, Any] | bytes, **more: Any) -> httpx.Response:
        data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
        return self.batch(data, **more)

    def batch(self, data: bytes, query: str = "", **more: Any) -> httpx.Response:
        more.setdefault("headers", {"content-type": "application/x-ndjson"})
        return self("POST", f"/v1/batches{query}", content=data, **more)

    def message(self, query: str = "", headers: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
        return self("POST", f"/v1/messages{query}", headers=headers or {}, json=message(**fields))

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()
        self.app.state.handclasp.close()


def message(**fields: Any) -> dict[str, Any]:
    made = {
        "id": "m-1",
        "conversation": "order-A1001",
        "author": {"role": "customer", "id": "u-77"},
        "text": "specimen words",
    } | fields
    return {name: value for name, value in made.items() if value is not None}


@dataclass
class Doors:
    """Makes a client for a house, with other settings where a test needs them."""

    house: House
    seconds: float = 0.0
    clients: list[Client] = field(default_factory=list)

    def open(self, settings: ApiSettings | None = None, **services: Any) -> Client:
        made = replace(self.house.services(settings or ApiSettings()), **services)
        client = Client(create_api(made, clock=lambda: NOW, monotonic=lambda: self.seconds))
        self.clients.append(client)
        return client


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def doors(house: House) -> Iterator[Doors]:
    made = Doors(house)
    yield made
    for client in made.clients:
        client.close()


@pytest.fixture
def client(doors: Doors) -> Client:
    return doors.open()
