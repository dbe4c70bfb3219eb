"""Disputes at the desk: opened with one click, followed, decided, told to networks, counted; in both languages."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from tests.house_fixture import assigned, house_template
from tests.web.console.cases import Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house
from tests.web.console.test_order_pages import CARD, IP, MAIL, Shelf, shelf

__all__ = ["house_template", "rooms", "shelf", "whole_house"]
WHY = "the stock was spoilt, specimen"


@pytest.fixture
def talk(rooms: Rooms, shelf: Shelf) -> Case:
    """A conversation of the specialist's; its order is on the shelf."""
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    made = case(rooms)
    rooms.hire("lan", "specialist", team="disputes")
    assigned(rooms.house, made.name, made.reader("bai"))
    Conversation.objects.filter(pseudonym=made.name).update(agent="bai", team="disputes")
    return made


def text(answer: Any) -> str:
    return str(answer.content.decode())


def opened(talk: Case, browser: Any, **more: Any) -> str:
    """Open a case; the address of its page."""
    answer = browser.post(talk.path("/case"), {"claim": "invalid", "order": "A1001", **more})
    assert answer.status_code == 302, text(answer)
    return str(answer.headers["Location"])


def act(browser: Any, where: str, **told: Any) -> Any:
    return browser.post(f"{where}/act", told)


def decide(browser: Any, where: str, **more: Any) -> Any:
    given = {"act": "decide", "outcome": "customer", "ground": "not-accepted", "why": WHY, "refund": "yes"}
    return act(browser, where, **{**given, "amount": "98.00", "currency": "CNY", **more})


@pytest.mark.parametrize(("language", "says"), [("en", "This is no order&#x27;s number"), ("zh-hans", "这不是订单号")])
def test_what_is_no_orders_number_is_told_in_the_readers_language(talk: Case, language: str, says: str) -> None:
    browser = talk.rooms.browser("bai", language=language)
    where = opened(talk, browser)
    answer = act(browser, where, act="gather", order="不存在")
    assert answer.status_code == 422
    assert says in text(answer)
    assert ("An order" in text(answer)) is False


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("Code does not work", "not recorded", "What is missing", "what it says when it is redeemed", "Decide by"),
        ),
        ("zh-hans", ("卡密无效", "未记录", "待补充", "兑换时的提示", "裁决期限")),
    ],
)
def test_one_click_opens_a_case_with_its_facts(talk: Case, language: str, words: tuple[str, ...]) -> None:
    browser = talk.rooms.browser("bai", language=language)
    page = text(browser.get(talk.path()))
    assert f'action="{talk.path("/case")}"' in page
    shown = text(browser.get(opened(talk, browser)))
    for word in (*words, "A1001", "****-KD04", "199.00 CNY"):
        assert word in shown
    for secret in (CARD, MAIL, IP):
        assert secret not in shown
    again = browser.post(talk.path("/case"), {"claim": "invalid", "order": "A1001"})
    assert again.status_code == 302, "the same dispute again leads to the one that stands"


def test_the_order_beside_the_talk_offers_a_dispute_about_it(talk: Case) -> None:
    pane = text(talk.rooms.browser("bai").post(talk.path("/order"), {"number": "A1001"}, HTTP_HX_REQUEST="true"))
    assert 'name="order" value="A1001"' in pane
    assert 'name="claim" value="not-received"' in pane


@pytest.mark.parametrize(
    ("language", "button", "note"),
    [
        ("en", "Ask for the evidence pack", "You asked for what stands below, and nothing has left the house yet."),
        ("zh-hans", "申请证据包", "您已提出下面的申请，还没有任何内容离开本系统。"),
    ],
)
def test_whoever_asks_for_the_evidence_is_told_what_was_asked_and_what_follows(
    talk: Case, language: str, button: str, note: str
) -> None:
    browser = talk.rooms.browser("bai", language=language)
    where = opened(talk, browser)
    page = text(browser.get(where))
    assert button in page
    given = dict(re.findall(r'name="(purpose|reason)" value="([^"]+)"', page))
    asked = browser.post(talk.path("/export"), given)["Location"]
    shown = text(browser.get(asked))
    assert note in shown
    assert given["reason"] in shown
    assert browser.post(f"{asked}/withdraw").status_code == 302
    assert note not in text(browser.get(asked))


