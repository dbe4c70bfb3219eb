"""What is wrong with a draft of access rules, in the reader's words: a title for each code of a fault.

The fault's own sentence, which names the thing, stays beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

    from handclasp.access.policy import Fault

TITLES: Final[dict[str, Text]] = {
    "file-missing": _("A file is missing"),
    "unknown-file": _("This file does not belong here"),
    "house-file": _("This file is the house's own"),
    "not-text": _("There are characters that are no text"),
    "too-large": _("The set is too large"),
    "too-many": _("There are too many policies"),
    "no-policies": _("Without policies nobody may do anything"),
    "policy-syntax": _("This is not a policy as it is written"),
    "policy-id": _("A policy needs a name of its own"),
    "reserved-id": _("This name is the house's own"),
    "duplicate-id": _("Two policies have the same name"),
    "policy-sentence": _("Say in both languages what it allows"),
    "unknown-role": _("There is no such role"),
    "unknown-action": _("There is no such action"),
    "schema": _("The policy speaks of something that is not there"),
    "role-without-file": _("A role has no file"),
    "toml": _("This is not a table as it is written"),
    "table": _("This is not a table as it is written"),
    "unknown-table": _("This table does not belong here"),
    "group": _("A group is not described rightly"),
    "role": _("A role is not described rightly"),
    "unknown-kind": _("Nothing of this kind is approved"),
    "kind-missing": _("A kind of approval is missing"),
    "approval": _("An approval is not described rightly"),
    "people": _("At least one other person approves"),
    "hours": _("An approval stands for a whole number of hours"),
}


def title(fault: Fault) -> str:
    """What is wrong, in a few words."""
    return str(TITLES.get(fault.code, fault.code))
