"""Writes samples to standard output, one a line: `python -m benchmarks.data.text_fifth --seed 7 > out.jsonl`."""

from __future__ import annotations

from benchmarks.data.labelled import command_line
from benchmarks.data.text_fifth import generate

if __name__ == "__main__":
    command_line("text_fifth", generate, ordinary=2000, hard=1000, clean=2000, conversations=400)
