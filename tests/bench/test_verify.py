"""`handclasp bench verify` makes a real pack, checks it and the log, and the plain way beside it is a real one."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import psycopg
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.conftest import NewDatabase
from tests.house_fixture import House, house, house_template, new_house

from handclasp.bench import proving, signed
from handclasp.bench.verify import _result
from handclasp.bench.workload import Message

__all__ = ["house", "house_template", "new_house"]

NEEDED = {
    "pack_s", "verify_s", "verify_command_s", "fsck_records_per_s", "signed_rows_pack_s", "signed_rows_verify_s",
    "read_and_hash_rows_per_s", "pack_ratio", "verify_ratio", "fsck_ratio", "log_records",
}  # fmt: skip


def test_packs_and_log_are_real_and_every_figure_is_told(
    house: House, new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "_TENANT", "shop")
    with psycopg.connect(new_database()) as plain:
        times = proving._Measure(house, plain, proving.Plan(20, 60, 2, 1, "")).run()
    assert {len(each) for each in (times.pack, times.verify, times.command, times.fsck, times.plain_read)} == {2}
    assert times.log > 60, "approvals, exports and heads are records too"
    result = _result(times)
    assert result.keys() >= NEEDED
    assert all(value > 0 for value in result.values() if not isinstance(value, str))


def test_the_plain_way_signs_every_row_and_notices_a_changed_one(new_database: NewDatabase) -> None:
    key = Ed25519PrivateKey.generate()
    talk = [Message("order 1", n, f"m{n}", "customer", "7F3A", n, f"word {n}") for n in range(1, 4)]
    with psycopg.connect(new_database()) as connection:
        signed.store(connection, talk)
        data = signed.export(connection, key)
    assert signed.check(data, key.public_key()) == 3
    assert signed.hashed([(1, b"x"), (2, None)]) == 2
    with zipfile.ZipFile(BytesIO(data)) as archive:
        lines = archive.read("rows.ndjson").split(b"\n")
    changed = BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        first, second = (json.loads(line) for line in lines[:2])
        archive.writestr("rows.ndjson", json.dumps(first | {"row": second["row"]}))
    with pytest.raises(InvalidSignature):
        signed.check(changed.getvalue(), key.public_key())
