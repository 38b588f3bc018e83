"""Whoever knows a retired address of a till fills neither the database nor the cases; Safaricom is heard."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from core import days
from core.machine.alerts import resolve_alert
from core.models import Alert
from graphql_api.ids import write_id
from mpesa.callbacks import hook_limits
from mpesa.callbacks.replaying import reopen_address
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import (
    Callback,
    CallbackWork,
    Channel,
    Discrepancy,
    DiscrepancyClosing,
    Enquiry,
    HookCount,
    PaymentRequest,
    Receipt,
    Till,
)
from mpesa.tills.rotating import retire_hook_token, rotate_hook_token
from tests.mpesa.callbacks.callers import C2B, call, paid, post
from tests.mpesa.shops import Shop
from users.actors import SYSTEM


@pytest.fixture
def narrow(monkeypatch):
    monkeypatch.setattr(hook_limits, "MAX_UNREAD", 10)


@pytest.fixture
def old(shop: Till) -> str:
    """A token of the shop that is not the present one any more, and is still believed."""
    token = shop.hook_token
    rotate_hook_token(till=shop, actor=SYSTEM)
    shop.refresh_from_db()
    return token


def retire(shop: Till) -> None:
    retire_hook_token(till=shop, even_so=True, actor=SYSTEM)


def announce(shop: Till, token: str, numbers: range, path: str = C2B, **more: object) -> list[int | None]:
    return [
        call(f"/hooks/{token}/{path}", paid(shop, f"UKK{number:07}", **more)).status for number in numbers
    ]


def test_readable_bodies_at_a_retired_address_are_kept_up_to_its_room(shop: Till, old: str, narrow, drain):
    retire(shop)
    first = paid(shop, "UKK0000000")
    assert call(f"/hooks/{old}/{C2B}", first).status == 200
    assert announce(shop, old, range(1, 8)) == [200] * 7
    assert announce(shop, old, range(2), "c2b/validation") == [200] * 2
    assert announce(shop, old, range(20, 25)) == [503] * 5
    assert announce(shop, old, range(20, 25), "c2b/validation") == [503] * 5
    assert call(f"/hooks/{old}/{C2B}", first).status == 200, "that one we have"
    drain("mpesa.inbox")
    assert Callback.objects.count() == 10
    assert Discrepancy.objects.filter(code="ADDRESS_RETIRED").count() == 8
    assert HookCount.objects.get(what="no room").count == 10
    alert = Alert.objects.get(code="HOOKS_FILLING")
    assert (alert.subject, "retired" in alert.detail) == (f"till:{shop.pk}", True)
    # Its room is its own: what comes to the present address is kept, readable or not.
    assert post(shop, C2B, paid(shop, "UKK1AA00A1")) == post(shop, C2B, b"rubbish") == 200
    drain("mpesa.inbox")
    assert Receipt.objects.get().number == "UKK1AA00A1"
    # A person has looked: as many more.
    assert resolve_alert(alert=alert, comment="a scanner; it is blocked at the proxy")
    assert announce(shop, old, range(30, 42)) == [200] * 10 + [503] * 2


def test_rubbish_at_the_present_address_takes_no_room_of_a_former_one(shop: Till, old: str, narrow):
    assert [post(shop, C2B, b"rubbish %d" % n) for n in range(11)] == [200] * 10 + [503]
    assert call(f"/hooks/{old}/{C2B}", b"{}").status == 200


def test_safaricoms_late_callbacks_at_a_former_address_are_booked_however_many(
    shop: Till, old: str, narrow, drain
):
    assert announce(shop, old, range(15)) == [200] * 15
    drain("mpesa.inbox")
    assert Receipt.objects.count() == 15
    retire(shop)  # what came before still counts for nothing
    assert announce(shop, old, range(20, 31)) == [200] * 10 + [503]
    drain("mpesa.inbox")
    assert (Receipt.objects.count(), Discrepancy.objects.count()) == (15, 10)
    # It was retired too early: believed again, what was kept is booked, and nothing is bounded any more.
    reopen_address(till=shop, actor=SYSTEM)
    assert announce(shop, old, range(40, 45)) == [200] * 5
    drain("mpesa.inbox")
    assert Receipt.objects.count() == 30


@pytest.mark.parametrize("way", ["mutation", "command"])
def test_believing_an_address_again_books_what_came_meanwhile(house, drain, way: str):
    shop = Shop(house, "600200").till
    old = shop.hook_token
    rotate_hook_token(till=shop, actor=SYSTEM)
    shop.refresh_from_db()
    announce(shop, old, range(1))
    drain("mpesa.inbox")
    retire(shop)
    announce(shop, old, range(1, 4))
    post(shop, C2B, b"rubbish")
    drain("mpesa.inbox")
    assert Receipt.objects.count() == 1
    assert Discrepancy.objects.filter(code="ADDRESS_RETIRED", closing=None).count() == 3
    for _ in range(2):  # the second time changes nothing
        if way == "command":
            call_command("rotate_hook_token", "--till", shop.shortcode, "--reopen")
        else:
            answer = house.browser().act("reopenHookToken", "till { id }", till=write_id("Till", shop.pk))
            assert answer["till"]
        drain("mpesa.inbox")
        assert Receipt.objects.count() == 4
    assert not Discrepancy.objects.filter(code="ADDRESS_RETIRED", closing=None).exists()
    assert CallbackWork.objects.filter(claims=2).count() == 3, "those alone were read again"


def test_the_answer_to_a_request_is_kept_and_booked_at_a_retired_address_without_room(
    shop: Till, asked: PaymentRequest, old: str, narrow, drain
):
    retire(shop)
    announce(shop, old, range(12))
    items = [{"Name": "Amount", "Value": 7}, {"Name": "MpesaReceiptNumber", "Value": "UKK1AA00A1"}]
    told = {"ResultCode": 0, "CheckoutRequestID": "ws_CO_1", "CallbackMetadata": {"Item": items}}
    body = json.dumps({"Body": {"stkCallback": told}}).encode()
    assert call(f"/hooks/{old}/stk/{'0' * 32}", body).status == 503
    assert call(f"/hooks/{old}/stk/{asked.ref}", body).status == 200
    drain("mpesa.inbox")
    assert Receipt.objects.get().number == "UKK1AA00A1"


def test_a_statement_that_is_seconded_decides_about_what_was_announced_there(shop: Till, old: str, drain):
    retire(shop)
    announce(shop, old, range(2))
    post(shop, C2B, paid(shop, "UKK0000005", BusinessShortCode="999999"))
    drain("mpesa.inbox")
    assert Discrepancy.objects.filter(closing=None).count() == 3 and not Receipt.objects.exists()
    at = days.now() - timedelta(hours=1)
    for channel in (Channel.STATEMENT, Channel.PULL):
        assert Discrepancy.objects.filter(closing=None).count() == 3  # by a file alone nothing is decided
        with transaction.atomic():
            for number in ("UKK0000000", "UKK0000005"):
                facts = ReceiptFacts(number, 7_00, at, "x")
                record_receipt(till=shop, facts=facts, channel=channel, source="row")
    (left,) = Discrepancy.objects.filter(closing=None)
    assert left.subject.endswith("receipt UKK0000001")
    closings = DiscrepancyClosing.objects.values_list("person", "discrepancy__code")
    assert set(closings) == {(None, "ADDRESS_RETIRED"), (None, "SHORTCODE_DIFFERS")}


def test_nobody_asks_safaricom_because_of_a_retired_address(shop: Till, old: str, drain):
    retire(shop)
    assert announce(shop, old, range(3), BusinessShortCode="999999") == [200] * 3
    assert announce(shop, old, range(3, 5), TransTime=f"{days.today().year + 1}0101000000") == [200] * 2
    drain("mpesa.inbox")
    assert set(Discrepancy.objects.values_list("code", flat=True)) == {"ADDRESS_RETIRED"}
    assert not Enquiry.objects.exists() and not Receipt.objects.exists()
