"""A till to whose address callbacks come, and a request of KES 7 that it has made."""

from __future__ import annotations

import pytest

from mpesa.collections.requests.requesting import request_payment
from mpesa.models import PaymentRequest, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.actors import SYSTEM
from users.models import Business


@pytest.fixture
def shop(business: Business) -> Till:
    return create_till(
        business=business,
        name="Water",
        kind="PAYBILL",
        shortcode="600100",
        credentials=TillCredentials("a-consumer-key", "a-consumer-secret", "a-passkey"),
        actor=SYSTEM,
    )


@pytest.fixture
def asked(shop: Till) -> PaymentRequest:
    return request_payment(
        till=shop, phone="0712345678", amount=7_00, account_reference="A1", key="key-0001", actor=SYSTEM
    )
