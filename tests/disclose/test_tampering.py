"""Whoever alters the database as its superuser gets named errors out of every door, and no words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from tests.disclose.people import EVERYBODY, LEAD, customer_of, stepped, taken_out
from tests.disclose.test_door import ACTS, WORDS, told
from tests.house_fixture import AGENT, House, NewHouse, hired, said
from tests.unique import word

from handclasp.disclose.views import ChainBroken
from handclasp.records import HandclaspError, NotFound
from handclasp.seal.commitment import CommitmentBroken
from handclasp.seal.envelope import Unreadable

TAMPERING = {
    "a byte of a body": """
        update handclasp.sealed set body = set_byte(body, 40, get_byte(body, 40) # 1) where idx = 2
    """,
    "a body cut short": """
        update handclasp.sealed set body = substr(body, 1, 20) where idx = 2
    """,
    "an empty body": """
        update handclasp.sealed set body = '' where idx = 2
    """,
    "two bodies swapped": """
        update handclasp.sealed s set body = o.body from handclasp.sealed o where (s.idx, o.idx) in ((2, 0),
        (0, 2))
    """,
    "two records swapped": """
        update handclasp.sealed s set body = o.body, nonce = o.nonce, commitments = o.commitments from
        handclasp.sealed o where (s.idx, o.idx) in ((2, 0), (0, 2))
    """,
    "compartments swapped": """
        update handclasp.sealed s set body = o.ciphertext from handclasp.originals o where o.idx = s.idx
    """,
    "another nonce": """
        update handclasp.sealed s set nonce = o.nonce from handclasp.sealed o where (s.idx, o.idx) = (2, 0)
    """,
    "a byte of the commitments": """
        update handclasp.sealed set commitments = set_byte(commitments, 40, get_byte(commitments, 40) # 1) where idx = 2
    """,
    "no commitments": """
        update handclasp.sealed set commitments = '' where idx = 2
    """,
    "another R": """
        update handclasp.entries set record = sha256('x') where idx = 2
    """,
    "another previous": """
        update handclasp.entries set previous = sha256('x') where idx = 2
    """,
    "a seq": """
        update handclasp.entries set seq = 9 where idx = 3
    """,
    "two seqs swapped": """
        update handclasp.entries set seq = case idx when 0 then 1000003 else 1000001 end where idx in (0,
        2); update handclasp.entries set seq = seq - 1000000 where seq > 1000000
    """,
    "a record removed": """
        delete from handclasp.entries where idx = 1
    """,
    "the first record removed": """
        delete from handclasp.entries where idx = 0
    """,
    "a record moved from another conversation": """
        with own as (select * from handclasp.entries where idx = 0), last as (select e.* from
        handclasp.entries e, own where e.conversation = own.conversation order by e.seq desc limit 1), other
        as (select c.conversation from handclasp.conversations c, own where not c.journal and c.conversation
        <> own.conversation limit 1), moved as (update handclasp.entries e set conversation =
        last.conversation, seq = last.seq + 1, previous = last.record from last, other where e.conversation
        = other.conversation) update handclasp.sealed s set conversation = own.conversation from own, other
        where s.conversation = other.conversation
    """,
}


REVEAL = 3
BEFORE_THE_REVEALED = {"a record removed", "the first record removed", "another previous"}


@pytest.fixture(scope="module")
def talk(module_house: House) -> bytes:
    """A conversation, and one record elsewhere."""
    hired(module_house, *EVERYBODY)
    conversation = told(module_house)
    module_house.flow.append(said("elsewhere", "x", conversation="order 1002"))
    return conversation


@pytest.fixture
def tampered(module_house: House, talk: bytes) -> Iterator[House]:
    """The shared house; whatever a test alters in its tables is put back after it."""
    with psycopg.connect(str(module_house.settings.database_url), autocommit=True) as admin:
        for table in ("entries", "sealed"):
            kept, live = sql.Identifier(f"kept_{table}"), sql.Identifier("handclasp", table)
            admin.execute(sql.SQL("create table {} as table {}").format(kept, live))
        yield module_house
        for table in ("entries", "sealed"):
            kept, live = sql.Identifier(f"kept_{table}"), sql.Identifier("handclasp", table)
            admin.execute(sql.SQL("delete from {} where idx <= (select max(idx) from {})").format(live, kept))
            admin.execute(sql.SQL("insert into {} select * from {}").format(live, kept))
            admin.execute(sql.SQL("drop table {}").format(kept))


def ways_out(house: House, talk: bytes) -> list[Callable[[], Any]]:
    """Every way by which words of the conversation may leave."""
    return [
        lambda: ACTS["read"](house.disclose, AGENT, talk),
        lambda: ACTS["follow"](house.disclose, AGENT, talk),
        lambda: ACTS["read"](house.disclose, customer_of(talk), talk),
        lambda: house.reveals.reveal(stepped(AGENT), talk, 3, "original/0", purpose="support", reason="call"),
        lambda: taken_out(house, talk, LEAD, reason=word()),
    ]


def test_what_is_as_it_was_sealed_is_shown(module_house: House, talk: bytes) -> None:
    assert all(way() for way in ways_out(module_house, talk))


@pytest.mark.parametrize("tampering", TAMPERING)
def test_what_was_altered_in_the_database_is_named_and_nothing_is_shown(
    tampered: House, talk: bytes, tampering: str
) -> None:
    with psycopg.connect(str(tampered.settings.database_url), autocommit=True) as admin:
        admin.execute(TAMPERING[tampering].encode())
    shown: list[Any] = []
    for number, way in enumerate(ways_out(tampered, talk)):
        # A reveal opens the one record and those after it: what was altered before is not its to see.
        if number == REVEAL and tampering in BEFORE_THE_REVEALED:
            continue
        with pytest.raises((ChainBroken, CommitmentBroken, Unreadable)) as caught:
            shown.append(way())
        assert not any(text in str(caught.value) for text in WORDS)
    with pytest.raises(HandclaspError):
        shown.append(tampered.disclose.feed("shop", "risk", "screening", -1))
    assert shown == []


def test_keys_moved_in_the_database_open_nothing(house: House, new_house: NewHouse) -> None:
    hired(house, *EVERYBODY)
    talk = told(house)
    other = house.flow.append(said("elsewhere", "x", conversation="order 1002")).stored.conversation
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute(
            "update handclasp.conversations c set body_key = o.body_key, originals_key = o.originals_key "
            "from handclasp.conversations o where c.conversation = %s and o.conversation = %s",
            (talk, other),
        )
    fresh = new_house(of=house)
    with pytest.raises(NotFound):
        fresh.disclose.read(AGENT, talk, purpose="p")
