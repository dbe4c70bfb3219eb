"""Number plates of the mainland are found with dots, gaps and small letters; words are not."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "PLATE"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("车牌粤B·12345", "粤B·12345"),
        ("京AD12345 的充电费", "京AD12345"),
        ("我车沪a1234b", "沪a1234b"),
        ("浙A 8K888 停车", "浙A 8K888"),
        ("粤Z1234港 过关", "粤Z1234港"),
    ],
)
def test_plate_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "京东JD12345678",
        "豫见A1店",
        "湘菜B套餐 12",
        "订单A12345",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("车牌 京Ａ８Ｄ３２１", "京Ａ８Ｄ３２１"),
        ("车牌 粤 B 7K2 91", "粤 B 7K2 91"),
        ("车牌 粤b7k291", "粤b7k291"),
        ("车牌 粤B·7K291", "粤B·7K291"),
        ("车牌沪A一二三四五", "沪A一二三四五"),
        ("车牌 沪a 1 2 3 4 5", "沪a 1 2 3 4 5"),
        ("牌子 浙A/D12345", "浙A/D12345"),
        ("牌照号 川A—F12345", "川A—F12345"),
        ("新能源京AD 12345", "京AD 12345"),
        ("车牌 yue B7K291", "yue B7K291"),
        ("chepai yueB7K291", "yueB7K291"),
        ("车牌 粤B7KO9l", "粤B7KO9l"),
        ("车牌粤Z1234港", "粤Z1234港"),
        ("停车 皖 A·8K219", "皖 A·8K219"),
        ("车号豫A八K二一九", "豫A八K二一九"),
        ("plate ab12 cde", "ab12 cde"),
        ("plate no: AB 12 CDE", "AB 12 CDE"),
        ("plate A B 1 2 C D E", "A B 1 2 C D E"),
        ("plate AB.12.CDE", "AB.12.CDE"),
        ("plate AB12/CDE", "AB12/CDE"),
        ("license plait 7abc123", "7abc123"),
        ("licence plat 7abc123", "7abc123"),
        ("licens plate number 7 abc 123", "7 abc 123"),
        ("tag ABC 1234 on my ford", "ABC 1234"),
        ("tags are abc1234 on the truck", "abc1234"),
        ("number of my car is ab12cde", "ab12cde"),
        ("car nr AB12 CDE", "AB12 CDE"),
        ("my motor is AB12 CDE", "AB12 CDE"),
        ("the car parked there is ab12cde", "ab12cde"),
        ("parked AB12 CDE in bay 3", "AB12 CDE"),
        ("vehicle SGX 1234 K", "SGX 1234 K"),
        ("vehicle sgx1234k", "sgx1234k"),
        ("车牌 ABC-1234", "ABC-1234"),
        ("車牌 abc 1234", "abc 1234"),
        ("澳门车牌 MA-12-34", "MA-12-34"),
        ("B MW 4321 german plate", "B MW 4321"),
        ("plate M AB 1234", "M AB 1234"),
        ("plate mh12ab1234", "mh12ab1234"),
        ("plate O7ABC l23", "O7ABC l23"),
        ("toll for ABC1234", "ABC1234"),
        ("speeding ticket AB12 CDE", "AB12 CDE"),
        ("违章 粤B7K291", "粤B7K291"),
        ("加油 粤B7K291", "粤B7K291"),
        ("taxi was ABC 1234", "ABC 1234"),
    ],
)
def test_a_plate_is_found_however_oddly_it_is_told(text: str, value: str) -> None:
    assert [text[one.start : one.end] for one in find(text) if one.type == "PLATE"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "room AB12",
        "order AB12 CDE",
        "model ABC-1234",
        "flight BA1234",
        "粤菜 3 份",
        "沪深 300",
        "a car for 12 days",
        "my car broke 2 times",
        "tyre size 205/55 R16",
        "brand tag 50% off",
        "plate of 12 cookies",
        "reg fee 100",
        "taxi cost 1234",
        "truck 5 tons",
        "gate B12",
        "冀中能源 12345",
    ],
)
def test_what_only_resembles_a_plate_stays(text: str) -> None:
    assert find(text) == []
