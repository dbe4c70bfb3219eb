"""Sessions and second factors: fixed, stolen, stale, foreign and used ones open nothing."""

from __future__ import annotations

import re
import secrets

import pytest
from tests.attacks.besieged import code, conversation, recorded
from tests.matrix.furnish import STALE
from tests.matrix.served import PASSWORD, Browser, Served

from handclasp.records import Kind


def signed_in(served: Served, name: str, browser: Browser | None = None, *, by: str) -> Browser:
    """Somebody who came in by the front door: password, then this code."""
    browser = browser or served.browser()
    half = browser.post("/desk/sign-in", {"username": name, "password": PASSWORD})
    assert half.headers["location"] == "/desk/second-factor"
    whole = browser.post("/desk/second-factor", {"code": by})
    assert whole.status_code == 302, whole.text
    return browser


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(served: Served) -> None:
    planted = "planted0" * 4
    victim = served.browser()
    victim.keep("session_cookie", planted)
    person = served.people["another-specialist"]
    signed_in(served, "another-specialist", victim, by=code(person.secret))
    assert victim.session not in {"", planted}
    thief = Browser(served, planted)
    assert "/desk/sign-in" in thief.get("/desk/").headers["location"]


def test_a_session_changes_its_id_at_each_step(served: Served) -> None:
    person = served.people["another-director"]
    browser = served.browser()
    browser.post("/desk/sign-in", {"username": "another-director", "password": PASSWORD})
    half = browser.session
    browser.post("/desk/second-factor", {"code": person.codes[0]})
    whole = browser.session
    browser.post("/desk/step-up/reveal", {"code": person.codes[1], "next": "/desk/"})
    stepped = browser.session
    assert len({half, whole, stepped}) == 3
    for old in (half, whole):
        assert "/desk/sign-in" in Browser(served, old).get("/desk/").headers["location"]


def test_a_password_alone_opens_nothing_and_a_wrong_code_is_recorded(served: Served) -> None:
    browser = served.browser()
    browser.post("/desk/sign-in", {"username": "another-lead", "password": PASSWORD})
    with recorded(served, Kind.SIGN_IN, by="another-lead", outcome="failed"):
        assert browser.post("/desk/second-factor", {"code": "000000"}).status_code == 401
    assert browser.get("/desk/").headers["location"] == "/desk/second-factor"


def test_a_recovery_code_is_good_once(served: Served) -> None:
    used = served.people["another-auditor"].codes[0]
    signed_in(served, "another-auditor", by=used)
    again = served.browser()
    again.post("/desk/sign-in", {"username": "another-auditor", "password": PASSWORD})
    with recorded(served, Kind.SIGN_IN, by="another-auditor", outcome="failed"):
        assert again.post("/desk/second-factor", {"code": used}).status_code == 401
    assert again.get("/desk/").headers["location"] == "/desk/second-factor"


def test_a_code_of_the_app_is_good_once(served: Served) -> None:
    shown = code(served.people["another-administrator"].secret)
    browser = signed_in(served, "another-administrator", by=shown)
    with recorded(served, Kind.SIGN_IN, by="another-administrator", outcome="replayed"):
        assert browser.post("/desk/step-up/people", {"code": shown, "next": "/desk/"}).status_code == 401
    answer = browser.post("/desk/people/account/somebody-far/suspend")
    assert answer.status_code == 403


def test_somebody_elses_code_is_no_code(served: Served) -> None:
    browser = served.browser("the-administrator")
    with recorded(served, Kind.SIGN_IN, by="the-administrator", outcome="failed"):
        answer = browser.post("/desk/step-up/people", {"code": served.people["the-agent"].codes[9], "next": "/desk/"})
    assert answer.status_code == 401


GOODS = {"do": "show", "purpose": "dispute", "reason": "the customer disputes this card"}


def reveals(served: Served, session: str, name: str = "the-specialist") -> tuple[Browser, str]:
    there = conversation(served, "own", name.removeprefix("the-"))
    return served.browser(name, session), f"/desk/c/{there}/reveal/1/original/2"


