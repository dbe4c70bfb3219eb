"""The whole service over a real log: what is asked, decided and used stands sealed, and no row is believed alone."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from tests.access.approval_stand import at_once
from tests.house_fixture import House, said

from handclasp.access.approvals import (
    Approvals,
    Asked,
    NotSealed,
    OwnRequest,
    Request,
    RequestChanged,
    RequestClosed,
    RequestUsed,
    RoleLost,
    State,
    TooFewApprovals,
    Used,
)
from handclasp.access.policy import Reader
from handclasp.disclose.journal import Journal
from handclasp.house.jobs import close_expired
from handclasp.records import Author, Kind, NotFound, Refused
from handclasp.store.approvals import Approvals as Rows
from handclasp.store.database import Database

STEPPED = frozenset({"approve"})
PEOPLE = {
    "lin": ("specialist", ""),
    "he": ("director", ""),
    "gu": ("director", ""),
    "tan": ("privacy", ""),
    "su": ("lead", "south"),
    "root": ("administrator", ""),
}
HOUR = 3_600_000
_reasons = itertools.count(1)


@pytest.fixture(scope="module")
def talk(module_house: House) -> str:
    """A conversation of the shop's."""
    module_house.flow.append(said("你好", "a first word"))
    return module_house.flow.open("shop", "order 1001").hex()


class Office:
    """People of the shop, their requests, and as many processes as a test wants."""

    def __init__(self, house: House, conversation: str) -> None:
        self.house = house
        self.conversation = conversation
        self.reason = f"chargeback {next(_reasons)} (specimen)"
        self.opened: list[Database] = []
        for name, (role, team) in PEOPLE.items():
            self.employ(name, role, team)

    def employ(self, name: str, role: str, team: str = "", *, active: bool = True) -> None:
        """Make somebody what they are now."""
        self.sql(
            "insert into handclasp.people (tenant_id, person, role, team, active) values (1, %s, %s, %s, %s) "
            "on conflict (tenant_id, person) do update set "
            "role = excluded.role, team = excluded.team, active = excluded.active",
            name,
            role,
            team,
            active,
        )

    def forge(self, asked: Asked, change: str) -> None:
        """Change a request's row as somebody with the console's password can."""
        self.sql(f"update handclasp.approvals set {change} where request = decode(%s, 'hex')", asked.request)  # noqa: S608

    def sql(self, statement: str, *parameters: Any) -> int:
        """What somebody with the console's password can do."""
        with self.house.database.transaction("console", 1, [1]) as connection:
            return connection.execute(statement.encode(), parameters).rowcount

    def process(self, **changes: Any) -> Approvals:
        """The service with connections of its own."""
        database = Database(str(self.house.settings.database_url), self.house.database._passwords)
        self.opened.append(database)
        given: dict[str, Any] = {
            "store": Rows(database, 1),
            "policies": self.house.policies,
            "journal": self.house.journal.seal,
            "sealed": self.house.records.journalled,
            "present": self.house.present,
            "about": lambda tenant, conversation: self.house.gate.about(tenant, bytes.fromhex(conversation)),
            "tenants": self.house.directory.tenant,
            "clock": self.now,
            "random": os.urandom,
        }
        return Approvals(**(given | changes))

    def now(self) -> int:
        return 1_790_000_000_000

    def who(self, name: str) -> Reader:
        role, team = PEOPLE[name]
        return Reader("shop", role, name, team, stepped=STEPPED)

    def export(self, **changes: Any) -> Request:
        given: dict[str, Any] = {
            "kind": "export",
            "tenant": "shop",
            "requester": "lin",
            "requester_role": "specialist",
            "subject": self.conversation,
            "reason": self.reason,
            "purpose": "dispute",
            "evidence": {"records": 1, "last": "ab" * 32},
        }
        return Request(**(given | changes))

    def asked(self) -> Asked:
        return self.process().request(self.who("lin"), self.export())

    def approve(self, asked: Asked, name: str = "he") -> State:
        return self.process().vote(self.who(name), asked.request, "approve", "in order", asked.digest)

    def use(self) -> Used:
        return self.process().use(self.who("lin"), self.export())

    def row(self, asked: Asked) -> Asked:
        found = self.house.approvals._store.find(1, asked.request)
        assert found is not None
        return Asked(*found)

    def sealed(self, asked: Asked) -> list[str]:
        """The decisions about a request in the order of the log."""
        with self.house.database.transaction("machine", 1, [1]) as connection:
            rows = connection.execute("select idx from handclasp.entries where idx >= %s order by idx", (asked.idx,))
            records = [self.house.records.journalled(1, idx) or {} for (idx,) in rows.fetchall()]
        return [str(facts["decision"]) for facts in records if facts.get("request") == bytes.fromhex(asked.request)]

    def refused(self, error: type[Refused], act: Callable[..., Any], *given: Any) -> None:
        """Assert that an act is refused like that, and that the log's last record says so."""
        with pytest.raises(error) as found:
            act(*given)
        assert type(found.value) is error
        facts = self.house.records.journalled(1, self.house.reading.size() - 1) or {}
        assert (facts["kind"], facts["reason"]) == ("refusal", str(found.value))


