"""What is said is found: in the index and before it gets there, filtered, in order, counted, as it stands by now."""

from __future__ import annotations

import random
from itertools import islice

import pytest
from tests.disclose.people import EVERYBODY, SPECIALIST
from tests.house_fixture import START, House, hired, said
from tests.search.keeping import bodies, index, keeper, search, tell

from handclasp.bench.workload import messages
from handclasp.disclose import candidates
from handclasp.disclose.rescreen import HIDING, Said, mask_more, rescreened
from handclasp.records import Author, Finding, Kind, View
from handclasp.search import documents
from handclasp.search.asking import BadSearch, parse
from handclasp.search.matching import Words

DAY = 86_400_000


def _everything(house: House) -> list[View]:
    views: list[View] = []
    while page := house.disclose.feed("shop", "test", "screening", views[-1].index if views else -1):
        views += page
    return [view for view in views if documents.is_indexed(view)]


@pytest.fixture(scope="module")
def filled(module_house: House) -> House:
    """A house with 600 messages: 400 indexed in several segments, 200 not yet."""
    hired(module_house, *EVERYBODY)
    raws = [
        said(one.text, one.id, conversation=one.conversation, author=Author(one.role, one.speaker), received=START + n)
        for n, one in enumerate(islice(messages(5, START), 600))
    ]
    for at in range(0, 400, 40):
        module_house.flow.append_all(raws[at : at + 40]).result()
        index(module_house)
    module_house.flow.append_all(raws[400:]).result()
    return module_house


def test_random_questions_find_what_reading_everything_finds(filled: House) -> None:
    everything = _everything(filled)
    source = random.Random(8)
    texts = [documents.open_words(view) for view in everything]
    asked = 0
    for _ in range(120):
        text = source.choice(texts)
        start = source.randrange(max(1, len(text) - 6))
        piece = text[start : start + source.randrange(2, 9)].strip()
        other = source.choice(texts)[:3]
        query = source.choice([piece, f'"{piece}"', f"{piece} {other}", f"({piece} OR {other})", f"{piece} -{other}"])
        try:
            node = parse(query)
        except BadSearch:
            continue
        if node is None:
            continue
        asked += 1
        expected = [v.index for v, t in zip(everything, texts, strict=True) if Words(t).has(node)]
        found = search(filled, SPECIALIST, query, limit=50)
        assert [hit.view.index for hit in found] == sorted(expected, reverse=True)[:50], query
        assert found.total == len(expected) or (found.more and found.total < len(expected)), query
    assert asked > 80


def test_pages_follow_each_other_without_a_gap(filled: House) -> None:
    expected = sorted((v.index for v in _everything(filled) if "订单号" in (v.body or "")), reverse=True)
    indexes: list[int] = []
    before = None
    while True:
        page = search(filled, SPECIALIST, "订单号", limit=30, before=before)
        indexes += [hit.view.index for hit in page]
        before = page.next
        if before is None:
            break
    assert indexes == expected
    assert len(indexes) > 50


def test_marks_stand_where_the_words_are(filled: House) -> None:
    for hit in search(filled, SPECIALIST, "refund OR 订单号", limit=50):
        said = {(hit.view.body or "")[start:end].lower() for start, end in hit.marks}
        assert said
        assert said <= {"refund", "订单号"}


def test_by_relevance_the_most_telling_come_first(filled: House) -> None:
    found = search(filled, SPECIALIST, "退款 OR 周末", by="relevance", limit=10)
    both = [("退款" in (text or "")) + ("周末" in (text or "")) for text in bodies(found)]
    assert both[0] == 2
    further = search(filled, SPECIALIST, "退款 OR 周末", by="relevance", limit=10, skip=10)
    assert not {hit.view.index for hit in found} & {hit.view.index for hit in further}
    assert found.total >= 20


def test_what_was_said_just_now_is_found_before_it_is_indexed_and_once_afterwards(house: House) -> None:
    tell(house, "a", "the very first")
    index(house)
    tell(house, "a", "尚未编入索引的一句话")
    assert len(search(house, SPECIALIST, "尚未编入")) == 1
    index(house)
    found = search(house, SPECIALIST, "尚未编入")
    assert (len(found), found.total, found.more) == (1, 1, False)


