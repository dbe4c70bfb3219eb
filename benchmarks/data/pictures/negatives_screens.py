"""Screens that hold nothing sensitive but resemble those that do: articles, exams, chats, orders, games, wallets."""

from __future__ import annotations

import random

from benchmarks.data.pictures import marks, people
from benchmarks.data.pictures.chat import chat_sheet, talk
from benchmarks.data.pictures.payment import phone_sheet
from benchmarks.data.pictures.sheet import Colour, Sheet

GREY: Colour = (130, 130, 138)
_ARTICLES = (
    (
        "驾驶证到期怎么换证？最新流程一次说清",
        "机动车驾驶证有效期满前九十日内，持证人可以申请换证。需要准备身份证、驾驶证、体检证明和一寸白底照片。",
        "网上办理可登录交管平台，选择“期满换证”，填写收件地址后提交。换证业务不收取加急费用，谨防假冒客服。",
        "准驾车型为C1的驾驶人，每个记分周期满分为12分。居民身份证号码、姓名、住址以证件为准。",
    ),
    (
        "身份证丢了别慌，三步补办",
        "居民身份证是证明公民身份的法定证件。丢失后可到就近派出所申请补领，工本费四十元。",
        "办理时请携带户口簿，现场采集指纹和照片。公民身份号码终身不变，证件有效期限以卡面为准。",
        "补领期间可以申请临时身份证，一般三个工作日可取。",
    ),
    (
        "How to renew your driver's license online",
        "Most states let you renew a driver license up to six months before it expires. Have your license at hand.",
        "You will be asked for the license number, your date of birth and a payment method.",
        "A passport or a permanent resident card may be asked for. Never send your Social Security card to strangers.",
        "The new card arrives by mail within fifteen days. Address changes must be reported within ten days.",
    ),
    (
        "护照和签证有什么区别",
        "护照是一国政府发给本国公民的国际旅行证件，签证则是前往国给予的入境许可。",
        "护照资料页上有护照号码、姓名、国籍、出生日期，下方两行是机读码（MRZ）。",
        "办理港澳通行证、台湾通行证可在任一出入境窗口申请，签注当场可取。",
    ),
)
_QUESTIONS = (
    ("驾驶机动车时应当随身携带哪种证件？", ("职业资格证", "身份证", "驾驶证", "工作证")),
    ("居民身份证的有效期限最短为几年？", ("五年", "十年", "二十年", "长期")),
    ("机动车行驶证上不包含下列哪一项？", ("车辆类型", "品牌型号", "准驾车型", "发动机号码")),
    (
        "Which document proves that you may work in this country?",
        ("A library card", "A residence permit", "A bus pass"),
    ),
)
_TALK = (
    (
        "我的身份证快到期了，去哪里换？",
        "带上旧的身份证去派出所就行",
        "要户口簿吗",
        "换领不用，补领才要",
        "好的谢谢",
        "周末也上班吗",
        "周六上午可以",
    ),
    (
        "Do I need a passport to sign up?",
        "No, an email address is enough",
        "And for withdrawals?",
        "Only above the limit. Never send ID here",
        "Okay, thanks!",
        "You're welcome",
    ),
    ("驾照扣了6分会影响换证吗", "不会，满12分才需要学习", "那营业执照年报呢", "每年6月30日前报就可以", "明白了"),
    ("助记词忘了怎么办", "助记词只有您自己有，我们无法找回", "截图可以吗", "千万不要截图，也不要告诉任何人", "知道了"),
)
_COMMON = (
    "apple bridge candle dance early family garden hammer island jungle kitchen ladder market nature orange paper "
    "quality river school ticket umbrella village window yellow zebra ocean planet silver tiger winter"
)
_MEANING = (
    "苹果 桥 蜡烛 跳舞 早的 家庭 花园 锤子 岛 丛林 厨房 梯子 市场 自然 橙子 纸 质量 河流 学校 票 雨伞 村庄 窗户 "
    "黄色 斑马 海洋 行星 银 老虎 冬天"
)


