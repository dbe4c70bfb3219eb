"""E-mail addresses, also with the @ and the dots written as words (艾特, [at], dot).

Promises the whole address. Never takes a mention (@客服) or the English word "at" in a sentence for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import anchors, wake

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handclasp.screen.text import Text

_LOCAL: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_LONGEST_LOCAL: Final = 64
_DOMAIN: Final = re.compile(r"[ ]?((?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24})(?![A-Za-z0-9]|-[A-Za-z0-9])")
_DOTTED: Final = r"[ ]{0,2}(?:\.|。|点|點|[\[(]dot[\])]|(?<= )dot(?= ))[ ]{0,2}"
_TOP: Final = "(?:com|cn|net|org|io|me|edu|gov|co|hk|tw|uk|de|jp|app|dev|xyz|top|vip|info)"
_SPELLED: Final = re.compile(
    rf"[ ]{{0,2}}((?:[A-Za-z0-9-]{{1,63}}{_DOTTED}){{1,4}}{_TOP})(?![A-Za-z0-9]|-[A-Za-z0-9])", re.IGNORECASE
)
_PROVIDER: Final = re.compile(
    "[ ]{0,2}(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|proton|protonmail|qq|foxmail"
    "|163|126|yeah|sina|aliyun)"
    r"(?:\.|[ ]dot[ ])",
    re.IGNORECASE,
)
_AT: Final = re.compile("@|艾特|爱特|[\\[({<#]at[\\])}>#]|[ ]at[ ]", re.IGNORECASE)
_VERBS: Final = frozenset(
    {"look", "log", "login", "me", "mail", "us", "is", "was", "sign", "inbox", "account", "support"}
)


def _look(text: Text, _hits: Sequence[int]) -> Iterator[Found]:
    plain = text.plain
    for at in _AT.finditer(plain):
        domain = _domain(plain, at)
        end = at.start() - plain[max(0, at.start() - 1) : at.start()].count(" ")
        start = _local(plain, end)
        if not domain or start == end:
            continue
        local = plain[start:end]
        if at[0].lower() == " at " and (local.lower() in _VERBS or not _PROVIDER.match(plain, at.end())):
            continue
        host = re.sub(_DOTTED, ".", domain[1], flags=re.IGNORECASE)
        yield Found(start, domain.end(1), 95 if at[0] == "@" else 80, f"{local[0]}***@{host}")


def _domain(plain: str, at: re.Match[str]) -> re.Match[str] | None:
    return (at[0] == "@" and _DOMAIN.match(plain, at.end())) or _SPELLED.match(plain, at.end())


def _local(plain: str, end: int) -> int:
    start = end
    while start > max(0, end - _LONGEST_LOCAL) and plain[start - 1] in _LOCAL:
        start -= 1
    while start < end and plain[start] in ".-%":
        start += 1
    return start


DETECTOR: Final = Finder(
    "email",
    "EMAIL",
    (
        wake("[@＠] ?[a-z0-9]"),
        anchors("艾特", "爱特", r"[\[({<#（【]at[\])}>#）】]", "[a-z0-9] at [a-z0-9-]{1,63}(?:\\.| ?dot )"),
    ),
    _look,
)
