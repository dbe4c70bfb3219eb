"""Keys and tokens of programs, by the form in which each service hands them out, or by what the text calls them.

Promises that they are dropped, never kept. Never takes a transaction's hash, a wallet's address or a link for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import business
from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors.api_key_told import WAKING, told
from handclasp.screen.gate import Part, family, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_FORMS: Final = (
    "(?:sk|rk|pk)[_-](?:live|test|proj|ant|or|svcacct)?[_-]?(?:[A-Za-z0-9_-]{20,200})|(?:AKIA|ASIA|AGPA"
    "|AIDA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{30,255}"
    "|github_pat_[A-Za-z0-9_]{30,255}|glpat-[A-Za-z0-9_-]{16,64}|xox[abeoprs]-[A-Za-z0-9-]{20,200}"
    "|AIza[A-Za-z0-9_-]{30,50}|SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{30,64}"
    "|whsec_[A-Za-z0-9]{24,64}|[0-9]{8,11}:AA[A-Za-z0-9_-]{30,40}"
    "|eyJ[A-Za-z0-9_-]{8,600}\\.eyJ[A-Za-z0-9_-]{8,2000}\\.[A-Za-z0-9_-]{16,600}"
    "|hf_[A-Za-z0-9]{30,60}|npm_[A-Za-z0-9]{30,60}|pypi-[A-Za-z0-9_-]{50,300}|ya29\\.[A-Za-z0-9_-]{30,300}"
    "|LTAI[A-Za-z0-9]{12,26}|AKID[A-Za-z0-9]{28,40}|shpat_[a-f0-9]{32}"
    "|dop_v1_[a-f0-9]{64}|sq0[a-z]{3}-[A-Za-z0-9_-]{22,50}|EAA[A-Za-z0-9]{40,300}|ntn_[A-Za-z0-9]{40,60}"
    "|gsk_[A-Za-z0-9]{40,60}|r8_[A-Za-z0-9]{30,50}|(?:AC|SK)[0-9a-f]{32}|[0-9a-f]{32}-us[0-9]{1,2}|dapi[0-9a-f]{32}"
    "|(?:rzp|pk|sk)_(?:live|test)_[0-9A-Za-z]{14,99}|glsa_[0-9A-Za-z]{32}_[0-9a-f]{8}"
    "|[MNO][A-Za-z0-9_-]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}"
)
_FORM: Final = re.compile(f"(?:(?<![0-9A-Za-z_])|(?<=token)|(?<=key)|(?<=secret))(?:{_FORMS})(?![0-9A-Za-z])")
_PREFIXED: Final = re.compile(
    "(?<![0-9A-Za-z_./=-])(?!(?:wxid|http|https|order|img|screenshot|file|scan|ref|item|sku|tx"
    "|bc1)[_-])[A-Za-z]{2,12}(?:[_-](?:live|test|prod|pat|key|sk|secret|token|v[0-9]"
    "|api))?[_-]([A-Za-z0-9]{24,128})(?![0-9A-Za-z_-])"
)
_SPLIT: Final = re.compile(
    "(?<![0-9A-Za-z_.-])((?:sk|rk)[_-](?:live|test|proj)?_?|AKIA|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|AIza"
    "|SG\\.|whsec_|[0-9]{8,11}:AA|eyJ)"
    "[A-Za-z0-9_.-]{0,400}(?:[ ]?[\n ·.,_/*…—、-]{1,3}[ "
    "]?(?![a-z]{1,12}(?![A-Za-z0-9]))[A-Za-z0-9_-]{1,400}(?:\\.[A-Za-z0-9_-]{1,400}){0,2}){1,40}(?![0-9A-Za-z])"
)
_NAMED: Final = re.compile(
    "(?![ ](?:contract|contact|address))(?:[ \t\n:=(\"'“「『\\[<]|是|为|为|如下|给我的|from|for|the|of"
    "|binance|okx|kraken|bybit|is|was|->|→|key|value"
    "|(?-i:[A-Z][a-z]{2,12})(?= )){0,10}([A-Za-z0-9+/_-]{20,200}={0,2})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_RANDOM: Final = re.compile(
    "(?<![0-9A-Za-z_./=?&+-])(?=[0-9A-Za-z]{0,60}[a-z])(?=[0-9A-Za-z]{0,60}[A-Z])(?=(?:[A-Za-z]{0,60}[0-9]){4})[0-9A-Za-z]{45,85}"
    "(?![0-9A-Za-z_./=-])"
)
"""Too long for an address of a chain, too mixed for a hash."""
_HASH: Final = re.compile("0x[0-9a-fA-F]+")
_FIGURE: Final = re.compile("[0-9]")
_LETTER: Final = re.compile("[A-Za-z]")
_FEWEST: Final = 16
_ANY_KEY: Final = frozenset(("密钥", "密鑰", "ey"))


def _look(text: Text) -> Iterator[Found]:
    plain = text.plain
    yield from _unnamed(text)
    yield from told(text)
    for match in _FORM.finditer(plain):
        if any(char.isdigit() for char in match[0]) or match[0].startswith(("AK", "AS")):
            yield Found(match.start(), match.end(), 97)
    for match in _PREFIXED.finditer(plain):
        if (
            _random(match[1])
            and any(map(str.isupper, match[1])) + any(map(str.islower, match[1])) + (len(match[1]) > 30) > 0
        ):
            yield Found(match.start(), match.end(), 72)
    for match in _SPLIT.finditer(plain):
        if _dense(match[0]):
            yield Found(match.start(), match.end(), 76)
    places = [label.end for label in text.labels.of("API_KEY")] + list(text.places("_API_KEY"))
    places += [label.end for label in text.labels.of("CRYPTO_KEY") if plain[label.end - 2 : label.end] in _ANY_KEY]
    for place in places:
        named = _NAMED.match(plain, place)
        if named and _random(named[1]):
            yield Found(named.start(1), named.end(1), 84)


def _unnamed(text: Text) -> Iterator[Found]:
    for match in _RANDOM.finditer(text.plain):
        if _random(match[0]) and not business(text, match.start(), match.end()):
            yield Found(match.start(), match.end(), 58)


def _dense(split: str) -> bool:
    """Tell whether parts over several lines are one key: long, and hardly words."""
    bare = "".join(char for char in split if char.isalnum())
    return len(bare) >= 20 and _random(bare) and sum(char in " ,、" for char in split) * 2 < len(split)


def _random(token: str) -> bool:
    """Figures and letters mixed, and no address or hash of a chain."""
    return (
        len(token) >= _FEWEST
        and not _HASH.fullmatch(token)
        and _FIGURE.search(token) is not None
        and _LETTER.search(token) is not None
        and not token.startswith(("http", "bc1", "TR7"))
    )


DETECTOR: Final = Finder(
    "api_key",
    "API_KEY",
    (
        family("_KEY_FORM"),
        wake(
            "[a-z]{2}[_-][0-9a-z]{24}|ac[0-9a-f]{32}|sk[0-9a-f]{32}|[0-9a-f]{32}-us[0-9]|dapi[0-9a-f]{30}"
            "|rzp_(?:live|test)_|glsa_",
            figures=1,
        ),
        wake("[MNO][A-Za-z0-9_-]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27}", cased=True, figures=1),
        wake("[0-9a-z]{15}[g-wyz][0-9a-z]{30}|[0-9a-z]{22}[g-wyz][0-9a-z]{23}|[0-9a-z]{30}[g-wyz][0-9a-z]{15}"),
        wake(WAKING, Part("[0-9a-z]{16}", figures=4), features.MIXED),
        wake(
            "\\b(?:api|token|key|secret|bearer)|密钥|密鑰|令牌",
            Part("[0-9a-z]{3,12}[ .\\n-][0-9a-z]{2,12}[ .\\n-][0-9a-z]{2,12}", figures=4),
            features.MIXED,
        ),
        wake(
            "(?:sk|pk|rk)[ _.-]{1,2}(?:live|test|proj|ant|or)[ _.-]|\\b(?:ghp|gho|ghs|glpat|whsec|hf|npm"
            "|xox[bp]|shpat|gsk|sk|akia)[ .-]"
            "|hooks[.]slack|api/webhooks|webhook/send|：aa[0-9a-z]",
            figures=4,
        ),
        family("CRYPTO_KEY", features.LONG_TOKEN),
        family("API_KEY", features.LONG_TOKEN),
        family("_API_KEY", features.LONG_TOKEN),
    ),
    _look,
)
