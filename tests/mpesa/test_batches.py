"""Callbacks booked by the batch: what is in the books afterwards is what one by one would have put there."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from billing.models import Invoice
from core.machine.turns import WORK_FAILS
from core.models import Alert, DataKey, PublishedEvent
from mpesa.callbacks import inbox
from mpesa.collections import routing
from mpesa.models import (
    CallbackWork,
    Receipt,
    ReceiptRoute,
)
from tests.core.threads import run_together
from tests.mpesa.shops import AMOUNTS, PHONES, Shop

Story = list[Callable[[Shop], None]]


def story(chance: random.Random) -> Story:
    """Callbacks as they may come: doubled, contradicting, of both channels, malformed, for nobody."""

    def one() -> Callable[[Shop], None]:
        receipt = f"UKK{chance.randrange(12):07}"
        cents = chance.choice((*AMOUNTS, 300_00))
        place, turn = chance.randrange(6), chance.randrange(3)
        phone = chance.choice((PHONES[place], PHONES[place][:5] + "****" + PHONES[place][-3:], "9" * 64, ""))
        reference = chance.choice(("invoice", "account", "nobody", ""))
        kind = chance.choice(("c2b", "c2b", "stk", "stk", "fail", "bad", "foreign"))

        def come(shop: Shop) -> None:
            invoice = shop.invoices[place]
            typed = {"invoice": invoice.number, "account": invoice.customer.account_number}.get(
                reference, reference
            )
            if kind == "c2b":
                shop.confirm(receipt, cents, typed, phone, turn)
            elif kind == "stk":
                shop.call_back(place, "0", receipt, AMOUNTS[place % 2] if turn else cents, turn)
            elif kind == "fail":
                shop.call_back(place, ("1032", "1", "1037")[turn], receipt, cents, turn)
            elif kind == "bad":
                shop.keep("c2b/confirmation", b'{"TransID": "%d"}' % place)
            else:
                shop.keep("stk", {"Body": {"stkCallback": {"ResultCode": 0}}}, "0" * 32)

        return come

    return [one() for _ in range(chance.randrange(8, 60))]


@pytest.fixture
def by(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets how many are taken at a time."""

    def take(size: int) -> None:
        monkeypatch.setattr(inbox, "BATCH", size)
        monkeypatch.setattr(routing, "BATCH", size)

    return take


def drained(shop: Shop, events: Story, drain: Callable[..., None]) -> dict[str, Any]:
    for come in events:
        come(shop)
    drain("mpesa.inbox", "mpesa.route")
    return shop.books()


@pytest.mark.parametrize("seed", range(12))
def test_a_batch_leaves_what_one_by_one_would(seed, house, other_house, drain, by):
    events = story(random.Random(seed))
    by(1)
    alone = drained(Shop(house, "600100"), events, drain)
    by(500)
    together = drained(Shop(other_house, "600200"), events, drain)
    assert together == alone
    by(7)
    drain(twice=True)
    assert not Alert.objects.filter(code=WORK_FAILS).exists()


def test_one_that_cannot_be_booked_stands_alone(house, drain, by):
    shop = Shop(house, "600100")
    for number in range(40):
        shop.confirm(f"UKK{number:07}", 50_00, "nobody", PHONES[0])
    shop.confirm("UKK9999999", 50_00, "nobody", PHONES[0])
    key = CallbackWork.objects.latest("pk").callback.data_key_id
    DataKey.objects.filter(pk=key).delete()  # erased: nobody can read it any more
    by(500)
    drain("mpesa.inbox", "mpesa.route")
    assert Receipt.objects.count() == ReceiptRoute.objects.filter(state="SUSPENSE").count() == 40
    (left,) = CallbackWork.objects.exclude(state="DONE")
    assert (left.state, left.claims, left.note) == ("DUE", 1, "Unreadable")
    assert Alert.objects.get(code=WORK_FAILS).business_id == house.business.pk


def test_a_bill_that_cannot_be_paid_stops_no_other(house, drain, by, monkeypatch):
    shop = Shop(house, "600100")
    wrong = shop.invoices[2].number
    for number, invoice in enumerate(shop.invoices):
        shop.confirm(f"UKK{number:07}", 120_00, invoice.number, PHONES[0])
    draft = routing._draft

    def refuse(receipt: Receipt, placement: Any) -> Any:
        if receipt.account_reference == wrong:
            raise ValueError
        return draft(receipt, placement)

    monkeypatch.setattr(routing, "_draft", refuse)
    by(500)
    drain("mpesa.inbox")
    assert Receipt.objects.count() == 6  # booked, whatever its owner does
    drain("mpesa.route")
    states = dict(Invoice.objects.values_list("number", "state"))
    assert {number for number, state in states.items() if state != "PAID"} == {wrong}
    assert ReceiptRoute.objects.get(state="DUE").receipt.account_reference == wrong
    monkeypatch.setattr(routing, "_draft", draft)
    ReceiptRoute.objects.update(due_at=None)  # the minute has passed that it waits
    drain("mpesa.route")
    assert set(Invoice.objects.values_list("state", flat=True)) == {"PAID"}


def test_a_whole_batch_calls_another_worker(house, drain, by, monkeypatch):
    shop = Shop(house, "600100")
    for number in range(3):
        shop.confirm(f"UKK{number:07}", 50_00, "nobody", PHONES[0])
    called: list[str] = []
    monkeypatch.setattr(inbox, "wake", called.append)
    by(2)
    assert [inbox.drain_inbox(), len(called), inbox.drain_inbox(), len(called)] == [2, 1, 1, 1]


def test_a_handful_of_statements_however_many_come(house, drain, by, django_assert_max_num_queries):
    shop = Shop(house, "600100")
    counts = []
    by(500)
    for batch in (10, 200):
        for number in range(batch):
            shop.confirm(
                f"U{batch:03}{number:07}", 1_00, shop.invoices[number % 6].number, PHONES[number % 6]
            )
        with django_assert_max_num_queries(150) as asked:
            inbox.drain_inbox()
            routing.route_receipts()
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2
    numbers = PublishedEvent.objects.filter(business_id=house.business.pk).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_four_who_drain_at_once_book_each_once(house, other_house, drain, by):
    shops = [Shop(house, "600100"), Shop(other_house, "600200")]
    for number in range(300):
        for shop in shops:
            place = number % 6
            for turn in range(2):
                shop.confirm(f"UKK{number:07}", 50_00, shop.invoices[place].number, PHONES[place], turn)
    by(64)

    def work() -> int:
        return sum(iter(lambda: inbox.drain_inbox() + routing.route_receipts(), 0))

    assert sum(run_together([work] * 4)) >= 1200
    drain("mpesa.inbox", "mpesa.route")
    assert Receipt.objects.count() == 600
    assert not CallbackWork.objects.exclude(state="DONE").exists()
    assert not ReceiptRoute.objects.filter(state="DUE").exists()
    for shop in shops:
        books = shop.books()
        assert len(books["receipts"]) == len({row[0] for row in books["receipts"]}) == 300
        assert sum(row[2] for row in books["allocations"]) == sum(row[2] for row in books["invoices"])
        assert all(row[1:] == ["PAID", 120_00] for row in books["invoices"])
