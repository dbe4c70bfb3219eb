"""One search, step by step: candidates from the index and from what it lacks, both walls, opening, looking again.

Nothing is opened before both walls let it pass; nothing that they stop is counted. How far it counts is bounded, and
said.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from handclasp.disclose.views import chained
from handclasp.seal.keys import KeyMissing
from handclasp.search import documents
from handclasp.search.finding import Run, Sought
from handclasp.search.matching import Mark, Words

if TYPE_CHECKING:
    from handclasp.access.policy import Reader
    from handclasp.disclose.hints import Hints
    from handclasp.disclose.journal import Pending
    from handclasp.disclose.opening import Opened, Records
    from handclasp.disclose.walls import Conditions, Seen, Walls
    from handclasp.records import View
    from handclasp.seal.keys import Keyring
    from handclasp.search.finding import Finder
    from handclasp.store.search import Place, SearchRows

COUNTED: Final = 10_000
"""How far hits are counted that the index alone settles."""

CHECKED: Final = 400
"""How many candidates are counted one by one, where each is asked about."""

READ: Final = 100
"""How far they are counted where the words of each must be read."""

READ_MOST: Final = 500
"""How many are read at most for one page, when most do not have it after all; the next page goes on from there."""

LOOKED_AT: Final = 50_000
"""How many candidates one search asks about at most; the next page goes on from there."""

RANKED: Final = 60
"""How many hits are put in order by relevance, the best of COUNTED candidates."""

TAIL: Final = 1_000
"""How many records that the index has not got yet are read one by one."""

_AT_ONCE: Final = 4_000
_SPARSE: Final = 500


class Hit(NamedTuple):
    """A record that has what was asked, as it may be seen; `marks` are the places of it in the body."""

    view: View
    marks: list[Mark]


class Tools(NamedTuple):
    """What a search works with."""

    records: Records
    keyring: Keyring
    hints: Hints
    rows: SearchRows
    finder: Finder


class Counted(NamedTuple):
    """Hits that may be shown, how many there are (`more`: at least), and from where to go on (None: no further)."""

    hits: list[Hit]
    total: int
    more: bool
    next: int | None


Begin = Callable[[int, Sequence[bytes]], "Pending"]
"""Starts the record of the search: how many were found, and in which conversations those shown are."""


class Search:
    """One search by one person. `behind`: the index lacks more of the newest records than could be read."""

    def __init__(self, tools: Tools, who: Reader, walls: Walls, sought: Sought, conditions: Conditions) -> None:
        self._tools = tools
        self._who = who
        self._walls = walls
        self._conditions = conditions
        self._question = sought.question
        self._quick = sought.exact and not conditions.of_conversations and walls.open_to_all()
        standing = tools.rows.standing(walls.number, TAIL + 1)
        self._segments = standing.segments
        # What is indexed from here on is read from the log: nothing is met twice.
        end = standing.cursor + 1
        self._sought = replace(sought, below=end if sought.below is None else min(sought.below, end))
        self.behind = len(standing.late) > TAIL
        self._late = self._tail(sought, standing.late[:TAIL])

    def newest(self, limit: int, begin: Begin) -> Counted:
        """The newest `limit` hits."""
        allowed = self._allowed(self._sought)
        if self._sought.exact:
            return self._newest_exact(allowed, limit, begin)
        hits, count = self._late[: limit + 1], len(self._late)
        opened, last = 0, None
        while opened < (READ if len(hits) > limit else READ_MOST) and not allowed.at_end:
            seen = allowed.take(2 * limit)
            found = self._hits(seen)
            opened, count = opened + len(seen), count + len(found)
            last = seen[-1].idx if seen else allowed.last
            hits += found[: max(0, limit + 1 - len(hits))]
        begin(count, [hit.view.conversation for hit in hits[:limit]]).stands()
        further = None if allowed.finished else last
        further = hits[limit - 1].view.index if len(hits) > limit else further
        return Counted(hits[:limit], count, not allowed.finished, further)

    def _newest_exact(self, allowed: _Allowed, limit: int, begin: Begin) -> Counted:
        page = allowed.take(max(0, limit + 1 - len(self._late)))
        count, more = len(self._late) + len(page), False
        if not allowed.at_end:
            rest, more = allowed.rest() if self._quick else allowed.rest_asked(CHECKED)
            count += rest
        else:
            more = not allowed.finished
        late = self._late[:limit]
        shown = page[: limit - len(late)]
        subjects = [hit.view.conversation for hit in late] + [seen.conversation for seen in shown]
        pending = begin(count, subjects)
        # Opened while the record was being sealed; nothing leaves before it stands.
        hits = late + self._hits(shown)
        pending.stands()
        further: int | None = None
        if len(self._late) + len(page) > limit:
            further = shown[-1].idx if shown else late[-1].view.index
        elif not allowed.finished:
            further = allowed.last
        return Counted(hits, count, more, further)

    def relevant(self, limit: int, skip: int, begin: Begin) -> Counted:
        """Hits in the order of how much of what was sought they are; only the best RANKED are put in order."""
        runs = self._look(replace(self._sought, weighed=True))
        best, total, finished = _best(runs)
        allowed = _Allowed(self._walls, self._conditions, iter([best]), None)
        seen = allowed.take(RANKED)
        ranked = [hit for _, hit in sorted(self._scored(seen), key=lambda pair: pair[0], reverse=True)]
        whole = finished and allowed.finished
        count = len(ranked)
        if self._quick:
            count, whole = total + len(self._late), finished
        shown = ranked[skip : skip + limit]
        begin(count, [hit.view.conversation for hit in shown]).stands()
        further = skip + limit if skip + limit < len(ranked) else None
        return Counted(shown, count, not whole, further)

    # --- steps

    def _scored(self, seen: Sequence[Seen]) -> Iterator[tuple[tuple[float, int], Hit]]:
        late = ((hit, Words(documents.open_words(hit.view))) for hit in self._late)
        for hit, words in (*late, *self._looked_at(seen)):
            yield (round(words.weight(self._question), 6), hit.view.index), hit

    def _allowed(self, sought: Sought) -> _Allowed:
        return _Allowed(self._walls, self._conditions, self._look(sought), self._own)

    def _look(self, sought: Sought) -> Iterator[Run]:
        return self._tools.finder.look(self._walls.number, sought, self._segments)

    def _own(self, below: int) -> Iterator[Run] | None:
        """The same candidates from an index on, only among what is the person's, when that is all they may see."""
        own = self._walls.own()
        if own is None:
            return None
        sought = replace(self._sought, below=below, among=own if self._sought.among is None else self._sought.among)
        return self._look(sought)

    def _tail(self, sought: Sought, late: Sequence[Place]) -> list[Hit]:
        """The hits among what the index has not got yet, newest first."""
        below, among = sought.below, sought.among
        places = [
            place
            for place in late
            if (below is None or place.idx < below) and (among is None or bool(np.isin(place.idx, among)))
        ]
        hits = self._hits(self._walls.placed(places, self._conditions))
        return [hit for hit in hits if _fits(hit.view, sought)]

    def reaches_back(self, before: int) -> bool:
        """Whether something that was indexed is older than that (ms)."""
        return any(segment.first_received < before for segment in self._segments)

    def _hits(self, seen: Sequence[Seen]) -> list[Hit]:
        """Those of these records that have what was asked as they stand now, opened, in the same order."""
        return [hit for hit, _ in self._looked_at(seen)]

    def _looked_at(self, seen: Sequence[Seen]) -> Iterator[tuple[Hit, Words]]:
        """The same with their words."""
        for _, one in opened_now(self._tools, self._who, self._walls, seen):
            view = self._tools.hints.view(self._who, one.view())
            words = Words(documents.open_words(view))
            if words.has(self._question):
                yield Hit(view, words.marks(self._question)), words


