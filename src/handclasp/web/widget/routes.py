"""The customer's few requests: open a session, say something, send a file, listen, fetch a receipt.

Promises: nothing happens without a session but opening one; a session is never taken from a URL; each request is
limited per visitor and per address; a message whose signature does not fit is never sealed. Thin: it decides nothing
about content.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

import anyio.to_thread
import msgspec
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from handclasp.access.machines import Site
from handclasp.access.policy import Reader
from handclasp.desk.cases.listing import let_go
from handclasp.desk.cases.parties import told
from handclasp.disclose import Asking
from handclasp.intake import widget as intake
from handclasp.records import HandclaspError, NotFound, Raw, Receipt
from handclasp.web.api import problems
from handclasp.web.api.door import places
from handclasp.web.beside import REPLY, THE_CUSTOMER
from handclasp.web.files import headers_of
from handclasp.web.widget import cases, consents, requests
from handclasp.web.widget.cases import Cases
from handclasp.web.widget.consents import Consents
from handclasp.web.widget.limits import Buckets, address_of
from handclasp.web.widget.notices import Notice
from handclasp.web.widget.refusals import (
    Elsewhere,
    ForeignOrigin,
    NotAsked,
    ResumeNeedsVoucher,
    SignatureWrong,
    SiteUnknown,
    SlowBody,
    TooLong,
    refuse,
)
from handclasp.web.widget.requests import Requests
from handclasp.web.widget.services import Services
from handclasp.web.widget.session import (
    Session,
    SessionRefused,
    Tokens,
    read_voucher,
    visitor_of,
)
from handclasp.web.widget.stream import EventStream, Heard, Listening
from handclasp.web.widget.view import looks_shown

PURPOSE: Final = "own conversation"
_MAX_OPENING = 16_384
_MAX_WRITING = 100
_JOURNAL = 2_000
"""How many records of the journal about a conversation are gone through; the customer's own visits are most of them."""
_MAX_SEQ_DIGITS = 15
_HOUR = 3_600_000
_log = structlog.get_logger("handclasp.web.widget")
_SITE_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_IDLE_SECONDS: Final = 10.0
_BODY_SECONDS: Final = 120.0
Endpoint = Callable[[Request], Awaitable[Response]]


