"""The desk's pages over a whole house: both walls stand behind them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.desk.real import RealDesk

from handclasp.records import Kind

if TYPE_CHECKING:
    from django.test import Client

ID = "11010519491231002X"


@pytest.fixture
def house_desk(real: RealDesk) -> RealDesk:
    """The desk of a house whose pages are served."""
    from tests.web.console import stand  # noqa: PLC0415
    from tests.web.console.memory import Memory  # noqa: PLC0415

    from handclasp.web.console.services import use  # noqa: PLC0415
    from handclasp.web.hub import Hub  # noqa: PLC0415

    house, memory = real.house, Memory()
    parts: dict[str, Any] = {
        "flow": house.flow,
        "disclose": house.disclose,
        "gate": house.gate,
        "policies": house.policies,
        "reveals": house.reveals,
        "exports": house.exports,
        "approvals": house.approvals,
        "hub": Hub(house.disclose, house.tail),
        "now": lambda: time.time_ns() // 1_000_000,
    }
    use(stand.services(memory, **parts))
    return real


def browser(username: str, *stepped: str) -> Client:
    """A browser in which this person is signed in, all the way."""
    from django.test import Client  # noqa: PLC0415

    from handclasp.access.models import Staff, new_handle  # noqa: PLC0415

    Staff.objects.filter(username=username).update(must_change_password=False)
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(Staff.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    session, now = client.session, time.time()
    session["second_factor"] = {"method": "totp", "at": now}
    session["about"] = {"handle": new_handle(), "address": "127.0.0.1", "agent": "specimen", "began": now}
    session["stepped_up"] = dict.fromkeys(stepped, now)
    session.save()
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def refusals(real: RealDesk, who: str) -> list[tuple[object, object]]:
    """What somebody was refused, and about what, as the journal has it."""
    journal = real.house.audit.feed("shop", "test", -1)
    found = [view.facts for view in journal if view.kind == Kind.REFUSAL and view.author.id == who]
    return [(facts["action"], facts.get("subjects")) for facts in found]


def test_taking_opens_the_thread_and_handing_over_closes_it(house_desk: RealDesk) -> None:
    house_desk.hire("lena")
    house_desk.hire("zhou")
    hers = house_desk.talk("on the pages", f"我的身份证 {ID}")
    house_desk.catch_up()
    lena, zhou, path = browser("lena"), browser("zhou"), f"/desk/c/{hers.hex()}"
    assert "身份证" not in text(lena.get(path))
    assert lena.post(f"{path}/take").status_code == 302
    page = text(lena.get(path))
    assert "我的身份证" in page
    assert ID not in page
    assert zhou.post(f"{path}/take").status_code == 409
    assert zhou.get(path).status_code == 403
    lena.post(f"{path}/assign", {"agent": "zhou"})
    assert lena.get(path).status_code == 403
    assert "我的身份证" in text(zhou.get(path))
    assert refusals(house_desk, "lena") == [("read", [hers.hex()])]


def test_an_answer_is_sealed_by_who_has_the_conversation_and_refused_to_others(house_desk: RealDesk) -> None:
    house_desk.hire("lena")
    house_desk.hire("zhou")
    hers = house_desk.talk("answered on the pages")
    house_desk.catch_up()
    lena, zhou, path = browser("lena"), browser("zhou"), f"/desk/c/{hers.hex()}"
    lena.post(f"{path}/take")
    form = {"key": "k" * 22, "text": "we look into it", "mode": "reply"}
    assert zhou.post(f"{path}/say", form | {"key": "z" * 22}).status_code == 403
    assert lena.post(f"{path}/say", form).status_code == 302
    said = [view.author.id for view in house_desk.feed() if view.conversation == hers and view.kind == Kind.MESSAGE]
    assert said == ["7F3A", "lena"]


def test_guessed_and_foreign_numbers_are_refused_and_written_down(house_desk: RealDesk) -> None:
    house_desk.hire("grete")
    theirs = house_desk.talk("in another tenant", tenant="wallet")
    grete = browser("grete")
    for name in (theirs.hex(), "ab" * 16):
        for path in (f"/desk/c/{name}", f"/desk/c/{name}/events"):
            assert grete.get(path).status_code in {403, 404}
    assert refusals(house_desk, "grete") == [("read", [name]) for name in (theirs.hex(), "ab" * 16) for _ in range(2)]


def test_a_directors_reason_stands_in_the_journal(house_desk: RealDesk) -> None:
    house_desk.hire("fang", "director")
    opened = house_desk.talk("opened for a reason")
    house_desk.catch_up()
    fang, path = browser("fang"), f"/desk/c/{opened.hex()}"
    assert "hello" not in text(fang.get(path))
    fang.post(f"{path}/why", {"purpose": "dispute", "reason": "order A1001"})
    assert "hello" in text(fang.get(path))
    journal = house_desk.house.audit.feed("shop", "test", -1)
    looks = [view.facts for view in journal if view.kind == Kind.ACCESS and view.author.id == "fang"]
    assert [(look["purpose"], look["reason"], look["subjects"]) for look in looks] == [
        ("dispute", "order A1001", [opened.hex()])
    ]


def test_a_merchant_reads_the_conversation_about_the_own_product(house_desk: RealDesk) -> None:
    house_desk.hire("shop", "merchant", merchant="seller-42")
    about = house_desk.talk("about a product", f"我的身份证 {ID}")
    house_desk.order("about a product", merchant="seller-42")
    other = house_desk.talk("about another product")
    house_desk.catch_up()
    shop = browser("shop")
    page = text(shop.get(f"/desk/c/{about.hex()}"))
    assert "我的身份证" in page
    assert ID not in page
    assert shop.get(f"/desk/c/{other.hex()}").status_code == 403
    assert other.hex() not in text(shop.get("/desk/?tab=all"))
