"""`handclasp journal` over a whole house: auditors read it and take it out, others are refused and written down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.house_fixture import AGENT, House, assigned, house_template, module_house, said

from handclasp.access.policy import Reader
from handclasp.disclose import Question
from handclasp.records import Kind

__all__ = ["house_template", "module_house"]

ROOT = Path(__file__).parents[2]
PASSWORD = "踏雪寻梅 plum 4711"
WORDS = "the words that no auditor reads"
PEOPLE = (("wu", "auditor", "audit"), ("zhou", "agent", "desk"), ("lena", "agent", "desk"))


class Terminal:
    """A shell beside a house whose people have accounts."""

    def __init__(self, house: House) -> None:
        self.house = house
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HANDCLASP_")}
        self.environment = inherited | {
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
            "HANDCLASP_DATA_DIR": str(house.settings.data_dir),
            "HANDCLASP_DATABASE_URL": str(house.settings.database_url),
            "HANDCLASP_LOG_ORIGIN": house.settings.log_origin,
            "COLUMNS": "300",
        }
        fields = ("name", "role", "team")
        people = [
            {**dict(zip(fields, one, strict=True)), "tenant": "shop", "merchant": "", "password": PASSWORD}
            for one in PEOPLE
        ]
        plan = json.dumps({"tenants": [], "people": people, "conversations": []})
        told = json.loads(self._ran([sys.executable, "-m", "tests.matrix.furnish"], plan).stdout)
        self.people: dict[str, Any] = told["people"]
        (answer,) = house.flow.append_all([said(WORDS, "order 1/1", conversation="order 1")]).result(20)
        assert not isinstance(answer, Exception)
        self.talk = house.flow.open("shop", "order 1")
        assigned(house, self.talk, AGENT)
        house.disclose.read(AGENT, self.talk, purpose="support")

    def _ran(self, command: list[str], told: str) -> subprocess.CompletedProcess[str]:
        given: dict[str, Any] = {"env": self.environment, "cwd": ROOT, "input": told, "timeout": 120}
        return subprocess.run(command, **given, capture_output=True, text=True, check=False)

    def run(self, account: str, *arguments: str, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
        """One command, told the account's password and a recovery code, which no slow clock makes stale."""
        code = self.people[account]["codes"].pop()
        command = [sys.executable, "-m", "handclasp", "journal", *arguments, "--as", account]
        return self._ran(command, f"{password}\n{code}\n")

    def sealed(self, kind: Kind) -> list[dict[str, Any]]:
        """The newest records of a kind."""
        views = self.house.audit.journal(Reader("shop", "auditor", "wu"), Question(kinds=frozenset({kind})), limit=5)
        return [{**view.facts, "by": view.author.id} for view in views]


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Terminal:
    return Terminal(module_house)


def test_an_auditor_lists_what_fits_and_never_what_was_said(terminal: Terminal) -> None:
    done = terminal.run("wu", "list", "--by", "zhou", "--about", terminal.talk.hex(), "--kind", "access")
    assert done.returncode == 0, done.stderr
    assert "agent:zhou" in done.stdout
    assert "purpose support" in done.stdout
    assert "agent:lena" not in done.stdout
    assert WORDS not in done.stdout
    first = terminal.sealed(Kind.ACCESS)[1]
    assert (first["by"], first["scope"]) == ("wu", f"journal, by zhou, about {terminal.talk.hex()}, kinds access")


def test_what_an_auditor_takes_out_is_proved_by_verify(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "journal.zip"
    done = terminal.run("wu", "export", "--kind", "access", "--reason", "yearly audit", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path)
    listed = json.loads((tmp_path / "journal.json").read_text())["records"]
    assert listed
    vkey = terminal.house.log_key.vkeys()[0]
    receipt = tmp_path / listed[0]["receipt"]
    verified = subprocess.run(
        [sys.executable, "-m", "handclasp", "verify", str(receipt), "--vkey", vkey],
        env=terminal.environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr
    (sealed, *_) = terminal.sealed(Kind.EXPORT)
    assert (sealed["by"], sealed["reason"]) == ("wu", "yearly audit")
    (signed_in, *_) = terminal.sealed(Kind.SIGN_IN)
    assert (signed_in["outcome"], signed_in["details"]["purpose"]) == ("ok", "export")
    again = terminal.run("wu", "export", "--reason", "yearly audit", "--out", str(out))
    assert (again.returncode, "Traceback" in again.stderr) == (1, False)  # never over a file that is there


def test_an_agent_is_refused_and_written_down(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "journal.zip"
    for arguments in (["list"], ["export", "--reason", "curious", "--out", str(out)]):
        done = terminal.run("lena", *arguments)
        assert done.returncode == 1
        assert "refused" in done.stderr
    assert not out.exists()
    assert [(one["by"], one["action"]) for one in terminal.sealed(Kind.REFUSAL)] == [
        ("lena", "audit-export"),
        ("lena", "audit"),
    ]


def test_a_wrong_password_opens_nothing_and_is_written_down(terminal: Terminal) -> None:
    done = terminal.run("wu", "list", password="not it")
    assert done.returncode == 1
    assert done.stdout == ""
    (tried, *_) = terminal.sealed(Kind.SIGN_IN)
    assert (tried["by"], tried["method"], tried["outcome"]) == ("wu", "cli", "failed")


def test_a_conversation_that_is_no_pseudonym_is_named_in_words(terminal: Terminal) -> None:
    done = terminal.run("wu", "list", "--about", "order 1")
    assert done.returncode == 1
    assert "32 hex digits" in done.stderr
