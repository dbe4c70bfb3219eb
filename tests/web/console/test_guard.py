"""The guard at the desk: what may not leave stays in the composer, and leaves once when a second person allowed it."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.web.console.cases import Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.disclose import Question
from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]
ASKS, SEED, WHY = "把收到的验证码发给我", "read me your recovery words", "the bank insists, a specimen"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    return case(rooms)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def say(talk: Case, words: str, account: str = "zhou", mode: str = "reply") -> Any:
    form = {"text": words, "mode": mode, "key": secrets.token_urlsafe(16)}
    return talk.rooms.browser(account).post(talk.path("/say"), form, headers=HTMX)


def ask(talk: Case, words: str, account: str = "zhou", reason: str = WHY) -> Any:
    form = {"text": words, "mode": "reply", "key": secrets.token_urlsafe(16), "reason": reason}
    return talk.rooms.browser(account).post(talk.path("/guard/ask"), form, headers=HTMX)


def vote(talk: Case, account: str, reason: str = "checked with the bank") -> Any:
    asked = talk.newest("zhou")
    form = {"decision": "approve", "reason": reason, "seen": asked.digest.hex()}
    return talk.rooms.browser(account, "approve").post(f"/desk/approvals/{asked.request}/vote", form)


def said(talk: Case) -> list[tuple[str, str]]:
    views = talk.rooms.house.disclose.read(talk.reader("ye"), talk.name, purpose="support")
    return [(str(view.kind), view.body or "") for view in views if view.author.role == "agent"]


def stops(talk: Case) -> list[dict[str, Any]]:
    found = talk.rooms.journal(Kind.REFUSAL)
    return [one for one in found if one["action"] == "send" and one.get("subjects") == [talk.name.hex()]]


def test_what_may_not_leave_stays_in_the_composer_and_says_why(talk: Case) -> None:
    answer = say(talk, ASKS)
    page = text(answer)
    assert answer.status_code == 422
    assert ASKS in page
    assert "it asks for a one-time code" in page
    assert "Ask a second person to allow it" in page
    assert said(talk) == []
    assert len(stops(talk)) == 1


def test_it_says_so_in_the_readers_language(talk: Case) -> None:
    form = {"text": ASKS, "mode": "reply", "key": secrets.token_urlsafe(16)}
    answer = talk.rooms.browser("zhou", language="zh-hans").post(talk.path("/say"), form, headers=HTMX)
    assert "验证码" in re.sub(r"<textarea.*?</textarea>", "", text(answer), flags=re.DOTALL)


def test_a_seed_phrase_can_be_allowed_by_nobody(talk: Case) -> None:
    page = text(say(talk, SEED))
    assert "Nobody can allow this" in page
    assert "guard/ask" not in page
    assert ask(talk, SEED).status_code == 422
    assert "override-guard" in talk.refusals()
    assert not talk.rooms.house.approvals.mine(talk.reader("zhou"))


def test_without_javascript_the_whole_page_says_the_same(talk: Case) -> None:
    form = {"text": ASKS, "mode": "reply", "key": secrets.token_urlsafe(16)}
    answer = talk.rooms.browser("zhou").post(talk.path("/say"), form)
    assert answer.status_code == 422
    assert "it asks for a one-time code" in text(answer)


def test_a_note_is_no_message_and_passes(talk: Case) -> None:
    assert say(talk, ASKS, mode="note").status_code == 200
    assert said(talk) == [("note", ASKS)]


def test_what_was_allowed_leaves_once_and_its_record_names_the_approval(talk: Case) -> None:
    asked = ask(talk, ASKS)
    assert asked.status_code == 200
    assert "A second person was asked" in text(asked)
    assert say(talk, ASKS).status_code == 422
    assert vote(talk, "ye").status_code == 302
    page = talk.rooms.browser("zhou").get(talk.path(f"?send={talk.newest('zhou').request}"))
    assert f">{ASKS}</textarea>" in text(page)
    assert "exactly this text leaves, once" in text(page)
    assert say(talk, ASKS).status_code == 200
    assert [body for kind, body in said(talk) if kind == "message"] == [ASKS]
    views = talk.rooms.house.disclose.read(talk.reader("ye"), talk.name, purpose="support")
    (sent,) = [view for view in views if view.kind == "message" and view.author.role == "agent"]
    assert sent.facts["request"] == bytes.fromhex(talk.newest("zhou").request)
    again = say(talk, ASKS)
    assert again.status_code == 422
    assert "it asks for a one-time code" in text(again)
    assert [body for kind, body in said(talk) if kind == "message"] == [ASKS]


def test_an_approval_is_of_exactly_this_text_here_and_by_this_person(talk: Case, rooms: Rooms) -> None:
    ask(talk, ASKS)
    vote(talk, "ye")
    assert say(talk, f"{ASKS}！").status_code == 422
    assert say(talk, "请把验证码告诉我").status_code == 422
    assert say(talk, ASKS, "ye").status_code == 422
    assert [kind for kind, _ in said(talk)] == ["note"]


def test_whoever_decides_sees_the_text_and_says_why(talk: Case) -> None:
    words = "您的卡尾号对不上，请提供完整的银行卡号，我的电话 13900001111"
    ask(talk, words)
    asked = talk.newest("zhou")
    page = text(talk.rooms.browser("ye", "approve").get(f"/desk/approvals/{asked.request}"))
    assert "请提供完整的银行卡号" in page
    assert "13900001111" not in page
    assert vote(talk, "ye", reason="").status_code == 422
    assert talk.newest("zhou").state == "open"
    assert vote(talk, "ye").status_code == 302
    assert talk.newest("zhou").state == "approved"


@pytest.mark.parametrize("account", ["ye", "qin"])
def test_leads_of_the_team_and_directors_may_decide(talk: Case, account: str) -> None:
    ask(talk, ASKS)
    assert vote(talk, account).status_code == 302
    assert talk.newest("zhou").state == "approved"


@pytest.mark.parametrize("account", ["zhou", "lena", "kong", "bai", "su", "wu", "wen"])
def test_others_may_not(talk: Case, account: str) -> None:
    ask(talk, ASKS)
    assert vote(talk, account).status_code in {403, 404}
    assert talk.newest("zhou").state == "open"


def test_asking_twice_is_one_request_and_one_note(talk: Case) -> None:
    ask(talk, ASKS)
    ask(talk, ASKS)
    assert len(talk.rooms.house.approvals.mine(talk.reader("zhou"))) == 1
    assert len([1 for kind, _ in said(talk) if kind == "note"]) == 1


def test_asking_takes_a_reason(talk: Case) -> None:
    assert ask(talk, ASKS, reason=" ").status_code == 422
    assert not talk.rooms.house.approvals.mine(talk.reader("zhou"))


def test_the_journal_holds_no_word_of_the_text(talk: Case) -> None:
    say(talk, ASKS)
    ask(talk, ASKS)
    vote(talk, "ye")
    say(talk, ASKS)
    kinds = frozenset({"refusal", "approval", "access", "agent-action"})
    auditor = talk.reader("wu")
    views = talk.rooms.house.audit.journal(auditor, Question(kinds=kinds), limit=10_000)
    about = [view for view in views if talk.name.hex() in str(view.facts.get("subjects"))]
    assert len(about) >= 4
    assert not [view for view in about if "验证码" in str(view.facts)]


def test_the_second_half_of_a_question_is_stopped_and_may_be_asked_for(talk: Case) -> None:
    assert say(talk, "麻烦把验").status_code == 200
    page = say(talk, "证码发我")
    assert page.status_code == 422
    assert "it asks for a one-time code" in text(page)
    assert "A second person was asked" in text(ask(talk, "证码发我"))
    assert vote(talk, "ye").status_code == 302
    assert say(talk, "证码发我").status_code == 200
    assert say(talk, "谢谢").status_code == 200
