"""A log small enough to read: it keeps keys and answers like the real one, and can be told to refuse for a while."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest

from handclasp.records import HandclaspError, KeyReused, Raw, Receipt, Stored

if TYPE_CHECKING:
    from collections.abc import Sequence


class Log:
    """Appends in memory; each of `troubles` is raised once before anything is taken, or given for one record."""

    def __init__(self) -> None:
        self.kept: dict[str, Raw] = {}
        self.troubles: list[HandclaspError] = []
        self.single: dict[str, HandclaspError] = {}
        self.calls = 0

    def append_all(self, raws: Sequence[Raw]) -> Future[list[Receipt | HandclaspError]]:
        self.calls += 1
        done: Future[list[Receipt | HandclaspError]] = Future()
        if self.troubles:
            done.set_exception(self.troubles.pop(0))
        else:
            done.set_result([self._one(raw) for raw in raws])
        return done

    def _one(self, raw: Raw) -> Receipt | HandclaspError:
        if trouble := self.single.pop(raw.key, None):
            return trouble
        before = self.kept.setdefault(raw.key, raw)
        if said(before) != said(raw):
            return KeyReused("The key was used before with another content.")
        index = list(self.kept).index(raw.key)
        stored = Stored(
            log=1, tenant=1, index=index, conversation=bytes(16), seq=index + 1, record=bytes(32), previous=bytes(32),
            checkpoint="", size=index + 1, doubled=before is not raw,
        )  # fmt: skip
        return Receipt(stored=stored, document=b"")


def said(raw: Raw) -> str:
    assert raw.text is not None
    return raw.text.reveal()


@pytest.fixture
def log() -> Log:
    return Log()
