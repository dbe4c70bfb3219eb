"""Judging pictures: how long it takes, how often it is right, and what its memory does over a thousand pictures.

Labelled pictures are drawn by benchmarks/data/pictures, which is made apart from the rules. Each goes as bytes to one
worker process on one thread, and is timed until its verdict and copy are back. The baseline reads pictures with
RapidOCR as it comes, and looks for a document's name in the text.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import msgspec

from handclasp.bench import facts
from handclasp.bench.figures import begun, quantile
from handclasp.bench.measures import Result
from handclasp.bench.stand import NotReady
from handclasp.screen.images.pool import Limits, Worker
from handclasp.screen.images.wire import Task

BASELINE: Final = "RapidOCR with its defaults, and a document's name in the text"
_EASY: Final = ("screenshot", "photo")


class Sample(msgspec.Struct, frozen=True):
    """A labelled picture as a customer would send it; `fields` are left, top, right, bottom of what is sensitive."""

    type: str
    condition: str
    content: bytes
    media_type: str
    fields: tuple[tuple[int, int, int, int], ...]


class Told(msgspec.Struct, frozen=True):
    """What was said of a sample, and what it took in seconds: by the clock, and of the worker's work."""

    type: str
    boxes: tuple[tuple[int, int, int, int], ...]
    clock: float
    work: float


