"""The outbound guard stops what asks a customer for a secret or leads them away; warnings and advice may leave."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from benchmarks.data.guard_asking import ASKING, MORE_ASKING
from benchmarks.data.guard_asking_later import ASKING_LATER
from benchmarks.data.guard_asking_more import ASKING_MORE
from benchmarks.data.guard_safe import SAFE
from benchmarks.data.guard_safe_later import SAFE_LATER
from benchmarks.data.guard_safe_latest import SAFE_LATEST
from benchmarks.data.guard_safe_more import MORE_SAFE
from hypothesis import given
from hypothesis import strategies as st

from handclasp.records import Span
from handclasp.screen.folding import folded
from handclasp.screen.outbound import NEVER, VERSION, Category, check, check_on

LABELLED = (*ASKING, *ASKING_MORE, *ASKING_LATER)
MAY_LEAVE = (*SAFE, *MORE_SAFE, *SAFE_LATER, *SAFE_LATEST)


def test_what_asks_is_stopped_and_what_warns_is_not() -> None:
    asking = [text for _, text in LABELLED] + list(MORE_ASKING)
    safe = MAY_LEAVE
    missed = [text for text in asking if check(text) is None]
    wrongly = [text for text in safe if check(text) is not None]
    caught = len(asking) - len(missed)
    recall, _precision = caught / len(asking), caught / (caught + len(wrongly))
    assert recall >= 0.95, missed
    assert len(wrongly) <= 0.02 * len(safe), wrongly


def test_a_stop_names_what_was_asked_for() -> None:
    wrong = [
        (label, text)
        for label, text in LABELLED
        if (stop := check(text)) is None or Category(label) not in stop.categories
    ]
    assert len(wrong) <= 0.03 * len(LABELLED), wrong


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("发我验证码", "我们绝不会索要您的密码"),
        ("把你的密码告诉我", "请勿把密码告诉任何人"),
        ("加我微信付款", "请勿加陌生人微信付款"),
        ("send me your 2fa", "never share your code with anyone"),
        ("read me your recovery words", "do not read your recovery words to anybody"),
        ("pay me directly via PayPal", "never pay anybody directly via PayPal"),
        ("不要告诉别人，验证码只发给我", "不要告诉别人验证码，也不要发给我"),
    ],
)
def test_the_same_words_as_a_warning_may_leave(text: str, safe: str) -> None:
    assert check(text) is not None
    assert check(safe) is None


@pytest.mark.parametrize(
    "text",
    [
        "验 证 码 告 诉 我",
        "驗證碼告訴我",
        "验证\u200b码告诉我",
        "yzm告诉我",
        "ｓｅｎｄ ｍｅ ｙｏｕｒ ｐａｓｓｗｏｒｄ",
        "send me your p.a.s.s.w.o.r.d",
        "send me your p@ssw0rd",
        "sеnd me your pаssword",
        "密*码*告诉我",
        "助.记.词.发.我",
        "SEND ME YOUR SEED PHRASE",
    ],
)
def test_ways_around_the_guard_are_seen_through(text: str) -> None:
    assert check(text) is not None, folded(text)


def test_the_heaviest_stands_first_and_decides_whether_anybody_may_allow_it() -> None:
    code = check("send me the verification code")
    both = check("send me the verification code and your seed phrase")
    assert code is not None
    assert (code.category, code.ever, code.version) == (Category.ONE_TIME_CODE, True, VERSION)
    assert both is not None
    assert both.category is Category.SEED_PHRASE
    assert not both.ever
    assert {Category.SEED_PHRASE, Category.PRIVATE_KEY, Category.PASSWORD} <= NEVER


def test_a_card_number_or_an_id_of_somebody_does_not_leave() -> None:
    card = [Span("BANK_CARD", 0, 4, "bank-card", 95, 0)]
    assert check("here it is", card) is not None
    assert check("here it is", [Span("BANK_CARD", 0, 4, "bank-card", 50, 0)]) is None
    assert check("call 138", [Span("PHONE", 0, 4, "phone", 99, 0)]) is None
    seed = check("here it is", [Span("CRYPTO_SEED", 0, 4, "seed", 95, None)])
    assert seed is not None
    assert not seed.ever


@pytest.mark.parametrize(
    "text",
    [
        "请安装向日葵，我远程帮您操作钱包",
        "share your screen with me while you log in",
        "视频的时候您对着镜头眨眨眼",
        "您的密保问题答案是什么",
        "您把密码改成 abc123，我来登录",
        "密码不对，再发我一遍",
        "我在登您的号，您手机上点一下允许",
    ],
)
def test_hands_on_a_device_a_face_or_an_account_are_asked_for_as_little(text: str) -> None:
    assert check(text) is not None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("麻烦把你的", "登录密码发我"),
        ("what is your", "password please"),
        ("麻烦把验", "证码发我"),
        ("a code was just sent to your phone", "please send it to me"),
    ],
)
def test_a_question_cut_in_two_is_read_as_one(first: str, second: str) -> None:
    assert check(first) is None
    assert check_on([first], second) is not None
    assert check_on(["您好", first], second) is not None
    assert check_on([], second) is None


def test_whole_sentences_in_a_row_are_not_read_into_one_another() -> None:
    wrongly = [
        (first, second)
        for first, second in pairwise(text for text in MAY_LEAVE if not text.isascii())
        if check(second) is None and check_on([first], second) is not None
    ]
    assert len(wrongly) <= 0.02 * len(MAY_LEAVE), wrongly


@given(st.lists(st.text(max_size=200), max_size=2), st.text(max_size=200))
def test_no_texts_in_a_row_break_it(earlier: list[str], text: str) -> None:
    check_on(earlier, text)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "piece",
    ["验证码", "send me ", "密 ", "a.", "把", "your code, ", "转", "(", "0x", "pay ", "不要 ", "远程", "share your "],
)
def test_no_text_holds_it_up(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    began = time.process_time()
    check(text)
    assert time.process_time() - began < 8
