"""The event log: written in the same transaction as the fact, numbered per business after commit.

A subscription is a cursor over the numbers of one business. They are dense and given by one publisher of the
business at a time, after the commit of what they number: a reader that has seen N has seen everything of the
business up to N, and no event can appear behind a cursor. Of other businesses they say nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

from django.db import connection, transaction

from core import days
from core.models import PublishedEvent, UnpublishedEvent
from core.registry import Registry
from core.rows.arrays import array_of
from core.rows.event_topics import check_event
from core.rows.locks import AdvisoryLock

logger = logging.getLogger(__name__)

BATCH = 500
_numbering = AdvisoryLock("core.events")

#: Called with the ids of the businesses that have news.
EventListener: TypeAlias = Callable[[Iterable[int]], None]
_listeners: Registry[EventListener] = Registry("listener for events")


def register_event_listener(name: str, listener: EventListener) -> None:
    """Have it called after events were published. Called from config/wiring only."""
    _listeners.register(name, listener)


@lru_cache(maxsize=1024)
def _publisher(business_id: int) -> Callable[[], None]:
    """What runs after commit: one function for each business, so that a transaction registers it once."""

    def publish() -> None:
        publish_business(business_id)

    return publish


def record_event(*, topic: str, business_id: int, **values: int | str) -> None:
    """Append an event to the running transaction and publish it after commit.

    `values` are the ids and facts that core.rows.event_topics names for the topic; raises ValueError for
    others.
    """
    record_events([(topic, business_id, values)])


_INSERT = """
INSERT INTO core_event (topic, business_id, ids, created_at)
SELECT event.*, %s FROM unnest(%s::text[], %s::bigint[], %s::jsonb[]) AS event
"""


def record_events(news: Iterable[tuple[str, int, Mapping[str, int | str]]]) -> None:
    """Append many events, each a topic, a business and its values, in one statement; see record_event."""
    news = list(news)
    if not news:
        return
    for topic, _, values in news:
        check_event(topic, values)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [days.now(), *map(array_of, zip(*news, strict=True))])
    publish_after_commit(*{business_id for _, business_id, _ in news})


def publish_after_commit(*businesses: int) -> None:
    """Publish, after commit, what a statement of the running transaction has appended by itself."""
    waiting = {each[1] for each in connection.run_on_commit}
    # One that is registered already runs whenever this event commits: Django drops it only with a savepoint
    # that is rolled back, and such a savepoint takes this event with it.
    for publish in set(map(_publisher, businesses)) - waiting:
        transaction.on_commit(publish, robust=True)


def unpublished_businesses() -> list[int]:
    """The businesses with committed events that have no number."""
    waiting = UnpublishedEvent.objects.order_by("business_id").values_list("business_id", flat=True)
    return list(waiting.distinct())


def publish_business(business_id: int) -> int:
    """Number the events of a business that are committed and have no number; returns how many.

    One publisher of a business at a time (advisory lock). Who finds the lock taken leaves: the holder looks
    once more after it has let go, so what was committed meanwhile is not left behind.
    """
    published = 0
    while (numbered := _number_batch(business_id)) is not None:
        published += numbered
    if published:
        _tell(business_id)
    return published


def _tell(business_id: int) -> None:
    for listener in _listeners.values():
        try:
            listener({business_id})
        except Exception:
            logger.warning("a listener for events failed; subscribers catch up by their tick", exc_info=True)


# One statement, and a transaction of its own where none runs.
_NUMBER = """
SELECT CASE WHEN EXISTS (SELECT FROM core_unpublishedevent WHERE business_id = %s)
             AND pg_try_advisory_xact_lock(hashtextextended(%s, 0))
       THEN core_publish_events(%s, %s) END
"""


def _number_batch(business_id: int) -> int | None:
    """How many were numbered under the lock; None where nothing waits, or somebody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [business_id, _numbering.key(business_id), business_id, BATCH])
        ((numbered,),) = cursor.fetchall()
    return numbered if numbered is None else int(numbered)


def events_after(*, number: int, business_id: int, limit: int = 200) -> list[PublishedEvent]:
    """Published events of a business after a number, oldest first."""
    rows = PublishedEvent.objects.filter(number__gt=number, business_id=business_id)
    return list(rows.select_related("event").order_by("number")[:limit])


def head(business_id: int) -> int:
    """The number of a business's newest published event; 0 when there is none."""
    rows = PublishedEvent.objects.filter(business_id=business_id).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0