def measure(per_type: int, negatives: int, pictures: int, baseline: int, seed: int) -> Result:
    """Judge `per_type` pictures of each type and `negatives` others, then on and on until `pictures` were judged."""
    os.environ |= {"OMP_NUM_THREADS": "1", "ORT_DISABLE_TELEMETRY": "1"}
    result = begun("images", BASELINE, seed)
    samples = list(_samples(per_type, negatives, seed))
    with closing(Judge()) as judge:
        judge(samples[0])
        told = [judge(sample) for sample in samples]
        result |= {"pictures": len(samples)} | _times(samples, told) | _right(samples, told)
        result |= _memory(samples, judge, pictures)
    if baseline:
        chosen = samples[:: max(1, len(samples) // baseline)]
        result |= _baseline(chosen)
    return result | facts.machine(Path.cwd())


def _samples(per_type: int, negatives: int, seed: int) -> Iterator[Sample]:
    root = Path(__file__).parents[3]
    if not (root / "benchmarks/data/pictures").is_dir():
        message = "the labelled pictures are drawn by benchmarks/data/pictures: run this from a checkout of Handclasp."
        raise NotReady(message)
    sys.path.insert(0, str(root))
    drawn = importlib.import_module("benchmarks.data.pictures")
    for one in drawn.generate(seed, per_type, negatives):
        out = BytesIO()
        kind = "PNG" if one.condition == "screenshot" else "JPEG"
        one.image.convert("RGB").save(out, kind, **({"quality": 88} if kind == "JPEG" else {"compress_level": 1}))
        fields = tuple(tuple(int(side) for side in field.box) for field in one.fields)
        yield Sample(one.type, one.condition, out.getvalue(), f"image/{kind.lower()}", fields)  # type: ignore[arg-type]


class Judge:
    """One worker that is never replaced, so that its memory can be watched."""

    def __init__(self) -> None:
        self._worker = Worker(Limits(seconds=120))

    def __call__(self, sample: Sample) -> Told:
        """Judge one sample."""
        clock = time.perf_counter()
        answer = self._worker.ask(Task("picture", sample.media_type, sample.content))
        if answer.judged is None:
            return Told("none", (), time.perf_counter() - clock, answer.work)
        verdict = answer.judged.pages[0].verdict
        return Told(verdict.type, verdict.boxes, time.perf_counter() - clock, answer.work)

    @property
    def memory(self) -> int:
        """MiB after the last one."""
        return self._worker.memory

    def close(self) -> None:
        """End the worker."""
        self._worker.end()


def _times(samples: Sequence[Sample], told: Sequence[Told]) -> Result:
    pairs = list(zip(samples, told, strict=True))
    documents = [one for sample, one in pairs if sample.type != "none"]
    harmless = [one for sample, one in pairs if sample.type == "none"]
    return {
        "mean_s": _mean([one.clock for one in documents]),
        "p95_s": _p95([one.clock for one in documents]),
        "harmless_p95_s": _p95([one.clock for one in harmless]),
        "mean_cpu_s": _mean([one.work for one in documents]),
        "p95_cpu_s": _p95([one.work for one in documents]),
        "harmless_p95_cpu_s": _p95([one.work for one in harmless]),
    }


def _right(samples: Sequence[Sample], told: Sequence[Told]) -> Result:
    pairs = list(zip(samples, told, strict=True))
    documents = [pair for pair in pairs if pair[0].type != "none"]
    easy = [pair for pair in documents if pair[0].condition in _EASY]
    hard = [pair for pair in documents if pair[0].condition not in _EASY]
    negatives = [one for sample, one in pairs if sample.type == "none"]
    covered = [_covers(one, field) for sample, one in documents for field in sample.fields]
    return {
        "recall": _share([one.type != "none" for _, one in easy]),
        "type_accuracy": _share([one.type == sample.type for sample, one in easy]),
        "recall_hard": _share([one.type != "none" for _, one in hard]),
        "type_accuracy_hard": _share([one.type == sample.type for sample, one in hard]),
        "false_alarms": _share([one.type != "none" for one in negatives]),
        "covered": _share(covered),
    }


def _covers(told: Told, field: tuple[int, int, int, int]) -> bool:
    """Whether one box hides the whole field."""
    left, top, right, bottom = field
    return any(a <= left and b <= top and c >= right and d >= bottom for a, b, c, d in told.boxes)


def _memory(samples: Sequence[Sample], judge: Judge, pictures: int) -> Result:
    """What the worker holds after the labelled pictures, and after `pictures` judged in all."""
    before, most = judge.memory, judge.memory
    for number in range(len(samples), pictures):
        judge(samples[number % len(samples)])
        most = max(most, judge.memory)
    return {
        "rss_mb_before": before,
        "rss_mb_most": most,
        "rss_mb_after_1000": judge.memory,
        "judged": max(pictures, len(samples)),
    }


def _baseline(samples: Sequence[Sample]) -> Result:
    """RapidOCR as it comes, one thread; a document is what has a document's name in its text."""
    from handclasp.screen.images.rules import RULES  # noqa: PLC0415
    from handclasp.screen.images.words import tight  # noqa: PLC0415

    titles = [(title, rule.type) for rule in RULES for title in rule.titles if len(title) > 2]
    titles.sort(key=lambda one: -len(one[0]))
    read = _plain_reader()
    told = []
    for sample in samples:
        clock, work = time.perf_counter(), time.thread_time()
        text = tight("\n".join(read(sample.content)))
        kind = next((kind for title, kind in titles if title in text), "none")
        told.append(Told(kind, (), time.perf_counter() - clock, time.thread_time() - work))
    right = _right(samples, told)
    names = ("recall", "type_accuracy", "recall_hard", "type_accuracy_hard", "false_alarms")
    return {
        "baseline_pictures": len(samples),
        "baseline_mean_s": _mean([one.clock for one in told]),
        "baseline_mean_cpu_s": _mean([one.work for one in told]),
        **{f"baseline_{name}": right[name] for name in names},
    }


def _plain_reader() -> Callable[[bytes], Sequence[str]]:
    rapidocr: Any = importlib.import_module("rapidocr")
    threads = "EngineConfig.onnxruntime.intra_op_num_threads"
    engine = rapidocr.RapidOCR(params={threads: 1, "Global.log_level": "critical"})
    return lambda content: engine(content).txts or ()


def _share(held: Sequence[bool]) -> float:
    return round(sum(held) / len(held), 4) if held else 0.0


def _p95(values: Sequence[float]) -> float:
    return round(quantile(values, 0.95), 3)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0
