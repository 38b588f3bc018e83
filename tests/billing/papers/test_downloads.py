"""Papers over the API: an address for ten minutes, for one person; the same refusal for all others."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from billing.invoicing.crediting import credit_invoice
from billing.paying.by_hand import Said, record_payment
from core import days
from graphql_api.ids import write_id
from tests.billing.bills import bill, customer_of, fresh_key, head, line
from tests.graphql_api.conftest import Browser, House, signed_in
from users.actors import SYSTEM
from users.models import AuditEntry, Membership, Role
from users.people import create_staff

PATHS = """query ($invoice: ID!, $customer: ID!) {
    invoice: node(id: $invoice) { ... on Invoice { pdfPath creditNotes { nodes { pdfPath } }
        payments { nodes { payment { receiptPath } } } } }
    customer: node(id: $customer) {
        ... on Customer { statementPath(from: "2026-01-01", to: "2026-12-31") } } }"""


@pytest.fixture
def asked(house: House) -> dict[str, str]:
    """The ids of an invoice with a payment and a credit note, and of its customer."""
    head(house.business)
    customer = customer_of(house.business)
    issued = bill(customer, line("Water", 500_00))
    said = Said("CASH", 100_00, days.today())
    record_payment(customer=customer, said=said, invoice=issued, key=fresh_key(), actor=SYSTEM)
    credit_invoice(invoice=issued, reason="Less water", amount=50_00, key=fresh_key(), actor=SYSTEM)
    return {"invoice": write_id("Invoice", issued.pk), "customer": write_id("Customer", customer.pk)}


def paths(browser: Browser, asked: dict[str, str]) -> dict[str, str]:
    data = browser.data(PATHS, **asked)
    invoice = data["invoice"]
    return {
        "invoice": invoice["pdfPath"],
        "credit-note": invoice["creditNotes"]["nodes"][0]["pdfPath"],
        "receipt": invoice["payments"]["nodes"][0]["payment"]["receiptPath"],
        "statement": data["customer"]["statementPath"],
    }


def get(browser: Browser, path: str) -> Any:
    return browser.client.get(path)


def test_every_paper_is_given_as_a_pdf_and_audited(house: House, asked):
    clerk = house.browser(Role.CASHIER)
    for what, path in paths(clerk, asked).items():
        answer = get(clerk, path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), what
        assert answer["Content-Disposition"].startswith(f'attachment; filename="{what}-')
        assert answer["Content-Disposition"].endswith('.pdf"')
        assert answer["Cache-Control"] == "no-store"
        assert house.business.name in PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    acts = AuditEntry.objects.filter(action__endswith=".paper", actor=house.people[Role.CASHIER])
    assert sorted(acts.values_list("action", flat=True)) == ["customer.paper"] * 2 + ["invoice.paper"] * 2


def test_an_address_is_one_persons_for_ten_minutes_while_they_may(house: House, asked, monkeypatch):
    clerk = house.browser(Role.CASHIER)
    given = paths(clerk, asked)
    stranger = signed_in(create_staff(username="stranger", password="correct horse battery"))
    for path in given.values():
        assert get(Browser(), path).status_code == 401
        assert get(stranger, path).status_code == get(house.browser(), path).status_code == 404
    assert stranger.data(PATHS, **asked) == {"invoice": None, "customer": None}
    Membership.objects.filter(user=house.people[Role.CASHIER]).delete()
    assert {get(clerk, path).status_code for path in given.values()} == {404}
    monkeypatch.setattr("users.files.LIFETIME", -1)
    assert get(house.browser(), paths(house.browser(), asked)["invoice"]).status_code == 404
    assert not AuditEntry.objects.filter(action__endswith=".paper").exists()


def test_days_of_a_statement_that_are_none_are_refused(house: House, asked):
    query = """query ($customer: ID!) { node(id: $customer) { ... on Customer {
        statementPath(from: "%s", to: "%s") } } }"""
    browser = house.browser()
    assert browser.refusal(query % ("2026-12-01", "2026-11-01"), customer=asked["customer"]) == "BAD_PERIOD"
    assert browser.refusal(query % ("1999-12-01", "2026-11-01"), customer=asked["customer"]) == "BAD_DAY"


def test_addresses_of_many_invoices_cost_no_query_each(house: House, asked):
    query = """{ invoices(allMine: true, first: 50) { nodes { pdfPath fiscal { state controlUnitNumber }
        creditNotes { nodes { pdfPath fiscal { state } } } } } }"""
    browser, counts = house.browser(), []
    customer = customer_of(house.business, name="Another")
    for _ in range(2):
        for _ in range(3):
            other = bill(customer, line("Water", 10_00))
            credit_invoice(invoice=other, reason="Less water", amount=1_00, key=fresh_key(), actor=SYSTEM)
        with CaptureQueriesContext(connection) as queries:
            browser.data(query)
        counts.append(len(queries))
    assert counts[0] == counts[1]
