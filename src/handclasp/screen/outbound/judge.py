"""Judges whether a text of staff asks a customer for what is never asked, or leads them off the platform.

It reads clause by clause: a secret's name and a way of asking for it stop a text, unless the same clause takes it back
("never tell anybody your code"). It never raises on any text, keeps nothing and says nothing of the words it found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

from handclasp.records import Span
from handclasp.screen.folding import folded
from handclasp.screen.outbound import chinese, english
from handclasp.screen.outbound.gate import Gate
from handclasp.screen.outbound.words import ORDER, Category, Stop

T = TypeVar("T")

MOST: Final = 20_000
_SENTENCE: Final = re.compile(r"[。！!；;\n…]+|[?？]+(?=.)|(?<=[a-z0-9)])\.(?:\s+|$)")
_CLAUSE: Final = re.compile(
    r"[，,、]+|\s+[-–—]+\s*|—+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|[:：]\s+(?=[a-z\u4e00-\u9fff])"
)
_SURE: Final = 80
_GIVEN: Final = frozenset({"BANK_CARD", "CN_ID", "PASSPORT", "SSN_US", "HK_ID", "TW_ID", "MACAU_ID", "CVV"})
_SECRETS: Final = frozenset({"CRYPTO_SEED", "CRYPTO_KEY"})
_ADDRESS: Final = re.compile(r"(?<![a-z0-9])(?:0x[0-9a-f]{40}|bc1[0-9a-z]{20,60}|t[1-9a-z]{33})(?![a-z0-9])")
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


class Language(NamedTuple):
    """One language's patterns, compiled."""

    objects: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    gives: re.Pattern[str]
    clear: re.Pattern[str]
    asks: tuple[re.Pattern[str], ...]
    coerces: tuple[re.Pattern[str], ...]
    follows: tuple[re.Pattern[str], ...]
    again: re.Pattern[str]
    others: re.Pattern[str]
    missed: re.Pattern[str]
    negators: re.Pattern[str]
    afterwards: re.Pattern[str]
    breakers: re.Pattern[str]
    harmless: re.Pattern[str]
    insist: re.Pattern[str]
    away: tuple[re.Pattern[str], ...]
    beyond: tuple[re.Pattern[str], ...]
    gifts: tuple[re.Pattern[str], ...]
    official: re.Pattern[str]
    acts: tuple[tuple[Category, re.Pattern[str]], ...]
    alone: re.Pattern[str]
    gate: Gate


# Stands for an object while clauses are matched: letters that no text has, one a category.
_MARKS: Final = {category: chr(0xE000 + place) for place, category in enumerate(Category)}
_MARKED: Final = {mark: category for category, mark in _MARKS.items()}
_TOPIC: Final = "\ue0ff"
_ANY: Final = "[" + "".join(_MARKS.values()) + "]"


def _language(words: object) -> Language:
    def pattern(name: str) -> re.Pattern[str]:
        return re.compile(getattr(words, name))

    def patterns(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(text.replace("{o}", _ANY)) for text in getattr(words, name))

    objects: dict[str, str] = words.OBJECTS  # type: ignore[attr-defined]
    acts: dict[str, tuple[str, ...]] = words.ACTS  # type: ignore[attr-defined]
    named = "|".join(f"(?P<{category.replace('-', '_')}>{text})" for category, text in objects.items())
    return Language(
        re.compile(named),
        pattern("TOPIC_BEFORE"),
        re.compile("(?:" + words.TOPIC_AFTER + ")"),  # type: ignore[attr-defined]
        pattern("GIVES"),
        pattern("CLEAR"),
        patterns("ASKS"),
        patterns("COERCES"),
        patterns("FOLLOWS"),
        pattern("AGAIN"),
        pattern("OTHERS"),
        pattern("MISSED"),
        pattern("NEGATORS"),
        pattern("AFTERWARDS"),
        pattern("BREAKERS"),
        pattern("HARMLESS"),
        pattern("INSIST"),
        patterns("AWAY"),
        patterns("BEYOND"),
        patterns("GIFTS"),
        pattern("OFFICIAL"),
        tuple((Category(name), re.compile(way)) for name, ways in acts.items() for way in ways),
        pattern("ALONE"),
        Gate(
            words.HARMLESS,  # type: ignore[attr-defined]
            list(objects.values()),
            *(getattr(words, name) for name in ("AWAY", "BEYOND", "GIFTS")),
            [way for ways in acts.values() for way in ways],
            [_ADDRESS.pattern],
        ),
    )


# Chinese talk holds English names of things, hardly ever the other way round; it takes two words to be English talk.
_LANGUAGES: Final = (
    (re.compile("[\u4e00-\u9fff]"), _language(chinese)),
    (re.compile(r"[a-z'] [a-z]|\A[\x00-\x7f]+\Z"), _language(english)),
)


def check(text: str, spans: Iterable[Span] = (), plain: str | None = None) -> Stop | None:
    """Why a text of staff may not leave; None when it may.

    `spans` are what screening found in it; `plain` is the text folded, where that was done already.
    """
    found = {Category.SECRET_OUT for span in spans if span.type in _SECRETS and span.sure >= _SURE}
    found |= {Category.PERSONAL_DATA for span in spans if span.type in _GIVEN and span.sure >= _SURE}
    plain = folded(text[:MOST]) if plain is None else plain[:MOST]
    for letters, language in _LANGUAGES:
        if letters.search(plain):
            found |= set(_said(language, plain))
    return Stop(tuple(sorted(found, key=ORDER.__getitem__))) if found else None


