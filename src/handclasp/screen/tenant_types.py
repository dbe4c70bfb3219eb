"""Where the tenants' own types lie: one file `TENANT.toml` a tenant, read again when it changes.

Promises that a file which went wrong while the house runs changes nothing: what was read last stays in force. Never
writes.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.screen.types import BadTypes, Custom, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TENANT: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_FRESH_SECONDS: Final = 2.0
_LARGEST: Final = 100_000


class _Known(NamedTuple):
    at: float
    mark: tuple[int, int] | None
    types: tuple[Custom, ...]


class TenantTypes:
    """A tenant's own detectors by its name. Thread-safe; `clock` counts seconds."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder: Final = folder
        self._clock: Final = clock
        self._known: Final[dict[str, _Known]] = {}
        self._lock: Final = threading.Lock()

    def __call__(self, tenant: str) -> tuple[Custom, ...]:
        """Return the detectors in force for a tenant; a change of its file is seen within two seconds."""
        now, known = self._clock(), self._known.get(tenant)
        if known is not None and now - known.at < _FRESH_SECONDS:
            return known.types
        with self._lock:
            mark = self._mark(tenant)
            if known is None or known.mark != mark:
                known = _Known(now, mark, self._read(tenant, () if known is None else known.types))
            self._known[tenant] = known._replace(at=now)
        return known.types

    def check(self) -> None:
        """Read every file once, as the house does before it starts. Raises BadTypes, naming the file."""
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.glob("*.toml")):
            try:
                from_file(path)
            except BadTypes as error:
                raise BadTypes(f"{path}: {error}") from None

    def _mark(self, tenant: str) -> tuple[int, int] | None:
        if not _TENANT.fullmatch(tenant):
            return None
        try:
            stat = (self._folder / f"{tenant}.toml").stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size

    def _read(self, tenant: str, last: tuple[Custom, ...]) -> tuple[Custom, ...]:
        if self._mark(tenant) is None:
            return ()
        try:
            return from_file(self._folder / f"{tenant}.toml")
        except BadTypes:
            return last


def from_file(path: Path) -> tuple[Custom, ...]:
    """Return the detectors that a file describes. Raises BadTypes."""
    try:
        if path.stat().st_size > _LARGEST:
            raise BadTypes(f"the file of types is larger than {_LARGEST:,} bytes")
        source = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadTypes(f"the file of types cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadTypes("the file of types is not text in UTF-8; save it as that") from None
    return read(source)
