"""Open pages are looked after in a few queries, however many they are, and each is told what is its own."""

from __future__ import annotations

from tests.web.console.memory import Memory, pseudonym
from tests.web.console.people import Desk


def test_many_pages_cost_a_few_queries_and_each_is_decided_for_alone(desk: Desk, memory: Memory) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from handclasp.access.models import Staff, StaffSession  # noqa: PLC0415
    from handclasp.access.policy import Reader  # noqa: PLC0415
    from handclasp.web.console.looking import Asked, Viewer, look  # noqa: PLC0415
    from handclasp.web.console.reasons import Why  # noqa: PLC0415

    for name in ("a", "b"):
        memory.say(name, "hello")
    desk.catch_up()
    desk.give("xiaozhou", "desk", "a")
    desk.give("lena", "desk", "b")
    for name in ("xiaozhou", "lena"):
        desk.signed_in(name)

    def at(name: str, conversation: str, *, session: str = "", why: Why = Why(), reads: bool = True) -> Asked:  # noqa: B008 - immutable
        staff = Staff.objects.get(username=name)
        handle = session or StaffSession.objects.filter(staff=staff).values_list("handle", flat=True)[0]
        who = Reader("demo", "agent", name, "desk")
        return Asked(Viewer(who, staff.pk, handle, pseudonym(conversation), why, names=True), reads)

    anothers = StaffSession.objects.get(staff__username="lena").handle
    pages = [
        at("xiaozhou", "a"),
        at("xiaozhou", "b"),
        at("xiaozhou", "b", reads=False),
        at("lena", "b"),
        at("lena", "b", why=Why(until=1)),
        at("xiaozhou", "a", session="gone"),
        at("xiaozhou", "a", session=anothers),
    ]
    with CaptureQueriesContext(connection) as asked:
        looks = look(pages)
    assert [one.lost for one in looks[:5]] == ["", "refused", "", "", "reason"]
    assert [one.state is None for one in looks] == [False] * 5 + [True] * 2
    assert looks[0].state == looks[1].state != looks[3].state
    with CaptureQueriesContext(connection) as asked_again:
        assert look(pages * 9) == looks * 9
    assert len(asked_again) == len(asked) <= 4
    StaffSession.objects.filter(staff__username="lena").delete()
    assert [one.state is None for one in look(pages)] == [False] * 3 + [True] * 4
