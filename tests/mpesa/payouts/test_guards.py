"""What the database refuses of payouts and attempts, asked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from mpesa.models import Payout, PayoutAttempt
from mpesa.payouts.batches.approving import ask_for_batch
from mpesa.payouts.batches.importing import import_batch
from tests.databases import address
from tests.mpesa.payouts.offices import Office, send, tell

ANOTHER = """INSERT INTO mpesa_payoutattempt (payout_id, business_id, till_id, way, number, ref,
    originator_id, amount, fee, state, late, conversation_id, receipt, result_code, result_text, decided_by,
    created_at)
SELECT payout_id, business_id, till_id, way, 9, repeat('a', 32), repeat('b', 36), {amount}, 0,
    '{state}', false, '', '', '', '', '', now() FROM mpesa_payoutattempt"""
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
    "another id": ("UPDATE mpesa_payoutattempt SET originator_id = 'x'", "attempt_stays"),
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
    "given back while it may be paid": (
        "UPDATE mpesa_payout SET state = 'FAILED', reserve_id = NULL, settled_at = now()",
        "payout_as_attempts",
    ),
    "ordered again while it may be paid": (
        "UPDATE mpesa_payout SET state = 'RESERVED'",
        "payout_as_attempts",
    ),
    "held while it may be paid": ("UPDATE mpesa_payout SET state = 'HELD'", "payout_as_attempts"),
    "paid by no attempt": (
        "UPDATE mpesa_payout SET state = 'PAID', reserve_id = NULL, settled_at = now()",
        "payout_as_attempts",
    ),
    "an attempt that fails alone": (
        "UPDATE mpesa_payoutattempt SET state = 'FAILED', decided_by = 'RESULT', settled_at = now()",
        "payout_as_attempts",
    ),
    "an attempt that fails alone, checked at once": (
        "BEGIN; SET CONSTRAINTS ALL IMMEDIATE; UPDATE mpesa_payoutattempt SET state = 'FAILED',"
        " decided_by = 'RESULT', settled_at = now(); COMMIT",
        "payout_as_attempts",
    ),
    "paid, and in no book": (
        "BEGIN; UPDATE mpesa_payoutattempt SET state = 'PAID', decided_by = 'RESULT', settled_at = now(),"
        " paid_at = now(), receipt = 'UKZ0000001';"
        " UPDATE mpesa_payout SET state = 'PAID', reserve_id = NULL, settled_at = now(); COMMIT",
        "attempt_paid_is_booked",
    ),
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


@pytest.fixture
def failed(office: Office) -> Payout:
    """Refused before it was looked at: its money is set aside, and it goes again later."""
    tell(send(office.reserved()), "FAILED", code="100000002")
    return Payout.objects.get()


TAKEN = "UPDATE mpesa_payout SET state = 'IN_FLIGHT'"
ONE_MORE = ANOTHER.format(amount="amount", state="SENDING")
TWO_MORE = (
    ONE_MORE.replace("9, repeat('a', 32)", "step, md5(step::text)").replace("repeat('b', 36)", "step")
    + ", generate_series(8, 9) AS step"
)
#: Of a payout whose one attempt has definitely failed.
NOT_TWO = {
    "in flight with no attempt": (TAKEN, "payout_as_attempts"),
    "the failed one once more": ("UPDATE mpesa_payoutattempt SET state = 'UNKNOWN'", "state_steps"),
    "the failed one once more, and in flight": (
        f"BEGIN; {TAKEN}; UPDATE mpesa_payoutattempt SET state = 'SENT'; COMMIT",
        "state_steps",
    ),
    "paid late on the quiet": (
        "UPDATE mpesa_payoutattempt SET state = 'PAID', receipt = 'UKZ1', paid_at = now()",
        "attempt_stays",
    ),
    "paid late, and ordered": (
        "BEGIN; UPDATE mpesa_payoutattempt SET state = 'PAID', late = true, receipt = 'UKZ1',"
        f" paid_at = now(); {TAKEN}; {ONE_MORE}; COMMIT",
        "attempt_alone",
    ),
    "two in one statement": (
        f"BEGIN; {TAKEN}; {TWO_MORE}; COMMIT",
        "attempt_alone",
    ),
    "another amount than it has": (
        f"BEGIN; {TAKEN}; {ANOTHER.format(amount='amount + 100', state='SENDING')}; COMMIT",
        "attempt_alone",
    ),
    "ordered and given back": (
        f"BEGIN; {TAKEN}; {ONE_MORE}; UPDATE mpesa_payout SET state = 'FAILED', reserve_id = NULL; COMMIT",
        "payout_as_attempts",
    ),
}


@pytest.mark.parametrize("what", NOT_TWO)
def test_no_statement_leads_to_two_orders_that_may_be_paid(failed: Payout, by_hand, what: str):
    refused(by_hand, *NOT_TWO[what])
    assert (Payout.objects.get().state, PayoutAttempt.objects.get().state) == ("RESERVED", "FAILED")


def test_two_who_order_at_once_by_hand_are_one(failed: Payout, database: str):
    """The first has not committed when the second begins."""

    def order(own: psycopg.Connection[tuple[Any, ...]], letter: str) -> None:
        own.execute(TAKEN)
        own.execute(ONE_MORE.replace("'a'", f"'{letter}'").replace("'b'", f"'{letter}'"))

    with (
        psycopg.connect(address(database, user="hesabu_app")) as first,
        psycopg.connect(address(database, user="hesabu_app")) as second,
    ):
        order(first, "c")
        second.execute("SET lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            order(second, "d")
        second.rollback()
        first.commit()
        with pytest.raises(psycopg.errors.CheckViolation):
            order(second, "d")
    assert PayoutAttempt.objects.filter(state="SENDING").count() == 1


OF_A_BATCH = {
    "more of it": ("UPDATE mpesa_payoutbatch SET amount = amount + 100", "permission denied"),
    "no batch any more": ("DELETE FROM mpesa_payoutbatch", "permission denied"),
    "approved by nobody": ("UPDATE mpesa_payoutbatch SET state = 'APPROVED'", "batch_approved_for_itself"),
    "its payout alone": (
        "UPDATE mpesa_payout SET state = 'APPROVED', approval_id = (SELECT id FROM users_approval"
        " WHERE kind = 'payout.pay' AND state = 'APPROVED') WHERE state = 'PENDING_APPROVAL'",
        "payout_approved_for_itself",
    ),
    "a batch of nothing": (
        "INSERT INTO mpesa_payoutbatch (business_id, till_id, ref, name, file_name, sha256, rows, amount,"
        " smallest, middle, odd, fresh, repeated, state, code, pause_reason, created_at)"
        " SELECT business_id, till_id, 'x', 'x', '', 'x', 1, 1000, 1000, 1000, 0, 0, 0, 'DRAFT', '', '',"
        " now()"
        " FROM mpesa_payoutbatch",
        "payout_batch_whole",
    ),
}


@pytest.mark.parametrize("what", OF_A_BATCH)
def test_a_batch_stays_as_it_was_brought_in(office: Office, by_hand, what: str):
    office.reserved()
    batch = import_batch(
        till=office.till,
        data=b"phone,amount\n0712345678,50\n",
        file_name="may.csv",
        name="",
        account_code="5500",
        description="Pay",
        actor=office.clerk,
    ).batch
    assert batch is not None
    ask_for_batch(batch=batch, key="b-1", actor=office.clerk)
    refused(by_hand, *OF_A_BATCH[what])
    assert Payout.objects.get(batch=batch).state == "PENDING_APPROVAL"


@pytest.mark.parametrize(
    "table", ["mpesa_payout", "mpesa_payoutattempt", "mpesa_payoutfact", "mpesa_payoutstep"]
)
def test_nor_can_the_owner_of_the_tables_take_one_away(office: Office, owner_database, table: str):
    tell(send(office.reserved()), "SENT")
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        refused(owner_database, statement, "APPEND_ONLY")
