"""An anchor proves a time only by what the reader pinned, and any change in what it says is refused by its own name."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rfc3161_client import decode_timestamp_response
from tests.foreign.anchors.parts import CHAIN, SECRET, Anvil, Stamper
from tests.verify import forge, tamper
from tests.verify.conftest import CONVERSATION, World

from handclasp.seal.anchors import Anchor as Outside
from handclasp.seal.anchors import Done
from handclasp.seal.anchors.ethereum import Account, Ethereum
from handclasp.seal.anchors.ipfs import cid_bytes, cid_text
from handclasp.seal.anchors.rfc3161 import TimeStamps
from handclasp.seal.anchors.rlp import encode
from handclasp.verify import Fault, Reason, Remark, Status, Trust, check, explain, main, redact
from handclasp.verify.anchor import check_anchor
from handclasp.verify.authority import chains_to, may_stamp, parse_certificates, read_certificate
from handclasp.verify.keccak import keccak256
from handclasp.verify.page import MADE_BY, pages
from handclasp.verify.rlp import decode
from handclasp.verify.timestamp import check_token

R = Reason
Document = dict[str, Any]
OLD = 6
"""The size of the older checkpoint: the conversation's first four records stand in it."""


@dataclass
class Anchored:
    """Anchors of a world's log: over its newest checkpoint and an older one, and what a reader may pin."""

    newest: dict[str, Document]
    older: dict[str, Document]
    root: tuple[bytes, ...]
    stamper: Stamper
    world: World

    def trust(self, *, blocks: bool = True, stampers: bool = True) -> Trust:
        """The log's keys, and what stands outside."""
        known = tuple(bytes.fromhex(group["ethereum"]["proof"]["block"]) for group in (self.newest, self.older))
        keys = self.world.trust.keys
        return Trust(keys, (), self.root if stampers else (), known if blocks else ())


def anchor(kind: str, note: str, proof: Any, consistency: list[str] | None = None) -> Document:
    return {
        "format": "handclasp/anchor/v1",
        "kind": kind,
        "checkpoint": note,
        "consistency": consistency or [],
        "proof": proof,
    }


def size_of(note: str) -> int:
    """How many records a checkpoint has: each seal that the tests write makes the log longer."""
    return int(note.split("\n")[1])


def made(outside: Outside, note: str, mine: Callable[[], object] = lambda: None) -> Any:
    """The proof that a place outside gives for a checkpoint."""
    step = outside.prepare(note, 10**18)
    for _ in range(5):
        found = outside.advance(note, step.state, 10**18)
        if isinstance(found, Done):
            return found.proof
        step = found
        mine()
    message = "it never came to an end"
    raise AssertionError(message)


@pytest.fixture(scope="module")
def anchored(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anchored]:
    old = world.log.checkpoint(OLD)
    steps = [forge.b64(step) for step in world.log.tree.consistency(OLD, size_of(world.checkpoint))]
    with Stamper(tmp_path_factory.mktemp("tsa")) as stamper, Anvil() as node, httpx.Client() as client:
        stamps = TimeStamps(stamper.url, client)
        chain = Ethereum(node.url, client, Account(bytes.fromhex(SECRET)), chain=CHAIN, confirmations=1)
        groups = []
        for note, path in ((world.checkpoint, []), (old, steps)):
            for account in range(1, 4):
                node.pay(account)
            cid = {"cid": cid_text(cid_bytes(note.encode()))}
            proofs = {"rfc3161": made(stamps, note), "ethereum": made(chain, note, node.mine), "ipfs": cid}
            groups.append({kind: anchor(kind, note, proof, path) for kind, proof in proofs.items()})
        root = parse_certificates(stamper.root.read_bytes())
        yield Anchored(groups[0], groups[1], root, stamper, world)


def packed(world: World, documents: list[Document]) -> dict[str, bytes]:
    """The files of a sealed pack with these anchors."""
    transcript = forge.dumps(world.log.transcript(CONVERSATION, world.checkpoint))
    anchors = [forge.dumps(document) for document in documents]
    shown = pages(transcript, None, anchors)
    shown |= {f"anchors/{n}.anchor.json": data for n, data in enumerate(anchors, 1)}
    return forge.pack_files(world.log, CONVERSATION, world.checkpoint, shown, {}, MADE_BY)


# --- what is proved


