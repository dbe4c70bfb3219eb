"""The processes of a house: `web` (one app for machines, customers, staff) and `worker` (consumers, schedules).

Each is stateless beside the database and the key folder, ends cleanly on SIGTERM, and may run more than once.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import math
import signal
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from hashlib import sha256
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handclasp import screen, supervise
from handclasp.access.machines import Caller, Site
from handclasp.access.oidc import Roles, SingleSignOn
from handclasp.access.policy import Action, Reader
from handclasp.config import BadConfiguration, Settings
from handclasp.desk.cases.listing import CaseLists
from handclasp.house import app, copies, demo, holding, noticing, ordering, standing, workers
from handclasp.house.anchoring import cosigners_of
from handclasp.house.app import House, now_ms
from handclasp.house.caching import BrowserCaches
from handclasp.house.importing import Imports
from handclasp.house.places import refuse_aside
from handclasp.house.registering import Registers
from handclasp.intake.message import Limits as TextLimits
from handclasp.orders.nonces import Nonces
from handclasp.records import Author, HandclaspError, Kind, Raw, Secret, Value
from handclasp.seal import kit, said
from handclasp.seal.anchors import WITNESS
from handclasp.seal.note import read_head
from handclasp.store.cluster.leader import Follower
from handclasp.store.publish import PublicLog
from handclasp.store.seen import SeenMarks
from handclasp.verify import checker
from handclasp.web import api, console, shop, verifying, widget
from handclasp.web.api.services import ApiSettings
from handclasp.web.api.sockets import HEAD, PING_SECONDS, Sockets
from handclasp.web.beside import AGAIN, Beside
from handclasp.web.board import Board
from handclasp.web.buckets import Table
from handclasp.web.console.services import Anchored, Trust
from handclasp.web.console.services import Services as ConsoleServices
from handclasp.web.headers import secured
from handclasp.web.hub import Hub, patient
from handclasp.web.lately import Lately
from handclasp.web.serving import Server, impatient
from handclasp.web.widget.notices import Notices

logger = structlog.get_logger()

HOUSE = "house"
"""The tenant whose journal holds what belongs to no customer of the house: sign-ins to unknown accounts, for one."""

Scope = MutableMapping[str, Any]
Asgi = Callable[[Scope, Any, Any], Awaitable[None]]
_TURN = 0.0005
"""Seconds after which a thread that computes makes room for one that has something to do.

What is said passes through a dozen threads' hands: with the 5 ms that are usual, each of them may wait so long.
"""
_BESIDE = 1.0
"""Seconds for which a page may tell what it shows beside: how the log stands, how many files are being checked."""
_DJANGO = ("/desk/", "/accounts/", "/static/")
_PUBLIC = ("/", verifying.PATH)
_CUSTOMERS = ("/widget/", "/v1/widget/", "/shop/", f"{verifying.PATH}/")


# --- web


def web(settings: Settings, listening: int | None = None, place: int = 0) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit status. Raises PortInUse, CannotListen.

    `listening` is the number of a socket that was inherited, `place` which of the workers on it this is, from 1.
    """
    # The screen's patterns are compiled beside all that follows: neither has to wait for the other.
    threading.Thread(target=screen.engine, name="screen", daemon=True).start()
    board = workers.board(settings, place) if place else None
    house = _opened(settings)
    # Batches make many short-lived objects, the key cache many long-lived ones: looking through the latter at every
    # few hundred of the former costs more than the work itself.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    sys.setswitchinterval(_TURN)
    try:
        # Nobody waits for a shop: what is wrong with one is told in the log.
        threading.Thread(target=ordering.check, args=(house.shops,), name="shops", daemon=True).start()
        door = (
            supervise.listen("web", settings.web_host, settings.web_port)
            if listening is None
            else socket.socket(fileno=listening)
        )
        config = uvicorn.Config(
            application(house, board),
            host=settings.web_host,
            port=settings.web_port,
            loop="uvloop",
            http="httptools",
            ws=Sockets,
            ws_max_size=settings.max_batch_bytes + HEAD,
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PING_SECONDS,
            # Batches are encrypted and short-lived: a compressor a connection costs more memory than it saves.
            ws_per_message_deflate=False,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=list(settings.trusted_proxies),
            timeout_graceful_shutdown=2,
            timeout_keep_alive=30,
        )
        Server(config, impatient(door), board, house.committer.depth).run()
    finally:
        house.close()
    return 0


