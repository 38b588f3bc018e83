"""A step that the database would refuse is refused before, by its code."""

from __future__ import annotations

import psycopg
import pytest
from django.db import transaction

from core.errors import InvalidState
from mpesa.collections.requests.requesting import request_payment
from mpesa.collections.requests.steps import move
from mpesa.models import PaymentRequest, PaymentRequestStep, RequestState
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.mpesa.shops import Shop
from users.actors import SYSTEM


@pytest.fixture
def own_till(business):
    return create_till(
        business=business,
        name="Water",
        shortcode="600984",
        kind="PAYBILL",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )


#: How a request comes to a state from INITIATED.
WAYS = {state: (state,) for state in RequestState.values} | {
    "INITIATED": (),
    "EXPIRED": ("PENDING", "EXPIRED"),
}


@pytest.mark.parametrize("state", RequestState.values)
def test_every_step_is_taken_or_refused_as_illegal(own_till, state):
    request = request_payment(
        till=own_till,
        phone="254700000101",
        amount=100_00,
        account_reference="1",
        key="request-0001",
        actor=SYSTEM,
    )
    for step in WAYS[state]:
        move(request, step)
    for wanted in RequestState.values:
        with transaction.atomic():
            row = PaymentRequest.objects.get(pk=request.pk)
            try:
                move(row, wanted)
                refused = ""
            except InvalidState as error:
                refused = error.code
            found = PaymentRequest.objects.get(pk=request.pk).state
            assert (found, refused) in ((wanted, ""), (state, "ILLEGAL_STEP")), wanted
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("old", "new"),
    [("FAILED", "CANCELLED"), ("CANCELLED", "FAILED"), ("CONFIRMED", "FAILED"), ("PAID", "FAILED")],
)
def test_what_failed_stays_failed_in_its_way_until_money_comes(own_till, old, new):
    """Only a late success follows a final state."""
    request = request_payment(
        till=own_till,
        phone="254700000101",
        amount=100_00,
        account_reference="1",
        key="request-0001",
        actor=SYSTEM,
    )
    move(request, old)
    with pytest.raises(InvalidState, match="ILLEGAL_STEP"), transaction.atomic():
        move(request, new)
    assert PaymentRequest.objects.get(pk=request.pk).state == old


def test_each_step_is_kept_with_what_caused_it(house, drain, owner_database):
    """The answer to the push, the callback that named the failure, and the receipt that came after all."""
    shop = Shop(house, "600984")
    shop.call_back(1, "1032", "UKK0000001", 70_00)
    shop.call_back(1, "0", "UKK0000001", 70_00, turn=1)
    drain("mpesa.inbox")
    steps = PaymentRequestStep.objects.filter(request=shop.requests[1]).order_by("pk")
    assert list(steps.values_list("before", "after", "cause", "code", "callback__kind", "person")) == [
        ("INITIATED", "PENDING", "PUSH", "", None, None),
        ("PENDING", "CANCELLED", "CALLBACK", "1032", "stk", None),
        ("CANCELLED", "PAID", "CALLBACK", "0", "stk", None),
    ]
    assert steps[1].callback_id != steps[2].callback_id
    for change in ("UPDATE mpesa_paymentrequeststep SET code = 'x'", "DELETE FROM mpesa_paymentrequeststep"):
        with (
            owner_database.transaction(force_rollback=True),
            pytest.raises(psycopg.Error, match="APPEND_ONLY"),
        ):
            owner_database.execute(change)
