"""Lists by role, taking and handing over, reasons and old records, as the pages show them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.web.console.memory import DAY, Memory, pseudonym
from tests.web.console.people import Desk

from handclasp.records import Kind

ID = "11010519491231002X"
SELLER: dict[str, Any] = {"merchant": {"merchant": "seller-42"}}
WHY = {"purpose": "dispute", "reason": "order A1001, the platform asks"}


def text(response: Any) -> str:
    return str(response.content.decode())


def rows(page: str) -> list[str]:
    return re.findall(r'id="row-([0-9a-f]{32})"', page)


def tabs(page: str) -> list[str]:
    return re.findall(r'href="/desk/\?tab=(\w+)" hx-get', page)


def ready(desk: Desk, memory: Memory) -> None:
    """Conversation a is xiaozhou's, b lena's, c nobody's; each has a masked number, a has a note and a seller."""
    for name in "abc":
        memory.say(name, f"{name}-words, {ID}", channel="telegram")
    memory.say("a", "only between us", "agent", Kind.NOTE)
    memory.say("a", "paid", "system", Kind.ORDER_EVENT, order="A1001", event="paid", details={"merchant": "seller-42"})
    desk.catch_up()
    desk.give("xiaozhou", "desk", "a")
    desk.give("lena", "night", "b")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("agent", ["mine", "unassigned", "closed"]),
        ("lead", ["mine", "unassigned", "team", "closed"]),
        ("specialist", ["mine", "unassigned", "all", "closed"]),
        ("director", ["unassigned", "all", "closed"]),
        ("privacy", ["unassigned", "all", "closed"]),
        ("auditor", ["unassigned", "all", "closed"]),
        ("merchant", ["all", "closed"]),
        ("administrator", []),
    ],
)
def test_each_role_has_its_own_lists(desk: Desk, memory: Memory, role: str, expected: list[str]) -> None:
    ready(desk, memory)
    page = text(desk.signed_in("somebody", role, **SELLER.get(role, {})).get("/desk/?tab=all"))
    assert tabs(page) == expected
    if not expected:
        assert "Your role lists no conversations." in page


@pytest.mark.parametrize("query", ["", "?tab=mine", "?tab=unassigned", "?tab=team", "?tab=all", "?tab=closed"])
def test_no_way_of_asking_shows_an_agent_anothers_conversation(desk: Desk, memory: Memory, query: str) -> None:
    ready(desk, memory)
    client = desk.signed_in()
    assert pseudonym("b").hex() not in rows(text(client.get(f"/desk/{query}")))
    assert rows(text(client.get(f"/desk/?q={pseudonym('b').hex()[:6]}"))) == []
    assert rows(text(client.get(f"/desk/?q={pseudonym('c').hex()[:6]}"))) == [pseudonym("c").hex()]


