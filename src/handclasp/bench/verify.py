"""What proof costs: a conversation's evidence pack made and checked, and the whole log derived again.

Beside each, in turns in the same run, the plain way (proving.py, signed.py).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from typing import Final

import msgspec
import psycopg

from handclasp.bench import facts
from handclasp.bench.proving import Plan, Times
from handclasp.bench.stand import NotReady, Stand

_DATABASE: Final = "handclasp_bench"

Result = dict[str, str | int | float]


def measure(records: int, log: int, rounds: int, seed: int) -> Result:
    """Run the whole comparison; figures are medians of the rounds."""
    # A machine that others use at the same time gives other figures: say so with them.
    result: Result = {"benchmark": "verify", "load_before": round(os.getloadavg()[0], 2), "seed": seed}
    with Stand(web=False) as stand:
        with psycopg.connect(stand.server.superuser_url(), autocommit=True) as connection:
            connection.execute(f"create database {_DATABASE}".encode())
        times = _times(stand, Plan(records, log, rounds, seed, stand.server.superuser_url(_DATABASE)))
        result |= _result(times) | {"records": records, "rounds": rounds}
        with psycopg.connect(stand.server.superuser_url("handclasp")) as connection:
            result |= facts.server(connection)
        return result | facts.machine(stand.data_dir)


def _times(stand: Stand, plan: Plan) -> Times:
    done = subprocess.run(
        [sys.executable, "-m", "handclasp.bench.proving"],
        cwd=stand.home,
        env=stand.environment,
        input=msgspec.json.encode(plan),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        message = f"the proofs could not be measured in {stand.home}:\n{done.stderr.decode()[-2000:]}"
        raise NotReady(message)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Times)


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
