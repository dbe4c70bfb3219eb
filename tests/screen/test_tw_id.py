"""Taiwan identity card numbers are found by their check figure, or where they are named."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "TW_ID"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("身分證字號A123456789", "A123456789"),
        ("Taiwan ID: a123456789", "a123456789"),
        ("台湾身份证 A-123456789", "A-123456789"),
    ],
)
def test_tw_id_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "订单号A123456789",
        "A923456789",
        "SKU A12345678",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)
