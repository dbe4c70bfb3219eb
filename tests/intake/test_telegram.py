"""Telegram exports, single chat and full: who said what, what stays out, and what a broken file is called."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.importing import IMPORTS
from handclasp.intake.source import Folder, Source
from handclasp.intake.telegram import read
from handclasp.records import Kind, Raw

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_796_000_000_000
MESSAGE: dict[str, Any] = {
    "id": 11,
    "type": "message",
    "date": "2024-01-01T08:00:00",
    "date_unixtime": "1704067200",
    "from": "Specimen Customer",
    "from_id": "user55",
    "text": "卡密无效",
}


def chat(*messages: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"name": "Specimen", "type": "personal_chat", "id": 55} | facts | {"messages": list(messages)}


def take(export: dict[str, Any], folder: Path, **more: Any) -> list[Raw | InputError]:
    source = Source("demo", Folder(folder), lambda: NOW, IMPORTS, **more)
    return [made for _, made in read(io.BytesIO(json.dumps(export).encode()), source)]


def one(message: dict[str, Any], folder: Path, **facts: Any) -> Raw:
    (made,) = take(chat(message, **facts), folder)
    assert isinstance(made, Raw)
    return made


def said(raw: Raw) -> str:
    assert raw.text is not None
    return raw.text.reveal()


def test_a_single_chat_becomes_one_conversation(tmp_path: Path) -> None:
    answer = MESSAGE | {
        "id": 12,
        "from_id": "user9",
        "text": ["see ", {"type": "link", "text": "https://shop.example"}],
    }
    first, second = take(chat(MESSAGE, answer), tmp_path)
    assert isinstance(first, Raw)
    assert isinstance(second, Raw)
    assert (first.conversation, first.key, first.sent) == ("telegram:55", "telegram:55:11", 1_704_067_200_000)
    assert (str(first.author), str(second.author)) == ("customer:user55", "agent:user9")
    assert said(second) == "see https://shop.example"


def test_a_full_export_keeps_its_chats_apart(tmp_path: Path) -> None:
    export = {
        "about": "specimen",
        "personal_information": {"user_id": 1, "first_name": "S"},
        "chats": {"about": "x", "list": [chat(MESSAGE), chat(MESSAGE, id=66)]},
        "left_chats": {"about": "x", "list": [chat(MESSAGE, id=77)]},
    }
    keys = [made.key for made in take(export, tmp_path) if isinstance(made, Raw)]
    assert keys == ["telegram:55:11", "telegram:66:11", "telegram:77:11"]


def test_the_agents_of_a_group_are_named(tmp_path: Path) -> None:
    group = chat(MESSAGE, MESSAGE | {"from_id": "user9"}, type="private_group", id=-100)
    assert [str(made.author) for made in take(group, tmp_path, agents=["user9"]) if isinstance(made, Raw)] == [
        "customer:user55",
        "agent:user9",
    ]


def test_a_service_message_speaks_as_the_system(tmp_path: Path) -> None:
    call = {"id": 3, "type": "service", "date_unixtime": "1704067200", "action": "phone_call", "duration_seconds": 65}
    raw = one(call | {"actor_id": "user55", "text": ""}, tmp_path)
    assert (raw.author.role, said(raw)) == ("system", "[phone call, 65 s, by user55]")


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (
            {"photo": "(File not included. Change data exporting settings to download.)"},
            "[photo: not in the export, or too large]",
        ),
        ({"file": "files/a.pdf"}, "[file: not in the export, or too large]"),
        ({"file": "voice/a.ogg", "media_type": "voice_message"}, "[voice_message: not in the export, or too large]"),
        ({"poll": {"question": "?"}}, "[poll]"),
        ({"location_information": {"latitude": 1.5}}, "[location]"),
        ({"forwarded_from": "Somebody", "text": "hello"}, "[forwarded]\nhello"),
        ({}, "[empty]"),
    ],
)
def test_what_cannot_be_shown_is_said(tmp_path: Path, more: dict[str, Any], text: str) -> None:
    assert said(one(MESSAGE | {"text": ""} | more, tmp_path)) == text


def test_a_photo_beside_the_export_is_attached(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/p.jpg").write_bytes(b"specimen picture")
    raw = one(MESSAGE | {"photo": "photos/p.jpg"}, tmp_path)
    assert raw.kind is Kind.ATTACHMENT
    assert raw.attached is not None
    assert (raw.attached.media_type, raw.attached.content.reveal()) == ("image/jpeg", b"specimen picture")
    assert said(raw) == "卡密无效"


@pytest.mark.parametrize("named", ["../outside", "/etc/hostname", "link", "", ".", "a\x00b"])
def test_no_file_outside_the_export_is_read(tmp_path: Path, named: str) -> None:
    (tmp_path / "outside").write_bytes(b"not yours")
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "outside")
    assert one(MESSAGE | {"file": named}, folder).attached is None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"date_unixtime": "soon"}, "bad-time"),
        ({"date_unixtime": "99999999999"}, "clock-off"),
        ({"text": {"a": 1}}, "wrong-type"),
        ({"text": "a\x00b"}, "control-character"),
        ({"text": "x" * 70_000}, "message-too-long"),
        ({"id": "x"}, "missing-field"),
    ],
)
def test_a_bad_message_is_refused_alone(tmp_path: Path, more: dict[str, Any], code: str) -> None:
    bad, good = take(chat(MESSAGE | more, MESSAGE), tmp_path)
    assert isinstance(bad, InputError)
    assert bad.code == code
    assert isinstance(good, Raw)


def test_an_old_export_without_unix_times_is_read_as_utc(tmp_path: Path) -> None:
    old = {name: value for name, value in MESSAGE.items() if name != "date_unixtime"}
    assert one(old, tmp_path).sent == 1_704_096_000_000


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(chat(MESSAGE, MESSAGE)).encode()[:-20],
        b'{"name": "x", "messages": [{"id": 1, "text": "\xff"}]}',
        b'{"messages": [{"id": 1, "text": "x"}], "id": 5}',
    ],
)
def test_a_broken_export_is_said_to_be_broken(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        list(read(io.BytesIO(data), Source("demo", Folder(tmp_path), lambda: NOW, IMPORTS)))
    assert caught.value.code == "invalid-json"
