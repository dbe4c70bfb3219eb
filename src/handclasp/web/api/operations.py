"""The one table of what the machine doors can do.

The routes, the OpenAPI document and the reference page all come from it, so none of them can say something else than
another.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from handclasp.desk.cases import State
from handclasp.intake import errors as intake
from handclasp.intake.message import MessageIn
from handclasp.intake.order_event import OrderEventIn
from handclasp.web.api import (
    batches,
    cases,
    consents,
    conversations,
    exports,
    health,
    journal,
    log,
    messages,
    order_events,
    search,
    stream,
)
from handclasp.web.api.context import Api
from handclasp.web.api.services import Scope
from handclasp.web.api.shapes import (
    AliveOut,
    CaseIn,
    CaseOut,
    CasesOut,
    CaseWholeOut,
    ConsentIn,
    ConsentOut,
    ConsentsOut,
    ExportIn,
    ExportOut,
    FileIn,
    JournalIn,
    JournalOut,
    LineOut,
    LineProblemOut,
    PageOut,
    PlacedOut,
    ReadyOut,
    ReviewOut,
    SearchIn,
    SearchOut,
    SummaryOut,
    UnusualOut,
)

JSON: Final = "application/json"
Handler = Callable[[Api, Request, Any], Awaitable[Response]]


class Answer(NamedTuple):
    """A good answer: its media type, the types its JSON may have (none: it has no schema here), and what it means.

    Without a media type it has no body.
    """

    media_type: str
    shapes: tuple[Any, ...]
    meaning: str


class Parameter(NamedTuple):
    """A parameter: `place` is path, query or header; `schema` is JSON Schema."""

    name: str
    place: str
    schema: dict[str, Any]
    meaning: str
    required: bool = False


class Operation(NamedTuple):
    """One thing a caller can do."""

    method: str
    path: str
    handler: Handler
    summary: str
    answers: dict[int, Answer]
    codes: tuple[str, ...]
    scope: Scope | None = None
    parameters: tuple[Parameter, ...] = ()
    takes: tuple[str, Any] | None = None


_CALLER = ("unauthorized", "scope-missing", "rate-limited")
_BODY = (
    "length-required",
    "body-too-large",
    "unsupported-media-type",
    "slow-body",
    "body-cut-short",
    "bad-header",
    "overloaded",
)
_MESSAGE = tuple(
    intake.MALFORMED
    | intake.INVALID
    | intake.FILES
    | {c: t for c, t in intake.TOO_LARGE.items() if c != "line-too-long"}
)
_HOUSE = (
    "database-unavailable",
    "key-missing",
    "log-forked",
    "log-inconsistent",
    "log-rolled-back",
    "outcome-unknown",
    "overloaded",
    "reason-needed",
    "reason-sensitive",
    "refused",
    "step-up-needed",
    "approval-needed",
    "storage-full",
    "unknown-tenant",
)
_APPEND = (
    "bad-name",
    "bad-query",
    "conversation-moved-on",
    "guarded",
    "idempotency-key-reused",
    "invalid",
    "not-canonical",
    "wrong-fields",
    *_HOUSE,
)
BATCH_CODES: Final = tuple(
    sorted({*_CALLER, *_APPEND, "batch-head", "batch-out-of-turn", "empty", "error", "too-many-lines"} - {"bad-query"})
)
"""Codes with which a stream answers a batch of which nothing was stored."""
LINE_CODES: Final = tuple(sorted({*_MESSAGE, *_APPEND, "line-too-long"} - {"bad-query"}))
"""Codes with which a line of a batch is refused in its place."""
STREAM_CODES: Final = ("bad-query", "foreign-origin", "too-many-streams", "upgrade-required", *_HOUSE)
"""Codes with which a stream is not opened, beside those of the API key."""
_READ = (
    "bad-header",
    "bad-query",
    "blob-missing",
    "ciphertext-unreadable",
    "commitment-broken",
    "not-found",
    *_CALLER,
    *_HOUSE,
)
_APPROVAL = (
    "approval-changed",
    "approval-closed",
    "approval-expired",
    "approval-incomplete",
    "approval-not-allowed",
    "approval-not-sealed",
    "approval-not-yours",
    "approval-own-request",
    "approval-voted-already",
    "approval-role-lost",
    "approval-used",
    "export",
)
_BORDERS = ("bad-destination", "no-consent", "no-legal-basis")
_CASE = (*_READ, *_BODY, *_APPEND, "case", "case-moved-on", "bad-order", "wrong-type")
"""What stands in the way of a step: it reads the conversation, adds to it, and may look at an order."""
ALWAYS: Final = ("error", "method-not-allowed")
"""Codes that any operation may answer with."""

_text: dict[str, Any] = {"type": "string"}
_conversation = Parameter(
    "conversation",
    "path",
    _text,
    "The pseudonym (32 hex digits), or your own name for the conversation.",
    required=True,
)
_case = Parameter("case", "path", _text, "The case's number, or how it begins (four digits or more).", required=True)
_export = Parameter("export", "path", _text, "The export's id: 32 hex digits.", required=True)
_by = Parameter(
    "by", "query", {"type": "string", "enum": ["name", "pseudonym"]}, "`name` takes 32 hex digits as a name of yours."
)
_purpose = Parameter(
    "purpose",
    "query",
    {"type": "string", "minLength": 1, "maxLength": 64},
    "Why you read; stands in the access record. May be sent as header Handclasp-Purpose instead.",
)
_reason = Parameter(
    "Handclasp-Reason", "header", {"type": "string", "maxLength": 1500}, "The reason in words, percent-encoded UTF-8."
)
_log = Parameter("log", "path", _text, "The log's name, such as `main`.", required=True)
_receipt = Parameter(
    "receipt",
    "query",
    {"type": "string", "enum": ["none", "full"]},
    "Whether receipts come with the answer: `full` by default for a message, `none` for a batch.",
)
_whole: dict[str, Any] = {"type": "integer", "minimum": 0}
_note = "text/plain"
_bytes = "application/octet-stream"

_SIGNED: Final = (
    ("Handclasp-Connector", "The connector's name in the settings."),
    ("Handclasp-Timestamp", "Seconds since 1970, at most 300 from our clock."),
    ("Handclasp-Nonce", "16 to 64 of A-Z a-z 0-9 _ -, new for every request."),
    ("Handclasp-Signature", "`v1=` and the HMAC-SHA-256 in hex."),
)

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "POST",
        "/v1/messages",
        messages.post_message,
        "Store one message",
        {
            201: Answer(JSON, (PlacedOut,), "It stands in the log."),
            200: Answer(JSON, (PlacedOut,), "It stood there before; nothing was added."),
        },
        (*_CALLER, *_BODY, *_MESSAGE, *_APPEND),
        "write",
        (
            Parameter(
                "Idempotency-Key",
                "header",
                {"type": "string", "minLength": 1, "maxLength": 130},
                "The message's id when the body has none; both must agree.",
            ),
            _receipt,
        ),
        (JSON, MessageIn),
    ),
    Operation(
        "POST",
        "/v1/batches",
        batches.post_batch,
        "Store many messages, one JSON object a line",
        {200: Answer(batches.NDJSON[0], (LineOut, LineProblemOut, SummaryOut), "A line for each, then a summary.")},
        (*_CALLER, *_BODY, *_MESSAGE, *_APPEND, "line-too-long", "too-many-lines"),
        "write",
        (_receipt,),
        (batches.NDJSON[0], MessageIn),
    ),
    Operation(
        "POST",
        "/v1/order-events",
        order_events.post_order_event,
        "Send an order's event, signed by the shop instead of with an API key (docs/spec/orders.md)",
        {
            201: Answer(JSON, (PlacedOut,), "It stands in the log."),
            200: Answer(JSON, (PlacedOut,), "It stood there before; nothing was added."),
        },
        ("bad-signature", "signature-clock", "signature-replayed", "rate-limited", *_BODY, *_MESSAGE, *_APPEND),
        None,
        tuple(Parameter(name, "header", _text, meaning, required=True) for name, meaning in _SIGNED),
        (JSON, OrderEventIn),
    ),
    Operation(
        "GET",
        stream.PATH,
        stream.get_stream,
        "Open a stream (WebSocket): batches one behind the other, each answered once it stands; see /v1/asyncapi.json",
        {101: Answer("", (), "The stream is open; the first message says hello.")},
        (*_CALLER, *STREAM_CODES, "batch-head", "batch-out-of-turn"),
        "write",
        (_receipt,),
    ),
    Operation(
        "GET",
        "/v1/conversations/{conversation}/records",
        conversations.get_records,
        "Read masked records",
        {200: Answer(JSON, (PageOut,), "A page of records.")},
        _READ,
        "read",
        (
            _conversation,
            _by,
            _purpose,
            _reason,
            Parameter("after", "query", _whole, "Only records with a greater seq; 0 by default."),
            Parameter(
                "limit",
                "query",
                {"type": "integer", "minimum": 1, "maximum": conversations.MAX_PAGE},
                "How many at most; 100 by default.",
            ),
        ),
    ),
    Operation(
        "GET",
        "/v1/conversations/{conversation}/receipts/{seq}",
        conversations.get_receipt,
        "Fetch the receipt of one record",
        {200: Answer(conversations.RECEIPT, (), "The receipt (formats.md §5).")},
        _READ,
        "read",
        (
            _conversation,
            Parameter("seq", "path", {"type": "integer", "minimum": 1}, "The record's seq.", required=True),
            _by,
        ),
    ),
    Operation(
        "GET",
        "/v1/conversations/{conversation}/records/{seq}/copy",
        conversations.get_copy,
        "Fetch what may be shown of an attachment: a copy, drawn anew or masked; none while it is held",
        {200: Answer(_bytes, (), "The copy, of the media type that the record's `copy_type` says.")},
        _READ,
        "read",
        (
            _conversation,
            Parameter("seq", "path", {"type": "integer", "minimum": 1}, "The attachment's seq.", required=True),
            _by,
            _purpose,
            _reason,
        ),
    ),
    Operation(
        "POST",
        "/v1/search",
        search.post_search,
        "Search what was said, by a body: words stay out of the logs of machines in between",
        {200: Answer(JSON, (SearchOut,), "A page of hits.")},
        (*_READ, *_BODY, "wrong-type", "bad-search", "index-broken"),
        "read",
        (),
        (JSON, SearchIn),
    ),
    Operation(
        "GET",
        "/v1/search",
        search.get_search,
        "Search what was said",
        {200: Answer(JSON, (SearchOut,), "A page of hits.")},
        (*_READ, "bad-search", "index-broken"),
        "read",
        (
            Parameter("q", "query", _text, 'Words, OR, NOT or -, "phrases", brackets, beginnings of ids (A12*).'),
            _purpose,
            _reason,
            Parameter("since", "query", _whole, "Only records received at or after this time (ms since 1970)."),
            Parameter("until", "query", _whole, "Only records received at or before this time (ms since 1970)."),
            Parameter("team", "query", _text, "Only conversations of this team."),
            Parameter("agent", "query", _text, "Only conversations of this account; empty: of nobody."),
            Parameter("role", "query", _text, "Only records by authors of this role."),
            Parameter("order", "query", _text, "Only conversations with an event of this order."),
            Parameter("state", "query", {"type": "string", "enum": ["open", "closed"]}, "Only such conversations."),
            Parameter("flag", "query", _text, "Only records flagged as this; may be repeated: any of them."),
            Parameter("type", "query", _text, "Only records in which this was found; may be repeated: any of them."),
            Parameter("tag", "query", _text, "Only conversations with this tag; may be repeated: all of them."),
            Parameter(
                "by", "query", {"type": "string", "enum": ["newest", "relevance"]}, "The order; newest by default."
            ),
            Parameter("before", "query", _whole, "Only records with a smaller log index: `next` of the page before."),
            Parameter("skip", "query", _whole, "By relevance, how many hits were seen: `next` of the page before."),
            Parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 50}, "How many; 20 by default."),
        ),
    ),
    Operation(
        "POST",
        "/v1/conversations/{conversation}/exports",
        exports.post_export,
        "Ask for an export; a second person decides",
        {202: Answer(JSON, (ExportOut,), "It waits for a second person.")},
        (*_READ, *_BODY, *_APPROVAL, *_BORDERS, "wrong-type"),
        "export",
        (_conversation, _by),
        (JSON, ExportIn),
    ),
    Operation(
        "GET",
        "/v1/exports/{export}",
        exports.get_export,
        "See how an export stands",
        {200: Answer(JSON, (ExportOut,), "Its state.")},
        (*_READ, *_APPROVAL),
        "export",
        (_export,),
    ),
    Operation(
        "POST",
        "/v1/exports/{export}/file",
        exports.post_file,
        "Fetch the file of an approved export, once",
        {200: Answer(exports.AGE, (), "What was asked for, encrypted (age-encryption.org/v1).")},
        (*_READ, *_BODY, *_APPROVAL, *_BORDERS, "wrong-type"),
        "export",
        (_export,),
        (JSON, FileIn),
    ),
    Operation(
        "GET",
        "/v1/conversations/{conversation}/consents",
        consents.get_consents,
        "See what the customer was asked for separately, and how each consent stands",
        {200: Answer(JSON, (ConsentsOut,), "The consents, in the order in which they were begun.")},
        _READ,
        "export",
        (_conversation, _by),
    ),
    Operation(
        "POST",
        "/v1/conversations/{conversation}/consents",
        consents.post_consent,
        "Enter what the customer said on paper or to the shop about one disclosure; takes scope `write` as well",
        {201: Answer(JSON, (ConsentOut,), "It stands in the conversation.")},
        (*_READ, *_BODY, *_APPEND, "consent", "wrong-type"),
        "export",
        (_conversation, _by),
        (JSON, ConsentIn),
    ),
    Operation(
        "GET",
        "/v1/cases",
        cases.get_cases,
        "List the disputes that may be followed",
        {200: Answer(JSON, (CasesOut,), "A page of disputes, without words.")},
        _READ,
        "cases",
        (
            Parameter("state", "query", {"type": "string", "enum": [str(one) for one in State]}, "Only such disputes."),
            Parameter("after", "query", _whole, "`next` of the page before."),
            Parameter(
                "limit", "query", {"type": "integer", "minimum": 1, "maximum": cases.MOST}, "How many; 100 by default."
            ),
        ),
    ),
    Operation(
        "POST",
        "/v1/conversations/{conversation}/cases",
        cases.post_case,
        "Open a dispute and gather its facts; takes scope `read` as well",
        {201: Answer(JSON, (CaseOut,), "It is open.")},
        _CASE,
        "cases",
        (_conversation, _by),
        (JSON, CaseIn),
    ),
    Operation(
        "GET",
        "/v1/cases/{case}",
        cases.get_case,
        "See a dispute with every step; takes scope `read` as well",
        {200: Answer(JSON, (CaseWholeOut,), "It, masked.")},
        (*_READ, "case"),
        "cases",
        (_case,),
    ),
    *(
        Operation(
            "POST",
            f"/v1/cases/{{case}}/{end}",
            handler,
            meaning,
            {200: Answer(JSON, (CaseOut,), "How it stands now.")},
            _CASE,
            "cases",
            (_case,),
            (JSON, shape),
        )
        for end, (shape, handler, meaning) in cases.ACTS.items()
    ),
    Operation(
        "GET",
        "/v1/journal",
        journal.get_journal,
        "Read the journal: who did what",
        {200: Answer(JSON, (JournalOut,), "A page of records, newest first.")},
        _READ,
        "audit",
        (
            Parameter("account", "query", _text, "Only what this account did."),
            Parameter("conversation", "query", _text, "Only what is about this conversation (pseudonym)."),
            Parameter("kind", "query", _text, "Only this kind of record; may be repeated."),
            Parameter("since", "query", _whole, "Only records received at or after this time (ms since 1970)."),
            Parameter("until", "query", _whole, "Only records received at or before this time (ms since 1970)."),
            Parameter("before", "query", _whole, "Only records with a smaller log index."),
            Parameter(
                "limit",
                "query",
                {"type": "integer", "minimum": 1, "maximum": journal.MOST},
                "How many at most; 100 by default.",
            ),
        ),
    ),
    Operation(
        "POST",
        "/v1/journal/exports",
        journal.post_journal,
        "Take records of the journal out, each with its receipt",
        {200: Answer("application/zip", (), "journal.json, and receipts (formats.md §5) that prove each line.")},
        (*_READ, *_BODY, *_BORDERS, "wrong-type"),
        "audit",
        (),
        (JSON, JournalIn),
    ),
    Operation(
        "GET",
        "/v1/journal/unusual",
        journal.get_unusual,
        "See what looks unusual: who looked far more than usual, at strange hours, at strangers",
        {200: Answer(JSON, (UnusualOut,), "What waits for an auditor, or was dealt with.")},
        _READ,
        "audit",
        (
            Parameter(
                "state",
                "query",
                {"type": "string", "enum": ["waiting", "dealt-with"]},
                "What waits for an auditor (by default), or what one has dealt with.",
            ),
        ),
    ),
    Operation(
        "GET",
        "/v1/review",
        journal.get_review,
        "See how many masks wait for a reviewer, and what verdicts made of how sure detectors have to be; no words",
        {200: Answer(JSON, (ReviewOut,), "The queue's length and the bands of certainty that were judged.")},
        _READ,
        "audit",
    ),
    Operation(
        "GET",
        "/log/{log}/checkpoint",
        log.get_checkpoint,
        "The newest checkpoint",
        {200: Answer(_note, (), "A signed note (C2SP tlog-checkpoint).")},
        ("not-found",),
        None,
        (_log,),
    ),
    Operation(
        "GET",
        "/log/{log}/vkey",
        log.get_vkey,
        "The log's verifier keys",
        {200: Answer(_note, (), "One vkey a line (C2SP signed-note).")},
        ("not-found",),
        None,
        (_log,),
    ),
    Operation(
        "GET",
        "/log/{log}/tile/{tile}",
        log.get_tile,
        "A tile (C2SP tlog-tiles); entry bundles need an API key with scope `audit`",
        {200: Answer(_bytes, (), "Hashes, or length-prefixed entries.")},
        (*_CALLER, "not-found", "bad-tile-path"),
        None,
        (_log, Parameter("tile", "path", _text, "`<level>/<index>[.p/<width>]` or `entries/…`.", required=True)),
    ),
    Operation(
        "GET",
        "/healthz",
        health.get_healthz,
        "Whether this process is up",
        {200: Answer(JSON, (AliveOut,), "It is.")},
        (),
    ),
    Operation(
        "GET",
        "/readyz",
        health.get_readyz,
        "Whether messages can be taken",
        {
            200: Answer(JSON, (ReadyOut,), "They can."),
            503: Answer(JSON, (ReadyOut,), "They cannot; `parts` tells who watches why."),
        },
        (),
    ),
    Operation(
        "GET",
        "/metrics",
        health.get_metrics,
        "Counters for Prometheus, for the addresses in `monitored_from`",
        {200: Answer(_note, (), "Prometheus' text format.")},
        ("not-found",),
    ),
)
"""What stands here is promised: paths and codes are only ever added."""
