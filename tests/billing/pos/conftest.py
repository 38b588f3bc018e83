from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from core import days
from core.machine.jobs import drain_queue
from mpesa.collections.receipts import ROUTE_QUEUE, ReceiptFacts, record_receipt
from mpesa.models import Channel, Receipt
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.billing.pos.shops import Shop
from tests.graphql_api.conftest import House
from users.actors import SYSTEM


@pytest.fixture
def shop(house: House) -> Shop:
    return Shop(house)


@pytest.fixture
def landed(shop: Shop) -> Callable[[int, str], Receipt]:
    """A payment that lands on the till of the register, with what was typed."""
    till = create_till(
        business=shop.house.business, name="Shop", kind="TILL", shortcode="600777", store_number="600778",
        credentials=TillCredentials(consumer_key="a", consumer_secret="b", passkey="c"), actor=SYSTEM,
    )  # fmt: skip
    shop.register.till = till
    shop.register.save(update_fields=["till"])
    count = iter(range(1, 100))

    def land(cents: int, reference: str) -> Receipt:
        facts = ReceiptFacts(f"UKP{next(count):07}", cents, days.now(), reference, "254712345678")
        with transaction.atomic():
            receipt, _ = record_receipt(till=till, facts=facts, channel=Channel.C2B)
        drain_queue(ROUTE_QUEUE)
        return receipt

    return land
