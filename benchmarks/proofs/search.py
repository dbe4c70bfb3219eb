"""The full search proof: `make proof search`. Ten million messages are indexed and asked about, beside a scan of all.

Writes docs/proofs/search.md, a row for each size that was ever run, with date, machine and commit, and ends with status
1 when something was not found, or a page or a count was not the scan's. Takes hours; `MESSAGES` says
how many messages, `QUERIES` how many questions.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

from handclasp.bench.measures import Result
from handclasp.bench.search import measure

PAGE: Final = Path(__file__).parents[2] / "docs/proofs/search.md"
MESSAGES: Final = 10_000_000
QUERIES: Final = 500
_COLUMNS: Final = (
    ("messages", "messages"),
    ("run", "at"),
    ("commit", "commit"),
    ("load before", "load_before"),
    ("questions", "queries"),
    ("first page p50 / p95 / p99, ms", "p50_ms p95_ms p99_ms"),
    ("its processor time p95, ms", "cpu_p95_ms"),
    ("an agent's p95, ms", "agent_p95_ms"),
    ("by relevance p95, ms", "relevance_p95_ms"),
    ("recall", "recall"),
    ("of answers", "answers"),
    ("pages or counts unlike the scan's", "pages_unlike_the_scan"),
    ("bytes a message", "bytes_per_msg"),
    ("indexed/s", "index_msgs_per_s"),
    ("processor time to index / to read and open, µs a message", "index_cpu_us_per_msg fed_cpu_us_per_msg"),
    ("lag p95 / max, ms", "lag_p95_ms lag_max_ms"),
)
_ROW: Final = re.compile(r"^\| [\d,]+ \|.*$", re.MULTILINE)


def main(page: Path = PAGE) -> int:
    """Run it and write the page; returns the status to end with."""
    messages = int(os.environ.get("MESSAGES", MESSAGES))
    queries = int(os.environ.get("QUERIES", QUERIES))
    result = measure(messages, queries, 30, seed=1)
    print(row(result))
    if wrong(result):
        return 1
    known = page.read_text(encoding="utf-8") if page.exists() else ""
    page.write_text(report(result, known), encoding="utf-8")
    return 0


def wrong(result: Result) -> bool:
    """Whether something was missed, or told otherwise than it is."""
    return result["recall"] != 1.0 or result["pages_unlike_the_scan"] != 0


def row(result: Result) -> str:
    """One run as a line of the table."""
    cells = [" / ".join(_said(result[name]) for name in names.split()) for _, names in _COLUMNS]
    return f"| {' | '.join(cells)} |"


def _said(figure: str | float) -> str:
    return f"{figure:,}" if isinstance(figure, int) else str(figure)


def report(result: Result, known: str) -> str:
    """The page with this run's row in the place of an older one of its size; the smallest first."""
    rows = {_size(line): line for line in [*_ROW.findall(known), row(result)]}
    table = "\n".join(rows[size] for size in sorted(rows))
    head = " | ".join(title for title, _ in _COLUMNS)
    machine = f"{result['cores']} × {result['cpu']}, {result['memory_mb']} MB, {result['system']}"
    return f"""# Proof: ten million messages, searched in full

`make proof search` fills a house with made-up talk (`bench/talk.py`: Chinese and English, order ids, amounts, telephone
numbers), every message sealed and committed under a signed checkpoint, lets the product's own consumer index it, and
puts random questions (words, pairs of words, runs of Chinese, phrases, OR, NOT, numbers and their beginnings) to the
product's own door, with its walls and its record of the search. A plain scan reads every decrypted masked text and
answers the same questions without an index. All that the scan finds must be among the candidates of the index
(**recall**), and every first page of twenty and every count must be the scan's. The figures are explained in
[Performance](../performance.md#search).

`MESSAGES=1000000 make proof search` runs it at another size; the row of each size stands until that
size runs again. `make test` runs it with some hundred messages.

## Runs

Last on {machine}; Python {result["python"]}, PostgreSQL {result["postgres"]}

| {head} |
|{"---|" * len(_COLUMNS)}
{table}
"""


def _size(line: str) -> int:
    return int(line.split("|")[1].replace(",", ""))


if __name__ == "__main__":
    sys.exit(main())
