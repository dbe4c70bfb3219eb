"""Invented people and the ways to reach them: names, mobile numbers, mailboxes, QQ and WeChat, network addresses."""

from __future__ import annotations

import string
from random import Random

from benchmarks.data.text_second.documents import digits
from benchmarks.data.text_second.hand import Hand, words

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温"
)
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "慕容", "尉迟", "司徒", "令狐")
_GIVEN = words(
    """
    伟 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂英 建国 志强 秀兰 海燕 雪梅 子轩 梓涵 欣怡 浩然 宇轩
    诗涵 佳琪 俊熙 一诺 思远 晓东 小红 春花 国栋 立新 玉兰 文博 天佑 若曦 雨桐 嘉豪 家俊 美玲 淑芬 志明 春娇 润之
    鹏飞 亚楠 盼盼 博文 婷婷 丹丹 金凤 永康 德华 世杰 少峰 冬梅 翠花 卫东 红梅 凯 倩 蕾 莹 鑫 瑞 昊 琳
    """
)
_FULL_SURNAMES = "陳張黃劉葉鄭謝蕭鍾馮盧蘇許吳趙楊羅譚龔孫"
_FULL_GIVEN = words(
    "家豪 志偉 嘉欣 詠詩 俊傑 淑芬 美玲 雅婷 怡君 宗翰 承恩 曉彤 梓軒 慧敏 國強 麗娟 冠宇 佩珊 婉婷 偉倫"
)
_FIRST = words(
    """
    James Olivia Daniel Priya Chukwuemeka Fatima Miguel Hannah Rajesh Siobhan Tomasz Aisha Brandon Thuy Kwame Ingrid
    Luca Noor Tyler Esperanza Dmitri Chloe Jamal Rosalind Arjun Mei Patrick Zainab Gareth Marisol Kenji Beatriz
    Stephen Oluwaseun Hyun-woo Caitlin Mohammed Anneke Farid Joyce
    """
)
_LAST = words(
    """
    Whitfield Okafor Ramirez Nguyen Patel Kowalski MacDonald Haddad Lindqvist Fernandes Adeyemi Santos O'Brien Park
    Delacroix Thornton Iyer Mbeki Castellano Petrov Yamada Rahman Hughes Dijkstra Abdullah Tan Villanueva Schneider
    Osei Crawford Gonzalez Bergstrom Chaudhry Moreau Lim Whitaker
    """
)
_ROMAN_LAST = words(
    """
    Zhang Wang Li Liu Chen Huang Zhao Zhou Xu Sun Lin He Guo Luo Zheng Xie Han Tang Feng Cao Deng Xiao
    """
)
_ROMAN_FIRST = words(
    """
    Wei Min Xiaoming Jing Haoran Yuting Jianguo Lei Xinyi Yang Zihan Mengyao Guoqiang Lili Tao Shuo
    """
)

_MOBILE = words(
    """
    130 131 132 133 135 136 137 138 139 147 150 151 152 153 155 156 157 158 159 166 172 173 175 176 177 178 180 181
    182 183 185 186 187 188 189 191 193 195 196 198 199
    """
)
_AMERICAN = words("202 212 305 310 312 404 415 469 503 512 602 617 646 702 718 786 801 917")
_MAIL_ZH = words(
    """
    qq.com qq.com 163.com 126.com foxmail.com sina.com outlook.com gmail.com 139.com yeah.net aliyun.com vip.qq.com
    """
)
_MAIL_EN = words(
    """
    gmail.com gmail.com outlook.com yahoo.com hotmail.co.uk icloud.com proton.me protonmail.com aol.com gmx.de
    mail.ru live.com ymail.com me.com
    """
)
_NICK = words(
    """
    xiaoyu longge mengmeng laozhang dafei shuiguo ahuang moyu nana kiki yezi feng guagua pangpang lucky jimmy sunny
    darkwolf coco neko tiger sky momo bear
    """
)


def person_zh(rng: Random, hand: Hand) -> str:
    """A Chinese name, in traditional characters now and then."""
    if hand.hard and rng.random() < 0.15:
        return rng.choice(_FULL_SURNAMES) + rng.choice(_FULL_GIVEN)
    if rng.random() < 0.05:
        return rng.choice(_DOUBLE) + rng.choice(_GIVEN)
    return rng.choice(_SURNAMES) + rng.choice(_GIVEN)


def person_en(rng: Random, hand: Hand) -> str:
    """A name in Latin letters, of anywhere."""
    if rng.random() < 0.15:
        name = f"{rng.choice(_ROMAN_FIRST)} {rng.choice(_ROMAN_LAST)}"
    else:
        middle = f" {rng.choice(string.ascii_uppercase)}." if rng.random() < 0.06 else ""
        name = f"{rng.choice(_FIRST)}{middle} {rng.choice(_LAST)}"
    if hand.hard and rng.random() < 0.3:
        return rng.choice((name.lower(), name.upper()))
    return name


def person_pinyin(rng: Random, _hand: Hand) -> str:
    """A Chinese name as a bank card carries it."""
    last, first = rng.choice(_ROMAN_LAST), rng.choice(_ROMAN_FIRST)
    return rng.choice((f"{last} {first}".upper(), f"{first} {last}", f"{last} {first}"))


def person(rng: Random, hand: Hand) -> str:
    """A name that suits the language."""
    return (person_zh if hand.language == "zh" else person_en)(rng, hand)


def phone_bare(rng: Random, _hand: Hand) -> str:
    """A mainland mobile number, its eleven digits alone."""
    return rng.choice(_MOBILE) + digits(rng, 8)


