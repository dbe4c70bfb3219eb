"""The only door out: whoever reads, reveals, exports, audits or feeds a machine does it here, and is written down."""

from handclasp.disclose.audit import Audit, Question
from handclasp.disclose.consents import Consents
from handclasp.disclose.door import Disclose, Views
from handclasp.disclose.export import Exports
from handclasp.disclose.file_review import FileReviews
from handclasp.disclose.files import Files
from handclasp.disclose.following import Asking, Follow
from handclasp.disclose.gate import Gate
from handclasp.disclose.journal import Journal
from handclasp.disclose.opening import Records
from handclasp.disclose.reveal import Reveals
from handclasp.disclose.review import Reviews

__all__ = [
    "Asking",
    "Audit",
    "Consents",
    "Disclose",
    "Exports",
    "FileReviews",
    "Files",
    "Follow",
    "Gate",
    "Journal",
    "Question",
    "Records",
    "Reveals",
    "Reviews",
    "Views",
]
