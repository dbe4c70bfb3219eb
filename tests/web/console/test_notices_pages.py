"""My notices: off until switched on, and what waits, as a kind and a count that tell nothing of whom or what."""

from __future__ import annotations

import json
import re
import secrets
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect
from tests.house_fixture import house_template
from tests.web.console import stand
from tests.web.console.real_house import Rooms, rooms, whole_house
from tests.web.console.test_cases_journey import LOOKS, fits
from tests.web.console.test_journey import _beside_playwright, chromium, page
from tests.web.console.test_scripts import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.desk.models import Conversation

__all__ = ["_beside_playwright", "chromium", "house_template", "page", "rooms", "whole_house"]

SAID = "notices"
EVERYTHING = [f"{kind}/desktop" for kind in ("waits", "line", "deadline", "task", "approval")]


def waiting(agent: str = "", team: str = "", **more: Any) -> Conversation:
    """A conversation in which a customer waits."""
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    known = {"waiting": True, "waiting_since": 1_000, "last_at": 1_000, "last_index": 1, "said": 1} | more
    name = secrets.token_bytes(16)
    return Conversation.objects.create(tenant="shop", pseudonym=name, agent=agent, team=team, **known)


def chosen(rooms: Rooms, username: str, *wanted: str, **form: str) -> Any:
    return rooms.browser(username).post("/desk/notices", {"wanted": wanted, **form})


def now(rooms: Rooms, username: str) -> Any:
    return json.loads(rooms.browser(username).get("/desk/notices/now").content)


def says(rooms: Rooms, username: str) -> dict[str, str]:
    return {kind: found["says"] for kind, found in now(rooms, username)["kinds"].items()}


def test_nothing_is_told_until_it_is_switched_on(rooms: Rooms) -> None:
    rooms.hire("lena", "agent")
    waiting("lena")
    assert now(rooms, "lena") == {"on": False, "me": now(rooms, "lena")["me"], "kinds": {}, "where": "/desk/"}
    assert "checked" not in text(rooms.browser("lena").get("/desk/notices"))


def test_what_is_switched_on_is_told_as_a_kind_and_a_count(rooms: Rooms) -> None:
    rooms.hire("lena", "agent")
    mine, free = waiting("lena"), waiting()
    waiting("tom")
    assert chosen(rooms, "lena", "waits/desktop", "line/desktop")["Location"] == "/desk/notices?kept"
    told = now(rooms, "lena")
    assert says(rooms, "lena") == {"waits": "2 customers wait", "line": "New lines in 1 conversation of yours"}
    for one in (mine, free):
        assert one.hex not in json.dumps(told)
        assert str(one.pk) not in told["kinds"]["waits"]["things"]


def test_an_answer_ends_it_and_a_new_line_is_news(rooms: Rooms) -> None:
    rooms.hire("lena", "agent")
    mine = waiting("lena")
    chosen(rooms, "lena", "line/desktop")
    before = now(rooms, "lena")["kinds"]["line"]["things"]
    mine.said = 2
    mine.save()
    after = now(rooms, "lena")["kinds"]["line"]["things"]
    assert set(before).isdisjoint(after)
    mine.said, mine.last_at, mine.away_at = 3, 2_000, 2_000  # the house said that the desk is closed
    mine.save()
    assert now(rooms, "lena")["kinds"]["line"]["things"] == after
    mine.waiting = False
    mine.save()
    assert says(rooms, "lena") == {}


def test_a_deadline_is_told_to_whom_the_plan_names(rooms: Rooms) -> None:
    for name, role in (("lena", "agent"), ("boss", "lead"), ("tom", "agent")):
        rooms.hire(name, role, team="desk")
    waiting("lena", "desk", told=["boss", "lena"], alerts=["first/1000/deadline near"])
    for name in ("lena", "boss", "tom"):
        chosen(rooms, name, "deadline/desktop")
    told = "A deadline is near or missed in 1 conversation"
    assert [says(rooms, name) for name in ("lena", "boss", "tom")] == [{"deadline": told}, {"deadline": told}, {}]


def test_who_may_no_longer_see_a_list_is_told_nothing_of_it(rooms: Rooms) -> None:
    from handclasp.desk.models import Task  # noqa: PLC0415

    staff = rooms.hire("lena", "agent", team="desk")
    row = waiting("lena", "desk", told=["lena"], alerts=["first/1000/deadline near"])
    Task.objects.create(conversation=row, number="tom/1", asker="tom", owner="lena", area="risk", due=9_000, asked=1)
    chosen(rooms, "lena", *EVERYTHING)
    assert set(says(rooms, "lena")) == {"waits", "line", "deadline", "task"}
    for role in ("auditor", "administrator", "merchant", "gone"):
        staff.role, staff.merchant = role, "seller-42" if role == "merchant" else ""
        staff.save()
        assert says(rooms, "lena") == {}, role


