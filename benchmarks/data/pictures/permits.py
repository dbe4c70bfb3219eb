"""Permits to cross borders within and into China, and to live there: cards, booklets and stickers."""

from __future__ import annotations

import random

from benchmarks.data.pictures import digits, marks, people
from benchmarks.data.pictures.portrait import paste_portrait
from benchmarks.data.pictures.sheet import Colour, Sheet


def _card(rng: random.Random, pixels: int, left: Colour, right: Colour) -> Sheet:
    sheet = Sheet(rng, (856, 540), pixels, stance="card", corner=30)
    marks.wash(sheet, left, right)
    marks.fine_lines(sheet, (left[0] - 14, left[1] - 12, left[2] - 8), 26)
    return sheet


def _permit(sheet: Sheet, titles: tuple[str, str, str], who: people.Person, number: str, line: str) -> None:
    rng = sheet.rng
    blue: Colour = (50, 70, 120)
    marks.chinese_emblem(sheet, (74, 66), 40)
    sheet.text((130, 56), titles[0], 25, face="bold", fill=blue)
    sheet.text((130, 94), titles[1], 36, face="bold", fill=blue)
    if titles[2]:
        size = min(15.0, 15 * 560 / sheet.length(titles[2], 15, "latin"))
        sheet.text((40, 124), titles[2], size, face="latin", fill=blue)
    sheet.text((820, 66), number, 32, face="latinbold", anchor="rs", kind="number")
    paste_portrait(sheet, (44, 140, 268, 438), who.tone, who.sex, ground=(244, 246, 248))
    labels = [(296, 168, "姓名/Name"), (296, 276, "出生日期/Date of Birth"), (566, 276, "性别/Sex")]
    labels += [(296, 344, "有效期限/Valid Period"), (296, 412, "签发机关/Authority"), (646, 412, "签发地点")]
    sheet.labels(labels, 18, (90, 110, 150))
    sheet.text((296, 206), who.native, 32, kind="name")
    sheet.text((296, 240), f"{who.surname}, {who.given}", 25, face="latin", kind="name")
    start = people.day(rng, 2015, 2024)
    end = people.later(start, rng.choice((5, 10)))
    sheet.text((296, 306), f"{who.birth:%Y.%m.%d}", 26, kind="birth")
    sheet.text((566, 306), people.sex_zh(who), 26)
    sheet.text((296, 376), f"{start:%Y.%m.%d} - {end:%Y.%m.%d}", 26, kind="expiry")
    sheet.text((296, 444), "公安部出入境管理局", 26)
    sheet.text((646, 444), who.place, 26)
    if line:
        ends, born = f"{end:%y%m%d}", f"{who.birth:%y%m%d}"
        body = f"{line}{number.ljust(9, '<')}{digits.mrz_check(number.ljust(9, '<'))}"
        zone = f"{body}{ends}{digits.mrz_check(ends)}<{born}{digits.mrz_check(born)}<"[:29].ljust(29, "<")
        sheet.mrz([zone + digits.mrz_check(zone)], (44, 462, 812, 522))
    sheet.specimen((830, 532), 11)


def _table_back(sheet: Sheet, title: str, number: str, lines: list[str]) -> None:
    sheet.text((428, 70), title, 34, face="bold", anchor="ms")
    sheet.labels([(60, 130, "证件号码 No."), (60, 190, "签注 Endorsement")], 22, (90, 110, 150))
    sheet.text((300, 132), number, 28, kind="number")
    sheet.block((60, 230), "一、本证是往来的通行证件。二、持证人应当妥善保管，防止遗失、被盗、损毁。", 22, 730)
    sheet.mrz(lines, (40, 350, 816, 510))
    sheet.specimen()


def hk_macau_permit(rng: random.Random, pixels: int) -> Sheet:
    """Permit of mainlanders for Hong Kong and Macau, or of people from there for the mainland."""
    if rng.random() < 0.6:
        sheet = _card(rng, pixels, (210, 228, 240), (236, 240, 226))
        who = people.chinese(rng)
        number = "C" + rng.choice((people.some_digits(rng, 8), rng.choice("ABCDEFGH") + people.some_digits(rng, 7)))
        title = "EXIT-ENTRY PERMIT FOR TRAVELLING TO AND FROM HONG KONG AND MACAO"
        _permit(sheet, ("中华人民共和国", "往来港澳通行证", title), who, number, "CS")
        sheet.detail = "mainland resident"
        return sheet
    sheet = _card(rng, pixels, (214, 230, 222), (240, 236, 222))
    who = people.chinese(rng, traditional=True)
    number = rng.choice("HM") + people.some_digits(rng, 8)
    sheet.detail = "home return permit"
    if rng.random() < 0.3:
        expiry = people.day(rng, 2026, 2034)
        _table_back(sheet, "港澳居民来往内地通行证", number, digits.td1("CR", number, who, expiry, issuer="CHN"))
        return sheet
    title = "MAINLAND TRAVEL PERMIT FOR HONG KONG AND MACAO RESIDENTS"
    _permit(sheet, ("中华人民共和国", "港澳居民来往内地通行证", title), who, number, "")
    return sheet


