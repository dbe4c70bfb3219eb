"""One-time codes: the four to eight figures of a text message or an authenticator, beside the words that name them.

Promises that they are dropped, never kept. Never takes an error code, an amount or an order number for one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

from handclasp.screen import alone, features
from handclasp.screen.alone import GAP
from handclasp.screen.context import UNITS, business, of_business
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import Part, family, wake
from handclasp.screen.pieces import pieces
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_FIGURES: Final = f"(?:[0-9]|[OIl](?=[0-9]))(?:{GAP}[0-9]|[OIl]){{3,7}}"
_CODE: Final = (
    f"((?:[A-Z]{{1,3}}-)?{_FIGURES})(?![0-9A-Za-z]|[ .:/][0-9]|-[0-9A-Za-z]|[ ]?[/:年月日]"
    f"|[ {FILL}._*/-]{{0,9}}[0-9]|[,，、|·][0-9]{{2}}|[(][0-9][)])"
) + UNITS
_STOP: Final = (
    "(?!尾号|尾號|后四|末四|ending|last four|订单|訂單|单号|order|电话|手机号|phone|qq|http|uid"
    "|版本|version|错误|報錯|报错|error|余额|金额)"
)
_BEHIND: Final = re.compile(
    f"(?:(?=[0-9])|(?:{_STOP}[^0-9,，.。!！?？;；\n]){{0,24}}?"
    "(?:[,，][ ]{0,2}(?:是|为|就是|it's|it is|is|it says|我收到的?是?)?[ ]{0,2}|[\n]{1,2}"
    "|[.,!！~][ ]?)?(?:是|:)?(?<![0-9A-Za-z_-]))" + _CODE,
    re.IGNORECASE,
)
_LETTERED: Final = re.compile(
    (
        "(?:[ \t:=\"'“「(]|是|为|is){1,6}((?=[A-Z]{0,7}[0-9])(?=[0-9]{0,7}[A-Z])[0-9A-Z]{4,8}|(?<=[: "
        "])[A-HJ-NP-Z2-9]{5,6})(?![0-9A-Za-z-])"
    )
    + UNITS
)
_BEFORE: Final = re.compile(
    f"(?<![0-9A-Za-z.?!@#$%^&*-])((?:[A-Z]{{1,2}}-)?[0-9](?:{GAP}[0-9]"
    f"|[OIl]){{3,7}})(?![A-Za-z])[\"'”」){FILL}]{{0,7}}[ ,，←<-]{{0,3}}"
    "(?:就?是|为|[这那]个?是|这个|is|as|was|[(])?(?:[ ,]|[\u4e00-\u9fff]{1,6}(?=验证码|校验码|动态码)"
    "|我的|刚刚?|我收到的|收到的?|你的|您的|这个|本次|短信|手机|登录|那个|你?试[下试]?|输[入下]?|看看|my|the|your"
    "|(?:[a-z]{1,12}[ ])){0,4}$",
    re.IGNORECASE,
)
_OTHER_CODES: Final = re.compile(
    "(?:error|status|discount|promo|coupon|product|zip|postal|post|area|country|order|tracking|source|qr|bar"
    "|dress|exit"
    "|http|response|invite|referral|gift|card|redeem|redemption|activation|voucher|currency|sort|swift|bank|color"
    "|colour"
    "|claim|item|model|reason|state|region|dial|dialing|game|access|错误|优惠|折扣|邀请|推荐|条|取件|提货|二维|颜色"
    "|兑换|激活|充值|礼品|券|编|号|源|密|代|邮|区"
    "|front|security(?=[ ]code[ ]on))[ -]?$",
    re.IGNORECASE,
)
_SOFT: Final = re.compile(
    "(?:短信(?:里|来|收到|发来|写|上|是|说|嚟)|手机(?:上|短信)?收到|收到(?:的|了)?(?:六|6)?位?(?:数|数字)?|蹦出来"
    "|刚收到|刚到|到了|来了|发来的?|小程序上的|30秒一变"
    "|texted me|they sent me|sent me|just came in|it says|text says|got a text|texted|from sms|sms|changing numbers"
    "|google thing|it sent|they sent|rn|six numbers|app says|phone buzzed)"
    f"[^0-9\n.。!！]{{0,14}}?[ :,，是\n]{{0,2}}(?<![0-9A-Za-z.$¥￥-])([0-9](?:{GAP}[0-9]){{5}})(?![0-9A-Za-z]|[ "
    f".:/-][0-9]|[ ]?[/:年月日]){UNITS}",
    re.IGNORECASE,
)
_SOFT_BEFORE: Final = re.compile(
    f"(?<![0-9A-Za-z.$¥￥-])([0-9](?:{GAP}[0-9]){{5}})[ ,，(（]{{0,3}}"
    "(?:快,? ?要过期|要过期|刚到|刚收到|短信来的|短信里?的|填这个|这是?刚|是刚刚那个码|just arrived|is what the "
    "text|from the sms|from sms|hurry|from the text|is the text|from my app|刚刚那个|刚来)",
    re.IGNORECASE,
)
_GOOGLE: Final = re.compile("(?<![0-9A-Za-z-])G-[0-9]{6}(?![0-9A-Za-z-])")
_PLAIN: Final = re.compile("[0-9]{6}")
_STUCK: Final = re.compile("(?<=[0-9a-z])(?:yzm|码)[:：]?([0-9]{4,8})(?![0-9])")
_QUAD: Final = re.compile("[0-9]{1,3}([^0-9]{1,3})[0-9]{1,3}\\1[0-9]{1,3}\\1[0-9]{1,3}")
_NOT_CODES: Final = frozenset({"EXPIRY", "PHONE", "QQ", "BANK_CARD", "CARD_NO"})
_FAILS: Final = re.compile("(?:fail(?:s|ed)?|keeps?|page|screen|error|报错|错误)[^0-9]{0,16}$", re.IGNORECASE)
_GOES_BEFORE: Final = re.compile(f"(?:[0-9]|[0-9]X|(?<![0-9A-Za-z])[A-Z]{{1,2}})[ {FILL}.,_*-]{{1,7}}$")
_BACKUP: Final = re.compile("backup|recovery|rescue|spare|printed|scratch|emergency|备用|備用|应急")
_SPARE: Final = re.compile(
    "(?:[ \n:,，;；、/|#(]|[1-9][.)][ ]|is|are|was|were|and|only|left|one|still|have|和|是|就|只有|剩|我的|有|还有"
    "|的?那?几?个?(?:数字|码)?){0,8}"
    "(?<![0-9A-Za-z])([0-9]{4,5}[- ][0-9]{4,5}|(?=[a-z]{0,5}[0-9])[0-9a-z]{4,5}-[0-9a-z]{4,6}|[a-z]{5}-[a-z]{5}"
    "|[0-9]{8,10}|[0-9]{6})"
    "(?![0-9A-Za-z]|-[0-9])",
    re.IGNORECASE,
)
_TWO: Final = re.compile(
    f"(?<![0-9A-Za-z])((?:[0-9][{FILL}-]{{0,7}}[ ]?){{5,7}}[0-9]{FILL}{{0,6}}) "
    f"((?:[0-9][{FILL}-]{{0,7}}[ ]?){{5,7}}[0-9]{FILL}{{0,6}})"
    "[ ,.]{1,2}(?:the )?(?:second|first|last|latter|newer|other)",
    re.IGNORECASE,
)
"""Two codes, of which one is newer."""
_USE: Final = re.compile(
    "(?:use|enter|type|input|输入|填写)(?: code)? ?([0-9]{4,8}) ?(?:to|as|for|来|以|完成)(?: your)? ?"
    "(?:verif|log|sign|confirm|auth|complete|reset|验证|登|确认|校验)",
    re.IGNORECASE,
)
_SIX_IN_ALL: Final = re.compile(f"[0-9](?:{GAP}[0-9]){{5}}")
_A_FIGURE: Final = re.compile("[0-9]")
_FOUR_IN_A_ROW: Final = re.compile("[0-9](?<![0-9A-Za-z][0-9])[0-9]{3,7}(?![0-9])")
_FEWEST: Final = 4
_FEWEST_OF_TWO: Final = 12
_FARTHEST: Final = 64
_CLOSE_BEFORE: Final = 20
_CLOSE_BEHIND: Final = 26
_BEFORE_SIX: Final = 26
_BEHIND_SIX: Final = 32
_REACH: Final = 44
_LONGEST_CVV: Final = 4
_CODES: Final = frozenset({"OTP", "CODE"})
_OTP_FIGURES: Final = re.compile("[0-9]{4,6}|[0-9]{8}")
_FEWEST_OF_QUAD: Final = 6
_LONG_PIECE: Final = 5
_MOBILE: Final = 11
_SHORT: Final = 240
_HURRIED: Final = (
    "(?:马上|快|要|就|快要)(?:失效|过期|過期)|expir(?:es|ing) (?:in|soon)|(?:text|msg|message|sms)[^.\\n]{0,12}"
    "(?:six|6|four|4|numbers?|digits?)|one[ -]time|又来一|来了一条|又一条|再来一条"
)
_HURRY: Final = re.compile(_HURRIED, re.IGNORECASE)
"""Talk of a code that does not name it."""
_NAMING: Final = re.compile("验证|驗證|令牌|动态|(?<![a-z])(?:verif|otp|2fa|mfa|authent)", re.IGNORECASE)
_CONVEYED: Final = re.compile(
    "[输输填念报弹蹦登试码碼]|告诉|告訴|发我|发来|发你|給你|给你|收到|显示|顯示|过期|過期|失效|第[一二三]"
    "|[这那]个|新的|短信|手机|手機"
    "|(?<![a-z])(?:read|told|tell|gave|give|sent|got|gets?|received?|shows?|showed|says?|said|typed?"
    "|enter(?:ed)?|expired?"
    "|now|new|latest|first|second|third|texts?|phone|mobile|msg|message|login|log|sign|code|number|digits|popped|came"
    "|app|buzz(?:ed)?|here|this|it'?s|is it|call|sms)(?![a-z])",
    re.IGNORECASE,
)
"""Words of handing a code over."""
_OTHER_FIGURES: Final = re.compile(f"[0-9](?:[ {FILL}.·、_\n-]{{0,9}}[0-9]){{2,40}}")
_MOST_CODES: Final = 3
_HALVES: Final = re.compile("half|前[面两三四]|前一半|后[面两三四]|first (?:bit|part|two|three|four)")


def _look(text: Text) -> Iterator[Found]:
    view = text.spoken
    for label in text.labels.of("OTP", "CODE", "CVV"):
        if label.family == "CVV" and text.lower[label.start : label.end] != "security code":
            continue
        weak = label.family != "OTP"
        if weak and (
            of_business(text, label) or _OTHER_CODES.search(text.plain, max(0, label.start - 12), label.start)
        ):
            continue
        yield from _beside(text, view, label.start, label.end, weak=weak)
        if _BACKUP.search(text.lower, label.start, label.end):
            yield from _backups(view, label.end)
    yield from _in_pieces(text)
    for match in _GOOGLE.finditer(view):
        yield Found(match.start(), match.end(), 90)
    for match in _STUCK.finditer(view):
        yield Found(match.start(1), match.end(1), 78)
    if text.places("_OTP") or text.places("_SMS"):
        yield from _sent(text, view)
    if _FOUR_IN_A_ROW.search(view):
        yield from (Found(*match.span(1), 80) for match in _USE.finditer(view))
    yield from _only(text, view)


def _sent(text: Text, view: str) -> Iterator[Found]:
    """Codes beside words of receiving a message, or of using what came in it."""
    figures = len(_A_FIGURE.findall(view))
    if figures < _FEWEST:
        return
    yield from _six_figures(text, view)
    for soft in (_SOFT, _SOFT_BEFORE) if _SIX_IN_ALL.search(view) else ():
        for match in soft.finditer(view):
            if alone.unclaimed(text, view, *match.span(1)):
                yield Found(match.start(1), match.end(1), 74)
    for match in _TWO.finditer(view) if figures >= _FEWEST_OF_TWO else ():
        yield from (Found(*match.span(group), 78) for group in (1, 2))


def _only(text: Text, view: str) -> Iterator[Found]:
    """Figures that nothing else lays claim to, wherever they stand in a short message about such codes."""
    if len(view) > _SHORT:
        return
    if "OTP" in text.labels.families or _NAMING.search(view):
        places = [*alone.six(view), *alone.few(view)]
    elif "CODE" in text.labels.families or text.places("_SMS") or text.places("_OTP") or _HURRY.search(view):
        places = alone.six(view)
    elif _CONVEYED.search(view) and len(_OTHER_FIGURES.findall(view)) == len(places := alone.lone(view)):
        pass
    else:
        return
    its = [place for place in places if alone.unclaimed(text, view, *place)]
    yield from (Found(*place, 62) for place in its if len(its) <= _MOST_CODES)


def _backups(view: str, end: int) -> Iterator[Found]:
    """The list of codes that are kept for when the telephone is lost."""
    at = end
    while (match := _SPARE.match(view, at)) is not None:
        yield Found(*match.span(1), 92)
        at = match.end()


def _in_pieces(text: Text) -> Iterator[Found]:
    """A code in two halves with words between them."""
    told = bool(text.labels.families & _CODES or text.places("_OTP") or text.places("_SMS"))
    if not told and (len(text.plain) > _SHORT or not _HALVES.search(text.lower)):
        return
    runs = list(pieces(text))
    if any(len("".join(piece.value for piece in run)) == _MOBILE for run in runs):
        return
    for run in runs:
        if (
            _OTP_FIGURES.fullmatch("".join(piece.value for piece in run))
            and max(len(p.value) for p in run) < _LONG_PIECE
            and (told or not text.labels.near(run[0].start, run[-1].end, _CLOSE_BEHIND, alone.CLAIMING))
        ):
            for piece in run:
                yield Found(piece.start, piece.end, 70)


def _six_figures(text: Text, view: str) -> Iterator[Found]:
    """Figures by themselves, a little behind or before words of receiving a message: six of them, or close by."""
    sent = sorted(text.places("_SMS"))
    told = sorted((*sent, *text.places("_OTP")))
    for places, words, before, behind, sure in (
        (alone.few, sent, _CLOSE_BEFORE, _CLOSE_BEHIND, 64),
        (alone.six, told, _BEFORE_SIX, _BEHIND_SIX, 70),
    ):
        for start, end in places(view) if words else ():
            if _near(words, start, end, before, behind) and alone.unclaimed(text, view, start, end):
                yield Found(start, end, sure)


def _near(places: list[int], start: int, end: int, before: int, behind: int) -> bool:
    """Tell whether one of these ascending places lies so close before the start or behind the end."""
    if bisect_left(places, start - before) < bisect_right(places, start):
        return True
    return bisect_right(places, end) < bisect_right(places, end + behind)


def _beside(text: Text, view: str, start: int, end: int, *, weak: bool) -> Iterator[Found]:
    """What stands behind the word, or before it."""
    match = _BEHIND.match(view, end) if _A_FIGURE.search(view, end, end + _FARTHEST) else None
    if match and _QUAD.fullmatch(match[1]) and sum(map(str.isdigit, match[1])) >= _FEWEST_OF_QUAD:
        return  # an address of the internet
    if match and (alone.a_month(view, *match.span(1)) or _FAILS.search(view, end, match.start(1))):
        match = None
    if match and weak and text.lower[start:end] == "security code" and sum(map(str.isdigit, match[1])) <= _LONGEST_CVV:
        return
    if match and not _interrupted(text, end, match.start(1)) and not _anothers(text, match, weak=weak):
        yield Found(match.start(1), match.end(1), 80 if weak else 90)
        return
    near = max(0, start - _REACH)
    match = _BEFORE.search(view, near, start) if _A_FIGURE.search(view, near, start) else None
    if (
        match
        and not _interrupted(text, match.end(1), start)
        and not alone.a_month(view, *match.span(1))
        and not _GOES_BEFORE.search(view, max(0, match.start(1) - 8), match.start(1))
        and not business(text, match.start(1), match.end(1))
    ):
        yield Found(match.start(1), match.end(1), 76 if weak else 88)
        return
    # "code: A1001" is more likely an order's; with letters in it only a name of its own makes it a code.
    match = None if weak else _LETTERED.match(text.plain, end)
    if match:
        yield Found(match.start(1), match.end(1), 80)


def _anothers(text: Text, match: re.Match[str], *, weak: bool) -> bool:
    """Tell whether the figures are a month and year, or in another way not what a mere "code" means."""
    if match.start(1) == match.start() and _PLAIN.fullmatch(match[1]):
        return False
    return weak and text.labels.near(match.start(1), match.end(1), 12, _NOT_CODES)


def _interrupted(text: Text, start: int, end: int) -> bool:
    """Tell whether another kind of label stands in between."""
    other = text.labels.before(end)
    return other is not None and other.start >= start and other.family not in {"OTP", "CODE", "CVV"}


_ALONE: Final = Part("\\b[0-9]{4,8}(?:[^0-9a-z]|$)|[0-9]{3}[ -][0-9]{3}", figures=4)
DETECTOR: Final = Finder(
    "otp",
    "OTP",
    (
        family("_GOOGLE", features.FIGURE),
        wake(
            "(?:^|[^0-9a-z.$#/:_,-])(?:[0-9]{6}|[0-9]{3}[ -]{1,2}[0-9]{3}|[0-9](?:[ .-][0-9]){5})"
            "(?:[^0-9a-z%.:/-]|[.]?$|[.][^0-9])",
            figures=6,
        ),
        wake("(?:use|enter|type|input|输入|填写)(?: code)? ?[0-9]{4,8} ?(?:to|as|for|来|以|完成)", figures=4),
        wake("[0-9a-z](?:yzm|码)[0-9]{4}"),
        family("OTP", features.FOUR),
        family("OTP", features.SAID),
        family("OTP", features.ALIKE),
        family("OTP", "[0-9a-z]{5}-[0-9a-z]{5}"),
        family("OTP", "(?:码|碼|otp|code)(?:[ :]|是|：|为|is){1,6}(?:[A-Z]{5}|[0-9A-Z]{4})"),
        family("OTP", features.PIECES, features.enough(4)),
        family("CODE", features.PIECES, features.enough(4)),
        family("_OTP", features.PIECES, features.enough(4)),
        family("_SMS", features.PIECES, features.enough(4)),
        wake(
            "(?:half|前面|前两|前三|前四|前一半|first (?:bit|part|two|three"
            "|four))[^0-9]{1,12}[0-9]{2,4}[^0-9]{1,20}[0-9]{2,4}"
        ),
        family("CVV", features.FOUR),
        family("CODE", _ALONE),
        family("CODE", features.SAID),
        family("CODE", features.ALIKE),
        family("_SMS", _ALONE),
        family("_SMS", features.SAID),
        family("_SMS", features.GAPPED),
        family("_OTP", _ALONE),
        family("CODE", features.GAPPED),
        family("_OTP", features.GAPPED),
        family("_OTP", features.SAID),
    ),
    _look,
)
