"""What went to a wallet and is spent, or came in a month that is closed: it is taken back all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from core import days
from ledger.chart.standard import open_sub_account
from ledger.closing.periods import close_period
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Account, Entry, Floor
from ledger.reads.selectors import balance_by_code
from mpesa.collections import owners
from mpesa.collections.owners import Held, Placement, ReferenceOwner, mirrored
from mpesa.collections.reversals import record_reversals
from mpesa.models import Reversal
from tests.billing.placing import Desk
from tests.billing.reversals.test_taken_back import TILL, books, desk, entry_of, reverse, route, told
from tests.core.threads import run_together
from tests.reconciliation.proved import prove_receipts
from users.models import Role

__all__ = ["desk"]
WALLET = "2200-7"


@pytest.fixture
def wallet(desk: Desk) -> Iterator[Account]:
    """A wallet that cannot go below zero, to which the reference `wallet 7` pays."""
    account = open_sub_account(
        business_id=desk.house.business.pk, parent_code="2200", suffix="7", name="Wallet", has_floor=True
    )

    def place(asked: Sequence[owners.Asked]) -> list[Placement | None]:
        return [
            Placement("wallet 7", [credit(WALLET, receipt.amount)]) if reference == "wallet 7" else None
            for receipt, reference in asked
        ]

    def take_back(held: Sequence[Held]) -> list[Sequence | None]:
        return [mirrored(each.credits) if each.owner == "wallet 7" else None for each in held]

    owners.register_reference_owner(
        "wallets of this test",
        ReferenceOwner(
            place=place, settle=lambda placed: None, take_back=take_back, knows=lambda business, text: False
        ),
    )
    yield account
    del owners._owners["wallets of this test"]


def spend(desk: Desk, cents: int, reference: str) -> None:
    post_entry(
        business_id=desk.house.business.pk,
        kind="MANUAL",
        reference=reference,
        legs=[debit(WALLET, cents), credit("1020", cents)],
        occurred_at=days.now(),
    )


def left(wallet: Account) -> tuple[int, int]:
    return Floor.objects.get(account=wallet).balance, balance_by_code(wallet.business_id, "1210")


@pytest.mark.parametrize(
    ("spent", "legs"),
    [
        (0, [(WALLET, 60_00, 0), (TILL, 0, 60_00)]),
        (45_00, [(WALLET, 15_00, 0), (TILL, 0, 60_00), ("1210", 45_00, 0)]),
        (60_00, [(TILL, 0, 60_00), ("1210", 60_00, 0)]),
    ],
)
def test_what_is_spent_is_owed(desk, wallet, spent, legs):
    receipt = desk.pay(60_00, "wallet 7")
    assert left(wallet) == (60_00, 0)
    if spent:
        spend(desk, spent, "spent")
    reversal = reverse(desk, receipt, 60_00)
    assert reversal is not None and reversal.taken_back == 60_00
    assert sorted(entry_of(receipt.number)) == sorted(legs)
    assert left(wallet) == (0, spent)
    assert route(receipt) == ("REVERSED", "wallet 7")
    reverse(desk, receipt, 60_00)
    assert left(wallet) == (0, spent) and books(desk)[0] == 0


def test_one_that_is_short_costs_the_others_of_its_batch_nothing(desk, wallet):
    """Each takes what its wallet still has, in the order of the reports."""
    receipts = [desk.pay(60_00, "wallet 7") for _ in range(3)]
    waiting = desk.pay(50_00)
    spend(desk, 100_00, "spent")
    with transaction.atomic():
        record_reversals(
            [told(desk, one.number, None, f"UKL{place:07}") for place, one in enumerate([*receipts, waiting])]
        )
    assert left(wallet) == (0, 100_00)
    assert books(desk) == [0, 0, 0, 0, 0]
    assert {route(one)[0] for one in (*receipts, waiting)} == {"REVERSED"}
    assert entry_of(waiting.number) == [("2900", 50_00, 0), (TILL, 0, 50_00)]


def test_a_part_and_then_the_rest_of_what_is_spent(desk, wallet):
    receipt = desk.pay(60_00, "wallet 7")
    reverse(desk, receipt, 20_00)
    assert left(wallet) == (60_00, 20_00)
    spend(desk, 50_00, "spent")
    reverse(desk, receipt, 40_00, own="UKL0000002")
    assert left(wallet) == (0, 50_00)
    assert books(desk)[0] == 0 and route(receipt)[0] == "REVERSED"


@pytest.mark.parametrize("turn", range(3))
def test_a_reversal_races_with_who_spends_the_money(desk, wallet, turn):
    receipt = desk.pay(60_00, "wallet 7")
    outcomes = run_together(
        [
            lambda: spend(desk, 30_00, "a"),
            lambda: reverse(desk, receipt, 60_00),
            lambda: spend(desk, 30_00, "b"),
        ]
    )
    assert isinstance(outcomes[1], Reversal), outcomes
    spent = 30_00 * sum(outcome is None for outcome in (outcomes[0], outcomes[2]))
    assert left(wallet) == (0, spent)
    assert books(desk)[0] == 0


@pytest.mark.parametrize("known_first", [False, True])
def test_a_reversal_of_a_closed_month_is_booked_in_the_open_one(desk, known_first):
    """Nothing is refused and nothing moves in the month that was closed; the entry says that it is late."""
    business = desk.house.business
    paid_at, back_at = datetime(2026, 10, 20, 9, 0, tzinfo=UTC), datetime(2026, 10, 21, 9, 0, tzinfo=UTC)
    month_end, first_open = date(2026, 10, 31), date(2026, 11, 1)

    def take_back() -> None:
        with transaction.atomic():
            record_reversals([told(desk, "UKK0000001", 60_00, at=back_at)])

    def close() -> None:
        if not known_first:
            prove_receipts(desk.till, month_end.replace(day=1), month_end)
        close_period(business=business, last_day=month_end, actor=desk.house.people[Role.OWNER])

    customer = desk.customer()
    if known_first:
        take_back()
        close()
        receipt = desk.pay(60_00, customer.account_number, at=paid_at)
    else:
        receipt = desk.pay(60_00, customer.account_number, at=paid_at)
        close()
        take_back()
    assert receipt.number == "UKK0000001"
    entry = Entry.objects.get(kind="TAKEN_BACK")
    assert (entry.effective_on, entry.occurred_at, entry.is_late) == (first_open, back_at, True)
    in_october = 0 if known_first else 60_00
    assert balance_by_code(business.pk, TILL, day=month_end) == in_october
    assert balance_by_code(business.pk, "2100", day=month_end) == in_october
    assert books(desk) == [0, 0, 0, 0, 0]
    assert route(receipt)[0] == "REVERSED"
