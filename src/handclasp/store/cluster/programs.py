"""The programs that a cluster is made of, which Debian and our own environment provide: found, or said how to get.

PostgreSQL must know TLS and never runs as root; Patroni runs as the same user, in a Python that this user can reach.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from handclasp.store.embedded_host import NoPrograms, Unreachable

if TYPE_CHECKING:
    from handclasp.store.embedded_host import Owner

INSTALL: Final = "sudo apt-get install -y --no-install-recommends postgresql etcd-server python3-etcd"
_DEBIANS: Final = Path("/usr/lib/python3/dist-packages")
OLDEST: Final = 15
_MENDED: Final = (3, 4, 31)
_MENDED_LATER: Final = (3, 5, 13)
_ROOMS: Final = (Path("/usr/lib/postgresql"), Path("/usr/pgsql"), Path("/opt/homebrew/opt"))


def etcd() -> str:
    """Where etcd is; raises NoPrograms."""
    found = shutil.which("etcd", path="/usr/bin:/usr/local/bin:/usr/sbin:/opt/homebrew/bin")
    if found is None:
        message = f"etcd is not installed. Run: {INSTALL}"
        raise NoPrograms(message)
    return found


def revokes_others_leases(program: str) -> bool:
    """Whether an etcd that was stopped for a while ends others' leases when it wakes (etcd issue 15247).

    Then the lease of whoever leads goes too, the node that led before it leads again, and takes back what was
    acknowledged meanwhile. Mended in 3.4.31 and 3.5.13; Debian 12 has 3.4.23.
    """
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"etcd Version: (\d+)\.(\d+)\.(\d+)", told)
    version = tuple(map(int, found.groups())) if found else (0, 0, 0)
    return version < _MENDED or (3, 5, 0) <= version < _MENDED_LATER


def postgres() -> Path:
    """The folder of the newest PostgreSQL (15 or newer, as Debian builds it: with TLS); raises NoPrograms."""
    places = [folder / "bin" for room in _ROOMS if room.is_dir() for folder in room.iterdir()]
    usable = sorted((version, place) for place in places if (version := _version(place)) >= OLDEST)
    if not usable:
        message = f"PostgreSQL {OLDEST} or newer is not installed. Run: {INSTALL}"
        raise NoPrograms(message)
    return usable[-1][1]


def _version(folder: Path) -> int:
    """The major version of what stands in a folder, 0 when it cannot be used."""
    if not all((folder / name).exists() for name in ("postgres", "initdb", "pg_rewind", "pg_basebackup")):
        return 0
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"PostgreSQL\) (\d+)", told.stdout)
    return int(found[1]) if found else 0


def python(owner: Owner) -> str:
    """A Python of our own version that this user can run: ours, else the system's; raises Unreachable."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        if _runs(candidate, owner):
            return candidate
    message = (
        f"user {owner.name}, whom the cluster runs as, can run neither {sys.executable} nor /usr/bin/{version}. "
        f"Install Debian's {version}, or start the cluster as an ordinary user"
    )
    raise Unreachable(message)


def _runs(program: str, owner: Owner) -> bool:
    try:
        done = subprocess.run([program, "-c", ""], check=False, capture_output=True, cwd="/", **owner.as_())
    except OSError:
        return False
    return done.returncode == 0


def packages(owner: Owner, home: Path) -> list[Path]:
    """The folders with Patroni and what it needs; raises NoPrograms.

    Ours, or a copy below `home` where this user cannot look into it; and Debian's library for etcd, by itself: nothing
    else of the system's Python may come before ours.
    """
    from_debian = home / "debian"
    if not (_DEBIANS / "etcd").is_dir():
        message = f"Patroni needs Debian's python3-etcd. Run: {INSTALL}"
        raise NoPrograms(message)
    if not from_debian.exists():
        from_debian.mkdir(mode=0o755)
        (from_debian / "etcd").symlink_to(_DEBIANS / "etcd")
    spec = importlib.util.find_spec("patroni")
    if spec is None or spec.origin is None:
        message = "Patroni is not installed. Run 'make setup'"
        raise NoPrograms(message)
    ours = Path(spec.origin).parents[1]
    return [ours if owner.can_enter(ours) else _copied(home / "packages"), from_debian]


def _copied(copy: Path) -> Path:
    if not copy.exists():
        partial = copy.with_name("packages.partial")
        shutil.rmtree(partial, ignore_errors=True)
        for name in _needed("patroni"):
            for file in importlib.metadata.files(name) or ():
                if ".." not in file.parts and "__pycache__" not in file.parts:
                    target = partial / file
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(Path(str(file.locate())), target)
        for path in (partial, *partial.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        partial.rename(copy)
    return copy


_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


def _needed(package: str) -> set[str]:
    """A package and all that it needs, as far as it is installed."""
    found: set[str] = set()
    waiting = [package, "psycopg", "psycopg-binary", "dnspython"]
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        found.add(name)
        waiting += [match[0] for need in needs if "extra ==" not in need and (match := _NAME.match(need))]
    return found
