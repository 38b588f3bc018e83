"""What the database refuses of payouts and attempts, asked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from mpesa.models import Payout, PayoutAttempt
from tests.databases import address
from tests.mpesa.payouts.offices import Office, send, tell

ANOTHER = """INSERT INTO mpesa_payoutattempt (payout_id, business_id, till_id, number, ref, originator_id,
    amount, fee, state, late, conversation_id, receipt, result_code, result_text, decided_by, created_at)
SELECT payout_id, business_id, till_id, 9, repeat('a', 32), repeat('b', 36), {amount}, 0, '{state}', false,
    '', '', '', '', '', now() FROM mpesa_payoutattempt"""
#: Of a payout that is in flight, with an attempt whose result is awaited.
REFUSED = {
    "a second attempt": (ANOTHER.format(amount="amount", state="SENDING"), "attempt_alone"),
    "an attempt that is born paid": (ANOTHER.format(amount="amount", state="PAID"), "attempt_"),
    "paid without a receipt": (
        "UPDATE mpesa_payoutattempt SET state = 'PAID', decided_by = 'RESULT', settled_at = now(),"
        " paid_at = now()",
        "attempt_receipt_if_paid",
    ),
    "failed by nobody": (
        "UPDATE mpesa_payoutattempt SET state = 'FAILED', settled_at = now()",
        "attempt_decided_by_somebody",
    ),
    "sent once more": ("UPDATE mpesa_payoutattempt SET state = 'SENDING'", "state_steps"),
    "late without a failure": ("UPDATE mpesa_payoutattempt SET late = true", "attempt_"),
    "another amount of it": ("UPDATE mpesa_payoutattempt SET amount = amount + 100", "permission denied"),
    "another id": ("UPDATE mpesa_payoutattempt SET originator_id = 'x'", "permission denied"),
    "an attempt that is gone": ("DELETE FROM mpesa_payoutattempt", "permission denied"),
    "in flight without its reserve": ("UPDATE mpesa_payout SET reserve_id = NULL", "payout_reserve_while"),
    "the reserve of nothing": (
        "UPDATE mpesa_payout SET reserve_id = (SELECT min(id) FROM ledger_entry)",
        "payout_reserved_by_entry",
    ),
    "back to where it may be sent": (
        "UPDATE mpesa_payout SET state = 'APPROVED', reserve_id = NULL",
        "steps",
    ),
    "another payee": ("UPDATE mpesa_payout SET payee_id = payee_id + 1", "permission denied"),
    "more for the payee": ("UPDATE mpesa_payout SET amount = amount * 2", "permission denied"),
    "another approval": ("UPDATE mpesa_payout SET approval_id = NULL", "payout_"),
    "no payout any more": ("TRUNCATE mpesa_payout CASCADE", "permission denied"),
    "another fact": ("UPDATE mpesa_payoutfact SET verdict = 'PAID'", "permission denied"),
    "another way": ("DELETE FROM mpesa_payoutstep", "permission denied"),
}


@pytest.fixture
def by_hand(database: str, db: None) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    with psycopg.connect(address(database, user="hesabu_app"), autocommit=True) as own:
        yield own


def refused(connection: psycopg.Connection[tuple[Any, ...]], statement: str, refusal: str) -> None:
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(statement)
    named = caught.value.diag.constraint_name or ""
    assert refusal in str(caught.value) or refusal in named, caught.value


@pytest.mark.parametrize("what", REFUSED)
def test_the_application_cannot(office: Office, by_hand, what: str):
    attempt = send(office.reserved())
    tell(attempt, "SENT")
    refused(by_hand, *REFUSED[what])
    assert (Payout.objects.get().state, PayoutAttempt.objects.get().state) == ("IN_FLIGHT", "SENT")


def test_nobody_pays_what_nobody_approved(office: Office, by_hand):
    office.ask()
    approved = (
        "UPDATE mpesa_payout SET state = 'APPROVED', approval_id = (SELECT max(id) FROM users_approval)"
    )
    refused(by_hand, approved, "payout_approved_for_itself")
    other = office.reserved()
    stolen = f"{approved.removesuffix(')')} WHERE state = 'APPROVED') WHERE id <> {other.pk}"
    refused(by_hand, stolen, "payout_approved_for_itself")


def test_an_attempt_wants_a_payout_that_is_in_flight(office: Office, by_hand):
    attempt = send(office.reserved())
    tell(attempt, "FAILED", code="14")
    refused(by_hand, ANOTHER.format(amount="amount", state="SENDING"), "attempt_alone")
    assert Payout.objects.get().state == "FAILED"


def test_another_amount_than_the_payout_has_is_not_ordered(office: Office, owner_database):
    attempt = send(office.reserved())
    tell(attempt, "FAILED", code="100000002")  # it goes again, later
    send(Payout.objects.get())
    tell(PayoutAttempt.objects.latest("pk"), "FAILED", code="100000002")
    owner_database.execute("UPDATE mpesa_payout SET state = 'IN_FLIGHT'")
    twice = ANOTHER.format(amount="amount + 100", state="SENDING") + " WHERE number = 1"
    refused(owner_database, twice, "attempt_alone")
    owner_database.execute("UPDATE mpesa_payout SET state = 'RESERVED'")


@pytest.mark.parametrize(
    "table", ["mpesa_payout", "mpesa_payoutattempt", "mpesa_payoutfact", "mpesa_payoutstep"]
)
def test_nor_can_the_owner_of_the_tables_take_one_away(office: Office, owner_database, table: str):
    tell(send(office.reserved()), "SENT")
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        refused(owner_database, statement, "APPEND_ONLY")
