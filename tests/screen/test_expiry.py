"""The month until which a card is good is found beside its words or its card; coupons and days are not."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "EXPIRY"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("有效期08/27", "08/27"),
        ("card 4111 1111 1111 1111 exp 08/2027", "08/2027"),
        ("exp march 2028", "march 2028"),
        ("4111111111111111 08/27 123", "08/27"),
        ("卡到2027年8月", "2027年8月"),
        ("valid thru: 0827", "0827"),
    ],
)
def test_expiry_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "卡密有效期30天",
        "会员到期 12/25",
        "优惠券有效期至2027年8月31日",
        "it expires in 10 minutes",
        "比分 8/27",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)
