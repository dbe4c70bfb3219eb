"""What Handclasp asks of django-allauth: keep secrets encrypted, sign nobody up, and sign nobody in by itself.

A person is signed in by the console alone, after a local second factor; any other way that ends in allauth's own login
is refused here, so that a page opened by mistake opens nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import PermissionDenied

from handclasp.access import at_rest

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by administrators, and signed in by the console (`web.console.entering`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Nobody makes an account for themselves."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:  # noqa: ARG002 -- allauth's signature
        """Refuse: whoever allauth has recognised still owes a local second factor."""
        raise PermissionDenied

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """There is no mail; what matters stands in the journal."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are kept encrypted."""

    def encrypt(self, text: str) -> str:
        """Return the text under the house's key."""
        return at_rest.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text; raises FactorUnreadable."""
        return at_rest.decrypt(encrypted_text)
