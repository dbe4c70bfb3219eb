"""The technical facts of a journal record, in words: what each is called and what its value means to a reader.

A fact nobody has named yet is shown under its own name. Nothing is opened here, and long values are cut.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from handclasp.access.policy.wording import NEEDS
from handclasp.disclose.export import FILE
from handclasp.records import Kind
from handclasp.web.console import words
from handclasp.web.console.meaning import language
from handclasp.web.console.tags import grouped, moment, type_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise as Text

    from handclasp.records import View

KEPT_OUT: Final = frozenset(
    {"purpose", "reason", "subjects", "document", "change", "details", "tokens", "copies", "zh", "decision"}
    | {"action", "what", "code", "hits", "needs", "method", "outcome", "item"}
)
"""Facts that stand in the line itself, or are too long for it."""
_LONGEST: Final = 300

NAMES: Final[dict[str, Text]] = {
    "account": _("Account"),
    "address": _("Address"),
    "agent": _("To whom"),
    "approvers": _("Who approved"),
    "basis": _("Legal basis"),
    "border": _("Across a border"),
    "by": _("Who asked"),
    "consent": _("The person's own consent"),
    "day": _("Day"),
    "digest": _("Digest"),
    "due": _("Due"),
    "factor": _("Second factor"),
    "field": _("What in the record"),
    "file": _("File"),
    "format": _("In what form"),
    "from_merchant": _("Seller's id before"),
    "from_role": _("Role before"),
    "from_team": _("Team before"),
    "ground": _("On what ground"),
    "inside": _("Held inside"),
    "inside_digest": _("Digest of what is inside"),
    "law": _("Law"),
    "owner": _("Who answers for it"),
    "review": _("Looked at again on"),
    "criterion": _("Customer or order"),
    "joins": _("Joins the hold"),
    "key": _("Key"),
    "kind": _("Request for"),
    "label": _("What uses it"),
    "matter": _("Separate consent to"),
    "merchant": _("Seller's id"),
    "number": _("Version"),
    "odd": _("What was unusual"),
    "policy": _("Access rules in force"),
    "recipient": _("Who receives it"),
    "record": _("Record hash"),
    "reference": _("Reference"),
    "releases": _("Hold released"),
    "replaces": _("In the place of"),
    "bare": _("Without their file"),
    "doubled": _("There before"),
    "new": _("New records"),
    "rejected": _("Refused lines"),
    "run": _("Number of the import"),
    "request": _("Number of the request"),
    "role": _("Role"),
    "rule": _("Rule"),
    "scope": _("How far"),
    "scopes": _("May"),
    "seen": _("Conversations seen"),
    "sessions": _("Sessions ended"),
    "target": _("Record looked at"),
    "tags": _("Tags"),
    "team": pgettext_lazy("of a person", "Team"),
    "to": _("Where it goes"),
    "until": _("Until"),
    "version": _("Version"),
    "withheld": _("Withheld"),
    "without_consent": _("Why without consent"),
}

ODD: Final[dict[str, Text]] = {
    "many": _("many more conversations than usual"),
    "off-hours": _("outside their hours"),
    "deleted": _("conversations put into the bin"),
    "unrelated": _("conversations of other people and teams"),
}

METHODS: Final[dict[str, Text]] = {
    "password": _("password"),
    "totp": _("authenticator app"),
    "passkey": _("passkey"),
    "recovery-code": _("recovery code"),
    "oidc": _("single sign-on"),
    "cli": _("command line"),
    "step-up": _("second factor, given anew"),
}


def details(view: View) -> tuple[tuple[str, str], ...]:
    """The facts of a record by their names in words, the record's hash last."""
    inner, change = view.facts.get("details"), view.facts.get("change")
    found: dict[str, Any] = dict(view.facts)
    found |= inner if isinstance(inner, dict) else {}
    found |= {n: v for n, v in change.items() if n not in {"files", "reason"}} if isinstance(change, dict) else {}
    shown = [
        (words.name(NAMES, name), _said(name, value, view.kind))
        for name, value in found.items()
        if name not in KEPT_OUT and value not in ("", None, [], {})
    ]
    return (*shown, (str(NAMES["record"]), view.record.hex()))


