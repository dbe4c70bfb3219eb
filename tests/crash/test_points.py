"""A process that dies at any point of the write path leaves a log that goes on, with each record once or not yet."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.crash.child import DIED, JUDGING, judging, raw

from handclasp.config import Settings
from handclasp.disclose.stocktaking import check as check_files
from handclasp.house.app import House
from handclasp.records import Receipt
from handclasp.seal.note import read_head
from handclasp.seal.signer import Inconsistent
from handclasp.store.fsck import fsck
from handclasp.verify import Status, Trust, check, parse_vkey

ROOT = Path(__file__).parents[2]
COMMITTED = (
    "between-commit-and-sign",
    "while-the-floor-is-written",
    "between-sign-and-publish",
    "between-publish-and-answer",
)


def dies(settings: Settings, point: str, key: str, text: str = "specimen") -> None:
    """Append in a process of its own that must die at that very point."""
    environment = {**os.environ, "HANDCLASP_DATA_DIR": str(settings.data_dir), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "tests.crash.child", point, key, text]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == DIED, done.stderr
    assert done.stdout == ""


@contextmanager
def house(settings: Settings) -> Iterator[House]:
    made = House(settings)
    try:
        made.start()
        yield made
    finally:
        made.close()


def size(made: House) -> int:
    note = made.committer.checkpoint()
    return read_head(note).size if note else 0


def assert_sound(made: House) -> None:
    report = fsck(made.log, made.log_key, made.signer, made.database, lambda _done, _all: None)
    assert report.sound, report.findings


def assert_valid(made: House, receipt: Receipt) -> None:
    trust = Trust(tuple(parse_vkey(vkey) for vkey in made.log_key.vkeys()))
    assert check(receipt.document, trust).status is Status.VALID


@pytest.mark.parametrize("point", COMMITTED)
def test_what_was_committed_stands_once_and_is_covered_at_the_next_start(settings: Settings, point: str) -> None:
    with house(settings) as before:
        assert_valid(before, before.flow.append(raw(f"before {point}", "specimen", attached=False)))
        was = size(before)
    dies(settings, point, point)
    with house(settings) as after:
        assert size(after) == was + 1, "the next start publishes a checkpoint over what was committed"
        again = after.flow.append(raw(point, "specimen", attached=False))
        assert again.stored.doubled
        assert again.stored.index == was
        following = after.flow.append(raw(f"after {point}", "specimen", attached=False))
        assert following.stored.index == was + 1
        assert_valid(after, following)
        assert_sound(after)


def test_what_was_not_committed_is_not_there_and_can_be_sent_again(settings: Settings) -> None:
    with house(settings) as before:
        before.flow.append(raw("before the commit", "specimen", attached=False))
        was = size(before)
    dies(settings, "before-commit", "uncommitted")
    with house(settings) as after:
        assert size(after) == was
        again = after.flow.append(raw("uncommitted", "specimen", attached=False))
        assert not again.stored.doubled
        assert again.stored.index == was
        assert_valid(after, again)
        assert_sound(after)


def test_a_blob_without_its_record_is_harmless_and_the_retry_has_its_own(settings: Settings) -> None:
    folder = settings.data_dir / "blobs"
    with house(settings) as before:
        before.flow.append(raw("before the blob", "specimen", attached=False))
        was = size(before)
    blobs = {path for path in folder.rglob("*") if path.is_file()}
    dies(settings, "between-blob-and-record", "orphan", "specimen attachment")
    left = {path for path in folder.rglob("*") if path.is_file()} - blobs
    assert len(left) == 1
    with house(settings) as after:
        assert size(after) == was
        again = after.flow.append(raw("orphan", "specimen attachment", attached=True))
        assert not again.stored.doubled
        assert len({path for path in folder.rglob("*") if path.is_file()} - blobs - left) == 1
        assert_sound(after)


@pytest.mark.parametrize("point", JUDGING)
def test_a_worker_that_dies_while_judging_leaves_one_verdict_and_nothing_that_must_not_be_kept(
    settings: Settings, point: str
) -> None:
    folder = settings.data_dir / "blobs"
    with house(settings) as before:
        sent = before.flow.append(raw(f"to be judged {point}", "specimen", attached=True)).stored
    dies(settings, point, "judging")
    with house(settings) as after:
        consumer = judging(after)
        while consumer.step():
            pass
        consumer = judging(after)
        assert consumer.step() == 0
        said = after.disclose.feed("demo", "specimen", "screening", sent.index)
        assert [view.kind for view in said if view.facts.get("target") == sent.record] == ["rescreen"]
        present = {path.name for path in folder.rglob("*") if path.is_file()}
        assert not list(check_files(after.disclose, "demo", lambda blob: blob.hex() in present, lambda _: None))
        assert_sound(after)


def test_many_deaths_in_a_row_at_every_point_lose_and_double_nothing(settings: Settings) -> None:
    with house(settings) as before:
        before.flow.append(raw("before the row", "specimen", attached=False))
        was = size(before)
    for point in COMMITTED:
        dies(settings, point, f"row {point}")
    with house(settings) as after:
        places = [after.flow.append(raw(f"row {point}", "specimen", attached=False)).stored for point in COMMITTED]
        assert [place.index for place in places] == list(range(was, was + len(COMMITTED)))
        assert all(place.doubled for place in places)
        assert size(after) == was + len(COMMITTED)
        assert_sound(after)


@pytest.mark.parametrize("left", ["", "half", "127.0.0.1:8600/log/main\n12\n"], ids=["empty", "word", "half a note"])
def test_a_floor_that_was_cut_off_is_refused_by_name_and_never_signed_over(settings: Settings, left: str) -> None:
    with house(settings) as before:
        before.flow.append(raw(f"before the floor was cut to {len(left)}", "specimen", attached=False))
        floor = before.paths.signer / "main.checkpoint"
    whole = floor.read_text()
    floor.write_text(left)
    try:
        with pytest.raises(Inconsistent), house(settings):
            pass
        assert floor.read_text() == left
    finally:
        floor.write_text(whole)
    with house(settings) as after:
        assert_sound(after)


def test_a_new_floor_that_was_never_finished_changes_nothing(settings: Settings) -> None:
    with house(settings) as before:
        before.flow.append(raw("before the half floor", "specimen", attached=False))
        was, floor = size(before), before.paths.signer / "main.checkpoint"
    (floor.with_suffix(".new")).write_text(floor.read_text()[:17])
    with house(settings) as after:
        assert after.flow.append(raw("after the half floor", "specimen", attached=False)).stored.index == was
        assert_sound(after)