@pytest.mark.parametrize("session", ["none", STALE, "but reveal"])
def test_a_stale_or_foreign_second_factor_reveals_nothing(served: Served, session: str) -> None:
    browser, path = reveals(served, session)
    purposes = re.findall(r'<option value="([a-z-]+)"|name="purpose" value="([a-z-]+)"', browser.get(path).text)
    form = GOODS | ({"purpose": "".join(purposes[0])} if purposes else {})
    with recorded(served, by="the-specialist", action="reveal", details={"needs": ["step-up"]}):
        answer = browser.post(path, form)
    assert answer.status_code == 403
    assert "ABCD-EFGH" not in answer.text


@pytest.mark.parametrize(
    ("name", "path", "purpose"),
    [
        ("the-administrator", "/desk/people/account/somebody-far/suspend", "people"),
        ("the-administrator", "/desk/people/account/somebody-far/password", "people"),
        ("the-administrator", "/desk/people/account/somebody-far/sign-out", "people"),
    ],
)
@pytest.mark.parametrize("session", ["none", STALE, "but"])
def test_a_stale_or_foreign_second_factor_manages_nobody(
    served: Served, name: str, path: str, purpose: str, session: str
) -> None:
    browser = served.browser(name, f"but {purpose}" if session == "but" else session)
    with recorded(served, by=name, action="manage-people", details={"needs": ["step-up"]}):
        answer = browser.post(path)
    assert answer.status_code == 403
    assert f"/desk/step-up/{purpose}" in answer.text
    page = served.browser(name).get("/desk/people/account/somebody-far").text
    assert "/desk/people/account/somebody-far/suspend" in page or "resume" not in page


def test_what_was_to_be_done_before_a_step_up_is_not_done_after_it(served: Served) -> None:
    person = served.people["another-administrator"]
    browser = served.browser("another-administrator")
    suspend = "/desk/people/account/another-privacy/suspend"
    before = browser.post(suspend, headers={"referer": f"{served.address}/desk/people/account/another-privacy"})
    (way,) = set(re.findall(r'href="(/desk/step-up/people[^"]*)"', before.text))
    stepped = browser.post(way.replace("&amp;", "&"), {"code": person.codes[0]})
    assert stepped.status_code == 302
    assert stepped.headers["location"].startswith("/desk/")
    assert "suspend" not in stepped.headers["location"]
    with served.house.database.transaction("machine", 1, [1]) as connection:
        row = connection.execute("select active from handclasp.people where person = 'another-privacy'").fetchone()
    assert row == (True,)


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "/desk/../evil", "javascript:alert(1)"]
)
def test_a_step_up_leads_nowhere_else(served: Served, where: str) -> None:
    page = served.browser("the-agent").get("/desk/step-up/reveal", params={"next": where})
    assert "evil.example" not in page.text
    assert "javascript:" not in page.text


def test_a_session_of_a_suspended_account_is_over(served: Served) -> None:
    victim = served.browser("another-agent", "only export")
    assert victim.get("/desk/").status_code == 200
    assert (
        served.browser("the-administrator", "only people")
        .post("/desk/people/account/another-agent/suspend")
        .headers["location"]
        == "/desk/people/account/another-agent"
    )
    try:
        assert "/desk/sign-in" in victim.get("/desk/").headers["location"]
        retry = served.browser()
        retry.post("/desk/sign-in", {"username": "another-agent", "password": PASSWORD})
        assert "/desk/sign-in" in retry.get("/desk/").headers["location"]
    finally:
        served.browser("the-administrator", "only people").post("/desk/people/account/another-agent/resume")


def test_a_made_up_session_opens_nothing(served: Served) -> None:
    for made_up in ("", "x", "a" * 32, secrets.token_hex(16), "../../etc/passwd", "' or 1=1 --"):
        assert "/desk/sign-in" in Browser(served, made_up).get("/desk/").headers["location"]
