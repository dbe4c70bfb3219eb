"""What fuzzing found in the text engine stays found: whatever stands around a value, however long and odd the text."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from handclasp.screen import Engine, engine, find
from handclasp.screen.gate import Plain

LONGEST = 262_144
HANG = 15.0
CARD = "4111 1111 1111 1111"
PHRASE = "swim social rose flush else water submit use around weird knee scout"


def covered(text: str, value: str) -> bool:
    """Tell whether every code point of the value is found."""
    start = text.index(value)
    seen = {place for match in find(text) for place in range(match.start, match.end)}
    return seen.issuperset(range(start, start + len(value)))


def test_a_phrase_among_figures_said_one_by_one_is_found() -> None:
    assert covered(f"{'one 1 ' * 40}\n\n助记词：{PHRASE}\n\n{'one ' * 40}", PHRASE)
    assert find("one two three four five six seven eight nine one two three") == []


def test_a_password_behind_the_number_of_a_card_is_found_whole() -> None:
    assert covered("卡号-----BEGI；密码：Cuyx9y#518；好", "Cuyx9y#518")
    assert covered("充值卡 密码：AB12CD34#518", "AB12CD34#518")


def test_a_card_in_a_long_row_of_numbers_is_found() -> None:
    assert covered("12 " * 50 + CARD + " 12" * 50, CARD)


def test_no_span_is_empty() -> None:
    assert all(match.start < match.end for match in find("M 1-----BEGIN 1----！440305197508103097！-BEGIN "))


def test_words_that_end_together_are_read_alike_by_both_gates() -> None:
    text = (
        "1第4号兑换码 sk-otp:卡密账号账号密码wx:110101199003077123-45-name is tel passport 先生8Mr John =，#pin 密码D．"
    )
    assert Engine(make=Plain).matches(text) == find(text)


def test_no_mask_tells_all_of_a_value(masked: Callable[[str], str]) -> None:
    for text in ("卡密 ABCD 接着 1990", "手机号 138 1234 后面 5678", "a@b.co"):
        for one in engine().find(text):
            assert text[one.start : one.end] not in one.mask


@pytest.mark.parametrize(
    "piece",
    [
        *("0", "1234-", "1234 ", "12 " * 30 + "wechat ab ", CARD + " ", "123-45-", "110101 1990 ", "1元", "洞0 "),
        *(
            "sk-",
            "pwd=",
            "pin:1 ",
            "助记词",
            "助记词的",
            "密码：abc",
            "王," * 30 + "0O" * 30,
            "a@",
            "John ",
            "123 ",
            "\uff11\uff121 ",
        ),
    ],
)
def test_the_longest_text_is_no_hang(piece: str) -> None:
    """How long it takes is shown by the proof; what grows with the square of the text would take minutes."""
    text = (piece * (LONGEST // len(piece) + 1))[:LONGEST]
    began = time.process_time()
    find(text)
    assert time.process_time() - began < HANG
