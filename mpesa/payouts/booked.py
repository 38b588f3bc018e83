"""What payouts have done in the books: setting their money aside, giving it back, the payment, its charge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q, Sum

from core.money import Cents
from ledger.chart.standard import MPESA_CHARGES
from ledger.models import Entry, Line
from mpesa.collections.receipts import again, receipt_reference
from mpesa.models import AttemptState, PayoutAttempt, PayoutKind, PayoutStep


def entries_of_payouts(payouts: Collection[int]) -> dict[int, list[int]]:
    """Payout's key -> the keys of its entries, oldest first: two reads of payouts and one of entries."""
    steps = PayoutStep.objects.filter(payout__in=payouts, entry__isnull=False)
    aside = dict(steps.values_list("entry", "payout"))
    paid = PayoutAttempt.objects.filter(payout__in=payouts, state=AttemptState.PAID)
    named: dict[tuple[int, str], int] = {}
    for attempt in paid.select_related("till", "payout"):
        legs = ("sweep" if attempt.payout.kind == PayoutKind.FLOAT else "payout", "charge")
        references = [receipt_reference(attempt.till, attempt.receipt, leg) for leg in legs]
        by_hand = f"payout:{attempt.payout.ref}:paid:{attempt.number}"
        named |= {(attempt.business_id, each): attempt.payout_id for each in (*references, by_hand)}
    rows = Entry.objects.filter(
        Q(pk__in=aside)
        | Q(reverses__in=aside)
        | Q(business__in={business for business, _ in named}, reference__in=[each for _, each in named])
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    columns = ("pk", "business_id", "reference", "reverses_id")
    for pk, business, reference, reverses in rows.order_by("pk").values_list(*columns):
        payout = aside.get(pk) or aside.get(reverses) or named.get((business, reference))
        if payout:
            found[payout].append(pk)
    return found


def charges_of_attempts(attempts: Collection[int]) -> dict[int, Cents]:
    """Paid order's key -> what is known that Safaricom took for it: as its answer said, else as a statement
    had it booked. Without those of which nobody has said anything yet; three queries for however many."""
    paid = PayoutAttempt.objects.filter(pk__in=attempts, state=AttemptState.PAID).select_related("till")
    known: dict[int, Cents] = {}
    named: dict[tuple[int, str], int] = {}
    for attempt in paid:
        if attempt.charge is not None:
            known[attempt.pk] = attempt.charge
        else:
            for reference in again(receipt_reference(attempt.till, attempt.receipt, "charge")):
                named[attempt.business_id, reference] = attempt.pk
    if not named:
        return known
    businesses, references = {business for business, _ in named}, [each for _, each in named]
    lines = Line.objects.filter(account__code=MPESA_CHARGES, entry__business__in=businesses).order_by()
    for name in ("entry__reference", "entry__reverses__reference"):
        booked = lines.filter(**{f"{name}__in": references}).values_list("entry__business", name)
        for business, reference, debit, credit in booked.annotate(debits=Sum("debit"), credits=Sum("credit")):
            key = named[business, reference]
            known[key] = known.get(key, 0) + int(debit) - int(credit)
    return known
