"""What gives access to money: bank cards, recovery phrases of wallets, and codes that collect payments."""

from __future__ import annotations

import random
from functools import lru_cache

from benchmarks.data.pictures import digits, marks, people
from benchmarks.data.pictures.sheet import Colour, Sheet
from mnemonic import Mnemonic

_BANKS: tuple[tuple[str, str, Colour, str], ...] = (
    ("中国远洋银行", "OCEANIC BANK OF CHINA", (170, 30, 40), "622202"),
    ("华信建业银行", "HUAXIN CONSTRUCTION BANK", (30, 70, 150), "621700"),
    ("青禾农业银行", "QINGHE AGRICULTURAL BANK", (20, 120, 90), "622848"),
    ("南岭商业银行", "NANLING COMMERCIAL BANK", (60, 50, 90), "621483"),
    ("", "NORTHBRIDGE BANK", (30, 40, 60), "4"),
    ("", "Lumen Credit Union", (90, 100, 110), "5"),
    ("", "VELA", (230, 120, 60), "4"),
)
_PHONES = ((1080, 2340), (1170, 2532), (750, 1334), (828, 1792), (1080, 1920))


def _number(rng: random.Random, prefix: str) -> str:
    if prefix == "5":
        prefix = str(rng.randrange(51, 56))
    length = 18 if prefix.startswith("62") else 15
    body = prefix + people.some_digits(rng, length - len(prefix))
    return body + digits.luhn(body)


