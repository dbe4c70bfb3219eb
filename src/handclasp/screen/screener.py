"""Screening a record: what is sensitive in its words is replaced by masks, and kept apart or dropped.

Promises that the masked text holds nothing of a finding but what its mask shows on purpose, that putting the originals
back in place of their masks gives the text as typed (where nothing was dropped), and that a clean text costs one scan.
Never raises on any text, never keeps what the design says is never stored, never logs.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

import msgspec

from handclasp.records import SCREENED_KINDS, Kind, Raw, Screened, Secret, Span
from handclasp.screen.engine import Engine, engine
from handclasp.screen.facts import screen_json
from handclasp.screen.salvaged import screen_salvaged
from handclasp.screen.tuning import DEFAULT, Tuning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handclasp.records import Finding
    from handclasp.screen.types import Custom


class Screener:
    """Turns Raw records into Screened ones; safe from any number of threads.

    Without an engine of its own it uses the one with all detectors, compiled when it is first needed. `tuning` gives a
    tenant's thresholds by its name, `types` its own types; both quickly.
    """

    def __init__(
        self,
        engine_: Engine | None = None,
        tuning: Callable[[str], Tuning] = lambda _: DEFAULT,
        types: Callable[[str], Sequence[Custom]] = lambda _: (),
    ) -> None:
        self._own = engine_
        self._tuning = tuning
        self._types = types

    @cached_property
    def _engine(self) -> Engine:
        return self._own or engine()

    def find(self, text: str) -> list[Finding]:
        """Return what is sensitive in `text`."""
        return self._engine.find(text)

    def screen(self, raw: Raw) -> Screened:
        """Mask the text (of an attachment: its file name), and in `facts["details"]`, of kinds that have a body.

        `originals` are those of the text in order, then those of the details. Kinds that have no body pass untouched.
        """
        if raw.kind not in SCREENED_KINDS:
            return Screened(raw=raw, masked=None, spans=(), originals=(), anything_dropped=False)
        text = raw.text if raw.text is not None or raw.attached is None else Secret(raw.attached.name)
        find = partial(self._engine.find, tuning=self._tuning(raw.tenant), more=self._types(raw.tenant))
        if raw.kind is Kind.SALVAGED:
            return screen_salvaged(raw, find)
        masked, spans, originals, dropped = _masked(text, find)
        if "details" in raw.facts:
            details, more, more_dropped = screen_json(raw.facts["details"], find)
            raw = msgspec.structs.replace(raw, facts={**raw.facts, "details": details})
            originals, dropped = [*originals, *more], dropped or more_dropped
        return Screened(
            raw=raw, masked=masked, spans=tuple(spans), originals=tuple(originals), anything_dropped=dropped
        )


def _masked(
    secret: Secret[str] | None, find: Callable[[str], list[Finding]]
) -> tuple[str | None, list[Span], list[Secret[str]], bool]:
    if secret is None:
        return None, [], [], False
    text = secret.reveal()
    findings = find(text)
    if not findings:
        return text, [], [], False
    return masked(text, findings)


def masked(text: str, findings: Sequence[Finding]) -> tuple[str, list[Span], list[Secret[str]], bool]:
    """Replace findings (in order, not overlapping) by their masks: masked text, spans, originals, was any dropped."""
    parts: list[str] = []
    spans: list[Span] = []
    originals: list[Secret[str]] = []
    at = length = 0
    for one in findings:
        length += one.start - at
        parts += (text[at : one.start], one.mask)
        number = None if one.dropped else len(originals)
        if number is not None:
            originals.append(Secret(text[one.start : one.end]))
        spans.append(Span(one.type, length, length + len(one.mask), one.detector, one.sure, number))
        length += len(one.mask)
        at = one.end
    parts.append(text[at:])
    return "".join(parts), spans, originals, any(one.dropped for one in findings)
