"""`handclasp anchor` over a whole house: what is anchored, what is late and why, and a file that others can verify."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.foreign.anchors.parts import CHAIN, SECRET, Anvil, Stamper
from tests.house.terminal import Terminal
from tests.house_fixture import House, NewHouse, house_template, new_house, said

from handclasp.config import Settings
from handclasp.house import doctor, jobs
from handclasp.house.processes import trust
from handclasp.records import HandclaspError

__all__ = ["house_template", "new_house"]


@pytest.fixture
def stamper(tmp_path: Path) -> Iterator[Stamper]:
    folder = tmp_path / "tsa"
    folder.mkdir()
    with Stamper(folder) as running:
        yield running


@pytest.fixture
def node() -> Iterator[Anvil]:
    with Anvil() as running:
        yield running


@pytest.fixture
def house(new_house: NewHouse, stamper: Stamper, node: Anvil, tmp_path: Path) -> House:
    account = tmp_path / "account"
    account.write_text(SECRET)
    made = new_house(
        timestamp_url=stamper.url,
        ethereum_url=node.url,
        ethereum_key_file=account,
        ethereum_chain=CHAIN,
        ethereum_confirmations=1,
    )
    made.flow.append(said("hello", "k0"))
    return made


class Shell(Terminal):
    """With the places outside in its environment."""

    def __init__(self, house: House) -> None:
        super().__init__(house, ())
        told = house.settings
        self.environment |= {
            "HANDCLASP_TIMESTAMP_URL": told.timestamp_url,
            "HANDCLASP_ETHEREUM_URL": told.ethereum_url,
            "HANDCLASP_ETHEREUM_KEY_FILE": str(told.ethereum_key_file),
            "HANDCLASP_ETHEREUM_CHAIN": str(CHAIN),
            "HANDCLASP_ETHEREUM_CONFIRMATIONS": "1",
        }

    def anchor(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `handclasp anchor` in it."""
        command = [sys.executable, "-m", "handclasp", "anchor", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=90)


def test_anchors_are_made_shown_and_verified(house: House, stamper: Stamper, node: Anvil, tmp_path: Path) -> None:
    shell = Shell(house)
    done = shell.anchor("now")
    assert done.returncode == 0, done.stderr
    assert "rfc3161: 1 records are anchored" in done.stdout
    assert "ethereum: under way" in done.stdout
    node.mine()
    house.anchoring.step()
    listed = [json.loads(line) for line in shell.anchor("list", "--json").stdout.splitlines()]
    assert {one["kind"]: bool(one["done_at"]) for one in listed}["rfc3161"]
    told = [json.loads(line) for line in shell.anchor("status", "--json").stdout.splitlines()]
    assert [(one["kind"], one["late"]) for one in told] == [("rfc3161", False), ("ethereum", False)]
    shown = tmp_path / "one.anchor.json"
    shown.write_text(shell.anchor("show", "rfc3161", "1").stdout)
    command = [sys.executable, "-m", "handclasp", "verify", str(shown), "--tsa", str(stamper.root), "--lang", "en"]
    command += ["--vkey", house.log_key.vkeys()[0]]
    verified = subprocess.run(command, env=shell.environment, capture_output=True, text=True, check=False, timeout=90)
    assert verified.returncode == 0, verified.stdout
    assert "This checkpoint existed at" in verified.stdout
    missing = shell.anchor("show", "rfc3161", "7")
    assert missing.returncode == 1
    assert "handclasp anchor list" in missing.stderr


def test_a_place_that_fails_is_told_by_command_page_and_doctor(house: House, stamper: Stamper) -> None:
    stamper.broken = True
    shell = Shell(house)
    failed = shell.anchor("now", "--kind", "rfc3161")
    assert failed.returncode == 1
    assert "answered 503" in failed.stderr
    assert stamper.url not in failed.stderr + failed.stdout
    for _ in range(2):
        claimed = house.anchoring.rows.newest_asked("rfc3161")
        assert claimed is not None
        with house.database.transaction("machine", 1, []) as connection:
            connection.execute("update handclasp.anchors set next_try = now()")
        house.anchoring.step()
    assert shell.anchor("status").returncode == 1
    anchors = {one["kind"]: (one["at"], one["late"]) for one in trust(house)["anchors"]}
    assert anchors == {"rfc3161": (None, True), "ethereum": (None, False)}
    with pytest.raises(HandclaspError, match="rfc3161: the time-stamping authority answered 503"):
        doctor.CHECKS["anchors"](house.settings)


def test_the_job_asks_and_goes_on_by_itself(house: House, node: Anvil) -> None:
    assert jobs.anchor(house) >= 2
    node.mine()
    with house.database.transaction("machine", 1, []) as connection:
        connection.execute("update handclasp.anchors set next_try = now() where proof is null")
    assert jobs.anchor(house) == 1
    assert jobs.anchor(house) == 0
    assert all(one.newest for one in house.anchoring.standing())


def test_without_a_place_outside_it_says_what_to_set(new_house: NewHouse) -> None:
    house = new_house()
    shell = Terminal(house, ())
    command = [sys.executable, "-m", "handclasp", "anchor", "status"]
    done = subprocess.run(command, env=shell.environment, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 1
    assert "timestamp_url" in done.stderr
    assert doctor.CHECKS["anchors"](house.settings).startswith("!")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"timestamp_url": "ftp://tsa.example"}, "https://host/path"),
        ({"ethereum_url": "https://node.example/secret-key"}, "ethereum_key_file"),
        ({"ethereum_fee_cap": "0"}, "ethereum_fee_cap"),
        ({"ethereum_month_cap": "much"}, "ethereum_month_cap"),
        ({"ethereum_confirmations": 0}, "ethereum_confirmations"),
        ({"timestamp_minutes": 1}, "timestamp_minutes"),
    ],
)
def test_settings_that_cannot_be_are_refused_without_showing_a_secret(given: dict[str, object], told: str) -> None:
    from handclasp.config import BadConfiguration, load  # noqa: PLC0415 - the environment is looked at when it is called

    with pytest.raises(BadConfiguration) as refused:
        load(**given)
    assert told in str(refused.value)
    assert "secret-key" not in str(refused.value)


def test_a_settings_repr_shows_no_address_that_may_hold_a_key() -> None:
    shown = repr(Settings(timestamp_url="https://user:pass@tsa.example/x", ipfs_url="https://node.example/secret-key"))
    assert "user:pass" not in shown
    assert "secret-key" not in shown
