"""What each record of the journal tells, in the reader's words: who did what; the rest is one click deeper.

It reads facts that `disclose.Audit` handed over; nothing that a customer said stands in them, and nothing is opened
here. Long documents in them (policies, requests) are left to the receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handclasp.access.policy.wording import ACTIONS
from handclasp.disclose.export import FILE
from handclasp.records import Kind
from handclasp.web.console import journal_facts, words
from handclasp.web.console.meaning import language
from handclasp.web.console.tags import grouped

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

    from handclasp.records import View


class Group(NamedTuple):
    """What the journal can be narrowed to: records of these kinds, and acts of these names."""

    label: Text
    kinds: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()


GROUPS: Final[dict[str, Group]] = {
    "reading": Group(_("Reading"), frozenset({Kind.ACCESS})),
    "searches": Group(_("Searches"), frozenset({Kind.SEARCH})),
    "reveals": Group(_("Behind masks"), frozenset({Kind.REVEAL})),
    "exports": Group(_("Taken out"), frozenset({Kind.EXPORT})),
    "refusals": Group(_("Refused"), frozenset({Kind.REFUSAL})),
    "approvals": Group(_("Second person"), frozenset({Kind.APPROVAL})),
    "sign-ins": Group(_("Sign-ins"), frozenset({Kind.SIGN_IN})),
    "rules": Group(_("Access rules"), frozenset({Kind.POLICY})),
    "acts": Group(_("Accounts and keys"), frozenset({Kind.AGENT_ACTION, Kind.GUARDED_ACTION})),
    "imports": Group(_("Imports"), acts=frozenset({"import", "imported"})),
    "plans": Group(_("Hours and deadlines"), acts=frozenset({"desk plan"})),
    "holds": Group(_("Holds and erasure"), frozenset({Kind.HOLD, Kind.RELEASE, Kind.DELETION, Kind.ERASURE})),
    "rights": Group(_("Customers' requests"), frozenset({Kind.RIGHTS})),
}
"""What the journal is narrowed to, by a name that stands in addresses."""

OUTCOMES: Final[dict[str, Text]] = {
    "ok": _("accepted"),
    "failed": _("wrong"),
    "locked": _("locked after too many tries"),
    "replayed": _("a code used before"),
    "expired": _("one-time password too old"),
    "unready": _("no second factor yet"),
    "refused": _("refused"),
    "cancelled": _("cancelled"),
}

OF_THE_HOUSE: Final[dict[str, Text]] = {
    "retention plan": _("Looked at what would go by rule, and why the rest stays"),
    "record of processing": _("Looked at the record of processing"),
    "register of disclosures": _("Looked at the register of disclosures"),
    "review queue, no words": _("Asked how many masks wait for a reviewer"),
}
"""Looks at what is about no one conversation, by their scope."""

DECISIONS: Final[dict[str, Text]] = {
    "requested": _("Asked for a second person: %(what)s"),
    "approve": _("Approved: %(what)s"),
    "reject": _("Rejected: %(what)s"),
    "withdrawn": _("Withdrew the request: %(what)s"),
    "used": _("Used an approval: %(what)s"),
    "expired": _("A request ran out of time: %(what)s"),
}

ACTS: Final[dict[str, Text]] = {
    "staff add": _("Made the account %(account)s"),
    "staff role": _("Changed the role of %(account)s"),
    "staff reset-password": _("Gave %(account)s a new one-time password"),
    "staff reset-second-factors": _("Removed the second factors of %(account)s"),
    "staff suspend": _("Suspended %(account)s"),
    "staff resume": _("Let %(account)s back in"),
    "staff sign-out": _("Signed %(account)s out everywhere"),
    "policy draft": _("Drafted access rules"),
    "key add": _("Made an API key"),
    "key revoke": _("Revoked an API key"),
    "import": _("Began to import %(file)s"),
    "imported": _("Imported %(file)s: %(new)s new, %(doubled)s there before, %(rejected)s refused"),
    "keys rotate": _("Turned the keys"),
    "site add": _("Added a site"),
    "tenant add": _("Founded this tenant"),
    "password change": _("Changed their own password"),
    "second factor add": _("Added a second factor of their own"),
    "second factor remove": _("Removed a second factor of their own"),
    "recovery codes new": _("Made new recovery codes"),
    "session end": _("Ended sessions of their own"),
    "single sign-on connect": _("Connected single sign-on"),
    "single sign-on disconnect": _("Disconnected single sign-on"),
    "notices change": _("Changed what they are told of outside the page"),
    "notices address": _("Changed where their notices are sent to"),
    "notices clear": _("Switched the notices of %(account)s off"),
    "desk away": _("Said that they are away"),
    "desk back": _("Said that they are back"),
    "desk plan": _("Published plan %(number)s of the desk"),
    "quality rubric": _("Published rubric %(number)s of quality reviews"),
    "quality sample": _("Drew the conversations of week %(week)s for quality reviews"),
    "script add": _("Wrote the script %(script)s"),
    "script change": _("Changed the script %(script)s"),
    "script retire": _("Retired the script %(script)s"),
    "script restore": _("Brought the script %(script)s back into use"),
    "oddity dealt with": _("Dealt with something unusual about %(account)s"),
}


_NAMED: Final = ("account", "script", "number", "file", "new", "doubled", "rejected")


class Told(NamedTuple):
    """A record in words.

    `care` marks what was refused or failed, `why` says on what ground; `details` are its technical facts in words.
    """

    what: str
    reason: str = ""
    care: bool = False
    why: str = ""
    details: tuple[tuple[str, str], ...] = ()


def told(view: View) -> Told:
    """What a record of the journal says."""
    say = _SAYS.get(view.kind)
    line = say(view.facts) if say else Told(words.name(words.KINDS, view.kind), _text(view.facts, "reason"))
    return line._replace(details=journal_facts.details(view))


def _access(facts: Mapping[str, Any]) -> Told:
    purpose, scope = _text(facts, "purpose"), _text(facts, "scope")
    known = {
        "own conversation": gettext("Opened their own conversation"),
        "receipt": gettext("Fetched a receipt"),
        "who looked": gettext("Asked who looked"),
        "approval": gettext("Looked at a request for a second person"),
    }
    what = known.get(purpose, "")
    if scope.startswith("explain "):
        what = gettext("Asked the rules about %(who)s") % {"who": scope.rpartition(":")[2]}
    elif scope in OF_THE_HOUSE:
        what = str(OF_THE_HOUSE[scope])
    elif scope.startswith("the journal") or (scope.startswith("journal") and purpose == "audit"):
        what = gettext("Read the journal")
    elif scope.startswith("every conversation"):
        what = gettext("Reads every conversation, masked, for: %(purpose)s") % {"purpose": _purpose(purpose)}
    elif not what:
        live = scope.startswith("live")
        pattern = gettext("Kept the conversation open: %(purpose)s") if live else gettext("Read: %(purpose)s")
        what = pattern % {"purpose": _purpose(purpose)}
    return Told(what, _text(facts, "reason"))


def _search(facts: Mapping[str, Any]) -> Told:
    counted = {"hits": facts.get("hits", 0), "purpose": _purpose(_text(facts, "purpose"))}
    masked = isinstance(facts.get("details"), dict) and facts["details"].get("masked")
    pattern = gettext("Looked up what is masked, %(hits)s found: %(purpose)s") if masked else ""
    pattern = pattern or gettext("Searched, %(hits)s found: %(purpose)s")
    return Told(pattern % counted, _text(facts, "reason"))


def _reveal(facts: Mapping[str, Any]) -> Told:
    told_of = {"item": words.name(words.TYPES, _text(facts, "item")), "purpose": _purpose(_text(facts, "purpose"))}
    return Told(gettext("Looked behind a mask: %(item)s, %(purpose)s") % told_of, _text(facts, "reason"))


def _export(facts: Mapping[str, Any]) -> Told:
    if _text(facts, "format").startswith("journal"):
        return Told(gettext("Took records of the journal out, with proof"), _text(facts, "reason"))
    purpose = {"purpose": _purpose(_text(facts, "purpose"))}
    if facts.get("format") == FILE:
        return Told(gettext("Was handed the encrypted file: %(purpose)s") % purpose, _text(facts, "reason"))
    return Told(gettext("Took the conversation out: %(purpose)s") % purpose, _text(facts, "reason"))


def _refusal(facts: Mapping[str, Any]) -> Told:
    asked = {"what": _action(_text(facts, "action"))}
    details = facts.get("details")
    needs = details.get("needs", []) if isinstance(details, dict) else []
    lacked = [journal_facts.need(str(need)) for need in needs]
    line = gettext("Refused: %(what)s") % asked
    if lacked:
        more = {"line": line, "needs": gettext(", ").join(lacked)}
        line = gettext("%(line)s (lacked: %(needs)s)") % more
    return Told(line, care=True, why=_why(facts, details if isinstance(details, dict) else {}))


def _why(facts: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    """Why something was refused, in the reader's language, as far as the record or its code says it in that."""
    code = details.get("code")
    if code in words.TROUBLE and code not in {"", "refused"}:
        return str(words.TROUBLE[str(code)][0])
    chinese = language() == "zh"
    return str(details.get("zh", "")) if chinese else _text(facts, "reason")


