"""Two years of keeping and forgetting in one house, by a clock that is passed in, with a model kept beside it.

The model is a few lines of its own: what the rules, holds, extensions and the bin mean for each conversation. After
every step the house is asked whether it agrees; what is to be found nowhere is looked for in forgotten.py.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any, Final, NamedTuple

import psycopg
from tests.house_fixture import CUSTOMER, House, hired, said
from tests.keep.forgetting.people import AUDITOR, DIRECTOR, LEAD, PRIVACY, SPECIALIST, stepped
from tests.keep.forgetting.test_bin import coming_back
from tests.warm.conftest import set_up

from handclasp.house import copies, jobs, searching
from handclasp.keep.epochs import turn
from handclasp.keep.erasing import Erasing
from handclasp.keep.rights import Right
from handclasp.records import Attached, Author, Kind, NotFound, Raw, Secret

HOUR: Final = 3_600_000
DAY: Final = 24 * HOUR
MARK: Final = "canaryzqx"
"""Stands in every text, name, customer and file name; it may lie in the clear nowhere, of nobody."""

WHY: Final = "a specimen of two years"
STEPS: Final = (71, 121)
"""Hours from one look to the next, in turns: what was put into the bin at one is there at the next and gone after."""

ERASING: Final = ("drop", "rows_gone", "files_gone", "index_clean", "listed", "turned", "certified")
FILE_EVERY: Final = 8
"""One conversation in so many has a file."""

TOGETHER: Final = 250
"""New conversations whose records go in together."""

BY_HAND: Final = 15
"""Deletions by hand a step at most: more than 20 in a day stop and ask (tests/keep/forgetting/test_bin.py)."""

SAID: Final = 500
"""Records that go in together."""

HANDLED: Final = 5_000
"""People do as much in a house of more conversations as in one of so many: each of them sees less of it."""


class Size(NamedTuple):
    """How much: conversations, years, the seed, steps from one turn of the key epoch, scan and restore to the next."""

    conversations: int = 50_000
    years: float = 2
    seed: int = 1
    turn_every: int = 2
    scan_every: int = 7
    restore_every: int = 40
    hours: tuple[int, int] = STEPS

    @property
    def steps(self) -> list[int]:
        """Hours from one step to the next."""
        count = round(self.years * 365 * 24 * 2 / sum(self.hours))
        return list(islice(cycle(self.hours), count))


class Clock:
    """The clock of a house and of its database: the machine's own, and so many milliseconds more."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> int:
        """Milliseconds since 1970."""
        return time.time_ns() // 1_000_000 + self.ahead

    def set(self, house: House) -> None:
        """Let the house's database say the same; only a superuser can, and the house has none."""
        with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
            admin.execute(
                "create or replace function handclasp.now_ms() returns bigint language sql stable parallel safe return "
                f"(extract(epoch from statement_timestamp()) * 1000)::bigint + {self.ahead}".encode()
            )


class Yard(NamedTuple):
    """Where houses stand: makes one, rebuilds one from its copy, makes a folder for a copy; both with the clock."""

    make: Callable[[Clock], House]
    rebuild: Callable[[House, Clock], House]
    folder: Any


@dataclass
class Talk:
    """A conversation as the model knows it. Times in ms; `put`: the earliest and latest it went into the bin."""

    word: str
    it: bytes
    last: int
    files: list[bytes] = field(default_factory=list)
    closed: bool = False
    disputed: bool = False
    evidence: bool = False
    asked: bool = False
    review: int = 0
    hold: int | None = None
    lift: int = 0
    put: tuple[int, int] | None = None
    gone: bool = False

    @property
    def name(self) -> str:
        """What the shop calls it."""
        return f"{MARK}-{self.word}"

    def due(self, now: int) -> bool:
        """Whether its rule lets it go: the longest wins, a hold over all, an extension to its review date."""
        if not self.closed or self.hold is not None or self.put or self.gone:
            return False
        until = self.last + max(180, 730 * self.disputed, 1095 * self.evidence) * DAY
        return until <= now and not self.review > max(now, until)


class Wrong(AssertionError):
    """The house and the model do not agree."""


class Died(BaseException):
    """The process is gone."""


