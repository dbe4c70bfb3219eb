"""What the generator hands out: a picture, its type and condition, and where on it the sensitive fields stand."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

NONE = "none"

FIELD_KINDS = (
    "number",
    "name",
    "birth",
    "address",
    "photo",
    "mrz",
    "qr",
    "barcode",
    "expiry",
    "cvv",
    "seed",
)


@dataclass(frozen=True)
class Field:
    """One sensitive field: its kind (one of FIELD_KINDS), its bounding box in pixels, and the text there."""

    kind: str
    box: tuple[int, int, int, int]
    text: str


@dataclass(frozen=True)
class Picture:
    """One labelled picture. `detail` tells variants of a type (front, back, a country) and kinds of negatives apart."""

    image: Image.Image
    type: str
    condition: str
    fields: tuple[Field, ...]
    detail: str = ""
    held: bool = False
