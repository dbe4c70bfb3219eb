"""Card codes are found by their name or their form; order numbers, dates and serial UUIDs are left alone."""

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
        ("卡密：ABCD-1234-EFGH-9K2F 用不了", "卡密：【卡密 ****-9K2F】 用不了"),
        ("ABCD-1234-EFGH-9K2F 用不了", "【卡密 ****-9K2F】 用不了"),
        ("Steam: AB12C-DE34F-GH56I", "Steam: 【Card code ****-H56I】"),
        ("WXYZ-ABCD-EFGH-QRST", "【Card code ****-QRST】"),
        ("兑换码 X7K29ABCDQ", "兑换码 【卡密 ****-BCDQ】"),
        ("激活码是ABCDEF123456吗", "激活码是【卡密 ****-3456】吗"),
        ("卡号：1234567890\n卡密：ABCDEF123456", "卡号：【卡密 ****-7890】\n卡密：【卡密 ****-3456】"),
        ("卡号 1234567890 密码 5678ABCD", "卡号 【卡密 ****-7890】 密码 【卡密 ****-ABCD】"),
        ("卡密：\nAAAA1111BBBB\nCCCC2222DDDD", "卡密：\n【卡密 ****-BBBB】\n【卡密 ****-DDDD】"),
        ("redeem code is k7f9-22pp-x1", "redeem code is 【Card code ****-p-x1】"),
        ("my gift card XABCDEFGH1234567 fails", "my gift card 【Card code ****-4567】 fails"),
        ("卡密 ABCD 1234 EFGH 9K2F", "卡密 【卡密 ****-9K2F】"),
        ("ＣＤＫ：ＡＢＣＤ１２３４", "ＣＤＫ：【Card code ****-1234】"),
    ],
)
def test_a_card_code_shows_its_last_four(masked: Callable[[str], str], text: str, seen: str) -> None:
    assert masked(text) == seen
    assert not any(one.dropped for one in find(text))


@pytest.mark.parametrize(
    "text",
    [
        "订单 A1001 的卡密无效",
        "卡密 A1001",
        "卡密（订单 20241122001234）没收到",
        "卡密 2024-11-22 已发放",
        "卡密 10:00:41 已发放",
        "没收到卡密",
        "订单号 ABCD-1234-EFGH-9K2F",
        "550e8400-e29b-41d4-a716-446655440000",
        "well-known-word-list",
        "gift card 100",
        "2024-1122-0012",
        "1Z999AA10123456784",
        "the gift card does not work",
    ],
)
def test_orders_dates_and_words_stay_visible(text: str) -> None:
    assert find(text) == []
