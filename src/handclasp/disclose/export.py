"""Takes a conversation out of the house: asked for, approved by a second person, sealed, encrypted, recorded.

What leaves is exactly what was approved: the conversation up to the head record that the request names, cut to what its
purpose carries (purposes.toml), to the region that it names; the rest is withheld, and said. The file is encrypted with
age before it leaves, every page of it says who took it out, when and why, and the journal holds the digest of the very
bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

import pyrage

from handclasp.access.approvals import Approvals, Request, Used
from handclasp.access.policy import Action, Circumstances, Decision, Need, Reader
from handclasp.borders import Crossing
from handclasp.disclose.consent_words import LONGEST, Matter, Wanted
from handclasp.disclose.consents import Consents
from handclasp.disclose.gate import Gate, Passed
from handclasp.disclose.later import target_of
from handclasp.disclose.opening import Known, Opened, Records
from handclasp.disclose.pack import Packed, build_pack, transcript
from handclasp.disclose.purposes import OF_CUSTOMERS, class_of, classes, cut, table
from handclasp.records import HandclaspError, Kind, NotFound, Receipt, Secret, Value, is_reason
from handclasp.seal.note import read_head
from handclasp.seal.tree import Proofs
from handclasp.store.blobs import Blobs
from handclasp.store.read import Row

FILE: Final = "age file"
"""The format of the second record of an export: the encrypted file around what the first one is about."""

PACK: Final = "evidence pack v1"
"""The format of an evidence pack, and of the first record of whatever carries one."""

USUAL: Final = "pack"
"""The form in which a conversation leaves when nobody says another: the evidence pack."""

SHORTEST: Final = 12
"""Characters of a passphrase, at least."""

PURPOSES: Final = tuple(table("exports"))
"""What an export may be for; the written reason says more."""

Watermark = dict[str, Any]
_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{50,70}\Z")


class BadExport(HandclaspError):
    """The export cannot be made like that; nothing left the house."""

    code = "export"


class Recorded(Protocol):
    """Seals an export record of a format and digest, and gives its receipt."""

    def __call__(self, format_: str, digest: bytes, /) -> Receipt:
        """The receipt."""


class Render(Protocol):
    """Makes a pack's files for people from its transcript, watermark and anchors."""

    def __call__(self, transcript: bytes, watermark: Watermark, anchors: Sequence[bytes], /) -> dict[str, bytes]:
        """The files by name."""


class Form(NamedTuple):
    """Another form than the pack in which a conversation may leave.

    `format` is its name on record, `ending` that of its files. `make(transcript, watermark, pack)` gives its bytes;
    without `carries` it is given no pack.
    """

    format: str
    ending: str
    carries: bool
    make: Callable[[bytes, Watermark, bytes], bytes]


class Pages(NamedTuple):
    """What makes a pack's files for people, and its name and version; `forms` are those beside the pack, by name."""

    render: Render
    made_by: str
    forms: Mapping[str, Form] = MappingProxyType({})


class Exported(NamedTuple):
    """An encrypted file: its name, its bytes, and the SHA-256 that the journal names."""

    name: str
    content: bytes
    digest: bytes


class Chosen(NamedTuple):
    """What leaves of a conversation, and what does not: how many records, how many fields, by their class."""

    pairs: list[Opened]
    withheld: dict[str, int]


