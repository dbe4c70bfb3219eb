"""Customers' rights: requests about one's own data, from asking to the answer, each step a sealed record.

Promises: nothing is answered before it was checked who asks; every clock is shown and kept by law; what is refused is
refused with its ground. It opens no conversation.
"""

from handclasp.keep.rights.desk import Bin, Correcting, RequestDesk
from handclasp.keep.rights.words import (
    DONE,
    Answer,
    BadRequest,
    Case,
    Ground,
    Identity,
    Law,
    RequestMoved,
    Right,
    State,
    Step,
    Told,
)

__all__ = [
    "DONE",
    "Answer",
    "BadRequest",
    "Bin",
    "Case",
    "Correcting",
    "Ground",
    "Identity",
    "Law",
    "RequestDesk",
    "RequestMoved",
    "Right",
    "State",
    "Step",
    "Told",
]
