"""Reversals on a statement: each row is booked once, and the proof names nothing that is open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from ledger.reads.selectors import balance_by_code
from mpesa.collections.discrepancies import open_cases
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Receipt, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.models import ReconciliationRun
from reconciliation.runs.running import start_run
from reconciliation.verified.importing import store_statement
from tests.reconciliation.statement_files import file_a, row_a
from users.actors import SYSTEM

PAID, DAY = "UKK1AA00A1", date(2026, 11, 20)
MORNING = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture
def shop(business) -> Till:
    return create_till(
        business=business,
        name="Water",
        kind="PAYBILL",
        shortcode="600984",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )


def statement(*backs: int) -> str:
    """A payment of 60, and how much of it went back each time. Newest first."""
    rows, left = [row_a(**at(9), **{"Receipt No.": PAID, "Paid In": "60.00", "Balance": "60.00"})], 60
    for turn, back in enumerate(backs):
        left -= back
        said = {"Receipt No.": f"UKK1AA00R{turn}", "Details": f"Reversal of {PAID}", "Paid In": ""}
        said |= {"Withdrawn": f"-{back}.00", "Balance": f"{left}.00", "Reason Type": "Pay Bill Reversal"}
        rows.append(row_a(**at(10 + turn), **said, **{"A/C No.": "", "Linked Transaction ID": PAID}))
    period = f"Time Period:,From,{DAY:%d-%m-%Y} 00:00:00,To,{DAY:%d-%m-%Y} 23:59:59"
    return f"{period}\r\n{file_a(*reversed(rows))}"


def at(hour: int) -> dict[str, str]:
    return dict.fromkeys(("Completion Time", "Initiation Time"), f"{DAY:%d-%m-%Y} {hour:02}:00:00")


def reconcile(shop: Till, drain) -> ReconciliationRun:
    run = start_run(till=shop, from_day=DAY, to_day=DAY, actor=SYSTEM)
    drain()
    return ReconciliationRun.objects.get(pk=run.pk)


@pytest.mark.parametrize("backs", [(60,), (20, 40), (20, 20), (10, 20, 30), (20,)], ids=str)
@pytest.mark.parametrize("first", ["statement", "callback", "callback and status"])
def test_each_reversal_on_a_statement_is_booked_once(shop, drain, backs, first):
    if first != "statement":
        facts = ReceiptFacts(PAID, 60_00, MORNING, "X1", "254701234111")
        with transaction.atomic():
            record_receipt(till=shop, facts=facts, channel=Channel.C2B)
    if first == "callback and status":  # it says that the payment was reversed, and not how much of it
        told = ReversalFacts(PAID, None, MORNING)
        with transaction.atomic():
            record_reversals([ReversalReport(shop, told, Channel.STATUS)])
    store_statement(till=shop, file_name="day.csv", data=statement(*backs).encode(), actor=SYSTEM)
    drain("reconciliation.import")
    is_whole = sum(backs) == 60 or first == "callback and status"
    gone = 60_00 if is_whole else sum(backs) * 100
    for turn in range(2):
        run = reconcile(shop, drain)
        assert (run.state, run.statement_closing) == ("DONE", 60_00 - sum(backs) * 100)
        assert run.unexplained == 0
        if first != "callback and status":
            assert (run.matched, run.debits_not_booked, run.ledger) == (1 + len(backs), 0, 60_00 - gone)
            assert run.booked_rows == (0 if turn else len(backs) + (first == "statement"))
    held = 0 if first == "callback and status" else sum(backs) * 100
    assert Receipt.objects.get().reversal.held == held
    assert balance_by_code(shop.business_id, "1210") == 0
    for turn, back in enumerate(backs):  # a file alone takes nothing away: a second source says the same
        told = ReversalFacts(PAID, back * 100, MORNING, f"UKK1AA00R{turn}")
        with transaction.atomic():
            record_reversals([ReversalReport(shop, told, Channel.PULL)])
    assert (reconcile(shop, drain).unexplained, Receipt.objects.get().reversal.held) == (0, 0)
    assert balance_by_code(shop.business_id, "1010") == 60_00 - gone
    assert balance_by_code(shop.business_id, "1210") == (0 if is_whole else gone)
    receipt = Receipt.objects.get()
    assert (receipt.route.state == "REVERSED") == is_whole
    assert receipt.reversal.taken_back == gone
    codes = set(open_cases().values_list("code", flat=True))
    if sum(backs) == 60:
        assert codes <= {"REVERSALS_DIFFER"} and (len(backs) > 1 or not codes)
    else:
        assert codes == ({"REVERSALS_DIFFER"} if is_whole else {"REVERSAL_IN_PART"})
