"""`handclasp policy`: policies as text: checked, compared, explained; drafted, approved by another, published."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table

from handclasp.commands.shared import As, Why, acting, digest_of, err, out, plain

if TYPE_CHECKING:
    from handclasp.access.policy.tables import Fault

app = typer.Typer(no_args_is_help=True, help="Access policies as text: check, explain, diff, publish.")

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A folder of .cedar and .toml files.")]
Language = Annotated[Literal["en", "zh"], typer.Option(help="In which language.")]


def files_in(folder: Path) -> dict[str, str]:
    """The policy files of a folder, by name; raises Invalid when there is none."""
    found = {
        path.name: _text(path)
        for path in sorted(folder.iterdir())
        if path.suffix in {".cedar", ".toml"} and path.is_file()
    }
    if not found:
        from handclasp.records import Invalid

        message = f"there is no .cedar or .toml file in {folder}; `handclasp policy checkout FOLDER` writes a set there"
        raise Invalid(message)
    return found


def _text(path: Path) -> str:
    from handclasp.records import Invalid

    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        message = f"{path.name} is not text in UTF-8; save it as that, then run it again"
        raise Invalid(message) from None


@app.command("check")
def check(folder: Folder, *, language: Language = "en") -> None:
    """Look for faults in a folder of policies; exit status 1 when there is one. Needs no house."""
    from handclasp.access.policy.check import check as faults_of

    faults = faults_of(files_in(folder))
    _print_faults(faults)
    if faults:
        raise typer.Exit(1)
    out.print(plain(f"{folder}：没有发现问题" if language == "zh" else f"{folder}: no fault"))


def _print_faults(faults: list[Fault]) -> None:
    for fault in faults:
        where = f"{fault.file}:{fault.line}" if fault.line else fault.file
        err.print(f"{plain(where)}: {plain(fault.words)} [dim]{fault.code}[/]")


@app.command("diff")
def diff(
    new: Folder,
    *,
    old: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="Against this folder.")] = None,
    account: Annotated[str, typer.Option("--as", help="Against the set in force where this account works.")] = "",
    language: Language = "en",
) -> None:
    """Tell what a folder of policies would change: against the set in force, another folder, or the built-in set.

    As text, and what it means for each role. A folder with faults is not compared; exit status 1.
    """
    from handclasp.access.policy.changes import changes
    from handclasp.access.policy.check import check as faults_of

    if old is not None and account:
        raise typer.BadParameter("compare with a folder (--old) or with the set in force (--as), not with both")
    files = files_in(new)
    faults = faults_of(files)
    if faults:
        _print_faults(faults)
        raise typer.Exit(1)
    name, before = _before(old, account)
    err.print(f"compared with {plain(name)}")
    found = changes(before, files)
    sys.stdout.write(found.diff)
    for line in found.said(language):
        out.print(plain(line))


def _before(old: Path | None, account: str) -> tuple[str, Mapping[str, str]]:
    from handclasp.access.policy import built_in

    if account:
        with acting(account) as (parts, who):
            version = parts.policies.version(who.tenant)
            return f"{version}, in force at {who.tenant}", parts.governance.checkout(who, version)
    return (str(old), files_in(old)) if old else ("the built-in set", built_in())


@app.command("explain")
def explain(
    *,
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="[ACCOUNT] ACTION",
            help="Whose access, unless --key says it, and to do what: read, reply, reveal, export … (see the guide).",
        ),
    ],
    account: As,
    key: Annotated[str, typer.Option(help="The access of an API key: its id, instead of an account.")] = "",
    conversation: Annotated[str, typer.Option(help="About which conversation: its name or pseudonym.")] = "",
    given: Annotated[
        list[str] | None,
        typer.Option(help="What else is true: old, reason, step-up, approval; may be repeated."),
    ] = None,
    item: Annotated[str, typer.Option(help="What is revealed: contact, goods, payment, identity or other.")] = "",
    kind: Annotated[str, typer.Option(help="To approve: the kind of request, export, reveal, policy or role.")] = "",
    requester: Annotated[str, typer.Option(help="To approve: the account, or API key's id, that asked.")] = "",
    language: Language = "en",
) -> None:
    """Tell why somebody may, or may not, do something: the policies that say so, condition by condition.

    That it was asked, about whom and which conversation, is on record.
    """
    from handclasp.commands.explaining import Question, explained

    if len(what) > 2:
        raise typer.BadParameter("name one account (or --key), then one action")
    person = what[0] if len(what) == 2 else ""
    asked = Question(what[-1], person, key, conversation, frozenset(given or ()), item, kind, requester)
    asked.check()
    with acting(account) as (parts, who):
        sys.stdout.write(explained(parts, who, asked).said(language))


@app.command("checkout")
def checkout(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder to write to.")],
    account: As,
    which: Annotated[str, typer.Option(help="A version's number or name, `built-in`, or a draft's digest.")] = "",
) -> None:
    """Write a policy set to a folder, to be read or edited: the one in force unless another is named."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise typer.BadParameter(f"{folder} is not empty")
    with acting(account) as (parts, who):
        versions = parts.governance.versions(who)
        files = parts.governance.checkout(who, which or (versions[0].name if versions else "built-in"))
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    out.print(plain(f"{len(files)} files in {folder}; edit them, then: handclasp policy check {folder}"))


