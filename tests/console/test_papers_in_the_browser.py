"""The papers of an invoice and what KRA has signed, on the pages that show them."""

from __future__ import annotations

import pytest

from billing.invoicing.crediting import credit_invoice
from billing.models import Customer
from billing.paying.by_hand import Said, record_payment
from core import days
from graphql_api.ids import write_id
from tests.billing.bills import bill, customer_of, fresh_key, head
from tests.billing.etims.control_unit import control_unit
from tests.console.browser import Browser
from tests.console.test_quick_path import SETTLED, inside, open_page  # noqa: F401 - a fixture
from tests.graphql_api.conftest import House
from users.actors import SYSTEM


@pytest.fixture
def customer(house: House) -> Customer:
    head(house.business)
    return customer_of(house.business)


def test_a_refused_invoice_is_put_right_and_signed(
    inside: Browser,  # noqa: F811
    customer: Customer,
    settings,
    drain,
) -> None:
    with control_unit() as kra:
        settings.ETIMS_URL = kra.url
        kra.refusals = [("910", "Request parameter error [custTin]")]
        refused = bill(customer)
        drain("billing.etims")
        credit_invoice(invoice=refused, reason="Less water", amount=1_00, key=fresh_key(), actor=SYSTEM)
        open_page(inside, f"/invoices/{write_id('Invoice', refused.pk)}")
        record_payment(
            customer=customer,
            said=Said("CHEQUE", 2_00, days.today(), reference="000123"),
            invoice=refused,
            key=fresh_key(),
            actor=SYSTEM,
        )
        open_page(inside, f"/invoices/{write_id('Invoice', refused.pk)}")
        for said in (
            "On paper",
            "Receipts",
            "000123",
            "Download PDF",
            "Refused",
            "Request parameter error [custTin]",
            "CN-",
        ):
            inside.sees(said)
        inside.press("Send again")
        inside.sees("It goes to KRA in a moment.")
        drain("billing.etims")
        open_page(inside, "/invoices/etims")
        inside.sees("KRACU0400001074/1")
        open_page(inside, f"/invoices/{write_id('Invoice', refused.pk)}")
        inside.sees("KRACU0400001074/1")
        assert inside.run("!!document.querySelector('main svg.qr-code')")
        open_page(inside, f"/customers/{write_id('Customer', customer.pk)}")
        inside.sees("Statement as PDF")
        for width in (1400, 360):
            inside.resize(width, 900)
            for address in (f"/invoices/{write_id('Invoice', refused.pk)}", "/invoices/etims"):
                open_page(inside, address)
                inside.wait_for(SETTLED)
                inside.sees("KRACU0400001074/1")
                assert inside.run("document.documentElement.scrollWidth <= innerWidth"), (address, width)
        assert inside.complaints == []
        inside.run("location.assign('about:blank')")  # its socket is closed before the server is
