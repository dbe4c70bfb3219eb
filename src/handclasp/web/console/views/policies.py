"""Access rules: what is in force in plain words, every version, drafts, what a draft would change, and publishing it.

Whoever may not see policies is answered as if there were no such page. Text from a form becomes a draft only when no
fault is found in it; a draft becomes a version only through a second person.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.access.approvals import State
from handclasp.access.governance import BUILT_IN, BadPolicies
from handclasp.access.models import Staff
from handclasp.access.policy import Action, Need, PolicyFiles, StepUp, copied
from handclasp.access.policy.check import read
from handclasp.access.policy.files import APPROVALS, FORBIDS, PARTIES, ROLES, version_of_built_in
from handclasp.access.policy.files import built_in as built_in_files
from handclasp.access.policy.tables import tables
from handclasp.access.policy.wording import role_named
from handclasp.access.roles import is_built_in
from handclasp.records import Invalid, NotFound, Refused
from handclasp.web.console import faults as faults_in_words
from handclasp.web.console import reasons, requests
from handclasp.web.console.guard import member, reader
from handclasp.web.console.meaning import language, meaning
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from handclasp.access.approvals import Asked, Request
    from handclasp.access.governance import Governance, Version
    from handclasp.access.policy import Fault, Reader
    from handclasp.access.policy.wording import Language

T = TypeVar("T")
_FIELD: Final = "file:"
_MORE_LINES: Final = 300


class Rule(NamedTuple):
    """One policy in words; `id` leads to its text."""

    id: str
    says: str
    forbids: bool


class Said(NamedTuple):
    """What one role may do, in words."""

    name: str
    label: str
    based_on: str
    rules: tuple[Rule, ...]


class File(NamedTuple):
    """One file in the editor, with what is wrong with it."""

    name: str
    text: str
    faults: tuple[tuple[int | None, str, str], ...]
    rows: int
    own: bool

    @property
    def numbers(self) -> str:
        """The numbers of its lines, and of some that may be written."""
        return "\n".join(str(number) for number in range(1, self.rows + _MORE_LINES))

    @property
    def shown(self) -> str:
        """The text for a textarea, which swallows one line break at its beginning."""
        return f"\n{self.text}"


def _governance() -> Governance:
    return services().governance


def _seen(look: Callable[[], T]) -> T:
    """Look; whoever may not is told that there is no such page, and the refusal is recorded all the same."""
    try:
        return look()
    except (Refused, NotFound) as error:
        raise Http404 from error


def _base(request: HttpRequest, staff: Staff, who: Reader) -> dict[str, Any]:
    gate = services().gate
    publish = gate.decision(who, Action.PUBLISH_POLICY)
    return {
        "staff": staff,
        "at": "policies",
        "drafts_here": gate.decision(who, Action.DRAFT_POLICY).allowed,
        "publishes": publish.allowed or Need.APPROVAL in publish.needs,
        "sees": gate.decision(who, Action.SEE_POLICY).allowed,
        "fresh": StepUp.POLICY.value in who.stepped,
        "here": request.path,
        "now": services().now(),
        "in_force": services().policies.version(staff.tenant),
    }


# --- what is in force


@require_safe
@member
def policies(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The set in force: its version, what each role may do, the versions before it, and drafts."""
    who = reader(request, staff)
    versions = _seen(lambda: _governance().versions(who))
    loaded = services().policies.loaded(staff.tenant)
    drafts = _governance().drafts(who)
    told = {
        **_base(request, staff, who),
        "called": requests.names(staff.tenant, {one.by for one in drafts} | _named(versions)),
        "versions": versions,
        "drafts": drafts,
        "built_in": not versions,
        "newest": versions[0] if versions else None,
        "approvals": loaded.approvals,
        **_in_words(loaded.files),
    }
    return render(request, "handclasp/policies.html", told)


def _named(versions: Iterable[Version]) -> set[str]:
    return {name for version in versions for name in (version.by, *version.approvers)}


