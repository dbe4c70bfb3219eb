"""Handing over with a note, taking over, being away; and what the plan's page tells of the people at the desk."""

from __future__ import annotations

import re

from tests.web.console.memory import Memory
from tests.web.console.people import Desk
from tests.web.console.test_scripts import text

from handclasp.records import Kind

PLAN = """
[[queue]]
name = "all"
assign = "least-busy"
[[agent]]
name = "mina"
languages = ["en"]
most = 5
"""


def ready(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give("xiaozhou", "desk", "a")
    desk.settle()
    desk.settle("mina", team="desk")


def test_a_note_for_the_colleague_is_sealed_before_the_conversation_is_theirs(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    form = {"agent": "mina", "note": "waits for the shop", "key": "k" * 20}
    assert desk.signed_in().post(desk.path("a", "/assign"), form).status_code == 302
    note, act = memory.views[-2:]
    assert (note.kind, note.body) == (Kind.NOTE, "waits for the shop")
    assert (act.kind, act.facts["action"]) == (Kind.AGENT_ACTION, "assign")
    assert "waits for the shop" in text(desk.signed_in("mina").get(desk.path("a")))


def test_no_note_is_left_where_nothing_can_be_handed_over(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    before = len(memory.views)
    form = {"agent": "nobody", "note": "lost?", "key": "k" * 20}
    assert desk.signed_in().post(desk.path("a", "/assign"), form).status_code == 422
    other = desk.signed_in("mina").post(desk.path("a", "/assign"), form | {"agent": "mina"})
    assert other.status_code == 403
    assert len(memory.views) == before


def test_a_lead_takes_over_what_a_colleague_has(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    boss = desk.signed_in("boss", "lead", team="desk")
    page = text(boss.get(desk.path("a")))
    assert "Take it over yourself" in page
    assert "Take it over yourself" not in text(desk.signed_in().get(desk.path("a")))
    boss.post(desk.path("a", "/assign"), {"agent": "boss"})
    assert memory.views[-1].facts["details"] == {"agent": "boss", "team": "desk"}


def test_who_is_away_says_so_once_and_colleagues_see_it(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    mina = desk.signed_in("mina")
    for _ in range(2):
        assert mina.post("/desk/away", {"away": "1", "next": "/desk/security"})["Location"] == "/desk/security"
    assert "away-dot" in text(mina.get("/desk/security"))
    menu = text(desk.signed_in().get(desk.path("a"))).partition('id="hand-over"')[2].partition("</select>")[0]
    assert "0 open · away" in menu
    mina.post("/desk/away", {"next": "/desk/"})
    assert "away-dot" not in text(mina.get("/desk/security"))
    acts = [view.facts["action"] for view in memory.journal if "action" in view.facts]
    assert acts == ["desk away", "desk back"]
    assert desk.signed_in("hu", "auditor").post("/desk/away", {"away": "1"}).status_code == 404


def test_the_plans_page_tells_who_is_given_conversations(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    boss = desk.signed_in("boss", "lead", team="desk")
    boss.post("/desk/plan", {"text": PLAN, "seen": "0", "do": "publish"})
    page = text(boss.get("/desk/plan"))
    assert "Given to whoever has least." in page
    people = page.partition("Who is given conversations")[2].partition("</table>")[0]
    assert "English" in people
    # boss and mina have none yet, xiaozhou has one; mina takes five at most
    assert sorted(re.findall(r"<td>(\d+ / \d+)</td>", people)) == ["0 / 20", "0 / 5", "1 / 20"]


def test_the_plans_page_says_in_chinese_when_the_desk_is_open_and_when_it_rests(desk: Desk) -> None:
    boss = desk.signed_in("boss", "lead", team="desk")
    desk.settle("mina", team="desk")
    boss.post("/desk/plan", {"text": f'[hours]\nmon = "09:00-18:00"\n{PLAN}', "seen": "0", "do": "publish"})
    page = text(boss.get("/desk/plan", headers={"Accept-Language": "zh-Hans"}))
    assert "营业时间" in page
    assert page.count("休息</span>") == 6
    assert "已结束" not in page
