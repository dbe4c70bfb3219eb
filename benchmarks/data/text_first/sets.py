"""The four sets: ordinary and hard messages with something sensitive in them, clean ones without, and conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from benchmarks.data.labelled import TYPES, Kind, Language, Sample
from benchmarks.data.text_first.compose import Voice, joined, sample, spoken_by, styled
from benchmarks.data.text_first.phrases import Piece, sections

PARTS = ("opening", "context", "closing")
ORDINARY_SHARES = {
    "ADDRESS": 7,
    "API_KEY": 4,
    "BANK_CARD": 7,
    "CARD_SECRET": 7,
    "CN_ID": 7,
    "CRYPTO_KEY": 4,
    "CRYPTO_SEED": 4,
    "CVV": 3,
    "EMAIL": 7,
    "EXPIRY": 3,
    "HK_ID": 2,
    "IBAN": 3,
    "IP": 4,
    "MACAU_ID": 1,
    "OTP": 6,
    "PASSPORT": 3,
    "PASSWORD": 7,
    "PERSON": 9,
    "PHONE": 10,
    "PLATE": 3,
    "QQ_WECHAT": 6,
    "SSN_US": 2,
    "TW_ID": 2,
    "many": 16,
}
HARD_SHARES = {name: 2 if name in {"MACAU_ID", "TW_ID", "HK_ID"} else 5 for name in TYPES} | {"many": 10}
LANGUAGES: dict[str, tuple[tuple[str, Language, int], ...]] = {
    "ordinary": (("ordinary_zh", "zh", 55), ("ordinary_en", "en", 37), ("ordinary_mixed", "mixed", 8)),
    "hard": (("hard_zh", "zh", 42), ("hard_hant", "zh", 9), ("hard_en", "en", 41), ("hard_mixed", "mixed", 8)),
    "clean": (("clean_zh", "zh", 52), ("clean_en", "en", 40), ("clean_mixed", "mixed", 8)),
    "conversation": (("conversations_zh", "zh", 57), ("conversations_en", "en", 43)),
}
Draw = Callable[[Random], Sample]


def _file(rng: Random, kind: Kind) -> tuple[str, Language]:
    files = LANGUAGES[kind]
    name, language, _ = rng.choices(files, [share for *_, share in files])[0]
    return name, language


def _voice(rng: Random, language: Language, *, odd: bool) -> Voice:
    return Voice(rng.choice(("zh", "en")) if language == "mixed" else language, odd)


def _topic(rng: Random, shares: dict[str, int], but: str = "") -> str:
    """Which section the heart of a message is taken from."""
    left = {name: share for name, share in shares.items() if name != but}
    return rng.choices(list(left), list(left.values()))[0]


def _labelled(rng: Random, kind: Kind, shares: dict[str, int]) -> Sample:
    """A heart (or two) that says something sensitive, with what people say around it."""
    file, language = _file(rng, kind)
    voice, book, odd = _voice(rng, language, odd=kind == "hard"), sections(file), kind == "hard"
    chance = (
        {"opening": 0.2, "context": 0.25, "closing": 0.25}
        if odd
        else {"opening": 0.35, "context": 0.42, "closing": 0.42}
    )

    def part(name: str) -> list[Piece]:
        return spoken_by(rng, rng.choice(book[name]), voice) if rng.random() < chance[name] else []

    topic = _topic(rng, shares)
    hearts = [spoken_by(rng, rng.choice(book[topic]), voice)]
    if topic != "many" and rng.random() < (0.1 if odd else 0.22):
        hearts.append(spoken_by(rng, rng.choice(book[_topic(rng, shares, topic)]), voice))
    opening, context, closing = (part(name) for name in PARTS)
    if context and rng.random() < 0.15:
        hearts.insert(0, part("context"))
    middle = [context, *hearts] if rng.random() < 0.65 else [*hearts, context]
    parts = [one for one in (opening, *middle, closing) if one]
    return sample(styled(rng, joined(rng, parts, language), language, odd=odd), kind, language)


def _clean(rng: Random) -> Sample:
    file, language = _file(rng, "clean")
    voice, book = _voice(rng, language, odd=False), sections(file)
    topics = [name for name in book if name not in PARTS]
    hearts = [
        spoken_by(rng, rng.choice(book[topic]), voice) for topic in rng.sample(topics, rng.choice((1, 1, 1, 2, 2, 3)))
    ]
    opening = [spoken_by(rng, rng.choice(book["opening"]), voice)] if rng.random() < 0.35 else []
    closing = [spoken_by(rng, rng.choice(book["closing"]), voice)] if rng.random() < 0.42 else []
    return sample(
        styled(rng, joined(rng, [*opening, *hearts, *closing], language), language, odd=False), "clean", language
    )


def _conversation(rng: Random) -> Sample:
    file, language = _file(rng, "conversation")
    section = "clean" if rng.random() < 0.3 else "sensitive"
    voice = _voice(rng, language, odd=rng.random() < 0.12)
    pieces = spoken_by(rng, rng.choice(sections(file)[section]), voice)
    return sample(styled(rng, pieces, language, odd=False), "conversation", language)


def _distinct(seed: int, name: str, count: int, draw: Draw) -> Iterator[Sample]:
    """So many samples, none twice as long as that can be; the first ones are the same however many are wanted."""
    seen: set[tuple[str, ...]] = set()
    for at in range(count):
        rng = Random(f"{seed}/{name}/{at}")
        one = draw(rng)
        for _ in range(50):
            if one.texts not in seen:
                break
            one = draw(rng)
        seen.add(one.texts)
        yield one


def ordinary(seed: int, count: int) -> Iterator[Sample]:
    """What customers and agents write, with sensitive values as they are usually written."""
    return _distinct(seed, "ordinary", count, lambda rng: _labelled(rng, "ordinary", ORDINARY_SHARES))


def hard(seed: int, count: int) -> Iterator[Sample]:
    """The same values written or spoken of oddly."""
    return _distinct(seed, "hard", count, lambda rng: _labelled(rng, "hard", HARD_SHARES))


def clean(seed: int, count: int) -> Iterator[Sample]:
    """Messages without anything sensitive, full of numbers and words that are close to it."""
    return _distinct(seed, "clean", count, _clean)


def conversations(seed: int, count: int) -> Iterator[Sample]:
    """Several messages: the label in one and the value in the next, values split in two; three in ten are clean."""
    return _distinct(seed, "conversation", count, _conversation)


def generate(seed: int, ordinary: int, hard: int, clean: int, conversations: int) -> Iterator[Sample]:
    """All four sets, one after the other."""
    counts = {"ordinary": ordinary, "hard": hard, "clean": clean, "conversations": conversations}
    for name, count in counts.items():
        yield from SETS[name](seed, count)


SETS: dict[str, Callable[[int, int], Iterator[Sample]]] = {
    "ordinary": ordinary,
    "hard": hard,
    "clean": clean,
    "conversations": conversations,
}
