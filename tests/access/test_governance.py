"""The life of a policy set over a real house: real log, real rows, real approvals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import psycopg
import pytest
from tests.house_fixture import House, NewHouse

from handclasp.access.approvals import OwnRequest, Request, RequestChanged, RequestUsed
from handclasp.access.governance import BadPolicies, PolicyAltered, PolicyMovedOn
from handclasp.access.policy import Action, Reader, built_in, copied, digest
from handclasp.disclose import Question
from handclasp.records import ApprovalNeeded, Invalid, Kind, NotFound, ReasonNeeded, Refused, StepUpNeeded

STEPS = frozenset({"policy", "approve"})
ADMIN = Reader("shop", "administrator", "wen", stepped=STEPS)
SECOND = Reader("shop", "administrator", "bai", stepped=STEPS)
PRIVACY = Reader("shop", "privacy", "shu", stepped=STEPS)
AUDITOR = Reader("shop", "auditor", "he", stepped=STEPS)
DIRECTOR = Reader("shop", "director", "lan", stepped=STEPS)
AGENT = Reader("shop", "agent", "zhou", team="north", stepped=STEPS)
NIGHT = Reader("shop", "night", "ye", team="north")
ELSEWHERE = Reader("wallet", "administrator", "wen", stepped=STEPS)
NAMES = {"zh": "夜班", "en": "Night shift"}
KIND = "policy"


def people(house: House, *accounts: Reader) -> None:
    """Let the house know these accounts, as the console's trigger would."""
    with house.database.transaction("console", 1, [1, 2]) as connection:
        for who in accounts:
            connection.execute(
                "insert into handclasp.people (tenant_id, person, role, team, active) values (%s, %s, %s, %s, true)",
                (1 if who.tenant == "shop" else 2, who.id, who.role, who.team),
            )


@pytest.fixture
def staffed(house: House) -> House:
    people(house, ADMIN, SECOND, PRIVACY, AUDITOR, DIRECTOR, AGENT, ELSEWHERE)
    return house


def with_night_shift(files: Mapping[str, str] | None = None) -> dict[str, str]:
    """The set with a copy of the agent's role."""
    return copied(files or built_in(), "agent", "night", NAMES)


def stricter() -> dict[str, str]:
    """The built-in set, in which agents may no longer see who looked."""
    files = dict(built_in())
    files["agent.cedar"] = files["agent.cedar"].replace('Action::"who-looked",', "")
    files["agent.cedar"] = files["agent.cedar"].replace(', Action::"who-looked"', "")
    assert files != built_in()
    return files


def asked(house: House, files: Mapping[str, str], reason: str = "specimen") -> Request:
    """A set drafted and asked for."""
    request = house.governance.request(ADMIN, house.governance.draft(ADMIN, files), reason)
    house.approvals.request(ADMIN, request)
    return request


def approved(house: House, files: Mapping[str, str], by: Reader = PRIVACY) -> Request:
    """The same, approved."""
    request = asked(house, files)
    (waiting,) = [one for one in house.approvals.waiting(by) if one.digest == request.digest()]
    house.approvals.vote(by, waiting.request, "approve", "seen", request.digest())
    return request


def published(house: House, files: Mapping[str, str]) -> str:
    return house.governance.publish(ADMIN, approved(house, files))


def journal(house: House, *kinds: Kind) -> list[Mapping[str, Any]]:
    """The journal's records of some kinds, the newest first, as the auditor reads them."""
    views = house.audit.journal(AUDITOR, Question(kinds=frozenset(kind.value for kind in kinds)), limit=100)
    return [{**view.facts, "by": view.author.id, "index": view.index} for view in views]


def test_a_tenant_without_versions_lives_by_the_built_in_set(staffed: House) -> None:
    assert staffed.governance.published("shop") is None
    assert staffed.governance.published("nobody here") is None
    assert staffed.governance.versions(AUDITOR) == []
    assert staffed.policies.version("shop").startswith("built-in/")
    assert staffed.governance.checkout(AUDITOR, "built-in") == built_in()


def test_a_draft_is_kept_as_it_is_and_stands_in_the_journal(staffed: House) -> None:
    files = stricter()
    made = staffed.governance.draft(ADMIN, files)
    assert made == digest(files)
    assert staffed.governance.checkout(AUDITOR, made.hex()) == files
    assert [(draft.digest, draft.by) for draft in staffed.governance.drafts(AUDITOR)] == [(made, "wen")]
    (record,) = journal(staffed, Kind.AGENT_ACTION)
    assert (record["action"], record["by"], record["details"]) == ("policy draft", "wen", {"digest": made.hex()})
    assert record["policy"] == staffed.policies.version("shop")
    assert staffed.policies.version("shop").startswith("built-in/"), "a draft decides nothing"


