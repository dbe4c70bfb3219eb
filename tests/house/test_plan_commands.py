"""Scripts, plan and numbers of the desk at the command line: what a page does, a command does, refused alike."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.terminal import ROOT, Terminal
from tests.house_fixture import House, house_template, module_house, said

__all__ = ["house_template", "module_house"]

PEOPLE = (("lena", "agent", "desk"), ("boss", "lead", "desk"), ("ye", "lead", "desk"), ("wu", "auditor", "audit"))
PLAN = '[[queue]]\nname = "all"\nfirst_answer = "5 min"\n'
TABLE = """\ufeffname,team,title_zh,title_en,text_zh,text_en
refund,,退款,Refund,"{customer}，退款中","{customer}, under way"
hello,desk,,Greeting,,"Hello, {agent} here."
"""


@pytest.fixture(scope="module")
def shell(module_house: House) -> Terminal:
    made = Terminal(module_house, PEOPLE)
    module_house.flow.append(said("hello", "sla/1", conversation="order 7"))
    made.furnish(tenants=["shop"])
    return made


def test_a_table_of_scripts_is_taken_in_and_comes_out_as_it_went_in(shell: Terminal, tmp_path: Path) -> None:
    table = tmp_path / "scripts.csv"
    table.write_text(TABLE, "utf-8")
    assert "2 added, 0 changed, 0 as they were" in shell.run("boss", "scripts", "import", str(table)).stdout
    out = shell.run("boss", "scripts", "list", "--csv")
    again = tmp_path / "again.csv"
    again.write_text(out.stdout, "utf-8")
    assert "0 added, 0 changed, 2 as they were" in shell.run("boss", "scripts", "import", str(again)).stdout
    assert shell.run("boss", "scripts", "retire", "hello", "--team", "desk").returncode == 0
    assert "hello" not in shell.run("boss", "scripts", "list").stdout
    missing = shell.run("boss", "scripts", "retire", "hello", "--team", "desk")
    assert (missing.returncode, "not-found" in missing.stderr) == (1, True)


def test_the_first_fault_of_a_table_is_named_with_its_line_and_nothing_is_taken_in(
    shell: Terminal, tmp_path: Path
) -> None:
    table = tmp_path / "scripts.csv"
    table.write_text("name,title_en,text_en\nfine,Fine,fine\nBad Name,Bad,bad\n", "utf-8")
    done = shell.run("boss", "scripts", "import", str(table))
    assert done.returncode == 1
    assert "scripts.csv:3: a name is 1 to 40" in " ".join(done.stderr.split())
    assert "fine" not in shell.run("boss", "scripts", "list").stdout
    table.write_bytes(b"name\n\xff\xfe")
    assert "UTF-8" in shell.run("boss", "scripts", "import", str(table)).stderr


def test_an_open_place_stops_an_answer_at_the_command_line_too(shell: Terminal) -> None:
    assert shell.run("lena", "conversation", "take", "order 7").returncode == 0
    done = shell.run("lena", "conversation", "reply", "order 7", "Dear {customer}")
    assert (done.returncode, "unfilled" in done.stderr) == (1, True)


def test_a_plan_is_checked_published_shown_and_tells_how_a_conversation_stands(shell: Terminal, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("[[queue]]\nname = 'all'\nwarn = 0\n", "utf-8")
    bare = [sys.executable, "-m", "handclasp", "sla", "check", str(plan)]
    done = subprocess.run(bare, env=shell.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "warn is a number from 1 to 100" in done.stderr) == (1, True)
    plan.write_text(PLAN, "utf-8")
    assert shell.run("ye", "sla", "publish", str(plan)).stdout.strip() == "plan 1 is in force"
    assert shell.run("ye", "sla", "show").stdout == PLAN
    stands = json.loads(shell.run("lena", "sla", "show", "order 7", "--json").stdout)
    assert (stands["queue"], [clock["kind"] for clock in stands["clocks"]]) == ("all", ["first"])
    refused = shell.run("lena", "sla", "publish", str(plan))
    assert (refused.returncode, "refused" in refused.stderr) == (1, True)


def test_a_plan_is_checked_further_by_whoever_is_to_publish_it(shell: Terminal, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    for wrong, told in (
        ('[[queue]]\nname = "all"\nescalate = ["nobody-here"]\n', "the account nobody-here"),
        ('[absent]\nen = "Send us your verification code."\n', "guarded"),
    ):
        plan.write_text(wrong, "utf-8")
        done = shell.run("ye", "sla", "check", str(plan))
        assert (done.returncode, told in " ".join(done.stderr.split())) == (1, True)
    plan.write_text(PLAN, "utf-8")
    assert shell.run("ye", "sla", "check", str(plan)).returncode == 0


def test_numbers_are_those_of_the_page_and_of_who_may_see_them(shell: Terminal) -> None:
    lines = shell.run("ye", "numbers", "--days", "7", "--csv").stdout.splitlines()
    assert lines[0].lstrip("\ufeff") == '"measure","day","item","value","unit"'
    assert '"begun","","","1","conversations"' in lines
    told = json.loads(shell.run("ye", "numbers", "--json").stdout)
    assert {"measure": "messages_in", "day": "", "item": "", "value": 1, "unit": "messages"} in told["figures"]
    assert "begun" in shell.run("ye", "numbers").stdout
    bad = shell.run("ye", "numbers", "--days", "8")
    assert (bad.returncode, "7, 30, 90 days" in bad.stderr) == (2, True)
    refused = shell.run("lena", "numbers")
    assert (refused.returncode, "refused" in refused.stderr) == (1, True)


def test_the_board_is_that_of_the_page_and_of_who_may_see_it(shell: Terminal) -> None:
    told = json.loads(shell.run("ye", "board", "--json").stdout)
    assert {"waiting", "nobodys", "longest_since", "missed"} <= told["total"].keys()
    assert [one["name"] for one in told["people"]] == ["boss", "lena", "ye"]
    assert told["of"] == "the conversations of this account's lists"
    assert "who waits longest" in shell.run("ye", "board", "--team", "desk").stdout
    refused = shell.run("lena", "board")
    assert (refused.returncode, "refused" in refused.stderr) == (1, True)