@pytest.mark.parametrize("kind", ["rfc3161", "ethereum"])
def test_a_pinned_anchor_proves_when_the_records_were_there(anchored: Anchored, kind: str) -> None:
    files = packed(anchored.world, [anchored.newest[kind], anchored.older[kind]])
    verdict = check(forge.zipped(files), anchored.trust())
    assert verdict.status is Status.VALID
    told = verdict.facts["anchors"]
    assert [(one["kind"], one["pinned"], one["size"], one["covers"]) for one in told] == [
        (kind, True, size_of(anchored.world.checkpoint), 7),
        (kind, True, OLD, 4),
    ]
    assert all(abs(one["time"] - datetime.now(UTC).timestamp()) < 3600 for one in told)
    assert Remark.ANCHOR_UNPINNED not in dict(verdict.remarks)
    assert "Records up to number 4 existed at" in explain(verdict, "en")
    assert "第 4 条及之前的记录在" in explain(verdict, "zh")


def test_without_a_pin_it_holds_together_and_proves_no_time(anchored: Anchored) -> None:
    files = packed(anchored.world, list(anchored.newest.values()))
    verdict = check(forge.zipped(files), anchored.trust(blocks=False, stampers=False))
    assert verdict.status is Status.VALID
    assert [one["pinned"] for one in verdict.facts["anchors"]] == [False, False, False]
    assert [remark for remark, _ in verdict.remarks].count(Remark.ANCHOR_UNPINNED) == 2
    told = explain(verdict, "en")
    assert "--tsa FILE" in told
    assert "--block HASH" in told
    assert "existed at" not in told


def test_a_strangers_root_pins_nothing(anchored: Anchored, tmp_path: Path) -> None:
    with Stamper(tmp_path) as stranger:
        root = parse_certificates(stranger.root.read_bytes())
    assert not check_anchor(anchored.newest["rfc3161"], Trust(stampers=root)).pinned


def test_the_signers_own_certificate_may_be_pinned(anchored: Anchored) -> None:
    own = parse_certificates(anchored.stamper.certificate.read_bytes())
    assert check_anchor(anchored.newest["rfc3161"], Trust(stampers=own)).pinned


def test_an_ipfs_name_is_recomputed_and_proves_no_time(anchored: Anchored) -> None:
    found = check_anchor(anchored.newest["ipfs"], anchored.trust())
    assert (found.time, found.pinned) == (None, False)
    assert found.facts["cid"].startswith("bafkrei")


def test_an_anchor_older_than_what_is_shown_says_so(anchored: Anchored) -> None:
    log = anchored.world.log
    note = log.checkpoint(1)
    steps = [forge.b64(step) for step in log.tree.consistency(1, size_of(anchored.world.checkpoint))]
    early = anchor("ipfs", note, {"cid": cid_text(cid_bytes(note.encode()))}, steps)
    verdict = check(forge.zipped(packed(anchored.world, [early])), anchored.trust())
    assert verdict.status is Status.VALID
    assert (Remark.ANCHOR_OLDER, "ipfs") in verdict.remarks


def test_a_cut_down_pack_keeps_its_anchors(anchored: Anchored) -> None:
    cut = redact(forge.zipped(packed(anchored.world, list(anchored.older.values()))), [(2, "body")])
    verdict = check(cut, anchored.trust())
    assert verdict.status is Status.VALID
    assert [one["covers"] for one in verdict.facts["anchors"]] == [4, 4, 4]


