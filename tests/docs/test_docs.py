"""The documentation says what is there: links lead somewhere, commands and options exist, both languages have the same.

It reads the pages as text and the product by introspection; it never runs a documented command.
"""

from __future__ import annotations

import ast
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer.main

from handclasp.cli import cli
from handclasp.config import PREFIX, Settings
from handclasp.intake import errors as intake
from handclasp.verify.command import _parser as verify_parser
from handclasp.web.api.problems import KINDS as API
from handclasp.web.widget.refusals import KINDS as WIDGET

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src/handclasp"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("README*.md")])
LANGUAGES = ("en", "zh")
_LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.*?)(?: *\{ *#([\w-]+) *\})?$", re.MULTILINE)
_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_COMMAND = re.compile(r"^(?: *|(?: *[A-Z_]+=\S+ )+| *[A-Z]+=\$\()(?:[\w./-]*/)?handclasp (.+)$", re.MULTILINE)
_CITED = re.compile(r"`(tests/[\w/]+(?:\.py|/)?)(?:::(\w+))?`")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def without_code(text: str) -> str:
    return _INLINE.sub("", _FENCE.sub("", text))


def anchors(page: Path) -> set[str]:
    """The anchors a page has: those given, and those made of its headings."""
    found = set()
    for title, given in _HEADING.findall(_FENCE.sub("", page.read_text())):
        made = re.sub(r"[^\w\s-]", "", _INLINE.sub(r"\1", title)).strip().lower()
        found |= {given or re.sub(r"[\s-]+", "-", made)}
    return found


def commands(text: str) -> list[str]:
    """Every `handclasp …` of a page: in shell blocks line by line, and as inline code."""
    blocks = "".join(block for kind, block in _FENCE.findall(text) if kind == "sh").replace("\\\n", " ")
    inline = "\n".join(_INLINE.findall(_FENCE.sub("", text)))
    return _COMMAND.findall(blocks) + _COMMAND.findall(inline)


@cache
def known() -> dict[str, set[str]]:
    """Options by command ('log export'), groups with none."""
    found: dict[str, set[str]] = {}

    def walk(command: Any, path: tuple[str, ...]) -> None:
        found[" ".join(path)] = {option for p in command.params for option in p.opts if option.startswith("--")}
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, (*path, name))

    walk(typer.main.get_command(cli), ())
    found["verify"] = {option for action in verify_parser()._actions for option in action.option_strings}
    return found


def path_of(line: str) -> str:
    """The command a line calls, with its group."""
    words = line.split()
    return next((path for count in (3, 2) if (path := " ".join(words[:count])) in known()), words[0])


def complaint(line: str) -> str | None:
    """What is wrong with a documented command, or None."""
    words = shlex.split(re.split(r" [|>] ", line, maxsplit=1)[0].replace("…", "").rstrip(")"))
    path = path_of(line)
    if any(other.startswith(f"{path} ") for other in known()):
        return f"{path} is a group of commands"
    if path not in known():
        return f"there is no command {path}"
    wrong = {word.partition("=")[0] for word in words if word.startswith("--")} - known()[path] - {"--help"}
    return f"{path} has no {', '.join(sorted(wrong))}" if wrong else None


def codes() -> set[str]:
    """Every stable code of an error for people: classes, and the tables of the doors."""
    found = {*API, *WIDGET, *intake.MALFORMED, *intake.INVALID, *intake.TOO_LARGE, *intake.IMPORTED}
    for file in SOURCE.rglob("*.py"):
        if "verify" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef):
                found |= {
                    item.value.value
                    for item in node.body
                    if isinstance(item, ast.Assign)
                    and [ast.unparse(target) for target in item.targets] == ["code"]
                    and isinstance(item.value, ast.Constant)
                    and isinstance(item.value.value, str)
                }
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(without_code(page.read_text())):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name_of(page)} links to {link}"
        if anchor:
            assert anchor in anchors(target), f"{name_of(page)} links to {link}; there is {sorted(anchors(target))}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_documented_command_exists(page: Path) -> None:
    wrong = {line: why for line in commands(page.read_text()) if (why := complaint(line))}
    assert not wrong


