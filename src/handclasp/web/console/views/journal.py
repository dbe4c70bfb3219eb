"""The journal for auditors: who did what, day by day, what looks unusual, and taking it out with its proofs.

Never a word that was said. Every page that is read is itself one record. Whoever may not audit is answered as if there
were no such page; that they tried is recorded.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.access.models import Staff
from handclasp.access.oddities import Oddities
from handclasp.access.policy import Action, Circumstances, Need, StepUp
from handclasp.borders import BadDestination, NoBasis
from handclasp.desk.models import Conversation
from handclasp.disclose import Question
from handclasp.records import Kind, NotFound, ReasonNeeded, Refused, StepUpNeeded
from handclasp.web.console import entering, reasons, requests, words
from handclasp.web.console.guard import member, reader
from handclasp.web.console.services import services
from handclasp.web.console.tags import day_label, local
from handclasp.web.console.told import GROUPS, Told, told
from handclasp.web.console.views.exports import across
from handclasp.web.console.watched import chart, strange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest

    from handclasp.access.policy import Reader
    from handclasp.records import View

T = TypeVar("T")
PAGE: Final = 100
_END: Final = 1 << 53
_LEAST, _WHOLE = 4, 32
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}\Z")
_HEX: Final = re.compile(r"[0-9a-f]{4,32}\Z")
_NO_ACCOUNT: Final = frozenset({"customer", "service", "machine", "operator", "system"})
_MOST_NAMED: Final = 500


class Wanted(NamedTuple):
    """What a page asks of the journal, as it stands in the address."""

    by: str = ""
    about: str = ""
    what: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    @property
    def query(self) -> str:
        """The same as an address's query."""
        named = {"by": self.by, "about": self.about, "what": self.what, "from": self.since, "to": self.until}
        return urlencode({name: value for name, value in named.items() if value}, doseq=True)


class Asked(NamedTuple):
    """A question made of it; `problem` says in words what cannot be understood, `several` who else was meant."""

    question: Question
    problem: str = ""
    several: tuple[Conversation, ...] = ()


class Entry(NamedTuple):
    """One line, for one record or several alike in a row; `account` can be followed, empty when it cannot."""

    view: View
    day: str
    new_day: bool
    account: str
    name: str
    role: str
    told: Told
    about: tuple[tuple[str, str], ...]
    times: int = 1

    @property
    def alike(self) -> tuple[Any, ...]:
        """What lines in a row must share to be one line."""
        return self.day, self.view.author, self.told.what, self.told.reason, self.about


def _exists(look: Callable[[], T]) -> T:
    """Do it; whoever may not at all is told that there is no such page, and the refusal is recorded all the same."""
    try:
        return look()
    except (ReasonNeeded, StepUpNeeded, NoBasis):
        raise
    except (Refused, NotFound) as error:
        raise Http404 from error


