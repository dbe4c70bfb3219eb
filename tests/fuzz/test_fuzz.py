"""Each target is attacked for some seconds (the short form of the proof); what breaks a promise shows its input."""

from __future__ import annotations

import pytest
from tests.fuzz.driver import fuzz
from tests.fuzz.target import PATIENCE
from tests.fuzz.targets import MODULES

SECONDS = 3


@pytest.mark.parametrize("target", MODULES)
def test_no_bytes_break_a_promise(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PATIENCE, "10")
    pytest.importorskip(
        "atheris", reason="its wheels are for Linux on x86-64, Python before 3.14", exc_type=ImportError
    )
    (outcome,) = fuzz({target: SECONDS}, seed=20261128)
    assert not outcome.found, outcome.words()
    assert outcome.tried > 10, outcome.words()
