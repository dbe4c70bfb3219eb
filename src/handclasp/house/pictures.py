"""Has files looked at in the worker's picture processes, and puts together what may be shown of them.

Promises that a file which breaks or outlasts its process is sealed as unreadable, but only while others can be looked
at: when nothing can, it raises, and every file stays held.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Final, Protocol

from PIL import Image

from handclasp.disclose.files import VOICE
from handclasp.house.judging import Judged, unreadable
from handclasp.records import Secret
from handclasp.screen.images import placeholder
from handclasp.screen.images.files import FileRefused
from handclasp.screen.images.judged import Judged as Found
from handclasp.screen.images.judged import Page
from handclasp.screen.images.pool import NotJudged

BY: Final = "pictures"
PDF: Final = "application/pdf"


class Pool(Protocol):
    """The picture processes (screen.images.pool.Pool)."""

    def judge(self, name: str, media_type: str, content: bytes) -> Found:
        """What a file is. Raises FileRefused, NotJudged, PoolClosed."""


class Pictures:
    """Judges one file at a time for each thread that asks."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def __call__(self, content: Secret[bytes], media_type: str, /) -> Judged:
        """What a file is, and what may be shown of it; raises when nothing can be looked at for now."""
        try:
            return judged(self._looked_at(content, media_type))
        except (FileRefused, NotJudged) as error:
            return unreadable(error.code)

    def _looked_at(self, content: Secret[bytes], media_type: str) -> Found:
        try:
            return self._pool.judge("", media_type, content.reveal())
        except NotJudged:
            # Is it this file, or can none be looked at? If a blank page can, it gets one more try.
            self._none_can_be()
            return self._pool.judge("", media_type, content.reveal())

    def _none_can_be(self) -> None:
        try:
            self._pool.judge("", "image/png", _blank())
        except NotJudged as error:
            message = "no picture can be looked at"
            raise RuntimeError(message) from error


def judged(found: Found) -> Judged:
    """What the processes found, as it is sealed: the worst page decides; pages that may be shown become one copy."""
    if found.kind == "voice":
        return Judged(VOICE, 100, BY)
    sealed = found.needs == "placeholder"
    worst = next(page.verdict for page in found.pages if page.verdict.needs == found.needs)
    copy, copy_type = (None, "") if sealed else _copy(found.pages)
    return Judged(
        type=found.type,
        sure=worst.sure,
        by=BY,
        reasons=tuple(worst.reasons),
        sealed=sealed,
        kept=not found.never_kept,
        copy=copy,
        copy_type=copy_type,
        pages=len(found.pages),
    )


def stands_for(type_: str, in_chinese: bool) -> str:  # noqa: FBT001 - as judging asks
    """What stands in the place of a sealed file."""
    return placeholder(type_, chinese=in_chinese)


def _copy(pages: Sequence[Page]) -> tuple[Secret[bytes], str]:
    if len(pages) == 1:
        return Secret(pages[0].copy), pages[0].media_type
    first, *rest = (Image.open(BytesIO(page.copy), formats=("PNG", "JPEG")) for page in pages)
    out = BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=150)
    return Secret(out.getvalue()), PDF


@cache
def _blank() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 64), "white").save(out, "PNG")
    return out.getvalue()
