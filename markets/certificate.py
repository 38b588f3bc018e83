"""The certificate of a settlement: all that went in, what came out, and one digest of it. Pure: no Django.

Canonical bytes frame every field by its length, so that no two contents are written alike: one byte for the
type, four for the length, then the value. `n` nothing; `i` a whole number in 8 bytes; `t` UTF-8 text; `l` a
list, with the count of its items in place of the length, and the items; `m` the same of names and values,
sorted by the bytes of the names. Numbers are big-endian.

A stake is the list of its seven numbers; the tree (merkle.py) is over these. The digest is SHA-256 of the
list [DOMAIN, head], the head being the first line of the file without its type and digest, and with the root
of the tree in it: whoever has the head and a path can check a stake without seeing the others'. The offline
verifier (verify_certificate.py) computes everything anew, in code of its own.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from markets.merkle import Tree, block_roots_of, leaf_of, tree_of
from markets.parimutuel import Settlement
from markets.pools import Resolution, Rules, Stakes

VERSION = 1
DOMAIN = "hesabu market certificate"
Cells = tuple[int, int, int, int, int, int, int]

_COUNT, _NUMBER = struct.Struct(">cI"), struct.Struct(">cIq")
_SEVEN, _I = _COUNT.pack(b"l", 7), _COUNT.pack(b"i", 8)
_STAKE = struct.Struct(">5s" + "5sq" * 7)


def frame(value: Any) -> bytes:
    """Canonical bytes. Raises TypeError for what has none, struct.error for numbers beyond 64 bits."""
    if value is None:
        return _COUNT.pack(b"n", 0)
    if isinstance(value, bool | float):
        raise TypeError("truths and fractions have no canonical bytes here")
    if isinstance(value, int):
        return _NUMBER.pack(b"i", 8, value)
    if isinstance(value, str):
        text = value.encode()
        return _COUNT.pack(b"t", len(text)) + text
    if isinstance(value, list | tuple):
        return _COUNT.pack(b"l", len(value)) + b"".join(map(frame, value))
    if isinstance(value, Mapping):
        pairs = sorted((frame(str(name)), frame(item)) for name, item in value.items())
        return _COUNT.pack(b"m", len(value)) + b"".join(name + item for name, item in pairs)
    raise TypeError(f"{type(value).__name__} has no canonical bytes")


@dataclass(frozen=True)
class Certificate:
    """`head` is what the digest is of; `digest` is that in hex: what is approved, settled and published."""

    head: dict[str, Any]
    digest: str
    stakes: Stakes
    settlement: Settlement
    block_roots: bytes

    @cached_property
    def tree(self) -> Tree:
        """The whole tree over the stakes, 64 bytes for each."""
        return tree_of(b"".join(_leaves(self.stakes, self.settlement)))

    def lines(self) -> Iterator[bytes]:
        """The file."""
        return file_lines(self.head, _rows(self.stakes, self.settlement))

    def proof(self, place: int) -> bytes:
        """That the stake at `place` of the columns is part of the certificate, as one line."""
        return proof_line(
            head=self.head,
            cells=cells_at(self.stakes, self.settlement, place),
            place=place,
            path=self.tree.path(place),
        )


def file_lines(head: Mapping[str, Any], stakes: Iterable[Cells]) -> Iterator[bytes]:
    """A certificate's file: the head, a line for each stake, and the SHA-256 of all before."""
    found, count = hashlib.sha256(), 0
    line = _line({"type": "certificate", **head, "digest": digest_of(head)})
    found.update(line)
    yield line
    for count, cells in enumerate(stakes, start=1):  # noqa: B007 - how many there were
        line = b'{"type":"stake","cells":[%d,%d,%d,%d,%d,%d,%d]}\n' % cells
        found.update(line)
        yield line
    yield _line({"type": "end", "stakes": count, "sha256": found.hexdigest()})


def certify(
    *,
    about: Mapping[str, str],
    rules: Rules,
    resolution: Resolution,
    stakes: Stakes,
    settlement: Settlement,
) -> Certificate:
    """The certificate of a settlement of exactly these inputs; the same for the same.

    `about` says in texts what the market was, as it is to be read by everybody: its id, its question, the
    rules of resolution, the evidence and its hash. Nothing in the certificate names a player.
    """
    block_roots = block_roots_of(_leaves(stakes, settlement))
    head = {
        "version": VERSION,
        "about": dict(about),
        "rules": {
            "outcomes": list(rules.outcomes),
            "fee_bps": rules.fee_bps,
            "no_winner": str(rules.no_winner),
            "mode": str(rules.mode),
            "tote_tick_cents": rules.tote_tick_cents,
        },
        "resolution": {
            "weights_bps": dict(resolution.weights_bps),
            "scratched": sorted(resolution.scratched),
            "effective_close": resolution.effective_close,
            "carry_in": resolution.carry_in,
        },
        "result": {
            "ending": str(settlement.ending),
            "dividends": dict(settlement.dividends),
            **asdict(settlement.totals),
        },
        "stakes": len(stakes),
        "players": stakes.player_count,
        "root": tree_of(block_roots).root.hex(),
    }
    return Certificate(head, digest_of(head), stakes, settlement, block_roots)


def digest_of(head: Mapping[str, Any]) -> str:
    return hashlib.sha256(frame([DOMAIN, head])).hexdigest()


def _leaves(stakes: Stakes, settlement: Settlement) -> Iterator[bytes]:
    return map(leaf_of_cells, _rows(stakes, settlement))


def leaf_of_cells(cells: Cells) -> bytes:
    """The leaf of one stake: its seven numbers as `frame` has them, at once."""
    one, two, three, four, five, six, seven = cells
    return leaf_of(_STAKE.pack(_SEVEN, _I, one, _I, two, _I, three, _I, four, _I, five, _I, six, _I, seven))


def cells_at(stakes: Stakes, settlement: Settlement, place: int) -> Cells:
    """Sequence, player, outcome, cents, accepted at, fate (0 lost, 1 won, 2 refunded), pay."""
    return (
        stakes.sequences[place],
        stakes.players[place],
        stakes.outcomes[place],
        stakes.cents[place],
        stakes.accepted_at[place],
        settlement.fates[place],
        settlement.pays[place],
    )


def proof_line(*, head: Mapping[str, Any], cells: Cells, place: int, path: list[bytes]) -> bytes:
    """A player's proof. With kept Tree.block_roots merkle.path_by_blocks gives the path."""
    return _line(
        {
            "type": "proof",
            "certificate": {**head, "digest": digest_of(head)},
            "place": place,
            "cells": list(cells),
            "path": [each.hex() for each in path],
        }
    )


def _rows(stakes: Stakes, settlement: Settlement) -> Iterator[Cells]:
    return zip(
        stakes.sequences,
        stakes.players,
        stakes.outcomes,
        stakes.cents,
        stakes.accepted_at,
        settlement.fates,
        settlement.pays,
        strict=True,
    )


def _line(values: dict[str, Any]) -> bytes:
    return f"{json.dumps(values, ensure_ascii=False, separators=(',', ':'))}\n".encode()
