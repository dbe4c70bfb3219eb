"""Card security codes (CVV2, CVC2, 安全码): three or four figures beside their name.

Promises that they are dropped, never kept. Never reads figures without the name beside them as one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import UNITS
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import Part, family, wake
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_GAP: Final = f"[ \t{FILL}.·、,_*/-]{{0,9}}"
_REST: Final = (
    f"(?:{_GAP}[0-9]|{_GAP}[OIl](?={_GAP}[0-9])|[OIl]){{2,3}})(?![0-9A-Za-z/]"
    f"|[ .-][0-9])(?!{FILL}*[ ]{{1,3}}[0-9]){UNITS}"
)
_CODE: Final = f"(?:(?<![0-9A-Za-z])|(?<=cvv)|(?<=cvc)|(?<=cv2)|(?<=cvn)|(?<=cvv2))((?=[OIl]?[0-9])[0-9OIl]{_REST}"
_BEHIND: Final = re.compile(
    "(?:2(?![0-9]))?(?:[ \t\n:=#()\"'“「,，>~/→-]|[.]{1,3}(?=[0-9])|[\u4e00-\u9fff]|[A-Za-z'’]|[.?](?= [a-z])){0,48}?"
    + _CODE,
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    f"(?<![0-9A-Za-z.-])([0-9](?:[ .、,_*{FILL}-]{{0,7}}[0-9]){{2,3}})(?:[\"'”」){FILL}]{{0,6}}[ ,，←<-]{{0,3}}"
    "(?:这?个?就?是|为|is|are|on|[(])?(?:[ ]"
    "|我的|这个|卡|的|the|my|card|three|a|code|an){0,6})$",
    re.IGNORECASE,
)
_SIDES: Final = (
    "背|反面|[后後][头頭面边邊]|翻[过過一]|屁股|卡底|卡尾|签名|簽名|安[ .]{0,2}全(?!出口)|保密|识别|識別|斜[体體着]"
    "|(?:验证|校验|检查|驗證)[码碼号號值数數]"
)
_OF_THREE: Final = "(?:三|仨|叁|3)[个個位碼码只]{0,1}[小密]{0,2}(?:数字|數字|数|數|位|碼|码|字)|小三位"
_NAMES: Final = (
    "(?<![a-z])(?:c[ ._-]?v[ ._-]?[vcn][ ._v-]?2?|cw2?|c[ ._-]?c[ ._-]?v|see ?v ?v|cv[cv]? ?code|an ?quan ?ma"
    "|csv|cvs|cvb"
    "|vcc|vvc)(?: (?:no|num|number|nr|code|is|it's))?[ :：=#是.~>-]{1,4}"
)
_SIDES_EN: Final = (
    "(?:(?<![a-z])(?:sec|back ?code|back|back ?side|behind|rear|revers[ea]|verso|flip[a-z]{0,4}"
    "|turn[a-z]{0,3} over|signature"
    "|se[cqr][a-z]{1,6}t[a-z]{0,3}|secret|verif[a-z]*|tiny|little|wee|lil|small)(?![a-z])"
    "|(?<![a-z])check (?=[^\n]{0,24}card))"
)
_TOLD: Final = re.compile(
    f"(?:(?P<side>{_SIDES}|{_OF_THREE})(?P<zh>(?:[^0-9\\n,，。？?]|[0-9](?=[个個位])|[,，][ ]?){{0,14}}?)"
    f"|(?P<name>{_NAMES})|(?P<en>{_SIDES_EN}[^0-9\\n.!?]{{1,36}}?))(?<![0-9A-Za-z.$€£¥-]){_CODE}",
    re.IGNORECASE,
)
"""The side of a card or another word for its code, said in any way, and three or four figures behind it."""
_ANY: Final = re.compile(f"([0-9OIl](?<![0-9A-Za-z.$€£¥-][0-9OIl])(?:(?<=[0-9])|(?=[0-9])){_REST}", re.IGNORECASE)
"""Such figures whatever stands before them: where there are none, nothing is told."""
_ANY_THREE: Final = re.compile(f"[0-9](?<![0-9A-Za-z.$€£¥-][0-9])(?:[ .{FILL}-]{{0,7}}[0-9]){{2}}")
"""The same for those that stand before the words, or are four."""
_TOLD_AFTER: Final = re.compile(
    f"(?<![0-9A-Za-z.$€£¥-])([0-9](?:[ .{FILL}-]{{0,7}}[0-9]){{2}})[ ,，{FILL}(（]{{0,6}}(?:that'?s|it'?s|is"
    f"|are|this is"
    f"|[这就]?是)[^0-9\\n.!?。]{{0,16}}?(?:{_SIDES}|{_SIDES_EN})[^0-9\\n]{{0,14}}",
    re.IGNORECASE,
)
_FOUR_IN_FRONT: Final = re.compile(
    "(?:正面|前面|卡号上|卡號上|运通|運通|(?<![a-z])(?:amex|american express|front"
    "|above)(?![a-z]))[^0-9\\n.!?。]{0,24}?"
    f"(?<![0-9A-Za-z.$€£¥-])([0-9](?:[ .{FILL}-]{{0,7}}[0-9]){{3}})(?![0-9A-Za-z/]|[ .-][0-9]){UNITS}",
    re.IGNORECASE,
)
_AMEX: Final = re.compile("运通|運通|正面|amex", re.IGNORECASE)
_SMALL: Final = re.compile("四|4 dig|four|小|number|code|digits|印|码|碼", re.IGNORECASE)
_A_NUMBER: Final = re.compile(
    "[数數码碼位字号號仨值翻栏欄填]|[三3][个個]|全[吗嘛马妈玛麻]|(?<![a-z])(?:num|no|nr|digit|figure|code|cod|pin"
    "|three|thing|one)[a-z]{0,4}"
    "(?![a-z])",
    re.IGNORECASE,
)
_A_CARD: Final = re.compile(
    "卡|(?<![a-z])(?:card|visa|master ?card|amex|credit|debit|cvv|cvc)s?(?![a-z])", re.IGNORECASE
)
_OTHERS: Final = re.compile(
    "订单|訂單|单号|手机|手機|电话|電話|小票|[车車]|尾号|尾號|身份证|快递|包裹|房|页|頁|座|排队|楼|号楼|邮编|备注"
    "|密码(?!锁)?[^三]{0,3}错|库存|运费|元|块|价|(?<![a-z])(?:order|phone|row|page|size|seat|room|line|jersey"
    "|pay|paid|call"
    "|parcel|box|floor|wheel|camera|ticket|error|hotline|street|minutes?|flat|bus|player|shirt|calories"
    "|weigh[a-z]*|owe"
    "|refund of|change|mobile|cell|locker|gate|model|version|invoice|receipt|serial|tracking|rows?|file|shop"
    "|pharmacy|in"
    "|check in|balance|total|money|bring|came|come|go|went|get|got|house|door|garden|yard)(?![a-z])",
    re.IGNORECASE,
)
_REACH: Final = 40
_CLOSE: Final = 26
_SAID_RIGHT_BEFORE: Final = re.compile("(?:is|was|be|是|:|=|为)[ ]{0,2}$", re.IGNORECASE)
_NUMBER_OF_THREE: Final = re.compile(
    "订单|手机|电话|order|phone|收不到|是什么|在哪|错误|(?<![a-z])(?:row|page|size|seat|room|line|jersey)(?![a-z])"
)
_OF_SOMETHING: Final = re.compile(
    "(?:小票|[车車]|尾号|尾號|order|ticket|票|size|seat|row|box|jersey|shirt)[^0-9\\n]{0,10}$", re.IGNORECASE
)
_YEAR: Final = re.compile("20[0-3][0-9]")
_BEHIND_ORDERS: Final = re.compile(
    "[ ,]{0,2}(?:of|on|in) (?:my|the|this) (?:order|parcel|ticket|invoice)", re.IGNORECASE
)


def _look(text: Text) -> Iterator[Found]:
    for label in text.labels.of("CVV"):
        owner = text.labels.before(label.start)
        if owner is not None and label.start - owner.end <= 1 and owner.family in {"PHONE", "CN_ID", "BUSINESS"}:
            continue  # the last figures of something else
        if _OF_SOMETHING.search(text.plain, max(0, label.start - 16), label.start):
            continue
        found = None
        for view in text.views:
            match = _BEHIND.match(view, label.end)
            if (
                match
                and not _far(view, label.end, match)
                and not _NUMBER_OF_THREE.search(view, label.end, match.start(1))
            ):
                # Another label in between names the figures instead.
                between = text.labels.before(match.start(1))
                if between is not None and between.family not in {"CVV", "BANK_CARD", "CARD_NO", "CODE", "PERSON"}:
                    continue
                found = Found(match.start(1), match.end(1), 90)
                yield found
        if found is None:
            match = _BEFORE.search(text.spoken, max(0, label.start - _REACH), label.start)
            if match:
                yield Found(match.start(1), match.end(1), 84)
    yield from _told(text)


def _far(view: str, end: int, match: re.Match[str]) -> bool:
    """Tell whether figures are so far behind the word that only "is" could still join them, or are an order's."""
    if _YEAR.fullmatch(match[1]) and not view[end - 1].isascii():
        return True
    away = match.start(1) - end > _CLOSE and not _SAID_RIGHT_BEFORE.search(view, end, match.start(1))
    return away or _BEHIND_ORDERS.match(view, match.end(1)) is not None


