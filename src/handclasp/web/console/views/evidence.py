"""Receipts, transcripts and evidence packs: what leaves the desk as proof.

Each asks `disclose`, which records it first; a pack or a transcript needs a purpose and a written reason.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from handclasp.access.policy import Action
from handclasp.web.console import words
from handclasp.web.console.guard import conversation_of, member, reader, require
from handclasp.web.console.services import services
from handclasp.web.console.tags import local

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.desk.models import Conversation

_STYLE: Final = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)
LEAST_REASON, MOST_REASON = 5, 500


@require_safe
@member
def receipt(request: HttpRequest, staff: Staff, pseudonym: str, seq: int) -> HttpResponse:
    """What the receipt of one record proves, and what it does not."""
    conversation = conversation_of(staff, pseudonym)
    document = services().disclose.receipt(reader(request, staff), bytes(conversation.pseudonym), seq)
    context = {"conversation": conversation, "seq": seq, "receipt": _facts(document)}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "handclasp/parts/receipt.html" if part else "handclasp/receipt.html", context)


@require_safe
@member
def receipt_file(request: HttpRequest, staff: Staff, pseudonym: str, seq: int) -> HttpResponse:
    """The receipt as a file."""
    conversation = conversation_of(staff, pseudonym)
    document = services().disclose.receipt(reader(request, staff), bytes(conversation.pseudonym), seq)
    name = f"{conversation.handle}-{seq}.receipt.json"
    return _download(document, "application/vnd.handclasp.receipt+json", name)


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


@require_http_methods(["GET", "HEAD", "POST"])
@member
def pack(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Ask what for (GET), then hand out the pack or the transcript (POST `purpose`, `reason`, `as`)."""
    conversation = conversation_of(staff, pseudonym)
    if request.method != "POST":
        return _form(request, conversation)
    require(staff, Action.EXPORT)
    purpose, reason = request.POST.get("purpose", ""), request.POST.get("reason", "").strip()
    problem = _problem(purpose, reason)
    if problem:
        return _form(request, conversation, problem, status=422)
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    if request.POST.get("as") == "transcript":
        document = services().disclose.transcript(who, name, purpose=purpose, reason=reason)
        return _page(services().render(document))
    content = services().disclose.pack(who, name, purpose=purpose, reason=reason)
    stamp = local(services().now()).strftime("%Y%m%d-%H%M")
    return _download(content, "application/zip", f"{conversation.handle}-{stamp}.handclasp.zip")


def _problem(purpose: str, reason: str) -> str:
    if purpose not in words.PURPOSES:
        return gettext("Choose what the pack is for.")
    if len(reason) < LEAST_REASON:
        return gettext("Write the reason in a few words; it is sealed with the export.")
    if len(reason) > MOST_REASON:
        return gettext("The reason is too long; 500 characters are enough.")
    return ""


def _form(request: HttpRequest, conversation: Conversation, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "conversation": conversation,
        "purposes": words.PURPOSES.items(),
        "problem": problem,
        "purpose": request.POST.get("purpose", ""),
        "reason": request.POST.get("reason", ""),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "handclasp/parts/pack.html" if part else "handclasp/pack.html", context, status=status)


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _page(page: bytes) -> HttpResponse:
    """A rendered transcript under a policy of its own: its own styles by their hashes, no script, nothing fetched."""
    styles = [base64.b64encode(hashlib.sha256(style).digest()).decode() for style in _STYLE.findall(page)]
    allowed = " ".join(f"'sha256-{style}'" for style in styles) or "'none'"
    policy = (
        f"default-src 'none'; style-src {allowed}; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox allow-popups allow-modals"
    )
    return HttpResponse(page, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy})
