"""`handclasp bench ingest` measures the real thing, durable in full, and says so in one flat object."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

from handclasp.bench import app, baseline
from handclasp.bench.ingest import _ms
from handclasp.bench.workload import messages

NEEDED = {
    "sealed_msgs_per_s", "raw_insert_rows_per_s", "ratio", "ack_p50_ms", "ack_p99_ms", "rss_mb", "cpu", "cores",
    "python", "postgres", "commit", "fsync", "synchronous_commit", "messages", "conversations",
    "column_encrypted_rows_per_s", "column_encrypted_ratio",
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """One small run by the command itself, in a process of its own."""
    command = [sys.executable, "-c", "from handclasp.bench import app; app()", "ingest", "--json"]
    small = ["--messages", "2000", "--batch", "100", "--rounds", "2", "--connections", "2"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([*command, *small], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    line: dict[str, Any] = json.loads(done.stdout)
    return line


def test_the_result_is_one_flat_object_with_all_that_a_figure_depends_on(result: dict[str, Any]) -> None:
    assert result.keys() >= NEEDED
    assert all(isinstance(value, str | int | float) for value in result.values())


def test_both_sides_ran_and_the_ratio_is_theirs(result: dict[str, Any]) -> None:
    assert result["messages"] == 2000
    assert result["sealed_msgs_per_s"] > 0
    assert result["ratio"] == pytest.approx(result["sealed_msgs_per_s"] / result["raw_insert_rows_per_s"], rel=0.01)
    assert 0 < result["ack_p50_ms"] <= result["ack_p99_ms"]
    assert result["rss_mb"] > 10


def test_durability_is_what_the_product_ships_with(result: dict[str, Any]) -> None:
    assert result["fsync"] == result["synchronous_commit"] == result["full_page_writes"] == "on"


def test_the_baseline_stores_the_very_rows(database: str) -> None:
    batch = [message for _, message in zip(range(50), messages(3, 0), strict=False)]
    with psycopg.connect(database) as connection:
        connection.execute(baseline.TABLE.encode())
    inserting = baseline.Inserting(database)
    assert inserting.insert(baseline.rows(batch, 1000)) > 0
    inserting.close()
    with psycopg.connect(database) as connection:
        rows = connection.execute("select idx, conversation, seq, id, body from plain order by idx").fetchall()
    assert rows == [(1000 + n, m.conversation, m.seq, m.id, m.text) for n, m in enumerate(batch)]


def test_encrypted_columns_hold_no_word_and_every_row_has_bytes_of_its_own(database: str) -> None:
    batch = [message for _, message in zip(range(50), messages(3, 0), strict=False)]
    with psycopg.connect(database) as connection:
        connection.execute(baseline.ENCRYPTED_TABLE.encode())
    encrypting = baseline.Encrypting(database)
    assert encrypting.insert(baseline.rows(batch, 0), [("agent:zhou", message.text) for message in batch]) > 0
    encrypting.close()
    with psycopg.connect(database) as connection:
        rows = connection.execute("select seq, author, body from encrypted order by idx").fetchall()
    assert [seq for seq, _, _ in rows] == [message.seq for message in batch]
    assert len({author for _, author, _ in rows}) == 50
    assert [len(body) for _, _, body in rows] == [len(message.text.encode()) + 28 for message in batch]


@pytest.mark.parametrize(("seconds", "median", "highest"), [([0.003, 0.001, 0.002], 2, 3), ([0.005], 5, 5)])
def test_quantiles_are_values_that_were_measured(seconds: Sequence[float], median: float, highest: float) -> None:
    assert _ms(seconds, 0.5) == median
    assert _ms(seconds, 0.99) == highest


def test_every_benchmark_is_a_command_named_like_its_file() -> None:
    assert [command.name for command in app.registered_commands] == [
        "access",
        "deliver",
        "images",
        "ingest",
        "screen",
        "search",
        "verify",
    ]
