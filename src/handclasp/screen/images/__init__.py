"""Pictures and files: what is a document, or shows something sensitive, is found before anybody sees it.

Promises a verdict on pixels alone, without a server, a network or a file written; that a picture is called harmless
only after a full reading; and that hostile files are refused before they are decoded. See docs/reference/pictures.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from handclasp.screen.images.kinds import NEVER_KEPT, NONE, TEXT, TYPES, placeholder

__all__ = ["NEVER_KEPT", "NONE", "TEXT", "TYPES", "judge_image", "placeholder"]


def judge_image(path: str | Path) -> dict[str, Any]:
    """Judge a picture file, in this process: {"type", "boxes", "sure", "needs", "size", "reasons", "never_kept"}.

    `type` is one of TYPES or "none"; `boxes` are [left, top, right, bottom] in pixels of the upright picture and cover
    what would be masked (one box over everything for a placeholder); a PDF's are those of its first page that needs
    any. Raises the refusals of files/refusals.py.
    """
    from handclasp.screen.images.looking import look_at  # noqa: PLC0415 - brings the models

    return look_at(Path(path))
