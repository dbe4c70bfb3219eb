"""Dispute cases in a real house: gathered, asked for, decided, appealed against; each step in the log, none made up."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from tests.desk.real import RealDesk
from tests.disclose.people import DIRECTOR, LEAD, SPECIALIST, customer_of, taken_out
from tests.house_fixture import assigned, hired, said

from handclasp import verify
from handclasp.access.policy import Reader
from handclasp.desk.cases import BadCase, Claim, Ground, Outcome, Side, State, Step, Want
from handclasp.desk.cases.asking import ready
from handclasp.desk.cases.words import cases
from handclasp.orders.model import Brief, Card, Checked, ShopUnavailable, Told
from handclasp.orders.sample import SampleShop
from handclasp.records import Guarded, Kind, NotFound, ReasonNeeded, Refused, Secret
from handclasp.screen.outbound import check

CARD, MAIL = "SPEC-7QX2-91LM-KD04", "li.specimen@example.com"
OTHER = SPECIALIST._replace(id="lan")
PHONE = "13812345678"


class Shelf:
    """A shop that knows one order (the connectors have tests of their own, with real databases)."""

    kind = "dujiaoka"

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.told: dict[str, Any] = {"paid": None}

    def order(self, number: str) -> Told | None:
        if self.fault is not None:
            raise self.fault
        if number != "A1001":
            return None
        return Told(
            number=number, product="样品点卡 100 元", quantity=1, amount="98.00", currency="CNY", state="completed",
            created=1_772_337_600_000, customer=Secret(MAIL), delivered=True, cards=(Card(Secret(CARD)),),
            earlier=(Brief(number="A0999"),), **self.told,
        )  # fmt: skip

    def customer(self, _contact: str) -> tuple[Brief, ...] | None:
        return None

    def check(self) -> Checked:
        return Checked("specimen", (), ())

    def close(self) -> None:
        pass


@pytest.fixture
def shelf(real: RealDesk, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf()
    monkeypatch.setattr(real.house.orders, "_shops", lambda _tenant: {"shelf": made})
    return made


_names = iter(range(1, 10_000))


@pytest.fixture
def place(real: RealDesk, shelf: Shelf) -> bytes:
    """A conversation in which a customer says that the code does not work; the specialist has it."""
    found = real.talk(f"dispute {next(_names)}", "你好", "卡密无效，打不开")
    real.catch_up()
    hired(real.house, SPECIALIST, OTHER, DIRECTOR)
    assigned(real.house, found, SPECIALIST)
    return found


def opened(real: RealDesk, place: bytes, **more: Any) -> Any:
    return real.house.cases.open(SPECIALIST, place, Claim.INVALID, **{"order": "A1001", **more})


def decided(real: RealDesk, place: bytes, number: str, who: Reader = SPECIALIST, **more: Any) -> Any:
    given: dict[str, Any] = {"why": "the shop's stock was spoilt", "refund": ("98.00", "CNY"), **more}
    return real.house.cases.decide(who, place, number, Outcome.CUSTOMER, Ground.NOT_ACCEPTED, **given)


def row(case: Any) -> Any:
    from handclasp.desk.models import Dispute  # noqa: PLC0415

    return Dispute.objects.get(tenant="shop", number=case.number)


def test_opening_a_case_gathers_what_is_recorded_and_names_what_is_not(real: RealDesk, place: bytes) -> None:
    case = opened(real, place)
    assert [one.step for one in case.steps] == [Step.OPENED, Step.GATHERED]
    details = case.gathered.details
    facts = {one["fact"]: one for one in details["facts"]}
    assert facts["ordered"] == {"fact": "ordered", "at": 1_772_337_600_000, "told": "样品点卡 100 元 · × 1"}
    assert facts["paid"] == {"fact": "paid", "told": "98.00 CNY", "state": "completed"}
    assert facts["delivered"]["state"] == "delivered"
    assert "KD04" in facts["delivered"]["told"]
    assert facts["viewed"] == {"fact": "viewed"}
    assert facts["claimed"]["record"] > facts["first-word"]["record"]
    assert details["not_recorded"] == ["paid", "delivered", "viewed", "disputes"]
    assert details["missing"] == [str(one) for one in (Want.ERROR, Want.WHERE, Want.WHEN)]
    assert CARD not in str(details)
    assert MAIL not in str(details)


def test_a_dispute_about_the_sample_order_has_its_facts(
    real: RealDesk, place: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(real.house.orders, "_shops", lambda _tenant: {"sample": SampleShop()})
    case = opened(real, place)
    details = case.gathered.details
    assert details["not_recorded"] == []
    facts = {one["fact"]: one for one in details["facts"]}
    assert all(facts[name]["at"] for name in ("ordered", "paid", "delivered", "viewed"))
    assert case.paid("CNY") == "98.00"


def test_what_the_order_was_stands_in_the_conversation_as_an_event(real: RealDesk, place: bytes) -> None:
    case = opened(real, place)
    views = real.house.disclose.read(SPECIALIST, place, purpose="dispute")
    event = next(view for view in views if view.kind == Kind.ORDER_EVENT)
    assert event.index == case.gathered.details["recorded"]
    assert event.facts["order"] == "A1001"


def test_a_case_is_what_its_steps_say(real: RealDesk, place: bytes) -> None:
    number = opened(real, place).number
    desk = real.house.cases
    desk.ask(SPECIALIST, place, number, [Want.ERROR, Want.WHEN], "请问兑换时提示什么？")
    assert desk.show(SPECIALIST, place, number).case.state is State.WAITING
    real.house.flow.append(said("提示已被使用", "arrived", conversation=place.hex(), by_pseudonym=True))
    desk.arrive(SPECIALIST, place, number, [Want.ERROR])
    assert desk.show(SPECIALIST, place, number).case.state is State.WAITING
    desk.arrive(SPECIALIST, place, number, [Want.WHEN])
    desk.side(SPECIALIST, place, number, Side.MERCHANT, "the card was new")
    decided(real, place, number)
    desk.answer_refund(SPECIALIST, place, number, accepted=True, by=Side.CUSTOMER)
    case, views = desk.show(SPECIALIST, place, number)
    assert case.state is State.DECIDED
    assert case.summary.refund == ("98.00", "CNY", "accepted")
    assert cases(views) == [case]
    assert desk.of(SPECIALIST, place) == [case]


def test_the_list_is_the_same_from_the_steps_and_from_the_log(real: RealDesk, place: bytes) -> None:
    from handclasp.desk.cases.rows import summary_of  # noqa: PLC0415
    from handclasp.desk.models import Dispute  # noqa: PLC0415

    case = decided(real, place, opened(real, place).number)
    told = summary_of(row(case))
    assert told == real.house.cases.show(SPECIALIST, place, case.number).case.summary
    Dispute.objects.all().delete()
    real.catch_up()
    real.row(place).delete()
    real.catch_up()
    assert summary_of(row(case)) == told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_ready_words_may_leave_whatever_is_asked_for(language: Any) -> None:
    some = [wants for n in range(1, len(Want) + 1) for wants in combinations(Want, n)]
    assert [wants for wants in some if check(ready(wants, language)) is not None] == []


def test_asking_sends_the_words_and_the_guard_stops_them_like_any(real: RealDesk, place: bytes) -> None:
    number, desk = opened(real, place).number, real.house.cases
    with pytest.raises(Guarded):
        desk.ask(SPECIALIST, place, number, [Want.ERROR], "请把短信验证码发给我")
    assert desk.show(SPECIALIST, place, number).case.state is State.OPEN
    case = desk.ask(SPECIALIST, place, number, [Want.ERROR], "请问兑换时提示什么？")
    views = real.house.disclose.read(SPECIALIST, place, purpose="dispute")
    sent = next(view for view in views if view.seq == case.steps[-1].details["record"])
    assert (sent.kind, sent.body) == (Kind.MESSAGE, "请问兑换时提示什么？")
    with pytest.raises(Refused):
        desk.ask(OTHER, place, number, [Want.WHEN], "什么时候？")


def test_an_appeal_starts_the_clock_anew_and_is_decided_by_somebody_else(real: RealDesk, place: bytes) -> None:
    number, desk = opened(real, place).number, real.house.cases
    decided(real, place, number)
    case = desk.appeal(SPECIALIST, place, number, Side.MERCHANT, why="the card was used after it was shown")
    assert case.state is State.APPEALED
    with pytest.raises(Refused):
        decided(real, place, number)
    with pytest.raises(ReasonNeeded):
        decided(real, place, number, OTHER, why=" ")
    second = desk.decide(
        OTHER, place, number, Outcome.MERCHANT, Ground.USED_AFTER, why="redeemed after it was first shown"
    )
    assert second.summary.outcome == "merchant"
    assert second.summary.refund is None
    assert second.summary.decider == SPECIALIST.id
    with pytest.raises(BadCase):
        desk.appeal(SPECIALIST, place, number, Side.CUSTOMER, why="not content either")


@pytest.mark.parametrize(
    "refund",
    [("98.01", "CNY"), ("0", "CNY"), ("-1", "CNY"), ("1e3", "CNY"), ("98,00", "CNY"), ("98", "yuan"), ("", "CNY")],
)
def test_a_refund_is_an_amount_that_was_paid(real: RealDesk, place: bytes, refund: tuple[str, str]) -> None:
    number = opened(real, place).number
    with pytest.raises(BadCase):
        decided(real, place, number, refund=refund)
    assert real.house.cases.show(SPECIALIST, place, number).case.state is State.OPEN


@pytest.mark.parametrize(
    ("order", "refund", "unchecked"),
    [("A1001", ("98.00", "CNY"), 0), ("A1001", ("5000", "EUR"), 1), ("", ("5000", "CNY"), 1)],
)
def test_a_refund_that_no_order_bounds_says_so_in_its_record(
    real: RealDesk, place: bytes, order: str, refund: tuple[str, str], unchecked: int
) -> None:
    case = decided(real, place, opened(real, place, order=order).number, refund=refund)
    assert case.unchecked == unchecked
    assert case.last(Step.PROPOSED).details.get("unchecked", False) == unchecked
    accepted = real.house.cases.answer_refund(SPECIALIST, place, case.number, accepted=True, by=Side.CUSTOMER)
    assert accepted.unchecked == unchecked, "what was accepted is what was proposed"


def test_the_same_is_not_disputed_twice_at_once(real: RealDesk, place: bytes) -> None:
    first = opened(real, place)
    with pytest.raises(BadCase, match=first.number[:8]):
        opened(real, place)
    real.house.cases.withdraw(SPECIALIST, place, first.number, why="it worked after all")
    assert opened(real, place).number != first.number


def test_what_is_decided_changes_no_more(real: RealDesk, place: bytes) -> None:
    number, desk = opened(real, place).number, real.house.cases
    decided(real, place, number)
    for again in (
        lambda: decided(real, place, number),
        lambda: desk.gather(SPECIALIST, place, number),
        lambda: desk.extend(SPECIALIST, place, number, 24, why="more time"),
        lambda: desk.withdraw(SPECIALIST, place, number, why="specimen"),
        lambda: desk.side(SPECIALIST, place, number, Side.CUSTOMER, "specimen"),
        lambda: desk.ask(SPECIALIST, place, number, [Want.ERROR], "请问？"),
    ):
        with pytest.raises(BadCase):
            again()


def test_a_shop_that_does_not_answer_leaves_a_case_that_can_be_gathered_later(
    real: RealDesk, place: bytes, shelf: Shelf
) -> None:
    shelf.fault = ShopUnavailable("the shop is down")
    case = opened(real, place)
    assert case.gathered.details["problem"] == "shop-unavailable"
    assert case.order == "A1001"
    shelf.fault, shelf.told = None, {"paid": 1_772_337_601_000}
    again = real.house.cases.gather(SPECIALIST, place, case.number)
    assert again.gathered is not None
    assert again.gathered.details["not_recorded"] == ["delivered", "viewed", "disputes"]


def test_the_words_of_a_step_are_masked(real: RealDesk, place: bytes) -> None:
    number, desk = opened(real, place).number, real.house.cases
    decided(real, place, number, why=f"the customer was called at {PHONE}")
    body = desk.show(SPECIALIST, place, number).case.decisions[0].body
    assert "5678" in body
    assert PHONE not in body


def test_who_follows_and_who_decides(real: RealDesk, place: bytes) -> None:
    number, desk = opened(real, place).number, real.house.cases
    agent = Reader("shop", "agent", "nobody-here", "desk")
    for who in (agent, LEAD._replace(team="night"), Reader("shop", "auditor", "wu"), customer_of(place)):
        with pytest.raises(Refused):
            desk.show(who, place, number)
    with pytest.raises(ReasonNeeded):
        desk.show(DIRECTOR, place, number)
    assert desk.show(DIRECTOR, place, number, reason="a complaint").case.number == number
    with pytest.raises(NotFound):
        desk.show(SPECIALIST, place, "00" * 16)


def test_a_customer_is_shown_no_step(real: RealDesk, place: bytes) -> None:
    decided(real, place, opened(real, place).number)
    seen = real.house.disclose.read(customer_of(place), place, purpose="own conversation")
    assert Kind.CASE_STEP not in {view.kind for view in seen}


def test_of_two_who_act_at_once_one_is_told_to_look_again(
    real: RealDesk, place: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handclasp.desk.cases import CaseMoved  # noqa: PLC0415

    number, desk = opened(real, place).number, real.house.cases
    before = desk._found(SPECIALIST, place, number, None)
    decided(real, place, number)
    monkeypatch.setattr(desk, "_found", lambda *_: before)
    with pytest.raises(CaseMoved):
        desk.withdraw(SPECIALIST, place, number, why="specimen")


def test_a_pack_holds_the_case_and_the_order_and_verifies(real: RealDesk, place: bytes, tmp_path: Any) -> None:
    from handclasp.verify.note import Trust, parse_vkey  # noqa: PLC0415

    number = opened(real, place).number
    decided(real, place, number)
    pack = taken_out(real.house, place, SPECIALIST)
    path = tmp_path / "case.zip"
    path.write_bytes(pack)
    verdict = verify.run(path, Trust((*map(parse_vkey, real.house.log_key.vkeys()),), ()))
    assert verdict.exit_code == 0
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        text = archive.read("transcript.json").decode()
    assert number in text
    assert "A1001" in text
    assert CARD not in text
