"""What is believed of an OpenID provider, and of a browser that comes back from it."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.web.console.oidc import rogue
from tests.web.console.oidc.rogue import OTHER, OWN, Rogue, public, symmetric

from handclasp.access.oidc import SingleSignOn
from handclasp.records import Secret
from handclasp.web.console.single_sign_on import Provider, SignOnFailed, Try

CALLBACK = "https://desk.example/desk/single-sign-on/back"


@pytest.fixture
def other() -> Iterator[Rogue]:
    with rogue.running() as running:
        yield running


def provider(other: Rogue, clock: Any = time.time, **changes: Any) -> Provider:
    given: dict[str, Any] = {
        "issuer": other.issuer,
        "client_id": "desk",
        "client_secret": Secret("specimen:/ %"),
        "name": "Example ID",
        "tenant": "demo",
        "callback": CALLBACK,
    }
    return Provider(SingleSignOn(**(given | changes)), clock)


def begun(other: Rogue, by: Provider | None = None) -> Try:
    """A try whose nonce the provider was told, as it would be."""
    _, began = (by or provider(other)).begin()
    other.nonce = began["nonce"]
    return began


def came_back(began: Try, **changes: str) -> dict[str, str]:
    return {"state": began["state"], "code": "specimen-code"} | changes


def refused(by: Provider, began: Try | None, answer: dict[str, str]) -> SignOnFailed:
    with pytest.raises(SignOnFailed) as caught:
        by.finish(began, answer)
    return caught.value


def test_the_browser_is_sent_with_state_nonce_and_a_challenge_that_are_new_each_time(other: Rogue) -> None:
    where, began = provider(other, scopes=("profile", "groups")).begin()
    parts = urlsplit(where)
    asked = dict(parse_qsl(parts.query))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{other.issuer}/auth"
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == CALLBACK
    assert asked["scope"] == "openid profile groups"
    assert asked["code_challenge_method"] == "S256"
    assert (asked["state"], asked["nonce"]) == (began["state"], began["nonce"])
    assert began["verifier"] not in where
    _, again = provider(other).begin()
    assert not {began["state"], began["nonce"], began["verifier"]} & {again["state"], again["nonce"], again["verifier"]}


def test_an_honest_answer_gives_verified_claims(other: Rogue) -> None:
    other.userinfo = {"sub": "person-1", "name": "Lin", "roles": ["chiefs"]}
    began = begun(other)
    claims = provider(other).finish(began, came_back(began, iss=other.issuer))
    assert (claims["sub"], claims["name"]) == ("person-1", "Lin")
    assert claims["roles"] == ["support"], "the ID token is signed, userinfo is not"
    path, form, headers = next(one for one in other.asked if one[0] == "/token")
    assert path == "/token"
    assert form["code_verifier"] == began["verifier"]
    assert "client_secret" not in form
    assert base64.b64decode(headers["Authorization"].split()[1]) == b"desk:specimen%3A%2F+%25"


def test_a_public_client_has_pkce_alone(other: Rogue) -> None:
    by = provider(other, client_secret=None)
    began = begun(other, by)
    assert by.finish(began, came_back(began))["sub"] == "person-1"
    _, form, headers = next(one for one in other.asked if one[0] == "/token")
    assert form["client_id"] == "desk"
    assert "Authorization" not in headers


@pytest.mark.parametrize("state", ["", "x", "schlüssel"])
def test_a_state_that_this_browser_was_not_given_is_refused_before_anything_is_asked(other: Rogue, state: str) -> None:
    began = begun(other)
    other.asked.clear()
    assert refused(provider(other), began, came_back(began, state=state)).outcome == "stale"
    assert refused(provider(other), None, came_back(began)).outcome == "stale"
    assert other.asked == []


def test_a_try_ends_after_ten_minutes(other: Rogue) -> None:
    now = [time.time()]
    by = provider(other, lambda: now[0])
    began = begun(other, by)
    now[0] += 601
    assert refused(by, began, came_back(began)).outcome == "stale"
    now[0] -= 1202
    assert refused(by, began, came_back(began)).outcome == "stale"


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "another audience": {"claims": {"aud": "another-client"}},
    "several audiences, none of them named as the client": {"claims": {"aud": ["desk", "another-client"]}},
    "made for another client": {"claims": {"azp": "another-client"}},
    "another nonce": {"claims": {"nonce": "replayed"}},
    "no nonce": {"claims": {"nonce": None}},
    "expired": {"claims": {"exp": 1_700_000_000, "iat": 1_699_999_000}},
    "never expires": {"claims": {"exp": None}},
    "from the future": {"claims": {"iat": int(time.time()) + 86400}},
    "nobody": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}, "userinfo": {"sub": ""}},
    "a subject that is no text": {"claims": {"sub": 7}},
    "another key under the same name": {"key": OTHER},
    "a key that is not published": {"header": {"kid": "unknown"}},
    "an encryption key": {"jwks": [public("own", OWN, use="enc")]},
    "no signature": {"key": None, "algorithm": "none"},
    "a shared secret": {
        "key": b"a secret of thirty-two bytes, 32",
        "algorithm": "HS256",
        "jwks": [symmetric("own", b"a secret of thirty-two bytes, 32")],
    },
    "no ID token": {"tokens": {"id_token": None}},
    "not a token": {"tokens": {"id_token": "a.b.c"}},
    "userinfo of another person": {"userinfo": {"sub": "person-2", "roles": ["chiefs"]}},
    "userinfo of nobody": {"userinfo": {"roles": ["chiefs"]}},
    "keys elsewhere, unencrypted": {"discovery": {"jwks_uri": "ftp://127.0.0.1/jwks"}},
    "another name for itself": {"discovery": {"issuer": "https://evil.example"}},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_not_believed(other: Rogue, lie: str) -> None:
    began = begun(other)
    for name, value in LIES[lie].items():
        setattr(other, name, value)
    assert refused(provider(other), began, came_back(began)).outcome == "untrusted"


def test_an_ordinary_key_signed_with_its_public_half_as_a_secret_is_not_believed(other: Rogue) -> None:
    began = begun(other)
    now = int(time.time())
    claims = {"iss": other.issuer, "sub": "x", "aud": "desk", "iat": now, "exp": now + 60, "nonce": began["nonce"]}
    parts = [{"alg": "HS256", "kid": "own"}, claims]
    head = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    other.tokens = {"id_token": f"{head}.AAAA"}
    assert refused(provider(other), began, came_back(began)).outcome == "untrusted"


def test_an_answer_that_names_another_issuer_is_refused_before_the_code_is_spent(other: Rogue) -> None:
    began = begun(other)
    other.asked.clear()
    assert refused(provider(other), began, came_back(began, iss="https://evil.example")).outcome == "untrusted"
    other.discovery = {"authorization_response_iss_parameter_supported": True}
    assert refused(provider(other), began, came_back(began)).outcome == "untrusted"
    assert "/token" not in [path for path, _, _ in other.asked]


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"{}"),
        (400, b'{"error": "invalid_grant"}'),
        (200, b"not json"),
        (200, b"[]"),
        (200, b" " * (1 << 20) + b"{}"),
    ],
)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks", "/me"])
def test_a_provider_that_answers_oddly_lets_nobody_in(other: Rogue, path: str, answer: tuple[int, bytes]) -> None:
    began = begun(other)
    other.answers[path] = answer
    assert refused(provider(other), began, came_back(began)).outcome == "unreachable"


def test_a_redirect_is_not_followed_so_that_a_code_or_secret_goes_nowhere_else(other: Rogue) -> None:
    began = begun(other)
    other.answers["/token"] = (302, f"{other.issuer}/elsewhere".encode())
    assert refused(provider(other), began, came_back(began)).outcome == "unreachable"
    assert "/elsewhere" not in [path for path, _, _ in other.asked]


def test_a_provider_that_is_away_is_told_apart(other: Rogue) -> None:
    by = provider(other, issuer="http://127.0.0.1:1")
    with pytest.raises(SignOnFailed) as caught:
        by.begin()
    assert caught.value.outcome == "unreachable"


def test_cancelling_at_the_provider_is_no_error(other: Rogue) -> None:
    began = begun(other)
    answer = {"state": began["state"], "error": "access_denied"}
    assert refused(provider(other), began, answer).outcome == "cancelled"


def test_no_token_code_or_secret_stands_in_an_error(other: Rogue) -> None:
    began = begun(other)
    other.claims = {"aud": "another-client"}
    said = refused(provider(other), began, came_back(began, code="the-code"))
    for hidden in ("the-code", "specimen", began["state"], began["nonce"], began["verifier"], "eyJ"):
        assert hidden not in str(said)
