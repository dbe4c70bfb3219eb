"""The language of a search: what it finds, by the rules of the index, and what it says when it is not understood."""

from __future__ import annotations

import random

import pytest

from handclasp.search.asking import BadSearch, leaves, parse
from handclasp.search.matching import Words, snippet
from handclasp.search.stems import stem
from handclasp.search.words import Beside, atoms, besides, fold, tokens

TEXT = "您好，订单号 A12345-7 的退款失败了。Refunds for gift-cards take 3 days; 金额 12.50 元，龘。"


def _indexed_under(text: str) -> set[str | Beside]:
    return tokens(text) | set(besides(list(atoms(fold(text)))))


@pytest.mark.parametrize(
    "query",
    [
        "退款", "退款失败", "失败了", "龘", "refund", "refunded", "REFUNDS", "gift", "card", "gift-card", "a12345-7",
        "a12345", "Ａ１２３４５－７", "A123*", "a12345-7*", "12.50", "12.5*", "退款 refund",
        "退款 AND refund", "退款 & refund",
        "nothing OR 退款", "nothing | refund", "-nothing 退款", "NOT nothing refund", '"gift cards"', "“退款失败”",
        '"take 3 days"', "(nothing OR 退款) (refund OR gift)", "「订单号 A12345-7」", '"号 A12345-7 的退款"', "7",
        "退款 -(nothing OR never)", "（退款）",
    ],
)  # fmt: skip
def test_found(query: str) -> None:
    node = parse(query)
    assert Words(TEXT).has(node)
    assert Words(TEXT).marks(node)
    mine = _indexed_under(TEXT)
    assert any(set(leaf.tokens) <= mine for leaf in leaves(node))


@pytest.mark.parametrize(
    "query",
    [
        "退货", "款退", "失退", "退款 never", "refund -退款", "NOT 退款 refund", '"cards gift"', '"gift take"', "A124*",
        "a1234", "12.51", "never OR not_there", '"订单 A12345-7"', '"take days"', "败了 -失败了",
    ],
)  # fmt: skip
def test_not_found(query: str) -> None:
    assert not Words(TEXT).has(parse(query))


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ('"open', "quotation"), ("(a OR b", "bracket"), ("a) b", "bracket"), ("a OR", "missing"), ("OR a", "missing"),
        ("()", "missing"), ("NOT", "missing"), ("AND a", "missing"), ("-a", "NOT alone"), ("a OR -b", "NOT alone"),
        ("！！", "no word"), ("**", "star"), ("a*b", "star"), ("退款*", "star"),
        ("a1*", "at least"),         ("x" * 501, "longer"), (" ".join(f"w{n}" for n in range(33)), "more than"),
        ("(" * 9 + "a" + ")" * 9, "brackets"),         ('""', "no word"), ("a AND", "missing"), ("a NOT", "missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_says_what_to_change(query: str, part: str) -> None:
    with pytest.raises(BadSearch, match=part) as caught:
        parse(query)
    assert caught.value.zh
    assert caught.value.code == "bad-search"


def test_nothing_typed_asks_for_anything() -> None:
    assert parse("  ") is None
    assert Words("").has(None)


def test_whatever_is_typed_is_parsed_or_refused() -> None:
    source = random.Random(3)
    signs = [
        "a",
        "退",
        "款",
        '"',
        "(",
        ")",
        "-",
        " ",
        "OR",
        "AND",
        "NOT",
        "*",
        "1",
        "|",
        "&",
        "（",
        "」",
        "「",
        "龘",
        "\n",
        ".",
    ]
    for _ in range(3_000):
        query = "".join(source.choices(signs, k=source.randrange(14)))
        try:
            node = parse(query)
        except BadSearch:
            continue
        Words(TEXT + query).has(node)


def test_what_matches_is_indexed_under_all_its_tokens() -> None:
    source = random.Random(5)
    for _ in range(300):
        start = source.randrange(len(TEXT) - 2)
        piece = TEXT[start : start + source.randrange(2, 14)].strip(" ;.,，。")
        try:
            node = parse(f'"{piece}"')
        except BadSearch:
            continue
        if Words(TEXT).has(node):
            assert all(set(leaf.tokens) <= _indexed_under(TEXT) for leaf in leaves(node))


def test_forms_of_a_word_have_one_stem_and_other_words_another() -> None:
    for forms in ("refund refunds refunded refunding", "charge charges charged charging", "try tries tried trying",
                  "stop stopped stopping stops", "delivery deliveries", "box boxes", "address addresses"):  # fmt: skip
        assert len({stem(form) for form in forms.split()}) == 1, forms
    assert len({stem(word) for word in ["refund", "charge", "order", "card", "code", "status", "this", "bus"]}) == 8
    assert stem("a1s") == "a1s"


def test_folding_keeps_every_place() -> None:
    text = "ＡＢ　İstanbul—Ｘ１ ſ ẞ Ⅳ ﬁ"
    assert len(fold(text)) == len(text)
    assert fold("ＡＢ１") == "ab1"


def test_every_character_is_found_alone_and_with_its_neighbour() -> None:
    assert tokens("的") == {"的"}
    assert tokens("的确") == {"的", "确", "的确"}
    assert parse("的") == parse("（的）")
    assert Words("我的").has(parse("的"))


def test_a_snippet_stands_around_the_first_mark() -> None:
    text = "filler words here " * 30 + "needle " + "more words after " * 30
    marks = Words(text).marks(parse("needle"))
    start, end = snippet(text, marks)
    assert start <= marks[0][0] < marks[0][1] <= end <= start + 200
    assert snippet("short", [(0, 5)]) == (0, 5)
