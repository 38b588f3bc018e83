"""Callbacks taken in by the web process, beside a bare Django view on the same server; and how soon they are
booked and published.
"""

from __future__ import annotations

import math
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

from django.db import connection, connections

from bench.collections.running import cluster, web_process
from bench.collections.shop import Shop
from bench.http import post_all, post_at_a_pace
from bench.ledger.postings import posted_per_second
from bench.measuring import Row, compare, row, scaled
from bench.peers.bare_view import TABLE
from core.rows.events import head

CALLBACKS, AT_ONCE = 1_500, 16
#: Callbacks a second on a machine of REFERENCE_POSTINGS, and for how many seconds.
PACE, SECONDS = 100, 60
#: Seconds between two looks at what is published.
LOOK = 0.01
BOOKED_WITHIN_MS = 1_000
_BARE = {"DJANGO_SETTINGS_MODULE": "bench.peers.bare_settings"}

#: The receipts whose routing is published: it is recorded in the transaction that books them, or after it.
_PUBLISHED = """
SELECT published.number, receipt.number
FROM core_publishedevent AS published JOIN core_event AS event ON event.id = published.event_id
JOIN mpesa_receipt AS receipt ON receipt.id = (event.ids ->> 'receipt')::bigint
WHERE published.business_id = %s AND published.number > %s AND event.topic = 'receipt.routed'
ORDER BY published.number
"""


def rows() -> Iterator[Row]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute("GRANT INSERT ON bench_body TO hesabu_app")
        cursor.execute("GRANT USAGE ON SEQUENCE bench_body_id_seq TO hesabu_app")
    shop = Shop()
    with ExitStack() as stack:
        ours, _ = stack.enter_context(web_process())
        bare, _ = stack.enter_context(web_process("bench.peers.bare_view:application", _BARE))
        yield compare(
            "collections.accept_vs_bare_view",
            value=lambda: post_all(ours, shop.hook_path, _bodies(shop, CALLBACKS), at_once=AT_ONCE),
            reference=lambda: post_all(bare, "/keep", _bodies(shop, CALLBACKS), at_once=AT_ONCE),
            against="a bare Django view that inserts one row",
            target=0.6,
        )
        posted = posted_per_second()
        stack.enter_context(cluster())
        _await_drained(shop)
        yield from _sustained(shop, ours, bare, pace=scaled(PACE, posted), posted=round(posted))


def _bodies(shop: Shop, count: int) -> list[bytes]:
    return [shop.confirmation("x")[1] for _ in range(count)]


def _sustained(shop: Shop, ours: int, bare: int, *, pace: int, posted: int) -> Iterator[Row]:
    """At a steady pace with the cluster running: how long an answer takes, and a booking."""
    machine = f"{pace} callbacks a second, on a machine of {posted:,} postings a second"
    known = [shop.confirmation(number) for number in shop.invoices(pace * SECONDS)]
    watch = _Watch(shop.till.business_id, len(known))
    times = post_at_a_pace(ours, shop.hook_path, [body for _, body in known], per_second=pace)
    seen = watch.finish()
    theirs = post_at_a_pace(bare, "/keep", _bodies(shop, pace * SECONDS), per_second=pace)
    yield row(
        "collections.accept_p99_vs_bare_view",
        [_percentile([took for _, took in times], 99)],
        "ms",
        f"the bare view, both at {machine}",
        [_percentile([took for _, took in theirs], 99)],
        target=3,
    )
    booked = [seen[receipt] - sent for (receipt, _), (sent, _) in zip(known, times, strict=True)]
    yield row(
        "collections.booked_p95_ms",
        [_percentile(booked, 95)],
        "ms",
        f"the median of the same, at {machine}",
        [statistics.median(booked) * 1000],
        target=BOOKED_WITHIN_MS,
        absolute=True,
    )


def _percentile(seconds: list[float], part: int) -> float:
    """In milliseconds."""
    return sorted(seconds)[math.ceil(len(seconds) * part / 100) - 1] * 1000


class _Watch:
    """Notes when each receipt of a business is published as routed, by the wall clock."""

    def __init__(self, business_id: int, count: int) -> None:
        self._business_id, self._count = business_id, count
        self._seen: dict[str, float] = {}
        self._last = head(business_id)
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        try:
            last, deadline = self._last, time.monotonic() + SECONDS + 60
            while len(self._seen) < self._count and time.monotonic() < deadline:
                with connection.cursor() as cursor:
                    cursor.execute(_PUBLISHED, [self._business_id, last])
                    found = cursor.fetchall()
                now = time.time()
                for last, receipt in found:  # noqa: B007
                    self._seen[receipt] = now
                time.sleep(LOOK)
        finally:
            connection.close()

    def finish(self) -> dict[str, float]:
        self._thread.join()
        if len(self._seen) < self._count:
            raise RuntimeError(f"{len(self._seen)} of {self._count} receipts were published")
        return self._seen


def _await_drained(shop: Shop) -> None:
    """The throughput's callbacks are no backlog for what comes after."""
    deadline = time.monotonic() + 120
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM mpesa_callbackwork AS work JOIN mpesa_callback AS callback"
                " ON callback.id = work.callback_id WHERE work.state = 'DUE' AND callback.till_id = %s",
                [shop.till.pk],
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.1)
    raise RuntimeError("the cluster does not drain the inbox")
