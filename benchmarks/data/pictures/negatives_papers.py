"""Papers and cards that hold nothing sensitive: forms, menus, labels, invoices, tickets, loyalty cards, posters."""

from __future__ import annotations

import calendar
import random

from benchmarks.data.pictures import marks, people
from benchmarks.data.pictures.sheet import Colour, Sheet

_DARK: Colour = (50, 50, 56)


def _a4(rng: random.Random, pixels: int, ground: Colour = (253, 253, 251)) -> Sheet:
    return Sheet(rng, (1050, 1420), pixels, ground, stance="paper")


def empty_form(rng: random.Random, pixels: int) -> Sheet:
    """A form with the labels of an identity document, and nobody's data in it."""
    sheet = _a4(rng, pixels)
    title, labels = rng.choice(
        (
            (
                "个人信息登记表",
                "姓名 性别 民族 出生年月 身份证号码 户籍地址 现住址 联系电话 文化程度 婚姻状况 紧急联系人 备注",
            ),
            (
                "应聘人员登记表",
                "姓名 性别 籍贯 出生日期 身份证号 毕业院校 专业 政治面貌 婚姻状况 联系方式 求职意向 家庭成员",
            ),
            (
                "APPLICATION FORM",
                "Surname Given_names Sex Date_of_birth Nationality Passport_No. Address Telephone Email Occupation",
            ),
        ),
    )
    names = [name.replace("_", " ") for name in labels.split()]
    sheet.text((525, 130), title, 52, face="bold", anchor="ms")
    rows = [190 + place * 92 for place in range(len(names) + 1)]
    sheet.table((70, 330, 980), rows, _DARK)
    for place, name in enumerate(names):
        sheet.text((200, rows[place] + 56), name, 28 if len(name) < 14 else 22, anchor="ms")
    sheet.box((800, rows[0], 980, rows[2]), (253, 253, 251), _DARK)
    sheet.text((890, rows[1]), "照片" if "表" in title else "Photo", 28, anchor="ms", fill=(150, 150, 150))
    sheet.text(
        (70, 1390), "本人保证以上信息真实有效。签名：____________" if "表" in title else "Signature: ____________", 24
    )
    return sheet


def menu(rng: random.Random, pixels: int) -> Sheet:
    """A price list."""
    sheet = _a4(rng, pixels, rng.choice(((252, 244, 226), (36, 40, 44), (255, 255, 255))))
    if sheet.image.getpixel((2, 2)) == (36, 40, 44):
        sheet.ink = (240, 236, 226)
    title, names = rng.choice(
        (
            ("价 目 表", "宫保鸡丁 鱼香肉丝 麻婆豆腐 酸辣土豆丝 红烧排骨 清蒸鲈鱼 蛋炒饭 酸梅汤 豆浆 凉拌黄瓜"),
            ("MENU", "Espresso Cappuccino Latte Mocha Croissant Bagel Sandwich Cheesecake Lemonade Green_tea"),
            (
                "代练价格表",
                "青铜-白银 白银-黄金 黄金-铂金 铂金-钻石 钻石-星耀 星耀-王者 巅峰赛1500 排位10星 战力提升 皮肤代购",
            ),
        ),
    )
    sheet.text((525, 160), title, 76, face="serifbold", anchor="ms")
    for place, name in enumerate(names.split()):
        y = 300 + place * 100
        sheet.text((110, y), name.replace("_", " "), 40)
        sheet.text((940, y), f"¥{rng.randrange(5, 200)}", 40, anchor="rs")
        sheet.line((420, y, 780, y), (170, 160, 140), 1)
    return sheet


def waybill(rng: random.Random, pixels: int) -> Sheet:
    """A label of a courier, names and numbers starred out."""
    sheet = Sheet(rng, (1000, 1300), pixels, (252, 252, 252), stance="paper")
    sheet.box((20, 20, 980, 1280), outline=(20, 20, 20), width=4)
    sheet.text((50, 110), rng.choice(("飞燕速运", "驰达快递", "SwiftParcel")), 64, face="bold")
    number = people.some_letters(rng, 2) + people.some_digits(rng, 13)
    marks.bars(sheet, (200, 150, 960, 290), number)
    sheet.table((20, 980), (340, 520, 760, 1000, 1280), (20, 20, 20))
    sheet.text(
        (500, 470),
        f"{people.some_digits(rng, 3)}-{people.some_letters(rng, 1)}{people.some_digits(rng, 2)}",
        110,
        face="bold",
        anchor="ms",
    )
    for y, label in ((580, "收"), (820, "寄")):
        sheet.oval((50, y - 40, 130, y + 40), (20, 20, 20))
        sheet.text((90, y + 16), label, 46, fill=(255, 255, 255), anchor="ms")
        sheet.text(
            (160, y), f"{people.chinese(rng).native[0]}**  1{rng.randrange(30, 99)}****{rng.randrange(1000, 9999)}", 36
        )
        sheet.block((160, y + 60), rng.choice(people.REGIONS)[1] + "********", 34, 780)
    sheet.text((60, 1070), f"件数 1   重量 {rng.uniform(0.2, 5):.1f}kg   已验视", 34)
    marks.qr(sheet, (760, 1040), 190, number)
    return sheet


