"""Quality reviews at the command line: what a page does, a command does, refused alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.desk.test_quality import RUBRIC
from tests.house.terminal import Terminal
from tests.house_fixture import House, house_template, module_house, said

from handclasp.desk.quality import drawing
from handclasp.records import Author, Kind

__all__ = ["house_template", "module_house"]

PEOPLE = (("lena", "agent", "desk"), ("ye", "lead", "desk"), ("wu", "auditor", "audit"))
DAY = 86_400_000


@pytest.fixture(scope="module")
def shell(module_house: House) -> Terminal:
    from handclasp.house.app import now_ms  # noqa: PLC0415

    made = Terminal(module_house, PEOPLE)
    since, _ = drawing.span(drawing.week_before(now_ms(), "UTC"), "UTC")
    given = {"conversation": "order 9", "received": since + DAY}
    module_house.flow.append(said("hello", "quality/1", **given))
    author = Author("agent", "lena")
    facts = {"action": "take", "details": {"agent": "lena", "team": "desk"}}
    module_house.flow.append(
        said("", "quality/2", kind=Kind.AGENT_ACTION, author=author, text=None, facts=facts, **given)
    )
    module_house.flow.append(said("an answer", "quality/3", author=author, **given))
    made.furnish(tenants=["shop"])
    return made


@pytest.mark.timeout(600)
def test_a_week_is_drawn_reviewed_and_answered_at_the_command_line(shell: Terminal, tmp_path: Path) -> None:
    rubric = tmp_path / "rubric.toml"
    rubric.write_text("per_week = 0", "utf-8")
    faulty = shell.operator("quality", "rubric", "check", str(rubric))
    assert (faulty.returncode, "bad-rubric" in faulty.stderr) == (1, True)
    rubric.write_text(RUBRIC, "utf-8")
    assert "2 criteria" in shell.operator("quality", "rubric", "check", str(rubric)).stdout
    refused = shell.run("lena", "quality", "sample")
    assert (refused.returncode, "refused" in refused.stderr) == (1, True)
    early = shell.run("ye", "quality", "sample")
    assert (early.returncode, "publish one first" in early.stderr) == (1, True)
    assert shell.run("ye", "quality", "rubric", "publish", str(rubric)).stdout.strip() == "rubric 1 is in force"
    done = shell.run("ye", "quality", "sample")
    assert done.stdout.strip().endswith("1 drawn"), done.stderr
    (row,) = [json.loads(line) for line in shell.run("ye", "quality", "list", "--json").stdout.splitlines()]
    assert (row["agent"], row["why"], row["score"]) == ("lena", "drawn", None)
    number = str(row["number"])
    scored = shell.run("ye", "quality", "score", number, "solved=4", "tone=-", "--words", "Well done")
    assert scored.stdout.startswith("100 of 100"), scored.stderr
    shown = json.loads(shell.run("lena", "quality", "show", number, "--json").stdout)
    assert (shown["words"], shown["scores"]) == ("Well done", {"solved": [4, 4, 3]})
    assert shell.run("lena", "quality", "answer", number, "--words", "Thank you").returncode == 0
    late = shell.run("lena", "quality", "answer", number, "--words", "Thanks")
    assert (late.returncode, "quality-over" in late.stderr) == (1, True)
    assert "100" in shell.run("ye", "quality", "numbers").stdout
    assert '"agent","lena","","100.0","1"' in shell.run("lena", "quality", "numbers", "--csv").stdout
    assert shell.run("wu", "quality", "list").returncode == 1
