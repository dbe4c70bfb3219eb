from __future__ import annotations

import re
from importlib.resources import files

import pytest
from django.utils import translation

from handclasp.screen.masks import bare, mask, types
from handclasp.verify import Remark
from handclasp.verify.explain import REMARKS
from handclasp.verify.frame import LABELS
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


def test_no_space_follows_a_chinese_sentence(desk: object) -> None:
    spaced = re.compile(r"[。！？；][ \u00a0]")
    strings = [s for message in catalogue.written() for s in _strings(message.string)]
    assert [text for text in strings if spaced.search(text)] == []
    # Where one sentence of ours follows another, `{% gap %}` stands between them.
    ends = r"""(?:[.!?]["'] ?%\}|[.!?]\{% endblocktranslate %\})(?:</\w+>|\{% (?:endif|else|elif|if)[^%]*%\})*"""
    begins = r"(?:\{% (?:if|endif|else|elif|with)[^%]*%\}|<(?:span|strong|em|a)\b[^>]*>)*\{% (?:block)?translate"
    pages = {path.name: path.read_text("utf-8") for path in (catalogue.HERE / "templates").rglob("*.html")}
    assert {name: found for name, page in pages.items() if (found := re.findall(f"{ends} {begins}", page))} == {}


@pytest.mark.parametrize(("language", "says"), [("en", "One. Two."), ("zh-hans", "One.Two.")])
def test_a_gap_is_a_space_where_the_language_has_one(desk: object, language: str, says: str) -> None:
    from django.template import engines  # noqa: PLC0415 - once the console is set up

    with translation.override(language):
        assert engines["django"].from_string("One.{% gap %}Two.").render() == says


@pytest.mark.parametrize(("language", "chat"), [("en", "en"), ("zh-hans", "zh")])
def test_a_masked_type_has_one_name_in_the_text_at_the_desk_and_in_the_chat(
    desk: object, language: str, chat: str
) -> None:
    from handclasp.web.console.words import TYPES  # noqa: PLC0415 - once the console is set up

    words = (files("handclasp.web.widget") / "static" / "frame" / f"words.{chat}.js").read_text("utf-8")
    told = dict(re.findall(r'([A-Z_]+): "([^"]+)"', words.partition("types: {")[2].partition("}")[0]))
    with translation.override(language):
        for one in types():
            name = bare(mask(one, "1*", dropped=False, chinese=chat == "zh")).strip("【】")
            assert (str(TYPES[one]), told[one]) == (name, name)


def _strings(said: object) -> list[str]:
    return [said] if isinstance(said, str) else [one for one in said or () if isinstance(one, str)]  # type: ignore[attr-defined]


def test_what_is_withheld_has_one_name_at_the_desk_and_in_the_verifier() -> None:
    chinese = {message.id: message.string for message in catalogue.written()}
    at_the_desk = ("withheld:", "withheld for this purpose:", "Withheld", "Withheld fields")
    assert {text: chinese[text] for text in at_the_desk if "未公开" not in str(chinese[text])} == {}
    names = [tuple(LABELS["text"][name]) for name in ("closed", "body-closed", "record-closed", "closed-fields")]
    names += [tuple(REMARKS[remark]) for remark in (Remark.WITHHELD, Remark.FIELDS_CLOSED)]
    assert [one for one in names if "未公开" not in one[0] or "withheld" not in one[1].lower()] == []
