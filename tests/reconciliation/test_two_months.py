"""A month with payouts that another client made on the same shortcode, and the month after it: both close.

Callbacks are lost; the statement comes day by day, in every dress. Before the corrections the proof lists
exactly what another client did; after them nothing is open, and the second month begins clean.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from ledger.integrity.verifying import verify_ledger
from ledger.reads.selectors import balance_by_code
from mpesa.models import Till
from mpesa.tills.accounts import account_code
from reconciliation.exceptions.settling import correct
from reconciliation.models import ReconciliationException, ReconciliationRun, RunItem
from reconciliation.runs.running import start_run
from reconciliation.verified.importing import store_statement
from tests.reconciliation.corpus.building import build
from tests.reconciliation.corpus.claims import claim_of
from tests.reconciliation.corpus.history import UTILITY, History, Leg
from tests.reconciliation.corpus.writing import STYLES, write
from tests.reconciliation.releasing import release_all
from tests.reconciliation.telling import drain, open_till, record
from users.actors import SYSTEM
from users.models import Business, User


def bring(till: Till, history: History, days: Iterator[int]) -> None:
    for number in days:
        claim = claim_of(history, history.start_of(number), history.end_of(number))
        file = write(claim, STYLES[number % len(STYLES)])
        store_statement(till=till, file_name=file.name, data=file.data, actor=SYSTEM)
    drain()


def prove(till: Till, history: History, first: int, last: int) -> ReconciliationRun:
    run = start_run(till=till, from_day=history.day(first), to_day=history.day(last), actor=SYSTEM)
    drain()
    return ReconciliationRun.objects.get(pk=run.pk)


def of_others(history: History, first: int, last: int) -> dict[str, int]:
    """What another client paid out: receipt -> cents."""
    rows = [row for number in range(first, last + 1) for row in history.of_day(number)]
    return {row.receipt: -row.net for row in rows if row.leg is Leg.PAYOUT and row.moves}


def close(business: Business, till: Till, history: History, first: int, last: int) -> None:
    owner = User.objects.get(username="owner")
    bring(till, history, iter(range(first, last + 1)))
    run = prove(till, history, first, last)
    expected = of_others(history, first, last)
    items = RunItem.objects.filter(run=run, why="NOT_BOOKED")
    assert {item.receipt: int(item.cents) for item in items} == expected
    assert run.items.count() == len(expected)
    assert (run.state, run.unexplained, run.debits_not_booked) == ("DONE", 0, sum(expected.values()))
    for row in ReconciliationException.objects.filter(till=till, state="OPEN").order_by("pk"):
        correct(
            exception=row,
            account="5900",
            key=f"correct-{row.pk}",
            actor=owner,
            comment="paid by another system",
        )
    run = prove(till, history, first, last)
    assert (run.unexplained, run.items.count(), run.gaps.count()) == (0, 0, 0)
    truth = history.of_day(last)[-1].balance
    assert run.ledger == run.statement_closing == truth
    assert not ReconciliationException.objects.filter(till=till).exclude(state="CLOSED").exists()


@pytest.mark.parametrize(
    ("days", "payments"), [(4, 5), pytest.param(30, 40, marks=pytest.mark.slow)], ids=["short", "months"]
)
def test_two_months_close_one_after_the_other(business, days, payments):
    history = build(11, days=2 * days, payments=payments)
    till = open_till(business, history.shortcode)
    Business.objects.filter(pk=business.pk).update(solo_limit=10**9)
    dice = Random(11)
    record(till, [told for told in history.told(masked=True) if dice.random() > 0.2])
    drain()
    close(business, till, history, 1, days)
    close(business, till, history, days + 1, 2 * days)
    release_all(business, User.objects.get(username="owner"))
    drain()
    assert balance_by_code(business.pk, account_code(till)) == history.rows[UTILITY][-1].balance
    paid_out = sum(of_others(history, 1, 2 * days).values())
    assert balance_by_code(business.pk, "5900") == paid_out
    assert balance_by_code(business.pk, "2890") == 0
    assert verify_ledger() == []
