"""The trial balance narrowed with its two sides, and what entries say of themselves, over GraphQL."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.sealing import seal_business
from ledger.models import Seal
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import Channel
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from tests.graphql_api.walk.rows import AT, PHONE, SECRETS
from users.models import Role

BALANCE = """query ($business: ID!, $from: Date, $used: Boolean! = true, $filter: AccountFilter) {
    trialBalance(business: $business, fromDay: $from) { totalDebit totalCredit debitBalances creditBalances
        rows(onlyUsed: $used, filter: $filter, first: 100) { totalCount nodes { account { code } } } } }"""
ENTRIES = """query ($business: ID!) { journalEntries(business: $business, first: 20) { nodes {
    reference amount digest numberedAt receipt { number amount } invoice { number } } } }"""


@pytest.fixture
def books(house: House) -> House:
    """The 1st: 1,000 from 4000 to 1020. The 2nd: 250 of it back."""
    for reference, cents, day, by, to in [
        ("sale", 100_000, 1, "1020", "4000"),
        ("back", 25_000, 2, "4000", "1020"),
    ]:
        post_entry(
            business_id=house.business.pk,
            kind="MANUAL",
            reference=reference,
            legs=[debit(by, cents), credit(to, cents)],
            occurred_at=AT,
            effective_on=date(2026, 11, day),
        )
    return house


def codes(found: dict[str, Any]) -> list[str]:
    return [row["account"]["code"] for row in found["rows"]["nodes"]]


def test_the_trial_balance_is_narrowed_and_its_two_sides_are_equal(books: House) -> None:
    browser = books.browser(Role.AUDITOR)
    found = browser.data(BALANCE, business=books.id)["trialBalance"]
    assert codes(found) == ["1020", "4000"]
    assert (found["totalDebit"], found["totalCredit"]) == ("1250.00", "1250.00")
    assert (found["debitBalances"], found["creditBalances"]) == ("750.00", "750.00")
    assert browser.data(BALANCE, business=books.id, used=False)["trialBalance"]["rows"]["totalCount"] > 10
    # What was there before counts as used, and in the balances.
    later = browser.data(BALANCE, business=books.id, **{"from": "2026-11-03"})["trialBalance"]
    assert codes(later) == ["1020", "4000"]
    assert (later["totalDebit"], later["debitBalances"]) == ("0.00", "750.00")
    for narrowed, expected in [
        ({"kinds": ["INCOME"]}, ["4000"]),
        ({"text": "10"}, ["1020"]),
        ({"text": "zz"}, []),
    ]:
        part = browser.data(BALANCE, business=books.id, filter=narrowed)["trialBalance"]
        assert codes(part) == expected, narrowed
        assert part["debitBalances"] == "750.00", "of all accounts, whatever is shown"


def test_entries_tell_amount_and_seal(books: House) -> None:
    browser = books.browser(Role.AUDITOR)
    rows = browser.data(ENTRIES, business=books.id)["journalEntries"]["nodes"]
    assert [(row["reference"], row["amount"]) for row in rows] == [("back", "250.00"), ("sale", "1000.00")]
    assert {(row["digest"], row["numberedAt"]) for row in rows} == {(None, None)}
    seal_business(books.business.pk)
    rows = browser.data(ENTRIES, business=books.id)["journalEntries"]["nodes"]
    kept = {seal.entry.reference: bytes(seal.digest).hex() for seal in Seal.objects.select_related("entry")}
    assert {row["reference"]: row["digest"] for row in rows} == kept
    assert all(row["numberedAt"] for row in rows)


def test_entries_know_the_receipt_and_the_invoice_that_they_are_about(books: House) -> None:
    owner = books.people[Role.OWNER]
    customer = create_customer(business=books.business, name="Atieno", phone=PHONE, actor=owner)
    invoice = create_invoice(
        customer=customer, lines=[LineInput("water", Decimal(1), 200)], key="1", actor=owner
    )
    issue_invoice(invoice=invoice, actor=owner)
    browser = books.browser(Role.AUDITOR)

    def receive(shortcode: str, number: str, cents: int) -> None:
        till = create_till(
            business=books.business,
            name=shortcode,
            kind="PAYBILL",
            shortcode=shortcode,
            credentials=TillCredentials(*SECRETS),
            actor=owner,
        )
        with transaction.atomic():
            record_receipt(till=till, facts=ReceiptFacts(number, cents, AT, "x", PHONE), channel=Channel.C2B)

    def asked() -> tuple[dict[str, Any], int]:
        with CaptureQueriesContext(connection) as queries:
            rows = browser.data(ENTRIES, business=books.id)["journalEntries"]["nodes"]
        found = {row["reference"]: (row["receipt"], row["invoice"]) for row in rows}
        return found, len(queries)

    receive("600100", "TKA1", 500)
    found, queries = asked()
    receive("600200", "TKA1", 700)
    more, as_many = asked()
    assert found == {
        "sale": (None, None),
        "back": (None, None),
        f"invoice:{invoice.number}:issue": (None, {"number": invoice.number}),
        "mpesa:600100:TKA1:pay": ({"number": "TKA1", "amount": "5.00"}, None),
    }
    # The same number at another till is another receipt.
    assert more == found | {"mpesa:600200:TKA1:pay": ({"number": "TKA1", "amount": "7.00"}, None)}
    assert as_many == queries