def _said(language: Language, plain: str) -> Iterator[Category]:
    """What a folded text asks for in one language."""
    parts = _parts(plain)
    clauses = [clause.strip() for part in parts for clause in _CLAUSE.split(part)]
    named, away, beyond, gifts, acts, address = language.gate.looks(["，".join(parts), *clauses])
    if not (named or away or beyond or gifts or acts or address):
        return
    language = language._replace(
        away=_those(language.away, away),
        beyond=_those(language.beyond, beyond),
        gifts=_those(language.gifts, gifts),
        acts=_those(language.acts, acts),
    )
    leads = bool(away or beyond or gifts or address)
    known: dict[str, bool] = {}
    for sentence in _sentences(parts):
        if named:
            yield from _asked(language, sentence)
        if acts:
            yield from _handed_over(language, sentence)
        if leads and _led_away(language, sentence, known):
            yield Category.OFF_PLATFORM


def _those(all_: tuple[T, ...], places: frozenset[int]) -> tuple[T, ...]:
    return tuple([all_[place] for place in sorted(places)])


def check_on(earlier: Sequence[str], text: str) -> Stop | None:
    """Why a text may not leave after what its author just sent: read as one what is cut in two, else in a row."""
    whole = text.strip()
    for part in reversed(earlier):
        # Each was judged by itself before: only what stands on both sides of the cut can tell more.
        whole = _joined(_ends(part.strip(), last=True), _ends(whole))
        if stop := check(whole):
            return stop
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


def _sentences(parts: Sequence[str]) -> Iterator[str]:
    """Two sentences at a time: what is asked for in one is often named in the one before."""
    yield from parts[:1]
    for first, second in pairwise(parts):
        yield f"{first}，{second}"


def _asked(language: Language, sentence: str) -> Iterator[Category]:
    if not language.objects.search(sentence):
        return
    before: list[Category] = []
    failed: list[Category] = []
    insists = language.insist.search(sentence) is not None
    for clause in _CLAUSE.split(sentence):
        marked = _marked(language, language.harmless.sub(" ", clause.strip()))
        missed = language.missed.search(marked) is not None
        if named := [_MARKED[mark] for mark in marked if mark in _MARKED]:
            if _asks(language, marked, insists=insists) or (not missed and _follows(language, marked)):
                yield from named
            # A warning, or a word on what went wrong, leaves nothing at hand that "send it to me" could mean.
            before, failed = (named, []) if insists or not missed else ([], named)
        elif _TOPIC in marked and missed:
            before, failed = [], [_category(found) for found in language.objects.finditer(clause)]
        elif before and _follows(language, marked):
            yield from before
        elif failed and _again(language, marked):
            yield from failed


def _asks(language: Language, marked: str, *, insists: bool) -> bool:
    if any(coerce.search(marked) for coerce in language.coerces):
        return True
    if language.gives.search(marked) and not (language.clear.search(marked) or language.negators.search(marked)):
        return True
    found = (one for ask in language.asks for one in ask.finditer(marked))
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


def _follows(language: Language, marked: str) -> bool:
    if language.others.search(marked):
        return False
    return any(
        not _taken_back(language, marked, found) for follow in language.follows for found in follow.finditer(marked)
    )


def _again(language: Language, marked: str) -> bool:
    found = None if language.others.search(marked) else language.again.search(marked)
    return found is not None and not _taken_back(language, marked, found)


def _category(found: re.Match[str]) -> Category:
    return Category((found.lastgroup or "").replace("_", "-"))


def _marked(language: Language, clause: str) -> str:
    """The clause with each secret's name as one mark; a name that is only a topic ("reset your password") stays out."""

    def mark(found: re.Match[str]) -> str:
        topic = language.before.search(clause[max(0, found.start() - 40) : found.start()])
        topic = topic or language.after.match(clause, found.end())
        return _TOPIC if topic else _MARKS[_category(found)]

    return language.objects.sub(mark, clause)


def _led_away(language: Language, sentence: str, known: dict[str, bool]) -> bool:
    """Whether it leads away; `known` is what was found of clauses, which stand in two sentences each."""
    address = _ADDRESS.search(sentence) is not None
    if language.official.search(sentence) and not address:
        return False
    if _leads(language, sentence, language.gifts):
        return True
    for clause in _CLAUSE.split(sentence):
        if clause not in known:
            known[clause] = _leads(language, clause.strip(), language.away)
        if known[clause]:
            return True
    beyond = (found for way in language.beyond if (found := way.search(sentence)))
    if any(not language.negators.search(sentence, 0, found.start()) for found in beyond):
        return True
    return address and _PAYS.search(sentence) is not None and not _THEIRS.search(sentence)


def _leads(language: Language, said: str, ways: tuple[re.Pattern[str], ...]) -> bool:
    plain = language.harmless.sub(" ", said)
    found = (one for way in ways if (one := way.search(plain)))
    return any(not _taken_back(language, plain, one) for one in found)


def _handed_over(language: Language, sentence: str) -> Iterator[Category]:
    """A face scan before staff, a device under their hands: over a whole sentence, for the two halves stand apart."""
    if language.alone.search(sentence):
        return
    said = language.harmless.sub(" ", sentence)
    for category, way in language.acts:
        found = way.search(said)
        if found and not _taken_back(language, said, found):
            yield category