def _page(rng: random.Random, pixels: int, title: str) -> Sheet:
    sheet = phone_sheet(rng, pixels, (255, 255, 255), (30, 30, 34))
    sheet.text((540, 150), title, 42, face="bold", anchor="ms")
    sheet.line((0, 190, 1080, 190), (226, 226, 230))
    return sheet


def article(rng: random.Random, pixels: int) -> Sheet:
    """A web page about licences, ids or passports."""
    title, *paragraphs = rng.choice(_ARTICLES)
    sheet = _page(rng, pixels, rng.choice(("生活百科", "News", "问答", "Help centre")))
    y = sheet.block((70, 290), title, 56, 940, face="bold")
    sheet.text((70, y), f"{people.day(rng, 2022, 2024):%Y-%m-%d}   阅读 {rng.randrange(100, 99999)}", 30, fill=GREY)
    y += 80
    for words in paragraphs:
        y = sheet.block((70, y), words, 40, 940) + 40
    marks.wash_box(sheet, (70, y, 1010, min(y + 420, sheet.height - 60)))
    return sheet


def template_article(rng: random.Random, pixels: int) -> Sheet:
    """An article with an empty example of a licence or an id, with explanations and no person's data."""
    sheet = _page(rng, pixels, "证件样例说明")
    y = (
        sheet.block(
            (70, 280), rng.choice(("驾驶证各栏目含义图解", "身份证正面各项说明", "行驶证怎么看")), 54, 940, face="bold"
        )
        + 20
    )
    sheet.rounded((80, y, 1000, y + 560), 24, (230, 240, 246), (160, 180, 200))
    rows = (
        "姓名：（填写姓名）",
        "性别：（填写性别）",
        "出生：XXXX年XX月XX日",
        "住址：（填写住址）",
        "号码：XXXXXXXXXXXXXXXXXX",
    )
    for place, words in enumerate(rows):
        sheet.text((130, y + 110 + place * 86), words, 36, fill=(70, 100, 140))
    sheet.box((720, y + 80, 940, y + 380), (214, 222, 230), (160, 170, 180))
    sheet.text((830, y + 240), "照片", 40, fill=GREY, anchor="ms")
    sheet.text((540, y + 340), "样 例", 150, fill=(214, 222, 228), anchor="ms", face="bold")
    y += 660
    for words in (
        "① 姓名：与户口登记一致。",
        "② 号码：十八位，最后一位为校验码。",
        "③ 住址：常住户口所在地。",
        "以上仅为示意，请以实际证件为准。",
    ):
        y = sheet.block((80, y), words, 40, 920) + 20
    return sheet


def exam(rng: random.Random, pixels: int) -> Sheet:
    """A question of a driving test."""
    sheet = _page(rng, pixels, rng.choice(("科目一模拟考试", "Theory test", "顺序练习")))
    question, answers = rng.choice(_QUESTIONS)
    y = sheet.block((70, 300), f"{rng.randrange(1, 1500)}. {question}", 48, 940) + 50
    for letter, words in zip("ABCD", answers, strict=False):
        sheet.oval((70, y - 44, 130, y + 16), outline=(120, 140, 200), width=4)
        sheet.text((100, y), letter, 36, anchor="ms")
        sheet.text((160, y), words, 44)
        y += 120
    sheet.block((70, y + 60), "本题解释：依据道路交通安全法，驾驶人应当随车携带驾驶证、行驶证。", 38, 940, fill=GREY)
    sheet.text(
        (70, sheet.height - 90),
        f"{rng.randrange(1, 100)}/100   剩余时间 {rng.randrange(10, 45)}:{rng.randrange(10, 59)}",
        36,
    )
    return sheet


def chat_about_ids(rng: random.Random, pixels: int) -> Sheet:
    """A chat in which people talk about documents without showing one."""
    sheet, own = chat_sheet(rng, pixels)
    talk(sheet, 240, rng.choice(_TALK), own, mine=True)
    return sheet


