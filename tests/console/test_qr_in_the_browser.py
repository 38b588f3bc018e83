"""Codes to pay by, as a browser draws them under the page's own policy: of an invoice, and of a till."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.customers.customers import create_customer
from billing.invoicing.invoices import LineInput, create_invoice, issue_invoice
from graphql_api.ids import write_id
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.console.browser import Browser
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.processes import SandboxProcess
from tests.tills import APP, PASSKEY
from users.actors import SYSTEM
from users.models import Role

pytestmark = pytest.mark.slow

#: Dark modules on a light ground: a picture was really drawn.
DRAWN = """(() => {
  const canvas = document.querySelector('.pay-code canvas');
  if (!canvas?.dataset.drawn) return false;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const shades = new Set();
  for (let at = 0; at < data.length; at += 4) shades.add(data[at]);
  return canvas.width >= 100 && canvas.width === canvas.height && shades.has(0) && shades.has(255);
})()"""


@pytest.fixture
def till(house: House, sandbox: SandboxProcess) -> Till:
    organisation = {"shortcode": "719001", "name": "DUKA", "kind": "paybill", "passkey": PASSKEY}
    sandbox.post("/_sandbox/organisations", organisation | {"tariff": "customer", **APP}).raise_for_status()
    return create_till(
        business=house.business,
        name="Counter",
        kind="PAYBILL",
        shortcode="719001",
        credentials=TillCredentials(passkey=PASSKEY, **APP),
        actor=SYSTEM,
    )


def test_what_is_due_of_an_invoice_is_drawn(hook_server: str, browser: Browser, house: House, till: Till):
    customer = create_customer(business=house.business, name="Amina", phone="254700000301", actor=SYSTEM)
    lines = [LineInput("Water", Decimal(1), 1250_00)]
    draft = create_invoice(customer=customer, lines=lines, key="bill-to-scan", actor=SYSTEM)
    invoice = issue_invoice(invoice=draft, actor=SYSTEM)
    enter(browser, hook_server, house.people[Role.CASHIER], f"/invoices/{write_id('Invoice', invoice.pk)}")
    browser.press("Show QR", within="main .page-head")
    browser.wait_for(DRAWN)
    for said in ("Counter", "719001", invoice.number, "1,250.00"):
        browser.sees(said, within=".pay-code")
    browser.call("Emulation.setEmulatedMedia", media="print")
    shown = "getComputedStyle(document.querySelector('{}')).visibility"
    assert browser.run(shown.format(".pay-code canvas")) == "visible"
    assert browser.run(shown.format("main h1")) == "hidden"
    assert browser.complaints == []


def test_a_till_draws_what_is_typed_and_says_when_safaricom_is_away(
    hook_server: str, browser: Browser, house: House, till: Till, settings
):
    enter(browser, hook_server, house.people[Role.OWNER], f"/settings/tills/{write_id('Till', till.pk)}")
    browser.press("Show QR", within="main .page-head")
    browser.fill("QR code to pay", amount="1,200", accountReference="WATER")
    browser.press("Draw the code", within="dialog")
    browser.wait_for(DRAWN)
    browser.sees("1,200.00", within=".pay-code")
    settings.DARAJA_SANDBOX_URL = "http://127.0.0.1:9"
    browser.press("Draw the code", within="dialog")
    browser.sees("Safaricom does not answer, so there is no code now.", within="dialog .form-problem")
    assert browser.run("document.querySelector('.pay-code')") is None
    assert browser.complaints == []
