"""The tenants' own lists of risk words: a draft, and numbered versions that are never changed once published.

A folder a tenant in the data directory holds them as plain text. What is published stands in the journal with its
digest before it is in force; each flag names the version that set it.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from handclasp.access.policy import Action, Reader
from handclasp.disclose import Gate, Journal
from handclasp.records import HandclaspError, Invalid, Kind, Value
from handclasp.screen.risk_words import Fault, Lexicon, lexicon, parse
from handclasp.screen.risk_words.lists import digest

_TENANT: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}\Z")
_VERSION: Final = re.compile(r"([0-9]{6})\.txt\Z")
_FRESH_SECONDS: Final = 2.0
LARGEST: Final = 200_000
"""How many characters a tenant's list may have."""


class BadLexicon(HandclaspError):
    """The list has faults (`faults`: line, what to do); nothing was published."""

    code = "bad-lexicon"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"line {faults[0].line}: {faults[0].words}{more}")


class LexiconMovedOn(HandclaspError):
    """Another list was published meanwhile; look at it, then publish anew."""

    code = "lexicon-moved-on"


class Published(NamedTuple):
    """A published list: its number (0: the house's own alone), its text, when it came into force (ms)."""

    number: int
    text: str
    at: int


class Lexicons:
    """Reads the lists in force. Thread-safe; what is published is seen within two seconds by every process."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock
        self._known: dict[str, tuple[float, int, Lexicon]] = {}
        self._lock = threading.Lock()

    def current(self, tenant: str) -> Lexicon:
        """The list in force for a tenant, ready to match."""
        now = self._clock()
        known = self._known.get(tenant)
        if known is not None and now - known[0] < _FRESH_SECONDS:
            return known[2]
        with self._lock:
            number = max(self.numbers(tenant), default=0)
            if known is None or known[1] != number:
                made = lexicon(self.published(tenant, number).text, number) if number else lexicon()
            else:
                made = known[2]
            self._known[tenant] = (now, number, made)
            return made

    def numbers(self, tenant: str) -> list[int]:
        """The numbers of a tenant's published lists, ascending."""
        with contextlib.suppress(FileNotFoundError):
            found = (_VERSION.match(name) for name in os.listdir(self.folder(tenant)))  # noqa: PTH208 - names alone
            return sorted(int(one[1]) for one in found if one)
        return []

    def published(self, tenant: str, number: int) -> Published:
        """A published list; number 0 is empty: the house's own words alone."""
        if not number:
            return Published(0, "", 0)
        path = self.folder(tenant) / f"{number:06}.txt"
        return Published(number, path.read_text("utf-8"), path.stat().st_mtime_ns // 1_000_000)

    def folder(self, tenant: str) -> Path:
        """Where a tenant's lists lie."""
        if not _TENANT.match(tenant):
            raise Invalid("there is no tenant of such a name")
        return self._folder / tenant

    def forget(self, tenant: str) -> None:
        """Look for the newest list at the next use."""
        self._known.pop(tenant, None)


class RiskWords:
    """What people do with a tenant's list; each act asks the policies."""

    def __init__(self, lexicons: Lexicons, gate: Gate, journal: Journal) -> None:
        self._lexicons = lexicons
        self._gate = gate
        self._journal = journal

    def show(self, who: Reader) -> tuple[Published, str]:
        """The list in force and the draft. Raises Refused (journalled)."""
        self._gate.passed(who, Action.EDIT_LEXICON)
        numbers = self._lexicons.numbers(who.tenant)
        standing = self._lexicons.published(who.tenant, max(numbers, default=0))
        path = self._lexicons.folder(who.tenant) / "draft.txt"
        return standing, path.read_text("utf-8") if path.exists() else standing.text

    def topics(self, tenant: str) -> frozenset[str]:
        """The categories of the list in force."""
        return frozenset(entry.category for entry in self._lexicons.current(tenant).entries)

    def check(self, text: str) -> tuple[Fault, ...]:
        """What is wrong with a list."""
        if len(text) > LARGEST:
            return (Fault(1, "too-long", f"a list has at most {LARGEST} characters"),)
        return parse(text).faults

    def draft(self, who: Reader, text: str) -> None:
        """Keep a draft, faults and all. Raises Refused (journalled), Invalid."""
        self._gate.passed(who, Action.EDIT_LEXICON)
        if len(text) > LARGEST:
            raise Invalid(f"a list has at most {LARGEST} characters")
        self._write(who.tenant, "draft.txt", text)

    def publish(self, who: Reader, text: str) -> str:
        """Put a list in force and return its version. Raises Refused (journalled), BadLexicon, LexiconMovedOn."""
        passed = self._gate.passed(who, Action.EDIT_LEXICON)
        if faults := self.check(text):
            raise BadLexicon(faults)
        tenant, number = who.tenant, max(self._lexicons.numbers(who.tenant), default=0) + 1
        made, read = lexicon(text, number), parse(text)
        details: dict[str, Any] = {
            "version": made.version,
            "digest": digest(text),
            "added": len(read.entries),
            "removed": len(read.removed),
        }
        facts: dict[str, Value] = {"action": "lexicon publish", "details": details, "policy": passed.decision.version}
        self._journal.seal(who, Kind.AGENT_ACTION, facts)
        fresh = self._write(tenant, f".{digest(text)[:16]}.new", text)
        try:
            # Fails where somebody took the number meanwhile: a published list is never written over.
            (self._lexicons.folder(tenant) / f"{number:06}.txt").hardlink_to(fresh)
        except FileExistsError:
            raise LexiconMovedOn("another list was published meanwhile; look at it, then publish anew") from None
        finally:
            fresh.unlink(missing_ok=True)
        self._write(tenant, "draft.txt", text)
        self._lexicons.forget(tenant)
        return made.version

    def _write(self, tenant: str, name: str, text: str) -> Path:
        folder = self._lexicons.folder(tenant)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / name
        part = folder / f".{name}.part"
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123 - mode 0600 from the first byte
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        return path
