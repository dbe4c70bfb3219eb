"""A merchant's page of disputes: listed, shown, answered, appealed against; to nobody else is it there."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from tests.house_fixture import assigned, house_template
from tests.web.console.cases import Case
from tests.web.console.real_house import rooms, whole_house
from tests.web.console.test_cases_pages import decide, opened, talk, text
from tests.web.console.test_order_pages import shelf

__all__ = ["house_template", "rooms", "shelf", "talk", "whole_house"]
SELLER = "seller-42"


@pytest.fixture
def dispute(talk: Case) -> str:
    """A dispute about the seller's product, opened by the specialist: its page for the desk."""
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    talk.rooms.hire("hua", "merchant", merchant=SELLER)
    talk.rooms.hire("mei", "merchant", merchant="seller-7")
    assigned(talk.rooms.house, talk.name, talk.reader("bai"), merchant=SELLER)
    Conversation.objects.filter(pseudonym=talk.name).update(merchants=[SELLER])
    return opened(talk, talk.rooms.browser("bai"))


def mine(dispute: str) -> str:
    return f"/desk/my-cases/{dispute.rpartition('/')[2]}"


def act(browser: Any, where: str, **told: Any) -> Any:
    return browser.post(f"{where}/act", told)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("to be decided", "Your side", "Decide by")), ("zh-hans", ("待裁决", "己方陈述", "裁决期限"))],
)
def test_a_merchant_has_its_say_and_adds_a_picture(
    talk: Case, dispute: str, language: str, words: tuple[str, ...]
) -> None:
    browser, where = talk.rooms.browser("hua", language=language), mine(dispute)
    assert where in text(browser.get("/desk/my-cases"))
    page = text(browser.get(where))
    for word in words:
        assert word in page
    assert act(browser, where, act="say", why="sent at noon, specimen").status_code == 302
    content = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(content, "PNG")
    content.seek(0)
    content.name = "proof.png"
    assert act(browser, where, act="attach", file=content).status_code == 302
    shown = text(talk.rooms.browser("bai", language=language).get(dispute))
    assert "sent at noon, specimen" in shown
    empty = act(browser, where, act="say", why=" ")
    assert empty.status_code == 422
    assert 'role="alert"' in text(empty)


def test_a_merchant_sees_the_decision_and_appeals(talk: Case, dispute: str) -> None:
    browser, where = talk.rooms.browser("hua"), mine(dispute)
    assert decide(talk.rooms.browser("bai"), dispute).status_code == 302
    page = text(browser.get(where))
    assert "For the customer" in page
    assert "the stock was spoilt" not in page, "the desk's own words stay at the desk"
    assert act(browser, where, act="appeal", why="it was redeemed after it was shown").status_code == 302
    assert "There was an appeal" in text(browser.get(where))
    assert act(browser, where, act="appeal", why="again").status_code == 422


def test_to_nobody_else_is_the_page_there(talk: Case, dispute: str) -> None:
    where = mine(dispute)
    other = talk.rooms.browser("mei")
    assert where not in text(other.get("/desk/my-cases"))
    assert other.get(where).status_code == 404
    assert act(other, where, act="say", why="specimen").status_code == 404
    for account in ("bai", "wu"):
        browser = talk.rooms.browser(account)
        for path in ("/desk/my-cases", where):
            assert browser.get(path).status_code == 404
        assert act(browser, where, act="say", why="specimen").status_code == 404
    assert talk.rooms.browser("hua").get(dispute).status_code in {403, 404}
