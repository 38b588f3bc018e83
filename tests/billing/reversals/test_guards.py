"""What the database refuses of a reversal, asked by hand as the application's role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from mpesa.models import Receipt, Reversal
from tests.billing.placing import Desk
from tests.billing.reversals.test_taken_back import books, desk, reverse
from tests.databases import address

__all__ = ["desk"]
AGAIN = """INSERT INTO mpesa_reversal (business_id, till_id, number, own_number, amount, occurred_at, channel,
                            source, recorded_at, receipt_id, taken_back, held)
SELECT business_id, till_id, %s, 'UKL9999999', amount, occurred_at, channel, '', recorded_at, %s, %s, 0
FROM mpesa_reversal"""


@pytest.fixture
def by_hand(database: str, db: None) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    with psycopg.connect(address(database, user="hesabu_app"), autocommit=True) as own:
        yield own


@pytest.fixture
def taken(desk: Desk) -> tuple[Receipt, Reversal]:
    """A receipt of 60 in Suspense, of which 20 went back."""
    receipt = desk.pay(60_00)
    reversal = reverse(desk, receipt, 20_00)
    assert reversal is not None
    return receipt, reversal


REFUSED = {
    "a second reversal of the receipt": (
        AGAIN, ("{number}", None, 0), "reversal_once_per_receipt",
    ),
    "one that is born with its receipt": (AGAIN, ("UKKOTHER01", "{receipt}", 0), "reversal_stays"),
    "one that is born with money": (AGAIN, ("UKKOTHER01", None, 60_00), "reversal_"),
    "more than the receipt": ("UPDATE mpesa_reversal SET taken_back = 6001", (), "reversal_stays"),
    "less than before": ("UPDATE mpesa_reversal SET taken_back = 1999", (), "reversal_stays"),
    "none of it any more": ("UPDATE mpesa_reversal SET receipt_id = NULL, taken_back = 0", (), "reversal_"),
    "another receipt": ("UPDATE mpesa_reversal SET receipt_id = {other}", (), "reversal_stays"),
    "another amount": ("UPDATE mpesa_reversal SET amount = 6000", (), "permission denied"),
    "another number": ("UPDATE mpesa_reversal SET number = 'UKK0000009'", (), "permission denied"),
    "gone": ("DELETE FROM mpesa_reversal", (), "permission denied"),
    "all gone": ("TRUNCATE mpesa_reversal CASCADE", (), "permission denied"),
    "other evidence": ("UPDATE mpesa_reversalevidence SET amount = 6000", (), "permission denied"),
    "no evidence": ("DELETE FROM mpesa_reversalevidence", (), "permission denied"),
    "a route that went back": (
        "UPDATE mpesa_receiptroute SET state = 'REVERSED' WHERE receipt_id = {receipt}", (),
        "route_reversed_by_reversal",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_the_application_cannot(desk, taken, by_hand, what):
    receipt, reversal = taken
    other = desk.pay(60_00)
    words = {"number": receipt.number, "receipt": receipt.pk, "other": other.pk}
    statement, values, refusal = REFUSED[what]
    values = tuple(value.format(**words) if isinstance(value, str) else value for value in values)
    with pytest.raises(psycopg.Error) as refused:
        by_hand.execute(statement.format(**words), values or None)
    assert refusal in str(refused.value) or (refused.value.diag.constraint_name or "").startswith(refusal)
    reversal.refresh_from_db()
    assert (reversal.receipt, reversal.taken_back, reversal.amount) == (receipt, 20_00, 20_00)
    assert Reversal.objects.count() == 1 and reversal.evidence.count() == 1
    assert books(desk, "1210") == [100_00, 0, 0, 0, 120_00, 20_00]


@pytest.mark.parametrize("table", ["mpesa_reversal", "mpesa_reversalevidence"])
@pytest.mark.parametrize("verb", ["DELETE FROM", "TRUNCATE"])
def test_nor_can_the_owner_of_the_tables_take_one_away(taken, owner_database, table, verb):
    with pytest.raises(psycopg.Error, match="APPEND_ONLY"):
        owner_database.execute(f"{verb} {table}" + (" CASCADE" if verb == "TRUNCATE" else ""))
    assert Reversal.objects.count() == 1
