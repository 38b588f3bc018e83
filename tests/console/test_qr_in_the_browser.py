"""Codes to pay by, as a browser draws them under the page's own policy: of an invoice, and of a till."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Invoice
from graphql_api.ids import write_id
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till, set_till_active
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


def an_invoice(house: House) -> Invoice:
    customer = create_customer(business=house.business, name="Amina", phone="254700000301", actor=SYSTEM)
    lines = [LineInput("Water", Decimal(1), 1250_00)]
    draft = create_invoice(customer=customer, lines=lines, key="bill-to-scan", actor=SYSTEM)
    return issue_invoice(invoice=draft, actor=SYSTEM)


def attic(till: Till) -> Till:
    return create_till(
        business=till.business,
        name="Attic",
        kind="PAYBILL",
        shortcode="719002",
        credentials=TillCredentials(passkey=PASSKEY, **APP),
        actor=SYSTEM,
    )


def test_what_is_due_of_an_invoice_is_drawn(hook_server: str, browser: Browser, house: House, till: Till):
    invoice = an_invoice(house)
    set_till_active(till=attic(till), active=False, actor=SYSTEM)
    enter(browser, hook_server, house.people[Role.CASHIER], f"/invoices/{write_id('Invoice', invoice.pk)}")
    browser.press("Show QR", within="main .page-head")
    browser.wait_for(DRAWN)
    assert browser.run("document.querySelector('dialog select')") is None, "the attic's till is out of use"
    for said in ("Counter", "719001", invoice.number, "1,250.00"):
        browser.sees(said, within=".pay-code")
    browser.call("Emulation.setEmulatedMedia", media="print")
    shown = "getComputedStyle(document.querySelector('{}')).visibility"
    assert browser.run(shown.format(".pay-code canvas")) == "visible"
    assert browser.run(shown.format("main h1")) == "hidden"
    assert browser.complaints == []


def test_an_invoice_is_asked_for_at_the_tills_in_use(
    hook_server: str, browser: Browser, house: House, till: Till
):
    invoice = an_invoice(house)
    other = attic(till)
    set_till_active(till=other, active=False, actor=SYSTEM)
    place = f"/invoices/{write_id('Invoice', invoice.pk)}"
    enter(browser, hook_server, house.people[Role.CASHIER], place)
    browser.press("Ask for payment", within="main .page-head")
    browser.wait_for("document.querySelector('dialog select')")
    listed = "[...document.querySelectorAll('dialog select option')].map((one) => one.textContent).join()"
    assert browser.run(listed) == "Counter (719001)"
    set_till_active(till=till, active=False, actor=SYSTEM)
    browser.go(f"{hook_server}{place}")
    browser.sees(invoice.serial_number, within="main .page-head")
    for verb in ("Ask for payment", "Show QR"):
        found = f"[...document.querySelectorAll('main button')].some((one) => one.textContent === '{verb}')"
        assert browser.run(found) is False, verb
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
