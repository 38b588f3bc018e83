import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from daraja_sandbox.bank.tariffs import charge_for
from daraja_sandbox.world.clock import from_eat
from daraja_sandbox.world.killpoints import KillPoints
from daraja_sandbox.world.receipts import issue_receipt
from daraja_sandbox.world.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(path=tmp_path / "s.sqlite3", kills=KillPoints(data=tmp_path, name=None))


@pytest.mark.parametrize(
    ("day", "prefix"),
    [("2026-11-20", "UKK"), ("2024-07-06", "SG6"), ("2019-12-19", "NLJ"), ("2026-01-31", "UAV")],
)
def test_receipt_starts_with_its_day(store: Store, day: str, prefix: str) -> None:
    with store.transaction() as tx:
        receipt = issue_receipt(tx, at=from_eat(datetime.fromisoformat(day)))

    assert receipt.startswith(prefix)
    assert len(receipt) == 10


def test_receipts_never_repeat(store: Store) -> None:
    at = from_eat(datetime(2026, 11, 20))
    with store.transaction() as tx:
        assert len({issue_receipt(tx, at=at) for _ in range(20_000)}) == 20_000


def test_failed_transaction_changes_nothing(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        tx.execute("INSERT INTO settings VALUES ('a', 'b')")
        tx.execute("INSERT INTO settings VALUES ('a', 'b')")

    assert store.reads.execute("SELECT count(*) FROM settings").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("shillings", "charge"), [(1, 0), (100, 0), (101, 5), (1000, 10), (5000, 34), (150_001, 250)]
)
def test_charge_bands(shillings: int, charge: int) -> None:
    assert charge_for(shillings * 100) == charge * 100
