"""Quality reviews as pages: drawing, reviewing beside the masked thread, reading and answering one's own, averages."""

from __future__ import annotations

import re

import pytest
from tests.desk.test_numbers import MINUTE, NOON, at, talk
from tests.desk.test_quality import DAY, RUBRIC, WEEK
from tests.web.console.memory import Memory
from tests.web.console.people import Desk
from tests.web.console.test_scripts import text

from handclasp.records import Kind

PATHS = (
    "/desk/quality",
    "/desk/quality/1",
    "/desk/quality/numbers",
    "/desk/quality/numbers.csv",
    "/desk/quality/rubric",
)


@pytest.fixture
def week(desk: Desk, memory: Memory) -> Desk:
    """A week in which xiaozhou answered once."""
    talk(memory, "a", NOON, NOON + MINUTE)
    memory.say("a", "我的身份证 11010519491231002X")
    desk.catch_up()
    desk.signed_in()
    desk.give("xiaozhou", "desk", "a")
    at(memory, NOON + 2 * DAY)
    boss = desk.signed_in("boss", "lead", team="desk")
    done = boss.post("/desk/quality/rubric", {"text": RUBRIC, "seen": "0", "do": "publish"})
    assert done.status_code == 302
    return desk


def drawn(week: Desk) -> str:
    """The address of what was drawn."""
    boss = week.signed_in("boss", "lead")
    assert boss.post("/desk/quality/draw").status_code == 302
    (found,) = re.findall(r'href="(/desk/quality/\d+)"', text(boss.get("/desk/quality")))
    return str(found)


FORM = {"rubric": "1", "p-solved": "3", "p-tone": "-", "words": "Good work"}


def test_a_week_is_drawn_with_one_click_and_once(week: Desk, memory: Memory) -> None:
    boss = week.signed_in("boss", "lead")
    page = text(boss.get("/desk/quality"))
    assert f"Week {WEEK} was not drawn yet." in page
    assert "Nothing waits to be looked at." in page
    drawn(week)
    page = text(boss.get("/desk/quality"))
    assert "was not drawn yet" not in page
    assert re.search(rf"<td>小周</td><td>{WEEK}</td><td>drawn</td>", page)
    again = boss.post("/desk/quality/draw")
    assert (again.status_code, "This was done already" in text(again)) == (409, True)
    assert [view.facts["action"] for view in memory.journal if view.kind == Kind.AGENT_ACTION][-1] == "quality sample"


def test_reviewing_shows_the_masked_thread_and_the_look_is_on_record(week: Desk, memory: Memory) -> None:
    where = drawn(week)
    page = text(week.signed_in("boss", "lead").get(where))
    assert "11010519491231002X" not in page
    assert "specimen answer" in page
    assert "Solved" in page
    look = memory.looks()[-1]
    assert (look.author.id, look.facts["purpose"]) == ("boss", "quality")
    assert WEEK in str(look.facts["reason"])
    assert "<style" not in page
    assert " style=" not in page


def test_what_is_wrong_is_said_and_what_was_typed_stays(week: Desk, memory: Memory) -> None:
    where, boss = drawn(week), week.signed_in("boss", "lead")
    for change in ({"p-solved": "9"}, {"words": " "}, {"rubric": "7"}, {"p-solved": "x"}):
        answer = boss.post(where, FORM | {"words": "typed words"} | change)
        assert answer.status_code == 422
        assert 'role="alert"' in text(answer)
        assert change.get("words") or "typed words" in text(answer)
    assert not [view for view in memory.views if view.kind == Kind.QUALITY]


def test_a_review_is_sealed_once_read_by_the_agent_and_answered_once(week: Desk, memory: Memory) -> None:
    where, boss, agent = drawn(week), week.signed_in("boss", "lead"), week.signed_in()
    assert agent.get(where).status_code == 404  # what is only drawn is nobody's to know
    assert boss.post(where, FORM).status_code == 302
    assert memory.views[-1].kind == Kind.QUALITY
    assert boss.post(where, FORM).status_code == 200  # it is shown as it stands, and nothing is stored
    page = text(agent.get(where))
    assert "Good work" in page
    assert "3/4" in page
    assert "Your answer" in page
    assert agent.post(where, {"words": ""}).status_code == 422
    assert agent.post(where, {"words": "It was a hard day"}).status_code == 302
    page = text(boss.get(where))
    assert "It was a hard day" in page
    assert "Your answer" not in page
    assert agent.post(where, {"words": "once more"}).status_code == 422
    assert [view.kind for view in memory.views].count(Kind.QUALITY) == 2
    assert "Good work" not in text(agent.get(week.path("a")))  # at its own door alone


def test_agents_see_their_own_and_nobody_elses(week: Desk, memory: Memory) -> None:
    where, boss = drawn(week), week.signed_in("boss", "lead")
    boss.post(where, FORM)
    other = week.signed_in("other-agent", "agent", team="desk")
    assert other.get(where).status_code == 404
    assert ("other-agent", "review-quality") in memory.refusals()
    page = text(other.get("/desk/quality"))
    assert "None of your conversations was reviewed yet." in page
    assert "/desk/quality/draw" not in page
    assert other.post("/desk/quality/draw").status_code == 404
    assert other.post("/desk/quality/rubric", {"text": RUBRIC, "seen": "1", "do": "publish"}).status_code == 200
    own = text(week.signed_in().get("/desk/quality/numbers"))
    assert "Of the reviews of your own work." in own
    assert '"all","","","75.0","1"' in week.signed_in().get("/desk/quality/numbers.csv").content.decode()
    assert '"all","","","","0"' in other.get("/desk/quality/numbers.csv").content.decode()


def test_averages_have_their_chart_table_and_file(week: Desk) -> None:
    where, boss = drawn(week), week.signed_in("boss", "lead")
    boss.post(where, FORM)
    page = text(boss.get("/desk/quality/numbers?weeks=4"))
    assert len(re.findall('class="hit"', page)) == 4
    assert "<td>75.0</td>" in page
    answer = boss.get("/desk/quality/numbers.csv?weeks=4")
    assert re.match(r'attachment; filename="quality-2026-W48-4-weeks\.csv"$', answer["Content-Disposition"])
    assert f'"week","","{WEEK}","75.0","1"' in answer.content.decode("utf-8-sig")


def test_whoever_may_not_review_has_no_such_pages(week: Desk, memory: Memory) -> None:
    for place, role in enumerate(("privacy", "auditor", "administrator")):
        client = week.signed_in(f"somebody-{place}", role)
        # Whoever arranges the desk keeps the rubric, though they review nobody.
        for path in PATHS[:-1] if role == "administrator" else PATHS:
            assert client.get(path).status_code == 404, (role, path)
        assert client.post("/desk/quality/draw").status_code == 404
        assert (f"somebody-{place}", "review-quality") in memory.refusals()
        assert 'href="/desk/quality"' not in client.get("/desk/").content.decode()


def test_a_rubric_with_a_fault_changes_nothing_and_the_fault_is_named(week: Desk) -> None:
    boss = week.signed_in("boss", "lead")
    answer = boss.post("/desk/quality/rubric", {"text": "per_week = 0", "seen": "1", "do": "publish"})
    assert (answer.status_code, "1 to 20 criteria" in text(answer)) == (422, True)
    moved = boss.post("/desk/quality/rubric", {"text": RUBRIC, "seen": "0", "do": "publish"})
    assert moved.status_code == 409
    checked = text(boss.post("/desk/quality/rubric", {"text": RUBRIC, "seen": "1", "do": "check"}))
    assert "No fault." in checked
    assert "Rubric 1, by" in checked
