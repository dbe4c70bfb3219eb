"""From phrases to a message: slots are filled, the words get a style and small mistakes, and spans are counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from benchmarks.data.labelled import Kind, Language, Sample, Span
from benchmarks.data.text_first import identity, keys, money, places, plain
from benchmarks.data.text_first.identity import Maker
from benchmarks.data.text_first.odd_more import ODD
from benchmarks.data.text_first.phrases import Piece, opened, words

MAKERS: dict[str, Maker] = {**identity.MAKERS, **places.MAKERS, **money.MAKERS, **keys.MAKERS}
ODD_ADDRESS = {
    "zh": ("ADDRESS.zh.informal", "ADDRESS.zh.informal", "ADDRESS.zh.spaced"),
    "en": ("ADDRESS.en.informal",),
}
BREAK = "⏎"
HOMOPHONES = (
    ("登录", "登陆"),
    ("账号", "帐号"),
    ("的", "得"),
    ("怎么", "咋"),
    ("已经", "以经"),
    ("显示", "现示"),
    ("在", "再"),
    ("订单", "定单"),
    ("麻烦", "麻凡"),
    ("没", "木有"),
    ("提示", "题示"),
    ("收到", "受到"),
    ("身份证", "身分证"),
)
NARROW = str.maketrans("，：？！（）", ",:?!()")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who writes: in which language slots are filled, and whether values are written oddly."""

    language: str
    odd: bool


def filled(rng: Random, piece: Piece, voice: Voice) -> Piece:
    """The piece with something in its slot."""
    if not piece.slot:
        return piece
    slot, odd = piece.slot.removesuffix("~"), voice.odd and not piece.slot.endswith("~")
    if not slot[0].isupper():
        return piece.with_text(harmless(rng, slot, voice.language))
    kind, _, rest = slot.partition(".")
    if kind == "ADDRESS" and odd:
        return piece.with_text(MAKERS[rng.choice(ODD_ADDRESS[rest or voice.language])](rng))
    language = rest if rest in {"zh", "en"} else voice.language
    maker = next(MAKERS[name] for name in (slot, f"{slot}.{language}", kind) if name in MAKERS)
    text = maker(rng)
    if odd and (way := ODD.get(f"{kind}.{language}") or ODD.get(kind)):
        text = way(rng, text)
    return piece.with_text(text)


def harmless(rng: Random, slot: str, language: str) -> str:
    """What a slot in small letters is filled with."""
    for name in (slot, f"{slot}.{language}"):
        if name in plain.MAKERS:
            return plain.MAKERS[name](rng)
    return rng.choice(words(f"{slot}.{language}", "|"))


