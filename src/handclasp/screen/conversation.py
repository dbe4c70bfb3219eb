"""What shows only across messages: a number finished in the next one, a question in one and its answer in the other.

Promises that each message keeps what is found in it alone, and that only what joins neighbours is added. Never reads
more than a few messages together, nor long ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from handclasp.screen.detectors.password_hinted import like_a_password
from handclasp.screen.engine import Match, engine
from handclasp.screen.latin_names import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handclasp.screen.labels import Label

_JOINT: Final = "\n"
_SHORT: Final = 320
"""Messages longer than this are not joined: what is split over two is short."""
_PHRASES: Final = frozenset({12, 15, 18, 21, 24})
"""So many words a recovery phrase has."""
_OF_PARTS: Final = frozenset({"CRYPTO_SEED", "ADDRESS"})
_SHORTEST_PART: Final = 8
_ASIDE: Final = 24
"""A message as short as this between two others may be the other side's "go on"."""
_ANSWER: Final = 160
_LEAD: Final = re.compile(
    "(?:后面的?几?[位个]?|剩下的?|余下的?|其余的?|还有|后半段|后半截|后一?半|第二[段行部半]分?|后三位|后几位|尾部"
    "|接着|另一半|下半[段截]?|結尾|结尾"
    "|second (?:half|line|part|bit)|other half|next (?:half|line|part|bit)|the rest|rest|pa?r?t ?(?:2|two)|and then"
    "|then|last part"
    "|line (?:2|two)|continued|右边|右半|下面|下一[段行]|后|second|remaining)(?:是|is|of it|:)?[ :：]{0,2}",
    re.IGNORECASE,
)
_TO_FIGURES: Final = re.compile("[^0-9]{1,18}(?<![A-Za-z-])(?=[0-9])")
_ENDS_IN_FIGURES: Final = re.compile("[0-9][ -]?$")
_FILLER: Final = re.compile("[^0-9]{0,16}")
_CARRIED: Final = 3
"""So many messages later an answer may still come."""
_SINGLE: Final = re.compile("[!-~\u3000-\u303f\uff00-\uffef\u200b-\u200f\xad\ufeff]{4,64}|[!-~](?:[ .·*_-][!-~]){4,40}")
_LAST: Final = re.compile("(?:^|[ ,，:：试試是])([!-~]{5,64})$")
_AGAIN: Final = re.compile(
    "doesn'?t work|not work|wrong|expired|resend|again|another|oh wait|wait,|now it'?s|try|instead|sorry|meant|it said"
    "|查无此人|搜不到|找不到|不通过|有误|无效|digit off|not found|no such|new one|new code|doesn'?t match|用不了"
    "|过期|過期|再发|再發|重发|不对|不對|进不去|進不去|登不上|错了|錯了|试试|試試|换一个|重新|不行|应该是|其实",
    re.IGNORECASE,
)
"""Words with which an answer is given once more."""
_ACCOUNT: Final = re.compile(
    "^(?:账号|帐号|賬號|号|user|login|acct|account|id|qq|手机)?[:： 是]{0,3}[!-~]{3,40}$", re.IGNORECASE
)
_CODE_ALONE: Final = re.compile("(?=[^0-9]{0,60}[0-9])[0-9A-Za-z][0-9A-Za-z .·/_-]{5,60}")
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
_SERIAL: Final = re.compile("serial(?: (?:no|number))?|序列[号號]|s/n|sn|序號", re.IGNORECASE)
"""Asked alone, this is a device's."""
_GROUPS: Final = frozenset({"群", "群号", "备注"})
"""What one is asked a number for, rather than a number of business."""
_FAMILIES: Final = {
    "QQ_WECHAT": ("QQ", "WECHAT"),
    "PASSPORT": ("PASSPORT",),
    "OTP": ("OTP", "CODE"),
    "PHONE": ("PHONE",),
    "PASSWORD": ("PASSWORD",),
}
"""What is asked for once more when somebody says that this was wrong."""
_ENOUGH_ASKED: Final = 2
_MOST_JOINED: Final = 4


class _Piece(NamedTuple):
    message: int
    start: int
    """Where it begins in the joined text."""
    offset: int
    """Where in the message it begins."""


class Looking(Protocol):
    """Looks at one text (engine.Engine)."""

    def matches(self, text: str) -> list[Match]:
        """What is sensitive in it; whoever asked may change the list."""

    def labels(self, text: str) -> Sequence[Label]:
        """Its words that name what stands beside them."""


def find_in_conversation(
    texts: Sequence[str], using: Looking | None = None, *, newest: bool = False
) -> list[list[Match]]:
    """Return for each message what is sensitive in it, alone or because of the messages before it.

    With `newest`, of what shows in several together only that which the last message tells: the rest was asked before.
    """
    its = using or engine()
    found = [its.matches(text) for text in texts]
    for first in range(max(0, len(texts) - _MOST_JOINED) if newest else 0, len(texts) - 1):
        for span in range(2, _MOST_JOINED + 1):
            if (first + span == len(texts)) if newest else (first + span <= len(texts)):
                _join(its, range(first, first + span), texts, found)
        if first + 2 < len(texts) and len(texts[first + 1]) <= _ASIDE:
            _join(its, (first, first + 2), texts, found)
    _answers(its, texts, found)
    return found


def _join(its: Looking, places: Sequence[int], texts: Sequence[str], found: list[list[Match]]) -> None:
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
        if match.type in _OF_PARTS and first != last:
            first, last = _without_talk(joined, match, [*starts, len(joined) + 1], first, last)
        for number in range(first, last + 1):
            piece = pieces[number]
            start = max(match.start, piece.start) - piece.start + piece.offset
            end = (
                min(match.end, pieces[number + 1].start - 1 if number < last else match.end)
                - piece.start
                + piece.offset
            )
            if start < end:
                _add(found[piece.message], Match(start, end, match.type), sure=first != last)


