"""The tree kept in tiles is RFC 6962's tree at every size, and its proofs convince an independent verifier."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.seal.forest import Grown

from handclasp.seal import tree
from handclasp.seal.tree import Edge
from handclasp.verify import merkle

LARGE = Grown(700, 1, 255, 256, 257, 64_500)
REFERENCE = merkle.Tree(LARGE.leaves)
sizes = st.integers(1, len(LARGE.leaves)) | st.sampled_from(
    [1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537]
)


@given(st.lists(st.integers(0, 600), max_size=6))
@settings(max_examples=40)
def test_batches_of_any_sizes_give_the_same_tree(batches: list[int]) -> None:
    grown = Grown(*batches)
    assert grown.edge.root() == merkle.Tree(grown.leaves).root()
    assert grown.head.size == sum(batches)


@given(st.lists(st.integers(0, 600), min_size=1, max_size=6))
@settings(max_examples=40)
def test_an_edge_read_back_is_the_edge_that_grew(batches: list[int]) -> None:
    grown = Grown(*batches)
    loaded = Edge.load(grown.edge.size, grown.read)
    assert loaded.root() == grown.edge.root()
    more = [bytes([n]) * 32 for n in range(7)]
    assert loaded.append(more) == grown.edge.append(more)
    assert loaded.root() == grown.edge.root()


def test_an_edge_read_back_past_three_levels_is_the_edge_that_grew() -> None:
    loaded = Edge.load(LARGE.edge.size, LARGE.read)
    assert LARGE.edge.size > 65_536
    assert loaded.root() == LARGE.edge.root() == REFERENCE.root()


def test_every_tile_is_the_one_the_verifier_derives() -> None:
    for (level, index), hashes in LARGE.tiles.items():
        assert hashes == REFERENCE.tile(level, index, len(hashes) // 32)


@given(sizes)
@settings(max_examples=60)
def test_the_root_of_every_earlier_size_is_the_verifiers(size: int) -> None:
    assert tree.root(size, LARGE.read) == REFERENCE.root(size)


@given(sizes, st.data())
@settings(max_examples=120)
def test_every_record_can_be_proven_in_every_later_tree(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(index, size, LARGE.read)
    assert merkle.root_from_inclusion(LARGE.leaves[index], index, size, proof) == REFERENCE.root(size)
    assert (
        merkle.root_from_inclusion(LARGE.leaves[index], (index + 1) % size, size, proof) != REFERENCE.root(size)
        or size == 1
    )


@given(sizes, sizes)
@settings(max_examples=120)
def test_every_tree_is_proven_the_beginning_of_a_later_one(one: int, other: int) -> None:
    old, new = sorted((one, other))
    proof = tree.consistency_proof(old, new, LARGE.read)
    roots = REFERENCE.root(old), REFERENCE.root(new)
    assert merkle.consistent(old, roots[0], new, roots[1], proof)
    assert tree.consistent(old, roots[0], new, roots[1], proof)
    assert not tree.consistent(old, bytes(32), new, roots[1], proof)
    assert not tree.consistent(old, roots[0], new, bytes(32), proof)


@given(sizes, sizes, st.lists(st.binary(min_size=32, max_size=32), max_size=20))
def test_both_judges_of_consistency_agree_on_any_proof(one: int, other: int, proof: list[bytes]) -> None:
    old, new = sorted((one, other))
    claim = old, REFERENCE.root(old), new, REFERENCE.root(new), proof
    assert tree.consistent(*claim) == merkle.consistent(*claim)


def test_a_rewritten_leaf_is_no_continuation() -> None:
    honest, other = Grown(300), Grown(300, seed=b"another history")
    other.grow(300)
    proof = tree.consistency_proof(300, 600, other.read)
    assert not tree.consistent(300, honest.edge.root(), 600, other.edge.root(), proof)


def test_an_append_that_fails_is_forgotten_with_its_copy() -> None:
    grown = Grown(300)
    before = grown.edge.root()
    grown.edge.copy().append([bytes(32)] * 300)
    assert grown.edge.root() == before
    assert grown.edge.size == 300


def test_a_full_tile_is_given_once_and_a_partial_one_as_it_ends() -> None:
    tiles = Edge().append([bytes([n % 256]) * 32 for n in range(600)])
    assert [(t.level, t.index, t.width) for t in tiles] == [(0, 0, 256), (0, 1, 256), (0, 2, 88), (1, 0, 2)]


@pytest.mark.parametrize("size", [1, 256, 300])
def test_a_missing_tile_is_said(size: int) -> None:
    with pytest.raises(KeyError):
        tree.root(size, Grown().read)


def test_the_empty_tree_has_the_rfcs_root() -> None:
    assert Edge().root() == tree.root(0, Grown().read) == merkle.EMPTY


def test_an_edge_tells_whether_it_goes_on_from_another() -> None:
    before, after, other = Grown(300, 300), Grown(300, 300, 700), Grown(10)
    other.edge.append([bytes(32)] * 1290)
    assert after.edge.goes_on_from(before.edge)
    assert not before.edge.goes_on_from(after.edge)
    assert not other.edge.goes_on_from(before.edge)
    assert not Edge(70_000, [[bytes(32)] * 112, [bytes(32)] * 17, [bytes(32)]]).goes_on_from(before.edge)
