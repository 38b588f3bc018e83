"""Each condition that is watched, through the sweep: what opens its alert, what does not, what clears it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from core import days
from core.models import Alert
from core.tasks import sweep
from mpesa.callbacks import inbox
from mpesa.collections.discrepancies import close_by_evidence, note_discrepancy
from mpesa.collections.requests.steps import lock_request, move
from mpesa.models import (
    CallbackWork,
    Discrepancy,
    PaymentRequest,
    Receipt,
    ReceiptRoute,
    StatusAnswer,
    StepCause,
    Till,
)
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from mpesa.watching import silence
from tests.clock import Clock
from tests.graphql_api.conftest import House
from tests.mpesa.shops import Shop
from users.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def shop(house: House, clock: Clock) -> Shop:
    """Six requests were sent just now."""
    shop = Shop(house, "600100")
    PaymentRequest.objects.update(sent_at=days.now(), claims=1)
    return shop


def opened(code: str) -> dict[str, str]:
    """Subject -> detail of the open alerts of a code, after the minute's sweep; all of one business."""
    sweep()
    rows = Alert.objects.filter(code=code, resolved_at=None)
    return {row.subject.partition(":")[0]: row.detail for row in rows}


def end(request: PaymentRequest, state: str, code: str = "", cause: StepCause = StepCause.QUERY) -> None:
    locked = lock_request(pk=request.pk)
    assert locked is not None
    move(locked, state, code=code, cause=cause)


def test_a_till_to_which_nothing_comes(shop: Shop, clock: Clock):
    clock.pass_seconds(4 * 60)
    assert opened(silence.TILL_SILENT) == {}
    clock.pass_seconds(61)
    assert opened(silence.TILL_SILENT) == {"till": "REQUESTS_OPEN: 6"}
    alert = Alert.objects.get(code=silence.TILL_SILENT)
    assert (alert.subject, alert.business_id) == (f"till:{shop.till.pk}", shop.house.business.pk)
    shop.keep("c2b/confirmation", b"anything at all")
    assert opened(silence.TILL_SILENT) == {}
    alert.refresh_from_db()
    assert alert.cleared_itself and alert.comment == "Callbacks come again."


def test_a_till_is_not_silent_when_nothing_is_asked_of_it(shop: Shop, clock: Clock):
    clock.pass_seconds(61 * 60)
    assert opened(silence.TILL_SILENT) == {}


def test_one_payment_without_a_callback(shop: Shop, clock: Clock):
    clock.pass_seconds(59)
    assert opened(silence.REQUEST_SILENT) == {}
    clock.pass_seconds(2)
    sweep()
    rows = Alert.objects.filter(code=silence.REQUEST_SILENT, resolved_at=None)
    assert {row.subject for row in rows} == {f"request:{each.pk}" for each in shop.requests}
    PaymentRequest.objects.exclude(pk=shop.requests[0].pk).update(state="FAILED", settled_at=days.now())
    sweep()
    assert rows.get().subject == f"request:{shop.requests[0].pk}"
    clock.pass_seconds(4 * 60 + 1)  # now the till is silent as a whole, which says it all
    sweep()
    assert not rows.all() and Alert.objects.filter(code=silence.TILL_SILENT, resolved_at=None).exists()


def copies(shop: Shop, count: int) -> list[PaymentRequest]:
    """So many requests more, on their way."""
    first = PaymentRequest.objects.get(pk=shop.requests[0].pk)
    rows = []
    for number in range(count):
        first.pk, first.ref, first.key = None, f"{number:032}", f"copy-{number}"
        first.checkout_request_id = f"copy-{number}"
        first.save(force_insert=True)
        rows.append(PaymentRequest.objects.get(pk=first.pk))
    return rows


def test_payment_requests_that_fail(shop: Shop, clock: Clock):
    requests = copies(shop, 40)
    with transaction.atomic():
        for request in requests[:20]:
            end(request, "FAILED", "1032" if request.pk % 2 else "1")  # customers
        for request in requests[20:38]:
            end(request, "CONFIRMED", "0")
        end(requests[38], "FAILED", "1025")
    assert opened("REQUESTS_FAIL") == {}, "nineteen are too few to say anything"
    with transaction.atomic():
        end(requests[39], "FAILED", "DARAJA_NO_TOKEN")
    assert opened("REQUESTS_FAIL") == {"till": "FAILED: 2, ENDED: 20"}
    clock.pass_seconds(60 * 60 + 1)
    assert opened("REQUESTS_FAIL") == {}


