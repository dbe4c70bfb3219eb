"""What each stage takes of a message before it is committed: decoding, screening, guard and risk words, sealing.

Everyday talk as `bench ingest` sends it, in its order and in batches of its size, so that the guard reads on from what
its authors said before. One thread, by its processor time; of several runs each batch's quickest counts, so that other
work on the machine lengthens the figures little.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from handclasp.bench import workload
from handclasp.intake.message import decode
from handclasp.records import Guarded, Raw, Screened
from handclasp.seal import quick
from handclasp.seal.keys import ConversationKeys, Place, compartment_keys
from handclasp.seal.record import seal

if TYPE_CHECKING:
    from handclasp.screen.risk import Risk

S = TypeVar("S")
T = TypeVar("T")

MESSAGES: Final = 6_000
BATCH: Final = 500
_RUNS: Final = 3
_NOW: Final = 1_790_000_000_000


def measure(seed: int, count: int = MESSAGES) -> dict[str, float]:
    """Microseconds of processor time a message by stage, and how many a second pass guard and risk words."""
    from handclasp.screen.risk import Risk  # noqa: PLC0415 - compiles what it needs
    from handclasp.screen.risk_words import lexicon  # noqa: PLC0415
    from handclasp.screen.screener import Screener  # noqa: PLC0415

    lines = [message.line() for message in islice(workload.messages(seed, _NOW), count)]
    words, screener = lexicon(), Screener()
    place = Place(1, 1, os.urandom(16), os.urandom(32))
    keys = [ConversationKeys(compartment_keys(os.urandom(32)), compartment_keys(os.urandom(32))) for _ in range(BATCH)]
    best: dict[str, list[float]] = {}
    for _ in range(_RUNS):
        risk = Risk(lambda _tenant: words)
        clocks = _Clocks()
        for at in range(0, count, BATCH):
            raws = clocks.timed("decode_us", _raw, lines[at : at + BATCH])
            screened = clocks.timed("screen_us", screener.screen, raws)
            judged = clocks.timed("guard_us", partial(_judged, risk), screened)
            ready = [*zip(judged, keys, strict=False)]
            clocks.timed("seal_us", lambda one: seal(one[0], place, one[1], quick.random), ready)
        for name, times in clocks.times.items():
            best[name] = list(map(min, best.get(name, times), times))
    result = {name: round(sum(times) / count * 1e6, 1) for name, times in best.items()}
    return result | {"guard_msgs_per_s": round(count / sum(best["guard_us"]))}


class _Clocks:
    """Processor time of this thread by stage, batch after batch."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}

    def timed(self, name: str, stage: Callable[[S], T], ones: Sequence[S]) -> list[T]:
        """What a stage makes of each; a collection of garbage is nobody's stage."""
        gc.collect()
        gc.disable()
        try:
            began = time.thread_time()
            made = [stage(one) for one in ones]
            self.times.setdefault(name, []).append(time.thread_time() - began)
        finally:
            gc.enable()
        return made


def _raw(line: bytes) -> Raw:
    return decode(line, "bench", _NOW)


def _judged(risk: Risk, screened: Screened) -> Screened:
    try:
        return risk.judge(screened)
    except Guarded:
        return screened
