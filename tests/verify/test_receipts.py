"""A file of receipts: each proves itself, and what stands beside one to be read is what it opens."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.verify import forge
from tests.verify.conftest import World

from handclasp.verify import Reason, Status, Trust, check, explain
from handclasp.verify.merkle import leaf_hash, node_hash, nodes_shown
from handclasp.verify.partial import Partial
from handclasp.verify.pieces import read_pieces
from handclasp.verify.reasons import Fault

Document = dict[str, Any]


def item(world: World, n: int) -> Document:
    record = world.record(n)
    told = {"who": record.fields["author"][1], "at": record.fields["received"][1]}
    told |= {"text": record.fields["body"][1]} if "body" in record.fields else {}
    return {"receipt": world.log.receipt(record, checkpoint=world.checkpoint), **told}


@pytest.fixture(scope="session")
def several(world: World) -> Document:
    return {"format": "handclasp/receipts/v1", "kept_by": "customer", "items": [item(world, n) for n in (1, 2, 3)]}


def put(n: int, name: str, value: Any) -> Callable[[Document], Document]:
    return lambda d: {**d, "items": [{**one, name: value} if at == n else one for at, one in enumerate(d["items"])]}


TAMPERED: list[tuple[str, Callable[[Document], Document], Reason]] = [
    ("the words for reading changed", put(1, "text", "I never said that"), Reason.TEXT_DIFFERS),
    ("another author beside it", put(0, "who", "agent:zhou"), Reason.TEXT_DIFFERS),
    ("another time beside it", put(2, "at", 5), Reason.TEXT_DIFFERS),
    ("something more", put(0, "note", "x"), Reason.JSON_UNKNOWN_KEY),
    ("nothing in it", lambda d: d | {"items": []}, Reason.NO_RECORDS),
    ("kept by nobody", lambda d: d | {"kept_by": "me"}, Reason.VALUE_MALFORMED),
    ("a newer form", lambda d: d | {"format": "handclasp/receipts/v2"}, Reason.FORMAT_UNKNOWN),
]


def test_a_file_of_receipts_is_checked_item_by_item(world: World, several: Document) -> None:
    verdict = check(json.dumps(several).encode(), world.trust)
    assert (verdict.status, verdict.subject, len(verdict.facts["records"])) == (Status.VALID, "receipts", 3)
    assert check(json.dumps(several).encode(), Trust()).status is Status.UNKNOWN_SIGNER
    assert "Receipts: 3, of 1 conversations" in explain(verdict, "en")
    assert "3 份回执（1 段对话）" in explain(verdict, "zh")


@pytest.mark.parametrize(("what", "change", "reason"), TAMPERED)
def test_what_was_changed_is_named(
    world: World, several: Document, what: str, change: Callable[[Document], Document], reason: Reason
) -> None:
    assert check(json.dumps(change(several)).encode(), world.trust).reason is reason, what


def test_one_bad_item_does_not_spoil_the_others_as_pieces(world: World, several: Document) -> None:
    data = json.dumps(put(1, "text", "I never said that")(several)).encode()
    pieces, failed = read_pieces(data, world.trust)
    assert [piece.where for piece in pieces] == ["items[0]", "items[2]"]
    assert [(one.where, one.fault.reason) for one in failed] == [("items[1]", Reason.TEXT_DIFFERS)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 11, 16, 21])
def test_what_a_proof_shows_is_the_tree(size: int) -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(size)]
    tree = forge.Tree(leaves)

    def whole(height: int, number: int) -> bytes:
        return tree.mth(number << height, (number + 1) << height)

    for index in range(size):
        for place, value in nodes_shown(leaves[index], index, size, tree.inclusion(index, size)).items():
            assert value == whole(*place)
    # All of them agree with a recovered beginning, and a stranger's do not.
    for recovered in range(size):
        partial = Partial(recovered, whole, {})
        for index in range(size):
            partial.add(nodes_shown(leaves[index], index, size, tree.inclusion(index, size)))
        other = forge.Tree([*leaves[:-1], leaf_hash(b"another")])
        shown = nodes_shown(other.leaves[0], 0, size, other.inclusion(0, size))
        if size > 1 and size & (size - 1) == 0:
            with pytest.raises(Fault, match="history-rewritten"):
                partial.add(shown)


def test_a_half_that_comes_later_must_fit_the_whole_that_is_known() -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(4)]
    right = node_hash(leaves[2], leaves[3])
    partial = Partial(1, lambda height, number: leaves[0], {(1, 1): right, (0, 2): leaves[2]})
    with pytest.raises(Fault, match="history-rewritten"):
        partial.add({(0, 3): leaf_hash(b"another")})
    assert (0, 3) not in partial.known
    assert partial.add({(0, 3): leaves[3]}) == {(0, 3): leaves[3]}
