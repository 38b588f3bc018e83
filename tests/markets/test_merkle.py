"""The tree over the stakes: paths lead to the root, and nowhere else."""

from __future__ import annotations

import hashlib

import pytest

from markets.merkle import BLOCK, SIZE, Tree, block_roots_of, leaf_of, path_by_blocks, tree_of


def leaves(count: int) -> bytes:
    return b"".join(leaf_of(str(number).encode()) for number in range(count))


def root_by_path(leaf: bytes, place: int, count: int, path: list[bytes]) -> bytes:
    """As RFC 9162, section 2.1.3.2, says it."""
    at, last = place, count - 1
    for node in path:
        assert last > 0
        if at & 1 or at == last:
            leaf = hashlib.sha256(b"\x01" + node + leaf).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            leaf = hashlib.sha256(b"\x01" + leaf + node).digest()
        at, last = at >> 1, last >> 1
    assert last == 0
    return leaf


def root_by_definition(nodes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1: split at the largest power of two below the count."""
    if not nodes:
        return hashlib.sha256().digest()
    if len(nodes) == 1:
        return nodes[0]
    half = 1 << (len(nodes) - 1).bit_length() - 1
    left, right = root_by_definition(nodes[:half]), root_by_definition(nodes[half:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def nodes_of(level: bytes) -> list[bytes]:
    return [level[start : start + SIZE] for start in range(0, len(level), SIZE)]


@pytest.mark.parametrize("count", [*range(20), 63, 64, 65, 100])
def test_every_path_leads_to_the_root_of_the_rfc(count: int):
    tree = tree_of(leaves(count))
    assert (len(tree), tree.root) == (count, root_by_definition(nodes_of(leaves(count))))
    for place, leaf in enumerate(nodes_of(leaves(count))):
        assert root_by_path(leaf, place, count, tree.path(place)) == tree.root


def test_leaf_and_node_are_of_different_domains():
    assert leaf_of(b"x") == hashlib.sha256(b"\x00x").digest()
    two = tree_of(leaves(2))
    assert leaf_of(two.levels[0]) != two.root == hashlib.sha256(b"\x01" + two.levels[0]).digest()


@pytest.mark.parametrize("count", [1, 3, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 513])
def test_one_block_and_the_roots_of_all_give_the_same_path(count: int):
    tree = tree_of(leaves(count))
    assert len(nodes_of(tree.block_roots)) == -(-count // BLOCK)
    assert block_roots_of(nodes_of(leaves(count))) == tree.block_roots
    assert tree_of(tree.block_roots).root == tree.root
    for place in {0, 1, count // 2, count - 1} & set(range(count)):
        start = place // BLOCK * BLOCK * SIZE
        block = tree.levels[0][start : start + BLOCK * SIZE]
        path = path_by_blocks(block_leaves=block, block_roots=tree.block_roots, place=place)
        assert path == tree.path(place)


def test_another_block_is_refused():
    tree: Tree = tree_of(leaves(BLOCK + 5))
    with pytest.raises(ValueError):
        path_by_blocks(block_leaves=leaves(BLOCK - 1), block_roots=tree.block_roots, place=3)
