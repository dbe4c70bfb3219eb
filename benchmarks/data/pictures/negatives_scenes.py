"""Whole scenes without a document: landscapes, memes, keyboards, maps, and people who hold nothing."""

from __future__ import annotations

import math
import random

from benchmarks.data.pictures import camera, marks, people
from benchmarks.data.pictures.portrait import portrait
from benchmarks.data.pictures.sheet import Colour, Sheet
from PIL import Image


def _scene(
    rng: random.Random, pixels: int, ground: Colour = (255, 255, 255), size: tuple[int, int] = (1600, 1200)
) -> Sheet:
    return Sheet(rng, size, pixels, ground, stance="scene")


def landscape(rng: random.Random, pixels: int) -> Sheet:
    """Sky, hills and water."""
    sheet = _scene(rng, pixels)
    sky: Colour = rng.choice(((120, 170, 220), (240, 170, 120), (90, 100, 140)))
    ramp = Image.linear_gradient("L").resize(sheet.image.size)
    top, bottom = (Image.new("RGB", sheet.image.size, colour) for colour in (sky, (250, 236, 214)))
    sheet.repaint(Image.composite(bottom, top, ramp))
    x, y = rng.uniform(200, 1400), rng.uniform(150, 450)
    sheet.oval((x - 70, y - 70, x + 70, y + 70), (255, 244, 210))
    for layer in range(4):
        phase, share = rng.uniform(0, 6), 1 - layer * 0.2
        points: list[float] = [0, 1200]
        for step in range(41):
            height = (
                620 + layer * 120 + 90 * share * math.sin(phase + step * 0.31) + 40 * math.sin(phase * 2 + step * 0.9)
            )
            points += [step * 40, height]
        points += [1600, 1200]
        sheet.polygon(points, (round(70 * share), round(110 * share), round(90 * share + 20)))
    sheet.repaint(camera.noisy(sheet.image, rng, 3))
    return sheet


def meme(rng: random.Random, pixels: int) -> Sheet:
    """A cat with large words."""
    sheet = _scene(rng, pixels, (rng.randrange(90, 230), rng.randrange(90, 230), rng.randrange(90, 230)), (1000, 1000))
    fur: Colour = rng.choice(((230, 160, 80), (120, 120, 126), (240, 236, 226)))
    sheet.polygon((300, 420, 340, 220, 460, 340), fur)
    sheet.polygon((700, 420, 660, 220, 540, 340), fur)
    sheet.oval((270, 310, 730, 760), fur)
    for x in (410, 590):
        sheet.oval((x - 50, 450, x + 50, 560), (250, 250, 240))
        sheet.oval((x - 22, 470, x + 22, 550), (20, 20, 20))
    sheet.polygon((480, 600, 520, 600, 500, 630), (220, 120, 130))
    top, bottom = rng.choice(
        (
            ("当客服说", "请稍等"),
            ("WHEN THE ORDER", "FINALLY ARRIVES"),
            ("我的身份证呢", "就在手里"),
            ("今天也是", "打工人"),
        )
    )
    for y, words in ((160, top), (920, bottom)):
        sheet.text((504, y + 4), words, 96, face="bold", fill=(0, 0, 0), anchor="ms")
        sheet.text((500, y), words, 96, face="bold", fill=(255, 255, 255), anchor="ms")
    return sheet


def keyboard(rng: random.Random, pixels: int) -> Sheet:
    """A keyboard from above."""
    sheet = _scene(rng, pixels, (40, 42, 46), (1600, 800))
    for row, keys in enumerate(("`1234567890-=", "QWERTYUIOP[]\\", "ASDFGHJKL;'", "ZXCVBNM,./")):
        for place, key in enumerate(keys):
            x, y = 60 + row * 40 + place * 114, 60 + row * 135
            sheet.rounded((x, y, x + 100, y + 118), 14, (66, 68, 74), (24, 24, 26))
            sheet.text((x + 24, y + 54), key, 40, face="latin", fill=(230, 230, 230))
    sheet.rounded((420, 610, 1160, 728), 14, (66, 68, 74), (24, 24, 26))
    return sheet


def selfie(rng: random.Random, pixels: int) -> Sheet:
    """Somebody's face, no document."""
    sheet = _scene(rng, pixels, (200, 200, 200), (900, 1200))
    wall: Colour = rng.choice(((226, 224, 216), (190, 204, 214), (120, 150, 130), (214, 196, 180)))
    person = portrait(rng, rng.randrange(5), wall, long=rng.random() < 0.5)
    sheet.repaint(person.resize(sheet.image.size, Image.Resampling.BICUBIC))
    return sheet


def street_map(rng: random.Random, pixels: int) -> Sheet:
    """A map of streets."""
    sheet = _scene(rng, pixels, (240, 238, 230), (1080, 1600))
    for _ in range(30):
        x, y = rng.uniform(0, 1000), rng.uniform(0, 1500)
        box = (x, y, x + rng.uniform(60, 240), y + rng.uniform(60, 240))
        sheet.box(box, rng.choice(((226, 224, 216), (206, 228, 196), (232, 230, 222))))
    for _ in range(14):
        a, b = rng.uniform(0, 1600), rng.uniform(0, 1600)
        points = (0, a, 1080, b) if rng.random() < 0.5 else (a, 0, b, 1600)
        sheet.line(points, rng.choice(((255, 255, 255), (252, 222, 140))), rng.choice((10, 18, 28)))
    for _ in range(12):
        name = rng.choice(("春熙里", "人民医院", "中心小学", "地铁站", "Central Park", "图书馆", "派出所"))
        sheet.text((rng.uniform(20, 900), rng.uniform(60, 1560)), name, 30, fill=(90, 90, 110))
    sheet.line((300, 1300, 420, 900, 700, 760, 760, 300), (50, 120, 240), 14)
    return sheet


def banner(rng: random.Random, pixels: int) -> Sheet:
    """An advertisement with big numbers and little to read."""
    sheet = _scene(rng, pixels, (230, 60, 60), (1500, 800))
    marks.wash(sheet, (240, 80, 60), (250, 180, 60))
    for _ in range(14):
        x, y, reach = rng.uniform(0, 1500), rng.uniform(0, 800), rng.uniform(10, 60)
        sheet.oval((x - reach, y - reach, x + reach, y + reach), (255, rng.randrange(120, 230), 110))
    sheet.text(
        (750, 300),
        rng.choice(("双11狂欢", "SUMMER SALE", "新人专享", "限时秒杀")),
        150,
        face="bold",
        fill=(255, 255, 255),
        anchor="ms",
    )
    sheet.text(
        (750, 520),
        f"低至 {rng.randrange(1, 9)} 折  满{rng.randrange(100, 400)}减{rng.randrange(10, 90)}",
        90,
        fill=(255, 250, 210),
        anchor="ms",
    )
    sheet.text(
        (750, 680),
        f"客服热线 400-{people.some_digits(rng, 3)}-{people.some_digits(rng, 4)}",
        44,
        fill=(255, 255, 255),
        anchor="ms",
    )
    return sheet
