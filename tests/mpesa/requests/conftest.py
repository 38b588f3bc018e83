"""A till of a house, whose requests are judged and never sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graphql_api.ids import write_id
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import Browser, House
from tests.mpesa.daraja.conftest import FakeDaraja
from users.actors import SYSTEM

ASKED = """mutation ($input: RequestPaymentInput!) { requestPayment(input: $input) {
    paymentRequest { id state } problems { code field message detail { limit count retryAt } } } }"""


@pytest.fixture
def daraja() -> Iterator[FakeDaraja]:
    """A Safaricom that says exactly the bytes it is told to."""
    server = FakeDaraja()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_till(house: House) -> Till:
    return create_till(
        business=house.business,
        name="Water",
        kind="PAYBILL",
        shortcode="600100",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )


class Desk:
    """A cashier who asks phones for money."""

    def __init__(self, house: House, till: Till) -> None:
        self.house, self.till, self.browser, self.asked = house, till, house.browser("CASHIER"), 0

    def ask(self, phone: str = "254700000101", amount: str = "10.00") -> dict[str, Any] | None:
        """None when it was asked for, else the first problem. Each time for another account."""
        self.asked += 1
        reference = f"A{self.asked}"
        return ask(self.browser, self.till, phone, amount, reference)


def ask(browser: Browser, till: Till, phone: str, amount: str, reference: str) -> dict[str, Any] | None:
    input = {"till": write_id("Till", till.pk), "phone": phone, "amount": amount}
    input |= {"accountReference": reference, "idempotencyKey": f"key-{reference}-{phone}"}
    payload = browser.data(ASKED, input=input)["requestPayment"]
    return payload["problems"][0] if payload["problems"] else None


@pytest.fixture
def desk(house: House, own_till: Till) -> Desk:
    return Desk(house, own_till)