def _grouped(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _scheme(sheet: Sheet, prefix: str, ink: Colour) -> None:
    if prefix.startswith("62"):
        for step, colour in enumerate(((200, 40, 40), (30, 80, 150), (20, 130, 120))):
            sheet.polygon(
                (660 + step * 40, 500, 676 + step * 40, 420, 726 + step * 40, 420, 710 + step * 40, 500), colour
            )
        sheet.text((738, 456), "UnionPay", 19, face="latinbold", fill=(255, 255, 255), anchor="ms")
        sheet.text((738, 486), "银联", 26, face="bold", fill=(255, 255, 255), anchor="ms")
    elif prefix == "4":
        sheet.text((810, 494), "VISA", 60, face="latinserifbold", fill=ink, anchor="rs")
    else:
        sheet.oval((660, 410, 750, 500), (220, 40, 40))
        sheet.oval((720, 410, 810, 500), (240, 160, 40))


def bank_card(rng: random.Random, pixels: int) -> Sheet:
    """Bank card, front or back; newer ones carry everything on the back."""
    native, english, ground, prefix = rng.choice(_BANKS)
    sheet = Sheet(rng, (856, 540), pixels, ground, stance="card", corner=34)
    lighter = (min(255, ground[0] + 60), min(255, ground[1] + 60), min(255, ground[2] + 60))
    marks.wash(sheet, ground, lighter)
    marks.fine_lines(sheet, (min(255, ground[0] + 16), min(255, ground[1] + 16), min(255, ground[2] + 16)), 14)
    who = people.chinese(rng) if native else people.foreign(rng)
    number, white = _number(rng, prefix), (250, 250, 250)
    expiry = f"{rng.randrange(1, 13):02d}/{rng.randrange(25, 34)}"
    sheet.ink = white
    if rng.random() < 0.4:
        sheet.detail = "back"
        sheet.box((0, 50, 856, 150), (20, 20, 20))
        sheet.box((40, 196, 620, 260), (236, 236, 230))
        cvv = people.some_digits(rng, 3)
        sheet.text((470, 244), number[-4:], 34, face="latinmono", fill=(30, 30, 30))
        sheet.box((640, 196, 760, 260), (250, 250, 250))
        sheet.text((700, 244), cvv, 36, face="latinmono", fill=(30, 30, 30), anchor="ms", kind="cvv")
        sheet.text((40, 190), "AUTHORIZED SIGNATURE 签名栏", 15)
        if rng.random() < 0.5:
            sheet.text((44, 350), _grouped(number), 42, face="latinmono", kind="number")
            sheet.text((44, 400), "VALID THRU", 16)
            sheet.text((160, 400), expiry, 26, kind="expiry")
            sheet.text((44, 440), who.full.upper(), 26, face="latin", kind="name")
        else:
            sheet.block(
                (44, 320), f"本卡由{native or english}发行。Customer service {people.some_digits(rng, 5)}", 21, 760
            )
        sheet.specimen(fill=(210, 210, 210))
        return sheet
    sheet.detail = "front"
    sheet.oval((44, 34, 104, 94), (250, 250, 250), lighter)
    sheet.text((124, 76), native or english, 38, face="bold" if native else "latinbold")
    if native:
        sheet.text((124, 104), english, 17, face="latin")
    marks.chip(sheet, (70, 170))
    sheet.text(
        (64, 370),
        _grouped(number),
        49 if len(number) == 16 else 43,
        face=rng.choice(("latinmono", "mono")),
        kind="number",
    )
    sheet.text((330, 412), "VALID\nTHRU".replace("\n", " "), 14, face="latin")
    sheet.text((330, 446), expiry, 30, face="latinmono", kind="expiry")
    sheet.text((64, 496), who.full.upper(), 30, face="latin", kind="name")
    _scheme(sheet, prefix, white)
    sheet.specimen((836, 530), fill=(210, 210, 210))
    return sheet


@lru_cache(maxsize=2)
def _words(language: str) -> Mnemonic:
    return Mnemonic(language)


def _phrase(rng: random.Random, language: str, count: int) -> list[str]:
    entropy = bytes(rng.randrange(256) for _ in range(count * 4 // 3))
    return _words(language).to_mnemonic(entropy).split()


def status_bar(sheet: Sheet, ink: Colour) -> None:
    """Draw what stands at the top of a phone's screen."""
    rng = sheet.rng
    sheet.text((60, 62), f"{rng.randrange(24)}:{rng.randrange(60):02d}", 38, face="latinbold", fill=ink)
    sheet.rounded((940, 32, 1010, 64), 8, None, ink)
    sheet.box((946, 38, 946 + rng.randrange(20, 58), 58), ink)
    for bar in range(4):
        sheet.box((820 + bar * 14, 60 - bar * 8, 830 + bar * 14, 64), ink)


def phone_sheet(rng: random.Random, pixels: int, ground: Colour, ink: Colour) -> Sheet:
    """Return an empty phone screen, 1080 units wide."""
    wide, high = rng.choice(_PHONES)
    sheet = Sheet(rng, (1080, round(1080 * high / wide)), pixels, ground, stance="screen")
    status_bar(sheet, ink)
    return sheet


def wallet_seed_screenshot(rng: random.Random, pixels: int) -> Sheet:
    """A wallet's page that shows the recovery phrase, or a phrase written on a sheet of paper."""
    chinese = rng.random() < 0.5
    language = "chinese_simplified" if chinese and rng.random() < 0.3 else "english"
    count = rng.choice((12, 12, 18, 24))
    words = _phrase(rng, language, count)
    face = "sans" if language != "english" or chinese else "latin"
    if rng.random() < 0.2:
        return _paper(rng, pixels, words, face)
    dark = rng.random() < 0.5
    ground: Colour = (20, 22, 30) if dark else (250, 250, 252)
    ink: Colour = (240, 240, 244) if dark else (24, 26, 34)
    sheet = phone_sheet(rng, pixels, ground, ink)
    sheet.ink, sheet.detail = ink, f"{count} words, {language}"
    title = (
        ("备份助记词", "请按顺序抄写助记词，切勿截图或告诉他人")
        if chinese
        else ("Secret Recovery Phrase", "Write down these words in order and keep them safe")
    )
    sheet.text((540, 170), title[0], 52, face="bold", anchor="ms")
    sheet.block((80, 260), title[1], 34, 920, fill=(150, 150, 160))
    columns, numbered = rng.choice((2, 3)), rng.random() < 0.8
    rows = -(-count // columns)
    wide, high = (1080 - 120) / columns, min(112.0, (sheet.height - 760) / rows)
    cell: Colour = (40, 44, 58) if dark else (238, 240, 246)
    for place, word in enumerate(words):
        x, y = 60 + wide * (place % columns), 370 + high * (place // columns)
        sheet.rounded((x + 8, y, x + wide - 8, y + high - 12), 18, cell)
        if numbered:
            sheet.text((x + 28, y + high * 0.55), f"{place + 1}", 28, fill=(140, 140, 156), face="latin")
        sheet.text((x + 82, y + high * 0.57), word, 38 if columns == 2 else 34, face=face, kind="seed")
    bottom = sheet.height
    sheet.rounded(
        (80, bottom - 260, 1000, bottom - 150), 54, rng.choice(((60, 110, 240), (240, 180, 40), (110, 80, 220)))
    )
    button = "我已抄好，下一步" if chinese else "Continue"
    sheet.text((540, bottom - 190), button, 42, fill=(255, 255, 255), anchor="ms")
    sheet.specimen((1040, bottom - 60), 24)
    return sheet


def _paper(rng: random.Random, pixels: int, words: list[str], face: str) -> Sheet:
    sheet = Sheet(rng, (1050, 1420), pixels, (250, 248, 240), stance="paper")
    sheet.detail = f"{len(words)} words on paper"
    for row in range(1, 24):
        sheet.line((0, row * 58, 1050, row * 58), (214, 222, 234))
    sheet.text((80, 106), rng.choice(("wallet seed", "助记词", "RECOVERY PHRASE", "钱包备份")), 44)
    for place, word in enumerate(words):
        x, y = 90 + 480 * (place % 2), 220 + 58 * (place // 2) * (2 if len(words) == 12 else 1)
        end = sheet.text((x, y), f"{place + 1}. ", 36, fill=(40, 50, 120))
        sheet.text((end, y), word, 40, face="latinserif" if face == "latin" else face, fill=(40, 50, 120), kind="seed")
    sheet.specimen()
    return sheet


def payment_qr(rng: random.Random, pixels: int) -> Sheet:
    """A code that collects or makes payments: a poster or a phone's screen."""
    green: Colour = (40, 170, 90)
    blue: Colour = (30, 110, 230)
    weixin = rng.random() < 0.5
    colour = green if weixin else blue
    who = people.chinese(rng)
    hidden = "*" * (len(who.native) - 1) + who.native[-1]
    scheme = (
        f"wxp://f2f0{people.some_letters(rng, 24)}"
        if weixin
        else f"https://qr.alipay.com/fkx{people.some_letters(rng, 12).lower()}"
    )
    poster = rng.random() < 0.4
    if poster:
        sheet = Sheet(rng, (1050, 1420), pixels, colour, stance="paper")
        sheet.detail = "poster"
    else:
        sheet = phone_sheet(rng, pixels, colour, (255, 255, 255))
        sheet.detail = "screen"
    middle = sheet.width / 2
    pay = not poster and rng.random() < 0.35
    sheet.text((middle, 200), "微信支付" if weixin else "支付宝", 72, face="bold", fill=(255, 255, 255), anchor="ms")
    title = "付款码" if pay else "推荐使用" + ("微信支付" if weixin else "支付宝") if poster else "二维码收款"
    sheet.rounded((middle - 420, 270, middle + 420, 1240), 30, (255, 255, 255))
    sheet.text((middle, 360), title, 46, anchor="ms")
    if pay:
        sheet.detail = "payer's code"
        code = ("13" if weixin else "28") + people.some_digits(rng, 16)
        marks.bars(sheet, (middle - 360, 400, middle + 360, 520), _grouped(code), "barcode")
        marks.qr(sheet, (middle - 260, 580), 520, code, "qr")
    else:
        marks.qr(sheet, (middle - 310, 420), 620, scheme, "qr")
        sheet.text(
            (middle, 1130),
            f"{rng.choice(('阿', '小', '老'))}{who.native[-1]}（{hidden}）",
            42,
            anchor="ms",
            kind="name",
        )
        sheet.text(
            (middle, 1200),
            "扫一扫，向我付钱" if rng.random() < 0.5 else "收钱码",
            34,
            fill=(130, 130, 130),
            anchor="ms",
        )
    sheet.specimen((middle + 410, 1290), 22, (230, 240, 235))
    return sheet
