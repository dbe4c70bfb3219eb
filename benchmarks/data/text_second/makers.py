"""Who makes which value: each type's maker, and those of its varieties (`PHONE:hk`, `CRYPTO_SEED:zh`)."""

from __future__ import annotations

from random import Random

from benchmarks.data.text_second import cards, contacts, documents, places, secrecy
from benchmarks.data.text_second.hand import Hand, Maker


def _words_in(name: str) -> Maker:
    return lambda rng, hand: secrecy.seed(rng, hand, words_in=name)


def _said_in(maker: Maker, language: str) -> Maker:
    return lambda rng, hand: maker(rng, Hand(language, hand.hard))


def _pin(rng: Random, _hand: Hand) -> str:
    return secrecy.pin(rng)


MAKERS: dict[str, Maker] = {
    "ADDRESS": places.address,
    "ADDRESS:zh": _said_in(places.address, "zh"),
    "ADDRESS:en": _said_in(places.address, "en"),
    "ADDRESS:hk": lambda rng, _hand: places.address_hk(rng),
    "ADDRESS:tw": lambda rng, _hand: places.address_tw(rng),
    "API_KEY": secrecy.api_key,
    "BANK_CARD": cards.bank_card,
    "BANK_CARD:zh": _said_in(cards.bank_card, "zh"),
    "BANK_CARD:en": _said_in(cards.bank_card, "en"),
    "CARD_SECRET": cards.card_secret,
    "CARD_SECRET:zh": _said_in(cards.card_secret, "zh"),
    "CARD_SECRET:en": _said_in(cards.card_secret, "en"),
    "CN_ID": documents.cn_id,
    "CRYPTO_KEY": secrecy.crypto_key,
    "CRYPTO_SEED": secrecy.seed,
    "CRYPTO_SEED:zh": _words_in("chinese_simplified"),
    "CRYPTO_SEED:zht": _words_in("chinese_traditional"),
    "CRYPTO_SEED:es": _words_in("spanish"),
    "CRYPTO_SEED:fr": _words_in("french"),
    "CRYPTO_SEED:it": _words_in("italian"),
    "CRYPTO_SEED:pt": _words_in("portuguese"),
    "CRYPTO_SEED:ja": _words_in("japanese"),
    "CRYPTO_SEED:ko": _words_in("korean"),
    "CRYPTO_SEED:en": _words_in("english"),
    "CVV": cards.cvv,
    "CVV:four": lambda rng, _hand: documents.digits(rng, 4),
    "EMAIL": contacts.email,
    "EXPIRY": cards.expiry,
    "HK_ID": documents.hk_id,
    "IBAN": cards.iban,
    "IP": contacts.ip,
    "MACAU_ID": documents.macau_id,
    "OTP": secrecy.otp,
    "PASSPORT": documents.passport,
    "PASSPORT:zh": _said_in(documents.passport, "zh"),
    "PASSWORD": secrecy.password,
    "PASSWORD:name": lambda rng, _hand: secrecy.named(rng),
    "PASSWORD:pin": _pin,
    "PERSON": contacts.person,
    "PERSON:zh": contacts.person_zh,
    "PERSON:en": contacts.person_en,
    "PERSON:py": contacts.person_pinyin,
    "PHONE": contacts.phone,
    "PHONE:bare": contacts.phone_bare,
    "PHONE:cn": contacts.phone_cn,
    "PHONE:hk": contacts.phone_hk,
    "PHONE:tw": contacts.phone_tw,
    "PHONE:abroad": contacts.phone_abroad,
    "PLATE": documents.plate,
    "PLATE:green": lambda rng, _hand: documents.plate_green(rng),
    "PLATE:hk": lambda rng, _hand: documents.plate_both(rng),
    "QQ_WECHAT": contacts.qq_wechat,
    "QQ_WECHAT:qq": contacts.qq,
    "QQ_WECHAT:wx": contacts.wechat,
    "SSN_US": documents.ssn_us,
    "TW_ID": documents.tw_id,
}