def test_a_case_is_decided_accepted_and_listed(talk: Case) -> None:
    browser = talk.rooms.browser("bai")
    where = opened(talk, browser)
    assert "to be decided" in text(browser.get("/desk/cases"))
    assert decide(browser, where).status_code == 302
    shown = text(browser.get(where))
    assert "For the customer" in shown
    assert WHY in shown
    assert "Refund of <b>98.00 CNY</b>: proposed." in shown
    assert act(browser, where, act="answer", by="customer", answer="accepted").status_code == 302
    assert "refund 98.00 CNY accepted" in text(browser.get("/desk/cases"))
    assert "Bai" in shown, "who decided is called by name"


@pytest.mark.parametrize(
    ("language", "before", "after", "step"),
    [
        ("en", "the amount is not checked", "was not checked against an order", "not checked against an order"),
        ("zh-hans", "金额无从核对", "没有与订单核对", "未与订单核对"),
    ],
)
def test_a_refund_without_an_order_is_said_to_be_unchecked(
    talk: Case, language: str, before: str, after: str, step: str
) -> None:
    browser = talk.rooms.browser("bai", language=language)
    where = opened(talk, browser, order="")
    assert before in text(browser.get(where))
    assert decide(browser, where, amount="5000").status_code == 302
    shown = text(browser.get(where))
    assert after in shown
    assert f" · {step}<" in shown
    checked = text(browser.get(opened(talk, browser)))
    assert before not in checked
    assert after not in checked


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", {"amount": "200"}),
        ("zh-hans", {"amount": "x"}),
        ("en", {"ground": "not-delivered"}),
        ("en", {"why": " "}),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(talk: Case, language: str, told: dict[str, str]) -> None:
    browser = talk.rooms.browser("bai", language=language)
    where = opened(talk, browser)
    answer = decide(browser, where, **{"why": WHY, **told})
    assert answer.status_code == 422
    page = text(answer)
    assert 'role="alert"' in page
    if "why" not in told:
        assert WHY in page
    if "amount" in told:
        assert f'value="{told["amount"]}"' in page
    assert 'name="act" value="decide"' in text(browser.get(where)), "nothing was decided"


def test_the_customer_is_asked_in_their_language_with_words_that_may_be_changed(talk: Case) -> None:
    browser = talk.rooms.browser("bai")
    where = opened(talk, browser)
    assert "兑换时提示的原文或截图" in text(browser.get(where))
    asked = act(browser, where, act="ask", want=["error-shown"], words="请问兑换时提示什么？")
    assert asked.status_code == 302
    assert "Customer asked for: what it says when it is redeemed" in text(browser.get(where))
    assert "请问兑换时提示什么？" in text(browser.get(talk.path()))
    stopped = act(browser, where, act="ask", want=["when-tried"], words="请把短信验证码发给我")
    assert stopped.status_code == 422
    assert "请把短信验证码发给我" in text(stopped)


def test_an_appeal_is_not_offered_to_who_decided_and_not_done_for_them(talk: Case) -> None:
    browser, other = talk.rooms.browser("bai"), talk.rooms.browser("lan")
    where = opened(talk, browser)
    decide(browser, where)
    assert act(browser, where, act="appeal", by="merchant", why="it was used").status_code == 302
    assert 'value="decide"' not in text(browser.get(where))
    assert decide(browser, where).status_code == 403
    assert "Decide the appeal" in text(other.get(where))
    assert decide(other, where, outcome="merchant", ground="used-after-viewing").status_code == 302
    assert "For the merchant" in text(other.get(where))


