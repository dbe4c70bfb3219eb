"""What the logs before this one left in a copy: folders of their own, whose keys must die when this house's do.

A log that ended stays in its folder. What is erased since is erased there too: every folder gets the list, loses the
files, and loses the keys of epochs that are over. Those go only when all that the old folder holds lies in the
successor's own: until then the old one may be needed for a restore.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from handclasp.store.warm.erased import ErasedRow, erased
from handclasp.store.warm.escrow import Escrow
from handclasp.store.warm.files import blob_name
from handclasp.store.warm.keyset import over
from handclasp.store.warm.place import Copy, log_folder
from handclasp.store.warm.source import Ended, Source
from handclasp.store.warm.vault import Taken


class Before:
    """The logs that ended, as the database names them, in any copy; `key` says in each object whose it is."""

    def __init__(self, source: Source, escrow: Escrow, key: bytes) -> None:
        self._source = source
        self._escrow = escrow
        self._key = key

    def there(self, copy: Copy) -> list[Ended]:
        """Those of which something lies in a copy; raises StoreUnreachable."""
        ended = self._source.ended()
        if not ended:
            return []
        folders = {*copy.lasting.folders(), *copy.erasable.folders()}
        return [one for one in ended if log_folder(one.origin) in folders]

    def erased(self, copy: Copy, tenant: int, rows: Sequence[ErasedRow]) -> None:
        """Put the list of these into every old folder, and take their files out; the same again changes nothing."""
        for one in self.there(copy):
            place, data = erased(rows, one.origin, tenant, self._key)
            with contextlib.suppress(Taken):
                copy.lasting.create(f"{log_folder(one.origin)}/{place}", data)
            for blob in (blob for row in rows for blob in row.blobs):
                copy.erasable.remove(blob_name(one.origin, tenant, blob))

    def forget(self, copy: Copy, tenant: int, epoch: int, end: Callable[[], int]) -> None:
        """Take a tenant's keys of epochs before `epoch` out of the old folders; `end`: where the log's own one ends."""
        for one in self.there(copy):
            if one.size <= end():
                folder = log_folder(one.origin)
                self._escrow.sweep(copy, folder, {tenant: epoch})
                for name in over(copy.erasable, folder, tenant, epoch):
                    copy.erasable.remove(name)

    def clean(self, copy: Copy, tenant: int, epoch: int) -> bool:
        """Whether no old folder holds a key-encryption key of a tenant that is over, or that is not this house's."""
        return not any(
            number < epoch or not own
            for one in self.there(copy)
            for number, own in self._escrow.held(copy, log_folder(one.origin), tenant)
        )

    def newest_epoch(self, copy: Copy, tenant: int) -> int:
        """The newest epoch of which a key of a tenant lies in an old folder, 0 for none.

        A log may have gone on for a while behind what was restored of it, and turned to epochs that its successor
        does not know.
        """
        folders = (log_folder(one.origin) for one in self.there(copy))
        return max((n for folder in folders for n in self._escrow.epochs_in(copy, folder, tenant)), default=0)
