"""The real provider, started once for a test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.web.console.oidc.real import RealProvider

CALLBACK = "http://testserver/desk/single-sign-on/back"


@pytest.fixture(scope="session")
def real() -> Iterator[RealProvider]:
    """The provider, which sends browsers back to Django's test client."""
    running = RealProvider(CALLBACK)
    yield running
    running.stop()
