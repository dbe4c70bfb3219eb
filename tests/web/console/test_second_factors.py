"""The second half of signing in: what it takes, what it refuses, what it writes down."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.web.console.memory import Memory
from tests.web.console.people import PASSWORD, SECRET, App, Desk

from handclasp.records import OutcomeUnknown

if TYPE_CHECKING:
    from django.test import Client

    from handclasp.access.models import Staff

PAGES = ("/desk/", "/desk/security", "/desk/step-up/reveal", "/desk/recovery-codes", "/desk/c/" + "0" * 32)


def text(response: Any) -> str:
    return str(response.content.decode())


def seconds(desk: Desk) -> float:
    return desk.memory.now / 1000


def halfway(desk: Desk, **extra: Any) -> Client:
    """A browser in which the password was right and nothing else has happened."""
    client = desk.browser(**extra)
    answer = client.post("/desk/sign-in", {"username": "xiaozhou", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def give(client: Client, code: str) -> Any:
    return client.post("/desk/second-factor", {"code": code})


def account(username: str = "xiaozhou") -> Staff:
    from handclasp.access.models import Staff  # noqa: PLC0415

    return Staff.objects.get(username=username)


def outcomes(memory: Memory) -> list[tuple[object, object]]:
    return [(facts["method"], facts["outcome"]) for _, kind, _, facts in memory.signed_in if kind == "sign-in"]


def test_a_password_alone_opens_nothing(desk: Desk, memory: Memory) -> None:
    desk.settle()
    desk.equip()
    client = halfway(desk)
    for page in PAGES:
        assert client.get(page)["Location"] in ("/desk/second-factor", "/desk/security")
        assert client.get(page, headers={"HX-Request": "true"}).status_code in (204, 302)
    assert client.get("/desk/recovery-codes.txt").status_code == 302
    assert client.get("/desk/events").status_code == 401
    for post in ("/desk/security/codes", "/desk/security/sessions/end", "/desk/step-up/reveal"):
        assert client.post(post)["Location"] == "/desk/second-factor"
    assert "_auth_user_id" not in client.session
    assert outcomes(memory) == [("password", "ok")]


def test_who_has_no_second_factor_sets_one_up_before_anything_opens(desk: Desk, memory: Memory) -> None:
    once = desk.hire()
    client = desk.browser()
    client.post("/desk/sign-in", {"username": "xiaozhou", "password": once})
    assert client.get("/desk/enrol")["Location"] == "/desk/password"
    client.post("/desk/password", {"old": once, "new": PASSWORD, "again": PASSWORD})
    for page in PAGES:
        assert client.get(page)["Location"] in ("/desk/enrol", "/desk/security")
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", text(client.get("/desk/enrol")))
    assert found
    app = App(found[1].replace(" ", ""))
    assert client.post("/desk/enrol", {"code": "000000"}).status_code == 422
    assert client.post("/desk/enrol", {"code": app.code(seconds(desk))})["Location"] == "/desk/recovery-codes"
    for wanted in ("/desk/", "/desk/security"):
        assert client.get(wanted)["Location"] == "/desk/recovery-codes"
    assert client.post("/desk/recovery-codes")["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    changes = [facts["action"] for _, kind, _, facts in memory.signed_in if kind == "agent-action"]
    assert changes == ["password change", "second factor add", "recovery codes new"]
    assert outcomes(memory) == [("password", "ok"), ("totp", "ok")]


def test_recovery_codes_are_shown_once_and_nothing_of_them_is_kept_in_clear(desk: Desk) -> None:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    from handclasp.access.models import StaffSession  # noqa: PLC0415

    walked = desk.walk_in(once=desk.hire())
    assert len(set(walked.codes)) == 10
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{6}-){3}[a-hjkmnp-z2-9]{6}", code) for code in walked.codes)
    assert walked.client.get("/desk/recovery-codes")["Location"] == "/desk/security"
    assert walked.client.get("/desk/recovery-codes.txt")["Location"] == "/desk/security"
    kept = repr([*Authenticator.objects.values_list("data"), *StaffSession.objects.values_list("session_data")])
    assert walked.app.secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in walked.codes)


def test_a_code_lets_in_and_says_where_one_wanted_to_go(desk: Desk, memory: Memory) -> None:
    desk.settle()
    app = desk.equip()
    client = desk.browser()
    client.post("/desk/sign-in", {"username": "xiaozhou", "password": PASSWORD, "next": "/desk/security"})
    inside = give(client, f" {app.code(seconds(desk))[:3]} {app.at(int(seconds(desk)) // 30)[3:]}")
    assert inside.status_code == 401
    assert give(client, app.code(seconds(desk)))["Location"] == "/desk/security"
    assert text(client.get("/desk/security")).count("127.0.0.1") == 1
    assert outcomes(memory) == [("password", "ok"), ("totp", "failed"), ("totp", "ok")]
    tenant, _, actor, facts = memory.signed_in[-1]
    assert (tenant, actor, facts["details"]) == ("demo", "xiaozhou", {"address": "127.0.0.1"})


def test_a_code_works_once_in_every_browser_and_for_every_use(desk: Desk, memory: Memory) -> None:
    desk.settle()
    app = desk.equip()
    code = app.code(seconds(desk))
    first, second = halfway(desk), halfway(desk)
    assert give(first, code).status_code == 302
    again = give(second, code)
    assert again.status_code == 401
    assert "This code has been used" in text(again)
    assert first.post("/desk/step-up/reveal", {"code": code}).status_code == 401
    assert "stepped_up" not in first.session
    assert outcomes(memory)[-2:] == [("totp", "replayed"), ("step-up", "replayed")]


def test_an_earlier_code_is_worthless_once_a_later_one_was_taken(desk: Desk) -> None:
    desk.settle()
    app = desk.equip()
    step = int(seconds(desk)) // 30
    assert give(halfway(desk), app.at(step)).status_code == 302
    assert give(halfway(desk), app.at(step - 1)).status_code == 401
    assert give(halfway(desk), app.at(step + 1)).status_code == 302


@pytest.mark.parametrize("off", [-2, 2])
def test_a_code_of_another_minute_is_refused(desk: Desk, off: int) -> None:
    desk.settle()
    app = desk.equip()
    assert give(halfway(desk), app.at(int(seconds(desk)) // 30 + off)).status_code == 401


def test_what_is_no_code_is_refused_calmly(desk: Desk) -> None:
    desk.settle()
    desk.equip()
    client = halfway(desk)
    for code in ("", "12345", "１２３４５６", "' or 1=1 --", "\x00" * 6 + "9" * 99):
        assert give(client, code).status_code == 401
    assert client.get("/desk/")["Location"] == "/desk/second-factor"


def test_one_persons_code_is_nothing_to_anothers_account(desk: Desk) -> None:
    from handclasp.access.factors import new_recovery_codes  # noqa: PLC0415

    desk.settle()
    desk.equip()
    desk.settle("lena")
    theirs = new_recovery_codes(account("lena"))
    assert give(halfway(desk), theirs[0]).status_code == 401


def test_a_recovery_code_works_once_whatever_its_case_and_dashes(desk: Desk, memory: Memory) -> None:
    from handclasp.access.factors import new_recovery_codes, recovery_codes_left  # noqa: PLC0415

    desk.settle()
    desk.equip()
    code = new_recovery_codes(account())[3]
    assert give(halfway(desk), code.upper().replace("-", "")).status_code == 302
    assert recovery_codes_left(account()) == 9
    again = give(halfway(desk), code)
    assert again.status_code == 401
    assert "Each works once" in text(again)
    assert outcomes(memory)[-3:] == [("recovery-code", "ok"), ("password", "ok"), ("recovery-code", "failed")]


def test_two_at_once_cannot_use_the_same_code(desk: Desk) -> None:
    from django.db import connection  # noqa: PLC0415

    from handclasp.access.factors import WrongCode, check_code, new_recovery_codes  # noqa: PLC0415

    desk.settle()
    app = desk.equip()
    staff, moment = account(), seconds(desk)
    codes = [app.code(moment), new_recovery_codes(staff)[0]]

    def use(code: str) -> bool:
        try:
            check_code(staff, code, moment)
        except WrongCode:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        for code in codes:
            assert sum(pool.map(use, [code] * 8)) == 1


def test_codes_are_limited_and_a_right_password_does_not_give_new_tries(desk: Desk, memory: Memory) -> None:
    desk.settle()
    app = desk.equip()
    for _ in range(5):
        assert give(halfway(desk), "000000").status_code == 401
    locked = give(halfway(desk), app.code(seconds(desk)))
    assert locked.status_code == 429
    assert "try again in 15 minutes" in text(locked)
    assert 0 < int(locked["Retry-After"]) <= 900
    assert outcomes(memory)[-1] == ("totp", "locked")


def test_codes_are_limited_over_all_addresses_together(desk: Desk) -> None:
    from handclasp.access.models import SignInTries  # noqa: PLC0415

    desk.settle()
    app = desk.equip()
    for n in range(10):
        assert give(halfway(desk, REMOTE_ADDR=f"192.0.2.{n}"), "000000").status_code == 401
    assert give(halfway(desk, REMOTE_ADDR="192.0.2.99"), app.code(seconds(desk))).status_code == 429
    for tries in SignInTries.objects.exclude(locked_until=None):
        assert tries.locked_until is not None
        tries.locked_until -= timedelta(minutes=15)
        tries.save()
    assert give(halfway(desk, REMOTE_ADDR="192.0.2.99"), app.code(seconds(desk))).status_code == 302


def test_who_cannot_be_journalled_is_not_let_in(desk: Desk, memory: Memory) -> None:
    desk.settle()
    app = desk.equip()
    client = halfway(desk)
    memory.journal_fails = OutcomeUnknown("the log is away")
    assert give(client, app.code(seconds(desk))).status_code == 503
    assert client.get("/desk/")["Location"] == "/desk/second-factor"


def test_an_account_put_out_of_service_halfway_goes_no_further(desk: Desk) -> None:
    from handclasp.access.staff import suspend  # noqa: PLC0415

    desk.settle()
    app = desk.equip()
    client = halfway(desk)
    suspend(account())
    assert give(client, app.code(seconds(desk)))["Location"] == "/desk/sign-in"
    assert client.post("/desk/sign-in", {"username": "xiaozhou", "password": PASSWORD}).status_code == 401


def test_a_password_changed_meanwhile_ends_what_was_begun_with_the_old_one(desk: Desk) -> None:
    from handclasp.access.staff import reset_password  # noqa: PLC0415

    desk.settle()
    app = desk.equip()
    client = halfway(desk)
    reset_password("xiaozhou")
    assert give(client, app.code(seconds(desk)))["Location"] == "/desk/sign-in"


def test_who_takes_too_long_begins_anew(desk: Desk, memory: Memory) -> None:
    desk.settle()
    app = desk.equip()
    client = halfway(desk)
    memory.now += 1_801_000
    assert give(client, app.code(seconds(desk)))["Location"] == "/desk/sign-in"


def test_a_session_without_a_second_factor_is_no_session(desk: Desk) -> None:
    desk.signed_in()
    client = desk.browser()
    client.force_login(account(), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/desk/")["Location"].startswith("/desk/sign-in")
    assert client.get("/desk/enrol")["Location"] == "/desk/sign-in"
    assert client.get("/desk/sign-in").status_code == 200


def test_nobody_who_has_a_factor_may_add_one_on_a_password_alone(desk: Desk) -> None:
    desk.settle()
    desk.equip()
    client = halfway(desk)
    for path in ("/desk/enrol", "/desk/enrol/qr.svg"):
        assert client.get(path)["Location"] == "/desk/second-factor"
    for path in ("/desk/enrol", "/desk/enrol/passkey", "/desk/enrol/passkey/options"):
        assert client.post(path, {"code": "123456"})["Location"] == "/desk/second-factor"


def test_the_picture_for_the_app_is_plain_svg_and_never_cached(desk: Desk) -> None:
    desk.settle()
    client = halfway(desk)
    client.get("/desk/enrol")
    picture = client.get("/desk/enrol/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert b"<path" in picture.content
    assert not re.search(rb"<script|style=|<style|href", picture.content)


def test_secrets_at_rest_need_the_houses_key(desk: Desk) -> None:
    from allauth.mfa.adapter import get_adapter  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415

    from handclasp.access.at_rest import FactorUnreadable  # noqa: PLC0415

    kept = get_adapter().encrypt(SECRET)
    assert SECRET not in kept
    assert get_adapter().decrypt(kept) == SECRET
    with override_settings(SECRET_KEY="another house" * 4), pytest.raises(FactorUnreadable):
        get_adapter().decrypt(kept)


def test_allauth_signs_nobody_up_and_nobody_in(desk: Desk, memory: Memory) -> None:
    from allauth.account.adapter import get_adapter  # noqa: PLC0415
    from django.core.exceptions import PermissionDenied  # noqa: PLC0415
    from django.urls import NoReverseMatch, reverse  # noqa: PLC0415

    desk.settle()
    request = desk.browser().get("/desk/sign-in").wsgi_request
    assert not get_adapter().is_open_for_signup(request)
    with pytest.raises(PermissionDenied):
        get_adapter().login(request, account())
    for name in ("account_signup", "account_login", "account_reset_password", "account_email", "mfa_index"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/2fa/"):
        assert desk.browser().get(path).status_code == 404


@pytest.mark.parametrize(
    ("public_url", "why"),
    [
        ("http://192.0.2.7:8710", "a name and HTTPS"),
        ("https://192.0.2.7", "a name and HTTPS"),
        ("http://[2001:db8::1]", "a name and HTTPS"),
        ("http://desk.example", "a name and HTTPS"),
        ("https://desk.example", "at https://desk.example only"),
    ],
)
def test_where_no_passkey_can_be_the_page_says_why(desk: Desk, public_url: str, why: str) -> None:
    from django.test import override_settings  # noqa: PLC0415

    desk.settle()
    client = halfway(desk)
    with override_settings(HANDCLASP_PUBLIC_URL=public_url):
        page = text(client.get("/desk/enrol"))
        assert why in page
        assert "data-passkey" not in page
        assert "data-passkey" not in text(desk.browser().get("/desk/sign-in"))
        assert client.post("/desk/enrol/passkey/options").status_code == 409


def test_what_is_no_passkey_is_refused_and_counted(desk: Desk, memory: Memory) -> None:
    from django.test import override_settings  # noqa: PLC0415

    desk.settle()
    wrong = ("", "{}", "[]", "null", '{"id": 1}', '{"id":"AA","rawId":"AA","response":{}}', "x" * 99)
    with override_settings(HANDCLASP_PUBLIC_URL="https://testserver"):
        client = desk.browser()
        assert client.post("/desk/sign-in/passkey", {"credential": "{}"}).status_code == 401
        for answer in wrong:
            asked = client.post("/desk/sign-in/passkey/options").json()["publicKey"]
            assert asked["userVerification"] == "required"
            assert client.post("/desk/sign-in/passkey", {"credential": answer}).status_code == 401, answer
        for _ in range(43):
            client.post("/desk/sign-in/passkey", {"credential": "{}"})
    assert outcomes(memory) == [("passkey", "failed")] * 50 + [("passkey", "locked")]
    assert {actor for _, _, actor, _ in memory.signed_in} == {"?"}


def test_forms_of_the_second_factor_from_elsewhere_are_refused(desk: Desk) -> None:
    from django.test import Client  # noqa: PLC0415

    client = Client(enforce_csrf_checks=True)
    for path in (
        "second-factor",
        "enrol",
        "enrol/passkey",
        "enrol/passkey/options",
        "sign-in/passkey",
        "sign-in/passkey/options",
        "recovery-codes",
        "step-up/reveal",
        "step-up/reveal/passkey",
        "step-up/reveal/passkey/options",
        "security/codes",
        "security/sessions/end",
        "security/session/0123456789abcdef/end",
        "security/factor/1/name",
        "security/factor/1/remove",
        "password",
    ):
        assert client.post(f"/desk/{path}", {"code": "123456"}).status_code == 403, path
