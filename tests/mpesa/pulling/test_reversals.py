"""Rows of a pull that say that money went back: nobody has said whose number they carry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from ledger.models import Entry
from ledger.reads.selectors import balance_by_code
from mpesa.collections.discrepancies import open_cases
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Discrepancy, PullPage, Receipt, Reversal, ReversalEvidence, Till
from mpesa.pulling.recording import rows_of
from tests.mpesa.daraja.test_daraja_pull import AT, ROW, page
from tests.mpesa.pulling.test_windows import last, read, rows, shop, shows

__all__ = ["shop"]
PAID, OWN = "UKK0000001", "ULK0000009"
PAYMENT = ROW | {"transactionId": PAID}
BACK = {"trxDate": "2026-11-20T11:30:00Z", "transactiontype": "c2b-pay-bill-reversal"}
UNNAMED = "PULL_REVERSAL_UNNAMED"


def back(number: str = OWN, **said: Any) -> dict[str, Any]:
    return ROW | BACK | {"transactionId": number} | said


def again(shop: Till, daraja, clock, *shown: dict[str, Any]) -> None:
    clock.pass_seconds(600)
    shows(daraja, page(*shown))
    read(shop)


def books(shop: Till) -> list[int]:
    return [balance_by_code(shop.business_id, code) for code in ("1010", "1210", "2890", "2900")]


def told(shop: Till, channel: str, number: str = PAID, cents: int | None = 168_00, own: str = "") -> None:
    facts = ReversalFacts(number, cents, AT + timedelta(hours=1), own)
    with transaction.atomic():
        record_reversals([ReversalReport(shop, facts, channel)])


def is_gone(shop: Till, own: str, entries: int = 1) -> None:
    assert books(shop) == [0, 0, 0, 0]
    receipt = Receipt.objects.get()
    assert (receipt.number, receipt.route.state) == (PAID, "REVERSED")
    reversal = receipt.reversal
    assert (reversal.taken_back, reversal.own_number) == (168_00, own)
    assert Entry.objects.filter(kind="TAKEN_BACK").count() == entries
    assert not open_cases().exists()


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("amount", ["168.00", "-168.00", -168])
def test_a_row_with_the_number_of_the_payment_takes_it_back(shop, daraja, clock, drain, apart, amount):
    shows(daraja, page(PAYMENT) if apart else page(back(PAID, amount=amount), PAYMENT))
    read(shop)
    if apart:
        drain()
        assert books(shop) == [168_00, 0, 0, 168_00]
        again(shop, daraja, clock, back(PAID, amount=amount))
    drain()
    is_gone(shop, "")
    assert Reversal.objects.get().occurred_at == AT + timedelta(hours=1, minutes=17)
    assert last().found == (0 if apart else 1)


@pytest.mark.parametrize(
    "said",
    [
        {"billreference": f"Reversal of {PAID}"},
        {"billreference": PAID.lower()},
        {"linkedTransactionId": PAID},
    ],
)
def test_a_row_that_names_the_payment_takes_it_back(shop, daraja, clock, drain, said):
    shows(daraja, page(back(**said), PAYMENT))
    read(shop)
    drain()
    is_gone(shop, OWN)
    pages = PullPage.objects.count()
    again(shop, daraja, clock, back(**said), PAYMENT)
    assert (PullPage.objects.count(), ReversalEvidence.objects.count()) == (pages, 1)


def test_a_row_that_names_none_is_a_case_that_says_what_a_person_needs(shop, daraja, clock, drain):
    shows(daraja, page(PAYMENT, back()))
    read(shop)
    drain()
    for _ in range(2):
        case = Discrepancy.objects.get()
        assert (case.code, case.subject) == (UNNAMED, f"pulled {OWN} KES 168.00")
        for words in (OWN, "168.00", "20 Nov 2026, 11:30:00 EAT", "c2b-pay-bill-reversal"):
            assert words in case.detail
        assert books(shop) == [168_00, 0, 0, 168_00]
        again(shop, daraja, clock, PAYMENT, back())
    (kept,) = PullPage.objects.all()
    assert [row["transactionId"] for row in rows_of(kept)] == [PAID, OWN]


@pytest.mark.parametrize("first", ["pull", "statement"])
def test_the_statement_says_whose_it_was(shop, daraja, clock, drain, first):
    """And a file alone takes nothing away: somebody else has to say so too."""
    shows(daraja, page(PAYMENT))
    read(shop)
    if first == "statement":
        told(shop, Channel.STATEMENT, own=OWN)
    again(shop, daraja, clock, PAYMENT, back())
    if first == "pull":
        told(shop, Channel.STATEMENT, own=OWN)
    drain()
    reversal = Receipt.objects.get().reversal
    assert (open_cases().get().code, reversal.own_number, reversal.held) == (UNNAMED, OWN, 168_00)
    told(shop, Channel.STATUS, cents=None)
    drain()
    is_gone(shop, OWN, entries=2)


def test_transaction_status_books_it_and_the_statement_closes_the_case(shop, daraja, clock, drain):
    shows(daraja, page(PAYMENT, back()))
    read(shop)
    told(shop, Channel.STATUS, cents=None)
    drain()
    assert books(shop) == [0, 0, 0, 0]
    assert open_cases().get().code == UNNAMED  # who says that it was this one?
    told(shop, Channel.STATEMENT, own=OWN)
    is_gone(shop, "")


def test_a_payment_that_comes_later_is_taken_back_and_closes_the_case(shop, daraja, clock, drain):
    shows(daraja, page(back(PAID)))
    read(shop)
    assert open_cases().get().subject == f"pulled {PAID} KES 168.00" and not Receipt.objects.exists()
    again(shop, daraja, clock, PAYMENT)
    drain()
    is_gone(shop, "")


def test_a_payment_that_is_named_and_comes_later_is_taken_back_by_the_next_window(shop, daraja, clock, drain):
    named = back(billreference=f"Reversal of {PAID}")
    shows(daraja, page(named))
    read(shop)
    assert open_cases().get().subject == f"pulled {OWN} KES 168.00"
    again(shop, daraja, clock, named, PAYMENT)
    drain()
    is_gone(shop, OWN)


@pytest.mark.parametrize(
    "typed",
    [
        {"amount": "100.00"},  # another amount
        {"msisdn": 254722000001},  # another payer
        {"trxDate": "2026-11-20T06:00:00Z"},  # before it was paid
        {"billreference": f"{PAID} UKK0000002"},  # two that fit
    ],
)
def test_a_number_that_somebody_may_have_typed_is_no_proof(shop, daraja, clock, drain, typed):
    shows(daraja, page(PAYMENT, ROW | {"transactionId": "UKK0000002"}))
    read(shop)
    again(shop, daraja, clock, back(**{"billreference": PAID} | typed))
    drain()
    assert books(shop)[0] == 336_00
    assert open_cases().get().code == UNNAMED


def test_a_reversal_that_is_told_of_two_receipts_is_a_case(shop, daraja, clock, drain):
    shows(daraja, page(PAYMENT, ROW | {"transactionId": "UKK0000002"}, back(billreference=PAID)))
    read(shop)
    told(shop, Channel.STATEMENT, number="UKK0000002", own=OWN)
    assert list(open_cases().values_list("code", "subject")) == [("REVERSALS_DIFFER", f"reversal {OWN}")]


def test_a_row_that_cannot_be_recorded_costs_no_other(shop, daraja, clock, drain, monkeypatch):
    from mpesa.pulling import reversals

    recorded = reversals.record_reversals

    def refuse(reports):
        if any(report.facts.own_number == "ULK0000008" for report in reports):
            raise RuntimeError("no")
        return recorded(reports)

    monkeypatch.setattr(reversals, "record_reversals", refuse)
    broken = back("ULK0000008", billreference="UKK0000002")
    shows(daraja, page(PAYMENT, ROW | {"transactionId": "UKK0000002"}, broken, back(billreference=PAID)))
    read(shop)
    drain()
    assert books(shop)[0] == 168_00
    assert list(open_cases().values_list("code", "subject")) == [("PULL_ROW_FAILS", "pulled ULK0000008")]


def test_a_row_of_another_kind_is_told_with_amount_and_time(shop, daraja, clock):
    shows(daraja, rows(1, transactiontype="organization-to-organization-transfer"))
    read(shop)
    case = Discrepancy.objects.get()
    assert case.code == "PULL_ROW_NOT_A_PAYMENT"
    assert case.subject == f"pulled {PAID} KES 168.00 organization-to-organization-transfer"
    assert "20 Nov 2026, 10:13:00 EAT" in case.detail and "168.00" in case.detail