def test_a_draft_with_faults_is_not_kept_and_says_where_they_are(staffed: House) -> None:
    files = {**built_in(), "agent.cedar": built_in()["agent.cedar"] + "\npermit (principal, action, resource)\n"}
    with pytest.raises(BadPolicies) as raised:
        staffed.governance.draft(ADMIN, files)
    assert raised.value.code == "bad-policies"
    assert {fault.file for fault in raised.value.faults} == {"agent.cedar"}
    assert raised.value.faults[0].line
    assert "agent.cedar" in str(raised.value)
    assert staffed.governance.drafts(ADMIN) == []
    with pytest.raises(BadPolicies):
        staffed.governance.draft(ADMIN, {f"role-{n}.cedar": "" for n in range(101)})


@pytest.mark.parametrize("who", [AGENT, PRIVACY, AUDITOR], ids=lambda who: who.role)
def test_only_administrators_draft(staffed: House, who: Reader) -> None:
    with pytest.raises(Refused):
        staffed.governance.draft(who, stricter())
    assert [(one["action"], one["by"]) for one in journal(staffed, Kind.REFUSAL)] == [("draft-policy", who.id)]


def test_nobody_without_the_right_to_see_policies_sees_any(staffed: House) -> None:
    made = staffed.governance.draft(ADMIN, stricter())
    for look in (
        lambda: staffed.governance.versions(AGENT),
        lambda: staffed.governance.drafts(AGENT),
        lambda: staffed.governance.checkout(AGENT, "built-in"),
        lambda: staffed.governance.diff(AGENT, made),
    ):
        with pytest.raises(Refused):
            look()
    assert len(journal(staffed, Kind.REFUSAL)) == 4


def test_another_tenants_draft_is_not_there(staffed: House) -> None:
    made = staffed.governance.draft(ADMIN, stricter())
    for look in (
        lambda: staffed.governance.checkout(ELSEWHERE, made.hex()),
        lambda: staffed.governance.diff(ELSEWHERE, made),
        lambda: staffed.governance.request(ELSEWHERE, made, "specimen"),
    ):
        with pytest.raises(NotFound):
            look()
    published(staffed, stricter())
    with pytest.raises(NotFound):
        staffed.governance.checkout(ELSEWHERE, "1")
    assert staffed.policies.version("wallet").startswith("built-in/")


def test_what_was_approved_is_in_force_at_once_and_stands_sealed_with_all_its_text(staffed: House) -> None:
    files = stricter()
    own = staffed.gate.decision(AGENT, Action.WHO_LOOKED, bytes(16))
    version = published(staffed, files)
    assert version == f"1/{digest(files).hex()[:12]}"
    assert staffed.policies.version("shop") == version
    assert own.version != version
    assert staffed.gate.decision(AGENT, Action.DRAFT_POLICY).version == version
    (record,) = journal(staffed, Kind.POLICY)
    change = record["change"]
    assert (record["version"], record["digest"], change["files"]) == (version, digest(files), files)
    assert (change["by"], change["approvers"], change["reason"]) == ("wen", ["shu"], "specimen")
    (one,) = staffed.governance.versions(AUDITOR)
    assert (one.name, one.by, one.approvers, one.altered) == (version, "wen", ("shu",), False)
    assert one.place == record["index"]
    assert staffed.governance.checkout(PRIVACY, "1") == files == staffed.governance.checkout(PRIVACY, version)


def test_another_process_decides_by_the_new_version(staffed: House, new_house: NewHouse) -> None:
    version = published(staffed, stricter())
    assert new_house(of=staffed, start=False).policies.version("shop") == version


def test_nothing_is_published_without_a_second_person(staffed: House) -> None:
    files = stricter()
    with pytest.raises(ApprovalNeeded):
        staffed.governance.publish(ADMIN, asked(staffed, files))
    (waiting,) = staffed.approvals.mine(ADMIN)
    with pytest.raises(OwnRequest):
        staffed.approvals.vote(ADMIN, waiting.request, "approve", "me", waiting.digest)
    with pytest.raises(Refused):
        staffed.approvals.vote(SECOND, waiting.request, "approve", "my colleague", waiting.digest)
    assert staffed.governance.published("shop") is None
    assert journal(staffed, Kind.POLICY) == []


def test_nothing_is_published_without_a_fresh_second_factor(staffed: House) -> None:
    request = approved(staffed, stricter())
    for stepped in (frozenset[str](), frozenset({"people", "approve", "keys"})):
        with pytest.raises(StepUpNeeded) as raised:
            staffed.governance.publish(ADMIN._replace(stepped=stepped), request)
        assert raised.value.purpose == "policy"
    assert staffed.governance.published("shop") is None
    assert staffed.governance.publish(ADMIN, request)


