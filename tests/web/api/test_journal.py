"""The journal for auditors' machines, over a real house: filtered, paged, followed, taken out with its proofs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from tests.disclose.people import AUDITOR, DIRECTOR, EVERYBODY, OTHER_AGENT, stepped
from tests.house_fixture import AGENT, House, assigned, hired, house_template, module_house, said
from tests.web.api.conftest import Client

from handclasp.disclose import Question
from handclasp.house import processes, running
from handclasp.records import Kind, Refused
from handclasp.verify import Status, Trust, check, parse_vkey
from handclasp.web.api import create_api

__all__ = ["house_template", "module_house"]

WORDS = "the words that nobody reads here"


class Machines:
    """One API over one house: keys by scope, and two conversations."""

    def __init__(self, house: House) -> None:
        self.house = house
        hired(house, *EVERYBODY)
        self.keys = {
            scope: house.key_book.add(running.operator("shop"), [scope], scope) for scope in ("read", "audit", "export")
        }
        self.abroad = house.key_book.add(running.operator("wallet"), ["audit"], "abroad")
        self.client = Client(create_api(processes._api_services(house)))
        self.first, self.second = (self._talk(name) for name in ("order 1", "order 2"))
        for seq in range(3):
            house.disclose.read(AGENT, self.first, purpose="support", after=seq)
        house.disclose.read(AGENT, self.second, purpose="support")
        self.reveal()
        with pytest.raises(Refused):
            house.disclose.read(OTHER_AGENT, self.first, purpose="support")

    def _talk(self, name: str) -> bytes:
        answers = self.house.flow.append_all([said(f"{WORDS} 13812345678", f"{name}/1", conversation=name)]).result(20)
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        conversation = self.house.flow.open("shop", name)
        assigned(self.house, conversation, AGENT)
        return conversation

    def reveal(self) -> None:
        """A director sees the telephone number."""
        who = stepped(DIRECTOR)
        self.house.reveals.reveal(who, self.first, 1, "original/0", purpose="risk", reason="specimen")

    def get(self, query: str = "", key: str = "") -> Any:
        """A page of the journal."""
        return self.client("GET", f"/v1/journal{query}", key or self.keys["audit"])

    def records(self, query: str) -> list[dict[str, Any]]:
        """The records of a page, without this question's own."""
        answer = self.get(query)
        assert answer.status_code == 200, answer.text
        return [record for record in answer.json()["records"] if record["author"]["role"] != "service"]


@pytest.fixture(scope="module")
def machines(module_house: House) -> Iterator[Machines]:
    made = Machines(module_house)
    yield made
    made.client.close()


def test_kinds_narrow_it_and_each_record_says_who_did_what_but_never_what_was_said(machines: Machines) -> None:
    (reveal,) = machines.records("?kind=reveal")
    assert reveal["author"] == {"role": "director", "id": DIRECTOR.id}
    assert (reveal["facts"]["item"], reveal["facts"]["subjects"]) == ("PHONE", [machines.first.hex()])
    both = machines.records("?kind=reveal&kind=refusal")
    assert [record["kind"] for record in both] == ["refusal", "reveal"]
    everything = machines.get("?limit=500").text
    assert WORDS not in everything
    assert "13812345678" not in everything


def test_one_person_and_one_conversation_are_followed_alone_and_together(machines: Machines) -> None:
    by = machines.records(f"?account={AGENT.id}")
    assert {record["author"]["id"] for record in by} == {AGENT.id}
    assert len(by) == 4
    about = machines.records(f"?conversation={machines.first.hex()}")
    assert {tuple(record["facts"]["subjects"]) for record in about} == {(machines.first.hex(),)}
    assert {record["author"]["id"] for record in about} == {AGENT.id, DIRECTOR.id, OTHER_AGENT.id}
    together = machines.records(f"?conversation={machines.second.hex()}&account={AGENT.id}")
    assert [record["facts"]["subjects"] for record in together] == [[machines.second.hex()]]
    assert machines.records(f"?conversation={machines.second.hex()}&account={DIRECTOR.id}") == []


def test_times_bound_it_on_both_sides(machines: Machines) -> None:
    (reveal,) = machines.records("?kind=reveal")
    at = reveal["received"]
    assert machines.records(f"?kind=reveal&since={at}&until={at}") == [reveal]
    assert machines.records(f"?kind=reveal&since={at + 1}") == []
    assert machines.records(f"?kind=reveal&until={at - 1}") == []


