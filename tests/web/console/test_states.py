"""How conversations stand, on the pages: said beside the talk, shown in thread and lists, cut down by."""

from __future__ import annotations

import re

from tests.web.console.memory import Memory
from tests.web.console.people import Desk
from tests.web.console.test_scripts import text

from handclasp.records import Kind

FORM = {"stands": "waiting-other/shop", "text": "asked them today", "key": "k" * 20}


def ready(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    memory.say("b", "good day")
    desk.catch_up()
    desk.give("xiaozhou", "desk", "a")
    desk.give("xiaozhou", "desk", "b")
    desk.settle()


def rows(page: str) -> str:
    return page.partition('<ol class="rows">')[2].partition("</ol>")[0]


def test_what_is_said_stands_in_the_thread_the_list_and_beside_the_talk(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    mine = desk.signed_in()
    assert "Say how it stands" in text(mine.get(desk.path("a")))
    assert mine.post(desk.path("a", "/state"), FORM)["Location"] == desk.path("a")
    note, act = memory.views[-2:]
    assert (note.kind, note.body) == (Kind.NOTE, "asked them today")
    details = act.facts["details"]
    assert isinstance(details, dict)
    assert (details["state"], details["note"]) == ("waiting-other", note.seq)
    desk.catch_up()
    page = text(mine.get(desk.path("a")))
    assert "小周 says: Waits for others · The shop is at work on it" in page
    assert "asked them today" in page
    assert re.search(r'id="standing".*Customer waits · Waits for others · The shop', page)
    assert rows(page).count("Waits for others · The shop is at work on it") == 1
    chinese = desk.signed_in(language="zh-hans")
    assert "小周标为：等待他人 · 等店铺处理" in text(chinese.get(desk.path("a")))


def test_what_is_counted_beside_the_talk_comes_with_the_list(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    mine, part = desk.signed_in(), {"HX-Request": "true"}
    page = text(mine.get(desk.path("a")))
    before = re.search(r'<span id="how-many">([0-9]+)</span>', page)
    assert before
    assert '<span id="last-at">' in page
    mine.post(desk.path("a", "/state"), FORM)
    desk.catch_up()
    hex_ = desk.path("a").rpartition("/")[2]
    told = text(mine.get(f"/desk/?open={hex_}", headers=part))
    after = re.search(r'<span id="how-many" hx-swap-oob="true">([0-9]+)</span>', told)
    assert after
    assert int(after[1]) == int(before[1]) + 2  # the note, and what was said of it
    assert '<span id="last-at" hx-swap-oob="true">' in told
    assert "how-many" not in text(mine.get("/desk/", headers=part))


def test_lists_are_cut_down_by_state_and_only_of_what_may_be_read(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    desk.signed_in().post(desk.path("a", "/state"), FORM)
    desk.catch_up()
    found = rows(text(desk.signed_in().get("/desk/?tab=mine&state=waiting-other")))
    assert desk.path("a") in found
    assert desk.path("b") not in found
    assert "No conversation here stands like this." in text(desk.signed_in().get("/desk/?tab=mine&state=closed"))
    desk.give("", "desk", "a")
    nobodys = text(desk.signed_in().get("/desk/?tab=unassigned&state=waiting-other"))
    assert desk.path("a") not in rows(nobodys)
    assert desk.path("a") in rows(text(desk.signed_in().get("/desk/?tab=unassigned&state=unheard-of")))


def test_what_is_resolved_lies_under_closed_until_the_customer_writes(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    mine = desk.signed_in()
    mine.post(desk.path("a", "/state"), FORM | {"stands": "resolved/answered", "text": ""})
    assert desk.path("a") not in rows(text(mine.get("/desk/?tab=mine")))
    assert "Resolved · The question is answered" in rows(text(mine.get("/desk/?tab=closed")))
    memory.say("a", "one more thing")
    desk.catch_up()
    assert "Open again" in rows(text(mine.get("/desk/?tab=mine")))


def test_what_cannot_be_said_says_why_and_changes_nothing(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    before = len(memory.views)
    for wrong in ({"stands": ""}, {"stands": "resolved/shop"}, {"stands": "finished/answered"}):
        answer = desk.signed_in().post(desk.path("a", "/state"), FORM | wrong)
        assert answer.status_code == 422
        assert "Nothing was changed" in text(answer)
    assert desk.signed_in().post(desk.path("a", "/state"), FORM | {"text": "x" * 20_001}).status_code == 422
    desk.settle("mina", team="desk")
    assert desk.signed_in("mina").post(desk.path("a", "/state"), FORM).status_code in {403, 404}
    assert len([view for view in memory.views if view.kind != Kind.REFUSAL]) == before


def test_a_seller_sees_neither_states_nor_reasons(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    memory.say("a", "已付款", "system", Kind.ORDER_EVENT, order="A1", event="paid", details={"merchant": "seller-1"})
    desk.signed_in().post(desk.path("a", "/state"), FORM | {"stands": "closed/abuse"})
    desk.catch_up()
    desk.settle("shop-keeper", "merchant", merchant="seller-1")
    seller = desk.signed_in("shop-keeper")
    page = text(seller.get(desk.path("a")))
    assert "Closed" in page
    for inner in ("Abuse", "says:", "Say how it stands", "asked them today"):
        assert inner not in page


PLAN = '[[tag]]\nname = "vip"\nzh = "重要客户"\nen = "Important customer"'


def tagging(desk: Desk, memory: Memory) -> None:
    from handclasp.desk.arranging import forget  # noqa: PLC0415
    from handclasp.desk.models import PlanVersion  # noqa: PLC0415

    forget()
    PlanVersion.objects.create(tenant="demo", number=1, text=PLAN, by="boss", at=0)
    ready(desk, memory)


def test_tags_are_given_shown_cut_down_by_counted_and_taken(desk: Desk, memory: Memory) -> None:
    tagging(desk, memory)
    mine = desk.signed_in()
    assert mine.post(desk.path("a", "/tag"), {"tag": "vip"})["Location"] == desk.path("a")
    desk.catch_up()
    page = text(mine.get(desk.path("a")))
    assert "小周 gave the tag “Important customer”" in page
    assert 'name="take" value="vip"' in page
    assert "Important customer (1)</option>" in text(mine.get("/desk/?tab=mine"))
    assert "Important customer (0)</option>" in text(mine.get("/desk/?tab=closed"))
    found = rows(text(mine.get("/desk/?tab=mine&tag=vip")))
    assert (desk.path("a") in found, desk.path("b") in found) == (True, False)
    assert "Important customer" in found
    boss = desk.signed_in("boss", "lead", team="desk")
    assert re.search(r"Important customer<svg.*<td>1</td>", text(boss.get("/desk/numbers?days=7")))
    assert '"tag","","vip","1","conversations"' in boss.get("/desk/numbers.csv?days=7").content.decode()
    mine.post(desk.path("a", "/tag"), {"take": "vip"})
    desk.catch_up()
    assert "小周 took the tag “Important customer” away" in text(mine.get(desk.path("a")))
    assert "No conversation here has this tag." in text(mine.get("/desk/?tab=mine&tag=vip"))


def test_what_cannot_be_tagged_says_why(desk: Desk, memory: Memory) -> None:
    tagging(desk, memory)
    before = len(memory.views)
    for wrong in ({"tag": "unheard-of"}, {"take": "vip"}, {}):
        answer = desk.signed_in().post(desk.path("a", "/tag"), wrong)
        assert answer.status_code == 422
        assert "Nothing was changed" in text(answer)
    assert len(memory.views) == before


def test_what_the_customer_found_stands_in_the_thread_and_in_the_numbers(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    asked = memory.say("a", "", "system", Kind.RATING, step="asked")
    desk.give("xiaozhou", "desk", "a")
    memory.say("a", "very kind", "customer", Kind.RATING, step="answered", score=5, asked=asked.seq)
    desk.catch_up()
    page = text(desk.signed_in().get(desk.path("a")))
    assert "The customer was asked how it went" in page
    assert re.search(r"The customer found: 5 of 5.*very kind", page)
    boss = desk.signed_in("boss", "lead", team="desk")
    numbers = text(boss.get("/desk/numbers?days=7"))
    assert re.search(r"Rating</dt><dd>5\.0</dd>", numbers)
    assert '"rating","","5","1","customers"' in boss.get("/desk/numbers.csv?days=7").content.decode()
