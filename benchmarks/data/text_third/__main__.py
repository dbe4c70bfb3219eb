"""Writes samples to standard output, one a line: `python -m benchmarks.data.text_third --seed 7 > out.jsonl`."""

from __future__ import annotations

import argparse
import sys

from benchmarks.data.labelled import write
from benchmarks.data.text_third import generate


def main() -> None:
    """Write as many of each set as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.data.text_third")
    parser.add_argument("--seed", type=int, default=7)
    for name, count in (("ordinary", 2000), ("hard", 1000), ("clean", 2000), ("conversations", 400)):
        parser.add_argument(f"--{name}", type=int, default=count)
    asked = parser.parse_args()
    write(generate(asked.seed, asked.ordinary, asked.hard, asked.clean, asked.conversations), sys.stdout.buffer)


if __name__ == "__main__":
    main()