def phone_cn(rng: Random, _hand: Hand) -> str:
    """A mainland mobile number."""
    number = rng.choice(_MOBILE) + digits(rng, 8)
    return rng.choice(
        (
            number,
            number,
            number,
            number,
            f"{number[:3]} {number[3:7]} {number[7:]}",
            f"{number[:3]}-{number[3:7]}-{number[7:]}",
            f"+86 {number}",
            f"+86{number}",
            f"86{number}",
        )
    )


def phone_hk(rng: Random, _hand: Hand) -> str:
    """A Hong Kong mobile number."""
    number = rng.choice("569") + rng.choice("123456789"[:8]) + digits(rng, 6)
    return rng.choice((f"+852 {number[:4]} {number[4:]}", f"+852{number}", f"{number[:4]} {number[4:]}", number))


def phone_tw(rng: Random, _hand: Hand) -> str:
    """A mobile number of Taiwan."""
    number = f"09{rng.choice((10, 12, 18, 21, 28, 33, 52, 58, 63, 72, 75, 88))}{digits(rng, 6)}"
    return rng.choice((number, f"{number[:4]}-{number[4:7]}-{number[7:]}", f"+886 {number[1:]}"))


def phone_abroad(rng: Random, _hand: Hand) -> str:
    """A number of North America, Britain or South-East Asia."""
    area, first, rest = rng.choice(_AMERICAN), rng.choice("2346789") + digits(rng, 2), digits(rng, 4)
    pick = rng.random()
    if pick < 0.5:
        return rng.choice(
            (
                f"({area}) {first}-{rest}",
                f"{area}-{first}-{rest}",
                f"+1 {area} {first} {rest}",
                f"+1{area}{first}{rest}",
                f"{area}.{first}.{rest}",
            )
        )
    if pick < 0.72:
        tail = f"{rng.choice((4, 5, 7, 8, 9))}{digits(rng, 8)}"
        return rng.choice((f"07{tail[:3]} {tail[3:]}", f"+44 7{tail[:3]} {tail[3:]}", f"+447{tail}"))
    if pick < 0.84:
        return f"+65 {rng.choice('89')}{rng.choice('12345678')}{digits(rng, 2)} {digits(rng, 4)}"
    if pick < 0.92:
        return f"+60 1{rng.choice('2679')}-{rng.choice('23456789')}{digits(rng, 2)} {digits(rng, 4)}"
    return f"+63 9{rng.choice(('17', '05', '27', '56'))} {digits(rng, 3)} {digits(rng, 4)}"


def phone(rng: Random, hand: Hand) -> str:
    """A number that suits the language."""
    if hand.language == "zh":
        return (phone_cn if rng.random() < 0.93 else phone_hk)(rng, hand)
    return (phone_abroad if rng.random() < 0.85 else phone_cn)(rng, hand)


def email(rng: Random, hand: Hand) -> str:
    """A mailbox at one of the usual providers."""
    host = rng.choice(_MAIL_ZH if hand.language == "zh" else _MAIL_EN)
    first, last = rng.choice(_FIRST).lower().replace("-", ""), rng.choice(_LAST).lower().replace("'", "")
    local = rng.choice(
        (
            f"{rng.choice(_NICK)}{digits(rng, rng.choice((2, 3, 4)))}",
            f"{first}.{last}",
            f"{first[0]}{last}{digits(rng, 2)}",
            f"{rng.choice(_NICK)}_{rng.choice(_NICK)}",
        )
    )
    if host.endswith("qq.com") and rng.random() < 0.6:
        local = rng.choice("123456789") + digits(rng, rng.choice((7, 8, 9)))
    elif host == "163.com" and rng.random() < 0.3:
        local = rng.choice(_MOBILE) + digits(rng, 8)
    elif host == "gmail.com" and rng.random() < 0.1:
        local += "+" + rng.choice(("steam", "games", "shop"))
    return f"{local}@{host}"


def qq(rng: Random, _hand: Hand) -> str:
    """A QQ number."""
    return rng.choice("123456789") + digits(rng, rng.choice((6, 7, 8, 8, 9, 9)))


def wechat(rng: Random, _hand: Hand) -> str:
    """A WeChat name."""
    nick = rng.choice(_NICK)
    tail = "".join(rng.choice(string.ascii_lowercase + string.digits) for _ in range(14))
    return rng.choice(
        (
            f"wxid_{tail}",
            f"{nick}{digits(rng, 4)}",
            f"{nick}_{digits(rng, 3)}",
            f"{nick}-{rng.choice(_NICK)}{digits(rng, 2)}",
            f"{rng.choice('abcdfhjlmwxyz')}{digits(rng, 7)}",
        )
    )


def qq_wechat(rng: Random, hand: Hand) -> str:
    """Either."""
    return (qq if rng.random() < 0.5 else wechat)(rng, hand)


def ip(rng: Random, _hand: Hand) -> str:
    """A public address, of version 4 mostly."""
    if rng.random() < 0.15:
        groups = [f"{rng.randrange(1, 65536):x}" for _ in range(rng.choice((3, 4, 6)))]
        net = rng.choice(("2408:8207", "240e:3b7", "2001:470", "2a02:8070", "2600:1700"))
        return (
            f"{net}:{':'.join(groups)}" if len(groups) == 6 else f"{net}:{':'.join(groups)}::{rng.randrange(1, 9999):x}"
        )
    first = rng.choice((36, 39, 49, 58, 61, 101, 112, 117, 123, 171, 183, 218, 223, 24, 45, 66, 73, 86, 94, 104, 185))
    return ".".join(str(n) for n in (first, rng.randrange(256), rng.randrange(256), rng.randrange(1, 255)))
