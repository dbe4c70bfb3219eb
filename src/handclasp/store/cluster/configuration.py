"""What each node is told: etcd's command line, and Patroni's configuration with PostgreSQL's settings in it.

A commit is acknowledged when the leader and one other node have it on their disks (`synchronous_mode: quorum`,
strict: with nobody to confirm it, it waits). Every connection between nodes is encrypted and proved by certificate or
password; nothing listens without both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from handclasp.store.cluster.layout import SCOPE
from handclasp.store.embedded_files import DURABLE, SILENT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from handclasp.store.cluster.layout import Layout, Node

TTL: Final = 20
"""Seconds after which a leader that is not heard of is replaced."""
SUPERUSER: Final = "postgres"
REPLICATOR: Final = "replicator"
REWINDER: Final = "rewinder"
USERS: Final = (SUPERUSER, REPLICATOR, REWINDER)

_OWN: Final = frozenset({"max_connections", "wal_level", "unix_socket_permissions"})
PARAMETERS: Final[dict[str, str]] = {
    **{name: value for name, value in DURABLE.items() if name not in _OWN},
    **SILENT,
    "wal_log_hints": "on",
    "wal_keep_size": "256MB",
    "max_slot_wal_keep_size": "4GB",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "15000",
    "wal_sender_timeout": "10000",
    "wal_receiver_timeout": "10000",
    "client_connection_check_interval": "5000",
    "unix_socket_permissions": "0700",
}
SERVICE: Final = "handclasp"
SERVICES: Final = f"""# For pg_rewind, pg_basebackup and Patroni: who waits for a node that was cut off gives up.
[{SERVICE}]
keepalives_idle=5
keepalives_interval=2
keepalives_count=3
tcp_user_timeout=15000
"""
"""libpq's service file; PGSERVICE and PGSERVICEFILE name it in Patroni's environment."""
SHARED: Final[dict[str, int | str]] = {"max_connections": 200, "max_wal_senders": 10, "max_replication_slots": 10}
"""Settings that must be alike on all nodes: Patroni keeps them in etcd."""


OLD: Final = "etcd"
"""Patroni's name for etcd's older interface: no leases, which an etcd that was stopped may end wrongly."""
NEW: Final = "etcd3"


def etcd(program: str, layout: Layout, node: Node, interface: str) -> list[str]:
    """The command line of a node's etcd, for OLD or NEW."""
    certificate, key, authority = _certificate(layout, node)
    peers = ",".join(f"{one.name}=https://{one.host}:{one.etcd_peers}" for one in layout.nodes)
    client, peer = f"https://{node.host}:{node.etcd}", f"https://{node.host}:{node.etcd_peers}"
    return [
        program,
        *("--name", node.name, "--data-dir", str(node.home / "etcd"), "--log-level", "error"),
        *("--listen-client-urls", client, "--advertise-client-urls", client),
        *("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer),
        *("--initial-cluster", peers, "--initial-cluster-token", SCOPE, "--initial-cluster-state", "new"),
        *("--cert-file", certificate, "--key-file", key, "--trusted-ca-file", authority, "--client-cert-auth"),
        *("--peer-cert-file", certificate, "--peer-key-file", key, "--peer-trusted-ca-file", authority),
        "--peer-client-cert-auth",
        *(("--enable-v2",) if interface == OLD else ()),
        *("--auto-compaction-retention", "1", "--heartbeat-interval", "250", "--election-timeout", "2500"),
    ]


def patroni(
    layout: Layout, node: Node, programs: Path, sockets: Path, passwords: Mapping[str, str], interface: str
) -> dict[str, Any]:
    """A node's patroni.yml (JSON is YAML); `programs` holds `postgres`, `sockets` is a private folder.

    `interface` is etcd's, OLD or NEW.
    """
    certificate, key, authority = _certificate(layout, node)
    proof = {"sslmode": "verify-ca", "sslrootcert": authority}
    return {
        "scope": SCOPE,
        "name": node.name,
        "log": {"dir": str(node.home / "log"), "level": "INFO", "file_size": 5_000_000, "file_num": 3},
        "restapi": {
            "listen": f"{node.host}:{node.rest}",
            "connect_address": f"{node.host}:{node.rest}",
            "certfile": certificate,
            "keyfile": key,
            "cafile": authority,
            "verify_client": "optional",  # to look is free, to command takes a node's certificate
        },
        "ctl": {"certfile": certificate, "keyfile": key, "cacert": authority},
        interface: {
            "hosts": [f"{one.host}:{one.etcd}" for one in layout.nodes],
            "protocol": "https",
            "cacert": authority,
            "cert": certificate,
            "key": key,
        },
        "bootstrap": {
            "dcs": {
                "ttl": TTL,
                "loop_wait": 5,
                "retry_timeout": 5,
                "primary_start_timeout": 0,  # another takes over rather than wait for a crashed one
                "synchronous_mode": "quorum",
                "synchronous_mode_strict": True,
                "synchronous_node_count": 1,
                "postgresql": {"use_pg_rewind": True, "use_slots": True, "parameters": dict(SHARED)},
            },
            "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
        },
        "postgresql": {
            "listen": f"{node.host}:{node.postgres}",
            "connect_address": f"{node.host}:{node.postgres}",
            "data_dir": str(node.data),
            "bin_dir": str(programs),
            "pgpass": str(node.home / "pgpass"),
            "remove_data_directory_on_diverged_timelines": True,
            "remove_data_directory_on_rewind_failure": True,
            "basebackup": [{"checkpoint": "fast"}],  # else a node that comes back waits minutes for the next one
            "authentication": {
                which: {"username": user, "password": passwords[user], **proof}
                for which, user in (("superuser", SUPERUSER), ("replication", REPLICATOR), ("rewind", REWINDER))
            },
            "parameters": {
                **PARAMETERS,
                "unix_socket_directories": str(sockets),
                "ssl": "on",
                "ssl_cert_file": certificate,
                "ssl_key_file": key,
                "ssl_ca_file": authority,
                "ssl_min_protocol_version": "TLSv1.3",
            },
            "pg_hba": [
                "local all all scram-sha-256",
                f"hostssl replication {REPLICATOR} all scram-sha-256",
                "hostssl all all all scram-sha-256",
                "host all all all reject",
            ],
        },
    }


def _certificate(layout: Layout, node: Node) -> tuple[str, str, str]:
    folder = layout.certificates
    return str(folder / f"{node.name}.crt"), str(folder / f"{node.name}.key"), str(folder / "ca.crt")
