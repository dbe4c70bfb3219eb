"""The only door out: who may see what, written down first, with hidden words hidden everywhere."""

from __future__ import annotations

import json
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest
from tests.disclose.people import (
    ABROAD,
    ADMINISTRATOR,
    AUDITOR,
    DIRECTOR,
    EVERYBODY,
    FAR_LEAD,
    LEAD,
    OTHER_AGENT,
    PRIVACY,
    SELLER,
    SPECIALIST,
    customer_of,
    stepped,
    taken_out,
    unzipped,
)
from tests.house_fixture import AGENT, House, assigned, hired, said
from tests.seal.test_record import signed

from handclasp.access.policy import CUSTOMER_KINDS, Action, Reader
from handclasp.disclose import Disclose, opening
from handclasp.disclose.journal import Pending
from handclasp.disclose.views import opened as opened_row
from handclasp.records import Author, HandclaspError, Kind, NotFound, OutcomeUnknown, Receipt, Refused, StepUpNeeded
from handclasp.verify import Status, Trust, check, parse_vkey

WORDS = ["你好，礼品卡打不开", "手机号 13812345678 是我的", "好的，稍等"]


@pytest.fixture
def talk(house: House) -> bytes:
    """A conversation of three messages, an internal note in between, and its pseudonym."""
    return told(house)


@pytest.fixture(scope="module")
def module_talk(module_house: House) -> bytes:
    """The same in the house that this module's tests share."""
    hired(module_house, *EVERYBODY)
    return told(module_house)


def told(house: House) -> bytes:
    """Tell the conversation, which is Zhou's and about a seller's goods; returns its pseudonym."""
    house.flow.append_all(
        [
            said(WORDS[0], "1"),
            said("内部：客户情绪激动", "n", kind=Kind.NOTE, author=Author("agent", "zhou")),
            said(WORDS[1], "2"),
            said(WORDS[2], "3", author=Author("agent", "zhou")),
        ]
    ).result(20)
    conversation = house.flow.open("shop", "order 1001")
    assigned(house, conversation, AGENT, merchant="seller-42")
    return conversation


def trust(house: House) -> Trust:
    return Trust(tuple(parse_vkey(key) for key in house.log_key.vkeys()))


def rescreen(house: House, target: bytes, *, hide: list[str], release: list[str] | None = None) -> Receipt:
    facts: dict[str, Any] = {"target": target, "hide": hide, "release": release or [], "reason": "specimen"}
    number = b64encode(target).decode() + str(hide) + str(release)
    return house.flow.append(said("", number, kind=Kind.RESCREEN, text=None, author=Author("staff", "ye"), facts=facts))


def journal(house: House) -> list[dict[str, Any]]:
    """Every record of the shop's journals, opened, in the order of the log."""
    with psycopg.connect(str(house.settings.database_url)) as admin:
        rows = admin.execute(
            "select conversation from handclasp.conversations where journal and tenant_id = 1"
        ).fetchall()
    opened = []
    for (conversation,) in rows:
        keys = house.keyring.keys(1, conversation)
        opened += [(row.index, opened_row(row, keys)) for row in house.reading.conversation(1, conversation, 0, 1000)]
    return [{name: one.value for name, one in openings.items()} for _, openings in sorted(opened, key=lambda o: o[0])]


ACTS: dict[str, Callable[[Disclose, Reader, bytes], Any]] = {
    "read": lambda d, who, c: d.read(who, c, purpose="answering", reason="a call"),
    "follow": lambda d, who, c: d.follow(who, c, purpose="answering", reason="a call").more(),
    "receipt": lambda d, who, c: d.receipt(who, c, 1, reason="a call"),
    "who_looked": lambda d, who, c: d.who_looked(who, c, reason="a call"),
}
ACTIONS = {"read": Action.READ, "follow": Action.READ, "receipt": Action.RECEIPT, "who_looked": Action.WHO_LOOKED}
MAY: dict[str, tuple[Reader, ...]] = {
    "read": (AGENT, LEAD, SPECIALIST, DIRECTOR, PRIVACY, SELLER),
    "follow": (AGENT, LEAD, SPECIALIST, DIRECTOR, PRIVACY, SELLER),
    "receipt": (AGENT, LEAD, SPECIALIST, DIRECTOR, PRIVACY, SELLER),
    "who_looked": (AGENT, LEAD, SPECIALIST, DIRECTOR, PRIVACY, AUDITOR),
}
MAY_NOT: dict[str, tuple[Reader, ...]] = {
    "read": (OTHER_AGENT, FAR_LEAD, AUDITOR, ADMINISTRATOR, SELLER._replace(id="li", merchant="seller-9")),
    "follow": (OTHER_AGENT, FAR_LEAD, AUDITOR, ADMINISTRATOR, Reader("shop", "operator", "command-line/root")),
    "receipt": (OTHER_AGENT, FAR_LEAD, AUDITOR, ADMINISTRATOR, Reader("shop", "nobody", "x")),
    "who_looked": (OTHER_AGENT, FAR_LEAD, ADMINISTRATOR, SELLER, Reader("shop", "", "x")),
}


