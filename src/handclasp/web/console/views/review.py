"""A second look: masks nobody was sure of, one at a time in their context, and hiding what was missed.

The list holds no words. Looking at one is reading, and recorded as such; a verdict is a record in the conversation.
Whoever may review nothing is answered as if there were no such page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from handclasp.access.policy import Action
from handclasp.desk import review
from handclasp.desk.thresholds import ENOUGH, HIGHEST, LAST, WIDTH
from handclasp.disclose.file_review import ITEM
from handclasp.disclose.files import VOICE, verdict_of
from handclasp.disclose.journal import SensitiveReason
from handclasp.disclose.picture import NotAPicture
from handclasp.disclose.releasing import PURPOSE, RevealFirst
from handclasp.disclose.rescreen import open_text
from handclasp.disclose.review import HARMLESS, SENSITIVE, BadReview, items
from handclasp.web.console import present, requests, words
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.masks import masks
from handclasp.web.console.services import services
from handclasp.web.console.views.reveal import shows_pictures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.desk.models import Conversation
    from handclasp.disclose.review import Verdict
    from handclasp.records import View

AROUND: Final = 2
"""How many records before and after a line are shown with it."""

_LONGEST: Final = 300
_VERDICTS: Final[dict[str, Verdict]] = {"sensitive": SENSITIVE, "harmless": HARMLESS}


@require_safe
@member
def queue(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What waits, what was decided lately, and what verdicts made of the thresholds."""
    who, policies = reader(request, staff), services().policies
    if not review.reviews(who, policies):
        raise Http404
    told = {
        "staff": staff,
        "at": "review",
        "waiting": review.waiting(who, policies),
        "decided": review.decided(who, policies),
        "bands": [(band, band.low + WIDTH) for band in review.tuning(staff.tenant)],
        "rule": {"enough": ENOUGH, "last": LAST, "highest": HIGHEST},
        "most": review.MOST,
    }
    return render(request, "handclasp/review.html", told)


@shows_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@member
def item(request: HttpRequest, staff: Staff, pseudonym: str, seq: int, item: str) -> HttpResponse:
    """One mask in its context; POST `verdict` (sensitive, harmless) and, if wanted, `reason`."""
    who, conversation = reader(request, staff), conversation_of(staff, pseudonym)
    name = bytes(conversation.pseudonym)
    # Refused here and written down, as at every other door.
    services().gate.passed(who, Action.REVIEW, name)
    verdict = _VERDICTS.get(request.POST.get("verdict", ""))
    problem = ""
    if request.method == "POST" and verdict is not None:
        reason = request.POST.get("reason", "").strip()[:_LONGEST]
        try:
            services().reviews.decide(who, name, seq, item, verdict, reason=reason)
        except RevealFirst:
            problem = gettext("Look at it first: what is harmless is shown to everybody who reads the conversation.")
        except BadReview:
            problem = gettext("This was never stored, so nobody can show it.")
        except SensitiveReason as error:
            problem = str(words.TROUBLE[error.code][1])
        else:
            review.settled(conversation, seq, item, verdict, f"{who.role}:{who.id}", services().now())
            return redirect("review")
    return _context(request, staff, who, conversation, seq, item, problem)


def _context(
    request: HttpRequest, staff: Staff, who: Reader, conversation: Conversation, seq: int, item: str, problem: str
) -> HttpResponse:
    name = bytes(conversation.pseudonym)
    views = _around(who, name, seq, f"unsure mask in record {seq}")
    line = next((view for view in views if view.seq == seq), None)
    masked = next((one for one in items(line) if one.item == item), None) if line is not None else None
    if line is None or masked is None:
        # Decided meanwhile, or hidden with its line.
        return redirect("review")
    told = {
        "staff": staff,
        "at": "review",
        "conversation": conversation,
        "lines": list(present.lines(views, masks=masks(who, name), called=requests.everybody(staff.tenant))),
        "seq": seq,
        "masked": masked,
        "problem": problem,
        "kept": masked.span.original is not None,
        "next": _after(review.waiting(who, services().policies), conversation, seq, item),
    }
    return render(request, "handclasp/review_item.html", told, status=422 if problem else 200)


def _after(waiting: Sequence[Any], conversation: Conversation, seq: int, item: str) -> Any:
    """The one after this in the queue, to go on without deciding."""
    here = (conversation.pk, seq, item)
    at = next((n for n, row in enumerate(waiting) if (row.conversation_id, row.seq, row.item) == here), -1)
    return waiting[at + 1] if at + 1 < len(waiting) else None


