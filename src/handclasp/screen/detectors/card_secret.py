"""Card secrets (卡密): the codes of gift, game and top-up cards, named as such or in a form that only codes have.

Promises the code, and those listed in the lines after it. Never takes an order number, a date or a word for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.checks import luhn
from handclasp.screen.context import UNITS, business, of_business
from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors.card_formed import PARCEL, by_form
from handclasp.screen.detectors.card_loose import SHAPES, loose
from handclasp.screen.detectors.card_told import told
from handclasp.screen.gate import Part, family, wake
from handclasp.screen.lexicon import words
from handclasp.screen.pieces import pieces
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.labels import Label
    from handclasp.screen.text import Text

_GAP: Final = re.compile(
    "(?:[ \t\n:=#(\"'“「『【\\[<]|那层|底下|[后後]面|的|数字|off|reads|bit|shows|左边|左半|前半[段截]?"
    "|上半[段截]?|第一[段行]|在这里?|在此|那串|这串|part (?:one|1)"
    "|first (?:half|part|bit)|->|→|是|为|為|係|就是|给的|发的|发你的?|如下|后|以后|下面|写着|了"
    "|这个|那个|号|码|我|不能用的|and|got|there's|it|says|is|was|are|code|codes|number|no\\.?|pin|the|that|you|sent"
    "|me|i|we|he|on|for|my|gave|tried|entered|typed|in|here|input|输的?|填的?|用|,(?=[ ]?[A-Z0-9])){0,14}",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(
    "((?:[A-Z0-9]{4,6})(?:(?: |[ ]?[-._/·]{1,2}[ ]?|—|–)[A-Z0-9]{4,6}){2,5}|(?:[a-z0-9]{4,6})(?:(?: |[ "
    "]?[-._/·]{1,2}[ ]?)[a-z0-9]{4,6}){2,5}(?=[^a-z0-9]|$)"
    "|[0-9A-Za-z]{2,32}(?:[-_.][0-9A-Za-z]{2,32}){1,9}|[0-9A-Za-z]{6,64}|[A-Z0-9](?:[ "
    "._-]{1,2}[A-Z0-9]){9,30})(?![0-9A-Za-z])"
)
_REST: Final = re.compile(
    "(?:[ \t]?[\n·.,_/*…-]{1,2}[ \t]?| )((?=[A-Za-z0-9]{0,30}[0-9])[A-Z0-9]{2,30}"
    "|(?=[a-z0-9]{0,30}[0-9])[a-z0-9]{2,30})(?![0-9A-Za-z])"
)
_PIECE: Final = re.compile("((?:[ ]{0,2}[\n·.,、_/*…—–-]{1,2}[ ]{0,2}|[ ]{1,3})?)([0-9A-Za-z]{1,10})(?![0-9A-Za-z@])")
_PIECES: Final = re.compile("(?=[A-Z]{0,40}[0-9])[0-9A-Z]{10,40}|(?=[a-z]{0,40}[0-9])[0-9a-z]{10,40}")
_SHORT_PIECE: Final = 3
_FEWEST_LOOSE: Final = 10
_ENGLISH: Final = words("english")
_SAID_CODE: Final = re.compile(
    f"(?:[ \\t\\n:：是为,，]|is){{0,4}}([0-9](?:[ .,、{FILL}-]{{0,7}}[0-9]){{9,23}}{FILL}{{0,6}})(?![0-9A-Za-z])"
)
_NEXT: Final = re.compile("[ \t\r]{0,3}[\n,;、|/]{1,3}[ \t]{0,3}(?:[0-9]{1,2}[.)、][ ]?|卡[0-9一二三]:)?")
_NO_SECRET: Final = re.compile(
    "0[xX][0-9a-fA-F]+|[A-Z]{2,10}(?:[_-][A-Z]{2,12}){0,3}[_-][A-Z]{0,3}[0-9]{2,8}|[0-9]{1,3}(?:[.][0-9]{1,5}){2,4}"
)
"""Numbers of errors and goods, hashes, versions."""
_DATE: Final = re.compile("(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}")
_UNIT: Final = re.compile(UNITS)
_SECRET_BEHIND: Final = re.compile("[ :是]{0,3}[0-9A-Za-z-]{6,30}[ ,，;。、\n]{0,3}(?:卡密|激活码|兑换码|充值码)")
_BANK: Final = re.compile("(?:银行|銀行|信用|储蓄|借记|bank|credit|debit)[ ]?$", re.IGNORECASE)
_SERIAL: Final = re.compile("[ :是]{0,3}[A-Z]{1,3}[0-9]{5,}(?![0-9A-Za-z-])")
_SHORT_SERIAL: Final = re.compile("[ :是]{0,3}[A-Z]{1,3}[0-9]{5,11}(?![0-9A-Za-z-])")
_PROMOTION: Final = re.compile("([A-Z]{3,12})[0-9]{1,3}")
_SALE: Final = re.compile(
    "SAVE|OFF|SALE|DEAL|VIP|WELCOME|HELLO|SUMMER|SPRING|WINTER|AUTUMN|XMAS|PROMO|EXTRA|FREE|HAPPY|BONUS|LUCKY"
)
_BANK_CARD: Final = re.compile("62|4|5[1-5]|3[47]|2[2-7]|35|6011|65")
_BANK_WORD: Final = re.compile(
    "bank|credit|debit|visa|master|amex|银行|信用卡|储蓄|my card|the card|card number", re.IGNORECASE
)
_CARD_THEN: Final = re.compile(
    "(银行|銀行|信用|储蓄|借记)?(?:卡号|卡號|序列号|序列號|card number|card no"
    "|serial)[^0-9A-Za-z\n]{0,6}([0-9A-Za-z-]{6,40})[ "
    "\t\n,;。、]{1,3}(?:and )?(?:卡|充值|刮开)?(?:密码|密碼|卡密|pin)$"
)
_GIFT: Final = re.compile(
    "gift|razer|prepaid|top[ -]?up|recharge|itunes|steam|google play|scratch|voucher|充值卡|一卡通|点卡|點卡"
    "|提货|礼品|购物卡|储值卡|[eE]卡|京东卡|电子卡|xbox|psn|roblox|nintendo|amazon",
    re.IGNORECASE,
)
_LONG: Final = re.compile(
    "(?:[ :=]|号?是|is){0,5}(?:[0-9](?:[ -]?[0-9]){7,19}|(?=[A-Z]{0,19}[0-9])[A-Z0-9]{8,20}"
    "|(?=[a-z]{0,19}[0-9]{1,19}[a-z])[a-z0-9]{12,20}|[0-9A-Z]{4,6}(?:-[0-9A-Z]{4,6}){2,5})"
    "(?![0-9A-Za-z!#-&*+<-@^_|~])"
)
_NO_CODE: Final = re.compile("[ :=是]{0,5}[0-9A-Za-z-]{0,40}[!#-&*+<-@^_|~]")
"""Signs that passwords have and codes of cards have not."""
_SECRETS: Final = frozenset({"CARD_SECRET"})
_DEVICE_SERIAL: Final = re.compile("(?:serial(?: (?:number|no))?|序列[号號]|序號|s/n|sn)", re.IGNORECASE)
_DEVICE: Final = re.compile(
    "warranty|guarantee|firmware|repair|bricked|replacement|device|laptop|phone|console|printer|router|headset|camera"
    "|monitor|motherboard|think ?pad|mac ?book|i(?:phone|pad|mac|watch)|ledger|trezor|i bought|bought the|manufactur"
    "|faulty|broken|cracked|won't turn on|dead on arrival|model|imei|保修|质保|維修|维修|保固|过保|在保|三包"
    "|售后|返修"
    "|机器|主板|换新|开机|黑屏|型号|型號|交易",
    re.IGNORECASE,
)
_ITS_PIN: Final = re.compile("pin[ :]{1,2}(?:is )?[0-9 -]{8,24}[ ,;]{1,3}$", re.IGNORECASE)
"""The secret of the card whose serial number follows."""
_FOUR_AND_FOUR: Final = re.compile("[0-9]{4}[ -][0-9]{4}(?![0-9A-Za-z]|[ -][0-9A-Z])")
_WALLET: Final = re.compile("[T13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[0-9a-z]{30,60}|0x[0-9a-fA-F]{40}")
_LONG_PIN: Final = re.compile("(?:[ :=]|is|number|code){0,5}[0-9](?:[ -]?[0-9]){9,19}(?![0-9A-Za-z])")
_CODE: Final = "([0-9A-Za-z]{4,40}(?:[-_·][0-9A-Za-z]{2,12}){0,6})(?![0-9A-Za-z@_./-])"
_SOME_WORDS: Final = re.compile(f"[^0-9\n]{{1,24}}?(?<![0-9A-Za-z@_./-]){_CODE}")
_BEFORE: Final = re.compile(f"(?<![0-9A-Za-z@_./:-]){_CODE}[ ,，。←<-]{{0,4}}[^0-9\n]{{0,28}}$")
_LONGEST_COMPLAINT: Final = 16
_FIGURES_ALONE: Final = range(14, 22)
_FEWEST_FIGURES: Final = 8
_MOST: Final = 40
_REACH: Final = 80
_PLAIN_WORDS: Final = re.compile("[A-Za-z]?[a-z]+(?:[-_.][a-z]+)*")


def of_a_card(text: Text, label: Label) -> bool:
    """Tell whether this 密码 belongs to a gift card whose 卡号 stands before it, not to a bank's or an account."""
    if text.plain[label.start : label.end].lower() == "pin" and _LONG_PIN.match(text.plain, label.end):
        return True
    if _LONG.match(text.plain, label.end) and _GIFT.search(text.plain, max(0, label.start - _REACH), label.start):
        return True
    match = _CARD_THEN.search(text.plain, max(0, label.start - _REACH), label.end)
    if not match or match[1] or _NO_CODE.match(text.plain, label.end):
        return False
    number = match[2].replace("-", "")
    return not (number.isdigit() and len(number) >= 13 and luhn(number))


