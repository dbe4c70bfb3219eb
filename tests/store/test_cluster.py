"""What a cluster is told, how it is seen, and how a process leaves a node that leads no more."""

from __future__ import annotations

import http.server
import json
import socket
import ssl
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from rich.table import Table

from handclasp.config import BadConfiguration, load
from handclasp.house.app import House
from handclasp.house.doctor import _cluster_row
from handclasp.house.processes import _nodes
from handclasp.records import Author, Kind, Raw, Secret
from handclasp.store.cluster import certificates, configuration, programs
from handclasp.store.cluster.layout import Layout
from handclasp.store.cluster.leader import Follower
from handclasp.store.cluster.view import ClusterView, Member, look
from handclasp.store.database import Database, DatabaseUnavailable
from handclasp.store.embedded_host import Owner, owner_of
from handclasp.web.api.metrics import Metrics

HERE = Path(__file__).parents[2]


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    return owner_of(tmp_path / "not-there")


@pytest.fixture
def layout(tmp_path: Path, owner: Owner) -> Layout:
    made = Layout(tmp_path / "cluster", 21_000)
    certificates.make(made, owner)
    return made


def member(name: str, role: str = "quorum_standby", timeline: int = 1, port: int = 1) -> Member:
    return Member(name, role, "running" if role == "leader" else "streaming", timeline, 0, "127.0.0.1", port)


# --- certificates and configuration


def test_a_node_is_proved_by_an_authority_whose_key_is_gone(layout: Layout) -> None:
    authority = x509.load_pem_x509_certificate((layout.certificates / "ca.crt").read_bytes())
    for node in layout.nodes:
        made = x509.load_pem_x509_certificate((layout.certificates / f"{node.name}.crt").read_bytes())
        made.verify_directly_issued_by(authority)
        assert stat.S_IMODE((layout.certificates / f"{node.name}.key").stat().st_mode) == 0o600
    assert not list(layout.certificates.glob("ca.key*"))


def test_certificates_are_made_once(layout: Layout, owner: Owner) -> None:
    before = (layout.certificates / "a.crt").read_bytes()
    certificates.make(layout, owner)
    assert (layout.certificates / "a.crt").read_bytes() == before


def test_the_url_names_every_node_and_asks_for_the_one_that_writes(layout: Layout) -> None:
    url = layout.url("postgres", "p/w", "handclasp")
    assert "127.0.0.1:21000,127.0.0.1:21004,127.0.0.1:21008/handclasp" in url
    assert "target_session_attrs=read-write" in url
    assert "sslmode=verify-ca" in url
    assert "p%2Fw" in url


def test_what_is_deployed_is_what_was_proved(layout: Layout) -> None:
    """deploy/ha/patroni.yml says what the demo and the proof of faults use, but for places and passwords."""
    passwords = dict.fromkeys(configuration.USERS, "x")
    ours = configuration.patroni(layout, layout.nodes[0], Path("/p"), Path("/s"), passwords, configuration.OLD)
    deployed = yaml.safe_load((HERE / "deploy/ha/patroni.yml").read_text())
    assert deployed["bootstrap"] == {**ours["bootstrap"], "initdb": deployed["bootstrap"]["initdb"]}
    places = {"unix_socket_directories", "ssl_cert_file", "ssl_key_file", "ssl_ca_file"}
    assert {k: v for k, v in deployed["postgresql"]["parameters"].items() if k not in places} == {
        k: v for k, v in ours["postgresql"]["parameters"].items() if k not in places
    }
    for name in ("pg_hba", "basebackup"):
        assert deployed["postgresql"][name] == ours["postgresql"][name]
    assert (HERE / "deploy/ha/pg_service.conf").read_text() == configuration.SERVICES
    assert deployed["restapi"]["verify_client"] == ours["restapi"]["verify_client"]
    assert deployed["etcd"]["protocol"] == ours["etcd"]["protocol"] == "https"
    assert "ETCD_ENABLE_V2=true" in (HERE / "deploy/ha/etcd.env").read_text()


def test_an_etcd_that_ends_others_leases_is_known(tmp_path: Path) -> None:
    program = tmp_path / "etcd"
    for version, revokes in {
        "3.4.23": True,
        "3.4.31": False,
        "3.5.9": True,
        "3.5.13": False,
        "3.6.0": False,
        "none": True,
    }.items():
        program.write_text(f"#!/bin/sh\necho 'etcd Version: {version}'\n")
        program.chmod(0o755)
        assert programs.revokes_others_leases(str(program)) is revokes, version


