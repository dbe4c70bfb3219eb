"""People: who works here and as what; asking for accounts and roles; taking people out of service at once.

Every form names the fields it takes and nothing else is read. What a second person must approve is only asked for
here; a one-time password is shown once, to who applied what was approved, on a page of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.access import at_rest
from handclasp.access import people as accounts
from handclasp.access.approvals import State
from handclasp.access.policy import Action, Need, StepUp
from handclasp.access.staff import StaffError
from handclasp.records import Invalid, NotFound, Refused
from handclasp.web.console import reasons, words
from handclasp.web.console.guard import SHOWN_PASSWORD, member, reader
from handclasp.web.console.meaning import language
from handclasp.web.console.services import services
from handclasp.web.console.views.security import browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from handclasp.access.approvals import Asked, Request
    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader, Role

T = TypeVar("T")
_LONGEST: Final = 500


class Grant(NamedTuple):
    """What somebody asked for about an account, as its page tells of it."""

    id: str
    asked: Asked
    request: Request

    @property
    def evidence(self) -> dict[str, Any]:
        """The account, and what it shall be."""
        return self.request.evidence

    @property
    def ready(self) -> bool:
        """Approved, not yet done, and still in time."""
        return self.asked.state == State.APPROVED and self.asked.expires > services().now()

    @property
    def waits(self) -> bool:
        """Nobody has decided yet."""
        return self.asked.state == State.OPEN and self.asked.expires > services().now()


def house() -> accounts.People:
    """The accounts behind these pages."""
    parts = services()
    return accounts.People(
        gate=parts.gate, journal=parts.gate.journal, approvals=parts.approvals, policies=parts.policies
    )


def _roles(tenant: str) -> dict[str, str]:
    found: dict[str, Role] = dict(services().policies.roles(tenant))
    return {name: role.names[language()] for name, role in found.items()}


def _base(request: HttpRequest, staff: Staff, who: Reader) -> dict[str, Any]:
    """What every page here needs: what may be offered, and whether the second factor is fresh for it."""
    gate = services().gate
    manage, grant = gate.decision(who, Action.MANAGE_PEOPLE), gate.decision(who, Action.GRANT_ROLE)
    return {
        "staff": staff,
        "at": "people",
        "roles": _roles(staff.tenant),
        "manages": manage.allowed or Need.STEP_UP in manage.needs,
        "asks": grant.allowed or Need.APPROVAL in grant.needs,
        "fresh": StepUp.PEOPLE.value in who.stepped,
        "here": request.path,
        "now": services().now(),
    }


def _seen(look: Callable[[], T]) -> T:
    """Look; whoever may not is told that there is no such page, and the refusal is recorded all the same."""
    try:
        return look()
    except (Refused, NotFound) as error:
        raise Http404 from error


@require_safe
@member
def people(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The tenant's accounts (`q`: those that hold these words), and what one asked for."""
    who = reader(request, staff)
    words = request.GET.get("q", "").strip()[:60]
    found = _seen(lambda: house().found(who, words))
    told = {**_base(request, staff, who), "people": found, "q": words, "grants": _live(who)}
    return render(request, "handclasp/people.html", told)


