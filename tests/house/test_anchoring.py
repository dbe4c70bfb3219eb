"""Checkpoints are anchored by the clock, and at once for evidence: once each, within a budget, whatever fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest
from tests.disclose.people import DIRECTOR, LEAD, stepped, taken_out, unzipped
from tests.foreign.anchors.parts import CHAIN, SECRET, Anvil, Stamper
from tests.house_fixture import AGENT, House, NewHouse, assigned, hired, house, house_template, new_house, said

from handclasp.house.anchoring import FIRST_WAIT, MOST, SOON
from handclasp.seal.anchors import ETHEREUM, IPFS, RFC3161
from handclasp.store.anchors import Listed
from handclasp.verify import Status, Trust, check, parse_vkey
from handclasp.verify.authority import parse_certificates

__all__ = ["house", "house_template", "new_house"]


@pytest.fixture(scope="module")
def stamper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stamper]:
    with Stamper(tmp_path_factory.mktemp("tsa")) as running:
        yield running


@pytest.fixture
def stamping(stamper: Stamper) -> Iterator[Stamper]:
    stamper.broken, stamper.said = False, 0
    yield stamper
    stamper.broken = False


@pytest.fixture
def node() -> Iterator[Anvil]:
    with Anvil() as running:
        yield running


@pytest.fixture
def stamped(new_house: NewHouse, stamping: Stamper) -> House:
    """A house with a time-stamper, and a first record."""
    house = new_house(timestamp_url=stamping.url)
    house.flow.append(said("hello", "k0"))
    return house


@pytest.fixture
def chained(new_house: NewHouse, node: Anvil, tmp_path: Path) -> House:
    """A house with a chain, and a first record."""
    (tmp_path / "account").write_text(SECRET)
    house = new_house(
        ethereum_url=node.url,
        ethereum_key_file=tmp_path / "account",
        ethereum_chain=CHAIN,
        ethereum_confirmations=2,
    )
    house.flow.append(said("hello", "k0"))
    return house


def pass_time(house: House, seconds: float, column: str = "next_try") -> None:
    """Let all anchors think that it is later: the tests' own hand in the table."""
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as connection:
        connection.execute(
            f"update handclasp.anchors set {column} = {column} - make_interval(secs => %s)",  # noqa: S608 - our own words
            (seconds,),
        )


def anchors(house: House) -> list[Listed]:
    return house.anchoring.rows.listed(list(house.anchoring.plans), 100)


def proved(house: House) -> list[int]:
    return [one.size for one in anchors(house) if one.proof is not None]


def test_nothing_is_asked_for_while_no_place_outside_is_named(house: House) -> None:
    house.flow.append(said("hello", "k0"))
    assert house.anchoring.schedule() == []
    assert house.anchoring.ask("command") == []
    assert house.anchoring.step() == 0


def test_an_empty_log_has_nothing_to_anchor(new_house: NewHouse, stamping: Stamper) -> None:
    house = new_house(timestamp_url=stamping.url)
    assert house.anchoring.schedule() == []
    assert house.anchoring.ask("command") == []


def test_the_clock_asks_once_an_hour_and_only_for_what_is_new(stamped: House, stamping: Stamper) -> None:
    assert stamped.anchoring.schedule() == [RFC3161]
    assert stamped.anchoring.schedule() == []
    assert stamped.anchoring.step() == 1
    stamped.flow.append(said("more", "k1"))
    assert stamped.anchoring.schedule() == []
    pass_time(stamped, 3601, "asked_at")
    assert stamped.anchoring.schedule() == [RFC3161]
    assert stamped.anchoring.step() == 1
    pass_time(stamped, 3601, "asked_at")
    assert stamped.anchoring.schedule() == []
    assert proved(stamped) == [2, 1]
    assert stamping.said == 2


def test_one_checkpoint_is_never_anchored_twice(stamped: House, stamping: Stamper) -> None:
    for _ in range(3):
        stamped.anchoring.ask("command")
        stamped.anchoring.step()
    assert proved(stamped) == [1]
    assert stamping.said == 1


def test_what_was_not_begun_gives_way_to_what_is_newer(stamped: House, stamping: Stamper) -> None:
    stamped.anchoring.ask("schedule")
    stamped.flow.append(said("more", "k1"))
    stamped.anchoring.ask("evidence")
    assert [(one.size, one.why) for one in anchors(stamped)] == [(2, "evidence")]
    stamped.anchoring.step()
    assert stamping.said == 1


def test_two_workers_do_not_make_the_same_anchor(new_house: NewHouse, stamped: House, stamping: Stamper) -> None:
    other = new_house(of=stamped, start=False, timestamp_url=stamping.url)
    stamped.anchoring.ask("command")
    assert stamped.anchoring.rows.claim(RFC3161) is not None
    assert other.anchoring.step() == 0
    pass_time(stamped, 301)
    assert other.anchoring.step() == 1
    assert stamping.said == 1


