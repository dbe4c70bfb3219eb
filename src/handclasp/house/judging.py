"""Judges the files that came in: each stays held until its verdict is sealed, and nothing passes unjudged.

It reads masked views as they come, has each attachment's original judged, keeps the copy that may be shown, and appends
one rescreen record with the verdict. What must never be kept is destroyed once that record stands. Reading a stretch
twice doubles nothing: what is judged is only seen to be destroyed, if it must be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any, Final, NamedTuple, Protocol

import msgspec

from handclasp.disclose.file_review import LOOKED_BACK, Types
from handclasp.disclose.files import verdict_of
from handclasp.disclose.rescreen import HIDING, Said, Words, rescreened
from handclasp.records import Author, HandclaspError, KeyReused, Kind, NotFound, Raw, Secret, Value, View
from handclasp.screen import images
from handclasp.screen.masks import chinese

AUTHOR: Final = Author("machine", "pictures")
BATCH: Final = 200
UNREADABLE: Final = "unreadable"
"""The type of a file that could not be judged: it stays sealed, as strictly as a document."""


class Judged(NamedTuple):
    """What a file is, and what of it may be shown.

    `sealed`: nothing but a placeholder stands in its place. Else `copy` is a masked or re-encoded copy, or None for
    what is not shown but needs no placeholder (a voice note). Not `kept`: the original must be destroyed.
    """

    type: str
    sure: int
    by: str
    reasons: tuple[str, ...] = ()
    sealed: bool = False
    kept: bool = True
    copy: Secret[bytes] | None = None
    copy_type: str = ""
    pages: int = 1


def unreadable(code: str) -> Judged:
    """The verdict on a file that could not be judged, and why (a stable code)."""
    return Judged(UNREADABLE, 0, "pictures", (code,), sealed=True)


def in_chinese(before: Sequence[View], view: View) -> bool:
    """Whether Chinese is spoken: what the last record that says so says, else whether any of it is Chinese."""
    for one in reversed(before):
        if isinstance(said := one.facts.get("language"), str):
            return said.lower().startswith("zh")
    return chinese(" ".join(one.body or "" for one in (*before, view)))


TYPES: Final = Types(
    tuple(images.TYPES),
    images.NEVER_KEPT,
    lambda type_, chinese_: images.placeholder(type_, chinese=chinese_),
    in_chinese,
)
"""What reviewers may say that a file is."""


class Judge(Protocol):
    """Looks at a file (its bytes, its media type). Raises when it cannot look at any file for now."""

    def __call__(self, content: Secret[bytes], media_type: str, /) -> Judged:
        """What it is."""


class Cursor(Protocol):
    """How far each tenant's records were read: the last index done with, -1 at the start."""

    def load(self, tenant: str) -> int:
        """Where to go on after."""

    def save(self, tenant: str, position: int) -> None:
        """Remember it."""


class Keeping(Protocol):
    """The pipeline in (flow.Flow), as far as it is used here."""

    def append(self, raw: Raw) -> object:
        """Seal a record."""

    def keep_copy(self, tenant: str, conversation: bytes, content: Secret[bytes]) -> bytes:
        """Keep a copy; its blob's id."""

    def destroy(self, tenant: str, blob: bytes) -> bool:
        """Take a blob away for good."""


class Fed(NamedTuple):
    """Where it reads: masked views of a tenant after a log index, those of one conversation after a seq, originals.

    `held` opens the original of an attachment that nobody has judged.
    """

    feed: Callable[[str, int, int], Sequence[View]]
    lately: Callable[[str, bytes, int], Sequence[View]]
    held: Callable[[str, View], Secret[bytes]]


