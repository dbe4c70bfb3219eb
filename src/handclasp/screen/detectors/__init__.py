"""All detectors, in no order that matters: overlaps are settled by certainty and length, never by place here."""

from __future__ import annotations

from typing import Final

from handclasp.screen.detector import Detector
from handclasp.screen.detectors import (
    bank_card,
    card_secret,
    cn_id,
    crypto_key,
    crypto_seed,
    cvv,
    email,
    otp,
    password,
    phone,
)

DETECTORS: Final[tuple[Detector, ...]] = (
    bank_card.DETECTOR,
    card_secret.DETECTOR,
    cn_id.DETECTOR,
    crypto_key.DETECTOR,
    crypto_seed.DETECTOR,
    cvv.DETECTOR,
    email.DETECTOR,
    otp.DETECTOR,
    password.DETECTOR,
    phone.DETECTOR,
)
