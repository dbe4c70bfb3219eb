"""Identity numbers are found in whatever way they are written, and other long numbers are left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handclasp.records import Finding
from handclasp.screen import engine

CHECKED = "11010519491231002X"  # the standard's own specimen


def find(text: str) -> list[Finding]:
    return engine().find(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (
            f"我的身份证 {CHECKED}，订单 A1001 的卡密无效",
            "我的身份证 【身份证号 1101**********002X】，订单 A1001 的卡密无效",
        ),
        (f"身份证{CHECKED}没问题吧", "身份证【身份证号 1101**********002X】没问题吧"),
        ("身份证 11010519491231002x", "身份证 【身份证号 1101**********002X】"),
        ("身份证 110105 19491231 002X", "身份证 【身份证号 1101**********002X】"),
        ("身份证 1101-0519-4912-3100-2X", "身份证 【身份证号 1101**********002X】"),
        ("身份证 １１０１０５１９４９１２３１００２Ｘ", "身份证 【身份证号 1101**********002X】"),
        ("身份证 11O1O519491231OO2X", "身份证 【身份证号 1101**********002X】"),
        ("幺幺零幺零五幺九四九幺二三幺零零二X", "【身份证号 1101**********002X】"),
        ("1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", "【ID number 1101**********002X】"),
        (f"My ID number is {CHECKED}.", "My ID number is 【ID number 1101**********002X】."),
        (f"scan_{CHECKED}.jpg", "scan_【ID number 1101**********002X】.jpg"),
        ("老身份证号 110105491231002", "老身份证号 【身份证号 1101*******1002】"),
    ],
)
def test_an_identity_number_is_masked_however_it_is_written(masked: Callable[[str], str], text: str, seen: str) -> None:
    assert masked(text) == seen


def test_a_mistyped_check_character_does_not_save_it_but_lowers_certainty() -> None:
    (good,) = find(CHECKED)
    (mistyped,) = find("110105194912310021")
    assert mistyped.type == good.type == "CN_ID"
    assert mistyped.sure < good.sure


def test_its_check_character_makes_it_sure_even_where_it_is_called_an_order_number() -> None:
    assert [one.type for one in find(f"订单号 {CHECKED}")] == ["CN_ID"]


@pytest.mark.parametrize(
    "text",
    [
        "订单号 202411220012345678",  # no province 20
        "990105194912310021",  # no province 99
        "110105194913310021",  # no thirteenth month
        "110105194902300021",  # no 30th of February
        "110105174912310021",  # nobody's birthday
        "订单号：110105194912310021",  # wrong check character, and named as an order
        "0x11010519491231002Xabcdef",
        "1101051949123100",
        "A11010519491231002X7",
        "1101051949123100219",
    ],
)
def test_other_long_numbers_stay_visible(text: str) -> None:
    assert "CN_ID" not in {one.type for one in find(text)}
