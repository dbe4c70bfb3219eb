"""Approvals, n of m: what one person asks for, others allow, and which is then done exactly once.

An approval is bound to everything that will be done by one digest. Nobody approves their own request, none is approved
by nobody, and no row of the database is ever believed alone: what was asked and who said what stands sealed.
"""

from handclasp.access.approvals.refusals import (
    AlreadyVoted,
    MayNotApprove,
    NotSealed,
    NotYours,
    OwnRequest,
    RequestChanged,
    RequestClosed,
    RequestExpired,
    RequestUsed,
    RoleLost,
    TooFewApprovals,
)
from handclasp.access.approvals.service import ASKS, Approvals
from handclasp.access.approvals.words import Asked, Journal, Request, Shown, State, Store, Used, Vote

__all__ = [
    "ASKS",
    "AlreadyVoted",
    "Approvals",
    "Asked",
    "Journal",
    "MayNotApprove",
    "NotSealed",
    "NotYours",
    "OwnRequest",
    "Request",
    "RequestChanged",
    "RequestClosed",
    "RequestExpired",
    "RequestUsed",
    "RoleLost",
    "Shown",
    "State",
    "Store",
    "TooFewApprovals",
    "Used",
    "Vote",
]
