"""After a true loss: what people still hold of the lost seconds comes back, proved; what does not, is named."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from tests.disclose.people import EVERYBODY, LEAD, taken_out, unzipped
from tests.house_fixture import AGENT, CUSTOMER, House, assigned, hired, said
from tests.warm.conftest import Rebuild, furnished, set_up

from handclasp.disclose.salvaged import as_it_was
from handclasp.house import copies
from handclasp.house.app import House as WholeHouse
from handclasp.house.salvaging import Gap, NothingEnded, Report, Salvage, Span
from handclasp.records import Author, Kind, Receipt
from handclasp.seal.commitment import unpack
from handclasp.seal.entry import leaf_hash
from handclasp.seal.note import Head, LogKey
from handclasp.seal.receipt import tlog_proof
from handclasp.seal.tree import Edge, Proofs
from handclasp.store.fsck import fsck
from handclasp.verify import Status, check
from handclasp.verify.note import Trust, parse_vkey
from handclasp.verify.reasons import Reason
from handclasp.verify.receipt import read_receipt

TENANT = "shop"


class Fire(NamedTuple):
    """A house that burnt with nine records shipped, what was said after that, and what went on from the copy."""

    old: House
    new: House
    size: int
    lost: list[Receipt]
    folder: Path

    def hold(self, name: str, data: bytes | dict[str, Any]) -> Path:
        """A file that somebody still holds."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        return path

    def salvage(self, *paths: Path) -> Report:
        return Salvage(self.new, TENANT).take(paths)


@pytest.fixture
def fire(house: House, tmp_path: Path, rebuild: Rebuild) -> Any:
    """Three conversations before the last segment; afterwards the first goes on, and a fourth begins."""
    furnished(house, 8)
    set_up(house, tmp_path / "nas").all()
    size = house.reading.size()
    words = [
        ("order 0", "My phone is 13812345678, call me"),
        ("order 0", "Still waiting"),
        ("order new", "Hello, I just found you"),
        ("order new", "Are you there?"),
        ("order 0", "The last words before the fire"),
    ]
    lost = [house.flow.append(said(text, f"lost {n}", conversation=name)) for n, (name, text) in enumerate(words)]
    _, settings = rebuild(*copies.places(house.paths.data))
    new = WholeHouse(settings)
    new.committer.start()
    yield Fire(house, new, size, lost, tmp_path / "held")
    new.close()


def views(house: House, name: str) -> list[Any]:
    conversation = house.keyring.find(1, name)
    assert conversation is not None
    hired(house, AGENT)
    assigned(house, conversation, AGENT)
    return list(house.disclose.read(AGENT, conversation, purpose="support"))


def test_what_people_hold_comes_back_and_the_rest_is_named(fire: Fire) -> None:
    held = [fire.hold(f"{n}.receipt.json", one.document) for n, one in enumerate(fire.lost) if n not in (1, 3)]
    report = fire.salvage(*held)
    assert report.refused == ()
    assert [one.old - fire.size for one in report.entered] == [0, 2, 4]
    (standing,) = report.standing
    assert (standing.origin, standing.size, standing.proven) == (fire.old.log.origin, fire.size, fire.size + 5)
    assert standing.back == tuple(Span(fire.size + n, fire.size + n) for n in (0, 2, 4))
    assert standing.unknown == (Span(fire.size + 1, fire.size + 1), Span(fire.size + 3, fire.size + 3))
    # The conversations that the pieces told of, and what lies between.
    seqs = [one.stored.seq for one in fire.lost]
    by_name = {one.conversation: one for one in standing.conversations}
    old = fire.lost[0].stored.conversation.hex()
    assert by_name[old] == Gap(
        old, seqs[0] - 1, (Span(seqs[0], seqs[0]), Span(seqs[4], seqs[4])), (Span(seqs[1], seqs[1]),)
    )
    # In the conversation it stood in, with its masks, and to be read as what it was.
    back = [one for one in views(fire.new, "order 0") if one.kind == Kind.SALVAGED]
    assert [one.body.startswith("My phone is 【") for one in back] == [True, False]
    was = as_it_was(back[0])
    assert (was.kind, was.author, was.received) == (
        Kind.MESSAGE,
        Author("customer", "7F3A"),
        views(fire.old, "order 0")[0].received,
    )
    assert [(span.type, span.original) for span in back[0].spans] == [("PHONE", None)]
    assert fsck(fire.new.log, fire.new.log_key, fire.new.signer, fire.new.database, lambda *_: None).sound
    # One whose own name was lost with it stands under its old pseudonym.
    unnamed = fire.lost[2].stored.conversation
    assert fire.new.keyring.find(1, "order new") is None
    assert [as_it_was(one).body for one in views(fire.new, f"salvaged/{unnamed.hex()}")] == ["Hello, I just found you"]


