"""The JSON that machine doors answer with; the OpenAPI document is made from these very types."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

Hex16 = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", description="A conversation's pseudonym, hex.")]
Hex32 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="A record's hash, hex.")]
Index = Annotated[int, Meta(ge=0, description="Position in the log.")]
Seq = Annotated[int, Meta(ge=1, description="Position in the conversation, from 1 with no gaps.")]


class PlacedOut(msgspec.Struct, frozen=True, kw_only=True):
    """Where a message stands. `receipt` is the receipt's JSON (formats.md §5) when it was asked for."""

    id: str
    conversation: Hex16
    index: Index
    seq: Seq
    record: Hex32
    doubled: bool
    receipt: Raw | UnsetType = UNSET


class LineOut(PlacedOut, frozen=True, kw_only=True):
    """The answer to one line of a batch: 201 new, 200 there before."""

    line: int
    status: int


class LineProblemOut(msgspec.Struct, frozen=True, kw_only=True):
    """The refusal of one line of a batch; 503 lines may be sent again with the same id."""

    line: int
    status: int
    type: str
    title: str
    detail: str
    code: str
    id: str | UnsetType = UNSET
    field: str | UnsetType = UNSET
    category: str | UnsetType = UNSET


class SummaryOut(msgspec.Struct, frozen=True, kw_only=True):
    """The last line of a batch's answer. `checkpoint` covers every record placed by it."""

    lines: int
    new: int
    doubled: int
    refused: int
    checkpoint: str | None


BatchNumber = Annotated[int, Meta(ge=1, description="Counts up by one from 1 in each stream.")]


class WindowOut(msgspec.Struct, frozen=True, kw_only=True):
    """What of a stream may wait for its answer; beyond it the server reads no further until something is answered."""

    batches: int
    lines: int
    bytes: int


class HelloOut(msgspec.Struct, frozen=True, kw_only=True):
    """The first message of a stream. `log` is the origin of the log in which everything will stand."""

    hello: Annotated[str, Meta(pattern="^handclasp/stream/v1$")]
    log: str
    window: WindowOut
    max_batch_lines: int
    max_batch_bytes: int
    max_line_bytes: int


class BatchIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line of a message to a stream; the messages of the batch follow it, one a line."""

    batch: BatchNumber


class BatchOut(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of the answer to a batch; what `POST /v1/batches` answers follows it: a line each, a summary."""

    batch: BatchNumber
    status: int


