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