@require_safe
@member
def journal(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The newest records that fit `by`, `about`, `what`, `from`, `to`, or those with index < `before`."""
    who, wanted, before = reader(request, staff), _wanted(request.GET), _index(request.GET.get("before", ""))
    asked = _asked(staff.tenant, wanted)
    context = _base(staff, who, wanted, asked) | {"before": before, "newest": _address(wanted.query)}
    if asked.problem:
        _exists(lambda: services().gate.passed(who, Action.AUDIT))
        return render(request, "handclasp/journal.html", context, status=422)
    found = _exists(lambda: services().audit.journal(who, asked.question, before=before, limit=PAGE))
    context |= {"entries": _entries(staff.tenant, found), "older": _older(wanted, found.goes_on)}
    if before is None and wanted == Wanted(by=wanted.by):
        context["chart"] = chart(staff.tenant, services().now(), asked.question.account)
    if before is None and wanted == Wanted():
        context |= {"strange": strange(staff.tenant, dealt=False), "dealt": strange(staff.tenant, dealt=True)}
        context["overview"] = True
    return render(request, "handclasp/journal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member
def proof(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Take out what fits, with a receipt for every record; POST the same fields and `reason`."""
    who = reader(request, staff)
    given = request.POST if request.method == "POST" else request.GET
    wanted = _wanted(given)
    asked = _asked(staff.tenant, wanted)
    _may_take_out(who)
    reason = request.POST.get("reason", "").strip()
    problem = asked.problem
    if request.method == "POST" and not problem:
        problem = reasons.problem(reason)
        if not problem:
            to, consent = request.POST.get("region", ""), request.POST.get("consent", "")
            take_out = services().audit.take_out
            try:
                return _zipped(_exists(lambda: take_out(who, asked.question, reason=reason, to=to, consent=consent)))
            except (BadDestination, NoBasis) as error:
                problem = across(error)
    context = _base(staff, who, wanted, asked) | {
        "problem": problem,
        "reason": reason,
        "asks": services().audit.has_borders(staff.tenant),
        "region": request.POST.get("region", ""),
        "consent": request.POST.get("consent", ""),
        "fresh": StepUp.EXPORT.value in who.stepped,
        "step_up": entering.step_up_to(StepUp.EXPORT.value, f"/desk/journal/proof?{wanted.query}"),
        "back": _address(wanted.query),
    }
    return render(request, "handclasp/journal_proof.html", context, status=422 if problem else 200)


def _may_take_out(who: Reader) -> None:
    decision = services().gate.decision(who, Action.AUDIT_EXPORT, None, Circumstances(reason=True))
    if not decision.allowed and Need.STEP_UP not in decision.needs:
        _exists(lambda: services().gate.refuse(who, Action.AUDIT_EXPORT, decision))


def _zipped(content: bytes) -> HttpResponse:
    name = f"journal-{local(services().now()):%Y%m%d-%H%M}.zip"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="application/zip", headers=headers)


@require_POST
@member
def dealt_with(request: HttpRequest, staff: Staff, oddity: int) -> HttpResponse:
    """Put something unusual aside: sealed first, then kept out of the list."""
    who = reader(request, staff)
    gate = services().gate
    _exists(lambda: Oddities(gate, gate.journal).deal(who, oddity))
    return redirect("journal")


# --- what is asked


def _wanted(given: Any) -> Wanted:
    return Wanted(
        by=given.get("by", "").strip()[:60],
        about=given.get("about", "").strip().lstrip("#").lower()[:_WHOLE],
        what=tuple(name for name in GROUPS if name in given.getlist("what")),
        since=given.get("from", "").strip()[:10],
        until=given.get("to", "").strip()[:10],
    )


def _asked(tenant: str, wanted: Wanted) -> Asked:
    account, trouble = _account(tenant, wanted.by)
    conversation, several, unknown = _conversation(tenant, wanted.about)
    since, until = _day(wanted.since), _day(wanted.until)
    bad = (wanted.since and since is None) or (wanted.until and until is None)
    misread = gettext("Write dates as 2026-11-22.") if bad else ""
    chosen = [GROUPS[name] for name in wanted.what]
    question = Question(
        account=account,
        conversation=conversation,
        kinds=frozenset[str]().union(*(one.kinds for one in chosen)),
        acts=frozenset[str]().union(*(one.acts for one in chosen)),
        since=_begins(since) if since else 0,
        until=_begins(until + timedelta(days=1)) - 1 if until else _END,
    )
    return Asked(question, trouble or unknown or misread, several)


def _account(tenant: str, text: str) -> tuple[str, str]:
    """The account somebody means, by its name or what its owner is called."""
    if not text:
        return "", ""
    folk = Staff.objects.filter(tenant=tenant)
    name = text.lower()
    if not folk.filter(username=name).exists():
        called = list(folk.filter(display_name__iexact=text).values_list("username", flat=True)[:2])
        if len(called) == 1:
            return called[0], ""
        # An account may be gone and its acts still stand.
        if not _NAME.match(name):
            return "", gettext("No account is called that. Write its name as it stands under “People”.")
    return name, ""


