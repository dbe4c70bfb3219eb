"""The real provider, started once for a test process, and a desk whose people may come from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from tests.web.console import stand
from tests.web.console.memory import Memory
from tests.web.console.oidc.real import CLIENT, CLIENT_SECRET, RealProvider
from tests.web.console.people import Desk

from handclasp.access.oidc import Roles, SingleSignOn
from handclasp.records import Secret

CALLBACK = "http://testserver/desk/single-sign-on/back"
ROLES = Roles("roles", {"chiefs": "lead", "support": "agent"})


@pytest.fixture(scope="session")
def real() -> Iterator[RealProvider]:
    """The provider, which sends browsers back to Django's test client."""
    running = RealProvider(CALLBACK)
    yield running
    running.stop()


class SsoDesk(Desk):
    """An empty desk whose provider is known as a test says."""

    def know(self, issuer: str, **changes: Any) -> SingleSignOn:
        """Let people come from this provider."""
        from handclasp.web.console.services import Services, use  # noqa: PLC0415

        given: dict[str, Any] = {
            "issuer": issuer,
            "client_id": CLIENT,
            "client_secret": Secret(CLIENT_SECRET),
            "name": "Example ID",
            "tenant": "demo",
            "callback": CALLBACK,
            "roles": ROLES,
            "new_accounts": True,
            "scopes": ("profile", "roles"),
        }
        known = SingleSignOn(**(given | changes))
        # Signing in asks for a journal and a clock alone; whatever else a page wants is the memory's to refuse.
        parts: dict[str, Any] = {part.name: self.memory for part in fields(Services)}
        own = {
            "journal": self.memory.record_sign_in,
            "now": lambda: self.memory.now,
            "policies": self.memory.policies,
            "held": lambda _tenant: (0, None),
            "single_sign_on": known,
        }
        use(Services(**(parts | own)))
        return known

    def sign_ins(self) -> list[dict[str, Any]]:
        """What the journal has of sign-ins through the provider: the facts, with tenant and account."""
        return [
            {"tenant": tenant, "account": actor, **facts}
            for tenant, kind, actor, facts in self.memory.signed_in
            if kind == "sign-in" and facts["method"] == "oidc"
        ]

    def outcomes(self) -> list[tuple[str | None, str, str, str]]:
        """The same in short: tenant, account, outcome, why."""
        return [
            (one["tenant"], one["account"], one["outcome"], one["details"].get("why", "")) for one in self.sign_ins()
        ]


@pytest.fixture
def sso(_django: None, memory: Memory) -> SsoDesk:
    """An empty desk; `know` tells it its provider."""
    stand.empty()
    return SsoDesk(memory)
