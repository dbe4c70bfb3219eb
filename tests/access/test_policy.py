"""Who may do what: denied unless a policy allows it, under forbids that no set can lift."""

from __future__ import annotations

import pytest
from tests.access.policy_requests import (
    EVERY_STEP,
    EVERYTHING,
    HERS,
    HOLE,
    LENA,
    OTHERS,
    permit,
    policies,
    with_policy,
)

from handclasp.access.policy import (
    ABOUT_CONVERSATIONS,
    CUSTOMER_KINDS,
    About,
    Action,
    Circumstances,
    Need,
    Published,
    Reader,
    built_in,
    copied,
)
from handclasp.access.policy.engine import Policies
from handclasp.access.policy.files import APPROVALS, ROLES
from handclasp.access.roles import BUILT_IN
from handclasp.records import JOURNAL_KINDS, Invalid, Kind

NIGHT = {"zh": "夜班客服", "en": "Night agent"}


def somebody(role: str) -> Reader:
    """A specimen of a role, with everything that a door could vouch for."""
    return Reader("shop", role, "somebody", "north", "seller-7", "0a" * 16, EVERY_STEP, frozenset({"read", "write"}))


# --- deny by default


def test_what_no_policy_permits_is_denied() -> None:
    decision = policies().decide(LENA, Action.READ, OTHERS)
    assert not decision.allowed
    assert (decision.by, decision.needs) == ((), frozenset())


def test_a_decision_names_the_version_and_the_policies_that_made_it() -> None:
    built = policies().decide(LENA, Action.READ, HERS)
    assert (built.allowed, built.by, built.version[:9]) == (True, ("agent-own",), "built-in/")
    assert policies(built_in(), "7").decide(LENA, Action.READ, HERS).version == "7"


def test_a_role_that_is_not_there_may_do_nothing_even_where_everybody_may() -> None:
    for role in ("owner", "", "Agent", "agent ", "night-agent"):
        decision = policies(with_policy(HOLE)).decide(LENA._replace(role=role), Action.READ, HERS, EVERYTHING)
        assert not decision.allowed
        assert "no role" in decision.why


def test_what_is_asked_of_a_conversation_is_never_decided_without_one() -> None:
    for action in ABOUT_CONVERSATIONS:
        assert not policies(with_policy(HOLE)).decide(somebody("director"), action, None, EVERYTHING).allowed


def test_a_refusal_names_nobody() -> None:
    customer = Reader("shop", "customer", "visitor-7F3A", conversation="0c" * 16)
    for action in Action:
        why = policies().decide(customer, action, OTHERS._replace(agent="wu-9B21")).why
        assert "7F3A" not in why
        assert "9B21" not in why


# --- broken sets


BROKEN = {
    "no files at all": {},
    "only comments": {**built_in(), **{name: "// nothing" for name in built_in() if name.endswith(".cedar")}},
    "not Cedar": with_policy("permit everything"),
    "not of the schema": with_policy(permit("principal.grade == 3")),
    "an unknown action": with_policy(permit("true").replace("action,", 'action == Action::"fly",')),
    "an unknown role": with_policy(permit("true").replace("(principal,", '(principal in Role::"owner",')),
    "the same id twice": with_policy(permit("true", "agent-own")),
    "an id of the house": with_policy(permit("true", "house-one-tenant")),
    "no id": with_policy("permit (principal, action, resource);"),
    "a template": with_policy('@id("t") @zh("一") @en("T") permit (principal == ?principal, action, resource);'),
    "zero people approve": {**built_in(), APPROVALS: built_in()[APPROVALS].replace("people = 1", "people = 0", 1)},
    "fewer than none approve": {**built_in(), APPROVALS: built_in()[APPROVALS].replace("people = 1", "people = -1", 1)},
    "approval by truth": {**built_in(), APPROVALS: built_in()[APPROVALS].replace("people = 1", "people = true", 1)},
    "approvals without end": {**built_in(), APPROVALS: built_in()[APPROVALS].replace("hours = 24", "hours = 0", 1)},
    "no approvals": {name: text for name, text in built_in().items() if name != APPROVALS},
    "no roles": {name: text for name, text in built_in().items() if name != ROLES},
    "roles that are no TOML": {**built_in(), ROLES: "[roles"},
    "a role without reach": {**built_in(), ROLES: built_in()[ROLES].replace('reach = "own"\n', "")},
    "a built-in role that reaches further": {**built_in(), ROLES: built_in()[ROLES].replace('"own"', '"all"')},
    "administration no longer exclusive": {**built_in(), ROLES: built_in()[ROLES].replace("= true", "= false", 1)},
    "a file of another kind": {**built_in(), "notes.txt": "hello"},
}


