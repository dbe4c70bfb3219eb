from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from tests.desk.real import RealDesk

from handclasp.access.policy import Reader
from handclasp.records import Kind, NotFound, OutcomeUnknown, Refused

LEAD = "lead"


def acts(real: RealDesk, conversation: bytes) -> list[tuple[str, Any, str]]:
    """The acts at the desk that stand in a conversation, and who did them."""
    seen = [view for view in real.feed() if view.conversation == conversation and view.kind == Kind.AGENT_ACTION]
    return [(str(view.facts["action"]), view.facts.get("details"), view.author.id) for view in seen]


def wall(real: RealDesk, conversation: bytes) -> tuple[str, str]:
    """What the database's wall says: agent, team."""
    known = real.house.reading.assigned(1, conversation)
    return known.agent, known.team


def test_who_takes_a_conversation_may_read_it_at_once(real: RealDesk) -> None:
    lena, hers = real.hire("lena"), real.talk("take at once")
    with pytest.raises(Refused):
        real.house.disclose.read(lena, hers, purpose="support")
    whose = real.assignments.take(lena, hers)
    assert (whose.agent, whose.team) == ("lena", "desk")
    assert real.house.disclose.read(lena, hers, purpose="support")[0].body == "hello"
    assert acts(real, hers) == [("take", {"agent": "lena", "team": "desk"}, "lena")]


def test_the_record_names_the_policies_that_let_it_happen(real: RealDesk) -> None:
    lena, hers = real.hire("lena"), real.talk("named policies")
    real.assignments.take(lena, hers)
    (act,) = [view for view in real.feed() if view.conversation == hers and view.kind == Kind.AGENT_ACTION]
    assert act.facts["policy"] == real.house.policies.version("shop")


def test_of_two_who_take_at_the_same_time_one_gets_it_and_the_other_is_told_who(real: RealDesk) -> None:
    from django.db import connection  # noqa: PLC0415

    from handclasp.desk.assignment import Taken  # noqa: PLC0415

    people = [real.hire(name) for name in ("lena", "zhou", "mina", "tom")]
    wanted = real.talk("wanted by all")
    real.catch_up()
    together, told = threading.Barrier(len(people)), dict[str, str]()

    def take(who: Reader) -> None:
        desk = real.another()
        together.wait(20)
        try:
            told[who.id] = desk.take(who, wanted).agent
        except Taken as taken:
            told[who.id] = taken.agent
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    (winner,) = set(told.values())
    assert set(told) == {who.id for who in people}
    assert [by for _, _, by in acts(real, wanted)] == [winner]
    assert wall(real, wanted)[0] == winner


def test_taking_again_what_is_mine_writes_nothing(real: RealDesk) -> None:
    lena, hers = real.hire("lena"), real.talk("taken twice")
    for _ in range(3):
        assert real.assignments.take(lena, hers).agent == "lena"
    assert len(acts(real, hers)) == 1


def test_handing_over_lets_the_colleague_in_and_oneself_out(real: RealDesk) -> None:
    lena, zhou = real.hire("lena"), real.hire("zhou", team="night")
    handed = real.talk("handed over")
    real.assignments.take(lena, handed)
    assert real.assignments.assign(lena, handed, "zhou").team == "night"
    assert real.house.disclose.read(zhou, handed, purpose="support")
    with pytest.raises(Refused):
        real.house.disclose.read(lena, handed, purpose="support")
    with pytest.raises(Refused):
        real.assignments.assign(lena, handed, "lena")


def test_who_lets_go_is_out_and_anybody_may_take_it(real: RealDesk) -> None:
    lena, zhou = real.hire("lena"), real.hire("zhou")
    free = real.talk("let go")
    real.assignments.take(lena, free)
    released = real.assignments.release(lena, free)
    assert (released.agent, released.team) == ("", "desk")
    with pytest.raises(Refused):
        real.house.disclose.read(lena, free, purpose="support")
    assert real.assignments.take(zhou, free).agent == "zhou"
    assert [action for action, _, _ in acts(real, free)] == ["take", "release", "take"]


