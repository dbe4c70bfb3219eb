"""E-mail addresses as they are dictated: 小老鼠 or "at sign" for @, "underscore" in a name, a provider by itself.

Promises the whole address. Never takes what somebody does at a site ("log in at gmail.com") for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.detector import Found
from handclasp.screen.spoken import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

PROVIDERS: Final = (
    "gmail|googlemail|g mail|outlook|hotmail|live|yahoo|ymail|icloud|proton(?:mail)?|qq|foxmail|163|126|139"
    "|sina|aliyun|msn|aol"
    "|gmx|yandex|naver|一六三|幺六三|一二六|幺二六|yeah|sohu|example"
)
AT_WORDS: Final = "艾特|爱特|愛特|埃特|艾忒|小老鼠|花a|圈a|圈圈a|at符号|at号|@符号|a圈|老鼠号"
"""What the sign is called in Chinese."""
_OPEN: Final = "[\\[({<【「（\"'“‘*/_~|-]"
_SHUT: Final = "[\\])}>】」）\"'”’*/_~|-]"
_WRAPPED: Final = f"[ \\n]?{_OPEN}{{1,2}}[ ]?(?:at|a|@|{AT_WORDS})[ ]?{_SHUT}{{1,2}}[ \\n]?"
_SAID: Final = (
    f"[ ]?(?:{AT_WORDS})(?:符号|符號|号)?[ ]?|[ ]?[®©ⓐ﹫][ ]?|[ ]at[ -]sign[ ]|[ ](?:arroba|arobase|chiocciola)[ ]"
)
_SIGNED: Final = "[ \\n]{0,2}@{1,2}[ \\n]{0,2}"
_DOT: Final = (
    "(?:[ \\n]?[.。,，]{1,2}[ \\n]?|[ ]?[点點][ ]?|[ ]?[\\[({<【（*_-]{1,2}(?:dot|point|点|點"
    "|[.])[\\])}>】）*_-]{1,2}[ ]?"
    "|[ ](?:dot|point|punto|punkt)[ ])"
)
_TOP: Final = (
    "(?:com|con|c0m|comm|cm|康姆|抗姆|net|cn|org|io|me|edu|gov|co|hk|tw|uk|de|jp|app|dev|xyz|top|vip|info|fr|it"
    "|es|nl|ca|au|sg"
    "|my|kr|cc|us|eu|ch)(?![A-Za-z0-9])"
)
_ANY: Final = f"(?:[A-Za-z0-9-]{{2,40}}{_DOT}){{1,3}}{_TOP}"
_OF_PROVIDER: Final = (
    f"(?:(?:{PROVIDERS})(?:{_DOT}|[ ]?){_TOP}(?:{_DOT}{_TOP})?|(?![0-9])(?:{PROVIDERS})(?![A-Za-z0-9]|[.。点點][a-z]))"
)
_JOIN: Final = (
    "(?:[ ](?:dot|underscore|under score|dash|hyphen|minus|plus|point)[ ]|[ ]?(?:下划线|下劃線|下横线|底线|减号"
    "|横杠|中划线|点|點)[ ]?)"
)
_NAME: Final = f"[A-Za-z0-9{SPOKEN}._%+-]"
_LOCAL: Final = f"(?<![A-Za-z0-9{SPOKEN}._%+@-])((?:[A-Za-z0-9._%+-]{{1,30}}{_JOIN}){{0,3}}{_NAME}{{1,40}})"
_TOLD: Final = re.compile(f"{_LOCAL}(?:{_WRAPPED}|{_SAID})({_ANY}|{_OF_PROVIDER})", re.IGNORECASE)
_SIGN: Final = re.compile(f"{_LOCAL}{_SIGNED}({_OF_PROVIDER})", re.IGNORECASE)
_JOINED: Final = re.compile(
    f"(?<![A-Za-z0-9._%+@-])((?:[A-Za-z0-9._%+-]{{1,30}}{_JOIN}){{1,3}}[A-Za-z0-9._%+-]{{1,30}})(?:[ ]at[ ]"
    f"|[ ]?@[ ]?)({_ANY})",
    re.IGNORECASE,
)
_AT_A_PROVIDER: Final = re.compile(f"{_LOCAL}(?:[ ]at[ ]?|[ ]a[ ])({_OF_PROVIDER})", re.IGNORECASE)
_BY_PROVIDER: Final = re.compile(
    "(?<![A-Za-z0-9.@])(?:gmail|outlook|hotmail|yahoo|icloud|谷歌邮箱|谷歌|qq[ ]?(?:邮箱|郵箱|mail)|foxmail"
    "|163[ ]?(?:邮箱|郵箱)"
    "|126[ ]?(?:邮箱|郵箱))(?:[ ]?(?:邮箱|郵箱|mail|账号|id|address|account|addr)){0,2}(?:[ ]?(?:is|是|就是"
    "|[:：,，=])[ ]?|[ ])"
    "(?=[A-Za-z._-]{0,20}[0-9])([A-Za-z0-9._-]{5,30})(?![A-Za-z0-9@]|[ ]?[个封元块次年月天点条])",
    re.IGNORECASE,
)
_THEN: Final = re.compile(
    "(?<![A-Za-z0-9.@])((?=[A-Za-z._-]{0,20}[0-9])[A-Za-z0-9._-]{5,30})[ ,，]{0,2}(?:后面|後面|再|然后|then"
    "|and then|plus|and)[ ]?"
    f"(?:加上?|是|add)?[ ]?(?:@[ ]?(?:{PROVIDERS})|(?:{PROVIDERS})(?![A-Za-z]))",
    re.IGNORECASE,
)
_ENDED: Final = re.compile(f"{_DOT}{_TOP}$", re.IGNORECASE)
_FIGURE: Final = re.compile("[0-9._+-]")
_DIGITS: Final = re.compile("[0-9]{1,4}")


def told(text: Text, verbs: frozenset[str]) -> Iterator[Found]:
    """Addresses in such words; none begins with one of the `verbs` that go with a site."""
    plain = text.plain
    for pattern in (_TOLD, _SIGN, _JOINED):
        for match in pattern.finditer(plain):
            if match[1].lower() not in verbs and not _DIGITS.fullmatch(match[1]):
                yield Found(match.start(1), match.end(2), _SURE, _shown(match))
    for match in _AT_A_PROVIDER.finditer(plain):
        told_so = (
            _ENDED.search(match[2]) is not None and "EMAIL" in text.labels.families and match[1].lower() not in verbs
        )
        if (told_so or _FIGURE.search(match[1].strip("._-"))) and not _DIGITS.fullmatch(match[1]):
            yield Found(match.start(1), match.end(2), _SURE, _shown(match))
    for pattern in (_BY_PROVIDER, _THEN):
        for match in pattern.finditer(plain):
            yield Found(match.start(1), match.end(1), 66, f"{match[1][0]}***")


def _shown(match: re.Match[str]) -> str:
    return f"{match[1][0]}***@{_DOTS.sub('.', match[2])}"


_DOTS: Final = re.compile(_DOT, re.IGNORECASE)
_SURE: Final = 81
