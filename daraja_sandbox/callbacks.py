"""Messages owed to receivers: written with the money, sent once, never again on any answer.

A row is `pending` from the transaction that causes it until its outcome is recorded. A process
killed in between sends it again at the next start: once in a life without kills, at least once
across them. Each message has its own connection and its own task; a slow receiver fills only
its own origin's places.
"""

import asyncio
from collections import defaultdict
from urllib.parse import urlsplit

from .clock import Clock, Milliseconds
from .faults import CALLBACK_FAULTS, draw_fault
from .store import Store, Tx
from .switches import milliseconds, read_switches
from .wire import BrokenAnswer, post_json

PLACES_PER_ORIGIN = 100


class Outbox:
    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._places: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(PLACES_PER_ORIGIN))

    def enqueue(self, tx: Tx, *, kind: str, url: str, body: str) -> None:
        """Owe `body` to `url`, in the caller's transaction. Faults for `kind` apply here."""
        now = self._clock.now()
        state, due_at, copies = "pending", now, 1
        fault = draw_fault(tx, among=CALLBACK_FAULTS, call=kind)
        if fault and fault["fault"] == "lose_callback":
            state = "lost"
        elif fault and fault["fault"] == "delay_callback":
            due_at = now + fault["milliseconds"]
        elif fault:
            copies = 2
        for _ in range(copies):
            number = tx.execute(
                "INSERT INTO callbacks (kind, url, body, state, due_at) VALUES (?, ?, ?, ?, ?)",
                (kind, url, body, state, due_at),
            ).lastrowid
            if state == "pending" and due_at <= now and number is not None:
                self._send_after_commit(number, url, body)

    def start_due(self) -> Milliseconds | None:
        """Send what is due and not on its way; the moment of the next one, if any waits."""
        now = self._clock.now()
        rows = self._store.reads.execute(
            "SELECT id, url, body, due_at FROM callbacks WHERE state = 'pending' AND due_at <= ?", (now,)
        ).fetchall()
        for row in rows:
            if row["id"] not in self._tasks:
                self._start(row["id"], row["url"], row["body"])
        later = self._store.reads.execute(
            "SELECT min(due_at) FROM callbacks WHERE state = 'pending' AND due_at > ?", (now,)
        ).fetchone()
        return None if later[0] is None else int(later[0])

    async def close(self, *, patience: float) -> None:
        """Let messages on their way arrive; what does not stays pending for the next start."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=patience)
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _send_after_commit(self, number: int, url: str, body: str) -> None:
        self._store.after_commit(lambda: self._start(number, url, body))

    def _start(self, number: int, url: str, body: str) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(number, url, body))
        self._tasks[number] = task
        task.add_done_callback(lambda _: self._tasks.pop(number, None))

    async def _deliver(self, number: int, url: str, body: str) -> None:
        kills = self._store.kills
        parts = urlsplit(url)
        async with self._places[f"{parts.scheme}://{parts.netloc}"]:
            kills.reach("callback.before_send")
            timeout = milliseconds(read_switches(self._store.reads), "callback_seconds") / 1000
            status: int | None = None
            try:
                async with asyncio.timeout(timeout):
                    answer = await post_json(url, body)
                status, said = answer.status, answer.content.decode(errors="replace")[:500]
            except TimeoutError:
                said = f"TimeoutError: no answer within {timeout} seconds"
            except (BrokenAnswer, OSError, ValueError) as error:
                said = f"{type(error).__name__}: {error}"[:500]
            kills.reach("callback.after_send")
        state = "delivered" if status is not None and 200 <= status < 300 else "failed"
        with self._store.transaction() as tx:
            tx.execute(
                "UPDATE callbacks SET state = ?, finished_at = ?, http_status = ?, answer = ? WHERE id = ?",
                (state, self._clock.now(), status, said, number),
            )
        kills.reach("callback.after_record")


def count_callbacks(tx: Tx) -> dict[str, int]:
    counts = dict.fromkeys(("pending", "delivered", "failed", "lost"), 0)
    counts.update(tx.execute("SELECT state, count(*) FROM callbacks GROUP BY state").fetchall())
    return counts
