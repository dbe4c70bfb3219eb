"""The guard's gate: what would be found is never passed over, and what it leaves out changes no answer."""

from __future__ import annotations

import re
from random import Random
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handclasp.screen.outbound import chinese, english, judge, language
from handclasp.screen.outbound.gate import Gate, anywhere, loosened

WORDS = (chinese, english)
GROUPS = ("AWAY", "BEYOND", "GIFTS")
EXPRESSIONS = [
    (words, expression)
    for words in WORDS
    for expression in (*words.OBJECTS.values(), *(way for name in GROUPS for way in getattr(words, name)))
]
GATES = {words: its.gate for words, (_letters, its) in zip(WORDS, language.LANGUAGES, strict=True)}
FILLER = "好的我这边帮您看一下, just a moment please while I look into it "


def _place(words: ModuleType, expression: str) -> tuple[int, int]:
    groups = [list(words.OBJECTS.values()), *(getattr(words, name) for name in GROUPS)]
    return next((group, its.index(expression)) for group, its in enumerate(groups) if expression in its)


@pytest.mark.parametrize(("words", "expression"), EXPRESSIONS)
def test_whatever_an_expression_matches_the_gate_sees(words: ModuleType, expression: str) -> None:
    group, place = _place(words, expression)
    meant = re.compile(expression, re.MULTILINE)
    seen = 0

    @settings(max_examples=8, deadline=None, database=None, derandomize=True)
    @given(st.from_regex(re.compile(loosened(expression).strip("^$")), fullmatch=True), st.integers(0, 200))
    def check(written: str, before: int) -> None:
        nonlocal seen
        line = (FILLER * 4)[:before] + written
        if meant.search(line):
            seen += 1
            assert place in GATES[words].looks([line])[group], line

    check()


def test_a_long_text_hides_nothing() -> None:
    """A library's fast path once lost what stood behind the first few dozen bytes."""
    for before in range(0, 200, 7):
        assert GATES[english].looks(["x" * before + " kindly provide the 24 words in order"])[0]


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        (r"(?<!会员)卡(?:号|(?!后四)码)", "卡(?:号|码)"),
        (r"a[(?=](?=b(c|[)])d)e\)", r"a[(?=]e\)"),
        (r"\b(?:\w+ ){0,2}x(?![^]()]*)", r"\b(?:\S+ ){0,2}x"),
        (r"[^\]\w(]+(?<=a(?!b)c)", r"[^\]\w(]+"),
    ],
)
def test_what_only_looks_around_is_taken_out(expression: str, kept: str) -> None:
    assert loosened(expression) == kept


def test_answers_are_the_same_where_every_text_is_read_closely() -> None:
    closely = tuple(
        (letters, its._replace(gate=_all_of(words), near=_near(words)))
        for words, (letters, its) in zip(WORDS, language.LANGUAGES, strict=True)
    )
    texts = [
        "把验证码发我一下", "您的登录密码是多少?", "我们不会索要您的密码", "加我微信聊 wx: abc12345",
        "买张礼品卡，把卡密发给我", "Send me the code, please.", "never share your PIN",
        "install AnyDesk and give me the id", "Message me on WhatsApp",
        "pay directly to this address 0x" + "a1" * 20, "好的", "OK.", "Your parcel is on its way.",
    ]  # fmt: skip
    source = Random(5)
    texts += [source.choice(("。", ". ", "，")).join(source.choices(texts, k=3)) for _ in range(150)]
    quick = [judge.check(text) for text in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "LANGUAGES", closely)
        assert [judge.check(text) for text in texts] == quick


def _all_of(words: ModuleType) -> Gate:
    groups = [list(words.OBJECTS.values()), *(getattr(words, name) for name in GROUPS)]
    acts = [way for ways in words.ACTS.values() for way in ways]
    return Gate(words.HARMLESS, *groups, acts, [language.ADDRESS.pattern], engine=None)


def _near(words: ModuleType) -> Gate:
    groups = [getattr(words, name) for name in ("COERCES", "ASKS", "FOLLOWS")]
    return Gate("", *groups, [words.GIVES, words.MISSED], engine=None)


@pytest.mark.parametrize(
    ("expression", "kept"), [("^(?:a|[^$^]b)$", "(?:a|[^$^]b)"), (r"\^a(?:$|\$)[^，]", r"\^a(?:|\$)[^，]")]
)
def test_what_binds_to_an_end_is_taken_out(expression: str, kept: str) -> None:
    assert anywhere(expression) == kept


def test_a_sentence_that_was_found_quiet_changes_no_answer() -> None:
    texts = [
        "把验证码发我一下", "收到验证码了吗", "页面上有一个码", "我们不会索要您的密码", "好的",
        "Send me the code, please", "You got a code", "and the digits", "OK", "never share your PIN", "加我",
        "微信聊", "转账给", "我", "截图发给我看一下",
    ]  # fmt: skip
    source = Random(6)
    for _ in range(400):
        first, second, third = ("。".join(source.choices(texts, k=source.randint(1, 4))) for _ in range(3))
        quiet: list[int] = []
        for text in (first, second, third):
            judge.check(text, seen=quiet)
        assert quiet or judge.check(first)
        assert judge.check_on([first, second], third, quiet) == judge.check_on([first, second], third)
        assert judge.check(first, quiet=quiet) == judge.check(first)