def test_an_agent_reads_masked_words_in_order(house: House, talk: bytes) -> None:
    views = house.disclose.read(AGENT, talk, purpose="answering")
    assert [view.seq for view in views] == [1, 2, 3, 4]
    assert [view.kind for view in views] == ["message", "note", "message", "message"]
    assert views[0].body == WORDS[0]
    assert views[2].body is not None
    assert "13812345678" not in views[2].body
    assert [span.type for span in views[2].spans] == ["PHONE"]
    assert views[3].author == Author("agent", "zhou")
    assert [view.seq for view in house.disclose.read(AGENT, talk, purpose="answering", after=2, limit=1)] == [3]


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_shown_that_could_not_be_written_down(house: House, talk: bytes, act: str) -> None:
    def fail(*_: object, **__: object) -> Pending:
        failed: Future[list[Receipt | HandclaspError]] = Future()
        failed.set_result([OutcomeUnknown("the journal cannot be written")])
        return Pending(failed)

    house.journal.begin = fail  # type: ignore[method-assign]
    with pytest.raises(OutcomeUnknown):
        ACTS[act](house.disclose, AGENT, talk)


def test_no_machine_is_fed_before_its_record_stands(house: House, talk: bytes) -> None:
    working, tries = house.journal.begin, 0

    def fail_twice(*given: Any, **named: Any) -> Pending:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise OutcomeUnknown("the journal cannot be written")
        return working(*given, **named)

    house.journal.begin = fail_twice  # type: ignore[method-assign]
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            house.disclose.feed("shop", "risk", "screening", -1)
    assert len(house.disclose.feed("shop", "risk", "screening", -1)) == 4
    assert tries == 3
    house.disclose.feed("shop", "risk", "screening", 2)
    assert tries == 3
    house.disclose.feed("shop", "risk", "check", -1)
    house.disclose.feed("shop", "queue", "screening", -1)
    assert tries == 5


@pytest.mark.parametrize("act", ACTS)
def test_whoever_may_does_and_is_written_down_with_the_policy_that_let_them(
    module_house: House, module_talk: bytes, act: str
) -> None:
    house, talk = module_house, module_talk
    for who in (*MAY[act], customer_of(talk)):
        before = len(journal(house))
        assert ACTS[act](house.disclose, who, talk)
        (access,) = journal(house)[before:]
        assert (access["kind"], access["author"]) == ("access", f"{who.role}:{who.id}")
        assert access["policy"] == house.policies.version("shop")


@pytest.mark.parametrize("act", ACTS)
def test_whoever_may_not_is_refused_and_the_refusal_is_recorded(
    module_house: House, module_talk: bytes, act: str
) -> None:
    house, talk = module_house, module_talk
    for who in (*MAY_NOT[act], customer_of(bytes(16))):
        before = len(journal(house))
        with pytest.raises(Refused):
            ACTS[act](house.disclose, who, talk)
        (refusal,) = journal(house)[before:]
        assert (refusal["kind"], refusal["author"]) == ("refusal", f"{who.role}:{who.id}")
        assert (refusal["action"], refusal["subjects"]) == (ACTIONS[act].value, [talk.hex()])


@pytest.mark.parametrize("act", ["read", "follow", "receipt"])
def test_the_database_shows_nothing_to_a_reader_whom_only_the_policies_let_in(
    house: House, talk: bytes, act: str
) -> None:
    """The second wall holds where the first has a hole."""
    hole = house.policies.decide(AGENT, Action.READ, house.gate.about("shop", talk))
    house.policies.decide = lambda *_, **__: hole  # type: ignore[method-assign]
    for who in (OTHER_AGENT, FAR_LEAD, AUDITOR, ADMINISTRATOR, Reader("shop", "agent", "nobody")):
        try:
            shown = ACTS[act](house.disclose, who, talk)
        except NotFound:
            shown = []
        assert shown == []
    assert ACTS[act](house.disclose, AGENT, talk)


