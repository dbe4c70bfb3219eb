"""A conversation as a vCon, the IETF's container for conversations (draft-ietf-vcon-vcon-core-04, unsigned form).

What was said is dialog, files are attachments; notes and events too, as JSON. The evidence pack lies inside as an
attachment: the vCon itself proves nothing, the pack does. Masked as the transcript is; nobody's address or number.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from handclasp.documents.lines import SAID, Line, Told, told
from handclasp.documents.spreadsheet import moment

FORMAT: Final = "vCon 0.4.0"
_SYNTAX: Final = "0.4.0"
_TEXT: Final = "text/plain"
_Object = dict[str, Any]


def vcon(transcript: bytes, watermark: Mapping[str, Any], pack: bytes) -> bytes:
    """Return the vCon of a transcript; raises Fault when it is not consistent.

    `watermark` is {"who": text, "when": ms, "why": text}: the vCon was created at that time. `pack` is the evidence
    pack (a zip) made of the same transcript.
    """
    document = told(transcript)
    speakers = sorted({(line.role, line.author) for line in document.lines})
    parties = {speaker: number for number, speaker in enumerate(speakers)}
    dialog: list[_Object] = []
    attachments: list[_Object] = []
    for line in document.lines:
        party = parties[line.role, line.author]
        if line.kind in SAID or (line.kind == "attachment" and line.text):
            dialog.append(_dialog(line, party))
        if line.kind not in SAID:
            attachments.append(_attachment(line, party, max(len(dialog) - 1, 0)))
    keeper = parties[document.lines[-1].role, document.lines[-1].author]
    attachments.append(_evidence(watermark, keeper, pack))
    made = {
        "vcon": _SYNTAX,
        "uuid": _uuid(document, watermark),
        "created_at": moment(int(watermark["when"])),
        "subject": f"Handclasp conversation {document.transcript.conversation.hex()}",
        "parties": [_party(role, author) for role, author in speakers],
        "dialog": dialog,
        "attachments": attachments,
    }
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def _party(role: str, author: str) -> _Object:
    # No contact and no person's name: a role, and the id that the desk uses.
    return {"name": f"{role}:{author}", "validation": "none"}


def _dialog(line: Line, party: int) -> _Object:
    said: _Object = {"type": "text", "start": _start(line), "parties": [party], "message_id": line.hash}
    if channel := line.facts.get("channel"):
        said["application"] = str(channel)
    if line.text is None:  # closed: left out, as the draft allows of a redacted dialog
        return said
    return said | {"mediatype": _TEXT, "body": line.text, "encoding": "none"}


def _attachment(line: Line, party: int, dialog: int) -> _Object:
    """A file, by its type alone (its bytes lie in the pack), or what else was recorded, as JSON."""
    about: _Object = {"purpose": line.kind, "start": _start(line), "party": party, "dialog": dialog}
    if line.kind == "attachment":
        return about | ({"mediatype": str(line.facts["media_type"])} if line.facts.get("media_type") else {})
    recorded: _Object = {"number": line.seq, "log_index": line.place, "record": line.hash, "facts": dict(line.facts)}
    if line.text is not None:
        recorded["text"] = line.text
    return about | {
        "mediatype": "application/json",
        "body": json.dumps(recorded, ensure_ascii=False, sort_keys=True),
        "encoding": "json",
    }


def _evidence(watermark: Mapping[str, Any], keeper: int, pack: bytes) -> _Object:
    return {
        "purpose": "evidence",
        "start": moment(int(watermark["when"])),
        "party": keeper,
        "dialog": 0,
        "mediatype": "application/zip",
        "filename": "evidence.handclasp.zip",
        "body": base64.urlsafe_b64encode(pack).rstrip(b"=").decode(),
        "encoding": "base64url",
    }


def _start(line: Line) -> str:
    """When it was said by our clock: the sender's own is a claim, and stands in the transcript."""
    return moment(line.received)


def _uuid(document: Told, watermark: Mapping[str, Any]) -> str:
    """A UUID of version 8 (RFC 9562) of time, log and conversation: the same export has the same."""
    of = f"{document.transcript.origin}\n{document.transcript.conversation.hex()}\n{document.lines[-1].hash}"
    digest = int.from_bytes(hashlib.sha256(of.encode()).digest()[:10])
    value = (int(watermark["when"]) & (1 << 48) - 1) << 80 | digest
    value = value & ~(0xF << 76) | 8 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