def _opened(settings: Settings) -> House:
    """The house of this process, once its log is proved against what was signed and what its copies hold."""
    house = House(settings)
    refuse_aside(settings.data_dir)
    copies.reside(house.borders, copies.places(settings.data_dir))
    copies.prove(house, lambda words: logger.warning("a copy could not be asked", why=words))
    house.start()
    return house


def application(house: House, board: Board | None = None) -> Asgi:
    """The one ASGI app: Django for people, Starlette for machines and the widget."""
    hub, beside = Hub(house.disclose, house.tail), Beside(house.signals)
    house.signals.repeat(beside.say_again, AGAIN)
    buckets = Table() if board is None else _shared_buckets(house)
    staff = _console(house, hub, beside, buckets)
    machines = api.create_api(_api_services(house, buckets, board))
    customers = Starlette(routes=_customer_routes(house, hub, beside, buckets))

    async def serve(scope: Scope, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith(_DJANGO):
            await staff(scope, receive, patient(send))
        elif scope["type"] == "http" and (path in _PUBLIC or path.startswith(_CUSTOMERS)):
            await customers(scope, receive, send)
        else:
            await machines(scope, receive, send)

    return secured(serve, https=house.settings.public_url.startswith("https:"))


def _shared_buckets(house: House) -> Table:
    return Table(workers.folder(house.settings) / workers.BUCKETS, house.keys.secret("buckets"))


def _customer_routes(house: House, hub: Hub, beside: Beside | None = None, buckets: Table | None = None) -> list[Route]:
    services = widget.Services(
        flow=house.flow,
        disclose=house.disclose,
        files=house.files,
        hub=hub,
        beside=beside or Beside(),
        site=_Sites(house),
        may_say=lambda who, conversation: _may_say(house, who, conversation),
        check_signature=_check_signature,
        session_secret=Secret(house.keys.secret("widget-sessions")),
        name_of=_shown_name,
        goes_on=_goes_on,
        asked=_asked,
        notice=_notices(house),
        requests=house.requests,
        consents=house.consents,
        cases=house.parties,
        own_copy=house.exports.own,
        clock=now_ms,
        monotonic=time.monotonic,
        public_origin=house.settings.public_url,
        buckets=buckets or Table(),
        session_days=house.settings.widget_session_days,
        vouched_hours=house.settings.vouched_session_hours,
    )

    async def home(_request: Request) -> Response:
        return RedirectResponse("/desk/", 303)

    routes = [Route("/", home), *verifying.verify_routes(_checker(house)), *widget.widget_routes(services)]
    site = next((s for s in house.directory.sites() if s[0] == demo.TENANT and house.settings.demo), None)
    found = house.site(site[1]) if site else None
    if found is not None and found.shop_secret is not None:
        routes += shop.shop_routes(site_key=found.site_key, shop_secret=found.shop_secret, clock=now_ms)
    return routes


def _checker(house: House) -> verifying.Checker:
    return verifying.Checker(
        script=checker.SCRIPT,
        style=checker.STYLE,
        offline=checker.offline(),
        served=checker.served,
        origin=house.settings.public_url,
        log=house.log.name,
    )


def _may_say(house: House, who: Reader, conversation: bytes) -> None:
    """Let a customer write; what lies in the bin comes out of it by that. Raises Refused, NotFound."""
    if house.gate.passed(who, Action.REPLY, conversation).binned:
        house.bin.came_back(who.tenant, conversation)


def _notices(house: House) -> Notices:
    """What customers are shown first, every file of it read once. Raises BadNotice."""
    found = Notices(house.paths.notices)
    found.check()
    return found


class _Sites:
    """Sites by key, with the pages of this very host allowed to embed them when settings say so.

    What was read is good for a second: when thousands of streams come back at once, it is read once. Thread-safe.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: dict[str, tuple[float, Site]] = {}

    def __call__(self, key: str) -> Site | None:
        now = time.monotonic()
        since, known = self._known.get(key, (-math.inf, None))
        if known is not None and now - since < 1:
            return known
        self._known.pop(key, None)
        site = self._house.site(key)
        if site is None:
            return None
        more = self._house.settings.widget_frame_ancestors
        site = site._replace(origins=tuple(dict.fromkeys((*site.origins, *more))))
        self._known[key] = now, site
        return site


@functools.lru_cache(maxsize=4096)
def _shown_name(tenant: str, author: Author) -> str:
    """The name that customers see for somebody of the staff; an account's name is fixed while a process runs."""
    from handclasp.access.models import Staff  # noqa: PLC0415 - needs Django set up
    from handclasp.desk.acts import HOUSE as DESK  # noqa: PLC0415

    if author == DESK:  # nobody, whatever somebody is called
        return ""
    found = Staff.objects.filter(tenant=tenant, username=author.id).values_list("display_name", flat=True).first()
    return found or author.id


def _goes_on(tenant: str, conversation: bytes) -> bytes | None:
    """Where a customer's conversation goes on, as the desk's list has it."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    from handclasp.desk.merging import goes_on  # noqa: PLC0415

    try:
        return goes_on(tenant, conversation)
    finally:
        connection.close()  # back into the pool: these threads serve everybody


def _asked(tenant: str, conversation: bytes) -> int:
    """Where a customer was asked last how it went, as the desk's list has it."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    from handclasp.desk.ratings import asked  # noqa: PLC0415

    try:
        return asked(tenant, conversation)
    finally:
        connection.close()  # back into the pool: these threads serve everybody


def _check_signature(raw: Raw, conversation: bytes) -> bool:
    if raw.signature is None or raw.text is None or raw.sent is None:
        return False
    return said.check(raw.signature, conversation, raw.sent, str(raw.facts.get("id", raw.key)), raw.text.reveal())


def _api_services(house: House, buckets: Table | None = None, board: Board | None = None) -> api.Services:
    settings = house.settings
    limits = TextLimits(
        max_message_bytes=settings.max_message_bytes, max_attachment_bytes=settings.max_attachment_bytes
    )

    def reader(caller: Caller) -> Reader:
        return Reader(caller.tenant, "service", caller.key, scopes=caller.scopes)

    return api.Services(
        flow=house.flow,
        disclose=house.disclose,
        files=house.files,
        searches=house.searches,
        exports=house.exports,
        consents=house.consents,
        approvals=house.approvals,
        audit=house.audit,
        cases=house.cases,
        case_lists=CaseLists(house.policies),
        unusual=functools.partial(_unusual, house),
        review=functools.partial(_review, house),
        api_keys=house.api_keys,
        log=PublicLog(house.log, house.log_key, house.database),
        origin=house.log.origin,
        reader=reader,
        find=functools.partial(_find, house),
        may_add=lambda caller: house.gate.adds(reader(caller)),
        refused=functools.partial(_refused, house),
        looked=functools.partial(_looked, house),
        health=functools.partial(health, house),
        queue_depth=house.committer.depth,
        held=house.held,
        on_hold=lambda caller, conversation: house.gate.about(caller.tenant, conversation).held,
        buckets=buckets or Table(),
        workers=(lambda: list(board.living())) if board is not None else tuple,
        anchors=functools.partial(_anchors, house),
        signed=ordering.Signatures(house.shops, Nonces(house.paths.nonces), now_ms),
        copied=functools.partial(_copied, copies.Watch(house, now_ms)),
        nodes=functools.partial(_nodes, house.follower),
        notices=functools.partial(noticing.totals, house, now_ms),
        settings=ApiSettings(
            limits=limits,
            max_batch_bytes=settings.max_batch_bytes,
            monitored_from=frozenset(settings.monitored_from),
        ),
    )


def _refused(house: House, caller: Caller, action: str, why: str) -> None:
    house.journal.seal(Reader(caller.tenant, "service", caller.key), Kind.REFUSAL, {"action": action, "reason": why})


def _looked(house: House, caller: Caller, scope: str) -> None:
    who = Reader(caller.tenant, "service", caller.key, scopes=caller.scopes)
    decision = house.gate.passed(who, Action.AUDIT).decision
    facts: dict[str, Value] = {"purpose": "audit", "subjects": [], "scope": scope, "policy": decision.version}
    house.journal.seal(who, Kind.ACCESS, facts)


def _nodes(follower: Follower | None) -> api.Nodes | None:
    """The cluster as it was seen last; None where the database is a single server."""
    if follower is None:
        return None
    view = follower.view
    return api.Nodes(len(view.members), view.confirming, view.leader.name if view.leader else None)


def _copied(watch: copies.Watch) -> api.Copied:
    standing, drill = watch()
    now = now_ms()
    return api.Copied(
        {one.name: (one.position, one.lacks, one.lag(now) / 1000) for one in standing},
        watch.fresh(),
        None if drill is None else ((now - drill.at) / 1000, drill.seconds, drill.complete),
    )


def _unusual(house: House, who: Reader, dealt: bool) -> list[dict[str, Any]]:  # noqa: FBT001 - as the API asks
    from handclasp.access import oddities  # noqa: PLC0415 - needs Django set up

    return oddities.told(house.gate, house.journal, who, dealt=dealt)


def _review(house: House, who: Reader) -> dict[str, Any]:
    from handclasp.desk import review  # noqa: PLC0415 - needs Django set up

    return review.told(house.gate, house.journal, who)


def _anchors(house: House) -> list[tuple[str, float | None, int]]:
    return [(one.kind, one.age, one.open.tries if one.open else 0) for one in house.anchoring.standing()]


def _find(house: House, tenant: str, name: str) -> bytes | None:
    number = house.directory.tenant(tenant)
    return house.keyring.find(number, name) if number is not None else None


def health(house: House) -> dict[str, str | bool]:
    """Each part with True, or a sentence on what is wrong and what to do."""

    def ask(part: Callable[[], Any]) -> str | bool:
        try:
            part()
        except HandclaspError as error:
            return str(error)
        return True

    view = house.follower.view if house.follower is not None else None
    # A node that does not follow is a warning, told by status and metrics: messages are taken.
    cluster = view.wrong if view is not None and (view.leader is None or not view.confirming) else None
    return {
        "cluster": cluster or True,
        "database": ask(house.reading.checkpoint),
        "keys": ask(lambda: house.keys.log_seed(house.log.name)),
        "commit": "Too much is waiting to be sealed."
        if house.committer.depth() > house.settings.queue_records * 0.95
        else True,
    }


def _console(house: House, hub: Hub, beside: Beside, buckets: Table) -> Asgi:
    watch = copies.Watch(house, now_ms)
    django_settings = functools.partial(
        console.setup,
        house.database.url("console"),
        house.keys.secret("django").hex(),
        house.settings.public_url,
        house.settings.data_dir,
        session_hours=house.settings.staff_session_hours,
        idle_minutes=house.settings.staff_idle_minutes,
    )
    django_settings()  # some of the services need its models
    from handclasp.desk.merging import customers  # noqa: PLC0415 - a model of Django's

    django_settings(
        services=ConsoleServices(
            flow=house.flow,
            disclose=house.disclose,
            files=house.files,
            held=Lately(house.held, _BESIDE),
            hub=hub,
            beside=beside,
            trust=functools.partial(Lately(functools.partial(_strip, house, watch), _BESIDE), ""),
            house_state=lambda tenant: standing.state(house, watch, tenant, now_ms()),
            gate=house.gate,
            policies=house.policies,
            reveals=house.reveals,
            reviews=house.reviews,
            file_reviews=house.file_reviews,
            quality_words=house.quality_words,
            exports=house.exports,
            consents=house.consents,
            audit=house.audit,
            searches=house.searches,
            lookups=house.lookups,
            approvals=house.approvals,
            governance=house.governance,
            key_book=house.key_book,
            leaving=house.leaving,
            risk_words=house.risk_words,
            holds=house.holds,
            rights=house.requests,
            bin=house.bin,
            keeping=house.keeping,
            registers=Registers(house, now_ms),
            imports=Imports(house, now_ms),
            orders=house.orders,
            cases=house.cases,
            notices=noticing.desk(house, now_ms),
            parties=house.parties,
            journal=functools.partial(sign_in_record, house),
            buckets=buckets,
            caches=BrowserCaches(house),
            seen=SeenMarks(house.database, house.log.log_id),
            customers=customers(house.disclose.feed_one),
            parallel=functools.partial(holding.parallel, house),
            single_sign_on=_single_sign_on(house),
        ),
    )
    return console.application()


def _single_sign_on(house: House) -> SingleSignOn | None:
    """The OpenID provider of the settings, whose tenant must be there."""
    told = house.settings
    if told.oidc_issuer is None:
        return None
    if house.directory.tenant(told.oidc_tenant) is None:
        raise BadConfiguration(
            f"Setting oidc_tenant = {told.oidc_tenant!r}: there is no such tenant; `handclasp tenant list` names them."
        )
    return SingleSignOn(
        issuer=told.oidc_issuer,
        client_id=told.oidc_client_id,
        client_secret=Secret(told.oidc_client_secret) if told.oidc_client_secret else None,
        name=told.oidc_name,
        tenant=told.oidc_tenant,
        callback=f"{told.public_url}/desk/single-sign-on/back",
        roles=Roles(told.oidc_role_claim, told.oidc_roles, administrators=told.oidc_administrators),
        new_accounts=told.oidc_new_accounts,
        scopes=tuple(told.oidc_scopes),
    )


def _strip(house: House, watch: copies.Watch, _whose: str) -> Trust:
    return trust(house, watch)


def trust(house: House, watch: copies.Watch | None = None) -> Trust:
    """The facts of the trust strip."""
    watch = watch or copies.Watch(house, now_ms)
    note = house.reading.checkpoint()
    floor = house.paths.signer / f"{house.log.name}.checkpoint"
    return Trust(
        size=read_head(note).size if note else 0,
        origin=house.log.origin,
        checkpoint_at=int(floor.stat().st_mtime * 1000) if floor.exists() else None,
        fingerprint=fingerprint(house.log_key.vkeys()[0]),
        witnesses=len(cosigners(house)),
        copies=watch.fresh(),
        copies_set_up=len(watch()[0]),
        recovery_kit=kit.KitState(house.paths.kit).confirmed(),
        anchors=[Anchored(kind=one.kind, at=one.at, late=one.late) for one in house.anchoring.standing()],
    )


def cosigners(house: House) -> list[str]:
    """The witnesses that cosigned the newest checkpoint that any did."""
    newest = house.anchoring.rows.newest_done(WITNESS)
    return sorted(cosigners_of(newest.proof)) if newest is not None and newest.proof else []


def fingerprint(vkey: str) -> str:
    """Sixteen hex digits of a verifier key, in fours, to compare by eye."""
    digits = sha256(vkey.encode()).hexdigest()[:16].upper()
    return " ".join(digits[i : i + 4] for i in range(0, 16, 4))


def sign_in_record(house: House, tenant: str | None, kind: str, actor: str, facts: dict[str, Value]) -> None:
    """Seal a try to sign in, in the journal of the account's tenant, or of the house when there is no such account."""
    house.journal.seal(Reader(tenant or HOUSE, "staff", actor), Kind(kind), facts)


# --- worker


def worker(settings: Settings) -> int:
    """Consume the log and keep the schedules until SIGTERM or SIGINT; returns the exit status."""
    house = _opened(settings)
    house.anchoring.check()
    console.setup(
        house.database.url("console"), house.keys.secret("django").hex(), settings.public_url, settings.data_dir
    )
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    from handclasp.house import consumers  # noqa: PLC0415 - needs Django set up
    from handclasp.screen.images.pool import Limits, Pool  # noqa: PLC0415 - no other process looks at pictures

    pool = Pool(settings.picture_processes, Limits(seconds=settings.picture_seconds))
    try:
        schedules = threading.Thread(target=_schedule, args=(house, stopping), name="schedules")
        threads = [*consumers.threads(house, pool, stopping), schedules]
        for thread in threads:
            thread.start()
        stopping.wait()
        # What is being looked at is left, and stays held: the next start looks at it again.
        pool.close()
        for thread in threads:
            thread.join(20)
    finally:
        pool.close()
        house.close()
    return 0


def _schedule(house: House, stopping: threading.Event) -> None:
    """Run the timed jobs (jobs.py) on procrastinate, in an event loop of their own."""
    from handclasp.house import jobs  # noqa: PLC0415 - needs the house

    async def run() -> None:
        schedule = jobs.schedule(house)
        async with schedule.open_async():
            working = asyncio.create_task(
                schedule.run_worker_async(
                    wait=True,
                    install_signal_handlers=False,
                    listen_notify=False,
                    fetch_job_polling_interval=5,
                    delete_jobs="successful",  # several a minute: nobody looks at those that went well
                )
            )
            # `stopping` is a thread's event, set by a signal handler.
            while not stopping.is_set() and not working.done():  # noqa: ASYNC110
                await asyncio.sleep(0.2)
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working

    while not stopping.is_set():
        try:
            asyncio.run(run())
        except Exception as error:  # noqa: BLE001 - the schedule starts anew
            logger.warning("schedules will start again", error=type(error).__name__)
            stopping.wait(5)


# --- setting up


def set_up(settings: Settings, say: Callable[[str], Any], show_kit: Callable[[kit.Kit], Any]) -> demo.Welcome:
    """Make all that a house needs (a running server is at hand), and the demo when settings ask; safe to repeat."""
    app.prepare(settings, say, show_kit)
    app.add_tenant(settings, HOUSE)
    if settings.demo:
        app.add_tenant(settings, demo.TENANT)
    keys = app.open_keys(settings)
    database = app.open_database(settings)
    try:
        console.setup(database.url("console"), keys.secret("django").hex(), settings.public_url, settings.data_dir)
        console.migrate()
        _install_schedule(database.url("console"))
        return demo.furnish(settings, say) if settings.demo else demo.NOTHING
    finally:
        database.close()


def _install_schedule(url: str) -> None:
    from handclasp.house import jobs  # noqa: PLC0415

    jobs.install(url)


__all__ = ["Caller", "application", "fingerprint", "health", "set_up", "trust", "web", "worker"]
