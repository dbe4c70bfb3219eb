"""`handclasp bench ingest` measures the real thing, durable in full, and says so in one flat object."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from tests.bench.running import bench, durable

from handclasp.bench import app, baseline
from handclasp.bench.figures import ms, quantile
from handclasp.bench.ingest import Size
from handclasp.bench.pool import Pool
from handclasp.bench.workload import messages

NEEDED = {
    "sealed_msgs_per_s", "raw_insert_rows_per_s", "ratio", "ack_p50_ms", "ack_p99_ms", "rss_mb", "messages",
    "conversations", "column_encrypted_rows_per_s", "column_encrypted_ratio", "web_cpu_us_per_msg",
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """One small run by the command itself, spread over some tenants too."""
    return bench(
        "ingest", "--messages", "2000", "--batch", "100", "--rounds", "2", "--connections", "2", "--tenants", "20"
    )


def test_every_figure_is_told(result: dict[str, Any]) -> None:
    assert result.keys() >= NEEDED
    durable(result)


def test_both_sides_ran_and_the_ratio_is_theirs(result: dict[str, Any]) -> None:
    assert result["messages"] == 2000
    assert result["sealed_msgs_per_s"] > 0
    assert result["ratio"] == pytest.approx(result["sealed_msgs_per_s"] / result["raw_insert_rows_per_s"], rel=0.01)
    assert 0 < result["ack_p50_ms"] <= result["ack_p99_ms"]
    assert result["rss_mb"] > 10


def test_the_load_is_spread_over_all_tenants_and_the_ratio_is_of_the_two_rates(result: dict[str, Any]) -> None:
    assert (result["tenants"], result["tenants_batch"]) == (20, 50)
    ratio = result["tenants_msgs_per_s"] / result["one_tenant_msgs_per_s"]
    assert result["tenants_ratio"] == pytest.approx(ratio, rel=0.01)


def test_a_round_gives_each_tenant_a_share_if_it_can() -> None:
    assert Size(messages=120_000, tenants=1_000).share == 24
    assert Size(messages=120_000, tenants=10).share == 500
    assert Size(messages=1_000, tenants=5_000).share == 1


def test_what_is_sent_again_has_other_names_and_ids() -> None:
    pool = Pool(3, 0, 30)
    lines = pool.body(0, 75).split(b"\n")
    first, second = ([json.loads(line) for line in lines[at : at + 30]] for at in (0, 30))
    assert len({json.loads(line)["id"] for line in lines}) == 75
    assert not {one["conversation"] for one in first} & {one["conversation"] for one in second}
    assert [one["text"] for one in first] == [one["text"] for one in second]
    assert pool.bodies([0, 20], 20)(1) == pool.body(20, 20)
    assert pool.bodies([0, 20, 40], 20)(2) == pool.body(40, 20)


def test_talk_names_its_run_too() -> None:
    pool = Pool(3, 0, 20, talk=True)
    lines = [json.loads(line) for line in pool.body(0, 40).split(b"\n")]
    assert len({one["id"] for one in lines}) == 40
    assert all(one["author"]["role"] == "customer" for one in lines if "1" in one["text"])


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
    assert ms(seconds, 0.5) == median
    assert ms(seconds, 0.99) == highest
    assert quantile(seconds, 0.5) in seconds
    assert quantile([], 0.5) == 0


def test_every_benchmark_is_a_command_named_like_its_file() -> None:
    assert [command.name for command in app.registered_commands] == [
        "access",
        "all",
        "deliver",
        "images",
        "ingest",
        "keep",
        "overload",
        "replicate",
        "restore",
        "screen",
        "search",
        "verify",
    ]
