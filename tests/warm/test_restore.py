"""A house comes back from one copy and the recovery kit, byte for byte, and proves it."""

from __future__ import annotations

from pathlib import Path

from tests.house_fixture import House
from tests.warm.conftest import Rebuild, furnished, rows, set_up

from handclasp.house import copies
from handclasp.house.app import House as WholeHouse
from handclasp.store.fsck import fsck


def test_what_was_shipped_comes_back_byte_for_byte(house: House, tmp_path: Path, rebuild: Rebuild) -> None:
    furnished(house)
    done = set_up(house, tmp_path / "nas").all()
    assert done.position == house.reading.size()
    before = rows(house)
    restored, settings = rebuild(*copies.places(house.paths.data))
    assert (restored.reached.size, restored.erased, restored.files, restored.files_missing) == (done.position, 0, 1, 0)
    again = WholeHouse(settings)
    try:
        after = rows(again)
        assert after["log_heads"] != before["log_heads"]  # the successor's first record
        first = done.position
        for name in ("entries", "sealed", "originals", "idempotency", "lookups"):
            at = {"entries": 0, "sealed": 0, "originals": 0, "idempotency": 3, "lookups": 2}[name]
            assert [row for row in after[name] if row[at] < first] == before[name], name
        assert set(before["conversations"]) <= set(after["conversations"])
        assert fsck(again.log, again.log_key, again.signer, again.database, lambda *_: None).sound
    finally:
        again.close()
