"""Sessions end when nobody uses them, and after their time in any case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.web.console.people import Desk

PAGE = "/desk/security"
MINUTE = 60_000


def ends_in(client: object) -> timedelta:
    from django.utils import timezone  # noqa: PLC0415

    from handclasp.access.models import StaffSession  # noqa: PLC0415

    key = client.cookies["handclasp_desk"].value  # type: ignore[attr-defined]
    return StaffSession.objects.get(pk=key).expire_date - timezone.now()


def test_a_session_nobody_uses_ends_after_an_hour(desk: Desk) -> None:
    client = desk.signed_in()
    desk.memory.now += 59 * MINUTE
    assert client.get(PAGE).status_code == 200
    desk.memory.now += 59 * MINUTE
    assert client.get(PAGE).status_code == 200
    desk.memory.now += 61 * MINUTE
    assert client.get(PAGE)["Location"].startswith("/desk/sign-in")
    desk.memory.now -= 61 * MINUTE
    assert client.get(PAGE)["Location"].startswith("/desk/sign-in"), "it is over for good"


@pytest.mark.parametrize(
    "asked",
    [
        ("/desk/events", {}),
        ("/desk/", {"HX-Request": "true", "HX-Trigger": "queue"}),
        ("/desk/board", {"HX-Request": "true", "HX-Trigger": "board"}),
        ("/desk/imports", {"HX-Request": "true", "HX-Trigger": "import-state"}),
    ],
)
def test_a_page_left_open_does_not_keep_its_session_alive(desk: Desk, asked: tuple[str, dict[str, str]]) -> None:
    client = desk.signed_in()
    path, headers = asked
    for _ in range(5):
        desk.memory.now += 13 * MINUTE
        answer = client.get(path, headers=headers)
    assert answer.status_code in (204, 401)
    assert client.get(PAGE)["Location"].startswith("/desk/sign-in")


def test_a_session_ends_after_its_hours_however_busy_it_is(desk: Desk) -> None:
    client = desk.signed_in()
    for _ in range(24):
        desk.memory.now += 30 * MINUTE
        last = client.get(PAGE)
    assert last["Location"].startswith("/desk/sign-in")


def test_the_row_of_a_session_says_when_it_ends_so_that_open_pages_learn_of_it(desk: Desk) -> None:
    client = desk.signed_in()
    desk.memory.now += 2 * MINUTE
    client.get(PAGE)
    assert timedelta(minutes=58) < ends_in(client) <= timedelta(minutes=60)
    for _ in range(22):
        desk.memory.now += 30 * MINUTE
        client.get(PAGE)
    assert ends_in(client) <= timedelta(minutes=60)
    desk.memory.now += 30 * MINUTE
    client.get(PAGE)
    assert ends_in(client) <= timedelta(minutes=28)
