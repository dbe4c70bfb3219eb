"""Has the log's checkpoints anchored outside: by the clock, at once for evidence, in a budget, again when it failed.

What is to be sent is kept before it is sent, so that a crash anywhere is cured by going on; a proof is kept only when
the verifier, which shares no code with who made it, says that it holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

import structlog

from handclasp.records import HandclaspError
from handclasp.seal.anchors import ETHEREUM, IPFS, KINDS, RFC3161, WITNESS, Anchor, AnchorFailed, Done
from handclasp.seal.note import read_head
from handclasp.seal.receipt import b64
from handclasp.seal.tree import ReadTile, consistency_proof
from handclasp.store.anchors import Anchors, Claimed, Listed, Proved, Why
from handclasp.verify import Fault, Trust
from handclasp.verify.anchor import FORMAT, check_anchor
from handclasp.verify.note import check_signers, parse_checkpoint
from handclasp.verify.policy import BadPolicy, parse_policy

if TYPE_CHECKING:
    import httpx

    from handclasp.config import Settings
    from handclasp.store.database import Database
    from handclasp.store.read import Reading

P = ParamSpec("P")
T = TypeVar("T")

logger = structlog.get_logger()

SECONDS = 30.0
"""For each answer from outside."""
SOON = 15.0
"""Seconds until something that is under way is looked at again."""
FIRST_WAIT, LONGEST_WAIT = 60.0, 6 * 3600.0
DAY = 86_400.0
MOST = 8
"""Anchors of a kind in one pack."""
LATE = 3
"""An anchor is late when the newest is older than this many of its intervals: then the pages say so."""


class BadPlace(AnchorFailed):
    """A place outside is configured by a file that cannot be read or means nothing."""

    code = "anchor-place"


class NoAnchors(HandclaspError):
    """No place outside is configured."""

    code = "no-anchors"


class Plan(NamedTuple):
    """A place outside: how to reach it, every how many seconds, and the most it may cost, once and in a month (wei)."""

    reach: Callable[[], Anchor]
    every: float
    once: int = 0
    month: int = 0


class Published(NamedTuple):
    """The log as it is published: its newest checkpoint, and its tiles."""

    checkpoint: Callable[[], str | None]
    tiles: ReadTile


class Standing(NamedTuple):
    """How a kind stands: the seconds between anchors, the newest that is proved, and what is asked for and open."""

    kind: str
    every: float
    newest: Listed | None
    open: Listed | None

    @property
    def age(self) -> float | None:
        """Seconds since the newest was proved; None before the first."""
        return None if self.newest is None or self.newest.done_at is None else self.newest.now - self.newest.done_at

    @property
    def at(self) -> int | None:
        """When the newest was proved, in ms since 1970."""
        return None if self.newest is None or self.newest.done_at is None else int(self.newest.done_at * 1000)

    @property
    def late(self) -> bool:
        """Whether it is overdue, or something goes wrong again and again."""
        tried = self.open is not None and self.open.tries >= LATE
        return tried or (self.age is not None and self.age > LATE * self.every and self.open is not None)


class Anchoring:
    """The anchors of one log, made by any number of workers. `chance` gives numbers in [0, 1) for the jitter."""

    def __init__(
        self,
        rows: Anchors,
        plans: Mapping[str, Plan],
        published: Published,
        chance: Callable[[], float],
    ) -> None:
        self.plans = plans
        self.rows = rows
        self._published = published
        self._chance = chance

    def ask(self, why: Why, kinds: Sequence[str] | None = None) -> list[str]:
        """Have the newest checkpoint anchored everywhere (or in these kinds) at once; returns the kinds."""
        note = self._published.checkpoint()
        chosen = [kind for kind in self.plans if kinds is None or kind in kinds]
        for kind in chosen if note else ():
            self.rows.ask(kind, read_head(note or "").size, note or "", why)
        return chosen if note else []

    def after(self, seal: Callable[P, T]) -> Callable[P, T]:
        """The same call, after which what stands then is anchored at once: for what becomes evidence."""

        def sealed(*given: P.args, **named: P.kwargs) -> T:
            found = seal(*given, **named)
            self.ask("evidence")
            return found

        return sealed

    def schedule(self) -> list[str]:
        """Ask for what is due by the clock and new since; returns the kinds."""
        note = self._published.checkpoint()
        size = read_head(note).size if note else 0
        due = []
        for kind, plan in self.plans.items():
            last = self.rows.newest_asked(kind)
            if last is None or (last.size < size and last.now - last.asked_at >= plan.every):
                due.append(kind)
        return self.ask("schedule", due) if due else []

    def step(self) -> int:
        """Go on with one anchor of each kind that is due; returns how many. Failures are noted, and tried again."""
        return sum(self._step(kind, plan) for kind, plan in self.plans.items())

    def _step(self, kind: str, plan: Plan) -> bool:
        anchor = self.rows.claim(kind)
        if anchor is None:
            return False
        try:
            self._advance(anchor, plan)
        except AnchorFailed as error:
            self._failed(anchor, str(error), error.code)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # Somebody outside answers in another shape than agreed: theirs, or a fault of ours, to be seen and mended.
            self._failed(anchor, f"what came back makes no sense ({type(error).__name__})", type(error).__name__)
        return True

    def _failed(self, anchor: Claimed, why: str, code: str) -> None:
        self.rows.failed(anchor, why, self._wait(anchor.tries))
        logger.warning("an anchor will be tried again", kind=anchor.kind, size=anchor.size, code=code)

    def _advance(self, anchor: Claimed, plan: Plan) -> None:
        left = min(plan.once, max(0, plan.month - self.rows.spent(anchor))) if plan.once else 0
        outside = plan.reach()
        step = None if anchor.state is None else outside.advance(anchor.note, anchor.state, left)
        while not isinstance(step, Done):
            step = outside.prepare(anchor.note, left) if step is None else step
            if not self.rows.keep(anchor, step.state, step.cost, SOON):
                return  # another worker went on with it
            anchor = anchor._replace(state=step.state)
            if not step.again:
                return
            step = outside.advance(anchor.note, step.state, left)
        _check(anchor, step.proof)
        self.rows.done(anchor, json.dumps(step.proof), step.cost)

    def _wait(self, tries: int) -> float:
        longest: float = min(FIRST_WAIT * 2.0 ** min(tries, 20), LONGEST_WAIT)
        return longest * (0.5 + self._chance() / 2)

    def check(self) -> None:
        """Raise BadAccount or BadPlace when a place's file cannot be read: told at the start."""
        for plan in self.plans.values():
            plan.reach()

    def standing(self) -> list[Standing]:
        """How each configured kind stands."""
        found = []
        for kind, plan in self.plans.items():
            asked = self.rows.newest_asked(kind)
            open_ = asked if asked is not None and asked.proof is None else None
            found.append(Standing(kind, plan.every, self.rows.newest_done(kind), open_))
        return found

    def for_pack(self, indexes: Sequence[int], size: int) -> list[bytes]:
        """The anchors that say most about records at these places of the log, for a pack of `size` records.

        For each record the first anchor over it says the earliest time. Of more than MOST a kind the first and the last
        are kept, and what lies evenly between.
        """
        found = []
        for kind in KINDS:
            proved = self.rows.covering(kind, indexes)
            if len(proved) > MOST:
                proved = [proved[round(i * (len(proved) - 1) / (MOST - 1))] for i in range(MOST)]
            for one in proved:
                steps = consistency_proof(min(one.size, size), max(one.size, size), self._published.tiles)
                found.append(json.dumps(document(one, json.loads(one.proof), steps), ensure_ascii=False).encode())
        return found


