"""A conversation in a spreadsheet: every record, its words as they may be seen, and no cell that calculates."""

from __future__ import annotations

import csv
import io
import json

import pytest
from tests.documents.conftest import WATERMARK, Talk
from tests.verify import forge

from handclasp.documents.spreadsheet import COLUMNS, cell, moment, spreadsheet
from handclasp.verify.reasons import Fault


def rows(transcript: bytes) -> list[dict[str, str]]:
    content = spreadsheet(transcript, WATERMARK)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content[3:].decode(), newline="")))


def test_each_record_is_a_row_with_its_place_and_hash(transcript: bytes) -> None:
    found = rows(transcript)
    assert tuple(found[0]) == COLUMNS
    assert [row["number"] for row in found] == [str(n) for n in range(1, 8)]
    document = json.loads(transcript)
    assert [row["log_index"] for row in found] == [str(record["index"]) for record in document["records"]]
    assert {row["conversation"] for row in found} == {document["conversation"]}
    assert found[0]["text"] == "你好，我刚买的礼品卡打不开"
    assert (found[0]["role"], found[0]["author"], found[0]["kind"]) == ("customer", "7F3A", "message")
    assert found[0]["received"].endswith("Z")
    assert found[1]["masked"] == "CN_ID"
    assert json.loads(found[2]["facts"])["order"] == "A1001"
    assert len(found[0]["record_hash"]) == 64


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://specimen.example","x")',
        "+86 138",
        "-2",
        "@SUM(A1)",
        "  =cmd|' /C calc'!A0",
        "\t=1",
        "＝1+1",
        "\u3000＠SUM(A1)",
        "'quoted",
    ],
)
def test_no_cell_is_a_formula_and_the_text_can_be_had_back(talk: Talk, text: str) -> None:
    talk.say(text)
    found = rows(talk.transcript)[0]["text"]
    assert found == f"'{text}"
    assert found[1:] == text


@pytest.mark.parametrize("text", ["1+1=2", "a@b.example", "好的 = 可以", "", "多行\n文字", '引号 " 和 , 逗号'])
def test_any_other_text_stands_as_it_is(talk: Talk, text: str) -> None:
    talk.say(text)
    assert rows(talk.transcript)[0]["text"] == text
    assert cell(text) == text


def test_what_was_hidden_later_is_not_in_it_and_says_who_did_it(talk: Talk) -> None:
    hidden = talk.say("我的密码是 specimen")
    talk.record(
        "rescreen", "staff:ye", target=("bytes", hidden.hash), hide=("json", ["body"]), release=("json", []),
        reason=("text", "specimen"), masked=("text", "我的密码是【密码】"), spans=("json", []),
    )  # fmt: skip
    content = spreadsheet(talk.transcript, WATERMARK).decode()
    assert "我的密码是 specimen" not in content
    first = rows(talk.transcript)[0]
    assert (first["text"], first["changed_by"]) == ("我的密码是【密码】", "2")


def test_times_are_to_the_millisecond_and_any_number_has_a_form() -> None:
    assert moment(1_790_000_000_007) == "2026-09-21T14:13:20.007Z"
    assert moment(None) == ""
    assert moment(9 * 10**15) == "9000000000000000 ms"


def test_a_transcript_that_was_changed_becomes_no_table(transcript: bytes) -> None:
    with pytest.raises(Fault):
        spreadsheet(transcript.replace("礼品卡".encode(), "购物卡".encode()), WATERMARK)
    assert forge.ORIGIN.encode() in transcript
