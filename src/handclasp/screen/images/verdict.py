"""A verdict on one picture: what it is, what of it is to be hidden, and what said so."""

from __future__ import annotations

from typing import Literal

import msgspec

Needs = Literal["placeholder", "boxes", "none"]
Stage = Literal["fast", "full", "deep"]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the upright picture; right and bottom are not included."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a picture is: `type` is one of kinds.TYPES, or `none`; `sure` is 0 to 100.

    `needs` says what may enter the conversation: a placeholder only, a copy with `boxes` blackened, or the picture as
    it was re-encoded (`none`). `width` and `height` are those of the picture that its metadata turned upright; `boxes`
    are in its pixels, one over all of it for a placeholder. `reasons` are stable codes: `title`, `words:marks+labels`,
    names of numbers and zones, `text:TYPE`. `stage` is the pass that decided. `never_kept`: the original must be
    destroyed.
    """

    type: str
    sure: int
    needs: Needs
    boxes: tuple[Box, ...]
    width: int
    height: int
    reasons: tuple[str, ...]
    stage: Stage
    never_kept: bool = False