def test_a_failure_is_told_and_tried_again_later_and_later(stamped: House, stamping: Stamper) -> None:
    stamping.broken = True
    stamped.anchoring.ask("command")
    waits = []
    for tries in range(1, 4):
        assert stamped.anchoring.step() == 1
        (one,) = anchors(stamped)
        assert one.tries == tries
        assert "503" in one.failed
        with psycopg.connect(str(stamped.settings.database_url)) as connection:
            row = connection.execute("select extract(epoch from next_try - now()) from handclasp.anchors").fetchone()
        assert row is not None
        waits.append(float(row[0]))
        assert stamped.anchoring.step() == 0
        pass_time(stamped, 24 * 3600)
    for tries, wait in enumerate(waits):
        assert FIRST_WAIT * 2**tries / 2 - 5 <= wait <= FIRST_WAIT * 2**tries
    assert stamped.anchoring.standing()[0].late
    stamping.broken = False
    assert stamped.anchoring.step() == 1
    assert proved(stamped) == [1]
    assert not stamped.anchoring.standing()[0].late


def test_what_is_proved_cannot_be_changed_or_taken_away(stamped: House) -> None:
    stamped.anchoring.ask("command")
    stamped.anchoring.step()
    for statement in ("update handclasp.anchors set proof = '{}'", "update handclasp.anchors set cost = 1"):
        with stamped.database.transaction("machine", 1, []) as connection:
            assert connection.execute(statement).rowcount == 0
    for role in ("machine", "auditor", "console", "reader", "ingest"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):  # noqa: SIM117 - the transaction has to end
            with stamped.database.transaction(role, 1, []) as connection:
                connection.execute("delete from handclasp.anchors")
    with stamped.database.transaction("machine", 2, []) as connection:
        assert connection.execute("select count(*) from handclasp.anchors").fetchone() == (0,)


def test_a_chain_is_paid_once_though_the_worker_dies_after_sending(
    new_house: NewHouse, chained: House, node: Anvil
) -> None:
    chained.anchoring.ask("command")
    assert chained.anchoring.step() == 1
    (begun,) = anchors(chained)
    assert begun.begun
    assert begun.cost > 0
    # It dies: what it kept in the database is all that another has.
    settings = chained.settings.model_dump(include={"ethereum_url", "ethereum_key_file", "ethereum_chain"})
    other = new_house(of=chained, start=False, ethereum_confirmations=2, **settings)
    pass_time(chained, 600)
    assert other.anchoring.step() == 1
    node.mine(2)
    pass_time(chained, 600)
    assert other.anchoring.step() == 1
    (done,) = anchors(other)
    assert done.proof is not None
    assert 0 < done.cost <= begun.cost
    assert int(node("eth_getTransactionCount", node("eth_accounts")[0], "latest"), 16) == 1


def test_it_looks_again_soon_while_a_block_is_not_deep_enough(chained: House, node: Anvil) -> None:
    chained.anchoring.ask("command")
    chained.anchoring.step()
    node.mine()
    assert chained.anchoring.step() == 0
    pass_time(chained, SOON)
    assert chained.anchoring.step() == 1
    assert proved(chained) == []


def test_a_worker_that_took_too_long_sends_nothing_that_another_does_not_know(chained: House, node: Anvil) -> None:
    chained.anchoring.ask("command")
    rows, kind = chained.anchoring.rows, ETHEREUM
    slow = rows.claim(kind)
    assert slow is not None
    pass_time(chained, 301)
    assert chained.anchoring.step() == 1
    assert not rows.keep(slow, b"{}", 1, 0)
    node.mine(2)
    pass_time(chained, 600)
    assert chained.anchoring.step() == 1
    assert proved(chained) == [1]
    assert not rows.keep(slow, b"{}", 1, 0)


def test_evidence_does_not_wait_behind_what_failed(stamped: House, stamping: Stamper) -> None:
    stamping.broken = True
    stamped.anchoring.ask("schedule")
    stamped.anchoring.step()
    stamping.broken = False
    stamped.flow.append(said("more", "k1"))
    stamped.anchoring.ask("schedule")
    assert stamped.anchoring.step() == 0
    stamped.anchoring.ask("evidence")
    assert stamped.anchoring.step() + stamped.anchoring.step() == 2
    assert proved(stamped) == [2, 1]


def test_two_that_were_never_begun_are_no_obstacle(stamped: House) -> None:
    rows = stamped.anchoring.rows
    with stamped.database.transaction("machine", 1, []) as connection:
        for size in (3, 5):
            row = (RFC3161, size, "x", "schedule")
            columns = "log_id, kind, size, note, why"
            connection.execute(f"insert into handclasp.anchors ({columns}) values (1, %s, %s, %s, %s)", row)  # noqa: S608
    rows.ask(RFC3161, 9, "x", "evidence")
    assert [one.size for one in anchors(stamped)] == [9, 3]


