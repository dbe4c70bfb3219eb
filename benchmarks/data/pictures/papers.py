"""Papers of the mainland: household register, business licence, certificates, and booklets of service and study."""

from __future__ import annotations

import random

from benchmarks.data.pictures import marks, people
from benchmarks.data.pictures.portrait import paste_portrait
from benchmarks.data.pictures.sheet import Colour, Sheet

_GRID: Colour = (90, 90, 90)
_TRADES = ("科技", "商贸", "文化传播", "电子商务", "餐饮管理", "信息技术")


def hukou(rng: random.Random, pixels: int) -> Sheet:
    """A page of the household register: the card of one person, or the page of the household."""
    sheet = Sheet(rng, (1430, 1050), pixels, rng.choice(((250, 246, 232), (252, 250, 244))), stance="paper")
    marks.fine_lines(sheet, (240, 232, 214), 40)
    who, head = people.chinese(rng), people.chinese(rng)
    first = rng.random() < 0.25
    sheet.detail = "household page" if first else "person page"
    sheet.text((715, 100), "常住人口登记卡" if not first else "居 民 户 口 簿", 50, face="serifbold", anchor="ms")
    if first:
        cells = [("户  别", "非农业家庭户", "", "户主姓名", head.native, "name")]
        cells += [("户  号", people.some_digits(rng, 9), "number", "住  址", head.address, "address")]
        cells += [("省级公安机关", people.province(head.place) + "公安厅", "", "户口登记机关", "派出所", "")]
    else:
        born = f"{who.birth.year}年{who.birth.month}月{who.birth.day}日"
        cells = [
            ("姓  名", who.native, "name", "户主或与户主关系", rng.choice(("户主", "之妻", "长子", "长女", "孙女")), "")
        ]
        cells += [
            ("曾 用 名", "", "", "性  别", people.sex_zh(who), ""),
            ("出 生 地", who.place, "", "民  族", "汉族", ""),
        ]
        cells += [
            ("籍  贯", who.place, "", "出生日期", born, "birth"),
            ("本市（县）其他住址", "", "", "宗教信仰", "", ""),
        ]
        cells += [
            ("公民身份证件编号", people.resident_id(rng, who), "number", "身  高", f"{rng.randrange(155, 185)}cm", "")
        ]
        cells += [
            ("文化程度", rng.choice(("初中", "大专", "大学本科")), "", "婚姻状况", rng.choice(("未婚", "有配偶")), "")
        ]
        cells += [("服务处所", "", "", "职  业", rng.choice(("职员", "教师", "无业")), "")]
        cells += [
            (
                "何时由何地迁来本市（县）",
                f"{people.day(rng, 1990, 2015):%Y-%m-%d}由{head.place}迁来",
                "",
                "血  型",
                "",
                "",
            )
        ]
        cells += [("何时由何地迁来本址", head.address, "address", "兵役状况", "", "")]
    rows = [150 + step * 78 for step in range(len(cells) + 1)]
    sheet.table((80, 330, 760, 960, 1350), rows, _GRID)
    for place, (left, value, kind, right, other, other_kind) in enumerate(cells):
        y = rows[place] + 46
        sheet.text((205, y), left, 24 if len(left) < 9 else 19, anchor="ms")
        sheet.block((345, y - (16 if len(value) > 15 else 0)), value, 27 if len(value) < 19 else 21, 410, kind=kind)
        sheet.text((860, y), right, 24 if len(right) < 8 else 21, anchor="ms")
        sheet.block(
            (975, y - (16 if len(other) > 13 else 0)), other, 27 if len(other) < 14 else 20, 370, kind=other_kind
        )
    sheet.text((90, 1000), "承办人签章：" + people.chinese(rng).native, 24)
    sheet.text((900, 1000), f"登记日期：{people.day(rng, 2000, 2022):%Y年%m月%d日}", 24)
    marks.round_seal(sheet, (1180, 880), 110, who.place + "公安局户口专用章")
    sheet.specimen()
    return sheet