def test_more_of_a_record_enters_beside_it_and_notes_stay_inside(fire: Fire) -> None:
    document = json.loads(fire.lost[0].document)
    closed = {**document, "record": {**document["record"], "openings": {}}}
    first = fire.salvage(fire.hold("closed.json", closed))
    assert [one.words for one in first.entered] == [False]
    assert first.standing[0].unknown[0] == Span(fire.size, fire.size + 0)
    assert [one.words for one in fire.salvage(fire.hold("open.json", fire.lost[0].document)).entered] == [True]
    conversation = fire.lost[0].stored.conversation
    # What says nothing of its kind is shown to no customer; the message is.
    shown = fire.new.disclose.read(CUSTOMER._replace(conversation=conversation.hex()), conversation, purpose="own")
    back = [as_it_was(one) for one in shown if one.kind == Kind.SALVAGED]
    assert [(one.kind, one.body and one.body[:11]) for one in back] == [(Kind.MESSAGE, "My phone is")]


def test_whose_it_is_must_be_known_and_what_was_erased_stays_so(fire: Fire) -> None:
    unnamed = fire.hold("unnamed.json", fire.lost[2].document)
    report = Salvage(fire.new).take([unnamed])
    assert [one.code for one in report.refused] == ["salvage-whose"]
    conversation = fire.lost[0].stored.conversation
    with psycopg.connect(str(fire.new.settings.database_url)) as admin:
        admin.execute("delete from handclasp.conversations where conversation = %s", (conversation,))
    fire.new.keyring.forget(1, conversation)
    report = fire.salvage(fire.hold("erased.json", fire.lost[0].document))
    assert [one.code for one in report.refused] == ["salvage-erased"]


def test_the_same_record_from_two_people_or_twice_enters_once(fire: Fire) -> None:
    mine = fire.hold("mine.json", fire.lost[0].document)
    conversation = fire.lost[0].stored.conversation
    theirs = fire.hold(
        "theirs.json", fire.old.disclose.receipt(customer(fire, 0), conversation, fire.lost[0].stored.seq)
    )
    assert len(fire.salvage(mine, theirs).entered) == 1
    size = fire.new.reading.size()
    again = fire.salvage(mine, theirs, mine)
    assert (again.entered, again.doubles) == ((), 1)
    assert fire.new.reading.size() == size


def customer(fire: Fire, n: int) -> Any:
    return CUSTOMER._replace(conversation=fire.lost[n].stored.conversation.hex())


def test_a_salvaged_record_gives_its_old_receipt_again(fire: Fire) -> None:
    fire.salvage(fire.hold("a.json", fire.lost[1].document))
    (back,) = [one for one in views(fire.new, "order 0") if one.kind == Kind.SALVAGED]
    facts = back.facts
    values = {**facts["old"], "body": {"t": "text", "v": back.body}}
    document = {
        "format": "handclasp/receipt/v1",
        "entry": b64encode(facts["entry"]).decode(),
        "record": {
            "version": 1,
            "commitments": {name: b64encode(c).decode() for name, c in unpack(facts["commitments"])},
            "openings": {name: {"salt": salt, "value": values[name]} for name, salt in facts["salts"].items()},
        },
        "proof": facts["proof"].decode(),
    }
    trust = Trust(tuple(parse_vkey(vkey) for vkey in fire.old.log_key.vkeys()))
    receipt = read_receipt(json.dumps(document).encode(), trust)
    assert receipt.record.get("body") == "Still waiting"
    assert receipt.index == fire.lost[1].stored.index
    # Its conversation leaves the house as any other, and the pack says what it is.
    hired(fire.new, *EVERYBODY)
    pack = taken_out(fire.new, fire.lost[1].stored.conversation, LEAD)
    verdict = check(pack, Trust(tuple(parse_vkey(vkey) for vkey in fire.new.log_key.vkeys())))
    assert (verdict.status, verdict.reason) == (Status.VALID, None)
    page = unzipped(pack)["transcript.html"].decode()
    assert "Salvaged record" in page
    assert "tlog-proof" not in page