def _without_talk(joined: str, match: Match, starts: Sequence[int], first: int, last: int) -> tuple[int, int]:
    """Without a message at either end whose few words are on the list too, where the others make a phrase."""
    parts = [
        joined[max(match.start, starts[place]) : min(match.end, starts[place + 1] - 1)]
        for place in range(first, last + 1)
    ]
    if match.type == "ADDRESS":
        return first + _bare(parts[0]), last - _bare(parts[-1])
    counts = [len(part.split()) for part in parts]
    if sum(counts[1:]) in _PHRASES:
        return first + 1, last
    return (first, last - 1) if sum(counts[:-1]) in _PHRASES else (first, last)


def _bare(part: str) -> bool:
    """Tell whether this is a word or two without a figure, and no part of an address."""
    return len(part) < _SHORTEST_PART and not any(map(str.isdigit, part))


def _offset(its: Looking, before: str, text: str) -> int:
    """How many code points a message begins with that only say that it goes on."""
    lead = _LEAD.match(text)
    if lead:
        return lead.end()
    words = _TO_FIGURES.match(text) if _ENDS_IN_FIGURES.search(before) else None
    return words.end() if words and not its.labels(words[0]) else 0


def _answers(its: Looking, texts: Sequence[str], found: list[list[Match]]) -> None:
    """Read each short message together with what the messages right before it asked for."""
    asked: list[str] = []
    left, straight = 0, False
    last: list[str] = []
    for place, text in enumerate(texts):
        labels = its.labels(text) if len(text) <= _SHORT else ()
        if not asked and last == ["PASSWORD"] and _LEAD.match(text):
            asked, left = last, _CARRIED  # its second half
        if asked and left and text and not found[place]:
            _answer(its, asked, text, found[place], straight=straight)
        new = _asked(text, labels, found[place])
        if found[place]:
            last = [family for match in found[place] for family in _FAMILIES.get(match.type, ())]
        elif not new and not asked and last and _AGAIN.search(text):
            new = last
        if found[place]:
            asked, left = _still_asked(asked, text, found[place]), _CARRIED
        elif not _AGAIN.search(text) and (not _FILLER.fullmatch(text) or (labels and not new)):
            left -= _CARRIED if asked != ["PASSWORD"] or not _ACCOUNT.search(text) else 1
        else:
            left -= 1
        if new:
            asked, left = new, _CARRIED
        straight = bool(new)


def _still_asked(asked: Sequence[str], text: str, found: Sequence[Match]) -> list[str]:
    """What is asked for still, once this was found: the password behind a login's name, more codes of a list."""
    kinds = {match.type for match in found}
    listed = _CODE_ALONE.fullmatch(text.strip()) is not None
    return [
        family
        for family in asked
        if (family not in kinds and not (family == "CODE" and "OTP" in kinds))
        or (family == "CARD_SECRET" and listed)
        or family in {"PASSWORD", "OTP"}
    ]


def _asked(text: str, labels: Sequence[Label], found: Sequence[Match]) -> list[str]:
    """What the words of a message ask for: the families of its last labels, if nothing answers them there."""
    families: list[str] = []
    for label in reversed(labels):
        if text[label.start : label.end] in _GROUPS:
            continue
        if label.family == "BUSINESS" or _SERIAL.fullmatch(text, label.start, label.end):
            break
        family = "PASSWORD" if label.family == "ACCOUNT" else label.family
        if family in _ASKS and not any(match.start >= label.end for match in found):
            families.append(family)
    return list(dict.fromkeys(families))[:_ENOUGH_ASKED]


def _answer(its: Looking, asked: Sequence[str], text: str, found: list[Match], *, straight: bool) -> None:
    if len(text) > _ANSWER:
        return
    for family in asked:
        start = _password_at(text, straight=straight) if family == "PASSWORD" else 0
        if start < 0:
            continue
        leads = (_CHINESE_NAME, _ASKS[family]) if family == "PERSON" else (_ASKS[family],)
        for lead in leads:
            for match in its.matches(lead + text[start:]):
                begin = match.start - len(lead) + start
                if match.start >= len(lead):
                    _add(found, Match(begin, match.end - len(lead) + start, match.type))
        if found:
            return


def _password_at(text: str, *, straight: bool) -> int:
    """Where an answer to the question for a password begins: all of it, behind words that say so, or -1."""
    bare = text.strip()
    alone = bare.lower() not in ENGLISH and _SINGLE.fullmatch(bare)
    if alone and (straight or like_a_password(bare) or bare.isdigit()):
        return 0
    lead, last = _LEAD.match(text), _LAST.search(text)
    if lead and _SINGLE.fullmatch(text[lead.end() :].strip()):
        return lead.end()
    again = last is not None and _AGAIN.search(text[: last.start(1)]) and like_a_password(last[1])
    return last.start(1) if last is not None and again else -1


def _add(found: list[Match], match: Match, *, sure: bool = False) -> None:
    """Add a match unless something was found there already; a longer one takes the place of parts of it."""
    inside = [one for one in found if one.start < match.end and match.start < one.end]
    same = sure and any((one.start, one.end) == (match.start, match.end) and one.type != match.type for one in inside)
    if not same and any(one.start <= match.start and match.end <= one.end for one in inside):
        return
    if all(match.start <= one.start and one.end <= match.end for one in inside):
        found[:] = sorted([one for one in found if one not in inside] + [match])
