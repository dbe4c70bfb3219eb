"""The records that hide later what stood open: what turned out sensitive is masked, and the record says why.

Promises that what is masked already stays masked, that what is never stored is not kept here either, and that the same
finding twice is the same record. It reads nothing and appends nothing: whoever has the views does.
"""

from __future__ import annotations

import re
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from handclasp.records import Kind, Raw, Secret, Span, spans_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from handclasp.records import Author, Finding, Value, View

HIDING: Final = ("body", "spans")
"""What `hide` names when other words stand in the place of a body."""

OWN: Final = 0
"""Until it has its place, a rescreen record calls itself by this seq in the spans of what it keeps."""

NOTHING: Final = "\ufffc"
"""Stands for each character of a mask where only what is open is looked at: nothing joins across it."""

_MEANT: Final = re.compile(r"\w")


class Words(NamedTuple):
    """Words with their masks; `originals` are those that the rescreen record itself keeps (spans `within` OWN)."""

    masked: str
    spans: tuple[Span, ...]
    originals: tuple[str, ...] = ()


def open_text(view: View) -> str:
    """A view's words with nothing where the masks stand; offsets hold."""
    text = view.body or ""
    for span in view.spans:
        text = text[: span.start] + NOTHING * (span.end - span.start) + text[span.end :]
    return text


def mask_more(text: str, spans: Sequence[Span], findings: Sequence[Finding]) -> Words | None:
    """Mask findings (offsets of `text`) in words that have masks already; None when nothing of them stands open.

    Of a finding that reaches into a mask only what the mask leaves open is masked.
    """
    masks = sorted(spans, key=lambda span: span.start)
    parts = [part for one in sorted(findings, key=lambda f: f.start) for part in _open_parts(text, one, masks)]
    if not parts:
        return None
    made = _Masking(text)
    whole: list[tuple[int, int, Span | Finding]] = [*((s.start, s.end, s) for s in masks), *parts]
    for start, end, what in sorted(whole, key=lambda item: item[:2]):
        if start >= made.at:
            made.put(start, end, what)
    return made.words()


class _Masking:
    """Words being written anew, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._out = ""
        self._spans: list[Span] = []
        self._originals: list[str] = []
        self.at = 0

    def put(self, start: int, end: int, what: Span | Finding) -> None:
        self._out += self._text[self.at : start]
        self.at, begin = end, len(self._out)
        if isinstance(what, Span):
            self._out += self._text[start:end]
            self._spans.append(msgspec.structs.replace(what, start=begin, end=len(self._out)))
            return
        self._out += what.mask
        number = None if what.dropped else len(self._originals)
        if not what.dropped:
            self._originals.append(self._text[start:end])
        within = None if what.dropped else OWN
        self._spans.append(Span(what.type, begin, len(self._out), what.detector, what.sure, number, within))

    def words(self) -> Words:
        return Words(self._out + self._text[self.at :], tuple(self._spans), tuple(self._originals))


def _open_parts(text: str, one: Finding, masks: Sequence[Span]) -> Iterator[tuple[int, int, Finding]]:
    """What no mask covers of a finding. Beside a mask, spaces and marks alone are no part of a secret."""
    at, touched = one.start, False
    for mask in masks:
        if mask.end > at and mask.start < one.end:
            if _MEANT.search(text, at, max(at, mask.start)):
                yield at, mask.start, one
            at, touched = mask.end, True
    if at < one.end and (not touched or _MEANT.search(text, at, one.end)):
        yield at, one.end, one


class Said(NamedTuple):
    """Who says it, of which tenant, when (ms), and why."""

    tenant: str
    author: Author
    now: int
    reason: str


def rescreened(
    view: View,
    said: Said,
    words: Words | None = None,
    *,
    hide: Sequence[str] = (),
    release: Sequence[str] = (),
    facts: Mapping[str, Value] = MappingProxyType({}),
) -> Raw:
    """The rescreen record that says of a view's record that `words` stand in its body's place (None: nothing of that).

    Where `words` mask more than before, `hide` names the body and its spans (HIDING). `facts` are `verdict`, `copy` and
    what else the kind knows. The same said again by the same of the same state is the same record.
    """
    told: dict[str, Value] = {"hide": list(hide), "release": list(release), "reason": said.reason, **facts}
    originals: tuple[str, ...] = ()
    if words is not None:
        originals = words.originals
        told |= {"masked": words.masked} | ({"spans": spans_json(words.spans, OWN)} if words.spans else {})
    state = [view.record.hex(), view.changed.seq if view.changed else 0, str(said.author), told, originals]
    return Raw(
        tenant=said.tenant,
        conversation=view.conversation.hex(),
        by_pseudonym=True,
        key=f"rescreen/{sha256(_content.encode(state)).hexdigest()}",
        kind=Kind.RESCREEN,
        author=said.author,
        received=said.now,
        facts={"target": view.record, **told},
        originals=tuple(Secret(one) for one in originals),
    )


_content = msgspec.json.Encoder(order="sorted")
