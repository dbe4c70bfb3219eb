"""Writes samples to standard output, one a line: `python -m benchmarks.data.text_first --seed 7 > out.jsonl`."""

from __future__ import annotations

from benchmarks.data.labelled import command_line
from benchmarks.data.text_first import generate

if __name__ == "__main__":
    command_line("text_first", generate)
