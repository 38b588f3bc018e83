"""Who owes, and how late it is, as of today. Amounts in cents.

What is due of a bill counts from the day until which it was to be paid; without one, from its day of issue.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from billing.models import Receivable, RefundPart
from core import days
from core.money import Cents
from ledger.chart.standard import CUSTOMER_CREDIT, RECEIVABLES
from ledger.reads.selectors import balance_by_code
from mpesa.models import PayoutState

#: In which a payout has taken its money out of 2100, or never will.
_NOT_WAITING = (
    PayoutState.RESERVED,
    PayoutState.IN_FLIGHT,
    PayoutState.HELD,
    PayoutState.PAID,
    PayoutState.CANCELLED,
    PayoutState.REVERSED,
)
_PARTS = ("not_due", "late_30", "late_60", "late_90", "late_more", "due", "credit", "balance")


def receivables_of(businesses: Collection[int]) -> QuerySet[Receivable]:
    """What the customers of businesses owe: a row for each who owes, or has credit."""
    return Receivable.objects.filter(business_id__in=businesses)


def ageing_of_customers(customers: Collection[int]) -> dict[int, Receivable]:
    """Customer's key -> what they owe; without those who owe nothing and have nothing. One query."""
    return {row.pk: row for row in Receivable.objects.filter(customer__in=customers)}


def overdue() -> Q:
    """Bills of which something is due and late."""
    today = days.today()
    late = Q(due_on__lt=today) | Q(due_on=None, issued_on__lt=today)
    return Q(state__in=("UNPAID", "PARTIALLY_PAID")) & late


@dataclass(frozen=True)
class Receivables:
    """What the customers of a business owe in all; the parts of Receivable, summed."""

    not_due: Cents
    late_30: Cents
    late_60: Cents
    late_90: Cents
    late_more: Cents
    due: Cents
    credit: Cents
    balance: Cents


@dataclass(frozen=True)
class InBooks:
    """How the sums stand in the books: 1200 is `due` and `other_receivables`; 2100 is `credit`, `waiting`
    (for payouts that give credit back and have not taken it yet) and `other_credit`. In the others is what
    vouchers booked there without a customer."""

    receivables: Cents
    credit: Cents
    waiting: Cents
    other_receivables: Cents
    other_credit: Cents


def sum_receivables(business_id: int) -> Receivables:
    """One query."""
    wanted = {f"all_{part}": Sum(part, default=0) for part in _PARTS}
    sums = receivables_of([business_id]).order_by().aggregate(**wanted)
    return Receivables(**{part: int(sums[f"all_{part}"]) for part in _PARTS})


def compare_with_books(business_id: int, sums: Receivables) -> InBooks:
    """What accounts 1200 and 2100 hold beside the sums."""
    receivables = balance_by_code(business_id, RECEIVABLES)
    credit = balance_by_code(business_id, CUSTOMER_CREDIT)
    held = credit_waiting(RefundPart.objects.filter(refund__business=business_id))
    return InBooks(
        receivables=receivables,
        credit=credit,
        waiting=held,
        other_receivables=receivables - sums.due,
        other_credit=credit - sums.credit - held,
    )


def credit_waiting(parts: QuerySet[RefundPart]) -> Cents:
    """What of parts of refunds waits for payouts that have not taken it out of 2100 yet."""
    waiting = parts.filter(refund__payout__isnull=False).exclude(refund__payout__state__in=_NOT_WAITING)
    return int(waiting.aggregate(sum=Sum("cents"))["sum"] or 0)
