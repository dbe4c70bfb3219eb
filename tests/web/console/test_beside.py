"""The open page says who else is at the conversation and who writes; nothing of it is kept, and no word told."""

from __future__ import annotations

import pytest
from tests.web.console import stand
from tests.web.console.memory import Memory, pseudonym
from tests.web.console.people import Desk
from tests.web.console.test_live import stream, until

from handclasp.web.beside import DESK, THE_CUSTOMER, Beside, Somebody

NAME = pseudonym("a")


@pytest.fixture
def beside(desk: Desk, memory: Memory) -> Beside:
    """Who is at a conversation of xiaozhou's, which their lead may read too."""
    from handclasp.web.console.services import use  # noqa: PLC0415

    made = Beside()
    use(stand.services(memory, beside=made))
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    return made


def test_two_at_one_conversation_are_told_of_each_other_and_who_is_answering(
    desk: Desk, beside: Beside, address: str
) -> None:
    desk.settle("lena", "lead", display_name="Lena <b>")
    with stream(desk.signed_in(), address, desk.path("a", "/events?after=1")) as mine:
        next(mine)
        with beside.enter(NAME, Somebody(DESK, "lena")):
            first = until(mine, "beside")["data"]
            assert "Lena &lt;b&gt; has this open" in first
            with stream(desk.signed_in("lena", "lead"), address, desk.path("a", "/events?after=1")) as hers:
                assert "小周 has this open" in until(hers, "beside")["data"]
            typing = {"mode": "note", "text": "a secret"}
            assert desk.signed_in("lena", "lead").post(desk.path("a", "/typing"), typing).status_code == 204
            assert "Lena &lt;b&gt; is writing a note" in until(mine, "beside")["data"]
            beside.write(NAME, Somebody(DESK, "lena"), "reply")
            warned = until(mine, "beside")["data"]
            assert "is answering here too" in warned
            assert "secret" not in warned
            beside.write(NAME, Somebody(DESK, "lena"), "")
            assert "has this open" in until(mine, "beside")["data"]
        with beside.enter(NAME, THE_CUSTOMER):
            while "has the chat open" not in until(mine, "beside")["data"]:
                pass
            beside.write(NAME, THE_CUSTOMER, "reply")
            assert "The customer is writing" in until(mine, "beside")["data"]


def test_a_sellers_page_names_nobody_of_the_desk(desk: Desk, memory: Memory, beside: Beside, address: str) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    Conversation.objects.filter(pseudonym=NAME).update(merchants=["shop-7"])
    desk.settle("seller", "merchant", merchant="shop-7")
    desk.give()
    about = memory.about("demo", NAME)
    memory.whose[NAME] = about._replace(merchants=about.merchants | {"shop-7"})
    with stream(desk.signed_in("seller", "merchant"), address, desk.path("a", "/events?after=1")) as theirs:
        next(theirs)
        with beside.enter(NAME, Somebody(DESK, "xiaozhou")), beside.enter(NAME, THE_CUSTOMER):
            told = until(theirs, "beside")["data"]
    assert "has the chat open" in told
    assert "小周" not in told
    assert "has this open" not in told


def test_who_may_not_write_is_not_told_of_and_who_sends_writes_no_more(desk: Desk, beside: Beside) -> None:
    assert desk.signed_in("other").post(desk.path("a", "/typing"), {"mode": "reply"}).status_code == 403
    assert beside.at(NAME) == ()
    client = desk.signed_in()
    assert client.post(desk.path("a", "/typing"), {"mode": "anything else"}).status_code == 204
    assert beside.at(NAME) == ()
    assert client.post(desk.path("a", "/typing"), {"mode": "reply"}).status_code == 204
    assert [(one.who.name, one.writes) for one in beside.at(NAME)] == [("xiaozhou", "reply")]
    client.post(desk.path("a", "/say"), {"text": "Hello", "mode": "reply", "key": "k" * 20})
    assert beside.at(NAME) == ()
    assert desk.browser().post(desk.path("a", "/typing"), {"mode": "reply"}).status_code == 302
    assert client.get(desk.path("a", "/typing")).status_code == 405


def test_nobody_says_it_too_often(desk: Desk, beside: Beside) -> None:
    client = desk.signed_in()
    refused = None
    for _ in range(200):
        refused = client.post(desk.path("a", "/typing"), {"mode": "reply"})
        if refused.status_code == 429:
            break
    assert refused is not None
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
