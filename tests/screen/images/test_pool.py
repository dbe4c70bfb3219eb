"""Workers judge files apart from each other: what breaks, hangs or is hostile fails alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import psutil
import pytest
from tests.screen.images.conftest import PLACE

from handclasp.screen.images.files import TypeNotTaken
from handclasp.screen.images.pool import Limits, NotJudged, Pool, PoolClosed

CARD = (PLACE / "cn_id_back.webp").read_bytes()
FIELD = (PLACE / "landscape.webp").read_bytes()


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with closing(Pool(1, Limits(seconds=60))) as opened:
        yield opened


def workers(pool: Pool) -> list[psutil.Process]:
    return [psutil.Process(worker.process.pid) for worker in pool._all]


def test_nothing_starts_before_the_first_file() -> None:
    with Pool(2) as pool:
        assert not workers(pool)


def test_files_are_judged_and_come_back_ready_to_be_shown(pool: Pool) -> None:
    card, field = pool.submit("card", "image/webp", CARD), pool.submit("field", "", FIELD)
    assert (card.result().type, card.result().needs) == ("cn_id_back", "placeholder")
    assert card.result().pages[0].copy == b""
    assert field.result().needs == "none"
    assert field.result().pages[0].copy


def test_a_worker_works_on_one_thread_and_opens_no_file_for_writing(pool: Pool) -> None:
    pool.judge("card", "image/webp", CARD)
    (worker,) = workers(pool)
    assert worker.num_threads() == 1
    assert not [file for file in worker.open_files() if file.fd > 2]


def test_a_refusal_reaches_the_caller_as_it_was(pool: Pool) -> None:
    with pytest.raises(TypeNotTaken, match="cannot be taken"):
        pool.judge("page", "image/png", b"<svg/>")
    assert pool.judge("field", "", FIELD).needs == "none"


def test_a_worker_that_dies_between_files_is_replaced(pool: Pool) -> None:
    pool.judge("field", "", FIELD)
    (worker,) = workers(pool)
    worker.kill()
    assert pool.judge("field", "", FIELD).needs == "none"
    assert workers(pool) != [worker]


def test_a_file_that_ends_its_worker_fails_alone() -> None:
    with closing(Pool(1)) as pool:
        first, second = pool.submit("card", "", CARD), pool.submit("field", "", FIELD)
        while not (found := workers(pool)):
            threading.Event().wait(0.01)
        found[0].kill()
        with pytest.raises(NotJudged):
            first.result(60)
        assert second.result(60).needs == "none"


def test_a_file_that_takes_too_long_is_stopped() -> None:
    with closing(Pool(1, Limits(seconds=0.05))) as pool:
        began = time.monotonic()
        with pytest.raises(NotJudged, match="too long"):
            pool.judge("card", "", CARD)
        assert time.monotonic() - began < 30
        assert not workers(pool)


def test_a_worn_worker_is_replaced() -> None:
    with closing(Pool(1, Limits(files=1))) as pool:
        pool.judge("field", "", FIELD)
        assert not workers(pool)


def test_a_closed_pool_says_so_and_leaves_no_process() -> None:
    pool = Pool(1)
    pool.judge("field", "", FIELD)
    (worker,) = workers(pool)
    waiting = [pool.submit("card", "", CARD) for _ in range(3)]
    pool.close()
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE
    for one in waiting:
        with pytest.raises((PoolClosed, NotJudged)):
            one.result(10)
    with pytest.raises(PoolClosed):
        pool.submit("card", "", CARD)
