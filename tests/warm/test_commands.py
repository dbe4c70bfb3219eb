"""`handclasp ship`, `drill`, `restore` as they are typed; and after the fire the same people sign in and read on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import NewDatabase
from tests.house.terminal import ROOT, Done, Terminal
from tests.house_fixture import House, Template, own_database, said
from tests.warm.conftest import furnished

from handclasp.house.app import Paths
from handclasp.store.embedded import Embedded


def words(done: Done) -> str:
    """What it printed, as one line."""
    return " ".join((done.stdout + done.stderr).split())


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Terminal:
    """A house with people, and things said in it."""
    terminal = Terminal(module_house, (("zhou", "agent", "desk"), ("song", "specialist", "disputes")))
    furnished(module_house, 12)
    return terminal


def test_without_a_second_copy_everything_says_so(terminal: Terminal) -> None:
    for command in (("ship", "status"), ("ship", "now"), ("drill",)):
        done = terminal.operator(*command)
        assert done.returncode == 1
        assert "handclasp ship to PLACE" in words(done)
    doctor = terminal.operator("doctor")
    assert re.search(r"✗ │ second copy\s+│ there is no second copy", doctor.stdout)
    assert doctor.returncode == 1
    assert re.search(r"copies\s+│ none: losing this machine loses everything", terminal.operator("status").stdout)


@pytest.mark.timeout(400)
def test_one_command_sets_up_a_second_folder_and_ships(terminal: Terminal, tmp_path: Path) -> None:
    missing = terminal.operator("ship", "to", str(tmp_path / "nowhere"))
    assert missing.returncode == 1
    assert "mount the disk" in words(missing)
    folder = tmp_path / "nas"
    folder.mkdir()
    done = terminal.operator("ship", "to", str(folder), "--name", "nas")
    assert done.returncode == 0, done.stderr
    assert f"{terminal.house.reading.size()} in all" in words(done)
    assert "same disk as the data" in words(done)
    status = terminal.operator("ship", "status")
    assert status.returncode == 0, status.stdout
    assert re.search(r"nas\s+│ \d+\s+│ 0\s+│ 0 s", status.stdout)
    assert "drill: never" in words(status)
    terminal.house.flow.append(said("one more", "one more"))
    assert "1 records shipped" in words(terminal.operator("ship", "now"))
    drilled = terminal.operator("drill")
    assert drilled.returncode == 0, words(drilled)
    assert re.search(
        rf"from nas: {terminal.house.reading.size()} records in [\d.]+ s, 0 behind, complete", words(drilled)
    )
    doctor = terminal.operator("doctor").stdout
    assert re.search(r"! │ second copy\s+│ one copy, nas: a second one", doctor)
    assert re.search(r"✓ │ drill\s+│ \d+ records came back from nas", doctor)
    assert re.search(r"copy nas\s+│ \d+ records, lacks 0", terminal.operator("status").stdout)
    assert terminal.operator("ship", "stop", "nas").returncode == 0


def test_a_drill_that_fails_says_so_everywhere(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "nas"
    folder.mkdir()
    assert terminal.operator("ship", "to", str(folder), "--name", "nas").returncode == 0
    (damaged,) = folder.glob("log-*/segments/*")
    damaged.write_bytes(damaged.read_bytes()[:-1])
    done = terminal.operator("drill")
    assert done.returncode == 1
    assert "copy-digest-wrong" in words(done)
    assert re.search(r"✗ │ drill\s+│ the last restore that was tried", terminal.operator("doctor").stdout)
    assert terminal.operator("ship", "stop", "nas").returncode == 0


def salvaged(run: Callable[..., Done], held: Path, size: int) -> None:
    """What is missing is named, a good piece comes back, a bad one is refused."""
    assert f"closed at {size}; it signed {size} records at least" in words(run("", "salvage", "status"))
    (held.with_name("bad.json")).write_bytes(held.read_bytes().replace(b"last segment", b"lost segment"))
    done = run("", "salvage", str(held), str(held.with_name("bad.json")))
    assert done.returncode == 1
    assert "1 records are back, 1 of them with their words" in words(done)
    assert "opening-wrong" in words(done)
    told = json.loads(run("", "salvage", "--json").stdout)
    assert told["logs"][0]["back"] == [[size, size]]
    assert told["logs"][0]["unknown"] == []


@pytest.mark.timeout(400)
def test_after_the_fire_the_same_people_sign_in_and_read_on(
    terminal: Terminal,
    house_template: Template,
    new_database: NewDatabase,
    postgres: Embedded,
    tmp_path: Path,
) -> None:
    house = terminal.house
    conversation = house.keyring.find(1, "order 1")
    assert conversation is not None
    house.directory.add_site(1, "site_specimen", "shop", ["https://shop.example"], b"s" * 32)
    (house.paths.lexicon / "shop").mkdir(parents=True, exist_ok=True)
    (house.paths.lexicon / "shop" / "000001.txt").write_text("off platform\n")
    folder = tmp_path / "nas"
    folder.mkdir()
    assert terminal.operator("ship", "to", str(folder), "--name", "nas").returncode == 0
    size = house.reading.size()
    held = tmp_path / "held.receipt.json"
    held.write_bytes(house.flow.append(said("said after the last segment", "late", conversation="order 1")).document)
    assert "continues no other log" in words(terminal.operator("salvage", str(held)))
    bare = tmp_path / "bare"
    bare.mkdir()
    Paths(bare).passwords.write_text(json.dumps(house_template.passwords))
    url = new_database()
    own_database(postgres, url)
    (tmp_path / "kit.txt").write_text(house_template.kit.sheet)
    environment = terminal.environment | {"HANDCLASP_DATA_DIR": str(bare), "HANDCLASP_DATABASE_URL": url}

    def run(told: str, *arguments: str) -> Done:
        return subprocess.run(
            [sys.executable, "-m", "handclasp", *arguments],
            env=environment,
            cwd=ROOT,
            input=told,
            timeout=120,
            capture_output=True,
            text=True,
            check=False,
        )

    command = ("restore", "--from", str(folder), "--kit", str(tmp_path / "kit.txt"))
    wrong = run("not-the-passphrase\n", *command)
    assert wrong.returncode == 1
    assert "passphrase does not open" in words(wrong)
    done = run(house_template.kit.passphrase + "\n", *command)
    assert done.returncode == 0, done.stderr
    assert f"proved: {size} records" in words(done)
    assert "Its successor is" in words(done)
    salvaged(run, held, size)
    restored = Terminal.__new__(Terminal)
    restored.house, restored.environment, restored.people = house, environment, terminal.people
    shown = restored.run("song", "read", conversation.hex(), "--reason", "asked again")
    assert shown.returncode == 0, shown.stderr
    assert "order 1" in shown.stdout
    assert "said after the last segment" in shown.stdout
    assert "site_specimen" in run("", "site", "list", "--tenant", "shop").stdout
    assert (bare / "lexicon" / "shop" / "000001.txt").read_text() == "off platform\n"
    assert json.loads((bare / "copies.json").read_text())["copies"][0]["name"] == "nas"
    again = run(house_template.kit.passphrase + "\n", *command)
    assert again.returncode == 1
    assert "there is a house" in words(again)
    assert terminal.operator("ship", "stop", "nas").returncode == 0
