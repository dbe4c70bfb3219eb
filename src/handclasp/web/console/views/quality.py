"""Quality reviews: what is to be looked at, one beside its masked thread, one's own, averages, the rubric.

To whoever may neither review work nor have theirs reviewed these pages do not exist. Opening one to review it is an act
of disclosure with a purpose of its own; a list and an average hold no words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from handclasp.access.policy import Action
from handclasp.desk.quality import reviews
from handclasp.desk.quality.drawing import DRAWN, LOW
from handclasp.desk.quality.rubric import BadRubric
from handclasp.desk.quality.rubrics import newest, of_number, rubric
from handclasp.disclose.quality import PURPOSE
from handclasp.records import HandclaspError, NotFound, Refused
from handclasp.web.console import present, requests, words
from handclasp.web.console.guard import may, member, reader
from handclasp.web.console.masks import masks
from handclasp.web.console.meaning import language
from handclasp.web.console.services import services
from handclasp.web.console.statuses import STATUS
from handclasp.web.console.tags import topic_name
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.desk.models import Quality
    from handclasp.desk.quality.rubric import Criterion, Rubric


class Row(NamedTuple):
    """One in a list, in the reader's words."""

    row: Quality
    agent: str
    reviewer: str
    why: str


class Asked(NamedTuple):
    """A criterion as the form asks it: each number of points to choose, what was chosen (`-`: does not apply)."""

    one: Criterion
    title: str
    meaning: str
    points: Sequence[str]
    chosen: str


class Told(NamedTuple):
    """What was given for a criterion: points, of how many, and how much of them (0 to 100)."""

    title: str
    given: int
    most: int
    share: int


NOT: Final = "-"


def desk() -> reviews.QualityDesk:
    """Quality over this process's services."""
    known = services()
    return reviews.QualityDesk(
        append=known.flow.append,
        gate=known.gate,
        seal=known.gate.journal.seal,
        policies=known.policies,
        clock=known.now,
    )


