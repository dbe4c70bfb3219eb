"""How sure a detector must be, tenant by tenant: what reviewers' verdicts come to.

Promises that without any tuning everything that a detector finds is masked. Never changes what is found, only whether
it is masked and whether a person should look at it.
"""

from __future__ import annotations

from typing import Final

import msgspec

REVIEW_BELOW: Final = 80
"""Findings less sure than this are masked and marked for review."""


class Tuning(msgspec.Struct, frozen=True):
    """Thresholds of one tenant.

    `least` is, by a detector's name, the least `sure` at which its findings are masked (default: all that it reports);
    findings less sure than `review_below` are for a person to look at.
    """

    least: dict[str, int] = {}
    review_below: int = REVIEW_BELOW

    def masks(self, detector: str, sure: int) -> bool:
        """Tell whether a finding of this detector is masked."""
        return sure >= self.least.get(detector, 0)

    def uncertain(self, sure: int) -> bool:
        """Tell whether a finding is for a person to look at."""
        return sure < self.review_below


DEFAULT: Final = Tuning()
"""Everything that is found is masked."""
