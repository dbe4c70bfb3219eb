"""The door of the command line: an account signed in for one command, or the operator, told what the table says.

Each command signs in anew with its password and a recovery code. A command that asks for the second factor of a purpose
always has it; so the lines asked here are those in which it is given, or in which none is asked for.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from tests.matrix import table
from tests.matrix.runner import Cell
from tests.matrix.served import PASSWORD, ROOT, Served
from tests.matrix.table import Row

WORDS = {"reason-needed": "R", "step-up-needed": "S", "approval-needed": "A", "refused": "-", "not-found": "-"}
WHY = "a specimen of a reason"
Typed = tuple[list[str], str]
Arguments = Callable[[str, Row], list[str]]
NOWHERE = "0f" * 16
SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
RULES = ROOT / "src/handclasp/access/policy/built_in"
BESIDE = 3
"""Commands run beside each other: most of their time they wait for the house to open and close."""


def folder() -> str:
    """A new folder, for what a command writes."""
    return tempfile.mkdtemp(prefix="handclasp-matrix-")


def old() -> str:
    """A file of old conversations."""
    path = Path(folder()) / "old.csv"
    path.write_text("conversation,id,author,text,sent\nold-specimen,1,7F3A,specimen,1704096000\n")
    return str(path)


class Command(NamedTuple):
    """How an action is asked for, and of which of its lines and columns."""

    action: str
    arguments: Arguments
    lines: Callable[[Row], bool]
    columns: tuple[str, ...]
    done: str = "yes"
    """What the table says where the command ends well: of one that only asks for an approval, `A`."""


def why(row: Row) -> list[str]:
    return ["--reason", WHY] if "r" in row.given else []


def plain(whose: str, given: str, what: str = "") -> Callable[[Row], bool]:
    """Lines of these words alone."""
    wanted = frozenset(what.split(","))
    return lambda row: row.whose in whose.split() and row.given in given.split() and row.what == wanted - {""}


COMMANDS = (
    Command(
        "read", lambda at, row: ["read", at, *why(row)], plain("own other elsewhere", "nothing"), ("agent", "lead")
    ),
    Command("read", lambda at, row: ["read", at, *why(row)], plain("own", "nothing r"), ("director",)),
    Command("read", lambda at, row: ["read", at, *why(row)], plain("own", "nothing"), ("auditor", "administrator")),
    Command("read", lambda at, _row: ["read", at], plain("own", "nothing", "old,held"), ("specialist",)),
    Command(
        "read",
        lambda at, row: ["read", at, "--old", *why(row)],
        plain("own", "rs", "old,held"),
        ("specialist", "director"),
    ),
    Command("who-looked", lambda at, row: ["looks", at, *why(row)], plain("team", "nothing"), ("agent", "auditor")),
    Command(
        "reveal",
        lambda at, row: ["reveal", at, "1", *why(row), "--item", "original/3"],
        plain("own", "rs", "payment"),
        ("agent", "specialist", "director"),
    ),
    Command(
        "reveal",
        lambda at, row: ["reveal", at, "1", *why(row), "--item", "original/4"],
        plain("own", "rs", "identity"),
        ("privacy", "merchant"),
    ),
    Command(
        "reply",
        lambda at, _row: ["conversation", "reply", at, "specimen"],
        plain("own other", "nothing"),
        ("agent", "auditor"),
    ),
    Command(
        "note",
        lambda at, _row: ["conversation", "note", at, "specimen"],
        plain("own other", "nothing"),
        ("lead", "merchant"),
    ),
    # Whoever may take or hand over would: what that changes is tested where it can be put back.
    Command("take", lambda at, _row: ["conversation", "take", at], plain("waiting", "nothing"), ("auditor",)),
    Command(
        "assign",
        lambda at, _row: ["conversation", "assign", at, "another-agent"],
        plain("other", "nothing"),
        ("agent", "director"),
    ),
    Command(
        "triage",
        lambda at, _row: ["conversation", "state", at, "waiting-other", "--because", "shop"],
        plain("own other", "nothing"),
        ("agent", "auditor"),
    ),
    Command(
        "export",
        lambda at, row: ["export", "ask", at, *why(row)],
        plain("own", "rs"),
        ("agent", "specialist", "administrator"),
        "A",
    ),
    Command(
        "review",
        lambda at, _row: ["review", "decide", at, "1", "1.0", "sensitive"],
        plain("own", "nothing"),
        ("lead", "director"),
    ),
    Command(
        "rights",
        lambda at, _row: ["request", "add", at, "--right", "access"],
        plain("own", "nothing"),
        ("specialist", "auditor"),
    ),
    Command("hold", lambda at, row: ["hold", "place", at, *why(row)], plain("own", "rs"), ("lead",)),
    Command("delete", lambda at, row: ["keep", "delete", at, *why(row)], plain("own", "r"), ("administrator",)),
    Command("restore", lambda at, _row: ["keep", "restore", at], plain("own", "nothing"), ("merchant",)),
    Command(
        "extend",
        lambda at, row: ["keep", "extend", at, "--until", SOON, *why(row)],
        plain("own", "r"),
        ("merchant",),
    ),
    Command("see-keeping", lambda _at, _row: ["keep", "plan"], plain("house", "nothing"), ("privacy", "merchant")),
    Command(
        "audit",
        lambda _at, _row: ["journal", "list", "--limit", "3"],
        plain("house", "nothing"),
        ("auditor", "director"),
    ),
    Command("see-people", lambda _at, _row: ["staff", "list"], plain("house", "nothing"), ("administrator", "privacy")),
    Command(
        "manage-people",
        lambda _at, _row: ["staff", "resume", "somebody-far"],
        plain("house", "s"),
        ("administrator", "director", "operator"),
    ),
    Command(
        "see-policy", lambda _at, _row: ["policy", "versions"], plain("house", "nothing"), ("privacy", "specialist")
    ),
    Command(
        "grant-role",
        lambda _at, _row: ["staff", "role", "somebody-far", "agent", "--team", "south-west"],
        plain("house", "nothing"),
        ("operator",),
    ),
    Command(
        "audit-export",
        lambda _at, row: ["journal", "export", *why(row), "--by", "nobody-at-all", "--out", f"{folder()}/journal.zip"],
        plain("house", "rs"),
        ("auditor", "specialist"),
    ),
    Command(
        "edit-lexicon", lambda _at, _row: ["lexicon", "show"], plain("house", "nothing"), ("administrator", "merchant")
    ),
    Command("arrange-desk", lambda _at, _row: ["scripts", "list"], plain("house", "nothing"), ("lead", "agent")),
    Command("see-board", lambda _at, _row: ["board"], plain("house", "nothing"), ("lead", "administrator")),
    Command("see-numbers", lambda _at, _row: ["numbers"], plain("house", "nothing"), ("lead", "administrator")),
    Command(
        "draft-policy", lambda _at, _row: ["policy", "draft", str(RULES)], plain("house", "nothing"), ("director",)
    ),
    Command(
        "manage-keys",
        lambda _at, _row: ["key", "list"],
        plain("house", "s"),
        ("administrator", "director"),
    ),
    Command(
        "manage-sites",
        lambda _at, _row: ["site", "list"],
        plain("house", "s"),
        ("administrator", "lead"),
    ),
    Command("rotate-keys", lambda _at, _row: ["keys", "rotate"], plain("house", "s"), ("privacy",)),
    Command(
        "manage-keys",
        lambda _at, _row: ["key", "add", "--label", "specimen", "--scope", "audit"],
        plain("house", "nothing"),
        ("operator",),
    ),
    Command(
        "manage-sites",
        lambda _at, _row: ["site", "add", "--name", "specimen", "--origin", "https://shop.example"],
        plain("house", "nothing"),
        ("operator",),
    ),
    Command("rotate-keys", lambda _at, _row: ["keys", "rotate"], plain("house", "nothing"), ("operator",)),
    Command("import", lambda _at, _row: ["import", old()], plain("house", "nothing"), ("operator",)),
)


def cells() -> list[tuple[Command, Cell]]:
    """Every cell that is asked here."""
    found = [
        (command, Cell(column, row))
        for command in COMMANDS
        for row in table.of(command.action)
        if command.lines(row)
        for column in command.columns
    ]
    assert {id(command) for command, _ in found} == {id(command) for command in COMMANDS}
    return found


def arguments(served: Served, command: Command, cell: Cell) -> Typed:
    """What is typed, and what is said where the command asks."""
    at = "" if cell.row.whose == "house" else served.street.conversation(cell.column, cell.row).hex()
    typed = command.arguments(at, cell.row)
    if cell.column == "operator":
        return [*typed, "--tenant", "shop"], ""
    code = served.people[f"the-{cell.column}"].codes.pop()
    return [*typed, "--as", f"the-{cell.column}"], f"{PASSWORD}\n{code}\n"


def ended(served: Served, typed: list[Typed]) -> list[dict[str, Any]]:
    """How each of these commands ended: its exit status, the code of its error, what it printed."""
    parts = [typed[start::BESIDE] for start in range(BESIDE)]
    with ThreadPoolExecutor(BESIDE) as pool:
        answers = list(pool.map(lambda part: _ended(served, part), parts))
    return [answers[number % BESIDE][number // BESIDE] for number in range(len(typed))]


def _ended(served: Served, typed: list[Typed]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.matrix.commands"],
        env=served.environment,
        cwd=ROOT,
        input=json.dumps(typed),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def told(answer: dict[str, Any], done: str = "yes") -> str:
    """How a command ended, in the words of the table."""
    return done if answer["status"] == 0 else WORDS[answer["code"]]


def test_the_command_line_answers_as_the_table_says(served: Served) -> None:
    asked = cells()
    answers = ended(served, [arguments(served, *one) for one in asked])
    wrong = [
        f"{cell.row}: {cell.column} should be told {cell.first!r}, was told {told(answer, command.done)!r}"
        for (command, cell), answer in zip(asked, answers, strict=True)
        if told(answer, command.done) != cell.first and not (cell.row.whose == "elsewhere" and answer["status"])
    ]
    assert not wrong


def test_what_shows_or_takes_out_is_nothing_for_the_operator(served: Served) -> None:
    """Without an account there is nobody to show it to."""
    lists = (["journal", "list"], ["policy", "versions"], ["hold", "list"], ["request", "list"])
    shows = (["read", NOWHERE], ["looks", NOWHERE], *lists)
    asked: list[Typed] = [([*one, *more], "") for one in shows for more in ([], ["--tenant", "shop"])]
    assert {answer["status"] for answer in ended(served, asked)} == {2}


def test_a_command_opens_nothing_to_who_has_but_a_password(served: Served) -> None:
    at = served.street.conversation("specialist", table.of("read")[0]).hex()
    wrong = ("", f"{PASSWORD}\n", f"{PASSWORD}\n000000\n", "wrong\n000000\n")
    answers = ended(served, [(["read", at, "--as", "another-specialist"], said) for said in wrong])
    for answer, said in zip(answers, wrong, strict=True):
        assert answer["status"] == 1
        # Whoever is told nothing, or half of it, says what it wants before it tries anybody.
        assert answer["code"] == ("not-signed-in" if said.count("\n") == 2 else "")
        assert "s***@" not in answer["printed"]
