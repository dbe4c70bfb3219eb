"""What an authority is handed: made of the real configuration, in both languages; and what left the house."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.house.terminal import Terminal
from tests.house_fixture import House, house_template, module_house, said

from handclasp.access.policy import Reader
from handclasp.house.register_pages import _words, table
from handclasp.records import Kind
from handclasp.store.notices import NoticeRows
from handclasp.verify import anchor
from handclasp.verify.frame import LABELS

__all__ = ["house_template", "module_house"]

PEOPLE = (
    ("su", "privacy", "privacy"),
    ("mei", "privacy", "privacy"),
    ("zhou", "agent", "desk"),
    ("wu", "auditor", "audit"),
)
TEXT = "我的手机号是 13812345678"


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Terminal:
    module_house.flow.append_all([said(TEXT, "1/1", conversation="order 1")]).result(20)
    talk = module_house.flow.open("shop", "order 1")
    module_house.exports.own(Reader("shop", "customer", "7F3A", conversation=talk.hex()), talk, "0" * 32)
    folder = module_house.paths.retention
    folder.mkdir(exist_ok=True)
    (folder / "shop.toml").write_text("[chat]\ndays = 90\n")
    return Terminal(module_house, PEOPLE)


def test_the_record_of_processing_is_of_the_real_configuration(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "register.json"
    assert terminal.run("su", "report", "privacy", "--out", str(file)).returncode == 0
    told = json.loads(file.read_text())
    assert told["retention"]["rules_days"]["chat"] == 90
    assert told["retention"]["bin_hours"] == 72
    assert told["roles"]["agent"]["reach"] == "own"
    assert "marketing" not in str(told["purposes"])
    assert "OTP" in told["data"]["never_stored"]
    assert told["notices"]["zh"]["digest"]
    assert "record of processing" in [one["scope"] for one in terminal.sealed(Kind.ACCESS)]
    assert "13812345678" not in file.read_text()


@pytest.mark.parametrize(("language", "told"), [("en", "# Record of processing"), ("zh", "# 个人信息处理活动记录")])
def test_it_is_written_for_people_in_both_languages(
    terminal: Terminal, tmp_path: Path, language: str, told: str
) -> None:
    file = tmp_path / "register.md"
    done = terminal.run("su", "report", "privacy", "--language", language, "--out", str(file))
    assert done.returncode == 0, done.stderr
    text = file.read_text()
    assert text.startswith(told)
    assert "90" in text
    assert "{" not in text
    for code in ("CN_ID", "agent-action", "rights-step", "_", "rfc3161"):
        assert code not in text
    if language == "zh":
        for english in ("this machine", "marketing", "profiling", "（zh）", "（en）"):
            assert english not in text


def test_addresses_of_staff_stand_in_it_by_number(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = NoticeRows(terminal.house.database, terminal.house.log.log_id)
    rows.set_address(1, "zhou", "zhou@shop.example")
    rows.add_device(1, "zhou", ("d" * 16, "https://push.example/1", b"p" * 65, b"s" * 16, "Firefox", 1), 5)
    monkeypatch.setitem(terminal.environment, "HANDCLASP_SMTP_HOST", "mail.shop.example")
    monkeypatch.setitem(terminal.environment, "HANDCLASP_SMTP_FROM", "desk@shop.example")
    texts = {}
    for name in ("register.json", "register.md"):
        done = terminal.run("su", "report", "privacy", "--out", str(tmp_path / name))
        assert done.returncode == 0, done.stderr
        texts[name] = (tmp_path / name).read_text()
    assert json.loads(texts["register.json"])["staff"] == {
        "mail": {"addresses": 1, "through": "mail.shop.example"},
        "push": {"browsers": 1, "through": []},
    }
    assert "E-mail addresses: 1; sent through: mail.shop.example" in texts["register.md"]
    assert "zhou@shop.example" not in str(texts)


def test_every_kind_and_place_has_a_name_in_both_languages() -> None:
    known = {f"kind_{kind}" for kind in Kind} | {f"anchor_{kind}" for kind in anchor.KINDS}
    for language, at in (("zh", 0), ("en", 1)):
        words = _words()[language] | {f"kind_{kind}": both[at] for kind, both in LABELS["kinds"].items()}
        assert not {name for name in known if not words.get(name)}


def test_both_languages_have_the_same_words() -> None:
    zh, en = _words()["zh"], _words()["en"]
    assert list(zh) == list(en)


def test_what_left_is_listed_without_a_word_of_it(terminal: Terminal) -> None:
    done = terminal.run("su", "report", "disclosures", "--json")
    assert done.returncode == 0, done.stderr
    (one,) = json.loads(done.stdout)
    assert (one["by"], one["purpose"], one["format"]) == ("customer:7F3A", "customer-request", "evidence pack v1")
    assert len(one["digest"]) == 64


def test_what_left_is_a_table_for_spreadsheets_too(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "left.csv"
    done = terminal.run("su", "report", "disclosures", "--out", str(file))
    assert done.returncode == 0, done.stderr
    (one,) = csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline=""))
    assert (one["by"], one["purpose"], one["request"], one["to"]) == ("customer:7F3A", "customer-request", "0" * 32, "")


def test_no_cell_of_the_table_is_a_formula() -> None:
    one = {"index": 1, "at": 0, "by": "=HYPERLINK(1)", "purpose": "+1", "format": "-1", "subjects": ["@x"]}
    rest = {"digest": "", "file": "", "to": "", "border": [], "consent": "\t=1", "withheld": {}, "details": {}}
    (row,) = csv.DictReader(io.StringIO(table([one | rest]).decode("utf-8-sig"), newline=""))
    cells = [row[name] for name in ("by", "purpose", "form", "conversations", "consent")]
    assert [cell[:1] for cell in cells] == ["'"] * 5


def test_what_is_kept_longer_is_listed(terminal: Terminal) -> None:
    terminal.house.flow.append_all([said("hello", "2/1", conversation="order 2")]).result(20)
    done = terminal.run("su", "keep", "extend", "order 2", "--until", "2027-12-31", "--reason", "the court asks")
    assert done.returncode == 0, done.stderr
    listed = terminal.run("su", "keep", "extensions", "--json")
    assert listed.returncode == 0, listed.stderr
    assert [(one["owner"], one["reason"], one["due"]) for one in map(json.loads, listed.stdout.splitlines())] == [
        ("privacy:su", "the court asks", False)
    ]
    assert "the court asks" in terminal.run("su", "keep", "extensions").stdout


def test_what_is_kept_longer_is_handed_to_another_owner(terminal: Terminal) -> None:
    given = ("keep", "hand-over", "order 2", "--reason", "Su leaves the team")
    done = terminal.run("mei", *given, "--to", "mei")
    assert done.returncode == 0, done.stderr
    assert "mei is its owner" in done.stdout
    assert terminal.run("mei", "keep", "extensions", "--owner", "su", "--json").stdout == ""
    (one,) = terminal.run("mei", "keep", "extensions", "--owner", "mei", "--json").stdout.splitlines()
    told = json.loads(one)
    assert (told["owner"], told["handed"], told["reason"]) == ("privacy:mei", "privacy:mei", "the court asks")
    assert "nobody in service" in terminal.run("mei", *given, "--to", "zhou").stderr


def test_an_agent_makes_no_report(terminal: Terminal) -> None:
    for report in ("privacy", "disclosures"):
        assert terminal.run("zhou", "report", report).returncode == 1
