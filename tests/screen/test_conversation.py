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
        (["卡密左边2QZAAR2Y4VN", "右边A7LM4ANG2"], ["2QZAAR2Y4VN", "A7LM4ANG2"], "CARD_SECRET"),
        (["gift card code 125D-8C10-1", "FA5-31C8"], ["125D-8C10-1", "FA5-31C8"], "CARD_SECRET"),
        (["我姓易", "名字鑫磊"], ["易", "鑫磊"], "PERSON"),
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
    ("texts", "kinds"),
    [
        (["279", "54", "4150", "thats my social"], ["SSN_US", "SSN_US", "SSN_US", None]),
        (["login please", "lena@example.com", "Wuapple*55"], [None, "EMAIL", "PASSWORD"]),
        (["账号密码发一下", "账号128579575", "Yang1988#"], [None, None, "PASSWORD"]),
        (
            ["whats the password", "Longge&2002", "doesnt work", "oh wait, chengdu2005"],
            [None, "PASSWORD", None, "PASSWORD"],
        ),
        (["密码多少", "niubi1989", "进不去", "那试试Awang037#"], [None, "PASSWORD", None, "PASSWORD"]),
        (["expiry?", "08/29", "and the back", "476"], [None, "EXPIRY", None, "CVV"]),
        (["身分證字號麻煩給我", "A123456789", "宋美玲對嗎", "對"], [None, "TW_ID", "PERSON", None]),
        (["pin?", "for what", "withdrawal", "858585"], [None, None, None, "PASSWORD"]),
        (["And the psasword?", "emmachen41"], [None, "PASSWORD"]),
    ],
)
def test_questions_are_remembered_until_they_are_answered(texts: list[str], kinds: list[str | None]) -> None:
    assert [matches[-1].type if matches else None for matches in find_in_conversation(texts)] == kinds


@pytest.mark.parametrize(
    "texts",
    [
        ["密码？", "好的", "充200块", "谢谢"],
        ["What's the code?", "482913 minutes?", "no"],
        ["tx hash?", "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"],
        ["订单号是多少？", "123456789"],
        ["Which version?", "4.20.9"],
        ["密码忘了", "请点忘记密码", "好的"],
        ["快递单号多少", "SF1234567890123"],
        ["how much", "123"],
    ],
)
def test_answers_to_harmless_questions_stay_visible(texts: list[str]) -> None:
    assert not any(find_in_conversation(texts))


def test_an_answer_is_given_again_where_the_first_was_wrong() -> None:
    assert shown(["QQ多少，我拉你进群", "56858017"])[1] == [("56858017", "QQ_WECHAT")]
    assert shown(["qq4850167", "查无此人", "522121602"])[2] == [("522121602", "QQ_WECHAT")]
    assert shown(["密码前半&Rock", "后半et_64"]) == [[("&Rock", "PASSWORD")], [("et_64", "PASSWORD")]]


def test_a_phrase_across_a_question_is_found_and_no_talk_with_it() -> None:
    phrase = "camp base term cake amused service frost", "fatal mushroom barrel reward upper"
    found = shown(["what do the words say", phrase[0], "and the rest", phrase[1]])
    assert found[1] == [(phrase[0], "CRYPTO_SEED")]
    assert found[3] == [(phrase[1], "CRYPTO_SEED")]
