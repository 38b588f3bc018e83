"""Whatever comes late or not at all: each day's proof is whole, and each item is one exception."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from reconciliation.exceptions.settling import correct
from reconciliation.models import ReconciliationException
from tests.reconciliation.exceptions.books import ODD, PAYMENT, PAYOUT, Books, a_week_ago
from tests.reconciliation.staying import assert_runs_stay
from users.models import Business, Role

FIRST = a_week_ago()
DAYS = [FIRST + timedelta(days=number) for number in range(5)]


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_everything_is_carried_until_it_clears_exactly_once(house, seed):
    """`Books.close` holds that nothing is unexplained, on every day."""
    chance = random.Random(seed)
    books = Books(house)
    Business.objects.update(solo_limit=1_000_000_00)
    late: dict[str, int] = {}
    lasting: set[str] = set()
    for number, day in enumerate(DAYS):
        for hour in range(8, 14):
            receipt = f"UKK{number}AA{hour:03}Z"
            amount = chance.randrange(10, 500)
            match chance.choice(["plain", "late", "lost", "other", "payout", "odd"]):
                case "plain":
                    books.call_back(receipt, amount, day, hour)
                    books.show(day, hour, receipt, PAYMENT, amount)
                case "late":  # Safaricom shows it a day or two later
                    books.call_back(receipt, amount, day, hour)
                    late[receipt] = min(number + chance.randrange(1, 3), len(DAYS) - 1)
                case "lost":  # no callback: the run books it
                    books.show(day, hour, receipt, PAYMENT, amount)
                case "other":
                    books.call_back(receipt, amount + 1, day, hour)
                    books.show(day, hour, receipt, PAYMENT, amount)
                    lasting.add(receipt)
                case "payout":
                    books.show(day, hour, receipt, PAYOUT, -amount)
                    lasting.add(receipt)
                case "odd":
                    books.show(day, hour, receipt, ODD, amount)
                    lasting.add(receipt)
        for place, receipt in enumerate(sorted(each for each, when in late.items() if when == number)):
            if receipt[3] != str(number):
                amount = ReconciliationException.objects.get(receipt=receipt).cents // 100
                books.show(day, 15 + place, receipt, PAYMENT, int(amount))
        books.close(day, day)
        waits = {each for each, when in late.items() if when > number or each[3] == str(number)}
        assert {row.receipt for row in books.open()} == lasting | waits
    stuck = {each for each, when in late.items() if each[3] == str(when)}
    cleared = ReconciliationException.objects.filter(closed_as="CLEARED")
    assert {row.receipt for row in cleared} == set(late) - stuck
    owner = house.people[Role.OWNER]
    for place, row in enumerate(books.open()):
        row = ReconciliationException.objects.select_related("business", "till").get(pk=row.pk)
        account = "" if row.kind == "UNKNOWN_ROW" else "5900"
        correct(exception=row, account=account, key=f"k-{place}", actor=owner, comment="looked at it")
    assert books.open() == []
    assert books.close(FIRST, DAYS[-1], fresh=False).credits_not_booked == 0
    assert books.open() == []
    assert assert_runs_stay() == len(DAYS) + 1
    numbers = list(ReconciliationException.objects.values_list("receipt", flat=True))
    assert len(numbers) == len(set(numbers)) == len(late) + len(lasting)


def test_a_day_closes_by_itself_though_those_before_it_were_never_proved(house):
    books = Books(house)
    for number, day in enumerate(DAYS):
        books.show(day, 9, f"UKK{number}AA0001", PAYMENT, 100)
        books.show(day, 10, f"UKK{number}AA0002", PAYOUT, -10)
    books.bring(DAYS[0], DAYS[-1])
    first = books.close(DAYS[0], DAYS[0], fresh=False)
    assert (first.items.count(), first.booked_rows) == (1, 1)
    last = books.close(DAYS[-1], DAYS[-1], fresh=False)
    assert (last.items.count(), last.booked_rows) == (len(DAYS), len(DAYS) - 1)
    assert len(books.open()) == len(DAYS)
    between = books.close(DAYS[2], DAYS[2], fresh=False)
    assert (between.items.count(), len(books.open())) == (3, len(DAYS))


def test_the_first_proof_of_all_looks_at_the_days_before_it(house):
    books = Books(house)
    for number, day in enumerate(DAYS[:2]):
        books.call_back(f"UKK{number}AA0001", 500, day)
        books.show(day, 9, f"UKK{number}AA0001", PAYMENT, 500)
    books.show(DAYS[0], 10, "UKK0AA0002", PAYOUT, -10)
    books.bring(DAYS[0], DAYS[0])
    run = books.close(DAYS[1], DAYS[1])
    assert [(item.receipt, item.cents) for item in run.items.all()] == [("UKK0AA0002", 10_00)]


def test_rows_that_come_after_their_day_was_proved_are_in_the_next_proof(house):
    books = Books(house)
    books.show(DAYS[0], 9, "UKK0AA0001", PAYMENT, 100)
    books.bring(DAYS[0], DAYS[0])
    books.close(DAYS[0], DAYS[0], fresh=False)
    books.show(DAYS[2], 9, "UKK2AA0001", PAYMENT, 50)
    books.show(DAYS[1], 9, "UKK1AA0001", PAYOUT, -30)
    books.rows.sort()
    books.bring(DAYS[2], DAYS[2])
    assert books.prove(DAYS[2], DAYS[2]).unexplained == 30_00  # what the uncovered day hides
    books.bring(DAYS[1], DAYS[1])
    run = books.close(DAYS[2], DAYS[2], fresh=False)
    assert [(item.receipt, item.cents) for item in run.items.all()] == [("UKK1AA0001", 30_00)]