def test_an_approval_publishes_once(staffed: House) -> None:
    request = approved(staffed, stricter())
    staffed.governance.publish(ADMIN, request)
    with pytest.raises(PolicyMovedOn):
        staffed.governance.publish(ADMIN, request)
    back = approved(staffed, built_in())
    staffed.governance.publish(ADMIN, back)
    assert [one.number for one in staffed.governance.versions(ADMIN)] == [2, 1]
    with pytest.raises((PolicyMovedOn, RequestUsed)):
        staffed.governance.publish(ADMIN, back)


@pytest.mark.parametrize("change", ["draft", "number", "replaces", "reason"])
def test_an_approval_is_good_for_exactly_what_was_shown(staffed: House, change: str) -> None:
    request = approved(staffed, stricter())
    other = staffed.governance.draft(ADMIN, with_night_shift()).hex()
    changes: dict[str, dict[str, Any]] = {
        "draft": {"draft": other},
        "number": {"number": 1},
        "replaces": {"replaces": other},
    }
    reason = "something else" if change == "reason" else request.reason
    fields: dict[str, Any] = {name: getattr(request, name) for name in request.__struct_fields__}
    evidence = {**request.evidence, **changes.get(change, {})}
    with pytest.raises((RequestChanged, PolicyMovedOn)):
        staffed.governance.publish(ADMIN, Request(**{**fields, "evidence": evidence, "reason": reason}))
    assert staffed.governance.published("shop") is None


def test_a_request_of_another_kind_publishes_nothing(staffed: House) -> None:
    request = approved(staffed, stricter())
    fields: dict[str, Any] = {name: getattr(request, name) for name in request.__struct_fields__}
    with pytest.raises(Invalid):
        staffed.governance.publish(ADMIN, Request(**{**fields, "kind": "role"}))
    with pytest.raises(Invalid):
        staffed.governance.publish(ADMIN, Request(**{**fields, "evidence": {}}))


def test_what_was_asked_before_another_publication_has_moved_on(staffed: House) -> None:
    late = approved(staffed, with_night_shift())
    published(staffed, stricter())
    with pytest.raises(PolicyMovedOn):
        staffed.governance.publish(ADMIN, late)
    assert [one.number for one in staffed.governance.versions(ADMIN)] == [1]
    assert staffed.approvals.stands(ADMIN, late), "the approval was not spent on nothing"


def test_asking_takes_a_reason_a_draft_and_a_difference(staffed: House) -> None:
    made = staffed.governance.draft(ADMIN, stricter())
    with pytest.raises(ReasonNeeded):
        staffed.governance.request(ADMIN, made, "  ")
    with pytest.raises(NotFound):
        staffed.governance.request(ADMIN, bytes(32), "specimen")
    with pytest.raises(Refused):
        staffed.governance.request(AUDITOR, made, "specimen")
    same = staffed.governance.draft(ADMIN, built_in())
    with pytest.raises(Invalid):
        staffed.governance.request(ADMIN, same, "specimen")


def test_a_diff_says_what_changes_in_force(staffed: House) -> None:
    made = staffed.governance.draft(ADMIN, stricter())
    forward = staffed.governance.diff(PRIVACY, made)
    assert [change.name for change in forward.files] == ["agent.cedar"]
    assert {(change.cell.role, change.cell.action, change.more) for change in forward.cells} == {
        ("agent", Action.WHO_LOOKED, False)
    }
    published(staffed, stricter())
    assert staffed.governance.diff(PRIVACY, made).cells == ()
    back = staffed.governance.diff(PRIVACY, staffed.governance.draft(ADMIN, built_in()))
    assert all(change.more for change in back.cells)


def test_who_decides_on_a_draft_sees_it_and_no_more(staffed: House) -> None:
    made = staffed.governance.draft(ADMIN, stricter())
    assert staffed.governance.diff(DIRECTOR, made).cells
    assert staffed.governance.checkout(DIRECTOR, made.hex()) == stricter()
    for look in (
        lambda: staffed.governance.versions(DIRECTOR),
        lambda: staffed.governance.drafts(DIRECTOR),
        lambda: staffed.governance.checkout(DIRECTOR, "built-in"),
    ):
        with pytest.raises(Refused):
            look()


def test_people_find_what_they_asked_for_whole_and_as_it_was_sealed(staffed: House) -> None:
    request = approved(staffed, stricter(), by=DIRECTOR)
    ((found, whole),) = staffed.governance.asked(ADMIN)
    assert (found.state, whole) == ("approved", request)
    assert staffed.governance.asked(ADMIN, "role") == []
    assert staffed.governance.asked(SECOND) == []
    altered(staffed, "update handclasp.approvals set idx = idx + 100000", ())
    assert staffed.governance.asked(ADMIN) == []


