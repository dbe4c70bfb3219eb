"""What reviewers' verdicts make of how sure a detector has to be: a small rule that anybody can work out by hand.

Findings fall into bands of ten points of certainty. A band of which at least 20 of a detector's last 200 verdicts
speak, fewer than half of them *sensitive*, is masked no more, and so are those below it unless one proves itself.
Bands of 80 and more, what is never stored, and what a checksum vouches for are masked whatever anybody says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

WIDTH: Final = 10
LAST: Final = 200
ENOUGH: Final = 20
HIGHEST: Final = 80
"""No floor is higher."""

KEPT_MASKED: Final = frozenset(
    # Gone at the door, or as good as money.
    {"PASSWORD", "OTP", "CVV", "CRYPTO_SEED", "CRYPTO_KEY", "API_KEY", "CARD_SECRET"}
    # A checksum speaks for them, or they name a person for good.
    | {"BANK_CARD", "CN_ID", "HK_ID", "MACAU_ID", "TW_ID", "IBAN", "SSN_US", "PASSPORT"}
)
"""Types of which no verdict loosens anything."""


class Said(NamedTuple):
    """One verdict: of which detector's finding, of what type, how sure it was; or of something missed, of a type."""

    detector: str
    type: str
    sure: int
    sensitive: bool
    missed: bool = False


class Band(NamedTuple):
    """What was said of a detector's findings from `low` (certainty) to the next band, and whether they are masked."""

    detector: str
    low: int
    sensitive: int
    harmless: int
    masked: bool


def bands(verdicts: Iterable[Said]) -> list[Band]:
    """The bands of all detectors that were judged, lowest first; `verdicts` are the newest first.

    Something missed counts as *sensitive* in every band of the detectors that find its type: a floor can come down.
    """
    judged: dict[str, list[Said]] = {}
    missed: list[Said] = []
    for one in verdicts:
        if one.missed:
            missed.append(one)
        elif len(found := judged.setdefault(one.detector, [])) < LAST:
            found.append(one)
    # A floor is a detector's: one that finds what stays masked whatever anybody says has none.
    free = [name for name in sorted(judged) if not any(one.type in KEPT_MASKED for one in judged[name])]
    return [band for name in free for band in _bands(name, judged[name], missed)]


def floors(found: Iterable[Band]) -> Mapping[str, int]:
    """How sure each detector has to be at least for its findings to be masked; detectors that are free are left out."""
    result: dict[str, int] = {}
    for band in found:
        if not band.masked:
            result[band.detector] = max(result.get(band.detector, 0), band.low + WIDTH)
    return result


def _bands(detector: str, judged: list[Said], missed: list[Said]) -> list[Band]:
    types = {one.type for one in judged}
    again = sum(one.type in types for one in missed[:LAST])
    counts: dict[int, list[int]] = {}
    for one in judged:
        low = min(one.sure, 99) // WIDTH * WIDTH
        counts.setdefault(low, [0, 0])[not one.sensitive] += 1
    floor = 0
    for low in sorted(counts):
        sensitive, harmless = counts[low]
        enough = sensitive + harmless >= ENOUGH
        proves = 2 * (sensitive + again) >= sensitive + harmless + again
        if low >= HIGHEST or (enough and proves):
            break  # what proves itself keeps what is surer masked too
        if enough:
            floor = low + WIDTH
    return [Band(detector, low, yes, no, masked=low >= floor) for low, (yes, no) in sorted(counts.items())]
