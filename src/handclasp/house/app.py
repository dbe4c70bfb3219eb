"""Puts the rooms together: from settings to a house whose parts know of each other only what their contracts allow."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg

from handclasp.access.api_keys import KeyBook
from handclasp.access.approvals import Approvals
from handclasp.access.governance import Governance
from handclasp.access.machines import ApiKeys, KeyRow, Site
from handclasp.access.policy import Policies, Published, Reader
from handclasp.config import Settings
from handclasp.desk.leaving import Leaving
from handclasp.disclose import (
    Audit,
    Consents,
    Disclose,
    Exports,
    FileReviews,
    Files,
    Gate,
    Journal,
    Records,
    Reveals,
    Reviews,
)
from handclasp.disclose.consents import Needs
from handclasp.disclose.export import Pages
from handclasp.disclose.hints import Hints
from handclasp.disclose.quality import QualityWords
from handclasp.documents.forms import FORMS
from handclasp.flow import Flow
from handclasp.house import anchoring, answering, casing, forgetting, guarding, holding, ordering, places, searching
from handclasp.house.judging import TYPES
from handclasp.house.lexicons import Lexicons, RiskWords
from handclasp.house.places import (
    LOG,
    NotSetUp,
    Paths,
    admin_url,
    database_name,
    database_url,
    open_database,
    open_keys,
    passphrase,
)
from handclasp.house.rescreening import stands_for
from handclasp.house.taking import screening
from handclasp.keep.bin import Bin
from handclasp.keep.keeping import Keeping
from handclasp.keep.rules import TenantRules
from handclasp.keep.sweeping import Sweeping
from handclasp.records import Kind, Secret, Value
from handclasp.screen import Screener, Tuning
from handclasp.screen.masks import bare
from handclasp.screen.risk import Risk
from handclasp.screen.tenant_types import TenantTypes
from handclasp.screen.tuning import DEFAULT
from handclasp.seal import kit
from handclasp.seal.keys import Keyring
from handclasp.seal.note import LogKey
from handclasp.seal.provider import FileKeys, KeyFolder
from handclasp.seal.signer import Signer
from handclasp.store import connections, migrate
from handclasp.store.approvals import Approvals as ApprovalRows
from handclasp.store.batch import Log
from handclasp.store.blobs import Blobs
from handclasp.store.cluster.leader import Follower
from handclasp.store.commit import Committer, Limits
from handclasp.store.conversations import Conversations
from handclasp.store.database import ROLES, DatabaseUnavailable
from handclasp.store.floors import Floors
from handclasp.store.keeping import Bins
from handclasp.store.keeping_facts import KeepingFacts
from handclasp.store.people import People
from handclasp.store.policies import PolicySets
from handclasp.store.read import Reading
from handclasp.store.settings import Directory, check_name
from handclasp.store.signals import Signals
from handclasp.store.tail import Tail
from handclasp.verify import page

__all__ = [
    "LOG",
    "House",
    "NotSetUp",
    "Paths",
    "add_tenant",
    "admin_url",
    "database_url",
    "now_ms",
    "open_database",
    "open_keys",
    "passphrase",
    "prepare",
    "prepare_database",
]


def now_ms() -> int:
    """Our clock: milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def prepare(
    settings: Settings, say: Callable[[str], Any], show_kit: Callable[[kit.Kit], Any] = lambda _kit: None
) -> None:
    """Make or mend all that a house needs: roles, schema, keys, the log; `show_kit` is shown a fresh recovery kit.

    Needs a running server. Safe to repeat; loses nothing.
    """
    prepare_database(settings, say)
    _prepare_keys(settings, Paths(settings.data_dir), say, show_kit)
    keys = open_keys(settings)
    keys.add_log(LOG)
    database = open_database(settings)
    try:
        directory = Directory(database)
        with database.connect("migrator") as connection:
            directory.add_log(connection, LOG, settings.log_origin)
    finally:
        database.close()


