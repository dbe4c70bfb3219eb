"""The whole database is gone: each vendor alone gives back all up to the last segment, people's receipts the rest."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql
from tests.house_fixture import AGENT, CUSTOMER, House, assigned, hired, said
from tests.warm.conftest import Rebuild, furnished, rows, set_up_at
from tests.warm.vendors import Vendor, azure_place, s3_place

from handclasp.disclose.salvaged import as_it_was
from handclasp.house.app import House as WholeHouse
from handclasp.house.caching import BrowserCaches
from handclasp.house.salvaging import Salvage, Span, Standing
from handclasp.records import Kind, Receipt
from handclasp.seal.note import read_head
from handclasp.store.embedded import Embedded

WITHOUT_A_HOLDER = {3, 7}
"""Of the lost records, those of which nobody kept a receipt."""


def acknowledged(house: House, count: int) -> list[Receipt]:
    """What was said after the last segment, one by one, each with its receipt."""
    return [
        house.flow.append(said(f"after the last segment, {n}", f"last {n}", conversation=f"order {n % 4}"))
        for n in range(count)
    ]


def dropped(house: House, postgres: Embedded) -> None:
    """Drop the house's database, whole."""
    house.close()
    name = str(psycopg.conninfo.conninfo_to_dict(str(house.settings.database_url))["dbname"])
    with psycopg.connect(postgres.superuser_url(), autocommit=True) as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def anchored(house: House) -> str:
    """A proof that stands outside the house."""
    note = house.reading.checkpoint()
    assert note is not None
    house.anchoring.rows.ask("rfc3161", read_head(note).size, note, "schedule")
    claimed = house.anchoring.rows.claim("rfc3161")
    assert claimed is not None
    house.anchoring.rows.done(claimed, '{"token": "specimen"}', 0)
    return note


def test_each_vendor_alone_and_peoples_receipts_bring_back_or_name_everything(
    house: House, vendors: tuple[Vendor, Vendor], rebuild: Rebuild, postgres: Embedded, tmp_path: Path
) -> None:
    furnished(house, 30)
    note = anchored(house)
    BrowserCaches(house)
    places = [s3_place(vendors[0], "loss"), azure_place(vendors[1], "loss")]
    for place in places:
        set_up_at(house, place).all()
    size, before = house.reading.size(), rows(house)
    browsers = BrowserCaches(house).key("shop", "zhou")
    lost = acknowledged(house, 12)
    known = {name: house.keyring.find(1, name) for name in ("order 1", "order 3")}
    dropped(house, postgres)
    held = tmp_path / "held"
    held.mkdir()
    for n, one in enumerate(lost):
        if n not in WITHOUT_A_HOLDER:
            (held / f"{n}.receipt.json").write_bytes(one.document)
    for place in places:
        done, settings = rebuild(place)
        again = WholeHouse(settings)
        again.committer.start()
        try:
            assert (done.reached.size, done.reached.problems, done.files_missing) == (size, (), 0)
            after = rows(again)
            for table in ("entries", "sealed"):
                assert [row for row in after[table] if row[0] < size] == before[table]
            assert after["originals"] == before["originals"]
            _anchors_are_back(again, note, size)
            assert BrowserCaches(again).key("shop", "zhou") == browsers  # what browsers kept opens after the fire
            assert list(Salvage(again).standing()) == [Standing("demo.example/log/main", size, size, (), (), ())]
            report = Salvage(again, "shop").take([held])
            assert report.refused == ()
            (standing,) = report.standing
            assert standing.proven == size + len(lost)
            assert standing.unknown == tuple(Span(size + n, size + n) for n in sorted(WITHOUT_A_HOLDER))
            _back_or_named(lost, standing)
            _said_again(again, known)
        finally:
            again.close()


def _anchors_are_back(again: House, note: str, size: int) -> None:
    (listed,) = again.anchoring.rows.listed(["rfc3161"], 10)
    assert (listed.size, listed.note, listed.proof) == (size, note, '{"token": "specimen"}')
    # It is of the log that ended: kept, and put into no pack of this one.
    assert again.anchoring.for_pack([0], size) == []


def _back_or_named(lost: list[Receipt], standing: Standing) -> None:
    """Every record that was acknowledged is back with its words, or named as one whose words are unknown."""
    for one in lost:
        inside = [
            span
            for spans in (standing.back, standing.unknown)
            for span in spans
            if span.first <= one.stored.index <= span.last
        ]
        assert len(inside) == 1


def _said_again(again: House, known: dict[str, bytes | None]) -> None:
    hired(again, AGENT)
    conversation = known["order 1"]
    assert conversation is not None
    assigned(again, conversation, AGENT)
    shown = again.disclose.read(AGENT, conversation, purpose="support")
    words = [as_it_was(view).body for view in shown if view.kind == Kind.SALVAGED]
    assert words == [f"after the last segment, {n}" for n in (1, 5, 9)]
    # The fourth conversation was begun in the lost seconds: its customer reads it under its old pseudonym.
    lost_name = known["order 3"]
    assert lost_name is not None
    found = again.keyring.find(1, f"salvaged/{lost_name.hex()}")
    assert found is not None
    reader = CUSTOMER._replace(conversation=found.hex())
    assert [as_it_was(one).body for one in again.disclose.read(reader, found, purpose="own")] == [
        "after the last segment, 11"
    ]
