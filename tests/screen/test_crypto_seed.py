"""Seed phrases are dropped in every language and layout, with a typing error too; prose is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from mnemonic import Mnemonic

from handclasp.records import Finding
from handclasp.screen import engine

ENGLISH = "legal winner thank year wave sausage worth useful legal winner thank yellow"  # published test vector
ENTROPY = bytes(range(7, 39))
LANGUAGES = sorted(Mnemonic.list_languages())


def find(text: str) -> list[Finding]:
    return engine().find(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [16, 20, 24, 28, 32])
def test_a_phrase_of_any_language_and_length_is_dropped(language: str, size: int) -> None:
    phrase = Mnemonic(language).to_mnemonic(ENTROPY[:size])
    (one,) = find(phrase)
    assert (one.type, one.start, one.end, one.dropped, one.sure) == ("CRYPTO_SEED", 0, len(phrase), True, 99)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_a_line_and_numbered_is_still_a_phrase(language: str) -> None:
    words = Mnemonic(language).to_mnemonic(ENTROPY[:16]).split()
    text = "\n".join(f"{place}. {word}" for place, word in enumerate(words, 1))
    (one,) = find(text)
    assert all(word in text[one.start : one.end] for word in words)


@pytest.mark.parametrize("place", range(12))
def test_one_mistyped_word_does_not_save_the_phrase(place: int) -> None:
    words = ENGLISH.split()
    words[place] = words[place][:-1] + "q"
    text = f"here it is: {' '.join(words)} ok?"
    (one,) = find(text)
    assert text[one.start : one.end] == " ".join(words)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (f"my seed: {ENGLISH}, help", "my seed: 【Seed phrase dropped】, help"),
        (f"助记词是 {ENGLISH}", "助记词是 【助记词 已丢弃】"),
        (ENGLISH.upper(), "【Seed phrase dropped】"),
        (ENGLISH.replace(" ", ", "), "【Seed phrase dropped】"),
        (ENGLISH.replace(" ", " - "), "【Seed phrase dropped】"),
        ("助记词：的一是在不了有和人这中大", "助记词：【助记词 已丢弃】"),
        ("的 一 是 在 不 了 有 和 人 这 中 大", "【助记词 已丢弃】"),
        ("的一是在不了有和人这中大", "的一是在不了有和人这中大"),
    ],
)
def test_a_phrase_in_its_surroundings(masked: Callable[[str], str], text: str, seen: str) -> None:
    assert masked(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "someone asked me for my seed phrase and said that they would help me to get it back",
        "Hello there, could you please help with this order because nothing came after paying twice yesterday morning",
        "have you ever used this game card before, this one said error when they tried again last night",
        "请不要把助记词告诉任何人，我们不会向您索要助记词或者私钥",
        "助记词丢了还能找回来吗，里面的币怎么办呢",
        "请 问 一 下 我 的 订 单 怎 么 还 没 有 发",
        "legal winner thank year wave sausage",
        "一、二、三、四、五",
    ],
)
def test_prose_stays_visible(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("after", ["这个价格对吗", "です", "입니다", "，谢谢"])
def test_words_stuck_to_another_script_leave_no_letter_of_the_phrase(after: str) -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    before = "助记词是"
    found = find(before + phrase + after)
    assert [(one.type, one.start, one.end) for one in found] == [
        ("CRYPTO_SEED", len(before), len(before) + len(phrase))
    ]