def _approval(facts: Mapping[str, Any]) -> Told:
    decision = _text(facts, "decision")
    what = {"what": words.name(words.APPROVED, _text(facts, "what"))}
    line = str(DECISIONS[decision]) % what if decision in DECISIONS else decision
    return Told(line, _text(facts, "reason"), care=decision == "reject")


def _sign_in(facts: Mapping[str, Any]) -> Told:
    method, outcome = _text(facts, "method"), _text(facts, "outcome")
    details = facts.get("details")
    purpose = str(details.get("purpose", "")) if isinstance(details, dict) else ""
    how = {"method": words.name(journal_facts.METHODS, method), "outcome": words.name(OUTCOMES, outcome)}
    if method == "step-up" and purpose in words.STEP_UP:
        how["method"] = gettext("%(method)s for: %(purpose)s") % {**how, "purpose": words.STEP_UP[purpose][0]}
    return Told(gettext("Sign-in by %(method)s: %(outcome)s") % how, care=outcome != "ok")


def _policy(facts: Mapping[str, Any]) -> Told:
    change = facts.get("change")
    number = change.get("number", "") if isinstance(change, dict) else ""
    reason = str(change.get("reason", "")) if isinstance(change, dict) else ""
    return Told(gettext("Published version %(n)s of the access rules") % {"n": number}, reason)