def _live(who: Reader, account: str = "") -> list[Grant]:
    """One's own requests that wait or are ready, about one account or all."""
    found = [Grant(one.request, one, whole) for one, whole in services().governance.asked(who, accounts.KIND)]
    return [
        grant
        for grant in found
        if (grant.ready or grant.waits) and (not account or grant.evidence.get("account") == account)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@member
def add(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Ask for a new account; POST `account`, `display_name`, `role`, `team`, `merchant`, `reason`."""
    who = reader(request, staff)
    told = _base(request, staff, who)
    _seen(lambda: house().found(who))
    if not told["asks"]:
        raise Http404
    form = _form(request)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wrong = _ask(who, accounts.ADD, form, request.POST.get("reason", ""))
        if not wrong:
            return redirect("people")
    told |= {"form": form, "reason": request.POST.get("reason", ""), "wrong": wrong, "problem": wrong.get("", "")}
    return render(request, "handclasp/person_add.html", told, status=422 if wrong else 200)


def _form(request: HttpRequest, account: str = "") -> accounts.Wanted:
    fields = {name: request.POST.get(name, "").strip()[:_LONGEST] for name in accounts.Wanted._fields}
    return accounts.Wanted(**{**fields, **({"account": account} if account else {"team": fields["team"] or "desk"})})


def _ask(who: Reader, act: str, wanted: accounts.Wanted, reason: str) -> dict[str, str]:
    """Ask for it; returns what is wrong with the form, in words, by field ("" for what is about none)."""
    reason = reason.strip()
    if problem := reasons.problem(reason):
        return {"reason": problem}
    try:
        services().approvals.request(who, house().ask(who, act, wanted, reason))
    except StaffError as error:
        fields = {name: str(words.STAFF.get(code, code)) for name, code in error.problems.items()}
        return fields or {"": str(error)}
    except Invalid as error:
        return {"": str(error)}
    return {}


@require_safe
@member
def person(request: HttpRequest, staff: Staff, account: str) -> HttpResponse:
    """One account: what it is, where it is signed in, and what may be done about it."""
    return _person_page(request, staff, account)


def _person_page(
    request: HttpRequest, staff: Staff, account: str, problem: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    who = reader(request, staff)
    found = _seen(lambda: house().one(who, account))
    sessions = [
        {"browser": browser(one.agent), "began": int(one.began.timestamp() * 1000) if one.began else None}
        for one in house().sessions(who, found.username)
    ]
    told = {
        **_base(request, staff, who),
        "person": found,
        "sessions": sessions,
        "own": found.username == staff.username,
        "grants": _live(who, found.username),
        "problem": problem,
        "here": f"/desk/people/account/{found.username}",
        "form": more.get("form") or accounts.Wanted(found.username, "", found.role, found.team, found.merchant),
        "wrong": more.get("wrong", {}),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "handclasp/person.html", told, status=status)


@require_POST
@member
def ask(request: HttpRequest, staff: Staff, account: str) -> HttpResponse:
    """Ask for a change or a reset; POST `act`, `reason` and for a change `role`, `team`, `merchant`."""
    who = reader(request, staff)
    _seen(lambda: house().one(who, account))
    act, form = request.POST.get("act", ""), _form(request, account)
    if act not in accounts.ACTS or act == accounts.ADD:
        raise Http404
    wrong = _ask(who, act, form, request.POST.get("reason", ""))
    if wrong:
        change = act == accounts.CHANGE
        problem = wrong.get("", "") if change else next(iter(wrong.values()))
        more = {"form": form, "wrong": wrong} if change else {}
        return _person_page(request, staff, account, problem, 422, **more)
    return redirect("person", account)


@never_cache
@require_POST
@member
def apply(request: HttpRequest, staff: Staff, asked: str) -> HttpResponse:
    """Do what was approved (`asked`: the request's id); a one-time password is shown, this once."""
    who = reader(request, staff)
    grants = [grant for grant in _live(who) if grant.id == asked]
    if not grants:
        raise Http404
    done = house().apply(who, grants[0].request)
    if done.password:
        return _handed_over(request, done.account, done.password, new=done.act == accounts.ADD)
    return redirect("person", done.account)


@require_POST
@member
def suspend(request: HttpRequest, staff: Staff, account: str) -> HttpResponse:
    """Take somebody out of service."""
    return _at_once(request, staff, account, house().suspend)


@require_POST
@member
def resume(request: HttpRequest, staff: Staff, account: str) -> HttpResponse:
    """Let somebody back in."""
    return _at_once(request, staff, account, house().resume)


@require_POST
@member
def sign_out(request: HttpRequest, staff: Staff, account: str) -> HttpResponse:
    """End somebody's sessions."""
    return _at_once(request, staff, account, house().end_sessions)


def _at_once(request: HttpRequest, staff: Staff, account: str, act: Any) -> HttpResponse:
    act(reader(request, staff), account)
    return redirect("person", account)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member
def reset_password(request: HttpRequest, staff: Staff, account: str) -> HttpResponse:
    """Give somebody who has a second factor a new one-time password; GET shows what was made just now, once."""
    if request.method == "POST":
        return _handed_over(request, account, house().reset_password(reader(request, staff), account))
    who = reader(request, staff)
    found = _seen(lambda: house().one(who, account))
    kept = request.session.pop(SHOWN_PASSWORD, None)
    told: dict[str, Any] = {"staff": staff, "at": "people", "account": found.username, "called": found.display_name}
    if isinstance(kept, dict) and kept.get("account") == found.username:
        told |= {"password": at_rest.decrypt(kept["password"]), "new": kept["new"]}
    return render(request, "handclasp/person_password.html", told, status=200 if "password" in told else 410)


def _handed_over(request: HttpRequest, account: str, password: str, *, new: bool = False) -> HttpResponse:
    """Keep a one-time password, encrypted, for the one page that shows it: loading that page anew does nothing anew."""
    request.session[SHOWN_PASSWORD] = {"account": account, "password": at_rest.encrypt(password), "new": new}
    return redirect("person-reset-password", account)
