"""Imports at the desk: a file is brought, read without being taken in, and then imported, by whoever may import.

Reading and importing go on by themselves, in a thread of the process that was asked, and note how far they came: after
a break they go on from there, and nothing is added twice. What begins and ends is in the journal, as it is for the
command line, and the list of past imports is made of that.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import structlog

from handclasp.access.policy import Action, Reader, StepUp
from handclasp.house import uploads
from handclasp.house.taking import taken
from handclasp.house.uploads import BadUpload, Upload
from handclasp.intake import formats, table, whatsapp
from handclasp.intake.errors import InputError
from handclasp.intake.importing import Counts, How, Item, Rejected, State, appended, batches, items_of
from handclasp.intake.preview import Preview
from handclasp.intake.source import Nowhere, Reading
from handclasp.records import Author, HandclaspError, Kind, NotFound, Overloaded, Raw, Secret, Value

if TYPE_CHECKING:
    from handclasp.disclose.gate import Passed
    from handclasp.house.app import House

logger = structlog.get_logger()

BEGUN: Final = "import"
ENDED: Final = "imported"
SUBJECT: Final = "act:import"
"""What the journal finds all imports of a tenant by."""
SHOWN: Final = 200
"""How many refused lines of a file are kept."""
_CHUNK: Final = 100
_PAUSE: Final = 0.002
"""Seconds for everybody else after each chunk: the process that imports also answers people."""
_PATIENCE: Final = 120
_AT_ONCE: Final = 2
_TRIES: Final = 20
_NAME: Final = 200
_PAST: Final = 400

Stage = Literal["arriving", "reading", "read", "importing", "done", "unreadable"]


class Way(msgspec.Struct, frozen=True):
    """How a file is to be read, as far as it does not say so itself (intake.source.Reading).

    `format` empty: found out.
    """

    format: str = ""
    agents: tuple[str, ...] = ()
    zone: str = "UTC"
    dates: str = ""
    columns: dict[str, str] = msgspec.field(default_factory=dict)
    conversation: str = ""


class Standing(msgspec.Struct):
    """How far a file came. `problem` is the code and words of what stopped it; `made` is in ms.

    `format` is what it was read as.
    """

    tenant: str
    account: str
    file: str
    size: int
    made: int
    stage: Stage = "arriving"
    way: Way = Way()
    found: Preview | None = None
    at: State = msgspec.field(default_factory=lambda: State("", ""))
    refused: list[Rejected] = msgspec.field(default_factory=list)
    problem: tuple[str, str] | None = None
    receipt: int = 0
    format: str = ""


class Shown(NamedTuple):
    """A file as its page tells of it: `busy` while it is worked on, `missing` the first piece that did not arrive."""

    name: str
    standing: Standing
    busy: bool
    missing: int | None


class Past(NamedTuple):
    """An import by the journal: its record, when (ms), who, which file, what became of it; None: not ended."""

    receipt: int
    at: int
    role: str
    by: str
    file: str
    format: str
    counts: Counts | None


def _masked_name(house: House, tenant: str, file: str) -> str:
    """A file's name as journals may keep it: messengers name files after people and their numbers."""
    said = Raw(
        tenant=tenant,
        conversation="file",
        key="file",
        kind=Kind.MESSAGE,
        author=Author("system", "handclasp"),
        received=0,
        text=Secret(file),
    )
    return house.screener.screen(said).masked or ""


def begun(house: House, who: Reader, run: str, file: str, **details: str) -> int:
    """Seal that an import begins; returns the record's index."""
    return _sealed(house, who, BEGUN, {"run": run, "file": file, **details})


def ended(house: House, who: Reader, run: str, file: str, counts: Counts) -> int:
    """Seal what became of it."""
    told = {"new": counts.new, "doubled": counts.doubled, "rejected": counts.rejected, "bare": counts.bare}
    return _sealed(house, who, ENDED, {"run": run, "file": file, **told})


