"""Why an approval was refused, each with a code of its own. Every one is sealed in the journal before it is raised."""

from __future__ import annotations

from handclasp.records import Refused


class OwnRequest(Refused):
    """Nobody approves what they asked for, or what gives themselves something."""

    code = "approval-own-request"


class NotYours(Refused):
    """Only who asked may use or withdraw a request."""

    code = "approval-not-yours"


class MayNotApprove(Refused):
    """The policies do not let this person decide this request."""

    code = "approval-not-allowed"


class RequestChanged(Refused):
    """What was approved, or shown, is not what stands now: any change voids an approval."""

    code = "approval-changed"


class RequestUsed(Refused):
    """An approval is good for one act, and that was done."""

    code = "approval-used"


class RequestExpired(Refused):
    """The time in which a request could be approved and used is over."""

    code = "approval-expired"


class RequestClosed(Refused):
    """The request was rejected, withdrawn or otherwise ended."""

    code = "approval-closed"


class RoleLost(Refused):
    """Somebody whom the approval rests on is no longer who they were then."""

    code = "approval-role-lost"


class TooFewApprovals(Refused):
    """Fewer people have approved than the rule wants."""

    code = "approval-incomplete"


class AlreadyVoted(Refused):
    """One person has one vote."""

    code = "approval-voted-already"


class NotSealed(Refused):
    """The database says something of a request that the journal does not."""

    code = "approval-not-sealed"