def _said(name: str, value: Any, kind: str) -> str:
    if name in {"until", "due", "review"} and isinstance(value, int):
        return moment(value)
    if name in {"releases", "joins"} and isinstance(value, bytes):
        return f"#{grouped(int.from_bytes(value))}"
    say = _SAYS.get(name)
    if say is not None and isinstance(value, str) and not (name == "kind" and kind != Kind.REFUSAL):
        return say(value)
    return _plain(value)


def _plain(value: Any) -> str:
    """Any other value as a person would write it."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return pgettext("between people", ", ").join(_plain(one) for one in value)[:_LONGEST]
    if isinstance(value, dict):
        between = pgettext("before a text", ": ")
        return " · ".join(f"{words.name(NAMES, str(n))}{between}{_plain(v)}" for n, v in value.items())[:_LONGEST]
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _field(code: str) -> str:
    """`original/2` is the third thing masked in a record."""
    number = code.removeprefix("original/")
    if number.isdigit():
        return gettext("masked item %(n)s") % {"n": int(number) + 1}
    return gettext("the picture") if code == "attachment" else code


def _format(code: str) -> str:
    if code == FILE:
        return gettext("encrypted file (age)")
    if code.startswith("journal"):
        return gettext("records of the journal, with receipts")
    return words.name(words.FORMATS, code)


_SCOPES: Final[tuple[tuple[str, Text], ...]] = (
    (r"records after (?P<n>\d+), at most \d+", _("records after %(n)s")),
    (r"live after (?P<n>\d+)", _("new records after %(n)s, as they come")),
    (r"record (?P<n>\d+)", _("record %(n)s")),
    (r"request (?P<n>[0-9a-f]{32})", _("request %(n)s")),
    (r"every conversation, masked, after index -?(?P<n>\d+)", _("every conversation, masked, after place %(n)s")),
    (r"the journal, after index -?(?P<n>\d+)", _("the journal, after place %(n)s")),
    (r"retention plan", _("the plan of what would go by rule")),
    (r"record of processing", _("the record of processing")),
    (r"register of disclosures", _("the register of disclosures")),
    (r"review queue, no words", _("the queue of reviewers, without words")),
    (r"consents", _("separate consents")),
    (r"journal, imports", _("the journal: imports")),
    (r"journal, what is unusual", _("the journal: what is unusual")),
)
_ASKED: Final[dict[str, Text]] = {
    "by": _("by %(what)s"),
    "about": _("about #%(what)s"),
    "kinds": _("some kinds of records"),
    "acts": _("some acts"),
    "from": _("from %(what)s"),
    "to": _("to %(what)s"),
}


def _scope(text: str) -> str:
    for pattern, said in _SCOPES:
        if found := re.fullmatch(pattern, text):
            return str(said) % found.groupdict()
    if not text.startswith("journal"):
        return text
    parts = [gettext("the journal")]
    for part in text.removeprefix("journal").split(", "):
        how, _between, what = part.partition(" ")
        if how in _ASKED:
            at = moment(int(what)) if how in {"from", "to"} and what.isdigit() else what[:4].upper()
            parts.append(str(_ASKED[how]) % {"what": what if how == "by" else at})
    return gettext(", ").join(parts)


def need(code: str) -> str:
    """What was lacking, in the reader's language."""
    known = {str(one): both for one, both in NEEDS.items()}
    return known[code].said(language()) if code in known else code


_SAYS: Final[dict[str, Callable[[str], str]]] = {
    "factor": lambda code: words.name(METHODS, code),
    "field": _field,
    "format": _format,
    "inside": _format,
    "from_role": lambda code: words.name(words.ROLES, code),
    "kind": lambda code: words.name(words.APPROVED, code),
    "odd": lambda code: words.name(ODD, code),
    "role": lambda code: words.name(words.ROLES, code),
    "scope": _scope,
    "type": type_name,
}
