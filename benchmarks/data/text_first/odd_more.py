"""More ways of writing oddly: cards' dates, names, seed phrases and keys; and which type is written in which ways."""

from __future__ import annotations

from calendar import month_name
from random import Random

from benchmarks.data.text_first.identity import DIGITS, LOWER
from benchmarks.data.text_first.keys import LANGUAGES, phrase
from benchmarks.data.text_first.odd import (
    BLOCK,
    CODE,
    HAN,
    SPOKEN,
    Odd,
    bare,
    chosen,
    email_en,
    email_zh,
    fullwidth,
    gapped,
    invisible,
    ip_en,
    ip_zh,
    lookalike,
    number,
    plate,
    spaced,
    to,
    two_lines,
)

MONTHS = tuple(month_name)[1:]


def expiry_zh(rng: Random, _: str) -> str:
    """A date in words or with years first."""
    month, year = rng.randint(1, 12), rng.randint(26, 34)
    return rng.choice(
        (
            f"{year}年{month}月",
            f"20{year}年{month}月",
            f"{month}月{year}年",
            f"{to(HAN)(rng, str(year))}年{to(HAN)(rng, str(month)) if month < 10 else '十月'}",
            f"{month:02}斜杠{year}",
            f"{month:02} {year}",
            fullwidth(rng, f"{month:02}/{year}"),
            f"{month:02}.{year}",
        ),
    )


def expiry_en(rng: Random, _: str) -> str:
    """The same in English."""
    month, year = rng.randint(1, 12), rng.randint(26, 34)
    return rng.choice(
        (
            f"{MONTHS[month - 1].lower()} 20{year}",
            f"{MONTHS[month - 1][:3]} {year}",
            f"{month:02} slash {year}",
            f"{month:02} {year}",
            f"{month:02}.20{year}",
            f"{month} of {year}",
            f"{month:02}|{year}",
            " ".join(SPOKEN[int(digit)] for digit in f"{month:02}{year}"),
        ),
    )


def name_zh(rng: Random, text: str) -> str:
    """Spaces or dots inside a name."""
    return rng.choice((" ".join(text), text, text, "·".join(text), f"{text[0]} {text[1:]}"))


def name_en(rng: Random, text: str) -> str:
    """Small or large letters, last name first."""
    first, _, last = text.rpartition(" ")
    return rng.choice((text.lower(), text.lower(), text.upper(), f"{last}, {first}", f"{last.upper()} {first}"))


def misspelt(rng: Random, word: str) -> str:
    """One letter wrong."""
    at = rng.randrange(len(word))
    return rng.choice(
        (word[:at] + rng.choice(LOWER) + word[at + 1 :], word[:at] + word[at + 1 :] or word, word + word[-1])
    )