def order_page(rng: random.Random, pixels: int) -> Sheet:
    """An order in a shop of digital goods."""
    sheet = _page(rng, pixels, rng.choice(("订单详情", "Order details")))
    goods = rng.choice(("Steam 充值卡 100元", "视频会员 年卡", "游戏点券 648", "Cloud storage 200 GB"))
    sheet.block((70, 290), rng.choice(("交易成功", "待发货", "Completed")), 60, 900, fill=(220, 90, 40), face="bold")
    sheet.rounded((70, 360, 270, 560), 20, rng.choice(((70, 110, 190), (190, 80, 90), (60, 140, 110))))
    sheet.block((310, 420), goods, 42, 680)
    sheet.text((310, 530), f"¥{rng.uniform(6, 650):.2f}   x1", 40)
    when = f"{people.day(rng, 2023, 2024):%Y-%m-%d} {rng.randrange(24):02d}:{rng.randrange(60):02d}:11"
    rows = [
        ("订单编号", people.some_digits(rng, 19)),
        ("创建时间", when),
        ("付款方式", rng.choice(("微信支付", "余额", "花呗"))),
    ]
    rows += [("发货方式", "自动发货"), ("优惠", "-¥5.00"), ("实付款", f"¥{rng.uniform(6, 650):.2f}")]
    for place, (label, value) in enumerate(rows):
        sheet.text((70, 680 + place * 90), label, 38, fill=GREY)
        sheet.text((1010, 680 + place * 90), value, 38, anchor="rs")
    return sheet


def game(rng: random.Random, pixels: int) -> Sheet:
    """A game: statistics, items, coins."""
    ground = rng.choice(((24, 30, 54), (40, 24, 50), (20, 44, 44)))
    sheet = Sheet(rng, (1920, 1080), pixels, ground, stance="screen")
    marks.fine_lines(sheet, (ground[0] + 14, ground[1] + 14, ground[2] + 18), 16)
    sheet.ink = (236, 230, 210)
    sheet.text(
        (80, 110), f"Lv.{rng.randrange(1, 99)}  {rng.choice(('暗影行者', 'StormRider', '清风剑客'))}", 54, face="bold"
    )
    for place, (name, top) in enumerate(
        (("HP", 9999), ("MP", 999), ("攻击力", 4000), ("防御", 3000), ("暴击率", 100), ("EXP", 99999))
    ):
        y, value = 230 + place * 96, rng.randrange(10, top)
        sheet.text((90, y), name, 36)
        sheet.box((260, y - 34, 760, y + 6), (60, 60, 80))
        sheet.box(
            (260, y - 34, 260 + 500 * value / top, y + 6), rng.choice(((200, 60, 60), (60, 120, 220), (70, 170, 90)))
        )
        sheet.text((780, y), str(value), 34)
    names = ("屠龙刀", "治疗药水", "传送卷轴", "Dragon Shield", "Phoenix Ring", "玄铁甲", "月光石", "Elf Bow", "金币袋")
    for place, name in enumerate(names):
        x, y = 1060 + place % 3 * 270, 180 + place // 3 * 270
        sheet.rounded((x, y, x + 230, y + 230), 18, (50, 54, 84), (190, 160, 90))
        sheet.oval(
            (x + 60, y + 30, x + 170, y + 140), (rng.randrange(90, 255), rng.randrange(90, 255), rng.randrange(90, 255))
        )
        sheet.text((x + 115, y + 200), f"{name} x{rng.randrange(1, 99)}", 26, anchor="ms")
    return sheet


