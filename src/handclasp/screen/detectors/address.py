"""Postal addresses: Chinese chains from province to room, and streets in Latin letters with their numbers.

Promises the whole chain, and only concrete ones: a city, a district or a road alone is no address. Shows the city.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors import address_coded, address_world
from handclasp.screen.detectors.address_latin import latin
from handclasp.screen.detectors.address_world import world
from handclasp.screen.gate import chars, family, wake
from handclasp.screen.lexicon import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_HAN: Final = "\u4e00-\u9fff"
_COUNT: Final = "(?:[0-9]{1,5}[A-Za-z]?|[A-Za-z]|[零一二三四五六七八九十百〇两]{1,5})"
_UNIT: Final = (
    "(?:号楼|號樓|号院|号|號|栋|棟|幢|座|舍|斋|单元|單元|楼|樓|层|層|室|房|户|戶|弄|巷|组|組|社|队|排|门|門|期|区|段|铺|舖"
    "|鋪|之[0-9])"
)
_ROAD: Final = "(?:路|街|大道|道|巷|胡同|弄|段|里|公路|大街|村|屯|庄|莊|邨)"
_GAP: Final = "[ ,\n/，-]{0,3}"
_PLACES_ALL: Final = "|".join(sorted(listed("places_zh"), key=len, reverse=True))
_ANCHOR: Final = re.compile(
    f"(?<![0-9A-Za-z]){_COUNT}[ ]?(?:号楼|號樓|号院|号|號|弄|巷|组|組|栋|棟|幢|座|单元"
    f"|單元)(?![0-9]{{0,2}}[天元块])|(?<![0-9A-Za-z-])[0-9]{{1,3}}(?:-[0-9]{{1,2}}-[0-9]{{3,4}}"
    f"|[-#][0-9]{{3,4}})(?![0-9-])|(?<![0-9A-Za-z])[0-9]{{2,4}}[A-Za-z]?室"
)
_ROAD_BEFORE: Final = re.compile(
    f"[{_HAN}]{{1,10}}(?:{_ROAD})(?:东|西|南|北|中|正街)?(?:[一二三四五六七八九]段)?[ ]?(?:[0-9]{{1,4}}[巷弄])?$"
)
_ESTATE_BEFORE: Final = re.compile(
    f"[{_HAN}]{{2,12}}(?:[ ]?(?:[0-9]{{1,2}}|[A-Za-z]|[一二三四五六七八九十])[期区])?[ ,\n/，-]{{0,3}}$"
)
_ANY_BEFORE: Final = re.compile(f"[{_HAN}][{_HAN}0-9A-Za-z]{{0,15}}{_GAP}$")
_NO_HOUSE: Final = re.compile("(?:月|[0-9]年|第|日期|时间|航班|单号|订单)[ ]?$")
_HIGH_HOUSE_BEFORE: Final = re.compile(
    f"[{_HAN}]{{2,14}}(?:[樓楼座閣阁軒轩苑邨]|大[廈厦]|花[園园])(?:[A-Za-z]?[0-9]{{1,2}}[樓楼层層])?[ ]?$"
)
_ROOM_BEHIND: Final = re.compile("[ ]?[0-9A-Za-z零一二三四五六七八九十单單]")
_PLACES_BEHIND: Final = (
    "(?:宿舍楼?|学生公寓|公寓|菜鸟驿站|驿站|丰巢柜?|快递柜|快递点|自提[点柜]|代收点|门卫室?|门岗|保安[室亭]|前台"
    "|传达室|收发室|物业(?:处|中心)?|大堂"
    "|大厦|大廈|广场|廣場|中心|写字楼|商场|酒店|宾馆|医院|学校|小学|中学|幼儿园|超市|便利店|药店|工厂|厂房|仓库|车间"
    "|村委会|居委会|派出所|营业厅)"
)
_MORE: Final = re.compile(
    f"{_GAP}(?:(?!我|你|他)[{_HAN}A-Za-z·]{{0,8}}?){_PLACES_BEHIND}(?![{_HAN}]?[0-9])"
    f"|{_GAP}(?:[{_HAN}A-Za-z·](?:[{_HAN}A-Za-z· ]{{0,14}}?[{_HAN}A-Za-z·])??{_GAP})?{_COUNT}[ ]?{_UNIT}"
    f"(?:[ ]?{_COUNT}[ ]?{_UNIT}|[ -]?[0-9]{{3,4}}(?![0-9]))*"
    f"|{_GAP}(?:[{_HAN}]{{2,12}}{_GAP})?[A-Z]?[0-9]{{1,3}}(?:[-#][0-9]{{1,4}}){{1,2}}(?![0-9-])|[ ]?[0-9]{{3,4}}(?:室"
    f"|房)?(?![0-9年元块])|[零一二三四五六七八九十]{{2,4}}(?:室|房)?|[ ]?[0-9]{{1,2}}[楼层樓]|[东西南北]户"
    f"|之(?:[0-9]{{1,2}}|[一二三四五六七八九])|附[0-9]{{1,3}}号?|(?:门卫室?|丰巢快递柜|丰巢柜?|快递柜|菜鸟驿站|驿站|传达室|收发室|前台|宿舍楼?)(?![的在])"
    f"|{_GAP}[{_HAN}]{{2,8}}(?:小区|花园|公寓|家园|苑|大厦|广场|中心|园区|新村)(?=[ ,，。\n]|$)"
)
_LARGER: Final = re.compile(
    f"(?:[ ]?[,，、][ ]?|[ ])(?:(?:{_PLACES_ALL})(?:[省市](?:[{_HAN}]{{2,4}}[市区區县縣])?"
    f"|(?:[{_HAN}]{{2,4}}[市区區县縣])?(?![{_HAN}]))"
    f"|[{_HAN}]{{2,6}}(?:省|市|区|區|县|縣|镇|鎮|街道|州)(?![{_HAN}]))"
)
_DISTRICT: Final = re.compile(f"(?:^|[\\s,，。:：寄放到送住在])([{_HAN}]{{2,3}})[ ]$")
_TAIL_WORDS: Final = re.compile("麻烦|谢谢|电话|手机|收件|联系|订单|快递|请|别|放|我|你|他|她|到了|的|了|吗|要|寄|发")
_ADMIN: Final = "(?:特别行政区|自治区|自治州|省|市|区|區|县|縣|旗|镇|鎮|乡|鄉|街道|新区|开发区)"
_PART: Final = re.compile(f"[{_HAN}]{_GAP}(?:区|區|县|縣|市|旗|镇|鎮|乡|鄉|街道|州)")
_CUT: Final = re.compile(
    ".*(?:收货地址|收件地址|送货地址|送貨地址|地址|住址|户籍|籍贯|住在|家住|家在|窝在|住哪|搬到|搬家了|现在住|就住"
    "|住|寄到|寄送|寄往|寄给|送到|送去|发到|放在|位于|改成|改为|換成|换成|就写|单子上填|上填|东西送|快递放|收货"
    "|收件|邮寄|那边|是|在|到|寄|送|为|给|就|系|係|填|我家|我|了)",
    re.DOTALL,
)
_PLACE: Final = re.compile(f"(?:中国)?(?:{_PLACES_ALL})(?=[{_HAN} ,，\n/-])")
_NAMES: Final = frozenset(listed("places_zh"))
_FIRSTS: Final = frozenset(name[0] for name in _NAMES)
_CHAIN: Final = re.compile(f"[{_HAN}]{{1,6}}?{_ADMIN}")
_STOP: Final = re.compile("[。！？!?;；:：、|“”\"'()（）【】<>←→~]")
_CITY: Final = re.compile(f"(?:({_PLACES_ALL})(?:省|市)?)?(?:([{_HAN}]{{2,4}})市)?")
_NEXT_TO: Final = 3
_BETWEEN: Final = re.compile("[ ,，、\n]{0,3}")
_BEFORE: Final = 46
_MOST_ANCHORS: Final = 400
"""A text with more house numbers than this is no message; what stands behind them is not looked at."""
_LONGEST: Final = 110
_A_HAN: Final = re.compile(f"[{_HAN}]")
_NOT_A_NAME: Final = re.compile("^(?:第|共|这|那|有|买|充|拍|下|等|约|每|了|都|才)")
_CHAT: Final = re.compile(
    "微信|QQ|qq|等级|排队|(?<!门)第[0-9]|订单|版本|区服|服务器|游戏|下午|上午|今天|明天|昨天|航班|高铁|报错|地铁|公交"
)


_TOWER: Final = re.compile(
    "(?:寄到|寄往|寄至|寄|送到|送货到|发到|地址|住址|住在|收货|公司在|在)(?:是|为|[:：,， ]){0,3}"
    "([\u4e00-\u9fff]{4,24}(?:大厦|大楼|大廈|大樓|广场|廣場|中心|写字楼|公寓|宿舍)"
    "[A-Za-z]?座?[ ]?[0-9]{1,4}(?:楼|樓|层|層|室|号|號)?)"
)
"""A tower and the floor, without a street's number."""
_ABOVE: Final = re.compile(
    "(?=[\u4e00-\u9fff])(?:[^\\W0-9A-Za-z在到住寄是址收去往于我你他的給给和从從]{2,3}[省州]|[^\\W0-9A-Za-z在到住寄是址收去往于我你他的給给和从從]{2,3}[縣县市])"
    "(?:[^\\W0-9A-Za-z]{1,3}[區区鄉乡鎮镇市縣县旗])?$"
)
"""County and township before what was found."""


