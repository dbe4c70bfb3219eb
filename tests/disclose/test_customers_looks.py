"""What a customer is told of looks at their conversation, over a real house: everybody's, by role, each once."""

from __future__ import annotations

from tests.disclose.people import AUDITOR, DIRECTOR, LEAD, customer_of, stepped, taken_out
from tests.house_fixture import AGENT, House, assigned, said

from handclasp.records import Kind
from handclasp.web.widget.view import looks_shown


def test_a_customer_is_told_what_each_role_did_and_nothing_else(house: House) -> None:
    (answer,) = house.flow.append_all([said("手机号 13812345678", "1")]).result(20)
    assert not isinstance(answer, Exception)
    name = house.flow.open("shop", "order 1001")
    assigned(house, name, AGENT)
    customer = customer_of(name)
    house.disclose.read(customer, name, purpose="own conversation")
    house.disclose.read(AGENT, name, purpose="support")
    house.reveals.reveal(stepped(DIRECTOR), name, 1, "original/0", purpose="risk", reason="a reason of the house")
    house.disclose.who_looked(AUDITOR, name)
    taken_out(house, name, LEAD, reason="another reason of the house")
    told = looks_shown(house.disclose.who_looked(customer, name))
    assert [(look["kind"], look["role"], look["purpose"], look["item"], look["times"]) for look in told] == [
        ("export", "lead", "dispute", None, 1),
        ("reveal", "director", "risk", "PHONE", 1),
        ("access", "agent", "support", None, 1),
    ]
    assert {name for look in told for name in look} == {"role", "kind", "purpose", "item", "at", "since", "times"}
    everything = str(told)
    assert not [word for word in (AGENT.id, DIRECTOR.id, LEAD.id, "reason", "1381") if word in everything]


def test_an_export_is_two_records_in_the_journal_and_one_look(house: House) -> None:
    (answer,) = house.flow.append_all([said("hello", "1")]).result(20)
    assert not isinstance(answer, Exception)
    name = house.flow.open("shop", "order 1001")
    assigned(house, name, AGENT)
    taken_out(house, name, LEAD)
    for_staff = house.disclose.who_looked(AGENT, name)
    for_customer = house.disclose.who_looked(customer_of(name), name)
    assert [[one.kind for one in views].count(Kind.EXPORT) for views in (for_staff, for_customer)] == [2, 1]
