"""Cards of the mainland: resident id, driving and vehicle licences, social security, disability."""

from __future__ import annotations

import random

from benchmarks.data.pictures import digits, marks, people
from benchmarks.data.pictures.portrait import paste_portrait
from benchmarks.data.pictures.sheet import Colour, Sheet

BLUE: Colour = (70, 128, 176)
_PEOPLES = ("汉", "汉", "汉", "汉", "回", "满", "壮", "苗", "土家", "蒙古")
_MODELS = ("大众牌SVW71612", "丰田牌GTM7200", "比亚迪牌BYD7152", "别克牌SGM7150", "吉利牌JL7153", "东风牌DFL6470")


def cn_id_front(rng: random.Random, pixels: int) -> Sheet:
    """Resident identity card, the side with the person."""
    sheet = Sheet(rng, (856, 540), pixels, stance="card", corner=30)
    marks.wash(sheet, (222, 236, 244), (244, 232, 236))
    marks.fine_lines(sheet, (206, 224, 232), 24)
    sheet.detail = "front"
    who = people.chinese(rng)
    if rng.random() < 0.3:
        marks.star(sheet, (430, 250), 90, (232, 222, 216))
    labels = [(62, 92, "姓 名"), (62, 162, "性 别"), (252, 162, "民 族"), (62, 228, "出 生"), (62, 298, "住 址")]
    labels += [(268, 228, "年"), (352, 228, "月"), (436, 228, "日"), (62, 474, "公民身份号码")]
    sheet.labels(labels, 25, BLUE)
    sheet.text((164, 95), who.native, 36, kind="name")
    sheet.values([(164, 163, people.sex_zh(who), ""), (338, 163, rng.choice(_PEOPLES), "")], 29)
    born = who.birth
    parts = [(164, 229, f"{born.year}"), (304, 229, f"{born.month}"), (388, 229, f"{born.day}")]
    sheet.labels(parts, 29, sheet.ink)
    sheet.mark("birth", (160, 200, 462, 238), f"{born.year}年{born.month}月{born.day}日")
    sheet.block((164, 300), who.address, 28, 345, kind="address")
    number = people.resident_id(rng, who)
    sheet.spaced((276, 476), number, 37, 27.6, face=rng.choice(("mono", "latin", "latinmono")), kind="number")
    paste_portrait(sheet, (548, 74, 806, 396), who.tone, who.sex, ground=(238, 240, 242))
    sheet.specimen((806, 424))
    return sheet


def cn_id_back(rng: random.Random, pixels: int) -> Sheet:
    """Resident identity card, the side with the emblem."""
    sheet = Sheet(rng, (856, 540), pixels, stance="card", corner=30)
    marks.wash(sheet, (240, 232, 234), (218, 234, 242))
    marks.fine_lines(sheet, (222, 218, 226), 28)
    sheet.detail = "back"
    for step in range(7):
        x, y = 330 + step * 62, 300 + (step % 2) * 18
        sheet.polygon((x, y + 60, x + 14, y, x + 48, y, x + 62, y + 60), (216, 216, 226))
    marks.chinese_emblem(sheet, (146, 140), 82)
    sheet.text((532, 130), "中华人民共和国", 56, face="serif", anchor="ms")
    sheet.text((532, 232), "居 民 身 份 证", 76, face="bold", anchor="ms")
    sheet.labels([(212, 424, "签发机关"), (212, 484, "有效期限")], 27, sheet.ink, "bold")
    start = people.day(rng, 2008, 2024)
    end = rng.choice(("长期", f"{people.later(start, rng.choice((10, 20))):%Y.%m.%d}"))
    sheet.text((352, 424), people.police(rng), 27)
    sheet.text((352, 484), f"{start:%Y.%m.%d}-{end}", 27, kind="expiry")
    sheet.specimen()
    return sheet


