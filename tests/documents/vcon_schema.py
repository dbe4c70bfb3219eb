"""The unsigned vCon as draft-ietf-vcon-vcon-core-04 (sections 2 and 4) describes it, as a JSON Schema for our tests.

Written from the draft's text. It is stricter than the draft's own: parameters that the draft does not name need an
extension, and these tests use none.
"""

from __future__ import annotations

from typing import Any, Final

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_DATE: Final = {"type": "string", "format": "date-time"}
_HASH: Final = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_FILE: Final[dict[str, Any]] = {
    "mediatype": {"type": "string", "pattern": "^[a-z]+/[A-Za-z0-9.+-]+"},
    "filename": _TEXT,
    "body": _TEXT,
    "encoding": {"enum": ["base64url", "json", "none"]},
    "url": {"type": "string", "format": "uri", "pattern": "^https://"},
    "content_hash": _HASH,
}
_INLINE: Final = {"body": ["encoding", "mediatype"], "encoding": ["body"], "url": ["content_hash"]}
"""Section 2.3 and 2.4: what must stand beside what."""


def _object(properties: dict[str, Any], required: list[str], **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        "dependentRequired": _INLINE,
        **more,
    }


PARTY: Final = _object(
    {
        **dict.fromkeys(("tel", "sip", "stir", "mailto", "name", "did", "validation", "gmlpos"), _TEXT),
        "uuid": {"type": "string", "format": "uuid"},
    },
    [],
    dependentRequired={"name": ["validation"]},
)
DIALOG: Final = _object(
    {
        "type": {"enum": ["recording", "text", "transfer", "incomplete"]},
        "start": _DATE,
        "duration": {"type": "number", "minimum": 0},
        "parties": {"anyOf": [_COUNT, {"type": "array", "items": _COUNT}]},
        "originator": _COUNT,
        "application": _TEXT,
        "message_id": _TEXT,
        **_FILE,
    },
    ["type", "start"],
)
ATTACHMENT: Final = _object(
    {"purpose": _TEXT, "start": _DATE, "party": _COUNT, "dialog": _COUNT, **_FILE}, ["start", "party", "dialog"]
)
VCON: Final = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        {
            "vcon": {"const": "0.4.0"},
            "uuid": {
                "type": "string",
                "format": "uuid",
                "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
            },
            "created_at": _DATE,
            "updated_at": _DATE,
            "subject": _TEXT,
            "parties": {"type": "array", "items": PARTY},
            "dialog": {"type": "array", "items": DIALOG},
            "attachments": {"type": "array", "items": ATTACHMENT},
        },
        ["uuid", "created_at", "parties"],
    ),
}
