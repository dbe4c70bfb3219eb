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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("码子 ３８１９０２", "３８１９０２"),
        ("验 证 码 381902", "381902"),
        ("短信数 3 8 1 9 0 2", "3 8 1 9 0 2"),
        ("手机响了 三八一九〇二", "三八一九〇二"),
        ("来短信说 38 19 02", "38 19 02"),
        ("给我发的是3819 02", "3819 02"),
        ("动态三八幺九洞两", "三八幺九洞两"),
        ("谷歌那个 381 902", "381 902"),
        ("六个数字381902", "381902"),
        ("验证 3819", "3819"),
        ("令牌 381902", "381902"),
        ("每30秒变 381 902", "381 902"),
        ("登录数字：381902", "381902"),
        ("你们发来的 381902", "381902"),
        ("系统发的381902", "381902"),
        ("邮箱收到 381902", "381902"),
        ("381902 验证的", "381902"),
        ("381902，刚发我的", "381902"),
        ("yzm381902", "381902"),
        ("y z m 381902", "381902"),
        ("verfication code 381902", "381902"),
        ("varification code is 381902", "381902"),
        ("confirm code 381902", "381902"),
        ("athentication code 381902", "381902"),
        ("the pin that came to my phone 381902", "381902"),
        ("number on my fone is 381902", "381902"),
        ("ur txt says 381902", "381902"),
        ("the txt: 3 8 1 9 0 2", "3 8 1 9 0 2"),
        ("you send me 381902", "381902"),
        ("recieved 381902", "381902"),
        ("cell got 381902", "381902"),
        ("authentication app shows 381 902", "381 902"),
        ("2 factor 381902", "381902"),
        ("two step: three eight one nine oh two", "three eight one nine oh two"),
        ("otp=3.8.1.9.0.2", "3.8.1.9.0.2"),
        ("o.t.p. 381902", "381902"),
        ("onetime pw 381902", "381902"),
        ("login numbers 381902", "381902"),
        ("code for login 381902", "381902"),
        ("its 381902 hurry up it expires", "381902"),
        ("381902 thats what they texted", "381902"),
        ("381 902 from authenticator", "381 902"),
        ("验证码是 3—8—1—9—0—2", "3—8—1—9—0—2"),
        ("验证码来啦!!381902!!", "381902"),
    ],
)
def test_a_code_is_found_however_oddly_it_is_told(text: str, value: str) -> None:
    assert [text[one.start : one.end] for one in find(text) if one.type == "OTP"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "订单号 381902",
        "邮编 381902",
        "2026年 38 单",
        "收到 3819 元",
        "来短信说 12:30 到",
        "登录人数 381902",
        "400-381-9020",
        "two step setup takes 10 min",
        "you sent me 2 items",
        "you sent me order 381902",
        "dynamic price 381.90",
        "recieved 381902 vnd",
        "验证 3 次都失败",
        "cell got 3 bars",
        "confirm order 381902",
        "error 381902",
    ],
)
def test_what_only_resembles_a_code_stays(text: str) -> None:
    assert find(text) == []