def test_the_older_interface_is_there_where_it_is_used(layout: Layout) -> None:
    passwords = dict.fromkeys(configuration.USERS, "x")
    for interface, asked in ((configuration.OLD, True), (configuration.NEW, False)):
        words = configuration.etcd("etcd", layout, layout.nodes[0], interface)
        assert ("--enable-v2" in words) is asked
        assert interface in configuration.patroni(layout, layout.nodes[0], Path("/p"), Path("/s"), passwords, interface)


def test_etcd_takes_no_stranger(layout: Layout) -> None:
    words = configuration.etcd("etcd", layout, layout.nodes[0], configuration.OLD)
    assert {"--client-cert-auth", "--peer-client-cert-auth"} <= set(words)
    assert not [word for word in words if word.startswith("http://")]


# --- how it is seen


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ((), "No node"),
        ((member("a"), member("b")), "no leader"),
        ((member("a", "leader"), member("b", "replica")), "No other node"),
        ((member("a", "leader"), member("b"), member("c", "replica")), "Node c"),
        ((member("a", "leader"), member("b"), member("c")), None),
    ],
)
def test_what_is_wrong_is_said(members: tuple[Member, ...], said: str | None) -> None:
    wrong = ClusterView(members).wrong
    assert wrong is None if said is None else wrong is not None and said in wrong


def test_of_two_leaders_the_newer_counts(layout: Layout) -> None:
    """A node that was cut off still tells of itself; and of two nodes one may not answer at all."""
    old = [{"name": "a", "role": "leader", "state": "running", "timeline": 3, "host": "h", "port": 1}]
    new = [{"name": "b", "role": "leader", "state": "running", "timeline": 4, "host": "h", "port": 2, "lag": 0}]
    with ExitStack() as stack:
        pages = [stack.enter_context(_page(layout, {"members": members})) for members in (old, new)]
        view = look([*pages, "https://127.0.0.1:1"], layout.certificates / "ca.crt")
        assert view.leader is not None
        assert (view.leader.name, view.leader.timeline) == ("b", 4)
        assert look(pages, None).members == ()  # whoever proves nothing is not believed


def test_a_page_that_talks_nonsense_is_nobody(layout: Layout) -> None:
    with _page(layout, {"members": [{"name": "a"}]}) as page:
        assert look([page], layout.certificates / "ca.crt").members == ()


class _page:  # noqa: N801 - reads like a function
    """Patroni's page of a node, as far as it is asked here, over TLS."""

    def __init__(self, layout: Layout, told: Any) -> None:
        body = json.dumps(told).encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(layout.certificates / "a.crt", layout.certificates / "a.key")
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> str:
        return f"https://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


# --- following


@pytest.fixture
def connected() -> Iterator[Callable[[], tuple[int, socket.socket]]]:
    """Make a connection of ours to a place of its own: its port, and our end."""
    with ExitStack() as stack:

        def make() -> tuple[int, socket.socket]:
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            ours = stack.enter_context(socket.create_connection(listening.getsockname()))
            stack.enter_context(listening.accept()[0])
            return listening.getsockname()[1], ours

        yield make


def _open(ours: socket.socket) -> bool:
    ours.settimeout(0)
    try:
        return ours.recv(1) != b""
    except BlockingIOError:
        return True


def test_who_leads_no_more_is_left_once_somebody_new_leads(
    connected: Callable[[], tuple[int, socket.socket]],
) -> None:
    (old, to_old), (new, to_new), (_other, elsewhere) = connected(), connected(), connected()
    follower = Follower(["https://127.0.0.1:1"], None, lambda: 0.0)
    assert follower.step(ClusterView((member("a", "leader", 1, old), member("b", port=new)))) == 0
    assert follower.step(ClusterView((member("b", port=new),))) == 0  # an election
    # The old one has left the list of members: it is stopped. It is left all the same.
    assert follower.step(ClusterView((member("b", "leader", 2, new),))) == 1
    assert [_open(one) for one in (to_old, to_new, elsewhere)] == [False, True, True]


