"""M-Pesa took a payment back: the money is in the till again, and what the payout was paid from has it back.

A fact from outside, booked when Safaricom tells of it, or by a decision of people about the statement's row:
a file alone gives nobody money, so what it alone says is asked about. The attempt stays PAID, for it was; its
payout is REVERSED once no payment of it stands any more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from core.days import accounting_day
from core.money import Cents, display
from core.rows.locks import lock_rows
from core.rows.saving import insert_rows
from ledger.chart.standard import PAYOUTS_IN_FLIGHT, WITHHOLDING_TAX
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, Leg, credit, debit
from ledger.models import Entry, EntryKind, Line
from mpesa.asking.enquiries import ask_about_payouts, ask_again
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.models import (
    AttemptState,
    Enquiry,
    FactSource,
    Payout,
    PayoutAttempt,
    PayoutFact,
    PayoutKind,
    PayoutState,
    Till,
)
from mpesa.models.asking import ASKED_ABOUT
from mpesa.payouts.moves import Moves, lock_payouts
from mpesa.payouts.postings import paying_code, reference_of
from mpesa.tills.accounts import account_code
from users.models import Approval

#: Code of what is told of a payment that came back, and of the payout's step.
TAKEN_BACK: Final = "TAKEN_BACK"


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """What one source says: `receipt` is the payment's, `own_number` the reversal's own ("" where not told).
    `amount` in cents; None where it says only that it came back, whole then. `approval`: the decision, of
    people."""

    till: Till
    receipt: str
    occurred_at: datetime
    source: FactSource
    amount: Cents | None = None
    own_number: str = ""
    evidence: str = ""
    approval: Approval | None = None


def paid_attempts(till: Till, receipts: Collection[str]) -> QuerySet[PayoutAttempt]:
    """Payments of payouts under these receipts, of which a reversal may tell."""
    named = PayoutAttempt.objects.filter(till=till, receipt__in=receipts, state=AttemptState.PAID)
    return named.select_related("payout__source", "payout__till").order_by("pk")


def ask_about_taken_back(till: Till, receipts: Collection[str]) -> None:
    """Ask Safaricom about payments of which only a statement says that they came back; what is booked
    already is not asked about. In the caller's transaction; locks the questions."""
    named = list(paid_attempts(till, receipts))
    booked = _references([(attempt.payout, attempt) for attempt in named])
    open_ones = {attempt.pk: attempt for attempt in named if attempt.pk not in booked}
    ask_about_payouts(list(open_ones.values()))
    known = Enquiry.objects.filter(attempt__in=open_ones).exclude(state__in=ASKED_ABOUT)
    for enquiry in known.order_by("pk"):
        assert enquiry.attempt_id is not None
        ask_again(enquiry, number=open_ones[enquiry.attempt_id].receipt)


def take_payouts_back(told: Sequence[TakenBack]) -> int:
    """Book payments of payouts that M-Pesa took back; returns how many are new. What is of no payout of ours
    is left alone.

    Dr M-Pesa / Cr what it was paid from, reference `mpesa:<till>:<receipt>:reversal`. Another amount than was
    paid is a case (PAYOUT_AMOUNT_DIFFERS) and not booked. Locks the payouts, then their attempts, by id. In
    the caller's transaction; safe to repeat.
    """
    first: dict[tuple[int, str], TakenBack] = {}
    for each in told:
        first.setdefault((each.till.pk, each.receipt), each)
    named = PayoutAttempt.objects.filter(
        till__in={till for till, _ in first},
        receipt__in=[receipt for _, receipt in first],
        state=AttemptState.PAID,
    )
    payouts = lock_payouts(set(named.values_list("payout", flat=True)))
    attempts = lock_rows(PayoutAttempt.objects.filter(payout__in=payouts, state=AttemptState.PAID))
    booked = _references([(payouts[attempt.payout_id], attempt) for attempt in attempts])
    drafts: list[EntryDraft] = []
    facts: list[PayoutFact] = []
    for attempt in attempts:
        report, payout = first.get((attempt.till_id, attempt.receipt)), payouts[attempt.payout_id]
        if report is None or attempt.pk in booked:
            continue
        if report.amount not in (None, attempt.amount):
            _tell_difference(report, attempt)
            continue
        drafts.append(_draft(report, payout, attempt))
        booked.add(attempt.pk)
        facts += [] if report.approval is None else [_fact(report, attempt)]
    post_entries(drafts)
    insert_rows(facts)
    moves = Moves()
    for payout in payouts.values():
        mine = [attempt for attempt in attempts if attempt.payout_id == payout.pk]
        if payout.state == PayoutState.PAID and all(attempt.pk in booked for attempt in mine):
            text = "M-Pesa paid it and took it back."
            moves.move(payout, PayoutState.REVERSED, code=TAKEN_BACK, text=text, attempt=mine[-1])
    moves.save()
    return len(drafts)


