"""Labelled messages: their text, and where in it something sensitive stands, counted in code points.

A sample holds one message, or several that follow one another; a value that is split over messages has one span in
each. One sample is one line of JSON, and the same samples always give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Literal, get_args

import msgspec

Kind = Literal["ordinary", "hard", "clean", "conversation"]
Language = Literal["zh", "en", "mixed"]

TYPES = (
    "ADDRESS",
    "API_KEY",
    "BANK_CARD",
    "CARD_SECRET",
    "CN_ID",
    "CRYPTO_KEY",
    "CRYPTO_SEED",
    "CVV",
    "EMAIL",
    "EXPIRY",
    "HK_ID",
    "IBAN",
    "IP",
    "MACAU_ID",
    "OTP",
    "PASSPORT",
    "PASSWORD",
    "PERSON",
    "PHONE",
    "PLATE",
    "QQ_WECHAT",
    "SSN_US",
    "TW_ID",
)
KINDS: tuple[str, ...] = get_args(Kind)


Generate = Callable[[int, int, int, int, int], Iterable["Sample"]]
"""Samples from a seed: so many ordinary, hard and clean ones, and conversations."""


class Span(msgspec.Struct, frozen=True, order=True):
    """Code points `start` to `end` (the end not included) of one message of the sample are a value of this type."""

    message: int
    start: int
    end: int
    type: str


class Sample(msgspec.Struct, frozen=True):
    """Messages that belong together, and what in them is sensitive (no spans: nothing is)."""

    texts: tuple[str, ...]
    spans: tuple[Span, ...]
    set: Kind
    language: Language

    def values(self) -> Iterator[tuple[str, str]]:
        """Type and text of each span."""
        for span in self.spans:
            yield span.type, self.texts[span.message][span.start : span.end]


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Sample)


def write(samples: Iterable[Sample], out: BinaryIO) -> int:
    """Write one line for each sample, and return how many there were."""
    count = 0
    for sample in samples:
        out.write(_ENCODER.encode(sample) + b"\n")
        count += 1
    return count


def read(lines: Iterable[bytes]) -> Iterator[Sample]:
    """Samples from such lines."""
    for line in lines:
        if line.strip():
            yield _DECODER.decode(line)


def command_line(author: str, generate: Generate, **counts: int) -> None:
    """Write the samples that the command line of `benchmarks.data.AUTHOR` asks for; `counts` of each set otherwise."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.data.{author}")
    parser.add_argument("--seed", type=int, default=7)
    for name in ("ordinary", "hard", "clean", "conversations"):
        parser.add_argument(f"--{name}", type=int, default=counts.get(name, 0), metavar="COUNT")
    asked = parser.parse_args()
    write(generate(asked.seed, asked.ordinary, asked.hard, asked.clean, asked.conversations), sys.stdout.buffer)
