"""The door of search: finds in the index, asks both walls, writes the search down, and only then shows.

What may not be read is neither shown nor counted. Every hit is opened and looked at again as it stands now, so what was
hidden since it was indexed is no hit. What the index has not got yet is searched too, behind the same walls. A search
stands in the journal with its words as keyed tokens and the conversations that it showed, or nothing is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from handclasp.access.policy import OLD_AFTER_DAYS, Action, Circumstances, Policies, Reader
from handclasp.disclose.candidates import CHECKED, Hit, Search, Tools
from handclasp.disclose.gate import DAY, Gate
from handclasp.disclose.journal import Pending
from handclasp.disclose.walls import Conditions, Walls
from handclasp.records import Value, is_reason
from handclasp.search import documents
from handclasp.search.asking import BadSearch, Leaf, Prefix, Question, leaves, parse, tagged
from handclasp.search.finding import Sought
from handclasp.search.postings import Places

NEWEST, RELEVANCE = "newest", "relevance"
MOST: Final = 50
"""Hits of one page."""

STATES: Final = ("open", "closed")
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z")
_NAME: Final = re.compile(r"[^\x00-\x1f]{1,64}\Z")
_TIMES: Final = range(1 << 53)
_SEVERAL: Final = 20
_FEW: Final = 500
"""Of so few conversations the records are looked for one by one."""
Tagged = Callable[[str, str], Collection[bytes]]
"""(tenant, tag) -> the conversations that have it."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is searched for; empty is any. Times (ms) are inclusive; `team` and `agent` say whose it is.

    `order` is an order that the conversation is about, `flags` and `types` mean any, `tags` all. Newest first, `before`
    is the index to go on from; by relevance, `skip` how many hits were seen.
    """

    text: str = ""
    since: int | None = None
    until: int | None = None
    team: str = ""
    agent: str | None = None
    role: str = ""
    order: str = ""
    state: str = ""
    flags: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    by: str = NEWEST
    before: int | None = None
    skip: int = 0
    limit: int = 20


class Found(list[Hit]):
    """A page of hits. `total` is exact unless `more`: then there are more than that.

    `next` goes on from here (as `before` or `skip`), None at the end. `held_back`: records older than 90 days were left
    out for want of a fresh second factor. `behind`: the index lacks more of the newest records than could be read.
    """

    total: int = 0
    more: bool = False
    next: int | None = None
    held_back: bool = False
    behind: bool = False


class Searches:
    """Searches for people, and for API keys. Thread-safe.

    `tagged(tenant, name)` are the conversations that have a tag, by its name or what it is called; raises BadSearch.
    """

    def __init__(
        self, *, gate: Gate, policies: Policies, tools: Tools, tagged: Tagged, clock: Callable[[], int]
    ) -> None:
        self._gate = gate
        self._policies = policies
        self._tools = tools
        self._tagged = tagged
        self._clock = clock

    def enter(self, who: Reader) -> None:
        """Let somebody to the page: whoever may read something, were they to say why. Raises Refused, journalled."""
        number = self._gate.number(who.tenant)
        Walls(self._gate, self._policies, self._tools.rows, who, Circumstances(reason=True), number)

    def search(self, who: Reader, asked: Asked, *, purpose: str = "search", reason: str | None = None) -> Found:
        """A page of hits. Raises BadSearch, Refused (in the form that says what is lacking), SensitiveReason."""
        self._gate.is_for(who, Action.READ, purpose)
        text, names = tagged(asked.text)
        asked = msgspec.structs.replace(asked, text=text, tags=tuple(dict.fromkeys([*asked.tags, *names])))
        question = parse(text)
        given = Circumstances(reason=is_reason(reason))
        walls = Walls(self._gate, self._policies, self._tools.rows, who, given, self._gate.number(who.tenant))
        kinds = self._gate.kinds(who)
        _check(asked, question, staff=kinds is None)
        facts: dict[str, Value] = {"purpose": purpose, "details": _details(asked), "policy": walls.version}
        facts |= {"reason": reason} if reason else {}
        words = [_said(leaf) for leaf in leaves(question, sought=False)] + ([asked.order] if asked.order else [])

        def begin(hits: int, subjects: Sequence[bytes]) -> Pending:
            told: dict[str, Value] = {"hits": hits, "subjects": sorted({one.hex() for one in subjects})}
            return self._gate.journal.begin_search(who, words, facts | told)

        oldest = self._clock() - OLD_AFTER_DAYS * DAY
        held_back = walls.recent_only and (asked.since or 0) < oldest
        since = max(asked.since or 0, oldest) if held_back else asked.since
        within = self._within(who.tenant, asked.tags)
        conditions = Conditions(since, asked.until, asked.team, asked.agent, asked.state, within)
        sought = Sought(
            question,
            groups=_groups(asked, kinds),
            since=since,
            until=asked.until,
            below=asked.before,
            among=self._among(walls, asked.order, within),
        )
        by_relevance = asked.by == RELEVANCE
        one = Search(self._tools, who, walls, sought, conditions)
        page = one.relevant(asked.limit, asked.skip, begin) if by_relevance else one.newest(asked.limit, begin)
        found = Found(page.hits)
        found.total, found.more, found.next, found.behind = page.total, page.more, page.next, one.behind
        found.held_back = walls.held_back or (held_back and one.reaches_back(oldest))
        return found

    def _within(self, tenant: str, tags: Sequence[str]) -> frozenset[bytes] | None:
        """The conversations that have all of these tags; None where none is asked for."""
        found = [frozenset(self._tagged(tenant, one)) for one in tags]
        return frozenset.intersection(*found) if found else None

    def _among(self, walls: Walls, order: str, within: frozenset[bytes] | None) -> Places | None:
        """The indexes of all records in conversations about an order, or in the few that have a tag; None: any."""
        if order:
            return self._about(walls, order)
        if within is None or len(within) > _FEW:
            return None
        found = self._tools.rows.of_conversations(walls.number, sorted(within)) if within else []
        return np.array(sorted(found), np.int64)

    def _about(self, walls: Walls, order: str) -> Places:
        """The indexes of all records in conversations about an order."""
        sought = Sought(None, groups=((documents.order(order),),))
        events: list[int] = []
        for run in self._tools.finder.look(walls.number, sought):
            events += run.indexes.tolist()
            if len(events) >= CHECKED:
                break
        there = {one.conversation for one in walls.passed(events, Conditions())}
        found = self._tools.rows.of_conversations(walls.number, sorted(there))
        return np.array(sorted(found), np.int64)


def _check(asked: Asked, question: Question, *, staff: bool) -> None:
    """Raise BadSearch for what cannot be asked, or not by this person."""
    filters = (asked.since, asked.until, asked.team, asked.agent, asked.role, asked.order, asked.state)
    if (
        question is None
        and not any(one is not None and one != "" for one in filters)
        and not (asked.flags or asked.types or asked.tags)
    ):
        raise BadSearch("say what to look for, or choose a filter", "请写明要找什么，或选择一个筛选条件")
    if not staff and (asked.flags or asked.tags or asked.team or asked.agent is not None):
        raise BadSearch(
            "whose a conversation is and what it is flagged as is told to the house's own staff alone",
            "会话归谁、有何风险标记，只有本站员工可以按此筛选",
        )
    words = [asked.role] * bool(asked.role) + [*asked.flags, *asked.types]
    names = [one for one in (asked.team, asked.agent, asked.order, *asked.tags) if one is not None and one != ""]
    if not all(map(_WORD.match, words)) or not all(map(_NAME.match, names)) or len([*words, *asked.tags]) > _SEVERAL:
        raise BadSearch("a filter is not as it must be", "有一个筛选条件的写法不对")
    if asked.state and asked.state not in STATES:
        raise BadSearch("a conversation is open or closed", "会话状态只有“进行中”和“已结束”")
    if asked.by not in (NEWEST, RELEVANCE):
        raise BadSearch("hits come newest first, or by relevance", "排序只有“最新”和“最相关”两种")
    times = [one for one in (asked.since, asked.until, asked.before) if one is not None]
    if not all(one in _TIMES for one in times) or not 1 <= asked.limit <= MOST or asked.skip not in _TIMES:
        raise BadSearch("a number or a time is out of bounds", "数字或时间超出范围")
    if asked.since is not None and asked.until is not None and asked.since > asked.until:
        raise BadSearch("the time begins after it ends", "开始时间晚于结束时间")


def _groups(asked: Asked, kinds: frozenset[str] | None) -> tuple[tuple[str, ...], ...]:
    """The filters that the index knows; kinds of records that are not for this person are never found."""
    groups = [
        tuple(map(documents.kind, sorted(kinds))) if kinds is not None else (),
        (documents.role(asked.role),) if asked.role else (),
        tuple(map(documents.flag, asked.flags)),
        tuple(map(documents.found_type, asked.types)),
    ]
    return tuple(group for group in groups if group)


def _details(asked: Asked) -> dict[str, Any]:
    """What was asked beside words, for the journal; an order stands among the words."""
    plain = {name: value for name, value in msgspec.structs.asdict(asked).items() if value not in (None, "", (), 0)}
    for name in ("text", "order", "limit"):
        plain.pop(name, None)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}


def _said(leaf: Leaf) -> str:
    """A term as it is keyed for the journal."""
    return f"{leaf.text}*" if isinstance(leaf, Prefix) else " ".join(atom.text for atom in leaf.atoms)
