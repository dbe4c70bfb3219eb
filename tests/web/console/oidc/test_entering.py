"""From the button to the second factor: who the provider's people are here, and who they cannot become."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from tests.web.console.oidc import rogue
from tests.web.console.oidc.conftest import SsoDesk
from tests.web.console.oidc.person import visits
from tests.web.console.oidc.real import RealProvider

from handclasp.access.oidc import Roles
from handclasp.records import OutcomeUnknown

if TYPE_CHECKING:
    from django.test import Client

    from handclasp.access.models import Staff

BACK = "/desk/single-sign-on/back"
REFUSED = "/desk/single-sign-on/refused"


def leaves(client: Client, at: str = "/desk/single-sign-on", **form: str) -> str:
    """Press the button; where the browser is sent."""
    answer = client.post(at, form)
    assert answer.status_code == 200, answer
    (found,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode())
    return html.unescape(found)


def comes(client: Client, name: str, **form: str) -> Any:
    """The whole way through the provider as somebody, to our answer when they come back."""
    return client.get(BACK, visits(leaves(client, **form), name))


def told(client: Client, answer: Any) -> str:
    """The refusal as it is read."""
    assert answer["Location"] == REFUSED
    page = client.get(REFUSED)
    assert page.status_code in (403, 503)
    assert "no-store" in page["Cache-Control"]
    return html.unescape(page.content.decode())


def account(**wanted: Any) -> Staff:
    from handclasp.access.models import Staff  # noqa: PLC0415

    return Staff.objects.get(**wanted)


def accounts() -> int:
    from handclasp.access.models import Staff  # noqa: PLC0415

    return Staff.objects.count()


def tied(username: str, issuer: str, subject: str) -> None:
    from handclasp.access.outsiders import tie  # noqa: PLC0415

    tie(account(username=username), issuer, subject)


def test_the_sign_in_page_offers_the_provider_and_every_form_stays_here(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client = sso.browser()
    page = client.get("/desk/sign-in")
    assert "Go on with Example ID" in page.content.decode()
    left = client.post("/desk/single-sign-on", {})
    for answer in (page, left):
        assert "form-action 'self'" in answer["Content-Security-Policy"]
        assert real.issuer not in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]


def test_without_a_provider_there_is_no_button_and_no_door(sso: SsoDesk) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from handclasp.web.console.services import services, use  # noqa: PLC0415

    sso.know("https://login.example")
    use(replace(services(), single_sign_on=None))
    client = sso.browser()
    assert "single-sign-on" not in client.get("/desk/sign-in").content.decode()
    assert client.post("/desk/single-sign-on").status_code == 404
    assert client.get(BACK).status_code == 404


def test_somebody_new_gets_an_account_with_the_claims_role_and_still_owes_a_second_factor(
    sso: SsoDesk, real: RealProvider
) -> None:
    sso.know(real.issuer)
    client = sso.browser()
    assert comes(client, "lin")["Location"] == "/desk/enrol"
    made = account(username="lin")
    assert (made.tenant, made.role, made.display_name) == ("demo", "agent", "林晓 (specimen)")
    assert not made.has_usable_password()
    assert not made.must_change_password
    for path in ("/desk/", "/desk/security", "/desk/c/" + "0" * 32):
        assert client.get(path)["Location"].startswith("/desk/enrol")
    assert sso.outcomes() == [("demo", "lin", "ok", "")]


def test_nobody_is_stepped_up_or_signed_in_by_the_providers_word(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client = sso.browser()
    comes(client, "lin")
    assert "_auth_user_id" not in client.session
    assert "stepped_up" not in client.session
    assert "second_factor" not in client.session


def test_who_has_a_second_factor_is_asked_for_it_and_then_led_to_the_page_they_wanted(
    sso: SsoDesk, real: RealProvider
) -> None:
    sso.know(real.issuer)
    comes(sso.browser(), "lin")
    app = sso.equip("lin")
    client = sso.browser()
    assert comes(client, "lin", next="/desk/?tab=mine")["Location"] == "/desk/second-factor"
    code = app.code(sso.memory.now / 1000)
    assert client.post("/desk/second-factor", {"code": code})["Location"] == "/desk/?tab=mine"
    assert "stepped_up" not in client.session


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/desk/", "/desk/../x", "/desk\\..\\x", "javascript:alert(1)"]
)
def test_coming_back_never_leads_to_another_place(sso: SsoDesk, real: RealProvider, wanted: str) -> None:
    sso.know(real.issuer)
    client = sso.browser()
    answer = comes(client, "lin", next=wanted)
    assert answer["Location"] == "/desk/enrol"
    assert client.session["entering"]["next"] == "/desk/"


def test_where_no_accounts_are_made_only_a_connected_one_gets_in(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer, new_accounts=False)
    client = sso.browser()
    assert "No account here is connected to you" in told(client, comes(client, "lin"))
    assert accounts() == 0
    assert sso.outcomes() == [("demo", "?", "refused", "unknown")]
    sso.settle("linxiao", "agent")
    tied("linxiao", real.issuer, "person-1")
    assert comes(client, "lin")["Location"] == "/desk/enrol"
    assert sso.outcomes()[-1] == ("demo", "linxiao", "ok", "")


def test_a_name_or_an_e_mail_at_the_provider_is_nobody_here(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    sso.settle("lin", "lead")
    comes(sso.browser(), "lin")
    assert account(username="lin").has_usable_password()
    assert account(username="lin-2").role == "agent"
    assert account(username="lin").role == "lead"


def test_the_same_number_at_another_provider_is_somebody_else(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer, new_accounts=False)
    sso.settle("linxiao", "agent")
    tied("linxiao", "https://another.example", "person-1")
    client = sso.browser()
    assert "No account here is connected to you" in told(client, comes(client, "lin"))


def test_a_lesser_role_follows_the_claim_and_a_greater_one_waits_for_two_people(
    sso: SsoDesk, real: RealProvider
) -> None:
    sso.know(real.issuer)
    sso.settle("linxiao", "lead")
    tied("linxiao", real.issuer, "person-1")
    sso.settle("meimei", "agent")
    tied("meimei", real.issuer, "person-2")
    before = sso.signed_in("linxiao")
    comes(sso.browser(), "lin")
    assert account(username="linxiao").role == "agent"
    assert before.get("/desk/security")["Location"].startswith("/desk/sign-in")
    assert sso.sign_ins()[-1]["details"]["role_before"] == "lead"
    client = sso.browser()
    assert "granted here and approved by a second person" in told(client, comes(client, "mei"))
    assert account(username="meimei").role == "agent"
    assert client.get("/desk/")["Location"].startswith("/desk/sign-in")
    assert sso.outcomes()[-1] == ("demo", "meimei", "refused", "more")
    assert sso.sign_ins()[-1]["details"]["asked_role"] == "lead"


@pytest.mark.parametrize("present", [None, "agent", "administrator"])
def test_a_claim_that_asks_for_an_administrator_is_refused(
    sso: SsoDesk, real: RealProvider, present: str | None
) -> None:
    sso.know(real.issuer, roles=Roles("roles", {"roots": "administrator"}))
    if present:
        sso.settle("boss", present)
        tied("boss", real.issuer, "person-3")
    client = sso.browser()
    assert "Administrators are not made by the provider" in told(client, comes(client, "root"))
    assert sso.outcomes()[-1][2:] == ("refused", "administrator")
    assert accounts() == (1 if present else 0)


def test_who_has_no_role_there_has_none_here(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client = sso.browser()
    assert "gives you no role here" in told(client, comes(client, "guest"))
    assert accounts() == 0


@pytest.mark.parametrize("change", [{"is_active": False}, {"tenant": "another"}])
def test_a_closed_account_or_one_of_another_tenant_stays_closed(
    sso: SsoDesk, real: RealProvider, change: dict[str, Any]
) -> None:
    from handclasp.access.models import Staff  # noqa: PLC0415

    sso.know(real.issuer)
    comes(sso.browser(), "lin")
    Staff.objects.filter(username="lin").update(**change)
    client = sso.browser()
    assert "Your account here is closed" in told(client, comes(client, "lin"))


def test_a_role_the_house_does_not_have_makes_no_account(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer, roles=Roles("roles", {"support": "no-such-role"}))
    client = sso.browser()
    assert "could not be made" in told(client, comes(client, "lin"))
    assert accounts() == 0


def test_who_cannot_be_journalled_gets_neither_in_nor_an_account(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client = sso.browser()
    answer = visits(leaves(client), "lin")
    sso.memory.journal_fails = OutcomeUnknown("the log is away")
    assert client.get(BACK, answer).status_code == 503
    assert accounts() == 0
    assert client.get("/desk/")["Location"].startswith("/desk/sign-in")


def test_a_callback_is_good_once_in_the_browser_that_began(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client, thief = sso.browser(), sso.browser()
    answer = visits(leaves(client), "lin")
    assert "is over" in told(thief, thief.get(BACK, answer))
    leaves(thief)
    assert "is over" in told(thief, thief.get(BACK, answer)), "its own try has another state"
    assert accounts() == 0
    assert client.get(BACK, answer)["Location"] == "/desk/enrol"
    assert "is over" in told(client, client.get(BACK, answer))
    assert [one[2:] for one in sso.outcomes()] == [("failed", "stale")] * 2 + [("ok", "")] + [("failed", "stale")]


def test_a_wrong_state_spends_the_try(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client = sso.browser()
    answer = visits(leaves(client), "lin")
    told(client, client.get(BACK, answer | {"state": "guessed"}))
    assert "is over" in told(client, client.get(BACK, answer))


def test_what_the_provider_answered_does_not_stay_in_the_address(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    for name in ("lin", "guest"):
        client = sso.browser()
        answer = comes(client, name)
        assert answer.status_code == 302
        assert "code=" not in answer["Location"]
        assert "state=" not in answer["Location"]


def test_nothing_of_tokens_or_claims_is_kept(sso: SsoDesk, real: RealProvider) -> None:
    from allauth.socialaccount.models import SocialAccount, SocialToken  # noqa: PLC0415

    sso.know(real.issuer)
    client = sso.browser()
    comes(client, "lin")
    row = SocialAccount.objects.get()
    assert (row.provider, row.uid, row.extra_data) == (real.issuer, "person-1", {})
    assert SocialToken.objects.count() == 0
    assert "single_sign_on" not in client.session


def test_a_sign_in_forged_onto_somebody_elses_browser_fails(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    attacker, victim = sso.browser(), sso.browser()
    answer = visits(leaves(attacker), "mei")
    victim.get("/desk/sign-in")
    told(victim, victim.get(BACK, answer))
    assert "entering" not in victim.session


def test_a_form_from_elsewhere_starts_nothing(sso: SsoDesk, real: RealProvider) -> None:
    from django.test import Client  # noqa: PLC0415

    sso.know(real.issuer)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/desk/single-sign-on").status_code == 403
    assert strict.get("/desk/single-sign-on").status_code == 405
    assert strict.post(BACK).status_code in (403, 405)


def test_one_address_cannot_try_for_ever(sso: SsoDesk, real: RealProvider) -> None:
    from handclasp.access.tries import TRIES_PER_ADDRESS  # noqa: PLC0415

    sso.know(real.issuer)
    client = sso.browser()
    for _ in range(TRIES_PER_ADDRESS):
        client.get(BACK)
    assert "Too many tries" in told(client, client.get(BACK))
    assert len(sso.outcomes()) == TRIES_PER_ADDRESS
    answer = client.post("/desk/single-sign-on")
    assert "Too many tries" in told(client, answer)


def test_a_provider_that_is_away_is_said_so(sso: SsoDesk) -> None:
    sso.know("http://127.0.0.1:1")
    client = sso.browser()
    assert "does not answer" in told(client, client.post("/desk/single-sign-on"))


def test_a_person_swapped_at_the_userinfo_endpoint_is_nobody(sso: SsoDesk) -> None:
    with rogue.running() as other:
        sso.know(other.issuer)
        other.userinfo = {"sub": "person-2", "roles": ["chiefs"]}
        client = sso.browser()
        where = dict(parse_qsl(urlsplit(leaves(client)).query))
        other.nonce = where["nonce"]
        other.claims = {"aud": where["client_id"]}
        answer = client.get(f"{BACK}?{urlencode({'state': where['state'], 'code': 'x'})}")
        assert "cannot be trusted" in told(client, answer)
    assert accounts() == 0


def test_the_state_is_not_to_be_found_on_any_page_but_the_one_that_leaves(sso: SsoDesk, real: RealProvider) -> None:
    sso.know(real.issuer)
    client = sso.browser()
    (state,) = parse_qs(urlsplit(leaves(client)).query)["state"]
    assert state not in client.get("/desk/sign-in").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_refusal_has_words_in_both_languages(sso: SsoDesk, language: str) -> None:
    from django.utils import translation  # noqa: PLC0415

    from handclasp.access.oidc import Reason  # noqa: PLC0415
    from handclasp.web.console.views.outside import WORDS  # noqa: PLC0415

    assert {*Reason, "stale", "cancelled", "unreachable", "untrusted", "locked", "account", "taken"} == set(WORDS)
    with translation.override(language):
        for words in WORDS.values():
            for word in words:
                assert bool(re.search(r"[\u4e00-\u9fff]", str(word))) == (language == "zh-hans"), word
