"""Exports of Zendesk, Intercom and Chatwoot: who said what, what stays inside, which files come along. All invented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from handclasp.intake import formats
from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.importing import IMPORTS, Counts, How, import_file
from handclasp.intake.source import Folder, Source
from handclasp.records import Kind, Raw

if TYPE_CHECKING:
    from pathlib import Path

    from tests.intake.conftest import Log

NOW = 1_796_000_000_000
HOW = How(now=lambda: NOW, wait=lambda _: None)

TICKET: dict[str, Any] = {
    "id": 4711,
    "created_at": "2024-01-01T08:00:00Z",
    "subject": "卡密无效 (specimen)",
    "description": "卡密打不开",
    "requester_id": 900,
    "submitter_id": 900,
    "assignee_id": 77,
    "status": "solved",
    "comments": [
        {"id": 1, "author_id": 900, "body": "卡密打不开", "public": True, "created_at": "2024-01-01T08:00:00Z"},
        {
            "id": 2, "author_id": 77, "html_body": "<p>Which <b>code</b>?<br>See <a href='https://h.example/x'>help</a></p>",
            "public": True, "created_at": "2024-01-01T08:05:00Z",
        },
        {"id": 3, "author_id": 77, "plain_body": "nervous", "public": False, "created_at": "2024-01-01T08:06:00Z"},
        {
            "id": 4, "author_id": 900, "body": "here", "public": True, "created_at": "2024-01-01T08:07:00Z",
            "attachments": [
                {"id": 51, "file_name": "shot.png", "content_type": "image/png", "content_url": "https://z.example/51"},
                {"id": 52, "file_name": "gone.pdf", "content_type": "application/pdf"},
            ],
        },
    ],
}  # fmt: skip

CONVERSATION: dict[str, Any] = {
    "type": "conversation",
    "id": "147",
    "created_at": 1704096000,
    "title": None,
    "source": {
        "type": "conversation", "id": "src9", "delivered_as": "customer_initiated", "subject": "<p>Order</p>",
        "body": "<p>My code &amp; card do not work</p>", "author": {"type": "user", "id": "u1", "name": "Specimen"},
        "attachments": [],
    },
    "conversation_parts": {
        "type": "conversation_part.list",
        "conversation_parts": [
            {
                "type": "conversation_part", "id": "p1", "part_type": "comment", "body": "<p>Hi</p><p>Which one?</p>",
                "created_at": 1704096060, "author": {"type": "admin", "id": "a7"}, "attachments": [],
            },
            {
                "type": "conversation_part", "id": "p2", "part_type": "note", "body": "<p>check the shop</p>",
                "created_at": 1704096070, "author": {"type": "admin", "id": "a7"},
            },
            {
                "type": "conversation_part", "id": "p3", "part_type": "assignment", "body": None,
                "created_at": 1704096080, "author": {"type": "bot", "id": "b1"},
            },
            {
                "type": "conversation_part", "id": "p4", "part_type": "comment", "body": "", "created_at": 1704096090,
                "author": {"type": "lead", "id": "u1"},
                "attachments": [{"type": "upload", "name": "shot.png", "url": "https://i.example/x/shot.png?e=1"}],
            },
        ],
        "total_count": 4,
    },
}  # fmt: skip

MESSAGES: dict[str, Any] = {
    "meta": {"contact": {"id": 3}},
    "payload": [
        {
            "id": 11, "content": "你好", "conversation_id": 53, "inbox_id": 1, "message_type": 0, "private": False,
            "created_at": 1704096000, "sender": {"id": 3, "type": "contact"},
        },
        {
            "id": 12, "content": "您好，请讲", "conversation_id": 53, "inbox_id": 1, "message_type": 1,
            "private": False, "created_at": 1704096010, "sender": {"id": 8, "type": "user"},
            "attachments": [{"id": 5, "file_type": "image", "data_url": "https://c.example/r/%E5%9B%BE.png"}],
        },
        {
            "id": 13, "content": "内部备注", "conversation_id": 53, "inbox_id": 1, "message_type": 1, "private": True,
            "created_at": 1704096020, "sender": {"id": 8, "type": "user"},
            "attachments": [{"id": 6, "file_type": "file", "data_url": "https://c.example/r/inside.pdf"}],
        },
        {
            "id": 14, "content": "Conversation was resolved", "conversation_id": 53, "inbox_id": 1, "message_type": 2,
            "private": False, "created_at": 1704096030,
        },
    ],
}  # fmt: skip


def take(export: object, folder: Path, name: str = "", **more: Any) -> list[Raw]:
    content = export if isinstance(export, bytes) else json.dumps(export, ensure_ascii=False).encode()
    path = folder / "export.json"
    path.write_bytes(content)
    with formats.opened(path) as opened:
        found = formats.recognised(opened.file)
        assert found == (name or found)
        opened.file.seek(0)
        source = Source("demo", Folder(folder), lambda: NOW, IMPORTS, **more)
        made = [one for _, one in formats.reader(found)(opened.file, source)]
    assert all(isinstance(one, Raw) for one in made), made
    return [one for one in made if isinstance(one, Raw)]


def said(raw: Raw) -> str:
    return raw.text.reveal() if raw.text is not None else ""


def told(raws: list[Raw]) -> list[tuple[str, str, str, str]]:
    return [(raw.kind, raw.author.role, raw.author.id, said(raw)) for raw in raws]


def test_a_ticket_is_a_conversation_and_what_is_private_a_note(tmp_path: Path) -> None:
    (tmp_path / "attachments" / "51").mkdir(parents=True)
    (tmp_path / "attachments" / "51" / "shot.png").write_bytes(b"specimen picture")
    raws = take(TICKET, tmp_path, "zendesk")
    assert told(raws) == [
        ("message", "system", "zendesk", "[subject] 卡密无效 (specimen)"),
        ("message", "customer", "900", "卡密打不开"),
        ("message", "agent", "77", "Which code?\nSee help (https://h.example/x)"),
        ("note", "agent", "77", "nervous"),
        ("message", "customer", "900", "here\n[file: gone.pdf, not in the export or too large]"),
        ("attachment", "customer", "900", ""),
    ]
    assert {raw.conversation for raw in raws} == {"zendesk:4711"}
    assert [raw.key for raw in raws] == [
        "zendesk:4711:subject", "zendesk:4711:1", "zendesk:4711:2", "zendesk:4711:3", "zendesk:4711:4",
        "zendesk:4711:4:51",
    ]  # fmt: skip
    assert raws[1].sent == 1_704_096_000_000
    assert raws[5].attached is not None
    assert (raws[5].attached.name, raws[5].attached.media_type) == ("shot.png", "image/png")
    assert raws[5].attached.content.reveal() == b"specimen picture"
    assert raws[3].facts == {}
    assert raws[1].facts == {"channel": "zendesk"}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: json.dumps([one]).encode(),
        lambda one: json.dumps({"tickets": [one], "count": 1}).encode(),
        lambda one: json.dumps({"ticket": one}).encode(),
        lambda one: json.dumps(one, indent=1).encode(),
        lambda one: json.dumps(one).encode() + b"\n" + json.dumps(one | {"id": 5}).encode() + b"\n",
        lambda one: b"\xef\xbb\xbf" + json.dumps([one]).encode(),
    ],
)
def test_every_way_in_which_tickets_come_is_read(wrap: Any, tmp_path: Path) -> None:
    raws = take(wrap(TICKET), tmp_path, "zendesk")
    assert [said(raw) for raw in raws if raw.conversation == "zendesk:4711"][1] == "卡密打不开"


def test_a_ticket_without_comments_is_its_description(tmp_path: Path) -> None:
    bare = {name: value for name, value in TICKET.items() if name not in {"comments", "subject"}}
    (only,) = take(bare, tmp_path, "zendesk")
    assert (only.key, said(only), only.author.role) == ("zendesk:4711:description", "卡密打不开", "customer")


def test_who_the_agents_are_can_be_said_and_else_the_export_says_it(tmp_path: Path) -> None:
    raws = take(TICKET, tmp_path, agents={"900"})
    assert [raw.author.role for raw in raws if raw.kind == Kind.MESSAGE][1:] == ["agent", "customer", "agent"]
    comments = [
        {**TICKET["comments"][0], "author": {"id": 5, "role": "end-user"}, "author_id": 5},
        {**TICKET["comments"][1], "author": {"id": 6, "role": "admin"}, "author_id": 6},
        {**TICKET["comments"][0], "id": 9, "author_id": -1},
    ]
    raws = take(TICKET | {"comments": comments, "subject": None}, tmp_path)
    assert [raw.author.role for raw in raws] == ["customer", "agent", "system"]


def test_a_conversation_of_intercoms_with_its_source_parts_and_notes(tmp_path: Path) -> None:
    (tmp_path / "attachments").mkdir()
    (tmp_path / "attachments" / "shot.png").write_bytes(b"specimen picture")
    raws = take({"type": "conversation.list", "conversations": [CONVERSATION]}, tmp_path, "intercom")
    assert told(raws) == [
        ("message", "customer", "u1", "[subject] Order\nMy code & card do not work"),
        ("message", "agent", "a7", "Hi\nWhich one?"),
        ("note", "agent", "a7", "check the shop"),
        ("message", "system", "b1", "[assignment]"),
        ("attachment", "customer", "u1", ""),
    ]
    assert [raw.key for raw in raws] == [
        "intercom:147:src9", "intercom:147:p1", "intercom:147:p2", "intercom:147:p3", "intercom:147:p4:1",
    ]  # fmt: skip
    assert [raw.sent for raw in raws][:2] == [1_704_096_000_000, 1_704_096_060_000]
    assert told(take(CONVERSATION, tmp_path, "intercom")) == told(take([CONVERSATION], tmp_path)) == told(raws)


def test_messages_of_chatwoots_and_files_of_notes_stay_inside(tmp_path: Path) -> None:
    (tmp_path / "attachments").mkdir()
    for name in ("图.png", "inside.pdf"):
        (tmp_path / "attachments" / name).write_bytes(b"specimen")
    raws = take(MESSAGES, tmp_path, "chatwoot")
    assert told(raws) == [
        ("message", "customer", "3", "你好"),
        ("message", "agent", "8", "您好，请讲"),
        ("attachment", "agent", "8", ""),
        ("note", "agent", "8", "内部备注\n[file: inside.pdf, of an internal note]"),
        ("message", "system", "unknown", "Conversation was resolved"),
    ]
    assert {raw.conversation for raw in raws} == {"chatwoot:53"}
    nested = {"data": {"meta": {}, "payload": [{"id": 53, "messages": [
        {name: value for name, value in one.items() if name != "conversation_id"} for one in MESSAGES["payload"]
    ]}]}}  # fmt: skip
    assert told(take(nested, tmp_path, "chatwoot")) == told(raws)
    named = {"payload": [{**MESSAGES["payload"][0], "message_type": "incoming"}]}
    assert told(take(named, tmp_path, "chatwoot")) == told(raws)[:1]


def test_what_is_wrong_in_an_entry_is_named_and_the_rest_comes_in(tmp_path: Path, log: Log) -> None:
    bad = [
        TICKET["comments"][0],
        {**TICKET["comments"][0], "id": 8, "created_at": "yesterday"},
        {**TICKET["comments"][0], "id": 9, "body": 5},
        {**TICKET["comments"][0], "id": 10, "body": "x" * 70_000},
        {**TICKET["comments"][0], "id": 11, "body": "nul \x00 here"},
        {**TICKET["comments"][0], "id": 12, "body": "good"},
    ]
    lines = [json.dumps(TICKET | {"comments": bad}), "{broken", json.dumps({"id": 1}), json.dumps(TICKET | {"id": 6})]
    path = tmp_path / "tickets.json"
    path.write_text("\n".join(lines))
    counts = import_file(path, "demo", log.append_all, how=HOW, chunk=3)
    report = (tmp_path / "tickets.json.rejected.ndjson").read_text()
    assert [(row["line"], row["code"]) for row in map(json.loads, report.splitlines())] == [
        (1, "bad-time"), (1, "wrong-type"), (1, "message-too-long"), (1, "control-character"),
        (2, "invalid-json"), (3, "unknown-kind"),
    ]  # fmt: skip
    assert counts == Counts(new=3 + 5, rejected=6)
    assert "yesterday" not in report
    assert import_file(path, "demo", log.append_all, how=HOW, chunk=3) == Counts(doubled=8, rejected=6)


class Stop(Exception):
    """Stands for whatever ends an import in the middle."""


def test_a_stopped_import_of_a_desk_goes_on_where_it_stopped(tmp_path: Path, log: Log) -> None:
    path = tmp_path / "tickets.json"
    path.write_text(json.dumps({"tickets": [TICKET | {"id": number} for number in range(20)]}))

    def stop(_done: int, _size: int, counts: Counts) -> None:
        if counts.new >= 40:
            raise Stop

    with pytest.raises(Stop):
        import_file(path, "demo", log.append_all, progress=stop, chunk=10, how=HOW)
    calls = log.calls
    assert import_file(path, "demo", log.append_all, chunk=10, how=HOW) == Counts(new=100)
    assert log.calls - calls == 6


def test_a_cut_off_export_says_so_and_what_came_before_is_in(tmp_path: Path, log: Log) -> None:
    path = tmp_path / "tickets.json"
    path.write_text(json.dumps({"tickets": [TICKET, TICKET | {"id": 6}]})[:-60])
    with pytest.raises(Malformed, match="after entry 1"):
        import_file(path, "demo", log.append_all, how=HOW)
    assert len(log.kept) == 5


def test_files_outside_the_folder_are_never_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("specimen secret")
    inner = tmp_path / "export"
    inner.mkdir()
    comment = {
        **TICKET["comments"][0],
        "attachments": [{"id": 1, "file_name": "../../secret.txt"}, {"id": 2, "file_name": "/etc/hostname"}],
    }
    raws = take(TICKET | {"comments": [comment], "subject": None}, inner)
    assert [raw.attached for raw in raws] == [None]


@pytest.mark.parametrize("name", ["zendesk", "intercom", "chatwoot"])
@pytest.mark.parametrize("content", ["[]", "{}", '[1, "a", null]', '{"id": 1}', "null", ""])
def test_nothing_comes_of_nothing(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / "export.json"
    path.write_text(content)
    with formats.opened(path) as opened:
        source = Source("demo", Folder(tmp_path), lambda: NOW, IMPORTS)
        try:
            made = [one for _, one in formats.reader(name)(opened.file, source)]
        except Malformed:
            made = []
    assert all(isinstance(one, InputError) for one in made)
