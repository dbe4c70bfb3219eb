"""Risk words say what a text is about: category, severity, the version of the list, and not a word of the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handclasp.house.demo import CUSTOMER, SAMPLES
from handclasp.screen.risk_words import CATEGORIES, HOUSE, Matcher, house_text, lexicon, parse

HOUSES = lexicon()


def categories(text: str, *, outgoing: bool = False) -> dict[str, int]:
    return {flag.category: flag.severity for flag in HOUSES.matcher.flags(text, outgoing=outgoing)}


def test_the_houses_lists_are_in_order() -> None:
    parsed = parse(house_text())
    assert not parsed.faults
    assert {entry.category for entry in parsed.entries} == set(CATEGORIES)
    assert len(parsed.entries) > 400


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("我要退款", "refund"),
        ("我要退錢", "refund"),
        ("退 款", "refund"),
        ("I want my money back", "refund"),
        ("再不处理我就投诉", "complaint"),
        ("我已經打12315投訴你們", "regulator"),
        ("you are a SCAMMER", "fraud"),
        ("ｓｃａｍ", "fraud"),
        ("我的账号被盗了", "account-takeover"),
        ("someone logged in to my account", "account-takeover"),
        ("我不想活了", "self-harm"),
        ("I want to end my life", "self-harm"),
        ("我知道你住哪", "threat"),
        ("see you in court, my lawyer will call", "legal"),
        ("I will open a dispute", "chargeback"),
        ("傻逼客服", "harassment"),
        ("有大麻吗", "illegal-goods"),
        ("加我微信", "off-platform"),
        ("the key is already used, not working", "invalid"),
        ("where is my code", "not-received"),
    ],
)
def test_a_text_is_flagged_by_what_it_is_about(text: str, category: str) -> None:
    assert category in categories(text)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("the code is invalid", {"invalid"}),
        ("The key doesn't work", {"invalid"}),
        ("卡密无效，兑换码已使用", {"invalid"}),
        ("没收到卡密", {"not-received"}),
        ("it never arrived", {"not-received"}),
        ("激活码无效，也没收到货", {"invalid", "not-received"}),
    ],
)
def test_what_does_not_work_was_received(text: str, about: set[str]) -> None:
    assert set(categories(text)) == about


@pytest.mark.parametrize(
    "text",
    [
        "谢谢，收到了",
        "不需要退款了",
        "告你一声，我收到了",
        "想死你们了",
        "thanks, all good",
        "an issue while pursuing it",
        "Essex",
        "no refund needed",
        "累死我了",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert "refund" not in categories(text)
    assert not {"legal", "self-harm"} & set(categories(text))


@pytest.mark.parametrize("language", list(SAMPLES))
def test_the_samples_of_the_demo_are_about_what_they_are_called(language: str) -> None:
    samples = SAMPLES[language].items()
    said = {name: "\n".join(text for role, _, text in lines if role == CUSTOMER) for name, lines in samples}
    assert set(categories(said["specimen-not-received"])) == {"not-received"}
    assert set(categories(said["specimen-invalid"])) == {"invalid"}
    assert not categories(said["specimen-bulk"])


def test_a_flag_names_the_list_and_holds_no_word() -> None:
    (flag,) = HOUSES.matcher.flags("我要退款", outgoing=False)
    assert flag == ("refund", 1, HOUSE)


def test_an_entry_counts_in_its_direction_alone() -> None:
    assert "refund" in categories("我要退款")
    assert "refund" not in categories("我要退款", outgoing=True)
    assert "fraud" in categories("骗子", outgoing=True)


def test_a_tenants_list_adds_takes_out_and_names_itself() -> None:
    own = lexicon("- 退款\n== vip | 2 | in\n白金会员\n", 3)
    flags = own.matcher.flags("白金会员要退款", outgoing=False)
    assert [flag.category for flag in flags] == ["vip"]
    assert flags[0].version.startswith(f"{HOUSE}+3-")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("退款", "no-heading"),
        ("== Refund | 1 | in", "heading"),
        ("== refund | 9 | in", "heading"),
        ("== refund | 1 | in\n(a|b", "pattern"),
        ("== refund | 1 | in\n(a|(b|c))", "pattern"),
        ("== refund | 1 | in\n(a)?", "pattern"),
        ("== refund | 1 | in\n…a", "pattern"),
        ("== refund | 1 | in\na…b…c…d…e", "pattern"),
        ("== refund | 1 | in\nx", "pattern"),
    ],
)
def test_what_is_no_pattern_is_told_with_its_line(text: str, code: str) -> None:
    faults = parse(text).faults
    assert [fault.code for fault in faults] == [code]
    assert faults[0].line == len(text.splitlines())


def test_signs_of_regular_expressions_are_only_signs() -> None:
    own = lexicon("== odd | 1 | both\na.*b+[c]\n", 1)
    assert own.matcher.flags("a.*b+[c]", outgoing=False)
    assert not own.matcher.flags("axxbbc", outgoing=False)


@settings(max_examples=300)
@given(st.text(st.sampled_from("我要退款投诉骗子不需要加微信 refundscam.*|()?\n死想自杀"), max_size=40))
def test_without_hyperscan_the_flags_are_the_same(text: str) -> None:
    assert HOUSES.matcher.flags(text, outgoing=False) == SLOW.flags(text, outgoing=False)


SLOW = Matcher(HOUSES.entries, HOUSES.version, None)


@given(st.text())
def test_no_list_breaks_the_reader(text: str) -> None:
    parse(text)
