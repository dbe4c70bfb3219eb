"""PDFs as pictures: each page drawn within limits; nothing of the file itself ever goes on.

Promises that no script, form, attachment or link of the file is followed: pdfium draws pages, and only the drawings are
used. Never opens what needs a password.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pypdfium2

from handclasp.screen.images.files.pictures import Picture
from handclasp.screen.images.files.refusals import damaged, locked, too_large
from handclasp.screen.images.files.sniff import Accepted

MOST_PAGES: Final = 20
PAGE_SIDE: Final = 1800
"""The longer side at which a page is drawn: letters of 6 points are still read."""
_LONGEST_POINTS: Final = 14_400
_PASSWORD: Final = 4
"""FPDF_ERR_PASSWORD."""


def pages(accepted: Accepted) -> Iterator[Picture]:
    """Each page as a picture. Raises FileTooLarge, FileDamaged and FileLocked."""
    document = _document(accepted.content)
    try:
        if not 0 < len(document) <= MOST_PAGES:
            raise damaged() if not len(document) else too_large(f"{MOST_PAGES} pages")
        for number in range(len(document)):
            yield _drawn(document, number)
    finally:
        document.close()


def _document(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise locked() from None
        raise damaged() from None


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Picture:
    try:
        page = document[number]
        width, height = page.get_size()
        if not 0 < width <= _LONGEST_POINTS or not 0 < height <= _LONGEST_POINTS:
            raise too_large(f"{_LONGEST_POINTS // 72} inches a side")
        image = page.render(scale=PAGE_SIDE / max(width, height), may_draw_forms=False).to_pil().convert("RGB")
        page.close()
    except pypdfium2.PdfiumError:
        raise damaged() from None
    return Picture(image, True, image.width, image.height)  # noqa: FBT003 - a drawn page may be kept lossily