@require_safe
@member
def policy_set(request: HttpRequest, staff: Staff, which: str) -> HttpResponse:
    """A published version (its number) or the built-in set: in words, as text, and what it changed."""
    who = reader(request, staff)
    files = _seen(lambda: _governance().checkout(who, which))
    told = {**_base(request, staff, who), "which": which, "files": sorted(files.items()), **_in_words(files)}
    if which.isdigit():
        version, changes = _seen(lambda: _governance().changed(who, int(which)))
        told |= {
            "version": version,
            "called": requests.names(staff.tenant, {version.by, *version.approvers}),
            "built_in": version_of_built_in(),
            "other_before": version.number == 1 and version.replaces != version_of_built_in(),
            **meaning(changes),
        }
    return render(request, "handclasp/policy_set.html", told)


def _in_words(files: Mapping[str, str]) -> dict[str, Any]:
    said, house = _sentences(tuple(sorted(files.items())), language())
    return {"said": said, "house_rules": house}


@lru_cache(maxsize=32)
def _sentences(files: tuple[tuple[str, str], ...], words: Language) -> tuple[list[Said], tuple[Rule, ...]]:
    """What each role of a set may do, staff first; and the house's own rules, which stand above all."""
    found = read(dict(files))
    rules: dict[str, list[Rule]] = {}
    for statement in found.statements:
        rule = Rule(statement.id, statement.says(words), statement.forbids)
        rules.setdefault(statement.file.removesuffix(".cedar"), []).append(rule)
    house = tuple(rules.pop(FORBIDS.removesuffix(".cedar"), ()))
    roles = found.tables.roles
    names = [*roles, *PARTIES, *sorted(set(rules) - set(roles) - set(PARTIES))]
    return [
        Said(
            name,
            role_named(name, roles).said(words),
            role_named(roles[name].based_on, roles).said(words) if name in roles and not is_built_in(name) else "",
            tuple(rules.get(name, ())),
        )
        for name in names
    ], house


# --- drafting


