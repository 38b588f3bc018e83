"""A shop's day at the till, on a phone: a shift with a float, sales by M-Pesa, in cash and by both, one while
the network is gone, a refund, the count, and a Z-report that equals the books."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.models import Invoice, Sale, SaleRefund, Shift
from billing.pos.products import ProductTerms, create_product
from billing.pos.registers import open_register
from billing.pos.stock import receive_stock
from ledger.reads.selectors import balance_by_code
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

PHONE = "254700000733"


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


@pytest.fixture
def shop(house: House, till: Till) -> House:
    owner = house.people[Role.OWNER]
    open_register(business=house.business, name="Front", till=till, actor=owner)
    for name, price, key in (("Sugar", 116_00, "a"), ("Milk", 58_00, "b")):
        product = create_product(
            business=house.business,
            terms=ProductTerms(name=name, price=price, is_stocked=True),
            key=key,
            actor=owner,
        )
        receive_stock(product=product, quantity=Decimal(20), cost=1_000_00, key=key, actor=owner)
    return house


def network(browser: Browser, *, there: bool) -> None:
    browser.call(
        "Network.emulateNetworkConditions",
        offline=not there,
        latency=0,
        downloadThroughput=-1,
        uploadThroughput=-1,
    )


def test_a_shops_day(hook_server: str, browser: Browser, shop: House, sandbox: SandboxProcess, drain) -> None:
    browser.resize(360, 740)
    enter(browser, hook_server, shop.people[Role.CASHIER], "/till")
    browser.fill("Open a shift", counted="500")
    browser.press("Open a shift", within="form[aria-label='Open a shift']")
    browser.sees("Sugar", within=".till-grid")
    assert browser.run("document.documentElement.scrollWidth <= 360"), "it fits a phone"

    # In cash, with change.
    browser.press("Sugar", within=".till-grid")
    browser.press("Charge 116.00")
    browser.press("200.00", within=".till-notes")
    browser.sees("Paid", within="dialog")
    browser.sees("84.00", within="dialog")
    browser.press("Next customer", within="dialog")

    # By a prompt on the phone, watched until it lands.
    browser.press("Milk", within=".till-grid")
    browser.press("Charge 58.00")
    browser.fill("Ask the phone", phone=PHONE)
    browser.press("Ask the phone", within="form[aria-label='Ask the phone']")
    browser.wait_for("document.querySelector('dialog [role=status] .chip')")
    drain()
    sandbox.post("/_sandbox/approve", {"msisdn": PHONE}).raise_for_status()
    sandbox.drain()
    drain()
    browser.wait_for("document.querySelector('.till-paid')", seconds=20)
    browser.press("Next customer", within="dialog")

    # Both: what cash leaves is asked for on the phone.
    browser.press("Sugar", within=".till-grid")
    browser.press("Charge 116.00")
    browser.type_into(".till-cash input", "50")
    browser.press("Take", within=".till-cash")
    browser.sees("66.00", within="dialog .till-due")
    browser.fill("Ask the phone", phone=PHONE)
    browser.press("Ask the phone", within="form[aria-label='Ask the phone']")
    browser.wait_for("document.querySelector('dialog [role=status] .chip')")
    drain()
    sandbox.post("/_sandbox/approve", {"msisdn": PHONE}).raise_for_status()
    sandbox.drain()
    drain()
    browser.wait_for("document.querySelector('.till-paid')", seconds=20)
    browser.press("Next customer", within="dialog")
    assert sorted(Invoice.objects.values_list("total", "state")) == [
        (58_00, "PAID"), (116_00, "PAID"), (116_00, "PAID")
    ]  # fmt: skip

    # The network is gone: the sale is kept, and sent once it is back.
    network(browser, there=False)
    browser.press("Milk", within=".till-grid")
    browser.press("Charge 58.00")
    browser.press("58.00", within=".till-notes")
    browser.sees("Waits for the network", within="dialog", seconds=15)
    browser.sees("Paid", within="dialog")
    browser.press("Next customer", within="dialog")
    assert Sale.objects.count() == 3
    network(browser, there=True)
    browser.wait_for("document.querySelector('.till-parked') === null", seconds=20)
    assert Sale.objects.count() == 4 and Invoice.objects.filter(state="PAID").count() == 4
    browser.complaints[:] = [each for each in browser.complaints if "ERR_INTERNET" not in each]

    # One of the first sale comes back, in cash.
    browser.press("Sales", within=".till-head")
    first = Sale.objects.order_by("pk")[0]
    browser.wait_for("document.querySelectorAll('dialog tbody tr').length === 4")
    browser.run(
        "[...document.querySelectorAll('dialog tbody tr')]"
        f".find(each => each.innerText.includes('{first.invoice.serial_number}'))"
        ".querySelector('button:last-of-type').click()"
    )
    browser.fill("Give back", **{"back.0": "1", "reason": "A torn bag"})
    browser.sees("116.00", within="dialog .till-due")
    browser.press("Give back", within="form[aria-label='Give back']")
    browser.wait_for("document.querySelector('dialog [aria-invalid=true]')?.name === 'cash'")
    assert not SaleRefund.objects.exists(), "nothing stays credit because nobody said otherwise"
    browser.fill("Give back", cash="116")
    browser.press("Give back", within="form[aria-label='Give back']")
    browser.wait_for("document.querySelector('dialog') === null")

    # Counted by notes, and the report.
    browser.press("Close the shift", within=".till-head")
    browser.press("Close with 0.00", within="form[aria-label='Close the shift']")
    browser.sees("Count first", within="dialog")
    browser.type_into(".till-count-grid label:nth-child(2) input", "1 x")
    browser.press("Close with 0.00", within="form[aria-label='Close the shift']")
    browser.sees("How many of 500", within="dialog")
    assert Shift.objects.get().state == "OPEN"
    for place, count in ((1, "1"), (4, "2"), (8, "1"), (9, "3")):  # 500, 50, 5 and 1
        browser.type_into(f".till-count-grid label:nth-child({place + 1}) input", count)
    browser.press("Close with 608.00", within="form[aria-label='Close the shift']")
    browser.sees("Z-report 1", within="main")
    shift = Shift.objects.get()
    cash = shift.report["cash"]
    assert (cash["opening"], cash["sales"], cash["refunds"]) == (500_00, 224_00, 116_00)
    assert (cash["expected"], cash["counted"], cash["over_short"]) == (608_00, 608_00, 0)
    assert balance_by_code(shop.business.pk, "1020-1") == 608_00
    sold = shift.report["sold"]
    assert (sold["gross"], sold["posted"], sold["vat"]) == (348_00, 348_00, sold["posted_vat"])
    assert sold["paid"] == {"CASH": 224_00, "MPESA": 124_00}
    standard = next(row for row in shift.report["taxed"] if row["code"] == "STANDARD")
    assert standard["vat"] == balance_by_code(shop.business.pk, "2600")
    browser.sees("348.00", within="main")
