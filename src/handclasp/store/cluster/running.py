"""The processes of a cluster on one machine: started, minded and ended like the embedded server.

Each node is an etcd and a Patroni, which starts that node's PostgreSQL by itself and again when it crashed. `start`
starts whatever does not run and returns once somebody leads and somebody else confirms. A node's files belong to the
user that PostgreSQL runs as. When our own process ends in any way, etcd and Patroni end with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Final

import structlog

from handclasp.store.cluster import certificates, configuration, programs
from handclasp.store.cluster.view import ClusterView, look
from handclasp.store.embedded_host import Owner, PostgresError, dying_with_us, owner_of, socket_dir

if TYPE_CHECKING:
    from pathlib import Path

    from handclasp.store.cluster.layout import Layout, Node

_PATIENCE: Final = 120.0
_POLL: Final = 0.2
_WORD_EVERY: Final = 10.0
_ETCD_PATIENCE: Final = 10.0

logger = structlog.get_logger()


class NoLeader(PostgresError):
    """The cluster has nobody who leads, or nobody who confirms."""

    code = "cluster-no-leader"


class Cluster:
    """Three nodes below the layout's home. Not thread-safe; `start` it in the main thread."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def alive(self) -> bool:
        """Whether all that was started still runs."""
        return bool(self.processes) and all(process.poll() is None for process in self.processes.values())

    def look(self) -> ClusterView:
        """How the nodes see each other."""
        return look([node.page for node in self.layout.nodes], self.layout.certificates / "ca.crt")

    def passwords(self) -> dict[str, str]:
        """The passwords of the cluster's own users."""
        told: dict[str, str] = json.loads(self.layout.passwords.read_text())
        return told

    def start(self) -> None:
        """Start what does not run; raises PostgresError when the cluster cannot be had."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start what does not run, and wait for nothing."""
        home = self.layout.home
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        owner = owner_of(home / "nodes")
        interface = configuration.OLD if programs.revokes_others_leases(programs.etcd()) else configuration.NEW
        self._prepare(owner, interface)
        etcd, python, packages = programs.etcd(), programs.python(owner), programs.packages(owner, home)
        for node in self.layout.nodes:
            self._run(f"etcd {node.name}", configuration.etcd(etcd, self.layout, node, interface), node, owner)
        path = {"PYTHONPATH": os.pathsep.join(map(str, packages)), "PGSERVICE": configuration.SERVICE}
        for node in self.layout.nodes:
            # Without `site`: what else lies beside the system's Python is not ours.
            command = [python, "-S", "-m", "patroni", str(node.home / "patroni.yml")]
            service = {"PGSERVICEFILE": str(node.home / "pg_service.conf")}
            self._run(f"patroni {node.name}", command, node, owner, path | service)

    def wait(self, patience: float = _PATIENCE) -> None:
        """Wait until somebody leads and somebody else confirms; raises NoLeader."""
        until, said = time.monotonic() + patience, time.monotonic()
        while True:
            view = self.look()
            if view.leader is not None and view.confirming:
                return
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            if ended or time.monotonic() > until:
                what = f"{', '.join(ended)} ended" if ended else view.wrong
                message = f"the cluster did not come up: {what}. See the logs below {self.layout.home}"
                raise NoLeader(message)
            if time.monotonic() - said > _WORD_EVERY:
                said = time.monotonic()
                logger.warning("the cluster is still coming up", wrong=view.wrong)
            time.sleep(_POLL)

    def stop(self, patience: float = 30) -> None:
        """End Patroni (which ends PostgreSQL), standbys first, then etcd."""
        view = self.look()
        leader = view.leader.name if view.leader else ""
        names = sorted(self.processes, key=lambda name: (name.startswith("etcd"), name.endswith(f" {leader}")))
        until = time.monotonic() + patience
        for kind in ("patroni", "etcd"):
            its = [self.processes[name] for name in names if name.startswith(kind)]
            for process in its:
                _signal(process, signal.SIGTERM)
            for process in its:
                _ended(process, max(_ETCD_PATIENCE, until - time.monotonic()))
        self.processes.clear()

    # --- steps

    def _prepare(self, owner: Owner, interface: str) -> None:
        """Everything that nodes read, unless it is there."""
        certificates.make(self.layout, owner)
        if not self.layout.passwords.exists():
            made = {user: secrets.token_urlsafe(24) for user in configuration.USERS}
            _private(self.layout.passwords, json.dumps(made))
        passwords, binaries = self.passwords(), programs.postgres()
        for node in self.layout.nodes:
            for folder in (node.home, node.home / "etcd", node.home / "log"):
                folder.mkdir(mode=0o700, exist_ok=True)
                owner.give(folder)
            sockets = socket_dir(node.home, owner)
            told = configuration.patroni(self.layout, node, binaries, sockets, passwords, interface)
            for name, text in (
                ("patroni.yml", json.dumps(told, indent=2)),
                ("pg_service.conf", configuration.SERVICES),
            ):
                _private(node.home / name, text)
                owner.give(node.home / name)

    def _run(
        self, name: str, command: list[str], node: Node, owner: Owner, environment: dict[str, str] | None = None
    ) -> None:
        known = self.processes.get(name)
        if known is not None and known.poll() is None:
            return
        with (self.layout.home / f"{name.replace(' ', '-')}.log").open("ab") as output:
            self.processes[name] = subprocess.Popen(
                [*entering(node), *_as(owner, command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"} | (environment or {}),
                start_new_session=True,
            )


def entering(node: Node) -> list[str]:
    """What a command on this node begins with: the node's own network, where it has one."""
    return [] if node.network is None else ["ip", "netns", "exec", node.network]


def _as(owner: Owner, command: list[str]) -> list[str]:
    """The command as this user, ending when our process ends in any way."""
    setpriv = shutil.which("setpriv")
    if not owner.steps_down:
        return dying_with_us(command, "TERM")
    if setpriv is None:
        message = "setpriv (util-linux) is needed to run a cluster as root; start it as an ordinary user"
        raise PostgresError(message)
    # One program does both: who we are is changed first, or the kernel would forget the other wish.
    user = ["--reuid", str(owner.uid), "--regid", str(owner.gid), "--clear-groups"]
    return [setpriv, *user, "--pdeathsig", "TERM", "--", *command]


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)


def _ended(process: subprocess.Popen[bytes], patience: float) -> None:
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _private(path: Path, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123 - its mode from the first byte
        file.write(text)
