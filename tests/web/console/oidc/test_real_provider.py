"""The code flow with a provider that nobody here wrote."""

from __future__ import annotations

from typing import Any

import pytest
from tests.web.console.oidc.conftest import CALLBACK
from tests.web.console.oidc.person import visits
from tests.web.console.oidc.real import CLIENT, CLIENT_SECRET, RealProvider

from handclasp.access.oidc import SingleSignOn
from handclasp.records import Secret
from handclasp.web.console.single_sign_on import Provider, SignOnFailed


def provider(real: RealProvider, **changes: Any) -> Provider:
    given: dict[str, Any] = {
        "issuer": real.issuer,
        "client_id": CLIENT,
        "client_secret": Secret(CLIENT_SECRET),
        "name": "Example ID",
        "tenant": "demo",
        "callback": CALLBACK,
        "scopes": ("profile", "roles"),
    }
    return Provider(SingleSignOn(**(given | changes)))


def test_a_person_comes_back_with_the_claims_the_provider_gives(real: RealProvider) -> None:
    where, began = provider(real).begin()
    claims = provider(real).finish(began, visits(where, "lin"))
    assert (claims["iss"], claims["aud"], claims["sub"]) == (real.issuer, CLIENT, "person-1")
    assert claims["roles"] == ["support"]
    assert claims["preferred_username"] == "lin"


def test_a_code_is_good_once(real: RealProvider) -> None:
    where, began = provider(real).begin()
    answer = visits(where, "lin")
    provider(real).finish(began, answer)
    with pytest.raises(SignOnFailed) as again:
        provider(real).finish(began, answer)
    assert again.value.outcome == "unreachable"


def test_a_code_is_worthless_to_whoever_has_not_the_verifier(real: RealProvider) -> None:
    where, began = provider(real).begin()
    answer = visits(where, "lin")
    _, other = provider(real).begin()
    with pytest.raises(SignOnFailed):
        provider(real).finish({**began, "verifier": other["verifier"]}, answer)


def test_a_code_of_another_sign_in_brings_another_nonce(real: RealProvider) -> None:
    where, began = provider(real).begin()
    answer = visits(where, "lin")
    with pytest.raises(SignOnFailed) as mixed:
        provider(real).finish({**began, "nonce": "another"}, answer)
    assert mixed.value.outcome == "untrusted"


def test_a_wrong_client_secret_gets_no_token(real: RealProvider) -> None:
    where, began = provider(real).begin()
    answer = visits(where, "lin")
    with pytest.raises(SignOnFailed):
        provider(real, client_secret=Secret("wrong")).finish(began, answer)


def test_cancelling_is_said(real: RealProvider) -> None:
    where, began = provider(real).begin()
    with pytest.raises(SignOnFailed) as cancelled:
        provider(real).finish(began, visits(where, "lin", cancel=True))
    assert cancelled.value.outcome == "cancelled"
