"""A Merkle tree of SHA-256, as RFC 6962 builds it: that one record is among many, shown by a few hashes.

A leaf is SHA-256(00 || record), a node SHA-256(01 || left || right), so that none can pose as the other. A
node without a right neighbour goes up as it is; the root of nothing is SHA-256 of nothing. Pure: no Django.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

SIZE = 32
#: So many leaves, from the first one on, have a node of their own: who keeps these can prove one leaf from
#: the leaves of its block.
BLOCK = 1024
_BLOCK_LEVEL = BLOCK.bit_length() - 1
_LEAF, _NODE = b"\x00", b"\x01"


def leaf_of(record: bytes) -> bytes:
    return hashlib.sha256(_LEAF + record).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


@dataclass(frozen=True)
class Tree:
    """`levels` are the hashes of each level, one after the other: the leaves first, the root last."""

    levels: tuple[bytes, ...]

    def __len__(self) -> int:
        return len(self.levels[0]) // SIZE

    @property
    def root(self) -> bytes:
        return self.levels[-1] if self.levels[0] else hashlib.sha256().digest()

    @property
    def block_roots(self) -> bytes:
        """The roots of the blocks, one after the other."""
        return self.levels[min(_BLOCK_LEVEL, len(self.levels) - 1)]

    def path(self, place: int) -> list[bytes]:
        """What the leaf at `place` is hashed with, up to the root."""
        assert 0 <= place < len(self), "a leaf of the tree"
        found = []
        for level in self.levels[:-1]:
            beside = (place ^ 1) * SIZE
            if beside < len(level):
                found.append(level[beside : beside + SIZE])
            place >>= 1
        return found


def tree_of(leaves: bytes) -> Tree:
    """The tree over hashes of leaves, one after the other."""
    levels = [leaves]
    sha256 = hashlib.sha256
    while len(below := levels[-1]) > SIZE:
        above = bytearray()
        for start in range(0, len(below), 2 * SIZE):
            pair = below[start : start + 2 * SIZE]
            above += sha256(_NODE + pair).digest() if len(pair) > SIZE else pair
        levels.append(bytes(above))
    return Tree(tuple(levels))


def block_roots_of(leaves: Iterable[bytes]) -> bytes:
    """`Tree.block_roots` of a tree over these hashes, while only one block of them is kept. The tree over
    the roots of the blocks has the root of the whole."""
    roots, block = bytearray(), bytearray()
    for leaf in leaves:
        block += leaf
        if len(block) == BLOCK * SIZE:
            roots += tree_of(bytes(block)).root
            block.clear()
    return bytes(roots + tree_of(bytes(block)).root if block else roots)


def path_by_blocks(*, block_leaves: bytes, block_roots: bytes, place: int) -> list[bytes]:
    """`Tree.path`, from the leaves of the block that `place` lies in and the roots of all blocks.

    Raises ValueError where the leaves are not those of the block.
    """
    block, above = tree_of(block_leaves), tree_of(block_roots)
    start = place // BLOCK * SIZE
    if block.root != block_roots[start : start + SIZE]:
        raise ValueError("these leaves are not those of the block")
    return block.path(place % BLOCK) + above.path(place // BLOCK)
