"""From a copy back to a house: keys out of escrow by the recovery kit, the log, the control state, the proof, the end.

Unless everything ever signed was provably reached, the log is closed for ever and a successor goes on from where it
stands, under a new origin and new keys: so nothing is ever signed twice at one place (decision 27).
"""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final, NamedTuple

import psycopg

from handclasp.access.policy import Reader
from handclasp.config import Settings
from handclasp.house import app, copies
from handclasp.house.app import House
from handclasp.house.places import LOG, Paths, open_keys
from handclasp.keep.bin import TOGETHER
from handclasp.records import HandclaspError, Kind, Value
from handclasp.seal import kit
from handclasp.seal.entry import lineage
from handclasp.seal.note import LogKey, read_head
from handclasp.seal.provider import FileKeys
from handclasp.seal.signer import Signer
from handclasp.store import fsck
from handclasp.store.batch import Log
from handclasp.store.database import Database
from handclasp.store.queries import load
from handclasp.store.settings import Directory
from handclasp.store.warm import control
from handclasp.store.warm.erased import ErasedRow
from handclasp.store.warm.files import unpacked
from handclasp.store.warm.load import Loader, NotEmpty
from handclasp.store.warm.objects import Damaged
from handclasp.store.warm.place import Copy, about, log_folder
from handclasp.store.warm.restore import Reached, Restore, Shelf, Wanted
from handclasp.store.warm.vault import Missing

LATER: Final = "erased-later"
"""The rule by which something is gone that was erased after the end of what was restored."""

_SUCCESSOR: Final = re.compile(r"/successor-(\d+)\Z")

Progress = Callable[[int, int], Any]


class NoCopyHere(HandclaspError):
    """The store holds no copy of a house that this recovery kit opens."""

    code = "restore-wrong-store"


class NotProved(HandclaspError):
    """What was restored does not prove to be what was signed."""

    code = "restore-not-proved"


class Plan(NamedTuple):
    """What is to be restored and from where: copies in order of preference, the recovery kit's key, limits, the floor.

    `origin` chooses among the logs of one house in a store (empty: the newest). `floor` is the old machine's newest
    signed checkpoint, if that file survived. `aside` makes a thing to look at: it never goes on as the house.
    """

    copies: Sequence[Copy]
    identity: Any
    wanted: Wanted = Wanted()
    origin: str = ""
    floor: str | None = None
    aside: bool = False


class Restored(NamedTuple):
    """What a restore did. `successor` is the new log's origin, empty where the old one goes on."""

    reached: Reached
    erased: int
    files: int
    files_missing: int
    control_rows: int
    successor: str
    seconds: float


class _Logs(NamedTuple):
    """A log of the copies by its origin, what its folder says of it, and the logs that went on from it, in order."""

    origin: str
    head: dict[str, Any]
    later: list[str]


class _Found(NamedTuple):
    log: Log
    shelves: list[Shelf]
    later: list[Shelf]
    heir: str
    keys: FileKeys
    log_key: LogKey
    mac: bytes


def restore(settings: Settings, plan: Plan, say: Callable[[str], Any], progress: Progress) -> Restored:
    """Rebuild a house where there is none; again after a crash goes on. The database server runs.

    Raises NotEmpty, KitError, NoCopyHere, Damaged, StoreUnreachable, NotProved, ControlDiffers.
    """
    begun = time.monotonic()
    paths = Paths(settings.data_dir)
    _refuse_a_house(paths)
    found = _open(settings, plan, paths, say)
    app.prepare_database(settings, say)
    database = app.open_database(settings)
    try:
        with closing(Loader(database, found.log, found.heir)) as loader:
            work = Restore(found.log, found.log_key, found.keys, found.shelves, plan.wanted, found.later)
            reached = work.run(loader, progress)
            documents = _documents(found, say) if plan.wanted.conversation is None else []
            rows = _load_control(database, documents)
            _erase_again(database, found.log.log_id, work.erased)
            files, missing = _files(found, paths, plan, say)
            if found.later:
                loader.only_what_it_has()
            loader.finish()
            say("proving it")
            erased = _prove(found, database, reached, progress, settings)
            origin = _end(found, loader, reached, plan, paths)
    finally:
        database.close()
    return Restored(reached, erased, files, missing, rows, origin, time.monotonic() - begun)


