"""What every part of the sandbox is handed: the file, the clock, the messages, the alarm."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from daraja_sandbox.world.callbacks import Outbox
from daraja_sandbox.world.clock import Clock, Milliseconds
from daraja_sandbox.world.killpoints import KillPoints
from daraja_sandbox.world.safe import Safe
from daraja_sandbox.world.store import Store
from daraja_sandbox.world.traffic import Traffic

T = TypeVar("T")
LONGEST_NAP = 0.1


@dataclass
class World:
    store: Store
    clock: Clock
    outbox: Outbox
    safe: Safe
    traffic: Traffic = field(default_factory=Traffic)
    # Carries out the operations that are due; answers the moment of the next one.
    carry_out: Callable[[], Milliseconds | None] = lambda: None
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    alarm: asyncio.Event = field(default_factory=asyncio.Event)

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run beside the requests; cancelled at the stop."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def ring(self, due: Callable[[], Milliseconds | None]) -> None:
        """Call `due` whenever something may be due; it answers the next moment it knows of."""
        while True:
            self.alarm.clear()
            later = due()
            nap = LONGEST_NAP if later is None else (later - self.clock.now()) / 1000 / self.clock.speed
            try:
                async with asyncio.timeout(min(max(nap, 0.001), LONGEST_NAP)):
                    await self.alarm.wait()
            except TimeoutError:
                pass


def open_world(*, data: Path, kill_at: str | None) -> World:
    """Open or create the data folder's file. Raises ValueError, OSError, sqlite3.Error."""
    kills = KillPoints(data=data, name=kill_at)
    store = Store(path=data / "sandbox.sqlite3", kills=kills)
    settings = dict(store.reads.execute("SELECT name, value FROM settings").fetchall())
    newest = store.reads.execute("SELECT max(completed_at) FROM movements").fetchone()
    clock = Clock(
        offset=int(settings.get("clock_offset", 0)),
        speed=int(settings.get("clock_speed", 1)),
        not_before=newest[0] or 0,
    )
    return World(store=store, clock=clock, outbox=Outbox(store=store, clock=clock), safe=Safe(data))
