"""Nobody closes an alert while its cause is there: it closes by itself when that is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from core.machine.watching import look_around
from core.models import Alert, DataKey
from graphql_api.ids import write_id
from mpesa.asking import sending
from mpesa.asking.balances import ask_for_balances
from mpesa.asking.enquiries import settle
from mpesa.asking.initiators import note_refused, set_initiator
from mpesa.callbacks import inbox
from mpesa.callbacks.replaying import replay_callbacks
from mpesa.collections import routing
from mpesa.collections.claims import claim_receipt
from mpesa.collections.dead_letters import MOST_TRIES
from mpesa.collections.discrepancies import close_discrepancy
from mpesa.daraja.answers import AsyncAck
from mpesa.models import (
    CallbackWork,
    Discrepancy,
    Enquiry,
    EnquiryKind,
    EnquiryState,
    Receipt,
    ReceiptRoute,
    Till,
)
from tests.clock import Clock
from tests.graphql_api.conftest import House
from tests.mpesa.shops import PHONES, Shop
from users.actors import SYSTEM
from users.models import AuditEntry

CLOSE = """mutation ($input: ResolveAlertInput!) { resolveAlert(input: $input) {
    alert { resolvedAt clearedItself } problems { code field message } } }"""


def closes(house: House, code: str) -> str | None:
    """The code with which the owner's closing is refused; None when it is taken."""
    pk = Alert.objects.get(code=code, resolved_at=None).pk
    variables = {"input": {"alert": write_id("Alert", pk), "comment": "looked at"}}
    answer: dict[str, Any] = house.browser().data(CLOSE, **variables)["resolveAlert"]
    refused = answer["problems"]
    assert Alert.objects.filter(pk=pk, resolved_at=None).exists() == bool(refused)
    assert AuditEntry.objects.filter(action="alert.resolve", subject=f"alert:{pk}").exists() != bool(refused)
    return refused[0]["code"] if refused else None


def fails(*_: object) -> None:
    raise ValueError("boom")


@pytest.fixture
def clock(clock: Clock) -> Clock:
    clock.at = datetime.now(UTC) + timedelta(seconds=5)
    return clock


def to_the_end(clock: Clock, drain, queue: str) -> None:
    for _ in range(MOST_TRIES + 1):
        drain(queue)
        clock.pass_seconds(65 * 60)


@pytest.fixture
def shop(house: House) -> Shop:
    return Shop(house, "600100")


def test_a_dead_letter_is_open_until_it_is_worked_off(shop: Shop, house: House, drain, clock, monkeypatch):
    shop.confirm("UKK0000001", 50_00, "nobody", PHONES[0])
    with monkeypatch.context() as broken:
        broken.setattr(inbox, "work_off", fails)
        to_the_end(clock, drain, "mpesa.inbox")
        assert closes(house, "DEAD_LETTER") == "ALERT_CAUSE_REMAINS"
        replay_callbacks(business=house.business, actor=SYSTEM, unprocessed=True)
        to_the_end(clock, drain, "mpesa.inbox")
        assert closes(house, "DEAD_LETTER") == "ALERT_CAUSE_REMAINS"
    replay_callbacks(business=house.business, actor=SYSTEM, unprocessed=True)
    drain("mpesa.inbox")
    assert Receipt.objects.exists()
    assert Alert.objects.get(code="DEAD_LETTER").cleared_itself


def test_a_dead_letter_whose_body_was_erased_is_closed_by_a_person(shop: Shop, house: House, drain, clock):
    shop.confirm("UKK0000001", 50_00, "nobody", PHONES[0])
    work = CallbackWork.objects.select_related("callback").get()
    DataKey.objects.filter(pk=work.callback.data_key_id).delete()
    to_the_end(clock, drain, "mpesa.inbox")
    work.refresh_from_db()
    assert work.state == "DEAD"
    assert closes(house, "DEAD_LETTER") is None, "nobody can work it off any more"


def test_a_receipt_that_cannot_be_routed_is_a_dead_letter_until_it_is(
    shop: Shop, house: House, drain, clock, monkeypatch
):
    shop.confirm("UKK0000001", 50_00, "nobody", PHONES[0])
    with monkeypatch.context() as broken:
        broken.setattr(routing, "_draft", fails)
        drain("mpesa.inbox")
        to_the_end(clock, drain, "mpesa.route")
        assert closes(house, "DEAD_LETTER") == "ALERT_CAUSE_REMAINS"
    replay_callbacks(business=house.business, actor=SYSTEM, unprocessed=True)
    drain("mpesa.route")
    assert ReceiptRoute.objects.get().state == "SUSPENSE"
    assert Alert.objects.get(code="DEAD_LETTER").cleared_itself


