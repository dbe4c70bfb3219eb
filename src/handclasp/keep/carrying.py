"""Carries the certificates of a journal on before the journal goes: what was erased stays provably erased.

The log keeps the entry of every record that ever was, and whoever checks it wants a certificate for each whose content
is gone. Of a certificate there remains, in the journal of the day, whose it was, by which rule, and when its keys were
dropped; the journal's own is one more. Sealed once each, before the journal is put into the bin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Final, Protocol, cast

from handclasp.access.policy import Reader
from handclasp.records import KeyReused, Kind, Receipt, Value

AT_ONCE: Final = 200
"""So many certificates are carried on in one record."""
_HOUSE: Final = ("system", "handclasp")
_WHY: Final = "the journal that held these certificates goes"
_KEPT: Final = ("deletion", "due", "keys_dropped", "records")


class SealOnce(Protocol):
    """Seals a record of a key in the tenant's journal (disclose.journal.Journal.seal)."""

    def __call__(self, who: Reader, kind: Kind, facts: dict[str, Value], /, *, key: str) -> Receipt:
        """The record's receipt, the first one's when it stands already; raises KeyReused."""


Certificates = Callable[[int, bytes], Iterable[tuple[int, Mapping[str, Value]]]]
"""The certificates of a journal, the newest first: index and fields."""


class Carrying:
    """Carries certificates on."""

    def __init__(self, *, seal: SealOnce, certificates: Certificates) -> None:
        self._seal = seal
        self._certificates = certificates

    def on(self, tenant: str, number: int, journal: bytes) -> int:
        """Carry those of a journal on; returns how many. Safe to repeat."""
        waiting: list[dict[str, Any]] = []
        count = 0
        for index, said in self._certificates(number, journal):
            for one in _told(index, said):
                waiting.append(one)
                count += 1
                if len(waiting) == AT_ONCE:
                    self._sealed(tenant, waiting)
                    waiting = []
        if waiting:
            self._sealed(tenant, waiting)
        return count

    def _sealed(self, tenant: str, some: list[dict[str, Any]]) -> None:
        facts: dict[str, Value] = {
            "subjects": [one["subject"] for one in some],
            "rule": "journal",
            "copies": [],
            "reason": _WHY,
            "details": {"carried": list(some)},
        }
        key = f"carried/{some[0]['certificate']}/{some[0]['subject']}"
        # Sealed before a process died in the middle: that one stands.
        with suppress(KeyReused):
            self._seal(Reader(tenant, *_HOUSE), Kind.ERASURE, facts, key=key)


def _told(index: int, said: Mapping[str, Value]) -> list[dict[str, Any]]:
    """What remains of a certificate, or of those that were carried on before."""
    details = cast("dict[str, Any]", said.get("details") or {})
    carried = details.get("carried")
    if isinstance(carried, list):
        return [dict(one) for one in carried]
    kept: dict[str, Any] = {name: details[name] for name in _KEPT if name in details}
    request = {"request": said["request"]} if said.get("request") else {}
    subjects = cast("list[str]", said.get("subjects", []))
    return [{"subject": one, "certificate": index, "rule": said.get("rule", ""), **kept, **request} for one in subjects]
