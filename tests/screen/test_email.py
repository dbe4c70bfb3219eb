"""Addresses are found with @ or with words for it; mentions and the word at are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handclasp.screen import find


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("邮箱lena@example.com谢谢", "邮箱【邮箱 l***@example.com】谢谢"),
        ("Write to lena.k+shop@mail.example.co.uk.", "Write to 【Email l***@mail.example.co.uk】."),
        ("ｌｅｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "【Email l***@example.com】"),
        ("lena @ example.com", "【Email l***@example.com】"),
        ("lena艾特qq点com", "【邮箱 l***@qq.com】"),
        ("123456789艾特qq.com", "【邮箱 1***@qq.com】"),
        ("lena[at]example.com", "【Email l***@example.com】"),
        ("lena (at) example (dot) com", "【Email l***@example.com】"),
        ("lena at gmail dot com", "【Email l***@gmail.com】"),
        ("lena at gmail.com", "【Email l***@gmail.com】"),
        ("lena@qq点com", "【邮箱 l***@qq.com】"),
        ("al@b.cn,cy@d.org", "【Email ****】,【Email ****】"),
        ("alice@b.cn,cyril@d.org", "【Email a***@b.cn】,【Email c***@d.org】"),
    ],
)
def test_an_address_shows_its_first_letter_and_its_domain(masked: Callable[[str], str], text: str, seen: str) -> None:
    assert masked(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "@客服 在吗",
        "@lena are you there",
        "look at gmail.com",
        "meet me at home.",
        "see you at example.com",
        "a@",
        "@@@@",
        "1@2",
        "艾特我一下",
        "价格 5@3",
    ],
)
def test_mentions_and_plain_words_stay_visible(text: str) -> None:
    assert find(text) == []