def business_license(rng: random.Random, pixels: int) -> Sheet:
    """Business licence, upright or across."""
    across = rng.random() < 0.5
    wide, high = (1485, 1050) if across else (1050, 1485)
    sheet = Sheet(rng, (wide, high), pixels, (252, 248, 236), stance="paper")
    marks.fine_lines(sheet, (246, 238, 214), 40)
    for inset in (24, 34, 46):
        sheet.box((inset, inset, wide - inset, high - inset), outline=(206, 166, 84), width=5)
    who = people.chinese(rng)
    middle = wide / 2
    marks.chinese_emblem(sheet, (middle, 130), 66)
    sheet.text((middle, 290), "营 业 执 照", 92, face="serifbold", anchor="ms")
    sheet.text((middle, 330), "（副  本）", 26, anchor="ms")
    code = people.credit_code(rng)
    sheet.text((90, 96), "统一社会信用代码", 22, face="bold")
    sheet.text((90, 130), code, 25, face="latinbold", kind="number")
    marks.qr(sheet, (wide - 220, 110), 130, f"https://gsxt.example/{code}", "qr")
    name = f"{who.place}{rng.choice('云青明华鼎盛')}{rng.choice('启和远达泰安')}{rng.choice(_TRADES)}有限公司"
    rows = [
        ("名    称", name, "name"),
        ("类    型", "有限责任公司(自然人独资)", ""),
        ("法定代表人", who.native, "name"),
    ]
    rows += [
        (
            "经 营 范 围",
            "技术开发、技术咨询；日用百货、电子产品销售；货物进出口。（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
            "",
        )
    ]
    rows += [("注 册 资 本", rng.choice(("壹佰万元整", "伍佰万元整", "叁拾万元整")), "")]
    founded = people.day(rng, 2005, 2023)
    rows += [
        ("成 立 日 期", f"{founded.year}年{founded.month:02d}月{founded.day:02d}日", ""),
        ("住    所", who.address, "address"),
    ]
    y = 410.0
    for label, value, kind in rows:
        sheet.text((100, y), label, 28, face="bold")
        y = sheet.block((290, y), value, 28, wide - 400, kind=kind) + (20 if across else 46)
    bottom = high - (130 if across else 190)
    sheet.text((wide - 480, bottom), "登 记 机 关", 30, face="bold")
    sheet.text((wide - 480, bottom + 60), f"{people.day(rng, 2019, 2024):%Y 年 %m 月 %d 日}", 28)
    marks.round_seal(sheet, (wide - 290, bottom - 10), 105, who.place + "市场监督管理局")
    sheet.text((middle, high - 62), "国家企业信用信息公示系统网址：http://www.gsxt.gov.example", 15, anchor="ms")
    sheet.specimen((wide - 60, 80))
    return sheet


def _couple(rng: random.Random, pixels: int, title: str, ground: Colour, photo_ground: Colour) -> Sheet:
    sheet = Sheet(rng, (1500, 1060), pixels, (252, 240, 238), stance="paper", corner=14)
    marks.fine_lines(sheet, ground, 40)
    sheet.line((750, 0, 750, 1060), (214, 190, 186), 4)
    first, second = people.chinese(rng), people.chinese(rng)
    when = people.day(rng, 1995, 2024)
    region = rng.choice(people.REGIONS)
    number = f"{'J' if title == '结婚证' else 'L'}{region[0]}-{when.year}-{rng.randrange(1, 9999):06d}"
    sheet.text((375, 180), title, 62, face="serifbold", fill=(190, 40, 40), anchor="ms")
    rows = [("持证人", first.native, "name"), ("登记日期", f"{when.year}年{when.month:02d}月{when.day:02d}日", "")]
    rows += [(title + "字号", number, "number"), ("备注", "无", "")]
    for place, (label, value, kind) in enumerate(rows):
        y = 300 + place * 76
        sheet.text((90, y), label, 28, face="bold")
        sheet.text((270, y), value, 30, kind=kind)
    sheet.text((90, 960), f"登记机关  {region[1]}民政局", 28)
    marks.round_seal(sheet, (480, 850), 120, "民政局婚姻登记专用章")
    if title == "结婚证":
        for left, who in ((960, first), (1120, second)):
            paste_portrait(sheet, (left, 90, left + 160, 310), who.tone, who.sex, ground=photo_ground)
    else:
        paste_portrait(sheet, (1020, 90, 1190, 310), first.tone, first.sex, ground=photo_ground)
    for place, who in enumerate((first, second)):
        y = 400 + place * 320
        sheet.line((800, y - 50, 1440, y - 50), (214, 190, 186))
        sheet.labels(
            [(810, y, "姓名"), (1150, y, "性别"), (810, y + 66, "国籍"), (1050, y + 66, "出生日期")], 26, (120, 60, 60)
        )
        sheet.text((810, y + 132), "身份证件号", 26, fill=(120, 60, 60))
        sheet.text((890, y), who.native, 30, kind="name")
        sheet.text((1230, y), people.sex_zh(who), 28)
        sheet.text((890, y + 66), "中国", 28)
        sheet.text((1180, y + 66), f"{who.birth.year}年{who.birth.month:02d}月{who.birth.day:02d}日", 26, kind="birth")
        sheet.text((970, y + 132), people.resident_id(rng, who), 30, face="latin", kind="number")
    sheet.specimen()
    return sheet


def marriage_cert(rng: random.Random, pixels: int) -> Sheet:
    """Marriage certificate, the open booklet."""
    return _couple(rng, pixels, "结婚证", (246, 222, 220), (196, 30, 40))


