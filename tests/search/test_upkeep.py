"""Segments are merged and swept, records are forgotten, keys turn: searches find the same, and what is gone is gone."""

from __future__ import annotations

import psycopg
import pytest
from tests.disclose.people import SPECIALIST
from tests.house_fixture import START, House, said
from tests.search.keeping import bodies, index, keeper, search, tell

from handclasp.disclose.rescreen import Said, Words, rescreened
from handclasp.house import searching
from handclasp.house.app import now_ms
from handclasp.keep import epochs
from handclasp.records import Author
from handclasp.seal.keys import KeyMissing
from handclasp.search import indexing
from handclasp.search import upkeep as module
from handclasp.search.asking import parse
from handclasp.search.finding import Sought
from handclasp.search.segments import IndexBroken
from handclasp.search.upkeep import Upkeep, due
from handclasp.store.search import Segment


def _upkeep(house: House, hours: float = 0) -> Upkeep:
    return Upkeep(searching.index(house), lambda: now_ms() + int(hours * 3_600_000))


def _segments(house: House) -> list[Segment]:
    return searching.index(house).rows.segments(1)


def _reword(house: House, conversation: bytes, text: str) -> None:
    """Put other words in the place of the first ones, as a rescreen record does."""
    view = house.disclose.feed_one("shop", "test", "screening", conversation, 0)[0]
    house.flow.append(rescreened(view, Said("shop", Author("machine", "t"), START, "t"), Words(text, ())))


def test_eight_small_segments_become_one_that_finds_the_same(house: House) -> None:
    for number in range(8):
        tell(house, f"c{number}", f"word number {number}", "common")
        index(house)
    assert len(_segments(house)) == 1
    assert search(house, SPECIALIST, "common").total == 8
    assert bodies(search(house, SPECIALIST, '"word number 3"')) == ["word number 3"]


def test_merging_while_others_merge_changes_nothing(house: House) -> None:
    tell(house, "a", "one")
    index(house)
    tell(house, "a", "two")
    index(house)
    segments = _segments(house)
    first, second = _upkeep(house), _upkeep(house)
    assert first.rewrite(1, segments, segments, frozenset())
    assert not second.rewrite(1, segments, segments, frozenset())
    assert len(_segments(house)) == 1
    assert search(house, SPECIALIST, "one OR two").total == 2


def test_a_search_goes_on_when_its_segments_are_merged_meanwhile(house: House) -> None:
    for number in range(3):
        tell(house, "a", f"same {number}")
        index(house)
    found = searching.index(house)
    finder = house.searches._tools.finder
    runs = finder.look(1, Sought(parse("same")))
    real = found.rows.segments(1)
    assert _upkeep(house).rewrite(1, real, real, frozenset())
    assert sum(run.indexes.size for run in runs) == 3


def test_what_was_indexed_anew_stays_right_when_merged_and_is_swept(house: House) -> None:
    conversation = tell(house, "a", "before it was reworded", "untouched")
    index(house)
    _reword(house, conversation, "afterwards")
    index(house)
    assert len(_segments(house)) == 2
    keeps = _upkeep(house)
    assert not keeps.step(1)
    later = _upkeep(house, hours=2)
    later._dirty_since = keeps._dirty_since
    assert later.step(1)
    assert sorted(one.docs for one in _segments(house)) == [1, 1]
    segments = _segments(house)
    assert later.rewrite(1, segments, segments, frozenset())
    (merged,) = _segments(house)
    assert (merged.docs, merged.replaces) == (2, ())
    assert search(house, SPECIALIST, "reworded").total == 0
    assert search(house, SPECIALIST, "afterwards").total == 1
    assert search(house, SPECIALIST, "untouched").total == 1


def test_what_is_forgotten_is_in_no_segment_and_the_old_keys_are_gone(house: House) -> None:
    gone = tell(house, "gone", "to be forgotten", "this too")
    tell(house, "stays", "to be kept")
    index(house)
    (old,) = _segments(house)
    indexes = [view.index for view in house.disclose.feed_one("shop", "test", "screening", gone, 0)]
    _upkeep(house).forget(1, indexes)
    (fresh,) = _segments(house)
    assert fresh.docs == 1
    assert fresh.segment != old.segment
    # An old copy of the segment opens no more once the epoch has turned.
    index_of = searching.index(house)
    index_of.keys.segment(1, old.segment, old.epoch, old.wrapped)
    epochs.turn(house.keys, house.database, 1, 1)
    with pytest.raises(KeyMissing):
        searching.index(house).keys.segment(1, old.segment, old.epoch, old.wrapped)
    _upkeep(house).forget(1, range(10_000))
    assert not _segments(house)


def test_the_index_outlives_a_turn_of_keys(house: House) -> None:
    tell(house, "a", "before the turn")
    index(house)
    turned = epochs.turn(house.keys, house.database, 1, 1)
    assert {one.epoch for one in _segments(house)} == {turned.epoch}
    assert search(house, SPECIALIST, "turn").total == 1
    tell(house, "a", "after the turn")
    index(house)
    assert search(house, SPECIALIST, "turn").total == 2


@pytest.mark.parametrize(
    "statement",
    [
        "update handclasp.search_blocks set block = set_byte(block, 30, get_byte(block, 30) # 1)",
        "update handclasp.search_segments set first_idx = first_idx - 1",
        "update handclasp.search_segments set docs = docs + 1",
    ],
)
def test_an_altered_index_is_noticed_and_nothing_shown(house: House, statement: str) -> None:
    tell(house, "a", "words")
    index(house)
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute(statement.encode())
    with pytest.raises(IndexBroken):
        search(house, SPECIALIST, "words")


def _segment(place: int, docs: int) -> Segment:
    return Segment(place, place, docs, 0, place, place, 0, 0, (), 1, b"")


def test_neighbours_of_a_size_are_merged_and_never_into_too_large_ones() -> None:
    assert due([]) == []
    tiny = [_segment(place, 1) for place in range(20)]
    assert due(tiny[:7]) == []
    assert due(tiny) == sorted(tiny, key=lambda one: -one.place)
    large = [_segment(place, 100_000) for place in range(1, 4)]
    assert [one.place for one in due(large)] == [3, 2]
    assert due([_segment(1, 200_000), _segment(2, 100_000)]) == []
    middle = [_segment(place, 32_768) for place in range(12)]
    assert sum(one.docs for one in due(middle)) <= module.LEVELS[-1]


@pytest.mark.parametrize("most", [1, 1_000])
def test_many_tenants_share_a_flush_unless_they_have_too_much(
    house: House, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(indexing, "FLUSH", most)
    tell(house, "a", "of the shop")
    house.flow.append(said("of the wallet", "1", tenant="wallet", conversation="w"))
    consumer = keeper(house)
    consumer.step()
    rows = searching.index(house).rows
    assert [len(rows.segments(number)) for number in (1, 2)] == [1, 1]
