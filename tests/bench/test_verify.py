"""`handclasp bench verify` makes a real pack, checks it and the log, and the plain way beside it is a real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from typing import Any

import psycopg
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.conftest import NewDatabase

from handclasp.bench import signed
from handclasp.bench.workload import Message

NEEDED = {
    "pack_s", "verify_s", "verify_command_s", "fsck_records_per_s", "signed_rows_pack_s", "signed_rows_verify_s",
    "read_and_hash_rows_per_s", "pack_ratio", "verify_ratio", "fsck_ratio", "log_records", "cpu", "cores", "python",
    "postgres", "commit", "fsync", "synchronous_commit", "load_before",
}  # fmt: skip


def test_the_result_is_one_flat_object_with_all_that_a_figure_depends_on() -> None:
    command = [sys.executable, "-c", "from handclasp.bench import app; app()", "verify", "--json"]
    small = ["--records", "20", "--log", "100", "--rounds", "1"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([*command, *small], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    assert result.keys() >= NEEDED
    assert all(isinstance(value, str | int | float) for value in result.values())
    assert result["log_records"] > 100
    assert result["pack_s"] > 0 < result["fsck_records_per_s"]


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
