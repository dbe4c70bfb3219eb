"""What documents carry besides text: fine lines, emblems, seals, chips, bar codes and QR codes, all simply drawn."""

from __future__ import annotations

import math

import qrcode
from benchmarks.data.pictures.fonts import font
from benchmarks.data.pictures.sheet import Box, Colour, Sheet
from PIL import Image, ImageDraw

RED: Colour = (196, 36, 40)
GOLD: Colour = (214, 170, 60)


def wash(sheet: Sheet, left: Colour, right: Colour) -> None:
    """Fill the sheet with a soft change from one colour to another, left to right."""
    size = sheet.image.size
    ramp = Image.linear_gradient("L").rotate(90).resize(size)
    sheet.repaint(Image.composite(Image.new("RGB", size, right), Image.new("RGB", size, left), ramp))


def fine_lines(sheet: Sheet, colour: Colour, count: int = 26, box: Box | None = None) -> None:
    """Draw the wavy lines that security printing is made of."""
    left, top, right, bottom = box or (0, 0, sheet.width, sheet.height)
    wave = sheet.rng.uniform(1.5, 4)
    swing = (bottom - top) / count * sheet.rng.uniform(1.2, 3)
    for row in range(-1, count + 2):
        base = top + (bottom - top) * row / count
        points: list[float] = []
        for step in range(49):
            x = left + (right - left) * step / 48
            y = base + swing * math.sin(wave * math.tau * step / 48 + row * 0.35)
            points += [x, min(max(y, top), bottom)]
        sheet.line(points, colour, 1.2)


def star(sheet: Sheet, centre: tuple[float, float], radius: float, fill: Colour, turn: float = 0) -> None:
    """Draw a five-pointed star."""
    points: list[float] = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.4
        angle = turn + math.pi * corner / 5 - math.pi / 2
        points += [centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)]
    sheet.polygon(points, fill)


def chinese_emblem(sheet: Sheet, centre: tuple[float, float], radius: float, red: Colour = RED) -> None:
    """Draw something like the national emblem: a wreath, five stars, a gate."""
    x, y = centre
    sheet.oval((x - radius, y - radius, x + radius, y + radius), GOLD)
    sheet.oval((x - radius * 0.82, y - radius * 0.86, x + radius * 0.82, y + radius * 0.78), red)
    star(sheet, (x, y - radius * 0.42), radius * 0.26, GOLD)
    for angle in (-2.3, -2.75, -0.85, -0.4):
        star(
            sheet,
            (x + radius * 0.5 * math.cos(angle), y - radius * 0.05 + radius * 0.32 * math.sin(angle)),
            radius * 0.1,
            GOLD,
        )
    sheet.box((x - radius * 0.45, y + radius * 0.12, x + radius * 0.45, y + radius * 0.3), GOLD)
    sheet.polygon(
        (x - radius * 0.55, y + radius * 0.12, x + radius * 0.55, y + radius * 0.12, x, y - radius * 0.1), GOLD
    )
    sheet.box((x - radius * 0.5, y + radius * 0.66, x + radius * 0.5, y + radius * 0.95), red)


def flower(sheet: Sheet, centre: tuple[float, float], radius: float, fill: Colour) -> None:
    """Draw five petals, as on the cards of Hong Kong and Macau."""
    for petal in range(5):
        angle = math.tau * petal / 5 - math.pi / 2
        x, y = centre[0] + radius * 0.55 * math.cos(angle), centre[1] + radius * 0.55 * math.sin(angle)
        reach = radius * 0.4
        sheet.oval((x - reach, y - reach, x + reach, y + reach), fill)


def ring_of_stars(sheet: Sheet, centre: tuple[float, float], radius: float, fill: Colour) -> None:
    """Draw the twelve stars."""
    for place in range(12):
        angle = math.tau * place / 12
        spot = (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))
        star(sheet, spot, radius * 0.19, fill)


def crest(sheet: Sheet, centre: tuple[float, float], radius: float, fill: Colour) -> None:
    """Draw a state seal: rings and a spread bird, roughly."""
    x, y = centre
    sheet.oval((x - radius, y - radius, x + radius, y + radius), outline=fill, width=radius * 0.06)
    sheet.oval(
        (x - radius * 0.8, y - radius * 0.8, x + radius * 0.8, y + radius * 0.8), outline=fill, width=radius * 0.04
    )
    wing = (x - radius * 0.7, y - radius * 0.35, x, y - radius * 0.1, x + radius * 0.7, y - radius * 0.35)
    sheet.polygon(
        (*wing, x + radius * 0.35, y + radius * 0.25, x, y + radius * 0.6, x - radius * 0.35, y + radius * 0.25), fill
    )
    sheet.oval((x - radius * 0.13, y - radius * 0.5, x + radius * 0.13, y - radius * 0.1), fill)


