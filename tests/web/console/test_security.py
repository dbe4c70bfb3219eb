"""One's own account: factors, recovery codes, sessions, password; and what administrators do to an account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.web.console.memory import Memory
from tests.web.console.people import PASSWORD, Desk

from handclasp.records import HandclaspError, OutcomeUnknown

if TYPE_CHECKING:
    from django.test import Client

    from handclasp.access.models import Staff

OWN = ("own-account",)
CHROMIUM = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"


def text(response: Any) -> str:
    return str(response.content.decode())


def account(username: str = "xiaozhou") -> Staff:
    from handclasp.access.models import Staff  # noqa: PLC0415

    return Staff.objects.get(username=username)


def add_key(username: str = "xiaozhou", name: str = "laptop") -> int:
    """Give an account a second factor besides the app; return its number."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    data = {"name": name, "id": "c3BlY2ltZW4", "count": 0, "credential": {}}
    row = Authenticator.objects.create(user=account(username), type=Authenticator.Type.WEBAUTHN, data=data)
    return int(row.pk)


def handles(client: Client) -> list[str]:
    return re.findall(r"/desk/security/session/([0-9a-f]{16})/end", text(client.get("/desk/security")))


def actions(memory: Memory) -> list[object]:
    return [facts["action"] for _, kind, _, facts in memory.signed_in if kind == "agent-action"]


def out(client: Client) -> bool:
    return str(client.get("/desk/security").get("Location", "")).startswith("/desk/sign-in")


def test_the_last_factor_cannot_be_removed(desk: Desk, memory: Memory) -> None:
    from handclasp.access.factors import LastFactor, factors, remove  # noqa: PLC0415

    client = desk.signed_in(stepped=OWN)
    only = factors(account())[0].id
    assert "/remove" not in text(client.get("/desk/security"))
    assert client.post(f"/desk/security/factor/{only}/remove").status_code == 409
    with pytest.raises(LastFactor):
        remove(account(), only)
    assert len(factors(account())) == 1
    assert actions(memory) == []


def test_a_removed_factor_ends_the_other_sessions_and_opens_nothing_any_more(desk: Desk, memory: Memory) -> None:
    from handclasp.access.factors import factors  # noqa: PLC0415

    client, other = desk.signed_in(stepped=OWN), desk.signed_in()
    add_key()
    app = next(one.id for one in factors(account()) if one.kind == "totp")
    assert client.post(f"/desk/security/factor/{app}/remove")["Location"] == "/desk/security"
    assert [one.kind for one in factors(account())] == ["passkey"]
    assert not out(client)
    assert out(other)
    code = desk.apps["xiaozhou"].code(memory.now / 1000)
    assert client.post("/desk/step-up/reveal", {"code": code}).status_code == 401
    assert actions(memory) == ["second factor remove"]


def test_changing_factors_needs_one_of_them_freshly_given(desk: Desk, memory: Memory) -> None:
    from handclasp.access.factors import factors  # noqa: PLC0415

    client = desk.signed_in(stepped=("people", "keys", "reveal"))
    key = add_key()
    assert client.get("/desk/enrol")["Location"].startswith("/desk/step-up/own-account?next=%2Fdesk%2Fenrol")
    for path in (f"factor/{key}/remove", "codes"):
        answer = client.post(f"/desk/security/{path}", headers={"Referer": "http://testserver/desk/security"})
        assert answer.status_code == 403
        assert "/desk/step-up/own-account?next=%2Fdesk%2Fsecurity" in text(answer)
    for path in ("/desk/enrol", "/desk/enrol/passkey", "/desk/enrol/passkey/options"):
        assert client.post(path, {"code": "123456"}).status_code == 403
    assert len(factors(account())) == 2
    assert actions(memory) == []


