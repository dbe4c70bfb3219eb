"""`handclasp policy diff`: says with what it compared, and compares no folder that is broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.access.policy_requests import permit
from tests.house.terminal import Terminal
from tests.house_fixture import House, house_template, module_house
from typer.testing import CliRunner

from handclasp.access.policy import built_in
from handclasp.cli import cli

__all__ = ["house_template", "module_house"]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder with the built-in rules."""
    folder = tmp_path / "rules"
    folder.mkdir()
    for name, text in built_in().items():
        (folder / name).write_text(text)
    return folder


def test_without_an_account_it_is_the_built_in_set_and_says_so(rules: Path) -> None:
    same = CliRunner().invoke(cli, ["policy", "diff", str(rules)])
    assert (same.exit_code, "compared with the built-in set" in same.stderr) == (0, True)
    (rules / "own.cedar").write_text(permit('principal.team == "night"', "night"))
    changed = CliRunner().invoke(cli, ["policy", "diff", str(rules)])
    assert '+@id("night")' in changed.stdout


def test_a_folder_with_faults_is_not_compared(rules: Path) -> None:
    (rules / "own.cedar").write_text("permit (this is no policy")
    done = CliRunner().invoke(cli, ["policy", "diff", str(rules)])
    assert done.exit_code == 1
    assert "own.cedar" in done.stderr
    assert done.stdout == ""


def test_two_bases_at_once_are_none(rules: Path) -> None:
    done = CliRunner().invoke(cli, ["policy", "diff", str(rules), "--old", str(rules), "--as", "lena"])
    assert done.exit_code == 2


def test_with_an_account_it_is_the_set_in_force_where_it_works(module_house: House, rules: Path) -> None:
    terminal = Terminal(module_house, (("su-2", "privacy", "privacy"), ("agent-2", "agent", "desk")))
    told = terminal.run("su-2", "policy", "diff", str(rules))
    assert told.returncode == 0, told.stderr
    assert f"compared with {module_house.policies.version('shop')}, in force at shop" in told.stderr
    refused = terminal.run("agent-2", "policy", "diff", str(rules))
    assert (refused.returncode, refused.stdout) == (1, "")