def _look(text: Text) -> Iterator[Found]:
    plain = text.plain
    done = 0
    for label in text.labels.of("CARD_SECRET", "CODE", "PASSWORD", "CARD_NO"):
        if label.start < done or not _names_a_code(text, label):
            continue
        for found in _listed(
            text, label.end, weak=label.family == "CODE" or plain[label.start : label.end].lower() in {"key", "km"}
        ):
            done = found.end
            yield found
    if text.labels.families & {"CARD_SECRET", "CODE"}:
        yield from _in_pieces(text)
    if text.spoken is not text.plain:
        yield from _spoken(text)
    yield from _near(text)
    yield from by_form(text)
    yield from told(text)
    yield from loose(text)


def _spoken(text: Text) -> Iterator[Found]:
    """Figures behind its name that are said or written out as words."""
    for label in text.labels.of("CARD_SECRET"):
        match = _SAID_CODE.match(text.spoken, label.end)
        if match:
            yield Found(match.start(1), match.end(1), 80, "****")


def _near(text: Text) -> Iterator[Found]:
    """A long code some words behind what names it, or before it or a complaint."""
    plain = text.plain
    names = [
        label for label in text.labels.of("CARD_SECRET") if not _of_a_device(text, label) and not _glued(text, label)
    ]
    for label in names:
        behind = _SOME_WORDS.match(plain, label.end)
        if behind and _long(text, behind, label.end):
            yield _found(plain, behind.start(1), behind.end(1), 66)
    ends = [(label.start, label.start) for label in names]
    ends += [(max(0, end - _LONGEST_COMPLAINT), end) for end in text.places("_CARD_SECRET")]
    for start, end in ends:
        before = _BEFORE.search(plain, max(0, start - _REACH), end)
        if before and _long(text, before, before.end(1)):
            yield _found(plain, before.start(1), before.end(1), 66)


