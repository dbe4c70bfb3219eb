"""Old conversations brought in: a file is chosen, what would come in is shown, then it is imported; and past imports.

To whoever may not import these pages do not exist, and that they tried is recorded. Files come in pieces, which are
sealed as they come; without scripts a smaller one comes with the form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from handclasp.access.policy import StepUp
from handclasp.records import HandclaspError, NotFound, Refused, StepUpNeeded
from handclasp.web.console import entering, import_words, requests, words
from handclasp.web.console.frame import zone
from handclasp.web.console.guard import member, reader
from handclasp.web.console.meaning import language
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.web.console.services import Imports

    T = TypeVar("T")

HERE: Final = "/desk/imports"
PIECE: Final = 4 << 20
"""Bytes of a piece of a file."""
SPEAKERS: Final = 30
_LONGEST: Final = 4_000


def _imports() -> Imports:
    found = services().imports
    if found is None:
        raise Http404
    return found


def _there(look: Callable[[], T]) -> T:
    """Look; whoever may not is told that there is no such page, and the refusal is recorded all the same."""
    try:
        return look()
    except StepUpNeeded:
        raise
    except (Refused, NotFound) as error:
        raise Http404 from error


@require_safe
@member
def imports(request: HttpRequest, staff: Staff) -> HttpResponse:
    """A form for a file, the file that waits, and what was imported so far."""
    return _front(request, staff)


@require_POST
@member
def begin(request: HttpRequest, staff: Staff) -> HttpResponse:
    """POST `file`; or `name` and `size` (bytes), whose pieces are then sent: answered with where, as JSON."""
    who, found = reader(request, staff), _imports()
    sent, size = request.FILES.get("file"), request.POST.get("size", "")
    if sent is None and not size.isdecimal():
        _there(lambda: found.mine(who))
        return _front(request, staff, "no-file")
    try:
        if sent is None:
            name = _there(lambda: found.begin(who, request.POST.get("name", ""), int(size[:18])))
            return JsonResponse({"pieces": f"{resolve_url('import', name)}/piece/", "piece": PIECE, "name": name})
        content = sent.read()
        name = _there(lambda: found.begin(who, sent.name or "", len(content)))
        for number, start in enumerate(range(0, len(content), PIECE)):
            found.put(who, name, number, content[start : start + PIECE])
        found.read(who, name, {"zone": str(zone(request))})
    except (Refused, NotFound):
        raise
    except HandclaspError as error:
        if sent is None:
            return JsonResponse({"problem": import_words.trouble(error.code, str(error))}, status=422)
        return _front(request, staff, error.code, str(error))
    return redirect("import", name)


@require_POST
@member
def piece(request: HttpRequest, staff: Staff, name: str, number: int) -> HttpResponse:
    """A piece of a file, as the body."""
    who, found = reader(request, staff), _imports()
    content = request.read(PIECE + 1)
    try:
        _there(lambda: found.put(who, name, number, content))
    except HandclaspError as error:
        return JsonResponse({"problem": import_words.trouble(error.code, str(error))}, status=422)
    return HttpResponse(status=204)


@require_safe
@member
def one(request: HttpRequest, staff: Staff, name: str) -> HttpResponse:
    """A file: what would come in, how far it came, what became of it; for htmx the part that changes."""
    return _page(request, staff, name)


@require_POST
@member
def act(request: HttpRequest, staff: Staff, name: str) -> HttpResponse:
    """POST `act`: read (`format`, `zone`, `dates`, `conversation`, `columns`, `agents`, `agent`), start, go, drop."""
    who, found = reader(request, staff), _imports()
    try:
        match request.POST.get("act"):
            case "read":
                _there(lambda: found.read(who, name, _way(request)))
            case "start":
                _there(lambda: found.start(who, name))
            case "go":
                _there(lambda: found.go_on(who, name))
            case "drop":
                _there(lambda: found.drop(who, name))
                return redirect("imports")
            case _:
                _there(lambda: found.show(who, name))
                raise Http404
    except (Refused, NotFound):
        raise
    except HandclaspError as error:
        return _page(request, staff, name, error, _typed(request) if request.POST.get("act") == "read" else None)
    return redirect("import", name)


def _way(request: HttpRequest) -> dict[str, Any]:
    """How the file is to be read, as the form says."""

    def said(field: str) -> str:
        return request.POST.get(field, "").strip()[:_LONGEST]

    lines = [line.strip() for line in said("agents").splitlines()]
    columns = [line.partition("=") for line in said("columns").splitlines() if line.strip()]
    agents = dict.fromkeys([*request.POST.getlist("agent")[: SPEAKERS * 2], *filter(None, lines)])
    return {
        "format": said("format"),
        "zone": said("zone") or str(zone(request)),
        "dates": said("dates"),
        "conversation": said("conversation")[:200],
        "columns": {field.strip(): column.strip() for field, _, column in columns},
        "agents": tuple(agents),
    }


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was said of the file, as it was typed: it stands again where something of it is wrong."""
    agents = request.POST.getlist("agent")[:SPEAKERS]
    return {
        "way": _way(request),
        "columns": request.POST.get("columns", "")[:_LONGEST],
        "agents": request.POST.get("agents", "")[:_LONGEST],
        "ticked": agents,
    }


