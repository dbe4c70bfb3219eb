"""The proof of the desk at work in its short form: what was said is there, once and in order, for both sides."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from benchmarks.desk_talk import Size, Talk, Talked
from benchmarks.proofs import desk

pytestmark = pytest.mark.timeout(600)  # it starts a whole house, which a busy machine does slowly


def test_agents_and_customers_lose_nothing_of_what_the_other_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    targets = desk.prove(Size(customers=6, visitors=1, seconds=10, pause=2), tmp_path)
    assert [one for one in targets if not one.met] == []
    assert "| lost to the agents | ≤ 0 | 0 | yes |" in (tmp_path / "desk.md").read_text()


def test_what_is_lost_doubled_or_out_of_order_is_noticed() -> None:
    sent = {"conversation": "", "customer": ["a", "b", "c"], "agent": ["x"]}

    def wrong(*lines: tuple[int, str, str]) -> tuple[int, int, int]:
        return Talked(talks=[Talk(heard=list(lines), **sent)], eyes=[]).wrong(lambda one: one.heard)  # type: ignore[arg-type]

    a, b, x, c = (1, "customer", "a"), (2, "customer", "b"), (3, "agent", "x"), (4, "customer", "c")
    assert wrong(a, b, x, c) == (0, 0, 0)
    assert wrong(a, b, c) == (1, 0, 0)
    assert wrong(a, b, b, x, c)[1] == 1
    assert wrong(a, x, c, b)[2] == 2
    assert wrong((1, "customer", "b"), (2, "customer", "a"), x, c)[2] == 1
    assert wrong(a, b, (3, "customer", "x"), c)[0] == 1