def test_an_anchor_alone_is_verified_by_the_command(
    anchored: Anchored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, pins = tmp_path / "one.anchor.json", tmp_path / "pins.toml"
    path.write_bytes(forge.dumps(anchored.newest["rfc3161"]))
    (tmp_path / "root.pem").write_bytes(anchored.stamper.root.read_bytes())
    keys = anchored.world.log.vkeys()
    pins.write_text(f'keys = {json.dumps(keys)}\ntsa = ["root.pem"]\n')
    assert main([str(path), "--pins", str(pins), "--lang", "en"]) == 0
    assert "This checkpoint existed at" in capsys.readouterr().out
    path.write_bytes(forge.dumps(anchored.newest["ethereum"]))
    assert main([str(path), "--block", "0x" + anchored.newest["ethereum"]["proof"]["block"], "--lang", "en"]) == 3
    assert f"eip155:{CHAIN} #" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong", ["keys = [1]", "blocks = ['12']", "tsa = ['pins.toml']", "roots = []", "keys = ['x']", "="]
)
def test_pins_that_cannot_be_read_are_refused(
    anchored: Anchored, tmp_path: Path, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, pins = tmp_path / "one.anchor.json", tmp_path / "pins.toml"
    path.write_bytes(forge.dumps(anchored.newest["ipfs"]))
    pins.write_text(wrong)
    assert main([str(path), "--pins", str(pins)]) == 2
    assert capsys.readouterr().err.startswith("handclasp verify: ")


def test_openssl_says_the_same_of_a_token(anchored: Anchored, tmp_path: Path) -> None:
    document = anchored.older["rfc3161"]
    (tmp_path / "token").write_bytes(b64decode(document["proof"]["token"]))
    text = document["checkpoint"].partition("\n\n")[0] + "\n"
    (tmp_path / "text").write_text(text)
    whole = ["openssl", "ts", "-verify", "-token_in", "-in", "token", "-CAfile", str(anchored.stamper.root)]
    done = subprocess.run([*whole, "-data", "text"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr
    (tmp_path / "text").write_text(text.replace("6", "7", 1))
    done = subprocess.run([*whole, "-data", "text"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" not in done.stdout + done.stderr


# --- what is refused


def bits(part: str) -> Callable[[Document], Iterator[Document]]:
    """Documents with one bit changed in each byte of a base64 member of the proof."""

    def change(document: Document) -> Iterator[Document]:
        data = b64decode(document["proof"][part])
        for place in range(len(data)):
            bent = b64encode(tamper.flip(data, place, place % 8)).decode()
            yield tamper.changed(document, ("proof", part), bent)

    return change


def node_bits(document: Document) -> Iterator[Document]:
    for i, text in enumerate(document["proof"]["nodes"]):
        data = b64decode(text)
        for place in range(len(data)):
            yield tamper.changed(
                document, ("proof", "nodes", i), b64encode(tamper.flip(data, place, place % 8)).decode()
            )


def reasons_of(documents: Iterator[Document], trust: Trust) -> set[Reason]:
    found = set()
    for document in documents:
        with pytest.raises(Fault) as refused:
            check_anchor(document, trust)
        found.add(refused.value.reason)
    return found


def test_every_byte_of_a_token_matters(anchored: Anchored) -> None:
    assert reasons_of(bits("token")(anchored.newest["rfc3161"]), anchored.trust()) == {
        R.TIMESTAMP_MALFORMED,
        R.TIMESTAMP_OTHER_DIGEST,
        R.TIMESTAMP_DIGEST_WRONG,
        R.TIMESTAMP_CERTIFICATE_WRONG,
        R.TIMESTAMP_SIGNATURE_WRONG,
    }


def test_every_byte_of_a_header_matters(anchored: Anchored) -> None:
    assert reasons_of(bits("header")(anchored.newest["ethereum"]), anchored.trust()) == {R.BLOCK_HEADER_WRONG}


def test_every_byte_of_a_trie_node_matters(anchored: Anchored) -> None:
    assert reasons_of(node_bits(anchored.newest["ethereum"]), anchored.trust()) == {R.TRIE_PROOF_WRONG}


def of(kind: str, *path: str | int, value: Any = None) -> Callable[[Anchored], Document]:
    """The newest anchor of a kind with one thing changed."""

    def change(anchored: Anchored) -> Document:
        document = anchored.newest[kind]
        return tamper.changed(document, path, value(document) if callable(value) else value)

    return change


def other_of(kind: str) -> Callable[[Anchored], Document]:
    """The proof of the older checkpoint, shown for the newest."""
    return lambda anchored: {**anchored.newest[kind], "proof": anchored.older[kind]["proof"]}


def signature_bit(document: Document) -> str:
    data = b64decode(document["proof"]["token"])
    return b64encode(tamper.flip(data, len(data) - 1)).decode()


def second_bit(document: Document) -> str:
    """The second of the time changed: the imprint stays what it was, the signed digest does not fit."""
    data = b64decode(document["proof"]["token"])
    place = data.index(b"\x18\x0f20") + 15
    return b64encode(tamper.flip(data, place)).decode()


def certificate_bit(document: Document) -> str:
    """The last byte of the certificate in the token, which is its own signature's."""
    data = b64decode(document["proof"]["token"])
    start = data.index(b"\xa0\x82", data.index(b"\x18\x0f20"))
    size = int.from_bytes(data[start + 2 : start + 4], "big")
    return b64encode(tamper.flip(data, start + 3 + size)).decode()


TAMPERED: list[tuple[str, Callable[[Anchored], Document], Reason]] = [
    ("another kind", of("ipfs", "kind", value="stone"), R.ANCHOR_KIND_UNKNOWN),
    ("another format", of("ipfs", "format", value="handclasp/anchor/v2"), R.FORMAT_UNKNOWN),
    ("a consistency step too many", of("ipfs", "consistency", value=[forge.b64(bytes(32))]), R.ANCHOR_INCONSISTENT),
    ("a token of another checkpoint", other_of("rfc3161"), R.TIMESTAMP_OTHER_DIGEST),
    ("a token cut off", of("rfc3161", "proof", "token", value="MIIF"), R.TIMESTAMP_MALFORMED),
    ("a time changed", of("rfc3161", "proof", "token", value=second_bit), R.TIMESTAMP_DIGEST_WRONG),
    ("a certificate changed", of("rfc3161", "proof", "token", value=certificate_bit), R.TIMESTAMP_CERTIFICATE_WRONG),
    ("a signature changed", of("rfc3161", "proof", "token", value=signature_bit), R.TIMESTAMP_SIGNATURE_WRONG),
    ("a transaction of another checkpoint", other_of("ethereum"), R.CALLDATA_WRONG),
    ("another chain", of("ethereum", "proof", "chain", value=1), R.CALLDATA_WRONG),
    ("another block named", of("ethereum", "proof", "block", value="00" * 32), R.BLOCK_HEADER_WRONG),
    ("another place in the block", of("ethereum", "proof", "index", value=1), R.TRIE_PROOF_WRONG),
    ("a place before the block", of("ethereum", "proof", "index", value=-1), R.TRIE_PROOF_WRONG),
    (
        "a node too many",
        of("ethereum", "proof", "nodes", value=lambda d: [*d["proof"]["nodes"], d["proof"]["nodes"][-1]]),
        R.TRIE_PROOF_WRONG,
    ),
    (
        "a node left away",
        of("ethereum", "proof", "nodes", value=lambda d: d["proof"]["nodes"][:-1]),
        R.TRIE_PROOF_WRONG,
    ),
    ("a CID of another checkpoint", other_of("ipfs"), R.CID_WRONG),
]


@pytest.mark.parametrize(("change", "reason"), [row[1:] for row in TAMPERED], ids=[row[0] for row in TAMPERED])
def test_what_was_changed_is_refused_by_name(
    anchored: Anchored, change: Callable[[Anchored], Document], reason: Reason
) -> None:
    files = packed(anchored.world, [change(anchored)])
    verdict = check(forge.zipped(files), anchored.trust())
    assert (verdict.status, verdict.reason) == (Status.INVALID, reason)
    assert verdict.where.startswith("anchors/1.anchor.json")


def test_an_anchor_of_another_history_is_refused(anchored: Anchored) -> None:
    fork = forge.Log(forge.ORIGIN, "specimen log")
    fork.entries = [*anchored.world.log.entries[: OLD - 1], b"\x01" * 89]
    note = fork.checkpoint(OLD)
    bent = {**anchored.older["ipfs"], "checkpoint": note, "proof": {"cid": cid_text(cid_bytes(note.encode()))}}
    verdict = check(forge.zipped(packed(anchored.world, [bent])), anchored.trust())
    assert verdict.reason is R.ANCHOR_INCONSISTENT


def test_an_anchor_of_a_stranger_who_names_the_log_is_refused(anchored: Anchored) -> None:
    stranger = forge.Log(forge.ORIGIN, "stranger")
    stranger.entries = anchored.world.log.entries
    note = stranger.checkpoint(size_of(anchored.world.checkpoint))
    bent = {**anchored.newest["ipfs"], "checkpoint": note, "proof": {"cid": cid_text(cid_bytes(note.encode()))}}
    assert check(forge.zipped(packed(anchored.world, [bent])), Trust()).reason is R.SEAL_OTHER_KEY


def test_a_numbers_spelling_in_the_pack_is_fixed(anchored: Anchored) -> None:
    files = packed(anchored.world, [])
    bent = forge.sealed(anchored.world.log, CONVERSATION, files | {"anchors/01.anchor.json": b"{}"}, MADE_BY)
    assert check(forge.zipped(bent), anchored.trust()).reason is R.ZIP_UNEXPECTED_FILE


# --- who may stamp


def test_only_a_time_stamping_certificate_may_stamp_and_only_while_valid(anchored: Anchored) -> None:
    ours = read_certificate(parse_certificates(anchored.stamper.certificate.read_bytes())[0])
    other = read_certificate(parse_certificates(anchored.stamper.issue("other", section="other").read_bytes())[0])
    now = datetime.now(UTC)
    assert may_stamp(ours, now)
    assert not may_stamp(ours, now + timedelta(days=400))
    assert not may_stamp(ours, now - timedelta(days=1))
    assert not may_stamp(other, now)


def test_an_authority_in_between_is_followed_to_the_pinned_root(anchored: Anchored) -> None:
    stamper = anchored.stamper
    between = stamper.issue("between", section="authority")
    leaf = stamper.issue("below", by="between")
    not_one = stamper.issue("pretender", by="below")
    certificates = [
        read_certificate(parse_certificates(path.read_bytes())[0]) for path in (leaf, between, stamper.root, not_one)
    ]
    below, middle, root, pretender = certificates
    now = datetime.now(UTC)
    assert chains_to(below, [middle], [root], now)
    assert not chains_to(below, [], [root], now)
    assert not chains_to(below, [middle], [root], now + timedelta(days=400))
    assert not chains_to(pretender, [below, middle], [root], now)


@pytest.mark.parametrize("key", ["ec:ec_paramgen_curve:P-256", "ec:ec_paramgen_curve:P-384"])
def test_elliptic_curves_stamp_too(world: World, tmp_path: Path, key: str) -> None:
    with Stamper(tmp_path, key) as stamper, httpx.Client() as client:
        proof = made(TimeStamps(stamper.url, client), world.checkpoint)
        root = parse_certificates(stamper.root.read_bytes())
    found = check_anchor(anchor("rfc3161", world.checkpoint, proof), Trust(stampers=root))
    assert found.pinned
    assert found.authority == "CN=Specimen tsa"


def test_a_token_without_certificates_needs_the_signers_own_pinned(anchored: Anchored, tmp_path: Path) -> None:
    text = anchored.world.checkpoint.partition("\n\n")[0] + "\n"
    (tmp_path / "text").write_text(text)
    query = anchored.stamper.openssl("ts", "-query", "-data", str(tmp_path / "text"), "-sha256", "-no_nonce")
    token = decode_timestamp_response(anchored.stamper.reply(query)).time_stamp_token()
    digest = forge.sha(text.encode())
    own = parse_certificates(anchored.stamper.certificate.read_bytes())
    assert check_token(token, digest, own).pinned
    with pytest.raises(Fault) as refused:
        check_token(token, digest, anchored.root)
    assert refused.value.reason is R.TIMESTAMP_CERTIFICATE_WRONG
    assert x509.load_der_x509_certificate(own[0]).subject.rfc4514_string() == check_token(token, digest, own).authority


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_token_breaks_the_verifier(anchored: Anchored, data: st.DataObject) -> None:
    token = bytearray(b64decode(anchored.newest["rfc3161"]["proof"]["token"]))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(token)))
        token[start : start + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    unchanged = bytes(token) == b64decode(anchored.newest["rfc3161"]["proof"]["token"])
    try:
        assert check_token(bytes(token), b"\0" * 32, anchored.root) is None, unchanged
    except Fault as fault:
        assert str(fault.reason).startswith("timestamp-")  # noqa: PT017 - anything else raised fails the test


@given(st.binary(max_size=80))
def test_no_header_or_node_breaks_the_verifier(data: bytes) -> None:
    for spelt in (data, b"\xf8" + bytes([len(data)]) + data):
        try:
            found = decode(spelt, R.TRIE_PROOF_WRONG)
        except Fault as fault:
            assert fault.reason is R.TRIE_PROOF_WRONG  # noqa: PT017 - anything else raised fails the test
        else:
            assert encode(found) == spelt


# --- Ethereum's own published values

GENESIS = "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"
"""The hash of the main chain's first block, as everybody has it."""


def test_keccak_gives_the_published_values() -> None:
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak256(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"


def test_the_name_of_a_known_block_is_known() -> None:
    empty = "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"
    header = "f90214" + "a0" + "00" * 32
    header += "a01dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347" + "94" + "00" * 20
    header += "a0d7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544" + ("a0" + empty) * 2
    header += "b90100" + "00" * 256 + "8504000000008082138880" + "80"
    header += (
        "a011bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa" + "a0" + "00" * 32 + "880000000000000042"
    )
    assert keccak256(bytes.fromhex(header)).hex() == GENESIS