def test_nobody_touches_anothers_factors_or_sessions(desk: Desk) -> None:
    from handclasp.access.factors import factors  # noqa: PLC0415

    mine, theirs = desk.signed_in(stepped=OWN), desk.signed_in("lena", stepped=OWN)
    add_key()
    add_key("lena")
    key = factors(account("lena"))[0].id
    handle = theirs.session["about"]["handle"]
    assert mine.post(f"/desk/security/factor/{key}/remove").status_code == 404
    assert mine.post(f"/desk/security/factor/{key}/name", {"name": "mine now"}).status_code == 404
    assert mine.post(f"/desk/security/session/{handle}/end").status_code == 404
    assert mine.post("/desk/security/sessions/end")["Location"] == "/desk/security"
    assert not out(theirs)
    assert len(factors(account("lena"))) == 2
    assert handle not in text(mine.get("/desk/security"))


def test_a_factor_gets_the_name_its_owner_gives_it_and_the_name_stays_text(desk: Desk) -> None:
    client = desk.signed_in()
    key = add_key()
    client.post(f"/desk/security/factor/{key}/name", {"name": "  <b>work</b>   phone " + "x" * 60})
    page = text(client.get("/desk/security"))
    assert "&lt;b&gt;work&lt;/b&gt; phone" in page
    assert "<b>work" not in page
    assert "x" * 41 not in page


def test_new_recovery_codes_void_the_former_ones(desk: Desk, memory: Memory) -> None:
    from handclasp.access.factors import new_recovery_codes, recovery_codes_left  # noqa: PLC0415

    client = desk.signed_in(stepped=OWN)
    former = new_recovery_codes(account())
    assert client.post("/desk/security/codes")["Location"] == "/desk/recovery-codes"
    file = client.get("/desk/recovery-codes.txt")
    assert file["Content-Disposition"].startswith("attachment")
    assert "no-store" in file["Cache-Control"]
    codes = re.findall(r"<code>([a-z2-9-]{27})</code>", text(client.get("/desk/recovery-codes")))
    assert len(codes) == 10
    assert all(code in text(file) for code in codes)
    assert not set(codes) & set(former)
    assert client.post("/desk/recovery-codes")["Location"] == "/desk/security"
    assert client.post("/desk/step-up/reveal", {"code": former[0]}).status_code == 401
    assert client.post("/desk/step-up/reveal", {"code": codes[0]}).status_code == 302
    assert recovery_codes_left(account()) == 9
    assert "9 codes are left" in text(client.get("/desk/security"))


def test_sessions_are_listed_by_browser_and_address_and_ended_one_by_one(desk: Desk, memory: Memory) -> None:
    client, other = desk.signed_in(), desk.signed_in()
    session = other.session
    session["about"] = {**session["about"], "address": "2001:db8::7", "agent": CHROMIUM}
    session.save()
    page = text(client.get("/desk/security"))
    assert "Chromium · Linux" in page
    assert "2001:db8::7" in page
    assert str(session.session_key) not in page
    assert handles(client) == [session["about"]["handle"]]
    client.post(f"/desk/security/session/{handles(client)[0]}/end")
    assert out(other)
    assert not out(client)
    assert actions(memory) == ["session end"]


def test_all_other_sessions_end_at_once(desk: Desk) -> None:
    client, others = desk.signed_in(), [desk.signed_in() for _ in range(3)]
    assert len(handles(client)) == 3
    client.post("/desk/security/sessions/end")
    assert all(out(other) for other in others)
    assert not out(client)
    assert handles(client) == []


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(desk: Desk, memory: Memory) -> None:
    client, other = desk.signed_in(), desk.signed_in()
    before = client.cookies["handclasp_desk"].value
    form = {"old": PASSWORD, "new": "another quiet desk", "again": "another quiet desk"}
    assert client.post("/desk/password", form)["Location"] == "/desk/security"
    assert not out(client)
    assert out(other)
    assert client.cookies["handclasp_desk"].value != before
    assert actions(memory) == ["password change"]