@pytest.mark.parametrize("act", ACTS)
def test_another_tenants_conversation_does_not_exist(module_house: House, module_talk: bytes, act: str) -> None:
    house, talk = module_house, module_talk
    for stranger in (ABROAD, Reader("wallet", "director", "x"), Reader("no such", "agent", "x")):
        with pytest.raises((NotFound, Refused)):
            ACTS[act](house.disclose, stranger, talk)
    for conversation in (bytes(16), b"", b"short", bytes(40)):
        with pytest.raises(NotFound):
            ACTS[act](house.disclose, DIRECTOR, conversation)
        with pytest.raises(Refused):
            ACTS[act](house.disclose, AGENT, conversation)
    assert house.disclose.feed("wallet", "risk", "screening", -1) == []


@pytest.mark.parametrize("act", ACTS)
def test_a_journal_is_no_conversation_though_every_pack_names_its_pseudonym(
    module_house: House, module_talk: bytes, act: str
) -> None:
    house, talk = module_house, module_talk
    pack = unzipped(taken_out(house, talk))
    pseudonym = b64decode(json.loads(pack["seal.json"])["entry"])[1:17]
    assert pseudonym != talk
    with pytest.raises(NotFound):
        ACTS[act](house.disclose, DIRECTOR, pseudonym)


def test_a_customer_never_sees_notes(house: House, talk: bytes) -> None:
    facts: dict[str, Any] = {"score": 90, "reasons": ["specimen"], "model": "m"}
    house.flow.append(said("", "v", kind=Kind.RISK_VERDICT, text=None, author=Author("machine", "risk"), facts=facts))
    views = house.disclose.read(customer_of(talk), talk, purpose="own")
    assert [view.seq for view in views] == [1, 3, 4]
    assert {view.kind for view in views} <= CUSTOMER_KINDS
    follow = house.disclose.follow(customer_of(talk), talk, purpose="own")
    assert [view.seq for view in follow.more()] == [1, 3, 4]
    for seq in (2, 5):
        with pytest.raises(NotFound):
            house.disclose.receipt(customer_of(talk), talk, seq)
    assert house.disclose.receipt(customer_of(talk), talk, 3)
    for seq in (0, -1, 99):
        with pytest.raises(NotFound):
            house.disclose.receipt(customer_of(talk), talk, seq)


def test_a_customer_turning_pages_is_not_held_up_by_notes(house: House, talk: bytes) -> None:
    for n in range(3):
        house.flow.append(said("note", f"more {n}", kind=Kind.NOTE))
    house.flow.append(said("last", "last"))
    seen, after = [], 0
    while page := house.disclose.read(customer_of(talk), talk, purpose="own", after=after, limit=1):
        seen.append(page[0].seq)
        after = page[-1].seq
    assert seen == [1, 3, 4, 8]


def test_following_gives_what_came_since_under_one_record(house: House, talk: bytes) -> None:
    follow = house.disclose.follow(AGENT, talk, purpose="live", after=3)
    assert [view.seq for view in follow.more()] == [4]
    assert follow.more() == []
    house.flow.append(said("more", "4"))
    assert [view.body for view in follow.more()] == ["more"]
    assert [record["scope"] for record in journal(house)] == ["live after 3"]


def everything(house: House, conversation: bytes) -> dict[str, bytes]:
    """All that leaves by every door, for agents, customers and machines."""
    d = house.disclose
    target = d.read(AGENT, conversation, purpose="p")[2]
    assert target.seq == 3
    customer = customer_of(conversation)
    pack = taken_out(house, conversation)
    return {
        "read": repr(d.read(AGENT, conversation, purpose="p")).encode(),
        "customer": repr(d.read(customer, conversation, purpose="p")).encode(),
        "page": repr(d.read(AGENT, conversation, purpose="p", after=2, limit=1)).encode(),
        "follow": repr(d.follow(AGENT, conversation, purpose="p").more()).encode(),
        "feed": repr(d.feed("shop", "risk", "screening", -1)).encode(),
        "fed page": repr(d.feed("shop", "risk", "screening", target.index - 1, limit=1)).encode(),
        "receipt": d.receipt(customer, conversation, 3),
        "transcript": unzipped(pack)["transcript.json"],
        "pack": b"".join(unzipped(pack).values()),
        "zip": pack,
    }


HIDDEN = "漏网之鱼"


def missed(house: House, key: str = "2") -> Receipt:
    """The third record, which holds words that no detector found."""
    house.flow.append(said("first", "a"))
    house.flow.append(said("second", "b"))
    receipt = house.flow.append(said(f"暗号 {HIDDEN}", key))
    assigned(house, receipt.stored.conversation, AGENT)
    return receipt


