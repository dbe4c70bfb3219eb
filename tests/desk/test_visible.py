"""Which conversations each role's lists show; written from the roles' description, by hand."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.web.console.people import Desk

from handclasp.access.policy import Policies, Published, Reader, built_in

if TYPE_CHECKING:
    from handclasp.desk.models import Conversation
    from handclasp.desk.visible import Lists

POLICIES = Policies(lambda _: None)
ROWS = {
    "mine": ("me", "desk", []),
    "mine elsewhere": ("me", "night", []),
    "colleague's": ("lena", "desk", []),
    "stranger's": ("tom", "night", []),
    "free": ("", "", []),
    "let go": ("", "night", []),
    "teamless": ("solo", "", []),
    "about us": ("tom", "night", ["seller-42", "seller-7"]),
    "about others": ("lena", "desk", ["seller-4", "seller-421"]),
}
FREE = {"free", "let go"}
SHOWN = {
    "agent": {"mine", "mine elsewhere"} | FREE,
    "lead": {"mine", "mine elsewhere", "colleague's", "about others"} | FREE,
    "specialist": set(ROWS),
    "director": set(ROWS),
    "privacy": set(ROWS),
    "auditor": set(ROWS),
    "merchant": {"about us"},
    "administrator": set(),
    "nobody-knows-this": set(),
}
OPEN = {
    "agent": {"mine", "mine elsewhere"},
    # A lead reads as one of the team; what is of another team is not read, be it their own.
    "lead": {"mine", "colleague's", "about others"} | FREE,
    "specialist": set(ROWS),
    "director": set(ROWS),
    "privacy": set(ROWS),
    "merchant": {"about us"},
}


def of(role: str, policies: Policies = POLICIES, tenant: str = "demo", **more: str) -> Lists:
    from handclasp.desk.visible import Lists  # noqa: PLC0415

    team = more.get("team", "desk")
    return Lists(Reader(tenant, role, "me", team, more.get("merchant", "seller-42")), policies)


@pytest.fixture
def rows(desk: Desk) -> dict[str, Conversation]:
    """One conversation of each sort, and one in another tenant and one that the log has not told of yet."""
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    made = {
        name: Conversation(
            tenant="demo", pseudonym=digest(name), last_index=at, agent=agent, team=team, merchants=merchants
        )
        for at, (name, (agent, team, merchants)) in enumerate(ROWS.items())
    }
    Conversation.objects.bulk_create(made.values())
    Conversation.objects.create(tenant="wallet", pseudonym=digest("wallet"), last_index=99, merchants=["seller-42"])
    Conversation.objects.create(tenant="demo", pseudonym=digest("untold"))
    return made


def digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:16]


def names(lists: Lists) -> set[str]:
    known = {digest(name): name for name in [*ROWS, "wallet", "untold"]}
    return {known[bytes(row.pseudonym)] for row in lists.all()}


@pytest.mark.parametrize("role", SHOWN)
def test_each_role_is_listed_what_it_reaches_and_no_more(rows: dict[str, Conversation], role: str) -> None:
    assert names(of(role)) == SHOWN[role]


@pytest.mark.parametrize("role", SHOWN)
def test_more_than_that_somebody_waits_is_shown_of_what_may_be_read(rows: dict[str, Conversation], role: str) -> None:
    lists = of(role)
    assert {name for name, row in rows.items() if lists.readable(row)} & SHOWN[role] == OPEN.get(role, set())


def test_people_without_a_team_or_a_seller_see_no_team_and_no_seller(rows: dict[str, Conversation]) -> None:
    assert names(of("lead", team="")) == FREE
    assert names(of("merchant", merchant="")) == set()
    assert names(of("merchant", merchant="seller")) == set()


def test_another_tenants_conversations_are_nobodys_here(rows: dict[str, Conversation]) -> None:
    for role in SHOWN:
        assert names(of(role, tenant="elsewhere")) == set()
    assert names(of("merchant", tenant="wallet")) == {"wallet"}


def test_a_policy_that_takes_listing_away_empties_the_lists(rows: dict[str, Conversation]) -> None:
    cut = '@id("no-lists") @zh("x") @en("x")\nforbid (principal, action == Action::"list", resource);\n'
    files = {name: source + (cut if name == "agent.cedar" else "") for name, source in built_in().items()}
    policies = Policies(lambda _: Published("1", files))
    assert names(of("agent", policies)) == set()


def test_a_broken_set_lists_nothing(rows: dict[str, Conversation]) -> None:
    policies = Policies(lambda _: Published("1", {"agent.cedar": "permit (everything);"}))
    for role in SHOWN:
        assert names(of(role, policies)) == set()


@pytest.mark.parametrize("role", ["agent", "lead", "merchant"])
def test_what_others_do_leaves_no_trace_in_the_state_of_ones_lists(rows: dict[str, Conversation], role: str) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    before = of(role).state()
    hidden = [digest(name) for name in set(ROWS) - SHOWN[role]]
    Conversation.objects.filter(pseudonym__in=hidden).update(last_index=4_711, waiting=True, said=7)
    Conversation.objects.filter(tenant="wallet").update(last_index=4_712)
    Conversation.objects.create(tenant="demo", pseudonym=digest("new"), last_index=4_713, agent="tom", team="night")
    assert of(role).state() == before


@pytest.mark.parametrize("role", ["agent", "lead", "specialist", "auditor", "merchant"])
def test_what_becomes_mine_or_anothers_is_told_by_the_state(rows: dict[str, Conversation], role: str) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    states = [of(role).state()]
    one = Conversation.objects.filter(pseudonym=digest("about us"))
    for at, (agent, team) in enumerate([("me", "desk"), ("tom", "night"), ("", "night"), ("tom", "night")]):
        sellers = ["seller-42"] if at % 2 == 0 else ([] if role == "merchant" else ["seller-42"])
        one.update(agent=agent, team=team, merchants=sellers, last_index=1_000 + at)
        states.append(of(role).state())
    assert all(before != after for before, after in pairwise(states))


def test_what_is_asked_for_many_at_once_is_what_each_would_be_told(desk: Desk, rows: dict[str, Conversation]) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from handclasp.desk.models import Conversation  # noqa: PLC0415
    from handclasp.desk.visible import Lists, states  # noqa: PLC0415

    Conversation.objects.filter(pseudonym=digest("mine")).update(closed_at=1)
    people = [(f"{role}-{team}", role, team) for role in ("agent", "lead") for team in ("desk", "night", "late")]
    for name, role, team in people:
        desk.hire(name, role, team=team)
    # `me` and `tom` are known to the session by another team than to their account by now, or not at all.
    desk.hire("tom", "agent", team="desk")
    people += [("tom", "agent", "night"), ("me", "agent", "desk")]
    some = [Lists(Reader("demo", role, name, team), POLICIES) for name, role, team in people]
    some += [of(role) for role in ("specialist", "director", "auditor", "merchant", "administrator", "nobody-knows")]
    alone = [one.state() for one in some]
    assert len(set(alone)) > 5
    assert states(some) == alone
    with CaptureQueriesContext(connection) as asked:
        assert states(some[:6] * 20) == alone[:6] * 20
    assert len(asked) == 2, "one query for each reach"
