"""Money in Suspense goes where two people say, once, and pays what it is for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import psycopg
import pytest

from billing.models import Allocation, Invoice
from core.errors import Conflict, DomainError, InvalidState
from core.models import Event
from graphql_api.ids import write_id
from ledger.closing.periods import close_period
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Entry, Period
from ledger.reads.selectors import balance_by_code
from ledger.vouchers.writing import reverse_journal_entry
from mpesa.models import Receipt, ReceiptRoute
from tests.billing.placing import AT, Desk, codes
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from tests.reconciliation.proved import prove_receipts
from users.actors import SYSTEM
from users.approvals.approving import cancel
from users.models import Approval, Role
from users.people import add_member

CODES = ("1200", "2100", "2890", "2900")


@pytest.fixture
def desk(house: House, drain: Callable[[], None]) -> Desk:
    return Desk(house, drain)


def balances(desk: Desk, *accounts: str) -> list[int]:
    return [balance_by_code(desk.house.business.pk, code) for code in accounts or CODES]


def target(row) -> dict[str, str]:
    return {"target": write_id(type(row).__name__, row.pk)}


def placing_of(receipt: Receipt) -> list[tuple[str, int, int]]:
    entry = Entry.objects.get(reference=f"mpesa:600984:{receipt.number}:place")
    return list(entry.lines.order_by("pk").values_list("account__code", "debit", "credit"))


def test_a_mistyped_payment_pays_its_invoice_once_two_people_have_said_so(desk: Desk):
    invoice = desk.invoice(desk.customer(), 500_00)
    receipt = desk.pay(350_00, invoice.number[:-1] + "x")
    assert balances(desk) == [500_00, 0, 0, 350_00]
    approval = desk.asked(receipt, **target(invoice), comment="She showed the SMS")
    shown = json.loads(approval.content)
    assert shown["facts"] == {
        "receipt": receipt.number,
        "till": "600984",
        "received": AT.isoformat(),
        "amount": "KES 350.00",
        "owner": f"invoice {invoice.number}",
        "parts": [{"to": f"invoice {invoice.number}", "amount": "KES 350.00"}],
        "lines": [
            {"account": "2900", "name": "Suspense", "debit": "KES 350.00"},
            {"account": "1200", "name": "Receivables", "credit": "KES 350.00"},
        ],
    }
    assert (approval.state, approval.amount, approval.comment) == ("PENDING", None, "She showed the SMS")
    assert balances(desk) == [500_00, 0, 0, 350_00] and not Allocation.objects.exists()
    with pytest.raises(InvalidState, match="SAME_PERSON"):
        mine = desk.pay(10_00)
        desk.yes(desk.asked(mine, by=Role.OWNER, **target(invoice)), by=Role.OWNER)
    desk.yes(approval)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid) == ("PARTIALLY_PAID", 350_00)
    assert list(Allocation.objects.values_list("invoice", "payment__receipt_id", "cents")) == [
        (invoice.pk, receipt.pk, 350_00)
    ]
    assert balances(desk) == [150_00, 0, 0, 10_00]
    assert placing_of(receipt) == [("2900", 350_00, 0), ("1200", 0, 350_00)]
    route = ReceiptRoute.objects.get(receipt=receipt)
    assert (route.state, route.owner, route.note) == ("PLACED", f"invoice {invoice.number}", "")
    assert route.approval == approval
    assert Event.objects.filter(topic="receipt.routed", ids={"receipt": receipt.pk}).count() == 2


def test_too_much_becomes_credit_and_a_customer_pays_the_oldest_first(desk: Desk):
    customer = desk.customer()
    old, new = desk.invoice(customer, 100_00), desk.invoice(customer, 50_00)
    desk.yes(desk.asked(desk.pay(170_00), **target(customer)))
    assert list(Invoice.objects.order_by("pk").values_list("state", flat=True)) == ["PAID", "PAID"]
    assert balances(desk) == [0, 20_00, 0, 0]
    third = desk.invoice(customer, 30_00)
    receipt = desk.pay(40_00)
    approval = desk.asked(receipt, accountReference=f" {third.number.lower()} ")
    assert [part["to"] for part in json.loads(approval.content)["facts"]["parts"]] == [
        f"invoice {third.number}",
        f"credit of customer {customer.account_number}",
    ]
    desk.yes(approval)
    assert balances(desk) == [0, 30_00, 0, 0]
    assert {old.number, new.number, third.number} == {
        each.invoice.number for each in Allocation.objects.select_related("invoice")
    }


def test_money_for_no_bill_goes_to_an_account_with_a_reason(desk: Desk):
    receipt = desk.pay(80_00)
    assert codes(desk.ask(receipt, accountCode="1100")) == [("REASON_MISSING", ["comment"])]
    for code in ("1200", "2100", "1010", "2890"):
        refused = codes(desk.ask(receipt, accountCode=code, comment="test"))
        assert refused == [("SYSTEM_ACCOUNT", ["accountCode"])], code
    assert codes(desk.ask(receipt, accountCode="2900", comment="x")) == [
        ("SUSPENSE_IS_PLACED", ["accountCode"])
    ]
    for code in ("9999", "\u0661"):
        refused = codes(desk.ask(receipt, accountCode=code, comment="x"))
        assert refused == [("UNKNOWN_ACCOUNT", ["accountCode"])]
    assert not Approval.objects.exists()
    desk.yes(desk.asked(receipt, accountCode="1100", comment="sent back by the bank"))
    assert placing_of(receipt) == [("2900", 80_00, 0), ("1100", 0, 80_00)]
    assert ReceiptRoute.objects.get().owner == "1100 Bank"


def test_what_cannot_be_placed(desk: Desk):
    customer = desk.customer()
    receipt, invoice, draft = desk.pay(80_00), desk.invoice(customer, 10_00), desk.draft(customer, 5_00)
    paid = desk.pay(10_00, invoice.number)
    assert codes(desk.ask(paid, **target(customer))) == [("NOT_IN_SUSPENSE", ["receipt"])]
    assert codes(desk.ask(receipt, **target(invoice))) == [("NOTHING_OPEN", ["target"])]
    for unknown in ({"accountReference": "999999"}, target(draft)):
        assert codes(desk.ask(receipt, **unknown)) == [("UNKNOWN_REFERENCE", ["accountReference"])]
    for count in ({}, {"accountCode": "1100", "accountReference": "x", "comment": "x"}):
        assert codes(desk.ask(receipt, **count)) == [("WHICH_TARGET", [])]
    assert codes(desk.ask(receipt, accountReference=" ")) == [("WHICH_TARGET", ["target"])]
    assert codes(desk.ask(receipt, **target(customer), comment="x" * 501)) == [
        ("COMMENT_TOO_LONG", ["comment"])
    ]
    assert codes(desk.ask(receipt, **target(receipt))) == [("NOT_FOUND", ["target"])]
    assert not Approval.objects.exists() and balances(desk)[-1] == 80_00


def test_a_key_asks_once_and_one_request_waits_for_a_receipt(desk: Desk):
    customer, other = desk.customer(), desk.customer("254712345679")
    receipt = desk.pay(80_00)
    first = desk.asked(receipt, **target(customer))
    assert desk.ask(receipt, **target(customer))["approval"]["id"] == write_id("Approval", first.pk)
    assert codes(desk.ask(receipt, **target(other))) == [("KEY_REUSED", ["idempotencyKey"])]
    assert codes(desk.ask(receipt, **target(other), key="another")) == [("ALREADY_PENDING", [])]
    cancel(approval=first, maker=desk.house.people[Role.ACCOUNTANT])
    second = desk.asked(receipt, **target(other), key="another")
    desk.yes(second)
    assert desk.ask(receipt, **target(other), key="another")["approval"]["state"] == "APPROVED"
    assert codes(desk.ask(receipt, **target(other), key="a third")) == [("NOT_IN_SUSPENSE", ["receipt"])]
    assert balances(desk) == [0, 80_00, 0, 0]


def test_what_was_paid_meanwhile_is_seen_before_anything_moves(desk: Desk):
    customer = desk.customer()
    invoice = desk.invoice(customer, 100_00)
    receipt = desk.pay(60_00)
    approval = desk.asked(receipt, **target(invoice))
    desk.pay(70_00, invoice.number)  # only 30.00 are open now
    with pytest.raises(InvalidState) as refused:
        desk.yes(approval)
    assert refused.value.code == "SUBJECT_CHANGED" and "30.00" in refused.value.message
    desk.pay(30_00, invoice.number)
    with pytest.raises(InvalidState) as refused:
        desk.yes(approval)
    assert refused.value.code == "NOTHING_OPEN"
    approval.refresh_from_db()
    assert approval.state == "PENDING"
    assert (balances(desk), ReceiptRoute.objects.get(receipt=receipt).state) == ([0, 0, 0, 60_00], "SUSPENSE")


def test_two_who_approve_at_once_and_two_requests_at_once_place_it_once(desk: Desk):
    invoice = desk.invoice(desk.customer(), 100_00)
    receipt = desk.pay(60_00)
    approval = desk.asked(receipt, **target(invoice))
    told: list[str] = []

    def answer(role: str) -> None:
        try:
            desk.yes(Approval.objects.get(pk=approval.pk), by=role)
            told.append("done")
        except DomainError as error:
            told.append(error.code)

    run_together([lambda: answer(Role.APPROVER), lambda: answer(Role.OWNER)])
    assert sorted(told) == ["APPROVAL_DECIDED", "done"]
    assert Allocation.objects.get().cents == 60_00
    assert balances(desk) == [40_00, 0, 0, 0]
    second, asked = desk.pay(20_00), []
    run_together(
        [
            lambda: asked.append(desk.ask(second, key="one", **target(invoice))),
            lambda: asked.append(desk.ask(second, key="two", **target(invoice))),
        ]
    )
    assert sorted(len(codes(each)) for each in asked) == [0, 1]
    assert Approval.objects.filter(subject=f"receipt:{second.pk}").count() == 1


def test_who_may_ask_and_whose_things_they_are(desk: Desk, other_house: House):
    customer, receipt = desk.customer(), desk.pay(80_00)
    for role in (Role.CASHIER, Role.APPROVER, Role.AUDITOR, Role.MARKET_OPERATOR):
        assert codes(desk.ask(receipt, by=role, **target(customer))) == [("NOT_ALLOWED", [])], role
    assert codes(desk.ask(receipt, by=Role.PLAYER, **target(customer))) == [("NOT_FOUND", ["receipt"])]
    theirs = Desk(other_house, desk.drain, "600985")
    neighbour, elsewhere = theirs.customer(), theirs.pay(5_00)
    assert codes(desk.ask(elsewhere, **target(customer))) == [("NOT_FOUND", ["receipt"])]
    assert codes(desk.ask(receipt, **target(neighbour))) == [("NOT_FOUND", ["target"])]
    # Somebody of both businesses cannot pay one's bill with the other's money either.
    accountant = desk.house.people[Role.ACCOUNTANT]
    add_member(business=other_house.business, user=accountant, role=Role.ACCOUNTANT, actor=SYSTEM)
    assert codes(desk.ask(receipt, **target(neighbour))) == [("NOT_FOUND", ["target"])]
    assert not Approval.objects.exists()


def test_a_receipt_of_closed_days_is_placed_today_and_the_placing_is_not_reversed_by_hand(desk: Desk):
    business, owner = desk.house.business, desk.house.people[Role.OWNER]
    customer = desk.customer()
    receipt = desk.pay(60_00, at=AT.replace(month=9))
    prove_receipts(desk.till, date(2026, 9, 1), date(2026, 9, 30))
    close_period(business=business, last_day=date(2026, 9, 30), comment="It holds 60.00", actor=owner)
    desk.yes(desk.asked(receipt, **target(customer)))
    entry = Entry.objects.get(reference__endswith=":place")
    assert entry.effective_on > Period.objects.get().last_day and not entry.is_late
    assert entry.actor == desk.house.people[Role.ACCOUNTANT]
    assert balance_by_code(business.pk, "2900", day=date(2026, 9, 30)) == 60_00
    assert balances(desk) == [0, 60_00, 0, 0]
    with pytest.raises(InvalidState) as refused:
        reverse_journal_entry(entry=entry, reason="wrong", key="back-1", actor=owner)
    assert refused.value.code == "NOT_MANUAL"


def test_a_placing_is_posted_once_whatever_posts_it_again(desk: Desk):
    receipt = desk.pay(60_00)
    desk.yes(desk.asked(receipt, **target(desk.customer())))
    with pytest.raises(Conflict):
        post_entry(
            business_id=desk.house.business.pk,
            kind="ROUTE",
            reference=f"mpesa:600984:{receipt.number}:place",
            legs=[debit("2900", 60_00), credit("1100", 60_00)],
            occurred_at=AT,
        )


def test_the_database_keeps_what_was_placed_and_wants_its_own_approval(
    desk: Desk, owner_database: psycopg.Connection
):
    receipt, other = desk.pay(60_00), desk.pay(70_00)
    customer = desk.customer()
    waiting = desk.asked(receipt, **target(customer))
    approved = desk.yes(desk.asked(other, **target(customer)))
    place = "UPDATE mpesa_receiptroute SET state = 'PLACED', approval_id = %s WHERE receipt_id = %s"
    for approval in (waiting.pk, approved.pk, None):
        with pytest.raises(psycopg.errors.CheckViolation, match="PLACED_WITHOUT_APPROVAL"):
            owner_database.execute(place, [approval, receipt.pk])
    with pytest.raises(psycopg.errors.RestrictViolation, match="ROUTE_FIXED"):
        owner_database.execute("UPDATE mpesa_receiptroute SET owner = 'me' WHERE receipt_id = %s", [other.pk])
    with pytest.raises(psycopg.errors.CheckViolation):
        owner_database.execute(
            "UPDATE mpesa_receiptroute SET approval_id = %s WHERE receipt_id = %s", [approved.pk, receipt.pk]
        )
    assert ReceiptRoute.objects.get(receipt=receipt).state == "SUSPENSE"