def _act(facts: Mapping[str, Any]) -> Told:
    action, details = _text(facts, "action"), facts.get("details")
    known = details if isinstance(details, dict) else {}
    named = {name: str(known.get(name, "")) for name in _NAMED}
    if action not in ACTS:
        return Told(f"{words.name(words.KINDS, Kind.AGENT_ACTION.value)} · {action}")
    return Told(str(ACTS[action]) % named)


def _hold(facts: Mapping[str, Any]) -> Told:
    joins = facts.get("joins")
    if isinstance(joins, bytes):
        return Told(gettext("Joined legal hold #%(n)s") % {"n": grouped(int.from_bytes(joins))})
    scope = words.name(words.HELD, _text(facts, "scope") or "conversation")
    return Told(f"{gettext('Placed a legal hold')} · {scope}", _text(facts, "reason"))


def _released(facts: Mapping[str, Any]) -> Told:
    """A hold ends by an approved request; what is taken out of the bin needs none."""
    ended = isinstance(facts.get("request"), bytes)
    text = gettext("Ended a legal hold") if ended else gettext("Took a deletion back, or ended a legal hold")
    return Told(text, _text(facts, "reason"))


def _plain(text: Text) -> Callable[[Mapping[str, Any]], Told]:
    return lambda facts: Told(str(text), _text(facts, "reason"))


def _rights(facts: Mapping[str, Any]) -> Told:
    right = words.RIGHTS.get(_text(facts, "right"), _text(facts, "right"))
    step = words.RIGHTS_STEPS.get(_text(facts, "step"), _("Went on with a customer's request (%(right)s)"))
    details = facts.get("details")
    zh = details.get("zh") if isinstance(details, dict) and language() == "zh" else None
    return Told(str(step) % {"right": right}, str(zh or _text(facts, "reason")))


_SAYS: Final[dict[str, Callable[[Mapping[str, Any]], Told]]] = {
    Kind.ACCESS: _access,
    Kind.SEARCH: _search,
    Kind.REVEAL: _reveal,
    Kind.EXPORT: _export,
    Kind.REFUSAL: _refusal,
    Kind.APPROVAL: _approval,
    Kind.SIGN_IN: _sign_in,
    Kind.POLICY: _policy,
    Kind.AGENT_ACTION: _act,
    Kind.HOLD: _hold,
    Kind.RELEASE: _released,
    Kind.DELETION: _plain(_("Marked for deletion")),
    Kind.ERASURE: _plain(_("Certified an erasure")),
    Kind.RIGHTS: _rights,
}


def _text(facts: Mapping[str, Any], name: str) -> str:
    value = facts.get(name, "")
    return value if isinstance(value, str) else ""


def _purpose(code: str) -> str:
    return words.name(words.LOOKED_FOR, code)


def _action(code: str) -> str:
    known = {
        "api-key": gettext("use an API key"),
        "form": gettext("send a form that was not made for this session"),
        "ask": gettext("ask for a second person"),
        "show": gettext("look at a request"),
        "withdraw": gettext("withdraw a request"),
        "use": gettext("use an approval"),
    }
    return known.get(code) or _said(ACTIONS, code)


def _said(table: Mapping[Any, Any], code: Any) -> str:
    found = table.get(code)
    return str(found.said(language())) if found else str(code)