class BatchProblemOut(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a batch of which nothing was stored, or of which it is not known (`outcome-unknown`).

    With `retry_after` (seconds): send it and every batch after it again, in order, under the same numbers; those that
    were on their way are answered `batch-out-of-turn`. Without: this batch is done with, the next has the next number.
    `batch` is null when the message did not say which it is.
    """

    batch: BatchNumber | None
    status: int
    type: str
    title: str
    detail: str
    code: str
    retry_after: int | UnsetType = UNSET


class AuthorOut(msgspec.Struct, frozen=True):
    """Who speaks."""

    role: str
    id: str


class SpanOut(msgspec.Struct, frozen=True):
    """A mask in `body`, in code points; `original` numbers what it hides, null when that is kept nowhere.

    `within` is the seq of the rescreen record that keeps it; null: this record.
    """

    type: str
    start: int
    end: int
    detector: str
    sure: int
    original: int | None
    within: int | None = None


class ViewOut(msgspec.Struct, frozen=True, kw_only=True):
    """One record as this caller may see it: masked. Times are milliseconds since 1970 (UTC).

    `rescreened` is the seq of the record that put these words in the place of the sealed ones, or hid them; else null.
    `state` of an attachment: `held` until it was judged, then `judged`; null of any other record.
    """

    index: Index
    seq: Seq
    record: Hex32
    kind: str
    author: AuthorOut
    received: int
    sent: int | None
    body: str | None
    spans: list[SpanOut]
    facts: dict[str, Any]
    rescreened: Seq | None = None
    state: Annotated[str | None, Meta(description="held, judged or null.")] = None


class PageOut(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a conversation; pass `next` as `after` for the following one, null at the end.

    `held`: it is on legal hold, so nothing deletes it.
    """

    conversation: Hex16
    held: bool
    records: list[ViewOut]
    next: int | None


class HitOut(msgspec.Struct, frozen=True, kw_only=True):
    """A record that has what was asked; `marks` are the places of it in the body, [start, end) in code points."""

    conversation: Hex16
    record: ViewOut
    marks: list[tuple[int, int]]


class SearchOut(msgspec.Struct, frozen=True, kw_only=True):
    """A page of hits. `total` is exact unless `more`: then there are more than that. `next` is null at the end.

    Pass `next` as `before` (newest first) or as `skip` (by relevance). `held_back`: records older than 90 days were
    left out. `behind`: some of the newest records are not searched yet.
    """

    hits: list[HitOut]
    total: int
    more: bool
    next: int | None
    held_back: bool
    behind: bool


_Name = Annotated[str, Meta(max_length=64)]


class SearchIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to look for, and why; what is left out is not asked for. Times are milliseconds since 1970 (UTC).

    `text`: words side by side (all), OR, NOT or -, "phrases", brackets, beginnings of ids (A12*). `team` and `agent`
    (empty: nobody) say whose the conversation is, `order` what it is about, `state` is open or closed, `role` is the
    author's; `flags` and `types` mean any of them, `tags` all. `by` is newest or relevance.
    """

    purpose: Annotated[str, Meta(min_length=1, max_length=64)]
    reason: Annotated[str, Meta(max_length=500)] = ""
    text: Annotated[str, Meta(max_length=500)] = ""
    since: Annotated[int, Meta(ge=0)] | None = None
    until: Annotated[int, Meta(ge=0)] | None = None
    team: _Name = ""
    agent: _Name | None = None
    role: _Name = ""
    order: _Name = ""
    state: Annotated[str, Meta(pattern="^(open|closed)?$")] = ""
    flags: Annotated[list[_Name], Meta(max_length=20)] = []
    types: Annotated[list[_Name], Meta(max_length=20)] = []
    tags: Annotated[list[_Name], Meta(max_length=20)] = []
    by: Annotated[str, Meta(pattern="^(newest|relevance)$")] = "newest"
    before: Annotated[int, Meta(ge=0)] | None = None
    skip: Annotated[int, Meta(ge=0)] = 0
    limit: Annotated[int, Meta(ge=1, le=50)] = 20


Reason = Annotated[str, Meta(min_length=1, max_length=500)]


To = Annotated[
    str,
    Meta(max_length=6, description="Where it goes: a region's code (CN, SG, EU); needed when the site has regions."),
]
Consent = Annotated[
    str, Meta(max_length=200, description="Where the person's own consent to that is kept, if the basis needs it.")
]


class ExportIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a conversation has to leave the house: the second person and the export record are told both."""

    purpose: Annotated[str, Meta(min_length=1, max_length=64)]
    reason: Reason
    form: Annotated[
        str, Meta(min_length=1, max_length=16, description="pack (evidence pack), pdf-zh, pdf-en, vcon or csv.")
    ] = "pack"
    to: To = ""
    recipient: Annotated[
        str, Meta(max_length=200, description="Who receives it; left out, whom the customer's consent names, if one.")
    ] = ""


class ExportOut(msgspec.Struct, frozen=True, kw_only=True):
    """An export that was asked for. It covers the records up to `records`; times are milliseconds since 1970 (UTC)."""

    export: Hex16
    conversation: Hex16
    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="What was asked, as approved: SHA-256, hex.")]
    state: Annotated[str, Meta(description="open, approved, rejected, withdrawn, used or expired.")]
    purpose: str
    reason: str
    format: Annotated[str, Meta(description="What it will be, as the export record names it.")]
    records: int
    requested: int
    expires: int
    to: str = ""
    recipient: str = ""
    carries: list[str] = []


class FileIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who can open the file: whoever has the key of an age recipient, or knows a passphrase (12 characters or more)."""

    recipient: Annotated[str, Meta(max_length=100)] = ""
    passphrase: Annotated[str, Meta(max_length=500)] = ""


class ConsentStepOut(msgspec.Struct, frozen=True, kw_only=True):
    """One sealed step of a consent: asked, given, declined or withdrawn, by whom, and at which place of the log."""

    step: str
    author: AuthorOut
    at: int
    index: Index


class ConsentOut(msgspec.Struct, frozen=True, kw_only=True):
    """A separate consent to one disclosure or look; `record` (its seq) names it. Times are ms since 1970 (UTC).

    `state` is asked, given, declined or withdrawn; `how` says on which paper it was entered last, where it was.
    """

    record: Seq
    matter: str
    purpose: str
    to: str
    recipient: str
    state: str
    how: str
    steps: list[ConsentStepOut]


class ConsentsOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer was asked for separately in a conversation."""

    conversation: Hex16
    consents: list[ConsentOut]


class ConsentIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a customer said outside the chat: to what, and on which paper or in which call they said it.

    `matter` is cross-border, provision or sensitive; `purpose` the one purpose of it; `to` the region, of cross-border
    alone; `recipient` who receives it and how they are reached, not of sensitive.
    """

    matter: Annotated[str, Meta(max_length=20)]
    purpose: Annotated[str, Meta(min_length=1, max_length=64)]
    answer: Annotated[str, Meta(max_length=10, description="given, declined or withdrawn.")]
    how: Annotated[str, Meta(min_length=1, max_length=500, description="On which paper, or in which call.")]
    to: Annotated[str, Meta(max_length=6, description="The region it goes to, such as SG, DE or EU.")] = ""
    recipient: Annotated[str, Meta(max_length=200)] = ""


class JournalLineOut(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the journal: who did what. `facts` are the fields of its kind (docs/spec/kinds.md), bytes as hex."""

    index: Index
    record: Hex32
    kind: str
    author: AuthorOut
    received: int
    facts: dict[str, Any]