def seed(rng: Random, _: str) -> str:
    """Lists, numbers, commas, a misspelt word, another language."""
    language = "english" if rng.random() < 0.55 else rng.choice(LANGUAGES)
    said = phrase(rng, language)
    if rng.random() < 0.3 and language in {"english", "spanish", "italian", "portuguese", "french", "czech", "turkish"}:
        at = rng.randrange(len(said))
        said[at] = misspelt(rng, said[at])
    if rng.random() < 0.15:
        said = [word.title() for word in said] if rng.random() < 0.5 else [word.upper() for word in said]
    counted = list(enumerate(said, 1))
    return rng.choice(
        (
            "\n".join(said),
            "\n".join(f"{at}. {word}" for at, word in counted),
            " ".join(f"{at}.{word}" for at, word in counted),
            "\n".join(f"{at} {word}" for at, word in counted),
            " ".join(f"{at}) {word}" for at, word in counted),
            ", ".join(said),
            ",".join(said),
            "-".join(said),
            "、".join(said),
            " / ".join(said),
            "  ".join(said),
            " ".join(said),
            " ".join(said),
            " ".join(said[: len(said) // 2]) + "\n" + " ".join(said[len(said) // 2 :]),
            " then ".join(said[:2]) + " " + " ".join(said[2:]),
        ),
    )


def key(rng: Random, text: str) -> str:
    """Two lines, groups, large letters."""
    if text.startswith("{"):
        return text.replace('"', rng.choice(("“", "'", '\\"'))) if rng.random() < 0.4 else text.replace(",", ",\n")
    if len(text.removeprefix("0x")) == 64 and rng.random() < 0.4:
        return rng.choice((text.upper().replace("0X", "0x"), gapped(rng, text), f"0x {text.removeprefix('0x')}"))
    return chosen(rng, BLOCK)(rng, text)


def password(rng: Random, text: str) -> str:
    """Gaps between the letters, wide signs."""
    return rng.choice((text, text, text, " ".join(text), fullwidth(rng, text), invisible(rng, text)))


def card_code(rng: Random, text: str) -> str:
    """The secret of a gift card."""
    if text.isdigit():
        return chosen(rng, ((gapped, 3), (two_lines, 2), (lookalike, 1), (spaced, 1)))(rng, text)
    return chosen(rng, CODE)(rng, text)


def handle(rng: Random, text: str) -> str:
    """A name at WeChat, or a QQ number."""
    if text.isdigit():
        return number("zh")(rng, text)
    return rng.choice(
        (text.upper(), fullwidth(rng, text), " ".join(text), text.replace("_", "下划线"), gapped(rng, text))
    )


def document(language: str) -> Odd:
    """A letter or two and digits, with or without brackets."""

    def written(rng: Random, text: str) -> str:
        plain = bare(rng, text)
        head = plain.rstrip(DIGITS) if not plain[-1].isalpha() else plain[:1]
        tail = plain[len(head) :]
        if not head:
            return number(language)(rng, plain)
        if rng.random() < 0.45:
            return rng.choice(
                (plain.lower(), f"{head} {tail}", f"{head.lower()}-{tail}", text.lower(), f"{head} {gapped(rng, tail)}")
            )
        odd = number(language)(rng, tail)
        close = language != "en" or odd[0] in DIGITS
        return f"{head}{odd}" if close else f"{head} {odd}".strip()

    return written


def iban(rng: Random, text: str) -> str:
    """Small letters, other groups."""
    plain = text.replace(" ", "")
    return rng.choice(
        (
            plain.lower(),
            gapped(rng, plain),
            lookalike(rng, plain),
            two_lines(rng, text),
            spaced(rng, plain),
            text.lower(),
        )
    )


ODD: dict[str, Odd] = {
    "API_KEY": lambda rng, text: chosen(rng, BLOCK)(rng, text),
    "BANK_CARD.en": number("en"),
    "BANK_CARD.zh": number("zh"),
    "CARD_SECRET": card_code,
    "CN_ID.en": number("en"),
    "CN_ID.zh": number("zh"),
    "CRYPTO_KEY": key,
    "CRYPTO_SEED": seed,
    "CVV.en": number("en"),
    "CVV.zh": number("zh"),
    "EMAIL.en": email_en,
    "EMAIL.zh": email_zh,
    "EXPIRY.en": expiry_en,
    "EXPIRY.zh": expiry_zh,
    "HK_ID.en": document("en"),
    "HK_ID.zh": document("zh"),
    "IBAN": iban,
    "IP.en": ip_en,
    "IP.zh": ip_zh,
    "MACAU_ID.en": number("en"),
    "MACAU_ID.zh": number("zh"),
    "OTP.en": number("en"),
    "OTP.zh": number("zh"),
    "PASSPORT.en": document("en"),
    "PASSPORT.zh": document("zh"),
    "PASSWORD": password,
    "PERSON.en": name_en,
    "PERSON.zh": name_zh,
    "PHONE.en": number("en"),
    "PHONE.zh": number("zh"),
    "PLATE": plate,
    "QQ_WECHAT": handle,
    "SSN_US.en": number("en"),
    "SSN_US.zh": number("zh"),
    "TW_ID.en": document("en"),
    "TW_ID.zh": document("zh"),
}
