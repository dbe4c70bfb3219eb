"""Judges whether a text of staff asks a customer for what is never asked, or leads them off the platform.

It reads clause by clause: a secret's name and a way of asking for it stop a text, unless the same clause takes it back
("never tell anybody your code"). It never raises on any text, keeps nothing and says nothing of the words it found.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeVar

from handclasp.records import Span
from handclasp.screen.folding import folded
from handclasp.screen.outbound.language import (
    ADDRESS,
    ASKS,
    COERCES,
    FOLLOWS,
    GIVES,
    LANGUAGES,
    MARKED,
    MARKS,
    MISSED,
    TOPIC,
    WORDS,
    Language,
)
from handclasp.screen.outbound.words import ORDER, Category, Stop

T = TypeVar("T")
Ways = tuple[re.Pattern[str], ...]
Near = tuple[frozenset[int], ...]
Marked = tuple[int, str]
"""A sentence behind its mark."""
Stirred = tuple[int, str, set[int] | None]
"""One with the patterns that may match in it (None: all)."""

MOST: Final = 20_000
# Each begins with a class, which is looked for many times faster than alternatives are tried.
_SENTENCE: Final = re.compile(
    r"[。！!；;\n…?？.](?:(?<=[。！!；;\n…])[。！!；;\n…]*|(?<=[?？])[?？]*(?=.)|(?<=[a-z0-9)]\.)(?:\s+|$))"
)
_CLAUSE: Final = re.compile(
    r"[，,、\s—:：](?:(?<=[，,、])[，,、]*|(?<=\s)(?:\s*[-–—]+\s*|(?<=[\u4e00-\u9fff]\s)\s*(?=[\u4e00-\u9fff]))"
    r"|(?<=—)—*|(?<=[:：])\s+(?=[a-z\u4e00-\u9fff]))"
)
_SURE: Final = 80
_GIVEN: Final = frozenset({"BANK_CARD", "CN_ID", "PASSPORT", "SSN_US", "HK_ID", "TW_ID", "MACAU_ID", "CVV"})
_SECRETS: Final = frozenset({"CRYPTO_SEED", "CRYPTO_KEY"})
_PAYS: Final = re.compile(r"(?:转|打|付|汇|充|支付|存|\b(?:send|pay|transfer|deposit|wire)\b)")
_THEIRS: Final = re.compile(
    r"(?:您的|你的|\byour\b|已|[充转打汇付提](?:了|错|出)|核对|链上|没到|\b(?:sent|received|arrived)\b|到账|提[币现]|withdr|refund|退)"
)

_BROKEN_OFF: Final = re.compile(
    r"(?:[的把将您你请是和跟与给到在个那这先再就要]|麻烦|需要|提供|收到|告诉我?|[,，、]"
    r"|\b(?:your|ur|the|a|is|me|us|my|of|to|and|with|for|what|please|pls|that|this|need|send|tell|share))\s*$",
    re.IGNORECASE,
)
_LONGEST_END: Final = 16
_BESIDE_A_CUT: Final = 2
_SHORT: Final = re.compile(r"[^\s.。!！]{1,6}|[\x21-\x7e]+(?: [\x21-\x7e]+){0,2}")


def check(
    text: str,
    spans: Iterable[Span] = (),
    plain: str | None = None,
    *,
    quiet: Collection[int] = (),
    seen: list[int] | None = None,
) -> Stop | None:
    """Why a text of staff may not leave; None when it may.

    `spans` are what screening found in it; `plain` is the text folded, where that was done already. Sentences whose
    marks stand in `quiet` ask for nothing, as was seen before; the marks of those that do so here are added to `seen`.
    A mark is a hash in a key of this process: it tells nothing of a sentence.
    """
    found = {Category.SECRET_OUT for span in spans if span.type in _SECRETS and span.sure >= _SURE}
    found |= {Category.PERSONAL_DATA for span in spans if span.type in _GIVEN and span.sure >= _SURE}
    plain = folded(text[:MOST]) if plain is None else plain[:MOST]
    parts = _parts(plain)
    sentences = _sentences(parts)
    for number, (letters, language) in enumerate(LANGUAGES):
        if not letters.search(plain):
            continue
        marked = [(hash((number, sentence)), sentence) for sentence in sentences]
        left = [one for one in marked if one[0] not in quiet] if quiet else marked
        if not left:
            continue
        close = _stirred(language, left, parts if len(left) == len(marked) else ())
        asked = {mark: its for mark, its in _said(language, close) if its}
        found.update(*asked.values())
        if seen is not None:
            seen += [mark for mark, _sentence in left if mark not in asked] if asked else [one[0] for one in left]
    return Stop(tuple(sorted(found, key=ORDER.__getitem__))) if found else None


def _stirred(language: Language, sentences: Sequence[Marked], parts: Sequence[str]) -> Iterator[Stirred]:
    """The sentences that anything may stand in; `parts` are what they were made of, where they are all of those."""
    lines = parts or [sentence for _mark, sentence in sentences]
    link = "，" if parts else "\n"
    hits = language.gate.stirs(link.join(lines))
    if hits is None:
        yield from ((mark, sentence, None) for mark, sentence in sentences)
    if not hits:
        return
    hits = sorted(hits)
    at, places = 0, []
    for line in lines:
        size = len(line.encode(errors="replace"))
        places.append((at, at + size))
        at += size + len(link.encode())
    if parts:
        places = [places[0], *[(first[0], second[1]) for first, second in pairwise(places)]]
    for (mark, sentence), (start, stop) in zip(sentences, places, strict=True):
        its = hits[bisect_left(hits, (start, 0)) : bisect_left(hits, (stop + 1, 0))]
        if its:
            yield mark, sentence, {number for _end, number in its}


def _said(language: Language, sentences: Iterable[Stirred]) -> Iterator[tuple[int, tuple[Category, ...]]]:
    """What each sentence asks for in one language."""
    known: dict[str, bool] = {}
    for mark, sentence, stirring in sentences:
        lines = [sentence, *[clause.strip() for clause in _CLAUSE.split(sentence)]]
        named, away, beyond, gifts, acts, address, harmless = language.gate.looks(lines, stirring)
        its: list[Category] = []
        if named:
            its += _asked(language, sentence, _objects(language, named), harmless=bool(harmless))
        if acts:
            its += _handed_over(language, sentence, _those(language.acts, acts))
        if away or beyond or gifts or address:
            ways = _those(language.away, away), _those(language.beyond, beyond), _those(language.gifts, gifts)
            if _led_away(language, sentence, *ways, known):
                its.append(Category.OFF_PLATFORM)
        yield mark, tuple(its)


def _those(all_: tuple[T, ...], places: frozenset[int]) -> tuple[T, ...]:
    return tuple([all_[place] for place in sorted(places)])


def check_on(earlier: Sequence[str], text: str, quiet: Iterable[int] = ()) -> Stop | None:
    """Why a text may not leave after what its author just sent: read as one what is cut in two, else in a row.

    `quiet`: marks of sentences of any of them that ask for nothing by themselves.
    """
    whole = text.strip()
    known = set(quiet)
    for part in reversed(earlier):
        # Each was judged by itself before: only what stands on both sides of the cut can tell more.
        whole = _joined(_ends(part.strip(), last=True), _ends(whole))
        seen: list[int] = []
        if stop := check(whole, quiet=known, seen=seen):
            return stop
        known.update(seen)
    return None


def _ends(text: str, *, last: bool = False) -> str:
    """The first few sentences of a text, or its last ones."""
    cuts = [found.end() for found in _SENTENCE.finditer(text)]
    if len(cuts) <= _BESIDE_A_CUT:
        return text
    return text[cuts[-_BESIDE_A_CUT - 1] :] if last else text[: cuts[_BESIDE_A_CUT]]


def _joined(first: str, second: str) -> str:
    """Two texts as one; in two lines, unless the first breaks off or one of them is too short to stand alone."""
    if not (_BROKEN_OFF.search(first[-_LONGEST_END:]) or _SHORT.fullmatch(first) or _SHORT.fullmatch(second)):
        return f"{first}\n{second}"
    return f"{first} {second}" if first.isascii() or second.isascii() else first + second


def _parts(plain: str) -> list[str]:
    """The sentences of a folded text."""
    parts = [part.strip() for part in _SENTENCE.split(plain) if part.strip()]
    # A question keeps its mark: it tells an ask from a statement.
    if plain.rstrip().endswith(("?", "？")) and parts and not parts[-1].endswith(("?", "？")):
        parts[-1] += "?"
    return parts


def _sentences(parts: Sequence[str]) -> list[str]:
    """Two sentences at a time: what is asked for in one is often named in the one before."""
    return [*parts[:1], *[f"{first}，{second}" for first, second in pairwise(parts)]]


def _objects(language: Language, named: frozenset[int]) -> re.Pattern[str]:
    """The names of what is never asked for, of these categories alone."""
    known = language.narrowed.get(named)
    if known is None:
        known = re.compile("|".join([language.names[place] for place in sorted(named)]))
        language.narrowed[named] = known
    return known


def _asked(language: Language, sentence: str, objects: re.Pattern[str], *, harmless: bool) -> Iterator[Category]:
    if not objects.search(sentence):
        return
    before: list[Category] = []
    failed: list[Category] = []
    insists: bool | None = None
    for clause in _CLAUSE.split(sentence):
        said = clause.strip()
        marked = _marked(language, language.harmless.sub(" ", said) if harmless else said, objects)
        named = [MARKED[mark] for mark in marked if mark in MARKED]
        if not (named or before or failed or TOPIC in marked):
            continue
        near = language.near.looks([marked])
        missed = MISSED in near[WORDS] and language.missed.search(marked) is not None
        if named:
            if insists is None:
                insists = language.insist.search(sentence) is not None
            if _asks(language, marked, near, insists=insists) or (not missed and _follows(language, marked, near)):
                yield from named
            # A warning, or a word on what went wrong, leaves nothing at hand that "send it to me" could mean.
            before, failed = (named, []) if insists or not missed else ([], named)
        elif TOPIC in marked and missed:
            before, failed = [], [_category(found) for found in objects.finditer(clause)]
        elif before and _follows(language, marked, near):
            yield from before
        elif failed and _again(language, marked):
            yield from failed


def _asks(language: Language, marked: str, near: Near, *, insists: bool) -> bool:
    if any(coerce.search(marked) for coerce in _those(language.coerces, near[COERCES])):
        return True
    if (
        GIVES in near[WORDS]
        and language.gives.search(marked)
        and not (language.clear.search(marked) or language.negators.search(marked))
    ):
        return True
    found = (one for ask in _those(language.asks, near[ASKS]) for one in ask.finditer(marked))
    return any(insists or not _taken_back(language, marked, one) for one in found)


def _taken_back(language: Language, marked: str, found: re.Match[str]) -> bool:
    """Whether a word before the ask, or within it, turns it round and nothing turns it back."""
    if language.afterwards.search(marked, found.end()):
        return True
    upto = marked[: found.end()]
    negators = list(language.negators.finditer(upto))
    if not negators:
        return False
    after = negators[-1].end()
    return language.breakers.search(upto, after, max(found.start() + 2, after)) is None


def _follows(language: Language, marked: str, near: Near) -> bool:
    if not near[FOLLOWS] or language.others.search(marked):
        return False
    return any(
        not _taken_back(language, marked, found)
        for follow in _those(language.follows, near[FOLLOWS])
        for found in follow.finditer(marked)
    )


def _again(language: Language, marked: str) -> bool:
    found = None if language.others.search(marked) else language.again.search(marked)
    return found is not None and not _taken_back(language, marked, found)


def _category(found: re.Match[str]) -> Category:
    return Category((found.lastgroup or "").replace("_", "-"))


def _marked(language: Language, clause: str, objects: re.Pattern[str]) -> str:
    """The clause with each secret's name as one mark; a name that is only a topic ("reset your password") stays out."""

    def mark(found: re.Match[str]) -> str:
        topic = language.before.search(clause[max(0, found.start() - 40) : found.start()])
        topic = topic or language.after.match(clause, found.end())
        return TOPIC if topic else MARKS[_category(found)]

    return objects.sub(mark, clause)


