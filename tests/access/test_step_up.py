from __future__ import annotations

import subprocess
import sys

import pytest

from handclasp.access.policy import StepUp
from handclasp.access.step_up import MAX_AGE, OWN_ACCOUNT, fresh, purposes

NOW = 1_795_312_800.0

# Written by hand from the specification, in seconds; not computed from the table.
AGES = {
    "old-records": 1800,
    "reveal": 300,
    "export": 300,
    "policy": 300,
    "keys": 300,
    "people": 600,
    "approve": 600,
    "import": 900,
    "own-account": 300,
}


def test_every_purpose_has_the_age_it_was_given() -> None:
    assert dict(MAX_AGE) == AGES
    assert {purpose.value for purpose in StepUp} | {OWN_ACCOUNT} == set(AGES)


@pytest.mark.parametrize(("purpose", "age"), sorted(AGES.items()))
def test_a_stamp_counts_until_its_time_is_over_and_not_a_second_longer(purpose: str, age: int) -> None:
    assert fresh({purpose: NOW - age}, purpose, NOW)
    assert not fresh({purpose: NOW - age - 1}, purpose, NOW)


@pytest.mark.parametrize("given", sorted(AGES))
def test_a_stamp_for_one_purpose_says_nothing_about_another(given: str) -> None:
    assert [purpose for purpose in AGES if fresh({given: NOW}, purpose, NOW)] == [given]
    assert purposes({given: NOW}, NOW) == {given}


@pytest.mark.parametrize(
    "stamps",
    [
        None,
        {},
        [],
        "reveal",
        {"reveal": None},
        {"reveal": True},
        {"reveal": str(NOW)},
        {"reveal": NOW + 1},
        {"reveal": float("nan")},
        {"reveal": float("inf")},
        {"REVEAL": NOW},
    ],
)
def test_anything_else_in_a_session_counts_for_nothing(stamps: object) -> None:
    assert not fresh(stamps, "reveal", NOW)
    assert purposes(stamps, NOW) == frozenset()


def test_an_unknown_purpose_is_never_fresh() -> None:
    assert not fresh({"everything": NOW}, "everything", NOW)


def test_the_record_path_may_ask_without_a_web_framework() -> None:
    code = "import sys, handclasp.access.step_up; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
