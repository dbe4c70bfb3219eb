"""What a test does at the desk: make staff, sign them in all the way, let the list catch up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.web.console.memory import Memory, pseudonym

if TYPE_CHECKING:
    from django.test import Client

PASSWORD = "a quiet desk by the window"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class App:
    """An authenticator app; it never shows a code twice that the house would take twice.

    `now` is the house's clock in POSIX seconds.
    """

    secret: str = SECRET
    _last: int = 0

    def code(self, now: float) -> str:
        """The next code not shown before that is good now; three fit at any moment."""
        step = max(int(now) // 30 - 1, self._last + 1)
        assert step <= int(now) // 30 + 1, "no fresh code fits: let the clock move on"
        return self.at(step)

    def at(self, step: int) -> str:
        """The code of one time step."""
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value  # noqa: PLC0415

        self._last = max(self._last, step)
        return str(format_hotp_value(hotp_value(self.secret, step)))


@dataclass
class Walked:
    """Somebody who came in by every door: their browser, app and recovery codes."""

    client: Client
    app: App
    codes: list[str]


@dataclass
class Desk:
    """One empty desk."""

    memory: Memory
    cursor: dict[str, int] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)

    def hire(
        self, username: str = "xiaozhou", role: str = "agent", tenant: str = "demo", name: str = "小周", **more: str
    ) -> str:
        """Make an account; return its one-time password."""
        from handclasp.access.staff import create_staff  # noqa: PLC0415

        return create_staff(username, tenant, role, name, "", more.get("team", "desk"), more.get("merchant", ""))

    def settle(self, username: str = "xiaozhou", role: str = "agent", tenant: str = "demo", **changes: Any) -> None:
        """Make an account that has chosen its own password, without a second factor yet."""
        from handclasp.access.models import Staff  # noqa: PLC0415

        more = {name: changes.pop(name) for name in ("team", "merchant") if name in changes}
        self.hire(username, role, tenant, **more)
        staff = Staff.objects.get(username=username)
        staff.set_password(PASSWORD)
        staff.must_change_password, staff.password_until = False, None
        for name, value in changes.items():
            setattr(staff, name, value)
        staff.save()

    def equip(self, username: str = "xiaozhou") -> App:
        """Give an account an authenticator app and return it."""
        from allauth.mfa.models import Authenticator  # noqa: PLC0415

        from handclasp.access import at_rest  # noqa: PLC0415
        from handclasp.access.models import Staff  # noqa: PLC0415

        staff = Staff.objects.get(username=username)
        Authenticator.objects.create(
            user=staff, type=Authenticator.Type.TOTP, data={"secret": at_rest.encrypt(SECRET), "step": 0}
        )
        return self.apps.setdefault(username, App())

    def browser(self, *, secure: bool = False, **extra: Any) -> Client:
        """A browser nobody has signed in with; forms are checked as in life."""
        from django.test import Client  # noqa: PLC0415

        return Client(enforce_csrf_checks=False, HTTP_ACCEPT_LANGUAGE=extra.pop("language", "en"), **extra)

    def signed_in(
        self, username: str = "xiaozhou", role: str = "agent", stepped: tuple[str, ...] = (), **extra: Any
    ) -> Client:
        """A browser in which this person is signed in, with a fresh second factor for the purposes in `stepped`."""
        from handclasp.access.models import Staff, new_handle  # noqa: PLC0415

        if not Staff.objects.filter(username=username).exists():
            more = {name: extra.pop(name) for name in ("team", "merchant") if name in extra}
            self.settle(username, role, extra.pop("tenant", "demo"), **more)
        if username not in self.apps:
            self.equip(username)
        client = self.browser(**extra)
        client.force_login(Staff.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
        now = self.memory.now / 1000
        session = client.session
        session["second_factor"] = {"method": "totp", "at": now}
        session["about"] = {"handle": new_handle(), "address": "127.0.0.1", "agent": "specimen", "began": now}
        session["stepped_up"] = dict.fromkeys(stepped, now)
        session.save()
        return client

    def walk_in(self, username: str = "xiaozhou", once: str = "", **extra: Any) -> Walked:
        """Sign a new account in all the way: one-time password, own password, app, recovery codes, desk."""
        client = self.browser(**extra)
        client.post("/desk/sign-in", {"username": username, "password": once})
        client.post("/desk/password", {"old": once, "new": PASSWORD, "again": PASSWORD})
        page = client.get("/desk/enrol").content.decode()
        found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
        assert found, page
        app = self.apps[username] = App(found[1].replace(" ", ""))
        client.post("/desk/enrol", {"code": app.code(self.memory.now / 1000)})
        shown = client.get("/desk/recovery-codes").content.decode()
        codes = re.findall(r"<code>([a-z2-9-]+)</code>", shown)
        assert client.post("/desk/recovery-codes").status_code == 302
        return Walked(client, app, codes)

    def give(self, agent: str = "xiaozhou", team: str = "desk", *conversations: str) -> None:
        """Let conversations (all, when none is named) be somebody's without a record that says so."""
        from handclasp.desk.models import Conversation  # noqa: PLC0415

        names = {pseudonym(name) for name in conversations}
        for row in Conversation.objects.filter(tenant="demo"):
            name = bytes(row.pseudonym)
            if name in names or not names:
                Conversation.objects.filter(pk=row.pk).update(agent=agent, team=team)
                self.memory.whose[name] = self.memory.about("demo", name)._replace(agent=agent, team=team)

    def catch_up(self) -> int:
        """Let the consumer read on until nothing is new; return how many views it took."""
        from handclasp.desk.queue import Consumer  # noqa: PLC0415

        consumer = Consumer(self.memory, lambda: ["demo"], self.cursor.get, self.cursor.__setitem__, self.memory.append)
        taken = 0
        while step := consumer.step():
            taken += step
        return taken

    def path(self, conversation: str, rest: str = "") -> str:
        """The address of a conversation."""
        return f"/desk/c/{pseudonym(conversation).hex()}{rest}"
