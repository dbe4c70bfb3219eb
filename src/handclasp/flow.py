"""The pipeline, to be read in a minute: a raw record is screened, sealed, placed in the log, given its receipt.

Nothing is answered before it is committed and covered by a signed checkpoint. Whatever wants to write a record is
handed `append`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import NamedTuple

import msgspec

from handclasp.records import (
    SAID,
    Attached,
    Author,
    Compartment,
    Erased,
    Guarded,
    HandclaspError,
    Kind,
    Lane,
    Moved,
    OutcomeUnknown,
    Raw,
    Receipt,
    Screened,
    Sealed,
    Secret,
)
from handclasp.seal import quick, receipt
from handclasp.seal.keys import ConversationKeys, Keyring, Place
from handclasp.seal.record import Draft, as_openings, idempotency, seal
from handclasp.store.blobs import Blobs
from handclasp.store.commit import Answer, Committer
from handclasp.store.read import Reading

Result = Receipt | HandclaspError
INSIDE = frozenset({"flags"})
"""Fields that no author's own receipt opens: what the house thinks a text is about."""


class UnknownTenant(HandclaspError):
    """There is no tenant of that name in this house."""

    code = "unknown-tenant"


class Stopped(NamedTuple):
    """A text that may not leave, and the record of that, which is sealed in its place."""

    error: Guarded
    draft: Draft


class _Ready(NamedTuple):
    """A screened record, where it will stand, and the keys for it."""

    place: Place
    keys: ConversationKeys
    screened: Screened