def test_a_copied_role_reaches_as_far_as_its_table_says_and_no_longer_once_it_is_gone(staffed: House) -> None:
    people(staffed, NIGHT)
    assert "no role" in staffed.gate.decision(NIGHT, Action.SEE_PEOPLE).why
    published(staffed, with_night_shift())
    assert "night" in staffed.policies.roles("shop")
    assert roles(staffed) == [("night", "own", False)]
    published(staffed, stricter())
    assert roles(staffed) == []
    assert "no role" in staffed.gate.decision(NIGHT, Action.SEE_PEOPLE).why


def roles(house: House) -> list[tuple[str, str, bool]]:
    with house.database.transaction("machine", 1, [1]) as connection:
        return connection.execute("select role, reach, journal from handclasp.roles where tenant_id = 1").fetchall()


def altered(house: House, statement: str, parameters: tuple[object, ...]) -> None:
    """Change a row as only the database's owner could."""
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute(statement, parameters)
    house.policies.forget("shop")


WIDER = {**built_in(), "agent.cedar": built_in()["director.cedar"]}
ALTERATIONS: dict[str, tuple[str, tuple[object, ...]]] = {
    "files": ("update handclasp.policies set files = %s where number = 2", (json.dumps(WIDER),)),
    "files and digest": (
        "update handclasp.policies set files = %s, digest = %s where number = 2",
        (json.dumps(WIDER), digest(WIDER)),
    ),
    "the place in the log": ("update handclasp.policies set idx = idx - 1 where number = 2", ()),
    "an older version as the newest": (
        """insert into handclasp.policies (tenant_id, number, digest, files, idx)
        select tenant_id, 3, digest, files, idx from handclasp.policies where number = 1""",
        (),
    ),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_a_version_that_is_not_as_it_was_sealed_denies_everything_and_says_so(staffed: House, what: str) -> None:
    published(staffed, stricter())
    published(staffed, with_night_shift())
    altered(staffed, *ALTERATIONS[what])
    version = "altered/3" if what.startswith("an older") else "altered/2"
    assert staffed.policies.version("shop") == version
    for who in (ADMIN, PRIVACY, AUDITOR, AGENT):
        for action in (Action.SEE_POLICY, Action.SEE_PEOPLE, Action.AUDIT, Action.PUBLISH_POLICY):
            decision = staffed.gate.decision(who, action)
            assert not decision.allowed
            assert version in decision.why


def test_a_version_is_in_force_in_its_own_tenant_alone(staffed: House) -> None:
    published(staffed, stricter())
    altered(staffed, "update handclasp.policies set tenant_id = 2", ())
    assert staffed.policies.version("shop").startswith("built-in/")
    assert staffed.policies.version("wallet") == "altered/1"
    assert not staffed.gate.decision(ELSEWHERE, Action.SEE_POLICY).allowed


def test_an_altered_version_is_named_and_never_handed_out(staffed: House) -> None:
    published(staffed, stricter())
    published(staffed, with_night_shift())
    altered(staffed, "update handclasp.policies set files = %s where tenant_id = 1 and number = 1", (json.dumps({}),))
    assert [(one.name, one.altered) for one in staffed.governance.versions(AUDITOR)][1] == ("altered/1", True)
    with pytest.raises(PolicyAltered):
        staffed.governance.checkout(ADMIN, "1")


def test_an_altered_draft_is_no_draft(staffed: House) -> None:
    made = staffed.governance.draft(ADMIN, stricter())
    altered(staffed, "update handclasp.policy_drafts set files = %s", (json.dumps(dict(built_in())),))
    for look in (
        lambda: staffed.governance.checkout(ADMIN, made.hex()),
        lambda: staffed.governance.request(ADMIN, made, "specimen"),
        lambda: staffed.governance.diff(ADMIN, made),
    ):
        with pytest.raises(NotFound):
            look()


def test_two_who_publish_at_once_make_one_version(staffed: House, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = approved(staffed, stricter()), approved(staffed, with_night_shift())
    seal = staffed.journal.seal

    def meanwhile(who: Reader, kind: Kind, facts: Any, **more: Any) -> Any:
        if kind is Kind.POLICY:
            monkeypatch.setattr(staffed.journal, "seal", seal)
            staffed.governance.publish(ADMIN, other)
        return seal(who, kind, facts, **more)

    monkeypatch.setattr(staffed.journal, "seal", meanwhile)
    with pytest.raises(Exception, match="published meanwhile") as raised:
        staffed.governance.publish(ADMIN, one)
    assert getattr(raised.value, "code", "") == "policy-published-twice"
    (standing,) = staffed.governance.versions(ADMIN)
    assert standing.digest == digest(with_night_shift())
    assert staffed.policies.version("shop") == standing.name
    assert roles(staffed) == [("night", "own", False)]
