"""What is split over messages is found in each of them, and an answer is read with its question."""

from __future__ import annotations

import pytest

from handclasp.screen import find, find_in_conversation


def shown(texts: list[str]) -> list[list[tuple[str, str]]]:
    return [
        [(text[start:end], kind) for start, end, kind in matches]
        for text, matches in zip(texts, find_in_conversation(texts), strict=True)
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ["你好", "我叫王小明", "手机13812345678", "谢谢"],
        ["订单号多少", "20241122001234"],
        [],
        ["", "13812345678"],
    ],
)
def test_what_is_in_one_message_is_found_as_it_is_alone(texts: list[str]) -> None:
    assert find_in_conversation(texts) == [find(text) for text in texts]


@pytest.mark.parametrize(
    ("texts", "parts", "kind"),
    [
        (["我的号码1381234", "5678"], ["1381234", "5678"], "PHONE"),
        (["110105194912", "31002X"], ["110105194912", "31002X"], "CN_ID"),
        (["card 4111 1111", "rest 1111 1111"], ["4111 1111", "1111 1111"], "BANK_CARD"),
        (["my ssn 219", "09", "9999"], ["219", "09", "9999"], "SSN_US"),
        (
            ["seed: legal winner thank year wave sausage", "worth useful legal winner thank yellow"],
            ["legal winner thank year wave sausage", "worth useful legal winner thank yellow"],
            "CRYPTO_SEED",
        ),
    ],
)
def test_a_number_or_phrase_split_over_messages_is_found_in_each(texts: list[str], parts: list[str], kind: str) -> None:
    assert shown(texts) == [[(part, kind)] for part in parts]


@pytest.mark.parametrize(
    ("question", "answer", "kind"),
    [
        ("密码是什么？", "hunter2!", "PASSWORD"),
        ("What's the code?", "482913", "OTP"),
        ("背面三位呢", "123", "CVV"),
        ("您贵姓？", "王小明", "PERSON"),
        ("QQ多少？", "123456789", "QQ_WECHAT"),
        ("and the expiry?", "08/27", "EXPIRY"),
    ],
)
def test_an_answer_is_read_with_its_question(question: str, answer: str, kind: str) -> None:
    assert shown([question, answer]) == [[], [(answer, kind)]]
    assert shown([question, "稍等", answer])[2] == [(answer, kind)]


@pytest.mark.parametrize(
    "texts",
    [
        ["订单号是多少？", "123456789"],
        ["Which version?", "4.20.9"],
        ["密码忘了", "请点忘记密码", "好的"],
        ["快递单号多少", "SF1234567890123"],
        ["how much", "123"],
    ],
)
def test_answers_to_harmless_questions_stay_visible(texts: list[str]) -> None:
    assert not any(find_in_conversation(texts))
