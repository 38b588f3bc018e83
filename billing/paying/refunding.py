"""Giving credit back: in cash, or by a payout to the phone that paid (mpesa/payouts/refunding.py).

Credit goes one way: what is given back, or is on its way to be, pays no bill. A payout that is cancelled, or
that M-Pesa took back, lets go of it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from django.db.models import Q, QuerySet

from billing.customers.credit import credit_of_customers, lefts_of_payments, lock_credit
from billing.customers.news import balance_news
from billing.models import Allocation, Customer, CustomerEntry, Payment, PaymentKind, Refund, RefundPart
from billing.paying.by_hand import require_no_drawer
from core import days
from core.digests import digest
from core.errors import Detail, Findings, InvalidInput
from core.money import Cents, display
from core.rows.events import record_events
from core.rows.idempotency import first_or_conflict
from core.rows.saving import insert_rows
from core.text import checked_key, required_comment
from ledger.chart.standard import CASH, CUSTOMER_CREDIT
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Account, EntryKind
from mpesa.models import Payout
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit


def refund_in_cash(
    *,
    customer: Customer,
    amount: Cents,
    reason: str,
    key: str,
    account_code: str = CASH,
    payment: Payment | None = None,
    drawer: bool = False,
    actor: Actor,
) -> Refund:
    """Give credit back in cash: Dr 2100 / Cr 1020, or a cash account below it.

    Of `payment` alone where it is given, as of walk-in customers; else of the oldest first. Idempotent by
    (business, key). Locks the payments. Audited. Needs the right ledger.write; out of a drawer (`drawer`: the
    caller holds the actor's own shift, and has looked at its sale) billing.write. Raises InvalidInput BAD_KEY
    / BAD_AMOUNT / COMMENT_MISSING / UNKNOWN_ACCOUNT / PAYMENT_MISSING / OVER_CREDIT, InvalidState
    DRAWER_MONEY.
    """
    business = customer.business
    require_right(actor, business, Right.BILLING_WRITE if drawer else Right.LEDGER_WRITE)
    found = Findings()
    with found.noting():
        checked_key(key, "refund")
    with found.noting():
        if amount <= 0:
            raise InvalidInput("BAD_AMOUNT", "amount", "A refund is above zero.")
    said = ""
    with found.noting():
        said = required_comment(reason, field="reason")
    with found.noting():
        known = Account.objects.filter(business=business, code=account_code)
        if not (account_code == CASH or account_code.startswith(f"{CASH}-")) or not known.exists():
            raise InvalidInput("UNKNOWN_ACCOUNT", "account_code", f"{account_code[:40]!r} holds no cash.")
        require_no_drawer(business.pk, account_code, but=drawer)
    with found.noting():
        if customer.is_walk_in and payment is None:
            raise InvalidInput("PAYMENT_MISSING", "payment", "Say of which sale it is given back.")
    found.settle()
    asked = digest([customer.pk, amount, account_code, payment.pk if payment else None])

    def write() -> Refund:
        mine = Payment.objects.filter(customer=customer)
        refund = Refund.objects.create(
            business=business,
            customer=customer,
            amount=amount,
            account_code=account_code,
            reason=said[:200],
            key=key,
            key_hash=asked,
            created_by=person(actor),
        )
        _take_parts(refund, [mine.filter(pk=payment.pk) if payment else mine])
        reference = f"refund:{refund.pk}"
        CustomerEntry.objects.create(business=business, customer=customer, reference=reference, refund=refund)
        post_entry(
            business_id=business.pk,
            kind=EntryKind.REFUND,
            reference=reference,
            legs=[debit(CUSTOMER_CREDIT, amount), credit(account_code, amount)],
            occurred_at=days.now(),
            description=f"Refund in cash: {said}",
            actor_id=actor.pk,
        )
        record_audit(actor=actor, business=business, action="refund.cash", subject=refund)
        record_events(balance_news([(business.pk, customer.pk)]))
        return refund

    known_ones = Refund.objects.filter(business=business, key=key)
    return first_or_conflict(known_ones, digests=[asked], write=write, what="refund")[0]


def hold_for_refund(payout: Payout) -> None:
    """Keep the credit for a payout out of 2100 that gives a receipt back: what is left of the receipt, then
    of credit notes of the bills that it paid, then (not of walk-in customers) of the oldest other payments.

    Registered in config/wiring; called in the transaction that writes the payout. Locks the payments. Raises
    InvalidInput OVER_CREDIT. A receipt that is no customer's has no credit to hold.
    """
    paid = Payment.objects.filter(receipt_id=payout.refunds_id).select_related("customer").first()
    if paid is None:
        raise InvalidInput("OVER_CREDIT", "amount", "This receipt is no customer's credit.")
    refund = Refund.objects.create(
        business_id=payout.business_id, customer=paid.customer, amount=payout.amount, payout=payout
    )
    _take_parts(refund, _sources(paid))
    record_events(balance_news([(payout.business_id, paid.customer_id)]))


def refundable_credit(receipts: Collection[int]) -> dict[int, Cents]:
    """Receipt's key -> what of credit a refund of it may take; of those that are customers'. A few queries
    for however many. Registered in config/wiring."""
    paid = list(Payment.objects.filter(receipt_id__in=receipts).select_related("customer"))
    known = credit_of_customers({each.customer_id for each in paid if not each.customer.is_walk_in})
    walk_in = [each.pk for each in paid if each.customer.is_walk_in]
    notes = Allocation.objects.filter(payment__in=walk_in, invoice__credit_notes__isnull=False)
    pairs = set(notes.values_list("payment", "invoice__credit_notes__payment")) if walk_in else set()
    pairs |= {(pk, pk) for pk in walk_in}
    lefts = lefts_of_payments({source for _, source in pairs}) if pairs else {}
    return {
        cast(int, each.receipt_id): sum(lefts[source] for payment, source in pairs if payment == each.pk)
        if each.customer.is_walk_in
        else known.get(each.customer_id, 0)
        for each in paid
    }


def _sources(paid: Payment) -> list[QuerySet[Payment]]:
    mine = Payment.objects.filter(customer=paid.customer_id)
    notes = mine.filter(
        kind=PaymentKind.CREDIT_NOTE, credit_note__invoice__allocations__payment=paid
    ).distinct()
    first = [mine.filter(pk=paid.pk), Payment.objects.filter(pk__in=notes.values("pk"))]
    return first if paid.customer.is_walk_in else [*first, mine.filter(~Q(pk=paid.pk))]


def _take_parts(refund: Refund, sources: list[QuerySet[Payment]]) -> None:
    """Write the parts of a refund, of the first payments first. Raises InvalidInput OVER_CREDIT."""
    # All in one go: locks are taken in the order of keys.
    order: dict[int, int] = {}
    for rows in sources:
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            order.setdefault(pk, len(order))
    locked = lock_credit(Payment.objects.filter(pk__in=order))
    rest, parts = refund.amount, []
    for payment, left in sorted(locked, key=lambda each: order[each[0].pk]):
        if part := min(rest, left):
            parts.append(RefundPart(refund=refund, payment=payment, cents=part))
            rest -= part
    if rest:
        most = refund.amount - rest
        text = f"Only {display(most)} of credit are left."
        raise InvalidInput("OVER_CREDIT", "amount", text, detail=Detail(limit=most))
    insert_rows(parts)
