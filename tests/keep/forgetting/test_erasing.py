"""Erasure: complete, once, certified; a death is cured; a hold in time wins; a restore brings nothing back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PIL import Image
from tests.house_fixture import House, NewHouse, assigned, hired, said
from tests.keep.forgetting.conftest import later, spoken
from tests.keep.forgetting.people import AGENT, AUDITOR, PRIVACY, stepped
from tests.warm.conftest import Rebuild, identity, rebuild, set_up

from handclasp.disclose import Question
from handclasp.house import copies, forgetting, searching
from handclasp.house.app import House as WholeHouse
from handclasp.house.app import now_ms
from handclasp.keep.bin import TooLate
from handclasp.keep.epochs import turn
from handclasp.keep.erasing import Erasing
from handclasp.records import Attached, Erased, HandclaspError, Kind, NotFound, Secret
from handclasp.seal.keys import KeyMissing
from handclasp.store.fsck import fsck

__all__ = ["identity", "rebuild"]

WHY = "asked for by the customer"
STEPS = ("drop", "rows_gone", "files_gone", "index_clean", "listed", "turned", "certified")
TABLES = ("sealed", "originals", "idempotency", "lookups", "conversations", "assignments", "search_closed", "parties")


def binned(house: House, talk: bytes) -> None:
    house.bin.put(AGENT, talk, rule="request", reason=WHY, request="r-17")


def turned(house: House) -> None:
    turn(house.keys, house.database, 1, 1, copies.InCopies(house))


def ended(house: House, erasing: Erasing | None = None) -> None:
    """Let everything go on to its end: erase, turn the epoch, certify."""
    erasing = erasing or house.erasing
    erasing.run("shop", 1)
    turned(house)
    erasing.run("shop", 1)


def certificates(house: House) -> list[dict[str, Any]]:
    return [view.facts for view in house.audit.journal(AUDITOR, Question(), limit=1_000) if view.kind == Kind.ERASURE]


def sound(house: House) -> Any:
    report = fsck(house.log, house.log_key, house.signer, house.database, lambda *_: None, house.erasing.covers)
    assert report.sound, report.findings
    assert list(house.erasing.amiss(1)) == []
    return report


def left(house: House, talk: bytes) -> dict[str, int]:
    """Rows of a conversation in every table that has some, by table, as a superuser counts."""
    found = {}
    with psycopg.connect(str(house.settings.database_url)) as admin:
        for table in TABLES:
            by = "conversation = %(it)s"
            if table in {"originals", "lookups"}:
                by = "idx in (select idx from handclasp.entries where conversation = %(it)s)"
            counted = f"select count(*) from handclasp.{table} where {by}"  # noqa: S608 - ours
            row = admin.execute(counted.encode(), {"it": talk}).fetchone()
            if row is not None and row[0]:
                found[table] = int(row[0])
    return found


def files(house: House) -> int:
    """How many files lie in the blob store."""
    return sum(path.is_file() for path in house.paths.blobs.rglob("*"))


def whole(house: House, name: str) -> bytes:
    """A conversation with something of everything in it: masked words, a file, postings."""
    conversation = spoken(house, name)
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    shot = Attached("shot.png", "image/png", Secret(out.getvalue()))
    house.flow.append(said("", f"{name}/shot", conversation=name, kind=Kind.ATTACHMENT, text=None, attached=shot))
    indexing = searching.indexing(house, now_ms)
    while indexing.step():
        pass
    return conversation


def test_an_erasure_is_complete_certified_once_and_the_log_still_verifies(house: House, talk: bytes) -> None:
    gone, kept = whole(house, "order 5"), whole(house, "order 6")
    before = files(house)
    assert left(house, gone).keys() >= {"sealed", "originals", "idempotency", "conversations"}
    house.bin.put(AGENT, gone, rule="request", reason=WHY, request="r-17")
    house.erasing.run("shop", 1)
    assert left(house, gone), "not before it is due"
    later(house, 73)
    house.erasing.run("shop", 1)
    assert left(house, gone) == {}
    assert (before, files(house)) == (2, 1)
    assert certificates(house) == [], "certified only when the epoch has turned"
    assert sound(house).erased == 4
    turned(house)
    house.erasing.run("shop", 1)
    (certificate,) = certificates(house)
    assert (certificate["subjects"], certificate["rule"], certificate["request"]) == ([gone.hex()], "request", "r-17")
    assert certificate["details"]["records"] == 4
    house.erasing.run("shop", 1)
    assert len(certificates(house)) == 1
    assert sound(house).erased == 4
    with pytest.raises(NotFound):
        house.disclose.read(PRIVACY, gone, purpose="support", reason=WHY)
    assert house.disclose.read(AGENT, kept, purpose="support")
    assert house.keeping.why(PRIVACY, gone).why == "erased"
    with pytest.raises(TooLate):
        house.bin.take_back(PRIVACY, gone)


class Died(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_death_at_any_step_is_cured_by_going_on(house: House, talk: bytes, step: str, when: str) -> None:
    """What a step wrote before it died stands; whoever comes next goes on from there."""
    gone = whole(house, "order 5")
    binned(house, gone)
    later(house, 73)

    class Dying(Erasing):
        """Dies around one step; or inside it, behind what it did and before it can say so."""

    def dies(self: Any, *about: Any) -> int:
        if when == "after":
            getattr(Erasing, step)(self, *about)
        raise Died

    setattr(Dying, step, dies)
    dying = Dying(house.erasing._bins, house.erasing._rows, house.erasing._around)
    with pytest.raises(Died):
        ended(house, dying)
    sound(house)
    ended(house)
    assert left(house, gone) == {}
    assert len(certificates(house)) == 1
    sound(house)


@pytest.mark.parametrize("statement", ["advance", "certify"])
@pytest.mark.parametrize("nth", range(1, 8))
def test_a_death_between_what_was_done_and_its_mark_doubles_nothing(
    house: House, talk: bytes, statement: str, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = whole(house, "order 5")
    binned(house, gone)
    later(house, 73)
    rows = house.erasing._rows
    real: Callable[..., None] = getattr(rows, statement)
    count = 0

    def dies(*about: Any) -> None:
        nonlocal count
        count += 1
        if count == nth:
            raise Died
        real(*about)

    monkeypatch.setattr(rows, statement, dies)
    died = False
    try:
        ended(house)
    except Died:
        died = True
    assert died == (nth <= (6 - 1 if statement == "advance" else 1))
    monkeypatch.undo()
    ended(house)
    assert left(house, gone) == {}
    assert len(certificates(house)) == 1
    sound(house)


@pytest.mark.parametrize("step", STEPS)
def test_a_hold_placed_before_the_keys_are_dropped_wins_and_one_after_is_too_late(
    house: House, talk: bytes, step: str
) -> None:
    gone = whole(house, "order 5")
    binned(house, gone)
    later(house, 73)
    for name in STEPS[: STEPS.index(step)]:
        if name == "turned":
            turned(house)
        getattr(house.erasing, name)(*(("shop", 1) if name in {"drop", "certified"} else (1,)))
    if step == "drop":
        house.holds.place(stepped(PRIVACY), gone, ground="court", reason="an order of the court")
    else:
        with pytest.raises(HandclaspError, match=r"erased|no such"):
            house.holds.place(stepped(PRIVACY), gone, ground="court", reason="an order of the court")
    ended(house)
    if step == "drop":
        assert left(house, gone)
        assert certificates(house) == []
        (one,) = house.bin.listed(PRIVACY)
        assert one.held
        house.bin.take_back(PRIVACY, gone)
        assert house.disclose.read(AGENT, gone, purpose="support")
    else:
        assert len(certificates(house)) == 1


def test_a_hold_placed_while_the_eraser_looks_wins(house: House, talk: bytes) -> None:
    """Behind the looking, before the dropping: checked again under the lock."""
    binned(house, talk)
    later(house, 73)
    rows = house.erasing._rows
    (due,) = rows.due(1)
    house.holds.place(stepped(PRIVACY), talk, ground="court", reason="an order of the court")
    assert rows.drop_keys(1, {due.conversation: 3}) == []
    assert house.keyring.provider is not None
    house.keyring.forget(1, talk)
    assert house.keyring.keys(1, talk)


def test_what_is_said_while_the_eraser_looks_is_not_lost(house: House, talk: bytes) -> None:
    binned(house, talk)
    later(house, 73)
    rows = house.erasing._rows
    (due,) = rows.due(1)
    house.flow.append(said("wait, one more thing", "late"))
    assert rows.drop_keys(1, {due.conversation: 3}) == []
    house.erasing.run("shop", 1)
    assert house.disclose.read(AGENT, talk, purpose="support")[-1].body == "wait, one more thing"
    assert house.bin.listed(PRIVACY) == []


def test_what_is_said_behind_an_erasure_begins_anew_even_in_a_process_that_still_has_the_keys(
    house: House, new_house: NewHouse, talk: bytes
) -> None:
    other = new_house(of=house, start=False)
    assert other.keyring.keys(1, talk)
    assert other.keyring.places(1, ["order 1001"])["order 1001"].conversation == talk
    watching = forgetting.Forgetting(other)
    told: list[bytes] = []
    watching.tell(told.extend)
    binned(house, talk)
    later(house, 73)
    house.erasing.run("shop", 1)
    other.committer.start()
    with pytest.raises(Erased):
        other.flow.append(said("hello again", "new"))
    fresh = other.flow.append(said("hello again", "new")).stored
    assert fresh.conversation != talk
    assert fresh.seq == 1
    assert other.keyring._keys
    other.keyring.places(1, ["order 1001"])
    assert watching.step() == 1
    assert told == [talk]
    with pytest.raises(KeyMissing):
        other.keyring.keys(1, talk)


def test_what_is_told_page_by_page_leaves_nobody_out_of_one_moment(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped = [(1, bytes([n]) * 16, moment) for n, moment in enumerate((10, 10, 11, 11, 12))]
    monkeypatch.setattr(forgetting, "_AT_ONCE", 3)
    watching = forgetting.Forgetting(house)
    watching._since = 0
    monkeypatch.setattr(
        watching._rows, "dropped_since", lambda _, since, limit: [one for one in dropped if one[2] > since][:limit]
    )
    told: set[bytes] = set()
    watching.tell(told.update)
    while watching.step() == 3:
        pass
    assert told == {conversation for _, conversation, _ in dropped}


def test_a_row_that_was_edited_by_hand_shortens_nothing_and_is_noticed(house: House, talk: bytes) -> None:
    binned(house, talk)
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute("update handclasp.bin set put_at = put_at - 400000000, due = due - 400000000")
    house.erasing.run("shop", 1)
    assert left(house, talk)["conversations"] == 1
    assert [code for code, *_ in house.erasing.amiss(1)] == ["bin-due-changed"]


def test_a_row_that_no_sealed_record_speaks_of_erases_nothing_and_is_noticed(house: House, talk: bytes) -> None:
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute(
            "insert into handclasp.bin (log_id, tenant_id, conversation, idx, put_at, due) "
            "values (1, 1, %s, 0, 0, 259200000)",
            (talk,),
        )
    house.erasing.run("shop", 1)
    assert left(house, talk)["conversations"] == 1
    assert [code for code, *_ in house.erasing.amiss(1)] == ["bin-not-sealed"]


BY_HAND = {
    "bin-row-missing": "delete from handclasp.bin",
    "bin-due-changed": "update handclasp.bin set put_at = put_at - 400000000, due = due - 400000000, state = 1, "
    "dropped_at = 1, epoch = 1",
    "bin-back-not-sealed": "update handclasp.bin set back = idx",
}


@pytest.mark.parametrize("code", BY_HAND)
def test_what_a_superuser_does_to_a_waiting_row_is_noticed(house: House, talk: bytes, code: str) -> None:
    """Taken away, let go early, let out: the sealed records say otherwise."""
    binned(house, talk)
    assert list(house.erasing.amiss(1)) == []
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute(BY_HAND[code].encode())
    ((found, index, _),) = house.erasing.amiss(1)
    assert (found, index > 0) == (code, True)


def test_many_in_one_record_are_each_looked_for(house: House, talk: bytes) -> None:
    others = [spoken(house, f"order {n}", 1) for n in range(3)]
    index = house.journal.seal(
        PRIVACY,
        Kind.DELETION,
        {"subjects": [one.hex() for one in others], "rule": "chat", "due": 0, "reason": "its time is over"},
    ).stored.index
    assert [code for code, *_ in house.erasing.amiss(1)] == ["bin-row-missing"] * 3
    assert house.bin_rows.put(1, others[:2], index)
    ((_, found, _),) = house.erasing.amiss(1)
    assert found == index
    # Whoever deletes it again has put it there: a process that died between record and row leaves no stain.
    house.bin.put(PRIVACY, others[2], rule="by-hand", reason=WHY)
    assert list(house.erasing.amiss(1)) == []


def test_what_was_taken_back_and_what_was_erased_is_in_order(house: House, talk: bytes) -> None:
    other = spoken(house, "order 7")
    binned(house, talk)
    house.bin.take_back(AGENT, talk, reason="a mistake")
    binned(house, talk)
    binned(house, other)
    house.bin.take_back(AGENT, other, reason="a mistake")
    later(house, 73)
    ended(house)
    sound(house)


def test_what_does_not_exist_is_not_put_into_the_bin(house: House, talk: bytes) -> None:
    assert house.bin_rows.put(1, [bytes(16), talk], 0) == [talk]


def test_what_may_not_go_keeps_nobody_behind_it_waiting(
    house: House, talk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = spoken(house, "order 7")
    binned(house, edited)
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute("update handclasp.bin set put_at = put_at - 400000000, due = due - 400000000")
    later(house, 1)
    binned(house, talk)
    later(house, 74)
    rows, real = house.erasing._rows, house.erasing._rows.due
    monkeypatch.setattr(rows, "due", lambda tenant, after=(-1, b""): real(tenant, 1, after))
    monkeypatch.setattr(house.erasing, "_may", lambda number, row, now, records: row.conversation == talk)
    assert house.erasing.run("shop", 1) > 0
    assert "conversations" not in left(house, talk)
    assert left(house, edited)["conversations"] == 1


def test_a_row_of_the_bin_that_was_deleted_by_hand_leaves_missing_content_that_nothing_explains(
    house: House, talk: bytes
) -> None:
    binned(house, talk)
    later(house, 73)
    ended(house)
    sound(house)
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute("delete from handclasp.bin")
    report = fsck(house.log, house.log_key, house.signer, house.database, lambda *_: None, house.erasing.covers)
    assert report.counts == {"body-missing": 3}


def test_content_that_is_gone_without_a_sealed_reason_is_still_found(house: House, talk: bytes) -> None:
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute("delete from handclasp.sealed where conversation = %s", (talk,))
    report = fsck(house.log, house.log_key, house.signer, house.database, lambda *_: None, house.erasing.covers)
    assert report.counts == {"body-missing": 3}


def test_erased_then_restored_from_a_copy_of_before_it_stays_erased(
    house: House, talk: bytes, tmp_path: Path, rebuild: Rebuild
) -> None:
    """The copy still holds the keys of the running epoch; the list tells the restore what not to bring back."""
    gone, kept = whole(house, "order 5"), whole(house, "order 6")
    shipper = set_up(house, tmp_path / "nas")
    shipper.all()
    binned(house, gone)
    later(house, 73)
    house.erasing.run("shop", 1)
    _, settings = rebuild(*copies.places(house.paths.data))
    again = WholeHouse(settings)
    try:
        again.committer.start()
        later(again, 73)
        hired(again, AGENT, AUDITOR)  # accounts come with the console's part
        assigned(again, kept, AGENT)
        with pytest.raises(KeyMissing):
            again.keyring.keys(1, gone)
        assert again.keyring.keys(1, kept)
        again.erasing.run("shop", 1)
        assert left(again, gone) == {}
        turned(again)
        again.erasing.run("shop", 1)
        assert len(certificates(again)) == 1
        assert sound(again).erased == 4
        assert len(again.disclose.read(AGENT, kept, purpose="support")) == 4
        assert files(again) == 1
    finally:
        again.close()


def test_a_copy_that_cannot_be_reached_keeps_the_certificate_waiting(house: House, talk: bytes, tmp_path: Path) -> None:
    set_up(house, tmp_path / "nas").all()
    binned(house, talk)
    later(house, 73)
    (tmp_path / "nas").rename(tmp_path / "away")
    with pytest.raises(HandclaspError):
        house.erasing.run("shop", 1)
    assert left(house, talk) == {}
    (tmp_path / "away").rename(tmp_path / "nas")
    ended(house)
    (certificate,) = certificates(house)
    assert [one["copy"] for one in certificate["copies"]] == ["nas"]