def _long(text: Text, match: re.Match[str], place: int) -> bool:
    """Tell whether this is a code by its length and mixture, and nothing else's number."""
    code = match[1]
    bare = "".join(filter(str.isalnum, code))
    mixed = any(map(str.isdigit, bare)) and any(map(str.isalpha, bare)) and len(bare) >= _FEWEST_LOOSE
    figures = bare.isdigit() and len(bare) in _FIGURES_ALONE
    between = text.labels.before(match.start(1))
    if between is not None and between.start > place and between.family != "CARD_SECRET":
        return False
    return (
        (mixed or figures)
        and not PARCEL.fullmatch(code)
        and not _NO_SECRET.fullmatch(code)
        and not _DATE.match(code)
        and not _WALLET.fullmatch(code)
        and not business(text, match.start(1), match.end(1))
        and not (figures and _BANK_CARD.match(bare) and luhn(bare))
    )


def _in_pieces(text: Text) -> Iterator[Found]:
    """A code that is told in pieces, each of which alone would be too short for one."""
    for run in pieces(text):
        bare = "".join(piece.value for piece in run)
        if _PIECES.fullmatch(bare) and all(len(piece.value) >= _SHORT_PIECE for piece in run):
            for piece in run:
                yield _found(text.plain, piece.start, piece.end, 71)


