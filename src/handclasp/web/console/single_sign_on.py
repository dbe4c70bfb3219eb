"""Speaks OpenID Connect with the one provider the house knows: sends a browser there, takes back verified claims.

Authorization code flow with PKCE, state and nonce, each for one try. It keeps no token, follows no redirect, believes
no claim whose signature, issuer, audience, nonce or time it has not checked, and takes only asymmetric signatures.
Sources: OpenID Connect Core 1.0 (3.1, 5.3.2), Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (the issuer in the answer).
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from typing import TYPE_CHECKING, Any, Final, NotRequired, TypedDict
from urllib.parse import urlencode, urlsplit

import httpx
import jwt
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge

from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from handclasp.access.oidc import SingleSignOn

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
TRY_SECONDS: Final = 600
_LEEWAY: Final = 60
_SECONDS: Final = 5
_MOST: Final = 1 << 20


class SignOnFailed(HandclaspError):
    """Nobody was vouched for; `outcome` says why: stale, cancelled, unreachable or untrusted."""

    code = "single-sign-on"

    def __init__(self, outcome: str, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome


class Try(TypedDict):
    """What a browser's session keeps of one try until the provider sends the browser back."""

    state: str
    nonce: str
    verifier: str
    at: float
    next: NotRequired[str]
    connect: NotRequired[int]


class Provider:
    """The provider, asked anew each time, so that new keys and addresses count at once."""

    def __init__(self, known: SingleSignOn, clock: Callable[[], float] = time.time) -> None:
        self.known = known
        self._clock = clock

    def begin(self) -> tuple[str, Try]:
        """Return where to send the browser, and what to remember; raises SignOnFailed when it cannot be reached."""
        proof = generate_code_challenge()
        began = Try(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=str(proof.pop("code_verifier")),
            at=self._clock(),
        )
        asked = {
            "response_type": "code",
            "client_id": self.known.client_id,
            "redirect_uri": self.known.callback,
            "scope": " ".join(dict.fromkeys(("openid", *self.known.scopes))),
            "state": began["state"],
            "nonce": began["nonce"],
            **proof,
        }
        where = self._endpoint(self._discovered(), "authorization_endpoint")
        return f"{where}{'&' if urlsplit(where).query else '?'}{urlencode(asked)}", began

    def finish(self, began: Try | None, answer: Mapping[str, str]) -> dict[str, Any]:
        """The verified claims of whom the provider vouched for: the ID token's over the userinfo endpoint's.

        `answer` are the query parameters the browser came back with; raises SignOnFailed.
        """
        state = answer.get("state", "")
        if began is None or not hmac.compare_digest(began["state"].encode(), state.encode()):
            raise SignOnFailed("stale", "this browser did not begin this sign-in, or it was used already: begin anew")
        if not 0 <= self._clock() - began["at"] <= TRY_SECONDS:
            raise SignOnFailed("stale", "this sign-in took longer than ten minutes: begin anew")
        if answer.get("error") == "access_denied":
            raise SignOnFailed("cancelled", "the sign-in was cancelled at the provider")
        found = self._discovered()
        told = answer.get("iss") or (None if found.get("authorization_response_iss_parameter_supported") else "")
        if told not in ("", self.known.issuer):
            raise _untrusted("the answer names another issuer or none")
        if "error" in answer or not answer.get("code"):
            raise SignOnFailed("unreachable", "the provider answered with an error instead of a sign-in")
        tokens = self._tokens(found, answer["code"], began["verifier"])
        return self._claims(found, tokens, began["nonce"])

    def _tokens(self, found: Mapping[str, Any], code: str, verifier: str) -> dict[str, Any]:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.known.callback,
            "code_verifier": verifier,
        }
        secret = self.known.client_secret.reveal() if self.known.client_secret else ""
        methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = None
        if secret and "client_secret_basic" in methods:
            # RFC 6749 section 2.3.1: both parts are form-encoded first.
            basic = (_form(self.known.client_id), _form(secret))
        else:
            sent |= {"client_id": self.known.client_id} | ({"client_secret": secret} if secret else {})
        return self._json("POST", self._endpoint(found, "token_endpoint"), data=sent, auth=basic)

    def _claims(self, found: Mapping[str, Any], tokens: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        claims = self._verified(found, str(tokens.get("id_token", "")))
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise _untrusted("the ID token belongs to another sign-in")
        if found.get("userinfo_endpoint") and tokens.get("access_token"):
            bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
            more = self._json("GET", self._endpoint(found, "userinfo_endpoint"), headers=bearer)
            if more.get("sub") != claims["sub"]:
                raise _untrusted("the userinfo endpoint speaks of another person")
            claims = {**more, **claims}
        return claims

    def _verified(self, found: Mapping[str, Any], token: str) -> dict[str, Any]:
        keys = self._json("GET", self._endpoint(found, "jwks_uri"))
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                _key(keys, jwt.get_unverified_header(token)),
                algorithms=list(ALGORITHMS),
                audience=self.known.client_id,
                issuer=self.known.issuer,
                leeway=_LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise _untrusted(f"the ID token is not to be believed ({type(error).__name__})") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self.known.client_id) != self.known.client_id:
            raise _untrusted("the ID token was made for another client")
        if not claims["sub"]:
            raise _untrusted("the ID token names nobody")
        return claims

    def _discovered(self) -> dict[str, Any]:
        found = self._json("GET", f"{self.known.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.known.issuer:
            raise _untrusted("the provider calls itself otherwise than oidc_issuer does")
        return found

    def _endpoint(self, found: Mapping[str, Any], name: str) -> str:
        where = urlsplit(str(found.get(name) or ""))
        if not where.hostname or where.scheme not in {"https", urlsplit(self.known.issuer).scheme} or where.fragment:
            raise _untrusted(f"the provider names no {name} that can be trusted")
        return where.geturl()

    def _json(self, method: str, address: str, **sent: Any) -> dict[str, Any]:
        body = bytearray()
        try:
            with httpx.stream(method, address, timeout=_SECONDS, follow_redirects=False, **sent) as answer:
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > _MOST:
                        raise _unreachable()
            said = json.loads(body) if answer.status_code == httpx.codes.OK else None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise _unreachable() from error
        if not isinstance(said, dict):
            raise _unreachable()
        return said


def _key(keys: Mapping[str, Any], header: Mapping[str, Any]) -> jwt.PyJWK:
    """The provider's signing key that a token names, or its only one; raises PyJWTError."""
    usable = [
        key
        for key in jwt.PyJWKSet.from_dict(dict(keys)).keys
        if key.key_type in {"RSA", "EC", "OKP"} and key.public_key_use in {None, "sig"}
    ]
    named = [key for key in usable if key.key_id == header["kid"]] if header.get("kid") else usable
    if len(named) != 1:
        message = "the provider has no such key"
        raise jwt.InvalidKeyError(message)
    return named[0]


def _form(text: str) -> str:
    return urlencode({"": text})[1:]


def _untrusted(why: str) -> SignOnFailed:
    return SignOnFailed("untrusted", f"{why}; tell your administrator")


def _unreachable() -> SignOnFailed:
    return SignOnFailed("unreachable", "the provider did not answer as it should; try again in a moment")