def _look(text: Text) -> Iterator[Found]:
    plain = text.plain
    done = joined = begun = 0
    if not plain.isascii():
        for anchor in islice(_ANCHOR.finditer(plain), _MOST_ANCHORS):
            if anchor.start() < done or not (core := _core(plain, anchor, done)):
                continue
            start, end = _start(plain, core, anchor.end(), done), _end(plain, anchor.end())
            if start < 0 or not _concrete(plain, start, end):
                continue
            done = end
            if joined and start - joined <= _NEXT_TO and _BETWEEN.fullmatch(plain, joined, start):
                start = begun
            elif district := _DISTRICT.search(plain, max(joined, start - _NEXT_TO - 2), start):
                start = district.start(1)
            if above := _ABOVE.search(plain, max(joined, start - _NEXT_TO - 12), start):
                start = above.start()
            begun, joined = start, end
            placed = _CHAIN.search(plain, start, anchor.start()) or _PLACE.match(plain, start)
            yield Found(start, end, 86 if placed else 70, _shown(plain, start))
    if "ADDRESS" in text.labels.families:
        for tower in islice(_TOWER.finditer(plain), _MOST_ANCHORS):
            yield Found(tower.start(1), tower.end(1), 76, _shown(plain, tower.start(1)))
    yield from latin(text)
    yield from world(plain)


