"""Macau identity card numbers are found in brackets, or where they are named."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "MACAU_ID"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("澳门身份证1234567(8)", "1234567(8)"),
        ("Macau ID: 5/123456/7", "5/123456/7"),
        ("我是澳门的，身份证 7123456（1）", "7123456（1）"),
    ],
)
def test_macau_id_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "订单2234567(8)",
        "1234567",
        "3/4/5",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)
