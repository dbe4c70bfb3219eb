"""What stands around a candidate: who it is called by, and what makes a figure a quantity.

Promises looks of bounded length, so cost never grows with the text. Never finds anything by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from handclasp.screen.labels import Label
    from handclasp.screen.text import Text

REACH: Final = 60
"""How many code points before a candidate are looked at for what it is called."""
BEHIND: Final = 24
"""How many behind it."""

UNITS: Final = (
    "(?![ \t]{0,2}(?:位(?!数?[是:])|次|个|個|天|分(?!段)|秒|小时|年|月|日|号楼|元|块|%|折|件|张|人|条|级|倍|点(?!击)|刀"
    "|(?:minutes?|mins?|hours?|hrs?|days?|seconds?|secs?|times|digits?|characters|chars|letters|usd|usdt|items?|ms"
    "|gb|mb|am|pm|x|st|nd|rd|th"
    "|words?|points?|dollars|bucks|pcs|people|weeks?|months?|years?)(?![a-z])))"
)
"""Not followed by what makes a figure a quantity (a piece of a regular expression)."""

_WORD: Final = (
    "[\\s:=#.,;、~>()\\[\\]{}【】「」『』\"'“”‘’《》<*|/_+←→❤-]"
    "|是|为|為|係|叫|就|号码|號碼|号|號|码|碼|我|你|您|的|了|给|到|发|吧|哈|啊|呢|嗯|在|用|个|個|这|那|这个|写|填"
    "|输|改成|换成|改为|如下|来了|收到|后|前|说"
    "|应该|應該|另|新|旧|现在|以前|原来|都|也|最|尾|好|对|帮|查|下|看|充|绑定|注册|登记|预留|本人|请|麻烦|发你|有"
    "|没错|正确|可以|记|地址|信息|文字|数字|内容|有人"
    "|is|was|are|be|it|it's|its|number|num|no|code|id|at|on|to|with|my|the|this|that|for|and|here|below|from|used"
    "|use|i|me|your|of|as|using|under|says|goes"
    "|should|new|old|one|please|pls|ends|starting|shows|say|said|ok|hang|so|now|'s|s"
)
_GAP: Final = re.compile(f"(?:{_WORD})*+", re.IGNORECASE)
_GAP_BACK: Final = re.compile(
    "[\\s\"'”’)）】\\]]{0,3}(?:[,，。.←<\\-—(（:]{0,3}\\s?)"
    "(?:(?:[(（\\[]|加这个|加|这个|这是|这|是|就是|就|为|為|我|的|你|您|我们|家|本人|那个|那|号|刚|刚刚|收到|来|个"
    "|您的|上面|之前|老|新|用|了|实名|填|绑定|绑|注册|登录|登陆|支付|常用|里|短信"
    "|is|was|are|that|that's|thats|the|my|a|an|as|this|for|her|his|our|on|in|to|your|when|it|where|from|its|,"
    "|number|of|i|got|gets|me|new|old|current|real|best|works|and|使用|属于)\\s?)*+",
    re.IGNORECASE,
)
_ENDS: Final = re.compile("[。！？!?\n]")
_FIGURES: Final = re.compile("[0-9]{4}")


class Owner(NamedTuple):
    """The family of the label that names a candidate, how it stands, and how far away."""

    family: str
    tight: bool
    behind: bool
    distance: int


NOBODY: Final = Owner("", tight=False, behind=False, distance=999)


def owner(text: Text, start: int, end: int) -> Owner:
    """What the candidate is called: by words right before it, right behind it, or else loosely before or behind."""
    labels, plain = text.labels, text.plain
    before, after = labels.before(start), labels.after(end)
    loose = NOBODY
    if before is not None and start - before.end <= REACH:
        gap = start - before.end
        if gap == 0 or (_GAP.match(plain, before.end, start).end() == start):  # type: ignore[union-attr]
            return Owner(before.family, tight=True, behind=False, distance=gap)
        if not _FIGURES.search(plain, before.end, start):
            loose = Owner(before.family, tight=False, behind=False, distance=gap)
    if after is not None and after.start - end <= BEHIND:
        gap = after.start - end
        match = _GAP_BACK.match(plain, end, after.start)
        said = after.family != "BUSINESS" or gap == 0 or _SAID.search(plain, end, after.start) is not None
        if match and match.end() == after.start and said and not _owns_another(plain, after.end):
            return Owner(after.family, tight=True, behind=True, distance=gap)
        if (
            loose is NOBODY
            and not _FIGURES.search(plain, end, after.start)
            and not _ENDS.search(plain, end, after.start)
        ):
            loose = Owner(after.family, tight=False, behind=True, distance=gap)
    return loose


_SAID: Final = re.compile("是|这|这|为|is|the|this")
_ANOTHER: Final = re.compile(
    "[号号码號碼]{0,2}[ \t]{0,2}(?:是|为|:|=|is|#)?[ \t]{0,2}(?:[0-9A-Za-z+(]{0,3}[0-9]{3}|[0-9A-Z]{4})"
    "|[号号码號碼]{0,2}[:=]",
    re.IGNORECASE,
)


def _owns_another(plain: str, place: int) -> bool:
    """Tell whether the label that ends here names what follows it."""
    return _ANOTHER.match(plain, place) is not None


def business(text: Text, start: int, end: int) -> bool:
    """Tell whether this is named as an order's, parcel's or transaction's number."""
    its = owner(text, start, end)
    return its.family == "BUSINESS" and (its.tight or its.distance <= 12)


def of_business(text: Text, label: Label) -> bool:
    """Tell whether what a word names is an order's or a parcel's, said right before: 订单，数字是…."""
    other = text.labels.before(label.start)
    return (
        other is not None
        and other.family == "BUSINESS"
        and _ITS.fullmatch(text.plain, other.end, label.start) is not None
    )


_ITS: Final = re.compile(
    "[ ,:的号號是那个個上里写寫着著后後面'’]{0,8}(?:is |the |says |has |are |with )?", re.IGNORECASE
)
