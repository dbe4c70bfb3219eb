"""The only door out: whoever reads, exports or feeds a machine does it through here, and is written down first."""

from handclasp.disclose.door import Disclose, Follow

__all__ = ["Disclose", "Follow"]
