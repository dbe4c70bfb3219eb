"""Passwords, PINs and passphrases, where the words say that what follows (or stood before) is one.

Promises that they are dropped, never kept. Never takes talk about passwords ("密码错误", "password is wrong") for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import alone, features
from handclasp.screen.context import UNITS
from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors.password_hinted import hinted, like_a_password, token_end
from handclasp.screen.detectors.password_shaped import SHAPES, shaped
from handclasp.screen.gate import Part, family, wake
from handclasp.screen.pieces import pieces
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.labels import Label
    from handclasp.screen.text import Text

_LINK: Final = re.compile(
    "(?:[ \t]{0,3}(?:还|就|應該|应该|都|好像|可能|大概|我|你|我都|我给"
    "|now|still|actually|just|currently|should be)?[ \t]{0,2}"
    "(?:是不是|会不会是|是|为|為|係|设成|设为|设的|填的|输的|记成|记得是|写的|改的是|我?set成了?|设置成|设置为"
    "|改成了?|改为|想改成|换成|用的|给你|发你了|前一?半[段截]?|first (?:bit|half|part)|part (?:one|1)|告诉你|[:=]"
    "|->|→|(?:is|was|'s|are|to be|back to|to|should be|must be|might be)(?![A-Za-z])|as(?= [!-~]{0,30}[0-9])"
    "|[六6四4八8]位数?字?|在?下面[:,]?(?=\n))){1,3}[ \t\n]{0,3}[\"'“‘「『(《<【]{0,2}",
    re.IGNORECASE,
)
_FOR: Final = re.compile(
    " (?:(?:for|to|on|of) (?:[a-z']{1,14} ){0,3}[a-z0-9'@._-]{1,30}|(?:i|we|you) [a-z]{2,8})(?= (?:is|was)|:|="
    "| [0-9]{4})",
    re.IGNORECASE,
)
_NO_LINK: Final = re.compile("[ \t\n,]{0,3}[\"'“‘「『(]{0,1}")
_TOKEN: Final = re.compile("[!-~]{3,256}")
_SPACED: Final = re.compile("[!-~](?: [!-~]){5,40}(?![!-~])")
_NUMBER: Final = re.compile(f"[0-9](?:[ {FILL}.·、,_/*-]{{0,9}}[0-9]){{3,11}}(?![0-9])" + UNITS)
_UNIT: Final = re.compile(UNITS)
_PHRASE: Final = re.compile(
    "[a-z]{2,20}(?: [a-z]{2,20}){2,6}(?=[.,;!\n]|$)|[a-z]{2,20}(?: [a-z]{2,20}){3}(?![a-z])"
    "|[A-Za-z]{2,20}(?:[.-][A-Za-z]{2,20}){2,11}"
)
_TALK: Final = re.compile(
    "(?:wrong|incorrect|invalid|expired|not|the|my|your|a|an|required|too|being|been|reset|changed|secure|encrypted"
    "|protected"
    "|something|anything|another|stronger|safe|lost|forgotten|missing|weak|strong|needed|for|to|on|in|at|never"
    "|always|please|same|right|fine|ok|okay"
    "|correct|locked"
    "|blocked|rejected|accepted|working|stolen|leaked|unknown|different|case|what|why|how|when|where|who|it|this"
    "|that|and|or"
    "|because|set|sent|shown|saved|stored|short|long|empty|blank|important|private|secret|confidential|hidden|asked"
    "|coming"
    "|gone|broken|bad|good|now|still|only|also|no|yes|there|here|if|error|reset|recovery|unchanged|unsafe|updated"
    "|see|check|look|ask"
    "|contact|attached|below|above|written|again|use|try|enter|type|click|go|from|with|compromised|login|account"
    "|but|so|then|i|you|we|can|does|doesn't"
    "|doesnt|did|is|was|be|keeps|won't|wont|isn't|isnt|says|link|email|page|manager|field|box|hint|code|app|wifi"
    "|expire[ds]?|length|rules?"
    "|[0-9]{1,2}[-~][0-9]{1,2}(?![0-9-])|https?[:].*|n/a|null|none|true|false|[*•·.?_-]+)(?![A-Za-z0-9<@#$%^&*_~+=])",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    "(?<![!-~])(?=[!-~]{0,63}[0-9!@#$%^&*])([!-~]{4,64}?)[\"'”」)]?(?:[ ,，←<-]{0,3}(?:就?是|这是|这个?(?=密"
    "|$)|is|was|are|as"
    "|thats|that's|and|[(])|[ ]?(?:←|<-)|[,，](?=[ ]?[^ ]{1,10}$))"
    "(?:[ ,]|我的?|你的?|您的?|这个|那个|新|旧|原|登录|登陆|支付|交易|上号"
    "|账号|账户|帐号|提现|钱包|的|thats|that's|and|for|my|the|your|new|old|login|account){0,6}$",
    re.IGNORECASE,
)
_A_LITTLE_BEHIND: Final = re.compile("(?:[^!-~\n。！？]|,|[A-Z](?=[^!-~])){1,14}[ ]?[\"'“‘(]?([!-~]{4,64})")
_FIGURE: Final = re.compile("[0-9]")
_TELLING: Final = re.compile("[0-9!@#$%^&*]")
_OF_GAMES: Final = re.compile(
    "(?:game|battle|season(?: [0-9]{1,2})?|welkin|royale?|monthly|yearly|annual|day|ski|bus|train|premium|elite"
    "|event|boarding)[ -]$"
)
_AMOUNT: Final = re.compile(
    "(?:[ :=]|is|was|costs?){1,4}(?:[$¥￥€£][0-9]|[0-9.,]{1,12} ?(?:euros?|eur|usdt?|bucks|dollars|pounds|gbp|coins?"
    "|points?|[元块刀]"
    "|rmb|v-?bucks|gems|credits|diamonds)(?![a-z]))",
    re.IGNORECASE,
)
_FARTHER: Final = re.compile(
    "(?:(?:[^!-~\n。！？]|,){0,14}?(?:[设設改换換][成了为為]|就是|是|为|為)[ ]?"
    "|[^0-9\n.!?]{0,24}[ ,](?:it|which|and it)(?:'s| is| was) )([!-~]{4,64})",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile("-[0-9]{4}")
_PIN: Final = re.compile("[0-9]{4,8}")
_OF_FIGURES: Final = re.compile(
    "(?<![a-z])(?:pins?|pass ?codes?|pin ?(?:code|number)"
    "|(?:six|four|6|4)[ -]digits? (?:pin|thing|one|lock)"
    "|keypad|door|gate|safe|lock(?:er|box)?)(?![a-z])"
    "|密[码碼]|口令|(?:支付|付款|提现|提現|取款|取钱|资金|交易|锁屏|解锁|开锁|门锁|开门|开箱|箱子|保险|柜子?)[^0-9]{0,8}?(?:的|是|那|码)"
    "|设[的成了为过]?[^0-9]{0,4}[六6四4]位|[六6四4]位[^0-9]{0,8}设",
    re.IGNORECASE,
)
"""Talk of what is a password of figures alone."""
_ANY_FOUR: Final = re.compile(f"[0-9](?:{alone.GAP}[0-9]){{3}}")
_PASSWORD: Final = frozenset({"PASSWORD"})
_SHORT: Final = 240
_MOST_PINS: Final = 2
_LENGTHS: Final = frozenset({4, 5, 6})
_REACH: Final = 80
_HALF_A_TOKEN: Final = 128
_ENOUGH_ASKED: Final = 2000
"""Behind so many names of a password, none is looked for that stands before its name."""
_PIECE_NEAR: Final = 16
_SHORTEST: Final = 3
_SHORTEST_BARE: Final = 4


def _look(text: Text) -> Iterator[Found]:
    found = [*_named(text), *_in_pieces(text), *hinted(text), *shaped(text)]
    return iter(found or list(_pins(text)))


def _named(text: Text) -> Iterator[Found]:
    plain = text.plain
    done = 0
    for asked, label in enumerate(text.labels.of("PASSWORD")):
        if label.end < done - _HALF_A_TOKEN or _of_another(text, label) or _of_business(text, label):
            continue
        if found := _behind(text, label.end) or _farther(text, label.end):
            done = found.end
            yield found
        elif asked < _ENOUGH_ASKED and _TELLING.search(plain, max(0, label.start - _REACH), label.start):
            match = _BEFORE.search(plain, max(0, label.start - _REACH), label.start)
            if match and not _TALK.match(plain, match.start(1)):
                yield Found(match.start(1), match.end(1), 80)


def _pins(text: Text) -> Iterator[Found]:
    """Four or six figures that nothing else lays claim to, in a short message about a PIN and no other code."""
    view = text.spoken
    if len(view) > _SHORT or "OTP" in text.labels.families or not _ANY_FOUR.search(view):
        return
    if not _OF_FIGURES.search(view):
        return
    places = [*alone.six(view), *alone.few(view)]
    its = [
        place
        for place in places
        if sum(map(str.isdigit, view[slice(*place)])) in _LENGTHS and alone.unclaimed(text, view, *place, but=_PASSWORD)
    ]
    yield from (Found(*place, 75) for place in its if len(its) <= _MOST_PINS)


def _is_a_game_pass(text: Text, label: Label) -> bool:
    return (
        text.lower[label.start : label.end] == "pass"
        and _OF_GAMES.search(text.lower, max(0, label.start - 12), label.start) is not None
    )


def _in_pieces(text: Text) -> Iterator[Found]:
    for run in pieces(text):
        named = text.labels.before(run[0].start)
        if named is not None and named.family == "PASSWORD" and run[0].start - named.end < _PIECE_NEAR:
            for piece in run:
                yield Found(piece.start, piece.end, 71)


def _of_another(text: Text, label: Label) -> bool:
    """Tell whether this is no password of an account: a card's, a price, a pass of a game."""
    if text.plain.startswith((" yy", "/yy", "-yy", "yy"), label.end):
        return True  # mm yy is a month and a year
    return bool(_other_password(text, label) or _AMOUNT.match(text.plain, label.end) or _is_a_game_pass(text, label))


