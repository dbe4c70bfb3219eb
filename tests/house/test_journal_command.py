"""`handclasp journal` over a whole house: auditors read it and take it out, others are refused and written down."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.house.terminal import Done, Terminal
from tests.house_fixture import AGENT, House, assigned, house_template, module_house, said

from handclasp.records import Kind

__all__ = ["house_template", "module_house"]

PEOPLE = (("wu", "auditor", "audit"), ("mo", "auditor", "audit"), ("zhou", "agent", "desk"), ("lena", "agent", "desk"))
WORDS = "the words that no auditor reads"


class Journals(Terminal):
    """With one conversation that somebody read."""

    def __init__(self, house: House) -> None:
        super().__init__(house, PEOPLE)
        (answer,) = house.flow.append_all([said(WORDS, "order 1/1", conversation="order 1")]).result(20)
        assert not isinstance(answer, Exception)
        self.talk = house.flow.open("shop", "order 1")
        assigned(house, self.talk, AGENT)
        house.disclose.read(AGENT, self.talk, purpose="support")

    def journal(self, account: str, *arguments: str, **more: str) -> Done:
        return self.run(account, "journal", *arguments, **more)


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Journals:
    return Journals(module_house)


def test_an_auditor_lists_what_fits_and_never_what_was_said(terminal: Journals) -> None:
    done = terminal.journal("wu", "list", "--by", "zhou", "--about", terminal.talk.hex(), "--kind", "access")
    assert done.returncode == 0, done.stderr
    assert "agent:zhou" in done.stdout
    assert "purpose support" in done.stdout
    assert "agent:lena" not in done.stdout
    assert WORDS not in done.stdout
    first = terminal.sealed(Kind.ACCESS)[1]
    assert (first["by"], first["scope"]) == ("wu", f"journal, by zhou, about {terminal.talk.hex()}, kinds access")


def test_what_an_auditor_takes_out_is_proved_by_verify(terminal: Journals, tmp_path: Path) -> None:
    out = tmp_path / "journal.zip"
    done = terminal.journal("wu", "export", "--kind", "access", "--reason", "yearly audit", "--out", str(out))
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
    whole = subprocess.run(
        [sys.executable, "-m", "handclasp", "verify", str(out), "--vkey", vkey],
        env=terminal.environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (whole.returncode, "VALID — records of a journal" in whole.stdout) == (0, True), whole.stdout
    (sealed, *_) = terminal.sealed(Kind.EXPORT)
    assert (sealed["by"], sealed["reason"]) == ("wu", "yearly audit")
    (signed_in, *_) = terminal.sealed(Kind.SIGN_IN)
    assert (signed_in["outcome"], signed_in["details"]["purpose"]) == ("ok", "export")
    again = terminal.journal("wu", "export", "--reason", "yearly audit", "--out", str(out))
    assert (again.returncode, "Traceback" in again.stderr) == (1, False)  # never over a file that is there


def test_an_agent_is_refused_and_written_down(terminal: Journals, tmp_path: Path) -> None:
    out = tmp_path / "journal.zip"
    for arguments in (["list"], ["export", "--reason", "curious", "--out", str(out)]):
        done = terminal.journal("lena", *arguments)
        assert done.returncode == 1
        assert "refused" in done.stderr
    assert not out.exists()
    assert [(one["by"], one["action"]) for one in terminal.sealed(Kind.REFUSAL)] == [
        ("lena", "audit-export"),
        ("lena", "audit"),
    ]


def test_a_wrong_password_opens_nothing_and_is_written_down(terminal: Journals) -> None:
    done = terminal.journal("wu", "list", password="not it")
    assert done.returncode == 1
    assert done.stdout == ""
    (tried, *_) = terminal.sealed(Kind.SIGN_IN)
    assert (tried["by"], tried["method"], tried["outcome"]) == ("wu", "cli", "failed")


def test_a_conversation_that_is_no_pseudonym_is_named_in_words(terminal: Journals) -> None:
    done = terminal.journal("wu", "list", "--about", "order 1")
    assert done.returncode == 1
    assert "32 hex digits" in done.stderr


def test_a_list_that_goes_on_says_so_and_how(terminal: Journals) -> None:
    whole = [one["by"] for one in terminal.sealed(Kind.SIGN_IN, limit=500)]
    assert len(whole) > 4
    first = terminal.journal("mo", "list", "--kind", "sign-in", "--limit", "2")
    found = re.search(r"--before (\d+)", first.stderr)
    assert found is not None
    rest = terminal.journal("mo", "list", "--kind", "sign-in", "--before", found[1])
    assert "--before" not in rest.stderr
    # The first two are newer than all that was counted: its own sign-in, and the last that was.
    assert rest.stdout.count("sign-in") == len(whole) - 1


@pytest.mark.parametrize("command", ["list", "export"])
def test_a_kind_that_is_none_is_an_error_that_names_the_kinds(terminal: Journals, command: str, tmp_path: Path) -> None:
    more = ["--reason", "x", "--out", str(tmp_path / "journal.zip")] if command == "export" else []
    done = terminal.journal("mo", command, "--kind", "acess", *more)
    assert (done.returncode, done.stdout) == (1, "")
    assert "access, agent-action, approval" in re.sub(r"\s+", " ", done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_what_is_unusual_is_listed_put_aside_and_each_is_recorded(terminal: Journals) -> None:
    with terminal.house.database.transaction("console", 1, [1]) as connection:
        connection.execute(
            "insert into control.access_oddity (tenant, person, role, day, odd, seen, usual, index, at, dealt_by) "
            "values ('shop', 'zhou', 'agent', '2026-11-22', 'many', 84, 12, 7, 1700000000000, ''), "
            "('wallet', 'stranger', 'agent', '2026-11-22', 'many', 84, 12, 7, 1700000000000, '')"
        )
    listed = terminal.journal("mo", "unusual").stdout
    assert "looked at 84 conversations; usually 12" in listed
    assert "stranger" not in listed
    _, asked = terminal.sealed(Kind.ACCESS, limit=2)
    assert (asked["by"], asked["scope"]) == ("mo", "journal, what is unusual")
    found = re.search(r"│ (\d+) +│ 2026-11-22", listed)
    assert found is not None
    assert terminal.journal("mo", "dealt-with", found[1]).returncode == 0
    (act,) = terminal.sealed(Kind.AGENT_ACTION, limit=1)
    assert (act["by"], act["action"], act["details"]["account"]) == ("mo", "oddity dealt with", "zhou")
    assert "84" not in terminal.journal("mo", "unusual").stdout
    assert "84" in terminal.journal("mo", "unusual", "--dealt-with").stdout
    assert terminal.journal("mo", "dealt-with", "4711").returncode == 1
    assert terminal.journal("lena", "unusual").returncode == 1
    assert terminal.journal("lena", "dealt-with", found[1]).returncode == 1
