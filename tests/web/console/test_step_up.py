"""Step-up: the second factor once more, for one purpose, and back by GET."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.web.console.memory import Memory
from tests.web.console.people import Desk

from handclasp.access.step_up import MAX_AGE
from handclasp.records import StepUpNeeded


def text(response: Any) -> str:
    return str(response.content.decode())


def stepped(client: Any, desk: Desk) -> frozenset[str]:
    from handclasp.access.models import Staff  # noqa: PLC0415
    from handclasp.web.console.guard import reader  # noqa: PLC0415

    request = client.get("/desk/security").wsgi_request
    return reader(request, Staff.objects.get(username="xiaozhou")).stepped


@pytest.mark.parametrize(("language", "unit"), [("zh-CN", "%d 分钟"), ("en", "%d minutes")])
def test_every_purpose_says_what_it_is_for_and_how_long_in_words(desk: Desk, language: str, unit: str) -> None:
    client = desk.signed_in(language=language)
    titles = set()
    for purpose, age in MAX_AGE.items():
        page = text(client.get(f"/desk/step-up/{purpose}"))
        assert unit % (age // 60) in page
        titles |= set(re.findall("<h1>(.+)</h1>", page))
    assert len(titles) == len(MAX_AGE)


def test_a_code_counts_for_the_stated_purpose_alone_and_leads_on(desk: Desk, memory: Memory) -> None:
    client = desk.signed_in()
    app = desk.apps["xiaozhou"]
    assert stepped(client, desk) == frozenset()
    code = app.code(memory.now / 1000)
    back = client.post("/desk/step-up/export", {"code": code, "next": "/desk/c/" + "0" * 32 + "/export"})
    assert back.status_code == 302
    assert back["Location"] == "/desk/c/" + "0" * 32 + "/export"
    assert stepped(client, desk) == {"export"}
    _, kind, actor, facts = memory.signed_in[-1]
    assert (kind, actor, facts["method"], facts["outcome"]) == ("sign-in", "xiaozhou", "step-up", "ok")
    assert facts["details"] == {"address": "127.0.0.1", "purpose": "export", "factor": "totp"}


def test_a_stale_step_up_opens_nothing(desk: Desk, memory: Memory) -> None:
    client = desk.signed_in(stepped=("reveal", "old-records"))
    memory.now += 300_000
    assert stepped(client, desk) == {"reveal", "old-records"}
    memory.now += 1_000
    assert stepped(client, desk) == {"old-records"}
    memory.now += 1_500_000
    assert stepped(client, desk) == frozenset()


def test_a_wrong_code_stamps_nothing_and_is_written_down(desk: Desk, memory: Memory) -> None:
    client = desk.signed_in()
    answer = client.post("/desk/step-up/keys", {"code": "000000"})
    assert answer.status_code == 401
    assert "not right" in text(answer)
    assert "This code is not right" in text(client.post("/desk/step-up/keys", {"code": "12 345"}))
    assert "This recovery code is not right" in text(client.post("/desk/step-up/keys", {"code": "p6aae7-r79ncw"}))
    assert stepped(client, desk) == frozenset()
    assert memory.signed_in[-1][3]["outcome"] == "failed"


def test_a_password_is_no_second_factor(desk: Desk) -> None:
    from tests.web.console.people import PASSWORD  # noqa: PLC0415

    client = desk.signed_in()
    for form in ({"code": PASSWORD}, {"password": PASSWORD}, {"code": "", "password": PASSWORD}):
        assert client.post("/desk/step-up/reveal", form).status_code == 401
    assert stepped(client, desk) == frozenset()


def test_there_is_no_purpose_but_those_of_the_table(desk: Desk, memory: Memory) -> None:
    client = desk.signed_in()
    code = desk.apps["xiaozhou"].code(memory.now / 1000)
    for purpose in ("everything", "REVEAL", "reveal-", "sign-in"):
        assert client.get(f"/desk/step-up/{purpose}").status_code == 404
        assert client.post(f"/desk/step-up/{purpose}", {"code": code}).status_code == 404
    assert client.session["stepped_up"] == {}


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/desk/",
    "javascript:alert(1)",
    "/v1/messages",
    "/desk",
    "/desk/../v1/",
    "/desk/%2e%2e/v1/",
    "/desk/\\evil.example",
    "/desk/%5cevil.example",
    "/desk/\r\nLocation: https://evil.example",
    "/desk/%0d%0aLocation: https://evil.example",
]


def test_it_never_leads_to_another_place(desk: Desk, memory: Memory) -> None:
    from handclasp.access.factors import new_recovery_codes  # noqa: PLC0415
    from handclasp.access.models import Staff  # noqa: PLC0415

    client = desk.signed_in()
    codes = new_recovery_codes(Staff.objects.get())
    for wanted in ELSEWHERE:
        page = text(client.get("/desk/step-up/reveal", {"next": wanted}))
        assert re.findall('name="next" value="(.*?)"', page, re.DOTALL) == ["/desk/"], wanted
    for wanted, code in zip(ELSEWHERE, codes, strict=False):
        assert client.post("/desk/step-up/reveal", {"code": code, "next": wanted})["Location"] == "/desk/", wanted


def test_the_session_has_a_new_id_afterwards_and_the_old_one_is_worthless(desk: Desk, memory: Memory) -> None:
    client = desk.signed_in()
    before = client.cookies["handclasp_desk"].value
    client.post("/desk/step-up/reveal", {"code": desk.apps["xiaozhou"].code(memory.now / 1000)})
    assert client.cookies["handclasp_desk"].value != before
    stolen = desk.browser()
    stolen.cookies["handclasp_desk"] = before
    assert stolen.get("/desk/")["Location"].startswith("/desk/sign-in")
    assert client.get("/desk/").status_code == 200


def test_a_passkey_answer_for_one_purpose_is_none_for_another(desk: Desk, memory: Memory) -> None:
    from django.test import override_settings  # noqa: PLC0415

    from handclasp.web.console import proof  # noqa: PLC0415

    client = desk.signed_in()
    with override_settings(HANDCLASP_PUBLIC_URL="https://testserver"):
        assert client.post("/desk/step-up/reveal/passkey/options").status_code == 200
        assert client.session[proof.CHALLENGE]["what"] == "step-up reveal"
        assert client.post("/desk/step-up/keys/passkey", {"credential": "{}"}).status_code == 401
        # Asked for the wrong thing, the challenge is used up all the same.
        assert proof.CHALLENGE not in client.session


class TestWhatAPageAnswersWhenTheSecondFactorMustBeFresh:
    """`StepUpNeeded` from any door behind a page."""

    @pytest.fixture(autouse=True)
    def _needed(self, desk: Desk, memory: Memory) -> None:
        memory.say("a", "hello")
        desk.catch_up()
        memory.refuses = StepUpNeeded("a fresh second factor is needed", "old-records")

    def test_a_page_asks_for_it_and_comes_back(self, desk: Desk) -> None:
        answer = desk.signed_in(role="specialist").get(desk.path("a", "/receipt/1"))
        assert answer.status_code == 302
        path = desk.path("a", "/receipt/1").replace("/", "%2F")
        assert answer["Location"] == f"/desk/step-up/old-records?next={path}"

    def test_a_part_of_a_page_sends_the_whole_page_there(self, desk: Desk) -> None:
        here = f"http://testserver{desk.path('a')}?before=9"
        answer = desk.signed_in(role="specialist").get(
            desk.path("a", "/receipt/1"), headers={"HX-Request": "true", "HX-Current-URL": here}
        )
        assert answer.status_code == 204
        page = (desk.path("a") + "?before=9").replace("/", "%2F").replace("?", "%3F").replace("=", "%3D")
        assert answer["HX-Redirect"] == f"/desk/step-up/old-records?next={page}"

    @pytest.mark.parametrize("named", ["http://evil.example/desk/c/", "", "nonsense"])
    def test_a_page_named_by_somebody_else_is_not_gone_back_to(self, desk: Desk, named: str) -> None:
        answer = desk.signed_in(role="specialist").get(
            desk.path("a", "/receipt/1"), headers={"HX-Request": "true", "HX-Current-URL": named}
        )
        assert answer["HX-Redirect"] == "/desk/step-up/old-records?next=%2Fdesk%2F"


@pytest.mark.parametrize("shape", ["part", "page"])
def test_what_was_to_be_done_is_told_not_done_and_never_repeated(desk: Desk, memory: Memory, shape: str) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    client = desk.signed_in(role="specialist")
    from django.test import RequestFactory  # noqa: PLC0415

    from handclasp.web.console.views import trouble  # noqa: PLC0415

    here = f"http://testserver{desk.path('a')}"
    headers = {"HX-Request": "true", "HX-Current-URL": here} if shape == "part" else {"Referer": here}
    request = RequestFactory().post(desk.path("a", "/say"), {"text": "specimen"}, headers=headers)
    request.session, request.user = client.session, None  # type: ignore[assignment]
    answer = trouble.answer(request, StepUpNeeded("a fresh second factor is needed", "reveal"))
    assert answer.status_code == 403
    page = desk.path("a").replace("/", "%2F")
    assert f'href="/desk/step-up/reveal?next={page}"' in text(answer)
    assert "Nothing was done" in text(answer)
    assert "specimen" not in text(answer)
    assert not answer.has_header("HX-Redirect")
