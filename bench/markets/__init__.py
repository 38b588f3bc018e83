"""Markets: stakes placed by many at once against bare postings, and a whole market settled."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measuring import Row


def rows() -> Iterator[Row]:
    from bench.markets import settling, staking

    yield staking.against_postings()
    yield from settling.rows()