def document(anchor: Proved | Claimed, proof: dict[str, Any], consistency: Sequence[bytes] = ()) -> dict[str, Any]:
    """An anchor as others verify it (formats.md §10); of witnesses the cosigned checkpoint is the proof."""
    note, rest = proof.get("checkpoint", anchor.note), {name: proof[name] for name in proof if name != "checkpoint"}
    steps = [b64(step) for step in consistency]
    return {"format": FORMAT, "kind": anchor.kind, "checkpoint": note, "consistency": steps, "proof": rest}


def cosigners_of(proof: str) -> set[str]:
    """Who cosigned, by the names on a witness anchor's checkpoint."""
    checkpoint = parse_checkpoint(json.loads(proof)["checkpoint"].encode())
    return {one.name for one in checkpoint.signatures} - {checkpoint.origin}


def _check(anchor: Claimed, proof: dict[str, Any]) -> None:
    try:
        check_anchor(document(anchor, proof), Trust())
    except Fault as fault:
        message = f"what came back from outside does not hold ({fault.reason})"
        raise AnchorFailed(message) from None


def of(settings: Settings, reading: Reading, database: Database) -> Anchoring:
    """The anchoring of a house's log."""
    published = Published(reading.checkpoint, reading.tiles)
    return Anchoring(Anchors(database, reading.log), plans(settings, published), published, SystemRandom().random)