def past(house: House, number: int) -> list[Past]:
    """The tenant's imports, the newest first; whoever calls has asked the gate."""
    begins: list[tuple[int, dict[str, Value]]] = []
    ends: dict[object, Counts] = {}
    for index, facts in house.records.journalled_about(number, _subject(house, number), _PAST):
        details: Any = facts.get("details") or {}
        if facts.get("action") == BEGUN:
            begins.append((index, facts))
        elif facts.get("action") == ENDED:
            ends[details.get("run")] = msgspec.convert(details, Counts)
    return [_past(index, facts, ends) for index, facts in reversed(begins)]


def _past(index: int, facts: dict[str, Value], ends: dict[object, Counts]) -> Past:
    details: Any = facts.get("details") or {}
    role, _, name = str(facts["author"]).partition(":")
    at: Any = facts["received"]
    counts = ends.get(details.get("run"))
    return Past(index, at, role, name, str(details.get("file", "")), str(details.get("format", "")), counts)


def alias(house: House, number: int) -> Callable[[str], str]:
    """What stands in the place of a person's name: the same each time, under the tenant's key."""
    return lambda name: house.keyring.person(number, name).hex()[:16]


def _subject(house: House, number: int) -> bytes:
    return house.keyring.person(number, SUBJECT)


def _sealed(house: House, who: Reader, action: str, details: dict[str, Value]) -> int:
    details["file"] = _masked_name(house, who.tenant, str(details["file"]))
    facts: dict[str, Value] = {"action": action, "details": details}
    about = (_subject(house, house.gate.number(who.tenant)),)
    return house.journal.seal(who, Kind.AGENT_ACTION, facts, about=about).stored.index


def _thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="import", daemon=True).start()


