"""A business on two days: requests of every end, receipts on two tills, one taken back, payouts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import transaction

from core import days
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.requests.steps import lock_request, move
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import CallbackWork, Channel, RequestState, StepCause, Till
from tests.clock import Clock
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import Office, send, tell
from tests.mpesa.shops import Shop

CODES = ("600984", "600555")
#: Yesterday and today: callbacks are stamped by the database's own clock.
SECOND = days.accounting_day(datetime.now(UTC))
FIRST = SECOND - timedelta(days=1)
NOON = days.day_bounds(FIRST)[0] + timedelta(hours=12)


def told(till: Till, number: str, amount: int, at: datetime) -> None:
    with transaction.atomic():
        record_receipt(till=till, facts=ReceiptFacts(number, amount, at, "x"), channel=Channel.C2B)


def taken_back(till: Till, number: str, amount: int, at: datetime) -> None:
    with transaction.atomic():
        facts = ReversalFacts(number, amount, at, f"R{number}")
        record_reversals([ReversalReport(till, facts, channel=Channel.STK, source="row")])


class Trading:
    """Yesterday from noon in Nairobi, and today. `shop` has the till 600984, `office` 600555."""

    def __init__(
        self, house: House, drain: Callable[[], None], clock: Clock, codes: tuple[str, str] = CODES
    ) -> None:
        clock.at = NOON
        self.house, self.clock, self.drain = house, clock, drain
        self.shop, self.office = Shop(house, codes[0]), Office(house, codes[1])
        self.shop.stamp = days.to_daraja_stamp(NOON)
        self.ask_all()
        self.collect()
        self.pay_out()

    def ask_all(self) -> None:
        """Six: paid with its callback after 8 s, known to be paid by asking after 20 s, cancelled, refused
        and never called back, and two that are open."""
        self.clock.pass_seconds(8)
        self.shop.call_back(0, "0", "UKT0000001", 50_00)
        self.shop.call_back(2, "1032", "", 50_00)
        CallbackWork.objects.update(due_at=self.clock.at)
        self.drain()
        self.clock.pass_seconds(12)
        self.end(1, RequestState.CONFIRMED, "0")
        self.end(3, RequestState.FAILED, "1")

    def end(self, place: int, state: str, code: str) -> None:
        with transaction.atomic():
            request = lock_request(pk=self.shop.requests[place].pk)
            assert request is not None
            move(request, state, code=code, cause=StepCause.QUERY)

    def collect(self) -> None:
        midnight = days.day_bounds(SECOND)[0]
        told(self.shop.till, "UKT0000002", 100_00, midnight - timedelta(seconds=1))
        told(self.office.till, "UKT0000003", 7_00, midnight)
        taken_back(self.shop.till, "UKT0000002", 100_00, midnight + timedelta(hours=1))

    def pay_out(self) -> None:
        """500.00 paid and 200.00 failed, on the first day."""
        paid, failed = (send(self.office.reserved(amount)) for amount in (500_00, 200_00))
        tell(paid, "PAID", occurred_at=days.now())
        tell(failed, "FAILED", code="17")
