"""One-time codes are dropped; error codes, promotion codes and amounts of time are left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handclasp.screen import find


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("验证码 123456", "验证码 【验证码 已丢弃】"),
        ("验证码是：8829", "验证码是：【验证码 已丢弃】"),
        ("验证码我收到了，是 482913", "验证码我收到了，是 【验证码 已丢弃】"),
        ("验证码四八二九一三", "验证码【验证码 已丢弃】"),
        ("驗證碼 882 913", "驗證碼 【验证码 已丢弃】"),
        ("482913 是您的验证码", "【验证码 已丢弃】 是您的验证码"),
        ("482913（登录验证码），请勿泄露", "【验证码 已丢弃】（登录验证码），请勿泄露"),
        ("The code I got is 482913", "The code I got is 【One-time code dropped】"),
        ("校验码：A3K9", "校验码：【验证码 已丢弃】"),
        ("the code is 482913", "the code is 【One-time code dropped】"),
        ("Your verification code: G-482913", "Your verification code: 【One-time code dropped】"),
        ("482 913 is your login code", "【One-time code dropped】 is your login code"),
        ("OTP 4829", "OTP 【One-time code dropped】"),
        ("security code is 482913", "security code is 【One-time code dropped】"),
    ],
)
def test_a_one_time_code_is_dropped(masked: Callable[[str], str], text: str, seen: str) -> None:
    assert masked(text) == seen
    assert {one.type for one in find(text)} == {"OTP"}


@pytest.mark.parametrize(
    "text",
    [
        "验证码收不到",
        "验证码 10 分钟内有效",
        "验证码没收到，订单 20241122",
        "验证码发到订单 20241122 了",
        "error code is 50012",
        "promo code: 2024",
        "the zip code is 10001",
        "the code is wrong",
        "code is 404",
        "code: A1001",
        "验证码要等 1800 秒",
    ],
)
def test_other_codes_stay_visible(text: str) -> None:
    assert "OTP" not in {one.type for one in find(text)}
