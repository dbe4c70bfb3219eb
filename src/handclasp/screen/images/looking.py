"""Judging a file by its path, for people who want to score the engine: no server, no worker, one answer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from handclasp.screen.images.files import MOST_BYTES, Picture, accept, opened
from handclasp.screen.images.files.refusals import too_large
from handclasp.screen.images.judge import judge
from handclasp.screen.images.kinds import NONE
from handclasp.screen.images.verdict import Verdict

_ORDER: Final = ("none", "boxes", "placeholder")


def look_at(path: Path) -> dict[str, Any]:
    """See handclasp.screen.images.judge_image."""
    if path.stat().st_size > MOST_BYTES:
        raise too_large(f"{MOST_BYTES // 2**20} MiB")
    accepted = accept(path.name, "", path.read_bytes())
    if accepted.kind == "voice":
        return {
            "type": NONE,
            "boxes": [],
            "sure": 100,
            "needs": "none",
            "size": [0, 0],
            "reasons": [],
            "never_kept": False,
        }
    if accepted.kind == "picture":
        pictures: Iterable[Picture] = (opened(accepted),)
    else:
        from handclasp.screen.images.files.pdf import pages  # noqa: PLC0415 - pdfium is loaded for PDFs only

        pictures = pages(accepted)
    verdicts = [judge(picture.pixels(), (picture.width, picture.height)) for picture in pictures]
    return _told(max(verdicts, key=lambda one: _ORDER.index(one.needs)))


def _told(verdict: Verdict) -> dict[str, Any]:
    return {
        "type": verdict.type,
        "boxes": [list(box) for box in verdict.boxes],
        "sure": verdict.sure,
        "needs": verdict.needs,
        "size": [verdict.width, verdict.height],
        "reasons": list(verdict.reasons),
        "never_kept": verdict.never_kept,
    }
