"""A reviewer's word on a file: what it is, whatever the programs took it for.

*Harmless* shows a copy, drawn anew, to everybody who reads the conversation: it takes what seeing the original takes,
is a reveal in the journal, and is never possible for what was destroyed. Any other type seals it: nothing but a
placeholder stands there from then on, and what must never be kept is destroyed once the record stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple, Protocol, cast

import msgspec

from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.disclose.files import VOICE, verdict_of
from handclasp.disclose.gate import Gate
from handclasp.disclose.opening import Opened, Records
from handclasp.disclose.picture import redrawn
from handclasp.disclose.releasing import Releasing
from handclasp.disclose.rescreen import HIDING, Said, Words, rescreened
from handclasp.disclose.reveal import ATTACHMENT, file_type
from handclasp.disclose.review import BadReview
from handclasp.records import Author, Kind, NotFound, Raw, Receipt, Secret, Value, View
from handclasp.seal.keys import Keyring
from handclasp.store.blobs import Blobs

NONE: Final = "none"
"""The type of what is harmless."""

ITEM: Final = "file"
"""How the reviewers' queue names a whole file among the masks of a line."""

LOOKED_BACK: Final = 40
"""How many records before a file are looked at to learn which language is spoken."""

_ORIGINAL: Final = ("blob", "digest")


class Keeping(Protocol):
    """The pipeline in (flow.Flow), as far as it is used here."""

    def append(self, raw: Raw) -> Receipt:
        """Seal a record."""

    def keep_copy(self, tenant: str, conversation: bytes, content: Secret[bytes]) -> bytes:
        """Keep a copy; its blob's id."""

    def destroy(self, tenant: str, blob: bytes) -> bool:
        """Take a blob away for good."""


class Types(NamedTuple):
    """What reviewers may say of a file: `names`, and those of them that are `never_kept`.

    `placeholder` says what stands in the place of a type, in Chinese or not; `chinese` whether Chinese is spoken, by
    the records before a file and the file's own.
    """

    names: Collection[str]
    never_kept: Collection[str]
    placeholder: Callable[[str, bool], str]
    chinese: Callable[[Sequence[View], View], bool]


