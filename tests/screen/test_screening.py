"""What screening promises of any text: spans that hold, nothing left behind, nothing kept that must be dropped."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handclasp.records import Attached, Author, Finding, Kind, Raw, Screened, Secret, Value
from handclasp.screen import Engine, Screener, engine
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family, wake
from handclasp.screen.masks import DROPPED
from handclasp.screen.overlap import Named, resolve
from handclasp.screen.text import Text


def find(text: str) -> list[Finding]:
    return engine().find(text)


ID = "11010519491231002X"
SEED = "legal winner thank year wave sausage worth useful legal winner thank yellow"
SPECIMENS = [
    ID,
    "13812345678",
    "１３８ 1234 五六七八",
    "6222 0212 3456 7890 128",
    "lena@example.com",
    "密码是abc123",
    "password: hunter2",
    "验证码 482913",
    "CVV 123",
    SEED,
    "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
    "卡密：ABCD-1234-EFGH-9K2F",
    "订单号 20241122001234",
    "【手机号 138****5678】",
]
PROSE = [
    "，",
    " ",
    "\n",
    "你好",
    "hello",
    "卡号",
    "订单",
    "是",
    "一",
    "0",
    "1",
    "-",
    "。",
    "😀",
    "\u200b",
    "\ud800",
    "\0",
]
mixed = st.lists(st.sampled_from(SPECIMENS + PROSE), max_size=12).map("".join)
storable = mixed.map(lambda text: text.replace("\ud800", "").replace("\0", ""))


@pytest.fixture(scope="session")
def screener() -> Screener:
    return Screener()


def raw(text: str | None, kind: Kind = Kind.MESSAGE, facts: dict[str, Value] | None = None) -> Raw:
    return Raw(
        tenant="demo",
        conversation="c1",
        key="k1",
        kind=kind,
        author=Author("customer", "lena"),
        received=1_763_800_000_000,
        text=None if text is None else Secret(text),
        facts=facts or {},
    )


def spliced(screened: Screened) -> str:
    """The masked text with each original put back in place of its mask."""
    text = screened.masked
    assert text is not None
    for span in reversed(screened.spans):
        if span.original is not None:
            text = text[: span.start] + screened.originals[span.original].reveal() + text[span.end :]
    return text


def check(text: str, findings: list[Finding]) -> None:
    end = 0
    for one in findings:
        assert end <= one.start < one.end <= len(text)
        assert 0 <= one.sure <= 100
        assert one.mask.startswith("【")
        end = one.end


@given(st.text(st.characters(), max_size=200))
def test_any_text_gives_spans_within_bounds_that_do_not_overlap(text: str) -> None:
    check(text, find(text))


@given(mixed)
def test_sensitive_pieces_in_any_company_give_spans_within_bounds(text: str) -> None:
    check(text, find(text))


@given(storable)
def test_originals_put_back_give_the_text_as_typed(screener: Screener, text: str) -> None:
    screened = screener.screen(raw(text))
    findings = find(text)
    expected = text
    for one in reversed([one for one in findings if one.dropped]):
        expected = expected[: one.start] + one.mask + expected[one.end :]
    assert spliced(screened) == expected
    assert screened.anything_dropped == any(one.dropped for one in findings)
    if not screened.anything_dropped:
        assert spliced(screened) == text


@given(storable)
def test_masks_stand_where_the_spans_say(screener: Screener, text: str) -> None:
    screened = screener.screen(raw(text))
    assert screened.masked is not None
    masks = [one.mask for one in find(text)]
    assert [screened.masked[span.start : span.end] for span in screened.spans] == masks
    kept = [span.original for span in screened.spans if span.original is not None]
    assert kept == list(range(len(screened.originals)))


@given(mixed)
def test_each_view_has_a_place_for_every_place_of_the_text(text: str) -> None:
    views = Text(text)
    assert len(views.plain) == len(views.spoken) == len(text)


def test_every_code_point_is_folded_to_just_one() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert len(Text(everything).plain) == len(Text(everything).spoken) == len(everything)


@pytest.mark.parametrize("secret", ["hunter2", "482913", SEED])
def test_what_is_dropped_is_nowhere_in_the_result(screener: Screener, secret: str) -> None:
    name = {"hunter2": "密码是", "482913": "验证码 ", SEED: "助记词 "}[secret]
    screened = screener.screen(raw(f"{name}{secret}，电话13812345678"))
    assert screened.anything_dropped
    assert secret not in (screened.masked or "")
    assert [original.reveal() for original in screened.originals] == ["13812345678"]
    dropped, kept = screened.spans
    assert (dropped.original, kept.original) == (None, 0)


def test_nothing_of_a_kept_finding_but_what_its_mask_shows_is_left(screener: Screener) -> None:
    screened = screener.screen(raw(f"身份证{ID}，电话13812345678"))
    assert screened.masked == "身份证【身份证号 1101**********002X】，电话【手机号 138****5678】"
    assert [original.reveal() for original in screened.originals] == [ID, "13812345678"]


def test_a_secret_that_is_dropped_does_not_ride_along_in_an_overlapping_original(screener: Screener) -> None:
    screened = screener.screen(raw("密码是lena@example.com"))
    assert screened.originals == ()
    assert screened.anything_dropped


def test_a_mask_typed_by_hand_is_only_text(screener: Screener) -> None:
    text = "【手机号 138****5678】【密码 已丢弃】"
    screened = screener.screen(raw(text))
    assert (screened.masked, screened.spans, screened.originals) == (text, (), ())


def test_an_empty_text_stays_empty_and_a_missing_one_missing(screener: Screener) -> None:
    assert screener.screen(raw("")).masked == ""
    assert screener.screen(raw(None)).masked is None


def test_a_file_name_is_screened_like_a_text(screener: Screener) -> None:
    screened = screener.screen(raw(f"身份证{ID}.jpg", Kind.ATTACHMENT))
    assert screened.masked == "身份证【身份证号 1101**********002X】.jpg"


def test_kinds_without_a_body_pass_untouched(screener: Screener) -> None:
    record = raw(None, Kind.SIGN_IN, {"method": "password", "outcome": "ok", "details": {"phone": "13812345678"}})
    screened = screener.screen(record)
    assert screened.raw is record
    assert screened.masked is None


def test_details_from_outside_are_screened_with_their_keys(screener: Screener) -> None:
    details: dict[str, Value] = {
        "password": "hunter2",
        "phone": 13812345678,
        "order_no": 20241122001234,
        "paid": True,
        "items": [{"code": "卡密 ABCD-1234-EFGH-9K2F"}, "ok", None],
    }
    before = msgspec.json.encode(details)
    screened = screener.screen(raw("电话13987654321", Kind.ORDER_EVENT, {"order": "A1001", "details": details}))
    assert screened.raw.facts["details"] == {
        "password": "【Password dropped】",
        "phone": "【Phone 138****5678】",
        "order_no": 20241122001234,
        "paid": True,
        "items": [{"code": "卡密 【卡密 ****-9K2F】"}, "ok", None],
    }
    assert [original.reveal() for original in screened.originals] == [
        "13987654321",
        "13812345678",
        "ABCD-1234-EFGH-9K2F",
    ]
    assert screened.anything_dropped
    assert [span.original for span in screened.spans] == [0]
    assert msgspec.json.encode(details) == before


def test_details_nested_deeper_than_the_stack_are_screened(screener: Screener) -> None:
    deep: Value = "13812345678"
    for _ in range(sys.getrecursionlimit() * 2):
        deep = [deep]
    screened = screener.screen(raw("", Kind.ORDER_EVENT, {"details": deep}))
    assert [original.reveal() for original in screened.originals] == ["13812345678"]


def test_many_threads_find_the_same(screener: Screener) -> None:
    texts = SPECIMENS * 40
    alone = [screener.find(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(screener.find, texts)) == alone


HOSTILE = [
    "a",
    "1",
    "1 ",
    "12 ",
    "62 ",
    "一二三 ",
    "a@",
    "x@x.",
    "+1 2 3 4 5 6 7 8 ",
    "密码",
    "验证码1",
    "password is ",
    "卡密 AB12CD\n",
    "legal ",
    "的 ",
    "seed的一是在不了有和人这中大",
    '{"ciphertext"',
    "X1",
    "AAAA-",
    "I ",
    "13812345678 ",
    "-----BEGIN PRIVATE KEY-----",
    "私钥 " + "ab1" * 11,
    "0123456789abcdef",
    "\ud800",
    "a.",
    "cvv ",
    "１３",
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", HOSTILE)
def test_64_kib_of_hostile_text_are_answered(unit: str) -> None:
    text = (unit * (65_536 // len(unit) + 1))[:65_536]
    check(text, find(text))


def test_where_findings_overlap_every_character_of_either_is_covered() -> None:
    def detector(name: str, type_: str, spans: list[Found]) -> Finder:
        return Finder(name, type_, (wake("x"),), lambda _text: spans)

    first = detector("first", "PHONE", [Found(0, 4, 50, "a"), Found(10, 14, 90, "b")])
    second = detector("second", "BANK_CARD", [Found(3, 8, 80, "c"), Found(7, 11, 40, "d")])
    found = Engine([first, second]).find("x" * 20)
    assert [(one.start, one.end, one.detector) for one in found] == [(0, 10, "second"), (10, 14, "first")]


span_lists = st.lists(
    st.tuples(
        st.sampled_from(["PHONE", "EMAIL", "OTP", "CVV"]),
        st.integers(0, 30),
        st.integers(1, 12),
        st.integers(0, 100),
    ),
    max_size=12,
)


def a_guess(one: Named, among: list[Named]) -> bool:
    """Whether it is hardly more than a guess, well inside something sure."""
    length = one.found.end - one.found.start
    return 60 <= one.found.sure <= 74 and any(
        other.type not in DROPPED
        and other.found.sure >= 80
        and other.found.start <= one.found.start
        and one.found.end <= other.found.end
        and other.found.end - other.found.start > 2 * length
        for other in among
    )


@given(span_lists)
def test_overlaps_never_uncover_a_character_nor_keep_one_that_must_be_dropped(
    spans: list[tuple[str, int, int, int]],
) -> None:
    named = [Named(Found(start, start + length, sure), "d", type_) for type_, start, length, sure in spans]
    results = list(resolve(named))
    covered = {place: one.type for one in results for place in range(one.found.start, one.found.end)}
    assert len(covered) == sum(one.found.end - one.found.start for one in results)
    assert set(covered) == {place for one in named for place in range(one.found.start, one.found.end)}
    for one in named:
        if one.type in DROPPED and not a_guess(one, named):
            assert {covered[place] for place in range(one.found.start, one.found.end)} <= DROPPED


def test_a_dropped_finding_beats_a_surer_one_that_would_be_kept() -> None:
    kept = Finder("kept", "PHONE", (wake("x"),), lambda _text: [Found(0, 9, 99, "a")])
    gone = Finder("gone", "OTP", (wake("x"),), lambda _text: [Found(4, 6, 10)])
    (one,) = Engine([kept, gone]).find("x" * 20)
    assert (one.start, one.end, one.type, one.dropped) == (0, 9, "OTP", True)


def test_words_are_told_by_code_points_whatever_the_width_of_the_characters() -> None:
    seen: list[tuple[int, int]] = []

    def look(text: Text) -> list[Found]:
        seen.extend((label.start, label.end) for label in text.labels.of("PHONE"))
        return []

    looking = Engine([Finder("f", "PHONE", (family("PHONE"),), look)])
    looking.find("é手机密😀电话\ud800 phone")
    assert seen == [(1, 3), (5, 7), (9, 14)]
    seen.clear()
    looking.find("é手\u200b机密😀ｐｈｏｎｅ")
    assert seen == [(1, 3), (5, 10)]


def test_an_attachment_without_a_text_is_named_by_its_masked_file_name(screener: Screener) -> None:
    record = msgspec.structs.replace(
        raw(None, Kind.ATTACHMENT), attached=Attached("13812345678.png", "image/png", Secret(b"\x89PNG"))
    )
    assert screener.screen(record).masked == "【Phone 138****5678】.png"
