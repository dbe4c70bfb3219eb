"""Taking a conversation out of the house: asked for with purpose and reason, and made once a second person said yes.

Nothing leaves by an address: the file is the answer to one POST of the person who asked. To whoever may not export,
these pages do not exist; that they tried is recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handclasp.access.policy import Action, Need
from handclasp.borders import BadDestination, NoBasis
from handclasp.desk.merging import goes_on, going_on_in
from handclasp.disclose.consent_words import LONGEST
from handclasp.disclose.consents import NoConsent
from handclasp.disclose.export import SHORTEST, USUAL, BadExport
from handclasp.disclose.purposes import table
from handclasp.records import Refused, Secret
from handclasp.web.console import reasons, words
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.meaning import in_language
from handclasp.web.console.services import services
from handclasp.web.console.views.approvals import seen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.desk.models import Conversation

_MOST_SECRET = 1024
_INNER = frozenset({"later", "ends"})
"""Classes of records that hold nothing of their own."""


@require_http_methods(["GET", "HEAD", "POST"])
@member
def ask(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Ask for a conversation as it stands now; POST `purpose`, `reason`, `form`, `region`, `recipient`."""
    conversation = seen(lambda: conversation_of(staff, pseudonym))
    who = reader(request, staff)
    _may_ask(who, conversation)
    if request.method != "POST":
        return _form(request, staff, conversation)
    purpose, reason = request.POST.get("purpose", ""), request.POST.get("reason", "").strip()
    form = request.POST.get("form", USUAL)
    if problem := _problem(purpose, reason, form):
        return _form(request, staff, conversation, problem)
    name = bytes(conversation.pseudonym)
    to, recipient = (request.POST.get(field, "").strip() for field in ("region", "recipient"))
    given = {"purpose": purpose, "reason": reason, "form": form, "to": to, "recipient": recipient[:LONGEST]}
    try:
        wanted = services().exports.request(who, name, **given)
    except (BadDestination, NoBasis) as error:
        return _form(request, staff, conversation, across(error))
    except NoConsent as error:
        return _form(request, staff, conversation, in_language(error), lacks_consent=True)
    return redirect("approval", services().approvals.request(who, wanted).request)


def across(error: BadDestination | NoBasis) -> str:
    """What is wrong with where it goes, in the reader's words."""
    if isinstance(error, NoBasis):
        return in_language(error)
    return gettext("Say where it goes by the code of a country or region, such as CN, SG, DE or EU.")


def _may_ask(who: Reader, conversation: Conversation) -> None:
    name = bytes(conversation.pseudonym)
    decision = services().exports.decision(who, name)
    if not decision.allowed and Need.APPROVAL not in decision.needs:
        try:
            services().gate.refuse(who, Action.EXPORT, decision, name)
        except Refused as error:
            raise Http404 from error


def _problem(purpose: str, reason: str, form: str) -> str:
    if form not in services().exports.forms:
        return gettext("Choose what the file is to be.")
    if purpose not in words.PURPOSES:
        return gettext("Choose what it leaves the house for.")
    return reasons.problem(reason)


def _form(
    request: HttpRequest, staff: Staff, conversation: Conversation, problem: str = "", *, lacks_consent: bool = False
) -> HttpResponse:
    told = {
        "staff": staff,
        "at": "approvals",
        "conversation": conversation,
        "joined": _joined(conversation),
        "purposes": words.PURPOSES.items(),
        "forms": [(code, *words.FORMS[code]) for code in services().exports.forms],
        "form": request.POST.get("form", USUAL),
        "problem": problem,
        "purpose": request.POST.get("purpose", ""),
        "reason": request.POST.get("reason", ""),
        "asks": services().exports.asks(staff.tenant),
        "region": request.POST.get("region", ""),
        "recipient": request.POST.get("recipient", ""),
        "named": bool(services().consents.needs(staff.tenant).exports),
        "lacks_consent": lacks_consent,
        "carries": carried(),
    }
    return render(request, "handclasp/export.html", told, status=422 if problem else 200)


def _joined(conversation: Conversation) -> list[str]:
    """The conversations (hex) that go on in this one, or in which this one does: each leaves in a pack of its own."""
    on = goes_on(conversation.tenant, bytes(conversation.pseudonym))
    before = going_on_in(conversation.tenant, [bytes(conversation.pseudonym)])
    return [*([on.hex()] if on else []), *(row.hex for row in before)]


def carried() -> list[dict[str, Any]]:
    """What each purpose carries, and what it leaves out, in the reader's words."""
    return [
        {
            "name": name,
            "carries": [words.name(words.RECORDS, one) for one in purpose.records if one not in _INNER],
            "leaves": [words.name(words.RECORDS, one) for one in words.RECORDS if one not in purpose.records],
        }
        for code, purpose in table("exports").items()
        for name in [words.name(words.PURPOSES, code)]
    ]


@sensitive_post_parameters("passphrase", "again")
@require_POST
@member
def file(request: HttpRequest, staff: Staff, asked: str) -> HttpResponse:
    """Make the file of an approved request, once; POST `passphrase` and `again`, or `recipient`."""
    who = reader(request, staff)
    shown = seen(lambda: services().approvals.show(who, asked))
    if shown.request.kind != "export" or shown.asked.requester != who.id:
        raise Http404
    recipient, passphrase = request.POST.get("recipient", "").strip(), request.POST.get("passphrase", "")
    if wrong := _how(recipient, passphrase, request.POST.get("again", "")):
        return _again(asked, wrong)
    secret = None if recipient else Secret(passphrase)
    try:
        taken = services().exports.export(who, shown.request, passphrase=secret, recipient=recipient)
    except BadExport:
        return _again(asked, "recipient" if recipient else "moved-on")
    except NoConsent:
        return _again(asked, "no-consent")
    headers = {
        "Content-Disposition": f'attachment; filename="{taken.name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(taken.content, content_type="application/octet-stream", headers=headers)


def _again(asked: str, wrong: str) -> HttpResponse:
    """Back to the request's own page, which says what was wrong: loading it anew sends nothing anew."""
    return redirect(f"{resolve_url('approval', asked)}?wrong={wrong}")


def _how(recipient: str, passphrase: str, again: str) -> str:
    """What is wrong with how the file is to be closed, as a code (`views.approvals.WRONG`)."""
    if recipient:
        return "both" if passphrase else ""
    if len(passphrase) < SHORTEST:
        return "short"
    if len(passphrase) > _MOST_SECRET:
        return "long"
    return "" if passphrase == again else "differ"
