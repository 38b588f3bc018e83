"""The event log: written in the same transaction as the fact, numbered after commit.

A subscription is a cursor over PublishedEvent.number. Numbers are dense and given under one lock, so a
reader that has seen N has seen everything up to N: no event can appear behind a cursor.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.db import connection, transaction

from core.locks import try_advisory_lock
from core.models import Event, PublishedEvent, UnpublishedEvent

logger = logging.getLogger(__name__)

BATCH = 500

#: Called with the ids of the businesses that have news. Filled by config/wiring.py (Channels).
listeners: list[Callable[[Iterable[int]], None]] = []


def record_event(*, topic: str, business_id: int, **ids: int | str) -> None:
    """Append an event to the running transaction and publish it after commit."""
    Event.objects.create(topic=topic, business_id=business_id, ids=ids)
    transaction.on_commit(publish_events, robust=True)


def publish_events() -> int:
    """Number the events that are committed and have no number; returns how many.

    One publisher at a time (advisory lock). Who finds the lock taken leaves: the holder looks once more
    after it has let go, so what was committed meanwhile is not left behind.
    """
    published = 0
    while UnpublishedEvent.objects.exists():
        with transaction.atomic():
            if not try_advisory_lock("core.events"):
                return published
            businesses = _number_batch()
        published += len(businesses)
        for listener in listeners if businesses else ():
            try:
                listener(set(businesses))
            except Exception:
                logger.warning(
                    "a listener for events failed; subscribers catch up by their tick", exc_info=True
                )
    return published


def _number_batch() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH batch AS (
                DELETE FROM core_unpublishedevent WHERE event_id IN (
                    SELECT event_id FROM core_unpublishedevent ORDER BY event_id LIMIT %s
                ) RETURNING event_id
            ), head AS (SELECT COALESCE(max(number), 0) AS number FROM core_publishedevent)
            INSERT INTO core_publishedevent (number, event_id, business_id)
            SELECT head.number + row_number() OVER (ORDER BY event.id), event.id, event.business_id
            FROM batch JOIN core_event AS event ON event.id = batch.event_id, head
            RETURNING business_id
            """,
            [BATCH],
        )
        return [row[0] for row in cursor.fetchall()]


def events_after(*, number: int, business_ids: Iterable[int], limit: int = 200) -> list[PublishedEvent]:
    """Published events after a number, oldest first."""
    rows = PublishedEvent.objects.filter(number__gt=number, business_id__in=list(business_ids))
    return list(rows.select_related("event").order_by("number")[:limit])


def head() -> int:
    """The number of the newest published event; 0 when there is none."""
    newest = PublishedEvent.objects.order_by("-number").values_list("number", flat=True).first()
    return newest or 0
