from __future__ import annotations

import re

from handclasp.web.console import catalogue

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def test_every_text_on_the_pages_is_in_the_catalogue_and_nothing_else_is(desk: object) -> None:
    spoken = {(message.id, message.context) for message in catalogue.said() if message.id}
    known = {(message.id, message.context) for message in catalogue.written() if message.id}
    assert known == spoken


def test_every_text_has_its_chinese() -> None:
    assert catalogue.untranslated(catalogue.written()) == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert catalogue.MO.read_bytes() == catalogue.compiled(catalogue.written())


def test_both_languages_fill_in_the_same_facts() -> None:
    for message in catalogue.written():
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for string in strings:
            # A singular may leave the count out; the other forms may not.
            assert set(PLACES.findall(string)) == set(PLACES.findall(ids[-1])), ids


def test_chinese_is_written_in_chinese_punctuation() -> None:
    latin = re.compile(r"[\u4e00-\u9fff][,;:?!](\s|$)")
    wrong = [
        message.string
        for message in catalogue.written()
        if isinstance(message.string, str) and latin.search(message.string)
    ]
    assert [text for text in wrong if text and "Project-Id" not in text] == []