class Life:
    """A house that lives through it. `counts` says what happened, `spent` the seconds of each part."""

    def __init__(self, yard: Yard, size: Size) -> None:
        self.yard = yard
        self.size = size
        self.clock = Clock()
        self.chance = random.Random(size.seed)
        self.talks: list[Talk] = []
        self.often = min(1.0, HANDLED / size.conversations)
        self.counts: Counter[str] = Counter()
        self.spent: dict[str, float] = defaultdict(float)
        self.house = yard.make(self.clock)
        self.copy = yard.folder / "copy"
        self._settle()
        set_up(self.house, self.copy)

    def _settle(self) -> None:
        hired(self.house, DIRECTOR, LEAD, SPECIALIST, PRIVACY, AUDITOR)
        self.clock.set(self.house)
        self._consumers = [searching.indexing(self.house, self.clock).step, coming_back(self.house)]

    def run(self, each: Callable[[Life, int], None]) -> None:
        """Live through all of it; `each` is called behind every step with its number."""
        steps = self.size.steps
        share = self.size.conversations / len(steps)
        for number, hours in enumerate(steps):
            self.clock.ahead += hours * HOUR
            self.clock.set(self.house)
            self._timed("erasing", self.forget)
            self._timed("what people do", self.happen, round(share * (number + 1)) - len(self.talks))
            self._timed("consumers and rules", self.by_rule)
            if (number + 1) % self.size.turn_every == 0:
                self._timed("shipping", self.ship)
                self._timed("turning keys, certificates", self.turn)
            if (number + 1) % self.size.restore_every == 0:
                self._timed("restores", self.restore)
            self._timed("agreeing", self.agree)
            self._timed("looking everywhere", each, self, number)

    def _timed(self, part: str, act: Callable[..., object], *about: object) -> None:
        began = time.monotonic()
        act(*about)
        self.spent[part] += time.monotonic() - began

    # --- what the house does by itself

    def forget(self) -> None:
        """Erase what is due, one time in four with a death on the way."""
        if self.chance.random() < 0.25:
            self._die()
        self._erase()

    def _erase(self) -> None:
        """Erase what is due; the model follows."""
        before = self.clock()
        jobs.erase(self.house)
        for talk in self.talks:
            if talk.put and not talk.gone and talk.hold is None and talk.put[1] + 72 * HOUR < before:
                talk.gone = True
                self.counts["erased"] += 1

    def _die(self) -> None:
        step, late = self.chance.choice(ERASING), self.chance.random() < 0.5

        class Dying(Erasing):
            """Dies before one step, or behind it."""

        def dies(erasing: Any, *about: Any) -> int:
            if late:
                getattr(Erasing, step)(erasing, *about)
            raise Died

        setattr(Dying, step, dies)
        erasing = self.house.erasing
        with suppress(Died):
            Dying(erasing._bins, erasing._rows, erasing._around).run("shop", 1)  # noqa: SLF001 - the same, but mortal
        self.counts["deaths in an erasure"] += 1

    def by_rule(self) -> None:
        """Let the consumers catch up, then the rules."""
        for step in self._consumers:
            while step():
                pass
        jobs.certify(self.house)
        before = self.clock()
        due = [talk for talk in self.talks if talk.due(before)]
        put = jobs.delete_due(self.house)
        if put != len(due):
            message = f"{len(due)} conversations are due by rule, {put} went into the bin"
            raise Wrong(message)
        for talk in due:
            talk.put = (before, self.clock())
        self.counts["deleted by rule"] += put

    def ship(self) -> None:
        """Bring the copy up to date."""
        for place in copies.places(self.house.paths.data):
            copies.shipper(self.house, place).all()

    def turn(self) -> None:
        """Turn the key epoch, and certify."""
        turn(self.house.keys, self.house.database, 1, 1, copies.InCopies(self.house))
        self._erase()
        jobs.certify(self.house)
        self.counts["epochs turned"] += 1

    def restore(self) -> None:
        """Lose the machine; go on with what the copy gives back."""
        self.ship()
        self.house = self.yard.rebuild(self.house, self.clock)
        self._settle()
        copies.keep_places(self.house.paths.data, [])
        set_up(self.house, self.copy).all()
        self._erase()  # what the copy still held of the erased goes again, by the copy's own list
        self.counts["restores"] += 1

    # --- what people do

    def happen(self, count: int) -> None:
        """New conversations, and whatever else happens until the next look."""
        self._begin(count)
        self._deleted_now = 0
        self._saying: list[Raw] = []
        for talk in self.talks:
            if talk.gone:
                continue
            if talk.hold is not None and talk.lift < self.clock():
                self._lift(talk)
            if talk.put:
                self._of_the_bin(talk)
            else:
                self._of_the_living(talk)
        self._all_said(self._saying)
        self._saying = []

    def _of_the_bin(self, talk: Talk) -> None:
        dice = self.chance.random() / self.often
        if dice < 0.05:
            self._hold(talk)
        elif dice < 0.10:
            self.house.bin.take_back(PRIVACY, talk.it, reason=WHY)
            talk.put = None
            self.counts["taken back"] += 1
        elif dice < 0.13:
            self._say(talk, "I am here again", f"again/{talk.last}")
            self._close(talk)
            talk.put = None
            self.counts["came back by a customer's word"] += 1

    def _of_the_living(self, talk: Talk) -> None:
        dice, age = self.chance.random(), self.clock() - talk.last
        if not talk.closed:
            if dice < 0.3:
                self._close(talk)
            return
        dice /= self.often
        if age > 40 * DAY and talk.hold is not None:
            return
        if dice < 0.004:
            self._hold(talk)
        elif dice < 0.008:
            days = self.chance.randint(30, 400)
            talk.review = self.clock() + days * DAY
            self.house.keeping.extend(SPECIALIST, talk.it, review=talk.review, reason=WHY)
            self.counts["extensions"] += 1
        elif dice < 0.011:
            self._say(talk, "a chargeback", f"case/{talk.last}", kind=Kind.CASE_STEP, case="17", step="opened")
            self._close(talk)
            talk.disputed = True
            self.counts["disputes"] += 1
        elif dice < 0.013:
            facts: dict[str, Any] = {"purpose": "dispute", "subjects": [talk.it.hex()], "format": "pack"}
            self.house.journal.seal(LEAD, Kind.EXPORT, facts | {"digest": bytes(32)})
            talk.evidence = True
            self.counts["taken out as evidence"] += 1
        elif dice < 0.021 and self._deleted_now < BY_HAND:
            self._deleted_now += 1
            (self._request if dice < 0.017 else self._delete)(talk)

    def _begin(self, count: int) -> None:
        """New conversations, many in one batch, as a busy shop's come in."""
        fresh = [self._named(len(self.talks) + n) for n in range(count)]
        first = len(self.talks)
        for at in range(0, count, TOGETHER):
            some = list(enumerate(fresh[at : at + TOGETHER], first + at))
            self._all_said([raw for number, talk in some for raw in self._beginning(number, talk)])
        for number, talk in enumerate(fresh, first):
            talk.it = self.house.flow.open("shop", talk.name)
            if number % FILE_EVERY == 0:
                told = self.house.disclose.feed_one("shop", "bin", "keeping", talk.it, 0)
                talk.files = [blob for one in told if isinstance(blob := one.facts.get("blob"), bytes)]
            self.counts["conversations"] += 1
            self.counts["files"] += len(talk.files)
        self.talks += fresh

    def _named(self, number: int) -> Talk:
        syllables = ["bedolika"[n : n + 2] for n in (0, 2, 4, 6)]
        word = "".join(syllables[number // 4**n % 4] for n in range(8))
        return Talk(word, b"", self.clock())

    def _beginning(self, number: int, talk: Talk) -> list[Raw]:
        """What is said in a new conversation; one in so many has a file, nine in ten are closed at once."""
        words = "hello, where is my order", "it is about the second parcel"
        raws = [self._raw(talk, one, str(n)) for n, one in enumerate(words)]
        if number % FILE_EVERY == 0:
            sent = Attached(f"{talk.name}.ogg", "audio/ogg", Secret(b"OggS" + talk.name.encode() * 20))
            raws.append(self._raw(talk, "", "file", kind=Kind.ATTACHMENT, text=None, attached=sent))
        if self.chance.random() < 0.9:
            raws.append(self._closing(talk))
            talk.closed = True
        return raws

    def _all_said(self, raws: list[Raw]) -> None:
        for first in range(0, len(raws), SAID):
            answers = self.house.flow.append_all(raws[first : first + SAID], receipts=False).result(300)
            if refused := [one for one in answers if isinstance(one, Exception)]:
                raise refused[0]

    def _raw(self, talk: Talk, words: str, key: str, **more: Any) -> Raw:
        talk.last, talk.closed = self.clock(), False
        facts = {name: more.pop(name) for name in ("case", "step", "outcome") if name in more}
        given = {"author": Author("customer", talk.name), "received": talk.last, "facts": facts} | more
        return said(f"{words} {talk.name}", f"{talk.name}/{key}", conversation=talk.name, **given)

    def _closing(self, talk: Talk) -> Raw:
        by = Author("system", "handclasp")
        return self._raw(talk, "", f"close/{talk.last}", kind=Kind.CLOSE, text=None, author=by, outcome="idle")

    def _say(self, talk: Talk, words: str, key: str, **more: Any) -> None:
        """Said with all else of this step, before anything of it is looked at."""
        self._saying.append(self._raw(talk, words, key, **more))

    def _close(self, talk: Talk) -> None:
        self._saying.append(self._closing(talk))
        talk.closed = True

    def _hold(self, talk: Talk) -> None:
        if talk.hold is None:
            talk.hold = self.house.holds.place(stepped(PRIVACY), talk.it, ground="court", reason=WHY)
            talk.lift = self.clock() + self.chance.randint(20, 500) * DAY
            self.counts["holds placed"] += 1

    def _lift(self, talk: Talk) -> None:
        holds, officer, number = self.house.holds, stepped(PRIVACY), talk.hold or 0
        asked = holds.ask(officer, number, reason="the case is closed")
        self.house.approvals.vote(stepped(DIRECTOR), asked.request, "approve", "", asked.digest)
        holds.release(officer, number)
        talk.hold = None
        talk.put = talk.put and (self.clock(), self.clock())  # in the bin, its 72 hours begin anew
        self.counts["holds lifted by two"] += 1

    def _request(self, talk: Talk) -> None:
        requests, customer = self.house.requests, CUSTOMER._replace(conversation=talk.it.hex())
        if talk.asked:
            return
        talk.asked = True
        asked = requests.ask(customer, [talk.it], Right.ERASURE)
        before = self.clock()
        answered = requests.answer(stepped(PRIVACY), asked.request, reason="as asked")
        self.counts["erasures asked for"] += 1
        if answered.binned:
            talk.put = (before, self.clock())
        else:
            self.counts["of them refused: on hold"] += 1

    def _delete(self, talk: Talk) -> None:
        if talk.hold is not None:
            return
        before = self.clock()
        self.house.bin.put(PRIVACY, talk.it, rule="by-hand", reason=WHY)
        talk.put = (before, self.clock())
        self.counts["deleted by hand"] += 1

    # --- whether the house agrees

    def certified(self) -> set[bytes]:
        """The conversations whose erasure is certified, by the bin; `ended` asks the journal."""
        with psycopg.connect(str(self.house.settings.database_url)) as admin:
            found = admin.execute("select conversation from handclasp.bin where certificate is not null")
            return {row[0] for row in found}

    def agree(self) -> None:
        """Nothing is lost, nothing is early, nothing is late: every conversation's keys and its row of the bin."""
        with psycopg.connect(str(self.house.settings.database_url)) as admin:
            keys = {
                row[0] for row in admin.execute("select conversation from handclasp.conversations where not journal")
            }
            binned = {
                row[0]: row[1]
                for row in admin.execute("select conversation, state from handclasp.bin where back is null")
            }
        for talk in self.talks:
            wanted = (not talk.gone, bool(talk.put), talk.gone)
            found = (talk.it in keys, talk.it in binned, binned.get(talk.it, 0) > 0)
            if found != wanted:
                message = f"has keys, is in the bin, is erased: {found} where {wanted} is right, of {talk}"
                raise Wrong(message)
        self.counts["looks at a conversation"] += len(self.talks)

    def reads_back(self, talks: list[Talk]) -> None:
        """What is kept is there through the customers' door and says what was said; what is deleted is not there."""
        for talk in talks:
            customer = CUSTOMER._replace(conversation=talk.it.hex())
            try:
                words = [view.body or "" for view in self.house.disclose.read(customer, talk.it, purpose="own")]
            except NotFound:
                words = []
            if any(talk.name in one for one in words) == bool(talk.put):
                message = f"the door gives {len(words)} records of {talk}"
                raise Wrong(message)
            self.counts["read through the door"] += 1