def invoice(rng: random.Random, pixels: int) -> Sheet:
    """An invoice between two companies."""
    sheet = Sheet(rng, (1480, 950), pixels, (254, 252, 246), stance="paper")
    brown: Colour = (150, 90, 50)
    sheet.text(
        (740, 90),
        rng.choice(("电子发票（普通发票）", "增值税电子普通发票")),
        46,
        face="serifbold",
        fill=brown,
        anchor="ms",
    )
    sheet.text((1120, 150), f"开票日期：{people.day(rng, 2024, 2024):%Y年%m月%d日}", 24)
    sheet.table((60, 500, 640, 780, 940, 1150, 1420), (320, 380, 620), brown)
    sheet.box((60, 200, 1420, 860), outline=brown)
    sheet.text((80, 250), f"购买方名称：{rng.choice('云天明海')}{rng.choice('启达远泰')}网络科技有限公司", 26)
    sheet.text((800, 250), f"销售方名称：{rng.choice('华盛宏安')}{rng.choice('丰源利和')}商贸有限公司", 26)
    for x, words in ((200, "项目名称"), (520, "规格"), (660, "数量"), (800, "单价"), (960, "金额"), (1180, "税额")):
        sheet.text((x, 362), words, 25, fill=brown)
    for row in range(3):
        count, price = rng.randrange(1, 20), rng.uniform(5, 300)
        values = [
            f"*信息技术服务*{rng.choice(('充值', '会员', '软件'))}",
            "",
            str(count),
            f"{price:.2f}",
            f"{count * price:.2f}",
            f"{count * price * 0.06:.2f}",
        ]
        for x, words in zip((80, 520, 660, 800, 960, 1180), values, strict=True):
            sheet.text((x, 430 + row * 60), words, 25)
    sheet.text((80, 700), "价税合计（大写）  ⊗ 壹仟贰佰叁拾圆整", 30)
    sheet.text((80, 900), "收款人：管理员    复核：管理员    开票人：管理员", 24)
    marks.round_seal(sheet, (1250, 760), 90, "商贸有限公司发票专用章")
    return sheet


def receipt(rng: random.Random, pixels: int) -> Sheet:
    """A shop's receipt."""
    sheet = Sheet(rng, (560, 1200), pixels, (250, 250, 248), stance="paper")
    sheet.text((280, 80), rng.choice(("好邻居便利店", "CORNER MARKET", "青禾超市")), 40, anchor="ms", face="bold")
    total = 0.0
    for row in range(rng.randrange(5, 12)):
        price = rng.uniform(2, 90)
        total += price
        sheet.text(
            (40, 180 + row * 52), rng.choice(("矿泉水", "面包", "Milk", "Apples", "牙膏", "Chocolate", "纸巾")), 28
        )
        sheet.text((520, 180 + row * 52), f"{price:.2f}", 28, anchor="rs", face="latinmono")
    sheet.line((40, 840, 520, 840), _DARK)
    sheet.text((40, 900), "合计 TOTAL", 34, face="bold")
    sheet.text((520, 900), f"{total:.2f}", 34, anchor="rs", face="latinmono")
    marks.bars(sheet, (60, 980, 500, 1080), people.some_digits(rng, 12))
    return sheet


def product_box(rng: random.Random, pixels: int) -> Sheet:
    """A box with print on it."""
    ground: Colour = (rng.randrange(120, 250), rng.randrange(120, 250), rng.randrange(120, 250))
    sheet = Sheet(rng, (900, 1200), pixels, ground, stance="paper")
    sheet.text(
        (450, 240),
        rng.choice(("清润枇杷膏", "NovaBuds Pro", "维生素C片", "手机壳", "Power Bank")),
        84,
        face="bold",
        anchor="ms",
    )
    sheet.oval((230, 340, 670, 780), (250, 250, 250))
    sheet.rounded((360, 440, 540, 700), 40, (60, 70, 90))
    sheet.block((80, 900), "净含量：100g  保质期：24个月  生产许可证编号 SC10000000000  Made in China", 32, 740)
    marks.bars(sheet, (560, 1040, 840, 1140), "69" + people.some_digits(rng, 11))
    return sheet


