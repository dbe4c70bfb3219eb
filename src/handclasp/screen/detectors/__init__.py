"""All detectors, in no order that matters: overlaps are settled by certainty and length, never by place here."""

from __future__ import annotations

from typing import Final

from handclasp.screen.detector import Detector
from handclasp.screen.detectors import (
    address,
    api_key,
    bank_card,
    card_secret,
    cn_id,
    crypto_key,
    crypto_seed,
    cvv,
    email,
    expiry,
    hk_id,
    iban,
    ip,
    macau_id,
    otp,
    passport,
    password,
    person,
    phone,
    plate,
    qq_wechat,
    ssn_us,
    tw_id,
)

DETECTORS: Final[tuple[Detector, ...]] = (
    address.DETECTOR,
    api_key.DETECTOR,
    bank_card.DETECTOR,
    card_secret.DETECTOR,
    cn_id.DETECTOR,
    crypto_key.DETECTOR,
    crypto_seed.DETECTOR,
    cvv.DETECTOR,
    email.DETECTOR,
    expiry.DETECTOR,
    hk_id.DETECTOR,
    iban.DETECTOR,
    ip.DETECTOR,
    macau_id.DETECTOR,
    otp.DETECTOR,
    passport.DETECTOR,
    password.DETECTOR,
    person.DETECTOR,
    phone.DETECTOR,
    plate.DETECTOR,
    qq_wechat.DETECTOR,
    ssn_us.DETECTOR,
    tw_id.DETECTOR,
)