def begin_again(settings: Settings, done: Restored, plan: Plan) -> None:
    """The last step, once the console's tables are there: the successor's first record, and the marks taken away."""
    paths = Paths(settings.data_dir)
    if done.successor:
        house = House(settings, restoring=True)
        try:
            house.committer.start()
            _first_record(house, done)
            _explain(house, done.reached.size)
        finally:
            house.close()
    if plan.aside:
        paths.aside.write_text("a copy to look at; it is nobody's house\n")
    paths.restoring.unlink(missing_ok=True)


# --- before


def _refuse_a_house(paths: Paths) -> None:
    if (paths.keys / "root.json").exists() and not paths.restoring.exists():
        message = f"there is a house in {paths.data} already; restore into an empty data_dir (or look with --into)"
        raise NotEmpty(message)


def _open(settings: Settings, plan: Plan, paths: Paths, say: Callable[[str], Any]) -> _Found:
    recipient = str(plan.identity.to_public())
    logs = _whose(plan, recipient)
    origin, head = logs.origin, logs.head
    state = paths.restoring
    if state.exists() and json.loads(state.read_text())["origin"] != origin:
        message = f"another log's restore was begun in {paths.data}; choose an empty data_dir"
        raise NotEmpty(message)
    paths.data.mkdir(mode=0o711, parents=True, exist_ok=True)
    paths.signer.mkdir(mode=0o700, exist_ok=True)
    state.write_text(json.dumps({"origin": origin}))
    kit.KitState(paths.kit).adopt(recipient)
    if not (paths.keys / "root.json").exists():
        FileKeys.create(paths.keys, app.passphrase(settings))
    keys = open_keys(settings)
    say("opening the keys in escrow")
    seed = _out_of_escrow(plan.copies, [origin, *logs.later], plan.identity, keys)
    mac = copies.mac_key(keys)
    log = Log(int(head["log"]), str(head["name"]), origin)
    shelves = [Shelf(copy, origin, mac) for copy in plan.copies]
    # What was erased, and turned to new keys, after a log had ended is told by those that went on from it.
    later = [Shelf(copy, one, mac) for one in logs.later for copy in plan.copies]
    heir = f"{origin}/aside-1" if plan.aside else successor_of(max((origin, *logs.later), key=_generation))
    return _Found(log, shelves, later, heir, keys, LogKey(origin, seed), mac)


def _whose(plan: Plan, recipient: str) -> _Logs:
    """The newest log in the copies that this kit opens, or the one that is wanted; raises NoCopyHere."""
    found: dict[str, dict[str, Any]] = {}
    strangers = 0
    for copy in plan.copies:
        for folder in copy.erasable.folders():
            if folder.startswith("log-"):
                try:
                    head = about(copy.erasable, folder)
                except (Missing, Damaged):
                    continue
                if head.get("recipient") == recipient and log_folder(str(head.get("origin"))) == folder:
                    found[str(head["origin"])] = head
                else:
                    strangers += 1
    wanted = plan.origin or max(found, key=_generation, default="")
    if wanted not in found:
        held = "copies of other houses only: is it the right recovery kit?" if strangers else "no copy of a house"
        if plan.origin and found:
            held = f"{', '.join(sorted(found))}, not {plan.origin}"
        message = f"{', '.join(copy.name for copy in plan.copies)}: the store holds {held}"
        raise NoCopyHere(message)
    base = _SUCCESSOR.sub("", wanted)
    later = [one for one in found if _SUCCESSOR.sub("", one) == base and _generation(one) > _generation(wanted)]
    return _Logs(wanted, found[wanted], sorted(later, key=_generation))


def _generation(origin: str) -> int:
    match = _SUCCESSOR.search(origin)
    return int(match[1]) if match else 1


def successor_of(origin: str) -> str:
    """The origin of the log that goes on after this one."""
    base = _SUCCESSOR.sub("", origin)
    return f"{base}/successor-{_generation(origin) + 1}"


def _out_of_escrow(found: Sequence[Copy], origins: Sequence[str], identity: Any, keys: FileKeys) -> bytes:
    """Put every key that is in escrow into the key folder, and return the old log's seed, which stays out of it.

    `origins`: the log's own, then those of the logs that went on from it, whose newer keys open its content too.
    """
    seed = b""
    for number, origin in enumerate(origins):
        for copy in found:
            for one in copy.erasable.names(f"{log_folder(origin)}/escrow"):
                name = one.name.rpartition("/")[2].removesuffix(".age")
                sealed = copy.erasable.read(one.name, 1 << 20)
                if name == f"log-{LOG}":
                    seed = seed or (b"" if number else kit.release(identity, sealed))
                elif not keys.has(name):
                    keys.adopt(name, kit.release(identity, sealed), sealed)
    if not seed or not keys.has("secret-copies"):
        message = "the copy does not hold the log's own keys in escrow; name another copy with --from"
        raise NoCopyHere(message)
    return seed