def prepare_database(settings: Settings, say: Callable[[str], Any]) -> None:
    """Make or mend roles, database and schema. Raises DatabaseUnavailable."""
    paths = Paths(settings.data_dir)
    known = json.loads(paths.passwords.read_text()) if paths.passwords.exists() else {}
    if missing := set(ROLES) - known.keys():
        say("making the database and its roles")
        settings.data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        try:
            with psycopg.connect(admin_url(settings, "postgres"), autocommit=True, connect_timeout=5) as admin:
                if known and (there := migrate.roles_there(admin, missing)):
                    message = (
                        f"database.json lacks the passwords of {', '.join(there)}, which the server has: PostgreSQL "
                        "runs, but does not know this installation. Restore the database and database.json from the "
                        "same copy"
                    )
                    raise DatabaseUnavailable(message)
                passwords = known | migrate.create_roles(admin, missing)
                migrate.create_database(admin, database_name(settings))
        except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege) as error:
            message = (
                "the database's roles could not be made: "
                f"{str(error).strip().splitlines()[0]}. The first start needs a login that may make roles"
            )
            raise DatabaseUnavailable(message) from None
        _write_secret(paths.passwords, json.dumps(passwords))
    database = open_database(settings)
    try:
        with database.connect("migrator") as connection:
            for name in migrate.migrate(connection):
                say(f"migration {name}")
    finally:
        database.close()
    # Whoever may no longer change roles is told at the start of a process if it matters.
    with suppress(psycopg.Error), psycopg.connect(admin_url(settings, "postgres"), connect_timeout=5) as admin:
        connections.allow(admin, connections.needed(settings.workers, settings.database_connections))


def _prepare_keys(
    settings: Settings, paths: Paths, say: Callable[[str], Any], show_kit: Callable[[kit.Kit], Any]
) -> None:
    paths.signer.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (paths.keys / "root.json").exists():
        return
    _refuse_new_keys(settings, paths)
    say("making the keys")
    fresh = kit.create(_words(), settings.log_origin)
    kit.KitState(paths.kit).save(fresh)
    _write_secret(paths.sheet, fresh.sheet)
    # Its passphrase is seen before any key depends on it: dying in between costs nothing but another kit.
    show_kit(fresh)
    FileKeys.create(paths.keys, passphrase(settings))


def _refuse_new_keys(settings: Settings, paths: Paths) -> None:
    """Fresh keys, and a fresh recovery kit, beside an old log would bury what the old ones still could open."""
    with closing(open_database(settings)) as database:
        if Directory(database).log(LOG) is None:
            return
    message = (
        f"the database holds a log, but its keys are not in {paths.keys}; nothing was changed. Restore the key folder "
        "from a copy, or open the escrowed keys with the recovery kit"
    )
    raise KeyFolder(message)


def add_tenant(settings: Settings, name: str) -> int:
    """Make a tenant of the log with its keys, unless it is there; returns its number. Raises BadName."""
    check_name(name)
    database = open_database(settings)
    try:
        directory = Directory(database)
        log = directory.log(LOG)
        if log is None:
            message = "there is no log yet; run `handclasp up` first"
            raise NotSetUp(message)
        known = directory.tenants()
        if name not in known:
            # Keys first: a tenant without keys would refuse its first message.
            number = max((n for n, _ in known.values()), default=0) + 1
            open_keys(settings).add_tenant(number)
        with database.connect("migrator") as connection:
            return directory.add_tenant(connection, name, log.log_id)
    finally:
        database.close()