class Imports:
    """What the console asks for; every call raises Refused, which is journalled. Thread-safe."""

    def __init__(
        self, house: House, clock: Callable[[], int], start: Callable[[Callable[[], None]], None] = _thread
    ) -> None:
        self._house = house
        self._clock = clock
        self._start = start
        self._folder = house.paths.uploads
        self._secret = house.keys.secret("uploads")
        self._places = threading.BoundedSemaphore(_AT_ONCE)

    def past(self, who: Reader) -> list[Past]:
        """The tenant's imports, the newest first, by either door; the look is recorded."""
        passed = self._passed(who)
        facts: dict[str, Value] = {"purpose": "audit", "subjects": [], "scope": "journal, imports"}
        self._house.journal.seal(who, Kind.ACCESS, facts | {"policy": passed.decision.version})
        return past(self._house, passed.tenant)

    def mine(self, who: Reader) -> Shown | None:
        """The file that this person brought, when one is here."""
        self._passed(who)
        return next((self._shown(name, one) for name, one in self._of(who)), None)

    def begin(self, who: Reader, file: str, size: int) -> str:
        """Make room for a file, in the place of one brought before; its name. Raises BadUpload, StepUpNeeded."""
        self._house.gate.passed(who, Action.IMPORT)
        uploads.sweep(self._folder)
        if not size:
            raise BadUpload("empty-file", "there is nothing in this file")
        if size > uploads.LARGEST:
            limit = f"{uploads.LARGEST >> 20} MiB"
            raise BadUpload("upload-too-large", f"a file may have {limit}; larger ones come in by the command line")
        for name, _ in list(self._of(who)):
            self._drop(name)
        name = secrets.token_hex(16)
        file = "".join(letter if letter.isprintable() else " " for letter in file).strip()[-_NAME:] or "file"
        self._upload(name, size).note(_packed(Standing(who.tenant, who.id, file, size, self._clock())))
        return name

    def put(self, who: Reader, name: str, number: int, content: bytes) -> None:
        """Keep a piece of it, from 0; raises BadUpload, NotFound."""
        found = self._found(who, name)
        if found.stage != "arriving":
            raise BadUpload("bad-piece", "the file has arrived already; bring it again to begin anew")
        self._upload(name, found.size).put(number, content)

    def show(self, who: Reader, name: str) -> Shown:
        """How it stands; raises NotFound."""
        return self._shown(name, self._found(who, name))

    def read(self, who: Reader, name: str, way: Mapping[str, Any]) -> None:
        """Say what would come in, read this way (Way's fields). Raises BadUpload, NotFound, Overloaded."""
        found, upload = self._idle(who, name)
        wanted = _checked(way)
        if upload.missing() is not None:
            raise BadUpload("upload-incomplete", "the file did not arrive whole; send it again")
        if found.stage not in {"arriving", "reading", "read", "unreadable"}:
            raise BadUpload("import-begun", "it is being imported already, as it was read last")
        fresh = Standing(found.tenant, found.account, found.file, found.size, found.made, "reading", wanted)
        self._work(upload, who, fresh)

    def start(self, who: Reader, name: str) -> None:
        """Import it as it was read last; raises BadUpload, NotFound, Overloaded, StepUpNeeded."""
        self._house.gate.passed(who, Action.IMPORT)
        found, upload = self._idle(who, name)
        if found.stage != "read" or found.found is None:
            raise BadUpload("import-unread", "see first what would come in, then import it")
        details = {"format": found.found.format, "digest": upload.digest().hex()}
        found.receipt = begun(self._house, who, name, found.file, **details)
        found.stage, found.at, found.refused = "importing", State("", found.tenant), []
        self._work(upload, who, found)

    def go_on(self, who: Reader, name: str) -> None:
        """Go on after a break; nothing to do while it is worked on. Raises NotFound, Overloaded."""
        found, upload = self._idle(who, name)
        if found.stage in {"reading", "importing"}:
            self._work(upload, who, found)

    def drop(self, who: Reader, name: str) -> None:
        """Let go of it; what was imported stays. Raises BadUpload while it is worked on, NotFound."""
        self._idle(who, name)
        self._drop(name)

    # --- whose

    def _passed(self, who: Reader) -> Passed:
        """Whoever may import may look, without a second factor anew."""
        return self._house.gate.passed(_fresh(who), Action.IMPORT)

    def _found(self, who: Reader, name: str) -> Standing:
        self._passed(who)
        found = dict(self._of(who)).get(name)
        if found is None:
            message = "this file is not here any more; choose it again"
            raise NotFound(message)
        return found

    def _idle(self, who: Reader, name: str) -> tuple[Standing, Upload]:
        found = self._found(who, name)
        upload = self._upload(name, found.size)
        if upload.busy():
            raise BadUpload("import-busy", "it is being worked on; wait until that has ended")
        return found, upload

    def _of(self, who: Reader) -> Iterator[tuple[str, Standing]]:
        for name in uploads.names(self._folder):
            try:
                found = msgspec.msgpack.decode(self._upload(name, 0).noted(), type=Standing)
            except (BadUpload, msgspec.DecodeError):
                continue  # gone meanwhile, or of an earlier key
            if (found.tenant, found.account) == (who.tenant, who.id):
                yield name, found

    def _upload(self, name: str, size: int) -> Upload:
        return Upload(self._folder, self._secret, name, size)

    def _shown(self, name: str, found: Standing) -> Shown:
        upload = self._upload(name, found.size)
        return Shown(name, found, upload.busy(), upload.missing() if found.stage == "arriving" else None)

    def _drop(self, name: str) -> None:
        self._upload(name, 0).drop()

    # --- the work

    def _work(self, upload: Upload, who: Reader, found: Standing) -> None:
        if not self._places.acquire(blocking=False):
            message = "other files are being read just now; try again in a moment"
            raise Overloaded(message, 10)
        found.problem = None
        upload.note(_packed(found))

        def work() -> None:
            try:
                with upload.alone(_TRIES) as free:  # a page that asks how it stands may hold it for a moment
                    if free:
                        self._worked(upload, who, found)
            finally:
                self._places.release()

        self._start(work)

    def _worked(self, upload: Upload, who: Reader, found: Standing) -> None:
        try:
            if found.stage == "reading":
                self._read(upload, found)
            else:
                self._import(upload, who, found)
        except InputError as error:
            # What came before the place where the file breaks is in, or counted.
            found.problem = error.code, str(error)
            found.stage = "unreadable" if found.stage == "reading" else "done"
            if found.stage == "done":
                ended(self._house, who, upload.name, found.file, found.at.counts)
        except HandclaspError as error:
            found.problem = error.code, str(error)
        except Exception as error:  # noqa: BLE001 - said on the page, and it can be tried again
            logger.warning("an import stopped", kind=type(error).__name__)
            found.problem = "stopped", "it stopped for no reason of the file's"
        if found.stage == "done":
            found.found = None
            upload.empty()
        upload.note(_packed(found))

    def _read(self, upload: Upload, found: Standing) -> None:
        noted = time.monotonic()
        how = self._how(found, lambda name: name.partition("/")[2])
        with upload.opened() as file, formats.opened_from(file, found.file, Nowhere()) as opened:
            found.found = found.found or Preview(how.format or formats.recognised(opened.file))
            found.format = found.found.format
            for item in items_of(opened, found.tenant, how, found.at):
                found.found.count(item, self._masked, SHOWN)
                found.at.number, found.at.offset = item.number, item.end
                if item.number % _CHUNK == 0:
                    time.sleep(_PAUSE)
                    if time.monotonic() - noted > 1:
                        upload.note(_packed(found))
                        noted = time.monotonic()
        found.stage = "read"

    def _import(self, upload: Upload, who: Reader, found: Standing) -> None:
        number = self._house.gate.number(found.tenant)
        how = self._how(found, alias(self._house, number))
        patience = _Patience()
        with upload.opened() as file, formats.opened_from(file, found.file, Nowhere()) as opened:
            for batch in batches(items_of(opened, found.tenant, how, found.at), _CHUNK):
                self._append(batch, found, patience.wait)
                upload.note(_packed(found))
                time.sleep(_PAUSE)
        ended(self._house, who, upload.name, found.file, found.at.counts)
        found.stage = "done"

    def _append(self, batch: list[Item], found: Standing, wait: Callable[[float], None]) -> None:
        lines = appended(batch, lambda raws: self._house.flow.append_all(raws, receipts=False), found.at.counts, wait)
        found.refused += lines[: SHOWN - len(found.refused)]
        found.at.number, found.at.offset = batch[-1].number, batch[-1].end

    def _how(self, found: Standing, alias: Callable[[str], str]) -> How:
        way = found.way
        reading = Reading(ZoneInfo(way.zone), way.dates, way.columns, way.conversation, alias)
        return How(now=self._clock, agents=way.agents, format=way.format, reading=reading)

    def _masked(self, raw: Raw) -> list[str]:
        return [span.type for span in self._house.screener.screen(taken(raw)).spans]


