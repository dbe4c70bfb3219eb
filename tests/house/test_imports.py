"""What another desk exported, brought into a real house: screened like any message, files held, twice adds nothing."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from PIL import Image
from tests.house_fixture import AGENT, House, assigned, hired, house, house_template, new_house  # noqa: F401
from typer.testing import CliRunner

from handclasp.access.policy import Reader
from handclasp.cli import cli
from handclasp.house.importing import begun, ended, past
from handclasp.house.running import operator
from handclasp.intake.importing import Counts, How, import_file
from handclasp.intake.source import Reading
from handclasp.records import View

ADMINISTRATOR = Reader("shop", "administrator", "wen")
TICKETS = {
    "tickets": [
        {
            "id": 4711,
            "requester_id": 900,
            "created_at": "2024-01-01T08:00:00Z",
            "comments": [
                {
                    "id": 1,
                    "author_id": 900,
                    "body": "手机号 13812345678，密码是 specimen-1",
                    "created_at": "2024-01-01T08:00:00Z",
                    "attachments": [
                        {"id": 5, "file_name": "shot.png", "content_type": "image/png"},
                        {"id": 6, "file_name": "all.zip", "content_type": "application/zip"},
                    ],
                },
                {"id": 2, "author_id": 7, "body": "内部", "public": False, "created_at": "2024-01-01T08:01:00Z"},
            ],
        }
    ]
}


def brought_in(parts: House, path: Path, reading: Reading | None = None) -> Counts:
    how = How() if reading is None else How(reading=reading)
    return import_file(path, "shop", lambda raws: parts.flow.append_all(raws, receipts=False), how=how)


def views(parts: House, name: str) -> list[View]:
    conversation = parts.flow.open("shop", name)
    hired(parts, AGENT)
    assigned(parts, conversation, AGENT)
    return list(parts.disclose.read(AGENT, conversation, purpose="support", limit=100))


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


def test_a_ticket_comes_in_masked_with_its_files_and_its_own_times(house: House, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "tickets.json"
    path.write_text(json.dumps(TICKETS, ensure_ascii=False))
    for number in ("5", "6"):
        (tmp_path / "attachments" / number).mkdir(parents=True)
    (tmp_path / "attachments" / "5" / "shot.png").write_bytes(picture())
    with zipfile.ZipFile(tmp_path / "attachments" / "6" / "all.zip", "w") as archive:
        archive.writestr("a.txt", "specimen")
    assert brought_in(house, path) == Counts(new=4, bare=1)
    assert brought_in(house, path) == Counts(doubled=4, bare=1)
    found = views(house, "zendesk:4711")
    assert sorted(view.kind for view in found) == ["attachment", "message", "message", "note"]
    by_kind = {view.kind: view for view in reversed(found)}
    said, file = by_kind["message"], by_kind["attachment"]
    assert "手机号" in str(said.body)
    assert "13812345678" not in str(said.body)
    assert "specimen-1" not in str(said.body)
    assert (said.sent, said.author.role, by_kind["note"].author.role) == (1_704_096_000_000, "customer", "agent")
    assert (file.body, file.facts["media_type"], file.author.role) == ("shot.png", "image/png", "customer")
    assert any("not taken" in str(view.body) for view in found)
    report = (tmp_path / "tickets.json.rejected.ndjson").read_text()
    assert json.loads(report)["code"] == "file-type-not-taken"


def test_a_chat_of_whatsapps_comes_in_under_ids_of_the_tenants_own_key(house: House, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "WhatsApp Chat with +86 138 1234 5678.txt"
    path.write_text("2024/01/01 08:00 - +86 138 1234 5678: 卡密打不开\n2024/01/01 08:01 - Shop: 请稍等\n")

    def alias(name: str) -> str:
        return house.keyring.person(1, name).hex()[:16]

    assert brought_in(house, path, Reading(alias=alias)) == Counts(new=2)
    assert brought_in(house, path, Reading(alias=alias)) == Counts(doubled=2)
    found = views(house, f"whatsapp:{path.stem}")
    assert [view.body for view in found] == ["卡密打不开", "请稍等"]
    assert found[0].author.id == alias("whatsapp/+86 138 1234 5678")
    assert "138" not in str(found[0].author)


def test_a_dry_run_needs_no_house_and_names_who_speaks(tmp_path: Path) -> None:
    path = tmp_path / "Chat.txt"
    good, bad = "2024/01/01 08:00 - Lena: hi\n2024/01/01 08:01 - Card shop: yes\n", "2024/99/01 08:01 - x: y\n"
    path.write_text(f"{good}goes on\n{bad}")
    command = ["import", str(path), "--tenant", "nobody", "--dry-run", "--agent", "Card shop"]
    command += ["--zone", "Asia/Shanghai"]
    told = CliRunner().invoke(cli, command)
    assert told.exit_code == 0, told.output
    assert "a file of whatsapp; conversations 1, message 2" in told.output
    assert "2024-01-01 08:00:00 CST to 2024-01-01 08:01:00 CST" in told.output
    assert "Lena" in told.output
    assert "line 4: bad-time" in told.output
    assert "Nothing was imported" in told.output
    assert [one.name for one in tmp_path.iterdir()] == ["Chat.txt"]


def test_what_is_said_wrong_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text("a,b\n1,2\n")
    for more, words in (
        (["--format", "word"], "--format is one of"),
        (["--dates", "dym"], "--dates is one of"),
        (["--zone", "Mars/Base"], "is no time zone"),
        (["--map", "text"], "write FIELD=COLUMN"),
    ):
        told = CliRunner().invoke(cli, ["import", str(path), "--tenant", "shop", "--dry-run", *more])
        assert told.exit_code == 2
        assert words in told.output


def test_past_imports_are_told_by_the_journal_whichever_door_they_came_by(house: House) -> None:  # noqa: F811
    who, file = operator("shop"), "WhatsApp Chat with +86 138 1234 5678.txt"
    first, second = "0a" * 16, "0b" * 16
    begun(house, who, first, file, format="whatsapp", digest="0f" * 32)
    ended(house, who, first, file, Counts(new=2, rejected=1))
    begun(house, ADMINISTRATOR, second, "old.csv", format="csv", digest="0f" * 32)
    newest, oldest = past(house, house.gate.number("shop"))
    assert (newest.role, newest.by, newest.file, newest.counts) == ("administrator", "wen", "old.csv", None)
    assert (oldest.role, oldest.format, oldest.counts) == ("operator", "whatsapp", Counts(new=2, rejected=1))
    assert oldest.file.startswith("WhatsApp Chat with")
    assert "138 1234" not in oldest.file, "a file's name may hold a customer's number"
    assert past(house, house.gate.number("wallet")) == []
