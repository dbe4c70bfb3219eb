"""The forms beside the evidence pack in which a conversation may leave (`disclose.export`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from handclasp.disclose.export import Form
from handclasp.documents import spreadsheet, transcript, vcon

FORMS: Final[Mapping[str, Form]] = {
    "pdf-zh": Form(f"{transcript.FORMAT} zh", ".pdf", carries=True, make=partial(transcript.transcript_pdf, "zh")),
    "pdf-en": Form(f"{transcript.FORMAT} en", ".pdf", carries=True, make=partial(transcript.transcript_pdf, "en")),
    "vcon": Form(vcon.FORMAT, ".vcon.json", carries=True, make=vcon.vcon),
    "csv": Form(spreadsheet.FORMAT, ".csv", carries=False, make=spreadsheet.spreadsheet),
}
"""By the name under which people ask for them."""
