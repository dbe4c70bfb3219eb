"""One's own notices: which, by which way, and when none comes; and what waits now, for the browser's own notices.

What is told here is a kind and a count; the address it leads to asks who is there.
"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.desk.notices.choices import DESKTOP, MAIL, BadChoice, Choices, chosen, written
from handclasp.web.console import notice_words as words
from handclasp.web.console.frame import zone
from handclasp.web.console.guard import member, reader
from handclasp.web.console.services import services
from handclasp.web.console.settings import HERE
from handclasp.web.console.views.security import browser as named
from handclasp.web.widget.limits import Buckets
from handclasp.web.widget.services import Bucket

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.desk.notices.desk import NoticeDesk

PUSHED: Final = "pushed"
"""In the session: the name of this browser, where notices are pushed to it."""
CODES: Final = Bucket(burst=3, per_minute=0.1)
"""How often somebody may have a code sent."""
NIGHT: Final = "22:00", "07:30"
"""Quiet hours as they are proposed."""


class Row(NamedTuple):
    """A kind in words, and for each way its name in the form and whether it is on."""

    name: str
    when: str
    ways: list[tuple[str, str, bool]]


def _desk() -> NoticeDesk:
    known = services().notices
    if known is None:
        raise Http404
    return known


@require_http_methods(["GET", "HEAD", "POST"])
@member
def notices(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The page. POST `wanted` (`kind/way`, several), `quiet`, `from`, `until`; or what becomes of the address.

    `do=address` has a code sent to `address`, `do=code` takes it, `do=forget` forgets the address.
    """
    who, desk = reader(request, staff), _desk()
    if request.method != "POST":
        return _page(request, staff, desk.choices(who))
    form = request.POST
    if form.get("do"):
        return _address(request, staff, form["do"])
    wanted, times = form.getlist("wanted"), (form.get("from", ""), form.get("until", ""))
    try:
        desk.choose(who, chosen(wanted, times if form.get("quiet") else None, zone(request).key))
    except BadChoice as error:
        problem = {"problem": words.FAULTS[error.fault], "quiet": bool(form.get("quiet")), "times": times}
        on = frozenset((kind, way) for kind, _, way in (one.partition("/") for one in wanted))
        return _page(request, staff, Choices(on), 422, **problem)
    return redirect(f"{resolve_url('notices')}?kept")


def _address(request: HttpRequest, staff: Staff, act: str) -> HttpResponse:
    """E-mail goes to an address that somebody confirmed, and to no other."""
    who, desk = reader(request, staff), _desk()
    try:
        if act == "address":
            Buckets(time.monotonic, services().buckets).take("notice-codes", str(staff.pk), CODES)
            desk.ask_code(who, request.POST.get("address", "").strip())
        elif act == "code":
            desk.confirm(who, request.POST.get("code", "")[:20])
        else:
            desk.forget_address(who)
    except BadChoice as error:
        return _page(request, staff, desk.choices(who), 422, problem=words.FAULTS[error.fault])
    return redirect(f"{resolve_url('notices')}#mail")


def _page(request: HttpRequest, staff: Staff, choices: Choices, status: int = 200, **more: Any) -> HttpResponse:
    who, desk = reader(request, staff), _desk()
    offered = desk.offered(who)
    rows = [Row(str(words.NAMES[kind][0]), str(words.NAMES[kind][1]), _ways(kind, choices)) for kind in offered]
    quiet = choices.quiet
    told = {
        "staff": staff,
        "at": "notices",
        "rows": rows,
        "ways": [words.WAYS[way] for way in _desk().ways],
        "quiet": quiet is not None,
        "times": tuple(written(one) for one in quiet) if quiet else NIGHT,
        "zone": choices.zone if quiet else zone(request).key,
        "kept": "kept" in request.GET,
        "mails": MAIL in desk.ways,
        "push_key": desk.push_key(),
        "browsers": [(one, one.device == request.session.get(PUSHED)) for one in desk.browsers(who)],
        "address": desk.address(who),
    }
    return render(request, "handclasp/notices.html", told | more, status=status)


def _ways(kind: str, choices: Choices) -> list[tuple[str, str, bool]]:
    return [(f"{kind}/{way}", str(words.WAYS[way]), (kind, way) in choices.wanted) for way in _desk().ways]


@require_POST
@member
def browser(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Push to this browser: POST `endpoint`, `p256dh`, `auth` as it was given them; `forget`: a browser's name."""
    who, desk, form = reader(request, staff), _desk(), request.POST
    if form.get("forget"):
        desk.forget_browser(who, form["forget"])
        return redirect(f"{resolve_url('notices')}#browser-notices")
    keys = form.get("p256dh", "")[:200], form.get("auth", "")[:200]
    name = named(request.headers.get("User-Agent", ""))
    try:
        request.session[PUSHED] = desk.add_browser(who, form.get("endpoint", ""), keys, name)
    except BadChoice as error:
        return HttpResponse(str(words.FAULTS[error.fault]), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, at an address from which it may look after the desk; it holds nothing of anybody's."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _worker() -> bytes:
    return (HERE / "static/handclasp/push.js").read_bytes()


@require_safe
@member
def now(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What waits of what this person wants to be told of in the browser, as JSON.

    `on`: whether anything is; `me` tells one account's browser from another's; `kinds`: for each that waits its things
    as numbers, `says` in words; `where` to look.
    """
    who, desk = reader(request, staff), _desk()
    choices = desk.choices(who)
    waiting = desk.now(who, DESKTOP)
    kinds = {
        kind: {"things": sorted(map(str, things)), "says": words.said({kind: len(things)})[0]}
        for kind, things in waiting.items()
    }
    told = {"on": bool(choices.kinds(DESKTOP)), "me": str(staff.pk), "kinds": kinds}
    return JsonResponse(told | {"where": resolve_url(words.page(waiting))})
