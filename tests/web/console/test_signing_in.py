from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.web.console import stand
from tests.web.console.memory import Memory
from tests.web.console.people import PASSWORD, Desk

from handclasp.records import HandclaspError, OutcomeUnknown

if TYPE_CHECKING:
    from django.test import Client


def sign_in(client: Client, username: str, password: str, **extra: Any) -> Any:
    return client.post("/desk/sign-in", {"username": username, "password": password, **extra.pop("form", {})}, **extra)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_one_time_password_opens_nothing_but_the_choice_of_an_own_one(desk: Desk) -> None:
    once = desk.hire()
    client = desk.browser()
    assert sign_in(client, "xiaozhou", once).status_code == 302
    for path in ("/desk/", "/desk/c/" + "0" * 32, "/desk/c/" + "0" * 32 + "/export"):
        assert client.get(path)["Location"] == "/desk/password"
    assert client.get("/desk/events").status_code == 401
    chosen = client.post("/desk/password", {"old": once, "new": PASSWORD, "again": PASSWORD})
    assert chosen["Location"] == "/desk/enrol"
    assert client.get("/desk/")["Location"] == "/desk/enrol"
    assert sign_in(desk.browser(), "xiaozhou", once).status_code == 401
    assert sign_in(desk.browser(), " XiaoZhou ", PASSWORD).status_code == 302


