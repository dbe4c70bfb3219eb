"""Screening needs no hyperscan: with `re` alone the same messages give the same spans."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

import pytest
from benchmarks.data import text_first, text_fourth, text_second, text_third
from benchmarks.data.labelled import Sample
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handclasp.screen import Engine, engine, spoken
from handclasp.screen.detectors import DETECTORS, expiry
from handclasp.screen.gate import Part, Plain, Word, fastest

SPECIMENS = [
    "我叫王小明，手机１３８ 1234 五六七八，",
    "my name is john smith, call one three eight one two three four five six seven eight",
    "卡号 6222 0212 3456 7890 128 有效期08/27 cvv 123",
    "lena艾特qq点com ",
    "vx: abc_12345 ",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "订单号20241122001234 border orderly v1.2.3.4 ",
    "\u200b",
    "\ud800",
    "验证码482913",
]


@pytest.fixture(scope="module")
def plain() -> Engine:
    return Engine(make=Plain)


def texts(samples: Iterable[Sample]) -> Iterator[str]:
    for sample in samples:
        yield from sample.texts


@pytest.mark.timeout(300)
@pytest.mark.parametrize("author", [text_first, text_second, text_third, text_fourth])
def test_thousands_of_messages_give_the_same_spans_with_and_without_hyperscan(plain: Engine, author: object) -> None:
    samples = author.generate(3, 900, 900, 900, 150)  # type: ignore[attr-defined]
    fast = engine()
    for text in texts(samples):
        assert plain.find(text) == fast.find(text)


@given(st.lists(st.sampled_from(SPECIMENS) | st.text(max_size=12), max_size=8).map("".join))
def test_any_text_gives_the_same_spans_with_and_without_hyperscan(plain: Engine, text: str) -> None:
    assert plain.find(text) == engine().find(text)


PARTS = list(
    dict.fromkeys(part for detector in DETECTORS for it in detector.gate for part in it.parts if part.expression)
)


@pytest.mark.parametrize("part", PARTS, ids=range(len(PARTS)))
def test_whatever_an_expression_matches_is_seen_wherever_it_stands(part: Part) -> None:
    """A library's fast path once lost what stood behind the first few dozen bytes."""
    fast, plain = fastest([], [part]), Plain([], [part])
    written = re.compile(part.expression.encode().removesuffix(b"$"))

    @settings(max_examples=12, deadline=None, database=None, derandomize=True)
    @given(st.from_regex(written, fullmatch=True), st.integers(0, 160), st.booleans())
    def check(match: bytes, before: int, letters: bool) -> None:  # noqa: FBT001
        data = (b"please look into it, " * 8 if letters else "麻烦您帮我看一下，".encode() * 6)[:before] + b" " + match
        assert bool(fast.hits(data)) == bool(plain.hits(data)), data

    check()


def test_where_hyperscan_is_missing_re_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    monkeypatch.delitem(sys.modules, "handclasp.screen.fast_gate", raising=False)
    assert isinstance(fastest([Word("key", "A")], []), Plain)


@pytest.mark.parametrize(
    "part",
    dict.fromkeys(part for detector in DETECTORS for pattern in detector.gate for part in pattern.parts if part.holds),
    ids=lambda part: part.expression[:30],
)
def test_what_a_part_holds_is_in_all_that_it_matches(part: Part) -> None:
    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(st.from_regex(part.expression, fullmatch=True))
    def check(matching: str) -> None:
        assert part.holds.decode() in matching

    check()


def test_a_month_that_is_read_is_seen_by_the_gate_before() -> None:
    """The gate's expression for a month is another than the one that reads it, and may never be narrower."""
    seen = re.compile(expiry._DATED.expression.encode(), re.IGNORECASE)

    @settings(max_examples=400, deadline=None, database=None, derandomize=True)
    @given(st.from_regex(re.compile(f"(?:{expiry.VALUE})(?: |$)", re.IGNORECASE | re.ASCII), fullmatch=True))
    def check(value: str) -> None:
        assume(spoken.FILL not in value)
        assert seen.search(value.encode()), value

    check()
