"""Card security codes are dropped; other three-figure numbers are left alone."""

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
        ("CVV 123", "CVV 【Security code dropped】"),
        ("cvv2: 123", "cvv2: 【Security code dropped】"),
        ("CVC=1234", "CVC=【Security code dropped】"),
        ("the security code is 321", "the security code is 【Security code dropped】"),
        ("安全码是 321", "安全码是 【安全码 已丢弃】"),
        ("背面后三位 321", "背面后三位 【安全码 已丢弃】"),
        ("背面三位数字是321", "背面三位数字是【安全码 已丢弃】"),
        ("cvv 一二三", "cvv 【安全码 已丢弃】"),
        ("ＣＶＶ　１２３", "ＣＶＶ　【Security code dropped】"),
        ("my cvv is 1 2 3", "my cvv is 【Security code dropped】"),
    ],
)
def test_a_card_security_code_is_dropped(masked: Callable[[str], str], text: str, seen: str) -> None:
    assert masked(text) == seen
    (one,) = find(text)
    assert (one.type, one.dropped) == ("CVV", True)


@pytest.mark.parametrize(
    "text",
    [
        "123",
        "what is a CVV?",
        "手机后三位 678",
        "cvv 12345",
        "安全码 30 秒更新一次",
        "cvv 在卡的背面，订单 A100",
        "room 123",
        "CVV 12",
        "安全码错误 3 次",
        "error 404",
    ],
)
def test_other_short_numbers_stay_visible(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("那个背后小数字 ３７２ 行不行", "３７２"),
        ("cvv写在后头 五〇六", "五〇六"),
        ("c vv 823", "823"),
        ("安全 码 9 0 2", "9 0 2"),
        ("卡后头三个小字壹柒叁", "壹柒叁"),
        ("背面斜着印的2 2 9", "2 2 9"),
        ("翻过来看是907", "907"),
        ("前面四个小数字 5 5 1 2 美国运通", "5 5 1 2"),
        ("the wee number on the back l23", "l23"),
        ("back side has three five nine", "three five nine"),
        ("8 1 7 is on the back of it", "8 1 7"),
        ("ccv: 9O2", "9O2"),
        ("my cvc2 =4/5/6", "4/5/6"),
        ("cvv：\n\n3 4 1", "3 4 1"),
        ("安全号 331", "331"),
        ("卡安全号 882", "882"),
        ("三位密码（卡背面）129", "129"),
        ("信用卡验证码 7 3 3", "7 3 3"),
        ("verification digits on card 7 3 3", "7 3 3"),
        ("card pin at back 733", "733"),
        ("secret number behind card 071", "071"),
        ("by the signature 0 7 1", "0 7 1"),
        ("CVV2/CVC2 : 071", "071"),
        ("CVV#071", "071"),
        ("cvv..071", "071"),
        ("cvv我背下来了是071", "071"),
        ("kod cvv 071", "071"),
        ("安全码不知道是不是这个 071", "071"),
        ("末三碼 零七一", "零七一"),
        ("四碼在正面 1071", "1071"),
        ("digits on the rear 071", "071"),
        ("rear code 071", "071"),
        ("卡屁股后面071", "071"),
        ("背后仨数字071", "071"),
        ("后边那三个数零.七.一", "零.七.一"),
        ("小三位071", "071"),
        ("cvcode 071", "071"),
        ("secruity code is 071", "071"),
        ("sercurity number 071", "071"),
        ("安全吗071", "071"),
    ],
)
def test_a_security_code_is_found_however_oddly_it_is_told(text: str, value: str) -> None:
    assert [text[one.start : one.end] for one in find(text) if one.type == "CVV"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "背面有 3 个洞",
        "后面三个都不要了 退 3 件",
        "房间在后面 302",
        "my seat is at the back, row 120",
        "签名要 3 天",
        "验证码 3 分钟没到",
        "cvs pharmacy open till 900",
        "导出 csv 500 行",
        "the back of the box says 250 g",
        "rear camera 108 MP",
        "三位数的房间 305",
        "安全号 10086",
        "手机后三位 123",
        "尾号后三位071",
        "the last three are 441 of my order",
        "number at the back of the jersey is 23",
    ],
)
def test_what_only_resembles_a_security_code_stays(text: str) -> None:
    assert find(text) == []
