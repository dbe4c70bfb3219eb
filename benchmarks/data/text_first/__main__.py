"""Write the set as lines of JSON: `python -m benchmarks.data.text_first --seed 7 --ordinary 4000 > out.jsonl`."""

from __future__ import annotations

import argparse
import sys

from benchmarks.data.labelled import write
from benchmarks.data.text_first import generate


def main() -> None:
    """Read how many of each are wanted, and write them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.data.text_first", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    for name in ("ordinary", "hard", "clean", "conversations"):
        parser.add_argument(f"--{name}", type=int, default=0, metavar="COUNT")
    given = parser.parse_args()
    write(generate(given.seed, given.ordinary, given.hard, given.clean, given.conversations), sys.stdout.buffer)


if __name__ == "__main__":
    main()