class Nonsense(BaseHTTPRequestHandler):
    """Answers everything with words that mean nothing."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'["nonsense"]')

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_whoever_talks_nonsense_has_failed_and_stops_nobody_else(
    new_house: NewHouse, stamping: Stamper, tmp_path: Path
) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Nonsense)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        (tmp_path / "account").write_text(SECRET)
        house = new_house(
            timestamp_url=stamping.url,
            ethereum_url=url,
            ethereum_key_file=tmp_path / "account",
            ethereum_chain=CHAIN,
            ipfs_url=url,
        )
        house.flow.append(said("hello", "k0"))
        house.anchoring.ask("command")
        assert house.anchoring.step() == 3
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    found = {one.kind: (one.tries, bool(one.failed), one.proof is not None) for one in anchors(house)}
    assert found == {RFC3161: (0, False, True), ETHEREUM: (1, True, False), IPFS: (1, True, False)}


def test_a_months_budget_is_kept(new_house: NewHouse, chained: House, node: Anvil) -> None:
    chained.anchoring.ask("command")
    chained.anchoring.step()
    node.mine(2)
    pass_time(chained, 600)
    chained.anchoring.step()
    (first,) = anchors(chained)
    settings = chained.settings.model_dump(include={"ethereum_url", "ethereum_key_file", "ethereum_chain"})
    month = Decimal(first.cost + 1000).scaleb(-18)
    tight = new_house(of=chained, start=False, ethereum_month_cap=month, **settings)
    chained.flow.append(said("more", "k1"))
    tight.anchoring.ask("command")
    assert tight.anchoring.step() == 1
    newest = anchors(tight)[0]
    assert "nothing was sent" in newest.failed
    assert not newest.begun
    pass_time(tight, 40 * 86_400, "begun_at")
    pass_time(tight, 86_400)
    wide = new_house(of=chained, start=False, ethereum_month_cap=Decimal("0.001"), **settings)
    assert wide.anchoring.step() == 1
    assert anchors(wide)[0].begun


def test_a_node_that_is_gone_costs_nothing(chained: House, node: Anvil) -> None:
    node.stop()
    chained.anchoring.ask("command")
    chained.anchoring.step()
    (one,) = anchors(chained)
    assert (one.begun, one.cost, one.tries) == (False, 0, 1)


def trust(house: House, stamper: Stamper) -> Trust:
    keys = tuple(parse_vkey(vkey) for vkey in house.log_key.vkeys())
    return Trust(keys, stampers=parse_certificates(stamper.root.read_bytes()))


def test_who_asks_for_a_pack_has_it_anchored_until_it_is_approved(stamped: House, stamping: Stamper) -> None:
    hired(stamped, LEAD, AGENT, DIRECTOR)
    receipt = stamped.flow.append(said("I never got it", "k1"))
    conversation = receipt.stored.conversation
    assigned(stamped, conversation, AGENT)
    stamped.anchoring.ask("schedule")
    stamped.anchoring.step()
    files = unzipped(taken_out(stamped, conversation))
    assert [name for name in files if name.startswith("anchors/")] == ["anchors/1.anchor.json"]
    stamped.anchoring.step()
    verdict = check(taken_out(stamped, conversation), trust(stamped, stamping))
    assert verdict.status is Status.VALID, verdict.reason
    told = verdict.facts["anchors"]
    assert [(one["covers"], one["pinned"]) for one in told] == [(2, True), (3, True)]


def test_a_hold_has_what_stands_anchored_at_once(stamped: House) -> None:
    hired(stamped, LEAD, AGENT)
    receipt = stamped.flow.append(said("I will sue", "k1"))
    stamped.anchoring.ask("schedule")
    stamped.anchoring.step()
    who = stepped(LEAD)._replace(role="privacy")
    stamped.holds.place(who, receipt.stored.conversation, ground="dispute 7", reason="specimen")
    assert [one.why for one in anchors(stamped)] == ["evidence", "schedule"]


def test_a_pack_carries_the_anchors_that_say_most_and_not_all(stamped: House) -> None:
    sizes = []
    for n in range(12):
        receipt = stamped.flow.append(said("more", f"n{n}"))
        stamped.anchoring.ask("command")
        stamped.anchoring.step()
        sizes.append(receipt.stored.index + 1)
    found = stamped.anchoring.for_pack([size - 1 for size in sizes], sizes[-1])
    assert len(found) == MOST
    taken = [int(json.loads(one)["checkpoint"].split("\n")[1]) for one in found]
    assert taken == sorted(set(taken))
    assert (taken[0], taken[-1]) == (sizes[0], sizes[-1])
    assert len(stamped.anchoring.for_pack([0, 1], sizes[-1])) == 1


def test_kinds_are_asked_for_by_name(stamped: House) -> None:
    assert stamped.anchoring.ask("command", [ETHEREUM]) == []
    assert stamped.anchoring.ask("command", [RFC3161]) == [RFC3161]