def divorce_cert(rng: random.Random, pixels: int) -> Sheet:
    """Divorce certificate, the open booklet."""
    return _couple(rng, pixels, "离婚证", (238, 226, 222), (200, 40, 46))


def property_cert(rng: random.Random, pixels: int) -> Sheet:
    """Certificate of real estate, or of ownership of a house in the older form."""
    old = rng.random() < 0.35
    sheet = Sheet(rng, (1050, 1420), pixels, (252, 248, 240), stance="paper")
    marks.fine_lines(sheet, (246, 230, 226), 46)
    who = people.chinese(rng)
    region = rng.choice(people.REGIONS)
    title = "房屋所有权证" if old else "不动产权证书"
    serial = f"{region[2]}（{rng.randrange(2016, 2024)}）{region[1][-3:]}不动产权第{rng.randrange(10**7):07d}号"
    sheet.text((525, 110), title, 56, face="serifbold", anchor="ms", fill=(150, 30, 30))
    sheet.text(
        (525, 170), serial if not old else f"房权证字第{people.some_digits(rng, 9)}号", 26, anchor="ms", kind="number"
    )
    rows = [
        ("权 利 人" if not old else "房屋所有权人", who.native, "name"),
        ("共有情况", rng.choice(("单独所有", "共同共有")), ""),
    ]
    rows += [("坐    落", who.address, "address")]
    unit = f"{region[0]} {people.some_digits(rng, 6)} GB{people.some_digits(rng, 5)} F{people.some_digits(rng, 8)}"
    rows += [
        ("不动产单元号" if not old else "丘（地）号", unit, "number"),
        ("权利类型", "国有建设用地使用权/房屋所有权", ""),
    ]
    rows += [("权利性质", "出让/市场化商品房", ""), ("用    途", "城镇住宅用地/成套住宅", "")]
    rows += [
        ("面    积", f"房屋建筑面积{rng.uniform(50, 190):.2f}平方米", ""),
        ("使用期限", "国有建设用地使用权 2009年起 2079年止", ""),
    ]
    rows += [("权利人身份证号", people.resident_id(rng, who), "number")]
    lines = [220 + step * 104 for step in range(len(rows) + 1)]
    sheet.table((60, 290, 990), lines, (150, 120, 110))
    for place, (label, value, kind) in enumerate(rows):
        sheet.text((175, lines[place] + 62), label, 27, anchor="ms")
        sheet.block((310, lines[place] + 54), value, 27, 660, kind=kind)
    marks.round_seal(sheet, (790, 1290), 100, region[2] + "不动产登记专用章")
    sheet.text((80, 1360), "登记机构（章）", 26)
    sheet.specimen()
    return sheet


def birth_cert(rng: random.Random, pixels: int) -> Sheet:
    """Medical certificate of birth."""
    sheet = Sheet(rng, (1050, 1420), pixels, stance="paper")
    marks.wash(sheet, (250, 238, 242), (236, 244, 250))
    marks.fine_lines(sheet, (244, 224, 232), 50)
    child, mother, father = (people.chinese(rng) for _ in range(3))
    sheet.text((525, 150), "出生医学证明", 64, face="serifbold", anchor="ms", fill=(160, 50, 80))
    sheet.text((525, 196), "MEDICAL CERTIFICATE OF BIRTH", 26, face="latin", anchor="ms")
    born = people.day(rng, 2010, 2024)
    sheet.text((700, 80), "编号", 26)
    sheet.text((770, 80), people.some_letters(rng, 1) + people.some_digits(rng, 9), 26, kind="number")
    rows = [("新生儿姓名 Full name of baby", child.native, "name"), ("性别 Sex", people.sex_zh(child), "")]
    rows += [
        ("出生时间 Date of birth", f"{born:%Y年%m月%d日} {rng.randrange(24):02d}时{rng.randrange(60):02d}分", "birth")
    ]
    rows += [
        ("出生孕周 Gestation", f"{rng.randrange(37, 42)}周", ""),
        ("体重 Weight", f"{rng.randrange(2600, 4200)}克", ""),
    ]
    rows += [("身长 Height", f"{rng.randrange(47, 54)}厘米", ""), ("出生地点 Place of birth", child.address, "address")]
    rows += [
        ("母亲姓名 Mother's name", mother.native, "name"),
        ("有效身份证件号码 ID No.", people.resident_id(rng, mother), "number"),
    ]
    rows += [
        ("父亲姓名 Father's name", father.native, "name"),
        ("有效身份证件号码 ID No.", people.resident_id(rng, father), "number"),
    ]
    rows += [("接生机构名称 Facility", f"{people.province(child.place)}妇幼保健院", "")]
    for place, (label, value, kind) in enumerate(rows):
        y = 290 + place * 80
        sheet.text((80, y), label, 23, fill=(120, 60, 80))
        sheet.block((430, y), value, 28, 560, kind=kind)
    marks.round_seal(sheet, (800, 1260), 105, "出生医学证明专用章")
    sheet.text((80, 1330), f"签发日期 Date of issue  {born:%Y年%m月%d日}", 24)
    sheet.specimen()
    return sheet


