"""Addresses of the internet are found in both versions and with words for dots; versions and times are not."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "IP"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("我的IP是36.112.10.9", "36.112.10.9"),
        ("login from 203.0.113.77 that was not me", "203.0.113.77"),
        ("IP：2408:8417:eb43:ea7f:ef5c::dc2", "2408:8417:eb43:ea7f:ef5c::dc2"),
        ("my ip is 81 dot 2 dot 69 dot 142", "81 dot 2 dot 69 dot 142"),
        ("IP36点112点10点9", "36点112点10点9"),
    ],
)
def test_ip_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "版本10.0.19045.3803",
        "version 1.2.3.4",
        "v9.17.9.205",
        "10:00:41",
        "3.14.15",
        "the build is 4.20.9.1",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("我的ip ８１．２３．１４５．７", "８１．２３．１４５．７"),
        ("ip 81点23点145点7", "81点23点145点7"),
        ("ip 81 23 145 7", "81 23 145 7"),
        ("ip 81-23-145-7", "81-23-145-7"),
        ("ip 81，23，145，7", "81，23，145，7"),
        ("ip 81/23/145/7", "81/23/145/7"),
        ("ip 81_23_145_7", "81_23_145_7"),
        ("ip 81。23。145。7", "81。23。145。7"),
        ("ip 81 . 23 . 145 . 7", "81 . 23 . 145 . 7"),
        ("ip 81[.]23[.]145[.]7", "81[.]23[.]145[.]7"),
        ("ip 81 dot 23 dot 145 dot 7", "81 dot 23 dot 145 dot 7"),
        ("ip 81dot23dot145dot7", "81dot23dot145dot7"),
        (
            "ip eighty one dot twenty three dot one four five dot seven",
            "eighty one dot twenty three dot one four five dot seven",
        ),
        (
            "ip eight one dot two three dot one four five dot seven",
            "eight one dot two three dot one four five dot seven",
        ),
        ("ip 8l.23.l45.7", "8l.23.l45.7"),
        ("81.23.145.7 keeps logging in to me", "81.23.145.7"),
        ("someone from 81.23.145.7", "81.23.145.7"),
        ("地址 81.23.145.7 是谁", "81.23.145.7"),
        ("被封的是 81 23 145 7", "81 23 145 7"),
        ("网络号81.23.145.7", "81.23.145.7"),
        ("ip地址: 八十一点二十三点一百四十五点七", "八十一点二十三点一百四十五点七"),
        ("艾批 81.23.145.7", "81.23.145.7"),
        ("i.p. address 81.23.145.7", "81.23.145.7"),
        ("ipaddress=81.23.145.7", "81.23.145.7"),
        ("ip adres is 81-23-145-7", "81-23-145-7"),
        ("internet protocol address 81.23.145.7", "81.23.145.7"),
        ("inet addr:81.23.145.7", "81.23.145.7"),
        ("vpn exit 81 23 145 7", "81 23 145 7"),
        ("pinged from 81.23.145.7", "81.23.145.7"),
        ("wan口 81.23.145.7", "81.23.145.7"),
        ("公网地址81·23·145·7", "81·23·145·7"),
        ("v4 81.23.145.7", "81.23.145.7"),
        ("v6是2A02：C7E：31F4：9B00：：7", "2A02：C7E：31F4：9B00：：7"),
        ("ip 2a02 : c7e : 31f4 : 9b00 :: 7", "2a02 : c7e : 31f4 : 9b00 :: 7"),
        ("login from 81.023.145.007", "81.023.145.007"),
        ("ip：81.23.145.7，麻烦解封", "81.23.145.7"),
        ("ip(81.23.145.7)", "81.23.145.7"),
        ("登录记录显示 81*23*145*7", "81*23*145*7"),
        ("ip 81~23~145~7", "81~23~145~7"),
        ("my ip is 81..23..145..7", "81..23..145..7"),
    ],
)
def test_an_internet_address_is_found_however_oddly_it_is_told(text: str, value: str) -> None:
    assert [text[one.start : one.end] for one in find(text) if one.type == "IP"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "v 1.2.3.4",
        "version 10.2.31.4",
        "2026.11.28.1",
        "12:30:45:10",
        "尺码 81 23 45 7",
        "route 192.168.1.1",
        "时间 08:23:14",
        "1.2.3.4 步骤",
        "ip whitelisting takes 24 h",
        "第 1、2、3、4 条",
        "order 81-23-145-7",
        "ip地址怎么查",
        "mac aa:bb:cc:dd:ee:ff",
        "dates 12/11/10/9",
        "a:b:c:d",
        "driver version 31.0.101.4502",
    ],
)
def test_what_only_resembles_an_internet_address_stays(text: str) -> None:
    assert find(text) == []