def _conversation(tenant: str, text: str) -> tuple[bytes, tuple[Conversation, ...], str]:
    """The conversation somebody means by the beginning of its pseudonym."""
    if not text:
        return b"", (), ""
    if not _HEX.match(text):
        return b"", (), gettext("A conversation is found by at least %(n)s of its digits (0-9, a-f).") % {"n": _LEAST}
    if len(text) == _WHOLE:
        return bytes.fromhex(text), (), ""
    low, high = bytes.fromhex(text.ljust(_WHOLE, "0")), bytes.fromhex(text.ljust(_WHOLE, "f"))
    rows = Conversation.objects.filter(tenant=tenant, pseudonym__gte=low, pseudonym__lte=high).order_by("-last_at")
    found = tuple(rows[:9])
    if not found:
        return b"", (), gettext("No conversation begins with these digits.")
    if len(found) > 1:
        return b"", found, gettext("Several conversations begin with these digits. Choose one, or write more of them.")
    return bytes(found[0].pseudonym), (), ""


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return day if day and 1970 < day.year < 9999 else None


def _begins(day: date) -> int:
    at = timezone.make_aware(datetime.combine(day, time()))
    return int(at.timestamp() * 1000)


def _index(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _address(query: str) -> str:
    return f"/desk/journal?{query}" if query else "/desk/journal"


def _older(wanted: Wanted, before: int | None) -> str:
    return "" if before is None else _address("&".join(filter(None, [wanted.query, f"before={before}"])))


# --- what is shown


def _base(staff: Staff, who: Reader, wanted: Wanted, asked: Asked) -> dict[str, Any]:
    """What both pages need: the question in words and fields, and whether taking out may be offered."""
    decision = services().gate.decision(who, Action.AUDIT_EXPORT, None, Circumstances(reason=True))
    followed = asked.question.account
    folk = list(Staff.objects.filter(tenant=staff.tenant).order_by("username")[:_MOST_NAMED])
    return {
        "staff": staff,
        "at": "journal",
        "wanted": wanted,
        "asked": asked,
        "groups": [(name, one.label, name in wanted.what) for name, one in GROUPS.items()],
        "chosen": [one.label for name, one in GROUPS.items() if name in wanted.what],
        "followed": requests.names(staff.tenant, {followed}).get(followed, followed) if followed else "",
        "handle": asked.question.conversation.hex()[:4].upper(),
        "names": {one.username: one.display_name for one in folk},
        "roles": requests.roles(staff.tenant),
        "takes_out": decision.allowed or Need.STEP_UP in decision.needs,
        "folk": folk,
        "now": services().now(),
    }


def _entries(tenant: str, views: Iterable[View]) -> list[Entry]:
    """The lines to draw, newest first; the same act by the same person in a row is one line with a count."""
    rows = list(views)
    people = {
        one.username: one for one in Staff.objects.filter(tenant=tenant, username__in={v.author.id for v in rows})
    }
    roles = requests.roles(tenant)
    lines: list[Entry] = []
    for view in rows:
        entry = _entry(view, people, roles)
        last = lines[-1] if lines else None
        if last and view.kind == Kind.ACCESS and last.alike == entry.alike:
            lines[-1] = last._replace(times=last.times + 1)
        else:
            lines.append(entry._replace(new_day=last is None or last.day != entry.day))
    return lines


def _entry(view: View, people: dict[str, Staff], roles: dict[str, str]) -> Entry:
    role, account = view.author.role, view.author.id
    known = people.get(account) if role not in _NO_ACCOUNT else None
    if role == "staff":  # sign-ins do not say as what somebody works
        role = known.role if known else role
    subjects = view.facts.get("subjects")
    about = [str(one) for one in subjects if _HEX.match(str(one))] if isinstance(subjects, list) else []
    return Entry(
        view=view,
        day=day_label(local(view.received)),
        new_day=False,
        account=account if role not in _NO_ACCOUNT and _NAME.match(account) else "",
        # A customer's id is a pseudonym that tells a reader nothing; the role says enough.
        name="" if role == "customer" else known.display_name if known else account,
        role=roles.get(role) or words.name(words.ROLES, role),
        told=told(view),
        about=tuple((one, one[:4].upper()) for one in about),
    )
