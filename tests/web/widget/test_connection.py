"""When the connection or an answer is lost: words wait, nothing is doubled, nothing is claimed too early."""

from __future__ import annotations

from playwright.sync_api import Route, expect
from tests.web.widget.stand import Enter, Stand

from handclasp.records import Overloaded


def test_the_chat_comes_back_by_itself_after_the_server_was_restarted(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    customer.write("before")
    customer.sealed("before")
    stand.widget.stop()
    customer.frame.locator("html[data-state=offline]").wait_for(state="attached")
    customer.write("while away")
    item = customer.frame.locator("li.pending", has_text="while away")
    expect(item).to_contain_text("连上后自动发送")
    assert item.locator(".seal").count() == 0
    stand.house.say(stand.conversation, "said while you were away")
    stand.serve_widget()
    customer.connected()
    customer.sealed("while away")
    expect(customer.frame.locator("li.theirs")).to_contain_text("said while you were away")
    assert len(stand.house.customer_records(stand.conversation)) == 2
    expect(customer.frame.locator("li.own")).to_have_count(2)
    customer.forgive_network()


def test_words_written_offline_survive_a_reload_and_are_sent_once(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    customer.page.route("**/v1/widget/messages", lambda route: route.abort())
    customer.write("written offline")
    expect(customer.frame.locator("li.pending")).to_contain_text("连上后自动发送")
    assert not stand.house.customer_records(stand.conversation)
    customer.page.unroute("**/v1/widget/messages")
    customer.page.reload()
    customer.connected()
    customer.sealed("written offline")
    assert len(stand.house.customer_records(stand.conversation)) == 1
    customer.forgive_network()


def test_an_answer_that_gets_lost_is_asked_for_again_and_nothing_is_doubled(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    lost: list[int] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    customer.page.route("**/v1/widget/messages", lose)
    customer.write("once, please")
    customer.sealed("once, please")
    expect(customer.frame.locator("li.pending")).to_have_count(0)
    assert lost == [201]
    assert len(stand.house.customer_records(stand.conversation)) == 1
    expect(customer.frame.locator("li.own")).to_have_count(1)
    customer.forgive_network()


def test_a_busy_house_makes_the_message_wait_and_never_claims_a_receipt(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    stand.house.refuse = Overloaded("full", retry_after=1)
    customer.write("patience")
    item = customer.frame.locator("li.own", has_text="patience")
    expect(item).to_contain_text("连上后自动发送")
    assert item.locator(".seal").count() == 0
    stand.house.refuse = None
    customer.sealed("patience")
    customer.forgive_network()


def test_what_is_refused_for_good_says_why_and_can_be_edited(enter: Enter) -> None:
    customer = enter()
    customer.visit()

    def refuse(route: Route) -> None:
        route.fulfill(status=422, json={"code": "signature-wrong"})

    customer.page.route("**/v1/widget/messages", refuse)
    customer.write("not like this")
    item = customer.frame.locator("li.failed")
    expect(item).to_contain_text("签名对不上")
    customer.page.unroute("**/v1/widget/messages")
    item.get_by_role("button", name="改一改").click()
    expect(customer.frame.locator("#text")).to_have_value("not like this")
    expect(item).to_have_count(0)
    customer.forgive_network()
