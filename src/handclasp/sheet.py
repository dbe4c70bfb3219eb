"""A paper (PDF, TIFF, BMP) as one picture, drawn in a process of its own: what a stranger's file does to it ends there.

Promises bounds on the process's memory and time, and that only pixels come out of it. What it reads and writes goes
through pipes; nothing is written to disk.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from io import BytesIO
from typing import Final

from PIL import Image

from handclasp import pixels

PAPERS: Final = frozenset({"application/pdf", "image/bmp", "image/tiff"})
"""What is drawn here."""

SECONDS: Final = 30
LONGEST: Final = 28_000
"""Pixels: pages are made smaller until all of them are no taller together."""

MOST_BYTES: Final = 32 << 20
_PICTURES: Final = pixels.Limits(MOST_BYTES, 30_000_000, 20_000)
_MEMORY: Final = 1536 << 20
_GAP: Final = 12


class NotDrawn(Exception):
    """It is damaged, locked, too large, has too many pages, or takes too much to draw."""


def sheet(content: bytes) -> bytes:
    """The pages of a paper below each other, as a JPEG. Raises NotDrawn."""
    if len(content) > MOST_BYTES:
        raise NotDrawn
    command = [sys.executable, "-m", "handclasp.sheet"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise NotDrawn from None
    if done.returncode or not done.stdout:
        raise NotDrawn
    return done.stdout


def main() -> None:
    """Read a paper from standard input, and write the picture to standard output."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    content = sys.stdin.buffer.read()
    pages = _pages(content) if content.startswith(b"%PDF") else [pixels.decoded(content, ("BMP", "TIFF"), _PICTURES)[0]]
    sys.stdout.buffer.write(_below_each_other(pages))


def _pages(content: bytes) -> list[Image.Image]:
    from handclasp.screen.images.files import pdf  # noqa: PLC0415 - the larger half of what is imported
    from handclasp.screen.images.files.sniff import Accepted  # noqa: PLC0415

    return [picture.image for picture in pdf.pages(Accepted("", "application/pdf", "document", content))]


def _below_each_other(pages: list[Image.Image]) -> bytes:
    most = LONGEST // len(pages) - _GAP
    for page in pages:
        page.thumbnail((most, most))
    tall = sum(page.height for page in pages) + _GAP * (len(pages) - 1)
    drawn = Image.new("RGB", (max(page.width for page in pages), tall), "gray")
    at = 0
    for page in pages:
        drawn.paste(page, (0, at))
        at += page.height + _GAP
    out = BytesIO()
    drawn.save(out, "JPEG", quality=90)
    return out.getvalue()


if __name__ == "__main__":
    main()