@pytest.mark.parametrize("files", BROKEN.values(), ids=BROKEN)
def test_a_broken_set_denies_everything_and_says_so(files: dict[str, str]) -> None:
    everybody = policies(files, "9")
    for role in (*BUILT_IN, "customer", "service", "machine", "operator"):
        for action in Action:
            about = HERS._replace(agent="somebody") if action in ABOUT_CONVERSATIONS else None
            decision = everybody.decide(somebody(role), action, about, EVERYTHING)
            assert not decision.allowed
            assert "broken" in decision.why
            assert "handclasp policy check" in decision.why
            assert decision.version == "9"
            assert not decision.needs


def test_a_set_with_no_policy_at_all_is_broken_even_with_the_tables_in_order() -> None:
    bare = {ROLES: built_in()[ROLES], APPROVALS: built_in()[APPROVALS]}
    assert "no policies" in policies(bare).decide(LENA, Action.LIST, HERS).why


def test_a_policy_that_cannot_be_evaluated_denies_what_others_permit() -> None:
    overflow = with_policy(permit("9223372036854775807 + 1 == 0", "too-much"))
    decision = policies(overflow).decide(LENA, Action.READ, HERS)
    assert not decision.allowed
    assert "too-much" in decision.why
    assert "cannot be evaluated" in decision.why


def test_a_set_that_cannot_be_read_from_where_it_stands_allows_nothing() -> None:
    def gone(_tenant: str) -> Published | None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        Policies(gone).decide(LENA, Action.READ, HERS)


# --- the house's forbids stand above every set


def test_a_set_with_a_hole_still_crosses_no_tenant() -> None:
    hole = policies(with_policy(HOLE))
    elsewhere = HERS._replace(tenant="wallet")
    for role in (*BUILT_IN, "customer", "service", "machine", "operator"):
        for action in Action:
            assert not hole.decide(somebody(role), action, elsewhere, EVERYTHING).allowed, (role, action)


def test_a_tenant_cannot_leave_out_or_rewrite_the_houses_forbids() -> None:
    for forbids in ("", "// lifted", HOLE):
        files = with_policy(HOLE, "hole.cedar") | {"forbids.cedar": forbids}
        assert not policies(files).decide(LENA, Action.READ, HERS._replace(tenant="wallet")).allowed


def test_nobody_approves_their_own_request_nor_one_of_nobody() -> None:
    hole = policies(with_policy(HOLE))
    director = somebody("director")
    given = EVERYTHING._replace(kind="export")
    assert hole.decide(director, Action.APPROVE, HERS, given).allowed
    for requester in ("somebody", ""):
        denied = hole.decide(director, Action.APPROVE, HERS, given._replace(requester=requester))
        assert (denied.allowed, denied.by, denied.needs) == (False, ("house-own-request",), frozenset())


def test_two_of_an_exclusive_group_do_not_approve_each_other() -> None:
    hole = policies(with_policy(HOLE))
    given = EVERYTHING._replace(kind="policy", requester="another", requester_role="administrator")
    denied = hole.decide(somebody("administrator"), Action.APPROVE, None, given)
    assert (denied.allowed, denied.by) == (False, ("house-exclusive-group",))
    assert hole.decide(somebody("director"), Action.APPROVE, None, given).allowed


def test_a_requesters_role_that_is_gone_counts_as_sharing_an_exclusive_group() -> None:
    known = policies()
    assert known.exclusive("shop", "administrator", "gone")
    assert known.exclusive("shop", "gone", "gone-too")
    assert known.exclusive("shop", "administrator", "administrator")
    assert not known.exclusive("shop", "director", "privacy")
    assert not known.exclusive("shop", "administrator", "operator")


def test_in_a_broken_set_everybody_counts_as_sharing_an_exclusive_group() -> None:
    assert policies({}).exclusive("shop", "director", "agent")


def test_a_hole_shows_administrators_and_auditors_no_word_and_merchants_no_others() -> None:
    hole = policies(with_policy(HOLE))
    for role in ("administrator", "auditor", "operator", "merchant", "machine"):
        for action in (Action.READ, Action.RECEIPT, Action.REVEAL, Action.EXPORT, Action.REPLY):
            assert not hole.decide(somebody(role), action, HERS, EVERYTHING).allowed, (role, action)