def test_hidden_words_leave_by_no_door_and_what_leaves_still_verifies(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST", 2)  # the rescreen record lies further on than one page
    target = missed(house).stored
    before = everything(house, target.conversation)
    del before["zip"]
    assert [name for name, data in before.items() if HIDDEN.encode() not in data] == []
    house.flow.append(said("later", "c"))
    rescreen(house, target.record, hide=["body", "spans"])
    for n in range(3):
        house.flow.append(said("still later", f"d{n}"))
    after = everything(house, target.conversation)
    assert [name for name, data in after.items() if HIDDEN.encode() in data] == []
    assert b"still later" in after["read"]
    for name in ("receipt", "transcript", "zip"):
        verdict = check(after[name], trust(house))
        assert verdict.status is Status.VALID, (name, verdict.reason, verdict.where)
    rescreen(house, target.record, hide=[], release=["body"])
    assert HIDDEN.encode() in everything(house, target.conversation)["read"]


def test_a_stretch_ends_where_it_was_to_end_and_what_comes_behind_still_hides_parts_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST", 2)
    target = missed(house).stored

    def stretch() -> list[str | None]:
        views = house.disclose.read(AGENT, target.conversation, purpose="p", after=1, until=target.seq)
        return [view.body for view in views]

    whole = [view.body for view in house.disclose.read(AGENT, target.conversation, purpose="p")]
    assert stretch() == whole[1 : target.seq]
    rescreen(house, target.record, hide=["body", "spans"])
    for n in range(3):
        house.flow.append(said("still later", f"e{n}"))
    assert all(HIDDEN not in (body or "") for body in stretch())
    rescreen(house, target.record, hide=[], release=["body"])
    assert stretch() == whole[1 : target.seq]
    assert journal(house)[-1]["scope"] == f"records after 1, at most {target.seq - 1}"


def test_hidden_words_cannot_be_found_by_trying_them_against_their_signature(house: House) -> None:
    """A signature whose salt is open would let anybody who knows the key try one text after the other."""
    receipt = house.flow.append(said(HIDDEN, "k-1", sent=5, signature=signed(HIDDEN), facts={"id": "k-1"}))
    conversation = receipt.stored.conversation
    assigned(house, conversation, AGENT)
    (view,) = house.disclose.read(AGENT, conversation, purpose="p")
    assert b64decode(view.facts["signature"]["salt"])  # type: ignore[call-overload, index]
    rescreen(house, receipt.stored.record, hide=["body"])
    (view, _) = house.disclose.read(AGENT, conversation, purpose="p")
    assert view.body is None
    assert "signature" not in view.facts


def test_hiding_never_breaks_the_door(house: House) -> None:
    target = missed(house).stored
    rescreen(house, target.record, hide=["kind", "author", "received", "body", "no such field"])
    rescreen(house, bytes(32), hide=["body"])
    view = house.disclose.read(AGENT, target.conversation, purpose="p")[2]
    assert (view.kind, view.author, view.body) == ("message", Author("customer", "7F3A"), None)


def test_who_looked_lists_everybody_newest_first(house: House, talk: bytes) -> None:
    house.disclose.read(AGENT, talk, purpose="answering", reason="call")
    house.disclose.follow(customer_of(talk), talk, purpose="own")
    house.disclose.receipt(LEAD, talk, 1)
    with pytest.raises(Refused):
        house.disclose.read(ADMINISTRATOR, talk, purpose="curious")
    other = house.flow.append(said("other", "o", conversation="order 1002")).stored.conversation
    house.disclose.read(SPECIALIST, other, purpose="answering")
    looked = house.disclose.who_looked(AUDITOR, talk)
    assert [(view.kind, str(view.author)) for view in looked] == [
        ("access", "auditor:wu"),
        ("refusal", "administrator:root"),
        ("access", "lead:ye"),
        ("access", "customer:7F3A"),
        ("access", "agent:zhou"),
    ]
    assert looked[-1].facts == {
        "policy": house.policies.version("shop"),
        "purpose": "answering",
        "reason": "call",
        "scope": "records after 0, at most 500",
        "subjects": [talk.hex()],
    }
    assert len(house.disclose.who_looked(LEAD, talk, limit=3)) == 3
    assert len(house.disclose.who_looked(AGENT, talk)) == 7


def test_a_customer_learns_who_looked_by_role_and_never_a_name(house: House, talk: bytes) -> None:
    house.disclose.read(AGENT, talk, purpose="support", reason="internal words")
    with pytest.raises(Refused):
        house.disclose.read(OTHER_AGENT, talk, purpose="curious")
    looked = house.disclose.who_looked(customer_of(talk), talk)
    assert [(view.author.role, view.facts) for view in looked] == [
        ("customer", {"purpose": "who looked"}),
        ("agent", {"purpose": "support"}),
    ]
    assert "zhou" not in repr(looked)
    assert "internal words" not in repr(looked)


def test_old_records_are_held_back_until_a_fresh_second_factor(house: House, talk: bytes) -> None:
    long_ago = time.time_ns() // 1_000_000 - 100 * 86_400_000
    old = house.flow.append(said("long ago", "ago", conversation="order 7", received=long_ago)).stored.conversation
    assigned(house, old, AGENT)
    for act in (ACTS["read"], ACTS["receipt"]):
        with pytest.raises(StepUpNeeded) as needed:
            act(house.disclose, AGENT, old)
        assert needed.value.purpose == "old-records"
        with pytest.raises(StepUpNeeded):
            act(house.disclose, stepped(AGENT, "export", "reveal"), old)
        assert act(house.disclose, stepped(AGENT, "old-records"), old)
    house.flow.append(said("today", "now", conversation="order 7"))
    views = house.disclose.read(AGENT, old, purpose="p")
    assert ([view.body for view in views], views.held_back) == (["today"], 1)
    views = house.disclose.read(stepped(AGENT, "old-records"), old, purpose="p")
    assert ([view.body for view in views], views.held_back) == (["long ago", "today"], 0)
    assert len(house.disclose.read(customer_of(old), old, purpose="own")) == 2


def test_following_ends_when_the_conversation_is_somebody_elses(house: House, talk: bytes) -> None:
    follow = house.disclose.follow(AGENT, talk, purpose="live", after=4)
    assigned(house, talk, OTHER_AGENT)
    house.flow.append(said("not for Zhou", "later"))
    with pytest.raises(Refused):
        follow.more()


def test_a_seller_sees_what_was_said_about_their_goods_and_no_note(house: House, talk: bytes) -> None:
    assert [view.seq for view in house.disclose.read(SELLER, talk, purpose="own goods")] == [1, 3, 4]
    with pytest.raises(NotFound):
        house.disclose.receipt(SELLER, talk, 2)


def test_the_journal_holds_no_words(house: House, talk: bytes) -> None:
    for act in ACTS.values():
        act(house.disclose, AGENT, talk)
    shown = repr(journal(house))
    assert not any(text in shown for text in (*WORDS, "礼品卡", "13812345678", "order 1001"))


def test_a_machine_is_fed_every_conversation_and_no_journal(house: House, talk: bytes) -> None:
    house.disclose.read(AGENT, talk, purpose="answering")
    house.flow.append(said("other", "o", conversation="order 1002"))
    house.flow.append(said("foreign", "f", tenant="wallet"))
    house.flow.append(said("again", "g"))
    views = house.disclose.feed("shop", "risk", "screening", -1)
    assert [view.index for view in views] == sorted(view.index for view in views)
    assert [view.body for view in views if view.kind == "message"][-2:] == ["other", "again"]
    assert len(views) == 6
    assert "13812345678" not in repr(views)
    seen, after = [], -1
    while page := house.disclose.feed("shop", "risk", "screening", after, limit=2):
        seen += page
        after = page[-1].index
    assert seen == views


def test_a_machine_is_fed_past_what_was_erased(house: House, talk: bytes) -> None:
    house.flow.append(said("other", "o", conversation="order 1002"))
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute("delete from handclasp.sealed where conversation = %s", (talk,))
    assert [view.body for view in house.disclose.feed("shop", "risk", "screening", -1, limit=2)] == ["other"]
    assert house.disclose.feed("shop", "risk", "screening", 99) == []


def test_no_callers_key_can_keep_a_head_from_being_sealed(house: House, talk: bytes) -> None:
    house.flow.append(said("in the way", f"head/{talk.hex()}/5"))
    house.flow.append(said("in the way", f"head/{talk.hex()}/4"))
    head = house.flow.seal_head("shop", talk, "export")
    assert head is not None
    assert head.stored.seq == 7


def test_what_is_committed_but_not_yet_signed_for_is_shown_to_nobody(
    house: House, talk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.disclose.follow(AGENT, talk, purpose="p")
    follow = house.disclose.follow(AGENT, talk, purpose="p", after=4)

    def fail(*_: object) -> str:
        raise OutcomeUnknown("the signer is away")

    with monkeypatch.context() as patch:
        patch.setattr(house.signer, "sign", fail)
        with pytest.raises(OutcomeUnknown):
            house.flow.append(said("not yet", "later"))
        assert follow.more() == []
        tail = house.reading.tail(1, talk)
        assert tail is not None
        assert tail.seq == 4
    assert house.flow.append(said("not yet", "later")).stored.doubled
    assert [view.body for view in follow.more()] == ["not yet"]
