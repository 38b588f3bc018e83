"""The ledger: postings against its peers and against bare SQL, reads against plain sums."""

from __future__ import annotations

from bench.measuring import Row


def rows() -> list[Row]:
    from bench.ledger import postings, reads

    return postings.rows() + reads.rows()
