"""A house over a cluster of three nodes for a benchmark: real etcd, Patroni and PostgreSQL, in a temporary directory.

Like a Stand (stand.py), but its database may lose a node. What is done to a node here is what the crash tests do.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psutil

from handclasp.bench.stand import TENANT, NotReady, clean_environment, free_port, ran
from handclasp.store.cluster.configuration import SUPERUSER
from handclasp.store.cluster.layout import NAMES, PORTS_EACH, Layout, Node
from handclasp.store.cluster.running import Cluster

_PATIENCE: Final = 120.0


class ClusterStand:
    """Three nodes and a house set up over them, with no process of the house running. Enter it in the main thread."""

    def __enter__(self) -> Self:
        """Set up and start; raises NotReady, PostgresError."""
        self.home = Path(tempfile.mkdtemp(prefix="handclasp-bench-"))
        self.home.chmod(0o711)
        self.cluster = Cluster(Layout(self.home / "cluster", free_ports(len(NAMES) * PORTS_EACH)))
        try:
            self.cluster.layout.home.mkdir(mode=0o711)
            self.cluster.start()
            self.environment = (
                clean_environment()
                | {"HANDCLASP_DATA_DIR": str(self.home / "var"), "HANDCLASP_LOG_LEVEL": "warning"}
                | settings(self.cluster)
            )
            self.run("setup")
            self.run("tenant", "add", TENANT)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cluster.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, *arguments: str) -> str:
        """Run one `handclasp` command to its end; returns what it printed. Raises NotReady when it fails."""
        return ran(arguments, self.home, self.environment)

    def superuser_url(self, database: str) -> str:
        """Where the leader's superuser connects."""
        return self.cluster.layout.url(SUPERUSER, self.cluster.passwords()[SUPERUSER], database)


def settings(cluster: Cluster) -> dict[str, str]:
    """The environment that makes a house use this cluster."""
    layout = cluster.layout
    return {
        "HANDCLASP_DATABASE_URL": layout.url(SUPERUSER, cluster.passwords()[SUPERUSER], "handclasp"),
        "HANDCLASP_DATABASE_QUORUM": "true",
        "HANDCLASP_CLUSTER_PAGES": " ".join(node.page for node in layout.nodes),
        "HANDCLASP_CLUSTER_AUTHORITY": str(layout.certificates / "ca.crt"),
    }


def leader(cluster: Cluster, patience: float = _PATIENCE) -> Node:
    """Who leads now, waited for; raises NotReady."""
    until = time.monotonic() + patience
    while (found := cluster.look().leader) is None:
        if time.monotonic() > until:
            message = "nobody leads the cluster"
            raise NotReady(message)
        time.sleep(0.2)
    return next(node for node in cluster.layout.nodes if node.name == found.name)


def kill(cluster: Cluster, node: Node) -> None:
    """End everything of a node at once, as a power cut would."""
    for process in processes(cluster, node):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    for name in ("patroni", "etcd"):
        cluster.processes[f"{name} {node.name}"].wait(_PATIENCE)


def processes(cluster: Cluster, node: Node) -> list[psutil.Process]:
    """Everything of a node that runs, PostgreSQL first."""
    found = postgres(node)
    for name in ("patroni", "etcd"):
        process = cluster.processes.get(f"{name} {node.name}")
        if process is not None and process.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                found.append(psutil.Process(process.pid))
    return found


def postgres(node: Node) -> list[psutil.Process]:
    """A node's postmaster and its children; empty when there is none."""
    try:
        postmaster = psutil.Process(int((node.data / "postmaster.pid").read_text().split()[0]))
        if postmaster.cwd() != str(node.data):
            return []
        return [postmaster, *postmaster.children(recursive=True)]
    except (OSError, IndexError, ValueError, psutil.Error):
        return []


def free_ports(count: int) -> int:
    """The first of so many ports in a row that nobody listens on."""
    while True:
        first = free_port()
        listening = {one.laddr[1] for one in psutil.net_connections("tcp") if one.laddr}
        if first + count < 60_000 and listening.isdisjoint(range(first, first + count)):
            return first
