"""`handclasp bench access` measures real decisions and the very page that an agent gets, beside the same unguarded."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from tests.bench.running import bench, durable

from handclasp.access.policy import Policies
from handclasp.bench import decisions
from handclasp.bench.access import _ratio
from handclasp.bench.page import Known

NEEDED = {
    "decision_p50_us", "decision_p95_us", "decision_cedar_p95_us", "page_ratio", "page_p50_ms", "bare_page_p50_ms",
    "read_ratio",
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """One small run by the command itself."""
    return bench("access", "--decisions", "1000", "--pages", "10")


def test_every_figure_is_told(result: dict[str, Any]) -> None:
    assert result.keys() >= NEEDED
    durable(result)


def test_both_pages_are_the_same_page(result: dict[str, Any]) -> None:
    assert result["page_bytes"] == result["bare_page_bytes"] > 20_000
    assert result["page_ratio"] == pytest.approx(result["page_p50_ms"] / result["bare_page_p50_ms"], rel=0.2)


def test_requests_are_a_mix_of_a_desk_and_never_about_the_same_conversation_twice() -> None:
    asked = decisions.requests(5_000, 3)
    assert asked == decisions.requests(5_000, 3)
    assert len({about.conversation for _, _, about, _ in asked if about}) == sum(
        about is not None for *_, about, _ in asked
    )
    policies = Policies(lambda _tenant: None)
    allowed = Counter(policies.decide(*request).allowed for request in asked)
    assert 0.4 < allowed[True] / len(asked) < 0.9
    assert len({who.role for who, *_ in asked}) == 10
    assert len({action for _, action, *_ in asked}) == 12


def test_known_answers_are_the_policies_own() -> None:
    policies = Policies(lambda _tenant: None)
    known = Known(policies)
    for request in decisions.requests(200, 4):
        assert known.decide(*request) == known.decide(*request) == policies.decide(*request)
    assert known.roles("shop") == policies.roles("shop")


def test_quantiles_and_ratios_are_of_what_was_measured() -> None:
    assert decisions.quantile([3_000, 1_000, 2_000], 0.5) == 2.0
    assert _ratio([0.3, 0.1, 0.2], [0.1]) == 2.0
