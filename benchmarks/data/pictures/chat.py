"""Chats on a phone: bubbles of text, with or without a picture among them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from benchmarks.data.pictures.payment import phone_sheet
from benchmarks.data.pictures.sheet import Colour, Sheet
from benchmarks.data.pictures.warp import shifted
from PIL import Image

# Each language: what was said before the picture, and after it.
TALKS = (
    (
        (
            ("您好，请问有什么可以帮您？", "我的订单一直没到账", "麻烦发一下凭证，我们核实后处理"),
            ("亲，充值失败了怎么办", "请稍等，这边帮您查询一下", "需要您补充一下资料哦"),
            ("您好，账号被锁了", "请发一下资料，核实后为您解除"),
        ),
        (("这样可以吗", "收到，请稍等"), ("发您了，尽快处理", "好的，已为您登记"), ("看得清吗", "可以的")),
    ),
    (
        (
            ("Hello, how can I help you?", "I can't log in any more", "Please send us a picture so that we can check"),
            ("Hi, my withdrawal is stuck", "Sorry to hear that. Could you upload the document?"),
        ),
        (("Is this fine?", "Thank you, one moment"), ("Here you are", "Received, we'll be back within a day")),
    ),
)
_NAMES = ("在线客服", "数字商品小店", "Support", "售后-小林", "Wallet Help Desk")


def inlay(sheet: Sheet, child: Sheet, at: tuple[float, float], width: float) -> float:
    """Put one sheet on another, `width` units wide, with its marks; returns where it ends below."""
    wide = max(1, round(width * sheet.scale))
    scale = wide / child.image.width
    high = max(1, round(child.image.height * scale))
    picture = child.image.resize((wide, high), Image.Resampling.BICUBIC, reducing_gap=2.0)
    left, top = round(at[0] * sheet.scale), round(at[1] * sheet.scale)
    sheet.image.paste(picture, (left, top))
    sheet.marks += shifted(child.marks, left, top, scale)
    return at[1] + high / sheet.scale


def bubble(sheet: Sheet, y: float, words: str, *, mine: bool, colour: Colour) -> float:
    """Draw one message; returns where the next may begin."""
    lines = sheet.wrap(words, 38, 640)
    wide = max(sheet.length(line, 38) for line in lines) + 56
    high = len(lines) * 52 + 36
    left = 1080 - 160 - wide if mine else 160
    sheet.rounded((left, y, left + wide, y + high), 18, colour)
    face: Colour = (96, 150, 220) if mine else (230, 160, 90)
    spot = 960 if mine else 40
    sheet.rounded((spot, y, spot + 84, y + 84), 14, face)
    sheet.oval((spot + 26, y + 14, spot + 58, y + 46), (250, 240, 230))
    ink: Colour = (24, 24, 28)
    for place, line in enumerate(lines):
        sheet.text((left + 28, y + 54 + place * 52), line, 38, fill=ink)
    return y + high + 36


def header(sheet: Sheet, title: str) -> None:
    """Draw the bar with the other side's name, and the field to write in."""
    sheet.text((540, 150), title, 44, face="bold", anchor="ms", fill=(30, 30, 34))
    sheet.line((60, 140, 40, 120, 60, 100), (60, 60, 66), 5)
    sheet.line((0, 186, 1080, 186), (210, 210, 214))
    bottom = sheet.height
    sheet.box((0, bottom - 150, 1080, bottom), (246, 246, 248))
    sheet.rounded((110, bottom - 118, 830, bottom - 40), 16, (255, 255, 255))
    for x in (60, 900, 1010):
        sheet.oval((x - 30, bottom - 110, x + 30, bottom - 50), outline=(90, 90, 96), width=4)


def chat_sheet(rng: random.Random, pixels: int) -> tuple[Sheet, Colour]:
    """Return an empty chat and the colour of one's own messages."""
    ground: Colour = rng.choice(((237, 237, 237), (244, 246, 250), (226, 234, 240)))
    sheet = phone_sheet(rng, pixels, ground, (40, 40, 44))
    header(sheet, rng.choice(_NAMES))
    return sheet, rng.choice(((149, 236, 105), (170, 214, 250), (220, 248, 198)))


def talk(sheet: Sheet, y: float, lines: Sequence[str], own: Colour, *, mine: bool = False) -> float:
    """Draw messages of both sides in turn, as long as there is room."""
    for words in lines:
        if y > sheet.height - 330:
            break
        y = bubble(sheet, y, words, mine=mine, colour=own if mine else (255, 255, 255))
        mine = not mine
    return y


def chat_with(rng: random.Random, pixels: int, child: Sheet) -> Sheet:
    """Show a sheet as a picture that somebody sent in a chat."""
    sheet, own = chat_sheet(rng, pixels)
    before, after = rng.choice(TALKS)
    y = talk(sheet, 230, rng.choice(before), own)
    room = sheet.height - 170 - y - 40
    width = min(700.0, room * child.width / child.height)
    y = inlay(sheet, child, (920 - width, y), width) + 36
    talk(sheet, y, rng.choice(after), own, mine=True)
    return sheet
