"""Portraits of nobody: a face, hair and shoulders, softly drawn, for the photo of a document or a person in a room."""

from __future__ import annotations

import random

from benchmarks.data.pictures.sheet import Box, Colour, Sheet
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SKIN: tuple[Colour, ...] = ((240, 208, 180), (228, 188, 156), (206, 160, 124), (160, 112, 80), (104, 70, 50))
_HAIR: tuple[Colour, ...] = ((28, 24, 24), (44, 32, 26), (92, 62, 38), (150, 118, 70), (120, 118, 116))
_CLOTHES: tuple[Colour, ...] = ((36, 42, 60), (240, 240, 238), (92, 30, 40), (40, 80, 70), (70, 70, 76), (30, 60, 120))
_SIZE = (300, 400)


def _shade(colour: Colour, share: float) -> Colour:
    return (round(colour[0] * share), round(colour[1] * share), round(colour[2] * share))


def _hair(pen: ImageDraw.ImageDraw, rng: random.Random, colour: Colour, *, long: bool) -> None:
    top = rng.randrange(52, 72)
    pen.ellipse((80, top, 220, top + 150), fill=colour)
    if long:
        pen.rounded_rectangle((76, 120, 224, rng.randrange(270, 350)), 40, fill=colour)


def _features(pen: ImageDraw.ImageDraw, rng: random.Random, skin: Colour, hair: Colour) -> None:
    wide = rng.randrange(26, 32)
    for x in (150 - wide, 150 + wide):
        pen.ellipse((x - 13, 164, x + 13, 178), fill=(246, 244, 240), outline=_shade(skin, 0.6))
        pen.ellipse((x - 6, 164, x + 6, 177), fill=(50, 34, 28))
        pen.ellipse((x - 1, 166, x + 2, 169), fill=(240, 240, 240))
        pen.arc((x - 20, 142, x + 20, 176), 205, 335, fill=hair, width=6)
        pen.arc((x - 14, 158, x + 14, 184), 195, 345, fill=_shade(skin, 0.45), width=3)
    pen.line((148, 176, 143, 208), fill=_shade(skin, 0.82), width=4)
    pen.arc((136, 198, 164, 220), 20, 160, fill=_shade(skin, 0.66), width=4)
    lip: Colour = (176, 92, 88)
    pen.ellipse((128, 232, 172, 248), fill=lip)
    pen.line((129, 240, 171, 240), fill=_shade(lip, 0.6), width=2)
    if rng.random() < 0.25:
        for x in (150 - wide, 150 + wide):
            pen.rounded_rectangle((x - 22, 156, x + 22, 188), 10, outline=(40, 40, 44), width=3)
        pen.line((142, 168, 158, 168), fill=(40, 40, 44), width=3)


def portrait(rng: random.Random, tone: int, ground: Colour = (250, 250, 250), *, long: bool = False) -> Image.Image:
    """Draw head and shoulders in front of one colour, three wide to four high."""
    skin, clothes = SKIN[tone % len(SKIN)], rng.choice(_CLOTHES)
    hair = rng.choice(_HAIR[:2] if tone in {1, 2, 3, 4} else _HAIR)
    image = Image.new("RGB", _SIZE, ground)
    pen = ImageDraw.Draw(image)
    if long:
        _hair(pen, rng, hair, long=True)
    pen.rounded_rectangle((30, 312, 270, 470), 70, fill=clothes)
    pen.polygon((120, 250, 180, 250, 190, 325, 150, 350, 110, 325), fill=_shade(skin, 0.86))
    pen.polygon((108, 316, 150, 352, 192, 316, 206, 330, 150, 384, 94, 330), fill=_shade(clothes, 0.75))
    pen.ellipse((82, 160, 102, 205), fill=_shade(skin, 0.9))
    pen.ellipse((198, 160, 218, 205), fill=_shade(skin, 0.9))
    if not long:
        _hair(pen, rng, hair, long=False)
    pen.ellipse((90, 84, 210, 282), fill=skin)
    fringe = rng.randrange(100, 128)
    pen.chord((88, 66, 212, 66 + 2 * (fringe - 66)), 180, 360, fill=hair)
    _features(pen, rng, skin, hair)
    image = image.filter(ImageFilter.GaussianBlur(1.6))
    light = Image.radial_gradient("L").resize((520, 560)).point([255 - value // 3 for value in range(256)])
    shift = rng.randrange(60, 160)
    light = light.crop((shift, 90, shift + _SIZE[0], 90 + _SIZE[1]))
    return ImageChops.multiply(image, Image.merge("RGB", (light, light, light)))


def paste_portrait(
    sheet: Sheet,
    box: Box,
    tone: int,
    sex: str,
    *,
    ground: Colour = (250, 250, 250),
    grey: bool = False,
) -> None:
    """Put a portrait on a sheet, cropped to a box, and mark it."""
    left, top, right, bottom = (round(value) for value in sheet.px(*box))
    wide, high = max(4, right - left), max(4, bottom - top)
    picture = portrait(sheet.rng, tone, ground, long=sex == "F")
    ratio = wide / high
    if ratio < 0.75:
        cut = round(_SIZE[1] * ratio)
        picture = picture.crop(((_SIZE[0] - cut) // 2, 0, (_SIZE[0] + cut) // 2, _SIZE[1]))
    else:
        cut = round(_SIZE[0] / ratio)
        picture = picture.crop((0, 30, _SIZE[0], min(_SIZE[1], 30 + cut)))
    if grey:
        picture = picture.convert("L").convert("RGB")
    sheet.image.paste(picture.resize((wide, high), Image.Resampling.BICUBIC), (left, top))
    sheet.mark("photo", box)
