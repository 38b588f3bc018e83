"""A backlog of callbacks: stored, then booked, routed to invoices and published by two workers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

from django.db import transaction

from bench.collections.shop import Shop
from bench.ledger.postings import new_business, singles
from bench.measuring import REFERENCE_POSTINGS, Row, compare, per_second, row
from billing.models import Invoice, InvoiceState
from core.machine.jobs import drain_queue
from core.models import UnpublishedEvent
from embedded.env import PROJECT_ROOT
from mpesa.callbacks.inbox import store_callback
from mpesa.models import CallbackKind, Till

CALLBACKS, BACKLOG, RUNS = 300, 10_000, 3
#: As many as a cluster has (Q_WORKERS), and as the machine has cores.
WORKERS = 2
DRAINED_BY_POSTED = 1_000 / REFERENCE_POSTINGS


class _Worker:
    """A process that waits for a line and then drains the inbox, as a job of the cluster does."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker", "mpesa.inbox", "mpesa.route"],
            cwd=PROJECT_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.done()

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def done(self) -> None:
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise RuntimeError("a worker has ended")

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


def rows() -> Iterator[Row]:
    shop = Shop()

    def keep(reference: str) -> None:
        store_callback(
            till=shop.till,
            kind=CallbackKind.C2B_CONFIRMATION.value,
            ref="",
            body=shop.confirmation(reference)[1],
            headers={},
            address=None,
        )

    def store() -> int:
        for _ in range(CALLBACKS):
            keep("x")
        return CALLBACKS

    yield compare(
        "collections.store_vs_empty",
        value=store,
        reference=_empty_commits,
        against="empty transactions",
        target=0.1,
    )
    drain_queue("mpesa.inbox")
    yield _drained(shop, keep)


def _empty_commits() -> int:
    for _ in range(CALLBACKS):
        with transaction.atomic():
            Till.objects.filter(pk=0).exists()
    return CALLBACKS


def _drained(shop: Shop, keep: Callable[[str], None]) -> Row:
    post = singles(new_business())
    workers = [_Worker() for _ in range(WORKERS)]

    def together() -> int:
        for worker in workers:
            worker.go()
        for worker in workers:
            worker.done()
        return BACKLOG

    rates, posted = [], []
    try:
        for _ in range(RUNS):
            for number in shop.invoices(BACKLOG):
                keep(number)
            rates.append(per_second(together))
            theirs = Invoice.objects.filter(business=shop.till.business)
            assert not theirs.exclude(state=InvoiceState.PAID).exists()
            assert not UnpublishedEvent.objects.filter(business_id=shop.till.business_id).exists()
            posted.append(per_second(post))
    finally:
        for worker in workers:
            worker.stop()
    return row(
        "collections.drain_per_s", rates, "1/s", "single postings", posted, target=round(DRAINED_BY_POSTED, 3)
    )