def test_queries_that_fail(shop: Shop, clock: Clock):
    request = shop.requests[0]
    for _ in range(9):
        StatusAnswer.objects.create(request=request, state="IN_FLIGHT", code="4999")
    StatusAnswer.objects.create(request=request, state="UNKNOWN", code="DARAJA_CONNECTION_LOST")
    assert opened("QUERIES_FAIL") == {}, "ten of a hundred are not more than ten"
    StatusAnswer.objects.create(request=request, state="UNKNOWN", code="DARAJA_CONNECTION_LOST")
    assert opened("QUERIES_FAIL") == {"till": "FAILED: 2, ENDED: 11"}
    clock.pass_seconds(60 * 60 + 1)
    assert opened("QUERIES_FAIL") == {}


def test_tokens_that_cannot_be_had(shop: Shop, clock: Clock):
    request = shop.requests[0]
    clock.pass_seconds(1)
    StatusAnswer.objects.create(request=request, state="UNKNOWN", code="DARAJA_NO_TOKEN")
    assert opened("TOKEN_FAILS") == {"till": "NO_TOKEN: 1"}
    clock.pass_seconds(10)
    StatusAnswer.objects.create(request=request, state="UNKNOWN", code="DARAJA_CONNECTION_LOST")
    assert opened("TOKEN_FAILS") == {"till": "NO_TOKEN: 1"}
    clock.pass_seconds(1)
    StatusAnswer.objects.create(request=request, state="IN_FLIGHT", code="4999")
    assert opened("TOKEN_FAILS") == {}


def test_receipts_that_wait_in_suspense(shop: Shop, clock: Clock):
    for number in range(2):
        receipt = Receipt.objects.create(
            business=shop.house.business,
            till=shop.till,
            number=f"UKK1AA00A{number}",
            amount=100_00,
            occurred_at=days.now(),
            first_channel="C2B",
        )
        ReceiptRoute.objects.create(receipt=receipt, state="SUSPENSE", routed_at=days.now())
    clock.pass_seconds(24 * 60 * 60)
    assert opened("SUSPENSE_OLD") == {}
    clock.pass_seconds(1)
    assert opened("SUSPENSE_OLD") == {"till": "RECEIPTS_IN_SUSPENSE: 2"}


def test_another_amount_than_was_asked_for(shop: Shop):
    request = shop.requests[0]
    note_discrepancy(
        till=shop.till, code="AMOUNT_DIFFERS", subject="request 1", detail="It is booked.", request=request
    )
    assert opened("AMOUNT_DIFFERS") == {"request": "AMOUNT_DIFFERS: 1"}
    with transaction.atomic():
        close_by_evidence(Discrepancy.objects.all(), "The rest came.")
    assert opened("AMOUNT_DIFFERS") == {}


def test_credentials_that_are_old(shop: Shop, clock: Clock):
    create_till(
        business=shop.house.business,
        name="Soda",
        kind="PAYBILL",
        shortcode="600200",
        environment="SANDBOX",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
    till = Till.objects.all()  # those of the local Daraja are nobody's
    till.update(credentials_set_at=days.now() - timedelta(days=90))
    assert opened("CREDENTIALS_OLD") == {}
    till.update(credentials_set_at=days.now() - timedelta(days=91))
    assert opened("CREDENTIALS_OLD") == {"till": "DAYS: 91"}
    till.update(credentials_set_at=days.now())
    assert opened("CREDENTIALS_OLD") == {}


def test_an_inbox_that_is_behind_and_comes_up(shop: Shop, monkeypatch):
    monkeypatch.setattr(inbox, "BEHIND", 3)
    for number in range(4):
        shop.keep("c2b/confirmation", b"body %d" % number)
    assert list(opened("INBOX_BEHIND")) == [""]
    CallbackWork.objects.update(due_at=days.now())  # PostgreSQL had said when, by its own clock
    inbox.drain_inbox()
    assert opened("INBOX_BEHIND") == {}
