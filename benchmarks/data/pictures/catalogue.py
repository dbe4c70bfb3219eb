"""The catalogue: which type is drawn by which function, and the stream of labelled pictures that is made from it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from benchmarks.data.pictures import (
    cards_china,
    cards_europe,
    cards_world,
    papers,
    passports,
    payment,
    permits,
)
from benchmarks.data.pictures.conditions import CONDITIONS, RENDER, Draw, held
from benchmarks.data.pictures.model import NONE, Picture
from benchmarks.data.pictures.negatives import NEGATIVES
from benchmarks.data.pictures.sheet import Sheet
from benchmarks.data.pictures.warp import fields

DOCUMENTS: dict[str, Draw] = {
    draw.__name__: draw
    for draw in (
        cards_china.cn_id_front,
        cards_china.cn_id_back,
        passports.passport_cn,
        passports.passport_foreign,
        cards_china.cn_driver_license,
        cards_china.cn_vehicle_license,
        papers.hukou,
        permits.hk_macau_permit,
        permits.taiwan_permit,
        permits.exit_entry_permit,
        permits.foreign_pr_card,
        permits.residence_permit_cn,
        cards_world.hk_id_card,
        cards_world.macau_id_card,
        payment.bank_card,
        papers.business_license,
        cards_china.social_security_card,
        papers.marriage_cert,
        papers.divorce_cert,
        papers.property_cert,
        papers.officer_card,
        papers.student_card,
        papers.birth_cert,
        cards_china.disability_card,
        passports.visa,
        cards_world.us_driver_license,
        cards_world.us_ssn_card,
        cards_world.us_green_card,
        cards_world.uk_driver_license,
        cards_europe.eu_residence_permit,
        cards_europe.eu_id_card,
        cards_europe.td2_id,
        payment.wallet_seed_screenshot,
        payment.payment_qr,
    )
}
TYPES = tuple(DOCUMENTS)
HELD = (
    "cn_id_front",
    "passport_cn",
    "passport_foreign",
    "cn_driver_license",
    "hk_id_card",
    "us_driver_license",
    "eu_id_card",
)


class _Noted:
    """A drawing function that remembers what variant it drew."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self.detail = ""

    def __call__(self, rng: random.Random, pixels: int) -> Sheet:
        """Draw, and note the variant."""
        sheet = self._draw(rng, pixels)
        self.detail = sheet.detail
        return sheet


def document(seed: object, kind: str, condition: str, *, in_hand: bool = False) -> Picture:
    """Make one picture of a document; the same arguments always make the same picture."""
    rng = random.Random(f"{seed}/{kind}/{condition}/{in_hand}")
    draw = _Noted(DOCUMENTS[kind])
    shot = held(rng, draw, condition) if in_hand else RENDER[condition](rng, draw)
    return Picture(shot.image, kind, condition, fields(shot), draw.detail, in_hand)


def negative(seed: object, kind: str, condition: str) -> Picture:
    """Make one picture with nothing sensitive on it."""
    rng = random.Random(f"{seed}/{kind}/{condition}/none")
    shot = RENDER[condition](rng, NEGATIVES[kind])
    return Picture(shot.image, NONE, condition, (), kind)


def generate(
    seed: int,
    per_type: int,
    negatives: int,
    conditions: Sequence[str] = CONDITIONS,
) -> Iterator[Picture]:
    """Make `per_type` pictures of every type and as many of held documents, then `negatives` without a document.

    The conditions are taken in turn, each type beginning with another one.
    """
    for turn in range(per_type):
        for place, kind in enumerate(TYPES):
            condition = conditions[(turn + place) % len(conditions)]
            yield document(f"{seed}/{turn}", kind, condition)
        condition = conditions[turn % len(conditions)]
        yield document(f"{seed}/{turn}", HELD[(seed + turn) % len(HELD)], condition, in_hand=True)
    names = tuple(NEGATIVES)
    for turn in range(negatives):
        condition = conditions[(turn + turn // len(names)) % len(conditions)]
        yield negative(f"{seed}/{turn}", names[turn % len(names)], condition)
