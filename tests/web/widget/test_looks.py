"""Who looked, as a customer may know it: by work, what for and when; never a name, never another's conversation."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from tests.web.widget.asking import HOST, Visitor
from tests.web.widget.house import House
from tests.web.widget.stand import ColorScheme, Enter, Stand

from handclasp.records import Kind, Refused
from handclasp.web.widget import Limits, create_widget
from handclasp.web.widget.services import Bucket

HOUR = 3_600_000
PATH = "/v1/widget/looks"


async def asked(visitor: Visitor) -> Any:
    answer = await visitor.client.get(PATH, headers=visitor.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["looks"]


@pytest.mark.anyio
async def test_a_customer_is_told_role_purpose_and_time_and_the_question_is_theirs_alone(
    visitor: Visitor, house: House
) -> None:
    await visitor.open()
    now, mine = house.now, visitor.conversation
    house.look(mine, "agent", now - 3 * HOUR, purpose="support")
    house.look(mine, "specialist", now, kind=Kind.REVEAL, purpose="dispute", item="PHONE")
    house.look(bytes(16), "director", now, purpose="risk")
    assert await asked(visitor) == [
        {
            "role": "specialist", "kind": "reveal", "purpose": "dispute", "item": "PHONE",
            "at": now, "since": now, "times": 1,
        },
        {
            "role": "agent", "kind": "access", "purpose": "support", "item": None,
            "at": now - 3 * HOUR, "since": now - 3 * HOUR, "times": 1,
        },
    ]  # fmt: skip
    who, conversation, purpose = house.accesses[-1]
    assert (who.role, who.conversation, conversation, purpose) == ("customer", mine.hex(), mine, "who looked")


@pytest.mark.anyio
async def test_own_visits_questions_and_programs_are_no_looks(visitor: Visitor, house: House) -> None:
    await visitor.open()
    for role, purpose in (("customer", "own conversation"), ("machine", "queue"), ("agent", "who looked")):
        house.look(visitor.conversation, role, house.now, purpose=purpose)
    assert await asked(visitor) == []


@pytest.mark.anyio
async def test_a_roles_own_name_and_a_machines_own_words_stay_inside(visitor: Visitor, house: House) -> None:
    await visitor.open()
    house.look(visitor.conversation, "night-shift-fraud", house.now - HOUR, purpose="support")
    house.look(visitor.conversation, "service", house.now, purpose="scoring of Mr Specimen")
    told = await asked(visitor)
    assert [(look["role"], look["purpose"]) for look in told] == [("service", None), ("staff", "support")]


@pytest.mark.anyio
async def test_looks_of_one_sitting_are_one_with_a_count(visitor: Visitor, house: House) -> None:
    await visitor.open()
    for minutes in (0, 5, 50, 130):
        house.look(visitor.conversation, "agent", house.now + minutes * 60_000, purpose="support")
    told = await asked(visitor)
    assert [(look["times"], look["at"] - house.now, look["since"] - house.now) for look in told] == [
        (1, 130 * 60_000, 130 * 60_000),
        (3, 50 * 60_000, 0),
    ]


@pytest.mark.anyio
async def test_at_most_a_hundred_are_told_the_newest(visitor: Visitor, house: House) -> None:
    await visitor.open()
    for day in range(120):
        house.look(visitor.conversation, "agent", house.now + day * 24 * HOUR, purpose="support")
    told = await asked(visitor)
    assert (len(told), told[0]["at"]) == (100, house.now + 119 * 24 * HOUR)


@pytest.mark.anyio
async def test_without_a_session_nothing_is_told_and_too_often_is_refused(visitor: Visitor, house: House) -> None:
    limits = Limits(looks=Bucket(burst=2, per_minute=1))
    transport: Any = httpx.ASGITransport(app=create_widget(house.services(limits=limits)))
    async with httpx.AsyncClient(transport=transport, base_url=HOST, headers={"Origin": HOST}) as client:
        visitor.client = client
        assert (await client.get(PATH)).json()["code"] == "session-invalid"
        await visitor.open()
        answers = [await client.get(PATH, headers=visitor.headers) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].json()["code"] == "rate-limited"
        assert int(answers[2].headers["retry-after"]) > 0
        assert answers[0].headers["cache-control"] == "no-store"
        foreign = await client.get(PATH, headers=visitor.headers | {"Origin": "https://evil.example"})
        assert foreign.json()["code"] == "origin-refused"
    assert sum(purpose == "who looked" for _, _, purpose in house.accesses) == 2


@pytest.mark.anyio
async def test_what_the_policies_refuse_is_a_problem_without_words(
    visitor: Visitor, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise Refused("the rules do not allow it")

    await visitor.open()
    monkeypatch.setattr(house, "who_looked", refuse)
    answer = await visitor.client.get(PATH, headers=visitor.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")


WORDS = {
    "zh": (
        "谁看过", "争议专员", "看了遮住的内容：手机号", "工作人员",
        "为了帮您，看了对话", "3 次", "除了您，还没有人看过。",
    ),
    "en": (
        "Who has looked", "Dispute specialist", "saw what is behind the mask: Phone", "A member of staff",
        "read it to help you", "3 times", "Nobody but you has looked yet.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
def test_the_menu_shows_who_has_looked_day_by_day(
    enter: Enter, stand: Stand, language: str, scheme: ColorScheme
) -> None:
    title, specialist, saw, somebody, read, times, nobody = WORDS[language]
    customer = enter(scheme=scheme, device=language == "en")
    customer.visit()
    customer.frame.locator("#more").click()
    customer.frame.get_by_role("button", name=title).click()
    sheet = customer.frame.locator("#proof")
    expect(sheet.locator("h2")).to_have_text(title)
    expect(sheet).to_contain_text(nobody)
    sheet.locator("header button").click()

    now, mine = stand.house.now, stand.conversation
    stand.house.look(mine, "night-shift", now - 26 * HOUR, purpose="support")
    for _ in range(3):
        stand.house.look(mine, "agent", now, purpose="support")
    stand.house.look(mine, "specialist", now, kind=Kind.REVEAL, purpose="dispute", item="PHONE")
    customer.frame.locator("#more").click()
    customer.frame.get_by_role("button", name=title).click()
    lines = sheet.locator(".looks li")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text(specialist)
    expect(lines.nth(0)).to_contain_text(saw)
    expect(lines.nth(1)).to_contain_text(times)
    expect(lines.nth(2)).to_contain_text(somebody)
    expect(lines.nth(2)).to_contain_text(read)
    assert sheet.locator("h3").count() in {2, 3}  # the clock of a test may stand near midnight
    assert sheet.locator(".body").evaluate("(e) => e.scrollWidth <= e.clientWidth")


def test_what_cannot_be_fetched_is_said_calmly(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    customer.page.route(f"**{PATH}", lambda route: route.fulfill(status=503, json={"code": "overloaded"}))
    customer.frame.locator("#more").click()
    customer.frame.get_by_role("button", name="谁看过").click()
    expect(customer.frame.locator("#proof [role=alert]")).to_have_text("现在查不到，请过一分钟再试。")
    customer.forgive_network()