@require_http_methods(["GET", "HEAD"])
@member
def listed(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What is to be looked at and what was; of one's own work what was said."""
    return _list(request, staff)


def _list(request: HttpRequest, staff: Staff, problem: str = "", status: int = 200) -> HttpResponse:
    who, book = reader(request, staff), desk()
    judges = reviewer(who, staff)
    own = list(book.of(who).order_by("-reviewed")[:200]) if may(staff, Action.OWN_QUALITY) else []
    waiting, done = (book.waiting(who), book.done(who)) if judges else ([], [])
    week = book.last_week(who.tenant)
    context = {
        "staff": staff,
        "at": "quality",
        "judges": judges,
        "waiting": rows(staff, waiting),
        "done": rows(staff, done),
        "own": rows(staff, own),
        "week": week,
        "drawn": judges and book.visible(who).filter(week=week).exists(),
        "rubric": newest(who.tenant).number,
        "problem": problem,
        "now": services().now(),
    }
    return render(request, "handclasp/quality.html", context, status=status)


@require_POST
@member
def draw(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Draw the last week that is over."""
    who = reader(request, staff)
    reviewer(who, staff, offers=False)
    try:
        desk().draw(who)
    except HandclaspError as error:
        return _list(request, staff, said(error), STATUS.get(error.code, 503))
    return redirect("quality")


@require_http_methods(["GET", "HEAD", "POST"])
@member
def one(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """One: to be reviewed (POST points and `words`), or to be read; by whose work it is, answered (POST `words`)."""
    who, book = reader(request, staff), desk()
    try:
        row = book.own(who, number)
    except NotFound:
        return _judged(request, staff, number)
    if request.method == "POST":
        text = _words(request)
        try:
            book.answer(who, number, text)
        except HandclaspError as error:
            return _read(request, staff, row, own=True, typed=text, problem=said(error))
        return redirect("quality-one", number)
    return _read(request, staff, row, own=True)


def _judged(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """One as a reviewer has it."""
    who, book = reader(request, staff), desk()
    reviewer(who, staff, offers=False)
    try:
        row = book.one(who, number)
    except NotFound as error:
        raise Http404 from error
    if row.agent == who.id:
        raise Http404
    if row.reviewed is not None:
        return _read(request, staff, row, own=False)
    if request.method != "POST":
        return _form(request, staff, row)
    form = {name.removeprefix("p-"): str(value) for name, value in request.POST.items() if name.startswith("p-")}
    seen = request.POST.get("rubric", "")
    try:
        given = {name: None if value == NOT else _points(value) for name, value in form.items()}
        rubric = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1
        book.review(who, number, reviews.Given(rubric, given, _words(request)))
    except HandclaspError as error:
        return _form(request, staff, row, form, said(error), STATUS.get(error.code, 503))
    return redirect("quality-one", number)


def reviewer(who: Reader, staff: Staff, *, offers: bool = True) -> bool:
    """Whether somebody reviews work; who neither does that nor has theirs reviewed has no such page, on record."""
    if may(staff, Action.REVIEW_QUALITY):
        return True
    if offers and may(staff, Action.OWN_QUALITY):
        return False
    try:
        services().gate.passed_anywhere(who, Action.REVIEW_QUALITY)
    except (Refused, NotFound) as error:
        raise Http404 from error
    return True


def rows(staff: Staff, found: Iterable[Quality]) -> list[Row]:
    """Lines of a list."""
    kept = list(found)
    called = requests.names(staff.tenant, {name for one in kept for name in (one.agent, one.reviewer)})
    return [
        Row(
            one,
            called.get(one.agent, one.agent),
            called.get(one.reviewer, one.reviewer),
            _why(one.why),
        )
        for one in kept
    ]


def _why(why: str) -> str:
    """Why a conversation is looked at, in words."""
    if why in {"", DRAWN}:
        return gettext("drawn")
    return gettext("rated 1 or 2 by the customer") if why == LOW else topic_name(why)


def _form(
    request: HttpRequest,
    staff: Staff,
    row: Quality,
    form: dict[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    standing = newest(staff.tenant)
    asked = [
        Asked(
            one,
            one.title(language()),
            one.meaning(language()),
            [str(point) for point in range(one.most + 1)],
            (form or {}).get(one.name, ""),
        )
        for one in rubric(standing).criteria
    ]
    context = {
        "asked": asked,
        "rubric": standing.number,
        "typed": request.POST.get("words", ""),
        "problem": problem,
        **_thread(request, staff, row),
    }
    return _page(request, staff, row, context, status)


def _thread(request: HttpRequest, staff: Staff, row: Quality) -> dict[str, Any]:
    """What was said, masked; where it may not be read, why."""
    who, name = reader(request, staff), bytes(row.pseudonym)
    reason = gettext("quality review of week %(week)s") % {"week": row.week}
    try:
        services().gate.passed(who, Action.REVIEW_QUALITY, name)
        views = services().disclose.read(who, name, purpose=PURPOSE, reason=reason)
    except HandclaspError as error:
        return {"closed": trouble.in_words(error), "lines": []}
    called = requests.everybody(staff.tenant)
    return {
        "lines": list(present.lines(views, masks=masks(who, name), called=called)),
        "held_back": views.held_back,
    }


def _read(
    request: HttpRequest, staff: Staff, row: Quality, *, own: bool, typed: str = "", problem: str = ""
) -> HttpResponse:
    """A review that was made, with its words and the answer."""
    who, name, door = reader(request, staff), bytes(row.pseudonym), services().quality_words
    seqs = [seq for seq in (row.seq, row.answer) if seq]
    context: dict[str, Any] = {"own": own, "typed": typed, "problem": problem}
    try:
        views = door.own(who, name, seqs) if own else door.reviewed(who, name, seqs)
        context["said"] = {view.seq: view.body for view in views}
    except HandclaspError as error:
        context |= {"closed": trouble.in_words(error), "said": {}}
    context["words"] = context["said"].get(row.seq, "")
    context["answer"] = context["said"].get(row.answer, "") if row.answer else ""
    context["scores"] = scores(row, of_number(staff.tenant, row.rubric))
    return _page(request, staff, row, context, 422 if problem else 200)


def scores(row: Quality, rubric: Rubric) -> list[Told]:
    """What was given, by criterion in the rubric's order; one the rubric does not know keeps its own name."""
    titles = {one.name: one.title(language()) for one in rubric.criteria}
    order = list(titles)
    found = sorted(row.scores.items(), key=lambda item: order.index(item[0]) if item[0] in titles else len(order))
    return [
        Told(titles.get(name, name), given, most, round(100 * given / most)) for name, (given, most, _weight) in found
    ]


def _page(request: HttpRequest, staff: Staff, row: Quality, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {"staff": staff, "at": "quality", "entry": rows(staff, [row])[0], "row": row, "now": services().now()}
    return render(request, "handclasp/quality_one.html", context | more, status=status)


def said(error: HandclaspError) -> str:
    """An error of these pages in the reader's words."""
    if isinstance(error, reviews.BadQuality):
        return words.name(words.QUALITY_FAULTS, error.fault)
    if isinstance(error, BadRubric):
        return gettext("Give points for every criterion, or say that it does not apply.")
    told = trouble.in_words(error)
    return gettext("%(title)s. %(advice)s") % {"title": told["title"], "advice": told["advice"]}


def _points(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 4):
        raise BadRubric("points are a whole number")
    return int(value)


def _words(request: HttpRequest) -> str:
    return request.POST.get("words", "").replace("\r\n", "\n")
