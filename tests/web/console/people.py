"""What a test does at the desk: make staff, sign them in, let the list catch up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.web.console.memory import Memory, pseudonym

if TYPE_CHECKING:
    from django.test import Client

PASSWORD = "a quiet desk by the window"


@dataclass
class Desk:
    """One empty desk."""

    memory: Memory
    cursor: dict[str, int] = field(default_factory=dict)

    def hire(self, username: str = "xiaozhou", role: str = "agent", tenant: str = "demo", name: str = "小周") -> str:
        """Make an account; return its one-time password."""
        from handclasp.access.staff import create_staff  # noqa: PLC0415

        return create_staff(username, tenant, role, name)

    def settle(self, username: str = "xiaozhou", role: str = "agent", tenant: str = "demo", **changes: Any) -> None:
        """Make an account that has chosen its own password."""
        from handclasp.access.models import Staff  # noqa: PLC0415

        self.hire(username, role, tenant)
        staff = Staff.objects.get(username=username)
        staff.set_password(PASSWORD)
        staff.must_change_password, staff.password_until = False, None
        for name, value in changes.items():
            setattr(staff, name, value)
        staff.save()

    def browser(self, *, secure: bool = False, **extra: Any) -> Client:
        """A browser nobody has signed in with; forms are checked as in life."""
        from django.test import Client  # noqa: PLC0415

        return Client(enforce_csrf_checks=False, HTTP_ACCEPT_LANGUAGE=extra.pop("language", "en"), **extra)

    def signed_in(self, username: str = "xiaozhou", role: str = "agent", **extra: Any) -> Client:
        """A browser in which this person is signed in."""
        from handclasp.access.models import Staff  # noqa: PLC0415

        if not Staff.objects.filter(username=username).exists():
            self.settle(username, role, extra.pop("tenant", "demo"))
        client = self.browser(**extra)
        client.force_login(Staff.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
        return client

    def catch_up(self) -> int:
        """Let the consumer read on until nothing is new; return how many views it took."""
        from handclasp.desk.queue import Consumer  # noqa: PLC0415

        consumer = Consumer(self.memory, lambda: ["demo"], self.cursor.get, self.cursor.__setitem__)
        taken = 0
        while step := consumer.step():
            taken += step
        return taken

    def path(self, conversation: str, rest: str = "") -> str:
        """The address of a conversation."""
        return f"/desk/c/{pseudonym(conversation).hex()}{rest}"