class _Patience:
    """Waits for a log that is busy, and not for ever."""

    def __init__(self) -> None:
        self._left: float = _PATIENCE

    def wait(self, seconds: float) -> None:
        """Wait; raises Overloaded once it was too long in all."""
        if self._left <= 0:
            message = "the log was busy for too long; go on later, nothing is added twice"
            raise Overloaded(message, 60)
        self._left -= max(seconds, 0.1)
        time.sleep(seconds)


def _checked(way: Mapping[str, Any]) -> Way:
    """A way that a file can be read; raises BadUpload."""
    found = msgspec.convert(way, Way)
    if found.format and found.format not in formats.NAMES:
        raise BadUpload("unknown-format", f"a file is one of: {', '.join(formats.NAMES)}")
    if found.dates and found.dates not in whatsapp.ORDERS:
        raise BadUpload("dates-unclear", f"the order of day and month is one of: {', '.join(whatsapp.ORDERS)}")
    if any(field not in table.FIELDS or not column for field, column in found.columns.items()):
        raise BadUpload("bad-columns", f"a column is said like text=Body; it can be: {', '.join(table.FIELDS)}")
    try:
        ZoneInfo(found.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadUpload("bad-zone", "there is no such time zone; write it like Asia/Shanghai") from None
    return found


def _fresh(who: Reader) -> Reader:
    return who._replace(stepped=who.stepped | {StepUp.IMPORT.value})


def _packed(found: Standing) -> bytes:
    return msgspec.msgpack.encode(found)
