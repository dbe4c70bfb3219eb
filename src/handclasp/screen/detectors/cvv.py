"""Card security codes (CVV2, CVC2, 安全码): three or four figures beside their name.

Promises that they are dropped, never kept. Never reads figures without the name beside them as one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import UNITS
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_GAP: Final = f"[ \t{FILL}.·、,_*/-]{{0,9}}"
_CODE: Final = (
    f"(?:(?<![0-9A-Za-z])|(?<=cvv)|(?<=cvc)|(?<=cv2)|(?<=cvn)"
    f"|(?<=cvv2))((?=[OIl]?[0-9])[0-9OIl](?:{_GAP}[0-9]|{_GAP}[OIl](?={_GAP}[0-9])|[OIl]){{2,3}})(?![0-9A-Za-z/]"
    f"|[ .-][0-9])(?!{FILL}*[ ]{{1,3}}[0-9]){UNITS}"
)
_BEHIND: Final = re.compile(
    "(?:2(?![0-9]))?(?:[ \t\n:=#(\"'“「,，-]|[\u4e00-\u9fff]|[A-Za-z'’]|[.?](?= [a-z])){0,26}?" + _CODE,
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    f"(?<![0-9A-Za-z.-])([0-9](?:[ .、,_*{FILL}-]{{0,7}}[0-9]){{2,3}})(?:[\"'”」){FILL}]{{0,6}}[ ,，←<-]{{0,3}}"
    "(?:这?个?就?是|为|is|are|on|[(])?(?:[ ]"
    "|我的|这个|卡|的|the|my|card|three|a|code|an){0,6})$",
    re.IGNORECASE,
)
_REACH: Final = 40
_NUMBER_OF_THREE: Final = re.compile("订单|手机|电话|order|phone|收不到|是什么|在哪|错误")


def _look(text: Text) -> Iterator[Found]:
    for label in text.labels.of("CVV"):
        owner = text.labels.before(label.start)
        if owner is not None and label.start - owner.end <= 1 and owner.family in {"PHONE", "CN_ID", "BUSINESS"}:
            continue  # the last figures of something else
        found = None
        for view in text.views:
            match = _BEHIND.match(view, label.end)
            if match and not _NUMBER_OF_THREE.search(view, label.end, match.start(1)):
                # Another label in between names the figures instead.
                between = text.labels.before(match.start(1))
                if between is not None and between.family not in {"CVV", "BANK_CARD", "CARD_NO", "CODE", "PERSON"}:
                    continue
                found = Found(match.start(1), match.end(1), 90)
                yield found
        if found is None:
            match = _BEFORE.search(text.spoken, max(0, label.start - _REACH), label.start)
            if match:
                yield Found(match.start(1), match.end(1), 84)


DETECTOR: Final = Finder(
    "cvv",
    "CVV",
    (
        family("CVV", features.FIGURE),
        family("CVV", features.SAID),
    ),
    _look,
)
