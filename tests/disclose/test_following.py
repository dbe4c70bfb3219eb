"""Reading on for many at once: shared work, and yet each reader stands before both walls alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.disclose.people import LEAD, OTHER_AGENT, SELLER, customer_of
from tests.disclose.test_door import journal
from tests.house_fixture import AGENT, House, assigned, said

from handclasp.records import HandclaspError, Kind, Refused
from handclasp.store.database import Database
from handclasp.verify import Status, Trust, check, parse_vkey


@pytest.fixture
def talks(house: House) -> list[bytes]:
    """Three conversations: the agent's, another agent's, nobody's."""
    made = [house.flow.append(said(f"hello {n}", f"k{n}", conversation=f"order {n}")).stored for n in range(3)]
    conversations = [one.conversation for one in made]
    assigned(house, conversations[0], AGENT)
    assigned(house, conversations[1], OTHER_AGENT)
    assigned(house, conversations[2], tenant="shop")
    return conversations


@contextmanager
def transactions(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The roles of the transactions made meanwhile."""
    made: list[str] = []
    real = Database.transaction

    def counted(self: Database, role: str, *given: Any) -> Any:
        made.append(role)
        return real(self, role, *given)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "transaction", counted)
        yield made


def words(answer: Any) -> list[str | None]:
    """What was said."""
    assert not isinstance(answer, HandclaspError), answer
    return [view.body for view in answer]


def test_each_is_told_their_own_in_two_transactions(
    house: House, talks: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    who = [(AGENT, 0), (customer_of(talks[0]), 0), (OTHER_AGENT, 1), (customer_of(talks[1]), 1), (LEAD, 0), (LEAD, 2)]
    follows = [house.disclose.follow(one, talks[n], purpose="live", after=1) for one, n in who] * 1
    for n in range(3):
        house.flow.append(said(f"news of {n}", f"n{n}", conversation=f"order {n}"))
    with transactions(monkeypatch) as made:
        answers = house.disclose.more(follows)
    assert [words(answer) for answer in answers] == [[f"news of {n}"] for _, n in who]
    assert made == ["machine", "reader"]
    assert [words(answer) for answer in house.disclose.more(follows)] == [[]] * len(who)


def test_the_wall_in_the_database_stands_before_each_of_them(
    house: House, talks: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    follows = [
        house.disclose.follow(AGENT, talks[0], purpose="live"),
        house.disclose.follow(OTHER_AGENT, talks[1], purpose="live"),
        house.disclose.follow(customer_of(talks[1]), talks[1], purpose="live"),
    ]
    # The policies' wall has fallen, and an agent follows what is another's.
    monkeypatch.setattr(house.gate, "passed", lambda *_given: None)
    follows[0].conversation = talks[1]
    assert [words(answer) for answer in house.disclose.more(follows)] == [[], ["hello 1"], ["hello 1"]]


def test_who_loses_the_conversation_is_refused_and_the_others_are_not(house: House, talks: list[bytes]) -> None:
    follows = [house.disclose.follow(one, talks[0], purpose="live", after=1) for one in (AGENT, customer_of(talks[0]))]
    assigned(house, talks[0], OTHER_AGENT)
    house.flow.append(said("not for you", "k9", conversation="order 0"))
    answers = house.disclose.more(follows)
    assert isinstance(answers[0], Refused)
    assert words(answers[1]) == ["not for you"]
    assert [record["kind"] for record in journal(house)][-1] == Kind.REFUSAL
    with pytest.raises(Refused):
        follows[0].more()


def test_a_guess_among_them_is_answered_alone(house: House, talks: list[bytes]) -> None:
    follow = house.disclose.follow(AGENT, talks[0], purpose="live")
    guess = house.disclose.follow(customer_of(talks[1]), talks[1], purpose="live")
    guess.conversation = bytes(16)
    answers = house.disclose.more([guess, follow])
    assert isinstance(answers[0], HandclaspError)
    assert words(answers[1]) == ["hello 0"]


def test_receipts_that_come_along_verify_and_hide_what_is_not_theirs(house: House, talks: list[bytes]) -> None:
    trust = Trust(tuple(parse_vkey(key) for key in house.log_key.vkeys()))
    assigned(house, talks[2], tenant="shop", merchant=SELLER.merchant)
    readers = (customer_of(talks[2]), SELLER, LEAD)
    follows = [house.disclose.follow(one, talks[2], purpose="live", after=1) for one in readers]
    for n in range(3):
        house.flow.append(said(f"call 13812345678, {n}", f"r{n}", conversation="order 2"))
    for follow, answer in zip(follows, house.disclose.more(follows), strict=True):
        assert not isinstance(answer, HandclaspError)
        for view in answer:
            document = follow.receipt(view.seq)
            assert check(document, trust).status is Status.VALID
            assert (b"138****5678" in document) == (follow.who.role != "merchant")
        assert follow.receipt(4), "asked for once more, it is made once more"
