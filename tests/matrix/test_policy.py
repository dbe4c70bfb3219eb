"""The door of the policies: the built-in set answers every cell of the table, and nobody else is answered yes."""

from __future__ import annotations

from typing import Any

import pytest
from tests.matrix import table
from tests.matrix.circumstances import about, answered, circumstances, reader

from handclasp.access.policy import Action, Policies


@pytest.fixture(scope="module")
def policies() -> Policies:
    return Policies(lambda tenant: None)


@pytest.mark.parametrize("action", [action.value for action in Action])
def test_the_built_in_policies_answer_as_the_table_says(policies: Policies, action: str) -> None:
    wrong = []
    for row in table.of(action):
        for column, expected in row.cells.items():
            decision = policies.decide(
                reader(column, row), Action(row.action), about(column, row), circumstances(column, row)
            )
            if answered(decision) != expected:
                wrong.append(f"{row}: {column} should be {expected!r}, is {answered(decision)!r} ({decision.why})")
    assert not wrong, f"{len(wrong)} cells\n" + "\n".join(wrong)


def test_a_role_nobody_knows_is_denied_everything(policies: Policies) -> None:
    for row in table.rows():
        for column in ("agent", "director"):
            stranger = reader(column, row)._replace(role="owner")
            decision = policies.decide(stranger, Action(row.action), about(column, row), circumstances(column, row))
            assert answered(decision) == "-", row


def test_a_key_without_a_scope_is_denied_everything(policies: Policies) -> None:
    for row in table.rows():
        bare = reader("key-read", row)._replace(scopes=frozenset())
        decision = policies.decide(bare, Action(row.action), about("key-read", row), circumstances("key-read", row))
        assert answered(decision) == "-", row


def test_a_key_may_what_its_scopes_may_together_and_no_more(policies: Policies) -> None:
    columns = [column for column in table.columns() if column.startswith("key-")]
    for row in table.rows():
        every = reader("key-read", row)._replace(scopes=frozenset(column.removeprefix("key-") for column in columns))
        decision = policies.decide(every, Action(row.action), about("key-read", row), circumstances("key-read", row))
        alone = {row.cells[column] for column in columns}
        assert (answered(decision) == "-") == (alone == {"-"}), row


def test_every_answer_names_the_policies_that_gave_it(policies: Policies) -> None:
    for row in table.rows():
        for column in row.cells:
            decision = policies.decide(
                reader(column, row), Action(row.action), about(column, row), circumstances(column, row)
            )
            assert decision.version
            assert decision.why
            assert not decision.allowed or decision.by, f"{row}: {column}"


@pytest.mark.parametrize(
    ("column", "nameless", "unowned"),
    [
        ("agent", {"id": ""}, {"agent": ""}),
        ("lead", {"team": ""}, {"agent": "a-colleague", "team": ""}),
        ("merchant", {"merchant": ""}, {"merchants": frozenset({""})}),
        ("customer", {"conversation": ""}, {"conversation": ""}),
    ],
)
def test_two_blanks_are_no_match(
    policies: Policies, column: str, nameless: dict[str, Any], unowned: dict[str, Any]
) -> None:
    row = next(row for row in table.of("read") if row.whose == "other" and row.given == "rsa")
    asked = about(column, row)
    assert asked is not None
    conversation = asked._replace(**unowned)
    decision = policies.decide(reader(column, row)._replace(**nameless), Action.READ, conversation)
    assert answered(decision) == "-"