def test_what_cannot_be_journalled_is_not_changed(desk: Desk, memory: Memory) -> None:
    from handclasp.access.factors import factors, recovery_codes_left  # noqa: PLC0415

    client, other = desk.signed_in(stepped=OWN), desk.signed_in()
    key = add_key()
    memory.journal_fails = OutcomeUnknown("the log is away")
    for path in (f"factor/{key}/remove", "codes", "sessions/end"):
        assert client.post(f"/desk/security/{path}").status_code == 503
    form = {"old": PASSWORD, "new": "another quiet desk", "again": "another quiet desk"}
    assert client.post("/desk/password", form).status_code == 503
    assert len(factors(account())) == 2
    assert recovery_codes_left(account()) == 0
    assert not out(other)
    assert account().check_password(PASSWORD)


def test_a_suspended_account_is_out_everywhere_at_once_and_comes_back_as_it_was(desk: Desk, memory: Memory) -> None:
    from handclasp.access.models import StaffSession  # noqa: PLC0415
    from handclasp.access.staff import resume, suspend  # noqa: PLC0415

    client = desk.signed_in()
    suspend(account())
    assert out(client)
    assert not StaffSession.objects.filter(staff=account()).exists()
    form = {"username": "xiaozhou", "password": PASSWORD}
    assert desk.browser().post("/desk/sign-in", form).status_code == 401
    resume(account())
    assert out(client)
    back = desk.browser()
    assert back.post("/desk/sign-in", form)["Location"] == "/desk/second-factor"
    code = desk.apps["xiaozhou"].code(memory.now / 1000)
    assert back.post("/desk/second-factor", {"code": code})["Location"] == "/desk/"


def test_reset_second_factors_are_set_up_anew_before_anything_opens(desk: Desk) -> None:
    from handclasp.access.factors import new_recovery_codes, reset_second_factors  # noqa: PLC0415

    client = desk.signed_in()
    add_key()
    new_recovery_codes(account())
    assert reset_second_factors(account()) == 2
    assert out(client)
    back = desk.browser()
    assert back.post("/desk/sign-in", {"username": "xiaozhou", "password": PASSWORD})["Location"] == "/desk/enrol"


def test_a_role_changes_to_one_there_is_and_ends_what_was_open_under_the_old_one(desk: Desk) -> None:
    from handclasp.access.staff import StaffError, change_role  # noqa: PLC0415

    client = desk.signed_in()
    for role, team, merchant in (
        ("king", None, ""),
        ("lead", "no such team!", ""),
        ("merchant", None, ""),
        ("lead", None, "shop-7"),
    ):
        with pytest.raises(StaffError):
            change_role(account(), role, team, merchant)
    assert not out(client)
    change_role(account(), "night-lead", "night", known_role=lambda name: name == "night-lead")
    assert (account().role, account().team) == ("night-lead", "night")
    assert out(client)
    change_role(account(), "merchant", merchant="shop-7")
    assert (account().role, account().team, account().merchant) == ("merchant", "night", "shop-7")


def test_accounts_are_found_in_their_tenant_alone(desk: Desk) -> None:
    from handclasp.access.staff import StaffError, find, list_staff  # noqa: PLC0415

    desk.hire("zhou")
    desk.hire("abel")
    desk.hire("stranger", tenant="wallet")
    assert [one.username for one in list_staff("demo")] == ["abel", "zhou"]
    assert find(" ZHOU ", "demo").username == "zhou"
    for name, tenant in (("stranger", "demo"), ("nobody", "demo")):
        with pytest.raises(StaffError, match="spelling"):
            find(name, tenant)


