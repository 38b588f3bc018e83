"""The code that Safaricom draws for an invoice, by the local Daraja; and who may ask for it."""

from __future__ import annotations

import pytest

from billing.models import PaymentCode
from graphql_api.ids import write_id
from tests.billing.bills import bill, customer_of, draft, line
from tests.graphql_api.conftest import House
from tests.tills import NewTill
from users.models import Role

SHOWN = "amount image invoice { number due }"


@pytest.fixture
def customer(house: House):
    return customer_of(house.business)


def test_a_code_is_drawn_once_for_what_is_due(house: House, customer, new_till: NewTill):
    new_till(business=house.business)
    issued = bill(customer, line("Water", 250_40))
    clerk, given = house.browser(Role.CASHIER), {"invoice": write_id("Invoice", issued.pk)}
    drawn = clerk.act("drawPaymentCode", SHOWN, **given)
    assert (drawn["amount"], drawn["invoice"]) == ("250.00", {"number": issued.number, "due": "250.40"})
    assert drawn["image"].startswith("data:image/png;base64,")
    code = PaymentCode.objects.get()
    assert (code.amount, bytes(code.png[:4])) == (250_00, b"\x89PNG")
    assert clerk.act("drawPaymentCode", SHOWN, **given) == drawn
    assert PaymentCode.objects.get().asked_at == code.asked_at


def test_where_nothing_is_due_or_there_is_no_till_nothing_is_asked(house: House, customer):
    given = {"invoice": write_id("Invoice", draft(customer).pk)}
    assert house.browser().act("drawPaymentCode", SHOWN, **given)["code"] == "NOTHING_DUE"
    given = {"invoice": write_id("Invoice", bill(customer).pk)}
    assert house.browser().act("drawPaymentCode", SHOWN, **given)["code"] == "NO_TILL"
    assert not PaymentCode.objects.exists()
