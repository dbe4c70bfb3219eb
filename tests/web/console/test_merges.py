"""A customer's joined conversations on the pages: offered beside the talk, drawn as one timeline, parted again."""

from __future__ import annotations

import re

from tests.web.console.memory import Memory, pseudonym
from tests.web.console.people import Desk
from tests.web.console.test_scripts import text

from handclasp.records import Author, Kind, Raw, Secret


def ready(desk: Desk, memory: Memory) -> None:
    for n, (name, words) in enumerate([("a", "first of all"), ("b", "second here"), ("a", "third then")]):
        memory.now += 1_000 * (n + 1)
        memory.say(name, words)
    memory.append(
        Raw(
            tenant="demo",
            conversation="c",
            key="another",
            kind=Kind.MESSAGE,
            author=Author("customer", "somebody-else"),
            received=memory.now,
            text=Secret("another person"),
        )
    )
    desk.catch_up()
    desk.give("xiaozhou", "desk")
    desk.settle()


def joined(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    answer = desk.signed_in().post(desk.path("b", "/join"), {"with": pseudonym("a").hex()})
    assert answer["Location"] == desk.path("b")
    desk.catch_up()


def lines(page: str) -> list[str]:
    return re.findall(r"first of all|second here|third then", page.partition('id="lines"')[2].partition("</ol>")[0])


def test_only_the_customers_other_conversations_are_offered(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    page = desk.signed_in().get(desk.path("b")).content.decode()
    assert f'<option value="{pseudonym("a").hex()}">' in page
    assert f'<option value="{pseudonym("c").hex()}">' not in page
    assert f'<option value="{pseudonym("b").hex()}">' not in page


def test_the_lines_of_both_stand_in_one_timeline(desk: Desk, memory: Memory) -> None:
    joined(desk, memory)
    page = desk.signed_in().get(desk.path("b")).content.decode()
    assert lines(page) == ["first of all", "second here", "third then"]
    assert f'id="m-{pseudonym("a").hex()[:8]}-1"' in page
    assert "小周 let conversation" in text(desk.signed_in().get(desk.path("b")))
    assert len(set(re.findall(r'id="(m-[^"]+)"', page))) == len(re.findall(r'id="(m-[^"]+)"', page))


def test_each_is_read_through_its_own_walls(desk: Desk, memory: Memory) -> None:
    joined(desk, memory)
    desk.give("somebody", "night", "a")
    before = len(memory.looks())
    page = text(desk.signed_in().get(desk.path("b")))
    assert "first of all" not in page
    assert "second here" in page
    assert "goes on here; opening it takes more" in page
    assert len(memory.looks()) == before + 1


def test_the_one_that_goes_on_elsewhere_says_where_and_takes_no_answer(desk: Desk, memory: Memory) -> None:
    joined(desk, memory)
    mine = desk.signed_in()
    page = text(mine.get(desk.path("a")))
    assert "This conversation goes on in" in page
    assert 'id="goes-on"' in page
    assert 'value="reply"' not in page
    count = len(memory.views)
    answer = mine.post(desk.path("a", "/say"), {"text": "hello?", "mode": "reply", "key": "k" * 20})
    assert answer.status_code == 422
    assert "this conversation goes on in another one" in text(answer)
    assert len(memory.views) == count
    assert "goes on in another conversation" in text(mine.get("/desk/?tab=closed"))


def test_parted_it_goes_on_by_itself(desk: Desk, memory: Memory) -> None:
    joined(desk, memory)
    mine = desk.signed_in()
    assert mine.post(desk.path("a", "/part"), {"back": "1"})["Location"] == desk.path("b")
    desk.catch_up()
    assert lines(mine.get(desk.path("b")).content.decode()) == ["second here"]
    assert 'value="reply"' in text(mine.get(desk.path("a")))


def test_what_cannot_be_joined_says_why_and_changes_nothing(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    count = len(memory.views)
    mine = desk.signed_in()
    for other, why in (("c", "No customer wrote in both"), ("b", "cannot go on in itself")):
        answer = mine.post(desk.path("b", "/join"), {"with": pseudonym(other).hex()})
        assert answer.status_code == 422
        assert why in text(answer)
    assert mine.post(desk.path("b", "/join"), {"with": "x"}).status_code == 422
    assert mine.post(desk.path("b", "/part")).status_code == 422
    assert len(memory.views) == count
    chinese = desk.signed_in(language="zh-hans").post(desk.path("b", "/join"), {"with": pseudonym("c").hex()})
    assert "只能合并同一位客户的会话" in text(chinese)


def test_earlier_lines_come_with_those_of_their_time(desk: Desk, memory: Memory) -> None:
    memory.say("a", "first of all")
    for n in range(300):
        memory.now += 1_000
        memory.say("b", f"line {n}")
        if n == 20:
            memory.say("a", "third then")
    desk.catch_up()
    desk.give("xiaozhou", "desk")
    desk.settle()
    mine = desk.signed_in()
    mine.post(desk.path("b", "/join"), {"with": pseudonym("a").hex()})
    desk.catch_up()
    page = mine.get(desk.path("b")).content.decode()
    assert lines(page) == []
    found: list[str] = []
    while more := re.search(r'hx-get="([^"]*before=[^"]*)"', page):
        page = mine.get(more[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
        found = re.findall(r"first of all|third then", page) + found
    assert found == ["first of all", "third then"]
