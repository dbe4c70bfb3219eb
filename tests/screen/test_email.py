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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("我邮箱 ｍｅｉ_chen８８＠163．com", "ｍｅｉ_chen８８＠163．com"),
        ("邮箱 mei.chen艾特163点com", "mei.chen艾特163点com"),
        ("邮箱是 meichen小老鼠gmail.com", "meichen小老鼠gmail.com"),
        ("邮箱meichen88 花a 163.com", "meichen88 花a 163.com"),
        ("邮箱 mei-chen#qq.com", "mei-chen#qq.com"),
        ("邮箱 meichen @ 163 . com", "meichen @ 163 . com"),
        ("邮箱 meichen@163，com", "meichen@163，com"),
        ("邮箱 meichen at 163 点 com", "meichen at 163 点 com"),
        ("邮箱 八八二一三四五六@qq.com", "八八二一三四五六@qq.com"),
        ("email m.chen[at]gmail[dot]com", "m.chen[at]gmail[dot]com"),
        ("email m.chen -at- gmail -dot- com", "m.chen -at- gmail -dot- com"),
        ("email m.chen AT gmail DOT com", "m.chen AT gmail DOT com"),
        ("email m.chen(a)gmail.com", "m.chen(a)gmail.com"),
        ("email m.chen<at>gmail.com", "m.chen<at>gmail.com"),
        ("email m.chen 'at' gmail dot com", "m.chen 'at' gmail dot com"),
        ("email m.chen /at/ gmail.com", "m.chen /at/ gmail.com"),
        ("email mchen at sign gmail dot com", "mchen at sign gmail dot com"),
        ("email mchen77 @gmail com", "mchen77 @gmail com"),
        ("email mchen77@gmailcom", "mchen77@gmailcom"),
        ("its mchen77@@gmail.com", "mchen77@@gmail.com"),
        ("its mchen77 at gmail", "mchen77 at gmail"),
        ("send to mchen.77 at outlook", "mchen.77 at outlook"),
        ("its m dash chen at yahoo dot co dot uk", "m dash chen at yahoo dot co dot uk"),
        ("info at smallshop dot com", "info at smallshop dot com"),
        ("write linda at lindasbakery dot net", "linda at lindasbakery dot net"),
        ("my gmail is mchen77", "mchen77"),
        ("163邮箱，meichen88", "meichen88"),
        ("mchen77 后面加 @gmail.com", "mchen77"),
        ("e-mail: mchen77 @ gmail . com", "mchen77 @ gmail . com"),
        ("e-mail: mchen77[@]gmail[.]com", "mchen77[@]gmail[.]com"),
        ("e-mail: mchen77@gmail dot com", "mchen77@gmail dot com"),
        ("e-mail: mchen77®gmail.com", "mchen77®gmail.com"),
        ("e-mail: mchen77＠gmail.com", "mchen77＠gmail.com"),
        ("e-mail: mchen77 arroba gmail punto com", "mchen77 arroba gmail punto com"),
        ("e-mail mchen77&gmail.com", "mchen77&gmail.com"),
        ("e-mail mchen77 a gmail.com", "mchen77 a gmail.com"),
        ("联系wang2@ xiaodian.cn", "wang2@ xiaodian.cn"),
        ("郵箱 wang_2018 小老鼠 yahoo點com點tw", "wang_2018 小老鼠 yahoo點com點tw"),
        ("邮箱 wang2018(艾特)outlook.com", "wang2018(艾特)outlook.com"),
        ("邮箱 wang2018【艾特】outlook.com", "wang2018【艾特】outlook.com"),
        ("邮箱 wang2018 爱特 outlook.com", "wang2018 爱特 outlook.com"),
        ("邮箱 wang2018 at 一六三点com", "wang2018 at 一六三点com"),
        ("邮箱 wang2018@幺六三点康姆", "wang2018@幺六三点康姆"),
        ("邮箱 wang2018@qq.con", "wang2018@qq.con"),
    ],
)
def test_an_address_is_found_however_oddly_it_is_told(text: str, value: str) -> None:
    assert [text[one.start : one.end] for one in find(text) if one.type == "EMAIL"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "look at gmail.com please",
        "@客服 在吗",
        "i am at home",
        "看 163.com 新闻",
        "go to yahoo.com",
        "i bought at amazon.com",
        "# 163 订单",
        "2 items @ 5.00",
        "at the dot com boom",
        "she works at google dot com",
        "gmail not working",
        "qq邮箱 收不到",
        "download at apple.com",
        "site at github dot com",
        "邮箱 2 个",
        "signed in at 163.com",
    ],
)
def test_what_only_resembles_an_address_stays(text: str) -> None:
    assert find(text) == []
