"""Where the first passes of a run are done: here, or on a Dask cluster, with the same result.

They look at every row of both sides, and each part of the receipts by itself. A run with DASK_SCHEDULER in
the settings has the parts done there; one of more than `SPREAD_ROWS` rows spreads them over the cores of this
machine, by threads in this process, so that nothing listens. Either wants `requirements-cluster.txt`.

Whoever reaches a scheduler can have it run anything, and so can it on whoever asks it: so only `tls://` is
spoken, with certificates on both sides, from Dask's own settings (`DASK_DISTRIBUTED__COMM__TLS__...`).
Workers get receipts, legs and cents, and nothing of a person; they need this code, and no database.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pandas as pd
from django.conf import settings

from reconciliation.runs.matching import First, in_parts
from reconciliation.runs.matching.receipts import ByReceipt, match_receipts

if TYPE_CHECKING:
    from distributed import Client

logger = logging.getLogger(__name__)

#: From so many rows on both sides on, the parts are spread.
SPREAD_ROWS = 2_000_000
PARTS = 16
#: Seconds until a scheduler that does not answer is done without.
ANSWERS_WITHIN = 10


@contextmanager
def first_passes(rows: int) -> Iterator[First]:
    """How a run of so many rows has its first passes done. A cluster that cannot be reached, or breaks, is
    told in the log, and done without."""
    with ExitStack() as opened:
        client = _client(rows, opened)
        yield _or_here(on_cluster(client)) if client else match_receipts


def _or_here(there: First) -> First:
    def first(rows: pd.DataFrame, books: pd.DataFrame) -> ByReceipt:
        try:
            return there(rows, books)
        except Exception as problem:  # what is wrong with the rows themselves is raised here as well
            logger.warning("the cluster did not match, it is done here: %r", problem)
            return match_receipts(rows, books)

    return first


def on_cluster(client: Client, parts: int = PARTS) -> First:
    """The first passes as tasks of a cluster: in order, whoever is done first."""

    def each(
        work: First, lefts: Iterable[pd.DataFrame], rights: Iterable[pd.DataFrame]
    ) -> Iterable[ByReceipt]:
        tasks = [client.submit(work, *sides, pure=False) for sides in zip(lefts, rights, strict=True)]
        for task in tasks:
            yield task.result()
            task.release()

    return in_parts(parts, each)


def _client(rows: int, opened: ExitStack) -> Client | None:
    address = settings.DASK_SCHEDULER
    if not address and rows < SPREAD_ROWS:
        return None
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        if address:
            logger.warning("DASK_SCHEDULER is set, and requirements-cluster.txt is not installed")
        return None
    if not address:
        threads = {"n_workers": 1, "threads_per_worker": os.cpu_count() or 1, "processes": False}
        local = LocalCluster(**threads, dashboard_address=None, memory_limit=0)
        here: Client = opened.enter_context(Client(opened.enter_context(local)))
        return here
    try:
        there: Client = opened.enter_context(Client(address, timeout=ANSWERS_WITHIN, name="hesabu"))
        return there
    except (OSError, ValueError, TypeError) as problem:  # a time-out, a bad address, no certificates
        logger.warning("the Dask scheduler cannot be asked, matching goes on here: %s", problem)
        return None
