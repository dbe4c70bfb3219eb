"""Which chart each benchmark's result makes: ours first, then what it is compared with in the same run."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from handclasp.bench.charts import Bar, bars
from handclasp.bench.measures import Result


class Chart(NamedTuple):
    """A title, what the axis measures, and (label, figure, ours) for each bar; one without a figure is left out."""

    title: str
    axis: str
    rows: tuple[tuple[str, str, bool], ...]
    logarithmic: bool = False


CHARTS: Final[dict[str, tuple[Chart, ...]]] = {
    "ingest": (
        Chart(
            "Taking messages in",
            "messages a second (more is better)",
            (
                ("sealed, over HTTP", "sealed_msgs_per_s", True),
                ("sealed, spread over tenants", "tenants_msgs_per_s", True),
                ("plain rows", "raw_insert_rows_per_s", False),
                ("rows, columns encrypted", "column_encrypted_rows_per_s", False),
            ),
        ),
    ),
    "screen": (
        Chart(
            "Screening a message",
            "messages a second on one core, logarithmic (more is better)",
            (
                ("Handclasp", "msgs_per_s", True),
                ("Handclasp, everyday talk", "everyday_msgs_per_s", True),
                ("Presidio, its model", "presidio_msgs_per_s", False),
                ("Presidio, patterns alone", "presidio_blank_msgs_per_s", False),
            ),
            logarithmic=True,
        ),
    ),
    "images": (
        Chart(
            "Judging a picture",
            "seconds of processor time on average (less is better)",
            (("Handclasp", "mean_cpu_s", True), ("plain OCR, looking for titles", "baseline_mean_cpu_s", False)),
        ),
    ),
    "search": (
        Chart(
            "Searching what is encrypted",
            "milliseconds for a first page (less is better)",
            (
                ("newest first, p50", "p50_ms", True),
                ("newest first, p95", "p95_ms", True),
                ("newest first, p99", "p99_ms", True),
                ("an agent's, p95", "agent_p95_ms", True),
                ("by relevance, p95", "relevance_p95_ms", True),
            ),
        ),
    ),
    "verify": (
        Chart(
            "Proving a conversation",
            "seconds for the whole pack (less is better)",
            (
                ("pack made", "pack_s", True),
                ("pack checked", "verify_s", True),
                ("signed rows made", "signed_rows_pack_s", False),
                ("signed rows checked", "signed_rows_verify_s", False),
            ),
        ),
    ),
    "deliver": (
        Chart(
            "From saying to hearing",
            "milliseconds, logarithmic (less is better)",
            (
                ("Handclasp, p50", "p50_ms", True),
                ("Handclasp, p99", "p99_ms", True),
                ("queues in memory, p50", "textbook_p50_ms", False),
                ("queues in memory, p99", "textbook_p99_ms", False),
            ),
            logarithmic=True,
        ),
    ),
    "restore": (
        Chart(
            "A copy shipped, and brought back",
            "records a second (more is better)",
            (
                ("shipped", "shipped_per_s", True),
                ("brought back: verified, written", "loaded_per_s", True),
                ("all of it, every hash derived again", "records_per_s", True),
                ("the same rows copied, nothing checked", "plain_records_per_s", False),
            ),
        ),
    ),
    "replicate": (
        Chart(
            "From the committer to a quorum of three nodes and back",
            "milliseconds (less is better)",
            (
                ("a second node confirms, p50", "ack_p50_ms", True),
                ("a second node confirms, p99", "ack_p99_ms", True),
                ("the leader alone, p50", "local_ack_p50_ms", False),
                ("the leader alone, p99", "local_ack_p99_ms", False),
            ),
        ),
    ),
    "keep": (
        Chart(
            "Conversations deleted by rule and erased, each with a certificate",
            "conversations a second (more is better)",
            (
                ("all of it", "conversations_per_s", True),
                ("their keys dropped, rows and postings gone", "erased_per_s", True),
                ("plain DELETE, nothing promised", "plain_conversations_per_s", False),
            ),
        ),
        Chart(
            "A message while retention runs",
            "milliseconds until the answer, p99 (less is better)",
            (
                ("while retention runs", "ingest_p99_ms", True),
                ("without", "alone_p99_ms", False),
            ),
        ),
    ),
    "access": (
        Chart(
            "Showing a conversation of 50 messages",
            "milliseconds until the page is there, p50 (less is better)",
            (
                ("with all walls and the record", "page_p50_ms", True),
                ("the same without any", "bare_page_p50_ms", False),
            ),
        ),
    ),
}


def draw(result: Result, folder: Path) -> list[Path]:
    """Write a benchmark's pictures into a folder, named like it."""
    name = str(result["benchmark"])
    drawn = []
    for number, chart in enumerate(CHARTS[name]):
        rows = [Bar(label, float(result[key]), ours) for label, key, ours in chart.rows if key in result]
        path = folder / f"{name}{f'-{number + 1}' if number else ''}.svg"
        path.write_text(bars(chart.title, chart.axis, rows, logarithmic=chart.logarithmic), encoding="utf-8")
        drawn.append(path)
    return drawn
