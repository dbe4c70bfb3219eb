"""How fast a copy comes back and how far behind it is (restoring.py), on a house of its own."""

from __future__ import annotations

from typing import Final

from handclasp.bench.children import asked
from handclasp.bench.figures import begun, of_house
from handclasp.bench.measures import Result
from handclasp.bench.restoring import Figures, Plan
from handclasp.bench.stand import Stand

BASELINE: Final = "the same rows copied into the same tables by COPY, neither verified nor proved"


def measure(messages: int, paced: int, seed: int) -> Result:
    """Fill a house with so many messages, ship them, lose all while more come in, restore."""
    result = begun("restore", BASELINE, seed)
    with Stand(web=False) as stand:
        folder = stand.home / "copy"
        folder.mkdir()
        result |= asked(stand, "restoring", Plan(str(folder), messages, paced, seed), Figures)
        return result | of_house(stand)
