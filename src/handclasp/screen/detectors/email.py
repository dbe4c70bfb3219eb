"""E-mail addresses, also with the @ and the dots written as words (艾特, [at], dot).

Promises the whole address. Never takes a mention (@客服) or the English word "at" in a sentence for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors.email_told import AT_WORDS, PROVIDERS, told
from handclasp.screen.gate import Part, family, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_LOCAL: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_LONGEST_LOCAL: Final = 64
_DOMAIN: Final = re.compile(r"((?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24})(?![A-Za-z0-9]|-[A-Za-z0-9])")
_DOT: Final = r"(?:[ \n]{0,2}(?:\.|。|,|点|點|[\[({_]dot[\])}_]|[\[({]\.[\])}]|(?<=[ _])dot(?=[ _]))[ _]{0,2})"
_TOP: Final = (
    "(?:com|cn|net|org|io|me|edu|gov|co|hk|tw|uk|de|jp|app|dev|xyz|top|vip|info|fr|ru|it|es|nl|ca|au|in|sg|my|kr|cc"
    "|us|eu|ch)"
)
_SPELLED: Final = re.compile(
    rf"[ \n]{{0,2}}((?:[A-Za-z0-9-]{{1,63}}{_DOT}){{1,4}}{_TOP})(?![A-Za-z0-9]|-[A-Za-z0-9])", re.IGNORECASE
)
_PROVIDER: Final = re.compile(
    "[ \n]{0,2}(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|proton|protonmail|qq|foxmail|mail|example"
    r"|163|126|139|yeah|sina|aliyun|me|msn|aol|gmx|yandex|naver|web|sohu|vip|ymail|rocketmail|mailbox|fastmail|zoho"
    r"|tutanota|comcast|btinternet|orange"
    r"|hey|pm|posteo|mailinator|[a-z0-9-]{2,24}(?=[ ]dot[ ](?:com|net|org|cn|co|de|io|hk|tw|uk|fr)))(?:[.,]"
    r"|[ ]?dot[ ]|点|點|。|[ ][.])",
    re.IGNORECASE,
)
_SIGN: Final = re.compile("[ \n]?@[ \n]?")
_AT: Final = re.compile(
    "[ \n]?@[ \n]?|[ ]?(?:艾特|爱特|圈a|圈A|圈圈a)[ ]?|[ ]?[\\[({<#_]at?[\\])}>#_][ ]?|[ ]at[ ]|[#&]", re.IGNORECASE
)
_DOTS_BEFORE: Final = re.compile(
    "(?:[A-Za-z0-9_%+-]{1,40}(?:[ ]dot[ ]|[ ]\\.[ ]|点|點|[(\\[]dot[)\\]]|[(\\[{]\\.[)\\]}]|_dot_))+"
    "[A-Za-z0-9_%+-]{1,40}$",
    re.IGNORECASE,
)
_VERBS: Final = frozenset(
    {
        "look",
        "log",
        "login",
        "me",
        "mail",
        "us",
        "is",
        "was",
        "sign",
        "inbox",
        "account",
        "support",
        "in",
        "email",
        "it",
        "address",
        "here",
        "at",
        *"works work working shop site page store bought buy order ordered found website available down click".split(),
        *"visit hosted downloaded live seen them people customers team staff register registered try only".split(),
    }
)
_NO_PLAIN_WORD: Final = re.compile(
    "[ \n]{0,2}(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|protonmail|qq|foxmail|163|126|139|sina|aliyun"
    "|[a-z]{2,12}(?:[ ]dot[ ]|点|點))",
    re.IGNORECASE,
)
_SAID_AT: Final = re.compile("[ ]at[ ][a-z0-9-]{2,40}(?:[ ]dot[ ]|点|點|[.])[a-z]", re.IGNORECASE)
_DOTTED_TOP: Final = re.compile(
    f"[ ]?[a-z0-9-]{{2,40}}(?:(?:[ ]dot[ ]|点|點|[.])[a-z0-9-]{{2,20}}){{0,2}}(?:[ ]dot[ ]|点|點|[.]){_TOP}"
    f"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
"""A domain of anybody's, dotted in words or signs."""
_OTHER_SIGNS: Final = re.compile("[#&]")
_PARTED: Final = re.compile("[0-9._-]")
_DOTTED: Final = re.compile(_DOT, re.IGNORECASE)


