"""Where the nodes of a cluster on one machine lie and listen: loopback only, one run of ports a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HOST: Final = "127.0.0.1"
NAMES: Final = ("a", "b", "c")
SCOPE: Final = "handclasp"
PORTS_EACH: Final = 4


class Node(NamedTuple):
    """One node: its folder, its address, and the ports of PostgreSQL, of Patroni's page, of etcd for clients and peers.

    `network` names a network namespace of its own, where it has one.
    """

    name: str
    home: Path
    host: str
    postgres: int
    rest: int
    etcd: int
    etcd_peers: int
    network: str | None = None

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "data"

    @property
    def page(self) -> str:
        """Patroni's page of this node."""
        return f"https://{self.host}:{self.rest}"


class Layout:
    """A cluster below `home`, on the ports from `first_port` on (four a node).

    `places` gives each node an address and a network namespace of its own; without it all listen on loopback.
    """

    def __init__(self, home: Path, first_port: int, places: Sequence[tuple[str, str | None]] | None = None) -> None:
        self.home = home
        self.certificates = home / "certificates"
        self.passwords = home / "passwords.json"
        where = places or [(HOST, None)] * len(NAMES)
        self.nodes = tuple(_node(name, home, first_port + at * PORTS_EACH, *where[at]) for at, name in enumerate(NAMES))

    def url(self, user: str, password: str, database: str) -> str:
        """A URL that finds the leader whoever it is: every node is named, and only one takes writes."""
        hosts = ",".join(f"{node.host}:{node.postgres}" for node in self.nodes)
        asked = urlencode(
            {
                "target_session_attrs": "read-write",
                "sslmode": "verify-ca",
                "sslrootcert": str(self.certificates / "ca.crt"),
            }
        )
        return f"postgresql://{quote(user)}:{quote(password, safe='')}@{hosts}/{quote(database)}?{asked}"


def _node(name: str, home: Path, port: int, host: str, network: str | None) -> Node:
    return Node(name, home / name, host, port, port + 1, port + 2, port + 3, network)
