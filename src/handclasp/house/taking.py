"""What every door asks of a file before anything of it is sealed: whether it is of a kind that is taken, and harmless.

It looks at beginnings, ends and heads alone, and decodes nothing. What is not taken is refused with a stable code and a
sentence for the sender, and nothing was stored. What is taken goes on under the type that its bytes have.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from handclasp import pixels
from handclasp.intake.errors import InputError, TooLarge
from handclasp.records import Raw, Screened
from handclasp.screen.images.files import FileRefused, FileTooLarge, accept
from handclasp.screen.images.files.pictures import LONGEST_SIDE, MOST_PIXELS, MOST_PIXELS_WHOLE
from handclasp.screen.images.files.refusals import damaged, too_large
from handclasp.screen.images.files.sniff import MOST_BYTES, Accepted

_FORMATS: Final = ("PNG", "JPEG", "MPO", "WEBP", "GIF", "BMP", "TIFF")


def taken(raw: Raw) -> Raw:
    """The record with its file's real type; raises InputError when the file is not taken."""
    if raw.attached is None:
        return raw
    attached = raw.attached
    try:
        accepted = accept(attached.name, attached.media_type, attached.content.reveal())
        if accepted.kind == "picture":
            _measured(accepted)
    except FileRefused as refused:
        kind = TooLarge if isinstance(refused, FileTooLarge) else InputError
        raise kind(refused.code, _sentence(str(refused)), "attachment") from None
    return msgspec.structs.replace(raw, attached=msgspec.structs.replace(attached, media_type=accepted.media_type))


def _measured(accepted: Accepted) -> None:
    """Refuse a picture whose head announces more than may be decoded, or is broken."""
    most = MOST_PIXELS if accepted.media_type == "image/jpeg" else MOST_PIXELS_WHOLE
    try:
        pixels.measured(accepted.content, _FORMATS, pixels.Limits(MOST_BYTES, most, LONGEST_SIDE))
    except pixels.TooLarge:
        raise too_large(f"{most // 1_000_000} million pixels or {LONGEST_SIDE} a side") from None
    except pixels.Damaged:
        raise damaged() from None


def screening(screen: Callable[[Raw], Screened]) -> Callable[[Raw], Screened]:
    """The screen, behind this question: no record gets to it with a file that is not taken."""
    return lambda raw: screen(taken(raw))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