def _references(paid: Sequence[tuple[Payout, PayoutAttempt]]) -> set[int]:
    """Attempts whose payment is taken back in the books already."""
    references = {reference_of(payout, attempt.receipt, "reversal"): attempt for payout, attempt in paid}
    known = Entry.objects.filter(
        business__in={payout.business_id for payout, _ in paid}, reference__in=list(references)
    )
    return {
        attempt.pk
        for entry in known
        if (attempt := references[entry.reference]).business_id == entry.business_id
    }


def _draft(report: TakenBack, payout: Payout, attempt: PayoutAttempt) -> EntryDraft:
    assert attempt.paid_at is not None
    return EntryDraft(
        business_id=payout.business_id,
        kind=EntryKind.TAKEN_BACK,
        reference=reference_of(payout, attempt.receipt, "reversal"),
        legs=[debit(paying_code(payout), attempt.amount), *_paid_from(payout, attempt)],
        occurred_at=max(report.occurred_at, attempt.paid_at),
        description=f"M-Pesa took back payout {attempt.receipt}",
        not_before=accounting_day(attempt.paid_at),
    )


def _paid_from(payout: Payout, attempt: PayoutAttempt) -> list[Leg]:
    """What the payment was taken from, as credits, with the tax that was withheld besides. Behind a reserve,
    and what a person had booked first, is what the payout is paid from."""
    if payout.kind == PayoutKind.FLOAT:
        return [credit(account_code(payout.till), attempt.amount)]
    reference = reference_of(payout, attempt.receipt)
    lines = Line.objects.filter(entry__business=payout.business_id, entry__reference=reference, debit__gt=0)
    taken = [(code, cents) for code, cents in lines.order_by("pk").values_list("account__code", "debit")]
    by_hand = Entry.objects.filter(
        business=payout.business_id, reference=f"payout:{payout.ref}:paid:{attempt.number}"
    )
    if PAYOUTS_IN_FLIGHT in dict(taken) or by_hand.exists():
        taken = [(payout.source.code, attempt.amount + payout.tax)]
    tax = sum(cents for _, cents in taken) - attempt.amount
    withheld = [debit(WITHHOLDING_TAX, tax)] if tax else []
    return [*withheld, *(credit(code, cents) for code, cents in taken)]


def _fact(report: TakenBack, attempt: PayoutAttempt) -> PayoutFact:
    return PayoutFact(
        attempt=attempt,
        source=report.source,
        verdict=AttemptState.PAID,
        code=TAKEN_BACK,
        said="M-Pesa took the payment back.",
        receipt=report.own_number,
        amount=report.amount,
        occurred_at=report.occurred_at,
        evidence=report.evidence[:80],
        approval=report.approval,
    )


def _tell_difference(report: TakenBack, attempt: PayoutAttempt) -> None:
    assert report.amount is not None
    note_discrepancy(
        till=report.till,
        code="PAYOUT_AMOUNT_DIFFERS",
        subject=f"reversal of {report.receipt}",
        detail=f"{display(report.amount)} came back of a payout of {display(attempt.amount)}: not booked.",
    )
