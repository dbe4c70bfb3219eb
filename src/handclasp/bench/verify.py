"""What proof costs: a conversation's evidence pack made and checked, and the whole log derived again.

Beside each, in turns in the same run, the plain way (proving.py, signed.py).
"""

from __future__ import annotations

import statistics
from typing import Final

import psycopg

from handclasp.bench.children import asked
from handclasp.bench.figures import begun, of_house
from handclasp.bench.measures import Result
from handclasp.bench.proving import Plan, Times
from handclasp.bench.stand import Stand

BASELINE: Final = "plain rows exported, each signed with Ed25519, and checked; the log's rows read and hashed"
_DATABASE: Final = "handclasp_bench"


def measure(records: int, log: int, rounds: int, seed: int) -> Result:
    """Run the whole comparison; figures are medians of the rounds."""
    result = begun("verify", BASELINE, seed)
    with Stand(web=False) as stand:
        with psycopg.connect(stand.server.superuser_url(), autocommit=True) as connection:
            connection.execute(f"create database {_DATABASE}".encode())
        plan = Plan(records, log, rounds, seed, stand.server.superuser_url(_DATABASE))
        result |= _result(asked(stand, "proving", plan, Times)) | {"records": records, "rounds": rounds}
        return result | of_house(stand)


def _result(times: Times) -> Result:
    pack, plain_pack = statistics.median(times.pack), statistics.median(times.plain_pack)
    verify, plain_verify = statistics.median(times.verify), statistics.median(times.plain_verify)
    fsck, read = statistics.median(times.fsck), statistics.median(times.plain_read)
    return {
        "pack_s": round(pack, 4),
        "verify_s": round(verify, 4),
        "verify_command_s": round(statistics.median(times.command), 4),
        "fsck_records_per_s": round(times.log / fsck),
        "signed_rows_pack_s": round(plain_pack, 4),
        "signed_rows_verify_s": round(plain_verify, 4),
        "read_and_hash_rows_per_s": round(times.log / read),
        "pack_ratio": round(pack / plain_pack, 2),
        "verify_ratio": round(verify / plain_verify, 2),
        "fsck_ratio": round(read / fsck, 3),
        "pack_bytes": times.pack_bytes,
        "signed_rows_bytes": times.plain_bytes,
        "log_records": times.log,
    }
