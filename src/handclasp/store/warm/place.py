"""Where the parts of a copy lie in its stores, and the two marks that say whose they are.

    handclasp-copy.json        put once, by `handclasp ship to`: this is a copy, and the disk is the right one
    <log>/about                whose log it is, and which recovery kit opens it
    <log>/segments/<start>     ranges of the log                      (lasting: may be locked)
    <log>/keys/<tenant>/<epoch>/<part>, <log>/escrow/<name>.age      (erasable: never locked, no old versions)
    <log>/blobs/<tenant>/<xx>/<id>, <log>/control/<number>           (erasable)

`<log>` is `log-` and the first 16 hex digits of the SHA-256 of the log's origin.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final, NamedTuple

from handclasp.store.warm.objects import begun
from handclasp.store.warm.vault import Missing, StoreUnreachable, Vault

MARK: Final = "handclasp-copy.json"
_FORMAT: Final = "handclasp/copy-place/v1"
DIGITS: Final = 16


class Copy(NamedTuple):
    """A copy: `lasting` takes what may be locked, `erasable` what must be erasable; often the same store."""

    name: str
    lasting: Vault
    erasable: Vault

    def check(self) -> None:
        """Raise StoreUnreachable when a store is not the one that was set up: an empty mount point, another bucket."""
        for vault in {self.lasting.url: self.lasting, self.erasable.url: self.erasable}.values():
            try:
                known = json.loads(vault.read(MARK, 4096))
            except Missing:
                known = None
            except ValueError:
                known = None
            if not isinstance(known, dict) or known.get("format") != _FORMAT:
                message = (
                    f"copy {self.name}: the place that was set up is not there (no {MARK} in it): is the disk mounted, "
                    "is it the same bucket? To begin anew there, run `handclasp ship to` again"
                )
                raise StoreUnreachable(message)

    def mark(self) -> None:
        """Say that a copy lies here."""
        for vault in {self.lasting.url: self.lasting, self.erasable.url: self.erasable}.values():
            vault.replace(MARK, json.dumps({"format": _FORMAT, "copy": self.name}).encode())


def log_folder(origin: str) -> str:
    """The folder of a log."""
    return f"log-{sha256(origin.encode()).hexdigest()[:16]}"


def segment_name(start: int) -> str:
    """A segment's name below the log's folder: one name a beginning, so that two writers cannot both go on."""
    return f"segments/{start:0{DIGITS}}"


def start_of(name: str) -> int | None:
    """Where a segment begins, by its whole name; None for no segment's name."""
    digits = name.rpartition("/")[2]
    return int(digits) if len(digits) == DIGITS and digits.isdecimal() else None


def about(vault: Vault, folder: str) -> dict[str, Any]:
    """What a log's folder says of itself, not yet proved; raises Missing, Damaged, StoreUnreachable."""
    name = f"{folder}/about"
    head, _ = begun(vault.read(name, 1024 * 1024), name)
    return head