def test_evidence_is_one_click_from_the_case(talk: Case) -> None:
    browser = talk.rooms.browser("bai")
    where = opened(talk, browser)
    form = re.search(rf'action="{talk.path("/export")}".*?</form>', text(browser.get(where)), re.DOTALL)
    assert form
    told = dict(re.findall(r'name="(purpose|reason)" value="([^"]*)"', form[0]))
    asked = browser.post(talk.path("/export"), told)
    assert asked.status_code == 302
    assert "/desk/approvals/" in asked.headers["Location"]
    assert asked.headers["Location"] in text(browser.get(where))


@pytest.mark.parametrize(
    ("network", "field", "most"), [("wechat-pay", "response_content", 500), ("stripe", "uncategorized_text", 20_000)]
)
def test_a_form_is_drafted_counted_sealed_and_taken_masked(talk: Case, network: str, field: str, most: int) -> None:
    browser = talk.rooms.browser("bai")
    where = opened(talk, browser)
    decide(browser, where)
    place = f"{where}/form/{network}"
    page = text(browser.get(place))
    assert f'data-most="{most}"' in page
    assert "98.00 CNY" in page
    assert CARD not in page
    over = browser.post(place, {field: "很" * (most + 3)})
    assert over.status_code == 422
    assert "3 characters too many" in text(over)
    assert browser.post(place, {field: f"客户电话 13812345678，{WHY}"}).status_code == 302
    sealed = text(browser.get(place))
    link = re.search(rf'href="({place}/\d+\.\w+)"', sealed)
    assert link
    taken = browser.get(link[1])
    assert "attachment" in taken.headers["Content-Disposition"]
    assert WHY in text(taken)
    assert "13812345678" not in text(taken) + sealed
    if network == "stripe":
        assert list(taken.json()["evidence"]) == [field]


def test_numbers_are_counted_and_taken_as_csv(talk: Case) -> None:
    browser = talk.rooms.browser("bai")
    where = opened(talk, browser)
    decide(browser, where)
    act(browser, where, act="answer", by="customer", answer="accepted")
    page = text(browser.get("/desk/cases/numbers?days=7"))
    assert "100\u00a0%" in page
    assert "样品点卡" in page
    table = list(csv.DictReader(io.StringIO(text(browser.get("/desk/cases/numbers.csv?days=7")).lstrip("\ufeff"))))
    whole = table[0]
    assert (whole["by"], whole["opened"], whole["decided"], whole["refund_rate"]) == ("all", "1", "1", "1.0")
    assert whole["amounts"] == "98.00 CNY"
    assert {(row["by"], row["group"]) for row in table} >= {("claim", "invalid"), ("ground", "not-accepted")}


def test_a_product_that_looks_like_a_formula_is_no_formula_in_the_csv() -> None:
    from handclasp.desk.cases.numbers import as_csv  # noqa: PLC0415
    from handclasp.desk.models import Dispute  # noqa: PLC0415

    row = Dispute(number="0" * 32, claim="invalid", state="open", opened=1, due=2, product="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in as_csv([row], 3)


def test_whoever_follows_none_has_no_such_pages(talk: Case) -> None:
    where = opened(talk, talk.rooms.browser("bai"))
    talk.rooms.hire("far", "agent", team="night")
    auditor, agent = talk.rooms.browser("wu"), talk.rooms.browser("far")
    for path in ("/desk/cases", "/desk/cases/numbers", "/desk/cases/numbers.csv"):
        assert auditor.get(path).status_code == 404
    for browser in (auditor, agent):
        assert browser.get(where).status_code == 403
        assert decide(browser, where).status_code == 403
        assert browser.post(talk.path("/case"), {"claim": "invalid"}).status_code == 403
    assert where not in text(agent.get("/desk/cases"))
