"""Seeing behind one mask: what it takes is said first, then a POST with purpose and reason shows it for a minute.

A GET shows nothing. What is shown is in the answer to that one POST and nowhere else: it is not cached, and the page
forgets it. What was written in the dialog is kept by nobody until it is sealed.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final, ParamSpec, cast

from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handclasp.access.policy import Need
from handclasp.disclose.consents import NoConsent
from handclasp.records import ApprovalNeeded, StepUpNeeded
from handclasp.web.console import entering, masks, reasons, requests, words
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.meaning import in_language
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from handclasp.access.approvals import Asked, Request
    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.desk.models import Conversation
    from handclasp.disclose.reveal import Item, Revealed
    from handclasp.records import Secret

P = ParamSpec("P")
PICTURES: Final = {"img-src": ["'self'", "data:"], "media-src": ["data:"]}
"""What a page may show that shows revealed pictures and voices: they come within the answer, under no address."""


def shows_pictures(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Let a page show pictures that came within an answer."""
    return cast("Callable[P, HttpResponseBase]", csp_update(PICTURES)(cast("Any", view)))


@sensitive_post_parameters("reason")
@shows_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@member
def reveal(request: HttpRequest, staff: Staff, pseudonym: str, seq: int, field: str) -> HttpResponse:
    """What it takes (GET); POST `do` (show, ask), `purpose`, `reason`."""
    dialog = _Dialog(request, reader(request, staff), conversation_of(staff, pseudonym), seq, field)
    if request.method != "POST":
        return dialog.page()
    return dialog.ask() if request.POST.get("do") == "ask" else dialog.show()


class _Dialog:
    """One person before one mask."""

    def __init__(self, request: HttpRequest, who: Reader, row: Conversation, seq: int, field: str) -> None:
        self._request = request
        self._who = who
        self._row = row
        self._name = bytes(row.pseudonym)
        self._seq = seq
        self._field = field
        self._item: Item = services().reveals.item(who, self._name, seq, field)
        self._purpose = request.POST.get("purpose", "")
        self._reason = request.POST.get("reason", "").strip()

    def _standing(self) -> tuple[Asked, Request] | None:
        return requests.mine(self._who, "reveal", self._row.hex, seq=self._seq, field=self._field)

    def page(self, problem: str = "", status: int = 200) -> HttpResponse:
        """What the item is, what it takes, and how to go on from here."""
        standing = self._standing()
        state = self._state(standing)
        back = f"{resolve_url('thread', self._row.hex)}#m-{self._seq}"
        told = {
            "conversation": self._row,
            "seq": self._seq,
            "field": self._field,
            "item": self._item,
            "takes": masks.takes(self._item.decision, approved=state in {"ready", "confirm"} and standing is not None),
            "state": state,
            "standing": standing,
            "deciders": requests.deciders(standing[1]) if standing and state == "waits" else None,
            "step_up": entering.step_up_to("reveal", back),
            "purposes": reasons.REVEAL_FOR.items(),
            "purpose": self._purpose,
            "reason": self._reason,
            "problem": problem,
        }
        name = "parts/reveal.html" if self._part else "reveal.html"
        return render(self._request, f"handclasp/{name}", told, status=status)

    def _state(self, standing: tuple[Asked, Request] | None) -> str:
        needs, allowed = self._item.decision.needs, self._item.decision.allowed
        if not allowed and not needs:
            return "never"
        if Need.APPROVAL in needs and standing is None:
            return "ask"
        if Need.APPROVAL in needs and standing is not None and standing[0].state == "open":
            return "waits"
        return "confirm" if Need.STEP_UP in needs else "ready"

    def ask(self) -> HttpResponse:
        """Ask for a second person."""
        if self._standing() is None:
            if problem := self._problem():
                return self.page(problem, 422)
            given = {"purpose": self._purpose, "reason": self._reason}
            try:
                wanted = services().reveals.request(self._who, self._name, self._seq, self._field, **given)
            except NoConsent as error:
                return self.page(in_language(error), 403)
            if Need.APPROVAL in self._item.decision.needs:
                services().approvals.request(self._who, wanted)
        return self.page()

    def show(self) -> HttpResponse:
        """Show it: for what was written now, or for what was approved, word for word."""
        standing = self._standing()
        if standing is not None and standing[0].state == "approved":
            self._purpose, self._reason = standing[1].purpose, standing[1].reason
        elif problem := self._problem():
            return self.page(problem, 422)
        given = {"purpose": self._purpose, "reason": self._reason}
        try:
            shown = services().reveals.reveal(self._who, self._name, self._seq, self._field, **given)
        except (StepUpNeeded, ApprovalNeeded) as error:
            return self.page(str(words.TROUBLE[error.code][1]), 403)
        except NoConsent as error:
            return self.page(in_language(error), 403)
        return self._revealed(shown)

    def _problem(self) -> str:
        if self._purpose not in reasons.REVEAL_FOR:
            return gettext("Choose what you need it for.")
        return reasons.problem(self._reason)

    def _revealed(self, shown: Revealed) -> HttpResponse:
        now = services().now()
        told = {
            "conversation": self._row,
            "seq": self._seq,
            "type": shown.type,
            "text": shown.text.reveal() if shown.text is not None else None,
            "picture": _data(shown.picture, shown.media_type),
            "sound": _data(shown.sound, shown.media_type),
            "who": self._who.id,
            "at": now,
            "left": max(0, shown.until - now),
        }
        name = "parts/revealed.html" if self._part else "revealed.html"
        response = render(self._request, f"handclasp/{name}", told)
        response["Cache-Control"] = "no-store"
        if self._part:
            response["HX-Retarget"] = f"#shown-{self._seq}-{self._field.replace('/', '-')}"
            response["HX-Reswap"] = "innerHTML"
        return response

    @property
    def _part(self) -> bool:
        return self._request.headers.get("HX-Request") == "true"


def _data(content: Secret[bytes] | None, media_type: str) -> str:
    """A picture or a sound as a data URL; empty when there is none."""
    return f"data:{media_type};base64,{base64.b64encode(content.reveal()).decode()}" if content is not None else ""
