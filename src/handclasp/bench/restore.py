"""How fast a copy comes back and how far behind it is (restoring.py), on a house of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec
import psycopg

from handclasp.bench import facts
from handclasp.bench.restoring import Plan
from handclasp.bench.stand import NotReady, Stand

Result = dict[str, str | int | float | bool]


def measure(messages: int, paced: int, seed: int) -> Result:
    """Fill a house with so many messages, ship them, lose all while more come in, restore."""
    result: Result = {"benchmark": "restore", "load_before": round(os.getloadavg()[0], 2), "seed": seed}
    with Stand(web=False) as stand:
        folder = stand.home / "copy"
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "handclasp.bench.restoring"],
            cwd=stand.home,
            env=stand.environment,
            input=msgspec.json.encode(Plan(str(folder), messages, paced, seed)),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            message = f"restore could not be measured in {stand.home}:\n{done.stderr.decode()[-2000:]}"
            raise NotReady(message)
        result |= msgspec.json.decode(done.stdout.splitlines()[-1], type=Result)
        with psycopg.connect(stand.server.superuser_url("handclasp")) as connection:
            result |= facts.server(connection)
        return result | facts.machine(stand.data_dir)
