"""Receipts, to read and to take along, and copies of files: what one record proves, and what may be shown of it.

Each asks `disclose`, which records it first. Whole conversations leave by `exports` alone.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handclasp.web.console import reasons
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.services import services
from handclasp.web.files import headers_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.desk.models import Conversation


@require_safe
@member
def receipt(request: HttpRequest, staff: Staff, pseudonym: str, seq: int) -> HttpResponse:
    """What the receipt of one record proves, and what it does not."""
    conversation = conversation_of(staff, pseudonym)
    document = _receipt(request, staff, conversation, seq)
    context = {"conversation": conversation, "seq": seq, "receipt": _facts(document)}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "handclasp/parts/receipt.html" if part else "handclasp/receipt.html", context)


@require_safe
@member
def receipt_file(request: HttpRequest, staff: Staff, pseudonym: str, seq: int) -> HttpResponse:
    """The receipt as a file."""
    conversation = conversation_of(staff, pseudonym)
    document = _receipt(request, staff, conversation, seq)
    name = f"{conversation.handle}-{seq}.receipt.json"
    return _download(document, "application/vnd.handclasp.receipt+json", name)


@require_safe
@member
def copy(request: HttpRequest, staff: Staff, pseudonym: str, seq: int) -> HttpResponse:
    """The copy of a file that may be shown: never the original, and nothing while it is held."""
    conversation = conversation_of(staff, pseudonym)
    why = reasons.why(request, conversation.hex)
    name = bytes(conversation.pseudonym)
    who = reader(request, staff)
    file = services().files.copy(who, name, seq, purpose=why.purpose, reason=why.reason or None)
    return HttpResponse(file.content.reveal(), content_type=file.media_type, headers=headers_of(seq, file.media_type))


def _receipt(request: HttpRequest, staff: Staff, conversation: Conversation, seq: int) -> bytes:
    """The receipt, fetched for the reason that was given for this conversation, if one was."""
    why = reasons.why(request, conversation.hex)
    name = bytes(conversation.pseudonym)
    return services().disclose.receipt(reader(request, staff), name, seq, reason=why.reason or None)


def _facts(document: bytes) -> dict[str, Any]:
    """What a person wants to know of a receipt (formats.md, section 5)."""
    told = json.loads(document)
    proof = told["proof"].split("\n")
    checkpoint = told["proof"].split("\n\n", 1)[1].split("\n")
    entry = base64.b64decode(told["entry"])
    return {
        "index": int(proof[1].removeprefix("index ")),
        "origin": checkpoint[0],
        "size": int(checkpoint[1]),
        "record": entry[25:57].hex(),
        "opened": sorted(told["record"]["openings"]),
        "closed": sorted(set(told["record"]["commitments"]) - set(told["record"]["openings"])),
        "steps": max(0, len(told["proof"].split("\n\n", 1)[0].split("\n")) - 2),
    }


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
