"""What browsers of staff may keep of what they were shown, and of what they are writing: the keys, and what must go.

A browser's cache lies encrypted on its disk. Its key is one for each account, derived from a secret of the house that
is in escrow, and told to whoever is signed in; the browser keeps it in memory alone. So a lost laptop shows nothing,
and after the loss of the house the one that was restored can tell it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from handclasp.house.app import House
from handclasp.seal.keys import derive
from handclasp.store.conversations import Conversations
from handclasp.store.salvage import SalvageRows

MOST: Final = 2_000
"""Lines that one browser keeps of one account; the oldest go first."""


class BrowserCaches:
    """The caches of one house's staff. Thread-safe."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._secret  # noqa: B018 - made at the start, so that it is in escrow long before it is needed

    @cached_property
    def _secret(self) -> bytes:
        return self._house.keys.secret("browser-caches")

    @property
    def most(self) -> int:
        """How many lines are kept."""
        return MOST

    def days(self, tenant: str) -> int:
        """How long a line is kept; 0: this tenant's browsers keep nothing."""
        settings = self._house.settings
        return 0 if tenant in settings.browser_cache_not_for else settings.browser_cache_days

    def key(self, tenant: str, account: str) -> bytes:
        """32 bytes for one account's caches."""
        return derive(self._secret, f"browser-cache/{tenant}/{account}".encode())

    def drafts_key(self, tenant: str, account: str) -> bytes:
        """32 bytes for what one account is writing; of another derivation than the caches'."""
        return derive(self._secret, f"drafts/{tenant}/{account}".encode())

    def gone(self, tenant: str, conversations: Sequence[bytes]) -> list[bytes]:
        """Those that lie in the bin, or stand in this log without keys: they were erased.

        One that the log never had may be of a lost range: its lines are what the cache is for.
        """
        house, number = self._house, self._house.directory.tenant(tenant)
        if number is None or not conversations:
            return []
        rows = SalvageRows(house.database, house.log.log_id)
        known = rows.tails([number], conversations, house.reading.size())
        keyed = Conversations(house.database, house.log.log_id).by_pseudonyms(number, conversations)
        return sorted((known.keys() - {row.conversation for row in keyed}) | rows.binned(number, conversations))


__all__ = ["BrowserCaches"]
