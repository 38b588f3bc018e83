"""Callbacks keep coming while the web process restarts: none is refused, each is kept and booked once."""

from __future__ import annotations

import json
import signal
from collections import Counter

import pytest

from ledger.reads.selectors import balance_by_code
from mpesa.callbacks.inbox import body_of
from mpesa.models import Callback, CallbackKind, CallbackWork, Receipt, Till
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.chaos.patience import eventually
from tests.chaos.points import CORE, WEB
from tests.chaos.sender import Sender
from tests.chaos.system import START_SECONDS, System
from tests.mpesa.shops import STAMP
from users.actors import SYSTEM
from users.people import create_business, create_staff

SHORTCODE = "600200"
CENTS = 7_00
LINGER = 0.05
CLOSED = "0 ConnectionError: closed without an answer"
RESET = "0 ConnectionResetError: [Errno 104] Connection reset by peer"


@pytest.fixture
def shop(db: None) -> Till:
    owner = create_staff(username="owner", password="correct horse battery")
    business = create_business(code="maji", name="Maji Safi", owner=owner)
    credentials = TillCredentials("consumer-key", "consumer-secret", "passkey")
    return create_till(
        business=business,
        name="Water",
        kind="PAYBILL",
        shortcode=SHORTCODE,
        credentials=credentials,
        actor=SYSTEM,
    )


def confirmations(count: int) -> list[bytes]:
    """Different payments, as Safaricom writes them."""
    common = {"TransactionType": "Pay Bill", "TransTime": STAMP, "TransAmount": "7.00"}
    rest = {"BillRefNumber": "nobody", "MSISDN": "25470****101", "FirstName": "PAYER"}
    return [
        json.dumps({**common, "TransID": f"UKK{number:07d}", "BusinessShortCode": SHORTCODE, **rest}).encode()
        for number in range(count)
    ]


def send_over_restarts(
    system: System, shop: Till, *, count: int, per_second: float, restarts: int, by: signal.Signals
) -> Sender:
    """Send at a rate; signal the web process at even distances and wait each time until it serves again."""
    eventually(system.web_answers, "web answers", within=START_SECONDS)
    path = f"/hooks/{shop.hook_token}/{CallbackKind.C2B_CONFIRMATION.value}"
    sender = Sender(
        port=system.addresses.web_port,
        path=path,
        bodies=confirmations(count),
        per_second=per_second,
        linger=LINGER,
    ).start()
    for restart in range(1, restarts + 1):
        sender.reach(restart / (restarts + 1))
        old = system.send(WEB, by)
        eventually(
            lambda old=old: system.keeper.pids.get(WEB, old) != old,
            "web is a new process",
            within=START_SECONDS,
        )
        eventually(system.web_answers, "web answers again", within=START_SECONDS)
    sender.finish()
    slowest = max(delivery.seconds for delivery in sender.deliveries)
    print(f"{count} callbacks, refused: {dict(sender.refused())}, slowest answer {slowest:.2f} s")
    return sender


def kept() -> Counter[bytes]:
    return Counter(body_of(callback) for callback in Callback.objects.select_related("data_key"))


def assert_booked_once(shop: Till, bodies: Counter[bytes]) -> None:
    numbers = {json.loads(body)["TransID"] for body in bodies}
    assert set(Receipt.objects.values_list("number", flat=True)) == numbers
    assert Receipt.objects.count() == len(numbers)
    assert balance_by_code(shop.business_id, account_code(shop)) == len(numbers) * CENTS
    assert balance_by_code(shop.business_id, "2900") == len(numbers) * CENTS
    assert balance_by_code(shop.business_id, "2890") == 0


def everything_booked() -> bool:
    """Left to the cluster alone: its own wake-ups, no sweep."""
    return (
        not CallbackWork.objects.filter(state="DUE").exists()
        and not Receipt.objects.filter(route__state="DUE").exists()
    )


def test_a_restart_refuses_no_callback(start_system, shop, drain) -> None:
    system = start_system(WEB)
    sender = send_over_restarts(system, shop, count=90, per_second=30, restarts=1, by=signal.SIGTERM)
    assert sender.refused() == {}
    assert kept() == Counter(delivery.body for delivery in sender.deliveries)
    drain()
    assert_booked_once(shop, kept())
    assert system.keeper.restarts == {WEB: 1}


@pytest.mark.slow
def test_a_hundred_callbacks_a_second_over_three_restarts(start_system, shop) -> None:
    system = start_system(WEB, CORE)
    sender = send_over_restarts(system, shop, count=2000, per_second=100, restarts=3, by=signal.SIGTERM)
    assert sender.refused() == {}
    assert kept() == Counter(delivery.body for delivery in sender.deliveries)
    eventually(everything_booked, "the cluster has booked everything", within=180)
    assert_booked_once(shop, kept())
    assert system.keeper.restarts == {WEB: 3, CORE: 0}


@pytest.mark.slow
def test_a_killed_web_process_keeps_what_it_answered(start_system, shop) -> None:
    """SIGKILL cuts the connections under way: they count as refused. Every 200 is kept, and booked once."""
    system = start_system(WEB, CORE)
    sender = send_over_restarts(system, shop, count=1000, per_second=100, restarts=3, by=signal.SIGKILL)
    answered = Counter(delivery.body for delivery in sender.deliveries if delivery.status == 200)
    assert set(sender.refused()) <= {CLOSED, RESET}
    assert answered <= kept()
    assert set(kept().values()) == {1}
    eventually(everything_booked, "the cluster has booked everything", within=180)
    assert_booked_once(shop, kept())