def test_a_node_that_was_cut_off_is_not_believed(connected: Callable[[], tuple[int, socket.socket]]) -> None:
    (old, _), (new, to_new) = connected(), connected()
    follower = Follower(["https://127.0.0.1:1"], None, lambda: 0.0)
    follower.step(ClusterView((member("a", "leader", 1, old), member("b", port=new))))
    follower.step(ClusterView((member("b", "leader", 2, new), member("a", port=old))))
    assert follower.step(ClusterView((member("a", "leader", 1, old), member("b", port=new)))) == 0
    assert _open(to_new)


def test_nobody_is_left_while_nothing_changes(connected: Callable[[], tuple[int, socket.socket]]) -> None:
    (leads, _), (standby, to_standby) = connected(), connected()
    follower = Follower(["https://127.0.0.1:1"], None, lambda: 0.0)
    for _ in range(3):
        assert follower.step(ClusterView((member("a", "leader", 5, leads), member("b", port=standby)))) == 0
    assert _open(to_standby)


def test_metrics_say_who_leads_and_who_confirms() -> None:
    metrics = Metrics(lambda: 0)
    metrics.nodes = _nodes(None)
    assert "handclasp_cluster" not in metrics.page().decode()
    follower = Follower(["https://127.0.0.1:1"], None, lambda: 0.0)
    follower.step(ClusterView((member("a", "leader"), member("b"), member("c", "replica"))))
    metrics.nodes = _nodes(follower)
    page = metrics.page().decode()
    assert "handclasp_cluster_nodes 3.0" in page
    assert "handclasp_cluster_confirming 1.0" in page
    assert 'handclasp_cluster_leader{node="a"} 1.0' in page
    follower.step(ClusterView(()))
    metrics.nodes = _nodes(follower)
    page = metrics.page().decode()
    assert "handclasp_cluster_confirming 0.0" in page
    assert "handclasp_cluster_leader{" not in page


def test_status_names_what_is_wrong_with_the_cluster(layout: Layout) -> None:
    members = [{"name": "a", "role": "leader", "state": "running", "timeline": 1}]
    with _page(layout, {"members": members}) as page:
        given = load(
            database_url="postgresql://u:p@localhost/h",
            cluster_pages=[page],
            cluster_authority=layout.certificates / "ca.crt",
        )
        table = Table("part", "state")
        _cluster_row(given, table)
    said = list(table.columns[1].cells)
    assert len(said) == 1
    assert "No other node of the database cluster confirms commits" in str(said[0])
    assert "a leads, 0 of 1 confirm" in str(said[0])


# --- settings and commits


def test_every_node_of_a_url_must_be_reached_safely(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadConfiguration, match="verify-full"):
        load(database_url="postgresql://u:p@127.0.0.1:1,10.0.0.2:1/h")
    assert load(database_url="postgresql://u:p@127.0.0.1:1,localhost:2/h").database_url
    with pytest.raises(BadConfiguration, match="without a path"):
        load(database_url="postgresql://u:p@localhost/h", cluster_pages=["http://10.0.0.1:8008"])
    with pytest.raises(BadConfiguration, match="cluster_pages needs database_url"):
        load(cluster_pages=["https://10.0.0.1:8008"])


def test_a_role_on_a_cluster_waits_for_nothing_for_ever() -> None:
    one, many = (Database(f"postgresql://{hosts}/h", {}) for hosts in ("a:1", "a:1,b:2"))
    assert "lock_timeout" not in str(one._parameters("ingest"))
    assert "lock_timeout" in many._parameters("ingest")["options"]
    assert many._parameters("auditor")["connect_timeout"] < one._parameters("auditor")["connect_timeout"]
    assert many.url("ingest").startswith("postgresql://handclasp_ingest@a:1,b:2/h")


def test_nothing_is_stored_where_no_second_node_is_asked(new_house: Callable[..., House]) -> None:
    house = new_house(database_quorum=True)
    raw = Raw(
        tenant="shop",
        conversation="c",
        key="k",
        kind=Kind.MESSAGE,
        author=Author("customer", "u"),
        received=1_790_000_000_000,
        text=Secret("hello"),
    )
    with pytest.raises(DatabaseUnavailable, match="second node"):
        house.flow.append(raw)
    with house.database.transaction("ingest", house.log.log_id, []) as connection:
        assert connection.execute("select size from handclasp.log_heads").fetchone() == (0,)
