"""One SQLite file. One connection, owned by the event loop; a transaction never awaits.

WAL with synchronous=NORMAL: a commit outlives a killed process (a power cut may take the last
few). What belongs together (money, the prompt's new state, the callback it owes) is written in
one transaction, and the work that follows from it starts only after the commit.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .killpoints import KillPoints

Row = sqlite3.Row
Tx = sqlite3.Connection

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sequences (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS apps (consumer_key TEXT PRIMARY KEY, consumer_secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, consumer_key TEXT NOT NULL REFERENCES apps, expires_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS tokens_by_expiry ON tokens (expires_at);
CREATE TABLE IF NOT EXISTS organisations (
    shortcode TEXT PRIMARY KEY, name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('paybill', 'till')), store_number TEXT,
    passkey TEXT NOT NULL, consumer_key TEXT NOT NULL REFERENCES apps,
    tariff TEXT NOT NULL CHECK (tariff IN ('customer', 'business')),
    validation INTEGER NOT NULL, response_type TEXT, confirmation_url TEXT, validation_url TEXT);
CREATE INDEX IF NOT EXISTS organisations_by_store ON organisations (store_number);
CREATE TABLE IF NOT EXISTS accounts (
    shortcode TEXT NOT NULL REFERENCES organisations, account TEXT NOT NULL,
    opening_cents INTEGER NOT NULL, balance_cents INTEGER NOT NULL,
    PRIMARY KEY (shortcode, account),
    CHECK (balance_cents >= 0 OR account = 'Charges Paid Account'));
CREATE TABLE IF NOT EXISTS movements (
    id INTEGER PRIMARY KEY, shortcode TEXT NOT NULL, account TEXT NOT NULL, receipt TEXT NOT NULL,
    initiated_at INTEGER NOT NULL, completed_at INTEGER NOT NULL, details TEXT NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0), balance_cents INTEGER NOT NULL,
    reason_type TEXT NOT NULL, other_party TEXT NOT NULL, linked TEXT NOT NULL,
    account_no TEXT NOT NULL, FOREIGN KEY (shortcode, account) REFERENCES accounts);
CREATE INDEX IF NOT EXISTS movements_by_account ON movements (shortcode, account, completed_at, id);
CREATE TABLE IF NOT EXISTS customers (
    msisdn TEXT PRIMARY KEY, name TEXT NOT NULL, deposited_cents INTEGER NOT NULL,
    balance_cents INTEGER NOT NULL CHECK (balance_cents >= 0),
    answer TEXT CHECK (answer IN ('approve', 'cancel')));
CREATE TABLE IF NOT EXISTS payments (
    id INTEGER PRIMARY KEY, receipt TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    shortcode TEXT NOT NULL REFERENCES organisations, msisdn TEXT NOT NULL REFERENCES customers,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0), payer_fee_cents INTEGER NOT NULL,
    business_fee_cents INTEGER NOT NULL, account_no TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS prompts (
    id INTEGER PRIMARY KEY, checkout_request_id TEXT NOT NULL UNIQUE,
    merchant_request_id TEXT NOT NULL, msisdn TEXT NOT NULL, payer TEXT NOT NULL,
    shortcode TEXT NOT NULL REFERENCES organisations, amount_cents INTEGER NOT NULL,
    account_reference TEXT NOT NULL, callback_url TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'failed', 'cancelled', 'expired')),
    result_code TEXT, receipt TEXT, opened_at INTEGER NOT NULL, expires_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS payments_by_customer ON payments (msisdn);
CREATE INDEX IF NOT EXISTS movements_by_receipt ON movements (receipt);
CREATE UNIQUE INDEX IF NOT EXISTS one_open_prompt_per_phone ON prompts (msisdn) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS prompts_by_expiry ON prompts (expires_at) WHERE state = 'open';
CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY, receipt TEXT NOT NULL UNIQUE, shortcode TEXT NOT NULL REFERENCES organisations,
    msisdn TEXT NOT NULL, amount_cents INTEGER NOT NULL, account_no TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'rejected')), outcome TEXT,
    initiated_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS attempts_open ON attempts (id) WHERE state = 'open';
CREATE TABLE IF NOT EXISTS callbacks (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'lost')),
    due_at INTEGER NOT NULL, finished_at INTEGER, http_status INTEGER, answer TEXT);
CREATE INDEX IF NOT EXISTS callbacks_pending ON callbacks (due_at) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS callbacks_by_state ON callbacks (state);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY, fault TEXT NOT NULL, call TEXT NOT NULL, times_left INTEGER,
    rate_per_million INTEGER NOT NULL, seed TEXT NOT NULL, draws INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL, how TEXT NOT NULL);
"""


class Store:
    def __init__(self, *, path: Path, kills: KillPoints) -> None:
        self.path = path
        self.kills = kills
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        self._connection.row_factory = sqlite3.Row
        self._after_commit: list[Callable[[], None]] = []
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=2000"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(SCHEMA)

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
