"""The outbound guard: what staff are about to send is judged before it leaves.

Promises an answer for any text in time linear in its length, and says nothing of the words themselves.
"""

from __future__ import annotations

from handclasp.screen.outbound.judge import check, check_on
from handclasp.screen.outbound.words import NEVER, VERSION, Category, Stop

__all__ = ["NEVER", "VERSION", "Category", "Stop", "check", "check_on"]
