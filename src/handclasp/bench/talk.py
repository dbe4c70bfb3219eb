"""Talk with a large vocabulary, for measuring search: made up from a seed, words by Zipf's law as in real languages.

The workload of other benchmarks says a few dozen sentences over and over; an index of those would look far too small.
Here are some twenty thousand Chinese and English words, order ids, amounts and now and then a phone number, about 250
bytes a message. Nothing in it means anything.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from handclasp.bench.stand import TENANT
from handclasp.records import Author, Kind, Raw, Secret

PER_CONVERSATION: Final = 10
OPEN: Final = 1_000
_CHARACTERS: Final = 3_000
_WORDS: Final = 20_000
_CHINESE: Final = 0.6
_SYLLABLES: Final = [
    first + vowel + last for first in "bcdfglmnprst" for vowel in "aeiou" for last in ("", "n", "r", "t")
]

_COMMON: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体"
    "政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及"
    "比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接"
    "必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且"
    "权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
    "请您吗吧呢啊嗯谢哦麻烦帮查快慢店商客服买卖订单货款退付钱元号码账户收到卡充值"
)
"""Characters that stand in nearly every text."""


class Said(NamedTuple):
    """One message: its conversation's name, who says it, and what."""

    conversation: str
    role: str
    text: str


def raw(one: Said, number: int, received: int) -> Raw:
    """A message as a door would take it in: of the benchmarks' tenant, under an id by its number."""
    return Raw(
        tenant=TENANT,
        conversation=one.conversation,
        key=f"bench/{number}",
        kind=Kind.MESSAGE,
        author=Author(one.role, "bench"),
        received=received,
        text=Secret(one.text),
    )


class Talk:
    """Messages without end. Each `part` is talk of its own, in conversations of its own, with the seed's words."""

    def __init__(self, seed: int, part: int = 0) -> None:
        self._source = source = random.Random(seed)  # noqa: S311 - a workload, not a secret
        # The commonest in front, as in real texts.
        characters = [*sorted(_COMMON), *(chr(0x4E00 + source.randrange(0x5000)) for _ in range(_CHARACTERS))]
        del characters[_CHARACTERS:]
        often = list(accumulate(1 / (rank + 20) for rank in range(_CHARACTERS)))
        self._chinese = [
            "".join(source.choices(characters, cum_weights=often, k=source.choice((1, 2, 2, 2, 3))))
            for _ in range(_WORDS)
        ]
        self._english = ["".join(source.choices(_SYLLABLES, k=source.choice((1, 2, 2, 3)))) for _ in range(_WORDS)]
        self._often = list(accumulate(1 / (rank + 10) for rank in range(_WORDS)))
        self._name = f"talk-{part}" if part else "talk"
        if part:
            self._source = random.Random(f"{seed}/{part}")  # noqa: S311 - as above

    def messages(self) -> Iterator[Said]:
        """What is said, in conversations that open and close."""
        source = self._source
        opened = 0
        waiting: list[tuple[str, bool]] = []
        while True:
            while len(waiting) < OPEN:
                opened += 1
                waiting.append((f"{self._name}-{opened}", source.random() < _CHINESE))
            place = source.randrange(OPEN)
            name, chinese = waiting[place]
            yield Said(name, "customer" if source.random() < 0.5 else "agent", self._text(chinese=chinese))
            if source.random() < 1 / PER_CONVERSATION:
                waiting[place] = waiting[-1]
                waiting.pop()

    def _text(self, *, chinese: bool) -> str:
        source = self._source
        words = source.choices(
            self._chinese if chinese else self._english,
            cum_weights=self._often,
            k=max(1, int(source.lognormvariate(3.5, 0.5) * (1.0 if chinese else 1.15))),
        )
        if source.random() < 0.4:
            words.insert(source.randrange(len(words)), f" A{source.randrange(10**8):08d} ")
        if source.random() < 0.2:
            words.append(f" {source.randrange(900)}.{source.randrange(100):02d} ")
        if source.random() < 0.05:
            words.append(f" 138{source.randrange(10**8):08d} ")
        if not chinese:
            return " ".join(words)
        for at in range(8, len(words), 9):
            words[at] += source.choice("，。！？")
        return "".join(words)