@require_http_methods(["GET", "HEAD", "POST"])
@member
def edit(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The editor; `from`: a version's number, a draft, or `built-in`. POST `file:NAME` …, `do` (check, copy, keep)."""
    who = reader(request, staff)
    told = _base(request, staff, who)
    if not told["drafts_here"]:
        _seen(lambda: services().gate.passed(who, Action.DRAFT_POLICY))
    if request.method != "POST":
        files = _seen(lambda: _governance().checkout(who, request.GET.get("from", "") or _current(who)))
        return _editor(request, told, files)
    files = _posted(request)
    do = request.POST.get("do", "")
    if do == "copy":
        return _with_copy(request, told, files)
    found = list(read(files).faults)
    if do == "keep" and not found:
        try:
            return redirect("policy-draft", _governance().draft(who, files).hex())
        except BadPolicies as bad:
            found = list(bad.faults)
    return _editor(request, told, files, found, checked=True)


def _current(who: Reader) -> str:
    versions = _governance().versions(who)
    return str(versions[0].number) if versions else BUILT_IN


def _posted(request: HttpRequest) -> dict[str, str]:
    """The files of the form; one of a tenant's own that was emptied is left out."""
    found = {
        name.removeprefix(_FIELD): text.replace("\r\n", "\n").rstrip("\n") + "\n"
        for name, text in request.POST.items()
        if name.startswith(_FIELD) and isinstance(text, str)
    }
    return {name: text for name, text in found.items() if text.strip() or not _own(name)}


def _own(name: str) -> bool:
    return name not in built_in_files()


def _with_copy(request: HttpRequest, told: dict[str, Any], files: dict[str, str]) -> HttpResponse:
    """The editor with a copy of a role in it: POST `role`, `name`, `zh`, `en`."""
    given = {key: request.POST.get(key, "").strip()[:60] for key in ("role", "name", "zh", "en")}
    try:
        files = copied(files, given["role"], given["name"], {"zh": given["zh"], "en": given["en"]})
    except PolicyFiles as error:
        return _editor(request, {**told, "copy_problem": str(error), "copy": given}, files, status=422)
    return _editor(request, {**told, "opened": f"{given['name']}.cedar"}, files)


def _editor(
    request: HttpRequest,
    told: dict[str, Any],
    files: Mapping[str, str],
    found: list[Fault] | None = None,
    *,
    checked: bool = False,
    status: int = 0,
) -> HttpResponse:
    found = found or []
    by_file: dict[str, list[tuple[int | None, str, str]]] = {}
    for fault in found:
        name = fault.file if fault.file in files else ""
        told_of = (
            fault.line,
            faults_in_words.title(fault),
            f"{fault.file}: {fault.words}" if not name else fault.words,
        )
        by_file.setdefault(name, []).append(told_of)
    roles = read(files).tables.roles
    first = [name for name in (ROLES, APPROVALS) if name in files]
    names = [*sorted(set(files) - set(first), key=lambda name: (not _own(name), name)), *first]
    editor = {
        "files": [
            File(name, files[name], tuple(by_file.get(name, ())), files[name].count("\n") + 2, _own(name))
            for name in names
        ],
        "general": by_file.get("", []),
        "fault_count": len(found),
        "checked": checked,
        "copyable": [(name, role_named(name, roles).said(language())) for name in roles if f"{name}.cedar" in files],
    }
    return render(request, "handclasp/policy_edit.html", {**told, **editor}, status=status or (422 if found else 200))


# --- one draft


@require_safe
@member
def draft(request: HttpRequest, staff: Staff, digest: str) -> HttpResponse:
    """What a draft would change, as meaning and as text, and how far it has come."""
    return _draft_page(request, staff, digest)


def _draft_page(request: HttpRequest, staff: Staff, digest: str, problem: str = "", status: int = 200) -> HttpResponse:
    who = reader(request, staff)
    changes = _seen(lambda: _governance().diff(who, bytes.fromhex(digest)))
    told = {
        **_base(request, staff, who),
        "digest": digest,
        "short": digest[:12],
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "mine": _mine(who, digest),
        "stranded": _stranded(who, digest),
        **meaning(changes),
    }
    return render(request, "handclasp/policy_draft.html", told, status=status)


def _stranded(who: Reader, digest: str) -> int:
    """How many people in service have a role that the draft does not know: they could do nothing any more."""
    roles = tables(_governance().checkout(who, digest)).roles
    return Staff.objects.filter(tenant=who.tenant, is_active=True).exclude(role__in=roles).count()


def _mine(who: Reader, digest: str) -> tuple[Asked, Request, str] | None:
    """One's own newest request to publish this draft, with its state; an open one whose time is over has expired."""
    for asked, whole in _governance().asked(who):
        if whole.evidence.get("draft") == digest:
            late = asked.state in {State.OPEN, State.APPROVED} and asked.expires <= services().now()
            return asked, whole, State.EXPIRED.value if late else asked.state
    return None


@require_POST
@member
def ask(request: HttpRequest, staff: Staff, digest: str) -> HttpResponse:
    """Ask for a second person; POST `reason`."""
    who = reader(request, staff)
    reason = request.POST.get("reason", "").strip()
    if problem := reasons.problem(reason):
        return _draft_page(request, staff, digest, problem, 422)
    try:
        asked = _governance().request(who, bytes.fromhex(digest), reason)
    except (BadPolicies, Invalid) as error:
        return _draft_page(request, staff, digest, str(error), 422)
    services().approvals.request(who, asked)
    return redirect("policy-draft", digest)


@require_POST
@member
def publish(request: HttpRequest, staff: Staff, digest: str) -> HttpResponse:
    """Put the approved draft in force."""
    who = reader(request, staff)
    mine = _mine(who, digest)
    if mine is None:
        raise Http404
    _governance().publish(who, mine[1])
    return redirect("policies")
