"""`handclasp policy explain`: it says what a door would decide, of people and API keys, and is itself on record."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest
from tests.disclose.people import AUDITOR, DIRECTOR, EVERYBODY, PRIVACY
from tests.house.terminal import Terminal
from tests.house_fixture import AGENT, House, assigned, hired, house_template, module_house, said

from handclasp.access.policy import Action, Circumstances, ItemClass, Reader
from handclasp.access.policy.tables import KINDS
from handclasp.commands.explaining import Question, explained
from handclasp.house import running
from handclasp.records import Invalid, Kind, NotFound, Refused

__all__ = ["house_template", "module_house"]

TALK = "order 1"


@pytest.fixture(scope="module")
def talk(module_house: House) -> bytes:
    hired(module_house, *EVERYBODY)
    (answer,) = module_house.flow.append_all([said("hello", "1/1", conversation=TALK)]).result(20)
    assert not isinstance(answer, Exception)
    conversation = module_house.flow.open("shop", TALK)
    assigned(module_house, conversation, AGENT)
    return conversation


def asked_of(who: Reader, key: str = "") -> Iterator[Question]:
    """Every action, in every circumstance that is told apart."""
    name = {"key": key} if key else {"person": who.id}
    for action, n in itertools.product(Action, range(4)):
        given = frozenset(one for one, on in (("reason", n & 1), ("step-up", n & 2), ("approval", n & 2)) if on)
        items = list(ItemClass) if action is Action.REVEAL else [""]
        kinds = KINDS if action is Action.APPROVE else [""]
        for item, kind in itertools.product(items, kinds):
            requester = "bai" if kind else ""
            yield Question(action, conversation=TALK, given=given, item=item, kind=kind, requester=requester, **name)


@pytest.mark.parametrize("who", [one for one in EVERYBODY if one.tenant == "shop"], ids=lambda who: who.id)
def test_it_says_of_people_what_the_gate_decides(module_house: House, talk: bytes, who: Reader) -> None:
    for asked in asked_of(who):
        assert explained(module_house, PRIVACY, asked).decision == decided(module_house, who, talk, asked), asked


@pytest.mark.parametrize("scope", ["write", "read", "export", "audit", "cases"])
def test_it_says_of_api_keys_what_the_gate_decides(module_house: House, talk: bytes, scope: str) -> None:
    key = module_house.key_book.add(running.operator("shop"), [scope], scope).split("_")[1]
    who = Reader("shop", "service", key, scopes=frozenset({scope}))
    for asked in asked_of(who, key):
        assert explained(module_house, PRIVACY, asked).decision == decided(module_house, who, talk, asked), asked


def decided(house: House, who: Reader, talk: bytes, asked: Question) -> object:
    action = Action(asked.action)
    given = Circumstances(
        reason="reason" in asked.given or bool(asked.kind),
        approved="approval" in asked.given,
        item=asked.item,
        kind=asked.kind,
        requester=asked.requester,
        requester_role="specialist" if asked.requester else "",
    )
    stepped = {"old-records", "reveal", "export", "policy", "keys", "people", "approve", "import"}
    fresh = who._replace(stepped=frozenset(stepped if "step-up" in asked.given else ()))
    return house.gate.decision(fresh, action, talk, given)


def test_that_it_was_asked_is_on_record_about_person_and_conversation(module_house: House, talk: bytes) -> None:
    explained(module_house, PRIVACY, Question("read", AGENT.id, conversation=TALK))
    record = module_house.audit.journal(AUDITOR, limit=2)[1]
    assert (record.kind, str(record.author)) == (Kind.ACCESS, f"privacy:{PRIVACY.id}")
    assert record.facts["subjects"] == [talk.hex()]
    assert record.facts["scope"] == f"explain read of agent:{AGENT.id}"


def test_whoever_may_not_see_the_policies_is_told_nothing_and_guesses_are_refused(
    module_house: House, talk: bytes
) -> None:
    with pytest.raises(Refused):
        explained(module_house, AGENT, Question("read", AGENT.id, conversation=TALK))
    for asked in (
        Question("read", "nobody", conversation=TALK),
        Question("read", key="0123456789ab", conversation=TALK),
        Question("read", AGENT.id, conversation="no such order"),
        Question("approve", DIRECTOR.id, kind="export", requester="nobody"),
    ):
        with pytest.raises(NotFound):
            explained(module_house, PRIVACY, asked)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Question("fly", "zhou"), "there are list, read"),
        (Question("read"), "--key"),
        (Question("read", "zhou", "0123456789ab"), "--key"),
        (Question("read", "zhou"), "--conversation"),
        (Question("read", "zhou", conversation=TALK, given=frozenset({"rain"})), "there are old, reason"),
        (Question("reveal", "zhou", conversation=TALK), "there are contact, goods"),
        (Question("reveal", "zhou", conversation=TALK, item="house"), "there are contact, goods"),
        (Question("approve", "zhou"), "there are export, reveal"),
        (Question("approve", "zhou", kind="fun"), "there are export, reveal"),
        (Question("approve", "zhou", kind="export"), "--requester"),
    ],
)
def test_a_question_that_no_door_would_ask_is_told_what_there_is(asked: Question, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        asked.check()


def test_the_command_explains_people_and_keys(module_house: House, talk: bytes) -> None:
    terminal = Terminal(module_house, (("su-2", "privacy", "privacy"), ("agent-2", "agent", "desk")))
    told = terminal.run("su-2", "policy", "explain", "agent-2", "read", "--conversation", TALK)
    assert told.stdout.startswith("No. Agent: "), told.stderr
    key = module_house.key_book.add(running.operator("shop"), ["read"], "x").split("_")[1]
    told = terminal.run("su-2", "policy", "explain", "read", "--key", key, "--conversation", TALK)
    assert told.stdout.startswith("Yes."), told.stderr
    refused = terminal.run("agent-2", "policy", "explain", "agent-2", "read", "--conversation", TALK)
    assert (refused.returncode, refused.stdout) == (1, "")
    wrong = terminal.run("su-2", "policy", "explain", "agent-2", "reveal", "--conversation", TALK, "--item", "x")
    assert (wrong.returncode, "contact, goods" in re.sub(r"\s+", " ", wrong.stderr)) == (1, True)
