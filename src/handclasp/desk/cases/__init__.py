"""Dispute cases: 没收到卡密 and 卡密无效 from the customer's words to a decision, each step a sealed record.

Promises: facts are gathered and never made up; who decides gives reasons; an appeal is decided by somebody else; money
is proposed here and never moved. What a case says leaves by an evidence pack or a form, masked as it stands.
"""

from handclasp.desk.cases.desk import CaseDesk, Seen
from handclasp.desk.cases.words import (
    DONE,
    GROUNDS,
    WANTS,
    BadCase,
    Case,
    CaseMoved,
    Claim,
    Ground,
    Outcome,
    Refund,
    Side,
    State,
    Step,
    Summary,
    Told,
    Want,
    cases,
)

__all__ = [
    "DONE",
    "GROUNDS",
    "WANTS",
    "BadCase",
    "Case",
    "CaseDesk",
    "CaseMoved",
    "Claim",
    "Ground",
    "Outcome",
    "Refund",
    "Seen",
    "Side",
    "State",
    "Step",
    "Summary",
    "Told",
    "Want",
    "cases",
]
