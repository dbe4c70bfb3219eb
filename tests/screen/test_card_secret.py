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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("卡密 Ａ７Ｋ２－Ｑ９Ｘ４－Ｍ３Ｚ８", "Ａ７Ｋ２－Ｑ９Ｘ４－Ｍ３Ｚ８"),
        ("卡密是A7K2 Q9X4 M3Z8", "A7K2 Q9X4 M3Z8"),
        ("卡密 A7K2.Q9X4.M3Z8", "A7K2.Q9X4.M3Z8"),
        ("卡密 A 7 K 2 Q 9 X 4 M 3 Z 8", "A 7 K 2 Q 9 X 4 M 3 Z 8"),
        ("卡密 A7K2_Q9X4_M3Z8", "A7K2_Q9X4_M3Z8"),
        ("卡密 一七二九 三三零四 八八一五 二二六", "一七二九 三三零四 八八一五 二二六"),
        ("卡米 8812 3304 5567 2219", "8812 3304 5567 2219"),
        ("充值那串 8812330455672219", "8812330455672219"),
        ("刮出来的是 881233O45567", "881233O45567"),
        ("刮刮那层下面 881233045567", "881233045567"),
        ("点卡后面的 8812 3304 5567", "8812 3304 5567"),
        ("礼物卡码 A7K2Q9X4M3Z8", "A7K2Q9X4M3Z8"),
        ("兑 换 码 A7K2Q9X4", "A7K2Q9X4"),
        ("兑换:A7K2Q9X4M3", "A7K2Q9X4M3"),
        ("激活 A7K2Q-9X4M3-Z8P1L", "A7K2Q-9X4M3-Z8P1L"),
        ("cd key：A7K2Q 9X4M3 Z8P1L", "A7K2Q 9X4M3 Z8P1L"),
        ("steam wallet a7k2q 9x4m3 z8p1l", "a7k2q 9x4m3 z8p1l"),
        ("apple gift XA7K2Q9X4M3Z8P1L", "XA7K2Q9X4M3Z8P1L"),
        ("itunes card xa7k 2q9x 4m3z 8p1l", "xa7k 2q9x 4m3z 8p1l"),
        ("google card A7K2Q9X4M3Z8P1LK", "A7K2Q9X4M3Z8P1LK"),
        ("gift crad A7K2-Q9X4M3-Z8P1", "A7K2-Q9X4M3-Z8P1"),
        ("gift voucher no 8812330455672219", "8812330455672219"),
        ("vocher code A7K2Q9X4M3", "A7K2Q9X4M3"),
        ("redeemtion code A7K2Q9X4M3", "A7K2Q9X4M3"),
        ("radeem A7K2Q9X4M3", "A7K2Q9X4M3"),
        ("top up number 8812 3304 5567 2219", "8812 3304 5567 2219"),
        ("recharge pin 88123304556722", "88123304556722"),
        ("scratched it: 881233O45567", "881233O45567"),
        ("silver bit reads A7K2Q9X4M3", "A7K2Q9X4M3"),
        ("rblx 881 233 0455", "881 233 0455"),
        ("xbox A7K2Q-9X4M3-Z8P1L-K4J7H-2G5F8", "A7K2Q-9X4M3-Z8P1L-K4J7H-2G5F8"),
        ("razer gold pin A7K2Q9X4M3Z8P1", "A7K2Q9X4M3Z8P1"),
        ("A7K2-Q9X4-M3Z8 says already used", "A7K2-Q9X4-M3Z8"),
        ("8812330455672219 充值失败 提示卡密错误", "8812330455672219"),
        ("ser num A7K2Q9X4M3Z8 pin card", "A7K2Q9X4M3Z8"),
        ("windows key A7K2Q-9X4M3-Z8P1L-K4J7H-2G5F8", "A7K2Q-9X4M3-Z8P1L-K4J7H-2G5F8"),
        ("京东E卡 A7K2-Q9X4-M3Z8-P1LK", "A7K2-Q9X4-M3Z8-P1LK"),
        ("移动充值卡 881233045567221933", "881233045567221933"),
        ("ka mi A7K2Q9X4M3Z8", "A7K2Q9X4M3Z8"),
        ("KM：A7K2Q9X4M3Z8", "A7K2Q9X4M3Z8"),
    ],
)
def test_a_card_secret_is_found_however_oddly_it_is_told(text: str, value: str) -> None:
    assert [text[one.start : one.end] for one in find(text) if one.type == "CARD_SECRET"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "订单 A7K2Q9X4M3Z8",
        "order A7K2-Q9X4-M3Z8",
        "充值 500 元失败",
        "gift card balance 50.00",
        "礼品卡 100 元 5 张",
        "model XA7-K2Q",
        "the voucher is 20% off",
        "promo SUMMER20",
        "windows 11 23H2 22631.3007",
        "gift card of 100 usd",
        "型号 RTX4090-24G",
        "psn 网络 NW-31201-7",
        "序列号在哪看",
        "office 2021 装不上",
        "track 8812330455672219",
        "会员卡 8812330455",
    ],
)
def test_what_only_resembles_a_card_secret_stays(text: str) -> None:
    assert find(text) == []
