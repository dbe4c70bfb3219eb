"""Keys of programs that are told like anything else: beside misspelt names, talk of plugins, or in pieces.

Promises long mixtures of letters and figures only. Never takes the code of a gift card, a hash or an order's number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.context import business
from handclasp.screen.detector import Found
from handclasp.screen.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

NAMES: Final = (
    "a[ ._-]?p[ ._-]?i|aip|apl|t[oe]{1,2}k[aeiou]{0,2}[a-z]?s?|tokn[e]?|toekn|tkoen|se[cr]{1,2}[a-z]{0,3}ts?"
    "|key|keys|kee|k3y|bearer|auth[a-z]*"
    "|acc?s{0,2}[ec]{0,2}s? key|credentials?"
)
"""Latin names of keys, as they are also spelt."""
_PROGRAMS: Final = (
    "developer|integrat[a-z]+|plug ?ins?|web ?hooks?|web ?shop|sdk|open ?ai|deepseek|claude|stripe|aws|bot"
    "|shopify|woocommerce"
    "|github|gitlab|slack|telegram|endpoint|backend|script|dashboard"
)
_CHINESE: Final = (
    "密钥|密鑰|密匙|秘钥|秘匙|钥匙|鑰匙|授权|授權|鉴权|鑑權|凭证|憑證|接口|开发者|開發者|后台|後台|长串|長串"
    "|拓肯|托肯|令牌|机器人|機器人|插件|对接|那串"
)
_LIKE: Final = re.compile(f"(?<![a-z])(?:{NAMES}|{_PROGRAMS}|mi ?yao)(?![a-z])|{_CHINESE}", re.IGNORECASE)
WAKING: Final = (
    f"{_CHINESE}|(?:\\b|_)(?:a[ ._-]?p[ ._-]?i|aip|tok|toe|tko|teok|se[cr]{{1,2}}[a-z]{{0,3}}t|key|kee|bearer"
    f"|auth|acc?s|credential|developer"
    "|integrat|plug ?in|web ?hook|web ?shop|sdk|open ?ai|deepseek|claude|stripe|aws|bot|shopify|woocom|git"
    "|slack|telegram|endpoint"
    "|backend|script|dashboard|mi ?yao)"
)
"""The beginnings of those words, for the gate."""
_LINE: Final = "(?:[ ]?\\n[ ]?(?=[A-Za-z]{0,60}[0-9])[0-9A-Za-z]{12,128})?"
"""The rest of a key that takes two lines."""
_TOKEN: Final = re.compile(
    "(?<![0-9A-Za-z_./@-])(?:[A-Za-z]{2,8}[_-]){0,3}(?=[A-Za-z]{0,60}[0-9])(?=[0-9]{0,60}[A-Za-z])[0-9A-Za-z]{16,128}"
    f"{_LINE}(?![0-9A-Za-z_@./-])"
)
_PIECES: Final = re.compile(
    "(?:[ \\t:=：\"'是为]"
    "|is){1,5}([0-9A-Za-z]{3,12}(?:([ .\\n-])[0-9A-Za-z]{2,12})(?:\\2[0-9A-Za-z]{2,12}){1,9})(?![0-9A-Za-z@])",
    re.IGNORECASE,
)
_PREFIX: Final = re.compile(
    "(?<![0-9A-Za-z])(?:(?:sk|pk|rk)[ _.-]{1,2}(?:live|test|proj|ant|or)[ _.-]{1,2}"
    "|(?:ghp|gho|ghs|glpat|whsec|xox[bp]|shpat|gsk|akia)[ .-]{1,2}"
    "|(?:sk|hf|npm)[.-])((?=[A-Za-z]{0,60}[0-9])[0-9A-Za-z]{14,128})"
    f"{_LINE}(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_HOOK: Final = re.compile(
    "(?:hooks[.]slack[.]com/services/|discord(?:app)?[.]com/api/webhooks/|webhook/send[?]key=)([0-9A-Za-z/_-]{20,120})",
    re.IGNORECASE,
)
_OTHERS: Final = re.compile(
    "order|trace|md5|sha|hash|commit|build|uuid|guid|request|req[_ ]|file|track|ship|parcel|tx|session|serial"
    "|warranty|gift|card|voucher"
    "|redeem|steam|xbox|psn|windows|office|wallet|address|contract|wxid|img|screenshot|订单|快递|物流|单号|文件"
    "|哈希|卡密|兑换|激活|充值|合约|钱包"
    "|地址|流水|交易|私钥|助记|十六进制|乱码|导入|导进|mac |pri?va?te?|seed|mnemonic|hex(?![a-z])",
    re.IGNORECASE,
)
_NO_HEX: Final = re.compile("[G-Zg-z]|^.{1,27}$")
_PROPER: Final = re.compile(
    "(?<![a-z])(?:api|token|secret|bearer)(?![a-z])|密钥|密鑰|接口|令牌|授权|鉴权|开发", re.IGNORECASE
)
"""Names that make a key even of hexadecimal figures, which a wallet's key is as well."""
_ENGLISH: Final = words("english")
_REACH: Final = 60
_BESIDE: Final = 10
_LONG: Final = 20
_FEWEST: Final = 4
_AROUND: Final = 40
_TAIL: Final = 14


def told(text: Text) -> Iterator[Found]:
    """Long tokens beside such words, keys whose first part stands alone, and addresses that are secrets."""
    plain = text.plain
    for match in _HOOK.finditer(plain):
        yield Found(match.start(1), match.end(1), 80)
    for match in _PREFIX.finditer(plain):
        if _mixed(match[1]):
            yield Found(match.start(), match.end(), 88)
    like = [match.span() for match in _LIKE.finditer(plain)]
    if not like:
        return
    for match in _TOKEN.finditer(plain):
        start, end = match.span()
        reach = _REACH if end - start >= _LONG and any(map(str.islower, match[0])) else _BESIDE
        near = any(start - reach <= at <= start or end <= first <= end + reach for first, at in like)
        if (
            near
            and _mixed(match[0])
            and (_NO_HEX.search(match[0]) or _PROPER.search(plain))
            and not _nothing(text, start, end)
        ):
            yield Found(start, end, 88)
    for _first, at in like:
        pieces = _PIECES.match(plain, at)
        if pieces and _one_key(pieces[1]) and not _nothing(text, *pieces.span(1)):
            yield Found(pieces.start(1), pieces.end(1), 82)


def _nothing(text: Text, start: int, end: int) -> bool:
    """Tell whether this is something else's number by the words around it."""
    if start and text.plain[start - 1] == "\n" and any(map(str.isdigit, text.plain[max(0, start - _TAIL) : start])):
        return True  # the second line of something longer
    return (
        _OTHERS.search(text.plain, max(0, start - _AROUND), start) is not None
        or _OTHERS.search(text.plain, end, end + _AROUND) is not None
        or business(text, start, end)
    )


def _mixed(token: str) -> bool:
    """Tell whether there are several figures and letters, and not only those of hexadecimal beside a 0x."""
    figures = sum(map(str.isdigit, token))
    return figures >= _FEWEST and sum(map(str.isalpha, token)) >= _FEWEST and not token.lower().startswith("0x")


def _one_key(written: str) -> bool:
    """Tell whether pieces are one key: long, mixed, and hardly any of them a word."""
    parts = re.split("[ .\\n-]", written)
    with_figures = sum(any(map(str.isdigit, part)) for part in parts)
    said = any(part.isalpha() and part.lower() in _ENGLISH for part in parts)
    return len("".join(parts)) >= _LONG and _mixed(written) and with_figures * 2 > len(parts) and not said
