"""The page of a long proof: what was done, on which machine, what was to be seen and what was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from handclasp.bench.measures import Result

ROOT: Final = Path(__file__).parents[1]
PROOFS: Final = ROOT / "docs/proofs"


class Target(NamedTuple):
    """What must be seen of a figure; `met` whether it was."""

    what: str
    wanted: str
    seen: str
    met: bool


class Proof(NamedTuple):
    """A proof's page: `name` as in `make proof NAME`, its title, what it does, its picture (SVG) with an alt text."""

    name: str
    title: str
    what: str
    picture: str
    alt: str


def page(proof: Proof, result: Result, targets: Sequence[Target], figures: Sequence[tuple[str, str]]) -> str:
    """The page as Markdown."""
    wanted = "\n".join(
        f"| {one.what} | {one.wanted} | {one.seen} | {'yes' if one.met else '**no**'} |" for one in targets
    )
    others = "\n".join(f"| {what} | {figure} |" for what, figure in figures)
    return f"""# Proof: {proof.title}

{proof.what}

## Last run

{machine(result)}

| what | to be seen | seen | met |
|---|---|---|---|
{wanted}

![{proof.alt}]({proof.name}.svg)

| figure | |
|---|---|
{others}

The figures are explained in [Performance](../performance.md).
"""


def machine(result: Result) -> str:
    """Date, machine, commit and what else a figure depends on."""
    settings = f" Settings: `{result['settings']}`." if "settings" in result else ""
    workers = f"{result['workers']} web worker{'s' if result['workers'] != 1 else ''}"
    return (
        f"{result['at']}, {result['cores']} × {result['cpu']}, {result['memory_mb']} MB, {result['system']}; Python "
        f"{result['python']}, PostgreSQL {result['postgres']} (fsync {result['fsync']}, synchronous_commit "
        f"{result['synchronous_commit']}, one flush {result['flush_ms']} ms), commit {result['commit'] or 'unknown'}, "
        f"seed {result['seed']}, load {result['load_before']} before. All processes ({workers}), the load "
        f"generator's too, share these cores. Compared with: {result['baseline']}.{settings}"
    )


def write(proof: Proof, text: str, folder: Path = PROOFS) -> None:
    """Put page and picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{proof.name}.md").write_text(text, encoding="utf-8")
    (folder / f"{proof.name}.svg").write_text(proof.picture, encoding="utf-8")


def at_most(what: str, seen: float, most: float, unit: str = "") -> Target:
    """A figure that may not be larger."""
    return Target(what, f"≤ {most:,g}{unit}", f"{seen:,g}{unit}", seen <= most)


def at_least(what: str, seen: float, least: float, unit: str = "") -> Target:
    """A figure that may not be smaller."""
    return Target(what, f"≥ {least:,g}{unit}", f"{seen:,g}{unit}", seen >= least)