@pytest.mark.parametrize(
    "line", ["nothing", "log", "log burn", "log export DIR --fast", "staff add x --rank y", "verify x --fast"]
)
def test_a_command_that_is_not_there_is_noticed(line: str) -> None:
    assert complaint(line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_in_the_guide(language: str) -> None:
    told = [line for page in (DOCS / "guide" / language).glob("*.md") for line in commands(page.read_text())]
    leaves = {path for path in known() if path and not any(other.startswith(f"{path} ") for other in known())}
    assert not {path for path in leaves if not any(f"{line} ".startswith(f"{path} ") for line in told)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_its_section_on_the_page_of_the_command_line(language: str) -> None:
    page = (DOCS / "guide" / language / "command-line.md").read_text()
    blocks = "".join(f"```{kind}\n{block}```\n" for kind, block in _FENCE.findall(page))
    shown = {line.split()[0] for line in commands(blocks)}
    assert {path.split()[0] for path in known() if path} - shown == set()


def guide(language: str) -> str:
    return "\n".join(page.read_text() for page in (DOCS / "guide" / language).glob("*.md"))


def test_both_languages_have_the_same_pages() -> None:
    assert len({frozenset(page.name for page in (DOCS / "guide" / language).iterdir()) for language in LANGUAGES}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_guide_is_led_to(language: str) -> None:
    folder = DOCS / "guide" / language
    pages = {page.name for page in folder.iterdir()} - {"index.md"}
    assert sorted(_LINK.findall((folder / "index.md").read_text())) == sorted(pages)
    assert set(re.findall(rf"guide/{language}/(\S+)", (ROOT / "mkdocs.yml").read_text())) == {*pages, "index.md"}


@pytest.mark.parametrize("page", sorted(path.name for path in (DOCS / "guide/en").iterdir()))
def test_both_languages_show_the_same_commands_and_sections(page: str) -> None:
    english, chinese = ((DOCS / "guide" / language / page).read_text() for language in LANGUAGES)
    assert [len(level) for level in re.findall(r"^#+", _FENCE.sub("", english), re.MULTILINE)] == [
        len(level) for level in re.findall(r"^#+", _FENCE.sub("", chinese), re.MULTILINE)
    ]
    assert [kind for kind, _ in _FENCE.findall(english)] == [kind for kind, _ in _FENCE.findall(chinese)]
    assert sorted(map(path_of, commands(english))) == sorted(map(path_of, commands(chinese)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_in_the_guide(language: str) -> None:
    assert not {key for key in Settings.model_fields if f"`{key}`" not in guide(language)}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_variable_named_is_a_setting(page: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z]+(?:_[A-Z]+)*)\b", page.read_text()))
    assert not {name.lower() for name in named} - Settings.model_fields.keys() - {"config"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_code_is_explained(language: str) -> None:
    page = (DOCS / "guide" / language / "errors.md").read_text()
    assert not {code for code in codes() if f"`{code}`" not in page}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_error_code_is_explained_that_is_not_there(language: str) -> None:
    rows = [row for row in (DOCS / "guide" / language / "errors.md").read_text().split("\n") if row.startswith("| `")]
    explained = {code for row in rows for code in _INLINE.findall(row.split("|")[1])}
    assert explained
    assert not explained - codes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_fsck_finds_is_in_the_guide(language: str) -> None:
    found = set(re.findall(r'\.add\("([a-z-]+)"', (SOURCE / "store/fsck.py").read_text()))
    assert found
    assert not {code for code in found if f"`{code}`" not in guide(language)}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_cited_test_exists(page: Path) -> None:
    for path, name in _CITED.findall(page.read_text()):
        assert (ROOT / path).exists(), f"{name_of(page)} cites {path}"
        assert not name or f"def {name}(" in (ROOT / path).read_text(), f"{name_of(page)} cites {name}"


def test_the_section_that_errors_point_to_is_there() -> None:
    pointing = [file for file in SOURCE.rglob("*.py") if "When the log refuses" in file.read_text()]
    assert pointing
    for language in LANGUAGES:
        assert "when-the-log-refuses" in anchors(DOCS / "guide" / language / "operating.md")


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(page.name[:4]) for page in (DOCS / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