def _other_password(text: Text, label: Label) -> bool:
    """Tell whether this 密码 is a gift card's, whose 卡号 or 序列号 stands before it."""
    from handclasp.screen.detectors.card_secret import of_a_card  # noqa: PLC0415 - they ask each other

    return of_a_card(text, label)


def _of_business(text: Text, label: Label) -> bool:
    """Tell whether this is the beginning of an order's number: 订单PW-8571376."""
    other = text.labels.before(label.start)
    stuck = other is not None and other.family == "BUSINESS" and label.start - other.end <= 1
    return stuck and _NUMBERED.match(text.plain, label.end) is not None


def _behind(text: Text, end: int) -> Found | None:
    plain = text.plain
    reach = _FOR.match(plain, end)
    link = _LINK.match(plain, reach.end() if reach else end)
    gap = link or _NO_LINK.match(plain, reach.end() if reach else end)
    start = gap.end() if gap else end
    number = _NUMBER.match(text.spoken, start)
    spaced = _SPACED.match(plain, start)
    if spaced and _FIGURE.search(spaced[0]):
        return Found(start, spaced.end(), 84)
    token = _TOKEN.match(plain, start)
    if token is None:
        return Found(number.start(), number.end(), 85) if number else _loosely(text, end)
    phrase = _PHRASE.match(plain, start) if link else None
    stop = max(token_end(text.raw, token.start(), token.end()), number.end() if number else 0)
    told = text.lower[max(0, end - 6) : end] == "phrase"
    if phrase and not any(map(_TALK.fullmatch, re.split("[ .-]", phrase[0])[told:])):
        return Found(start, phrase.end(), 85)
    if link and not _TALK.match(plain, start) and stop - start >= _SHORTEST:
        return Found(start, stop, 90 if _telling(plain[start:stop]) else 70)
    if not link and _telling(plain[start:stop]) and _UNIT.match(plain, stop):
        return Found(start, stop, 80)
    return _loosely(text, end)


