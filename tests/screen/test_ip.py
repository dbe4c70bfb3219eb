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
