"""What pages do, commands do: the desk's work, reveals, accounts with a second person; recorded and refused alike."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from tests.house.terminal import Done, Terminal
from tests.house_fixture import House, assigned, house_template, module_house, said

from handclasp.access.policy import Reader
from handclasp.records import Attached, Kind, Secret

__all__ = ["house_template", "module_house"]

PHONE = "13812345678"
PEOPLE = (
    ("zhou", "agent", "desk"),
    ("lena", "agent", "desk"),
    ("ye", "lead", "desk"),
    ("wen", "administrator", "desk"),
    ("qin", "director", "risk"),
    ("wu", "auditor", "audit"),
)
ZHOU = Reader("shop", "agent", "zhou", "desk", stepped=frozenset({"reveal"}))
QIN = Reader("shop", "director", "qin", "risk", stepped=frozenset({"approve"}))


class Shell(Terminal):
    """With two conversations: `order 1`, nobody's, and `order 2`, Zhou's, with a number and pictures."""

    def __init__(self, house: House) -> None:
        super().__init__(house, PEOPLE)
        picture = io.BytesIO()
        Image.new("RGB", (640, 400), "white").save(picture, "PNG")
        sound = Attached("id.png", "image/png", Secret(picture.getvalue()))
        raws = [
            said("hello", "1/1", conversation="order 1"),
            said(f"my number {PHONE}", "2/1", conversation="order 2"),
            said("", "2/2", conversation="order 2", kind=Kind.ATTACHMENT, attached=sound),
        ]
        assert not [one for one in house.flow.append_all(raws).result(20) if isinstance(one, Exception)]
        self.one, self.two = (house.flow.open("shop", name) for name in ("order 1", "order 2"))
        self.furnish(tenants=["shop"])
        assigned(house, self.two, ZHOU)

    def said_last(self, at: bytes) -> tuple[str, str, str]:
        """The newest record of a conversation: its kind, who, and what."""
        view = self.house.disclose.read(Reader("shop", "lead", "ye", "desk"), at, purpose="support")[-1]
        return view.kind, str(view.author), str(view.body)


@pytest.fixture(scope="module")
def shell(module_house: House) -> Shell:
    return Shell(module_house)


# --- the desk


def test_a_conversation_is_taken_answered_noted_handed_over_and_let_go(shell: Shell) -> None:
    def fine(*arguments: str, by: str = "lena") -> Done:
        done = shell.run(by, "conversation", *arguments)
        assert done.returncode == 0, done.stderr
        return done

    assert shell.run("lena", "conversation", "reply", "order 1", "hello").returncode == 1
    fine("take", "order 1")
    assert shell.run("zhou", "conversation", "take", "order 1").returncode == 1
    number = fine("reply", "order 1", f"call me: {PHONE}").stdout.strip()
    assert number.isdigit()
    kind, author, body = shell.said_last(shell.one)
    assert (kind, author) == ("message", "agent:lena")
    assert PHONE not in body
    fine("note", "order 1", "asked for a call")
    assert shell.said_last(shell.one) == ("note", "agent:lena", "asked for a call")
    fine("assign", "order 1", "zhou", by="ye")
    assert shell.run("lena", "conversation", "note", "order 1", "mine?").returncode == 1
    fine("release", "order 1", by="ye")
    (refused,) = shell.sealed(Kind.REFUSAL, limit=1)
    assert (refused["by"], refused["action"]) == ("lena", "note")


def test_nothing_empty_is_written_and_nobody_unknown_gets_a_conversation(shell: Shell) -> None:
    assert shell.run("zhou", "conversation", "reply", "order 2", "  ").returncode == 2
    done = shell.run("ye", "conversation", "assign", "order 2", "nobody")
    assert (done.returncode, "choose a colleague" in re.sub(r"\s+", " ", done.stderr)) == (1, True)


# --- reveals


def test_a_text_is_shown_with_who_when_and_until_on_standard_error(shell: Shell) -> None:
    done = shell.run("zhou", "reveal", "order 2", "1", "--reason", "call back")
    assert (done.returncode, done.stdout) == (0, PHONE + "\n")
    words = re.sub(r"\s+", " ", done.stderr)
    assert re.search(r"Shown to zhou at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d for: support; until \d\d:\d\d:\d\d", words)
    assert PHONE not in done.stderr


def test_a_picture_whose_file_cannot_be_written_spends_no_approval(shell: Shell, tmp_path: Path) -> None:
    reveals, approvals = shell.house.reveals, shell.house.approvals
    request = reveals.request(ZHOU, shell.two, 2, "attachment", purpose="support", reason="name differs")
    asked = approvals.request(ZHOU, request)
    approvals.vote(QIN, asked.request, "approve", "seen", asked.digest)
    there = tmp_path / "there.png"
    there.write_bytes(b"kept")
    show = ("reveal", "order 2", "2", "--item", "attachment", "--reason", "name differs")
    before = len(shell.sealed(Kind.REVEAL, limit=500))
    for more in ([], ["--out", str(there)], ["--out", "/proc/nowhere/picture.png"]):
        assert shell.run("zhou", *show, *more).returncode != 0
    assert there.read_bytes() == b"kept"
    assert approvals.stands(ZHOU, request)
    assert len(shell.sealed(Kind.REVEAL, limit=500)) == before
    done = shell.run("zhou", *show, "--out", str(tmp_path / "picture.png"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "picture.png").stat().st_mode & 0o777 == 0o600
    assert not approvals.stands(ZHOU, request)


# --- accounts, with a second person


def test_an_administrator_asks_a_second_person_approves_and_it_is_done_once(shell: Shell) -> None:
    added = ("staff", "ask", "add", "mei", "--role", "agent", "--name", "Mei", "--reason", "new here")
    request = shell.run("wen", *added).stdout.strip()
    assert re.fullmatch("[0-9a-f]{32}", request)
    assert shell.run("wen", "staff", "apply", request).returncode == 1
    asked = shell.house.approvals.show(QIN, request).asked
    shell.house.approvals.vote(QIN, request, "approve", "seen", asked.digest)
    done = shell.run("wen", "staff", "apply", request)
    assert re.fullmatch(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}\n", done.stdout), done.stderr
    (act,) = shell.sealed(Kind.AGENT_ACTION, limit=1)
    assert (act["by"], act["action"], act["details"]["approvers"]) == ("wen", "staff add", ["qin"])
    assert shell.run("wen", "staff", "apply", request).returncode == 1


def test_a_change_keeps_what_is_not_named(shell: Shell) -> None:
    request = shell.run("wen", "staff", "ask", "change", "lena", "--role", "lead", "--reason", "leads").stdout.strip()
    evidence = shell.house.approvals.show(QIN, request).request.evidence
    assert (evidence["role"], evidence["team"], evidence["merchant"]) == ("lead", "desk", "")


@pytest.mark.parametrize("account", ["zhou", "wu"])
def test_nobody_else_asks_for_accounts(shell: Shell, account: str) -> None:
    done = shell.run(account, "staff", "ask", "reset-second-factors", "lena", "--reason", "lost")
    assert (done.returncode, done.stdout) == (1, "")
    (refused,) = shell.sealed(Kind.REFUSAL, limit=1)
    assert (refused["by"], refused["action"]) == (account, "grant-role")