def wallet_balance(rng: random.Random, pixels: int) -> Sheet:
    """A wallet's page of balances, without a phrase or a key."""
    sheet = phone_sheet(rng, pixels, (22, 24, 34), (240, 240, 244))
    sheet.ink = (240, 240, 246)
    sheet.text((540, 180), rng.choice(("My Wallet", "我的钱包")), 46, face="bold", anchor="ms")
    sheet.text((540, 340), f"${rng.uniform(10, 9000):,.2f}", 96, face="bold", anchor="ms")
    for place, words in enumerate(rng.choice((("发送", "接收", "兑换", "购买"), ("Send", "Receive", "Swap", "Buy")))):
        x = 180 + place * 240
        sheet.oval((x - 60, 430, x + 60, 550), (70, 100, 230))
        sheet.text((x, 610), words, 34, anchor="ms")
    for place, coin in enumerate(("BTC", "ETH", "USDT", "TRX", "SOL", "BNB")):
        y = 760 + place * 140
        sheet.oval((70, y - 60, 150, y + 20), (rng.randrange(80, 250), rng.randrange(80, 200), 90))
        sheet.text((190, y), coin, 44, face="bold")
        sheet.text((1010, y), f"{rng.uniform(0, 30):.4f}", 42, anchor="rs")
    return sheet


def seed_help(rng: random.Random, pixels: int) -> Sheet:
    """A help page about recovery phrases that shows none."""
    chinese = rng.random() < 0.5
    sheet = _page(rng, pixels, "帮助中心" if chinese else "Help")
    title = "什么是助记词？如何安全备份" if chinese else "What is a secret recovery phrase?"
    y = sheet.block((70, 290), title, 54, 940, face="bold") + 30
    if chinese:
        rows = [
            "助记词由12或24个英文单词组成，掌握它就等于掌握钱包里的全部资产。",
            "1. 请用纸笔抄写，不要截图。",
            "2. 存放在只有您知道的地方。",
        ]
        rows += ["3. 任何人向您索要助记词或私钥，都是骗子。", "4. 忘记助记词将无法找回。"]
    else:
        rows = [
            "A recovery phrase has 12 or 24 words. Whoever has it has your money.",
            "1. Write it on paper, never take a screenshot.",
        ]
        rows += [
            "2. Keep it where nobody else can find it.",
            "3. Our staff will never ask for it.",
            "4. A lost phrase cannot be restored.",
        ]
    for words in rows:
        y = sheet.block((70, y), words, 42, 940) + 36
    return sheet


def vocabulary(rng: random.Random, pixels: int) -> Sheet:
    """A numbered list of English words to learn, which is no recovery phrase."""
    sheet = _page(rng, pixels, rng.choice(("四级词汇 Unit 3", "小学英语单词表", "Words of the day")))
    pairs = list(zip(_COMMON.split(), _MEANING.split(), strict=True))
    rng.shuffle(pairs)
    alone = rng.random() < 0.3
    for place, (word, meaning) in enumerate(pairs[: rng.choice((12, 16, 20))]):
        y = 290 + place * min(86.0, (sheet.height - 380) / 20)
        sheet.text((80, y), f"{place + 1}.", 38, fill=GREY)
        sheet.text((160, y), word, 42, face="latin")
        if not alone:
            sheet.text((520, y), f"{rng.choice(('n.', 'v.', 'adj.'))} {meaning}", 38, fill=(70, 70, 90))
    return sheet


def error_dialog(rng: random.Random, pixels: int) -> Sheet:
    """A message of an operating system that something failed."""
    sheet = Sheet(rng, (1366, 768), pixels, (40, 110, 160), stance="screen")
    marks.wash(sheet, (40, 90, 160), (90, 170, 200))
    sheet.box((340, 230, 1030, 540), (245, 245, 245), (120, 120, 120))
    sheet.box((340, 230, 1030, 276), (255, 255, 255))
    title, words = rng.choice(
        (
            ("错误", "应用程序无法正常启动(0xc000007b)。请单击“确定”关闭应用程序。"),
            ("Login failed", "The server did not answer in time (error 504). Check your connection and try again."),
            ("支付失败", "交易超时，错误码 E10086，请稍后重试或联系客服。"),
        ),
    )
    sheet.text((360, 262), title, 22)
    sheet.oval((380, 320, 450, 390), (200, 50, 50))
    sheet.text((415, 372), "×", 50, fill=(255, 255, 255), anchor="ms")
    sheet.block((480, 350), words, 24, 500)
    sheet.box((860, 470, 990, 516), (225, 225, 225), (90, 130, 190))
    sheet.text((925, 502), rng.choice(("确定", "OK")), 22, anchor="ms")
    sheet.box((0, 720, 1366, 768), (30, 34, 44))
    return sheet