def test_a_hole_opens_to_customers_their_own_conversation_alone() -> None:
    hole = policies(with_policy(HOLE))
    customer = somebody("customer")
    assert hole.decide(customer, Action.READ, HERS).allowed
    assert not hole.decide(customer, Action.READ, OTHERS).allowed
    assert not hole.decide(customer, Action.AUDIT, None, EVERYTHING).allowed
    assert not hole.decide(customer, Action.REVEAL, HERS, EVERYTHING).allowed


def test_identity_documents_need_a_second_person_whatever_a_set_says() -> None:
    hole = policies(with_policy(HOLE))
    for item in ("identity", "other", "", "passport"):
        given = Circumstances(reason=True, item=item)
        denied = hole.decide(somebody("director"), Action.REVEAL, HERS, given)
        assert denied.needs == {Need.APPROVAL}, item


def test_what_needs_a_second_factor_needs_the_one_for_that_very_purpose() -> None:
    director = somebody("director")
    given = Circumstances(old=True, reason=True)
    assert policies().decide(director, Action.READ, HERS, given).allowed
    for_other_things = director._replace(stepped=EVERY_STEP - {"old-records"})
    assert policies().decide(for_other_things, Action.READ, HERS, given).needs == {Need.STEP_UP}


def test_somebody_without_a_name_is_nobody() -> None:
    unassigned = About("shop", "0a" * 16)
    assert not policies(with_policy(HOLE)).decide(LENA._replace(id=""), Action.READ, unassigned).allowed


# --- what is lacking


def test_needs_are_the_smallest_set_that_would_allow_it() -> None:
    bank_card = Circumstances(item="payment")
    assert policies().decide(LENA, Action.REVEAL, HERS, bank_card).needs == set(Need)
    given = bank_card._replace(reason=True)
    assert policies().decide(LENA, Action.REVEAL, HERS, given).needs == {Need.STEP_UP, Need.APPROVAL}
    approved = given._replace(approved=True)
    stepped = LENA._replace(stepped=frozenset({"reveal"}))
    assert policies().decide(LENA, Action.REVEAL, HERS, approved).needs == {Need.STEP_UP}
    assert policies().decide(stepped, Action.REVEAL, HERS, approved).allowed


def test_nothing_is_needed_where_nothing_would_help() -> None:
    for who, about in ((LENA, OTHERS), (somebody("auditor"), HERS)):
        assert not policies().decide(who, Action.REVEAL, about, Circumstances(item="identity")).needs


def test_a_need_that_another_policy_makes_superfluous_is_not_asked_for() -> None:
    either = with_policy(permit("context.approved || (context.reason && context.old)"))
    assert policies(either).decide(LENA, Action.LIST, OTHERS).needs == {Need.APPROVAL}
    assert policies(either).decide(LENA, Action.LIST, OTHERS, Circumstances(old=True)).needs == {Need.REASON}


def test_nothing_is_asked_for_that_would_only_meet_an_error() -> None:
    failing = with_policy(permit("context.reason && 9223372036854775807 + 1 == 0"))
    assert policies().decide(somebody("director"), Action.READ, HERS).needs == {Need.REASON}
    assert not policies(failing).decide(somebody("director"), Action.READ, HERS).needs


def test_provided_needs_do_allow() -> None:
    for action in Action:
        about = HERS if action in ABOUT_CONVERSATIONS else None
        for role in BUILT_IN:
            who = Reader("shop", role, "lena", "north", "seller-7" if role == "merchant" else "")
            given = Circumstances(item="goods", kind="export", requester="bo", requester_role="agent")
            needs = policies().decide(who, action, about, given).needs
            if needs:
                stepped = EVERY_STEP if Need.STEP_UP in needs else frozenset[str]()
                provided = given._replace(reason=Need.REASON in needs, approved=Need.APPROVAL in needs)
                assert policies().decide(who._replace(stepped=stepped), action, about, provided).allowed


# --- copies of roles


def test_a_copy_does_what_its_original_does_until_it_is_edited() -> None:
    files = copied(built_in(), "agent", "night-agent", NIGHT)
    night = LENA._replace(role="night-agent")
    assert policies(files).decide(night, Action.READ, HERS).by == ("night-agent-own",)
    less = {**files, "night-agent.cedar": files["night-agent.cedar"].replace('Action::"reply", ', "")}
    assert not policies(less).decide(night, Action.REPLY, HERS).allowed
    assert policies(less).decide(LENA, Action.REPLY, HERS).allowed


