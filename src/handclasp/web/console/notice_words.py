"""What a notice says: how many of what wait. Never whose, never a word, never an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

    from handclasp.desk.notices.ways import Notice

NAMES: Final[dict[str, tuple[Text, Text]]] = {
    "waits": (_("A customer waits"), _("in a conversation of yours, or one that nobody has and you may take")),
    "line": (_("A new line"), _("in a conversation of yours")),
    "deadline": (_("A deadline is near or missed"), _("and the plan of the desk tells you")),
    "task": (_("A task for you"), _("a colleague asks you about a conversation")),
    "approval": (_("A request waits for you"), _("as the second person")),
}
"""The kinds by name, and when it is told."""

WAYS: Final[dict[str, Text]] = {"desktop": _("In the browser"), "push": _("Web Push"), "mail": _("E-mail")}

FAULTS: Final[dict[str, Text]] = {
    "wanted": _("Choose among the notices of this page."),
    "quiet": _("Write the quiet hours as two different times, such as 22:00 and 07:30."),
    "address": _("An address looks like lena@shop.example."),
    "code": _("This is not the code, or it is too old: have another one sent."),
    "device": _("This browser's push service is none that this house speaks to."),
    "zone": _("Your browser names a time zone that is not known here."),
}
"""Why a choice cannot be (`desk.notices.BadChoice`)."""

PAGES: Final = {"task": "tasks", "approval": "approvals"}
"""Where to look, by the name of a page; the desk, for the rest."""

_SAYS: Final[dict[str, Callable[[int], str]]] = {
    "waits": lambda n: ngettext("%(n)s customer waits", "%(n)s customers wait", n),
    "line": lambda n: ngettext(
        "New lines in %(n)s conversation of yours", "New lines in %(n)s conversations of yours", n
    ),
    "deadline": lambda n: ngettext(
        "A deadline is near or missed in %(n)s conversation", "A deadline is near or missed in %(n)s conversations", n
    ),
    "task": lambda n: ngettext("%(n)s task for you", "%(n)s tasks for you", n),
    "approval": lambda n: ngettext("%(n)s request waits for you", "%(n)s requests wait for you", n),
}


def said(counts: Mapping[str, int]) -> list[str]:
    """A sentence a kind, in the order of the page."""
    return [_SAYS[kind](counts[kind]) % {"n": counts[kind]} for kind in _SAYS if counts.get(kind)]


def page(kinds: Mapping[str, object]) -> str:
    """The name of the page that a notice leads to."""
    pages = {PAGES.get(kind, "queue") for kind in kinds}
    return pages.pop() if len(pages) == 1 else "queue"


def letter(notice: Notice, desk: str) -> tuple[str, str]:
    """Subject and text of an e-mail; `desk` is the address of the desk, where whoever follows it signs in."""
    with translation.override(notice.language or "en"):
        if notice.code:
            return gettext("Handclasp: your code"), _code(notice.code)
        lines = said(notice.counts)
        foot = gettext("You switched these notices on under My notices, and switch them off there.")
        address = desk + resolve_url(page(notice.counts))
        return f"Handclasp: {gettext('; ').join(lines)}", "\n".join([*lines, "", address, "", "-- ", foot, ""])


def pushed(notice: Notice) -> tuple[list[str], str]:
    """The lines of a pushed notice, and the page that it leads to."""
    with translation.override(notice.language or "en"):
        return said(notice.counts), resolve_url(page(notice.counts))


def _code(code: str) -> str:
    lines = (
        gettext("The code that confirms this address for your notices: %(code)s") % {"code": f"{code[:4]} {code[4:]}"},
        gettext("It is good for 30 minutes. If you asked for none, do nothing: this address is told nothing then."),
    )
    return "\n\n".join((*lines, ""))