def _front(request: HttpRequest, staff: Staff, problem: str = "", said: str = "") -> HttpResponse:
    found, who = _imports(), reader(request, staff)
    past = _there(lambda: found.past(who))
    told = {
        "staff": staff,
        "at": "imports",
        "waiting": found.mine(who),
        "past": [(one, import_words.FORMATS.get(one.format, one.format)) for one in past],
        "names": requests.names(staff.tenant, {one.by for one in past}),
        "problem": import_words.trouble(problem, said) if problem else "",
        **_fresh(who, HERE),
    }
    return render(request, "handclasp/imports.html", told, status=422 if problem else 200)


def _fresh(who: Reader, back: str) -> dict[str, Any]:
    purpose = StepUp.IMPORT.value
    return {"fresh": purpose in who.stepped, "step_up": entering.step_up_to(purpose, back)}


def _page(
    request: HttpRequest,
    staff: Staff,
    name: str,
    error: HandclaspError | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    found, who = _imports(), reader(request, staff)
    shown = _there(lambda: found.show(who, name))
    standing = shown.standing
    first = standing.problem
    if error is not None:
        first = error.code, str(error)
    told: dict[str, Any] = {
        "staff": staff,
        "at": "imports",
        "one": shown,
        "standing": standing,
        "going": shown.busy and standing.stage in {"reading", "importing"},
        "stopped": not shown.busy and standing.stage in {"reading", "importing"},
        "percent": min(100, standing.at.offset * 100 // max(1, standing.size)),
        "problem": import_words.trouble(*first) if first else "",
        "refused": [_refused(line) for line in _lines(standing)],
        "counted": import_words.COUNTED.get(standing.format, ""),
        "forms": list(import_words.FORMATS.items()),
        "orders": list(import_words.DATES.items()),
        **_fresh(who, resolve_url("import", name)),
        **_counted(standing),
    }
    if typed:
        # What is shown was read in another way than is asked for now: it is not imported from this page.
        ticked = typed.pop("ticked")
        speakers = [(*one[:3], one[0] in ticked, one[4]) for one in told.get("speakers", ())]
        told |= typed | {"other_way": True, "speakers": speakers}
    part = request.headers.get("HX-Request") == "true"
    if part and not told["going"]:
        # It has ended: the whole page says what comes next.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    template = "handclasp/parts/import_state.html" if part else "handclasp/import.html"
    return render(request, template, told, status=200 if error is None else 422)


def _lines(standing: Any) -> list[Any]:
    if standing.found is not None and standing.stage != "importing":
        return list(standing.found.refused)
    return list(standing.refused)


def _refused(line: Any) -> tuple[int, str, str]:
    return line.line, line.code, import_words.reason(line.code, line.reason, english=language() == "en")


def _counted(standing: Any) -> dict[str, Any]:
    """What would come in, in words."""
    found, way = standing.found, standing.way
    agents = "\n".join(way.agents)
    told: dict[str, Any] = {"way": way, "columns": "\n".join(f"{a}={b}" for a, b in way.columns.items())}
    if found is None:
        return told | {"agents": agents}
    speakers = [
        (name, import_words.role(role), count, name in way.agents, role != "system")
        for (role, name), count in found.speakers
    ]
    listed = {name for name, *_, person in speakers[:SPEAKERS] if person}
    return told | {
        "found": found,
        "form": import_words.FORMATS.get(found.format, found.format),
        "kinds": [(words.name(import_words.KINDS, kind), count) for kind, count in sorted(found.kinds.items())],
        "speakers": speakers[:SPEAKERS],
        "more_speakers": max(0, len(speakers) - SPEAKERS),
        "agents": "\n".join(name for name in way.agents if name not in listed),
        "masked": sorted(found.masked.items(), key=lambda one: -one[1]),
        "more_refused": max(0, found.rejected - len(found.refused)),
    }