def test_pages_go_on_without_gap_or_double_and_end_with_null(machines: Machines) -> None:
    whole = [record["index"] for record in machines.records(f"?account={AGENT.id}&limit=500")]
    seen, before = [], ""
    while True:
        page = machines.get(f"?account={AGENT.id}&limit=3{before}").json()
        seen += [record["index"] for record in page["records"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert seen == whole
    assert seen == sorted(seen, reverse=True)


def test_where_looking_stops_early_it_says_where_to_read_on(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handclasp.disclose import audit  # noqa: PLC0415

    monkeypatch.setattr(audit, "PAGE", 2)
    monkeypatch.setattr(audit, "MOST", 2)
    before, found = "", []
    for _ in range(200):
        page = machines.get(f"?kind=reveal{before}").json()
        found += page["records"]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert [record["kind"] for record in found] == ["reveal"]


def test_what_is_taken_out_is_proved_record_by_record_and_sealed(machines: Machines) -> None:
    wanted = {"reason": "yearly audit", "conversation": machines.first.hex(), "kinds": ["reveal", "refusal"]}
    answer = machines.client("POST", "/v1/journal/exports", machines.keys["audit"], json=wanted)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(files["journal.json"])
    assert [record["kind"] for record in listed["records"]] == ["refusal", "reveal"]
    assert listed["goes_on"] is None
    trust = Trust(tuple(parse_vkey(key) for key in machines.house.log_key.vkeys()))
    for record in listed["records"]:
        verdict = check(files[record["receipt"]], trust)
        assert verdict.status is Status.VALID
        receipt = json.loads(files[record["receipt"]])
        receipt["opened"] = {**receipt.get("opened", {}), "kind": "forged"}
        assert check(json.dumps(receipt).encode(), trust).status is not Status.VALID
    (sealed,) = machines.house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.EXPORT})))
    assert sealed.facts["digest"] == sha256(files["journal.json"]).digest()
    assert (sealed.author.role, sealed.facts["reason"]) == ("service", "yearly audit")


def test_each_page_that_is_read_is_one_record(machines: Machines) -> None:
    def newest() -> Any:
        return machines.house.audit.journal(AUDITOR, limit=2)

    before = newest()[0].index
    machines.get("?kind=reveal&limit=1")
    ours, theirs = newest()
    assert (ours.author.id, theirs.author.role, theirs.facts["scope"]) == (
        AUDITOR.id,
        "service",
        "journal, kinds reveal",
    )
    assert theirs.index == before + 1


@pytest.mark.parametrize("scope", ["read", "export"])
def test_other_scopes_are_refused_and_the_journal_says_so(machines: Machines, scope: str) -> None:
    key = machines.keys[scope]
    tries = [
        machines.get(key=key),
        machines.client("POST", "/v1/journal/exports", key, json={"reason": "specimen"}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in tries] == [(403, "scope-missing")] * 2
    refusals = machines.house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.REFUSAL})), limit=2)
    assert [(view.author.role, view.author.id, view.facts["action"]) for view in refusals] == [
        ("service", key.split("_")[1], "audit")
    ] * 2


def test_another_tenants_auditor_finds_nothing_of_this_one(machines: Machines) -> None:
    answer = machines.get(f"?conversation={machines.first.hex()}", machines.abroad)
    own = machines.abroad.split("_")[1]
    # What they asked is theirs; nobody else's record is.
    assert {record["author"]["id"] for record in answer.json()["records"]} == {own}
    whole = machines.get("?limit=500", machines.abroad).json()["records"]
    assert {record["author"]["id"] for record in whole if record["kind"] != "agent-action"} == {own}


@pytest.mark.parametrize(
    ("query", "about"),
    [
        ("?conversation=7f3a", "conversation"),
        ("?limit=501", "limit"),
        ("?before=-1", "before"),
        ("?since=now", "since"),
        ("?until=1.5", "until"),
    ],
)
def test_a_question_that_cannot_be_read_is_answered_in_words(machines: Machines, query: str, about: str) -> None:
    answer = machines.get(query)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-query")
    assert about in answer.json()["detail"]


def test_without_a_reason_nothing_is_taken_out(machines: Machines) -> None:
    answer = machines.client("POST", "/v1/journal/exports", machines.keys["audit"], json={"reason": "  "})
    assert (answer.status_code, answer.json()["code"]) == (403, "reason-needed")


def test_a_kind_that_is_none_is_an_error_that_names_the_kinds(machines: Machines) -> None:
    body = {"reason": "specimen", "kinds": ["reveal", "acess"]}
    for answer in (
        machines.get("?kind=reveal&kind=acess"),
        machines.client("POST", "/v1/journal/exports", machines.keys["audit"], json=body),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, "bad-query")
        assert "access, agent-action, approval" in answer.json()["detail"]
        assert "acess" not in answer.text
