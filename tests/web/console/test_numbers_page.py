"""The page of numbers: charts that are drawn right, each with its table, and nothing of it for who may not see it."""

from __future__ import annotations

import re

from tests.web.console.memory import Memory
from tests.web.console.people import Desk

from handclasp.web.console.charts import HEIGHT, chart, count_top, ranking, time_top

MINUTE, DAY = 60_000, 86_400_000


def page(desk: Desk, memory: Memory, query: str = "", role: str = "lead") -> str:
    memory.say("a", "我的身份证 11010519491231002X")
    desk.catch_up()
    memory.now += MINUTE
    answer = desk.signed_in(role=role).get(f"/desk/numbers{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_chart_has_its_table_and_the_page_no_script_or_style_of_its_own(desk: Desk, memory: Memory) -> None:
    html = page(desk, memory, "?days=7")
    charts = html.split('<section class="chart"')[1:]
    assert len(charts) == 9
    for one in charts[:4]:
        assert one.count("<tr>") == 8  # a head and seven days
        assert "As a table" in one
    assert len(re.findall('class="hit"', charts[0])) == 7
    assert any("ID number" in one for one in charts)
    assert "<style" not in html
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)


def test_where_nothing_was_measured_no_limit_is_told(desk: Desk, memory: Memory) -> None:
    html = page(desk, memory)
    assert "within –" not in html
    assert html.count("no data in this time") == 3  # no answer, no resolution, no rating
    memory.say("a", "hello", "agent")
    memory.now += MINUTE
    answered = page(desk, memory)
    assert "half within; 9 of 10 within" in answered
    assert answered.count("no data in this time") == 2


def test_a_span_that_is_none_is_the_usual_one(desk: Desk, memory: Memory) -> None:
    html = page(desk, memory, "?days=4000000")
    assert '?days=30" aria-current="true"' in html


def test_the_table_to_take_along(desk: Desk, memory: Memory) -> None:
    memory.say("a", "specimen")
    desk.catch_up()
    answer = desk.signed_in(role="director").get("/desk/numbers.csv?days=7")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert re.match(r'attachment; filename="numbers-\d{8}-7-days\.csv"$', answer["Content-Disposition"])
    assert '"begun","","","1","conversations"' in answer.content.decode("utf-8-sig")


def test_who_may_not_see_numbers_has_no_such_page_and_that_is_recorded(desk: Desk, memory: Memory) -> None:
    for place, role in enumerate(("agent", "specialist", "administrator", "auditor")):
        client = desk.signed_in(f"somebody-{place}", role)
        for path in ("/desk/numbers", "/desk/numbers.csv"):
            assert client.get(path).status_code == 404
        assert (f"somebody-{place}", "see-numbers") in memory.refusals()
        assert 'href="/desk/numbers"' not in client.get("/desk/").content.decode()


def test_columns_stand_on_the_ground_and_reach_no_higher_than_the_scale() -> None:
    made = chart(["1", "2", "3"], [(5, 5), (0, 0), (10, 0)], ["a", "b"], [["1"], ["2"], ["3"]], (10, str))
    both, none, full = (column.bars for column in made.columns)
    assert [(bar.kind, bar.y, bar.height) for bar in both] == [("a", 50, 50), ("b", 0, 50)]
    assert none == ()
    assert (full[0].y, full[0].height) == (0, HEIGHT)
    assert made.scale == ("10", "5", "0")
    assert chart(["1"], [(0, 0)], ["a"], [["1"]], (2, str)).empty


def test_scales_have_a_half_that_reads_well() -> None:
    for most in (0, 1, 3, 9, 11, 99, 12_345):
        top = count_top(most)
        assert most <= top
        assert top % 2 == 0
    assert [count_top(n) for n in (3, 5, 11, 25, 41, 492)] == [4, 6, 20, 30, 50, 500]
    for most in (0, 700, 61_000, 5 * 3_600_000, 400 * DAY):
        assert most <= time_top(most) <= max(10_000, 3 * most)


def test_the_first_of_a_ranking_is_as_long_as_it_goes() -> None:
    assert [(one.name, one.share) for one in ranking([("x", 8), ("y", 2)], str.upper)] == [("X", 100), ("Y", 25)]
    assert ranking([], str) == []