def opened_now(tools: Tools, who: Reader, walls: Walls, seen: Sequence[Seen]) -> Iterator[tuple[Seen, Opened]]:
    """These records as they stand now, in the same order; those erased meanwhile are not there."""
    if not seen:
        return
    tools.keyring.fetch(walls.number, [one.conversation for one in seen])
    found = tools.records.reading.from_each(walls.number, [(one.conversation, one.seq) for one in seen], walls.person)
    for one in seen:
        rows = chained(found.get((one.conversation, one.seq), []), one.seq - 1, tools.records.origin)
        with contextlib.suppress(KeyMissing):
            for opened in tools.records.openings(who, walls.number, one.conversation, rows[:1], rows):
                yield one, opened


class _Allowed:
    """Candidates that passed both walls, as many at a time as are wanted, the newest first.

    `last` is the index of the last candidate asked about; `finished` when no candidate is left, `at_end` when no more
    are asked about.
    """

    def __init__(
        self,
        walls: Walls,
        conditions: Conditions,
        runs: Iterator[Run],
        own: Callable[[int], Iterator[Run] | None] | None,
    ) -> None:
        self._walls = walls
        self._conditions = conditions
        self._runs = runs
        self._own = own
        self._left: list[Run] = []
        self._passed: list[Seen] = []
        self._looked = 0
        self._run_out = False
        self.last: int | None = None

    @property
    def finished(self) -> bool:
        """Whether there is no candidate left."""
        return self._run_out and not self._left and not self._passed

    @property
    def at_end(self) -> bool:
        """Whether no more are asked about."""
        return not self._passed and (self.finished or self._looked >= LOOKED_AT)

    def take(self, count: int) -> list[Seen]:
        """The next of them; fewer than wanted only at the end."""
        size = max(count, 1)
        while len(self._passed) < count and not self._run_out_of_candidates() and self._looked < LOOKED_AT:
            self._look(size)
            size = min(4 * size, _AT_ONCE)
            if self._own is not None and self._looked >= _SPARSE and len(self._passed) < count:
                self._narrow()
        taken, self._passed = self._passed[:count], self._passed[count:]
        return taken

    def rest(self) -> tuple[int, bool]:
        """How many candidates are left, where the walls stop none of them; and whether there are more than that."""
        total = len(self._passed)
        while (run := self._next_run()) is not None:
            if run.timed:
                total += int(run.indexes.size)
            else:
                some = [int(index) for index in run.indexes[:CHECKED]]
                total += len(self._walls.passed(some, self._conditions))
                if run.indexes.size > CHECKED:
                    return total, True
            if total >= COUNTED:
                return total, self._next_run() is not None
        return total, False

    def rest_asked(self, most: int) -> tuple[int, bool]:
        """How many more of the next `most` candidates pass; and whether there are more candidates than that."""
        until = self._looked + most
        while self._looked < until and not self._run_out_of_candidates():
            self._look(until - self._looked)
        return len(self._passed), not (self._run_out and not self._left)

    def _look(self, size: int) -> None:
        indexes: list[int] = []
        while len(indexes) < size and (run := self._next_run()) is not None:
            wanted = size - len(indexes)
            indexes += run.indexes[:wanted].tolist()
            if run.indexes.size > wanted:
                self._left.insert(0, run._replace(indexes=run.indexes[wanted:]))
        if indexes:
            self._looked += len(indexes)
            self.last = indexes[-1]
            passed = {one.idx: one for one in self._walls.passed(indexes, self._conditions)}
            self._passed += [passed[index] for index in indexes if index in passed]

    def _narrow(self) -> None:
        """Where few of many are theirs, look among theirs alone."""
        own, self._own = self._own, None
        narrower = own(self.last) if own is not None and self.last is not None else None
        if narrower is not None:
            self._left, self._runs, self._run_out = [], narrower, False

    def _run_out_of_candidates(self) -> bool:
        run = self._next_run()
        if run is not None:
            self._left.insert(0, run)
        return run is None

    def _next_run(self) -> Run | None:
        if self._left:
            return self._left.pop(0)
        run = next(self._runs, None)
        self._run_out = run is None
        return run


def _best(runs: Iterator[Run]) -> tuple[Run, int, bool]:
    """The candidates of the first runs, the most telling first; how many, and whether these are all."""
    found, total, finished = [], 0, True
    for run in runs:
        if total >= COUNTED:
            finished = False
            break
        found.append(run)
        total += int(run.indexes.size)
    if not found:
        return Run(np.zeros(0, np.int64), timed=True, weights=np.zeros(0)), 0, True
    indexes = np.concatenate([run.indexes for run in found])
    weights = np.concatenate([run.weights for run in found])
    order = np.lexsort((-indexes, -np.round(weights, 6)))
    return Run(indexes[order], all(run.timed for run in found), weights[order]), total, finished


def _fits(view: View, sought: Sought) -> bool:
    """Whether a record that is not indexed yet would be found by its filters."""
    if not documents.is_indexed(view):
        return False
    tokens = documents.document(view).tokens
    return all(any(token in tokens for token in group) for group in sought.groups)
