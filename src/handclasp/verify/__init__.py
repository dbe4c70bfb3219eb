"""The offline verifier: checks packs, receipts, transcripts and logs with no server, database or network.

It is a second implementation of docs/spec/formats.md: it shares no code with the rooms that write records, trusts no
key that comes with a file, and claims no more than it checked.
"""

from __future__ import annotations

from .command import check, main, run
from .note import BadKey, Trust, VKey, parse_vkey
from .reasons import Fault, Reason, Remark
from .redact import NotOpen, redact
from .verdict import Status, Verdict
from .words import explain

__all__ = [
    "BadKey",
    "Fault",
    "NotOpen",
    "Reason",
    "Remark",
    "Status",
    "Trust",
    "VKey",
    "Verdict",
    "check",
    "explain",
    "main",
    "parse_vkey",
    "redact",
    "run",
]
