"""Values that are pulled apart are put together, and every place of the result is a place of the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handclasp.screen import find, romanised
from handclasp.screen.rejoined import rejoined


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("号 G 9 6 7 1 8 5 6 8", "号 G96718568"),
        ("7 P J C - E L X N - N A L 4", "7PJC-ELXN-NAL4"),
        ("E.K.6.7.5.5.6.8.8", "EK6755688"),
        ("S4/JC/82/ME/VE", "S4JC82MEVE"),
        ("REORM7\n256I3", "REORM7256I3"),
        ("a1b2c3d4\n5e6f", "a1b2c3d45e6f"),
    ],
)
def test_gaps_are_closed(text: str, read: str) -> None:
    reading = rejoined(text)
    assert reading is not None
    assert reading.text == read


@pytest.mark.parametrize(
    "text", ["", "a b c", "1, 2, 3, 4", "thanks\nplease", "2024/11/22", "1.2.3.4", "AAAA1\nBBBB2\nCCCC3\n"]
)
def test_what_is_not_pulled_apart_is_left_alone(text: str) -> None:
    assert rejoined(text) is None


@given(st.text(st.sampled_from("aZ09 -./\n，一"), max_size=60))
def test_each_character_keeps_its_place(text: str) -> None:
    reading = rejoined(text)
    if reading is not None:
        assert "".join(text[place] for place in reading.places[:-1]) == reading.text
        assert reading.places == sorted(reading.places)


@pytest.mark.parametrize("piece", ["a 1 ", "a1/b2/", "A1\n", "1.a.", "0", " ", "login with ", "1 a st ", "half 12 "])
def test_long_texts_of_one_piece_are_read_in_linear_time(piece: str) -> None:
    find(piece)
    started = time.process_time()
    find(piece * (40_000 // len(piece)))
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", ["Zihan Tang", "HE XINYI", "Guo Ziyang", "Chan Tai Man", "Haoran He"])
def test_chinese_names_are_known_by_their_syllables(name: str) -> None:
    assert romanised.surely(*name.split())


@pytest.mark.parametrize("words", ["Machine Song", "Long Range", "Order Number", "He Said", "Fan Club"])
def test_words_are_no_names(words: str) -> None:
    assert not romanised.surely(*words.split())
