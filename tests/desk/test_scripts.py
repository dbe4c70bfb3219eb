"""Scripts: versions, teams, places to fill in, and that a change is on record before it counts, without its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.desk.real import RealDesk
from tests.house_fixture import hired

from handclasp.access.policy import Reader
from handclasp.disclose import Question
from handclasp.records import Guarded, NotFound, Refused

if TYPE_CHECKING:
    from handclasp.desk.scripts import Scripts

AUDITOR = Reader("shop", "auditor", "hu")


@pytest.fixture
def book(real: RealDesk) -> Scripts:
    from handclasp.desk.scripts import Scripts  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415

    house = real.house
    return Scripts(house.gate.passed, house.journal.seal, house.leaving.stop, house.policies.roles, now_ms)


def entry(name: str = "refund", team: str = "", text: str = "The refund of {order} is under way.", **more: str) -> Any:
    from handclasp.desk.scripts import Entry, Wording  # noqa: PLC0415

    return Entry(name, team, Wording(title_en=more.pop("title_en", "Refund"), text_en=text, **more))


def said(house: Any) -> list[tuple[str, Any]]:
    hired(house, AUDITOR)
    views = house.audit.journal(AUDITOR, Question(kinds=frozenset({"agent-action"})), limit=1000)
    found = [(view.facts["action"], view.facts["details"]) for view in reversed(views)]
    return [one for one in found if str(one[0]).startswith("script ")]


def test_versions_are_added_and_never_written_over(real: RealDesk, book: Scripts) -> None:
    boss = real.hire("boss", "lead")
    first = book.add(boss, entry())
    book.change(boss, first.script.pk, 1, entry(text="Your refund of {order} is on its way.").wording)
    row = book.one(boss, first.script.pk)
    assert row.number == 2
    assert [one.text_en for one in row.versions.order_by("number")] == [
        "The refund of {order} is under way.",
        "Your refund of {order} is on its way.",
    ]


def test_the_same_words_again_are_no_new_version(real: RealDesk, book: Scripts) -> None:
    boss = real.hire("boss", "lead")
    made = book.add(boss, entry())
    before = len(said(real.house))
    assert book.change(boss, made.script.pk, 1, entry().wording).number == 1
    assert len(said(real.house)) == before


def test_of_two_who_change_one_script_the_slower_is_told(real: RealDesk, book: Scripts) -> None:
    from handclasp.desk.scripts import ScriptMovedOn  # noqa: PLC0415

    boss = real.hire("boss", "lead")
    made = book.add(boss, entry())
    book.change(boss, made.script.pk, 1, entry(text="quicker").wording)
    with pytest.raises(ScriptMovedOn):
        book.change(boss, made.script.pk, 1, entry(text="slower").wording)
    assert book.listed(boss)[0].text_en == "quicker"


def test_every_change_is_on_record_without_a_word_of_it(real: RealDesk, book: Scripts) -> None:
    boss = real.hire("boss", "lead")
    before = len(said(real.house))
    made = book.add(boss, entry(text="whisper plum"))
    book.retire(boss, made.script.pk)
    book.retire(boss, made.script.pk)
    book.retire(boss, made.script.pk, back=True)
    acts = said(real.house)[before:]
    assert [action for action, _ in acts] == ["script add", "script retire", "script restore"]
    assert (acts[0][1]["script"], acts[0][1]["number"], len(acts[0][1]["digest"])) == ("refund", 1, 64)
    assert "whisper" not in str(acts)


def test_a_team_is_offered_its_own_and_everybodys_its_own_first(real: RealDesk, book: Scripts) -> None:
    from handclasp.desk.scripts import offered  # noqa: PLC0415

    director = real.hire("qin", "director", team="risk")
    for one in (entry(), entry(team="desk", text="of the desk"), entry("hello", "night", "good night")):
        book.add(director, one)
    gone = book.add(director, entry("old"))
    book.retire(director, gone.script.pk)
    lena, night = real.hire("lena"), real.hire("nina", team="night")
    assert [(row.script.name, row.text_en) for row in offered(lena)] == [("refund", "of the desk")]
    assert [row.script.name for row in offered(night)] == ["hello", "refund"]
    assert offered(lena._replace(tenant="wallet")) == []


def test_a_lead_keeps_no_other_teams_scripts(real: RealDesk, book: Scripts) -> None:
    from handclasp.desk.scripts import BadScript  # noqa: PLC0415

    director, boss = real.hire("qin", "director", team="risk"), real.hire("boss", "lead")
    nights = book.add(director, entry(team="night"))
    assert book.listed(boss) == []
    for act in (
        lambda: book.one(boss, nights.script.pk),
        lambda: book.change(boss, nights.script.pk, 1, entry(text="x").wording),
        lambda: book.retire(boss, nights.script.pk),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(BadScript, match="another team"):
        book.add(boss, entry("new", "night"))


@pytest.mark.parametrize("role", ["agent", "specialist", "privacy", "auditor", "merchant"])
def test_others_keep_none(real: RealDesk, book: Scripts, role: str) -> None:
    who = real.hire("somebody", role, merchant="seller-1" if role == "merchant" else "")
    acts: tuple[Callable[[], object], ...] = (lambda: book.listed(who), lambda: book.add(who, entry()))
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_a_text_that_could_not_be_sent_is_not_kept(real: RealDesk, book: Scripts) -> None:
    boss = real.hire("boss", "lead")
    with pytest.raises(Guarded):
        book.add(boss, entry(text="Please tell me the verification code you were sent."))
    assert book.listed(boss) == []


@pytest.mark.parametrize(
    ("name", "changes", "what"),
    [
        ("Refund!", {}, "small letters"),
        ("refund", {"team": "a b"}, "team"),
        ("refund", {"text": "", "title_en": ""}, "write the text"),
        ("refund", {"title_en": ""}, "both title and text in English"),
        ("refund", {"text_zh": "只有正文"}, "both title and text in Chinese"),
        ("refund", {"title_en": "x" * 81}, "at most 80"),
        ("refund", {"text": "x" * 4_001}, "at most 4,000"),
    ],
)
def test_what_is_wrong_is_named(real: RealDesk, book: Scripts, name: str, changes: dict[str, str], what: str) -> None:
    from handclasp.desk.scripts import BadScript  # noqa: PLC0415

    with pytest.raises(BadScript, match=what):
        book.add(real.hire("boss", "lead"), entry(name, **changes))


def test_a_table_is_taken_in_whole_or_not_at_all(real: RealDesk, book: Scripts) -> None:
    from handclasp.desk.scripts import BadScript  # noqa: PLC0415

    boss = real.hire("boss", "lead")
    book.add(boss, entry())
    before = len(said(real.house))
    with pytest.raises(BadScript, match="bad name"):
        book.take_in(boss, [entry("fine"), entry("bad name")])
    assert (len(book.listed(boss)), len(said(real.house))) == (1, before)
    taken = book.take_in(boss, [entry(), entry("hello", text="hello"), entry("hello", "desk", text="hi")])
    assert taken == {"added": 2, "changed": 0, "same": 1}
    assert book.take_in(boss, [entry(text="anew")]) == {"added": 0, "changed": 1, "same": 0}


def test_open_places_of_scripts_are_told_and_other_braces_are_not(real: RealDesk, book: Scripts) -> None:
    from handclasp.desk.scripts import filled, unfilled  # noqa: PLC0415

    boss = real.hire("boss", "lead")
    made = book.add(boss, entry(text="Dear {customer}, {运单号} of {order}"))
    text = "Dear {customer}, {运单号} {order} {order} {sku} {}"
    assert unfilled("shop", text) == ["{customer}", "{运单号}", "{order}"]
    assert unfilled("shop", "Dear Ms Lin, 4711 of A1001") == []
    assert unfilled("wallet", "{运单号} {customer}") == ["{customer}"]
    book.retire(boss, made.script.pk)
    assert unfilled("shop", text) == ["{customer}", "{order}"]
    from handclasp.desk.scripts import Unfilled  # noqa: PLC0415

    with pytest.raises(Unfilled, match=r"fill in \{order\}"):
        filled("shop", "of {order}")