def _core(plain: str, anchor: re.Match[str], done: int) -> re.Match[str] | None:
    """The road or the estate right before a number of a house or a block."""
    floor = max(done, anchor.start() - 16)
    road = _ROAD_BEFORE.search(plain, floor, anchor.start())
    if road:
        return road
    if anchor[0][-1] == "室":
        return _HIGH_HOUSE_BEFORE.search(plain, floor, anchor.start())
    if anchor[0][-1] not in "号號巷弄":
        estate = _ESTATE_BEFORE.search(plain, floor, anchor.start())
        if estate and (anchor[0][-1].isdigit() or _ROOM_BEHIND.match(plain, anchor.end())):
            return estate
    return _behind_a_place(plain, anchor, done)


def _behind_a_place(plain: str, anchor: re.Match[str], done: int) -> re.Match[str] | None:
    """Whatever stands before a number of a house, where a province or city and a part of it come before that."""
    floor = max(done, anchor.start() - _BEFORE)
    if _NO_HOUSE.search(plain, max(floor, anchor.start() - 4), anchor.start()):
        return None
    for mark in _STOP.finditer(plain, floor, anchor.start()):
        floor = mark.end()
    for place in _places(plain, floor, anchor.start()):
        between = plain[place : anchor.start()]
        if _PART.search(between) and _joined(between):
            return _ANY_BEFORE.search(plain, max(floor, anchor.start() - 20), anchor.start())
    return None


def _start(plain: str, core: re.Match[str], stop: int, done: int) -> int:
    """Where the chain begins: at its first place, else behind the last word that cannot belong to it."""
    floor = max(done, core.start() - _BEFORE)
    for mark in _STOP.finditer(plain, floor, core.start()):
        floor = mark.end()
    for place in _places(plain, floor, core.end()):
        if _joined(plain[place : max(place, core.start())]):
            return place
    for chain in _CHAIN.finditer(plain, floor, core.end()):
        if _joined(plain[chain.start() : max(chain.start(), core.start())]):
            cut = _CUT.match(plain, chain.start(), max(chain.start(), chain.end() - 2))
            return cut.end() if cut else chain.start()
    start = core.start()
    while start > floor and _A_HAN.match(plain, start - 1):
        start -= 1
    cut = _CUT.match(plain, start, max(start, core.end() - 2))
    start = cut.end() if cut else start
    while start < core.end() and plain[start] in " ,，\n/-":
        start += 1
    return start if not _NOT_A_NAME.match(plain[start:stop]) else -1


def _places(plain: str, start: int, end: int) -> Iterator[int]:
    """Where names of provinces and cities begin."""
    for at in range(start, end - 2):
        if plain[at] in _FIRSTS and any(plain[at : at + size] in _NAMES for size in (2, 3, 4)):
            yield at