def taiwan_permit(rng: random.Random, pixels: int) -> Sheet:
    """Permit of mainlanders for Taiwan, or of people from there for the mainland."""
    if rng.random() < 0.5:
        sheet = _card(rng, pixels, (230, 222, 238), (224, 236, 240))
        sheet.detail = "mainland resident"
        title = "EXIT-ENTRY PERMIT FOR TRAVELLING TO AND FROM TAIWAN"
        number = "L" + people.some_digits(rng, 8)
        _permit(sheet, ("中华人民共和国", "往来台湾通行证", title), people.chinese(rng), number, "CD")
        return sheet
    sheet = _card(rng, pixels, (216, 230, 240), (240, 228, 228))
    sheet.detail = "taiwan compatriot permit"
    title = "MAINLAND TRAVEL PERMIT FOR TAIWAN RESIDENTS"
    who = people.chinese(rng, traditional=True)
    _permit(sheet, ("中华人民共和国", "台湾居民来往大陆通行证", title), who, people.some_digits(rng, 8), "CT")
    return sheet


def exit_entry_permit(rng: random.Random, pixels: int) -> Sheet:
    """The exit-entry permit of the People's Republic, a booklet."""
    sheet = Sheet(rng, (1250, 880), pixels, stance="paper", corner=24)
    marks.wash(sheet, (226, 236, 226), (240, 240, 230))
    marks.fine_lines(sheet, (206, 222, 210), 40)
    who = people.chinese(rng)
    number = rng.choice("EX") + people.some_digits(rng, 8)
    expiry = people.day(rng, 2025, 2027)
    sheet.text((625, 74), "中华人民共和国出入境通行证", 46, face="bold", anchor="ms")
    sheet.text((625, 108), "EXIT-ENTRY PERMIT OF THE PEOPLE'S REPUBLIC OF CHINA", 22, face="latin", anchor="ms")
    paste_portrait(sheet, (60, 150, 390, 590), who.tone, who.sex)
    rows = [("证件号码/Permit No.", number, "number"), ("姓名/Name", who.native, "name")]
    rows += [("拼音/Pinyin", f"{who.surname} {who.given}", "name"), ("性别/Sex", f"{people.sex_zh(who)}/{who.sex}", "")]
    rows += [
        ("出生日期/Date of birth", f"{who.birth:%d %b %Y}".upper(), "birth"),
        ("出生地/Place of birth", who.place, ""),
    ]
    rows += [
        ("有效期至/Date of expiry", f"{expiry:%d %b %Y}".upper(), "expiry"),
        ("签发机关/Authority", "公安部出入境管理局", ""),
    ]
    for place, (label, value, kind) in enumerate(rows):
        y = 172 + place * 62
        sheet.text((430, y), label, 19, fill=(90, 110, 100))
        sheet.text((720, y + 4), value, 30, kind=kind)
    marks.round_seal(sheet, (1090, 540), 90, "公安局出入境管理")
    sheet.mrz(digits.td3("PO", number, who, expiry), (50, 720, 1200, 850))
    sheet.specimen((1210, 690))
    return sheet


def foreign_pr_card(rng: random.Random, pixels: int) -> Sheet:
    """Foreign permanent resident id card: the older one and the five-star card."""
    new = rng.random() < 0.5
    sheet = _card(rng, pixels, (214, 228, 240), (238, 232, 240))
    who = people.foreign(rng)
    expiry = people.day(rng, 2025, 2034)
    old_number = who.nation + people.some_digits(rng, 12)
    body = (
        "9" + people.REGIONS[0][0][:2] + people.some_digits(rng, 3) + f"{who.birth:%Y%m%d}" + people.some_digits(rng, 3)
    )
    number = body + digits.cn_id(body) if new else old_number
    sheet.detail = "2023" if new else "2017"
    marks.chinese_emblem(sheet, (72, 70), 42)
    sheet.text((134, 64), "中华人民共和国", 26, face="bold")
    sheet.text((134, 104), "外国人永久居留身份证", 36, face="bold")
    title = "FOREIGN PERMANENT RESIDENT ID CARD OF THE PEOPLE'S REPUBLIC OF CHINA"
    sheet.text((44, 136), title, 15, face="latinbold")
    paste_portrait(sheet, (588, 158, 812, 450), who.tone, who.sex)
    rows = [("姓名/Name", f"{who.surname}, {who.given}".upper(), "name")]
    rows += [
        ("性别/Sex", f"{people.sex_zh(who)}/{who.sex}", ""),
        ("出生日期/Date of Birth", f"{who.birth:%Y.%m.%d}", "birth"),
    ]
    rows += [("国籍/Nationality", who.nation, ""), ("有效期限/Period of Validity", f"至 {expiry:%Y.%m.%d}", "expiry")]
    rows += [("证件号码/ID No.", number, "number")]
    for place, (label, value, kind) in enumerate(rows):
        y = 182 + place * 58
        sheet.text((44, y), label, 17, fill=(90, 110, 150))
        sheet.text((44, y + 28), value, 25, kind=kind)
    if not new:
        sheet.text((330, 298), "签发机关 中华人民共和国国家移民管理局"[:12], 18)
    sheet.specimen()
    return sheet


