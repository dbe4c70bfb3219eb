"""Every refusal and failure as a calm page or a short notice: what happened, and what to do.

Never a stack, never a record's text.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from handclasp.desk.cases import BadCase
from handclasp.records import HandclaspError, Kind, Overloaded, Refused, StepUpNeeded
from handclasp.web.console import entering, words
from handclasp.web.console.meaning import language
from handclasp.web.console.services import services
from handclasp.web.console.statuses import STATUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from handclasp.records import Value

_TOLD: Final = frozenset(words.TROUBLE) - {"", "invalid", "refused", "taken", "case"}


P = ParamSpec("P")


def calmly(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Answer a view's errors meant for people in words (`guard.member` does so for pages of the desk)."""

    @wraps(view)
    def inside(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except HandclaspError as error:
            return answer(request, error)

    return inside


def in_words(error: HandclaspError) -> dict[str, Any]:
    """What to tell a person about an error: title, advice, and the room's own sentence."""
    title, advice = words.TROUBLE.get(error.code, words.TROUBLE[""])
    # A text of our own says all there is to say about these; the others' own sentence names what is wrong.
    if error.code in _TOLD:
        return {"title": title, "advice": advice, "detail": ""}
    zh = error.zh if isinstance(error, Refused | BadCase) and language() == "zh" else ""
    return {"title": title, "advice": advice, "detail": zh or str(error), "detail_lang": "zh-Hans" if zh else "en"}


def answer(request: HttpRequest, error: HandclaspError) -> HttpResponse:
    """A page, or for a part of a page a notice; status by the error's code.

    A second factor that must be given anew is asked for at once where a page was asked for. Where something was to be
    done, the notice says how to give it; what was to be done is never done by itself afterwards.
    """
    if isinstance(error, StepUpNeeded):
        return _step_up(request, error)
    response = _calm(request, STATUS.get(error.code, 503), in_words(error))
    if isinstance(error, Overloaded):
        response["Retry-After"] = str(error.retry_after)
    return response


def _step_up(request: HttpRequest, error: StepUpNeeded) -> HttpResponse:
    part = request.headers.get("HX-Request") == "true"
    asked = request.method in ("GET", "HEAD")
    back = request.get_full_path() if asked and not part else _page_of(request)
    where = entering.step_up_to(error.purpose, back)
    if asked and part:
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    if asked:
        return redirect(where)
    title, advice = words.TROUBLE[error.code]
    return _calm(request, 403, {"title": title, "advice": advice, "way": where, "way_name": _("Confirm it is you")})


def _page_of(request: HttpRequest) -> str:
    """The page of the desk from which a part or a form was asked for."""
    named = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    parts = urlsplit(named)
    if parts.netloc != request.get_host():
        return entering.HOME
    return entering.safe(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _calm(request: HttpRequest, status: int, told: dict[str, Any]) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return render(request, "handclasp/trouble.html", {"told": told}, status=status)
    response = render(request, "handclasp/parts/toast.html", {"told": told}, status=status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """404."""
    about_one = request.path.startswith(f"{entering.HOME}c/")
    title, advice = words.TROUBLE["not-found" if about_one else "no-page"]
    return _calm(request, 404, {"title": title, "advice": advice})


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    title, advice = words.TROUBLE[""]
    return _calm(request, 500, {"title": title, "advice": advice})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """A form from another page or another session; that somebody who is signed in sent it is recorded."""
    staff: Any = request.user
    if staff.is_authenticated:
        facts: dict[str, Value] = {"action": "form", "reason": "the form was not made for this session"}
        services().journal(staff.tenant, Kind.REFUSAL.value, staff.username, facts)
    told = {
        "title": _("This form has expired"),
        "advice": _("Nothing was sent. Copy your text, reload the page and try again."),
    }
    return _calm(request, 403, told)
