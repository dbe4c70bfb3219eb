"""Passport numbers are found by their name, and those of China by their form."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "PASSPORT"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("护照号E12345678", "E12345678"),
        ("my passport number is K1234567A", "K1234567A"),
        ("护照：EB1234567，谢谢", "EB1234567"),
        ("passport no. 123456789", "123456789"),
        ("E 1234 5678，护照", "E 1234 5678"),
    ],
)
def test_passport_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "订单号E12345678",
        "error E1234",
        "SKU G123456",
        "my passport expired",
        "the number is 123456789",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)
