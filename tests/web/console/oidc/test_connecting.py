"""Tying one's own account to a person at the provider, and cutting the tie: by its owner, freshly proven, alone."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import pytest
from tests.web.console.oidc.conftest import SsoDesk
from tests.web.console.oidc.person import visits
from tests.web.console.oidc.real import RealProvider
from tests.web.console.oidc.test_entering import BACK, account, comes, leaves, told

if TYPE_CHECKING:
    from django.test import Client

FRESH = ("own-account",)
CONNECT = "/desk/single-sign-on/connect"
DISCONNECT = "/desk/single-sign-on/disconnect"


def owner(sso: SsoDesk, username: str = "linxiao", stepped: tuple[str, ...] = FRESH) -> Client:
    """The account's owner at the desk."""
    return sso.signed_in(username, "agent", stepped=stepped)


def connects(client: Client, name: str) -> Any:
    """Press Connect and go through the provider as somebody."""
    return client.get(BACK, visits(leaves(client, at=CONNECT), name))


def is_tied(username: str, issuer: str) -> bool:
    from handclasp.access.outsiders import is_tied  # noqa: PLC0415

    return is_tied(account(username=username), issuer)


def test_a_connected_account_opens_through_the_provider_with_its_own_second_factor(
    sso: SsoDesk, real: RealProvider
) -> None:
    sso.know(real.issuer, new_accounts=False)
    client = owner(sso)
    assert "Connect this account" in html.unescape(client.get("/desk/security").content.decode())
    assert connects(client, "lin")["Location"] == "/desk/security"
    assert "Disconnect" in client.get("/desk/security").content.decode()
    another = sso.browser()
    assert comes(another, "lin")["Location"] == "/desk/second-factor"
    code = sso.apps["linxiao"].code(sso.memory.now / 1000)
    assert another.post("/desk/second-factor", {"code": code})["Location"] == "/desk/"
    assert another.get("/desk/security").status_code == 200


@pytest.mark.parametrize("path", [CONNECT, DISCONNECT])
@pytest.mark.parametrize("stepped", [(), ("people", "keys", "export")])
def test_neither_is_done_without_a_second_factor_given_for_this(
    sso: SsoDesk, real: RealProvider, path: str, stepped: tuple[str, ...]
) -> None:
    from handclasp.access.outsiders import tie  # noqa: PLC0415

    sso.know(real.issuer)
    client = owner(sso, stepped=stepped)
    tie(account(username="linxiao"), real.issuer, "person-9")
    assert client.post(path).status_code == 403
    assert "single_sign_on" not in client.session
    assert is_tied("linxiao", real.issuer)


def test_who_is_only_half_in_connects_nothing(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client = sso.browser()
    comes(client, "mei")
    assert client.post(CONNECT)["Location"] == "/desk/enrol"
    assert sso.browser().post(CONNECT)["Location"].startswith("/desk/sign-in")


def test_one_person_there_is_one_account_here(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    first, second = owner(sso), owner(sso, "another")
    connects(first, "lin")
    assert "cannot be connected" in told(second, connects(second, "lin"))
    assert "cannot be connected" in told(first, connects(first, "mei"))
    assert not is_tied("another", real.issuer)


def test_coming_back_to_another_persons_session_ties_nothing(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client, other = owner(sso), owner(sso, "another")
    answer = visits(leaves(client, at=CONNECT), "lin")
    kept = client.session["single_sign_on"]
    session = other.session
    session["single_sign_on"] = kept
    session.save()
    assert "is over" in told(other, other.get(BACK, answer))
    assert not is_tied("another", real.issuer)


def test_a_second_factor_that_grew_old_at_the_provider_ties_nothing(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client = owner(sso)
    answer = visits(leaves(client, at=CONNECT), "lin")
    sso.memory.now += 301_000
    assert "is over" in told(client, client.get(BACK, answer))
    assert not is_tied("linxiao", real.issuer)


def test_connecting_never_changes_a_role(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    connects(owner(sso), "mei")
    assert account(username="linxiao").role == "agent"


def test_who_disconnects_is_a_stranger_at_the_provider(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer, new_accounts=False)
    client = owner(sso)
    connects(client, "lin")
    assert client.post(DISCONNECT)["Location"] == "/desk/security"
    assert not is_tied("linxiao", real.issuer)
    another = sso.browser()
    assert "No account here is connected to you" in told(another, comes(another, "lin"))


def test_an_account_without_a_password_keeps_its_only_way_in(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    comes(sso.browser(), "lin")
    client = owner(sso, "lin")
    answer = client.post(DISCONNECT)
    assert answer.status_code >= 400
    assert "has no password" in answer.content.decode()
    assert is_tied("lin", real.issuer)
    assert [kind for _, kind, _, _ in sso.memory.signed_in] == ["sign-in"]


def test_connecting_and_disconnecting_stand_in_the_journal_first(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client = owner(sso)
    connects(client, "lin")
    client.post(DISCONNECT)
    acts = [facts["action"] for _, kind, who, facts in sso.memory.signed_in if kind == "agent-action"]
    assert acts == ["single sign-on connect", "single sign-on disconnect"]