@pytest.mark.parametrize("original", ["administrator", "auditor", "merchant", "specialist"])
def test_a_copy_stays_bound_by_what_its_original_may_never_do(original: str) -> None:
    files = copied(built_in(), original, "copy", {"zh": "副本", "en": "Copy"}) | {"hole.cedar": HOLE}
    copy = somebody(original)._replace(role="copy", merchant="seller-9")
    assert not policies(files).decide(copy, Action.REVEAL, HERS, EVERYTHING._replace(item="payment")).allowed
    assert policies(files).roles("shop")["copy"].based_on == original


def test_a_copy_stands_in_its_originals_exclusive_group() -> None:
    files = copied(built_in(), "administrator", "night-administrator", NIGHT)
    assert policies(files).exclusive("shop", "administrator", "night-administrator")


# --- tables, versions


def test_approvals_are_as_the_tenant_has_them() -> None:
    two = {**built_in(), APPROVALS: built_in()[APPROVALS].replace("people = 1", "people = 2", 1)}
    assert (policies(two).approval("shop", "export").people, policies().approval("shop", "export").people) == (2, 1)
    with pytest.raises(Invalid):
        policies().approval("shop", "coffee")


def test_every_built_in_role_has_reach_group_and_names() -> None:
    roles = policies().roles("shop")
    assert set(roles) == set(BUILT_IN)
    assert {name: role.reach for name, role in roles.items()} == {
        "agent": "own",
        "lead": "team",
        "specialist": "all",
        "director": "all",
        "privacy": "all",
        "auditor": "none",
        "merchant": "merchant",
        "administrator": "none",
    }
    assert {name for name, role in roles.items() if role.journal} == {"auditor"}
    assert all(role.names["zh"] and role.names["en"] and role.based_on == name for name, role in roles.items())


def test_a_new_version_is_in_force_after_three_seconds_or_at_once_when_told() -> None:
    now, sets = [100.0], {"shop": Published("1", built_in())}
    everybody = Policies(sets.get, lambda: now[0])
    assert everybody.version("shop") == "1"
    sets["shop"] = Published("2", {})
    now[0] += 2.9
    assert everybody.decide(LENA, Action.READ, HERS).allowed
    now[0] += 0.2
    assert not everybody.decide(LENA, Action.READ, HERS).allowed
    sets["shop"] = Published("3", built_in())
    everybody.forget("shop")
    assert everybody.decide(LENA, Action.READ, HERS).version == "3"


def test_the_same_version_with_other_files_is_not_taken_for_the_same() -> None:
    now, sets = [100.0], {"shop": Published("1", built_in())}
    everybody = Policies(sets.get, lambda: now[0])
    assert everybody.decide(LENA, Action.READ, HERS).allowed
    sets["shop"], now[0] = Published("1", {}), 200.0
    assert not everybody.decide(LENA, Action.READ, HERS).allowed


def test_tenants_live_by_their_own_sets() -> None:
    everybody = Policies(lambda tenant: Published("w", {}) if tenant == "wallet" else None)
    assert everybody.decide(LENA, Action.READ, HERS).allowed
    assert not everybody.decide(LENA._replace(tenant="wallet"), Action.READ, HERS._replace(tenant="wallet")).allowed


def test_a_menu_offers_what_there_is_some_way_to_do_and_nothing_else() -> None:
    everybody = policies()
    offered = {role: {action for action in Action if everybody.could(somebody(role), action)} for role in BUILT_IN}
    assert {role for role in BUILT_IN if Action.EXPORT in offered[role]} == {
        "lead",
        "specialist",
        "director",
        "privacy",
    }
    assert offered["merchant"] == {Action.LIST, Action.READ, Action.RECEIPT, Action.OWN_CASE}
    assert not offered["administrator"] & ABOUT_CONVERSATIONS
    assert Action.REVEAL not in offered["auditor"]


# --- kinds of records


def test_what_customers_see_are_known_kinds_and_no_inner_workings() -> None:
    known = {kind.value for kind in Kind}
    assert known > CUSTOMER_KINDS
    inner = JOURNAL_KINDS | {
        Kind.NOTE,
        Kind.RISK_VERDICT,
        Kind.AGENT_ACTION,
        Kind.CASE_STEP,
        Kind.GUARDED_ACTION,
        Kind.QUALITY,
    }
    assert not CUSTOMER_KINDS & {kind.value for kind in inner}
