"""QQ numbers and WeChat names are found beside the many ways of saying so; telephones are left to the telephones."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "QQ_WECHAT"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("QQ：123456789", "123456789"),
        ("加我微信lena_2020", "lena_2020"),
        ("vx: abc12345", "abc12345"),
        ("扣扣 1 2 3 4 5 6 7", "1 2 3 4 5 6 7"),
        ("wxid_abcdef1234567", "wxid_abcdef1234567"),
        ("123456789是我QQ", "123456789"),
        ("My WeChat is panda_lover", "panda_lover"),
    ],
)
def test_qq_wechat_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "QQ登录不了",
        "微信支付了30元",
        "微信13812345678",
        "wechat support please",
        "QQ版本9.7.21",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)