def _sticker(sheet: Sheet) -> None:
    rng = sheet.rng
    who = people.foreign(rng)
    expiry = people.day(rng, 2025, 2027)
    number = people.some_digits(rng, 8)
    passport = people.some_letters(rng, 1) + people.some_digits(rng, 8)
    sheet.text((520, 70), "中华人民共和国外国人居留许可", 40, face="bold", anchor="ms")
    sheet.text(
        (520, 104), "RESIDENCE PERMIT FOR FOREIGNER IN THE PEOPLE'S REPUBLIC OF CHINA", 19, face="latin", anchor="ms"
    )
    paste_portrait(sheet, (50, 170, 270, 470), who.tone, who.sex, grey=True)
    rows = [(300, 160, "姓名/Name"), (300, 240, "居留事由/Purpose"), (620, 240, "有效期至/Valid until")]
    rows += [(300, 320, "护照号码/Passport No."), (620, 320, "出生日期/Birth date"), (300, 400, "签发机关/Issued by")]
    rows += [(760, 400, "性别/Sex")]
    sheet.labels(rows, 18, (110, 90, 110))
    sheet.text((300, 196), who.full.upper(), 28, kind="name")
    sheet.text((300, 276), rng.choice(("工作", "学习", "团聚", "私人事务")), 28)
    sheet.text((620, 276), f"{expiry:%Y-%m-%d}", 28, kind="expiry")
    sheet.text((300, 356), passport, 28, kind="number")
    sheet.text((620, 356), f"{who.birth:%Y-%m-%d}", 28, kind="birth")
    sheet.text((300, 438), people.police(rng), 26)
    sheet.text((760, 438), who.sex, 28)
    sheet.text((1000, 170), number, 30, fill=(180, 30, 40), anchor="rs", face="latinbold", kind="number")
    lines = digits.visa("CHN", number, who, expiry)
    sheet.mrz([lines[0].replace("V<", "RB", 1), lines[1]], (40, 560, 1000, 670))


def residence_permit_cn(rng: random.Random, pixels: int) -> Sheet:
    """Residence permit: for people from Hong Kong, Macau and Taiwan, for foreigners (sticker), or of a province."""
    variant = rng.choice(("gat", "sticker", "province"))
    if variant == "sticker":
        sheet = Sheet(rng, (1040, 700), pixels, stance="paper", corner=6)
        marks.wash(sheet, (240, 226, 232), (222, 234, 236))
        marks.fine_lines(sheet, (228, 212, 220), 34)
        _sticker(sheet)
        sheet.specimen()
        sheet.detail = variant
        return sheet
    sheet = _card(rng, pixels, (224, 236, 240), (240, 236, 224))
    sheet.detail = variant
    who = people.chinese(rng, traditional=variant == "gat")
    region = rng.choice(("810000", "820000", "830000")) if variant == "gat" else ""
    title = {"810000": "港澳居民居住证", "820000": "港澳居民居住证", "830000": "台湾居民居住证"}.get(
        region, people.province(who.place) + "居住证"
    )
    labels = [(56, 140, "姓 名"), (56, 200, "性 别"), (56, 262, "出 生"), (56, 324, "住 址"), (56, 490, "公民身份号码")]
    sheet.labels(labels, 25, (70, 128, 176))
    sheet.text((428, 76), title, 42, face="bold", anchor="ms", fill=(60, 80, 130))
    sheet.text((160, 142), who.native, 34, kind="name")
    sheet.text((160, 201), people.sex_zh(who), 28)
    sheet.text((160, 263), f"{who.birth.year} 年 {who.birth.month} 月 {who.birth.day} 日", 28, kind="birth")
    sheet.block((160, 325), who.address, 27, 350, kind="address")
    sheet.spaced((258, 492), people.resident_id(rng, who, region), 36, 27, kind="number", face="latin")
    paste_portrait(sheet, (556, 108, 806, 420), who.tone, who.sex)
    sheet.specimen()
    return sheet