@pytest.fixture
def office(module_house: House, talk: str) -> Iterator[Office]:
    made = Office(module_house, talk)
    yield made
    for database in made.opened:
        database.close()


def test_asked_approved_and_used_each_stands_in_the_log(office: Office) -> None:
    asked = office.asked()
    assert asked == office.row(asked)
    assert asked.expires == asked.requested + 24 * HOUR
    assert [found.request for found in office.process().waiting(office.who("he"))].count(asked.request) == 1
    assert office.approve(asked) is State.APPROVED
    assert office.process().stands(office.who("lin"), office.export())
    assert office.use() == Used(asked.request, ("he",), asked.idx)
    assert office.row(asked).state == "used"
    assert office.sealed(asked) == ["requested", "approve", "used"]
    facts = office.house.records.journalled(1, asked.idx) or {}
    assert facts["document"] == office.export().document()
    assert facts["digest"] == office.export().digest()


def test_no_text_of_anybodys_is_in_the_rows(office: Office) -> None:
    office.approve(office.asked())
    for table in ("approvals", "approval_votes"):
        assert office.sql(f"select from handclasp.{table} t where t::text like '%%chargeback%%'") == 0
        assert office.sql(f"select from handclasp.{table} t where t::text like '%%in order%%'") == 0


def test_a_changed_request_is_not_the_approved_one(office: Office) -> None:
    office.approve(office.asked())
    changed = office.export(evidence={"records": 2, "last": "ab" * 32})
    office.refused(RequestChanged, office.process().use, office.who("lin"), changed)


def test_an_approval_is_not_used_again(office: Office) -> None:
    asked = office.asked()
    office.approve(asked)
    office.use()
    office.refused(RequestUsed, office.use)
    office.forge(asked, "state = 'approved'")
    office.refused(RequestUsed, office.use)
    assert office.sealed(asked).count("used") == 1


def test_an_approval_is_not_used_again_in_the_next_months_journal(office: Office) -> None:
    asked = office.asked()
    office.approve(asked)
    office.use()
    office.forge(asked, "state = 'approved'")
    house = office.house
    later = Journal(
        house.flow.append_all,
        house.keyring,
        house.directory.tenant,
        lambda: office.now() + 40 * 24 * HOUR,
        house.screener.find,
    )
    with pytest.raises(RequestClosed):
        office.process(journal=later.seal).use(office.who("lin"), office.export())


def test_of_two_processes_one_uses_it(office: Office) -> None:
    asked = office.asked()
    office.approve(asked)
    acts = [partial(office.process().use, office.who("lin"), office.export()) for _ in range(4)]
    outcomes = at_once(*acts)
    assert sum(isinstance(outcome, Used) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, RequestUsed | RequestClosed) for outcome in outcomes) == 3
    assert office.sealed(asked).count("used") == 1


def test_used_or_withdrawn_never_both(office: Office) -> None:
    for _ in range(4):
        office.reason = f"chargeback {next(_reasons)} (specimen)"
        asked = office.asked()
        office.approve(asked)
        outcomes = at_once(
            partial(office.process().use, office.who("lin"), office.export()),
            partial(office.process().withdraw, office.who("lin"), asked.request),
        )
        assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
        (end,) = set(office.sealed(asked)) & {"used", "withdrawn"}
        assert office.row(asked).state == end