def officer_card(rng: random.Random, pixels: int) -> Sheet:
    """Card of an officer, a soldier or the armed police: a small open booklet."""
    sheet = Sheet(rng, (1240, 860), pixels, (248, 246, 240), stance="card", corner=16)
    marks.fine_lines(sheet, (232, 226, 214), 36)
    who = people.chinese(rng)
    title = rng.choice(
        ("中国人民解放军军官证", "中国人民解放军文职干部证", "中国人民武装警察部队警官证", "中国人民解放军士兵证")
    )
    sheet.detail = title
    sheet.line((620, 0, 620, 860), (200, 190, 180), 3)
    sheet.text((310, 100), title, 36, face="serifbold", anchor="ms", fill=(170, 30, 30))
    paste_portrait(sheet, (170, 150, 450, 520), who.tone, who.sex, ground=(196, 30, 40))
    number = rng.choice(("军字第", "南字第", "北字第", "武字第")) + people.some_digits(rng, 7) + "号"
    sheet.text((80, 600), "编号", 32)
    sheet.text((170, 600), number, 32, kind="number")
    first = people.day(rng, 2010, 2023)
    sheet.labels([(90, 700, f"发证机关  {rng.choice('东南西北')}部战区政治工作部")], 28, sheet.ink)
    sheet.text((90, 760), f"有效期至  {people.later(first, 6):%Y年%m月%d日}", 28, kind="expiry")
    marks.round_seal(sheet, (470, 690), 100, "政治工作部专用章")
    born = f"{who.birth.year}年{who.birth.month}月"
    rows = [("姓    名", who.native, "name"), ("出生年月", born, "birth"), ("性    别", people.sex_zh(who), "")]
    rows += [("籍    贯", who.place, ""), ("民    族", "汉", ""), ("部    别", f"{people.some_digits(rng, 5)}部队", "")]
    rows += [
        ("职    务", rng.choice(("参谋", "连长", "助理员")), ""),
        ("军    衔", rng.choice(("少校", "上尉", "中尉", "中士")), ""),
    ]
    for place, (label, value, kind) in enumerate(rows):
        y = 120 + place * 90
        sheet.text((680, y), label, 30, face="serif")
        sheet.text((860, y), value, 32, kind=kind)
        sheet.line((850, y + 14, 1180, y + 14), (190, 180, 170))
    sheet.specimen()
    return sheet


def student_card(rng: random.Random, pixels: int) -> Sheet:
    """Student card: the booklet of a university."""
    sheet = Sheet(rng, (1240, 860), pixels, (250, 250, 246), stance="card", corner=16)
    marks.fine_lines(sheet, (228, 234, 226), 30)
    who = people.chinese(rng)
    school = who.place + rng.choice(("理工学院", "师范大学", "财经学院", "科技大学"))
    start = rng.randrange(2016, 2024)
    sheet.line((620, 0, 620, 860), (200, 200, 196), 3)
    sheet.text((310, 90), "学 生 证", 54, face="serifbold", anchor="ms")
    paste_portrait(sheet, (190, 130, 430, 450), who.tone, who.sex, ground=rng.choice(((250, 250, 250), (90, 140, 210))))
    sheet.text((310, 520), school, 36, face="serifbold", anchor="ms")
    marks.round_seal(sheet, (420, 420), 90, school)
    sheet.text((90, 640), "优惠乘车区间：" + who.place + " 至 " + rng.choice(people.REGIONS)[2], 28)
    sheet.text((90, 710), f"发证日期：{start}年9月1日", 28)
    sheet.text((90, 780), f"有效期至：{start + 4}年7月", 28, kind="expiry")
    rows = [
        ("姓    名", who.native, "name"),
        ("性    别", people.sex_zh(who), ""),
        ("学    号", f"{start}{people.some_digits(rng, 8)}", "number"),
    ]
    rows += [
        ("出生日期", f"{who.birth:%Y年%m月%d日}", "birth"),
        ("院    系", rng.choice(("信息工程学院", "外国语学院", "经济系")), ""),
    ]
    rows += [
        ("专    业", rng.choice(("软件工程", "英语", "会计学")), ""),
        ("身份证号", people.resident_id(rng, who), "number"),
    ]
    rows += [("家庭住址", who.address, "address")]
    for place, (label, value, kind) in enumerate(rows):
        y = 120 + place * 84
        sheet.text((680, y), label, 29)
        sheet.block((840, y), value, 26 if len(value) > 14 else 31, 370, kind=kind)
    sheet.specimen()
    return sheet