def plans(settings: Settings, published: Published) -> dict[str, Plan]:
    """The places outside that the settings name. Reaching one raises BadPlace when a file of it cannot be read."""
    found: dict[str, Plan] = {}
    if settings.witness_policy:
        found[WITNESS] = Plan(cache(partial(_witnesses, settings, published.tiles)), settings.witness_minutes * 60.0)
    if settings.timestamp_url:
        found[RFC3161] = Plan(cache(partial(_stamper, settings)), settings.timestamp_minutes * 60.0)
    if settings.ethereum_url:
        caps = (int(cap.scaleb(18)) for cap in (settings.ethereum_fee_cap, settings.ethereum_month_cap))
        found[ETHEREUM] = Plan(cache(partial(_chain, settings)), settings.ethereum_days * DAY, *caps)
    if settings.ipfs_url:
        found[IPFS] = Plan(cache(partial(_kubo, settings)), settings.ipfs_days * DAY)
    return found


def _witnesses(settings: Settings, tiles: ReadTile) -> Anchor:
    from handclasp.seal.anchors.witness import Witness, Witnesses  # noqa: PLC0415 - only who anchors needs it

    path = settings.witness_policy or Path()
    try:
        policy = parse_policy(path.read_text())
    except (OSError, UnicodeDecodeError):
        message = f"{path} cannot be read"
        raise BadPlace(message) from None
    except BadPolicy as error:
        message = f"{path}: {error}"
        raise BadPlace(message) from None
    asked = list(dict.fromkeys(Witness(one.key.name, one.url) for one in policy.witnesses if one.url))
    trust = Trust(policy=policy)

    def enough(note: str) -> bool | None:
        try:
            return policy.met(check_signers(parse_checkpoint(note.encode()), trust).witnesses)
        except Fault:
            return None

    if not asked or policy.quorum is None:
        message = f"{path} must name witnesses with their URLs, and a quorum"
        raise BadPlace(message)
    return Witnesses(asked, _client(), tiles, enough)


def _stamper(settings: Settings) -> Anchor:
    from handclasp.seal.anchors.rfc3161 import TimeStamps  # noqa: PLC0415 - only who anchors needs it

    return TimeStamps(settings.timestamp_url, _client())


def _chain(settings: Settings) -> Anchor:
    from handclasp.seal.anchors.ethereum import Account, Ethereum  # noqa: PLC0415 - only who anchors needs it

    account = Account.read(settings.ethereum_key_file or Path())
    chain, confirmations = settings.ethereum_chain, settings.ethereum_confirmations
    return Ethereum(settings.ethereum_url, _client(), account, chain=chain, confirmations=confirmations)


def _kubo(settings: Settings) -> Anchor:
    from handclasp.seal.anchors.ipfs import Ipfs  # noqa: PLC0415 - only who anchors needs it

    return Ipfs(settings.ipfs_url, _client())


def _client() -> httpx.Client:
    import httpx  # noqa: PLC0415 - only who anchors needs it

    return httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False)
