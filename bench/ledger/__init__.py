"""The ledger: postings against its peers and against bare SQL, reads against plain sums."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measuring import Row


def rows() -> Iterator[Row]:
    from bench.ledger import postings, reads

    yield from postings.rows()
    yield from reads.rows()