def _told(text: Text) -> Iterator[Found]:
    """Codes beside words that nobody lists: of the side of a card, and of a few figures there."""
    view = text.spoken
    figures = _ANY_THREE.search(view) is not None
    told = [*_TOLD.finditer(view)] if _ANY.search(view) else []
    after = [*_TOLD_AFTER.finditer(view)] if figures else []
    front = [*_FOUR_IN_FRONT.finditer(view)] if figures else []
    if not (told or after or front):
        return
    card = _A_CARD.search(view) is not None
    for match in told:
        code = match.start(5), match.end(5)
        loose = match["name"] is not None and match["name"][:3].lower() in {"csv", "cvs", "vcc"}
        said = (
            match["name"] is not None and (card or not loose or _A_NUMBER.search(match["name"]) is not None)
        ) or _said(view, match, card=card)
        if said and not _OTHERS.search(view, max(0, match.start() - 8), code[0]):
            yield Found(*code, 72)
    for match in after:
        if (card or _A_NUMBER.search(view, match.end(1), match.end())) and not _OTHERS.search(view, *match.span()):
            yield Found(match.start(1), match.end(1), 70)
    for match in front if front and (card or _AMEX.search(view)) else ():
        if _SMALL.search(view, max(0, match.start() - 12), match.start(1)) and not _OTHERS.search(view, *match.span()):
            yield Found(match.start(1), match.end(1), 82)