def tampered(fire: Fire) -> bytes:
    return fire.lost[1].document.replace(b"Still waiting", b"Still winning")


def forged(fire: Fire) -> bytes:
    """The checkpoint's root is another one than was signed."""
    document = json.loads(fire.lost[1].document)
    head, _, note = document["proof"].partition("\n\n")
    lines = note.split("\n")
    lines[1] = str(int(lines[1]) + 1)
    document["proof"] = f"{head}\n\n" + "\n".join(lines)
    return json.dumps(document).encode()


def of_another_log(fire: Fire) -> bytes:
    return fire.lost[1].document.replace(b"demo.example/log/main", b"other.example/log/main")


def two_stories(fire: Fire) -> bytes:
    """The old log's own key signs another tree of a size that it signed before."""
    return _signed(fire)


def fork(fire: Fire) -> bytes:
    """The old log's own key signs another record behind the recovered head."""
    return _signed(fire, more=1)


def fork_before(fire: Fire) -> bytes:
    """The old log's own key signs a history in which what was recovered never stood."""
    return _signed(fire, more=2, which=0, recovered=[bytes([n]) * 32 for n in range(fire.size)])


def of_another_house(fire: Fire) -> bytes:
    """Another house of the same name, with keys of its own."""
    return _signed(fire, seed=b"another house's seed".ljust(64, b"."))


def _signed(
    fire: Fire, more: int = 0, which: int = 1, recovered: list[bytes] | None = None, seed: bytes = b""
) -> bytes:
    """A lost record where the first stood, `more` behind it, under a checkpoint by the old key or another."""
    document = json.loads(fire.lost[which].document)
    known = fire.old.reading.tiles(0, 0, fire.size)
    leaves = recovered or [known[n * 32 : n * 32 + 32] for n in range(fire.size)]
    leaves += [leaf_hash(b64decode(document["entry"])), *(bytes([200 + n]) * 32 for n in range(more))]
    edge = Edge()
    tiles = {(tile.level, tile.index): tile.hashes for tile in edge.append(leaves)}
    key = LogKey(fire.old.log.origin, seed or fire.old.log_key.seed)
    path = Proofs(edge.size, lambda level, at, _: tiles[level, at])(fire.size)
    proof = tlog_proof(fire.size, path, key.sign(Head(edge.size, edge.root()), 1))
    return json.dumps(document | {"proof": proof}).encode()


REFUSED: list[tuple[str, Callable[[Fire], bytes], str]] = [
    ("tampered text", tampered, Reason.OPENING_WRONG),
    ("a forged checkpoint", forged, Reason.SIGNATURE_WRONG),
    ("another log", of_another_log, Reason.ORIGIN_NOT_PINNED),
    ("another house", of_another_house, Reason.PINNED_KEY_DID_NOT_SIGN),
    ("two trees of one size", two_stories, Reason.CHECKPOINTS_CONFLICT),
    ("a fork behind the recovered head", fork, Reason.KNOWN_RECORD_DIFFERS),
    ("a fork before it", fork_before, Reason.HISTORY_REWRITTEN),
    ("no piece at all", lambda _: b"hello", Reason.NOT_RECOGNISED),
]


def test_what_does_not_verify_is_named_and_changes_nothing(fire: Fire) -> None:
    fire.salvage(fire.hold("good.json", fire.lost[0].document))
    size, standing = fire.new.reading.size(), list(Salvage(fire.new).standing())
    for what, make, reason in REFUSED:
        report = fire.salvage(fire.hold("bad.json", make(fire)))
        assert [one.code for one in report.refused] == [str(reason)], what
        assert report.entered == ()
    assert (fire.new.reading.size(), list(Salvage(fire.new).standing())) == (size, standing)


def test_a_log_that_follows_no_other_has_nothing_to_salvage(house: House) -> None:
    with pytest.raises(NothingEnded, match="continues no other"):
        Salvage(house)