def test_of_what_is_nobodys_an_agent_sees_only_that_somebody_waits(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    client = desk.signed_in()
    for page in (text(client.get("/desk/?tab=unassigned")), text(client.get(desk.path("c", "?tab=unassigned")))):
        assert "ID number" not in page
        assert "Telegram" not in page
        assert "1 message" not in page
        assert "c-words" not in page
        assert "waits since" in page
    assert memory.journal == []


def test_the_first_list_with_anything_in_it_comes_first(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    assert rows(text(desk.signed_in("fresh").get("/desk/"))) == [pseudonym("c").hex()]
    assert rows(text(desk.signed_in().get("/desk/"))) == [pseudonym("a").hex()]


def test_taking_seals_a_record_and_opens_the_thread(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    client = desk.signed_in()
    answer = client.post(desk.path("c", "/take"))
    assert answer["Location"] == desk.path("c")
    act = memory.views[-1]
    assert (act.kind, str(act.author), act.facts["action"]) == ("agent-action", "agent:xiaozhou", "take")
    assert act.facts["policy"] == memory.policies.version("demo")
    page = text(client.get(desk.path("c")))
    assert "c-words" in page
    assert "小周 took the conversation" in page


def test_the_slower_one_is_told_who_has_it(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    slow = desk.signed_in("slow")
    desk.signed_in().post(desk.path("c", "/take"))
    answer = slow.post(desk.path("c", "/take"))
    assert answer.status_code == 409
    assert "A colleague was quicker" in text(answer)
    assert "xiaozhou has this conversation" in text(answer)


def test_what_is_handed_over_is_out_of_ones_list_and_hands(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    desk.settle("mina", team="night")
    client = desk.signed_in()
    colleagues = text(client.get(desk.path("a"))).partition('name="agent"')[2].partition("</select>")[0]
    offered = re.findall(r'<option value="(\w+)"', colleagues)
    assert offered == ["mina"]
    assert client.post(desk.path("a", "/assign"), {"agent": "mina"})["Location"] == "/desk/"
    assert memory.views[-1].facts["details"] == {"agent": "mina", "team": "night"}
    assert pseudonym("a").hex() not in rows(text(client.get("/desk/")))
    assert client.get(desk.path("a")).status_code == 403
    assert client.post(desk.path("a", "/say"), {"text": "x", "mode": "reply"}).status_code == 403
    assert "a-words" in text(desk.signed_in("mina").get(desk.path("a")))


def test_a_lead_goes_on_reading_what_was_assigned_in_the_team(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    desk.settle("mina")
    answer = desk.signed_in("boss", "lead").post(desk.path("c", "/assign"), {"agent": "mina"})
    assert answer["Location"] == desk.path("c")


@pytest.mark.parametrize("agent", ["", "nobody", "audit", "mallory'--", "boss"])
def test_it_is_not_given_to_whoever_does_not_answer_customers(desk: Desk, memory: Memory, agent: str) -> None:
    ready(desk, memory)
    desk.settle("audit", "auditor")
    desk.settle("boss", "administrator")
    answer = desk.signed_in().post(desk.path("a", "/assign"), {"agent": agent})
    assert answer.status_code == 422
    assert "It cannot be given to this account" in text(answer)


@pytest.mark.parametrize("role", ["director", "auditor", "merchant", "administrator"])
@pytest.mark.parametrize("act", ["take", "assign", "release"])
def test_who_is_not_at_the_desk_is_refused_and_written_down(desk: Desk, memory: Memory, role: str, act: str) -> None:
    ready(desk, memory)
    client = desk.signed_in("quiet", role, **SELLER.get(role, {}))
    for name in "abc":
        answer = client.post(desk.path(name, f"/{act}"), {"agent": "xiaozhou"})
        assert answer.status_code == 403
        assert "lena" not in text(answer)
    assert memory.refusals() == [("quiet", "take" if act == "take" else "assign")] * 3


def test_opening_what_is_anothers_is_refused_and_written_down_like_a_guess(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    client = desk.signed_in()
    theirs, guessed = client.get(desk.path("b")), client.get(desk.path("no such conversation"))
    assert (theirs.status_code, guessed.status_code) == (403, 403)
    assert "b-words" not in text(theirs)
    assert "lena" not in text(theirs)
    assert memory.refusals() == [("xiaozhou", "read")] * 2


def test_a_merchant_reads_their_own_masked_and_writes_nothing(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    memory.say("a", "we look into it", "agent")
    client = desk.signed_in("shop", "merchant", merchant="seller-42")
    listed, page = text(client.get("/desk/")), text(client.get(desk.path("a")))
    assert rows(listed) == [pseudonym("a").hex()]
    assert "a-words" in page
    assert "we look into it" in page
    for hidden in (ID, "only between us", "xiaozhou", 'id="composer"', 'id="evidence"', "hand-over", "Who looked"):
        assert hidden not in page
    assert client.get(desk.path("b")).status_code == 403
    for mode in ("reply", "note"):
        assert client.post(desk.path("a", "/say"), {"text": "hello", "mode": mode}).status_code == 403
    other = desk.signed_in("other", "merchant", merchant="seller-4")
    assert rows(text(other.get("/desk/?tab=all"))) == []
    assert other.get(desk.path("a")).status_code == 403


@pytest.mark.parametrize(
    ("role", "conversation", "modes"),
    [
        ("specialist", "a", ["note"]),
        ("lead", "a", ["reply", "note"]),
        ("lead", "c", []),
        ("agent", "a", ["reply", "note"]),
    ],
)
def test_the_composer_offers_what_may_be_written(
    desk: Desk, memory: Memory, role: str, conversation: str, modes: list[str]
) -> None:
    ready(desk, memory)
    client = desk.signed_in("xiaozhou" if role == "agent" else "other", role)
    page = text(client.get(desk.path(conversation)))
    assert f"{conversation}-words" in page
    assert re.findall(r'name="mode" value="(\w+)"', page) == modes
    assert ('id="composer"' in page) is bool(modes)


@pytest.mark.parametrize("role", ["director", "privacy"])
def test_nothing_opens_before_a_reason_and_every_look_carries_it(desk: Desk, memory: Memory, role: str) -> None:
    ready(desk, memory)
    client = desk.signed_in("fang", role)
    page = text(client.get(desk.path("a")))
    assert "Say why you open this conversation" in page
    assert "a-words" not in page
    assert memory.journal == []
    assert client.post(desk.path("a", "/why"), WHY)["Location"] == desk.path("a")
    assert "a-words" in text(client.get(desk.path("a")))
    client.get(desk.path("a", "/looks"))
    assert [(look.facts["purpose"], look.facts["reason"]) for look in memory.looks()] == [
        ("dispute", WHY["reason"]),
        ("who looked", WHY["reason"]),
    ]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"purpose": "dispute", "reason": " x "}, "at least 2 characters"),
        ({"purpose": "", "reason": "order A1001"}, "Choose what you open it for"),
        ({"purpose": "marketing", "reason": "order A1001"}, "Choose what you open it for"),
        ({"purpose": "dispute", "reason": "x" * 501}, "500 characters are enough"),
    ],
)
def test_a_reason_that_says_nothing_opens_nothing(desk: Desk, memory: Memory, form: dict[str, str], said: str) -> None:
    ready(desk, memory)
    client = desk.signed_in("fang", "director")
    answer = client.post(desk.path("a", "/why"), form)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "a-words" not in text(answer)
    assert "Say why" in text(client.get(desk.path("a")))


def test_a_reason_holds_for_one_conversation_one_session_and_half_an_hour(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    client = desk.signed_in("fang", "director")
    client.post(desk.path("a", "/why"), WHY)
    assert "b-words" not in text(client.get(desk.path("b")))
    assert "a-words" not in text(desk.signed_in("fang", "director").get(desk.path("a")))
    memory.now += 30 * 60_000 - 1
    assert "a-words" in text(client.get(desk.path("a")))
    memory.now += 1
    assert "a-words" not in text(client.get(desk.path("a")))


def test_a_reason_is_kept_encrypted(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    client = desk.signed_in("fang", "director")
    client.post(desk.path("a", "/why"), WHY)
    assert WHY["reason"] not in repr(dict(client.session))
    assert pseudonym("a").hex() in client.session["reasons"]


def test_giving_a_reason_helps_nobody_who_may_not_read(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    for name, role in (("quiet", "auditor"), ("boss", "administrator"), ("lina", "agent")):
        client = desk.signed_in(name, role)
        assert client.post(desk.path("a", "/why"), WHY).status_code == 403
        assert "reasons" not in client.session
    assert memory.refusals() == [("quiet", "read"), ("boss", "read"), ("lina", "read")]


def test_old_records_wait_for_a_second_factor_and_the_page_says_how_many(desk: Desk, memory: Memory) -> None:
    memory.say("a", "an old word")
    memory.say("a", "another old word")
    memory.now += 91 * DAY
    memory.say("a", "a new word")
    desk.catch_up()
    desk.give()
    page = text(desk.signed_in().get(desk.path("a")))
    assert "a new word" in page
    assert "old word" not in page
    assert "2 older records need your second factor" in page
    assert f'href="/desk/step-up/old-records?next={desk.path("a").replace("/", "%2F")}"' in page
    page = text(desk.signed_in("xiaozhou", stepped=("old-records",)).get(desk.path("a")))
    assert "an old word" in page
    assert "older record" not in page
    for other in ("reveal", "export", "approve"):
        assert "old word" not in text(desk.signed_in("xiaozhou", stepped=(other,)).get(desk.path("a")))


def test_a_conversation_that_is_all_old_asks_for_the_second_factor_at_once(desk: Desk, memory: Memory) -> None:
    memory.say("a", "an old word")
    memory.now += 91 * DAY
    desk.catch_up()
    desk.give()
    answer = desk.signed_in().get(desk.path("a"))
    assert answer["Location"].startswith("/desk/step-up/old-records?next=")


def test_evidence_is_offered_to_no_agent(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    assert 'id="evidence"' not in text(desk.signed_in().get(desk.path("a")))
    assert 'id="evidence"' in text(desk.signed_in("boss", "lead").get(desk.path("a")))
