"""Labelled messages by a second author, who knew neither the detectors nor the first author's messages.

An examination that nobody revised for. The same seed always gives the same samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from benchmarks.data.labelled import Kind, Language, Sample
from benchmarks.data.text_second import clean_en, clean_zh, hard_en, hard_zh, mixed, ordinary_en, ordinary_zh, talks
from benchmarks.data.text_second.fillers import FILLERS
from benchmarks.data.text_second.grammar import Pen
from benchmarks.data.text_second.makers import MAKERS

__all__ = ["generate"]

Templates = Mapping[str, Sequence[str]]
Frame = tuple[Sequence[str], Sequence[str], Sequence[str]]  # what opens a message, what closes it, what stands beside

_SINGLE: dict[str, dict[str, Templates]] = {
    "ordinary": {"zh": ordinary_zh.TEMPLATES, "en": ordinary_en.TEMPLATES, "mixed": mixed.ORDINARY},
    "hard": {"zh": hard_zh.TEMPLATES, "en": hard_en.TEMPLATES, "mixed": mixed.HARD},
    "clean": {"zh": clean_zh.TEMPLATES, "en": clean_en.TEMPLATES, "mixed": mixed.CLEAN},
}
_TALKS: dict[str, Templates] = {"zh": talks.CHINESE, "en": talks.ENGLISH, "mixed": talks.MIXED}
_MIXED: Frame = (mixed.OPENERS, mixed.CLOSERS, mixed.CONTEXT)
_PLAIN: dict[str, Frame] = {
    "zh": (ordinary_zh.OPENERS, ordinary_zh.CLOSERS, ordinary_zh.CONTEXT),
    "en": (ordinary_en.OPENERS, ordinary_en.CLOSERS, ordinary_en.CONTEXT),
    "mixed": _MIXED,
}
_LOOSE: dict[str, Frame] = {
    "zh": (hard_zh.OPENERS, hard_zh.CLOSERS, hard_zh.CONTEXT),
    "en": (hard_en.OPENERS, hard_en.CLOSERS, hard_en.CONTEXT),
    "mixed": _MIXED,
}
_AGENTS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "zh": (
        ("亲，", "您好，", "亲亲，", "尊敬的客户，", "工号{tail}为您服务，", ""),
        ("哦", "~", "呢", "，感谢理解", "，祝您生活愉快", ""),
    ),
    "en": (
        ("Hello! ", "Hi there. ", "Agent {tail} here. ", "Dear customer, ", ""),
        (" Kind regards", " :)", " Thank you", ""),
    ),
}
_RARE = {
    "MACAU_ID": 0.5,
    "TW_ID": 0.6,
    "HK_ID": 0.7,
    "PLATE": 0.6,
    "SSN_US": 0.7,
    "IP": 0.7,
    "API_KEY": 0.8,
    "EXPIRY": 0.7,
}
_OFTEN = {
    "PHONE": 1.8,
    "CN_ID": 1.5,
    "BANK_CARD": 1.5,
    "PASSWORD": 1.4,
    "CARD_SECRET": 1.4,
    "CRYPTO_SEED": 1.3,
    "OTP": 1.3,
}
_WEIGHTS = {**_RARE, **_OFTEN, "asked": 1.6, "pieces": 0.6, "clean": 0.8}


def generate(seed: int, ordinary: int, hard: int, clean: int, conversations: int) -> Iterator[Sample]:
    """So many samples of each set, one set after the other."""
    counts: tuple[tuple[Kind, int], ...] = (("ordinary", ordinary), ("hard", hard), ("clean", clean))
    for kind, count in counts:
        rng = Random(f"second {seed} {kind}")
        for number in range(count):
            yield _message(rng, kind, _language(rng, number))
    rng = Random(f"second {seed} conversation")
    for number in range(conversations):
        yield _talk(rng, _language(rng, number))


def _language(rng: Random, number: int) -> Language:
    if rng.random() < 0.08:
        return "mixed"
    return "zh" if number % 2 else "en"


def _section(rng: Random, templates: Templates) -> Sequence[str]:
    names = list(templates)
    return templates[rng.choices(names, [_WEIGHTS.get(name, 1.0) for name in names])[0]]


def _message(rng: Random, kind: Kind, language: Language) -> Sample:
    template = rng.choice(_section(rng, _SINGLE[kind][language]))
    loose = kind == "hard" or (kind == "clean" and rng.random() < 0.25)
    pen = Pen(rng, language, MAKERS, FILLERS, hard=kind == "hard")
    pen.habits = _habits(rng, language, loose=loose)
    before: list[str] = []
    after: list[str] = []
    if template.startswith("~"):
        template = template.removeprefix("~")
        if kind == "clean":
            template = _by_agent(rng, template, language)
    else:
        # What has nothing in it that varies stands less often alone.
        before, after = _frame(rng, (_LOOSE if loose else _PLAIN)[language], 1.0 if "{" in template else 2.2)
    for part in before:
        pen.write(part)
        asked = pen.texts[-1][-1] in "?？！!"
        pen.write(" " if asked else _mark(rng, language, loose=loose, stop=False))
    pen.write(template)
    for part in after:
        if pen.ends_in_value() or not pen.texts[-1][-1].isalnum():
            pen.write(rng.choice(("⏎", " ", "⏎") if loose else ("⏎", " ")))
        else:
            pen.write(_mark(rng, language, loose=loose, stop=True))
        pen.write(part)
    return _sample(pen, kind, language)


def _frame(rng: Random, frame: Frame, often: float) -> tuple[list[str], list[str]]:
    opener, closer, context = frame
    before = [rng.choice(opener)] if rng.random() < 0.3 * often else []
    if rng.random() < 0.22 * often:
        before.append(rng.choice(context))
    after = [rng.choice(context)] if rng.random() < 0.22 * often and len(before) < 2 else []
    if rng.random() < 0.25 * often:
        after.append(rng.choice(closer))
    return before, after


def _by_agent(rng: Random, template: str, language: Language) -> str:
    first, last = _AGENTS["zh" if language == "zh" else "en"]
    return rng.choice(first) + template.removeprefix("亲，").removeprefix("您好，") + rng.choice(last)


def _mark(rng: Random, language: Language, *, loose: bool, stop: bool) -> str:
    if language == "en":
        return (
            rng.choice((" ", " ", "⏎", " - ", "... "))
            if loose
            else rng.choice((". ", ". ", "⏎") if stop else (", ", ". ", "⏎"))
        )
    return rng.choice((" ", " ", "⏎", "，", "...")) if loose else rng.choice(("，", "，", "。", " ", "⏎"))


def _habits(rng: Random, language: Language, *, loose: bool) -> set[str]:
    if language == "en":
        return {habit for habit in ("small", "bare") if loose and rng.random() < 0.6}
    habits = {"airy"} if loose and rng.random() < 0.35 else set()
    return habits | ({"traditional"} if loose and rng.random() < 0.12 else set())


def _talk(rng: Random, language: Language) -> Sample:
    pen = Pen(rng, language, MAKERS, FILLERS, hard=rng.random() < 0.25)
    pen.habits = _habits(rng, language, loose=rng.random() < 0.4)
    lines = rng.choice(_section(rng, _TALKS[language])).split("//")
    opener, closer, context = _PLAIN[language]
    if rng.random() < 0.5:
        lines.insert(0, rng.choice(context if rng.random() < 0.6 else opener))
    if rng.random() < 0.4:
        lines.append(rng.choice(closer if rng.random() < 0.7 else context))
    for number, line in enumerate(lines):
        if number:
            pen.next_message()
        pen.write(line)
    return _sample(pen, "conversation", language)


def _sample(pen: Pen, kind: Kind, language: Language) -> Sample:
    return Sample(tuple(pen.texts), tuple(sorted(pen.spans)), kind, language)