class Judging:
    """Reads each tenant's feed from where it stopped. Not thread-safe: one thread takes the steps.

    `placeholder` says what stands in the place of a type, in Chinese or not. `at_once` files are judged together.
    """

    def __init__(
        self,
        *,
        fed: Fed,
        flow: Keeping,
        judge: Judge,
        placeholder: Callable[[str, bool], str],
        tenants: Callable[[], Iterable[str]],
        cursor: Cursor,
        clock: Callable[[], int],
        at_once: int = 1,
    ) -> None:
        self._fed = fed
        self._flow = flow
        self._judge = judge
        self._placeholder = placeholder
        self._tenants = tenants
        self._cursor = cursor
        self._clock = clock
        self._at_once = at_once
        self._threads = ThreadPoolExecutor(at_once, "judging")

    def step(self) -> int:
        """Take what is new for every tenant, one batch each; returns how many views were taken (0: all caught up)."""
        return sum(self._step(tenant) for tenant in self._tenants())

    def _step(self, tenant: str) -> int:
        views = self._fed.feed(tenant, self._cursor.load(tenant), BATCH)
        waiting = [view for view in views if view.kind == Kind.ATTACHMENT]
        for start in range(0, len(waiting), self._at_once):
            some = waiting[start : start + self._at_once]
            list(self._threads.map(lambda view: self._take(tenant, view), some))
            # Saved after the verdicts stand: a crash in between reads these files again and finds them judged.
            self._cursor.save(tenant, some[-1].index)
        for view in views:
            if view.kind == Kind.RESCREEN:
                self._destroy(tenant, verdict_of(view.facts))
        if views:
            self._cursor.save(tenant, views[-1].index)
        return len(views)

    def _take(self, tenant: str, view: View) -> None:
        self._destroy(tenant, verdict_of(view.facts) or self._said(tenant, view))

    def _destroy(self, tenant: str, verdict: dict[str, Any] | None) -> None:
        """What a verdict says is destroyed, in case whoever said so was stopped before it was."""
        if verdict and (gone := verdict.get("destroyed")):
            self._flow.destroy(tenant, bytes.fromhex(gone))

    def _said(self, tenant: str, view: View) -> dict[str, Any] | None:
        """Judge a file and seal the verdict; returns the one that stands, None when the file is there no longer."""
        try:
            content = self._fed.held(tenant, view)
        except NotFound:
            return self._now(tenant, view)
        except HandclaspError as error:
            if error.code not in _BROKEN:
                raise
            judged = unreadable(error.code)
        else:
            judged = self._judge(content, str(view.facts["media_type"]))
        verdict, facts = self._facts(tenant, view, judged)
        try:
            self._flow.append(self._raw(tenant, view, judged, facts))
        except KeyReused:
            # Another worker was faster.
            if "copy" in facts:
                self._flow.destroy(tenant, facts["copy"])
            return self._now(tenant, view)
        return verdict

    def _facts(self, tenant: str, view: View, judged: Judged) -> tuple[dict[str, Any], dict[str, Any]]:
        verdict: dict[str, Any] = {"type": judged.type, "sure": judged.sure, "by": judged.by, "sealed": judged.sealed}
        verdict |= {"reasons": list(judged.reasons)} if judged.reasons else {}
        verdict |= {"pages": judged.pages} if judged.pages > 1 else {}
        blob = view.facts.get("blob")
        if not judged.kept and isinstance(blob, bytes):
            verdict["destroyed"] = blob.hex()
        facts: dict[str, Any] = {"verdict": verdict}
        if judged.copy is not None:
            content = judged.copy.reveal()
            facts["copy"] = self._flow.keep_copy(tenant, view.conversation, judged.copy)
            facts |= {"copy_type": judged.copy_type, "copy_size": len(content), "copy_digest": sha256(content).digest()}
        return verdict, facts

    def _raw(self, tenant: str, view: View, judged: Judged, facts: dict[str, Value]) -> Raw:
        hide: tuple[str, ...] = () if judged.kept else ("blob", "digest")
        words = None
        if judged.sealed:
            hide, words = (*hide, *HIDING), self._words(tenant, view, judged.type)
        said = Said(tenant, AUTHOR, self._clock(), f"the file was looked at: {judged.type}")
        raw = rescreened(view, said, words, hide=hide, facts=facts)
        # One verdict a file, whoever is faster: a copy's id is random, so the content alone would not tell.
        return msgspec.structs.replace(raw, key=f"judged/{view.record.hex()}")

    def _words(self, tenant: str, view: View, type_: str) -> Words:
        """The placeholder before the file's name or caption as it stands by now, whose masks stay."""
        lately = self._fed.lately(tenant, view.conversation, max(0, view.seq - 1 - LOOKED_BACK))
        now = next((one for one in lately if one.seq == view.seq), view)
        before = [one for one in lately if one.seq < view.seq]
        head = self._placeholder(type_, in_chinese(before, now))
        if not now.body:
            return Words(head, ())
        moved = len(head) + 1
        spans = (msgspec.structs.replace(s, start=s.start + moved, end=s.end + moved) for s in now.spans)
        return Words(f"{head} {now.body}", tuple(spans))

    def _now(self, tenant: str, view: View) -> dict[str, Any] | None:
        found = self._fed.lately(tenant, view.conversation, view.seq - 1)
        return verdict_of(found[0].facts) if found and found[0].seq == view.seq else None


_BROKEN: Final = frozenset({"blob-missing", "ciphertext-unreadable", "commitment-broken"})
"""What a file's bytes may be found to be: looking again would not help."""