# --- after


def _documents(found: _Found, say: Callable[[str], Any]) -> list[dict[str, Any]]:
    """The control state out of the first copy that has it."""
    for shelf in found.shelves:
        try:
            documents = control.newest(shelf.copy, found.log.origin, found.mac, copies.control_key(found.keys))
        except HandclaspError as error:
            say(f"copy {shelf.copy.name}: {error}")
            continue
        if documents:
            return documents
    say("no copy holds the control state: accounts, sites and API keys have to be made anew")
    return []


@contextmanager
def _unwalled(database: Database, *tables: str) -> Iterator[psycopg.Connection[Any]]:
    """A transaction of the owner, to whom these tables' walls do not apply as long as it lasts."""
    with database.connect("migrator") as connection:
        connection.execute("set role handclasp_owner")
        with connection.transaction():
            for name in tables:
                connection.execute(f"alter table handclasp.{name} no force row level security".encode())
            yield connection
            for name in tables:
                connection.execute(f"alter table handclasp.{name} force row level security".encode())


def _load_control(database: Database, documents: list[dict[str, Any]]) -> int:
    with _unwalled(database, *control.WALLED) as connection:
        owned = [d for d in documents if d.get("table", "").startswith("handclasp.")]
        return control.load_record_path(connection, owned)


def _erase_again(database: Database, log: int, erased: Mapping[tuple[int, bytes], ErasedRow]) -> None:
    """Let every erasure begin anew behind the dropping of keys: what the copies still held of it goes too.

    Its certificate, if it has one, stands in the log and is found again.
    """
    queries = load("restore")
    with _unwalled(database, "bin", "bin_files") as connection:
        connection.execute(queries["begin_again"], {"log": log})
        for (tenant, _), row in erased.items():
            given = {"log": log, "tenant": tenant, **row._asdict(), "blobs": list(row.blobs)}
            connection.execute(queries["lay_there"], given)
            connection.execute(queries["erased"], given)
            connection.execute(queries["erased_files"], given)
        connection.execute(queries["drop_again"], {"log": log})


def load_console(settings: Settings, plan: Plan, say: Callable[[str], Any]) -> int:
    """The console's part of the control state, into tables that its migrations have made; and the small files."""
    paths = Paths(settings.data_dir)
    keys = open_keys(settings)
    origin = _whose(plan, str(kit.KitState(paths.kit).recipient())).origin
    for copy in plan.copies:
        try:
            documents = control.newest(copy, origin, copies.mac_key(keys), copies.control_key(keys))
        except HandclaspError as error:
            say(f"copy {copy.name}: {error}")
            continue
        with closing(app.open_database(settings)) as database, database.connect("console") as connection:
            rows = control.load_console(connection, documents)
        for name, content in control.files(documents).items():
            path = paths.data / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)
        return rows
    return 0


def _files(found: _Found, paths: Paths, plan: Plan, say: Callable[[str], Any]) -> tuple[int, int]:
    """Bring the attachments back; returns how many came, and how many could not be read in any copy."""
    if plan.wanted.conversation is not None:
        return 0, 0
    came, wrong = 0, set()
    folder = f"{log_folder(found.log.origin)}/blobs"
    for shelf in found.shelves:
        for one in shelf.copy.erasable.names(folder):
            tenant, first, blob = one.name.split("/")[-3:]
            path = paths.blobs / tenant / first / blob
            if path.exists():
                continue
            try:
                data = shelf.copy.erasable.read(one.name)
                content = unpacked(data, one.name, found.mac, origin=found.log.origin, tenant=int(tenant), blob=blob)
            except (Damaged, Missing, ValueError) as error:
                say(f"copy {shelf.copy.name}: {error}")
                wrong.add(blob)
                continue
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = path.with_name(f"{blob}.new")
            fresh.write_bytes(content)
            fresh.replace(path)
            came += 1
            wrong.discard(blob)
    return came, len(wrong)


