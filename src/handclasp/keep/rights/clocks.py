"""How long an answer may take: GDPR counts days, PIPL's guidance working days.

Public holidays are counted as working days, so a deadline shown here is never later than the law's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from handclasp.keep.rights.words import Law

_ZONES: Final = {Law.GDPR: UTC, Law.PIPL: ZoneInfo("Asia/Shanghai")}
_SATURDAY: Final = 5


class Clocks(NamedTuple):
    """Days (GDPR) and working days (PIPL) for an answer, and how many more an extension gives, once."""

    gdpr_days: int = 30
    gdpr_extension_days: int = 60
    pipl_working_days: int = 15
    pipl_extension_working_days: int = 15

    def due(self, law: Law, asked: int) -> int:
        """When a request of that moment (ms) must be answered: the end of its last day (ms)."""
        return _later(law, asked, self.gdpr_days if law is Law.GDPR else self.pipl_working_days)

    def extended(self, law: Law, due: int) -> int:
        """The same after an extension."""
        return _later(law, due, self.gdpr_extension_days if law is Law.GDPR else self.pipl_extension_working_days)


def _later(law: Law, moment: int, days: int) -> int:
    """The end of the day that is so many days (working days for PIPL) after a moment's; the first is not counted."""
    day = datetime.fromtimestamp(moment / 1000, _ZONES[law]).replace(hour=23, minute=59, second=59, microsecond=0)
    while days:
        day += timedelta(days=1)
        days -= law is Law.GDPR or day.weekday() < _SATURDAY
    return int(day.timestamp() * 1000)
