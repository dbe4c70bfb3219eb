"""The door for files: a held original to the machine that judges it, copies and own voice notes to people.

Originals leave here in two cases alone: to the judge, before there is a verdict, and a voice note to the customer who
sent it. What others see is the copy that the verdict brought, checked against its committed digest. The act is on
record before a byte leaves: once a process for the machine, once a quarter of an hour and conversation for a person.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, cast

from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.disclose.gate import Gate
from handclasp.disclose.later import of_words
from handclasp.disclose.opening import Opened, Records
from handclasp.disclose.purposes import table
from handclasp.records import Kind, NotFound, Secret, Value, View
from handclasp.seal.keys import KeyMissing, Keyring
from handclasp.store.blobs import Blobs

SITTING: Final = 15 * 60_000
"""How long (ms) one access record covers the copies of one conversation for one person."""

VOICE: Final = "voice"
"""The type of a verdict on a voice note: nobody looked inside, and nothing of it is shown."""

_REMEMBERED: Final = 10_000


class File(NamedTuple):
    """Bytes to be shown, of this media type."""

    content: Secret[bytes]
    media_type: str


def verdict_of(facts: Mapping[str, Value]) -> dict[str, Any] | None:
    """What the file is, as it was judged; None while it is held."""
    verdict = facts.get("verdict")
    return verdict if isinstance(verdict, dict) and not of_words(verdict) and verdict.get("type") else None


def state_of(view: View) -> str | None:
    """`held` or `judged`, of an attachment; None of any other record."""
    if view.kind != Kind.ATTACHMENT:
        return None
    return "held" if verdict_of(view.facts) is None else "judged"


class Files:
    """Opens files. Thread-safe."""

    def __init__(
        self, *, gate: Gate, records: Records, keyring: Keyring, blobs: Blobs, clock: Callable[[], int]
    ) -> None:
        self._gate = gate
        self._records = records
        self._keyring = keyring
        self._blobs = blobs
        self._clock = clock
        self._lock = threading.Lock()
        self._judges: set[tuple[str, str, str]] = set()
        self._sitting: OrderedDict[tuple[Reader, bytes], int] = OrderedDict()

    # --- for the machine that judges

    def held(self, tenant: str, machine: str, purpose: str, view: View) -> Secret[bytes]:
        """The original of an attachment that nobody has judged yet, for a purpose that carries originals.

        Raises Refused, journalled; NotFound of any other record, and of what its customer restricted from that purpose.
        """
        who = Reader(tenant, "machine", machine)
        passed = self._gate.feeds(who, purpose, "originals")
        with self._lock:
            if (tenant, machine, purpose) not in self._judges:
                self._access(who, passed.decision.version, None, purpose, None, "files that are held, each once")
                self._judges.add((tenant, machine, purpose))
        known = self._records.reading.assigned(passed.tenant, view.conversation)
        allowed = table("feeds")[purpose]
        if (known.restricted and not allowed.restricted) or (known.objected and not allowed.objected):
            raise _nothing()
        one = self._records.now(who, passed.tenant, view.conversation, view.record)
        if one is None or state_of(one.view()) != "held" or "blob" not in one.openings:
            raise _nothing()
        return self._original(passed.tenant, one)

    # --- for people

    def copy(self, who: Reader, conversation: bytes, seq: int, *, purpose: str, reason: str | None = None) -> File:
        """What stands in the place of a file: the copy that its verdict brought. Raises Refused, NotFound."""
        number, one = self._asked(who, conversation, seq, purpose, reason)
        return self._copy(number, one)

    def own(self, who: Reader, conversation: bytes, seq: int, *, purpose: str) -> File:
        """What customers may have of a file: its copy, or the voice note that they sent themselves."""
        number, one = self._asked(who, conversation, seq, purpose, None)
        view = one.view()
        verdict = verdict_of(view.facts)
        theirs = who.role == "customer" and view.author.role == "customer"
        if theirs and verdict and verdict["type"] == VOICE and "blob" in one.openings:
            return File(self._original(number, one), str(view.facts["media_type"]))
        return self._copy(number, one)

    # --- steps

    def _asked(
        self, who: Reader, conversation: bytes, seq: int, purpose: str, reason: str | None
    ) -> tuple[int, Opened]:
        self._gate.is_for(who, Action.READ, purpose, conversation)
        given = Circumstances(reason=bool(reason))
        passed = self._gate.passed(who, Action.READ, conversation, given)
        rows = self._records.rows(who, passed.tenant, conversation, seq - 1) if seq > 0 else []
        found = self._records.openings(who, passed.tenant, conversation, rows[:1], rows)
        if not found or found[0].row.seq != seq:
            raise _nothing()
        if self._gate.old(found[0].said):
            self._gate.passed(who, Action.READ, conversation, given._replace(old=True))
        self._on_record(who, passed.decision.version, conversation, purpose, reason)
        return passed.tenant, found[0]

    def _copy(self, tenant: int, one: Opened) -> File:
        made = self._records.copy(self._blobs, tenant, one)
        if made is None or one.openings["kind"].value != Kind.ATTACHMENT:
            raise _nothing()
        return File(Secret(made.content), made.media_type)

    def _original(self, tenant: int, one: Opened) -> Secret[bytes]:
        conversation, blob = one.row.conversation, cast("bytes", one.openings["blob"].value)
        try:
            keys = self._keyring.keys(tenant, conversation)
        except KeyMissing:
            raise _nothing() from None
        return Secret(self._blobs.get(tenant, conversation, blob, keys))

    def _on_record(self, who: Reader, policy: str, conversation: bytes, purpose: str, reason: str | None) -> None:
        """One record covers the pictures of a page, and what is shown again shortly after."""
        key = (who._replace(stepped=frozenset()), conversation)
        with self._lock:
            if self._clock() - self._sitting.get(key, -SITTING) < SITTING:
                return
        # Two at once seal two: one too many rather than one too few.
        self._access(who, policy, conversation, purpose, reason, "copies of files, for a quarter of an hour")
        with self._lock:
            self._sitting[key] = self._clock()
            self._sitting.move_to_end(key)
            if len(self._sitting) > _REMEMBERED:
                self._sitting.popitem(last=False)

    def _access(
        self, who: Reader, policy: str, conversation: bytes | None, purpose: str, reason: str | None, scope: str
    ) -> None:
        subjects: list[str] = [conversation.hex()] if conversation else []
        facts: dict[str, Value] = {"purpose": purpose, "subjects": subjects, "scope": scope, "policy": policy}
        self._gate.journal.begin(who, Kind.ACCESS, facts | ({"reason": reason} if reason else {})).stands()


def _nothing() -> NotFound:
    return NotFound("there is no file here that could be shown")