class Door:
    """The endpoints under /v1/widget, holding what they share."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._tokens = Tokens(services.session_secret)
        self._buckets = Buckets(services.monotonic, services.buckets)

    def guarded(self, endpoint: Endpoint) -> Endpoint:
        """Wrap an endpoint: same origin, the address's limit, and every named error as a problem."""

        async def answer(request: Request) -> Response:
            try:
                self._same_origin(request)
                self._buckets.take("address", _address(request), self._services.limits.address)
                return await endpoint(request)
            except HandclaspError as error:
                return refuse(error)
            except ClientDisconnect:  # half a request: nobody is left to read an answer
                return Response(status_code=400)
            except Exception as error:  # noqa: BLE001 - whatever happened, the frame gets a problem and we learn where
                instance = secrets.token_hex(9)
                _log.error("request failed", instance=instance, error=type(error).__name__, at=places(error))
                return problems.respond(problems.unexpected(instance), {"Cache-Control": "no-store"})

        return answer

    async def open_session(self, request: Request) -> Response:
        """POST /v1/widget/sessions: a new visitor, a returning one, or a shop's customer."""
        self._buckets.take("sessions", _address(request), self._services.limits.sessions)
        opening = intake.decode_opening(await _body(request, _MAX_OPENING))
        named = _SITE_KEY.fullmatch(opening.site) is not None
        site = await anyio.to_thread.run_sync(self._services.site, opening.site) if named else None
        if site is None:
            raise SiteUnknown("No site has this key. Check data-site in the script tag.")
        now = self._services.clock()
        session = self._session(site, opening, now)
        conversation = await self._open(session)
        on = await self._goes_on(session, conversation)
        notice = await anyio.to_thread.run_sync(self._services.notice, session.tenant, session.language)
        if session.notice != notice.mark:
            await self._shown(session, notice, now)
            session = msgspec.structs.replace(session, notice=notice.mark)
        answer = {
            "session": self._tokens.issue(session),
            "conversation": conversation.hex(),
            "goes_on": None if on is None else on.hex(),
            "expires": session.expires,
            "language": session.language,
            "vouched": session.vouched,
            "name": session.name,
            "site": site.name,
            "notices": [msgspec.structs.asdict(notice) | {"mark": notice.mark}],
            "requests": self._services.requests is not None,
            "cases": self._services.cases is not None,
        }
        return _json(answer, 201)

    async def confirm(self, request: Request) -> Response:
        """POST /v1/widget/notice: the customer has read the notice that this session was shown last."""
        session = await self._read(request)
        self._buckets.take("requests", session.visitor, self._services.limits.requests)
        notice = await anyio.to_thread.run_sync(self._services.notice, session.tenant, session.language)
        if session.notice != notice.mark:
            raise NotFound("Another notice is shown by now. Open the chat again.")
        now = self._services.clock()
        # What was shown stands already: the same again is the same record.
        shown = await self._shown(session, notice, now)
        raw = intake.notice_confirmed(_speaker(session, now), notice=notice.notice, record=shown.stored.record)
        return _sealed(await self._append(raw))

    async def _shown(self, session: Session, notice: Notice, now: int) -> Receipt:
        speaker, version = _speaker(session, now), notice.version
        record = intake.notice_shown(
            speaker, notice=notice.notice, version=version, digest=notice.digest, text=notice.text
        )
        return await self._append(record)

    async def requests(self, request: Request) -> Response:
        """GET /v1/widget/requests: the customer's requests about their data, the newest first."""
        _, who, conversation = await self._asking(request)
        found = await anyio.to_thread.run_sync(self._desk.mine, who, conversation)
        now = self._services.clock()
        return _json({"requests": [requests.told(one, conversation, now) for one in found]}, 200)

    async def request(self, request: Request) -> Response:
        """POST /v1/widget/requests: a new one; the session says who asks."""
        session, who, conversation = await self._asking(request)
        wanted = requests.wish(await _body(request, intake.MAX_BODY))
        made = await anyio.to_thread.run_sync(
            lambda: requests.ask(self._desk, who, conversation, wanted, vouched=session.vouched)
        )
        return _json(requests.told(made, conversation, self._services.clock()), 201)

    async def withdraw(self, request: Request) -> Response:
        """POST /v1/widget/requests/NUMBER/withdraw: take one back before it is answered."""
        _, who, conversation = await self._asking(request)
        number = requests.number(request.path_params["number"])
        after = await anyio.to_thread.run_sync(self._desk.withdraw, who, number)
        return _json(requests.told(after, conversation, self._services.clock()), 200)

    async def own_copy(self, request: Request) -> Response:
        """GET /v1/widget/requests/NUMBER/copy: the pack that an answered request lets the customer fetch."""
        _, who, conversation = await self._asking(request)
        number = requests.number(request.path_params["number"])
        own_copy = self._services.own_copy
        found = await anyio.to_thread.run_sync(self._desk.mine, who, conversation)
        one = next((one for one in found if one.request == number), None)
        if one is None or own_copy is None or not requests.may_fetch(one, self._services.clock()):
            raise NotFound("There is nothing to fetch for this request.")
        content = await anyio.to_thread.run_sync(own_copy, who, conversation, one.number)
        headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="handclasp.zip"'}
        return Response(content, media_type="application/zip", headers=headers)

    async def consents(self, request: Request) -> Response:
        """GET /v1/widget/consents: what the customer is asked for separately, in words that are then on record."""
        session, who, conversation = await self._asking(request)
        found = await anyio.to_thread.run_sync(self._separate.mine, who, conversation, session.language)
        return _json({"consents": [consents.told(one, words) for one, words in found]}, 200)

    async def consent(self, request: Request) -> Response:
        """POST /v1/widget/consents/SEQ {"answer": given, declined or withdrawn}: the session says who answers."""
        session, who, conversation = await self._asking(request)
        seq, step = _seq(request.path_params["seq"]), consents.answer(await _body(request, intake.MAX_BODY))
        await anyio.to_thread.run_sync(self._separate.answer, who, conversation, seq, step, session.language)
        return await self.consents(request)

    async def cases(self, request: Request) -> Response:
        """GET /v1/widget/cases: the customer's disputes, what waits first."""
        _, who, _ = await self._asking(request)
        desk = self._disputes
        found = await anyio.to_thread.run_sync(lambda: let_go(lambda: desk.mine(who)))
        return _json({"cases": [told(place, one) for place, one in found]}, 200)

    async def arrived(self, request: Request) -> Response:
        """POST /v1/widget/cases/NUMBER/arrived: what was asked for was answered, in which message."""
        _, who, _ = await self._asking(request)
        said = cases.read(await _body(request, intake.MAX_BODY), cases.Arrived)
        number = cases.number(request.path_params["number"])
        desk = self._disputes
        after = await anyio.to_thread.run_sync(lambda: let_go(lambda: desk.arrived(who, number, said.wants, said.seq)))
        return _json(told(after.conversation, after.summary), 200)

    async def appeal(self, request: Request) -> Response:
        """POST /v1/widget/cases/NUMBER/appeal: the decision is not accepted; once a dispute."""
        _, who, _ = await self._asking(request)
        said = cases.read(await _body(request, intake.MAX_BODY), cases.Appeal)
        number = cases.number(request.path_params["number"])
        desk = self._disputes
        after = await anyio.to_thread.run_sync(lambda: let_go(lambda: desk.appeal(who, number, said.why)))
        return _json(told(after.conversation, after.summary), 200)

    @property
    def _separate(self) -> Consents:
        if self._services.consents is None:
            raise NotFound("This house asks for nothing separately here.")
        return self._services.consents

    @property
    def _disputes(self) -> Cases:
        if self._services.cases is None:
            raise NotFound("This house tells of no disputes here.")
        return self._services.cases

    async def _asking(self, request: Request) -> tuple[Session, Reader, bytes]:
        session = await self._read(request)
        self._buckets.take("requests", session.visitor, self._services.limits.requests)
        conversation = await self._at(request, session)
        return session, _reader(session, conversation), conversation

    @property
    def _desk(self) -> Requests:
        if self._services.requests is None:
            raise NotFound("This house takes no requests here.")
        return self._services.requests

    async def say(self, request: Request) -> Response:
        """POST /v1/widget/messages: one signed message; 201 with its receipt, 200 when it was already there."""
        session = await self._read(request)
        self._buckets.take("messages", session.visitor, self._services.limits.messages)
        body = await _body(request, intake.MAX_BODY)
        conversation, speaker = await self._writing(request, session)
        raw = intake.decode_message(body, speaker)
        if raw.signature is not None and not self._services.check_signature(raw, conversation):
            raise SignatureWrong("The signature does not fit the words. Reload the page and send again.")
        receipt = await self._said(raw, session, conversation)
        self._services.beside.write(conversation, THE_CUSTOMER, "")
        return _sealed(receipt)

    async def rate(self, request: Request) -> Response:
        """POST /v1/widget/rating: how the customer found it; 201 with its receipt, 200 when it was already there."""
        session = await self._read(request)
        self._buckets.take("messages", session.visitor, self._services.limits.messages)
        body = await _body(request, intake.MAX_BODY)
        conversation, speaker = await self._writing(request, session)
        # Named by where it is asked, whoever asks: where chats were joined there is one answer too.
        raw = intake.decode_rating(body, msgspec.structs.replace(speaker, into=conversation.hex()))
        asked = await anyio.to_thread.run_sync(self._services.asked, session.tenant, conversation)
        if not asked or raw.facts["asked"] != asked:
            raise NotAsked("Nobody asked for this rating here, or another is asked for by now. Nothing was stored.")
        return _sealed(await self._said(raw, session, conversation))

    async def attach(self, request: Request) -> Response:
        """POST /v1/widget/attachments: the bytes as the body, what they are in headers."""
        session = await self._read(request)
        self._buckets.take("attachments", session.visitor, self._services.limits.attachments)
        content = await _body(request, intake.MAX_ATTACHMENT)
        conversation, speaker = await self._writing(request, session)
        raw = intake.decode_attachment(
            content,
            name=request.headers.get("handclasp-name", ""),
            media_type=request.headers.get("content-type", ""),
            id=request.headers.get("handclasp-id", ""),
            sent=request.headers.get("handclasp-sent", ""),
            speaker=speaker,
        )
        return _sealed(await self._said(raw, session, conversation))

    async def listen(self, request: Request) -> Response:
        """GET /v1/widget/stream: server-sent events from Last-Event-ID on."""
        session = await self._read(request)
        self._buckets.take("reads", session.visitor, self._services.limits.reads)
        after = _seq(request.headers.get("last-event-id", "0"))
        conversation, own = await self._at(request, session), await self._open(session)
        ends = conversation != own or await self._goes_on(session, own) is not None
        who = _reader(session, conversation)
        follow = await self._services.hub.follow(Asking(who, conversation, PURPOSE, after=after))
        listening = Listening(self._services, session, Heard(own, conversation, after, ends=ends), follow)
        return EventStream(listening, self._services, session.visitor)

    async def writing(self, request: Request) -> Response:
        """POST /v1/widget/writing: {"writing": true} while the customer writes, false when they stop; no word of it."""
        session = await self._read(request)
        self._buckets.take("writing", session.visitor, self._services.limits.writing)
        told = intake.decode_writing(await _body(request, _MAX_WRITING))
        conversation = await self._at(request, session)
        self._services.beside.write(conversation, THE_CUSTOMER, REPLY if told else "")
        return Response(status_code=204, headers={"Cache-Control": "no-store"})

    async def receipt(self, request: Request) -> Response:
        """GET /v1/widget/receipts/SEQ: the receipt of a record this customer sent or was shown."""
        session = await self._read(request)
        self._buckets.take("reads", session.visitor, self._services.limits.reads)
        seq = _seq(request.path_params["seq"])
        conversation = await self._at(request, session)
        document = await anyio.to_thread.run_sync(
            lambda: self._services.disclose.receipt(_reader(session, conversation), conversation, seq),
        )
        headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{seq}.receipt.json"'}
        return Response(document, media_type="application/vnd.handclasp.receipt+json", headers=headers)

    async def file(self, request: Request) -> Response:
        """GET /v1/widget/files/SEQ: what this customer may have of a file: its copy, or their own voice note."""
        session = await self._read(request)
        self._buckets.take("reads", session.visitor, self._services.limits.reads)
        seq = _seq(request.path_params["seq"])
        conversation = await self._at(request, session)
        who = _reader(session, conversation)
        file = await anyio.to_thread.run_sync(
            lambda: self._services.files.own(who, conversation, seq, purpose=PURPOSE),
        )
        return Response(file.content.reveal(), media_type=file.media_type, headers=headers_of(seq, file.media_type))

    async def looks(self, request: Request) -> Response:
        """GET /v1/widget/looks: who looked at this customer's conversation, by role, the newest first."""
        session = await self._read(request)
        self._buckets.take("looks", session.visitor, self._services.limits.looks)
        conversation = await self._at(request, session)
        who = _reader(session, conversation)
        views = await anyio.to_thread.run_sync(self._services.disclose.who_looked, who, conversation, _JOURNAL)
        return _json({"looks": looks_shown(views)}, 200)

    def _same_origin(self, request: Request) -> None:
        origin = request.headers.get("origin")
        if origin is None or origin == self._services.public_origin:
            return
        if urlsplit(origin).netloc != request.headers.get("host"):
            raise ForeignOrigin("The widget's own frame may ask this, no other page.")

    def _session(self, site: Site, opening: intake.Opening, now: int) -> Session:
        services, language = self._services, _language(site, opening.language)
        vouched, name, notice = False, None, ""
        if opening.token:
            voucher = read_voucher(site, opening.token, now)
            vouched, name, visitor = True, voucher.name, visitor_of(site, voucher.subject)
        elif opening.resume:
            before = self._tokens.read(opening.resume, now)
            if before.site != site.site_key or before.tenant != site.tenant:
                raise SessionRefused("This chat session belongs to another site. Open the chat again.")
            if before.vouched:
                raise ResumeNeedsVoucher("Only a new token of the shop renews this chat. Sign in at the shop again.")
            visitor, notice = before.visitor, before.notice
        else:
            visitor = secrets.token_hex(16)
        return Session(
            tenant=site.tenant,
            site=site.site_key,
            visitor=visitor,
            language=language,
            notice=notice,
            vouched=vouched,
            name=name,
            issued=now,
            expires=now + (services.vouched_hours * _HOUR if vouched else services.session_days * 24 * _HOUR),
        )

    async def _read(self, request: Request) -> Session:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise SessionRefused("This needs a chat session in the Authorization header.")
        session = self._tokens.read(token, self._services.clock())
        site = await anyio.to_thread.run_sync(self._services.site, session.site)
        if site is None or site.tenant != session.tenant:
            raise SessionRefused("This chat's site is no longer here. Open the chat again.")
        return session

    async def _open(self, session: Session) -> bytes:
        return await anyio.to_thread.run_sync(self._services.flow.open, session.tenant, session.conversation)

    async def _goes_on(self, session: Session, own: bytes) -> bytes | None:
        return await anyio.to_thread.run_sync(self._services.goes_on, session.tenant, own)

    async def _at(self, request: Request, session: Session) -> bytes:
        """The conversation that a request names: the visitor's own, or the one in which that goes on."""
        own = await self._open(session)
        named = request.headers.get("handclasp-conversation", own.hex())
        on = own if named == own.hex() else await self._goes_on(session, own)
        if on is None or on.hex() != named:
            raise Elsewhere("This chat does not go on in that conversation, or no more. Open the chat again.")
        return on

    async def _writing(self, request: Request, session: Session) -> tuple[bytes, intake.Speaker]:
        """Where something is written, and who writes. What was signed for a conversation is said in that one alone."""
        own, conversation = await self._open(session), await self._at(request, session)
        into = "" if conversation == own else conversation.hex()
        return conversation, _speaker(session, self._services.clock(), into)

    async def _said(self, raw: Raw, session: Session, conversation: bytes) -> Receipt:
        """Append what the customer says, if the policies let them say it."""
        await anyio.to_thread.run_sync(self._services.may_say, _reader(session, conversation), conversation)
        return await self._append(raw)

    async def _append(self, raw: Raw) -> Receipt:
        waiting = await anyio.to_thread.run_sync(self._services.flow.append_all, [raw])
        (answer,) = await asyncio.wrap_future(waiting)
        if isinstance(answer, HandclaspError):
            raise answer
        return answer


