"""Collecting: callbacks taken in, booked and routed, and what we add to a payment request.

`shop.py` has the tills and what comes to them, `running.py` the programs as they are run.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.collections import accepting, asking, draining
from bench.measuring import Row


def rows() -> Iterator[Row]:
    yield from draining.rows()
    yield from accepting.rows()
    yield from asking.rows()
