"""Tables of old messages: columns known by their heads or said, in any code of spreadsheets. All invented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from handclasp.intake import formats
from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.importing import Counts, How, import_file, items_of
from handclasp.intake.preview import preview
from handclasp.intake.source import Reading
from handclasp.records import Kind, Raw

if TYPE_CHECKING:
    from pathlib import Path

    from tests.intake.conftest import Log

NOW = 1_796_000_000_000
PLAIN = """conversation,id,author,role,text,sent
order 1,m1,7F3A,customer,"你好，
卡密无效",2024-01-01T08:00:00Z
order 1,m2,zhou,agent,请稍等,2024-01-01T08:01:00+00:00
order 2,m3,9,客户,"a ""quoted"" word",1704096000
"""


def how(agents: tuple[str, ...] = (), **reading: Any) -> How:
    return How(now=lambda: NOW, wait=lambda _: None, agents=agents, reading=Reading(**reading))


def take(folder: Path, content: str | bytes, name: str = "old.csv", **given: Any) -> list[Any]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with formats.opened(path) as opened:
        assert formats.recognised(opened.file) == "csv" or given.get("columns")
        wanted = how(**given)._replace(format="csv")
        return [item.made for item in items_of(opened, "demo", wanted)]


def said(raw: Raw) -> str:
    return raw.text.reveal() if raw.text is not None else ""


def told(made: list[Any]) -> list[tuple[str, str, str, str]]:
    assert all(isinstance(one, Raw) for one in made), made
    return [(one.key, one.author.role, one.author.id, said(one)) for one in made]


EXPECTED = [
    ("order 1:m1", "customer", "7F3A", "你好，\n卡密无效"),
    ("order 1:m2", "agent", "zhou", "请稍等"),
    ("order 2:m3", "customer", "9", 'a "quoted" word'),
]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b'Case,Created at,Body\n1,2026-11-02 10:00,hello\n2,2026-11-02 10:01,"two\nlines"\n', "csv"),
        ("工单;时间;内容\n1;2026-11-02 10:00;你好\n".encode(), "csv"),
        (b"a sentence, and nothing more\nanother\n", "ndjson"),
        (b"PK\x03\x04\x00\x00,\x00\x00", "ndjson"),
        (b'{"id": 1, "text": "hello"}\n', "ndjson"),
    ],
)
def test_a_table_is_known_by_its_rows_whatever_its_columns_are_called(
    tmp_path: Path, content: bytes, form: str
) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(content)
    with formats.opened(path) as opened:
        assert formats.recognised(opened.file) == form


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path: Path, encoding: str, between: str) -> None:
    rows = PLAIN if between == "," else PLAIN.replace(",", between)
    made = take(tmp_path, rows.replace("\n", "\r\n").replace("，\r\n", "，\n").encode(encoding))
    assert told(made) == EXPECTED
    assert [one.sent for one in made] == [1_704_096_000_000, 1_704_096_060_000, 1_704_096_000_000]


def test_chinese_heads_are_known_and_other_columns_are_let_be(tmp_path: Path) -> None:
    rows = (
        "会话,时间,发送人,角色,内容,评分\n"
        "工单9,2024-01-01 16:00:00,u1,买家,你好,5\n"
        "工单9,2024-01-01 16:01:00,u2,客服,好,\n"
    )
    made = take(tmp_path, rows.encode("gb18030"), zone=ZoneInfo("Asia/Shanghai"))
    assert [(one.conversation, one.author.role, said(one)) for one in made] == [
        ("工单9", "customer", "你好"), ("工单9", "agent", "好"),
    ]  # fmt: skip
    assert made[0].sent == 1_704_096_000_000


def test_columns_can_be_said(tmp_path: Path) -> None:
    rows = "Case,Who,Body,When,Note\nc1,7,hi,1704096000,internal\n"
    columns = {"conversation": "Case", "author": "Who", "text": "Body", "sent": "When", "kind": "Note"}
    (one,) = take(tmp_path, rows, columns=columns, agents=("7",))
    assert (one.conversation, one.author.role, one.kind, said(one)) == ("c1", "agent", Kind.NOTE, "hi")


@pytest.mark.parametrize(
    ("rows", "columns", "lacking"),
    [
        ("a,b\n1,2\n", {"text": "a"}, "sent"),
        ("a,b\n1,2\n", {"text": "c"}, "a column that the table has"),
        ("a,b\n1,2\n", {"words": "a"}, "names a field"),
    ],
)
def test_what_is_missing_is_asked_for(tmp_path: Path, rows: str, columns: dict[str, str], lacking: str) -> None:
    with pytest.raises(Malformed, match=lacking) as refused:
        take(tmp_path, rows, columns=columns)
    assert refused.value.code == "no-column"


def test_rows_without_an_id_get_one_of_what_they_say(tmp_path: Path, log: Log) -> None:
    path = tmp_path / "Talk.csv"
    path.write_text("time,text\n2024-01-01T08:00:00Z,ok\n2024-01-01T08:00:00Z,ok\n2024-01-01T08:01:00Z,ok\n")
    assert import_file(path, "demo", log.append_all, how=how()) == Counts(new=3)
    assert import_file(path, "demo", log.append_all, how=how()) == Counts(doubled=3)
    assert {raw.conversation for raw in log.kept.values()} == {"Talk"}


def test_files_beside_the_table_come_along(tmp_path: Path) -> None:
    (tmp_path / "attachments").mkdir()
    (tmp_path / "attachments" / "shot.png").write_bytes(b"specimen")
    rows = "conversation,id,text,sent,file\nc,1,see,1704096000,shot.png\nc,2,,1704096000,gone.png\n"
    made = take(tmp_path, rows)
    assert [(one.kind, said(one)) for one in made] == [
        (Kind.MESSAGE, "see"),
        (Kind.ATTACHMENT, ""),
        (Kind.MESSAGE, "[file: gone.png, not in the export or too large]"),
    ]


def test_bad_rows_are_named_by_their_line_and_the_rest_comes_in(tmp_path: Path, log: Log) -> None:
    path = tmp_path / "old.csv"
    rows = [
        "conversation,id,role,text,sent",
        'c,1,customer,"two',
        'lines",1704096000',
        "c,2,customer,too many,1704096000,cells",
        "c,3,wizard,x,1704096000",
        "c,4,agent,x,tomorrow",
        "c,,agent,x,1704096000",
        "c,6,agent,good,1704096000",
        "",
    ]
    path.write_text("\n".join(rows))
    counts = import_file(path, "demo", log.append_all, how=how(), chunk=2)
    report = (tmp_path / "old.csv.rejected.ndjson").read_text()
    assert [(row["line"], row["code"]) for row in map(json.loads, report.splitlines())] == [
        (4, "bad-row"), (5, "unknown-role"), (6, "bad-time"), (7, "missing-field"),
    ]  # fmt: skip
    assert counts == Counts(new=2, rejected=4)
    assert "wizard" not in report


def test_chatwoots_own_table_is_known(tmp_path: Path) -> None:
    rows = (
        "id,content,account_id,inbox_id,conversation_id,message_type,created_at,private,sender_type,sender_id\n"
        "1,你好,1,1,53,0,2024-01-01 08:00:00.123,f,Contact,3\n"
        "2,内部,1,1,53,1,2024-01-01 08:00:01,t,User,8\n"
    )
    made = take(tmp_path, rows)
    assert told(made) == [("chatwoot:53:1", "customer", "3", "你好"), ("chatwoot:53:2", "agent", "8", "内部")]
    assert [one.kind for one in made] == [Kind.MESSAGE, Kind.NOTE]
    assert made[0].sent == 1_704_096_000_123


def test_a_dry_run_says_what_would_come_in(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text(PLAIN + "order 2,m4,9,wizard,x,1704096000\n" * 25)
    found = preview(path, "demo", how())
    assert (found.format, found.conversations, found.rejected) == ("csv", 2, 25)
    assert (found.first, found.last) == (1_704_096_000_000, 1_704_096_060_000)
    assert found.people == {("customer", "7F3A"): 1, ("agent", "zhou"): 1, ("customer", "9"): 1}
    assert found.kinds == {"message": 3}
    assert len(found.refused) == 20
    assert [one.name for one in tmp_path.iterdir()] == ["old.csv"]


def test_a_table_in_no_code_at_all_says_so_after_what_came_before(tmp_path: Path, log: Log) -> None:
    path = tmp_path / "old.csv"
    rows = "conversation,id,text,sent\n" + "c,{},x,1704096000\n" * 3
    path.write_bytes(rows.format(1, 2, 3).encode("utf-16") + b"x")
    with pytest.raises(Malformed, match="cut off"):
        import_file(path, "demo", log.append_all, how=how())
    assert len(log.kept) <= 3


@pytest.mark.parametrize("content", [b"text,sent", b"text,sent\n\n\n", b"\xff\xfe", b'text,sent\n"', b"a"])
def test_a_table_of_nothing_brings_nothing(tmp_path: Path, content: bytes) -> None:
    try:
        made = take(tmp_path, content, columns={"text": "text", "sent": "sent"}, conversation="c")
    except Malformed:
        made = []
    assert all(isinstance(one, InputError) for one in made)
