"""What a detector is: a type, the gate patterns that wake it, and a look at the text.

Promises that adding a type is adding one file with one `DETECTOR` and naming it in `detectors/__init__.py`. A detector
never sees a text that did not wake it, never raises on any text, and takes time linear in the text's length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from handclasp.screen.gate import Pattern
    from handclasp.screen.text import Text


class Found(NamedTuple):
    """One sensitive span: code points of the text, certainty 0-100, and what the mask may show of it.

    `label` names the mask where it is not the one of the detector's type (e.g. a landline among phones).
    """

    start: int
    end: int
    sure: int
    shown: str = ""
    label: str = ""


class Detector(Protocol):
    """Finds one type of sensitive text."""

    @property
    def name(self) -> str:
        """Stable name, kept with every finding."""

    @property
    def type(self) -> str:
        """The type of what it finds, e.g. `PHONE`."""

    @property
    def gate(self) -> tuple[Pattern, ...]:
        """What wakes it."""

    def spans(self, text: Text) -> Iterable[Found]:
        """Return what is sensitive; spans may overlap."""


class Finder(msgspec.Struct, frozen=True):
    """The usual detector: a function with its name, type and gate patterns."""

    name: str
    type: str
    gate: tuple[Pattern, ...]
    look: Callable[[Text], Iterable[Found]]

    def spans(self, text: Text) -> Iterable[Found]:
        """Return what is sensitive; spans may overlap."""
        return self.look(text)
