"""Words are compared in one spelling, and forgive what OCR gets wrong, but not a different word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handclasp.screen.images.words import forgiven, near, plain, tight


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("居民身份證", "居民身份证"),
        ("ＮＡＭＥ：", "NAME"),
        ("Prénoms", "PRENOMS"),
        ("Straße 1", "STRASSE1"),
        ("号 码", "号码"),
    ],
)
def test_one_spelling(text: str, expected: str) -> None:
    assert tight(text) == expected


def test_words_keep_their_distance_in_plain() -> None:
    assert plain("Date of birth: 07.03.1990") == "DATE OF BIRTH 07 03 1990"


@pytest.mark.parametrize(
    ("pattern", "text", "errors"),
    [
        ("公民身份号码", "公民身分号码1101", 1),
        ("机动车驾驶证", "中华人民共和国机动车驾驶证", 0),
        ("DRIVERLICENSE", "CALIFORNIADRIVERUCENSE", 2),
        ("SOCIALSECURITY", "XXSOCALSECURITY", 1),
    ],
)
def test_near_words_are_found(pattern: str, text: str, errors: int) -> None:
    found = near(pattern, text)
    assert found is not None
    assert found.errors == errors


@pytest.mark.parametrize(
    ("pattern", "text"), [("结婚证", "离婚证"), ("性别", "性格"), ("学生证", "医学证"), ("EXP", "EYP")]
)
def test_short_words_forgive_nothing(pattern: str, text: str) -> None:
    assert near(pattern, text) is None


def distance(pattern: str, text: str) -> int:
    """The smallest edit distance between the pattern and any part of the text, slowly."""
    row = [0] * (len(text) + 1)
    for i, wanted in enumerate(pattern, 1):
        last, row[0] = row[0], i
        for j, letter in enumerate(text, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (wanted != letter))
    return min(row)


@given(st.text("ABCD", min_size=6, max_size=16), st.text("ABCDE", max_size=30))
def test_near_agrees_with_the_slow_way(pattern: str, text: str) -> None:
    slow = distance(pattern, text)
    found = near(pattern, text)
    assert (found.errors if found else None) == (slow if slow <= forgiven(pattern) else None)