class FileReviews:
    """The door for reviewers of files. Thread-safe."""

    def __init__(
        self,
        *,
        gate: Gate,
        records: Records,
        keyring: Keyring,
        blobs: Blobs,
        flow: Keeping,
        types: Types,
        clock: Callable[[], int],
    ) -> None:
        self._gate = gate
        self._records = records
        self._keyring = keyring
        self._blobs = blobs
        self._flow = flow
        self._types = types
        self._clock = clock
        self._releasing = Releasing(gate, records, keyring)

    @property
    def types(self) -> list[str]:
        """What a file may be said to be: `none` (harmless), or a kind of thing that is sealed."""
        return [NONE, *self._types.names]

    def decide(self, who: Reader, conversation: bytes, seq: int, type_: str, *, reason: str = "") -> Receipt:
        """Say what the file of the record `seq` is: one of `types`.

        Raises Refused, RevealFirst, NotFound, BadReview, NotAPicture, SensitiveReason.
        """
        number = self._gate.passed(who, Action.REVIEW, conversation, Circumstances(reason=bool(reason))).tenant
        one, before = self._line(who, number, conversation, seq)
        view = one.view()
        verdict = verdict_of(view.facts)
        if verdict is None or verdict["type"] == VOICE:
            message = "the file is still being looked at: try again in a moment" if verdict is None else _VOICE
            raise BadReview(message)
        if type_ not in self.types:
            message = f"what is it? One of: {', '.join(self.types)}"
            raise BadReview(message)
        # It stands in the conversation, for whoever reads it and in every pack.
        self._gate.journal.check_words({"reason": reason})
        said = Said(who.tenant, Author(who.role, who.id), self._clock(), reason.strip()[:500] or f"a reviewer: {type_}")
        told = {"type": type_, "sure": 100, "by": f"{who.role}:{who.id}", "sealed": type_ != NONE}
        if type_ == NONE:
            return self._released(who, number, one, said, told)
        return self._sealed(one, before, said, told)

    # --- steps

    def _line(self, who: Reader, number: int, conversation: bytes, seq: int) -> tuple[Opened, list[View]]:
        start = max(0, seq - 1 - LOOKED_BACK)
        rows = self._records.rows(who, number, conversation, start) if seq > 0 else []
        upto = [row for row in rows if row.seq <= seq]
        found = self._records.openings(who, number, conversation, upto, rows)
        if not found or found[-1].row.seq != seq or found[-1].openings["kind"].value != Kind.ATTACHMENT:
            message = f"this conversation has no file {seq} for you"
            raise NotFound(message)
        return found[-1], [one.view() for one in found[:-1]]

    def _released(self, who: Reader, number: int, one: Opened, said: Said, told: dict[str, Any]) -> Receipt:
        view = one.view()
        if "blob" not in one.openings:
            message = "the original was destroyed: nobody has it, so nobody can show it"
            raise BadReview(message)
        blob = cast("bytes", one.openings["blob"].value)
        self._releasing.begin(
            who,
            number,
            one,
            type_=file_type(view.facts),
            keeper=view.record,
            field=ATTACHMENT,
            reason=said.reason,
        )
        keys = self._keyring.keys(number, view.conversation)
        content = self._blobs.get(number, view.conversation, blob, keys)
        made, media_type = redrawn(content, str(view.facts["media_type"]))
        copy = self._flow.keep_copy(who.tenant, view.conversation, Secret(made))
        facts: dict[str, Value] = {"verdict": told, "copy": copy, "copy_type": media_type, "copy_size": len(made)}
        facts["copy_digest"] = sha256(made).digest()
        words = self._without_head(view)
        hide = HIDING if words is not None else ()
        return self._flow.append(rescreened(view, said, words, hide=hide, release=("copy",), facts=facts))

    def _sealed(self, one: Opened, before: Sequence[View], said: Said, told: dict[str, Any]) -> Receipt:
        view = one.view()
        blob, gone = view.facts.get("blob"), told["type"] in self._types.never_kept
        if gone and isinstance(blob, bytes):
            told["destroyed"] = blob.hex()
        elif earlier := (verdict_of(view.facts) or {}).get("destroyed"):
            told["destroyed"] = earlier
        hide = (*HIDING, "copy", *(_ORIGINAL if gone else ()))
        receipt = self._flow.append(
            rescreened(view, said, self._with_head(view, before, told["type"]), hide=hide, facts={"verdict": told})
        )
        if gone:
            for kept in (blob, view.facts.get("copy")):
                if isinstance(kept, bytes):
                    self._flow.destroy(said.tenant, kept)
        return receipt

    def _head(self, view: View) -> str:
        """The placeholder that stands before the file's name now."""
        type_ = str((verdict_of(view.facts) or {}).get("type", ""))
        heads = (self._types.placeholder(type_, chinese) for chinese in (True, False))
        return next((head for head in heads if (view.body or "").startswith(head)), "")

    def _without_head(self, view: View) -> Words | None:
        """The file's name alone, with its masks; None when nothing else stands there."""
        head = self._head(view)
        return _moved(view, len(head) + 1, "", 0) if head else None

    def _with_head(self, view: View, before: Sequence[View], type_: str) -> Words:
        """The placeholder before the file's name, whose masks stay."""
        known = self._head(view)
        head = self._types.placeholder(type_, known[0] == "【" if known else self._types.chinese(before, view))
        return _moved(view, len(known) + 1 if known else 0, head, len(head) + 1)


def _moved(view: View, cut: int, head: str, by: int) -> Words:
    """A view's words from `cut` on, after `head`, their masks moved along."""
    rest = (view.body or "")[cut:]
    spans = tuple(
        msgspec.structs.replace(span, start=span.start - cut + by, end=span.end - cut + by)
        for span in view.spans
        if span.start >= cut
    )
    return Words(" ".join(part for part in (head, rest) if part), spans)


_VOICE: Final = "a voice note is no picture: nobody looked inside it, and nothing of it is shown"
