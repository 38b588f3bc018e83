"""One SQLite file. One connection, owned by the event loop; a transaction never awaits.

WAL with synchronous=NORMAL: a commit outlives a killed process (a power cut may take the last
few). What belongs together (money, the prompt's new state, the callback it owes) is written in
one transaction, and the work that follows from it starts only after the commit.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from daraja_sandbox.world.killpoints import KillPoints
from daraja_sandbox.world.schema import SCHEMA, VERSION

Row = sqlite3.Row
Tx = sqlite3.Connection


class Store:
    def __init__(self, *, path: Path, kills: KillPoints) -> None:
        self.path = path
        self.kills = kills
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        self._connection.row_factory = sqlite3.Row
        self._after_commit: list[Callable[[], None]] = []
        pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=2000")
        # Checkpoints wait for the disk: ten times rarer than by default.
        for pragma in (*pragmas, "wal_autocheckpoint=10000"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._prepare()

    def _prepare(self) -> None:
        """Raises ValueError for a file that another version of the sandbox made."""
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        (used,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if used and version != VERSION:
            self._connection.close()
            raise ValueError(f"{self.path} was made by another version of the sandbox: delete it")
        self._connection.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")

    @contextmanager
    def transaction(self, moment: str | None = None) -> Iterator[Tx]:
        """All or nothing. `moment` names the kill points around the commit."""
        tx = self._connection
        tx.execute("BEGIN IMMEDIATE")
        try:
            yield tx
            if moment:
                self.kills.reach(f"{moment}.before_commit")
            tx.execute("COMMIT")
        except BaseException:
            self._after_commit.clear()
            if tx.in_transaction:
                tx.execute("ROLLBACK")
            raise
        if moment:
            self.kills.reach(f"{moment}.after_commit")
        followers, self._after_commit = self._after_commit, []
        for follow in followers:
            follow()

    def after_commit(self, follow: Callable[[], None]) -> None:
        """Run `follow` once the transaction in progress is committed; never if it is not."""
        self._after_commit.append(follow)

    @property
    def reads(self) -> Tx:
        """For single statements that change nothing."""
        return self._connection

    def open_reader(self) -> sqlite3.Connection:
        """A second, read-only connection for one thread and one long read."""
        reader = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        reader.row_factory = sqlite3.Row
        return reader

    def close(self) -> None:
        self._connection.close()


def next_number(tx: Tx, name: str, *, first: int = 1) -> int:
    """The next value of a counter that is committed with its use."""
    row = tx.execute(
        "INSERT INTO sequences VALUES (?, ?) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value",
        (name, first),
    ).fetchone()
    return int(row[0])