def _loosely(text: Text, end: int) -> Found | None:
    """A token of letters and figures a few Chinese characters behind the word."""
    match = _A_LITTLE_BEHIND.match(text.plain, end)
    if not match or text.labels.before(match.start(1)) not in (None, text.labels.before(end)):
        return None
    stop = token_end(text.raw, match.start(1), match.end(1))
    token = text.plain[match.start(1) : stop]
    mixed = any(map(str.isdigit, token)) and any(map(str.isalpha, token))
    return Found(match.start(1), stop, 72) if mixed and len(token) > _SHORTEST_BARE and like_a_password(token) else None


def _farther(text: Text, end: int) -> Found | None:
    """Figures or a token that a few words later are said to be it: 密码你给我设成084873, "my pin, it was 754061"."""
    match = _FARTHER.match(text.plain, end)
    if not match or text.labels.before(match.start(1)) not in (None, text.labels.before(end)):
        return None
    stop = token_end(text.raw, match.start(1), match.end(1))
    token = text.plain[match.start(1) : stop]
    return Found(match.start(1), stop, 78) if _PIN.fullmatch(token) or like_a_password(token) else None


def _telling(token: str) -> bool:
    """Without "is" or a colon, only what has figures in it reads as a password."""
    return len(token) >= _SHORTEST_BARE and _FIGURE.search(token) is not None


DETECTOR: Final = Finder(
    "password",
    "PASSWORD",
    (
        family(
            "PASSWORD",
            Part("[0-9][!-~]{3}|[!-~][0-9][!-~]{2}|[!-~]{2}[0-9][!-~]|[!-~]{3}[0-9]|[0-9][ -][0-9]", figures=1),
        ),
        family("PASSWORD", features.SAID),
        wake(
            "(?:密码|密碼|口令|word|passwd|passwrd|\\bpwd|\\bpw|\\bpass|\\bpin|\\bmm|passcode|mima|phrase|\\bpsw)"
            "(?:[ \\n:=\"'(]|：|是|为|為|係|is |was |'s |to |成|->|→|“|‘|「|『|还|就|[的用](?:是)?){1,5}[!-~]{3}"
        ),
        family("_PAIR"),
        family("_AT"),
        family("_PASSWORD"),
        family("ACCOUNT", "[!-~] ?[/|;] ?[!-~]{5}"),
        wake("(?:login|user|account|acct)[ :][^\\n]{1,24} with [!-~]{5}"),
        wake("old (?:one|pass|pw)[^\\n]{1,70} new|旧[^\\n]{4,70}新[^\\n]{0,12}[0-9a-z]"),
        wake("[0-9](?:mm|pw)[0-9a-z]{5}|密(?:：|:| ){0,2}[0-9a-z]{4}"),
        *SHAPES,
    ),
    _look,
)
