"""A house asks real witnesses to cosign: the published checkpoint carries it, packs too, and n of m is the reader's."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest
from tests.disclose.people import DIRECTOR, LEAD, taken_out
from tests.foreign.tools import Witness
from tests.house_fixture import AGENT, House, NewHouse, assigned, hired, said

from handclasp.house.anchoring import BadPlace
from handclasp.house.processes import trust as trust_strip
from handclasp.store.publish import PublicLog
from handclasp.verify import Reason, Remark, Status, Trust, check, main, parse_vkey
from handclasp.verify.note import check_signers, parse_checkpoint
from handclasp.verify.policy import BadPolicy, parse_policy

KEYS = tuple[Witness, Witness]


@pytest.fixture
def witnesses(new_house: NewHouse, tmp_path: Path) -> Iterator[KEYS]:
    """Two real witnesses that trust the log of every house made here."""
    vkey = new_house(start=False).log_key.vkeys()[0]
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append(Witness(tmp_path / name, "demo.example/log/main", vkey, name=f"witness.example/{name}"))
    yield made[0], made[1]
    for one in made:
        one.stop()


def policy(path: Path, witnesses: KEYS, need: str, *, silent: bool = False) -> Path:
    """A policy of these two, of whom so many are needed; the second at a dead address when `silent`."""
    ports = [witnesses[0].port, 1 if silent else witnesses[1].port]
    lines = [f"witness w{n} {witnesses[n].vkey} http://127.0.0.1:{port}" for n, port in enumerate(ports)]
    path.write_text("\n".join([*lines, f"group g {need} w0 w1", "quorum g", ""]))
    return path


def pinned(house: House, text: str) -> Trust:
    return Trust(tuple(parse_vkey(vkey) for vkey in house.log_key.vkeys()), policy=parse_policy(text))


def test_the_published_checkpoint_is_cosigned_as_the_log_grows(
    new_house: NewHouse, witnesses: KEYS, tmp_path: Path
) -> None:
    path = policy(tmp_path / "policy", witnesses, "all")
    house = new_house(witness_policy=path)
    for n in range(3):
        house.flow.append(said("more", f"k{n}"))
        house.anchoring.ask("command")
        assert house.anchoring.step() == 1
        published = PublicLog(house.log, house.log_key, house.database).checkpoint("main")
        assert published is not None
        signers = check_signers(parse_checkpoint(published.encode()), pinned(house, path.read_text()))
        assert [one.name for one in signers.witnesses] == ["witness.example/one", "witness.example/two"]
    assert trust_strip(house)["witnesses"] == 2
    # Another process of the house does not know how far they saw: they say so.
    other = new_house(of=house, start=False, witness_policy=path)
    house.flow.append(said("more", "k9"))
    other.anchoring.ask("command")
    assert other.anchoring.step() == 1
    assert other.anchoring.standing()[0].open is None


def test_a_pack_meets_a_policy_by_a_cosigned_checkpoint_over_all_it_shows(
    new_house: NewHouse, witnesses: KEYS, tmp_path: Path
) -> None:
    text = policy(tmp_path / "policy", witnesses, "1", silent=True).read_text()
    house = new_house(witness_policy=tmp_path / "policy")
    hired(house, LEAD, AGENT, DIRECTOR)
    conversation = house.flow.append(said("I never got it", "k1")).stored.conversation
    assigned(house, conversation, AGENT)
    bare = taken_out(house, conversation)
    verdict = check(bare, pinned(house, text))
    assert (verdict.status, verdict.reason) == (Status.INVALID, Reason.WITNESS_QUORUM_MISSING)
    assert house.anchoring.step() == 1
    pack = taken_out(house, conversation)
    verdict = check(pack, pinned(house, text))
    assert verdict.status is Status.VALID, verdict.reason
    (told,) = [one for one in verdict.facts["anchors"] if one["kind"] == "witness"]
    assert (told["pinned"], told["authority"]) == (True, "witness.example/one")
    both = text.replace("group g 1", "group g all")
    assert check(pack, pinned(house, both)).reason is Reason.WITNESS_QUORUM_MISSING
    unknown = check(pack, Trust(pinned(house, text).keys))
    assert unknown.status is Status.VALID
    assert (Remark.ANCHOR_UNPINNED, "witness witness.example/one") in unknown.remarks


def test_too_few_witnesses_is_a_failure_that_names_the_silent_one(
    new_house: NewHouse, witnesses: KEYS, tmp_path: Path
) -> None:
    house = new_house(witness_policy=policy(tmp_path / "policy", witnesses, "all", silent=True))
    house.flow.append(said("hello", "k0"))
    house.anchoring.ask("command")
    assert house.anchoring.step() == 1
    (one,) = house.anchoring.rows.listed(["witness"], 10)
    assert one.proof is None
    assert "witness.example/two: it does not answer" in one.failed


class Liar(BaseHTTPRequestHandler):
    """Answers with a line of the right name and key, and a signature that was never made."""

    line = ""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.line.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def liar(witnesses: KEYS) -> Iterator[int]:
    """The port of somebody who pretends to be the second witness."""
    key = parse_vkey(witnesses[1].vkey)
    made = b64encode(key.id + (1_790_000_000).to_bytes(8, "big") + bytes(64)).decode()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("L", (Liar,), {"line": f"— {key.name} {made}\n"}))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(("need", "done"), [("any", True), ("all", False)])
def test_a_witness_whose_cosignature_does_not_hold_counts_for_nothing(
    new_house: NewHouse, witnesses: KEYS, liar: int, tmp_path: Path, need: str, *, done: bool
) -> None:
    path = policy(tmp_path / "policy", witnesses, need)
    path.write_text(path.read_text().replace(f":{witnesses[1].port}", f":{liar}"))
    house = new_house(witness_policy=path)
    house.flow.append(said("hello", "k0"))
    house.anchoring.ask("command")
    house.anchoring.step()
    (one,) = house.anchoring.rows.listed(["witness"], 10)
    assert (one.proof is not None) == done
    assert done or "witness.example/two: its cosignature does not hold" in one.failed
    assert not done or "witness.example/two" not in str(one.proof)


def test_an_address_that_is_none_is_a_witness_that_does_not_answer(
    new_house: NewHouse, witnesses: KEYS, tmp_path: Path
) -> None:
    path = policy(tmp_path / "policy", witnesses, "all")
    path.write_text(path.read_text().replace(f":{witnesses[1].port}", ":x"))
    house = new_house(witness_policy=path)
    house.flow.append(said("hello", "k0"))
    house.anchoring.ask("command")
    house.anchoring.step()
    assert "witness.example/two: it does not answer" in house.anchoring.rows.listed(["witness"], 10)[0].failed


def test_a_policy_that_cannot_be_read_ends_the_start(new_house: NewHouse, tmp_path: Path) -> None:
    path = tmp_path / "policy"
    for text in ("quorum none\n", "witness w nonsense http://127.0.0.1:1\nquorum w\n"):
        path.write_text(text)
        with pytest.raises(BadPlace, match="policy"):
            new_house(start=False, witness_policy=path).anchoring.check()
    with pytest.raises(BadPlace, match="cannot be read"):
        new_house(start=False, witness_policy=tmp_path / "none").anchoring.check()


def test_the_command_takes_a_policy(
    new_house: NewHouse, witnesses: KEYS, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = policy(tmp_path / "policy", witnesses, "any")
    house = new_house(witness_policy=path)
    house.flow.append(said("hello", "k0"))
    receipt = house.flow.append(said("more", "k1"))
    (tmp_path / "one.receipt.json").write_bytes(receipt.document)
    arguments = [str(tmp_path / "one.receipt.json"), "--vkey", house.log_key.vkeys()[0], "--lang", "en"]
    assert main([*arguments, "--witness-policy", str(path)]) == 1
    assert "witness-quorum-missing" in capsys.readouterr().out
    path.write_text("quorum none\n")
    assert main([*arguments, "--witness-policy", str(path)]) == 0
    path.write_text("quorum nobody\n")
    assert main([*arguments, "--witness-policy", str(path)]) == 2
    assert "'nobody' was not named before" in capsys.readouterr().err


def test_a_policy_reads_groups_of_groups_and_refuses_what_counts_twice(witnesses: KEYS) -> None:
    first, second = (f"witness {name} {one.vkey}" for name, one in zip("ab", witnesses, strict=True))
    nested = parse_policy(f"# specimen\n{first}\n{second} # second\ngroup x any a\ngroup g all x b\nquorum g\n")
    assert [one.name for one in nested.witnesses] == ["a", "b"]
    assert not nested.met(())
    for wrong in (
        "",
        "quorum none\nquorum none",
        f"{first}\n{first.replace(' a ', ' c ')}\nquorum a",
        f"{first}\n{second}\ngroup g 3 a b\nquorum g",
        f"{first}\ngroup g 1 a a\nquorum g",
        f"{first}\ngroup g any a\ngroup h any a\nquorum h",
        f"{first}\nwitness a {witnesses[1].vkey}\nquorum a",
        "hello world",
    ):
        with pytest.raises(BadPolicy):
            parse_policy(wrong)


def test_nothing_of_a_witness_row_can_be_changed_once_it_is_cosigned(
    new_house: NewHouse, witnesses: KEYS, tmp_path: Path
) -> None:
    house = new_house(witness_policy=policy(tmp_path / "policy", witnesses, "any"))
    house.flow.append(said("hello", "k0"))
    house.anchoring.ask("command")
    house.anchoring.step()
    with psycopg.connect(house.database.url("machine")) as connection:
        connection.execute("select set_config('handclasp.log', '1', false)")
        assert connection.execute("update handclasp.anchors set note = ''").rowcount == 0
