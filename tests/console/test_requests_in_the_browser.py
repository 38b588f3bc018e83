"""A payment request as a cashier meets it: asked twice, declined, asked again, followed to its receipt."""

from __future__ import annotations

import pytest

from graphql_api.ids import write_id
from mpesa.models import PaymentRequest, Receipt, Till
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

PHONE = "254700000733"
ASKED = {"phone": PHONE, "amount": "450", "accountReference": "house 9"}
TRAIL = "main .timeline"


@pytest.fixture
def till(house: House, sandbox: SandboxProcess, hook_server: str) -> Till:
    organisation = {"shortcode": "719002", "name": "DUKA", "kind": "paybill", "passkey": PASSKEY}
    sandbox.post("/_sandbox/organisations", organisation | {"tariff": "customer", **APP}).raise_for_status()
    return create_till(
        business=house.business,
        name="Counter",
        kind="PAYBILL",
        shortcode="719002",
        credentials=TillCredentials(passkey=PASSKEY, **APP),
        actor=SYSTEM,
    )


def test_a_request_tells_what_happened_and_what_to_do(
    hook_server: str, browser: Browser, house: House, till: Till, sandbox: SandboxProcess, drain
) -> None:
    cashier = house.people[Role.CASHIER]
    enter(browser, hook_server, cashier, "/")
    for _ in range(2):
        browser.fill("Ask for a payment", **ASKED)
        browser.press("Send to the phone", within="form[aria-label='Ask for a payment']")
        browser.sees("450.00 shillings asked for", within="body")
    # The second time it is refused, and the page leads to the one that is open.
    browser.press("See that one", within="form[aria-label='Ask for a payment']")
    first = PaymentRequest.objects.get()
    browser.wait_for(f"location.pathname === '/requests/{write_id('PaymentRequest', first.pk)}'")
    browser.sees("Asked for KES 450.00", within=TRAIL)
    browser.sees(f"By {cashier.display_name}.", within=TRAIL)

    drain()
    sandbox.post("/_sandbox/cancel", {"msisdn": PHONE}).raise_for_status()
    sandbox.drain()
    drain()
    browser.sees("Declined", within=TRAIL)
    browser.press("Ask again", within="main")
    browser.press("Ask again", within="dialog")
    browser.wait_for(f"!location.pathname.endsWith('{write_id('PaymentRequest', first.pk)}')")
    second = PaymentRequest.objects.exclude(pk=first.pk).get()
    assert (second.amount, second.account_reference, second.payer_id) == (45_000, "house 9", first.payer_id)

    drain()
    sandbox.post("/_sandbox/approve", {"msisdn": PHONE}).raise_for_status()
    sandbox.drain()
    drain()
    number = Receipt.objects.get().number
    browser.sees("Into Suspense", within=TRAIL)
    browser.press(f"Receipt {number}", within=TRAIL)
    for step in (
        "M-Pesa took KES 450.00",
        "Booked",
        "Reported: Payment request",
        "Into Suspense",
        "To be placed",
    ):
        browser.sees(step, within=TRAIL)
    assert "Ask again" not in browser.text("main")
