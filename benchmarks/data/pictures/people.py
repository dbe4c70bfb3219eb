"""Invented people: names, births, addresses, and numbers whose check digits are right."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.data.pictures import digits

REGIONS = (
    ("110105", "北京市朝阳区", "北京", "BEIJING"),
    ("310115", "上海市浦东新区", "上海", "SHANGHAI"),
    ("440305", "广东省深圳市南山区", "广东", "GUANGDONG"),
    ("440106", "广东省广州市天河区", "广东", "GUANGDONG"),
    ("330106", "浙江省杭州市西湖区", "浙江", "ZHEJIANG"),
    ("510107", "四川省成都市武侯区", "四川", "SICHUAN"),
    ("420106", "湖北省武汉市武昌区", "湖北", "HUBEI"),
    ("320106", "江苏省南京市鼓楼区", "江苏", "JIANGSU"),
    ("610113", "陕西省西安市雁塔区", "陕西", "SHAANXI"),
    ("370202", "山东省青岛市市南区", "山东", "SHANDONG"),
    ("430104", "湖南省长沙市岳麓区", "湖南", "HUNAN"),
    ("500112", "重庆市渝北区", "重庆", "CHONGQING"),
    ("350203", "福建省厦门市思明区", "福建", "FUJIAN"),
    ("230103", "黑龙江省哈尔滨市南岗区", "黑龙江", "HEILONGJIANG"),
    ("410105", "河南省郑州市金水区", "河南", "HENAN"),
    ("360102", "江西省南昌市东湖区", "江西", "JIANGXI"),
)
_SINCE = {"310115": 1992, "440305": 1990, "510107": 1990, "430104": 1996, "500112": 1997}
_ROADS = ("青云路", "望湖街", "长宁道", "松柏巷", "云栖路", "南屏街", "锦绣大道", "柳荫路", "石桥街", "春熙里")
_ESTATES = ("翠竹园", "滨江花苑", "和平里", "金桂小区", "明月湾", "向阳新村", "枫林雅居", "东城国际")
_SURNAMES = re.findall(
    r"[^ A-Z]+[A-Z]+",
    "王WANG 李LI 张ZHANG 刘LIU 陈CHEN 杨YANG 黄HUANG 赵ZHAO 吴WU 周ZHOU 徐XU 孙SUN 马MA 朱ZHU 胡HU 郭GUO 何HE 林LIN "
    "罗LUO 梁LIANG 宋SONG 郑ZHENG 谢XIE 韩HAN 唐TANG 冯FENG 于YU 董DONG 萧XIAO 程CHENG 欧阳OUYANG 司徒SITU",
)
_GIVEN = re.findall(
    r"[^ A-Z]+[A-Z]+",
    "伟WEI 芳FANG 娜NA 敏MIN 静JING 丽LI 强QIANG 磊LEI 军JUN 洋YANG 勇YONG 艳YAN 杰JIE 涛TAO 明MING "
    "超CHAO 霞XIA 平PING 刚GANG 桂GUI 英YING 华HUA 玉YU 萍PING 红HONG 欣XIN 怡YI 浩HAO 宇YU 晨CHEN 轩XUAN "
    "梓ZI 涵HAN 雨YU 泽ZE 佳JIA",
)
_TRADITIONAL = str.maketrans(
    "张刘陈杨黄赵吴孙马罗郑谢韩冯欧阳萧伟丽强军艳杰涛刚桂红泽",
    "張劉陳楊黃趙吳孫馬羅鄭謝韓馮歐陽蕭偉麗強軍艷傑濤剛桂紅澤",
)
_FOREIGN: dict[str, tuple[str, str, str]] = {
    "USA": ("Harwell Brandt Osgood Tilling Marsden Quimby", "James Olivia Noah Emma Mason Harper", "Maple Hollow, OH"),
    "GBR": ("Ashcombe Thornley Pemberly Wexford Dalby", "Oliver Amelia George Isla Harry Poppy", "Lower Hadley"),
    "DEU": ("Müllerhoff Schöneck Brandtner Weißkopf Lüdemann", "Erika Jürgen Lukas Marlene Jörg", "Niederwalden"),
    "FRA": ("Lefèvrier Beaumontel Chastagnier Duprénois", "Amélie Théo Camille François Hélène", "Saint-Aubrac"),
    "ITA": ("Bellandini Ferrantelli Morosetti Castriotti", "Giulia Lorenzo Chiara Matteo", "Montevalle"),
    "ESP": ("Carrascosa Villarejo Núñez Montalbán", "Lucía Hugo Martín Sofía", "Valdeoliva"),
    "POL": ("Wiśnicki Zielonka Kowalewicz Dąbrowicz", "Zofia Jakub Antoni Maja", "Nowy Brzeg"),
    "NLD": ("Van Houtwijk De Graafland Vermeulink", "Daan Sanne Lotte Bram", "Oudewater"),
    "ROU": ("Popovici Ionașcu Dumitrache Stănculeasa", "Andrei Ioana Mihai Elena", "Valea Mare"),
    "JPN": ("YAMASHIRO TAKEMORI KISARAGI HOSOKAWA", "HARUTO YUI SORA AOI", "NAGANO"),
    "KOR": ("KIM PARK CHOI JUNG", "MINJUN SEOYEON JIWOO HAYUN", "SEOUL"),
    "RUS": ("VOLOSHIN BERESTOV KALININA MOROZKIN", "ALEKSEI MARIIA DMITRII ANNA", "TVER"),
    "UKR": ("KOVALCHUK SHEVCHUK BONDARENKO", "OLENA TARAS IRYNA MYKOLA", "POLTAVA"),
    "IND": ("SHARMAL PATELKAR IYENGARI MEHROTRA", "ARJUN PRIYA ROHAN ANANYA", "NASHIK"),
    "VNM": ("NGUYEN TRAN PHAM HOANG", "VAN MINH THI LAN DUC ANH", "HAI PHONG"),
    "PHL": ("DELA CRUZADA SANTOSINO BAUTISTO", "MARIA JOSE ANGELA MARK", "ILOILO"),
    "NGA": ("ADEYEMIN OKONKWOR BALOGUNDE", "CHIDI AMARA TUNDE NGOZI", "IBADAN"),
    "BRA": ("SILVEIRAL OLIVETTO PEREIRANO", "JOÃO ANA PEDRO BEATRIZ", "CAMPINAS"),
}
NATIONS = tuple(_FOREIGN)


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist. `nation` is the three-letter code of machine-readable zones."""

    surname: str
    given: str
    native: str
    birth: date
    sex: str
    nation: str
    place: str
    address: str
    tone: int

    @property
    def full(self) -> str:
        """The name in Latin letters, given name first."""
        return f"{self.given} {self.surname}"