def test_a_request_is_told_to_who_may_decide_and_not_to_who_asked(rooms: Rooms) -> None:
    from handclasp.access.approvals import Request  # noqa: PLC0415
    from handclasp.access.policy import Reader  # noqa: PLC0415

    for name in ("first", "second"):
        rooms.hire(name, "director")
        chosen(rooms, name, "approval/desktop")
    rooms.hire("admin", "administrator")
    from handclasp.access.people import People, Wanted  # noqa: PLC0415

    house = rooms.house
    people = People(gate=house.gate, journal=house.journal, approvals=house.approvals, policies=house.policies)
    who = Reader("shop", "administrator", "admin", "desk")
    asked = people.ask(who, "add", Wanted("new", "New", "agent", "desk"), "a new colleague")
    assert isinstance(asked, Request)
    house.approvals.request(who, asked)
    assert says(rooms, "second") == {"approval": "1 request waits for you"}
    assert now(rooms, "second")["where"] == "/desk/approvals"


def test_in_quiet_hours_nothing_is_told(rooms: Rooms) -> None:
    rooms.hire("lena", "agent")
    waiting("lena")
    chosen(rooms, "lena", "waits/desktop", quiet="1", **{"from": "00:00", "until": "23:59"})
    page = text(rooms.browser("lena").get("/desk/notices"))
    assert 'value="23:59"' in page
    assert now(rooms, "lena")["on"]
    chosen(rooms, "lena", "waits/desktop")
    assert says(rooms, "lena") == {"waits": "1 customer waits"}


def test_what_cannot_be_chosen_changes_nothing(rooms: Rooms) -> None:
    rooms.hire("lena", "agent")
    chosen(rooms, "lena", "waits/desktop")
    for wrong in ({"quiet": "1", "from": "22:00", "until": "22:00"}, {"wanted": ["waits/pigeon"]}):
        answer = rooms.browser("lena").post("/desk/notices", wrong)
        assert answer.status_code == 422
    assert 'value="waits/desktop" checked' in text(rooms.browser("lena").get("/desk/notices"))


def test_a_change_is_on_record_once(rooms: Rooms) -> None:
    from handclasp.records import Kind  # noqa: PLC0415

    rooms.hire("nadia", "agent")
    before = len([one for one in rooms.journal(Kind.AGENT_ACTION) if one["action"] == "notices change"])
    for _ in range(2):
        chosen(rooms, "nadia", "task/desktop")
    made = [one for one in rooms.journal(Kind.AGENT_ACTION) if one["action"] == "notices change"]
    assert len(made) == before + 1
    assert made[0]["by"] == "nadia"


def test_who_could_be_told_nothing_is_offered_nothing(rooms: Rooms) -> None:
    rooms.hire("hua", "merchant", merchant="seller-42")
    page = text(rooms.browser("hua").get("/desk/notices"))
    assert "Your role has no list, task or request" in page
    assert "checkbox" not in page


def test_looking_for_notices_is_no_use_of_a_session(rooms: Rooms) -> None:
    from django.test import RequestFactory  # noqa: PLC0415

    from handclasp.web.console.idle import _by_itself  # noqa: PLC0415

    made = RequestFactory()
    assert _by_itself(made.get("/desk/notices/now"))
    assert not _by_itself(made.get("/desk/notices"))


# --- in a browser


@pytest.fixture
def address(rooms: Rooms) -> Iterator[str]:
    with stand.served() as where:
        yield where


TOLD = """() => {
  const told = [];
  const Real = window.Notification;
  window.Notification = class extends Real {
    constructor(title, options) {
      super(title, options);
      told.push([title, options.body]);
      document.documentElement.dataset.told = JSON.stringify(told);
    }
  };
}"""


def enter(page: Page, rooms: Rooms, address: str, language: str) -> None:
    client = rooms.browser("lena", language=language)
    kept = [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    page.goto(f"{address}/desk/notices")


@pytest.mark.parametrize(
    ("language", "page"), LOOKS, indirect=["page"], ids=["zh", "en-dark", "en-narrow", "zh-narrow"]
)
def test_notices_are_switched_on_with_the_keyboard(rooms: Rooms, address: str, page: Page, language: str) -> None:
    narrow = page.viewport_size is not None and page.viewport_size["width"] < 800
    rooms.hire("lena", "lead")
    enter(page, rooms, address, language)
    first = page.locator("[name=wanted]").first
    first.focus()
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    page.locator("[name=quiet]").focus()
    page.keyboard.press("Space")
    save = page.locator("form .button.main")
    save.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[role=status].sure-line").first).to_be_visible()
    expect(page.locator("[name=wanted]").first).to_be_checked()
    expect(page.locator("[name=until]")).to_have_value("07:30")
    fits(page, f"notices-{language}-{'narrow' if narrow else 'wide'}")


@pytest.mark.parametrize("page", [{"locale": "en-GB"}], indirect=True)
def test_the_browser_tells_each_thing_once_and_asks_only_when_told_to(rooms: Rooms, address: str, page: Page) -> None:
    rooms.hire("lena", "agent")
    waiting("lena")
    chosen(rooms, "lena", "waits/desktop")
    page.add_init_script(f"({TOLD})()")
    page.context.grant_permissions(["notifications"], origin=address)
    with page.expect_response("**/desk/notices/now"):
        enter(page, rooms, address, "en-GB")
    shown = page.locator("html")
    expect(shown).to_have_attribute("data-told", '[["Handclasp","1 customer waits"]]')
    with page.expect_response("**/desk/notices/now"):
        page.reload()
    expect(shown).not_to_have_attribute("data-told", re.compile("."))
    waiting()
    with page.expect_response("**/desk/notices/now"):
        page.reload()
    expect(shown).to_have_attribute("data-told", '[["Handclasp","2 customers wait"]]')
