"""The signer signs nothing that does not continue what it signed before, whatever the database says."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest
from tests.seal.forest import Grown

from handclasp.seal.note import Head, LogKey, read_head
from handclasp.seal.signer import FloorDamaged, Forked, Inconsistent, RolledBack, Signer
from handclasp.verify import Trust, parse_vkey
from handclasp.verify.note import check_signers, parse_checkpoint

KEY = LogKey("demo.example/log/main", bytes(range(64)))


def signer(folder: Path) -> Signer:
    return Signer(KEY, folder / "main.checkpoint", lambda: 1_790_000_000.5)


def test_a_log_that_grows_is_signed_on_and_on(tmp_path: Path) -> None:
    grown = Grown()
    for batch in (1, 1, 254, 1, 600):
        grown.grow(batch)
        note = signer(tmp_path).sign(grown.head, grown.read)
        assert read_head(note) == grown.head
        assert signer(tmp_path).newest() == note
        signer(tmp_path).check(grown.head, None, grown.read)
        checkpoint = parse_checkpoint(note.encode())
        assert len(check_signers(checkpoint, Trust(tuple(map(parse_vkey, KEY.vkeys())))).pinned) == 2


def test_the_same_head_again_gets_the_same_checkpoint(tmp_path: Path) -> None:
    grown = Grown(300)
    note = signer(tmp_path).sign(grown.head, grown.read)
    assert signer(tmp_path).sign(grown.head, grown.read) == note


def test_an_earlier_head_is_answered_with_the_later_checkpoint_that_covers_it(tmp_path: Path) -> None:
    early, grown = Grown(300), Grown(300, 300)
    note = signer(tmp_path).sign(grown.head, grown.read)
    assert signer(tmp_path).sign(early.head, grown.read) == note


def test_a_log_that_was_rolled_back_is_refused(tmp_path: Path) -> None:
    grown, rolled = Grown(300, 300), Grown(300)
    floor = signer(tmp_path).sign(grown.head, grown.read)
    with pytest.raises(RolledBack):
        signer(tmp_path).check(rolled.head, None, rolled.read)
    with pytest.raises(RolledBack):
        signer(tmp_path).sign(rolled.head, rolled.read)
    assert signer(tmp_path).newest() == floor


def test_an_emptied_log_is_refused(tmp_path: Path) -> None:
    grown, empty = Grown(3), Grown()
    signer(tmp_path).sign(grown.head, grown.read)
    with pytest.raises(RolledBack):
        signer(tmp_path).check(empty.head, None, empty.read)


@pytest.mark.parametrize("size", [599, 600, 601, 1000])
def test_another_history_is_refused_at_any_length(tmp_path: Path, size: int) -> None:
    grown, other = Grown(600), Grown(size, seed=b"another history")
    floor = signer(tmp_path).sign(grown.head, grown.read)
    with pytest.raises(Inconsistent):
        signer(tmp_path).check(other.head, None, other.read)
    with pytest.raises(Inconsistent):
        signer(tmp_path).sign(other.head, other.read)
    assert signer(tmp_path).newest() == floor


def test_a_branch_that_shares_its_beginning_and_grew_longer_is_refused(tmp_path: Path) -> None:
    grown = Grown(600)
    signer(tmp_path).sign(grown.head, grown.read)
    branch = Grown(500)
    branch.seed = b"another history"
    branch.grow(500)
    with pytest.raises(Forked):
        signer(tmp_path).sign(branch.head, branch.read)


def test_a_head_that_its_own_tiles_do_not_give_is_refused(tmp_path: Path) -> None:
    grown = Grown(300)
    signer(tmp_path).sign(grown.head, grown.read)
    grown.grow(300)
    with pytest.raises(Forked):
        signer(tmp_path).sign(Head(grown.head.size, bytes(32)), grown.read)


FORGED = {
    "empty": "",
    "no note": "not a note",
    "another size": KEY.sign(Head(1, bytes(32)), 0).replace("\n1\n", "\n0\n"),
    "another key": LogKey(KEY.origin, bytes(64)).sign(Head(1, bytes(32)), 0),
    "another log": LogKey("other.example/log/main", bytes(range(64))).sign(Head(1, bytes(32)), 0),
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_or_damaged_floor_is_refused(tmp_path: Path, kind: str) -> None:
    grown, floor = Grown(5), FORGED[kind]
    (tmp_path / "main.checkpoint").write_text(floor)
    with pytest.raises(FloorDamaged):
        signer(tmp_path).sign(grown.head, grown.read)
    with pytest.raises(FloorDamaged):
        signer(tmp_path).check(grown.head, None, grown.read)
    assert (tmp_path / "main.checkpoint").read_text() == floor


def test_bytes_that_are_no_text_are_a_damaged_floor(tmp_path: Path) -> None:
    (tmp_path / "main.checkpoint").write_bytes(os.urandom(300))
    with pytest.raises(FloorDamaged):
        signer(tmp_path).newest()


def test_the_floor_is_on_disk_before_the_signature_leaves(tmp_path: Path) -> None:
    grown = Grown(5)
    one = signer(tmp_path)
    (tmp_path / "main.new").mkdir()  # now nothing can be remembered
    with pytest.raises(OSError, match=r"main\.new"):
        one.sign(grown.head, grown.read)
    assert one.newest() is None


def test_two_signers_take_turns_and_leave_one_history(tmp_path: Path) -> None:
    grown = Grown()
    heads: list[Head] = []
    for _ in range(40):
        grown.grow(7)
        heads.append(grown.head)
    notes: list[str] = []

    def work(mine: list[Head]) -> None:
        one = signer(tmp_path)
        notes.extend(one.sign(head, grown.read) for head in mine)

    threads = [Thread(target=work, args=(heads[start::2],)) for start in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(notes) == 40
    roots = {read_head(note) for note in notes}
    assert roots <= set(heads)
    newest = signer(tmp_path).newest()
    assert newest is not None
    assert read_head(newest) == heads[-1]


def test_one_signature_serves_all_who_wait_by_then(tmp_path: Path) -> None:
    """The first in turn signs the newest head that anybody waits for; the other gets the same checkpoint."""
    early, late = Grown(300), Grown(300, 300)
    answers: dict[int, str] = {}

    def wait(grown: Grown) -> None:
        answers[grown.head.size] = signer(tmp_path).sign(grown.head, late.read)

    waiting = [Thread(target=wait, args=(grown,)) for grown in (early, late)]
    told = tmp_path / "main.waiting"
    with signer(tmp_path).turn():
        for thread in waiting:
            thread.start()
        while not told.exists() or told.read_bytes()[:8] != (600).to_bytes(8, "big"):
            pass
    for thread in waiting:
        thread.join(30)
    assert {read_head(note) for note in answers.values()} == {late.head}
    assert answers[300] == answers[600]


@pytest.mark.parametrize("said", [b"", b"\0" * 7, (600).to_bytes(8, "big") + bytes(32), b"\xff" * 40])
def test_a_head_that_the_tiles_do_not_give_is_never_signed_for_another(tmp_path: Path, said: bytes) -> None:
    grown = Grown(300, 300)
    (tmp_path / "main.waiting").write_bytes(said)
    early = Grown(300)
    assert read_head(signer(tmp_path).sign(early.head, grown.read)) == early.head
    assert read_head(signer(tmp_path).sign(grown.head, grown.read)) == grown.head
