"""Fuzzing what reads formats: messages, exports of other programs, packs, receipts, lists of words and types.

Any bytes are read, or refused with the reader's own error.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, Final

from tests.fuzz.target import Target, held, in_time
from tests.verify import forge
from tests.verify.conftest import CONVERSATION, World, make_world

from handclasp.intake import formats, ndjson, telegram
from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.importing import IMPORTS, is_telegram
from handclasp.intake.message import LIVE
from handclasp.intake.source import Nowhere, Reading, Source
from handclasp.records import Raw
from handclasp.screen.risk_words.lines import parse
from handclasp.screen.types import BadTypes
from handclasp.screen.types import read as read_types
from handclasp.verify import parse_vkey
from handclasp.verify.archive import read_archive
from handclasp.verify.journal import read_journal
from handclasp.verify.note import BadKey, parse_checkpoint, parse_note
from handclasp.verify.pack import check_files, read_pack
from handclasp.verify.reasons import Fault
from handclasp.verify.receipt import read_receipt

_NOW: Final = 1_790_000_000_000
_FORMATS: Final = tuple(name for name in formats.NAMES if name not in {"ndjson", "telegram"})


def imported(data: bytes) -> None:
    """Lines of messages, exports of messengers and desks, tables, types and words of a tenant."""
    which, content = data[0] % (4 + len(_FORMATS)) if data else 0, data[1:]
    with in_time("reading"):
        if which >= 4:
            _brought_in(_FORMATS[which - 4], content)
            return
        if which == 0:
            for limits in (LIVE, IMPORTS):
                for _number, made in ndjson.read([content], "t", lambda: _NOW, limits):
                    held(promise=isinstance(made, (Raw, InputError)), what="neither a record nor a refusal")
        elif which == 1:
            is_telegram(content)
            _only(Malformed, lambda: list(telegram.read(BytesIO(content), _source())))
        elif which == 2:
            _only(BadTypes, lambda: read_types(content.decode("utf-8", "replace")))
        else:
            parse(content.decode("utf-8", "replace"))


def _brought_in(name: str, content: bytes) -> None:
    """A file of old messages: recognised as something, and each thing in it a record or a refusal."""
    held(promise=formats.recognised(BytesIO(content)) in formats.NAMES, what="a form that there is not")
    zone = Reading(conversation="c")
    try:
        for _line, made in formats.reader(name)(BytesIO(content), _source()._replace(reading=zone)):
            held(promise=isinstance(made, (Raw, InputError)), what="neither a record nor a refusal")
            if isinstance(made, Raw):
                held(promise=1 <= len(made.key) <= 128 and 1 <= len(made.conversation) <= 200, what="a long name")
                held(promise=made.sent is not None and made.sent >= 0, what="no time")
                held(promise=made.attached is None, what="a file from nowhere")
    except Malformed:
        return


def verified(data: bytes) -> None:
    """A pack of which one file is exchanged, and the same bytes as a zip, receipt, note, checkpoint and key."""
    which, content = data[0] if data else 0, data[1:]
    world, names = _world(), sorted(_world().files)
    readers: tuple[Callable[[], object], ...] = (
        lambda: read_pack(content, world.trust),
        lambda: read_receipt(content, world.trust),
        lambda: parse_note(content),
        lambda: parse_checkpoint(content),
        lambda: read_archive(content),
        lambda: read_journal({"journal.json": content, "seal.json": world.files["seal.json"]}, world.trust),
    )
    with in_time("verifying"):
        if which < len(names):
            _only(Fault, lambda: check_files(_exchanged(names[which], content), world.trust))
        elif which == 0xFF:
            _only(BadKey, lambda: parse_vkey(content.decode("utf-8", "replace")))
        else:
            _only(Fault, readers[which % len(readers)])


def _only(error: type[Exception], read: Callable[[], object]) -> None:
    try:
        read()
    except error:
        return


def _source() -> Source:
    return Source("t", Nowhere(), lambda: _NOW, IMPORTS)


@functools.cache
def _world() -> World:
    world = make_world()
    held(promise=bool(world.files), what="a pack")
    return world


def _exchanged(name: str, content: bytes) -> dict[str, bytes]:
    """The pack with one file exchanged and listed anew, so that what reads the file is reached."""
    files = dict(_world().files) | {name: content}
    if name not in ("manifest.json", "seal.json"):
        kept = {each: body for each, body in files.items() if each not in ("manifest.json", "seal.json")}
        return kept | {"manifest.json": forge.manifest(kept, "fuzz")}
    return files


def _message(**more: Any) -> bytes:
    said = {"conversation": "c", "id": "1", "author": {"role": "customer", "id": "a"}, "text": "hello", "sent": _NOW}
    return json.dumps(said | more, ensure_ascii=False).encode()


def _imports() -> Iterator[bytes]:
    yield b"\0" + _message() + b"\n" + _message(details={"a": [1, None, {"b": "x"}]}, kind="order-event")
    yield b"\0" + _message(attachment={"name": "a.png", "media_type": "image/png", "content": "AAAA"})
    yield b"\0" + _message(sent="2026-11-28T07:00:00Z", reply_to="00" * 16)
    told: dict[str, Any] = {"id": 1, "type": "message", "date": "2026-11-28T07:00:00", "from_id": "user7", "text": "hi"}
    more = {"id": 2, "date_unixtime": "1790000", "text": ["a", {"type": "bold", "text": "b"}], "photo": "a.jpg"}
    service = {"id": 3, "type": "service", "action": "phone_call", "duration_seconds": 3, "date_unixtime": 1e3}
    chat = {"name": "Lena", "type": "personal_chat", "id": 7, "messages": [told, more, service]}
    yield b"\1" + json.dumps(chat).encode()
    yield b"\1" + json.dumps({"about": "", "chats": {"list": [chat]}}).encode()
    yield b'\2[[type]]\nname = "MEMBER_NO"\npattern = "M[0-9]{6,8}"\nnear = ["member"]\nkeep = 2\nchecksum = "luhn"\n'
    for number, name in enumerate(_FORMATS, 4):
        for old in _OLD[name]:
            yield bytes((number,)) + old
    yield "\3# 词\n加我私聊\n/wire .{1,20} abroad/\n".encode()


def _desk(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


_FILE: Final = {"id": 4, "file_name": "a.png", "content_type": "image/png", "data_url": "http://x/%E5"}
_COMMENT: Final = {"id": 3, "author_id": 2, "html_body": "<p>a<br>b</p>", "public": False, "attachments": [_FILE]}
_PART: Final = {"id": "p", "part_type": "note", "body": None, "created_at": 1704096000, "author": {"type": "bot"}}
_MESSAGE: Final = {"id": 1, "content": "x", "conversation_id": 2, "message_type": 1, "created_at": 1704096000}
_OLD: Final[dict[str, list[bytes]]] = {
    "zendesk": [
        _desk({"tickets": [{"id": 1, "requester_id": 2, "subject": "s", "comments": [_COMMENT]}]}),
        _desk({"id": 1, "requester_id": 2, "created_at": "2024-01-01T08:00:00Z", "description": "d"}),
    ],
    "intercom": [
        _desk({"id": "1", "source": {"body": "<a href='http://x'>y"}, "conversation_parts": [_PART]}),
    ],
    "chatwoot": [
        _desk({"payload": [_MESSAGE | {"sender": {"id": 1, "type": "user"}, "attachments": [_FILE]}]}),
    ],
    "whatsapp": [
        "[31/12/2023, 21:41:05] Lena: \u200e<attached: a.jpg>\r\nmore\n".encode(),
        "2023/12/31 下午9:41 - 张三: 你好\n1.2.24, 10:00 - a: b\n13/2/24, 12:00 AM - c: d".encode(),
        b"31/12/2023, 21:42 - A: x.jpg (file attached)\n31/12/2023, 21:42 - \xff\xfe: y",
    ],
    "csv": [
        b'conversation,id,role,text,sent,file\nc,1,agent,"a\nb",1704096000,x.png\nc,2\n',
        "会话;内容;时间\n1;你好;2024-01-01 08:00:00\n".encode("gb18030"),
        b"id,content,conversation_id,message_type,created_at,attachments\n1,x,2,0,1704096000,[]\n",
    ],
}
"""Invented exports, by form."""


def _packs() -> Iterator[bytes]:
    world = _world()
    for number, name in enumerate(sorted(world.files)):
        yield bytes((number,)) + world.files[name]
    first = len(world.files)
    first += -first % 6
    shown = (world.pack, world.files["seal.json"], world.checkpoint.encode(), world.checkpoint.encode(), world.pack)
    for number, content in enumerate(shown):
        yield bytes((first + number,)) + content
    yield b"\xff" + world.log.vkeys()[0].encode()
    held(promise=len(CONVERSATION) > 0, what="a conversation")


TARGETS: Final = {
    "imports": Target(imported, _imports, 4096),
    "packs": Target(verified, _packs, 65_536),
}
