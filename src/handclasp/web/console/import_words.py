"""The words of imports: forms of files, what keeps a line or a file from coming in, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handclasp.web.console import words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

FORMATS: Final[dict[str, Text]] = {
    "ndjson": _("Messages as the API takes them (NDJSON)"),
    "telegram": _("Telegram"),
    "zendesk": _("Zendesk"),
    "intercom": _("Intercom"),
    "chatwoot": _("Chatwoot"),
    "whatsapp": _("WhatsApp"),
    "csv": _("Table (CSV, TSV)"),
}
"""Forms of files (`intake.formats.NAMES`)."""

_ENTRIES: Final = _("In an array of JSON it is the number of the entry.")

COUNTED: Final[dict[str, Text]] = {
    **dict.fromkeys(("zendesk", "intercom", "chatwoot"), _ENTRIES),
    "telegram": _("It is the number of the message among all that stand in the file."),
    "csv": _("The head of the table is line 1."),
}
"""What the number of a refused line counts, where it is not simply the file's lines."""

DATES: Final[dict[str, Text]] = {
    "dmy": _("day, month, year"),
    "mdy": _("month, day, year"),
    "ymd": _("year, month, day"),
}
"""The order of a date's parts (`intake.whatsapp.ORDERS`)."""

KINDS: Final[dict[str, Text]] = {
    "message": pgettext_lazy("counted", "Messages"),
    "note": pgettext_lazy("counted", "Internal notes"),
    "attachment": pgettext_lazy("counted", "Pictures and files"),
    "order-event": pgettext_lazy("counted", "Order events"),
}
"""Kinds of records that an import brings."""

REASONS: Final[dict[str, Text]] = {
    "attachment-too-large": _("The file with it is larger than may be taken."),
    "bad-base64": _("The file with it is not written in base64."),
    "bad-details": _("Its `details` hold what JSON in its plain form does not allow."),
    "bad-length": _("A name or id is empty or too long."),
    "bad-media-type": _("The media type of the file with it is none."),
    "bad-reference": _("What it answers to is no record's hash."),
    "bad-row": _(
        "It belongs to no message, or its cells do not fit the table's head: a quotation mark may be missing."
    ),
    "bad-signature": _("Its signature is not of the right form."),
    "bad-time": _("Its time cannot be read, or there is no such day."),
    "byte-order-mark": _("It starts with a byte order mark."),
    "clock-off": _("The time it was sent is in the future, or before 1970."),
    "control-character": _("It holds control characters, or is not UTF-8."),
    "conversation-reserved": _(
        "Customers' words in conversations of the widget come from the widget alone: file them under another name."
    ),
    "duplicate-key": _("An object has the same key twice."),
    "empty": _("There is nothing in it."),
    "field-not-allowed": _("A field does not belong to this kind of record."),
    "file-damaged": _("The file with it is cut off or broken."),
    "file-disguised": _("The file with it is not what it says, or two kinds at once."),
    "file-locked": _("The file with it needs a password."),
    "file-type-not-taken": _("Files of this type are not taken."),
    "idempotency-key-reused": _("It was imported before with another text; what stands stays."),
    "invalid-json": _("It is not one whole JSON object."),
    "invalid-utf8": _("It is not UTF-8."),
    "line-too-long": _("It is longer than a message can be."),
    "lone-surrogate": _("It holds half of a character."),
    "message-too-long": _("Its text is longer than one message may be (64 KiB)."),
    "missing-field": _("A field that every message needs is missing."),
    "not-found": _("Its conversation was erased, and stays so."),
    "erased": _("Its conversation was erased, and stays so."),
    "too-deep": _("It is nested too deeply."),
    "unknown-field": _("It has a field that is not known."),
    "unknown-kind": _("It is of no kind that is known here."),
    "unknown-role": _("Who spoke is none of: customer, agent, merchant, system."),
    "wrong-type": _("A field holds the wrong type of value."),
}
"""Why a line does not come in, by its code (`intake.errors`)."""

TROUBLE: Final[dict[str, Text]] = {
    "unknown-format": _(
        "This is none of the forms that come in, or a zip with no or several files of messages: unpack it, or say what "
        "it is."
    ),
    "dates-unclear": _("Whether the day or the month comes first cannot be told: say it below."),
    "no-column": _(
        "The table has no column for what every message needs: say below which column is what, such as text=Body."
    ),
    "bad-columns": _(
        "Write a line for each column, like text=Body: what it is, the sign =, its head. It can be conversation, id, "
        "author, role, text, sent, kind, channel or file."
    ),
    "invalid-json": _("The file is not whole: export it again, and let it finish."),
    "file-too-large": _("The file, or one entry of it, is too large: export it in parts."),
    "empty-file": _("There is nothing in this file."),
    "upload-too-large": _("A file may have 256 MiB here; larger ones come in by the command line."),
    "no-file": _("Choose a file. Without scripts a file may have 10 MiB."),
    "bad-piece": _("The file did not arrive as it was sent: choose it again."),
    "upload-incomplete": _("The file did not arrive whole: choose it again."),
    "upload-gone": _("The file is not here any more: choose it again."),
    "import-begun": _("It is being imported already, as it was read last."),
    "import-unread": _("See first what would come in, then import it."),
    "import-busy": _("It is being worked on: wait until that has ended."),
    "bad-zone": _("There is no such time zone: write it like Asia/Shanghai."),
    "overloaded": _("The log was busy for too long. Go on later; nothing is added twice."),
    "storage-full": _("There is no room left on the disk. Tell your administrator."),
    "database-unavailable": _("The store does not answer. Go on later; nothing is added twice."),
    "stopped": _("It stopped, and not because of the file. Go on; nothing is added twice."),
}
"""What is wrong with a file, or with what was asked for it."""


def reason(code: str, said: str, *, english: bool) -> str:
    """Why a line does not come in: in English the room's own sentence, which knows most."""
    return said if english else words.name(REASONS, code)


def trouble(code: str, said: str) -> str:
    """What is wrong with a file; the room's own sentence where there is no better."""
    return str(TROUBLE.get(code) or REASONS.get(code) or said)


def role(code: str) -> Any:
    """Who speaks."""
    return words.ROLES.get(code, code)