@app.command("copy-role")
def copy_role(
    folder: Folder,
    role: Annotated[str, typer.Argument(help="The role to copy.")],
    name: Annotated[str, typer.Argument(help="The copy's name.")],
    english: Annotated[str, typer.Option(help="What people call it in English.")],
    chinese: Annotated[str, typer.Option(help="What people call it in Chinese.")],
) -> None:
    """Copy a role under a new name within a folder of policies; then edit the copy as text."""
    from handclasp.access.policy import copied

    for file, text in copied(files_in(folder), role, name, {"en": english, "zh": chinese}).items():
        (folder / file).write_text(text, "utf-8")
    out.print(plain(f"{name}.cedar is a copy of {role}.cedar now"))


@app.command("draft")
def draft(folder: Folder, account: As) -> None:
    """Keep a folder of policies as a draft; prints its digest."""
    with acting(account) as (parts, who):
        digest = parts.governance.draft(who, files_in(folder))
    sys.stdout.write(digest.hex() + "\n")


@app.command("ask")
def ask(
    digest: Annotated[str, typer.Argument(help="The draft's digest.")],
    account: As,
    reason: Why,
    language: Language = "en",
) -> None:
    """Ask a second person to approve a draft; prints what it changes and the request's number."""
    drafted = digest_of(digest, "handclasp policy draft")
    with acting(account) as (parts, who):
        for line in parts.governance.diff(who, drafted).said(language):
            out.print(plain(line))
        request = parts.governance.request(who, drafted, reason)
        asked = parts.approvals.request(who, request)
    sys.stdout.write(asked.request + "\n")


@app.command("publish")
def publish(request: Annotated[str, typer.Argument(help="The approved request's number.")], account: As) -> None:
    """Put an approved draft into force; its version stands in the log."""
    from handclasp.access.policy import StepUp

    with acting(account, StepUp.POLICY) as (parts, who):
        version = parts.governance.publish(who, parts.approvals.show(who, request).request)
    out.print(f"version {version} is in force")


@app.command("versions")
def versions(account: As) -> None:
    """List published versions: by whom, approved by whom, why."""
    table = Table("number", "version", "by", "approved by", "reason")
    with acting(account) as (parts, who):
        for one in parts.governance.versions(who):
            state = " (altered!)" if one.altered else ""
            table.add_row(str(one.number), one.name + state, one.by, ", ".join(one.approvers), plain(one.reason))
    out.print(table)