class Exports:
    """The door through which whole conversations leave. Thread-safe.

    `seal_head` counts a conversation that is to become evidence. `anchors` gives those of records at some places of the
    log, for a checkpoint of some size.
    """

    def __init__(  # noqa: PLR0913 - what it puts together, each named
        self,
        *,
        gate: Gate,
        records: Records,
        consents: Consents,
        approvals: Approvals,
        seal_head: Callable[[str, bytes, str], Receipt | None],
        anchors: Callable[[Sequence[int], int], Sequence[bytes]],
        pages: Pages,
        blobs: Blobs,
        clock: Callable[[], int],
    ) -> None:
        self._gate = gate
        self._records = records
        self._consents = consents
        self._approvals = approvals
        self._seal_head = seal_head
        self._anchors = anchors
        self._pages = pages
        self._blobs = blobs
        self._clock = clock
        self._forms = pages.forms
        self.forms = (USUAL, *pages.forms)
        """The names of the forms in which a conversation can be asked for."""

    def decision(self, who: Reader, conversation: bytes) -> Decision:
        """What asking for an export would be answered, a reason given: pages show exports to nobody else."""
        return self._gate.decision(who, Action.EXPORT, conversation, Circumstances(reason=True))

    def asks(self, tenant: str) -> bool:
        """Whether whoever takes something of a tenant's out has to say where it goes."""
        return self._gate.has_borders(tenant)

    def request(
        self,
        who: Reader,
        conversation: bytes,
        *,
        purpose: str,
        reason: str,
        form: str = USUAL,
        to: str = "",
        recipient: str = "",
    ) -> Request:
        """What is to be approved: the conversation as it stands now, closed by a head record, for a purpose, in a form.

        `to` is the region it goes to, needed where the tenant has regions; `recipient` who receives it: of what needs a
        consent the one whom it names, also where nobody is named here. Raises Refused (journalled; NoBasis and
        NoConsent among others), BadExport, BadDestination, NotFound. The request itself is made by `access.approvals`.
        """
        if form not in self.forms:
            message = f"the form of an export is one of: {', '.join(self.forms)}"
            raise BadExport(message)
        if purpose not in PURPOSES:
            if purpose.strip():
                self._gate.refuse_purpose(who, Action.EXPORT, purpose, conversation)
            message = f"an export is for one of: {', '.join(PURPOSES)}"
            raise BadExport(message)
        if not is_reason(reason):
            message = "say in words why this conversation has to leave the house"
            raise BadExport(message)
        if len(recipient) > LONGEST or not recipient.isprintable():
            message = f"say in at most {LONGEST} characters who receives it"
            raise BadExport(message)
        decision = self.decision(who, conversation)
        if not decision.allowed and Need.APPROVAL not in decision.needs:
            self._gate.refuse(who, Action.EXPORT, decision, conversation)
        crossing = self._gate.crossing(who, Action.EXPORT, to, conversation=conversation)
        number = self._gate.exists(who, Action.EXPORT, conversation)
        allowed = self._consented(who, conversation, purpose, crossing, recipient.strip())
        self._seal_head(who.tenant, conversation, "export")
        rows = self._records.rows(who, number, conversation, 0)
        if not rows:
            message = "there is no such conversation"
            raise NotFound(message)
        format_ = PACK if form == USUAL else self._forms[form].format
        evidence = {"format": format_, "records": rows[-1].seq, "last": rows[-1].record.hex()}
        evidence |= {"carries": list(table("exports")[purpose].records)} | allowed
        return Request(
            kind="export",
            tenant=who.tenant,
            requester=who.id,
            requester_role=who.role,
            subject=conversation.hex(),
            purpose=purpose,
            reason=reason,
            evidence=evidence,
        )

    def export(
        self, who: Reader, request: Request, *, passphrase: Secret[str] | None = None, recipient: str = ""
    ) -> Exported:
        """Make the file of an approved request, once; readable with the passphrase or by the age recipient alone.

        Raises Refused (journalled), BadExport, NotFound, and what approvals say of a request that does not stand.
        """
        conversation = bytes.fromhex(request.subject)
        seal_file = _encryption(passphrase, recipient)
        form = self._form(request)
        given = Circumstances(reason=is_reason(request.reason))
        decision = self._gate.decision(who, Action.EXPORT, conversation, given._replace(approved=True))
        if not decision.allowed:
            self._gate.refuse(who, Action.EXPORT, decision, conversation)
        to, recipient = (str(request.evidence.get(name, "")) for name in ("to", "recipient"))
        crossing = self._gate.crossing(who, Action.EXPORT, to, conversation=conversation)
        number = self._gate.exists(who, Action.EXPORT, conversation)
        allowed = self._consented(who, conversation, request.purpose, crossing, recipient)
        rows = self._rows(who, number, conversation, request, allowed)
        used = self._approvals.use(who, request)
        passed = self._gate.passed(who, Action.EXPORT, conversation, given._replace(approved=True))

        chosen = self._chosen(who, passed.tenant, conversation, rows, request.purpose)
        told = allowed | ({"withheld": chosen.withheld} if chosen.withheld else {})

        def recorded(format_: str, digest: bytes, **details: str) -> Receipt:
            return self._recorded(who, passed, request, used, format_, digest, told | details)

        packed = self._packed(passed, conversation, rows, chosen)
        watermark = self._watermark(who, request.reason + _told(chosen.withheld))
        content = self._made(packed, watermark, form, recorded)
        sealed = seal_file(content)
        digest = sha256(sealed).digest()
        inside = form.format if form else PACK
        recorded(FILE, digest, inside=inside, inside_digest=sha256(content).hexdigest())
        when = datetime.fromtimestamp(self._clock() / 1000, UTC)
        ending = form.ending if form else ".zip"
        return Exported(f"handclasp-{conversation.hex()[:8]}-{when:%Y%m%d-%H%M}{ending}.age", sealed, digest)

    def _consented(
        self, who: Reader, conversation: bytes, purpose: str, crossing: Crossing, recipient: str
    ) -> dict[str, Any]:
        """Where and to whom it goes and on what, the customer's own consent with it where needed; raises NoConsent."""
        needed = [Wanted(Matter.CROSS_BORDER, purpose, crossing.to)] if crossing.needs_consent else []
        if purpose in self._consents.needs(who.tenant).exports:
            needed.append(Wanted(Matter.PROVISION, purpose))
        found = []
        for wanted in needed:
            one = self._consents.required(who, Action.EXPORT, conversation, wanted._replace(recipient=recipient))
            found.append(one.reference)
            recipient = one.wanted.recipient
        told = {"recipient": recipient, "consent": "; ".join(found)}
        return crossing.facts() | {name: text for name, text in told.items() if text}

    def _form(self, request: Request) -> Form | None:
        """The form that was approved, None for the pack; raises BadExport for one that this house does not make."""
        wanted = request.evidence.get("format")
        if wanted == PACK:
            return None
        for form in self._forms.values():
            if form.format == wanted:
                return form
        message = "the form that was approved is none that this house makes any more; ask again"
        raise BadExport(message)

    def _made(self, packed: Packed, watermark: Watermark, form: Form | None, recorded: Recorded) -> bytes:
        """What leaves, once its own record is sealed."""
        if form is None:
            return self._pack(packed, watermark, recorded)
        pack = self._pack(packed, watermark, recorded) if form.carries else b""
        content = form.make(packed.transcript, watermark, pack)
        if not form.carries:
            recorded(form.format, sha256(content).digest())
        return content

    def own(self, who: Reader, conversation: bytes, request: str) -> bytes:
        """A customer's own conversation as they may see it: a pack for their own session, because of a request.

        Nobody else has this door: what staff carry out takes a second person. Raises Refused, NotFound.
        """
        passed = self._gate.passed(who, Action.RIGHTS, conversation)
        if who.role != "customer":
            message = "a copy like this is for a customer's own session; ask for an export"
            raise BadExport(message)
        self._seal_head(who.tenant, conversation, "export")
        rows = self._records.rows(who, passed.tenant, conversation, 0)
        facts: dict[str, Value] = {"purpose": "customer-request", "subjects": [conversation.hex()]}
        chosen = self._chosen(who, passed.tenant, conversation, rows, OF_CUSTOMERS)
        details: dict[str, Any] = {"request": request} | ({"withheld": chosen.withheld} if chosen.withheld else {})
        facts |= {"details": details, "policy": passed.decision.version}

        def recorded(format_: str, digest: bytes) -> Receipt:
            return self._gate.journal.seal(who, Kind.EXPORT, facts | {"format": format_, "digest": digest})

        packed = self._packed(passed, conversation, rows, chosen)
        return self._pack(packed, self._watermark(who, f"the customer's own copy, request {request}"), recorded)

    def _rows(
        self, who: Reader, number: int, conversation: bytes, request: Request, allowed: Mapping[str, Any]
    ) -> Sequence[Row]:
        """The rows that were approved and no later one; raises BadExport when they are not what they were."""
        now = {"carries": list(table("exports")[request.purpose].records), **allowed}
        if any(request.evidence.get(name) != value for name, value in now.items()):
            message = "purpose, way across the border, recipient or consent is not what was approved; ask again"
            raise BadExport(message)
        count, last = request.evidence.get("records"), request.evidence.get("last")
        rows = [row for row in self._records.rows(who, number, conversation, 0) if row.seq <= int(count or 0)]
        if not rows or rows[-1].seq != count or rows[-1].record.hex() != last:
            message = "the conversation is not the one that was approved; ask again"
            raise BadExport(message)
        return rows

    def _chosen(self, who: Reader, tenant: int, conversation: bytes, rows: Sequence[Row], purpose: str) -> Chosen:
        """What of these rows leaves for a purpose. A customer's file does not say what the desk's records are."""
        everything = self._records.rows(who, tenant, conversation, 0)
        known: Known = {}
        # What a later record hides stays hidden in what leaves.
        passing = cut("exports", purpose)
        pairs = self._records.openings(who, tenant, conversation, rows, everything, known, passing)
        shown = {one.row.seq for one in pairs}
        left = [known[row.index] for row in rows if row.seq not in shown and row.index in known]
        withheld = Counter(class_of(str(one["kind"].value)) or "other" for one in left)
        if purpose == OF_CUSTOMERS:
            return Chosen(pairs, {"records": len(left)} if left else {})
        for name, known_class in classes("fields").items():
            hidden = passing.hidden & set(known_class.members)
            withheld[name] += sum(bool(hidden & known[one.row.index].keys()) for one in pairs)
        return Chosen(pairs, {name: count for name, count in sorted(withheld.items()) if count})

    def _watermark(self, who: Reader, why: str) -> Watermark:
        return {"who": f"{who.role}:{who.id}", "when": self._clock(), "why": why}

    def _packed(self, passed: Passed, conversation: bytes, rows: Sequence[Row], chosen: Chosen) -> Packed:
        checkpoint, pairs = self._records.checkpoint(), chosen.pairs
        shown = {one.row.seq: one.openings for one in pairs}
        size = read_head(checkpoint).size
        proofs = Proofs(size, self._records.reading.tiles)
        return Packed(
            transcript=transcript(self._records.origin, conversation, checkpoint, rows, shown, proofs),
            # One for each record, also for what is withheld: it opens nothing, and proves that something stands there.
            receipts={
                row.seq: self._records.receipt(passed.tenant, row, shown.get(row.seq, {}), checkpoint, proofs)
                for row in rows
            },
            attachments=self._copies(passed.tenant, pairs),
            anchors=self._anchors([row.index for row in rows], size),
        )

    def _pack(self, packed: Packed, watermark: Watermark, recorded: Recorded) -> bytes:
        def seal(digest: bytes) -> bytes:
            return recorded(PACK, digest).document

        rendered = self._pages.render(packed.transcript, watermark, packed.anchors)
        return build_pack(packed, rendered, self._pages.made_by, seal, watermark)

    def _copies(self, tenant: int, pairs: Sequence[Opened]) -> dict[int, bytes]:
        """The copies that stand now, each under the seq of the rescreen record that opens its digest."""
        by_record = {one.row.record: one for one in pairs}
        found: dict[int, bytes] = {}
        for one in pairs:
            target = by_record.get(target_of(one.openings) or b"")
            copy = one.openings.get("copy")
            if target is not None and copy is not None and target.later.facts.get("copy") == copy.value:
                made = self._records.copy(self._blobs, tenant, target)
                found |= {one.row.seq: made.content} if made else {}
        return found

    def _recorded(
        self,
        who: Reader,
        passed: Passed,
        request: Request,
        used: Used,
        format_: str,
        digest: bytes,
        details: Mapping[str, Any],
    ) -> Receipt:
        facts: dict[str, Value] = {
            "purpose": request.purpose,
            "reason": request.reason,
            "subjects": [request.subject],
            "format": format_,
            "digest": digest,
            "details": {"request": used.request, "approvers": list(used.approvers), **details},
            "policy": passed.decision.version,
        }
        return self._gate.journal.seal(who, Kind.EXPORT, facts)