class House:
    """All running parts of one process. `close` ends them; `writes` False leaves the committer out (readers only)."""

    def __init__(self, settings: Settings, *, restoring: bool = False) -> None:
        self.settings = settings
        self.borders = settings.borders(now_ms)
        self.paths = Paths(settings.data_dir)
        if self.paths.restoring.exists() and not restoring:
            message = "a restore was begun here and has not ended; run the same `handclasp restore` again, it goes on"
            raise NotSetUp(message)
        self.keys = open_keys(settings)
        self.database = open_database(settings)
        self._check_schema()
        self.directory = Directory(self.database)
        self.log = self._log()
        self.log_key = LogKey(self.log.origin, self.keys.log_seed(self.log.name))
        self.signer = Signer(self.log_key, self.paths.signer / f"{self.log.name}.checkpoint", time.time)
        limits = Limits(settings.queue_records, settings.queue_bytes, settings.batch_records)
        self.committer = Committer(self.log, self.database, self.signer, limits, quorum=settings.database_quorum)
        self.follower = Follower(settings.cluster_pages, settings.cluster_authority) if settings.cluster_pages else None
        self.reading = Reading(self.database, self.log.log_id)
        self.keyring = Keyring(self.log.log_id, self.keys, Conversations(self.database, self.log.log_id))
        self.blobs = Blobs(self.paths.blobs)
        self.tail = Tail(self.database, self.log.log_id)
        self.signals = Signals(self.database, self.log.log_id, self.tail)
        self.types = TenantTypes(self.paths.types, time.monotonic)
        self.types.check()
        self.screener = Screener(
            tuning=self._tuning(Floors(self.reading.floors, self.directory.tenant)), types=self.types
        )
        self.lexicons = Lexicons(self.paths.lexicon, time.monotonic)
        self.risk = Risk(self.lexicons.current)
        self.flow = Flow(
            tenants=self.directory.tenant,
            screen=screening(self.screener.screen),
            keyring=self.keyring,
            committer=self.committer,
            blobs=self.blobs,
            reading=self.reading,
            clock=now_ms,
            judge=self.risk.judge,
            stopped=guarding.stopped(self.keyring, self.directory.tenant, now_ms),
        )
        self.people = People(self.database, self.log.log_id)
        self.anchoring = anchoring.of(settings, self.reading, self.database)
        self.journal = Journal(self.flow.append_all, self.keyring, self.directory.tenant, now_ms, self.screener.find)
        self.policies = Policies(self._published)
        self.gate = Gate(
            tenants=self.directory.tenant,
            policies=self.policies,
            facts=self.reading,
            keyring=self.keyring,
            journal=self.journal,
            borders=self.borders,
            clock=now_ms,
        )
        self.records = Records(self.reading, self.keyring, self.gate, self.log.origin)
        self.approvals = Approvals(
            store=ApprovalRows(self.database, self.log.log_id),
            policies=self.policies,
            journal=self.journal.seal,
            sealed=self.records.journalled,
            present=self.present,
            about=lambda tenant, conversation: self.gate.about(tenant, bytes.fromhex(conversation)),
            tenants=self.directory.tenant,
            clock=now_ms,
            random=os.urandom,
        )
        self.governance = Governance(
            gate=self.gate,
            journal=self.journal,
            sets=PolicySets(self.database),
            approvals=self.approvals,
            policies=self.policies,
            number_of=self.directory.tenant,
            set_roles=self.people.set_roles,
            sealed=self.records.journalled,
            clock=now_ms,
        )
        self.key_book = KeyBook(gate=self.gate, journal=self.journal, store=self.directory, clock=now_ms)
        self.leaving = Leaving(
            append=self.flow.append,
            check=guarding.check(self.screener.screen, self.risk, now_ms),
            gate=self.gate,
            approvals=self.approvals,
            asked=self.governance.asked,
            keyed=guarding.keyed(self.keys.secret("guarded-texts")),
            clock=now_ms,
        )
        self.risk_words = RiskWords(self.lexicons, self.gate, self.journal)
        self._doors()
        self._keep()
        self.forgetting = forgetting.Forgetting(self)
        self.shops = ordering.Shops(settings.connectors, sample=places.DEMO if settings.demo else "")
        self._desks()
        self.api_keys = ApiKeys(self._key, refused=self._key_refused)

    @staticmethod
    def _tuning(floors: Floors) -> Callable[[str], Tuning]:
        """What reviewers' verdicts make of the thresholds, for whoever screens."""

        def tuned(tenant: str) -> Tuning:
            least = floors(tenant)
            return Tuning(least=dict(least)) if least else DEFAULT

        return tuned

    def _keep(self) -> None:
        """What is kept for how long, the bin, and erasure."""
        self.bin_rows = Bins(self.database, self.log.log_id)
        self.bin = Bin(
            gate=self.gate,
            seal=self.journal.seal,
            sealed=self.records.journalled,
            rows=self.bin_rows,
            approvals=self.approvals,
            once_more=self.people.once_more,
            clock=now_ms,
        )
        self.retention = TenantRules(self.paths.retention)
        self.retention.check()
        self.keeping = Keeping(
            gate=self.gate,
            seal=self.journal.seal,
            sealed=self.records.journalled,
            facts=KeepingFacts(self.database, self.log.log_id),
            rules=self.retention,
            present=lambda tenant, account: self.present(tenant, "", account),
            in_force=lambda tenant: next((one.index for one in PolicySets(self.database).published(tenant)), None),
            clock=now_ms,
        )
        self.sweeping = Sweeping(
            gate=self.gate,
            seal=self.journal.seal,
            rows=self.bin_rows,
            keeping=self.keeping,
            rules=self.retention,
            carry=forgetting.carrying(self).on,
            approvals=self.approvals,
            clock=now_ms,
        )
        self.anew = forgetting.anew(self, now_ms)
        self.erasing = forgetting.erasing(self, now_ms)

    def _doors(self) -> None:
        """The doors out: each behind the gate, none knows another."""
        gate, records, keyring = self.gate, self.records, self.keyring
        self.disclose = Disclose(gate=gate, records=records, keyring=keyring, hints=Hints(bare))
        self.consents = Consents(
            gate=gate,
            append=self.flow.append,
            read=lambda tenant, place: self.disclose.feed_one(tenant, "consents", "consent", place, 0),
            needs={
                tenant: Needs(frozenset(one.reveals), frozenset(one.exports))
                for tenant, one in self.settings.consents.items()
            },
            clock=now_ms,
        )
        self.files = Files(gate=gate, records=records, keyring=keyring, blobs=self.blobs, clock=now_ms)
        self.audit = Audit(gate=gate, records=records, keyring=keyring)
        self.searches, self.lookups = searching.doors(self, now_ms)
        self.reveals = Reveals(
            gate=gate,
            records=records,
            consents=self.consents,
            keyring=keyring,
            blobs=self.blobs,
            approvals=self.approvals,
            clock=now_ms,
        )
        self.reviews = Reviews(
            gate=gate,
            records=records,
            keyring=keyring,
            append=self.flow.append,
            stands_for=stands_for,
            clock=now_ms,
        )
        self.quality_words = QualityWords(gate=gate, records=records)
        self.file_reviews = FileReviews(
            gate=gate, records=records, keyring=keyring, blobs=self.blobs, flow=self.flow, types=TYPES, clock=now_ms
        )
        self.exports = Exports(
            gate=gate,
            records=records,
            consents=self.consents,
            approvals=self.approvals,
            seal_head=self.anchoring.after(self.flow.seal_head),
            anchors=self.anchoring.for_pack,
            pages=Pages(page.pages, page.MADE_BY, FORMS),
            blobs=self.blobs,
            clock=now_ms,
        )

    def _desks(self) -> None:
        """What people work at that is more than one door: orders, holds, requests, disputes."""
        self.orders = ordering.looks(self, now_ms)
        self.holds = holding.holds(self, now_ms)
        self.requests = answering.desk(self, now_ms)
        self.cases = casing.desk(self, now_ms)
        self.parties = casing.parties(self, now_ms)

    def present(self, tenant: str, role: str, name: str) -> Reader | None:
        """Who somebody is at this moment, whatever a session says; None when suspended, revoked or unknown."""
        number = self.directory.tenant(tenant)
        if number is None:
            return None
        if role == "service":
            row = self._key(name)
            return (
                Reader(tenant, role, name, scopes=row.scopes) if row and row.usable and row.tenant == tenant else None
            )
        account = self.people.account(number, name)
        return account and Reader(tenant, account.role, name, account.team, account.merchant)

    def held(self, tenant: str = "") -> tuple[int, int | None]:
        """How many files wait to be looked at, of a tenant or of all, and since when the oldest does (ms)."""
        found = [
            self.reading.held_after(number, self.reading.cursor(number, "pictures"))
            for name, (number, _) in self.directory.tenants().items()
            if tenant in ("", name)
        ]
        return sum(count for count, _ in found), min((since for _, since in found if since is not None), default=None)

    def start(self) -> None:
        """Prove the log against what was signed, then begin to write and to listen."""
        self.committer.start()
        self.tail.start()
        self.signals.start()
        self.forgetting.start()
        if self.follower is not None:
            self.follower.start()

    def close(self) -> None:
        """Finish what waits and let go of everything."""
        self.forgetting.close()
        self.signals.close()
        self.tail.close()
        self.committer.close()
        self.shops.close()
        if self.follower is not None:
            self.follower.close()
        self.database.close()

    def site(self, site_key: str) -> Site | None:
        """A widget site by its public key."""
        row = self.directory.site(site_key)
        if row is None:
            return None
        tenant, key, name, origins, secret = row
        return Site(tenant, key, name, tuple(origins), Secret(secret))

    def _published(self, tenant: str) -> Published | None:
        return self.governance.published(tenant)

    def _key(self, key_id: str) -> KeyRow | None:
        row = self.directory.key(key_id)
        return KeyRow(row[0], row[1], row[2], frozenset(row[3]), row[4], row[5]) if row else None

    def _key_refused(self, row: KeyRow, why: str) -> None:
        facts: dict[str, Value] = {"action": "api-key", "reason": why, "policy": self.policies.version(row.tenant)}
        self.journal.seal(Reader(row.tenant, "service", row.key_id), Kind.REFUSAL, facts)

    def _check_schema(self) -> None:
        """Raise NewerDatabase, ChangedMigration or NotSetUp before anything is read or written."""
        with self.database.connect("machine", patient=True) as connection:
            missing = migrate.check(connection)
            connections.check(connection, connections.needed(self.settings.workers, self.settings.database_connections))
        if missing:
            message = f"the database lacks {len(missing)} migrations; run `handclasp up` or `handclasp setup` first"
            raise NotSetUp(message)

    def _log(self) -> Log:
        found = self.directory.log(LOG)
        if found is None:
            message = f"{self.settings.data_dir} has no log; run `handclasp up` first"
            raise NotSetUp(message)
        return found


def _words() -> list[str]:
    from mnemonic import Mnemonic  # noqa: PLC0415 - 2,048 plain English words, needed once in a life

    return list(Mnemonic("english").wordlist)


def _write_secret(path: Path, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123 - mode 0600 from the first byte
        file.write(text)
