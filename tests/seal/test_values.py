"""Values have one spelling in bytes, the same as an independent implementation gives, or none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handclasp.records import MAX_SAFE_INT, Type
from handclasp.seal.values import NotCanonical, decode, encode
from handclasp.verify import Fault, record, strict

integers = st.integers(-MAX_SAFE_INT, MAX_SAFE_INT)
texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text("abcxyz019_/.:-", min_size=1, max_size=64)
json_values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
typed = st.one_of(
    st.tuples(st.just(Type.TEXT), texts),
    st.tuples(st.just(Type.BYTES), st.binary()),
    st.tuples(st.just(Type.INT), integers),
    st.tuples(st.just(Type.TIME), integers),
    st.tuples(st.just(Type.BOOL), st.booleans()),
    st.tuples(st.just(Type.JSON), json_values),
)


@given(typed)
def test_every_value_comes_back_as_it_was(value: tuple[Type, Any]) -> None:
    kind, held = value
    back = decode(encode(kind, held))
    assert back == value
    assert type(back[1]) is type(held)


@given(typed)
def test_the_verifier_gives_the_same_bytes(value: tuple[Type, Any]) -> None:
    kind, held = value
    assert encode(kind, held) == record.encode(record.Value(kind.name.lower(), held))


@given(st.dictionaries(keys, integers, min_size=2))
def test_the_order_in_which_json_was_made_leaves_no_trace(value: dict[str, int]) -> None:
    turned = dict(reversed(value.items()))
    assert encode(Type.JSON, value) == encode(Type.JSON, turned)


@pytest.mark.parametrize("code", [*range(0x20), ord('"'), ord("\\"), ord("/"), 0x7F, 0x2028, 0x2029, 0xFFFE])
def test_each_odd_character_is_escaped_alike(code: int) -> None:
    text = f"a{chr(code)}b"
    ours = encode(Type.JSON, text)[1:]
    assert ours == strict.canonical(text, "")
    assert json.loads(ours) == text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Type.TEXT, "half \ud800 of a pair"),
        (Type.TEXT, b"bytes"),
        (Type.TEXT, 1),
        (Type.BYTES, "text"),
        (Type.INT, MAX_SAFE_INT + 1),
        (Type.INT, -MAX_SAFE_INT - 1),
        (Type.INT, True),
        (Type.INT, 1.0),
        (Type.TIME, MAX_SAFE_INT + 1),
        (Type.TIME, True),
        (Type.BOOL, 1),
        (Type.JSON, 1.5),
        (Type.JSON, float("nan")),
        (Type.JSON, {"Key": 1}),
        (Type.JSON, {"": 1}),
        (Type.JSON, {"k" * 65: 1}),
        (Type.JSON, {"ключ": 1}),
        (Type.JSON, {"k\n": 1}),
        (Type.JSON, {1: 1}),
        (Type.JSON, {"deep": ["\udfff"]}),
        (Type.JSON, [2**53]),
        (Type.JSON, [b"bytes"]),
        (Type.JSON, (1, 2)),
    ],
)
def test_what_has_no_canonical_form_is_refused(kind: Type, value: Any) -> None:
    with pytest.raises(NotCanonical):
        encode(kind, value)


def test_json_that_is_too_deep_is_refused_and_the_stack_survives() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(NotCanonical):
        encode(Type.JSON, deep)


def test_the_verifier_refuses_what_we_refuse() -> None:
    for value in (2**53, "\ud800"):
        with pytest.raises(Fault):
            record.encode(record.Value("json", value))
