"""What cameras and light do to pictures: tables to lie on, uneven light, blur, noise, moiré, JPEG."""

from __future__ import annotations

import io
import random
from functools import lru_cache

import numpy as np
from benchmarks.data.pictures.sheet import Colour
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

_TABLES: tuple[Colour, ...] = (
    (150, 108, 70),
    (96, 66, 44),
    (206, 186, 158),
    (228, 226, 222),
    (60, 62, 68),
    (120, 128, 136),
    (70, 92, 110),
    (176, 160, 150),
)
_TILE = 512


@lru_cache(maxsize=1)
def _noise_tile() -> NDArray[np.float32]:
    return np.random.default_rng(7).standard_normal((_TILE, _TILE, 3)).astype(np.float32)


def noisy(image: Image.Image, rng: random.Random, strength: float) -> Image.Image:
    """Add the noise of a sensor."""
    wide, high = image.size
    tile = np.roll(_noise_tile() * strength, (rng.randrange(_TILE), rng.randrange(_TILE)), (0, 1)).astype(np.int16)
    many = np.tile(tile, (high // _TILE + 1, wide // _TILE + 1, 1))[:high, :wide]
    return Image.fromarray(np.clip(np.asarray(image, dtype=np.int16) + many, 0, 255).astype(np.uint8))


def table(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    """Return a surface: wood, cloth, stone or paint, maybe with something else lying on it."""
    base = rng.choice(_TABLES)
    kind = rng.choice(("wood", "wood", "cloth", "plain"))
    made = np.random.default_rng(rng.getrandbits(32))
    shape = {"wood": (160, 12), "cloth": (120, 120), "plain": (6, 6)}[kind]
    depth = {"wood": 18, "cloth": 12, "plain": 10}[kind]
    grain = made.standard_normal(shape) * depth
    small = np.clip(np.array(base)[None, None, :] + grain[:, :, None] * np.array([1, 0.9, 0.8]), 0, 255).astype(
        np.uint8
    )
    surface = Image.fromarray(small)
    if kind == "wood" and rng.random() < 0.5:
        surface = surface.transpose(Image.Transpose.ROTATE_90)
    surface = surface.resize(size, Image.Resampling.BICUBIC)
    if rng.random() < 0.5:
        _clutter(surface, rng)
    return surface


def _clutter(surface: Image.Image, rng: random.Random) -> None:
    pen = ImageDraw.Draw(surface)
    wide, high = surface.size
    unit = min(wide, high)
    corner = rng.choice(((0, 0), (wide, 0), (0, high), (wide, high)))
    what = rng.randrange(3)
    if what == 0:
        for share, colour in ((0.3, (236, 234, 228)), (0.25, (90, 56, 34))):
            reach = unit * share
            box = (corner[0] - reach, corner[1] - reach, corner[0] + reach, corner[1] + reach)
            pen.ellipse(box, fill=colour)
    elif what == 1:
        y = rng.uniform(0, 0.2) * high
        pen.line((0, y, wide * 0.5, y * 0.3), fill=(30, 40, 90), width=max(3, unit // 40))
    else:
        box = (wide * 0.6, high * 0.88, wide * 1.1, high * 1.2)
        pen.rectangle(box, fill=(236, 236, 238))
        for row in range(6):
            y = high * (0.9 + row * 0.02)
            pen.line((wide * 0.63, y, wide, y), fill=(180, 180, 186), width=max(1, unit // 400))


def lit(image: Image.Image, rng: random.Random, low: float = 0.55, tint: float = 0.08) -> Image.Image:
    """Light a picture unevenly, with a little colour, sometimes with a shadow across it."""
    made = np.random.default_rng(rng.getrandbits(32))
    light = made.uniform(low, 1.0, (3, 3)).astype(np.float32)
    light /= light.max()
    colour = 1 - made.uniform(0, tint, 3)
    layers = []
    for channel in range(3):
        small = Image.fromarray((light * 255 * colour[channel]).astype(np.uint8))
        layers.append(small.resize((64, 64), Image.Resampling.BICUBIC).resize(image.size, Image.Resampling.BILINEAR))
    lighted = ImageChops.multiply(image, Image.merge("RGB", layers))
    if rng.random() < 0.25:
        wide, high = 64, 64
        shade = Image.new("L", (wide, high), 255)
        edge = rng.uniform(-0.2, 1.0) * wide
        ImageDraw.Draw(shade).polygon(
            (edge, 0, edge + 40, 0, edge + 10, high, edge - 30, high), fill=rng.randrange(150, 210)
        )
        shade = shade.filter(ImageFilter.GaussianBlur(3)).resize(image.size)
        lighted = ImageChops.multiply(lighted, Image.merge("RGB", (shade, shade, shade)))
    if rng.random() < 0.2:
        spot = Image.radial_gradient("L").point([max(0, 170 - value) for value in range(256)])
        side = int(min(image.size) * rng.uniform(0.3, 0.6))
        where = (rng.randrange(image.width - side // 2), rng.randrange(image.height - side // 2))
        lighted.paste((255, 255, 250), where, spot.resize((side, side)))
    return lighted


def darkened(image: Image.Image, rng: random.Random) -> Image.Image:
    """Take a picture in bad light: little of it, yellowish, and noisy."""
    level = rng.uniform(0.22, 0.5)
    cast = (1.0, rng.uniform(0.86, 1.0), rng.uniform(0.66, 1.0))
    curve = [round(value * level * share) for share in cast for value in range(256)]
    return noisy(image.point(curve), rng, rng.uniform(5, 11))


def moire(image: Image.Image, rng: random.Random) -> Image.Image:
    """Photograph a screen: the grids of screen and sensor beat in bands of colour, and whites turn blue."""
    wide, high = (image.width + 1) // 2, (image.height + 1) // 2
    x = np.arange(wide, dtype=np.float32)
    y = np.arange(high, dtype=np.float32)
    period, angle = rng.uniform(3, 13), rng.uniform(0.1, 1.4)
    bend_x = 20 * np.sin(x / wide * np.pi * rng.uniform(0.6, 1.6), dtype=np.float32)
    bend_y = 20 * np.sin(y / high * np.pi * rng.uniform(0.6, 1.6), dtype=np.float32)
    along = np.float32(2 * np.pi / period) * ((x + bend_x) * np.float32(np.cos(angle)))
    down = np.float32(2 * np.pi / period) * ((y + bend_y) * np.float32(np.sin(angle)))
    strength = rng.uniform(0.05, 0.15)
    layers = []
    for channel in range(3):
        phase = np.float32(channel * rng.uniform(0.6, 1.6))
        beat = np.outer(np.sin(down + phase), np.cos(along)) + np.outer(np.cos(down + phase), np.sin(along))
        small = Image.fromarray(((1 - strength + strength * beat) * 254.9).astype(np.uint8))
        layers.append(small.resize(image.size, Image.Resampling.BILINEAR))
    rows = np.array([255, 236, 255], dtype=np.uint8)[np.arange(image.height) % 3]
    lines = Image.fromarray(np.repeat(rows[:, None], image.width, axis=1))
    layers = [ImageChops.multiply(layer, lines) for layer in layers]
    cast = rng.choice(((0.9, 0.96, 1.0), (0.96, 1.0, 0.94), (1.0, 0.94, 0.98), (0.86, 0.92, 1.0)))
    curve = [min(255, round(24 + value * 0.9 * share)) for share in cast for value in range(256)]
    return ImageChops.multiply(image.point(curve), Image.merge("RGB", layers))


def blurred(image: Image.Image, rng: random.Random, most: float) -> Image.Image:
    """Focus a picture not quite well: `most` pixels at a width of 1000."""
    radius = rng.uniform(0, most) * image.width / 1000
    return image.filter(ImageFilter.BoxBlur(radius)) if radius > 0.5 else image


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    """Save as JPEG and open again."""
    store = io.BytesIO()
    image.save(store, "JPEG", quality=quality)
    return Image.open(io.BytesIO(store.getvalue())).convert("RGB")