def website_qr(rng: random.Random, pixels: int) -> Sheet:
    """A poster with a QR code that opens a web site."""
    sheet = _a4(rng, pixels, rng.choice(((255, 255, 255), (250, 236, 210), (60, 60, 120))))
    ink: Colour = (255, 255, 255) if sheet.image.getpixel((2, 2)) == (60, 60, 120) else (30, 30, 40)
    title = rng.choice(("扫码了解更多", "SCAN FOR THE MENU", "关注公众号", "下载APP", "Free Wi-Fi"))
    sheet.text((525, 220), title, 80, face="bold", anchor="ms", fill=ink)
    marks.qr(sheet, (245, 330), 560, f"https://www.example.com/{people.some_letters(rng, 8).lower()}")
    sheet.text((525, 1010), "www.example.com", 46, anchor="ms", fill=ink)
    sheet.text((525, 1110), rng.choice(("每天 9:00-21:00", "Open daily", "新人立减10元")), 44, anchor="ms", fill=ink)
    return sheet


def loyalty_card(rng: random.Random, pixels: int) -> Sheet:
    """A shop's card for members."""
    ground: Colour = rng.choice(((120, 60, 40), (30, 100, 80), (200, 160, 60), (230, 120, 150)))
    sheet = Sheet(rng, (856, 540), pixels, ground, stance="card", corner=34)
    marks.fine_lines(sheet, (ground[0] + 10, ground[1] + 10, ground[2] + 10), 12)
    sheet.ink = (252, 248, 236)
    sheet.text((50, 110), rng.choice(("木槿咖啡", "星河影城", "Golden Fork", "悦读书店")), 60, face="bold")
    sheet.text((50, 170), rng.choice(("会员卡 MEMBER", "积分卡", "STAMP CARD", "VIP 贵宾卡")), 34)
    for place in range(10):
        x, y = 100 + place % 5 * 160, 260 + place // 5 * 110
        sheet.oval(
            (x - 40, y - 40, x + 40, y + 40), (252, 248, 236) if place < rng.randrange(1, 9) else None, (252, 248, 236)
        )
    sheet.text((50, 500), f"No. {rng.randrange(10**5):06d}", 32)
    return sheet


def ticket_ad(rng: random.Random, pixels: int) -> Sheet:
    """An advertisement that looks like a train ticket."""
    sheet = Sheet(rng, (1000, 640), pixels, (206, 228, 240), stance="card", corner=20)
    marks.fine_lines(sheet, (190, 216, 232), 26)
    start, end = rng.choice(people.REGIONS)[2], rng.choice(people.REGIONS)[2]
    sheet.text((60, 70), "广告 AD", 28, fill=(180, 60, 60))
    sheet.text((180, 190), f"{start}站", 60, anchor="ms")
    sheet.text((820, 190), f"{end}站", 60, anchor="ms")
    sheet.text((500, 170), f"G{rng.randrange(10, 999)}", 52, anchor="ms", face="latin")
    sheet.line((380, 195, 620, 195), _DARK)
    sheet.text((60, 290), "说走就走的旅行  特价车票低至", 38)
    sheet.text((640, 300), f"¥{rng.randrange(9, 99)}", 80, fill=(200, 40, 40))
    sheet.text((60, 380), "二等座 · 先到先得 · 活动解释权归平台所有", 32)
    sheet.box((60, 440, 700, 570), outline=_DARK)
    sheet.text((380, 520), "下单即享新人礼包", 42, anchor="ms")
    marks.qr(sheet, (760, 420), 180, "https://travel.example/ad")
    return sheet


def month(rng: random.Random, pixels: int) -> Sheet:
    """A page of a calendar."""
    sheet = _a4(rng, pixels)
    year, number = rng.randrange(2022, 2027), rng.randrange(1, 13)
    sheet.box((0, 0, 1050, 330), (rng.randrange(60, 220), rng.randrange(60, 220), rng.randrange(60, 220)))
    sheet.text((525, 220), f"{year}年 {number}月", 110, face="bold", fill=(255, 255, 255), anchor="ms")
    for place, name in enumerate("一二三四五六日"):
        sheet.text((120 + place * 135, 440), name, 44, anchor="ms", fill=(200, 60, 60) if place > 4 else _DARK)
    for row, week in enumerate(calendar.Calendar().monthdayscalendar(year, number)):
        for place, day in enumerate(week):
            if day:
                sheet.text((120 + place * 135, 560 + row * 140), str(day), 54, anchor="ms", face="latin")
    return sheet


def book_page(rng: random.Random, pixels: int) -> Sheet:
    """A page of a story."""
    sheet = _a4(rng, pixels, (248, 244, 232))
    sheet.face = "serif"
    story = rng.choice(
        (
            "那年冬天雪下得很早，巷口的灯一盏一盏亮起来。卖糖炒栗子的老人推着车，慢慢走过石桥，身后留下一串浅浅的脚印。",
            "The road ran along the river for many miles, and nobody who walked it could say where it began or ended. ",
        ),
    )
    y = 160.0
    while y < 1180:
        y = sheet.block((110, y), story * 2, 34, 830) + 40
    sheet.text((525, 1380), str(rng.randrange(12, 400)), 28, anchor="ms")
    return sheet
