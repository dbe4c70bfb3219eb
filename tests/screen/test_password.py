"""Passwords are dropped where the words say that they are there; talk about passwords is left alone."""

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
        ("密码是abc123，麻烦帮我登录", "密码是【密码 已丢弃】，麻烦帮我登录"),
        ("密码：sunshine", "密码：【密码 已丢弃】"),
        ("密码Qwer1234", "密码【密码 已丢弃】"),
        ("lena@example.com----Qwer1234", "【Email l***@example.com】----【Password dropped】"),
        ("密码还是abc123没改", "密码还是【密码 已丢弃】没改"),
        ("我的密码是zhangsan，帮我登录", "我的密码是【密码 已丢弃】，帮我登录"),
        ("支付密码 123456", "支付密码 【密码 已丢弃】"),
        ("密码一二三四五六", "密码【密码 已丢弃】"),
        ("密碼係 abc888", "密碼係 【密码 已丢弃】"),
        ("密码是“P@ss”", "密码是“【密码 已丢弃】”"),
        ("abc12345 是我的登录密码", "【密码 已丢弃】 是我的登录密码"),
        ("银行卡号 6222021234567890128，密码 123456", "银行卡号 【银行卡 ****0128】，密码 【密码 已丢弃】"),
        ("password is Hunter2! please", "password is 【Password dropped】 please"),
        ("Password: hunter2.", "Password: 【Password dropped】"),
        ("my pwd=letmein", "my pwd=【Password dropped】"),
        ("my PIN is 4821", "my PIN is 【Password dropped】"),
        ("hunter2 is my password", "【Password dropped】 is my password"),
        ("ｐａｓｓｗｏｒｄ：ｈｕｎｔｅｒ２", "ｐａｓｓｗｏｒｄ：【Password dropped】"),
        ("passphrase: correct horse battery staple", "passphrase: 【Password dropped】"),
    ],
)
def test_a_password_is_dropped(masked: Callable[[str], str], text: str, seen: str) -> None:
    assert masked(text) == seen
    assert any(one.type == "PASSWORD" and one.dropped for one in find(text))


@pytest.mark.parametrize(
    "text",
    [
        "密码错误",
        "密码是多少",
        "忘记密码怎么办",
        "密码要 8 位",
        "密码输错3次",
        "卡密无效",
        "password is wrong",
        "My password is not working.",
        "password reset please",
        "the password was changed yesterday",
        "password: ******",
        "password: see the mail",
        "密码：请看邮件",
        "shopping is 1234",
        "a pink 4444",
        "请不要把密码告诉任何人",
    ],
)
def test_talk_about_passwords_stays_visible(text: str) -> None:
    assert find(text) == []
