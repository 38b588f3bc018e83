"""Messages owed to receivers: written with the money, sent once, never again on any answer.

A row is `pending` from the transaction that causes it until its outcome is recorded. A process
killed in between sends it again at the next start: once in a life without kills, at least once
across them. Each message has its own connection and its own task; a slow receiver fills only
its own origin's places.
"""

import asyncio
from collections import defaultdict
from urllib.parse import urlsplit

from daraja_sandbox.world.clock import Clock, Milliseconds
from daraja_sandbox.world.faults import CALLBACK_FAULTS, draw_fault
from daraja_sandbox.world.store import Store, Tx
from daraja_sandbox.world.switches import milliseconds, read_switches
from daraja_sandbox.world.wire import BrokenAnswer, post_json

PLACES_PER_ORIGIN = 100
NEXT = 0  # in after_id: behind the next message of its kind, or alone when its time has come


class Outbox:
    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._places: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(PLACES_PER_ORIGIN))

    def enqueue(self, tx: Tx, *, kind: str, url: str, body: str) -> None:
        """Owe `body` to `url`, in the caller's transaction. Faults for `kind` apply here."""
        now = self._clock.now()
        state, due_at, copies, behind = "pending", now, 1, None
        fault = draw_fault(tx, among=CALLBACK_FAULTS, call=kind)
        if fault and fault["fault"] == "lose_callback":
            state = "lost"
        elif fault and fault["fault"] == "repeat_callback":
            copies = 2
        elif fault:
            due_at = now + fault["milliseconds"]
            behind = NEXT if fault["fault"] == "reorder_callbacks" else None
        for _ in range(copies):
            number = tx.execute(
                "INSERT INTO callbacks (kind, url, body, state, due_at, after_id) VALUES (?, ?, ?, ?, ?, ?)",
                (kind, url, body, state, due_at, behind),
            ).lastrowid
            if state == "pending" and due_at <= now and number is not None:
                self._send_after_commit(number, url, body)
        if behind is None and fault is None:
            self._let_overtake(tx, kind, number, now)

    def _let_overtake(self, tx: Tx, kind: str, number: int | None, now: Milliseconds) -> None:
        """The messages that wait to be overtaken go right behind this one."""
        tx.execute(
            "UPDATE callbacks SET after_id = ?, due_at = ?"
            " WHERE after_id = ? AND kind = ? AND state = 'pending'",
            (number, now, NEXT, kind),
        )

    def start_due(self) -> Milliseconds | None:
        """Send what is due and not on its way; the moment of the next one, if any waits."""
        now = self._clock.now()
        rows = self._store.reads.execute(
            "SELECT id, url, body, due_at FROM callbacks c WHERE state = 'pending' AND due_at <= ?"
            " AND NOT EXISTS (SELECT 1 FROM callbacks b WHERE b.id = c.after_id AND b.state = 'pending')",
            (now,),
        ).fetchall()
        for row in rows:
            if row["id"] not in self._tasks:
                self._start(row["id"], row["url"], row["body"])
        later = self._store.reads.execute(
            "SELECT min(due_at) FROM callbacks WHERE state = 'pending' AND due_at > ?", (now,)
        ).fetchone()
        return None if later[0] is None else int(later[0])

    async def settle(self, *, patience: float) -> None:
        """Let the messages on their way arrive, `patience` seconds at most."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=patience)

    async def close(self, *, patience: float) -> None:
        """Let messages on their way arrive; what does not stays pending for the next start."""
        await self.settle(patience=patience)
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
