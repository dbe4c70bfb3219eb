"""Fuzzing the text engine: no crash, spans in order, both gates alike, nothing planted slips through, and in time."""

from __future__ import annotations

import functools
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

from tests.fuzz.target import LONGEST_CALL, Target, held
from tests.fuzz.words import LONGEST, planted, text_of

from handclasp.records import Finding
from handclasp.screen import Engine, Match, engine, find_in_conversation
from handclasp.screen.gate import Plain
from handclasp.screen.masks import mask
from handclasp.screen.screener import masked

_HEAD: Final = 4
_MOST: Final = 1500
_MOST_PLAIN: Final = 300
"""Longer texts are not read by `re` alone as well: it takes a thousand times as long."""
_SHORT, _LONG = 2048, 16_384
_BREAK: Final = "\x1e"
_ROOT: Final = Path(__file__).parents[2]


@functools.cache
def _by_re() -> Engine:
    return Engine(make=Plain)


def screened(data: bytes) -> None:
    """One text, with a value planted: found, masked, the same through both gates."""
    how, text = data[:_HEAD], text_of(data[_HEAD:], _MOST)
    text, start, end = planted(text, how)
    matches = engine().matches(text)
    _in_order(matches, text)
    held(promise=_covered(matches, start, end), what=f"{text[start:end]!r} was not found whole: {matches}")
    findings = engine().find(text)
    held(promise=[match[:2] for match in matches] == [(one.start, one.end) for one in findings], what="two answers")
    _hidden(text, findings)
    if len(text) <= _MOST_PLAIN and how[3:4] < b"\x20":
        by_re = _by_re().matches(text)
        held(promise=by_re == matches, what=f"hyperscan {matches}, re {by_re}")


def talked(data: bytes) -> None:
    """Several messages: what is found in one alone stays found beside the others."""
    how, texts = data[:_HEAD], text_of(data[_HEAD:], _MOST).split(_BREAK)[:12]
    which = how[1] % len(texts) if len(how) > 1 else 0
    texts[which], start, end = planted(texts[which], how)
    found = find_in_conversation(texts)
    held(promise=len(found) == len(texts), what="a list for each message")
    for text, matches in zip(texts, found, strict=True):
        _in_order(matches, text)
        for match in engine().matches(text):
            held(promise=_covered(matches, match.start, match.end), what=f"{match} is lost among neighbours")
    held(promise=_covered(found[which], start, end), what=f"{texts[which][start:end]!r} was not found: {found}")


def timed(data: bytes) -> None:
    """A text that could be slow: its cost grows with its length, and at the greatest length it is done in time."""
    text = text_of(data, _LONG)
    if not text:
        return
    short, long = _cost(_filled(text, _SHORT)), _cost(_filled(text, _LONG))
    # Instrumented, each step of Python costs several times as much: what looks slow is timed in a process of its own.
    if long * (LONGEST / _LONG) > 3 * LONGEST_CALL or long > short * (_LONG / _SHORT) * 1.8 + 0.02:
        took = _clean(_filled(text, LONGEST))
        held(promise=took <= LONGEST_CALL, what=f"{took:.2f} s for {LONGEST} characters of {text[:200]!r}")


def _filled(text: str, length: int) -> str:
    return (text * (length // len(text) + 1))[:length]


def _cost(text: str) -> float:
    began = time.process_time()
    engine().matches(text)
    return time.process_time() - began


def _clean(text: str) -> float:
    """Seconds of processor time without instrumentation, the best of several."""
    clock = _clock()
    assert clock.stdin
    assert clock.stdout
    clock.stdin.write(text.encode("utf-8", "surrogatepass").hex() + "\n")
    clock.stdin.flush()
    return float(clock.stdout.readline())


@functools.cache
def _clock() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.fuzz.clock"]
    return subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _in_order(matches: Sequence[Match], text: str) -> None:
    at = 0
    for match in matches:
        held(promise=at <= match.start < match.end <= len(text), what=f"{match} of {len(text)} behind {at}")
        at = match.end


def _covered(matches: Sequence[Match], start: int, end: int) -> bool:
    for match in matches:
        if match.start <= start < match.end:
            start = match.end
    return start >= end


def _hidden(text: str, findings: Sequence[Finding]) -> None:
    """What is masked is gone: outside the masks stands what stood outside the findings, and no mask tells a value."""
    view, spans, originals, dropped = masked(text, findings)
    held(promise=dropped == any(one.dropped for one in findings), what="dropped")
    outside, kept, at, place = "", "", 0, 0
    for one, span in zip(findings, spans, strict=True):
        outside, kept = outside + view[at : span.start], kept + text[place : one.start]
        at, place = span.end, one.end
        held(promise=view[span.start : span.end] == one.mask, what="a mask stands elsewhere")
        if one.dropped:
            nothing = mask(one.type, "", dropped=True, chinese="已" in one.mask)
            held(promise=len(one.mask) <= len(nothing) + 8 and not any(map(str.isdigit, one.mask)), what=one.mask)
        value = text[one.start : one.end]
        held(promise=len(value) < 4 or value not in one.mask, what=f"{one.mask} tells {value!r}")
    held(promise=outside + view[at:] == kept + text[place:], what="something stands beside its mask")
    whole = [text[one.start : one.end] for one in findings if not one.dropped]
    held(promise=[original.reveal() for original in originals] == whole, what="originals")


def _seeds() -> Iterator[bytes]:
    random = Random(7)
    for which in range(32):
        body = bytes(random.choices(range(256), k=random.randrange(40)))
        yield bytes((which, random.randrange(256), which, 8 * which)) + body


def _slow_seeds() -> Iterator[bytes]:
    _clean("starts the clock")
    yield from (b"0", b"1 ", b"12 ", b"a@", b"a.", b"((", b"1-", b"sk-", b"ab ", b"1\n", b"A1-", b"O0")
    yield from (bytes((piece, 0x31, 0x20)) for piece in range(0x80, 0xF0, 8))


TARGETS: Final = {
    "text": Target(screened, _seeds, 400),
    "talk": Target(talked, _seeds, 300),
    "speed": Target(timed, _slow_seeds, 60),
}
