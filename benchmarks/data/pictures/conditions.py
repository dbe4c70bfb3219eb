"""The five conditions under which a sheet becomes a picture: screenshot, photo, dark, small, moire."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from benchmarks.data.pictures import camera
from benchmarks.data.pictures.chat import chat_with, inlay
from benchmarks.data.pictures.payment import phone_sheet
from benchmarks.data.pictures.portrait import SKIN, portrait
from benchmarks.data.pictures.sheet import Sheet
from benchmarks.data.pictures.warp import Shot, project, resized, rounded_mask, shifted, turned
from PIL import Image

Draw = Callable[[random.Random, int], Sheet]
CONDITIONS = ("screenshot", "photo", "dark", "small", "moire")


def _long(rng: random.Random) -> int:
    """Return how many pixels the long side of a sheet gets: mostly ordinary, now and then large."""
    return rng.choice(
        (rng.randrange(640, 900), rng.randrange(800, 1300), rng.randrange(900, 1300), rng.randrange(1300, 1900))
    )


def _shot(sheet: Sheet) -> Shot:
    return Shot(sheet.image, sheet.marks)


def _phone(shot: Shot, rng: random.Random) -> Shot:
    """Put the frame of a phone or a monitor around a screen."""
    edge = round(shot.image.width * rng.uniform(0.02, 0.05))
    wide, high = shot.image.size
    frame = Image.new(
        "RGB", (wide + 2 * edge, high + 2 * edge), rng.choice(((16, 16, 18), (40, 40, 44), (196, 196, 200)))
    )
    frame.paste(shot.image, (edge, edge))
    return Shot(frame, shifted(shot.marks, edge, edge))


def _target(
    rng: random.Random, size: tuple[int, int], canvas: tuple[int, int], tilt: float
) -> list[tuple[float, float]]:
    """Return where the corners of a sheet come to lie: turned a little, and not quite from above."""
    wide, high = size
    angle = math.radians(rng.uniform(-tilt, tilt))
    corners = []
    for x, y in ((-wide / 2, -high / 2), (wide / 2, -high / 2), (wide / 2, high / 2), (-wide / 2, high / 2)):
        off_x = x + rng.uniform(-0.035, 0.035) * wide
        off_y = y + rng.uniform(-0.035, 0.035) * high
        turned_x = off_x * math.cos(angle) - off_y * math.sin(angle)
        corners.append((turned_x, off_x * math.sin(angle) + off_y * math.cos(angle)))
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    upper, lower = min(y for _, y in corners), max(y for _, y in corners)
    fit = min(1.0, 0.97 * canvas[0] / (right - left), 0.97 * canvas[1] / (lower - upper))
    slack_x, slack_y = canvas[0] - fit * (right - left), canvas[1] - fit * (lower - upper)
    off_x = rng.uniform(0.25, 0.75) * slack_x - fit * left
    off_y = rng.uniform(0.25, 0.75) * slack_y - fit * upper
    return [(fit * x + off_x, fit * y + off_y) for x, y in corners]


def _on_table(rng: random.Random, sheet: Sheet, cover: float) -> Shot:
    """Lay a sheet on a table; `cover` is its share of the picture's width or height."""
    top = _shot(sheet)
    corner = sheet.corner
    if sheet.stance == "scene":
        return top
    if sheet.stance == "screen":
        top = _phone(top, rng)
        corner = top.image.width * rng.uniform(0.01, 0.08)
    wide, high = top.image.size
    canvas = (round(wide / cover * rng.uniform(0.95, 1.2)), round(high / cover * rng.uniform(0.95, 1.25)))
    if max(canvas) > 3000:
        shrink = 3000 / max(canvas)
        canvas = (round(canvas[0] * shrink), round(canvas[1] * shrink))
    ground = Shot(camera.table(rng, canvas))
    tilt = 3.0 if rng.random() < 0.4 else 12.0
    target = _target(rng, (wide, high), canvas, tilt)
    return project(ground, top, target, corner=corner, shadow=max(2, canvas[0] // 160))


def _finished(shot: Shot, rng: random.Random, quality: tuple[int, int] = (70, 91)) -> Shot:
    return Shot(camera.jpeg(shot.image, rng.randrange(*quality)), shot.marks)


def _stamp(rng: random.Random, sheet: Sheet) -> None:
    """Write across a copy what it is for, as owners do so that nobody else can use it."""
    words = rng.choice(("仅供办理业务使用 他用无效", "仅限本次审核使用", "FOR VERIFICATION ONLY"))
    for row in range(3):
        at = (sheet.width * rng.uniform(0.05, 0.2), sheet.height * (0.3 + 0.25 * row))
        sheet.text(at, words, sheet.height * 0.055, face="sans", fill=(190, 190, 200))


def _scan(rng: random.Random, sheet: Sheet) -> Shot:
    """Put a sheet on the white of a scanner's page."""
    wide, high = sheet.image.size
    margin = rng.uniform(0.06, 0.4) if sheet.stance == "card" else rng.uniform(0.01, 0.06)
    right, below = round(wide * margin), round(high * margin * rng.uniform(1, 2))
    page = Image.new("RGB", (wide + 2 * right, high + 2 * below), (252, 252, 251))
    if sheet.stance == "card" and rng.random() < 0.3:
        _stamp(rng, sheet)
    page.paste(sheet.image, (right, below))
    shot = Shot(page, shifted(sheet.marks, right, below))
    return shot if max(page.size) <= 3000 else resized(shot, round(page.width * 3000 / max(page.size)))


def screenshot(rng: random.Random, draw: Draw) -> Shot:
    """Show a sheet cleanly: alone, scanned, in a chat, or in a phone's picture viewer."""
    pixels = _long(rng)
    sheet = draw(rng, pixels)
    if sheet.stance in {"screen", "scene"}:
        return _shot(sheet)
    how = rng.choice(("alone", "alone", "scan", "scan", "chat", "viewer"))
    if how == "alone":
        return _shot(sheet)
    if how == "scan":
        return _scan(rng, sheet)
    tall = rng.randrange(2000, 2700)
    if how == "chat":
        return _shot(chat_with(rng, tall, sheet))
    viewer = phone_sheet(rng, tall, (0, 0, 0), (230, 230, 230))
    width = min(1080.0, (viewer.height - 340) * sheet.width / sheet.height)
    inlay(viewer, sheet, ((1080 - width) / 2, (viewer.height - width * sheet.height / sheet.width) / 2), width)
    return _shot(viewer)


def photo(rng: random.Random, draw: Draw) -> Shot:
    """Photograph a sheet on a table; one in ten lies on its side or upside down."""
    shot = _on_table(rng, draw(rng, _long(rng)), rng.uniform(0.6, 0.92))
    image = camera.lit(shot.image, rng)
    image = camera.noisy(camera.blurred(image, rng, 1.0), rng, rng.uniform(1, 4))
    shot = _finished(Shot(image, shot.marks), rng)
    return turned(shot, rng.choice((1, 2, 3))) if rng.random() < 0.1 else shot


def dark(rng: random.Random, draw: Draw) -> Shot:
    """Photograph a sheet in bad light."""
    shot = _on_table(rng, draw(rng, min(1300, _long(rng))), rng.uniform(0.6, 0.92))
    image = camera.darkened(camera.blurred(camera.lit(shot.image, rng, 0.6), rng, 1.2), rng)
    return _finished(Shot(image, shot.marks), rng)


def small(rng: random.Random, draw: Draw) -> Shot:
    """Make the sheet little in the picture, or the whole picture little."""
    if rng.random() < 0.5:
        shot = screenshot(rng, draw) if rng.random() < 0.4 else photo(rng, draw)
        return _finished(resized(shot, rng.randrange(480, 641)), rng)
    shot = _on_table(rng, draw(rng, rng.randrange(420, 640)), rng.uniform(0.25, 0.4))
    image = camera.noisy(camera.lit(shot.image, rng, 0.65), rng, rng.uniform(1, 3))
    return _finished(Shot(image, shot.marks), rng)


def moire(rng: random.Random, draw: Draw) -> Shot:
    """Photograph a screen that shows the sheet."""
    shot = screenshot(rng, draw)
    if max(shot.image.size) > 1600:
        shot = resized(shot, round(shot.image.width * 1600 / max(shot.image.size)))
    wide, high = shot.image.size
    framed = _phone(Shot(camera.moire(shot.image, rng), shot.marks), rng)
    canvas = (round(wide * 1.12), round(high * 1.1))
    target = _target(rng, framed.image.size, canvas, 6)
    shot = project(Shot(camera.table(rng, canvas)), framed, target, shadow=3)
    image = camera.lit(shot.image, rng, 0.75)
    image = camera.noisy(camera.blurred(image, rng, 0.8), rng, rng.uniform(1, 4))
    return _finished(Shot(image, shot.marks), rng)


RENDER: dict[str, Callable[[random.Random, Draw], Shot]] = {
    "screenshot": screenshot,
    "photo": photo,
    "dark": dark,
    "small": small,
    "moire": moire,
}


def held(rng: random.Random, draw: Draw, condition: str) -> Shot:
    """Show somebody who holds the sheet up beside the face, under a condition."""
    pixels = rng.randrange(520, 860) if condition != "small" else rng.randrange(420, 520)
    sheet = draw(rng, pixels)
    wide, high = sheet.image.size
    across = round(wide * rng.uniform(1.5, 2.2))
    canvas = (across, round(across * rng.uniform(1.2, 1.5)))
    tone = rng.randrange(5)
    wall = rng.choice(((226, 224, 216), (190, 204, 214), (214, 196, 180), (120, 124, 130)))
    room = Image.new("RGB", canvas, wall)
    body = max(canvas[0], -(-canvas[1] * 3 // 4)) + 3
    person = portrait(rng, tone, wall, long=rng.random() < 0.5).resize((body, body * 4 // 3), Image.Resampling.BICUBIC)
    room.paste(person, ((canvas[0] - body) // 2, canvas[1] - body * 4 // 3))
    area = (canvas[0], round(high * 1.3))
    target = [(x, y + canvas[1] * 0.98 - area[1]) for x, y in _target(rng, (wide, high), area, 8)]
    shot = project(Shot(room), _shot(sheet), target, corner=sheet.corner, shadow=4)
    _fingers(shot.image, target, tone)
    image = camera.lit(shot.image, rng, 0.7)
    if condition == "dark":
        image = camera.darkened(image, rng)
    elif condition == "moire":
        image = camera.moire(image, rng)
    else:
        image = camera.noisy(image, rng, 2)
    return _finished(Shot(image, shot.marks), rng)


def _fingers(image: Image.Image, target: list[tuple[float, float]], tone: int) -> None:
    """Draw a thumb over each lower corner."""
    side = round(abs(target[1][0] - target[0][0]) * 0.045)
    size = (side * 2, side * 5)
    for x, y in target[2:]:
        where = (round(x) - side, round(y) - round(side * 1.2))
        image.paste(SKIN[tone], (*where, where[0] + size[0], where[1] + size[1]), rounded_mask(size, side))
