"""What only its neighbours tell: a name beside a telephone number or an address, 08/27 and 123 behind a bank card.

Promises to look right beside what was found, and nowhere else. Never finds anything where nothing was found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import beside_names
from handclasp.screen.context import business, owner
from handclasp.screen.detector import Found
from handclasp.screen.detectors import expiry
from handclasp.screen.detectors.password_hinted import like_a_password, token_end
from handclasp.screen.overlap import Named
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_PEOPLE: Final = frozenset({"PHONE", "ADDRESS", "CN_ID", "BANK_CARD", "PASSPORT", "TW_ID", "HK_ID", "EMAIL"})
_OF_PEOPLE: Final = _PEOPLE | {"IBAN", "SSN_US", "PLATE", "QQ_WECHAT", "PASSWORD", "OTP", "MACAU_ID", "PERSON"}
_WHOLE: Final = frozenset({"PLATE", "EMAIL"})
"""What no name reaches into."""
_MOST_WHOLE: Final = 40
_CARDS: Final = frozenset({"BANK_CARD"})
_EXPIRY: Final = re.compile(
    f"[{FILL}]{{0,6}}[\\s,，/|、;；丨]{{1,3}}(?:e?xp[. :]{{1,2}})?{expiry.VALUE}", re.IGNORECASE
)
_RECORD_NAME: Final = re.compile(
    f"[{FILL}]{{0,6}}[ ]?[|丨][ ]?([A-Za-zÀ-ɏ'’.-]{{2,20}}(?: [A-Za-zÀ-ɏ'’.-]{{1,20}}){{1,3}}"
    f"|[\u4e00-\u9fff]{{2,4}})(?=[\\s|丨,.，。;]|$)"
)
_CVV: Final = re.compile(
    "(?:[\\s,，/|、;；]{1,3}|[\\s,，]{0,2}(?:后面的|背面|后三位|背后|back|and the back says|and then|and|cvv|[ "
    "]){1,3}[ :：]?)([0-9]{3,4})(?![0-9A-Za-z]|[ ]?[元块年月日%]|[ .:/-][0-9])",
    re.IGNORECASE,
)
_CODE: Final = re.compile(
    f"[ \\t\\n,，/|、;；{FILL}]{{1,4}}(?:(?:and|back|the back|of|it|says|背后|背面|后面|后三位|后三|三位|安全码|sec"
    f"|security|後面|cvv|cvc|code|then|是|的|is"
    f")[ :：，,]{{0,2}}){{0,4}}([0-9](?:[ ,、._*{FILL}-]{{0,8}}[0-9]){{2,3}})(?![0-9A-Za-z]|[ "
    f"]?[元块年月日%]|[ .:/-][0-9])",
    re.IGNORECASE,
)
_MONTH: Final = re.compile(
    "(?<![0-9A-Za-z./-])(?:0[1-9]|1[0-2])[ ]?/[ ]?(?:20)?(?:2[4-9]|3[0-9])(?![0-9A-Za-z/]|[ ]?[日号])"
)
_BEHIND_MAIL: Final = re.compile("[ ]{1,2}(?=[!-~]{0,30}[0-9!@#$%^&*])((?![(<@])[!-~]{6,32})(?=\\s|$|[,，。])")
_COLUMN: Final = re.compile("[ ]?[|丨][ ]?([1-9][0-9]{5,9})[ ]?(?=[|丨\\n]|$)")
_SAID_TO_BE: Final = re.compile(
    f"[ \\n,，/|;；{FILL}]{{1,8}}(?:(?:and|the|my)[ ])?(?:sec(?:urity)?(?: code)?|back|cvv2?|cvc2?"
    f"|後面|後三碼|后面|背面|安全码|three"
    f")[ :：\\n是]{{0,3}}([0-9](?:[ ,、._*{FILL}-]{{0,8}}[0-9]){{2,3}})(?![0-9A-Za-z]|[ ]?[元块年月日%]"
    f"|[ .:/-][0-9])",
    re.IGNORECASE,
)
_REACHED: Final = frozenset({"ADDRESS", "HK_ID", "PHONE"})
_NO_PHONES: Final = frozenset({"QQ", "WECHAT", "BUSINESS", "ACCOUNT", "OTP", "PASSWORD", "CARD_SECRET", "BANK_CARD"})
_UNNAMED: Final = re.compile(
    "(?:^|[,，;；\\s'])((?:[2-9][0-9]{3}[ -]?[0-9]{4}(?=[,，;；]|\\s?$|\\n))"
    "|(?:[2-9][0-9]{2}[2-9][0-9]{6}(?=[,，;；.\\s]|$)))"
)
_AROUND: Final = 60


def named(text: Text, found: list[Named]) -> list[Named]:
    """What stands beside these findings and is told by them alone."""
    more: list[Named] = []
    if any(one.type in _OF_PEOPLE for one in found):
        whole = [one.found for one in found if one.type in _WHOLE][:_MOST_WHOLE]
        more += [
            Named(name, "person", "PERSON")
            for name in beside_names.alone(text.plain)
            if not any(name.start < one.end and one.start < name.end for one in whole)
        ]
    if any(one.type in _REACHED for one in found):
        more += [Named(number, "phone", "PHONE") for number in _unnamed(text)]
    seen: set[tuple[int, int]] = set()
    for one in found:
        if one.type in _CARDS:
            more += _card_data(text, one)
        elif one.type == "EMAIL":
            more += _password_behind(text, one.found.end)
        elif one.type == "PHONE":
            more += _qq_behind(text.plain, one.found.end)
        elif one.type == "EXPIRY":
            more += _code_behind(text.spoken, one.found.end)
        place = one.found.start, one.found.end
        if one.type in _PEOPLE and place not in seen:
            seen.add(place)
            more += [Named(name, "person", "PERSON") for name in beside_names.right_beside(text.plain, one.found)]
    return more


def _card_data(text: Text, card: Named) -> Iterator[Named]:
    """The month and the code behind a card's number."""
    plain, at = text.plain, card.found.end
    month = _EXPIRY.match(text.spoken, at)
    for near in _MONTH.finditer(plain, max(0, card.found.start - _AROUND), card.found.end + _AROUND):
        yield Named(Found(near.start(), near.end(), 72), "expiry", "EXPIRY")
    if month:
        yield Named(Found(month.start(1), month.end(1), 82), "expiry", "EXPIRY")
        at = month.end()
    yield from _code_behind(text.spoken, at) if month else ()
    code = _CVV.match(plain, at)
    if said := _SAID_TO_BE.match(text.spoken, at):
        yield Named(Found(said.start(1), said.end(1), 82), "cvv", "CVV")
    if code and (month or not code[0].strip(" ,，/|、;；").isdigit() or plain[at : code.start(1)].strip(" ") == ""):
        yield Named(Found(code.start(1), code.end(1), 74), "cvv", "CVV")


