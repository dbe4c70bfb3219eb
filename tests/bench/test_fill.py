"""A log that was filled quickly is a log like any other: sound, signed to its end, read, opened and found."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tests.disclose.people import EVERYBODY, SPECIALIST
from tests.house_fixture import ORIGIN, House, NewHouse, hired, house_template, new_house
from tests.search.keeping import bodies, index, search

from handclasp.bench.fill import Filled, Here, fill
from handclasp.bench.stand import NotReady, clean_environment
from handclasp.seal.note import read_head
from handclasp.store.fsck import fsck

__all__ = ["house_template", "new_house"]


@pytest.fixture
def where(house: House, tmp_path: Path) -> Here:
    """The house as other processes find it."""
    return Here(
        tmp_path,
        clean_environment()
        | {
            "PYTHONPATH": os.pathsep.join(sys.path),
            "HANDCLASP_DATA_DIR": str(house.settings.data_dir),
            "HANDCLASP_DATABASE_URL": str(house.settings.database_url),
            "HANDCLASP_LOG_ORIGIN": ORIGIN,
        },
    )


@pytest.fixture
def house(new_house: NewHouse) -> House:
    """A house with everybody in it."""
    made = new_house()
    hired(made, *EVERYBODY)
    return made


def _fill(where: Here, messages: int, **how: object) -> Filled:
    return fill(where, messages, 7, tenant="shop", batch=200, **how)  # type: ignore[arg-type]  # its own names


def test_two_processes_fill_one_log_and_it_is_sound(house: House, where: Here) -> None:
    before = _size(house)
    filled = _fill(where, 901)
    assert filled.messages == 901
    assert _size(house) == filled.size == before + 901
    report = fsck(house.log, house.log_key, house.signer, house.database, lambda _done, _all: None)
    assert report.sound, report.findings
    views = house.disclose.feed("shop", "test", "screening", before - 1, 1_000)
    assert len({view.conversation for view in views}) == filled.conversations
    masked = [view for view in views if view.spans]
    assert 20 < len(masked) < 200
    assert not any("example.com" in (view.body or "") and "*" not in (view.body or "") for view in masked)


def test_the_house_goes_on_writing_behind_it_and_finds_what_was_filled_in(house: House, where: Here) -> None:
    _fill(where, 400, talk=True, processes=1)
    index(house)
    view = next(one for one in house.disclose.feed("shop", "test", "screening", -1, 1_000) if one.body)
    words = (view.body or "").split()[0][:2]
    found = search(house, SPECIALIST, words)
    assert found.total > 0
    assert all(words.lower() in (body or "").lower() for body in bodies(found))


def test_the_same_messages_again_make_no_doubles(house: House, where: Here) -> None:
    size = _fill(where, 300, talk=True, processes=1).size
    assert _fill(where, 300, talk=True, processes=1).size == size


def test_a_house_without_that_tenant_is_refused_in_words(where: Here) -> None:
    with pytest.raises(NotReady, match="no tenant 'nobody'"):
        fill(where, 10, 1, tenant="nobody", processes=1)


def _size(house: House) -> int:
    note = house.committer.checkpoint()
    return read_head(note).size if note else 0
