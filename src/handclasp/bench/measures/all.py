"""`handclasp bench all`: every benchmark in turn, with tables, figures and charts (see bench/drawing.py)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Annotated, Final

import typer

from handclasp.bench.measures import Result

ORDER: Final = ("ingest", "access", "verify", "screen", "deliver", "search", "restore", "replicate", "keep", "images")
OPTIONS: Final[dict[str, tuple[str, ...]]] = {"ingest": ("--tenants", "1000")}
SMALL: Final[dict[str, tuple[str, ...]]] = {
    "ingest": ("--messages", "2000", "--batch", "100", "--rounds", "2", "--tenants", "10"),
    "access": ("--decisions", "1000", "--pages", "10"),
    "verify": ("--records", "20", "--log", "100", "--rounds", "1"),
    "screen": ("--messages", "100"),
    "deliver": ("--streams", "24", "--agents", "4", "--rate", "20", "--seconds", "2", "--storms", "1"),
    "search": ("--messages", "500", "--queries", "20", "--lag-seconds", "1"),
    "restore": ("--messages", "500", "--paced", "1"),
    "replicate": ("--rate", "500", "--seconds", "1", "--struck", "0"),
    "keep": ("--conversations", "300", "--rate", "50", "--seconds", "2"),
    "images": ("--per-type", "1", "--negatives", "2", "--pictures", "0", "--baseline", "2"),
}


def run(
    out: Annotated[Path, typer.Option(file_okay=False, help="Where charts and figures are written.")] = Path(
        "performance"
    ),
    only: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    small: Annotated[bool, typer.Option("--small", help="So little that it only shows that all of it runs.")] = False,  # noqa: FBT002 - typer's way
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Every benchmark in turn: tables here, and in a folder a chart and the figures of each."""
    from handclasp.bench.drawing import draw

    names = [name for name in ORDER if (not only or name in only) and _can_be(name)]
    if unknown := set(only or ()) - set(ORDER):
        raise typer.BadParameter(f"there is no {min(unknown)!r}; there are {', '.join(ORDER)}")
    out.mkdir(parents=True, exist_ok=True)
    began, failed = time.monotonic(), []
    all_: Result = {}
    for name in names:
        result = _measured(name, SMALL[name] if small else OPTIONS.get(name, ()))
        if result is None:
            failed.append(name)
            continue
        all_ |= {f"{name}_{key}": value for key, value in result.items()}
        (out / f"{name}.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draw(result, out)
        if not as_json:
            import_module(f"handclasp.bench.measures.{name}").show(result)
    all_ |= {"minutes": round((time.monotonic() - began) / 60, 1)}
    if as_json:
        sys.stdout.write(json.dumps(all_, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"{len(names) - len(failed)} benchmarks in {all_['minutes']} minutes; charts are in {out}\n")
    if failed:
        sys.stderr.write(f"could not be measured: {', '.join(failed)}\n")
        raise typer.Exit(1)


def _can_be(name: str) -> bool:
    """Whether this machine has what a benchmark needs; says so where it has not."""
    from handclasp.store.cluster import programs
    from handclasp.store.embedded_host import NoPrograms

    if name != "replicate":
        return True
    try:
        programs.etcd()
        programs.postgres()
    except NoPrograms as error:
        sys.stderr.write(f"{name} is left out: {error}\n")
        return False
    return True


def _measured(name: str, options: tuple[str, ...]) -> Result | None:
    """One benchmark in a process of its own, so that none leaves anything to the next; None when it failed."""
    sys.stderr.write(f"{name} …\n")
    command = [sys.executable, "-m", "handclasp", "bench", name, "--json", *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        return None
    result: Result = json.loads(done.stdout.splitlines()[-1])
    return result
