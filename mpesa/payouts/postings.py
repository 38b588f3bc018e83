"""The entries of a payment: what it was paid from, what Safaricom took for it.

The reference names the receipt (`mpesa:<till>:<receipt>:payout`), so that the statement finds it and no
receipt is booked twice, whoever tells of it first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from core.money import Cents
from ledger.chart.standard import MPESA_CHARGES, PAYOUTS_IN_FLIGHT, PLAYERS_OWE, WITHHOLDING_TAX
from ledger.journal.posting import EntryDraft, Leg, credit, debit, reference_reused
from ledger.models import Entry, EntryKind, Line
from mpesa.collections.receipts import receipt_reference
from mpesa.models import MpesaAccount, Payout, PayoutAttempt, Till
from mpesa.payouts.funds import paying_account
from mpesa.tills.accounts import account_code


def _paid_at(attempt: PayoutAttempt) -> datetime:
    assert attempt.paid_at is not None
    return attempt.paid_at


def reference_of(payout: Payout, receipt: str, leg: str = "payout") -> str:
    return receipt_reference(payout.till, receipt, leg)


def known_entries(receipts: Collection[tuple[Till, str]]) -> dict[str, Entry]:
    """What the books have already under the references of these receipts: payments and charges that a person
    or a statement told of first."""
    references = {
        (till.business_id, receipt_reference(till, receipt, leg))
        for till, receipt in receipts
        for leg in ("payout", "charge", "sweep")
    }
    rows = Entry.objects.filter(
        business__in={business for business, _ in references},
        reference__in=[reference for _, reference in references],
    )
    return {entry.reference: entry for entry in rows if (entry.business_id, entry.reference) in references}


def out_of_reserve(payout: Payout, attempt: PayoutAttempt, known: Entry | None) -> EntryDraft:
    """Dr 2400 / Cr M-Pesa. Where a person has booked the row of the statement before, against another account
    (`known`), that account gets it back. Raises Conflict REFERENCE_REUSED where that was another amount."""
    if known is None:
        return _payment(payout, attempt, PAYOUTS_IN_FLIGHT)
    return EntryDraft(
        business_id=payout.business_id,
        kind=EntryKind.PAYOUT,
        reference=f"payout:{payout.ref}:paid:{attempt.number}",
        legs=[debit(PAYOUTS_IN_FLIGHT, payout.amount), *_given_back(known, attempt.amount)],
        occurred_at=_paid_at(attempt),
        description=f"Payout {attempt.receipt}, which was booked by hand",
    )


def _given_back(known: Entry, amount: Cents) -> list[Leg]:
    lines = Line.objects.filter(entry=known).exclude(debit=0).select_related("account").order_by("pk")
    legs = [credit(line.account.code, line.debit) for line in lines]
    if sum(leg.credit for leg in legs) != amount:
        raise reference_reused(known.reference)
    return legs


def out_of_source(payout: Payout, attempt: PayoutAttempt) -> EntryDraft:
    """Dr what it is paid from / Cr M-Pesa, and its tax: a success after the reserve went back."""
    draft = _payment(payout, attempt, payout.source.code)
    if not payout.tax:
        return draft
    taxed = [debit(payout.source.code, payout.tax), credit(WITHHOLDING_TAX, payout.tax)]
    return replace(draft, legs=[*draft.legs, *taxed])


def owed_by_payee(payout: Payout, attempt: PayoutAttempt) -> EntryDraft:
    """Dr 1210 / Cr M-Pesa: a second payment of one payout. Own money is on its way a second time."""
    return _payment(payout, attempt, payout.source.code if payout.is_own_move else PLAYERS_OWE)


def float_moved(payout: Payout, attempt: PayoutAttempt) -> EntryDraft:
    """Dr the account that pays phones / Cr Working, as a row of either account's statement is booked."""
    return EntryDraft(
        business_id=payout.business_id,
        kind=EntryKind.SWEEP,
        reference=reference_of(payout, attempt.receipt, "sweep"),
        legs=[
            debit(account_code(payout.till), attempt.amount),
            credit(paying_code(payout), attempt.amount),
        ],
        occurred_at=_paid_at(attempt),
        description=f"Sweep of {attempt.receipt}",
    )


def float_arrived(payout: Payout, attempt: PayoutAttempt) -> EntryDraft:
    """Dr 2400 / Cr what is on its way: the reserve of a move that has been made."""
    return EntryDraft(
        business_id=payout.business_id,
        kind=EntryKind.PAYOUT,
        reference=f"payout:{payout.ref}:paid:{attempt.number}",
        legs=[debit(PAYOUTS_IN_FLIGHT, payout.amount), credit(payout.source.code, payout.amount)],
        occurred_at=_paid_at(attempt),
        description=f"Float moved: {attempt.receipt}",
    )


def _payment(payout: Payout, attempt: PayoutAttempt, account: str) -> EntryDraft:
    return EntryDraft(
        business_id=payout.business_id,
        kind=EntryKind.PAYOUT,
        reference=reference_of(payout, attempt.receipt),
        legs=[debit(account, attempt.amount), credit(paying_code(payout), attempt.amount)],
        occurred_at=_paid_at(attempt),
        description=f"Payout {attempt.receipt}: {payout.description}",
    )


def paying_code(payout: Payout) -> str:
    """The account of the books out of which M-Pesa pays it."""
    return account_code(payout.till, paying_account(payout.till, payout.way))


def charge(payout: Payout, attempt: PayoutAttempt) -> EntryDraft | None:
    """Dr 5100 / Cr the till's Charges Paid account, as a row of the statement is booked; None of nothing."""
    if not attempt.charge:
        return None
    return EntryDraft(
        business_id=payout.business_id,
        kind=EntryKind.CHARGE,
        reference=reference_of(payout, attempt.receipt, "charge"),
        legs=[
            debit(MPESA_CHARGES, attempt.charge),
            credit(account_code(payout.till, MpesaAccount.CHARGES_PAID), attempt.charge),
        ],
        occurred_at=_paid_at(attempt),
        description=f"Charge of {attempt.receipt}",
    )