class JournalOut(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the journal, newest first; pass `next` as `before` for the following one, null at the end."""

    records: list[JournalLineOut]
    next: int | None


class JournalIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which records of the journal to take out, and why; what is left out is not asked for."""

    reason: Reason
    account: Annotated[str, Meta(max_length=64)] = ""
    conversation: Annotated[str, Meta(pattern="^([0-9a-f]{32})?$")] = ""
    kinds: Annotated[list[str], Meta(max_length=40)] = []
    since: Annotated[int, Meta(ge=0)] = 0
    until: Annotated[int, Meta(ge=0)] | None = None
    to: To = ""
    consent: Consent = ""


class OddityOut(msgspec.Struct, frozen=True, kw_only=True):
    """Something unusual about an account's looking on one day (UTC): how much was seen, and how much is usual.

    `odd` is many, unrelated, off-hours or deleted; of off-hours, `seen` is the hour. `index` is the record that showed
    it. Times are milliseconds since 1970 (UTC).
    """

    id: int
    account: str
    role: str
    day: str
    odd: str
    seen: int
    usual: int
    index: Index
    at: int
    dealt_with: int | None
    dealt_by: str


class UnusualOut(msgspec.Struct, frozen=True, kw_only=True):
    """What looks unusual, the newest first, at most 500."""

    unusual: list[OddityOut]


class BandOut(msgspec.Struct, frozen=True, kw_only=True):
    """What reviewers said of a detector's findings between `low` and ten more (certainty, 0-100), and the outcome."""

    detector: str
    low: int
    sensitive: int
    harmless: int
    masked: bool


class ReviewOut(msgspec.Struct, frozen=True, kw_only=True):
    """How many masks wait for a reviewer, since when the oldest (ms since 1970, UTC), and what verdicts made of it."""

    waiting: int
    oldest: int | None
    bands: list[BandOut]


Number = Annotated[int, Meta(ge=0, le=2**53 - 1)]
CaseWords = Annotated[str, Meta(max_length=2000)]
CaseWants = Annotated[list[str], Meta(max_length=10)]


class RefundOut(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed to be paid back; `state` is proposed, accepted or declined. No money is moved here."""

    amount: str
    currency: str
    state: str


class CaseOut(msgspec.Struct, frozen=True, kw_only=True):
    """How a dispute stands, without words. Times are milliseconds since 1970 (UTC).

    `claim` is not-received or invalid; `state` open, waiting, decided, appealed or withdrawn; `wants` what the customer
    was asked for and has not sent; `order` is told where the whole case was opened.
    """

    case: str
    conversation: str
    claim: str
    state: str
    opened: int
    due: int
    order: str
    product: str
    wants: list[str]
    decided: int | None
    outcome: str
    ground: str
    appealed: int | None
    refund: RefundOut | None


class CasesOut(msgspec.Struct, frozen=True, kw_only=True):
    """A page of disputes; pass `next` as `after` for the following one, null at the end."""

    cases: list[CaseOut]
    next: int | None


class CaseStepOut(msgspec.Struct, frozen=True, kw_only=True):
    """One sealed step of a dispute: its place in the log, who took it, and what it says, masked."""

    step: str
    index: Index
    seq: int
    at: int
    author: AuthorOut
    words: str
    spans: list[SpanOut]
    details: dict[str, Any]


class CaseWholeOut(CaseOut, frozen=True, kw_only=True):
    """A dispute with every step."""

    steps: list[CaseStepOut]


class CaseIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A dispute to open: `record` is the customer's record that says it (0: their last), `order` the order's number."""

    claim: str
    order: Annotated[str, Meta(max_length=128)] = ""
    record: Number = 0
    words: CaseWords = ""


class CaseGatherIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Facts to gather anew, of another order where one is named."""

    order: Annotated[str, Meta(max_length=128)] = ""


class CaseAskIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the customer is asked for, and the words in which they are: sent to them past the outbound guard."""

    wants: CaseWants
    words: CaseWords


class CaseArrivedIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has come, and in which record of the customer's (0: their last)."""

    wants: CaseWants
    record: Number = 0


class CaseSideIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a side (customer or merchant) says, in words or by the record in which it does."""

    side: str
    words: CaseWords = ""
    record: Number = 0


class CaseExtendIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours more, 1 to 720, and why."""

    hours: Annotated[int, Meta(ge=1, le=720)]
    why: CaseWords


class CaseTakenBackIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the customer took it back."""

    why: CaseWords


class CaseMoneyIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An amount such as 98.00 and a currency such as CNY."""

    amount: Annotated[str, Meta(max_length=24)]
    currency: Annotated[str, Meta(max_length=5)]


class CaseDecideIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision: `outcome` is customer, partly or merchant, `ground` one of the claim's, `why` the reasons."""

    outcome: str
    ground: str
    why: CaseWords
    refund: CaseMoneyIn | None = None


class CaseRefundIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A refund to propose in a case that is decided."""

    amount: Annotated[str, Meta(max_length=24)]
    currency: Annotated[str, Meta(max_length=5)]
    why: CaseWords


class RefundAnswerIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a side (customer or merchant) says to the refund that was proposed."""

    by: str
    accepted: bool
    words: CaseWords = ""


class CaseAppealIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which side does not accept the decision, and what it holds against it."""

    by: str
    why: CaseWords


class AliveOut(msgspec.Struct, frozen=True):
    """The process answers."""

    status: str


class ReadyOut(msgspec.Struct, frozen=True):
    """Whether messages can be taken now; each part is true, or a sentence on what is wrong and what to do."""

    ready: bool
    parts: dict[str, str | bool]
