"""What this browser keeps of what it was shown, for the day the house is lost: its key, its receipts, its page.

The lines lie encrypted in the browser; the house gives the key to whoever is signed in, and receipts of records that
this person may read, under one access record a call. It never sees what a browser keeps.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from handclasp.access.policy import Action, Circumstances
from handclasp.records import is_reason
from handclasp.web.console import reasons
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.web.console.services import Caches

MOST_AT_ONCE: Final = 500
_PSEUDONYM: Final = re.compile(r"[0-9a-f]{32}")
_SEQ: Final = re.compile(r"[1-9][0-9]{0,14}")


def keeps(staff: Staff) -> bool:
    """Whether browsers of this person's tenant keep anything."""
    caches = services().caches
    return caches is not None and caches.days(staff.tenant) > 0


def _caches(staff: Staff) -> Caches:
    caches = services().caches
    if caches is None or not keeps(staff):
        raise Http404
    return caches


@require_safe
@member
def page(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What this browser keeps; to take it out, or to wipe it."""
    caches = services().caches
    told = {
        "staff": staff,
        "at": "security",
        "keeps": keeps(staff),
        "days": caches.days(staff.tenant) if caches else 0,
        "most": caches.most if caches else 0,
    }
    return render(request, "handclasp/cache.html", told)


@require_POST
@member
def key(_request: HttpRequest, staff: Staff) -> HttpResponse:
    """The key, and the bounds: {account, key (base64), days, most}."""
    caches = _caches(staff)
    told = {
        "account": f"{staff.tenant}/{staff.username}",
        "key": b64encode(caches.key(staff.tenant, staff.username)).decode(),
        "days": caches.days(staff.tenant),
        "most": caches.most,
    }
    return JsonResponse(told)


@require_POST
@member
def drafts_key(_request: HttpRequest, staff: Staff) -> HttpResponse:
    """The key to what this person is writing, which no house ever sees: {key (base64)}."""
    caches = services().caches
    if caches is None:
        raise Http404
    return JsonResponse({"key": b64encode(caches.drafts_key(staff.tenant, staff.username)).decode()})


@require_POST
@member
def gone(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Of the pseudonyms in POST `conversation`, those that were erased: {gone: […]}."""
    asked = [name for name in request.POST.getlist("conversation")[:MOST_AT_ONCE] if _PSEUDONYM.fullmatch(name)]
    erased = _caches(staff).gone(staff.tenant, [bytes.fromhex(name) for name in asked])
    return JsonResponse({"gone": [name.hex() for name in erased]})


@require_POST
@member
def receipts(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Receipts of the records with POST `seq`, by seq, of those that this person may read."""
    _caches(staff)
    conversation = conversation_of(staff, pseudonym)
    why = reasons.why(request, conversation.hex)
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    seqs = sorted({int(seq) for seq in request.POST.getlist("seq")[:MOST_AT_ONCE] if _SEQ.fullmatch(seq)})
    if not seqs:
        services().gate.passed(who, Action.RECEIPT, name, Circumstances(reason=is_reason(why.reason)))
        return JsonResponse({})
    found = services().disclose.receipts(who, name, seqs, reason=why.reason or None)
    body = b",".join(b'"%d":%s' % (seq, document) for seq, document in found.items())
    return HttpResponse(b"{%s}" % body, content_type="application/json")
