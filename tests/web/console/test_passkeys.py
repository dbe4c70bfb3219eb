"""Passkeys against somebody who can make a browser send anything: what is refused, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.web.console.memory import Memory
from tests.web.console.people import PASSWORD, Desk
from tests.web.console.soft_key import SoftKey

if TYPE_CHECKING:
    from django.test import Client

ORIGIN = "https://testserver"
OWN = ("own-account",)


@pytest.fixture(autouse=True)
def _named(desk: Desk) -> Iterator[None]:
    from django.test import override_settings  # noqa: PLC0415

    with override_settings(HANDCLASP_PUBLIC_URL=ORIGIN):
        yield


def key_of(desk: Desk, username: str = "xiaozhou") -> SoftKey:
    """Add a passkey to an account, from its owner's page."""
    client = desk.signed_in(username, stepped=OWN)
    key = SoftKey(ORIGIN, "testserver")
    answer = key.create(client.post("/desk/enrol/passkey/options").json())
    assert client.post("/desk/enrol/passkey", {"credential": answer, "name": "laptop"}).status_code == 302
    return key


def alone(client: Client, key: SoftKey) -> Any:
    """Sign in with a passkey and nothing else."""
    answer = key.get(client.post("/desk/sign-in/passkey/options").json())
    return client.post("/desk/sign-in/passkey", {"credential": answer, "next": "/desk/security"})


def inside(client: Client) -> bool:
    return client.get("/desk/security").status_code == 200


def kinds(username: str = "xiaozhou") -> list[str]:
    from handclasp.access.factors import factors  # noqa: PLC0415
    from handclasp.access.models import Staff  # noqa: PLC0415

    return [one.kind for one in factors(Staff.objects.get(username=username))]


def test_a_passkey_alone_lets_its_owner_in(desk: Desk, memory: Memory) -> None:
    key, client = key_of(desk), desk.browser()
    assert alone(client, key)["Location"] == "/desk/security"
    assert inside(client)
    assert client.session["second_factor"]["method"] == "passkey"
    tenant, _, actor, facts = memory.signed_in[-1]
    assert (tenant, actor, facts["method"], facts["outcome"]) == ("demo", "xiaozhou", "passkey", "ok")


@pytest.mark.parametrize(
    "falsified",
    [
        lambda key: replace(key, origin="https://evil.example"),
        lambda key: replace(key, origin="http://testserver"),
        lambda key: replace(key, origin="https://sub.testserver"),
        lambda key: replace(key, origin="https://testserver:8443"),
        lambda key: replace(key, host="evil.example"),
        lambda key: replace(key, verified=False),
        lambda key: replace(key, handle=b"another account"),
        lambda key: replace(key, id=b"unknown"),
        lambda key: replace(key, _key=SoftKey(ORIGIN, "testserver")._key),
    ],
    ids=["origin", "scheme", "subdomain", "port", "host", "unverified", "handle", "unknown", "signature"],
)
def test_an_answer_that_was_falsified_opens_nothing(
    desk: Desk, memory: Memory, falsified: Callable[[SoftKey], SoftKey]
) -> None:
    key, client = key_of(desk), desk.browser()
    assert alone(client, falsified(key)).status_code == 401
    assert not inside(client)
    assert (memory.signed_in[-1][2], memory.signed_in[-1][3]["outcome"]) == ("?", "failed")


def test_an_answer_is_good_once_and_for_its_own_challenge(desk: Desk) -> None:
    key, client, other = key_of(desk), desk.browser(), desk.browser()
    answer = key.get(client.post("/desk/sign-in/passkey/options").json())
    other.post("/desk/sign-in/passkey/options")
    assert other.post("/desk/sign-in/passkey", {"credential": answer}).status_code == 401
    assert client.post("/desk/sign-in/passkey", {"credential": answer}).status_code == 302
    client.post("/desk/sign-out")
    client.post("/desk/sign-in/passkey/options")
    assert client.post("/desk/sign-in/passkey", {"credential": answer}).status_code == 401
    assert not inside(client)


def test_an_old_challenge_is_no_challenge(desk: Desk, memory: Memory) -> None:
    key, client = key_of(desk), desk.browser()
    answer = key.get(client.post("/desk/sign-in/passkey/options").json())
    memory.now += 301_000
    assert client.post("/desk/sign-in/passkey", {"credential": answer}).status_code == 401


