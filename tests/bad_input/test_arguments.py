"""Whatever is typed, a command ends with a sentence and a status, never with a trace."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer.main
from tests.house.terminal import Terminal
from tests.house_fixture import House, assigned, house_template, module_house, said

from handclasp.access.policy import Reader
from handclasp.cli import cli

__all__ = ["house_template", "module_house"]

PEOPLE = (("admin", "administrator", "desk"), ("qin", "director", "risk"), ("zhou", "agent", "desk"))
WHO = ("admin", "qin", "zhou", "nobody-here")
NOT_TRIED = {"up", "setup", "web", "worker", "status", "doctor", "version", "verify"}
"""Commands that run a house or measure one, or whose arguments are another parser's (tests/verify)."""
HANDS_OFF = {"kit confirm", "log adopt", "log fsck"}
NASTY = (
    "", "-1", "99999999999999999999999", "nothex", "f" * 32, "/nowhere/at/all", "[bold]x[/nope]", "漢字", "x" * 5_000,
    "\n", "2026-99-99", "٣", "\udcff\udcfe",
)  # fmt: skip


class Shape(NamedTuple):
    """A command: its words, and its parameters."""

    words: list[str]
    parameters: list[Any]


def shapes(group: Any, words: list[str]) -> Iterator[Shape]:
    """Every command there is."""
    if hasattr(group, "commands"):
        for name, command in group.commands.items():
            yield from shapes(command, [*words, name])
    elif words[0] != "bench" and " ".join(words) not in NOT_TRIED | HANDS_OFF:
        yield Shape(words, [one for one in group.params if one.name != "help"])


def usual(one: Any, folder: Path) -> str:
    """A value that is right."""
    known = {
        "account": "admin", "tenant": "shop", "conversation": "order 1", "number": "1", "username": "zhou",
        "role": "agent", "scope": "read", "item": "original/0", "digest": "ab" * 32, "request": "ab" * 16,
        "folder": str(folder), "new": str(folder), "old": str(folder), "file": str(folder / "file.ndjson"),
        "close": "1:body", "act": "change", "agent": "zhou", "what": "read", "name": "copied",
        "to": str(folder / "out"), "recipient": "age1x", "origin": "https://shop.example", "key_id": "0123456789ab",
        "which": "built-in", "report": str(folder / "report"), "key": "", "started": "0",
    }  # fmt: skip
    return known.get(str(one.name), "x")


def line(shape: Shape, folder: Path, odd: Any | None = None, value: str = "") -> list[str]:
    """A command with all that it must be given, one of it odd."""
    options, arguments = [], []
    for one in shape.parameters:
        given = value if one is odd else usual(one, folder)
        if one.param_type_name == "argument":
            arguments.append(given)
        elif one is odd or one.required:
            if getattr(one, "is_flag", False):
                options.append(one.opts[0])
            else:
                options += [one.opts[0], given]
    return [*shape.words, *options, "--", *arguments]


def lines(folder: Path) -> Iterator[list[str]]:
    """Everything that is tried."""
    for shape in shapes(typer.main.get_command(cli), []):
        yield line(shape, folder)
        for number, one in enumerate(shape.parameters):
            # A few of them each: parameters of one kind are read by the same code.
            for value in NASTY[(len(shape.words[-1]) + number) % 6 :: 6]:
                yield line(shape, folder, one, value)
            for who in WHO[1:] if number == 0 and any(each.name == "account" for each in shape.parameters) else ():
                yield line(shape, folder, next(each for each in shape.parameters if each.name == "account"), who)


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Terminal:
    terminal = Terminal(module_house, PEOPLE)
    (answer,) = module_house.flow.append_all([said("13812345678", "1", conversation="order 1")]).result(20)
    assert not isinstance(answer, Exception)
    assigned(module_house, module_house.flow.open("shop", "order 1"), Reader("shop", "agent", "zhou", "desk"))
    return terminal


def tried(terminal: Terminal, asked: list[list[str]], folder: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.bad_input.typed"]
    given: dict[str, Any] = {"env": terminal.environment, "cwd": folder, "timeout": 900, "text": True}
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, check=False, **given)
    assert done.returncode == 0, done.stderr[-3_000:]
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


@pytest.mark.timeout(1_000)
def test_whatever_is_typed_ends_with_a_sentence_and_a_status(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "roles.toml").write_bytes(b"\xff\xfe not text")
    (tmp_path / "file.ndjson").write_bytes(b"\xff\n")
    asked = list(lines(tmp_path))
    assert len(asked) > 500
    answers = tried(terminal, asked, tmp_path)
    broken = {
        answer["fault"][:90]: " ".join(words)[:200]
        for words, answer in zip(asked, answers, strict=True)
        if answer["fault"]
    }
    assert not broken, "\n".join(f"{fault}: {words!a}" for fault, words in broken.items())
    silent = [words for words, answer in zip(asked, answers, strict=True) if answer["status"] and not answer["said"]]
    assert not silent, str(silent[:10])[:2_000]