def test_filters(house: House) -> None:
    tell(house, "a", "refund one", received=START)
    tell(house, "a", "refund two", role="agent", received=START + DAY)
    tell(house, "b", "refund three, call me at 13812345678", received=START + 2 * DAY)
    event = {"order": "A-1001", "event": "paid", "details": {}}
    tell(house, "b", "refund event", role="system", kind=Kind.ORDER_EVENT, facts=event, received=START + 2 * DAY + 1)
    tell(house, "a", "", role="agent", kind=Kind.CLOSE, text=None, facts={"outcome": "done"}, received=START + 3 * DAY)
    for _ in range(2):  # from the log, then from the index
        for asked, expected in (
            ({"role": "agent"}, ["refund two"]),
            ({"since": START + DAY, "until": START + DAY}, ["refund two"]),
            ({"until": START + 5}, ["refund one"]),
            ({"types": ("PHONE",)}, ["refund three, call me at 【Phone 138****5678】"]),
            ({"role": "system"}, ["refund event"]),
        ):
            assert bodies(search(house, SPECIALIST, "refund", **asked)) == expected, asked
        index(house)
    ordered = bodies(search(house, SPECIALIST, "", order="a-1001"))
    assert ordered == ["refund event", "refund three, call me at 【Phone 138****5678】"]
    assert len(search(house, SPECIALIST, "refund", state="closed")) == 2
    assert len(search(house, SPECIALIST, "refund", state="open")) == 2
    tell(house, "a", "open again", received=START + 4 * DAY)
    index(house)
    assert len(search(house, SPECIALIST, "refund", state="closed")) == 0
    assert len(search(house, SPECIALIST, role="customer")) == 3


def test_what_a_mask_hides_is_not_found_nor_what_it_still_tells(house: House) -> None:
    tell(house, "a", "我的手机号是 13812345678，请联系")
    for _ in range(2):
        for query in ("13812345678", "5678", "138*", "手机号 5678"):
            assert not search(house, SPECIALIST, query), query
        assert len(search(house, SPECIALIST, "请联系")) == 1
        index(house)


def _hide(house: House, conversation: bytes, word: str) -> None:
    view = next(
        v for v in house.disclose.feed_one("shop", "test", "screening", conversation, 0) if word in (v.body or "")
    )
    start = (view.body or "").index(word)
    words = mask_more(view.body or "", view.spans, [Finding("OTHER", start, start + len(word), "t", 90, "【x】")])
    house.flow.append(rescreened(view, Said("shop", Author("machine", "t"), START, "t"), words, hide=HIDING))


@pytest.mark.parametrize("indexed", [False, True])
def test_what_was_hidden_later_is_found_no_more(house: House, indexed: bool) -> None:  # noqa: FBT001
    conversation = tell(house, "a", "the nightingale sings", "the nightingale sleeps")
    index(house)
    assert len(search(house, SPECIALIST, "nightingale")) == 2
    _hide(house, conversation, "nightingale")
    if indexed:
        index(house)
    found = search(house, SPECIALIST, "nightingale")
    assert bodies(found) == ["the nightingale sleeps"]
    assert len(search(house, SPECIALIST, "sings")) == 1
    if indexed:
        assert (found.total, found.more) == (1, False)
        assert len(search(house, SPECIALIST, "", types=("OTHER",))) == 1


def test_reading_a_stretch_twice_indexes_it_once(house: House) -> None:
    tell(house, "a", "twice", "and once")
    first, second = keeper(house), keeper(house)
    reads = [one._read("shop", 1) for one in (first, second)]
    batches = [one.batch(read) for one, read in zip((first, second), reads, strict=True) if read]
    rows = first._rows
    assert [rows.flush([batch]) for batch in batches if batch] == [{1}, set()]
    assert len(rows.segments(1)) == 1
    assert search(house, SPECIALIST, "twice").total == 1


def test_bad_searches_are_refused_and_nothing_is_recorded(house: House) -> None:
    tell(house, "a", "words")
    before = house.reading.size()
    for asked in (
        {"text": '"open'}, {}, {"text": "a", "limit": 0}, {"text": "a", "limit": 51}, {"text": "a", "by": "luck"},
        {"text": "a", "state": "asleep"}, {"text": "a", "role": "a b"}, {"text": "a", "since": -1},
        {"text": "a", "since": 5, "until": 4}, {"text": "a", "flags": ("x y",)}, {"text": "a", "order": "\0"},
    ):  # fmt: skip
        with pytest.raises(BadSearch) as caught:
            search(house, SPECIALIST, **asked)
        assert caught.value.zh
    assert house.reading.size() == before


def test_when_most_candidates_have_it_not_after_all_the_next_page_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(house, "a", "款退款 真的是 退款失败", *(f"退款失 款失败 {number}" for number in range(60)))
    index(house)
    monkeypatch.setattr(candidates, "READ_MOST", 20)
    monkeypatch.setattr(candidates, "READ", 10)
    found = search(house, SPECIALIST, "退款失败", limit=5)
    assert (len(found), found.total, found.more) == (0, 0, True)
    pages = 0
    while not found and found.next is not None:
        found, pages = search(house, SPECIALIST, "退款失败", limit=5, before=found.next), pages + 1
    assert bodies(found) == ["款退款 真的是 退款失败"]
    assert pages > 1