def _said(view: str, match: re.Match[str], *, card: bool) -> bool:
    """Tell whether the words before three figures speak of a number on a card."""
    if sum(map(str.isalnum, view[match.start(5) : match.end(5)])) != _THREE:
        return False
    if card or FILL in match[5]:
        return True
    near = max(0, match.start() - _NEAR)
    return _A_NUMBER.search(view, near, match.start(5)) is not None


_THREE: Final = 3
_NEAR: Final = 14
_THREE_FIGURES: Final = Part("(?:^|[^0-9a-z.$-])[0-9oil](?:[ ./-]{0,3}[0-9oil]){2,3}(?:[^0-9a-z/]|$)", figures=2)
_SIDE_WORDS: Final = (
    "背|反面|后头|後頭|后面|後面|后边|後邊|翻过|翻過|翻一|屁股|卡底|卡尾|签名|簽名|安全|安 全|保密|识别|識別"
    "|斜体|斜體|斜着"
    "|验证|校验|检查|驗證|三位|三个|仨|叁|三碼|三码|小三|正面|前面|运通|運通"
    "|\\b(?:sec\\b|back|behind|rear|revers|verso|flip|turn|signature|se[cqr][a-z]{1,6}t|secret|verif|tiny|little|wee"
    "|lil|small|check"
    "|front|above|amex|c[ ._-]?v[ ._-]?[vcn]|cw|c[ ._-]?c[ ._-]?v|see ?v|cv[cv]? ?code|an ?quan ?ma|csv|cvs|cvb"
    "|vcc|vvc)"
)


DETECTOR: Final = Finder(
    "cvv",
    "CVV",
    (
        family("CVV", features.FIGURE),
        family("CVV", features.SAID),
        wake(_SIDE_WORDS, _THREE_FIGURES),
        wake(_SIDE_WORDS, features.SAID),
    ),
    _look,
)