def _licence_rows(sheet: Sheet, who: people.Person, number: str) -> None:
    rng = sheet.rng
    dark: Colour = (40, 40, 60)
    small = [(50, 118, "证号"), (50, 172, "姓名"), (390, 172, "性别"), (600, 172, "国籍"), (50, 226, "住址")]
    small += [(272, 352, "出生日期"), (272, 410, "初次领证日期"), (272, 468, "准驾车型"), (50, 560, "有效期限")]
    sheet.labels(small, 22, dark)
    english = [(98, 118, "License No."), (98, 172, "Name"), (438, 172, "Sex"), (650, 172, "Nationality")]
    english += [
        (98, 226, "Address"),
        (366, 352, "Date of Birth"),
        (410, 410, "Date of First Issue"),
        (366, 468, "Class"),
    ]
    english += [(150, 560, "Valid Period")]
    sheet.labels(english, 15, dark)
    sheet.text((230, 120), number, 30, kind="number")
    sheet.text((170, 174), who.native, 30, kind="name")
    sheet.text((480, 174), people.sex_zh(who), 28)
    sheet.text((760, 174), "中国", 28)
    sheet.block((170, 228), who.address, 28, 640, kind="address")
    sheet.text((500, 354), f"{who.birth:%Y-%m-%d}", 27, kind="birth")
    first = people.day(rng, 2006, 2023)
    sheet.text((558, 412), f"{first:%Y-%m-%d}", 26)
    sheet.text((500, 472), rng.choice(("C1", "C2", "B2", "A2D", "C1D")), 34)
    end = f"{people.later(first, 6):%Y-%m-%d}"
    sheet.text((270, 562), rng.choice((f"{first:%Y-%m-%d} 至 {end}", f"{first:%Y-%m-%d}  6年")), 28, kind="expiry")


def cn_driver_license(rng: random.Random, pixels: int) -> Sheet:
    """Driving licence, the main page, sometimes with the second page beside it or as the electronic one."""
    double = rng.random() < 0.3
    sheet = Sheet(rng, (1760 if double else 880, 600), pixels, (246, 244, 240), stance="card", corner=18)
    marks.fine_lines(sheet, rng.choice(((226, 234, 226), (234, 228, 222), (220, 232, 238))), 30)
    sheet.detail = "both pages" if double else "main page"
    who = people.chinese(rng)
    number = people.resident_id(rng, who)
    sheet.text((440, 48), "中华人民共和国机动车驾驶证", 36, face="bold", anchor="ms")
    sheet.text((440, 76), "Driving License of the People's Republic of China", 19, face="latin", anchor="ms")
    _licence_rows(sheet, who, number)
    marks.square_seal(sheet, (62, 330, 252, 500), f"{people.province(who.place)}公安厅交通警察总队")
    paste_portrait(sheet, (708, 310, 852, 500), who.tone, who.sex)
    sheet.specimen((860, 590))
    if double:
        sheet.line((880, 0, 880, 600), (190, 190, 190))
        sheet.text((1320, 60), "中华人民共和国机动车驾驶证副页", 34, face="bold", anchor="ms")
        sheet.labels(
            [(920, 120, "证号"), (920, 176, "姓名"), (1300, 176, "档案编号"), (920, 240, "记录")], 22, sheet.ink
        )
        sheet.text((1000, 122), number, 28, kind="number")
        sheet.text((1000, 178), who.native, 28, kind="name")
        sheet.text((1420, 178), people.some_digits(rng, 12), 28, kind="number")
        sheet.block((1000, 240), "请于每个记分周期结束后三十日内接受审验。无记分的,免予本次审验。", 26, 700)
        marks.bars(sheet, (960, 440, 1640, 530), "*" + people.some_digits(rng, 13) + "*", "barcode")
    return sheet


def cn_vehicle_license(rng: random.Random, pixels: int) -> Sheet:
    """Vehicle licence, the main page."""
    sheet = Sheet(rng, (880, 600), pixels, (244, 246, 246), stance="card", corner=12)
    marks.fine_lines(sheet, (216, 226, 236), 30)
    who = people.chinese(rng)
    sheet.text((440, 50), "中华人民共和国机动车行驶证", 36, face="bold", anchor="ms")
    sheet.text((440, 80), "Vehicle License of the People's Republic of China", 19, face="latin", anchor="ms")
    labels = [(40, 132, "号牌号码"), (420, 132, "车辆类型"), (40, 190, "所有人"), (40, 248, "住  址")]
    labels += [(40, 330, "使用性质"), (400, 330, "品牌型号"), (300, 394, "车辆识别代号"), (300, 456, "发动机号码")]
    labels += [(300, 520, "注册日期"), (590, 520, "发证日期")]
    sheet.labels(labels, 22, sheet.ink)
    english = [(40, 150, "Plate No."), (420, 150, "Vehicle Type"), (40, 208, "Owner"), (40, 266, "Address")]
    english += [(40, 348, "Use Character"), (400, 348, "Model"), (300, 412, "VIN"), (300, 474, "Engine No.")]
    english += [(300, 538, "Register Date"), (590, 538, "Issue Date")]
    sheet.labels(english, 13, sheet.ink, "latin")
    plate = (
        rng.choice("京沪粤浙川鄂苏陕鲁湘")
        + rng.choice("ABCEF")
        + people.some_letters(rng, 1)
        + people.some_digits(rng, 4)
    )
    first = people.day(rng, 2010, 2023)
    rows = [(150, 136, plate, "number"), (540, 136, rng.choice(("小型轿车", "小型普通客车")), "")]
    rows += [(150, 194, who.native, "name"), (150, 334, "非营运", ""), (510, 334, rng.choice(_MODELS), "")]
    vin = digits.vin("L" + people.some_letters(rng, 7) + people.some_letters(rng, 2) + people.some_digits(rng, 6))
    rows += [(450, 398, vin, "number"), (450, 460, people.some_digits(rng, 7), "number")]
    rows += [(410, 524, f"{first:%Y-%m-%d}", ""), (700, 524, f"{people.later(first, 1):%Y-%m-%d}", "")]
    sheet.values(rows, 28)
    sheet.block((150, 252), who.address, 26, 690, kind="address")
    marks.square_seal(sheet, (50, 380, 250, 560), f"{people.province(who.place)}公安厅交通警察总队")
    sheet.specimen()
    return sheet