@pytest.fixture
def asking(shop: Shop, monkeypatch) -> Till:
    """A till of which Safaricom takes each question, and answers none."""
    monkeypatch.setattr(sending, "_prepared", lambda _: lambda: AsyncAck("AG_1", "1-2-3"))
    return set_initiator(till=shop.till, name="testapi", password="a-password", actor=SYSTEM)


def claim(till: Till, number: str, key: str = "") -> Enquiry:
    return claim_receipt(till=till, receipt_number=number, key=key or f"key-{number}", actor=SYSTEM)


def answer(enquiry: Enquiry) -> None:
    with transaction.atomic():
        settle(enquiry, EnquiryState.ANSWERED, verdict="NOT_FOUND", code="2033")


def wait(clock: Clock, drain, kind: str) -> None:
    for seconds in (0, *sending.INTERVALS[kind]):
        clock.pass_seconds(seconds + 1)
        drain("mpesa.ask")


def give_up(clock: Clock, drain, till: Till, *numbers: str) -> list[Enquiry]:
    asked = [claim(till, number) for number in numbers]
    wait(clock, drain, "STATUS")
    for each in asked:
        each.refresh_from_db()
    assert {each.state for each in asked} == {"UNANSWERED"}
    return asked


def test_a_question_that_nobody_answered_is_open_until_it_is(
    shop: Shop, house: House, asking: Till, drain, clock
):
    first, _ = give_up(clock, drain, asking, "UKK0000001", "UKK0000002")
    assert closes(house, "ENQUIRY_UNANSWERED") == "ALERT_CAUSE_REMAINS"
    # An answer to another question says nothing of these two.
    answer(claim(asking, "UKK0000003"))
    assert closes(house, "ENQUIRY_UNANSWERED") == "ALERT_CAUSE_REMAINS"
    # One comes, the other is claimed anew and answered: then it closes by itself.
    shop.confirm("UKK0000001", 50_00, "nobody", PHONES[0])
    drain("mpesa.inbox")
    first.refresh_from_db()
    assert first.state == "BOOKED"
    assert closes(house, "ENQUIRY_UNANSWERED") == "ALERT_CAUSE_REMAINS"
    anew = claim(asking, "UKK0000002", "key-anew")
    assert Alert.objects.filter(code="ENQUIRY_UNANSWERED", resolved_at=None).exists()
    answer(anew)
    assert Alert.objects.get(code="ENQUIRY_UNANSWERED").cleared_itself


def test_a_question_that_is_asked_anew_may_be_closed(shop: Shop, house: House, asking: Till, drain, clock):
    give_up(clock, drain, asking, "UKK0000001")
    claim(asking, "UKK0000001", "key-anew")
    assert closes(house, "ENQUIRY_UNANSWERED") is None
    wait(clock, drain, "STATUS")
    assert closes(house, "ENQUIRY_UNANSWERED") == "ALERT_CAUSE_REMAINS", "raised again, with its cause"


def test_a_balance_that_was_not_told_may_be_closed(house: House, asking: Till, drain, clock):
    assert ask_for_balances() == 1
    wait(clock, drain, "BALANCE")
    assert Enquiry.objects.get(kind=EnquiryKind.BALANCE).state == "UNANSWERED"
    assert closes(house, "ENQUIRY_UNANSWERED") is None


def test_a_refused_initiator_is_open_until_it_is_set_anew(house: House, asking: Till):
    with transaction.atomic():
        note_refused(asking, "2001")
    assert closes(house, "INITIATOR_REFUSED") == "ALERT_CAUSE_REMAINS"
    set_initiator(till=asking, name="testapi", password="another-one", actor=SYSTEM)
    assert Alert.objects.get(code="INITIATOR_REFUSED").cleared_itself


def test_what_the_clock_watches_is_open_while_it_is_so(shop: Shop, house: House, drain):
    shop.call_back(0, "0", "UKK0000001", 99_00)
    drain("mpesa.inbox")
    look_around()
    assert closes(house, "AMOUNT_DIFFERS") == "ALERT_CAUSE_REMAINS"
    case = Discrepancy.objects.get(code="AMOUNT_DIFFERS")
    close_discrepancy(discrepancy=case, comment="asked for the rest", actor=house.people["ACCOUNTANT"])
    assert closes(house, "AMOUNT_DIFFERS") is None, "the clock has not looked yet"