def test_one_time_passwords_are_random_readable_and_end_after_72_hours(desk: Desk) -> None:
    from handclasp.access.models import Staff  # noqa: PLC0415

    first, second = desk.hire("a1"), desk.hire("b1")
    assert first != second
    assert re.fullmatch(r"([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}", first)
    staff = Staff.objects.get(username="a1")
    assert staff.password_until is not None
    assert first not in staff.password
    assert staff.password.startswith("argon2")
    staff.password_until -= timedelta(hours=72, seconds=1)
    staff.save()
    answer = sign_in(desk.browser(), "a1", first)
    assert answer.status_code == 401
    assert "72 hours" in text(answer)
    assert desk.memory.signed_in[-1][3]["outcome"] == "expired"


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("short", "short", "At least 12 characters"),
        (PASSWORD, PASSWORD + "x", "differ"),
        ("password1234", "password1234", "guessed first"),
        ("xiaozhou-2026", "xiaozhou-2026", "too much like your name"),
        ("{once}", "{once}", "Choose another"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_in_words(desk: Desk, new: str, again: str, said: str) -> None:
    once = desk.hire()
    client = desk.browser()
    sign_in(client, "xiaozhou", once)
    answer = client.post(
        "/desk/password", {"old": once, "new": new.format(once=once), "again": again.format(once=once)}
    )
    assert answer.status_code == 422
    assert said in text(answer)
    assert client.get("/desk/")["Location"] == "/desk/password"


def test_nobody_learns_whether_an_account_exists(desk: Desk) -> None:
    desk.settle()
    wrong, unknown = sign_in(desk.browser(), "xiaozhou", "no"), sign_in(desk.browser(), "nobody", "no")
    strip = re.compile(r'value="[^"]*"')
    assert wrong.status_code == unknown.status_code == 401
    assert strip.sub("", text(wrong)) == strip.sub("", text(unknown))


def test_five_failures_lock_the_account_from_there_and_say_until_when(desk: Desk) -> None:
    from handclasp.access.models import SignInTries  # noqa: PLC0415

    desk.settle()
    client = desk.browser()
    for _ in range(5):
        assert sign_in(client, "xiaozhou", "no").status_code == 401
    locked = sign_in(client, "xiaozhou", PASSWORD)
    assert locked.status_code == 429
    assert "try again in 15 minutes" in text(locked)
    assert 0 < int(locked["Retry-After"]) <= 900
    assert desk.memory.signed_in[-1][3]["outcome"] == "locked"
    elsewhere = sign_in(desk.browser(), "xiaozhou", PASSWORD, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302
    for tries in SignInTries.objects.exclude(locked_until=None):
        assert tries.locked_until is not None
        tries.locked_until -= timedelta(minutes=15)
        tries.save()
    assert sign_in(client, "xiaozhou", PASSWORD).status_code == 302


def test_parallel_guesses_do_not_slip_past_the_limit(desk: Desk) -> None:
    from django.db import connection  # noqa: PLC0415

    from handclasp.access.tries import Locked, count_try  # noqa: PLC0415

    def guess(_: int) -> bool:
        try:
            count_try("xiaozhou", "192.0.2.1")
        except Locked:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(guess, range(30))) == 5


def test_one_address_cannot_try_many_names(desk: Desk) -> None:
    from handclasp.access.tries import Locked, count_try  # noqa: PLC0415

    for n in range(50):
        # Any address of one IPv6 /64 counts as one.
        count_try(f"name{n}", f"2001:db8::{n:x}")
    with pytest.raises(Locked):
        count_try("another", "2001:db8::ffff")
    count_try("another", "2001:db8:0:1::1")


def test_every_try_is_journalled_and_a_name_nobody_has_is_not_kept(desk: Desk, memory: Memory) -> None:
    desk.settle()
    sign_in(desk.browser(), "my-secret-password", "x")
    sign_in(desk.browser(), "xiaozhou", "wrong")
    sign_in(desk.browser(), "xiaozhou", PASSWORD)
    told = [(tenant, kind, actor, facts["outcome"]) for tenant, kind, actor, facts in memory.signed_in]
    assert told == [
        (None, "sign-in", "?", "failed"),
        ("demo", "sign-in", "xiaozhou", "failed"),
        ("demo", "sign-in", "xiaozhou", "ok"),
    ]
    assert "my-secret-password" not in repr(memory.signed_in)


def test_who_cannot_be_journalled_is_not_signed_in(desk: Desk, memory: Memory) -> None:
    desk.settle()
    memory.journal_fails = OutcomeUnknown("the log is away")
    client = desk.browser()
    answer = sign_in(client, "xiaozhou", PASSWORD)
    assert answer.status_code == 503
    assert client.get("/desk/")["Location"].startswith("/desk/sign-in")


def test_without_a_journal_the_console_does_not_start(desk: Desk, memory: Memory) -> None:
    from handclasp.web.console.services import use  # noqa: PLC0415

    with pytest.raises(HandclaspError) as refused:
        use(stand.services(memory, journal=None))
    assert refused.value.code == "console-not-ready"
    assert "journal" in str(refused.value)


def test_the_session_is_a_new_one_after_signing_in_and_gone_after_signing_out(desk: Desk) -> None:
    from handclasp.access.models import StaffSession  # noqa: PLC0415

    desk.settle()
    client = desk.browser()
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["handclasp_desk"] = str(session.session_key)
    app = desk.equip()
    sign_in(client, "xiaozhou", PASSWORD)
    half = client.cookies["handclasp_desk"].value
    client.post("/desk/second-factor", {"code": app.code(desk.memory.now / 1000)})
    cookie = client.cookies["handclasp_desk"]
    assert len({cookie.value, half, session.session_key}) == 3
    assert not StaffSession.objects.filter(pk__in=[half, session.session_key]).exists()
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get("/desk/").status_code == 200
    client.post("/desk/sign-out")
    assert not StaffSession.objects.filter(pk=cookie.value).exists()
    assert client.get("/desk/")["Location"].startswith("/desk/sign-in")


def test_behind_https_cookies_are_secure_and_bound_to_the_host() -> None:
    from handclasp.web.console.settings import settings  # noqa: PLC0415

    told = settings("postgresql://u@/d", "s" * 40, "https://desk.example:8443", Path())
    assert told["SESSION_COOKIE_SECURE"]
    assert told["CSRF_COOKIE_SECURE"]
    assert told["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert told["CSRF_TRUSTED_ORIGINS"] == ["https://desk.example:8443"]
    assert "desk.example" in told["ALLOWED_HOSTS"]
    assert told["SECURE_HSTS_SECONDS"] > 0


def test_the_database_url_may_be_a_socket_or_an_address() -> None:
    from handclasp.web.console.settings import database  # noqa: PLC0415

    socket = database("postgresql://c:p%40ss@/handclasp?host=/run/x&options=-c%20statement_timeout%3D9s")
    assert (socket["HOST"], socket["NAME"], socket["USER"], socket["PASSWORD"]) == ("/run/x", "handclasp", "c", "p@ss")
    assert socket["OPTIONS"]["options"] == "-c statement_timeout=9s -c search_path=control"
    address = database("postgresql://c@db.example:6432/h?sslmode=verify-full")
    assert (address["HOST"], address["PORT"]) == ("db.example", "6432")
    assert address["OPTIONS"]["sslmode"] == "verify-full"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/",
        "https://evil.example/",
        "/v1/messages",
        "javascript:alert(1)",
        "/desk/../v1/messages",
        "/desk/\\evil.example",
        "/desk",
    ],
)
def test_signing_in_never_leads_to_another_place(desk: Desk, wanted: str) -> None:
    desk.settle()
    app = desk.equip()
    client = desk.browser()
    sign_in(client, "xiaozhou", PASSWORD, form={"next": wanted})
    inside = client.post("/desk/second-factor", {"code": app.code(desk.memory.now / 1000)})
    assert inside["Location"] == "/desk/"