def _joined(between: str) -> bool:
    """Tell whether what lies between a place and the road can belong to one address."""
    return (
        len(between) <= 40
        and not re.search("[,，\n][^,，\n]{0,12}(?:我|你|的|了|吗|寄|发|请|麻烦|谢)", between)
        and not _TAIL_WORDS.search(between)
    )


def _end(plain: str, end: int) -> int:
    """Where the chain ends: behind the last storey, room or estate that follows."""
    limit = end + _LONGEST
    while end < limit:
        more = _MORE.match(plain, end, limit)
        if not more or more.end() == end or _TAIL_WORDS.search(more[0]):
            break
        end = more.end()
    while end < limit and (larger := _LARGER.match(plain, end, limit)):
        end = larger.end()
    return end


def _concrete(plain: str, start: int, end: int) -> bool:
    written = plain[start:end]
    if len(written) < 4 or _CHAT.search(written):
        return False
    return sum("\u4e00" <= char <= "\u9fff" for char in written) >= 2


def _shown(plain: str, start: int) -> str:
    match = _CITY.match(plain, start)
    if not match or not match[0]:
        return "****"
    return f"{match[0].strip()}****"


_ENDS_OF_NAMES: Final = chars("路街道巷同弄段里村屯庄东西南北区园寓苑城府湾庭厦场院湖江邸带都第际珠色堂门岸")
DETECTOR: Final = Finder(
    "address",
    "ADDRESS",
    (
        wake(
            f"{_ENDS_OF_NAMES}(?:[ ,/\\n-]|，){{0,3}}(?:[0-9]{{1,5}}[a-z]?|[a-z]) ?(?:号|號|弄|巷|组|組|栋|棟|幢|座"
            f"|单元|單元)"
            f"|[0-9a-z] ?(?:栋|棟|幢|座|单元|單元|号楼|號樓)(?: |, ?)?(?:[0-9a-z]"
            f"|{chars('零一二三四五六七八九十单單')})"
            f"|{chars('零一二三四五六七八九十百〇')} ?(?:栋|棟|幢|座|号楼|號樓|单元|單元)"
            f"|{_ENDS_OF_NAMES}(?:[ ,/\\n-]|，){{0,3}}[0-9]{{1,3}}(?:-[0-9]{{1,2}})?[-#][0-9]{{3,4}}"
            "|[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf] ?[0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}",
            wide=True,
        ),
        wake(
            f"{chars('区區县縣市旗镇鎮乡鄉道州')}",
            f"(?:[0-9]|{chars('零一二三四五六七八九十')}) ?(?:号|號|组|組|巷|弄)",
            wide=True,
        ),
        wake(
            "[0-9][a-z]? [^\\n]{2,44} (?:street|avenue|boulevard|lane|road|drive|terrace|crescent|highway|parkway"
            "|blvd|ave|rd|ln|hwy|pkwy|cres|st|dr|ct|court|way|place|pl|square|sq|circle|cir|trail|close|gardens|row"
            "|walk|hill|loop|alley|quay|mews)(?:[^a-z]|$)",
            figures=1,
        ),
        wake("(?:stra(?:ß|ss)e|gasse|platz|allee|straat|laan|weg),? [0-9]{1,4}"),
        wake("p[.]? ?o[.]? ?box:? ?#?[0-9]"),
        wake("(?:室|房|楼|樓|层|幢|栋|村|组|號|号) ?(?:[0-9]{1,4})?(?: |,|，)[^\\n]{0,24}(?:路|街|道|巷|村|镇)"),
        family("_STREET", features.FIGURE),
        wake(address_coded.GATE),
        *address_world.GATE,
        family("ADDRESS", "(?:大厦|大楼|大廈|大樓|广场|廣場|中心|写字楼|公寓|宿舍)[a-z]?(?:座)? ?[0-9]", figures=1),
        wake(f"(?:{chars('樓楼座閣阁軒轩苑邨廈厦園园层層')} ?[0-9]{{2,4}}[a-z]?室)"),
        wake(address_coded.FAR_EAST, features.FIGURE),
        wake(
            "(?:stra(?:ß|ss)e|str[.]|gasse|weg|platz|allee|damm|straat|laan|plein|gracht|gatan|gata"
            "|veien|gade|vej|katu|tie|utca) [0-9]",
            figures=1,
        ),
        wake("(?:\\b(?:c/|carrer|avenida|av[.]|ul[.]|jl[.]?|via|viale|corso|piazza) ?[^\\n]{3,60}[0-9])", figures=1),
    ),
    _look,
)
