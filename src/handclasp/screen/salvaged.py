"""Screening of salvaged records: words that were masked once, in another log, and are looked at again.

Promises that an old mask stays one, that what is found beside it is masked and kept as anywhere, and that nothing by
which the words behind a new mask could be found by trying (their salt, a signature over them) goes along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

from handclasp.records import Screened, Secret, Span
from handclasp.screen.facts import screen_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handclasp.records import Finding, Raw

_WORDLESS: Final = frozenset(
    {"kind", "author", "received", "sent", "id", "spans", "signature", "channel", "language", "media_type", "policy"}
)
"""Fields that hold no words of anybody's."""
_OF_THE_WORDS: Final = ("spans", "signature")


def screen_salvaged(raw: Raw, find: Callable[[str], list[Finding]]) -> Screened:
    """Mask what is found in the words beside the old masks; other fields in which something is found are closed."""
    old = cast("dict[str, dict[str, Any]]", _mapping(raw.facts.get("old")))
    salts = cast("dict[str, str]", _mapping(raw.facts.get("salts")))
    kept = cast("list[str]", raw.facts.get("kept", []))
    masked, spans, originals, dropped = None, list[Span](), list[Secret[str]](), False
    closed = {name for name, value in old.items() if name not in _WORDLESS and _found(name, value["v"], find)}
    if raw.text is not None:
        text = raw.text.reveal()
        masks = _masks(old.get("spans", {}).get("v"), len(text))
        findings = _beside(find(text), masks)
        masked, spans, originals, dropped = _put(text, findings, masks, kept)
        closed |= {"body", *_OF_THE_WORDS} if findings else set()
    facts = dict(raw.facts)
    if closed:
        facts |= {
            "old": {name: value for name, value in old.items() if name not in closed},
            "salts": {name: salt for name, salt in salts.items() if name not in closed},
        }
    return Screened(
        raw=msgspec.structs.replace(raw, facts=facts),
        masked=masked,
        spans=tuple(spans),
        originals=tuple(originals),
        anything_dropped=dropped,
    )


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _found(name: str, value: Any, find: Callable[[str], list[Finding]]) -> bool:
    screened, _, dropped = screen_json({name.replace("/", "_"): value}, find)
    return dropped or screened != {name.replace("/", "_"): value}


def _masks(listed: Any, length: int) -> list[dict[str, Any]]:
    """The old masks that lie in the words, in order, none over another."""
    found: list[dict[str, Any]] = []
    for one in sorted(listed or [], key=lambda item: tuple(item["at"])):
        start, end = one["at"]
        if (found[-1]["at"][1] if found else 0) <= start < end <= length:
            found.append(one)
    return found


def _beside(findings: Sequence[Finding], masks: Sequence[dict[str, Any]]) -> list[Finding]:
    """What was found that is no old mask; one that reaches into a mask takes the whole of it along."""
    found: list[Finding] = []
    for one in findings:
        start, end, inside = one.start, one.end, False
        for mask in masks:
            first, last = mask["at"]
            inside = inside or (first <= start and end <= last)
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        if inside:
            continue
        if found and found[-1].end > start:
            found[-1] = msgspec.structs.replace(found[-1], end=max(end, found[-1].end))
        else:
            found.append(msgspec.structs.replace(one, start=start, end=end))
    return found


def _put(
    text: str, findings: Sequence[Finding], masks: Sequence[dict[str, Any]], kept: Sequence[str]
) -> tuple[str, list[Span], list[Secret[str]], bool]:
    """The words with new masks put in and old ones left: masked text, spans, originals, was any dropped."""
    count = sum(not one.dropped for one in findings)
    free = [one for one in masks if not any(f.start < one["at"][1] and one["at"][0] < f.end for f in findings)]
    places: list[tuple[int, int, Finding | dict[str, Any]]] = [(one.start, one.end, one) for one in findings]
    places += [(one["at"][0], one["at"][1], one) for one in free]
    parts: list[str] = []
    spans: list[Span] = []
    originals: list[Secret[str]] = []
    at = length = 0
    for start, end, one in sorted(places, key=lambda place: place[0]):
        parts.append(text[at:start])
        length += start - at
        if isinstance(one, dict):
            words, number = text[start:end], _number(one, kept, count)
            spans.append(Span(str(one["type"]), length, length + len(words), str(one["by"]), int(one["sure"]), number))
        else:
            words, number = one.mask, None if one.dropped else len(originals)
            spans.append(Span(one.type, length, length + len(words), one.detector, one.sure, number))
            originals += [] if one.dropped else [Secret(text[start:end])]
        parts.append(words)
        length += len(words)
        at = end
    return "".join([*parts, text[at:]]), spans, originals, any(one.dropped for one in findings)


def _number(mask: dict[str, Any], kept: Sequence[str], before: int) -> int | None:
    """Where an old mask's original stands now; None where it was lost."""
    name = f"original/{mask.get('original')}"
    return before + kept.index(name) if name in kept else None
