"""Hong Kong identity card numbers are found by their check character, or where they are named."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "HK_ID"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("香港身份证A123456(3)", "A123456(3)"),
        ("My HKID is A1234563", "A1234563"),
        ("A123456（3）", "A123456（3）"),
        ("hkid a 123456 3", "a 123456 3"),
    ],
)
def test_hk_id_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "A123456",
        "part A123456(9)",
        "SKU-A1234563",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)
