"""How fast what was said is found, beside a scan that reads everything (searching.py), on a house of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec
import psycopg

from handclasp.bench import facts
from handclasp.bench.searching import Plan
from handclasp.bench.stand import NotReady, Stand

Result = dict[str, str | int | float]


def measure(messages: int, queries: int, lag_seconds: int, seed: int) -> Result:
    """Fill a house with so many messages, index them, ask so many questions."""
    # A machine that others use at the same time gives other figures: say so with them.
    result: Result = {"benchmark": "search", "load_before": round(os.getloadavg()[0], 2), "seed": seed}
    with Stand(web=False) as stand:
        url = stand.server.superuser_url("handclasp")
        done = subprocess.run(
            [sys.executable, "-m", "handclasp.bench.searching"],
            cwd=stand.home,
            env=stand.environment,
            input=msgspec.json.encode(Plan(url, messages, queries, lag_seconds, seed)),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            message = f"search could not be measured in {stand.home}:\n{done.stderr.decode()[-2000:]}"
            raise NotReady(message)
        result |= msgspec.json.decode(done.stdout.splitlines()[-1], type=Result)
        with psycopg.connect(url) as connection:
            result |= facts.server(connection)
        return result | facts.machine(stand.data_dir)