def day(rng: random.Random, first: int, last: int) -> date:
    """Return some day between two years."""
    return date(first, 1, 1) + timedelta(days=rng.randrange(365 * (last - first + 1)))


def later(when: date, years: int) -> date:
    """Return the same day some years later (28 February for a leap day)."""
    return when.replace(year=when.year + years, day=28 if (when.month, when.day) == (2, 29) else when.day)


def some_digits(rng: random.Random, count: int) -> str:
    """Return random digits, the first of them not zero."""
    return str(rng.randrange(10 ** (count - 1), 10**count))


def some_letters(rng: random.Random, count: int, alphabet: str = "ABCDEFGHJKLMNPRTUVWXYZ") -> str:
    """Return random capitals."""
    return "".join(rng.choice(alphabet) for _ in range(count))


def _split(joined: str) -> tuple[str, str]:
    native = "".join(char for char in joined if ord(char) > 0x3000)
    return native, joined[len(native) :]


def chinese_address(rng: random.Random) -> str:
    """Return an address in China that does not exist."""
    house = f"{rng.randrange(1, 399)}号"
    if rng.random() < 0.7:
        house += f"{rng.choice(_ESTATES)}{rng.randrange(1, 30)}栋{rng.randrange(1, 6)}单元{rng.randrange(101, 2804)}室"
    return rng.choice(REGIONS)[1] + rng.choice(_ROADS) + house


def chinese(rng: random.Random, *, traditional: bool = False, nation: str = "CHN") -> Person:
    """Invent somebody with a Chinese name."""
    native, surname = _split(rng.choice(_SURNAMES))
    given = ""
    for _ in range(rng.choice((1, 2, 2, 2))):
        char, sound = _split(rng.choice(_GIVEN))
        native, given = native + char, given + sound
    if traditional:
        native = native.translate(_TRADITIONAL)
    return Person(
        surname=surname,
        given=given,
        native=native,
        birth=day(rng, 1950, 2004),
        sex=rng.choice("MF"),
        nation=nation,
        place=rng.choice(REGIONS)[2],
        address=chinese_address(rng),
        tone=rng.choice((0, 0, 1, 2)),
    )


def foreign(rng: random.Random, nation: str = "") -> Person:
    """Invent somebody from elsewhere."""
    nation = nation or rng.choice(NATIONS)
    surnames, given, place = _FOREIGN[nation]
    street = rng.choice(("Willow Lane", "Station Road", "Mill Street", "Orchard Way", "Harbour View", "Castle Hill"))
    count = 2 if nation in {"USA", "GBR", "FRA", "PHL", "VNM"} else 1
    first = " ".join(rng.sample(given.split(), count))
    return Person(
        surname=rng.choice(surnames.split()),
        given=first,
        native="",
        birth=day(rng, 1950, 2004),
        sex=rng.choice("MF"),
        nation=nation,
        place=place.upper(),
        address=f"{rng.randrange(1, 999)} {street}\n{place} {rng.randrange(10000, 99999)}",
        tone=rng.choice((0, 1, 2, 3, 4)),
    )


def resident_id(rng: random.Random, who: Person, region: str = "") -> str:
    """Return an 18-digit number for somebody; odd sequence numbers are men's.

    Numbers were first given out in 1985 and keep the code of that day's district, so that people older than their
    district are common; districts that are younger than that stand in the numbers of the young alone.
    """
    known = [code for code, *_ in REGIONS if _SINCE.get(code, 1985) <= max(1985, who.birth.year)]
    region = region or rng.choice(known)
    sequence = rng.randrange(1, 499) * 2 + (who.sex == "M")
    first = f"{region}{who.birth:%Y%m%d}{sequence:03d}"
    return first + digits.cn_id(first)


def credit_code(rng: random.Random) -> str:
    """Return a unified social credit code of an enterprise."""
    first = "91" + rng.choice(REGIONS)[0]
    body = "MA" + "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(6))
    first += body + digits.organisation(body)
    return first + digits.credit_code(first)


def province(place: str) -> str:
    """Return the full name of a province or of a city that is one."""
    return place + ("市" if place in {"北京", "上海", "重庆"} else "省")


def police(rng: random.Random) -> str:
    """Return a police office as it stands on the back of resident ids."""
    name = rng.choice(REGIONS)[1].split("省")[-1]
    city, _, district = name.partition("市")
    return f"{city}市公安局{district.removesuffix('区')}分局"


def sex_zh(who: Person) -> str:
    """Return 男 or 女."""
    return "男" if who.sex == "M" else "女"
