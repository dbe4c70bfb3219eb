"""API keys, sites and key epochs: by an administrator with a second factor for this, or by the machine's operator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.house.terminal import Terminal
from tests.house_fixture import House, house_template, module_house

from handclasp.access.api_keys import Key, listed
from handclasp.access.machines import MOST_DAYS, BadSetting, hashed
from handclasp.access.policy import Reader
from handclasp.house import doctor, running
from handclasp.records import Kind, NotFound, Refused, StepUpNeeded

__all__ = ["house_template", "module_house"]

ADMIN = Reader("shop", "administrator", "root", stepped=frozenset({"keys"}))
ABROAD = Reader("wallet", "administrator", "far", stepped=frozenset({"keys"}))
PEOPLE = (("wen", "administrator", "desk"), ("zhou", "agent", "desk"), ("wu", "auditor", "desk"))


def keys(house: House, tenant: str = "shop") -> dict[str, Key]:
    return {key.key_id: key for key in listed(house.directory, tenant)}


def endless(house: House, key_id: str) -> None:
    """A key as earlier versions made them: without an end."""
    house.directory.add_key(1, key_id, hashed("specimen"), ["read"], "old", None)


# --- the room


def test_a_key_ends_after_ninety_days_unless_another_time_is_named(module_house: House) -> None:
    made = [module_house.key_book.add(ADMIN, ["read"], "x", *days) for days in ((), (1,), (MOST_DAYS,))]
    now = datetime.now(UTC)
    for key, days in zip(made, (90, 1, 366), strict=True):
        expires = keys(module_house)[key.split("_")[1]].expires
        assert expires is not None
        assert abs(expires - now - timedelta(days=days)) < timedelta(minutes=5)
        assert module_house.api_keys.check(key) is not None


@pytest.mark.parametrize(
    ("scopes", "label", "days"),
    [
        ([], "x", 90),
        (["everything"], "x", 90),
        (["read"], " ", 90),
        (["read"], "x" * 61, 90),
        (["read"], "two\nlines", 90),
        (["read"], "x", 0),
        (["read"], "x", MOST_DAYS + 1),
    ],
)
def test_no_key_is_made_without_scope_name_and_end(
    module_house: House, scopes: list[str], label: str, days: int
) -> None:
    before = keys(module_house)
    with pytest.raises(BadSetting):
        module_house.key_book.add(ADMIN, scopes, label, days)
    assert keys(module_house) == before


@pytest.mark.parametrize("given", [(), ("people", "policy", "approve", "export")])
def test_a_second_factor_for_something_else_changes_no_key_site_or_epoch(
    module_house: House, given: tuple[str, ...]
) -> None:
    who = ADMIN._replace(stepped=frozenset(given))
    key = next(iter(keys(module_house)), "none")
    acts: list[Any] = [
        lambda: module_house.key_book.add(who, ["read"], "x"),
        lambda: module_house.key_book.revoke(who, key),
        lambda: running.rotate_keys(module_house, who),
        lambda: running.add_site(module_house, who, "x", ["https://shop.example"]),
    ]
    for act in acts:
        with pytest.raises(StepUpNeeded) as needed:
            act()
        assert needed.value.purpose == "keys"
    module_house.key_book.listed(who)


@pytest.mark.parametrize("role", ["agent", "lead", "specialist", "director", "privacy", "auditor", "merchant"])
def test_nobody_but_administrators_sees_or_changes_keys(module_house: House, role: str) -> None:
    who = Reader("shop", role, "nobody", merchant="seller-42", stepped=frozenset({"keys"}))
    for act in (lambda: module_house.key_book.listed(who), lambda: module_house.key_book.add(who, ["read"], "x")):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.type is Refused


def test_a_key_of_another_tenant_is_not_there(module_house: House) -> None:
    key_id = module_house.key_book.add(ADMIN, ["read"], "ours").split("_")[1]
    assert key_id not in {key.key_id for key in module_house.key_book.listed(ABROAD)}
    with pytest.raises(NotFound):
        module_house.key_book.revoke(ABROAD, key_id)
    assert not keys(module_house)[key_id].revoked


def test_a_revoked_key_stops_working_and_is_revoked_once(module_house: House) -> None:
    key = module_house.key_book.add(ADMIN, ["read"], "short-lived")
    key_id = key.split("_")[1]
    for _ in range(2):
        module_house.key_book.revoke(ADMIN, key_id)
    assert module_house.api_keys.check(key) is None
    assert keys(module_house)[key_id].state(datetime.now(UTC)) == "revoked"


def test_a_key_without_an_end_works_on_and_the_doctor_says_so(module_house: House) -> None:
    endless(module_house, "0ldk3y")
    assert module_house.api_keys.check("hc_0ldk3y_specimen") is not None
    assert keys(module_house)["0ldk3y"].state(datetime.now(UTC)) == "endless"
    told = doctor.CHECKS["API keys"](module_house.settings)
    assert told.startswith("! 1 work without an end (0ldk3y)")
    module_house.key_book.revoke(ADMIN, "0ldk3y")
    assert "each with a day on which it ends" in doctor.CHECKS["API keys"](module_house.settings)


# --- the command line


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Terminal:
    return Terminal(module_house, PEOPLE)


def test_an_administrator_makes_lists_and_revokes_keys_by_name(terminal: Terminal) -> None:
    done = terminal.run("wen", "key", "add", "--label", "orders", "--scope", "write")
    assert done.returncode == 0, done.stderr
    key_id = done.stdout.split("_")[1]
    (made,) = terminal.sealed(Kind.AGENT_ACTION, limit=1)
    assert (made["by"], made["role"], made["action"]) == ("wen", "administrator", "key add")
    (signed_in,) = terminal.sealed(Kind.SIGN_IN, limit=1)
    assert (signed_in["by"], signed_in["details"]["purpose"]) == ("wen", "keys")
    assert key_id in terminal.run("wen", "key", "list").stdout
    done = terminal.run("wen", "key", "revoke", key_id)
    assert done.returncode == 0, done.stderr
    assert keys(terminal.house)[key_id].revoked


def test_an_administrator_adds_a_site_and_turns_the_keys(terminal: Terminal) -> None:
    done = terminal.run("wen", "site", "add", "--name", "Specimen", "--origin", "https://shop.example")
    assert done.returncode == 0, done.stderr
    assert 'data-site="site_' in done.stdout
    assert "Specimen" in terminal.run("wen", "site", "list").stdout
    assert terminal.run("wen", "keys", "rotate").returncode == 0
    acts = terminal.sealed(Kind.AGENT_ACTION, limit=2)
    assert [(act["by"], act["action"]) for act in acts] == [("wen", "keys rotate"), ("wen", "site add")]
    assert all(act["policy"] for act in acts)


def test_an_agent_manages_no_keys_and_that_they_tried_is_recorded(terminal: Terminal) -> None:
    tries = (
        ("manage-keys", "key", "add", "--label", "x", "--scope", "read"),
        ("manage-keys", "key", "list"),
        ("manage-keys", "key", "revoke", "0ldk3y"),
        ("manage-sites", "site", "add", "--name", "x", "--origin", "https://shop.example"),
        ("manage-sites", "site", "list"),
        ("rotate-keys", "keys", "rotate"),
    )
    for _, *arguments in tries:
        done = terminal.run("zhou", *arguments)
        assert (done.returncode, done.stdout) == (1, "")
    refused = [(one["by"], one["action"]) for one in terminal.sealed(Kind.REFUSAL, limit=len(tries))]
    assert refused[::-1] == [("zhou", action) for action, *_ in tries]


def test_the_operator_is_recorded_and_names_scope_and_end(terminal: Terminal) -> None:
    done = terminal.operator("key", "add", "--tenant", "shop", "--label", "x", "--scope", "audit")
    assert done.returncode == 0, done.stderr
    (made,) = terminal.sealed(Kind.AGENT_ACTION, limit=1)
    assert (made["role"], made["action"]) == ("operator", "key add")
    for wrong in ([], ["--scope", "all"], ["--scope", "read", "--days", "367"], ["--scope", "read", "--days", "0"]):
        assert terminal.operator("key", "add", "--tenant", "shop", "--label", "x", *wrong).returncode != 0
    assert terminal.operator("key", "add", "--label", "x", "--scope", "read").returncode == 2
    nowhere = terminal.operator("key", "add", "--tenant", "nowhere", "--label", "x", "--scope", "read")
    assert "no tenant" in nowhere.stderr


def test_the_list_flags_a_key_that_never_ends_and_repeats_no_secret(terminal: Terminal) -> None:
    endless(terminal.house, "0lder")
    told = terminal.operator("key", "list").stdout
    assert "never" in told
    assert "make one that ends" in told
    done = terminal.operator("key", "revoke", "hc_0lder_specimen")
    assert done.returncode == 1
    assert "specimen" not in done.stdout + done.stderr
