"""Rules as data: one table for each family of documents, and the words that speak for a page *about* documents."""

from __future__ import annotations

from typing import Final

from handclasp.screen.images.rules import mainland, money, papers, permits, vehicles, world
from handclasp.screen.images.rules.rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    *mainland.RULES,
    *vehicles.RULES,
    *permits.RULES,
    *papers.RULES,
    *world.RULES,
    *money.RULES,
)

__all__ = ["RULES", "Rule"]