def round_seal(sheet: Sheet, centre: tuple[float, float], radius: float, words: str, red: Colour = RED) -> None:
    """Stamp a round red seal: words around a star, a little see-through."""
    side = max(8, round(radius * sheet.scale * 2))
    stamp = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(stamp)
    pen.ellipse((1, 1, side - 2, side - 2), outline=205, width=max(1, side // 45))
    middle = side / 2
    points: list[tuple[float, float]] = []
    for corner in range(10):
        reach = side * (0.16 if corner % 2 == 0 else 0.064)
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((middle + reach * math.cos(angle), middle + reach * math.sin(angle)))
    pen.polygon(points, fill=205)
    size = max(6, round(side * min(0.15, 1.7 / max(len(words), 1))))
    used = font("serifbold", size)
    for place, char in enumerate(words):
        angle = math.radians(-215 + 250 * (place + 0.5) / len(words))
        glyph = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(glyph).text((size, size), char, font=used, fill=215, anchor="mm")
        glyph = glyph.rotate(-math.degrees(angle) - 90, Image.Resampling.BILINEAR)
        spot = (
            round(middle + side * 0.385 * math.cos(angle)) - size,
            round(middle + side * 0.385 * math.sin(angle)) - size,
        )
        stamp.paste(215, (*spot, spot[0] + size * 2, spot[1] + size * 2), glyph)
    stamp = stamp.rotate(sheet.rng.uniform(-15, 15), Image.Resampling.BILINEAR)
    corner_px = (round((centre[0] - radius) * sheet.scale), round((centre[1] - radius) * sheet.scale))
    sheet.image.paste(red, (*corner_px, corner_px[0] + side, corner_px[1] + side), stamp)


def square_seal(sheet: Sheet, box: Box, words: str, red: Colour = RED) -> None:
    """Stamp a square red seal with a few rows of text."""
    left, top, right, bottom = box
    sheet.box(box, outline=red, width=4)
    rows = 3 if len(words) > 6 else 2
    per = math.ceil(len(words) / rows)
    size = min((right - left) / per, (bottom - top) / rows) * 0.8
    for place, char in enumerate(words):
        x = left + (right - left) * (place % per + 0.5) / per
        y = top + (bottom - top) * (place // per + 0.5) / rows
        sheet.text((x, y), char, size, face="serifbold", fill=red, anchor="mm")


def chip(sheet: Sheet, at: tuple[float, float], width: float = 110) -> None:
    """Draw the contacts of a smart card."""
    x, y = at
    height = width * 0.8
    dark: Colour = (150, 120, 60)
    sheet.rounded((x, y, x + width, y + height), 14, (214, 184, 112), dark)
    for share in (0.33, 0.66):
        sheet.line((x, y + height * share, x + width * 0.35, y + height * share), dark)
        sheet.line((x + width * 0.65, y + height * share, x + width, y + height * share), dark)
    sheet.rounded((x + width * 0.35, y + height * 0.18, x + width * 0.65, y + height * 0.82), 10, None, dark)


def qr(sheet: Sheet, at: tuple[float, float], side: float, data: str, kind: str = "", ink: Colour = (0, 0, 0)) -> None:
    """Draw a QR code that can be read; it is marked if it has a kind."""
    code = qrcode.QRCode(border=1, box_size=1, error_correction=qrcode.constants.ERROR_CORRECT_L)
    code.add_data(data)
    matrix = code.get_matrix()
    small = Image.new("L", (len(matrix), len(matrix)))
    small.putdata([0 if cell else 255 for row in matrix for cell in row])
    left, top, size = (round(value * sheet.scale) for value in (*at, side))
    big = small.resize((size, size), Image.Resampling.NEAREST)
    sheet.box((at[0], at[1], at[0] + side, at[1] + side), (255, 255, 255))
    sheet.image.paste(ink, (left, top, left + size, top + size), big.point([255 - value for value in range(256)]))
    if kind:
        sheet.mark(kind, (at[0], at[1], at[0] + side, at[1] + side), data)


def bars(sheet: Sheet, box: Box, words: str = "", kind: str = "") -> None:
    """Draw something like a bar code (it cannot be read), with its number underneath if there is one."""
    left, top, right, bottom = box
    sheet.box(box, (255, 255, 255))
    x = left + 6
    while x < right - 10:
        wide = sheet.rng.choice((2, 2, 4, 6))
        sheet.box((x, top + 4, x + wide, bottom - 4), (10, 10, 10))
        x += wide + sheet.rng.choice((2, 3, 5))
    if words:
        sheet.text(((left + right) / 2, bottom + 20), words, 18, face="latin", anchor="ms")
    if kind:
        sheet.mark(kind, (left, top, right, bottom + (24 if words else 0)), words)


def stacked_bars(sheet: Sheet, box: Box) -> None:
    """Draw something like the PDF417 code on the back of licences (it cannot be read), and mark it."""
    left, top, right, bottom = (round(value) for value in sheet.px(*box))
    rows, columns = 22, max(30, (right - left) // 3)
    small = Image.new("L", (columns, rows))
    small.putdata([sheet.rng.choice((0, 255)) for _ in range(rows * columns)])
    sheet.image.paste(small.resize((right - left, bottom - top), Image.Resampling.NEAREST).convert("RGB"), (left, top))
    sheet.mark("barcode", box)


def wash_box(sheet: Sheet, box: Box) -> None:
    """Fill a box like a picture in an article: two colours that flow into each other."""
    left, top, right, bottom = (round(value) for value in sheet.px(*box))
    if right <= left or bottom <= top:
        return
    size = (right - left, bottom - top)
    first, second = (Image.new("RGB", size, tuple(sheet.rng.randrange(90, 230) for _ in range(3))) for _ in range(2))
    sheet.image.paste(Image.composite(first, second, Image.linear_gradient("L").resize(size)), (left, top))
