"""What one set of access rules changes in another, for a page: what becomes possible, what no longer is, and the text.

It words what `access.policy.changes` found, in the reader's language; it compares nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language

from handclasp.web.console import faults

if TYPE_CHECKING:
    from handclasp.access.policy.changes import Changes
    from handclasp.access.policy.wording import Language
    from handclasp.records import Refused

_SHOWN: Final = 400


def language() -> Language:
    """The reader's language, as policies name them."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


def in_language(error: Refused) -> str:
    """Why something was refused, in the reader's language."""
    return error.zh if error.zh and language() == "zh" else str(error)


def meaning(changes: Changes) -> dict[str, Any]:
    """The context of `parts/policy_meaning.html` and `parts/policy_diffs.html`."""
    words = language()
    said = [(change.said(words), change.more) for change in changes.cells]
    return {
        "more": [text for text, more in said if more][:_SHOWN],
        "less": [text for text, more in said if not more][:_SHOWN],
        "left_out": max(0, len(said) - _SHOWN),
        "tables": [both.said(words) for both in changes.tables],
        "named": changes.names,
        "faults": [(fault.file, fault.line, faults.title(fault), fault.words) for fault in changes.faults],
        "diffs": [(file.name, [_line(line) for line in file.diff.splitlines()]) for file in changes.files],
        "same": not changes.files,
    }


def _line(line: str) -> tuple[str, str]:
    kinds = {"+++": "head", "---": "head", "@@ ": "head"}
    return kinds.get(line[:3]) or {"+": "plus", "-": "less"}.get(line[:1], ""), line