def _told(withheld: dict[str, int]) -> str:
    """What every page of the file says of what it lacks; nothing where it lacks nothing, or is a customer's."""
    known = {**classes("records"), **classes("fields")}
    names = [f"{known[name].zh} / {known[name].en}" for name in withheld if name in known]
    return f" （因用途未公开 / withheld for this purpose: {'; '.join(names)}）" if names else ""


def _encryption(passphrase: Secret[str] | None, recipient: str) -> Callable[[bytes], bytes]:
    """How the file is encrypted (age-encryption.org/v1); raises BadExport."""
    if recipient:
        if not _RECIPIENT.match(recipient):
            message = "an age recipient looks like age1…: copy it whole, or choose a passphrase"
            raise BadExport(message)
        try:
            known = pyrage.x25519.Recipient.from_str(recipient)
        except pyrage.RecipientError:
            message = "this is no age recipient: a letter is missing or wrong"
            raise BadExport(message) from None
        return lambda content: bytes(pyrage.encrypt(content, [known]))
    if passphrase is None or len(passphrase) < SHORTEST:
        message = f"choose a passphrase of at least {SHORTEST} characters, or name an age recipient"
        raise BadExport(message)
    return lambda content: bytes(pyrage.passphrase.encrypt(content, passphrase.reveal()))
