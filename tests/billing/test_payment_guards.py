"""What the database refuses of bills and payments, asked by hand as the application's role and the owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from billing.invoicing.crediting import credit_invoice
from billing.models import Allocation, Payment
from billing.paying.refunding import refund_in_cash
from tests.billing.placing import Desk
from tests.conftest import drain_queues
from tests.databases import Snapshot, address
from tests.graphql_api.conftest import House
from users.actors import SYSTEM


@pytest.fixture
def by_hand(database: str, db: None) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    with psycopg.connect(address(database, user="hesabu_app"), autocommit=True) as own:
        yield own


@pytest.fixture(scope="session")
def words_snapshot(house_snapshot: Snapshot) -> Snapshot:
    return house_snapshot.take(lambda: _words(house_snapshot.made))


@pytest.fixture
def words(words_snapshot: Snapshot, db: None) -> dict[str, int]:
    return words_snapshot.made


def _words(house: House) -> dict[str, int]:
    """A bill of 100.00, of which 40.00 were paid and 10.00 credited, another customer's bill, and a draft."""
    desk = Desk(house, drain_queues)
    bill = desk.invoice(desk.customer(), 100_00)
    other = desk.invoice(desk.customer("254712345679"), 70_00)
    desk.pay(40_00, bill.number)
    note = credit_invoice(invoice=bill, amount=10_00, reason="Broken", key="note-0001", actor=SYSTEM)
    draft = desk.draft(desk.customer("254712345670"), 20_00)
    paid = Payment.objects.get(kind="MPESA")
    allocation = Allocation.objects.get(payment=paid)
    payer = desk.customer("254712345671")
    for _ in range(2):
        desk.pay(30_00, payer.account_number)
    given, spare = Payment.objects.filter(customer=payer).order_by("pk")
    refund = refund_in_cash(
        customer=payer, payment=given, amount=10_00, reason="Moved away", key="refund-01", actor=SYSTEM
    )
    return {
        "refund": refund.pk, "spare": spare.pk,
        "bill": bill.pk, "other": other.pk, "draft": draft.pk, "paid": paid.pk, "allocation": allocation.pk,
        "note": note.pk, "business": bill.business_id,
    }  # fmt: skip


ADD = "INSERT INTO billing_allocation (payment_id, invoice_id, cents, takes_back_id, allocated_at) VALUES "
LINE = """INSERT INTO billing_invoiceline (invoice_id, position, description, quantity, unit_cents, discount,
 vat_code, net, vat, cents, account_code)
 VALUES ({bill}, 7, 'More', 1, {cents}, 0, '', {cents}, 0, {cents}, '4000')"""
REFUSED = {
    "paid by nobody": ("UPDATE billing_invoice SET paid = 6000 WHERE id = {bill}", "PAID_WITHOUT_MONEY"),
    "paid, says the state": (
        "UPDATE billing_invoice SET state = 'PAID' WHERE id = {bill}", "invoice_state_follows_paid",
    ),
    "credited without a note": (
        "UPDATE billing_invoice SET credited = 2000 WHERE id = {bill}", "CREDITED_WITHOUT_NOTE",
    ),
    "another total": ("UPDATE billing_invoice SET total = 1, net = 1 WHERE id = {bill}", "INVOICE_FIXED"),
    "another printed number": (
        "UPDATE billing_invoice SET serial_count = 99 WHERE id = {bill}", "INVOICE_FIXED",
    ),
    "a line more": (LINE.replace("{cents}", "100"), "INVOICE_FIXED"),
    "a line less": ("DELETE FROM billing_invoiceline WHERE invoice_id = {bill}", "INVOICE_FIXED"),
    "a void one with money": ("UPDATE billing_invoice SET state = 'VOID' WHERE id = {bill}", "invoice_state"),
    "a draft that is paid": (ADD + "({paid}, {draft}, 100, NULL, now())", "NOT_ITS_BILL"),
    "what its bill does not count": (ADD + "({paid}, {bill}, 100, NULL, now())", "ALLOCATION_UNCOUNTED"),
    "back, and still counted": (ADD + "({paid}, {bill}, -4000, {allocation}, now())", "ALLOCATION_UNCOUNTED"),
    "a line more on a credit note": (
        "INSERT INTO billing_creditnoteline (note_id, line_id, net, vat, cents)"
        " SELECT {note}, id, 100, 0, 100 FROM billing_invoiceline WHERE invoice_id = {other}",
        "CREDITED_TOO_MUCH",
    ),
    "a part more of a refund": (
        "INSERT INTO billing_refundpart (refund_id, payment_id, cents) VALUES ({refund}, {spare}, 100)",
        "CREDIT_TWICE",
    ),
    "another customer's bill": (ADD + "({paid}, {other}, 100, NULL, now())", "NOT_ITS_BILL"),
    "back, more than it was": (ADD + "({paid}, {bill}, -5000, {allocation}, now())", "NOT_A_MIRROR"),
    "more than the receipt": (
        "UPDATE billing_payment SET allocated = 9000 WHERE id = {paid}", "payment_allocated_within_amount",
    ),
    "allocated to nothing": (
        "UPDATE billing_payment SET allocated = 100 WHERE id = {paid}", "ALLOCATED_WITHOUT_BILL",
    ),
    "another amount": ("UPDATE billing_payment SET amount = 9000 WHERE id = {paid}", "permission denied"),
    "an allocation edited": ("UPDATE billing_allocation SET cents = 1", "permission denied"),
    "a credit note edited": ("UPDATE billing_creditnote SET total = 1", "permission denied"),
    "a payment gone": ("DELETE FROM billing_payment WHERE id = {paid}", "permission denied"),
    "an invoice gone": ("DELETE FROM billing_invoice WHERE id = {bill}", "permission denied"),
    "whose an entry is": ("UPDATE billing_customerentry SET reference = 'x'", "permission denied"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_the_application_cannot(words, by_hand, what):
    statement, refusal = REFUSED[what]
    with pytest.raises(psycopg.Error) as refused:
        by_hand.execute(statement.format(**words))
    assert refusal in str(refused.value), str(refused.value)


@pytest.mark.parametrize(
    "table",
    [
        "allocation",
        "creditnote",
        "creditnoteline",
        "refund",
        "refundpart",
        "payment",
        "invoice",
        "customerentry",
    ],
)
def test_nor_can_the_owner_of_the_tables_take_one_away(words, owner_database, table):
    for verb in ("DELETE FROM", "TRUNCATE"):
        cascade = " CASCADE" if verb == "TRUNCATE" else ""
        with pytest.raises(psycopg.Error, match="APPEND_ONLY"):
            owner_database.execute(f"{verb} billing_{table}{cascade}")


def test_nor_can_the_owner_make_a_payment_another_one(words, owner_database):
    with pytest.raises(psycopg.Error, match="PAYMENT_FIXED"):
        owner_database.execute(f"UPDATE billing_payment SET amount = 9000 WHERE id = {words['paid']}")
