"""Who owes, and how late it is; statements over days; what bills come to; and how few queries it takes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.customers.credit import credit_of_customers
from billing.customers.owing import due_of_customers
from billing.invoicing.crediting import credit_invoice
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Customer, Invoice
from billing.paying.by_hand import Said, record_payment
from billing.paying.refunding import refund_in_cash
from core import days
from graphql_api.ids import write_id
from ledger.journal.posting import credit, debit, post_entry
from tests.billing.placing import Desk
from tests.graphql_api.conftest import Browser, House
from users.actors import SYSTEM
from users.models import Role

AGEING = "ageing { notDue days1To30 days31To60 days61To90 over90 due credit balance }"
OWING = """query ($business: ID!, $filter: ReceivableFilter, $orderBy: ReceivableOrder, $first: Int) {
    receivables(business: $business, filter: $filter, orderBy: $orderBy, first: $first) {
        totalCount nodes { id customer { id name } AGEING } } }""".replace("AGEING", AGEING)
SUMMARY = """query ($business: ID!) { receivablesSummary(business: $business) { AGEING
    inBooks { receivables credit waiting otherReceivables otherCredit } } }""".replace("AGEING", AGEING)


@pytest.fixture
def desk(house: House, drain) -> Desk:
    return Desk(house, drain)


def billed(desk: Desk, customer: Customer, cents: int, late: int | None, issued: int = 0) -> Invoice:
    """Issued so many days ago, and so many days late; None names no day."""
    desk.count += 1
    draft = create_invoice(
        customer=customer,
        lines=[LineInput("Water", Decimal(1), cents)],
        key=f"bill-{desk.count}",
        due_on=None if late is None else days.today() - timedelta(days=late),
        actor=SYSTEM,
    )
    return issue_invoice(invoice=draft, issued_on=days.today() - timedelta(days=issued), actor=SYSTEM)


def paid(desk: Desk, customer: Customer, cents: int, kind: str = "CASH", **more: Any) -> None:
    desk.count += 1
    said = Said(kind, cents, more.pop("on", days.today()), reference=more.pop("reference", ""))
    record_payment(customer=customer, said=said, key=f"pay-{desk.count}", actor=SYSTEM, **more)


def owing(browser: Browser, house: House, **asked: Any) -> dict[str, Any]:
    found = browser.data(OWING, business=house.id, **asked)["receivables"]
    return {row["customer"]["name"]: list(row["ageing"].values()) for row in found["nodes"]}


def test_what_is_owed_is_by_its_day_and_equals_the_books(house: House, desk: Desk):
    late, early = desk.customer(name="Late Payer"), desk.customer("254712345679", name="Early Payer")
    for cents, days_late in ((1_00, -3), (2_00, 0), (4_00, 1), (8_00, 30), (16_00, 31), (32_00, 60)):
        billed(desk, late, cents, days_late, issued=60)
    for cents, days_late in ((64_00, 61), (128_00, 90), (256_00, 91)):
        billed(desk, late, cents, days_late, issued=100)
    billed(desk, late, 512_00, None)  # no day: due at once, and not late on the day of its issue
    billed(desk, late, 1_024_00, None, issued=5)
    desk.draft(late, 999_00)
    billed(desk, early, 10_00, 5, issued=5)
    paid(desk, early, 25_00)
    refund_in_cash(customer=early, amount=4_00, reason="asked for it", key="back", actor=SYSTEM)
    desk.customer("254712345680", name="Owes Nothing")
    browser = house.browser()
    assert owing(browser, house) == {
        "Late Payer": [
            "515.00", "1036.00", "48.00", "192.00", "256.00", "2047.00", "0.00", "2047.00"
        ],
        "Early Payer": ["0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "11.00", "-11.00"],
    }  # fmt: skip
    everybody = [late.pk, early.pk]
    assert due_of_customers(everybody) == {late.pk: 2_047_00}
    assert credit_of_customers(everybody) == {early.pk: 11_00}

    def books() -> dict[str, str]:
        found = browser.data(SUMMARY, business=house.id)["receivablesSummary"]
        assert found["ageing"]["due"] == "2047.00" and found["ageing"]["balance"] == "2036.00"
        return dict(found["inBooks"])

    clean = {"waiting": "0.00", "otherReceivables": "0.00", "otherCredit": "0.00"}
    assert books() == {"receivables": "2047.00", "credit": "11.00"} | clean
    # A voucher of nobody in particular is in the accounts, and said to be.
    legs = [debit("1200", 7_00), credit("2100", 7_00)]
    post_entry(
        business_id=house.business.pk, kind="MANUAL", reference="voucher", legs=legs, occurred_at=days.now()
    )
    others = {"waiting": "0.00", "otherReceivables": "7.00", "otherCredit": "7.00"}
    assert books() == {"receivables": "2054.00", "credit": "18.00"} | others


def test_who_owes_is_chosen_and_ordered(house: House, other_house: House, desk: Desk):
    names = ("Aisha", "Baraka", "Chebet")
    for place, name in enumerate(names):
        who = desk.customer(f"25471234568{place}", name=name)
        billed(desk, who, (place + 1) * 100_00, 40 * place, issued=90)
    paid(desk, Customer.objects.latest("pk"), 500_00)  # Chebet has credit now
    browser = house.browser()
    assert list(owing(browser, house)) == ["Baraka", "Aisha", "Chebet"]
    assert next(iter(owing(browser, house, orderBy={"field": "CREDIT"}))) == "Chebet"
    assert list(owing(browser, house, filter={"late": ["DAYS_31_TO_60", "OVER_90"]})) == ["Baraka"]
    assert list(owing(browser, house, filter={"late": []})) == []
    assert list(owing(browser, house, filter={"withCredit": True})) == ["Chebet"]
    assert list(owing(browser, house, filter={"text": "aisha"})) == ["Aisha"]
    assert browser.refusal(OWING, business=house.id, filter={"text": ""}) == "BAD_FILTER"
    counts = []
    for first in (1, 3):
        with CaptureQueriesContext(connection) as asked:
            assert len(owing(browser, house, first=first)) == first
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert (
        house.browser(Role.CASHIER).data(SUMMARY, business=house.id)["receivablesSummary"]["inBooks"] is None
    )
    assert other_house.browser().refusal(OWING, business=house.id) == "NOT_FOUND"


def test_a_statement_begins_with_what_was_owed_before(house: House, desk: Desk):
    customer = desk.customer()
    today = days.today()
    billed(desk, customer, 300_00, 0, issued=40)
    paid(desk, customer, 100_00, on=today - timedelta(days=20))
    billed(desk, customer, 50_00, 0, issued=10)
    paid(desk, customer, 400_00, on=today)
    ask = """query ($id: ID!, $day: DayRange) { node(id: $id) { ... on Customer {
        statementSummary(day: $day) { from to opening billed paid closing }
        statement(filter: {day: $day}, orderBy: {field: AT, direction: ASC}) {
            nodes { billed paid balance entry { kind } } } } } }"""

    def kept(first: date | None, last: date | None, role: str = Role.OWNER) -> dict[str, Any]:
        asked = {"from": first and first.isoformat(), "to": last and last.isoformat()}
        return house.browser(role).data(ask, id=write_id("Customer", customer.pk), day=asked)["node"]

    middle = kept(today - timedelta(days=30), today - timedelta(days=5))
    assert list(middle["statementSummary"].values())[2:] == ["300.00", "50.00", "100.00", "250.00"]
    assert [list(row.values())[:3] for row in middle["statement"]["nodes"]] == [
        ["0.00", "100.00", "200.00"],
        ["50.00", "0.00", "250.00"],
    ]
    assert [row["entry"]["kind"] for row in middle["statement"]["nodes"]] == ["PAYMENT", "INVOICE"]
    assert list(kept(None, None)["statementSummary"].values())[2:] == ["0.00", "350.00", "500.00", "-150.00"]
    assert list(kept(today, None)["statementSummary"].values())[2:] == ["250.00", "0.00", "400.00", "-150.00"]
    seen = kept(None, None, Role.CASHIER)["statement"]["nodes"]
    assert len(seen) == 4 and all(row["entry"] is None for row in seen)


LIST = """query ($business: ID!, $filter: InvoiceFilter) {
    invoices(business: $business, filter: $filter) { nodes { number } }
    invoiceSums(business: $business, filter: $filter) { count total paid due } }"""


def test_invoices_are_found_by_both_numbers_and_by_lateness(house: House, desk: Desk):
    customer = desk.customer()
    late, fresh = billed(desk, customer, 100_00, 3, issued=9), billed(desk, customer, 50_00, -3)
    desk.draft(customer, 70_00)
    paid(desk, customer, 30_00)
    browser = house.browser()

    def found(**filter: Any) -> tuple[set[str], list[Any]]:
        answer = browser.data(LIST, business=house.id, filter=filter)
        numbers = {row["number"] for row in answer["invoices"]["nodes"]}
        return numbers, list(answer["invoiceSums"].values())

    assert found()[1] == [3, "150.00", "30.00", "120.00"]
    assert found(overdue=True) == ({late.number}, [1, "100.00", "30.00", "70.00"])
    assert len(found(overdue=False)[0]) == 2 and late.number not in found(overdue=False)[0]
    for typed in (fresh.serial_number, f"INV-{fresh.serial_number}", fresh.number, fresh.number[-4:]):
        assert found(text=typed)[0] == {fresh.number}, typed
    assert found(text="2026-99999")[0] == set()


def test_what_lines_come_to_is_what_the_draft_comes_to(house: House, desk: Desk):
    customer, browser = desk.customer(), house.browser(Role.CASHIER)
    ask = """query ($business: ID!, $lines: [InvoiceLineInput!]!, $with: Boolean!) {
        priceInvoice(business: $business, lines: $lines, pricesIncludeVat: $with) {
            net vat total lines { net vat amount } } }"""
    lines = [
        {
            "description": "Tea",
            "quantity": "3",
            "unitPrice": "33.33",
            "discount": "0.01",
            "vatCode": "STANDARD",
        },
        {"description": "Maize", "quantity": "0.333", "unitPrice": "99.99", "vatCode": "ZERO_RATED"},
        {"description": "Soap", "quantity": "1", "unitPrice": "10.05", "vatCode": "STANDARD"},
    ]
    lines[0]["vatCode"] = "STANDARD"
    for place, with_vat in enumerate((True, False)):
        priced = browser.data(ask, business=house.id, lines=lines, **{"with": with_vat})["priceInvoice"]
        shown = "invoice { net vat total lines { nodes { net vat amount } } }"
        made = browser.act(
            "createInvoice", shown, customer=write_id("Customer", customer.pk), lines=lines,
            pricesIncludeVat=with_vat, idempotencyKey=f"priced-{place}",
        )["invoice"]  # fmt: skip
        assert priced == made | {"lines": made["lines"]["nodes"]}
    assert Invoice.objects.count() == 2
    wrong = [{"description": "", "unitPrice": "1.00"}]
    answer = browser.ask(ask, business=house.id, lines=wrong, **{"with": True})
    assert answer["errors"][0]["extensions"]["code"] == "DESCRIPTION_MISSING"


def test_a_page_of_fifty_invoices_takes_a_fixed_number_of_queries(house: House, desk: Desk):
    for place in range(50):
        customer = desk.customer(f"2547123{place:05}", name=f"Customer {place}")
        invoice = billed(desk, customer, 100_00, 1)
        paid(desk, customer, 30_00, invoice=invoice)
        credit_invoice(invoice=invoice, amount=10_00, reason="broken", key=f"note-{place}", actor=SYSTEM)
    browser, counts = house.browser(), []
    ask = """query ($business: ID!, $first: Int!) { invoices(business: $business, first: $first) { nodes {
        id number serialNumber state due customer { name phone due credit }
        lines(first: 20) { nodes { description amount } }
        payments(first: 20) { nodes { amount takenBackAt payment { kind left } } }
        creditNotes(first: 5) { nodes {
            number total lines(first: 5) { nodes { amount line { position } } } } }
        entries(first: 20) { nodes { kind amount } } } } }"""
    for first in (2, 50):
        with CaptureQueriesContext(connection) as asked:
            rows = browser.data(ask, business=house.id, first=first)["invoices"]["nodes"]
        assert [len(row["payments"]["nodes"]) for row in rows] == [2] * first
        assert all(
            [each["kind"] for each in row["entries"]["nodes"]] == ["INVOICE", "PAYMENT", "CREDIT_NOTE"]
            for row in rows
        )
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30, [each["sql"][:200] for each in asked]


def test_an_invoice_shows_its_entries_to_who_reads_the_books(house: House, desk: Desk):
    customer = desk.customer()
    paid(desk, customer, 20_00)  # before there was anything to pay: credit
    invoice = desk.invoice(customer, 100_00)
    desk.pay(50_00, invoice.number)
    other = desk.invoice(customer, 10_00)
    ask = "query ($id: ID!) { node(id: $id) { ... on Invoice { entries { nodes { kind amount } } } } }"

    def shown(row: Invoice, role: str = Role.OWNER) -> Any:
        return house.browser(role).data(ask, id=write_id("Invoice", row.pk))["node"]["entries"]

    assert [list(each.values()) for each in shown(invoice)["nodes"]] == [
        ["PAYMENT", "20.00"], ["INVOICE", "100.00"], ["ALLOCATION", "20.00"], ["ROUTE", "50.00"],
    ]  # fmt: skip
    assert [list(each.values()) for each in shown(other)["nodes"]] == [["INVOICE", "10.00"]]
    assert shown(invoice, Role.CASHIER) is None
