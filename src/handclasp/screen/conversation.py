"""What shows only across messages: a number finished in the next one, a question in one and its answer in the other.

Promises that each message keeps what is found in it alone, and that only what joins neighbours is added. Never reads
more than a few messages together, nor long ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.screen.engine import Engine, Match, engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handclasp.screen.labels import Label

_JOINT: Final = "\n"
_SHORT: Final = 320
"""Messages longer than this are not joined: what is split over two is short."""
_ANSWER: Final = 160
_LEAD: Final = re.compile(
    "(?:后面的?几?[位个]?|剩下的?|余下的?|其余的?|还有|后半段|后半截|后一?半|第二[段行部半]分?|后三位|后几位|尾部"
    "|接着|另一半|下半[段截]?|結尾|结尾"
    "|second (?:half|line|part|bit)|other half|next (?:half|line|part|bit)|the rest|rest|pa?r?t ?(?:2|two)|and then"
    "|then|last part"
    "|line (?:2|two)|continued|后|remaining)(?:是|is|of it|:)?[ :：]{0,2}",
    re.IGNORECASE,
)
_TO_FIGURES: Final = re.compile("[^0-9]{1,18}(?=[0-9])")
_ENDS_IN_FIGURES: Final = re.compile("[0-9][ -]?$")
_FILLER: Final = re.compile("[^0-9]{0,16}")
_CARRIED: Final = 2
"""So many messages later an answer may still come."""
_SINGLE: Final = re.compile("[!-~\u3000-\u303f\uff00-\uffef]{4,64}")
_ASKS: Final = {
    "PASSWORD": "密码: ",
    "OTP": "验证码: ",
    "CODE": "code: ",
    "CVV": "cvv: ",
    "EXPIRY": "有效期: ",
    "PERSON": "name is ",
    "QQ": "QQ: ",
    "WECHAT": "微信: ",
    "PHONE": "电话: ",
    "CN_ID": "身份证: ",
    "BANK_CARD": "银行卡: ",
    "CARD_NO": "银行卡: ",
    "HK_ID": "香港身份证: ",
    "MACAU_ID": "澳门身份证: ",
    "TW_ID": "台湾身份证: ",
    "SSN_US": "SSN: ",
    "PASSPORT": "护照: ",
    "IBAN": "IBAN: ",
    "IP": "IP: ",
    "PLATE": "车牌: ",
    "CARD_SECRET": "卡密: ",
    "API_KEY": "api key: ",
    "CRYPTO_KEY": "私钥: ",
    "ADDRESS": "地址: ",
}
"""How an answer is read that follows a question for this."""
_CHINESE_NAME: Final = "姓名: "
_ENOUGH_ASKED: Final = 2


class _Piece(NamedTuple):
    message: int
    start: int
    """Where it begins in the joined text."""
    offset: int
    """Where in the message it begins."""


def find_in_conversation(texts: Sequence[str], using: Engine | None = None) -> list[list[Match]]:
    """Return for each message what is sensitive in it, alone or because of the messages before it."""
    its = using or engine()
    found = [its.matches(text) for text in texts]
    for first in range(len(texts) - 1):
        for span in (2, 3):
            if first + span <= len(texts):
                _join(its, range(first, first + span), texts, found)
    _answers(its, texts, found)
    return found


def _join(its: Engine, places: range, texts: Sequence[str], found: list[list[Match]]) -> None:
    """Add what shows when these messages are read as one, without the words that only say that it goes on."""
    if any(not texts[place] or len(texts[place]) > _SHORT for place in places):
        return
    pieces: list[_Piece] = []
    joined = ""
    for place in places:
        offset = _offset(its, joined, texts[place]) if pieces else 0
        joined += _JOINT if pieces else ""
        pieces.append(_Piece(place, len(joined), offset))
        joined += texts[place][offset:]
    starts = [piece.start for piece in pieces]
    for match in its.matches(joined):
        first, last = bisect_right(starts, match.start) - 1, bisect_right(starts, match.end - 1) - 1
        for number in range(first, last + 1):
            piece = pieces[number]
            start = max(match.start, piece.start) - piece.start + piece.offset
            end = (
                min(match.end, pieces[number + 1].start - 1 if number < last else match.end)
                - piece.start
                + piece.offset
            )
            if start < end:
                _add(found[piece.message], Match(start, end, match.type))


def _offset(its: Engine, before: str, text: str) -> int:
    """How many code points a message begins with that only say that it goes on."""
    lead = _LEAD.match(text)
    if lead:
        return lead.end()
    words = _TO_FIGURES.match(text) if _ENDS_IN_FIGURES.search(before) else None
    return words.end() if words and not its.labels(words[0]) else 0


def _answers(its: Engine, texts: Sequence[str], found: list[list[Match]]) -> None:
    """Read each short message together with what the messages right before it asked for."""
    for place, text in enumerate(texts[:-1]):
        asked = _asked(its.labels(text), found[place]) if len(text) <= _SHORT else []
        for later in range(place + 1, min(place + 1 + _CARRIED, len(texts))):
            if not asked:
                break
            if not found[later] and texts[later]:
                _answer(its, asked, texts[later], found[later])
            if found[later]:
                kinds = {match.type for match in found[later]}
                asked = [
                    family for family in asked if family not in kinds and not (family == "CODE" and "OTP" in kinds)
                ]
            elif not _FILLER.fullmatch(texts[later]) or its.labels(texts[later]):
                break


def _asked(labels: Sequence[Label], found: Sequence[Match]) -> list[str]:
    """What the words of a message ask for: the families of its last labels, if nothing answers them there."""
    families: list[str] = []
    for label in reversed(labels):
        if label.family == "BUSINESS":
            break
        if label.family in _ASKS and not any(match.start >= label.end for match in found):
            families.append(label.family)
    return list(dict.fromkeys(families))[:_ENOUGH_ASKED]


def _answer(its: Engine, asked: Sequence[str], text: str, found: list[Match]) -> None:
    if len(text) > _ANSWER:
        return
    for family in asked:
        if family == "PASSWORD" and not _SINGLE.fullmatch(text.strip()):
            continue
        leads = (_CHINESE_NAME, _ASKS[family]) if family == "PERSON" else (_ASKS[family],)
        for lead in leads:
            for match in its.matches(lead + text):
                start = match.start - len(lead)
                if start >= 0:
                    _add(found, Match(start, match.end - len(lead), match.type))
        if found:
            return


def _add(found: list[Match], match: Match) -> None:
    """Add a match unless something was found there already; a longer one takes the place of parts of it."""
    inside = [one for one in found if one.start < match.end and match.start < one.end]
    if any(one.start <= match.start and match.end <= one.end for one in inside):
        return
    if all(match.start <= one.start and one.end <= match.end for one in inside):
        found[:] = sorted([one for one in found if one not in inside] + [match])