def test_a_lead_gives_a_conversation_of_the_team_to_somebody_of_it(real: RealDesk) -> None:
    lead, lena = real.hire("boss", LEAD), real.hire("lena")
    real.hire("zhou")
    given = real.talk("given by the lead")
    real.assignments.take(lena, given)
    assert real.assignments.assign(lead, given, "zhou").agent == "zhou"
    others = real.hire("other-boss", LEAD, team="night")
    with pytest.raises(Refused):
        real.assignments.assign(others, given, "lena")
    assert wall(real, given) == ("zhou", "desk")


@pytest.mark.parametrize("role", ["director", "privacy", "auditor", "administrator", "merchant"])
def test_nobody_is_assigned_who_does_not_answer_customers(real: RealDesk, role: str) -> None:
    from handclasp.desk.assignment import NotAtTheDesk  # noqa: PLC0415

    lead, given = real.hire("boss", LEAD), real.talk(f"not for {role}")
    real.hire("quiet", role, merchant="seller-42" if role == "merchant" else "")
    with pytest.raises(NotAtTheDesk) as refused:
        real.assignments.assign(lead, given, "quiet")
    assert refused.value.code == "not-at-the-desk"
    assert acts(real, given) == []
    assert wall(real, given) == ("", "")


def test_nobody_is_assigned_who_is_gone_or_works_for_another_tenant(real: RealDesk) -> None:
    from handclasp.access.models import Staff  # noqa: PLC0415
    from handclasp.access.staff import suspend  # noqa: PLC0415
    from handclasp.desk.assignment import NotAtTheDesk, colleagues  # noqa: PLC0415

    lead, given = real.hire("boss", LEAD), real.talk("not for strangers")
    real.hire("gone")
    suspend(Staff.objects.get(username="gone"))
    real.hire("stranger", tenant="wallet")
    for name in ("gone", "stranger", "nobody", "", "boss "):
        with pytest.raises(NotAtTheDesk):
            real.assignments.assign(lead, given, name)
    assert [one.username for one in colleagues("shop", real.house.policies.roles("shop"))] == ["boss"]


@pytest.mark.parametrize("role", ["director", "privacy", "auditor", "administrator", "merchant"])
def test_who_is_not_at_the_desk_takes_and_assigns_nothing_and_learns_nothing(real: RealDesk, role: str) -> None:
    lena, hers, free = real.hire("lena"), real.talk(f"hers, {role}"), real.talk(f"free, {role}")
    quiet = real.hire("quiet", role, merchant="seller-42" if role == "merchant" else "")
    real.assignments.take(lena, hers)
    for conversation in (hers, free):
        for attempt in (
            partial(real.assignments.take, quiet, conversation),
            partial(real.assignments.assign, quiet, conversation, "lena"),
            partial(real.assignments.release, quiet, conversation),
        ):
            with pytest.raises(Refused) as refused:
                attempt()
            assert "lena" not in str(refused.value)
    assert (len(acts(real, hers)), acts(real, free)) == (1, [])
    refusals = [view for view in real.house.audit.feed("shop", "test", -1) if view.kind == Kind.REFUSAL]
    assert [view.facts["action"] for view in refusals if view.author.id == "quiet"][-6:] == [
        "take",
        "assign",
        "assign",
    ] * 2


def test_another_tenants_conversation_is_not_taken(real: RealDesk) -> None:
    theirs = real.talk("in the wallet", tenant="wallet")
    with pytest.raises((NotFound, Refused)):
        real.assignments.take(real.hire("lena"), theirs)
    with pytest.raises((NotFound, Refused)):
        real.assignments.take(real.hire("zhou"), bytes(16))
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    assert not Conversation.objects.exists()


