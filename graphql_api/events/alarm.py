"""Wakes the subscriptions of this process. Redis only makes it prompt: a tick does the same every 5 seconds.

One task per event loop listens to one group for all sockets of the process. A message names the businesses
or people with news; who waits for one of them looks into the event log. Messages may be lost or doubled.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from time import monotonic
from typing import Any, Final
from weakref import WeakKeyDictionary

from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from core.machine.publishing import publish_events

logger = logging.getLogger(__name__)

GROUP: Final = "events"
TICK_SECONDS: Final = 5.0
SEND_SECONDS: Final = 2.0


def announce_businesses(business_ids: Iterable[int]) -> None:
    """Tell every process that these businesses have events. A listener of core.rows.events."""
    _announce([f"business:{number}" for number in business_ids])


def announce_person(user_id: int) -> None:
    """Tell every process to look again at what a person may do: they signed out, or a role changed."""
    _announce([f"person:{user_id}"])


#: Redis is left alone until then after it failed: who commits pays its time-out once a tick, not each time.
_resting_until = 0.0


def _announce(topics: list[str]) -> None:
    global _resting_until
    if monotonic() < _resting_until:
        return

    async def send() -> None:
        layer = get_channel_layer()
        if layer is not None:
            async with asyncio.timeout(SEND_SECONDS):
                await layer.group_send(GROUP, {"type": "events.wake", "topics": topics})

    try:
        async_to_sync(send)()
    except Exception as error:
        _resting_until = monotonic() + TICK_SECONDS
        logger.warning("Redis did not take a wake-up (%s); the ticks bring them", type(error).__name__)


class Alarm:
    """The waiting subscriptions of one event loop, and the two tasks that wake them."""

    def __init__(self) -> None:
        self.waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.tasks: list[asyncio.Task[None]] = []

    @contextlib.asynccontextmanager
    async def listening(self, *topics: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever one of the topics has news."""
        if not self.tasks:
            self.tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._publish())]
        event = asyncio.Event()
        for topic in topics:
            self.waiting[topic].add(event)
        try:
            yield event
        finally:
            for topic in topics:
                self.waiting[topic].discard(event)
                if not self.waiting[topic]:
                    del self.waiting[topic]
            if not self.waiting:
                for task in self.tasks:
                    task.cancel()
                self.tasks = []

    def ring(self, topics: Iterable[str]) -> None:
        for topic in topics:
            for event in self.waiting.get(topic, ()):
                event.set()

    async def _listen(self) -> None:
        """Hear the group; when Redis is away, try again each tick."""
        while True:
            try:
                layer: Any = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                try:
                    self.ring(list(self.waiting))  # what was announced before we listened
                    while True:
                        message = await layer.receive(channel)
                        self.ring(message.get("topics", ()))
                finally:
                    with contextlib.suppress(Exception):
                        await layer.group_discard(GROUP, channel)
            except Exception as error:
                logger.warning(
                    "no wake-ups from Redis (%s); subscriptions go by their tick", type(error).__name__
                )
                await asyncio.sleep(TICK_SECONDS)

    async def _publish(self) -> None:
        """Number events that a killed process left unnumbered."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            try:
                await database_sync_to_async(publish_events)()
            except Exception:
                logger.warning("events were not published this time", exc_info=True)


_alarms: WeakKeyDictionary[asyncio.AbstractEventLoop, Alarm] = WeakKeyDictionary()


def alarm() -> Alarm:
    """The alarm of the running event loop."""
    return _alarms.setdefault(asyncio.get_running_loop(), Alarm())


async def wait_for_news(event: asyncio.Event, seconds: float | None = None) -> bool:
    """Wait until the event is set or the tick is over; whether it was set."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TICK_SECONDS if seconds is None else seconds):
            await event.wait()
    rang = event.is_set()
    event.clear()
    return rang
