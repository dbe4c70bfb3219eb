"""What the guard answers with: what is asked for or given away, how heavy it is, and whether anybody may ever allow it.

Facts only; nothing here looks at a text.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

VERSION: Final = "guard-2"
"""Names the rules that stopped a text; changed with every rule."""


class Category(StrEnum):
    """What a text asks a customer for, or gives away; the first is the heaviest."""

    SEED_PHRASE = "seed-phrase"
    PRIVATE_KEY = "private-key"
    PASSWORD = "password"  # noqa: S105 - a category's name
    SECRET_OUT = "secret-out"  # noqa: S105 - a category's name
    ONE_TIME_CODE = "one-time-code"
    CARD_CHECK = "card-check"
    CARD_NUMBER = "card-number"
    OFF_PLATFORM = "off-platform"
    PERSONAL_DATA = "personal-data"


NEVER: Final = frozenset({Category.SEED_PHRASE, Category.PRIVATE_KEY, Category.PASSWORD, Category.SECRET_OUT})
"""What no supervisor and no tenant may allow."""

ORDER: Final = {category: place for place, category in enumerate(Category)}


class Stop(NamedTuple):
    """Why a text may not leave: its categories, the heaviest first, and the rules that found them."""

    categories: tuple[Category, ...]
    version: str = VERSION

    @property
    def category(self) -> Category:
        """The heaviest."""
        return self.categories[0]

    @property
    def ever(self) -> bool:
        """Whether somebody could allow it at all."""
        return NEVER.isdisjoint(self.categories)
