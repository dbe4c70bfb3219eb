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
