"""Numbers are told by pattern and check digit. All are invented."""

from __future__ import annotations

import pytest

from handclasp.screen.images.numbers import signs


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("公民身份号码 11010119900307774X", "cn-id"),
        ("4242 4242 4242 4242", "card"),
        ("Z683365(5)", "hk-id"),
        ("1234567(8)", "macau-id"),
        ("统一社会信用代码 91350100M000100Y43", "uscc"),
        ("000-12-3456", "ssn"),
        ("5. SPECI903070A99ZZ 00", "uk-licence"),
        ("京A00000", "plate"),
        ("LSVAA00A0A0000000", "vin"),
        ("2018.03.07-2038.03.07", "dates"),
        ("2018.03.07-长期", "dates"),
        ("12 AUG 1974", "date"),
        ("VALID THRU 12/29", "expiry"),
        ("1234 5678 9012", "long-number"),
        ("900101-1234567", "kr-id"),
    ],
)
def test_a_number_is_told(text: str, sign: str) -> None:
    assert sign in signs(text)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("110101199003077741", "cn-id"),
        ("4242 4242 4242 4243", "card"),
        ("91350100M000100Y44", "uscc"),
        ("SF 0000 0000 0000", "card"),
        ("没有数字的一行", "number"),
    ],
)
def test_a_wrong_check_digit_is_not(text: str, sign: str) -> None:
    assert sign not in signs(text)
