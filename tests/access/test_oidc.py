"""What claims can make of a person, and what they cannot."""

from __future__ import annotations

from typing import Any

import pytest

from handclasp.access.oidc import Mapped, Reason, Refusal, Roles, mapped

DESK = Roles("roles", {"chiefs": "lead", "support": "agent", "disputes": "specialist"})
ROLES = ("agent", "lead", "specialist", "director", "privacy", "auditor", "merchant", "administrator")


@pytest.mark.parametrize("present", [None, "agent", "lead"])
def test_somebody_new_or_with_no_less_a_role_gets_what_the_claim_says(present: str | None) -> None:
    assert mapped({"roles": ["support"]}, DESK, present) == Mapped("agent")


def test_the_first_value_of_the_mapping_decides_whatever_the_order_of_the_claim() -> None:
    assert mapped({"roles": ["support", "chiefs"]}, DESK, None) == Mapped("lead")
    assert mapped({"roles": ["chiefs", "support"]}, DESK, None) == Mapped("lead")


def test_a_claim_never_makes_more_of_anybody() -> None:
    assert mapped({"roles": ["chiefs"]}, DESK, "agent") == Refusal(Reason.MORE, "lead")


@pytest.mark.parametrize("before", ROLES)
@pytest.mark.parametrize("after", ROLES)
def test_only_an_equal_or_plainly_lesser_role_follows_a_claim(before: str, after: str) -> None:
    allowed = before == after or (before, after) == ("lead", "agent")
    said = mapped({"roles": "x"}, Roles("roles", {"x": after}, administrators=True), before)
    assert said == (Mapped(after) if allowed else Refusal(Reason.MORE, after))


def test_a_tenants_own_role_is_only_equal_to_itself() -> None:
    own = Roles("roles", {"x": "night-lead"})
    assert mapped({"roles": "x"}, own, "night-lead") == Mapped("night-lead")
    assert mapped({"roles": "x"}, own, "lead") == Refusal(Reason.MORE, "night-lead")


@pytest.mark.parametrize("present", [None, "administrator"])
def test_a_claim_makes_an_administrator_only_where_the_house_says_so(present: str | None) -> None:
    values = {"root": "administrator"}
    assert mapped({"roles": "root"}, Roles("roles", values), present) == Refusal(Reason.ADMINISTRATOR, "administrator")
    assert mapped({"roles": "root"}, Roles("roles", values, administrators=True), present) == Mapped("administrator")


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"roles": []},
        {"roles": ["sales"]},
        {"roles": None},
        {"roles": {"support": True}},
        {"roles": [["support"]]},
        {"roles": "support chiefs"},
        {"roles": ["Support"]},
        {"Roles": ["support"]},
        {"roles": 1},
    ],
)
@pytest.mark.parametrize("present", [None, "agent"])
def test_who_has_no_role_in_the_claim_does_not_get_in(claims: dict[str, Any], present: str | None) -> None:
    assert mapped(claims, DESK, present) == Refusal(Reason.NO_ROLE)


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["support"]}}),
        ("https://shop.example/roles", {"https://shop.example/roles": ["support"]}),
        ("groups", {"groups": "support"}),
    ],
)
def test_claims_are_found_by_name_or_path(name: str, claims: dict[str, Any]) -> None:
    assert mapped(claims, Roles(name, DESK.values), None) == Mapped("agent")


def test_without_values_the_provider_says_who_and_never_what() -> None:
    assert mapped({"roles": ["administrator"]}, Roles(), "agent") == Mapped("agent")
    assert mapped({"roles": ["administrator"]}, Roles(), None) == Refusal(Reason.NO_ROLE)
