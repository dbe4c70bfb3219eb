"""Every refusal and failure as a calm page or a short notice: what happened, and what to do.

Never a stack, never a record's text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from handclasp.records import HandclaspError, Overloaded
from handclasp.web.console import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_TOLD: Final = frozenset(words.TROUBLE) - {"", "invalid", "refused"}


def in_words(error: HandclaspError) -> dict[str, Any]:
    """What to tell a person about an error: title, advice, and the room's own sentence."""
    title, advice = words.TROUBLE.get(error.code, words.TROUBLE[""])
    # A text of our own says all there is to say about these; the others' own sentence names what is wrong.
    detail = "" if error.code in _TOLD else str(error)
    return {"title": title, "advice": advice, "detail": detail}


def answer(request: HttpRequest, error: HandclaspError) -> HttpResponse:
    """A page, or for a part of a page a notice; status by the error's code."""
    response = _calm(request, words.STATUS.get(error.code, 503), in_words(error))
    if isinstance(error, Overloaded):
        response["Retry-After"] = str(error.retry_after)
    return response


def _calm(request: HttpRequest, status: int, told: dict[str, Any]) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return render(request, "handclasp/trouble.html", {"told": told}, status=status)
    response = render(request, "handclasp/parts/toast.html", {"told": told}, status=status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """404."""
    title, advice = words.TROUBLE["not-found"]
    return _calm(request, 404, {"title": title, "advice": advice})


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    title, advice = words.TROUBLE[""]
    return _calm(request, 500, {"title": title, "advice": advice})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """A form from another page or another session."""
    told = {
        "title": _("This form has expired"),
        "advice": _("Nothing was sent. Copy your text, reload the page and try again."),
    }
    return _calm(request, 403, told)
