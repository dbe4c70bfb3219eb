"""A person opens conversations as fast as work goes; a script in their browser does not go faster."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from tests.web.console.people import Desk

PATH = "/desk/c/" + "0" * 32


def watched(now: list[float]) -> Any:
    from handclasp.web.console.pace import keep  # noqa: PLC0415

    return keep(lambda _: HttpResponse("specimen"), lambda: now[0])


def asked(user: Any, path: str = PATH) -> Any:
    return SimpleNamespace(path=path, user=user, headers={}, COOKIES={}, META={})


def test_beyond_a_burst_only_so_many_open_in_a_minute(desk: Desk, monkeypatch: Any) -> None:
    from handclasp.access.models import Staff  # noqa: PLC0415
    from handclasp.web.console.views import trouble  # noqa: PLC0415

    monkeypatch.setattr(trouble, "answer", lambda _, error: HttpResponse(str(error), status=429))
    desk.settle("xiaozhou")
    desk.settle("lena")
    first, second = Staff.objects.get(username="xiaozhou"), Staff.objects.get(username="lena")
    now = [0.0]
    kept = watched(now)
    assert {kept(asked(first)).status_code for _ in range(90)} == {200}
    refused = kept(asked(first))
    assert (refused.status_code, refused["Retry-After"]) == (429, "2")
    assert kept(asked(second)).status_code == 200
    assert kept(asked(first, "/desk/")).status_code == 200
    now[0] += 60
    assert [kept(asked(first)).status_code for _ in range(31)].count(200) == 30


def test_at_the_desk_it_is_told_calmly_and_nothing_is_opened(desk: Desk) -> None:
    client = desk.signed_in()
    for _ in range(400):
        before = len(desk.memory.journal)
        answer = client.get(PATH)
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    assert "about as fast as people read" in answer.content.decode()
    assert len(desk.memory.journal) == before
    assert client.get("/desk/security").status_code == 200
