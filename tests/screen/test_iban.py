"""Account numbers of other countries are found by their check figures, spaced or not; mistyped ones where named."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "IBAN"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("IBAN DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00"),
        ("退款到GB29NWBK60161331926819谢谢", "GB29NWBK60161331926819"),
        ("iban: fr1420041010050500013m02606", "fr1420041010050500013m02606"),
        ("My IBAN is NL91 ABNA 0417 1643 01", "NL91 ABNA 0417 1643 01"),
        ("iban DE89-3704-0044-0532-0130-00", "DE89-3704-0044-0532-0130-00"),
    ],
)
def test_iban_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "order DE20241122001234",
        "ref GB29 NWBK 6016 1331 9268 18 no",
        "AB12 3456 7890 1234",
        "tracking NO1234567890",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)


def test_a_word_and_a_card_number_and_the_next_word_are_no_account() -> None:
    text = "The card I paid with is 6228482024430929362. After I changed my phone, everything was gone."
    assert not found(text)
