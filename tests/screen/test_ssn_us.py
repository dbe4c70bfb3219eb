"""Social security numbers of the United States are found by their form or their name."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "SSN_US"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("My SSN is 219-09-9999", "219-09-9999"),
        ("ssn 219 09 9999 ok", "219 09 9999"),
        ("社安号219099999", "219099999"),
        (
            "social security number: two one nine oh nine nine nine nine nine",
            "two one nine oh nine nine nine nine nine",
        ),
    ],
)
def test_ssn_us_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "000-12-3456",
        "order 219-09-9999",
        "2024-11-22",
        "call 219-555-0199",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my social is ５１２－４４－７８９１", "５１２－４４－７８９１"),
        ("ssn 512 447 891", "512 447 891"),
        ("ss number 512/44/7891", "512/44/7891"),
        ("ssn five one two four four seven eight nine one", "five one two four four seven eight nine one"),
        ("ssn five twelve, 512-44-7891", "512-44-7891"),
        ("social five-one-two-four-four-seven-eight-nine-one", "five-one-two-four-four-seven-eight-nine-one"),
        ("512447891 is the ss", "512447891"),
        ("社安 五一二 四四 七八九一", "五一二 四四 七八九一"),
        ("社安号码伍壹贰-肆肆-柒捌玖壹", "伍壹贰-肆肆-柒捌玖壹"),
        ("SSN：512－44－7891", "512－44－7891"),
        ("报税用的号 512447891", "512447891"),
        ("报税那个九位 512 44 7891", "512 44 7891"),
        ("工卡上的号 512447891", "512447891"),
        ("蓝白卡 512447891", "512447891"),
        ("socail security 512447891", "512447891"),
        ("social securty no 512447891", "512447891"),
        ("sosial security number 512447891", "512447891"),
        ("soc-sec # 512447891", "512447891"),
        ("ss# 5l2-44-789l", "5l2-44-789l"),
        ("ssn# 5I2447891", "5I2447891"),
        ("tax payer number 512-44-7891", "512-44-7891"),
        ("irs wants 512447891", "512447891"),
        ("my w2 number 512447891", "512447891"),
        ("9 digit thing: 512447891", "512447891"),
        ("uncle sam number 512447891", "512447891"),
        ("for the credit check use 512447891", "512447891"),
        ("seguro social 512447891", "512447891"),
        ("ssn512447891", "512447891"),
        ("ssn 【512447891】", "512447891"),
        ("ssn — 512 - 44 - 7891", "512 - 44 - 7891"),
        ("ssn 512~44~7891", "512~44~7891"),
        ("it's 512–44–7891", "512–44–7891"),
        ("socialsecurity 512447891", "512447891"),
        ("SocialSecurityNumber:512447891", "512447891"),
        ("soshal 512447891", "512447891"),
        ("itin 912747891", "912747891"),
    ],
)
def test_a_social_security_number_is_found_however_oddly_it_is_told(text: str, value: str) -> None:
    assert [text[one.start : one.end] for one in find(text) if one.type == "SSN_US"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "order 512-44-7891",
        "订单 512447891",
        "my tax was 5124 dollars",
        "the code is 9 digits long",
        "zip 51244-7891",
        "税号 91310000MA1K35QX5T",
        "part no 512-44-7891",
        "uid 512447891",
        "工卡丢了",
        "social event on 12/12",
        "512447891",
        "credit check took 5 days",
        "ticket number 512447891",
        "member 512447891",
        "irs refund 1200",
        "社群号 512447891",
    ],
)
def test_what_only_resembles_a_social_security_number_stays(text: str) -> None:
    assert find(text) == []
