"""What screening finds in labelled messages, and how many it reads a second beside Presidio.

Figures of quality: the set of benchmarks/data whose messages nobody looked at who wrote a detector, made new from a
seed; with `_known` the sets that were looked at. Speed: messages of the same sets, nine of ten clean, one at a time
through `handclasp.screen.find` in this thread; processor time, so that what else runs on the machine counts for neither
side. The clean messages of the sets are made to tempt; `everyday_msgs_per_s` is for talk as `bench ingest` sends it, as
are the times of the stages that such a message passes (stages.py).
"""

from __future__ import annotations

import importlib
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

from handclasp.bench import facts, stages, workload
from handclasp.bench.figures import begun
from handclasp.bench.measures import Result
from handclasp.bench.presidio import baseline
from handclasp.bench.scoring import Matches, Score
from handclasp.bench.stand import NotReady

BASELINE: Final = "Presidio with all its recognizers for English, over spaCy's small model"
_HELD_OUT: Final = ("text_fifth",)
_KNOWN: Final = ("text_first", "text_second", "text_third", "text_fourth")
_CLEAN_OF_TEN: Final = 9
_ROUNDS: Final = 5
_FOR_PRESIDIO: Final = 200
_EVERYDAY: Final = 2_000


class Span(msgspec.Struct):
    """As in benchmarks/data/labelled.py: a value in one message of a sample."""

    message: int
    start: int
    end: int
    type: str


class Sample(msgspec.Struct):
    """As in benchmarks/data/labelled.py: messages that belong together."""

    texts: list[str]
    spans: list[Span]
    set: str
    language: str = ""


def measure(count: int, seed: int, file: Path | None) -> Result:
    """Score `count` messages of each kind and author (or those of a file), and time them beside Presidio."""
    from handclasp.screen import engine  # noqa: PLC0415 - compiles what it needs

    samples = _from_file(file) if file else _from_authors(_HELD_OUT, count, seed)
    known = [] if file else _from_authors(_KNOWN, count, seed)
    engine()
    result = begun("screen", BASELINE, seed) | _quality(samples)
    if known:
        result |= {f"{name}_known": figure for name, figure in _quality(known, by_type=False).items()}
    result |= _speed([*samples, *known], seed)
    return result | facts.machine(Path.cwd())


def _from_file(file: Path) -> list[Sample]:
    decode = msgspec.json.Decoder(Sample).decode
    try:
        return [decode(line) for line in file.read_bytes().splitlines() if line.strip()]
    except (OSError, msgspec.DecodeError) as error:
        raise NotReady(f"{file} cannot be read as labelled messages, one JSON object a line: {error}") from None


def _from_authors(authors: Sequence[str], count: int, seed: int) -> list[Sample]:
    root = Path(__file__).parents[3]
    if not (root / "benchmarks" / "data" / "labelled.py").is_file():
        raise NotReady("the labelled messages are part of the source tree; run this there, or name a file with --set")
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    made: list[Sample] = []
    for author in authors:
        module: Any = importlib.import_module(f"benchmarks.data.{author}")
        made += msgspec.convert(
            list(module.generate(seed, count, count, count, count // 2)), list[Sample], from_attributes=True
        )
    return made


def _quality(samples: Sequence[Sample], *, by_type: bool = True) -> Result:
    scores = {kind: Score() for kind in ("ordinary", "hard", "clean", "conversation")}
    for sample in samples:
        for text, matches in zip(_parts(sample), _found(sample), strict=True):
            scores[sample.set].add(matches, text)
    ordinary, hard, talk = scores["ordinary"], scores["hard"], scores["conversation"]
    result: Result = {
        "f1": round(ordinary.f1(), 4),
        "leak": round(ordinary.leak(), 4),
        "f1_hard": round(hard.f1(), 4),
        "leak_hard": round(hard.leak(), 4),
        "f1_conversation": round(talk.f1(), 4),
        "leak_conversation": round(talk.leak(), 4),
        "false_alarms": round(scores["clean"].alarms(), 4),
        "labelled_messages": sum(score.messages for score in scores.values()),
    }
    for kind in sorted({*ordinary.found, *ordinary.missed}) if by_type else ():
        result |= {f"f1_{kind}": round(ordinary.f1([kind]), 4), f"f1_hard_{kind}": round(hard.f1([kind]), 4)}
    return result


def _parts(sample: Sample) -> Iterator[Matches]:
    for place in range(len(sample.texts)):
        yield [(span.start, span.end, span.type) for span in sample.spans if span.message == place]


def _found(sample: Sample) -> Sequence[Matches]:
    from handclasp.screen import find, find_in_conversation  # noqa: PLC0415

    return find_in_conversation(sample.texts) if len(sample.texts) > 1 else [find(text) for text in sample.texts]


def _speed(samples: Sequence[Sample], seed: int) -> Result:
    from handclasp.screen import find  # noqa: PLC0415

    texts = _mixed(samples, seed)
    everyday = [message.text for message in islice(workload.messages(seed, 0), _EVERYDAY)]
    sides: dict[str, Callable[[str], object]] = {"msgs_per_s": find}
    for name, model in (("presidio_msgs_per_s", True), ("presidio_blank_msgs_per_s", False)):
        other = baseline(model=model)
        if other is not None:
            sides[name] = other
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(_ROUNDS):
        some = texts[turn * _FOR_PRESIDIO : (turn + 1) * _FOR_PRESIDIO] or texts[:_FOR_PRESIDIO]
        for name, side in sides.items():
            rates[name].append(_rate(side, texts if side is find else some))
        rates.setdefault("everyday_msgs_per_s", []).append(_rate(find, everyday))
    ours = rates["msgs_per_s"]
    result: Result = {name: round(statistics.median(measured)) for name, measured in rates.items()}
    for name, ratio in (("presidio_msgs_per_s", "ratio"), ("presidio_blank_msgs_per_s", "ratio_blank")):
        if name in rates:
            result[ratio] = round(statistics.median(a / b for a, b in zip(ours, rates[name], strict=True)), 1)
    return result | stages.measure(seed) | {"timed_messages": len(texts), "clean_share": 0.9}


def _mixed(samples: Sequence[Sample], seed: int) -> list[str]:
    """Nine clean messages for each one in which something is labelled, shuffled."""
    clean = [text for sample in samples if sample.set == "clean" for text in sample.texts]
    others = [text for sample in samples if sample.set == "ordinary" for text in sample.texts]
    count = min(len(clean) // _CLEAN_OF_TEN, len(others))
    if not count:
        raise NotReady("the set has no clean or no ordinary messages to time")
    texts = clean[: count * _CLEAN_OF_TEN] + others[:count]
    Random(seed).shuffle(texts)  # noqa: S311 - the same order for the same seed
    return texts


def _rate(find: Callable[[str], object], texts: Sequence[str]) -> float:
    began = time.process_time()
    for text in texts:
        find(text)
    return len(texts) / (time.process_time() - began)
