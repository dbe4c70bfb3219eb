"""`handclasp bench ingest`: sealed messages a second, beside plain inserts of the same rows (see bench/ingest.py)."""

from __future__ import annotations

from typing import Annotated

import typer

from handclasp.bench.measures import Result, Settings, Workers, settings


def run(
    messages: Annotated[int, typer.Option(min=1_000, help="Messages to seal in all rounds together.")] = 120_000,
    seconds: Annotated[float | None, typer.Option(min=1, help="Stop sealing after this many seconds.")] = None,
    connections: Annotated[int, typer.Option(min=1, max=64, help="Connections that send at the same time.")] = 4,
    batch: Annotated[int, typer.Option(min=1, max=5_000, help="Messages in one request.")] = 500,
    rounds: Annotated[int, typer.Option(min=1, max=50, help="Turns that each side gets.")] = 5,
    tenants: Annotated[int, typer.Option(min=1, max=5_000, help="Also the same, spread evenly over so many.")] = 1,
    paced: Annotated[
        float | None,
        typer.Option(min=1, help="Instead: so many messages a second by the clock, for --seconds (60)."),
    ] = None,
    preload: Annotated[
        int | None,
        typer.Option(min=1_000, help="Instead: what a message costs in a log of so many records, beside a small log."),
    ] = None,
    workers: Workers = 1,
    set_: Settings = None,
    seed: Annotated[int, typer.Option(help="Seed of the made-up messages.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Sealed messages a second over HTTP, beside plain inserts of the same rows."""
    from handclasp.bench import figures, growth, ingest
    from handclasp.bench import paced as pace

    if paced is not None and preload is not None:
        raise typer.BadParameter("--paced and --preload are two benchmarks: ask for one at a time")
    if paced is not None:
        at_a_rate = pace.Size(
            rate=paced, seconds=seconds or 60, batch=batch, seed=seed, settings=settings(set_, workers)
        )
        figures.told(pace.measure(at_a_rate), show_paced, as_json=as_json)
        return
    if preload is not None:
        small = min(growth.SMALL, preload)
        grown = growth.Size(
            preload=preload,
            small=small,
            messages=min(messages, 60_000),
            batch=batch,
            seed=seed,
            settings=settings(set_, workers),
        )
        figures.told(growth.measure(grown), show_growth, as_json=as_json)
        return
    size = ingest.Size(
        messages=messages,
        seconds=seconds,
        connections=connections,
        batch=batch,
        rounds=rounds,
        tenants=tenants,
        seed=seed,
        settings=settings(set_, workers),
    )
    figures.told(ingest.measure(size), show, as_json=as_json)


def show(result: Result) -> None:
    """Print the table."""
    from handclasp.bench import figures

    rows = [
        (
            "sealed messages a second",
            f"{result['sealed_msgs_per_s']:,}",
            "median of the rounds, over HTTP, all acknowledged",
        ),
        (
            "plain rows a second",
            f"{result['raw_insert_rows_per_s']:,}",
            "the same rows, INSERT … SELECT unnest, same server",
        ),
        ("ratio", f"{result['ratio']}", "what sealing keeps of the speed of bare storing"),
        (
            "rows with encrypted columns",
            f"{result['column_encrypted_rows_per_s']:,}",
            f"by the application, AES-256-GCM; ratio {result['column_encrypted_ratio']}",
        ),
        ("answer to a batch", f"{result['ack_p50_ms']} ms", f"p50 under full load; p99 {result['ack_p99_ms']} ms"),
        (
            "answer to one message",
            f"{result['single_ack_p50_ms']} ms",
            f"p50, one at a time; p99 {result['single_ack_p99_ms']} ms",
        ),
        (
            "memory of a web worker",
            f"{result['rss_mb']} MB",
            f"the most one held at once; workers: {result['workers']}",
        ),
    ]
    if "tenants" in result:
        rows.append(
            (
                f"spread over {result['tenants']:,} tenants",
                f"{result['tenants_msgs_per_s']:,}/s",
                f"ratio {result['tenants_ratio']} to one tenant in requests of {result['tenants_batch']} too",
            )
        )
    figures.table(
        f"{result['messages']:,} messages in {result['conversations']:,} conversations",
        rows,
        result,
        f"Load generator: {float(result['sender_cpu_share']):.0%} of one core.",
    )


def show_paced(result: Result) -> None:
    """Print the table of a paced run."""
    from handclasp.bench import figures

    rows = (
        (
            "acknowledged",
            f"{result['acknowledged']:,}",
            f"of {result['offered']:,} messages, in requests of {result['batch']}",
        ),
        ("refused", f"{result['refused']:,}", f"{result['no_answer']:,} without an answer"),
        ("answer to a request", f"{result['ack_p50_ms']} ms", "p50, from the moment at which it was to be sent"),
        ("", f"{result['ack_p99_ms']} ms", f"p99; p99.9 {result['ack_p999_ms']} ms, at most {result['ack_max_ms']} ms"),
        (
            "plain rows at the same rate",
            f"{result['plain_ack_p99_ms']} ms",
            f"p99; p50 {result['plain_ack_p50_ms']} ms; ratio {result['p99_ratio']}",
        ),
        (
            "a web process",
            f"{result['rss_mb']} MB",
            f"all together {result['web_cpu_us_per_msg']} µs of CPU a message",
        ),
    )
    figures.table(
        f"{result['rate']:,g} messages a second for {result['seconds']:g} s",
        rows,
        result,
        f"Load generator: {float(result['sender_cpu_share']):.0%} of one core, {result['late_p99_ms']} ms late (p99).",
    )


def show_growth(result: Result) -> None:
    """Print the table of a run in a log that has grown."""
    from handclasp.bench import figures

    rows = (
        (
            "cost ratio",
            f"{result['cost_ratio']}",
            f"of a message at {result['preload']:,} records and {result['small']:,}",
        ),
        (
            "a message",
            f"{result['cost_us_per_msg']} µs",
            f"of processor time: web {result['web_us_per_msg']}, PostgreSQL {result['postgres_us_per_msg']}",
        ),
        (
            "in the small log",
            f"{result['small_cost_us_per_msg']} µs",
            f"web {result['small_web_us_per_msg']}, PostgreSQL {result['small_postgres_us_per_msg']}",
        ),
        (
            "sealed messages a second",
            f"{result['sealed_msgs_per_s']:,}",
            f"small log: {result['small_sealed_msgs_per_s']:,}",
        ),
        ("disk", f"{result['disk_bytes_per_msg']} bytes", f"a message; {result['disk_mb']:,} MB"),
    )
    figures.table(f"{result['messages']:,} messages to each of two houses, in turns", rows, result)
