"""What is fuzzed: a function that is given any bytes and raises when a promise is broken, and bytes to begin with."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

PATIENCE: Final = "HANDCLASP_FUZZ_SECONDS"
LONGEST_CALL: Final = float(os.environ.get(PATIENCE, "1"))
"""Seconds of processor time that no answer may take; tests, which judge no machine, wait longer."""


class Broken(AssertionError):
    """A promise is broken; the message says which."""


class Target(NamedTuple):
    """One function under fuzzing: `attack` gets at most `longest` bytes; mutation begins with `seeds`."""

    attack: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]
    longest: int


@contextmanager
def in_time(what: str) -> Iterator[None]:
    """Raise Broken when what is done here takes too long."""
    began = time.process_time()
    yield
    took = time.process_time() - began
    if took > LONGEST_CALL:
        raise Broken(f"{what} took {took:.2f} s")


def held(*, promise: bool, what: str) -> None:
    """Raise Broken unless the promise holds."""
    if not promise:
        raise Broken(what)
