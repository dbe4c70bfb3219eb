"""From a file to what may be shown of it: taken or refused, decoded, judged page by page, written anew.

Promises that a copy shows nothing of what its verdict hides, and that there is no copy where a placeholder is needed.
This is what a worker does with the bytes it is given; it keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from handclasp.screen.images.files import Accepted, Picture, accept, masked_copy, opened, reencode
from handclasp.screen.images.files.sniff import Kind
from handclasp.screen.images.judge import judge
from handclasp.screen.images.kinds import NONE
from handclasp.screen.images.verdict import Needs, Verdict

_WORST: Final[tuple[Needs, ...]] = ("none", "boxes", "placeholder")


class Page(msgspec.Struct, frozen=True):
    """One page: its verdict, and the copy that may be shown (empty where a placeholder must be)."""

    verdict: Verdict
    copy: bytes
    media_type: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A file after judging: `media_type` is its real one; a picture has one page, a voice note none.

    `type`, `needs` and `never_kept` are those of the worst page. A voice note needs `none` here: who may play it is
    decided elsewhere.
    """

    media_type: str
    kind: Kind
    type: str
    needs: Needs
    never_kept: bool
    pages: tuple[Page, ...]


def judge_file(name: str, media_type: str, content: bytes) -> Judged:
    """Judge a file as it came in. Raises the refusals of files/refusals.py."""
    accepted = accept(name, media_type, content)
    pages = tuple(_page(picture) for picture in _pictures(accepted))
    worst = max((page.verdict for page in pages), key=lambda one: _WORST.index(one.needs), default=None)
    return Judged(
        media_type=accepted.media_type,
        kind=accepted.kind,
        type=worst.type if worst else NONE,
        needs=worst.needs if worst else "none",
        never_kept=any(page.verdict.never_kept for page in pages),
        pages=pages,
    )


def _pictures(accepted: Accepted) -> Iterator[Picture]:
    if accepted.kind == "picture":
        yield opened(accepted)
    elif accepted.kind == "document":
        from handclasp.screen.images.files.pdf import pages  # noqa: PLC0415 - pdfium is loaded for PDFs only

        yield from pages(accepted)


def _page(picture: Picture) -> Page:
    verdict = judge(picture.pixels(), (picture.width, picture.height))
    if verdict.needs == "placeholder":
        return Page(verdict, b"", "")
    copy, media_type = masked_copy(picture, verdict.boxes) if verdict.boxes else reencode(picture)
    return Page(verdict, copy, media_type)
