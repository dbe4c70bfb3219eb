"""A house over a cluster of three nodes, any of which may be killed, stopped, cut off or filled up, and is mended.

As root each node has a network of its own (a namespace on a bridge), so that it can be cut off, and a small disk of its
own, so that it can be filled up; as an ordinary user all nodes are on loopback, and those two faults are left out.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from typing import Final

import psutil
import psycopg
from tests.crash.house import House

from handclasp.bench import nodes
from handclasp.bench.stand import ready
from handclasp.store.cluster.layout import NAMES, PORTS_EACH, Layout, Node
from handclasp.store.cluster.running import Cluster

_PATIENCE: Final = 300.0
_DISK: Final = "size=1200m"
_MARK: Final = f"hc{os.getpid() % 100_000}"
"""Begins the names of everything that is made in the machine's network; at most 15 characters are allowed."""


class ClusterHouse(House):
    """Three nodes, one web process and one worker in a temporary directory. `apart` needs root."""

    def __init__(self, *, apart: bool) -> None:
        super().__init__()
        self.apart = apart
        self.copied_anew = 0

    def _begin(self) -> None:
        places = list(_networks()) if self.apart else None
        layout = Layout(self.home / "cluster", nodes.free_ports(len(NAMES) * PORTS_EACH), places)
        layout.home.mkdir(mode=0o711)
        if self.apart:
            for node in layout.nodes:
                node.home.mkdir()
                _run("mount", "-t", "tmpfs", "-o", f"{_DISK},mode=0700", "tmpfs", str(node.home))
        self.cluster = Cluster(layout)
        self.cluster.start()
        self._environment |= nodes.settings(self.cluster)
        self.run("setup")

    def _end(self) -> None:
        if not hasattr(self, "cluster"):
            return
        for node in self.cluster.layout.nodes:
            self.heal(node)
        self.cluster.stop()
        if self.apart:
            for node in self.cluster.layout.nodes:
                _run("umount", "-l", str(node.home), check=False)
                _run("ip", "netns", "delete", str(node.network), check=False)
            _run("ip", "link", "delete", _MARK, check=False)

    def mend(self) -> None:
        """Start whatever does not run, and return when all nodes follow and messages are taken."""
        began = time.monotonic()
        asked = False
        while True:
            self.cluster.launch()
            self.start_missing()
            if self._whole() and ready(self.port):
                return
            waited = time.monotonic() - began
            assert waited < _PATIENCE, f"not whole again: {self.cluster.look()}\n{self._log()}\n{self.said('web')}"
            if waited > _PATIENCE / 3 and not asked:
                asked = True
                self._begin_anew()
            time.sleep(0.2)

    def _whole(self) -> bool:
        """Whether both others stream from the node that leads: PostgreSQL knows; what Patroni's page tells is older."""
        if self.cluster.look().wrong is not None:
            return False
        try:
            with psycopg.connect(self._environment["HANDCLASP_DATABASE_URL"], connect_timeout=3) as connection:
                row = connection.execute(
                    "select count(distinct application_name) from pg_stat_replication where state = 'streaming' "
                    "and application_name = any (%s)",
                    (list(NAMES),),
                ).fetchone()
        except psycopg.Error:
            return False
        return row == (len(NAMES) - 1,)

    def _begin_anew(self) -> None:
        """Have nodes that cannot catch up, because nobody has what they lack any more, copied anew, as people would."""
        proof = ssl.create_default_context(cafile=str(self.cluster.layout.certificates / "ca.crt"))
        for node in self.cluster.layout.nodes:
            member = next((one for one in self.cluster.look().members if one.name == node.name), None)
            if member is None or member.role == "leader" or member.confirms:
                continue
            folder = self.cluster.layout.certificates
            proof.load_cert_chain(folder / f"{node.name}.crt", folder / f"{node.name}.key")
            asking = urllib.request.Request(  # noqa: S310 - Patroni's own page
                f"{node.page}/reinitialize", b'{"force": true}', {"Content-Type": "application/json"}, method="POST"
            )
            with contextlib.suppress(OSError), urllib.request.urlopen(asking, timeout=10, context=proof):  # noqa: S310
                self.copied_anew += 1

    def _log(self) -> str:
        """What Patroni and PostgreSQL said last on every node."""
        home, nodes_ = self.cluster.layout.home, self.cluster.layout.nodes
        files = [node.home / "log/patroni.log" for node in nodes_]
        files += [home / f"patroni-{node.name}.log" for node in nodes_]
        return "\n".join(f"--- {file}\n{file.read_text()[-5_000:]}" for file in files if file.exists())

    # --- what befalls a node

    def leader(self) -> Node:
        """Who leads now."""
        return nodes.leader(self.cluster)

    def standby(self) -> Node:
        """Somebody who does not lead."""
        leader = nodes.leader(self.cluster)
        return next(node for node in self.cluster.layout.nodes if node != leader)

    def kill_postmaster(self, node: Node) -> None:
        """End the node's PostgreSQL at once."""
        nodes.postgres(node)[0].kill()

    def kill_node(self, node: Node) -> None:
        """End everything of the node at once, as a power cut would."""
        nodes.kill(self.cluster, node)

    def pause(self, node: Node) -> None:
        """Stop everything of the node where it stands; it knows nothing of it."""
        for process in nodes.processes(self.cluster, node):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.suspend()

    def cut_off(self, node: Node) -> None:
        """Take the node's network away; it goes on by itself."""
        _run("ip", "link", "set", f"{_MARK}{node.name}", "down")

    def fill(self, node: Node) -> None:
        """Leave no room on the node's disk."""
        with (node.home / "filled").open("wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(b"\0" * 65_536)

    def heal(self, node: Node) -> None:
        """Wake it, connect it, make room on it."""
        for process in nodes.processes(self.cluster, node):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()
        if self.apart:
            _run("ip", "link", "set", f"{_MARK}{node.name}", "up", check=False)
        (node.home / "filled").unlink(missing_ok=True)


def _networks() -> Iterator[tuple[str, str]]:
    """A bridge of our own, and for each node an address and a namespace on it."""
    _run("ip", "link", "add", _MARK, "type", "bridge")
    net = f"10.213.{os.getpid() % 250}"
    _run("ip", "address", "add", f"{net}.1/24", "dev", _MARK)
    _run("ip", "link", "set", _MARK, "up")
    for at, name in enumerate(NAMES):
        space, outside = f"{_MARK}{name}", f"{_MARK}{name}"
        _run("ip", "netns", "add", space)
        _run("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", space)
        _run("ip", "link", "set", outside, "master", _MARK, "up")
        for words in (
            ("address", "add", f"{net}.{at + 11}/24", "dev", "eth0"),
            ("link", "set", "eth0", "up"),
            ("link", "set", "lo", "up"),
        ):
            _run("ip", "-n", space, *words)
        yield f"{net}.{at + 11}", space


def can_be_apart() -> bool:
    """Whether this user may make networks and disks of their own for nodes."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    tried = subprocess.run(["unshare", "-n", "-m", "true"], capture_output=True, check=False)
    return tried.returncode == 0


def _run(*command: str, check: bool = True) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
