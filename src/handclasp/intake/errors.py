"""What a door says when input cannot become a record: a stable code, the field, what is allowed instead.

An error never repeats what was sent, so it may be logged, shown and written into a report.
"""

from __future__ import annotations

from handclasp.records import Invalid


class InputError(Invalid):
    """Well-formed input that breaks a rule of a field; `field` is its dotted path, or None for the whole."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field


class Malformed(InputError):
    """The bytes are not one JSON object that every reader would understand alike."""


class TooLarge(InputError):
    """Input beyond a size limit; the message names the limit."""


MALFORMED = {
    "empty": "there is nothing in it",
    "byte-order-mark": "it starts with a byte order mark",
    "invalid-utf8": "it is not UTF-8",
    "invalid-json": "it is not one well-formed JSON object",
    "lone-surrogate": "a \\u escape is half of a surrogate pair",
    "duplicate-key": "an object has the same key twice",
    "too-deep": "it is nested too deeply",
}
"""Codes of `Malformed`, with a title each."""

INVALID = {
    "unknown-field": "a field is not known",
    "missing-field": "a required field is absent",
    "wrong-type": "a field has the wrong type",
    "unknown-kind": "`kind` is not one of those this door takes",
    "unknown-role": "`author.role` is not a known role",
    "bad-length": "a field is too short or too long",
    "control-character": "a field holds control characters",
    "bad-time": "`sent` is not a time",
    "clock-off": "`sent` is too far from our clock",
    "bad-base64": "an attachment's content is not base64",
    "bad-media-type": "an attachment's media type is not of the form type/subtype",
    "bad-reference": "`reply_to` is not a record's hash",
    "bad-details": "`details` holds what canonical JSON does not allow",
    "conversation-reserved": "customers' words in the widget's conversations come from the widget alone",
    "field-not-allowed": "a field does not belong to this kind of record",
    "idempotency-key-mismatch": "the header and the body name different keys",
}
"""Codes of plain `InputError`, with a title each."""

FILES = {
    "file-type-not-taken": "files of this type are not taken",
    "file-disguised": "the file is not what it says, or two kinds of file at once",
    "file-damaged": "the file is cut off or broken",
    "file-locked": "the file needs a password to be opened",
}
"""Codes of `InputError` for a file that is not taken, with a title each."""

TOO_LARGE = {
    "file-too-large": "the file is larger than may be taken, or would become so when it is opened",
    "message-too-long": "the text is longer than one message may be",
    "attachment-too-large": "the attachment is larger than allowed",
    "line-too-long": "the line is longer than a message can be",
}
"""Codes of `TooLarge`, with a title each."""

IMPORTED = {
    "unknown-format": "the file is none of the forms that can be brought in, or a zip with no or several such files",
    "dates-unclear": "whether day or month comes first cannot be told from a chat",
    "no-column": "a table has no column for what every message needs",
    "bad-row": "a line or row belongs to no message, or its cells do not fit the table's head",
}
"""Codes of `InputError` for a file of old conversations, with a title each."""
