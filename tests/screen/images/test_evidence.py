"""A title alone, words in sentences, or empty fields never make a document; title and fields together do."""

from __future__ import annotations

import numpy as np
import pytest

from handclasp.screen.images import seeds
from handclasp.screen.images.evidence import weigh
from handclasp.screen.images.kinds import TYPES
from handclasp.screen.images.page import Line, Page
from handclasp.screen.images.rules import RULES
from handclasp.screen.images.rules.rule import TITLE_ALONE


def page(*texts: str) -> Page:
    """Lines one under another."""
    lines = []
    for row, text in enumerate(texts):
        corners = np.array([[0, 40 * row], [400, 40 * row], [400, 40 * row + 30], [0, 40 * row + 30]], np.float32)
        lines.append(Line(text, 1.0, corners))
    return Page(lines)


def best(*texts: str) -> str:
    """The type that clears its need, or none."""
    scored = weigh(page(*texts))
    return scored[0].type if scored and scored[0].margin >= 0 else "none"


LICENCE = ("中华人民共和国机动车驾驶证", "姓名 张样本 性别 男", "准驾车型 C1", "初次领证日期 2012-05-06")


def test_title_and_fields_make_a_document() -> None:
    assert best(*LICENCE) == "cn_driver_license"


def test_a_document_within_a_chat_is_judged_by_what_stands_in_it() -> None:
    assert best("客服", "怎么办理退款", *LICENCE, "请问这样可以吗", "订单 在线咨询") == "cn_driver_license"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.type)
def test_a_title_alone_is_never_enough(rule: object) -> None:
    found = next(one for one in RULES if one is rule)
    assert found.need > TITLE_ALONE
    for title in found.titles:
        assert best(title) == "none"


def test_a_longer_title_is_not_the_shorter_one_in_it() -> None:
    assert best("香港永久性居民身份證", "出生日期 07-03-1990", "簽發日期 15-09-18", "Z683365(5)") == "hk_id_card"


def test_sentences_are_no_fields() -> None:
    assert (
        best(
            "机动车驾驶证怎么换",
            "换证时要写姓名、性别和住址，还要看初次领证日期。",
            "准驾车型不变，档案编号也不变，2024年5月起可以网上办。",
        )
        == "none"
    )


def test_an_empty_form_is_none() -> None:
    assert (
        best("PASSPORT DETAILS", "Surname", "Given names", "Nationality", "Date of birth", "Passport No.", "Sex")
        == "none"
    )


def test_every_rule_belongs_to_a_type() -> None:
    assert {rule.type for rule in RULES} | {"text", "wallet_seed_screenshot"} == set(TYPES)


WORDS = (
    *("abandon", "ability", "able", "about", "above", "absent"),
    *("absorb", "abstract", "absurd", "abuse", "access", "accident"),
)


def test_a_numbered_grid_of_seed_words_is_told() -> None:
    rows = [f"{number}. {word}" for number, word in enumerate(WORDS, 1)]
    assert seeds.shown(page("Recovery phrase", *rows))[0]
    assert seeds.shown(page("备份助记词", *(" ".join(rows[at : at + 3]) for at in range(0, 12, 3))))[0]


def test_a_dark_backup_page_is_told_by_its_instructions_and_a_few_words() -> None:
    assert seeds.shown(page("备份助记词", "请按顺序抄写助记词", "安", "历", "我已抄好，下一步"))[0]
    assert not seeds.shown(page("备份助记词", "请按顺序抄写助记词", "我已抄好，下一步"))[0]


def test_a_vocabulary_is_none() -> None:
    rows = [text for number, word in enumerate(WORDS, 1) for text in (f"{number}. {word}", "放弃 丢弃 能力")]
    assert not seeds.shown(page("四级词汇 Unit 3", *rows))[0]


def test_help_about_seed_phrases_and_english_pages_are_not() -> None:
    assert not seeds.shown(page("What is a recovery phrase?", "It is a list of 12 words that can restore a wallet."))[0]
    assert not seeds.shown(page("Hello, how can I help you?", "I can not log in any more", "Please send a picture"))[0]


def test_words_that_are_on_the_list_by_chance_are_a_lesson_if_it_says_so() -> None:
    rows = [f"{number}. {word}" for number, word in enumerate(WORDS, 1)]
    assert not seeds.shown(page("Spelling list", *rows))[0]
    assert seeds.shown(page("Write these words down", *WORDS))[0]


def test_what_an_owner_wrote_across_a_copy_does_not_speak_against_it() -> None:
    back = ("中华人民共和国", "居民身份证", "签发机关 样本市公安局", "有效期限 2020.08.10-2040.08.10")
    assert best(*back, "仅供办理业务使用，他用无效") == "cn_id_back"


def test_a_zone_whose_check_digits_hold_counts_whatever_is_said_around_it() -> None:
    zone = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
    said = ("Please send us a picture of it so that we can check", "Received, you will be answered within a day")
    assert best(said[0], *zone, said[1]) == "eu_id_card"


def test_cards_of_other_states_are_given_the_nearest_type() -> None:
    assert (
        best("運転免許証", "氏名 見本太郎", "住所 東京都", "免許の条件等", "番号 第 012345678901 号")
        == "uk_driver_license"
    )
    taiwan = ("中華民國國民身分證", "姓名 樣本", "出生年月日 民國75年6月1日", "統一編號 A123456789")
    assert best(*taiwan) == "eu_id_card"


def test_a_full_title_is_enough_only_where_nothing_else_could_be_read() -> None:
    for title, margin in (("居民户口簿", True), ("VISA", False), ("BANK", False)):
        scored = weigh(page(title), illegible=True)
        assert (bool(scored) and scored[0].margin >= 0) is margin
    assert best("居民户口簿") == "none"
