"""Social security numbers of the United States are found by their form or their name."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "SSN_US"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("My SSN is 219-09-9999", "219-09-9999"),
        ("ssn 219 09 9999 ok", "219 09 9999"),
        ("社安号219099999", "219099999"),
        (
            "social security number: two one nine oh nine nine nine nine nine",
            "two one nine oh nine nine nine nine nine",
        ),
    ],
)
def test_ssn_us_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "000-12-3456",
        "order 219-09-9999",
        "2024-11-22",
        "call 219-555-0199",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)