class Flow:
    """Appends records to one log. Thread-safe; `tenants` gives a tenant's number by its name, and may grow.

    `judge` says what a screened record is about, and raises Guarded where it may not leave; `stopped` makes the record
    of that: neither ever sees a record whose text is no text of staff to a customer.
    """

    def __init__(  # noqa: PLR0913 - what it puts together, each named
        self,
        *,
        tenants: Callable[[str], int | None],
        screen: Callable[[Raw], Screened],
        keyring: Keyring,
        committer: Committer,
        blobs: Blobs,
        reading: Reading,
        clock: Callable[[], int],
        random: Callable[[int], bytes] = quick.random,
        judge: Callable[[Screened], Screened] = lambda screened: screened,
        stopped: Callable[[Raw, bytes, Guarded], Raw] | None = None,
    ) -> None:
        self._tenants = tenants
        self._screen = screen
        self._keyring = keyring
        self._committer = committer
        self._blobs = blobs
        self._reading = reading
        self._clock = clock
        self._random = random
        self._judge = judge
        self._stopped = stopped

    def append(self, raw: Raw, timeout: float = 60) -> Receipt:
        """Append one record; raises the HandclaspError that refused it."""
        try:
            result = self.append_all([raw]).result(timeout)[0]
        except TimeoutError:
            message = f"no answer within {timeout:g} seconds; send again with the same id to learn the outcome"
            raise OutcomeUnknown(message) from None
        if isinstance(result, HandclaspError):
            raise result
        return result

    def append_all(
        self, raws: Sequence[Raw], *, receipts: bool = True, lane: Lane | None = None
    ) -> Future[list[Result]]:
        """Append records in order; one that is refused stops no other. Raises Overloaded when nothing may wait.

        Without `receipts` the documents stay empty (`Receipt.stored` says the place): for batches. Batches of one
        `lane` may be given before the last one is answered, and still stand in that order.
        """
        places = self._places(raws)
        drafts = self._drafts(raws, places)
        sealed = [_sealed(draft) for draft in drafts if not isinstance(draft, HandclaspError)]
        waiting = self._committer.submit(sealed, lane)
        answered: Future[list[Result]] = Future()

        def answer(done: Future[list[Answer]]) -> None:
            if not answered.set_running_or_notify_cancel():
                return  # whoever asked has gone; the records stand
            try:
                placed = iter(done.result())
                answered.set_result(
                    [
                        d if isinstance(d, HandclaspError) else self._receipt(d, next(placed), full=receipts)
                        for d in drafts
                    ]
                )
            except Exception as error:  # noqa: BLE001 - whoever waits must be answered
                answered.set_exception(error)

        waiting.add_done_callback(answer)
        return answered

    def open(self, tenant: str, conversation: str) -> bytes:
        """The pseudonym of a tenant's conversation, which now exists."""
        return self._keyring.places(self._number(tenant), [conversation])[conversation].conversation

    def keep_copy(self, tenant: str, conversation: bytes, content: Secret[bytes]) -> bytes:
        """Keep a copy that may be shown where its original may not: durable under the body's keys; the blob's id.

        A copy that no rescreen record names (a crash in between) is harmless, like any such blob.
        """
        number = self._number(tenant)
        keys = self._keyring.keys(number, conversation)
        return self._blobs.put(self._keyring.place(number, conversation), content, keys, Compartment.BODY)

    def destroy(self, tenant: str, blob: bytes) -> bool:
        """Take a file's bytes away for good: what must not be kept, once a record says so; safe to repeat."""
        return self._blobs.destroy(self._number(tenant), blob)

    def seal_head(self, tenant: str, conversation: bytes, reason: str) -> Receipt | None:
        """Seal how many records the conversation has; None when a head already stands last or there is nothing."""
        number = self._number(tenant)
        for _ in range(20):
            tail = self._reading.tail(number, conversation)
            if tail is None or tail.kind_is_head(self._keyring.keys(number, conversation)):
                return None
            try:
                return self.append(
                    Raw(
                        tenant=tenant,
                        conversation=conversation.hex(),
                        by_pseudonym=True,
                        # `follows` keeps it single, and no caller's key can stand in its way.
                        key=f"head/{self._random(16).hex()}",
                        kind=Kind.HEAD,
                        author=Author("system", "handclasp"),
                        received=self._clock(),
                        facts={"count": tail.seq, "last": tail.record, "reason": reason},
                        follows=tail.record,
                    )
                )
            except Moved:
                continue
        message = "the conversation is too busy to be counted just now; try again in a moment"
        raise Moved(message)

    # --- steps

    def _places(self, raws: Sequence[Raw]) -> list[Place | HandclaspError]:
        """Where each record belongs; conversations that are new get their keys here."""
        names: dict[tuple[str, bool], list[str]] = {}
        for raw in raws:
            if not raw.by_pseudonym:
                names.setdefault((raw.tenant, raw.journal), []).append(raw.conversation)
        found: dict[tuple[str, bool, str], Place] = {}
        wrong: dict[str, HandclaspError] = {}
        for (tenant, journal), wanted in names.items():
            try:
                places = self._keyring.places(self._number(tenant), wanted, journal=journal)
                found |= {(tenant, journal, name): place for name, place in places.items()}
            except UnknownTenant as error:
                wrong[tenant] = error
        return [
            self._by_pseudonym(raw)
            if raw.by_pseudonym
            else wrong.get(raw.tenant) or found[raw.tenant, raw.journal, raw.conversation]
            for raw in raws
        ]

    def _by_pseudonym(self, raw: Raw) -> Place | HandclaspError:
        try:
            return self._keyring.place(self._number(raw.tenant), bytes.fromhex(raw.conversation))
        except (HandclaspError, ValueError) as error:
            return error if isinstance(error, HandclaspError) else UnknownTenant("a pseudonym is 32 hex digits")

    def _drafts(
        self, raws: Sequence[Raw], places: Sequence[Place | HandclaspError]
    ) -> list[Draft | Stopped | HandclaspError]:
        """What is to be committed for each record, or why nothing is.

        Stage by stage for all of them, because what a stage reads then stays in the processor's caches: record by
        record each takes a quarter longer.
        """
        ready = [self._ready(raw, place) for raw, place in zip(raws, places, strict=True)]
        judged = [self._judged(raw, one) for raw, one in zip(raws, ready, strict=True)]
        return [self._draft(one) for one in judged]

    def _ready(self, raw: Raw, place: Place | HandclaspError) -> _Ready | HandclaspError:
        """The record screened, with the keys that it will be sealed with."""
        if isinstance(place, HandclaspError):
            return place
        try:
            return _Ready(place, self._keyring.keys(place.tenant, place.conversation), self._screen(raw))
        except HandclaspError as error:
            return error

    def _judged(self, raw: Raw, ready: _Ready | HandclaspError) -> _Ready | Draft | Stopped | HandclaspError:
        """The record with its flags, or what takes its place where it may not leave."""
        if isinstance(ready, HandclaspError):
            return ready
        try:
            return ready._replace(screened=self._judge(ready.screened))
        except Guarded as error:
            return self._again(raw, ready.place) or self._instead(raw, ready.place, error)
        except HandclaspError as error:
            return error

    def _draft(self, ready: _Ready | Draft | Stopped | HandclaspError) -> Draft | Stopped | HandclaspError:
        if not isinstance(ready, _Ready):
            return ready
        try:
            return self._kept(*ready)
        except HandclaspError as error:
            return error

    def _again(self, raw: Raw, place: Place) -> Draft | HandclaspError | None:
        """What left already is not stopped when it is sent again, whatever the guard has come to know since."""
        try:
            if not self._committer.stands(place.tenant, idempotency(raw, place)):
                return None
            return self._seal(msgspec.structs.replace(raw, cleared=SAID), place)
        except HandclaspError as error:
            return error

    def _instead(self, raw: Raw, place: Place, error: Guarded) -> Stopped | HandclaspError:
        """The record of a refusal, in the place of what was refused: told only once it stands."""
        if self._stopped is None:
            return error
        refusal = self._stopped(raw, place.conversation, error)
        where = self._places([refusal])[0]
        if isinstance(where, HandclaspError):
            return where
        try:
            return Stopped(error, self._seal(refusal, where))
        except HandclaspError as failed:
            return failed

    def _seal(self, raw: Raw, place: Place) -> Draft:
        keys = self._keyring.keys(place.tenant, place.conversation)
        return self._kept(place, keys, self._judge(self._screen(raw)))

    def _kept(self, place: Place, keys: ConversationKeys, screened: Screened) -> Draft:
        """The record sealed, its attachment's bytes put away before."""
        attached = screened.raw.attached
        if attached is not None:
            screened = _with_blob(screened, attached, self._blobs.put(place, attached.content, keys))
        return seal(screened, place, keys, self._random)

    def _receipt(self, draft: Draft | Stopped, answer: Answer, *, full: bool) -> Result:
        if isinstance(answer, HandclaspError):
            if isinstance(answer, Erased):
                sealed = _sealed(draft)
                self._keyring.forget(sealed.tenant, sealed.conversation)
            return answer
        if isinstance(draft, Stopped):
            return draft.error
        if answer.doubled or not full:
            return Receipt(stored=answer, document=b"")
        openings = as_openings({name: opened for name, opened in draft.openings.items() if name not in INSIDE})
        document = receipt.receipt(answer, draft.sealed.commitments, openings, self._committer.tiles)
        return Receipt(stored=answer, document=document)

    def _number(self, tenant: str) -> int:
        number = self._tenants(tenant)
        if number is None:
            message = f"there is no tenant {tenant!r} here; `handclasp tenant list` names them"
            raise UnknownTenant(message)
        return number


def _sealed(draft: Draft | Stopped) -> Sealed:
    return draft.draft.sealed if isinstance(draft, Stopped) else draft.sealed


def _with_blob(screened: Screened, attached: Attached, blob: bytes) -> Screened:
    """The screened record with its attachment's facts, once the bytes are in the blob store."""
    facts = {
        **screened.raw.facts,
        "blob": blob,
        "media_type": attached.media_type,
        "size": len(attached.content),
    }
    return msgspec.structs.replace(screened, raw=msgspec.structs.replace(screened.raw, facts=facts))
