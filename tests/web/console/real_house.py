"""A whole house under the console's pages: the same database, a real log, real policies and approvals.

Made once a test process, over the database that Django was started on; each test begins without accounts, policies and
requests. What stands in the log stays there.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.house_fixture import ORIGIN, Template
from tests.web.console import stand
from tests.web.console.memory import Memory

from handclasp.access.policy import Reader
from handclasp.config import Settings
from handclasp.disclose import Question
from handclasp.house import noticing
from handclasp.house.app import House
from handclasp.house.importing import Imports
from handclasp.house.registering import Registers
from handclasp.records import Kind
from handclasp.store.database import Database
from handclasp.store.embedded import Embedded
from handclasp.store.settings import Directory
from handclasp.web.hub import Hub

if TYPE_CHECKING:
    from django.test import Client

TENANTS = ("shop", "wallet")
_built: list[House] = []
_closed: list[House] = []
NOTICES = ("notice_choices", "notice_addresses", "notice_told", "notice_queue", "notice_sendings", "notice_devices")
_CLEARED = (*NOTICES, "policies", "policy_drafts", "approval_votes", "approvals")


def build(template: Template, postgres: Embedded, folder: Path) -> House:
    """A house that writes into Django's database; the keys are the template's."""
    from django.db import connection  # noqa: PLC0415

    name = str(connection.settings_dict["NAME"])
    url, data_dir = postgres.superuser_url(name), folder / "house"
    shutil.copytree(template.data_dir, data_dir)
    database = Database(url, template.passwords)
    try:
        with database.connect("migrator") as migrator:
            log = Directory(database).add_log(migrator, "main", ORIGIN)
            for tenant in TENANTS:
                Directory(database).add_tenant(migrator, tenant, log.log_id)
    finally:
        database.close()
    house = House(Settings(data_dir=data_dir, database_url=url, log_origin=ORIGIN))
    house.committer.start()
    return house


class Rooms:
    """The house, and people at its desk."""

    def __init__(self, house: House) -> None:
        self.house = house

    def empty(self) -> None:
        """No accounts, no conversations on the desk, no policies of one's own, no requests."""
        from django.apps import apps  # noqa: PLC0415

        stand.empty()
        apps.get_model("mfa.Authenticator")._default_manager.all().delete()
        with psycopg.connect(str(self.house.settings.database_url), autocommit=True) as admin:
            for table in _CLEARED:
                admin.execute(psycopg.sql.SQL("delete from handclasp.{}").format(psycopg.sql.Identifier(table)))
            admin.execute("delete from handclasp.roles where tenant_id > 0")
        for tenant in TENANTS:
            self.house.policies.forget(tenant)

    def use(self) -> None:
        """Give the console this house."""
        from handclasp.web.console.services import use  # noqa: PLC0415

        house = self.house
        memory: Any = Memory()
        use(
            stand.services(
                memory,
                flow=house.flow,
                disclose=house.disclose,
                files=house.files,
                held=house.held,
                hub=Hub(house.disclose, house.tail),
                gate=house.gate,
                policies=house.policies,
                reveals=house.reveals,
                reviews=house.reviews,
                file_reviews=house.file_reviews,
                exports=house.exports,
                consents=house.consents,
                audit=house.audit,
                searches=house.searches,
                lookups=house.lookups,
                approvals=house.approvals,
                governance=house.governance,
                key_book=house.key_book,
                leaving=house.leaving,
                risk_words=house.risk_words,
                holds=house.holds,
                rights=house.requests,
                bin=house.bin,
                keeping=house.keeping,
                imports=Imports(house, lambda: time.time_ns() // 1_000_000, lambda work: work()),
                registers=Registers(house, lambda: time.time_ns() // 1_000_000),
                orders=house.orders,
                cases=house.cases,
                notices=noticing.desk(house, lambda: time.time_ns() // 1_000_000),
                parties=house.parties,
                now=lambda: time.time_ns() // 1_000_000,
            )
        )

    def hire(self, username: str, role: str, tenant: str = "shop", **others: Any) -> Any:
        """An account that has chosen its own password and set up a second factor."""
        from allauth.mfa.models import Authenticator  # noqa: PLC0415

        from handclasp.access.models import Staff  # noqa: PLC0415
        from handclasp.access.staff import create_staff  # noqa: PLC0415

        names = {"display_name": others.pop("name", username.title()), "known_role": lambda _role: True}
        create_staff(username, tenant, role, **names, **others)
        staff = Staff.objects.get(username=username)
        staff.set_password("a quiet desk by the window")
        staff.must_change_password, staff.password_until = False, None
        staff.save()
        Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "specimen"})
        return staff

    def browser(self, username: str, *stepped: str, language: str = "en") -> Client:
        """A browser in which this person is signed in, having given a second factor for some purposes just now."""
        from django.test import Client  # noqa: PLC0415

        from handclasp.access.models import Staff  # noqa: PLC0415

        client = Client(HTTP_ACCEPT_LANGUAGE=language)
        client.force_login(Staff.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["second_factor"] = {"method": "totp", "at": time.time()}
        session["stepped_up"] = dict.fromkeys(stepped, time.time())
        session.save()
        return client

    def reader(self, username: str) -> Reader:
        """Somebody as the policies know them."""
        from handclasp.access.models import Staff  # noqa: PLC0415

        staff = Staff.objects.get(username=username)
        return Reader(staff.tenant, staff.role, staff.username, staff.team, staff.merchant)

    def browser_of(self, username: str, role: str) -> Client:
        """The browser of somebody new."""
        self.hire(username, role)
        return self.browser(username)

    def approve(self, by: str, kind: str) -> None:
        """Let somebody approve all that waits for them."""
        from handclasp.access.models import Staff  # noqa: PLC0415

        staff = Staff.objects.get(username=by)
        who = Reader(staff.tenant, staff.role, staff.username, staff.team, stepped=frozenset({"approve"}))
        waiting = [asked for asked in self.house.approvals.waiting(who) if asked.kind == kind]
        assert waiting, "nothing waits for them"
        for asked in waiting:
            self.house.approvals.vote(who, asked.request, "approve", "seen", asked.digest)

    def journal(self, *kinds: Kind) -> list[dict[str, Any]]:
        """The shop's newest journal records of some kinds, the newest first."""
        auditor = Reader("shop", "auditor", "specimen-auditor")
        with self.house.database.transaction("console", 1, [1]) as connection:
            connection.execute(
                "insert into handclasp.people (tenant_id, person, role, team, active) "
                "values (1, 'specimen-auditor', 'auditor', '', true) on conflict do nothing"
            )
        views = self.house.audit.journal(auditor, Question(kinds=frozenset(kind.value for kind in kinds)), limit=10_000)
        return [{**view.facts, "by": view.author.id} for view in views]


@pytest.fixture(scope="session")
def whole_house(
    _django: None, house_template: Template, postgres: Embedded, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The house, for all tests of the process, whichever modules ask."""
    if not _built:
        _built.append(build(house_template, postgres, tmp_path_factory.mktemp("pages")))
    yield _built[0]
    if not _closed:
        _closed.append(_built[0])
        _built[0].close()


@pytest.fixture
def rooms(whole_house: House) -> Rooms:
    """The house with nobody in it."""
    found = Rooms(whole_house)
    found.empty()
    found.use()
    return found
