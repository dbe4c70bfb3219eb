"""Our own consumers of the journal are written down in it, once a process; searches are told by keyed tokens."""

from __future__ import annotations

from tests.disclose.people import AUDITOR, SPECIALIST
from tests.house_fixture import House, hired

from handclasp.disclose import Question
from handclasp.records import Kind


def test_a_consumer_that_reads_the_journal_is_written_down_once_before_it_is_fed(house: House) -> None:
    hired(house, AUDITOR)
    for _ in range(2):
        house.audit.feed("shop", "watch", -1)
    found = house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.ACCESS})))
    looks = [(view.author.role, view.author.id, view.facts["scope"]) for view in found if view.author.id == "watch"]
    assert looks == [("machine", "watch", "the journal, after index -1")]


def test_a_search_says_who_and_how_much_and_its_words_only_as_tokens(house: House) -> None:
    hired(house, AUDITOR)
    for word in ("7f3a-no-hex", "7f3a-no-hex", "9c"):
        house.journal.search(SPECIALIST, [word], "queue", 3, "v1")
    found = house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.SEARCH})))
    assert {view.author.id for view in found} == {SPECIALIST.id}
    tokens = [view.facts["tokens"] for view in found]
    assert len({str(one) for one in tokens}) == 2
    assert "no-hex" not in str(tokens)
    assert {view.facts["hits"] for view in found} == {3}