def code_editor(rng: random.Random, pixels: int) -> Sheet:
    """A programmer's screen."""
    sheet = Sheet(rng, (1600, 900), pixels, (30, 32, 40), stance="screen")
    lines = ["import json", "from pathlib import Path", "", "class Order:", "    def __init__(self, number, price):"]
    lines += ["        self.number = number", "        self.price = price", "", "def total(orders):", "    result = 0"]
    lines += [
        "    for order in orders:",
        "        if order.price > 0:",
        "            result += order.price",
        "    return result",
        "",
    ]
    lines += [
        "def load(path: Path) -> list[Order]:",
        "    rows = json.loads(path.read_text())",
        "    return [Order(**row) for row in rows]",
    ]
    sheet.box((0, 0, 260, 900), (24, 26, 32))
    for place, name in enumerate(("src", "  main.py", "  orders.py", "tests", "README.md", "pyproject.toml")):
        sheet.text((24, 70 + place * 36), name, 20, fill=(170, 170, 180))
    start = rng.randrange(1, 80)
    for place, line in enumerate(lines):
        y = 70 + place * 42
        sheet.text((330, y), str(start + place), 22, face="latinmono", fill=(100, 104, 116), anchor="rs")
        word = line.strip().split(" ")[0]
        colour = (
            (200, 130, 220) if word in {"import", "from", "class", "def", "for", "if", "return"} else (210, 214, 224)
        )
        sheet.text((360, y), line, 24, face="latinmono", fill=colour)
    return sheet


def spreadsheet(rng: random.Random, pixels: int) -> Sheet:
    """A table of stock and sales."""
    sheet = Sheet(rng, (1600, 900), pixels, (255, 255, 255), stance="screen")
    sheet.box((0, 0, 1600, 110), (33, 115, 70))
    sheet.text((40, 60), rng.choice(("2024年库存表.xlsx", "Sales Q3.xlsx", "对账单.xlsx")), 30, fill=(255, 255, 255))
    columns, rows = [60 + place * 190 for place in range(9)], [150 + place * 46 for place in range(17)]
    sheet.table(columns, rows, (208, 208, 212), 1)
    for place, name in enumerate(("商品", "SKU", "数量", "单价", "金额", "仓库", "日期", "备注")):
        sheet.text((columns[place] + 12, rows[0] + 34), name, 24, face="bold")
    for row in rows[1:-1]:
        count, price = rng.randrange(1, 300), rng.uniform(1, 99)
        cells = [
            rng.choice(("点卡", "会员", "皮肤", "礼包")),
            f"A{rng.randrange(1000, 9999)}",
            str(count),
            f"{price:.2f}",
        ]
        cells += [f"{count * price:.2f}", rng.choice(("一仓", "二仓")), f"{people.day(rng, 2024, 2024):%m-%d}", ""]
        for x, words in zip(columns, cells, strict=False):
            sheet.text((x + 12, row + 34), words, 23)
    return sheet


def weather(rng: random.Random, pixels: int) -> Sheet:
    """A weather app."""
    sheet = phone_sheet(rng, pixels, (70, 130, 200), (255, 255, 255))
    sheet.ink = (255, 255, 255)
    sheet.text((540, 240), rng.choice(people.REGIONS)[2], 70, anchor="ms")
    sheet.text((540, 460), f"{rng.randrange(-5, 38)}°", 200, anchor="ms", face="latin")
    for place, name in enumerate(("周一", "周二", "周三", "周四", "周五", "周六", "周日")):
        y = 700 + place * 110
        sheet.text((100, y), name, 42)
        sheet.oval((500, y - 44, 550, y + 6), (255, 220, 90))
        sheet.text((980, y), f"{rng.randrange(0, 18)}° ~ {rng.randrange(18, 38)}°", 42, anchor="rs")
    return sheet
