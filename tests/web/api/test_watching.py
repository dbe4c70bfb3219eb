"""Who watches the house sees its counts and what ails it; everybody else whether it is ready, and nothing more."""

from __future__ import annotations

from tests.web.api.conftest import Doors, House

from handclasp.web.api.services import ApiSettings

ELSEWHERE = ApiSettings(monitored_from=frozenset({"192.0.2.7"}))


def test_counts_are_there_for_who_watches_alone(doors: Doors) -> None:
    assert "handclasp_http_requests_total" in doors.open()("GET", "/metrics", None).text
    refused = doors.open(ELSEWHERE)("GET", "/metrics", None)
    assert (refused.status_code, refused.json()["code"]) == (404, "not-found")


def test_the_age_of_anchors_is_counted(doors: Doors) -> None:
    told = doors.open()("GET", "/metrics", None).text
    assert 'handclasp_anchor_age_seconds{kind="rfc3161"} 90.0' in told
    assert 'handclasp_anchor_age_seconds{kind="ethereum"} +Inf' in told
    assert 'handclasp_anchor_failures{kind="ethereum"} 4.0' in told


def test_why_it_is_not_ready_is_told_to_who_watches_alone(doors: Doors, house: House) -> None:
    house.parts["keys"] = "The key file is locked: enter its passphrase."
    told = doors.open()("GET", "/readyz", None)
    assert (told.status_code, told.json()["parts"]) == (503, house.parts)
    others = doors.open(ELSEWHERE)("GET", "/readyz", None)
    assert (others.status_code, others.json()) == (503, {"ready": False, "parts": {}})