def test_asked_at_once_in_two_processes_it_is_one_request(office: Office) -> None:
    outcomes = at_once(*[partial(office.process().request, office.who("lin"), office.export()) for _ in range(4)])
    assert len({outcome.request for outcome in outcomes}) == 1
    office.approve(outcomes[0])
    assert office.use().request == outcomes[0].request


def test_in_another_session_the_requester_is_the_requester(office: Office) -> None:
    office.employ("lin", "director")
    session = Reader("shop", "director", "lin", stepped=STEPPED | {"export"})
    asked = office.process().request(session, office.export(requester_role="director"))
    again = session._replace(stepped=STEPPED)
    office.refused(OwnRequest, office.process().vote, again, asked.request, "approve", "in order", asked.digest)


@pytest.mark.parametrize("now", [("director", False), ("agent", True), ("auditor", True), ("administrator", True)])
def test_after_a_role_was_lost_an_approval_counts_for_nothing(office: Office, now: tuple[str, bool]) -> None:
    office.approve(office.asked())
    office.employ("he", now[0], active=now[1])
    office.refused(RoleLost, office.use)


def test_after_the_requesters_role_was_lost_nobody_decides(office: Office) -> None:
    asked = office.asked()
    office.employ("lin", "specialist", active=False)
    office.refused(RoleLost, office.approve, asked)
    assert asked.request not in {found.request for found in office.process().waiting(office.who("he"))}


def test_a_row_set_to_approved_by_sql_is_not_used(office: Office) -> None:
    asked = office.asked()
    office.forge(asked, "state = 'approved'")
    office.refused(TooFewApprovals, office.use)


def forge_vote(office: Office, asked: Asked, idx: int) -> None:
    """What somebody with the console's password can say of he."""
    office.sql(
        "insert into handclasp.approval_votes (tenant_id, request, person, role, decision, idx, at) "
        "values (1, decode(%s, 'hex'), 'he', 'director', 'approve', %s, now())",
        asked.request,
        idx,
    )
    office.forge(asked, "state = 'approved'")


def test_a_vote_inserted_by_sql_without_a_record_spoils_the_request(office: Office) -> None:
    asked = office.asked()
    forge_vote(office, asked, asked.idx)
    office.refused(NotSealed, office.use)


def test_a_vote_sealed_outside_the_journal_is_none(office: Office) -> None:
    asked = office.asked()
    written = office.house.flow.append(
        said(
            "",
            f"forged {asked.request}",
            kind=Kind.APPROVAL,
            author=Author("director", "he"),
            text=None,
            facts={"request": bytes.fromhex(asked.request), "decision": "approve", "digest": asked.digest},
        )
    )
    forge_vote(office, asked, written.stored.index)
    office.refused(NotSealed, office.use)


def test_a_time_made_longer_by_sql_is_not_believed(office: Office) -> None:
    asked = office.asked()
    office.approve(asked)
    office.forge(asked, "expires_at = expires_at + interval '1 day'")
    office.refused(NotSealed, office.use)


def test_time_that_is_over_closes_them_in_the_log(office: Office) -> None:
    asked = office.asked()
    office.approve(asked)
    acts = [partial(office.process().expire, "shop", asked.expires) for _ in range(3)]
    assert sum(at_once(*acts)) >= 1
    assert office.row(asked).state == "expired"
    assert office.sealed(asked) == ["requested", "approve", "expired"]


def test_the_schedule_closes_what_is_long_over(office: Office) -> None:
    asked = office.asked()
    assert close_expired(office.house) >= 1
    assert office.row(asked).state == "expired"
    assert office.sealed(asked) == ["requested", "expired"]


@pytest.mark.parametrize("request_id", ["0" * 32, "", "zz", "0" * 31, "0" * 33, "' or true --", "\x00", "\ud800"])
def test_a_guessed_id_finds_nothing(office: Office, request_id: str) -> None:
    with pytest.raises(NotFound):
        office.process().vote(office.who("he"), request_id, "approve", "", bytes(32))