def _password_behind(text: Text, place: int) -> Iterator[Named]:
    """What looks like a password right behind a mailbox: a@b.com Tiger_88."""
    token = _BEHIND_MAIL.match(text.plain, place)
    if not token or not like_a_password(token[1]) or token[1].isupper():
        return
    if text.labels.before(token.start(1)) in (None, text.labels.before(place)):
        yield Named(Found(token.start(1), token_end(text.raw, *token.span(1)), 72), "password", "PASSWORD")


def _unnamed(text: Text) -> list[Found]:
    """Telephones without a name: eight figures between commas as in Hong Kong, or ten as in America."""
    return [
        Found(match.start(1), match.end(1), 62, f"****{match[1][-4:]}", "LANDLINE")
        for match in _UNNAMED.finditer(text.plain)
        if not business(text, match.start(1), match.end(1))
        and owner(text, match.start(1), match.end(1)).family not in _NO_PHONES
    ]


def _qq_behind(plain: str, place: int) -> Iterator[Named]:
    """The QQ of a record in columns: name|telephone|QQ|game."""
    number = _COLUMN.match(plain, place)
    if number:
        yield Named(Found(number.start(1), number.end(1), 72), "qq_wechat", "QQ_WECHAT")


def _code_behind(view: str, place: int) -> Iterator[Named]:
    """The code behind a month: 08/27 123, "exp 08/27 and 123"."""
    code = _CODE.match(view, place)
    if code:
        yield Named(Found(code.start(1), code.end(1), 80), "cvv", "CVV")
        name = _RECORD_NAME.match(view, code.end(1))
        if name:
            yield Named(Found(name.start(1), name.end(1), 72, f"{name[1][0]}***"), "person", "PERSON")
