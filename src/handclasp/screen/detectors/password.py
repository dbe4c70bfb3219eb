"""Passwords, PINs and passphrases, where the words say that what follows (or stood before) is one.

Promises that they are dropped, never kept. Never takes talk about passwords ("密码错误", "password is wrong") for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.context import UNITS, game_card
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import anchors, wake

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handclasp.screen.text import Text

_NAMES: Final = (
    "密码",
    "密碼",
    "口令",
    "password",
    "passwd",
    "passcode",
    "passphrase",
    "pass ?word",
    "pwd",
    "pin ?码",
    "pin ?code",
    "pin",
    "mima",
)
_LINK: Final = re.compile(
    "(?:[ \t]{0,3}(?:还|就|應該|应该|都|now|still|actually|just)?[ \t]{0,2}"
    "(?:是|为|為|係|设成|设为|改成了?|改为|给你|发你了|告诉你|[:=]|is|was|->|→)){1,3}[ \t\n]{0,3}[\"'“‘「『(《<]{0,2}",
    re.IGNORECASE,
)
_NO_LINK: Final = re.compile("[ \t]{0,3}[\"'“‘「『(]{0,1}")
_TOKEN: Final = re.compile("[!-~]{3,128}")
_NUMBER: Final = re.compile("[0-9](?:[ -]?[0-9]){3,11}(?![0-9])" + UNITS)
_UNIT: Final = re.compile(UNITS)
_PHRASE: Final = re.compile("[A-Za-z]{2,20}(?: [A-Za-z]{2,20}){3,11}")
_TALK: Final = re.compile(
    "(?:wrong|incorrect|invalid|expired|not|the|my|your|a|an|required|too|being|been|reset|changed|secure|encrypted|protected"
    "|safe|lost|forgotten|missing|weak|strong|needed|for|to|on|in|at|never|always|please|same|right|fine|ok|okay|correct|locked"
    "|blocked|rejected|accepted|working|stolen|leaked|unknown|different|case|what|why|how|when|where|who|it|this|that|and|or"
    "|because|set|sent|shown|saved|stored|short|long|empty|blank|important|private|secret|confidential|hidden|asked|coming"
    "|gone|broken|bad|good|now|still|only|also|no|yes|there|here|if|error|reset|recovery|unchanged|unsafe|updated|see|check|look|ask|contact|attached|below|above|written|again|use|try|enter|type|click|go|from|with|compromised"
    "|https?[:].*|n/a|null|none|true|false|[*•·.?_-]+)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    "(?<![!-~])(?=[!-~]{0,63}[0-9])([!-~]{4,64})[ ,]{0,2}(?:就?是|is|was)"
    "(?:[ ]|我的?|你的?|您的?|这个|新|旧|原|登录|登陆|支付|交易"
    "|账号|账户|帐号|提现|钱包|的|my|the|your|new|old|login|account){0,5}"
    "(?:密码|密碼|口令|password|passwd|passcode|pwd|pin)$",
    re.IGNORECASE,
)
# name----password, as accounts are handed over; a figure in it tells it from a ruled line.
_DELIMITED: Final = re.compile("(?<=[0-9A-Za-z])----(?=[!-,.-~]{0,63}[0-9])([!-,.-~]{4,64})")
_PAUSES: Final = re.compile("[，。；！？、）】」』”’》]")
_REACH: Final = 100
_SHORTEST: Final = 3
_SHORTEST_BARE: Final = 4


def _look(text: Text, hits: Sequence[int]) -> Iterator[Found]:
    for hit in hits:
        if not _a_word(text.plain, hit) or game_card(text.plain, hit):
            continue
        found = _behind(text, hit)
        if found:
            yield found
        match = _BEFORE.search(text.plain, max(0, hit - _REACH), hit)
        if match:
            yield Found(match.start(1), match.end(1), 80)
    for match in _DELIMITED.finditer(text.plain):
        yield Found(match.start(1), match.end(1), 75)


def _a_word(plain: str, hit: int) -> bool:
    """Tell whether a keyword like `pin` is a word by itself, no part of another (shopping, pink)."""
    if not plain[hit - 1].isascii():
        return True
    if plain[hit : hit + 1].isascii() and plain[hit : hit + 1].isalpha():
        return False
    is_pin = plain[max(0, hit - 3) : hit].lower() == "pin"
    before = plain[max(0, hit - 4) : hit - 3] if is_pin else ""
    return not (before.isascii() and before.isalpha())


def _behind(text: Text, hit: int) -> Found | None:
    plain = text.plain
    link = _LINK.match(plain, hit)
    gap = link or _NO_LINK.match(plain, hit)
    start = gap.end() if gap else hit
    number = _NUMBER.match(text.spoken, start)
    token = _TOKEN.match(plain, start)
    if token is None:
        return Found(number.start(), number.end(), 85) if number else None
    phrase = _PHRASE.match(plain, start) if link else None
    end = max(_end(text.raw, token.start(), token.end()), number.end() if number else 0)
    if phrase and _is_phrase(plain, hit) and not any(map(_TALK.fullmatch, phrase[0].split()[1:])):
        return Found(start, phrase.end(), 85)
    if link and not _TALK.match(plain, start) and end - start >= _SHORTEST:
        return Found(start, end, 90)
    if not link and _telling(plain[start:end]) and _UNIT.match(plain, end):
        return Found(start, end, 80)
    return None


def _end(raw: str, start: int, end: int) -> int:
    """Where the token ends: at Chinese punctuation that was folded to ASCII, and before a closing full stop."""
    pause = _PAUSES.search(raw, start, end)
    if pause:
        end = pause.start()
    while end > start and raw[end - 1] in ".,;:)\"'>":
        end -= 1
    return end


def _telling(token: str) -> bool:
    """Without "is" or a colon, only what has figures in it reads as a password."""
    return len(token) >= _SHORTEST_BARE and any(char.isdigit() for char in token)


def _is_phrase(plain: str, hit: int) -> bool:
    return plain[max(0, hit - len("passphrase")) : hit].lower() == "passphrase"


DETECTOR: Final = Finder("password", "PASSWORD", (anchors(*_NAMES), wake("[0-9a-z]----[!-,.-~]{4}")), _look)