def _names_a_code(text: Text, label: Label) -> bool:
    if label.family == "PASSWORD":
        return of_a_card(text, label)
    if _of_a_device(text, label) or _glued(text, label) or (label.family == "CODE" and of_business(text, label)):
        return False
    if label.family == "CARD_NO":
        if _SECRET_BEHIND.match(text.plain, label.end):
            return True
        listed = text.labels.near(label.end, label.end, _REACH // 2, _SECRETS)
        return not (_SHORT_SERIAL if listed else _SERIAL).match(text.plain, label.end) and not _BANK.search(
            text.plain, max(0, label.start - 8), label.start
        )
    return True


def _glued(text: Text, label: Label) -> bool:
    """Tell whether the short word is the beginning of a number: GC405289210."""
    stuck = text.plain[label.start : label.end + 1]
    return label.end - label.start <= len("gc") and stuck[-1].isalnum() and stuck.isascii()


def _of_a_device(text: Text, label: Label) -> bool:
    """Tell whether this is the serial number of something that is bought, repaired or under warranty."""
    if _DEVICE_SERIAL.fullmatch(text.plain, label.start, label.end) is None:
        return False
    return _ITS_PIN.search(text.plain, max(0, label.start - _REACH), label.start) is not None or (
        _DEVICE.search(text.plain, max(0, label.start - _REACH), label.end + _REACH) is not None
        and _GIFT.search(text.plain) is None
    )


def _listed(text: Text, end: int, *, weak: bool) -> Iterator[Found]:
    """The code behind a name, and more of the same length in the list or lines after it."""
    plain = text.plain
    gap = _GAP.match(plain, end)
    token: re.Match[str] | None = _TOKEN.match(plain, gap.end()) if gap else None
    if gap and not weak and (stop := _loosely(plain, gap.end()) or _two_fours(plain, gap.end())):
        yield _found(plain, gap.end(), stop, 72)
        return
    if not gap or not token or not _secret(plain, token, named=gap.end() > end, weak=weak):
        return
    length = token.end() - token.start()
    while token is not None and (
        token.end() - token.start() == length or (length > 11 and _secret(plain, token, named=True, weak=True))
    ):
        stop = token.end()
        if (rest := _REST.match(plain, stop)) and length < 12 and _alike(token[0], rest[1]):
            stop = rest.end()
        yield _found(plain, token.start(), stop, 76 if weak else 87)
        between = _NEXT.match(plain, stop)
        token = _TOKEN.match(plain, between.end()) if between else None


def _loosely(plain: str, start: int) -> int:
    """Where a code ends that is written in pieces with marks between them: X7K2 · Q9 · …; 0 if there is none."""
    at = start
    pieces: list[str] = []
    mark: str | None = None
    while (piece := _PIECE.match(plain, at)) is not None:
        between = piece[1].strip(" ")
        if pieces and (mark not in {None, between} or not _belongs(piece[2], pieces, mark)):
            break
        if pieces and mark is None:
            mark = between
        pieces.append(piece[2])
        at = piece.end()
    bare = "".join(pieces)
    enough = len(pieces) > 2 or (len(pieces) == 2 and mark == "\n")
    return at if enough and len(bare) >= _FEWEST_LOOSE and any(map(str.isdigit, bare)) else 0


def _two_fours(plain: str, start: int) -> int:
    """Where eight figures in two groups end that are called a code; 0 if there are none."""
    match = _FOUR_AND_FOUR.match(plain, start)
    return match.end() if match else 0


def _belongs(piece: str, pieces: list[str], mark: str | None) -> bool:
    """Tell whether a piece goes on with the code, and is no word of the sentence behind it."""
    if any(map(str.isdigit, piece)) or (piece.isupper() and pieces[0].upper() == pieces[0]):
        return True
    return (
        len(piece) <= 5
        and piece.lower() not in _ENGLISH
        and (bool(mark) or len(piece) < 4)
        and pieces[0].lower() == pieces[0]
    )


def _alike(first: str, second: str) -> bool:
    """Tell whether these read as parts of one code: both with capitals, or both without."""
    return (first.upper() == first) == (second.upper() == second)


def _secret(plain: str, token: re.Match[str], *, named: bool, weak: bool) -> bool:
    code = token[0]
    if (
        _DATE.match(code)
        or _NO_SECRET.fullmatch(code)
        or not _UNIT.match(plain, token.end())
        or _PLAIN_WORDS.fullmatch(code)
        or ((word := _PROMOTION.fullmatch(code)) and (word[1].lower() in _ENGLISH or _SALE.search(word[1])))
    ):
        return False
    bare = "".join(char for char in code if char.isalnum())
    if len(bare) > _MOST:
        return False
    if bare.isdigit():
        if (
            _BANK_CARD.match(bare)
            and luhn(bare)
            and not weak
            and len(bare) in {15, 16, 19}
            and _BANK_WORD.search(plain, max(0, token.start() - 30), token.start())
        ):
            return False
        return len(bare) >= (12 if weak else _FEWEST_FIGURES) and not (len(bare) == 11 and bare[0] == "1")
    if weak and len(bare) < 10:
        return False
    figures = any(char.isdigit() for char in code)
    return (figures and len(bare) >= 6) or (named and code.isupper() and len(bare) >= _FEWEST_FIGURES)


def _found(plain: str, start: int, end: int, sure: int) -> Found:
    return Found(start, end, sure, f"****-{plain[end - 4 : end]}")


_MARKS: Final = "(?: | ?[-._/·]{1,2} ?|—|–)"
_LONG_CODE: Final = Part(
    "|".join("[0-9A-Za-z]" * place + "[0-9]" + "[0-9A-Za-z]" * (9 - place) for place in range(10))
    + "|[0-9A-Za-z]{2}[-_.][0-9A-Za-z]{2}|[A-Z0-9](?:[ ._-]{1,2}[A-Z0-9]){9}"
    + "".join(
        f"|[{its}]{{4}}{_MARKS}[{its}]{{0,5}}[0-9]|[0-9][{its}]{{0,5}}{_MARKS}[{its}]{{4}}"
        for its in ("A-Z0-9", "a-z0-9")
    ),
    cased=True,
    figures=1,
)
"""What a mere "code" must look like to be a card's: ten places with a figure among them, in one run or in groups."""
DETECTOR: Final = Finder(
    "card_secret",
    "CARD_SECRET",
    (
        family("CARD_SECRET", features.MIXED),
        family("CARD_SECRET", features.SEVEN),
        family("CARD_SECRET", features.SAID),
        family("_CARD_SECRET", "[0-9a-z]{10}"),
        family("_CARD_SECRET", features.MIXED),
        family("_CARD_SECRET", features.ELEVEN),
        wake("[0-9A-Z]{3,6}-[0-9A-Z]{3,6}-[0-9A-Z]|[0-9a-z]{3,6}-[0-9a-z]{3,6}-[0-9a-z]{2}", cased=True),
        family("CODE", features.MIXED, _LONG_CODE),
        family("CODE", features.MIXED, features.PIECES),
        family("CODE", features.figures(12)),
        family("CODE", features.ELEVEN, features.PIECES),
        family("PASSWORD", _GIFT.pattern, features.SEVEN),
        family("PASSWORD", _GIFT.pattern, features.MIXED),
        family("PASSWORD", "\\bpin", features.ELEVEN),
        family("PASSWORD", "卡号|卡號|序列|card n|serial", features.SEVEN),
        family("CARD_NO", features.SEVEN),
        family("_CARD", features.MIXED),
        family("_CARD", features.ELEVEN),
        family("_CARD", "(?:[a-z]{4} ){3}[a-z]|[bcdfghjklmnpqrstvwxz]{4}"),
        family("_PAIR", features.SEVEN),
        family("CARD_NO", features.MIXED),
        wake("[A-Z]{4,6}-[A-Z]{4,6}-[A-Z]{4,6}-[A-Z]{4}", cased=True),
        wake(
            "[A-Z0-9]{4,6}-[A-Z0-9]{4,6}-[A-Z0-9]{4,6}|[0-9a-z]{4,5}-[0-9a-z]{4,5}-[0-9a-z]{4,5}"
            "|\\b[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}",
            cased=True,
            figures=1,
        ),
        wake("[A-Z0-9]{15}", "[0-9][A-Z]", cased=True, figures=1),
        *SHAPES,
    ),
    _look,
)