def social_security_card(rng: random.Random, pixels: int) -> Sheet:
    """Social security card of a province and a bank."""
    sheet = Sheet(rng, (856, 540), pixels, stance="card", corner=30)
    marks.wash(sheet, *rng.choice((((190, 222, 240), (240, 246, 250)), ((206, 232, 222), (244, 246, 240)))))
    marks.fine_lines(sheet, (190, 214, 230), 22)
    who = people.chinese(rng)
    marks.chinese_emblem(sheet, (92, 84), 50)
    sheet.text((170, 76), "中华人民共和国", 34, face="bold")
    sheet.text((170, 122), "社会保障卡", 44, face="bold")
    sheet.text((560, 84), people.province(who.place) + "人力资源和社会保障厅", 20)
    paste_portrait(sheet, (48, 172, 248, 432), who.tone, who.sex, ground=(250, 250, 252))
    first = people.day(rng, 2012, 2024)
    labels = [(276, 216, "姓名"), (276, 276, "社会保障号码"), (276, 336, "社会保障卡号"), (276, 396, "发卡日期")]
    sheet.labels(labels, 25, (40, 60, 90))
    sheet.text((346, 218), who.native, 32, kind="name")
    sheet.text((446, 278), people.resident_id(rng, who), 30, kind="number")
    sheet.text((446, 338), people.some_letters(rng, 1) + people.some_digits(rng, 8), 30, kind="number")
    sheet.text((446, 398), f"{first.year}年{first.month}月", 28)
    if rng.random() < 0.6:
        marks.chip(sheet, (696, 330))
    bank = "6217" + people.some_digits(rng, 14)
    bank += digits.luhn(bank)
    sheet.text((48, 496), " ".join(bank[at : at + 4] for at in range(0, 19, 4)), 32, face="latinmono", kind="number")
    sheet.text((800, 500), "银联 UnionPay", 22, fill=(170, 30, 40), anchor="rs", face="bold")
    sheet.specimen((830, 530))
    return sheet


def disability_card(rng: random.Random, pixels: int) -> Sheet:
    """Certificate of a person with a disability, as the card or the inner page of the booklet."""
    sheet = Sheet(rng, (856, 540), pixels, (250, 240, 240), stance="card", corner=20)
    marks.fine_lines(sheet, rng.choice(((244, 220, 220), (220, 232, 244))), 26)
    who = people.chinese(rng)
    category = rng.choice(("视力", "听力", "肢体", "言语", "精神"))
    sheet.text((428, 66), "中华人民共和国残疾人证", 42, face="bold", fill=(150, 30, 36), anchor="ms")
    rows = [(60, 140, "姓名"), (60, 200, "性别"), (300, 200, "民族"), (60, 260, "出生日期"), (60, 320, "残疾类别")]
    rows += [(330, 320, "残疾等级"), (60, 380, "住址"), (60, 490, "残疾人证号")]
    sheet.labels(rows, 26, (110, 60, 60))
    sheet.text((200, 140), who.native, 32, kind="name")
    level = rng.randrange(1, 5)
    sheet.labels([(200, 200, people.sex_zh(who)), (372, 200, "汉族"), (200, 320, category)], 28, sheet.ink)
    sheet.text((460, 320), "一二三四"[level - 1] + "级", 28)
    sheet.text((200, 260), f"{who.birth:%Y年%m月%d日}", 28, kind="birth")
    sheet.block((200, 380), who.address, 26, 390, kind="address")
    kind = str(1 + rng.randrange(6))
    sheet.text((210, 492), people.resident_id(rng, who) + kind + str(level), 32, face="latin", kind="number")
    paste_portrait(sheet, (616, 104, 806, 356), who.tone, who.sex, ground=(120, 160, 214))
    marks.round_seal(sheet, (690, 420), 84, people.province(who.place) + "残疾人联合会")
    sheet.specimen()
    return sheet