def _prove(found: _Found, database: Database, reached: Reached, progress: Progress, settings: Settings) -> int:
    """Derive all again from the rows and compare; returns how many records' content is gone. Raises NotProved."""
    signer = Signer(found.log_key, Paths(settings.data_dir).signer / "none", time.time)
    log = Directory(database).log(found.log.name) or found.log
    report = fsck.fsck(log._replace(origin=found.log.origin), found.log_key, signer, database, progress)
    wrong = {code: count for code, count in report.counts.items() if code != "body-missing"}
    if report.size != reached.size:
        wrong["size-differs"] = abs(report.size - reached.size)
    if wrong:
        first = next((one.words for one in report.findings if one.code != "body-missing"), "")
        message = f"what was restored is not what was signed: {wrong} ({first})"
        raise NotProved(message)
    return report.bodies_missing


def _end(found: _Found, loader: Loader, reached: Reached, plan: Plan, paths: Paths) -> str:
    """Let the old log go on where all it ever signed was reached, else close it; returns the successor's origin."""
    floor = paths.signer / f"{found.log.name}.checkpoint"
    if not plan.aside and plan.floor is not None and _all_of_it(found.log_key, reached, plan.floor):
        found.keys.keep(f"log-{found.log.name}", found.log_key.seed)
        floor.write_text(plan.floor)
        return ""
    origin = found.heir
    if not found.keys.has(f"log-{found.log.name}"):
        found.keys.add_log(found.log.name)
    lost = reached.newest if reached.newest > reached.size else None
    loader.succeed(origin, reached.size, loader.checkpoint() or "", found.log_key.vkeys(), lost)
    key = LogKey(origin, found.keys.log_seed(found.log.name))
    if reached.size:
        Signer(key, floor, time.time).found(reached.size, reached.root)
    return origin


def _all_of_it(key: LogKey, reached: Reached, floor: str) -> bool:
    """Whether the old machine's newest signed checkpoint, if it is one, was reached exactly."""
    if not key.signed(floor):
        message = "the floor is not a checkpoint that this log signed; leave --floor out, and a successor goes on"
        raise NotProved(message)
    head = read_head(floor)
    return (head.size, head.root) == (reached.size, reached.root)


def _first_record(house: House, done: Restored) -> None:
    """Say, as the successor's first own record, which log it goes on from, where, and what is lost."""
    tenants = house.directory.tenants()
    tenant = "house" if "house" in tenants else min(tenants, default="")
    if not tenant:
        return
    reached = done.reached
    details = {
        "predecessor": lineage(house.log.origin)[1],
        "size": reached.size,
        "root": reached.root.hex(),
        "lost_from": reached.size,
        "lost_until": reached.newest if reached.newest > reached.size else None,
    }
    house.journal.seal(
        Reader(tenant, "operator", "restore"),
        Kind.AGENT_ACTION,
        {"action": "log succession", "details": details},
        key=f"succession/{house.log.origin}",
    )


def _explain(house: House, size: int) -> None:
    """Seal why content is gone whose deletion was sealed only after what was restored: the copies' list says so.

    Its row in the bin names that record from then on: the index that it had may be any other record's here.
    """
    queries, names = load("restore"), {number: name for name, (number, _) in house.directory.tenants().items()}
    log, gone = house.log.log_id, defaultdict[int, list[tuple[bytes, int]]](list)
    with _unwalled(house.database, "bin") as connection:
        for tenant, conversation, due in connection.execute(queries["unexplained"], {"log": log, "size": size}):
            gone[tenant].append((conversation, due))
    for tenant, found in gone.items():
        for at in range(0, len(found), TOGETHER):
            some = found[at : at + TOGETHER]
            index = _sealed_again(house, names[tenant], some)
            given = {"log": log, "tenant": tenant, "conversations": [one for one, _ in some], "idx": index}
            with _unwalled(house.database, "bin") as connection:
                connection.execute(queries["explained"], given)


def _sealed_again(house: House, tenant: str, some: Sequence[tuple[bytes, int]]) -> int:
    facts: dict[str, Value] = {
        "subjects": [one.hex() for one, _ in some],
        "rule": LATER,
        "due": min(due for _, due in some),
        "reason": "the copies' list of erasures names it; its own record came after what was restored",
    }
    who = Reader(tenant, "operator", "restore")
    return house.journal.seal(who, Kind.DELETION, facts, key=f"{LATER}/{some[0][0].hex()}").stored.index


__all__ = ["Plan", "Restored", "begin_again", "load_console", "restore", "successor_of"]
