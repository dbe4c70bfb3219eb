from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
from tests.web.console.memory import Memory
from tests.web.console.people import Desk

from handclasp.records import Refused, Span


@contextmanager
def stream(client: Any, address: str, path: str, **headers: str) -> Iterator[Iterator[dict[str, str]]]:
    """Listen as a browser does; yields the events one by one."""
    cookies = {name: cookie.value for name, cookie in client.cookies.items()}
    with httpx.stream("GET", address + path, cookies=cookies, headers=headers, timeout=20) as answer:
        assert answer.status_code == 200, answer.status_code
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _events(_lines(answer.iter_text()))


def _lines(chunks: Iterator[str]) -> Iterator[str]:
    """Lines as the format has them; `iter_lines` would also cut at U+2028."""
    rest = ""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split("\n")
        yield from whole


def _events(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    for line in lines:
        if not line:
            if event:
                yield event
            event = {}
            continue
        name, _, value = line.partition(": ")
        name = name or "comment"
        event[name] = f"{event[name]}\n{value}" if name in event and name == "data" else value


def until(events: Iterator[dict[str, str]], name: str) -> dict[str, str]:
    return next(event for event in events if event.get("event") == name)


def test_a_new_line_arrives_drawn_and_numbered(desk: Desk, memory: Memory, address: str) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    with stream(desk.signed_in(), address, desk.path("a", "/events?after=1")) as events:
        assert "open" in next(events)["comment"]
        memory.say("b", "not for this page")
        memory.say("a", "two\nlines, a \u2028 and <b>no markup</b>")
        line = until(events, "line")
    assert line["id"] == "2"
    assert 'id="m-2"' in line["data"]
    assert "two\nlines, a \u2028 and &lt;b&gt;no markup&lt;/b&gt;" in line["data"]
    assert "Sealed" in line["data"]


def test_a_line_that_was_hidden_since_is_drawn_anew(desk: Desk, memory: Memory, address: str) -> None:
    memory.say("a", "call 13812345678")
    memory.say("a", "or not")
    desk.catch_up()
    desk.give()
    with stream(desk.signed_in(), address, desk.path("a", "/events?after=2")) as events:
        assert "open" in next(events)["comment"]
        by = memory.hide("a", 1, "call 【电话 ****】", Span("PHONE", 5, 14, "conversation", 90, 0, 3))
        changed = until(events, "changed")
        memory.say("a", "and on")
        line = until(events, "line")
    assert "id" not in changed
    assert 'id="m-1"' in changed["data"]
    assert "13812345678" not in changed["data"]
    assert f"reveal/{by.seq}/original/0" in changed["data"], "what is masked now is kept by the rescreen record"
    assert "Masked anew" in changed["data"]
    assert line["id"] == "4"


def test_after_a_cut_the_browser_goes_on_where_it_was(desk: Desk, memory: Memory, address: str) -> None:
    for word in ("one", "two", "three"):
        memory.say("a", word)
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    with stream(client, address, desk.path("a", "/events?after=0"), **{"Last-Event-ID": "1"}) as events:
        assert [until(events, "line")["id"], until(events, "line")["id"]] == ["2", "3"]
    assert [look.facts["purpose"] for look in memory.journal] == ["support"]


def test_the_list_is_nudged_when_the_consumer_has_caught_up(desk: Desk, memory: Memory, address: str) -> None:
    with stream(desk.signed_in(), address, "/desk/events") as events:
        next(events)
        memory.say("a", "a first word")
        desk.catch_up()
        desk.give()
        memory.wake(b"")
        assert until(events, "queue")["data"] == "changed"


def test_what_came_while_the_page_was_drawn_is_not_missed(desk: Desk, memory: Memory, address: str) -> None:
    client = desk.signed_in()
    found = re.search(r"/desk/events\?list=[^\"]+", client.get("/desk/").content.decode())
    assert found
    memory.say("a", "between page and stream")
    desk.catch_up()
    desk.give()
    with stream(client, address, found.group()) as events:
        assert until(events, "queue")["data"] == "changed"


def test_the_stream_ends_when_the_person_signs_out(desk: Desk, memory: Memory, address: str) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    with stream(client, address, desk.path("a", "/events?after=1")) as events:
        next(events)
        client.post("/desk/sign-out")
        memory.say("a", "only for who is signed in")
        memory.wake(b"")
        seen = list(events)
    assert seen[-1] == {"event": "ended", "data": "signed-out"}
    assert memory.subscribers == []


def test_who_may_not_read_gets_no_lines(desk: Desk, memory: Memory, address: str) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    with stream(desk.signed_in("audit", "auditor"), address, desk.path("a", "/events?after=0")) as events:
        next(events)
        memory.say("a", "hello again")
        desk.catch_up()
        desk.give()
        memory.wake(b"")
        assert next(event for event in events if "event" in event)["event"] == "queue"
    assert memory.journal == []


def test_a_refusal_closes_the_stream_before_it_opens(desk: Desk, memory: Memory, address: str) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    memory.refuses = Refused("not now")
    cookies = {name: cookie.value for name, cookie in desk.signed_in().cookies.items()}
    assert httpx.get(address + desk.path("a", "/events"), cookies=cookies, timeout=20).status_code == 403


def test_many_open_pages_hold_no_database_connection(desk: Desk, memory: Memory, address: str) -> None:
    from django.db import connection  # noqa: PLC0415

    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    with ExitStack() as open_pages:
        streams = [
            open_pages.enter_context(stream(client, address, desk.path("a", "/events?after=1"))) for _ in range(20)
        ]
        for events in streams:
            next(events)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_stat_activity where usename = current_user")
            # This one, the threads that look for all pages, and whatever was not cleared away yet.
            assert cursor.fetchone()[0] < len(streams) / 2
        cookies = {name: cookie.value for name, cookie in client.cookies.items()}
        assert httpx.get(address + "/desk/", cookies=cookies, timeout=8).status_code == 200
        memory.say("a", "for everybody")
        assert {until(events, "line")["id"] for events in streams} == {"2"}


def test_what_others_do_makes_no_sound(desk: Desk, memory: Memory, address: str) -> None:
    memory.say("a", "hello")
    memory.say("b", "hello")
    desk.catch_up()
    desk.give("xiaozhou", "desk", "a")
    desk.give("lena", "night", "b")
    with stream(desk.signed_in(), address, "/desk/events") as events:
        assert "open" in next(events)["comment"]
        for _ in range(3):
            memory.say("b", "none of xiaozhou's business")
            desk.catch_up()
            memory.wake(b"")
        memory.say("a", "mine")
        desk.catch_up()
        memory.wake(b"")
        assert next(events) == {"event": "queue", "data": "changed"}


def test_the_lines_end_in_words_when_the_conversation_is_anothers(desk: Desk, memory: Memory, address: str) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    with stream(desk.signed_in(), address, desk.path("a", "/events?after=1")) as events:
        next(events)
        desk.give("lena")
        memory.say("a", "only for Lena")
        desk.catch_up()
        memory.wake(b"")
        seen = [next(event for event in events if "event" in event) for _ in range(2)]
    assert {"event": "lost", "data": "refused"} in seen
    assert {"event": "queue", "data": "changed"} in seen


def test_the_lines_end_when_the_reason_has_run_out(desk: Desk, memory: Memory, address: str) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    client = desk.signed_in("fang", "director")
    client.post(desk.path("a", "/why"), {"purpose": "dispute", "reason": "order A1001"})
    with stream(client, address, desk.path("a", "/events?after=1")) as events:
        next(events)
        memory.say("a", "in time")
        assert until(events, "line")["id"] == "2"
        memory.now += 30 * 60_000
        memory.say("a", "too late")
        assert next(event for event in events if event.get("event") in {"line", "lost"})["data"] == "reason"
    assert {look.facts.get("reason") for look in memory.looks()} == {"order A1001"}


def test_without_a_reason_the_stream_tells_of_the_lists_alone(desk: Desk, memory: Memory, address: str) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    with stream(desk.signed_in("fang", "director"), address, desk.path("a", "/events?after=0")) as events:
        next(events)
        memory.say("a", "not without a reason")
        desk.catch_up()
        memory.wake(b"")
        assert next(event for event in events if "event" in event)["event"] == "queue"
    assert memory.journal == []
