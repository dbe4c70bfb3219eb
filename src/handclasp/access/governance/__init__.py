"""The life of policies: drafted, compared, approved by a second person, published; believed only as sealed."""

from handclasp.access.governance.service import ALTERED, BUILT_IN, KIND, Governance
from handclasp.access.governance.words import (
    Approvals,
    BadPolicies,
    Drafted,
    Gate,
    Journal,
    PolicyAltered,
    PolicyMovedOn,
    Version,
)

__all__ = [
    "ALTERED",
    "BUILT_IN",
    "KIND",
    "Approvals",
    "BadPolicies",
    "Drafted",
    "Gate",
    "Governance",
    "Journal",
    "PolicyAltered",
    "PolicyMovedOn",
    "Version",
]