def cut(rng: Random, kind: str, text: str) -> tuple[str, str]:
    """A value in two parts, as sent in two messages."""
    parts = text.split()
    if kind == "CRYPTO_SEED" and len(parts) > 1:
        half = len(parts) // 2
        between = "\u3000" if "\u3000" in text else " "
        return between.join(parts[:half]), between.join(parts[half:])
    if kind == "PERSON":
        head, gap, tail = text.partition(" ")
        size = 2 if text[:2] in words("surnames") else 1
        return (head, tail) if gap else (text[:size], text[size:])
    at = rng.randint(max(1, len(text) // 3), max(1, len(text) * 2 // 3))
    return text[:at].rstrip(" -\n"), text[at:].lstrip(" -\n")


def spoken_by(rng: Random, phrase: str, voice: Voice) -> list[Piece]:
    """One way through a phrase, with its slots filled; the halves of a split value stand in two of them."""
    pieces, rest = [], Piece("")
    for piece in opened(rng, phrase):
        if piece.slot == "+":
            pieces.append(rest)
        elif piece.slot.endswith("+"):
            whole = filled(rng, Piece("", piece.slot.removesuffix("+") + "~"), voice)
            head, tail = cut(rng, whole.type, whole.text)
            pieces.append(whole.with_text(head))
            rest = whole.with_text(tail)
        else:
            pieces.append(filled(rng, piece, voice))
    return pieces


def joined(rng: Random, parts: Iterable[list[Piece]], language: str) -> list[Piece]:
    """Sentences one after the other, with what stands between sentences."""
    whole: list[Piece] = []
    marks = ("，", "，", "。", " ", "，", "\n", "。") if language == "zh" else (". ", ". ", ", ", "\n", " ", ". ")
    mark = rng.choice(marks)
    for part in parts:
        if whole and part:
            last = whole[-1]
            between = mark if rng.random() < 0.7 else rng.choice(marks)
            if last.type in {"PASSWORD", "API_KEY", "CRYPTO_KEY", "CARD_SECRET", "IP", "EMAIL"} and between[0] in ".,":
                between = rng.choice((" ", "\n"))
            elif last.type in {"CRYPTO_SEED", "CRYPTO_KEY"}:
                between = "\n" if language != "zh" else rng.choice("\n，")
            elif not last.slot and last.text[-1:] in "！!？?~，,.:)。🙏😊\n":
                between = "" if language == "zh" or last.text.endswith("\n") else " "
            whole.append(Piece(between))
        whole.extend(part)
    return whole


def styled(rng: Random, pieces: list[Piece], language: str, *, odd: bool) -> list[Piece]:
    """The words (never the values) as somebody in a hurry writes them."""
    return _english(rng, pieces, odd=odd) if language == "en" else _chinese(rng, pieces)


def _chinese(rng: Random, pieces: list[Piece]) -> list[Piece]:
    roll = rng.random()
    if roll < 0.2:
        pieces = [piece if piece.slot else piece.with_text(piece.text.translate(NARROW)) for piece in pieces]
    elif roll < 0.33:
        pieces = [piece if piece.slot else piece.with_text(piece.text.replace("，", " ")) for piece in pieces]
    elif roll < 0.42:
        pieces = [piece if piece.slot else piece.with_text(piece.text.replace("：", " ")) for piece in pieces]
    if rng.random() < 0.12:
        wrong = rng.choice(HOMOPHONES)
        pieces = [piece if piece.slot else piece.with_text(piece.text.replace(*wrong, 1)) for piece in pieces]
    return pieces


def _english(rng: Random, pieces: list[Piece], *, odd: bool) -> list[Piece]:
    small, bare = rng.random() < (0.6 if odd else 0.22), rng.random() < (0.45 if odd else 0.06)
    styled_pieces = []
    for piece in pieces:
        text = piece.text
        if not piece.slot:
            text = text.lower() if small else text
            text = "".join(sign for sign in text if sign not in ".,!?;'") if bare else text
        styled_pieces.append(piece.with_text(text))
    if rng.random() < 0.14:
        places_ = [at for at, piece in enumerate(styled_pieces) if not piece.slot and len(piece.text) > 6]
        if places_:
            at = rng.choice(places_)
            styled_pieces[at] = styled_pieces[at].with_text(mistyped(rng, styled_pieces[at].text))
    return styled_pieces


def mistyped(rng: Random, text: str) -> str:
    """One word with two letters swapped, one lost or one doubled."""
    spots = [at for at in range(1, len(text) - 1) if text[at - 1 : at + 2].isalpha() and text[at : at + 2].isascii()]
    if not spots:
        return text
    at = rng.choice(spots)
    return rng.choice(
        (
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
        ),
    )


def sample(pieces: Iterable[Piece], kind: Kind, language: Language) -> Sample:
    """Count the spans, message by message."""
    texts: list[str] = []
    spans: list[Span] = []
    text = ""
    for piece in pieces:
        if piece.slot:
            if piece.type:
                spans.append(Span(len(texts), len(text), len(text) + len(piece.text), piece.type))
            text += piece.text
            continue
        first, *others = piece.text.split(BREAK)
        text += first if text else first.lstrip()
        for other in others:
            texts.append(text)
            text = other.lstrip()
    texts.append(text)
    return Sample(tuple(_trimmed(one, at, spans) for at, one in enumerate(texts)), tuple(spans), kind, language)


def _trimmed(text: str, message: int, spans: list[Span]) -> str:
    end = max((span.end for span in spans if span.message == message), default=0)
    return text[:end] + text[end:].rstrip()