def test_a_copied_key_is_noticed_by_its_counter(desk: Desk) -> None:
    key = key_of(desk)
    key.count = 7
    copy = replace(key)
    assert alone(desk.browser(), key).status_code == 302
    assert alone(desk.browser(), copy).status_code == 401
    assert alone(desk.browser(), key).status_code == 302


def test_one_persons_passkey_is_no_second_factor_for_another(desk: Desk) -> None:
    theirs = key_of(desk, "lena")
    key_of(desk)
    client = desk.browser()
    client.post("/desk/sign-in", {"username": "xiaozhou", "password": PASSWORD})
    answer = theirs.get(client.post("/desk/second-factor/passkey/options").json())
    assert client.post("/desk/second-factor/passkey", {"credential": answer}).status_code == 401
    assert not inside(client)
    stepping = desk.signed_in()
    answer = theirs.get(stepping.post("/desk/step-up/reveal/passkey/options").json())
    assert stepping.post("/desk/step-up/reveal/passkey", {"credential": answer}).status_code == 401
    assert not stepping.session["stepped_up"]


def test_a_passkey_confirms_the_purpose_it_was_asked_for_and_no_other(desk: Desk, memory: Memory) -> None:
    key, client = key_of(desk), desk.signed_in()
    answer = key.get(client.post("/desk/step-up/reveal/passkey/options").json())
    assert client.post("/desk/step-up/keys/passkey", {"credential": answer}).status_code == 401
    assert client.post("/desk/step-up/reveal/passkey", {"credential": answer}).status_code == 401
    answer = key.get(client.post("/desk/step-up/reveal/passkey/options").json())
    assert client.post("/desk/step-up/reveal/passkey", {"credential": answer}).status_code == 302
    assert set(client.session["stepped_up"]) == {"reveal"}
    details: Any = memory.signed_in[-1][3]["details"]
    assert (details["purpose"], details["factor"]) == ("reveal", "passkey")


def test_an_answer_given_for_signing_in_confirms_nothing(desk: Desk) -> None:
    key, client = key_of(desk), desk.signed_in()
    answer = key.get(client.post("/desk/sign-in/passkey/options").json())
    assert client.post("/desk/step-up/reveal/passkey", {"credential": answer}).status_code == 401


def test_a_suspended_persons_passkey_opens_nothing(desk: Desk, memory: Memory) -> None:
    from handclasp.access.models import Staff  # noqa: PLC0415
    from handclasp.access.staff import suspend  # noqa: PLC0415

    key = key_of(desk)
    suspend(Staff.objects.get(username="xiaozhou"))
    client = desk.browser()
    assert alone(client, key).status_code == 401
    assert not inside(client)
    assert (memory.signed_in[-1][2], memory.signed_in[-1][3]["outcome"]) == ("xiaozhou", "failed")


@pytest.mark.parametrize(
    "falsified",
    [
        lambda key: replace(key, origin="https://evil.example"),
        lambda key: replace(key, host="evil.example"),
        lambda key: replace(key, verified=False),
    ],
    ids=["origin", "host", "unverified"],
)
def test_a_passkey_made_elsewhere_or_without_its_owner_is_not_taken(
    desk: Desk, falsified: Callable[[SoftKey], SoftKey]
) -> None:
    client = desk.signed_in(stepped=OWN)
    key = falsified(SoftKey(ORIGIN, "testserver"))
    answer = key.create(client.post("/desk/enrol/passkey/options").json())
    assert client.post("/desk/enrol/passkey", {"credential": answer}).status_code == 422
    assert kinds() == ["totp"]


def test_a_passkey_is_one_accounts_alone(desk: Desk) -> None:
    key = key_of(desk)
    client = desk.signed_in("lena", stepped=OWN)
    answer = key.create(client.post("/desk/enrol/passkey/options").json())
    assert client.post("/desk/enrol/passkey", {"credential": answer}).status_code == 422
    assert kinds("lena") == ["totp"]


def test_of_a_passkey_only_what_is_public_is_kept(desk: Desk) -> None:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    client = desk.signed_in(stepped=OWN)
    key = SoftKey(ORIGIN, "testserver")
    answer = key.create(client.post("/desk/enrol/passkey/options").json())
    more = answer[:-1] + ', "extra": "specimen words", "clientExtensionResults": {"x": "specimen words"}}'
    assert client.post("/desk/enrol/passkey", {"credential": more}).status_code == 302
    kept = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).data
    assert set(kept) == {"name", "credential", "id", "count"}
    assert "specimen" not in repr(kept)