def test_what_could_not_be_sealed_was_not_done(real: RealDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    lena, hers = real.hire("lena"), real.talk("not sealed")

    def lost(_raw: object) -> Any:
        raise OutcomeUnknown("the connection went")

    desk = real.another()
    monkeypatch.setattr(desk, "_append", lost)
    with pytest.raises(OutcomeUnknown):
        desk.take(lena, hers)
    assert wall(real, hers) == ("", "")


def test_the_list_rebuilt_from_the_log_says_the_same(real: RealDesk) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    lena, zhou, lead = real.hire("lena"), real.hire("zhou", team="night"), real.hire("boss", LEAD)
    for name in ("one", "two", "three"):
        conversation = real.talk(f"rebuilt {name}", "first", "second")
        real.assignments.take(lena, conversation)
        if name != "one":
            real.talk(f"rebuilt {name}", "in between")
            real.assignments.assign(lena, conversation, "zhou")
        if name == "three":
            real.order("rebuilt three", merchant="seller-42")
            real.assignments.release(zhou, conversation)
            real.assignments.assign(lead, conversation, "boss")
    known = {conversation.hex: conversation for conversation in Conversation.objects.all()}
    at_once = {name: (row.agent, row.team) for name, row in known.items()}
    real.catch_up()
    caught_up, walls = rows(), real.walls()
    assert {
        row["pseudonym"].hex(): (row["agent"], row["team"]) for row in caught_up if row["pseudonym"].hex() in known
    } == at_once
    Conversation.objects.all().delete()
    assert real.walls() == []
    real.catch_up()
    assert rows() == caught_up
    assert real.walls() == walls


def rows() -> list[dict[str, Any]]:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    return [
        {name: bytes(one) if isinstance(one, memoryview) else one for name, one in row.items() if name != "id"}
        for row in Conversation.objects.order_by("pseudonym").values()
    ]


def test_the_consumer_never_undoes_what_was_settled_after_the_records_it_reads(real: RealDesk) -> None:
    from handclasp.desk.queue import consume  # noqa: PLC0415

    lena, slow = real.hire("lena"), real.talk("a slow consumer")
    real.catch_up()
    real.assignments.take(lena, slow)
    views = real.feed()
    real.assignments.release(lena, slow)
    # The batch in hand ends with the taking; the release is not in it.
    consume("shop", views)
    assert wall(real, slow) == ("", "desk")


def test_a_record_that_was_sealed_but_not_settled_has_its_place_in_the_order(real: RealDesk) -> None:
    lena, lost = real.hire("lena"), real.talk("died in between")
    real.hire("zhou")
    real.catch_up()
    # Sealed by a process that died before it settled the row.
    real.act("died in between", action="assign", details={"agent": "zhou", "team": "desk"})
    real.assignments.take(lena, lost)
    real.catch_up()
    assert wall(real, lost) == ("zhou", "desk")


def test_what_others_write_assigns_nothing(real: RealDesk) -> None:
    free = real.talk("not the desk")
    for author in ("customer", "merchant", "system", "machine"):
        real.act("not the desk", author, action="assign", details={"agent": "mallory", "team": "desk"})
    for details in (None, {}, {"agent": 7}, {"agent": "mallory", "team": ["desk"]}, "mallory"):
        real.act("not the desk", action="assign", **({} if details is None else {"details": details}))
    real.act("not the desk", action="raised priority", details={"agent": "mallory", "team": "desk"})
    real.catch_up()
    assert wall(real, free) == ("", "")


def test_a_seller_is_known_by_the_shops_order_events(real: RealDesk) -> None:
    about = real.talk("about two sellers")
    real.order("about two sellers", merchant="seller-42")
    real.order("about two sellers", "merchant", merchant="seller-7")
    real.order("about two sellers", merchant="seller-42")
    real.order("about two sellers", "customer", merchant="seller-666")
    for odd in ("", "a b", "x" * 65, 7, ["seller-8"], None):
        real.order("about two sellers", merchant=odd)
    real.catch_up()
    assert real.row(about).merchants == ["seller-42", "seller-7"]
    seller = real.hire("seller", "merchant", merchant="seller-7")
    assert real.house.disclose.read(seller, about, purpose="support")[0].body == "hello"
    stranger = real.hire("stranger", "merchant", merchant="seller-666")
    with pytest.raises(Refused):
        real.house.disclose.read(stranger, about, purpose="support")


def test_the_wall_follows_whatever_line_of_code_changed_a_row(real: RealDesk) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    one = real.talk("by hand")
    real.catch_up()
    assert wall(real, one) == ("", "")
    Conversation.objects.filter(pseudonym=one).update(agent="lena", team="desk", merchants=["seller-1"])
    assert real.house.reading.assigned(1, one).merchants == {"seller-1"}
    assert wall(real, one) == ("lena", "desk")
    Conversation.objects.filter(pseudonym=one).update(tenant="wallet")
    assert wall(real, one) == ("", "")
    assert real.house.reading.assigned(2, one).agent == "lena"
    Conversation.objects.filter(pseudonym=one).update(tenant="nowhere")
    assert real.house.reading.assigned(2, one).agent == ""
