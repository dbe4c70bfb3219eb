"""Numbers and mailboxes that are written to get around a filter are found; those of nobody stay visible."""

from __future__ import annotations

import pytest

from handclasp.screen import find


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("email me at sunnyriver41(at)yahoo[.]com the filter eats it", "sunnyriver41(at)yahoo[.]com", "EMAIL"),
        ("see my gmail f[.]dvorak1994(at)comcast[.]net", "f[.]dvorak1994(at)comcast[.]net", "EMAIL"),
        ("油箱是 luojun&163。com 井号你换成那个圈", "luojun&163。com", "EMAIL"),
        ("信箱 ioana.ferrari at ntu.edu.sg 謝謝", "ioana.ferrari at ntu.edu.sg", "EMAIL"),
        ("my number 0777 016 35 09, the parcel went astray", "0777 016 35 09", "PHONE"),
        ("whats app +34~625~13~5735 (with the country code)", "+34~625~13~5735", "PHONE"),
        ("葛明萱！！189.247.18.680！！不要放驿站", "189.247.18.680", "PHONE"),
        ("打手機 09.473.105.16。感謝", "09.473.105.16", "PHONE"),
        ("boss my no 9 9 2 5 2 4 7 9 wassap me can", "9 9 2 5 2 4 7 9", "PHONE"),
        ("I lost that sim 07600812089. New one's 3126854924.", "3126854924", "PHONE"),
        ("the nine digits off my social card, 3 1 2 2 4 7 4 4 4", "3 1 2 2 4 7 4 4 4", "SSN_US"),
        ("my husbands ss 334*569*359, Regards", "334*569*359", "SSN_US"),
        ("soc sec numbr 637·3131·20", "637·3131·20", "SSN_US"),
        (
            "five eight one four eight nine five six two, thats the one on my card",
            "five eight one four eight nine five six two",
            "SSN_US",
        ),
        ("myip 81,153,111,19", "81,153,111,19", "IP"),
        ("Your form says the security code is wrong. It's 632, I'm looking at it", "632", "CVV"),
    ],
)
def test_a_value_is_found_however_it_is_written(text: str, value: str, kind: str) -> None:
    assert (value, kind) in [(text[one.start : one.end], one.type) for one in find(text)]


def test_an_identity_number_with_a_telephone_right_behind_it_is_two() -> None:
    text = "名字和号码都写一起了许远懿11010819840113812215229888481，你自己断一下"
    found = [(text[one.start : one.end], one.type) for one in find(text)]
    assert found == [("许远懿", "PERSON"), ("110108198401138122", "CN_ID"), ("15229888481", "PHONE")]


@pytest.mark.parametrize(
    "text",
    [
        "Your hotline 0800 350 2736 rings out",
        "[2026-06-23 22:54:17] callback timeout",
        "路由器后台192.168.2.1进不去",
        "localhost 127.0.0.1:8027 refuses the webhook",
    ],
)
def test_lines_of_firms_and_own_networks_stay_visible(text: str) -> None:
    assert find(text) == []
