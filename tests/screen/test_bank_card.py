"""Bank cards are found by range and check figure, spaced or not; order numbers that merely look alike are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handclasp.records import Finding
from handclasp.screen import engine


def find(text: str) -> list[Finding]:
    return engine().find(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("卡号6222021234567890128", "卡号【银行卡 ****0128】"),
        ("6222 0212 3456 7890 128 工行", "【银行卡 ****0128】 工行"),
        ("6222-0212-3456-7890-128 工行", "【银行卡 ****0128】 工行"),
        ("６２２２０２１２３４５６７８９０１２８", "【Bank card ****0128】"),
        ("六二二二零二一二三四五六七八九零一二八", "【银行卡 ****0128】"),
        ("my card is 4111 1111 1111 1111, thanks", "my card is 【Bank card ****1111】, thanks"),
        ("5555555555554444", "【Bank card ****4444】"),
        ("3782 822463 10005", "【Bank card ****0005】"),
        ("3530111333300000", "【Bank card ****0000】"),
        ("6011 1111 1111 1117", "【Bank card ****1117】"),
        ("4111 1111 1111 1111 5555 5555 5555 4444", "【Bank card ****1111】【Bank card ****4444】"),
    ],
)
def test_a_bank_card_shows_only_its_last_four_figures(masked: Callable[[str], str], text: str, seen: str) -> None:
    shown = masked(text)
    assert shown.replace("】 【", "】【") == seen


@pytest.mark.parametrize("text", ["银行卡号 6222021234567890129", "my credit card number is 4111 1111 1111 1112"])
def test_a_mistyped_card_is_masked_where_the_text_says_it_is_one(text: str) -> None:
    (one,) = find(text)
    assert one.type == "BANK_CARD"
    assert one.sure < 90


@pytest.mark.parametrize(
    "text",
    [
        "6222021234567890129",  # wrong check figure, no label
        "订单号 6222021234567890128",
        "tracking number: 4111111111111111",
        "20241122001234",
        "1700000000000",
        "4200002345202411221234567890",
        "0x4111111111111111aaaabbbbccccdddd",
        "0.6222021234567890128",
        "9400100000000000000000",
        "共 4111 张",
    ],
)
def test_other_numbers_stay_visible(text: str) -> None:
    assert "BANK_CARD" not in {one.type for one in find(text)}