@shows_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@member
def file(request: HttpRequest, staff: Staff, pseudonym: str, seq: int) -> HttpResponse:
    """A file in its context; POST `type`, what it is, and, if wanted, `reason`."""
    who, conversation = reader(request, staff), conversation_of(staff, pseudonym)
    name = bytes(conversation.pseudonym)
    services().gate.passed(who, Action.REVIEW, name)
    problem = ""
    if request.method == "POST" and (type_ := request.POST.get("type", "")):
        reason = request.POST.get("reason", "").strip()[:_LONGEST]
        try:
            services().file_reviews.decide(who, name, seq, type_, reason=reason)
        except RevealFirst:
            problem = gettext("Look at it first: what is harmless is shown to everybody who reads the conversation.")
        except BadReview:
            problem = gettext("That cannot be said of this file. What was destroyed cannot be shown again.")
        except (SensitiveReason, NotAPicture) as error:
            problem = str(words.TROUBLE[error.code][1])
        else:
            by = f"{who.role}:{who.id}"
            review.settled(conversation, seq, ITEM, review.verdict_on_file(type_), by, services().now())
            return redirect(f"/desk/c/{conversation.hex}#m-{seq}")
    views = _around(who, name, seq, f"file of record {seq}")
    verdict = next((verdict_of(view.facts) for view in views if view.seq == seq), None)
    if verdict is None or verdict["type"] == VOICE:
        return redirect(f"/desk/c/{conversation.hex}#m-{seq}")
    told = {
        "staff": staff,
        "at": "review",
        "conversation": conversation,
        "lines": list(present.lines(views, masks=masks(who, name), called=requests.everybody(staff.tenant))),
        "seq": seq,
        "verdict": verdict,
        "kept": "destroyed" not in verdict,
        "types": services().file_reviews.types,
        "problem": problem,
        "next": _after(review.waiting(who, services().policies), conversation, seq, ITEM),
    }
    return render(request, "handclasp/review_file.html", told, status=422 if problem else 200)


def _around(who: Reader, name: bytes, seq: int, reason: str) -> Sequence[View]:
    read = services().disclose.read
    return read(who, name, purpose=PURPOSE, reason=reason, after=max(0, seq - AROUND - 1), limit=2 * AROUND + 1)


@shows_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@member
def hide(request: HttpRequest, staff: Staff, pseudonym: str, seq: int) -> HttpResponse:
    """Hide a part of one line: POST `words` as they stand there, `type`, and, if wanted, `reason`."""
    who, conversation = reader(request, staff), conversation_of(staff, pseudonym)
    services().gate.passed(who, Action.REVIEW, bytes(conversation.pseudonym))
    dialog = _Hiding(request, who, conversation, seq)
    return dialog.done() if request.method == "POST" else dialog.page()


class _Hiding:
    """One line before one reviewer."""

    def __init__(self, request: HttpRequest, who: Reader, row: Conversation, seq: int) -> None:
        self._request, self._who, self._row, self._seq = request, who, row, seq
        self._words = request.POST.get("words", "").strip()
        self._type = request.POST.get("type", "")
        self._reason = request.POST.get("reason", "").strip()[:_LONGEST]

    def page(self, problem: str = "", status: int = 200) -> HttpResponse:
        told = {
            "conversation": self._row,
            "seq": self._seq,
            "types": words.HIDDEN_AS,
            "words": self._words,
            "type": self._type,
            "reason": self._reason,
            "problem": problem,
        }
        return self._drawn("hide", told, status)

    def done(self) -> HttpResponse:
        name = bytes(self._row.pseudonym)
        start = self._found(name) if self._words else -1
        if problem := self._problem(start):
            return self.page(problem, 422)
        end = start + len(self._words)
        try:
            hidden = services().reviews.hide(self._who, name, self._seq, start, end, self._type, reason=self._reason)
        except BadReview:
            return self.page(gettext("These words are masked already."), 422)
        except SensitiveReason as error:
            return self.page(str(words.TROUBLE[error.code][1]), 422)
        if not self._part:
            return redirect(f"/desk/c/{self._row.hex}#m-{self._seq}")
        return self._drawn("hid", {"index": hidden.stored.index, "seq": self._seq, "conversation": self._row}, 200)

    def _problem(self, start: int) -> str:
        if not self._words:
            return gettext("Mark the words in the message, or copy them here.")
        if self._type not in words.HIDDEN_AS:
            return gettext("Say what it is.")
        return "" if start >= 0 else gettext("These words do not stand open in this message. Copy them exactly.")

    def _found(self, name: bytes) -> int:
        read = services().disclose.read
        views = read(self._who, name, purpose=PURPOSE, reason="hiding a part", after=self._seq - 1, limit=1)
        line: View | None = views[0] if views and views[0].seq == self._seq else None
        return open_text(line).find(self._words) if line is not None else -1

    @property
    def _part(self) -> bool:
        return self._request.headers.get("HX-Request") == "true"

    def _drawn(self, name: str, told: dict[str, Any], status: int) -> HttpResponse:
        page = f"parts/{name}.html" if self._part else f"{name}.html"
        return render(self._request, f"handclasp/{page}", told, status=status)
