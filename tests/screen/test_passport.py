"""Passport numbers are found by their name, and those of China by their form."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "PASSPORT"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("护照号E12345678", "E12345678"),
        ("my passport number is K1234567A", "K1234567A"),
        ("护照：EB1234567，谢谢", "EB1234567"),
        ("passport no. 123456789", "123456789"),
        ("E 1234 5678，护照", "E 1234 5678"),
    ],
)
def test_passport_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "订单号E12345678",
        "error E1234",
        "SKU G123456",
        "my passport expired",
        "the number is 123456789",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("护照 Ｅ７７８８１２３４", "Ｅ７７８８１２３４"),
        ("护照E 7788 1234", "E 7788 1234"),
        ("护照e 七七八八一二三四", "e 七七八八一二三四"),
        ("护照是EK 778 8123", "EK 778 8123"),
        ("护照本上那个 EK7788123", "EK7788123"),
        ("红本本号码 EK7788123", "EK7788123"),
        ("出国证 E77881234", "E77881234"),
        ("小本本号码G7788I234", "G7788I234"),
        ("护照 E.7788.1234", "E.7788.1234"),
        ("台湾护照 312345678", "312345678"),
        ("香港护照K12345678", "K12345678"),
        ("通行证H 1234 5678", "H 1234 5678"),
        ("回乡证号 H12345678 01", "H12345678 01"),
        ("passprot num 547712345", "547712345"),
        ("pass port 547 712 345", "547 712 345"),
        ("paspor C1234567", "C1234567"),
        ("my pass nr C01X00T47", "C01X00T47"),
        ("ppt no 547712345", "547712345"),
        ("travel doc nr 547712345", "547712345"),
        ("document for travelling AB1234567", "AB1234567"),
        ("number at top right of photo page 547712345", "547712345"),
        ("AB1234567 thats on my passport", "AB1234567"),
        ("E77881234是护照", "E77881234"),
        ("for check in: AB1234567 (passport)", "AB1234567"),
        ("for visa application, AB1234567", "AB1234567"),
        ("passport a b one two three four five six seven", "a b one two three four five six seven"),
        ("passport 5477 I2345", "5477 I2345"),
        ("indian passport M 1234567", "M 1234567"),
        ("pasaporte AAB123456", "AAB123456"),
        ("护照18AB 12345", "18AB 12345"),
        ("hu zhao hao E77881234", "E77881234"),
        ("HZ E77881234", "E77881234"),
        ("证件(护照) E77881234", "E77881234"),
        ("旅行证件是E77881234", "E77881234"),
        ("passport no\n\n547712345", "547712345"),
        ("登机用 E77881234", "E77881234"),
    ],
)
def test_a_passport_is_found_however_oddly_it_is_told(text: str, value: str) -> None:
    assert [text[one.start : one.end] for one in find(text) if one.type == "PASSPORT"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "航班 CA1234",
        "flight BA 2490",
        "passport takes 10 weeks",
        "order AB1234567",
        "工单 G77881234",
        "the burgundy book costs 25",
        "booking ref AB1234567",
        "签证费 1200",
        "旅客 12 位",
        "登机口 E7",
        "part AB1234567",
        "国际单 EE123456789CN",
        "pp cup 500ml",
        "pp 材质 12345",
        "通行证 3 天到期",
        "lounge pass 50 dollars",
    ],
)
def test_what_only_resembles_a_passport_stays(text: str) -> None:
    assert find(text) == []
