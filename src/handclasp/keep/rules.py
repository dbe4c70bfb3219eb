"""For how long a conversation is kept: a tenant's rules, and what they say of one conversation. No I/O but one file.

When several rules speak of a conversation the longest wins, and the answer names it. A hold wins over every rule; an
extension lasts to its review date and no longer.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple

from handclasp.records import HandclaspError

DAY: Final = 86_400_000
LEAST: Final = 1
LEAST_OF_JOURNALS: Final = 31
"""Days after its last record in which the month of a journal is over, whenever that record came."""
MOST: Final = 36_500
_LARGEST: Final = 100_000
KINDS: Final[dict[str, dict[str, int]]] = {
    "chat": {"days": 180, "disputed_days": 730, "evidence_days": 1095},
    "journal": {"days": 3650},
}
"""What may stand in a tenant's file, by kind of conversation, with what holds where it does not."""


class BadRetention(HandclaspError):
    """A tenant's retention rules cannot be read; nothing is deleted by rule until they can."""

    code = "bad-retention"


class Rules(NamedTuple):
    """Days to keep: after the last record of a closed chat, of one with a dispute, of one taken out as evidence.

    `journal`: after a journal's last record.
    """

    chat: int = 180
    disputed: int = 730
    evidence: int = 1095
    journal: int = 3650


class Facts(NamedTuple):
    """What is known of a conversation apart from its words; times in ms. `review`: an extension's date, 0 for none.

    `needed`: a journal that speaks of something which is still here, or on which something rests.
    """

    conversation: bytes
    journal: bool
    closed: bool
    last: int
    held: bool
    review: int
    binned: bool
    disputed: bool = False
    evidence: bool = False
    needed: bool = False


class Verdict(NamedTuple):
    """Whether a conversation goes, why (a stable word), by which rule, and from when on it may (ms; 0: open).

    `why` is one of erased, bin, hold, extended, open, kept, needed, due.
    """

    goes: bool
    why: str
    rule: str
    until: int


def read(text: str) -> Rules:
    """A tenant's rules out of TOML; what is not said is the default. Raises BadRetention, naming the place."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRetention(f"it is not TOML: {error}") from None
    for kind, table in given.items():
        if kind not in KINDS or not isinstance(table, dict):
            raise BadRetention(f"[{kind}] is no kind of conversation; there are {', '.join(KINDS)}")
        for key, value in table.items():
            _check(kind, key, value)
    chat = KINDS["chat"] | given.get("chat", {})
    journal = KINDS["journal"] | given.get("journal", {})
    return Rules(chat["days"], chat["disputed_days"], chat["evidence_days"], journal["days"])


def _check(kind: str, key: str, value: Any) -> None:
    if key not in KINDS[kind]:
        raise BadRetention(f"[{kind}] knows no {key!r}; it knows {', '.join(KINDS[kind])}")
    least = LEAST_OF_JOURNALS if kind == "journal" else LEAST
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST:
        raise BadRetention(f"[{kind}] {key} is a number of days from {least} to {MOST}")


class TenantRules:
    """The rules of each tenant: `TENANT.toml` in a folder, read at each use; without a file, the defaults."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, tenant: str) -> Rules:
        """A tenant's rules; raises BadRetention, naming the file."""
        path = self._folder / f"{tenant}.toml"
        try:
            text = path.read_text("utf-8") if path.stat().st_size <= _LARGEST else None
        except FileNotFoundError:
            return Rules()
        except (OSError, UnicodeDecodeError) as error:
            raise BadRetention(f"{path}: it cannot be read ({type(error).__name__})") from None
        if text is None:
            raise BadRetention(f"{path}: it is larger than {_LARGEST:,} bytes")
        try:
            return read(text)
        except BadRetention as error:
            raise BadRetention(f"{path}: {error}") from None

    def check(self) -> None:
        """Read every file once, as the house does before it starts; raises BadRetention."""
        for path in sorted(self._folder.glob("*.toml")):
            self(path.stem)


def named(facts: Facts, rules: Rules) -> tuple[str, int]:
    """The rule that wins, and its days."""
    if facts.journal:
        return "journal", rules.journal
    speaking = [("chat", rules.chat)]
    if facts.disputed:
        speaking.append(("disputed", rules.disputed))
    if facts.evidence:
        speaking.append(("evidence", rules.evidence))
    return max(speaking, key=lambda one: one[1])


def verdict(facts: Facts, rules: Rules, now: int) -> Verdict:
    """What the rules say of a conversation at a moment (ms)."""
    rule, days = named(facts, rules)
    until = facts.last + days * DAY
    if facts.binned:
        return Verdict(goes=False, why="bin", rule=rule, until=until)
    if facts.held:
        return Verdict(goes=False, why="hold", rule="hold", until=0)
    if facts.review > max(now, until):
        return Verdict(goes=False, why="extended", rule="extension", until=facts.review)
    if not facts.closed:
        return Verdict(goes=False, why="open", rule=rule, until=0)
    if facts.needed and until <= now:
        return Verdict(goes=False, why="needed", rule=rule, until=0)
    return Verdict(goes=until <= now, why="due" if until <= now else "kept", rule=rule, until=until)
