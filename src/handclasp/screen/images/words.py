"""Words as rules compare them: one spelling for what OCR, fonts and languages write in several, and near matches.

Promises the same answer for full and half width, simplified and traditional, with and without accents or spaces, and a
search that forgives a few wrong characters in time linear in the text. Never interprets a word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

_TRADITIONAL: Final = (
    "國華號門區發執駛機動車護臺灣衛險會類別簽關碼產權書戶親歲學專業級軍職務銀聯儲種進處來陸內現許實龍體萬亞東長廣濟總統達過還這無為時場條標樣與兩歷離項領館圖質記錄單屬壓殘營經範圍認須應"
    "題証證歸轄齡籤齊澤蘇陝潔劉張陳趙黃吳楊鄭馬鄧馮羅謝葉蔣蕭闊縣鄉鎮鋪樓彙匯擔鏈辭憑據約縫製網結婦協幣價錢費購買賣貨訂運輸藥醫壽檢驗駐轉讓貸該員團隊師傳導識資訊訴訟編換"
)
_SIMPLIFIED: Final = (
    "国华号门区发执驶机动车护台湾卫险会类别签关码产权书户亲岁学专业级军职务银联储种进处来陆内现许实龙体万亚东长广济总统达过还这无为时场条标样与两历离项领馆图质记录单属压残营经范围认须应"
    "题证证归辖龄签齐泽苏陕洁刘张陈赵黄吴杨郑马邓冯罗谢叶蒋萧阔县乡镇铺楼汇汇担链辞凭据约缝制网结妇协币价钱费购买卖货订运输药医寿检验驻转让贷该员团队师传导识资讯诉讼编换"
)
_ONE_SPELLING: Final = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_NOT_WORDS: Final = re.compile(r"[^0-9A-Z\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Upper case, half width, simplified, no accents; signs and spaces become one space each."""
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    flat = "".join(c for c in flat if not unicodedata.combining(c)).upper().translate(_ONE_SPELLING)
    return _NOT_WORDS.sub(" ", flat.replace("ß", "SS")).strip()


@lru_cache(maxsize=4096)
def tight(text: str) -> str:
    """The same without spaces."""
    return plain(text).replace(" ", "")


def han(text: str) -> int:
    """How many Chinese characters there are."""
    return len(_HAN.findall(text))


class Match(NamedTuple):
    """Characters `start` to `end` of a tight text are the pattern but for `errors` of them."""

    start: int
    end: int
    errors: int


@lru_cache(maxsize=4096)
def forgiven(pattern: str) -> int:
    """How many wrong characters a tight pattern of this length forgives: more would make it another word."""
    length = len(pattern)
    if han(pattern) * 2 > length:
        return 0 if length < 4 else 1 if length < 7 else 2 if length < 11 else length // 5
    return 0 if length < 6 else 1 if length < 11 else 2 if length < 16 else length // 7


@lru_cache(maxsize=4096)
def _letters(pattern: str) -> tuple[dict[str, int], frozenset[str]]:
    masks: dict[str, int] = {}
    for place, letter in enumerate(pattern):
        masks[letter] = masks.get(letter, 0) | 1 << place
    return masks, frozenset(pattern)


def near(pattern: str, text: str, letters: frozenset[str] | None = None) -> Match | None:
    """The first place of the tight `text` that is nearest to the tight `pattern`, or None (Wu and Manber, 1992).

    `letters` may be given as frozenset(text) to spare making it.
    """
    if (start := text.find(pattern)) >= 0:
        return Match(start, start + len(pattern), 0)
    most = forgiven(pattern)
    if not most or len(text) < len(pattern) - most:
        return None
    masks, wanted = _letters(pattern)
    if len(wanted - (letters if letters is not None else frozenset(text))) > most:
        return None
    return _nearest(len(pattern), masks, text, most)


def _nearest(length: int, masks: dict[str, int], text: str, most: int) -> Match | None:
    goal, found = 1 << (length - 1), None
    rows = [(1 << errors) - 1 for errors in range(most + 1)]
    for place, letter in enumerate(text):
        mask, before = masks.get(letter, 0), 0
        for errors in range(most + 1):
            old = rows[errors]
            new = (old << 1 | 1) & mask
            if errors:
                new |= before | before << 1 | rows[errors - 1] << 1 | 1
            before, rows[errors] = old, new
            if new & goal and (found is None or errors < found.errors):
                found = Match(max(0, place + 1 - length), place + 1, errors)
                most = errors
                break
        if found and not found.errors:
            break
    return found