def test_signing_in_leads_back_to_the_page_asked_for(desk: Desk) -> None:
    desk.settle()
    client = desk.browser()
    asked = client.get("/desk/c/" + "0" * 32)["Location"]
    assert 'value="/desk/c/00000000000000000000000000000000"' in text(client.get(asked))
    app = desk.equip()
    sign_in(client, "xiaozhou", PASSWORD, form={"next": "/desk/c/" + "0" * 32})
    inside = client.post("/desk/second-factor", {"code": app.code(desk.memory.now / 1000)})
    assert inside["Location"] == "/desk/c/" + "0" * 32


def test_a_new_one_time_password_ends_every_session(desk: Desk) -> None:
    from handclasp.access.staff import StaffError, reset_password  # noqa: PLC0415

    client, other = desk.signed_in(), desk.signed_in("lena")
    once = reset_password("xiaozhou")
    assert client.get("/desk/")["Location"].startswith("/desk/sign-in")
    assert other.get("/desk/").status_code == 200
    assert sign_in(desk.browser(), "xiaozhou", once)["Location"] == "/desk/password"
    with pytest.raises(StaffError, match="spelling"):
        reset_password("nobody")


@pytest.mark.parametrize(
    ("username", "tenant", "role"),
    [("x", "demo", "agent"), ("a b", "demo", "agent"), ("ab", "De mo", "agent"), ("ab", "demo", "king")],
)
def test_an_account_that_cannot_be_is_refused_with_the_reason(
    desk: Desk, username: str, tenant: str, role: str
) -> None:
    from handclasp.access.staff import StaffError, create_staff  # noqa: PLC0415

    with pytest.raises(StaffError):
        create_staff(username, tenant, role, "Somebody")


def test_a_name_is_given_once(desk: Desk) -> None:
    from handclasp.access.staff import StaffError  # noqa: PLC0415

    desk.hire()
    with pytest.raises(StaffError, match="is taken"):
        desk.hire("XIAOZHOU")


def test_the_language_follows_the_browser_and_then_the_account(desk: Desk) -> None:
    assert "登录客服台" in text(desk.browser(language="zh-CN,zh;q=0.9").get("/desk/sign-in"))
    client = desk.browser(language="en-GB,en;q=0.8")
    assert "Sign in to the desk" in text(client.get("/desk/sign-in"))
    client = desk.signed_in(language="en-GB,en;q=0.8")
    client.post("/desk/language", {"language": "zh-hans"})
    assert "您的账号" in text(client.get("/desk/security"))
    another = desk.browser(language="en-GB")
    sign_in(another, "xiaozhou", PASSWORD)
    assert "再验证一次" in text(another.get("/desk/second-factor"))
    another.post("/desk/language", {"language": "tlh"})
    assert "再验证一次" in text(another.get("/desk/second-factor"))


def test_a_form_from_elsewhere_is_refused_calmly(desk: Desk) -> None:
    from django.test import Client  # noqa: PLC0415

    desk.settle()
    answer = Client(enforce_csrf_checks=True).post("/desk/sign-in", {"username": "xiaozhou", "password": PASSWORD})
    assert answer.status_code == 403
    assert "This form has expired" in text(answer)
    assert desk.memory.signed_in == []
