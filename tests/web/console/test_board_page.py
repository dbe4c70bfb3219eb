"""The live board as a page: tables that can be read out, a part for htmx, nothing of it for who may not see it."""

from __future__ import annotations

import re

from tests.web.console.memory import Memory, pseudonym
from tests.web.console.people import Desk
from tests.web.console.test_deadlines import promised
from tests.web.console.test_scripts import text

MINUTE = 60_000
PART = {"HX-Request": "true", "HX-Trigger": "board"}


def test_an_empty_desk_says_so(desk: Desk) -> None:
    page = text(desk.signed_in("boss", "lead", team="desk").get("/desk/board"))
    assert "Nobody waits." in page
    assert re.search(r"<dt>Waiting</dt><dd>0</dd>", page)


def test_every_table_has_its_heads_and_the_page_no_script_or_style_of_its_own(desk: Desk, memory: Memory) -> None:
    promised(desk)
    memory.say("a", "specimen")
    desk.catch_up()
    desk.signed_in()
    desk.give("xiaozhou", "desk", "a")
    memory.now += 6 * MINUTE
    page = text(desk.signed_in("boss", "lead").get("/desk/board"))
    assert page.count("<table") == 4
    assert len(re.findall(r'<table[^>]* aria-labelledby="[\w-]+"', page)) == 4
    for table in page.split("<table")[1:]:
        body = table.split("<tbody>")[1].split("</tbody>")[0]
        assert body.count('<th scope="row">') == body.count("<tr") > 0
    assert f'href="/desk/c/{pseudonym("a").hex()}"' in page
    assert re.search(r'<time class="due late"', page)
    assert re.search(r'<td class="missed">1</td>', page)
    assert "specimen" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)


def test_it_is_renewed_by_itself_and_what_is_looked_at_stays(desk: Desk, memory: Memory) -> None:
    promised(desk)
    client = desk.signed_in("boss", "lead")
    page = text(client.get("/desk/board?queue=all"))
    assert 'hx-get="/desk/board?queue=all" hx-trigger="queue-changed from:body, every 15s"' in page
    assert 'data-events="/desk/events?list=' in page
    memory.say("a", "specimen")
    desk.catch_up()
    part = text(client.get("/desk/board?queue=all", headers=PART))
    assert "<html" not in part
    assert re.search(r"<dt>Waiting</dt><dd>1</dd>", part)
    assert re.search(r'href="/desk/board\?" aria-current="true">all</a>', part)


def test_who_may_not_see_it_has_no_such_page_and_that_is_recorded(desk: Desk, memory: Memory) -> None:
    for place, role in enumerate(("agent", "specialist", "privacy", "auditor", "administrator")):
        client = desk.signed_in(f"somebody-{place}", role)
        assert client.get("/desk/board").status_code == 404
        assert (f"somebody-{place}", "see-board") in memory.refusals()
        assert 'href="/desk/board"' not in client.get("/desk/").content.decode()


def test_who_may_no_longer_see_it_is_told_so_where_it_was(desk: Desk) -> None:
    answer = desk.signed_in("xiaozhou", "agent").get("/desk/board", headers=PART)
    assert answer.status_code == 403
    assert "You may no longer see the live board." in text(answer)
    assert "<html" not in text(answer)
