"""The doors for machines: one ASGI app that takes messages, gives them back masked, and publishes the log.

Thin: HTTP to calls of `Services` and back. It holds no SQL, no keys and no rules of the business.
"""

from handclasp.web.api.app import create_api
from handclasp.web.api.services import ApiSettings, Caller, Copied, Nodes, Services

__all__ = ["ApiSettings", "Caller", "Copied", "Nodes", "Services", "create_api"]