def _led_away(
    language: Language,
    sentence: str,
    away: Ways,
    beyond: Ways,
    gifts: Ways,
    known: dict[str, bool],
) -> bool:
    """Whether it leads away, by the ways that may stand in it.

    `known` is what was found of clauses, which stand in two sentences each.
    """
    address = ADDRESS.search(sentence) is not None
    if not (
        _leads(language, sentence, gifts)
        or _any_leads(language, sentence, away, known)
        or any(
            not language.negators.search(sentence, 0, found.start())
            for way in beyond
            if (found := way.search(sentence))
        )
        or (address and _PAYS.search(sentence) is not None and not _THEIRS.search(sentence))
    ):
        return False
    return address or not language.official.search(sentence)


def _any_leads(language: Language, sentence: str, away: Ways, known: dict[str, bool]) -> bool:
    for clause in _CLAUSE.split(sentence) if away else ():
        if clause not in known:
            known[clause] = _leads(language, clause.strip(), away)
        if known[clause]:
            return True
    return False


def _leads(language: Language, said: str, ways: Ways) -> bool:
    if not ways:
        return False
    plain = language.harmless.sub(" ", said)
    found = (one for way in ways if (one := way.search(plain)))
    return any(not _taken_back(language, plain, one) for one in found)


def _handed_over(
    language: Language, sentence: str, acts: Iterable[tuple[Category, re.Pattern[str]]]
) -> Iterator[Category]:
    """A face scan before staff, a device under their hands: over a whole sentence, for the two halves stand apart."""
    if language.alone.search(sentence):
        return
    said = language.harmless.sub(" ", sentence)
    for category, way in acts:
        found = way.search(said)
        if found and not _taken_back(language, said, found):
            yield category
