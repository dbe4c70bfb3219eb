"""Files that customers and agents send: what they really are, whether they may be taken, and how they are written anew.

Promises that nothing of a file goes on but what was drawn anew from it, and that hostile ones get a clear refusal.
"""

from __future__ import annotations

from handclasp.screen.images.files.pictures import Picture, masked_copy, opened, reencode
from handclasp.screen.images.files.refusals import (
    Disguised,
    FileDamaged,
    FileLocked,
    FileRefused,
    FileTooLarge,
    TypeNotTaken,
)
from handclasp.screen.images.files.sniff import MOST_BYTES, Accepted, accept

__all__ = [
    "MOST_BYTES",
    "Accepted",
    "Disguised",
    "FileDamaged",
    "FileLocked",
    "FileRefused",
    "FileTooLarge",
    "Picture",
    "TypeNotTaken",
    "accept",
    "masked_copy",
    "opened",
    "reencode",
]
