"""What may be asked for separately, and in which words: matters, purposes, steps, the question as a customer reads it.

No I/O but one file of the house's own (consents.toml). Each change of a word is another digest.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final, NamedTuple

from handclasp.borders import is_region, within
from handclasp.disclose.purposes import classes, table
from handclasp.records import HandclaspError, is_reason

LONGEST: Final = 200
"""Characters that name a recipient, at most."""
_INNER: Final = frozenset({"later", "ends"})


class BadConsent(HandclaspError):
    """A consent cannot be asked for, or answered, like that; nothing was done."""

    code = "consent"

    def __init__(self, message: str, zh: str = "") -> None:
        super().__init__(message)
        self.zh = zh or message


class Matter(StrEnum):
    """What is asked for separately: PIPL articles 39, 23 and 29."""

    CROSS_BORDER = "cross-border"
    PROVISION = "provision"
    SENSITIVE = "sensitive"


class Step(StrEnum):
    """What may happen to a consent. Append-only: steps that were sealed keep their meaning."""

    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ANSWERS: Final = (Step.GIVEN, Step.DECLINED, Step.WITHDRAWN)
"""What a customer may say."""

LOOKS: Final = ("support", "dispute", "risk", "customer-request", "court")
"""What a look at something sensitive may be for."""


class Wanted(NamedTuple):
    """What a consent is to: the matter, the one purpose, and of a disclosure to which region and to whom it goes."""

    matter: Matter
    purpose: str
    to: str = ""
    recipient: str = ""

    @property
    def key(self) -> str:
        """What tells it from any other, in few characters."""
        return sha256("\n".join(self).encode()).hexdigest()[:32]

    def covers(self, other: Wanted) -> bool:
        """Whether a consent to this is one to another: the same matter and purpose, a region that lies in its own.

        And the same recipient, spaces and letters' case apart, where the other names one.
        """
        same = (self.matter, self.purpose) == (other.matter, other.purpose)
        same &= not other.recipient or self.receives == other.receives
        return same and (self.to == other.to or bool(other.to and self.to and within(other.to, self.to)))

    @property
    def receives(self) -> str:
        """The recipient as it is compared with another."""
        return " ".join(self.recipient.casefold().split())


class Wording(NamedTuple):
    """A question as a customer reads it in a language."""

    version: str
    language: str
    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Every word of it, line by line."""
        return "\n".join((self.title, *self.lines))

    @property
    def digest(self) -> bytes:
        """SHA-256 of the words."""
        return sha256(self.text.encode()).digest()


def purposes(matter: Matter) -> tuple[str, ...]:
    """For what a matter may be asked."""
    return LOOKS if matter is Matter.SENSITIVE else tuple(table("exports"))


def is_for(wanted: Wanted) -> tuple[str, str] | None:
    """What is wrong with what is to be asked, in English and Chinese; None when nothing is."""
    known = purposes(wanted.matter)
    if wanted.purpose not in known:
        return f"say what for: one of {', '.join(known)}", "请说明用途"
    if (wanted.matter is Matter.CROSS_BORDER) != bool(wanted.to):
        return "a region belongs to what goes abroad, and to nothing else", "只有传往境外才写明地区"
    if wanted.to and not is_region(wanted.to):
        return (
            "say where it goes by the code of a country or region, such as SG, DE or EU",
            "请写地区代码，如 SG、DE、EU",
        )
    if wanted.matter is Matter.SENSITIVE and wanted.recipient:
        return "looking at something has no recipient: it stays in this house", "查看不涉及接收方"
    if wanted.matter is not Matter.SENSITIVE and not is_reason(wanted.recipient):
        return "name who receives it, and how they are reached", "请写明接收方及其联系方式"
    return None


def wording(wanted: Wanted, language: str) -> Wording:
    """The question in a language; English where it is neither Chinese nor English."""
    words, spoken = _read(), "zh" if language == "zh" else "en"
    asked = words[spoken][wanted.matter]
    given = {
        "recipient": wanted.recipient,
        "to": region_name(wanted.to, spoken),
        "purpose": purpose_name(wanted.purpose, spoken),
    }
    given["carries"] = _carried(wanted, spoken)
    lines = tuple(line.format(**given) for line in asked["lines"])
    return Wording(words["version"], spoken, asked["title"], (*lines, words["last"][spoken]))


def matter_name(matter: Matter, language: str) -> str:
    """What a matter is called, in `zh` or `en`."""
    return str(_read()["names"][language][matter])


def region_name(region: str, language: str) -> str:
    """A region as customers call it, its code behind it; the code alone where it has no name here."""
    name = _read()["regions"][language].get(region.partition("-")[0])
    left, right = "（）" if language == "zh" else (" (", ")")
    return f"{name}{left}{region}{right}" if name else region


def purpose_name(purpose: str, language: str) -> str:
    """What a purpose is called, in `zh` or `en`."""
    own = _read()["purposes"][language].get(purpose)
    return str(own or getattr(table("exports")[purpose], language))


def _carried(wanted: Wanted, language: str) -> str:
    if wanted.matter is Matter.SENSITIVE:
        return ""
    known = classes("records")
    named = [known[one] for one in table("exports")[wanted.purpose].records if one not in _INNER]
    return ("、" if language == "zh" else ", ").join(getattr(one, language) for one in named)


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("handclasp.disclose").joinpath("consents.toml").read_text("utf-8"))