def _reader(session: Session, conversation: bytes) -> Reader:
    """The customer, bound to the one conversation of the session."""
    return Reader(session.tenant, "customer", session.visitor, conversation=conversation.hex())


def _speaker(session: Session, now: int, into: str = "") -> intake.Speaker:
    return intake.Speaker(
        tenant=session.tenant,
        conversation=session.conversation,
        visitor=session.visitor,
        language=session.language,
        received=now,
        into=into,
    )


def _language(site: Site, wanted: str | None) -> str:
    short = (wanted or "").lower().partition("-")[0]
    return short if short in site.languages else site.languages[0]


def _sealed(receipt: Receipt) -> Response:
    stored = receipt.stored
    document = msgspec.Raw(receipt.document) if receipt.document else None
    answer = {"index": stored.index, "seq": stored.seq, "doubled": stored.doubled, "receipt": document}
    return _json(answer, 200 if stored.doubled else 201)


def _json(answer: Any, status: int) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(answer), status, headers, media_type="application/json")


async def _body(request: Request, limit: int) -> bytes:
    too_long = TooLong(f"The request is larger than {limit} bytes.")
    if request.headers.get("content-length", "0").isdigit() and int(request.headers.get("content-length", "0")) > limit:
        raise too_long
    whole = bytearray()
    stream = aiter(request.stream())
    end = asyncio.get_running_loop().time() + _BODY_SECONDS
    while True:
        # Half a request holds a connection and its memory no longer than this.
        try:
            async with asyncio.timeout_at(min(asyncio.get_running_loop().time() + _IDLE_SECONDS, end)):
                chunk = await anext(stream, None)
        except TimeoutError:
            raise SlowBody("The request came too slowly, or only half of it. Send it again.") from None
        if chunk is None:
            return bytes(whole)
        whole += chunk
        if len(whole) > limit:
            raise too_long


def _seq(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _MAX_SEQ_DIGITS:
        raise NotFound("There is no such record in this chat: its number must be a whole number.")
    return int(text)


def _address(request: Request) -> str:
    return address_of(request.client.host if request.client else None)