def _look(text: Text) -> Iterator[Found]:
    plain = text.plain
    signs = plain.count("@")
    only_signs = len(text.places("_AT")) <= signs and not _OTHER_SIGNS.search(plain) and not _SAID_AT.search(plain)
    for at in (_SIGN if only_signs else _AT).finditer(plain):
        if not plain[at.end() : at.end() + 1].isalnum():
            continue
        domain = _domain(plain, at)
        start = _local(plain, at.start())
        if not domain or start == at.start():
            continue
        local = plain[start : at.start()]
        named = "EMAIL" in text.labels.families
        if at[0].strip() != "@" and not _meant(plain, at, local, named=named):
            continue
        host = _DOTTED.sub(".", domain[1])
        yield Found(start, domain.end(1), 96 if at[0].strip() == "@" else 82, f"{local[0]}***@{host}")
    yield from told(text, _VERBS)


def _domain(plain: str, at: re.Match[str]) -> re.Match[str] | None:
    if "@" not in at[0]:
        return _SPELLED.match(plain, at.end())
    straight = _DOMAIN.match(plain, at.end())
    spelled = _SPELLED.match(plain, at.end())
    if (
        straight
        and spelled
        and spelled.end() > straight.end()
        and "," not in spelled[0]
        and "\n" not in spelled[0][-6:]
        and " ." not in spelled[1]
    ):
        # "lena@mail.example dot com" is longer as it is said.
        return (
            spelled
            if spelled[1].startswith(straight[1]) and straight[1].rpartition(".")[2].lower() not in _TOPS
            else straight
        )
    return straight or spelled


_TOPS: Final = frozenset(_TOP[3:-1].split("|"))


def _meant(plain: str, at: re.Match[str], local: str, *, named: bool) -> bool:
    """Tell whether words for @ stand for it here: for "at" and "#", only before a provider of mail."""
    sign = at[0].strip().lower()
    if sign in {"at", "#", "&"}:
        if local.lower() in _VERBS:
            return False
        if not _PROVIDER.match(plain, at.end()):
            spelled = _DOTTED_TOP.match(plain, at.end())
            return spelled is not None and (named or _PARTED.search(local) is not None)
        return any(char in "0123456789._-+" for char in local) or _NO_PLAIN_WORD.match(plain, at.end()) is not None
    return True


def _local(plain: str, end: int) -> int:
    said = _DOTS_BEFORE.search(plain, max(0, end - _LONGEST_LOCAL), end)
    if said:
        return said.start()
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
        family("_AT"),
        wake("[0-9a-z_] at [a-z0-9-]{2,24}(?: dot |点|點|[.])(?:com|net|org|cn|co|de|io|hk|tw|uk|fr)"),
        wake("[a-z0-9._-]{3} at [a-z0-9-]{2,40} dot [a-z]{2}"),
        wake("[0-9a-z_] at [a-z0-9-]{2,24}[.](?:edu|gov|ac|sg|my|jp|kr|fm|me|tv|ca|au|in)"),
        wake("[a-z0-9]&[a-z0-9]{2,12}(?:[.]|。|点|點)(?:com|cn|net|org)"),
        wake("[a-z0-9] ?(?:[(]|（|\\[)at?(?:[)]|）|\\]) ?[a-z0-9]"),
        wake(f"[0-9a-z] ?(?:[(\\[{{<\"'*/_~-]|（|【|“|‘){{0,2}} ?(?:{AT_WORDS})", wide=True),
        wake("[0-9a-z] ?(?:®|©|ⓐ|﹫)|[0-9a-z] (?:at[ -]sign|arroba|arobase|chiocciola) "),
        wake("[0-9a-z] ?[(\\[{<\"'*/_~-]{1,2} ?at? ?[)\\]}>\"'*/_~-]{1,2} ?[0-9a-z]"),
        family("EMAIL", f" at ?(?:{PROVIDERS})"),
        wake(f"[0-9._+-][a-z._-]{{0,12}} (?:at ?|a )(?:{PROVIDERS})", figures=1),
        wake(
            "gmail|outlook|hotmail|yahoo|icloud|谷歌|qq ?(?:邮|郵|mail)|foxmail|1[26][36] ?(?:邮|郵)",
            Part("[a-z._-][0-9]|[0-9]{5}", figures=2),
        ),
        family("EMAIL", "[a-z0-9]#[a-z0-9-]{2,40}[.][a-z]{2}"),
    ),
    _look,
)