class TestTheCommandLine:
    """`access.sign_in`: one account's password and code, for one command."""

    def test_password_and_code_sign_in_and_are_written_down(self, desk: Desk, memory: Memory) -> None:
        from handclasp.access.sign_in import signed_in  # noqa: PLC0415

        desk.settle()
        code = desk.equip().code(memory.now / 1000)
        found = signed_in("XiaoZhou", PASSWORD, code, ["export"], journal=memory.record_sign_in, now=memory.now / 1000)
        assert found == account()
        tenant, kind, actor, facts = memory.signed_in[-1]
        assert (tenant, kind, actor) == ("demo", "sign-in", "xiaozhou")
        assert (facts["method"], facts["outcome"]) == ("cli", "ok")
        details: Any = facts["details"]
        assert details["address"].startswith("command-line/")
        assert (details["purpose"], details["factor"]) == ("export", "totp")

    @pytest.mark.parametrize(
        ("username", "password", "code", "said", "outcome"),
        [
            ("xiaozhou", "no", "right", "name or password is not right", "failed"),
            ("nobody", PASSWORD, "right", "name or password is not right", "failed"),
            ("xiaozhou", PASSWORD, "000000", "not right", "failed"),
            ("xiaozhou", PASSWORD, "", "not right", "failed"),
            ("fresh", PASSWORD, "000000", "set up a second factor", "unready"),
        ],
    )
    def test_whatever_is_not_right_is_said_and_written_down(
        self, desk: Desk, memory: Memory, username: str, password: str, code: str, said: str, outcome: str
    ) -> None:
        from handclasp.access.sign_in import NotSignedIn, signed_in  # noqa: PLC0415

        desk.settle()
        desk.settle("fresh")
        right = desk.equip().code(memory.now / 1000)
        with pytest.raises(NotSignedIn, match=said):
            signed_in(
                username,
                password,
                right if code == "right" else code,
                journal=memory.record_sign_in,
                now=memory.now / 1000,
            )
        assert [facts["outcome"] for _, _, _, facts in memory.signed_in] == [outcome]

    def test_a_code_that_was_used_at_the_desk_is_worthless_here_and_tries_are_limited(
        self, desk: Desk, memory: Memory
    ) -> None:
        from handclasp.access.sign_in import NotSignedIn, second_factor_ok, signed_in  # noqa: PLC0415
        from handclasp.access.tries import Locked  # noqa: PLC0415

        client = desk.signed_in()
        now = memory.now / 1000
        code = desk.apps["xiaozhou"].code(now)
        client.post("/desk/step-up/reveal", {"code": code})
        with pytest.raises(NotSignedIn, match="has been used"):
            signed_in("xiaozhou", PASSWORD, code, journal=memory.record_sign_in, now=now)
        for _ in range(4):
            assert not second_factor_ok(account(), "000000", now)
        with pytest.raises(Locked):
            second_factor_ok(account(), desk.apps["xiaozhou"].code(now), now)

    def test_an_unknown_purpose_and_a_journal_that_is_away_sign_nobody_in(self, desk: Desk, memory: Memory) -> None:
        from handclasp.access.sign_in import signed_in  # noqa: PLC0415

        desk.settle()
        app, now = desk.equip(), memory.now / 1000
        with pytest.raises(HandclaspError, match="no purpose 'everything'"):
            signed_in("xiaozhou", PASSWORD, app.code(now), ["everything"], journal=memory.record_sign_in, now=now)
        memory.journal_fails = OutcomeUnknown("the log is away")
        with pytest.raises(OutcomeUnknown):
            signed_in("xiaozhou", PASSWORD, app.code(now), journal=memory.record_sign_in, now=now)


def test_the_rules_of_passwords_are_in_our_own_words_in_both_languages(desk: Desk) -> None:
    said = {
        "en": ("At least 12 characters.", "too much like your name"),
        "zh-CN": ("至少 12 个字符。", "和您的姓名或账号太像"),
    }
    for language, (rule, fault) in said.items():
        client = desk.signed_in()
        headers = {"Accept-Language": language}
        page = text(client.get("/desk/password", headers=headers))
        assert rule in page
        assert 'name="language"' in page
        typed = {"old": PASSWORD, "new": "xiaozhou1234", "again": "xiaozhou1234"}
        wrong = text(client.post("/desk/password", typed, headers=headers))
        assert fault in wrong
        assert "你" not in page + wrong


def test_loading_the_address_of_new_codes_leads_back_to_the_account(desk: Desk) -> None:
    client = desk.signed_in()
    assert client.get("/desk/security/codes")["Location"] == "/desk/security"
    page = text(client.get("/desk/security"))
    assert "making them needs your second factor" in page
    assert 'class="rail"' in page
