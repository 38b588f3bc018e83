"""What of a payment may still be given back to who paid it, and what it is given back from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Sum

from core.errors import Detail, DomainError, InvalidInput, InvalidState
from core.machine.crypto import Unreadable
from core.money import Cents, display
from ledger.chart.standard import CUSTOMER_CREDIT, RECEIVABLES
from ledger.chart.system_accounts import system_owner
from ledger.models import Account, Line
from mpesa.collections.payers import phone_of_payer
from mpesa.collections.receipts import receipt_reference
from mpesa.models import Payout, PayoutState, Receipt, RouteState
from mpesa.payouts.refund_sources import left_in_source

#: What gives nothing back, and never will.
GIVES_NOTHING: Final = (PayoutState.CANCELLED, PayoutState.REVERSED)
_PLACED: Final = (RouteState.ROUTED, RouteState.PLACED)


@dataclass(frozen=True)
class Refundable:
    """`left` cents may still be given back, from the account where most of the payment was placed (of a paid
    bill from the customer's credit; empty where people may not take it from there); `problem` says why none
    may."""

    left: Cents
    account_code: str
    problem: DomainError | None


def require_refundable(receipt: Receipt, amount: Cents, *, but: Payout | None = None) -> None:
    """Raises InvalidState RECEIPT_NOT_PLACED, InvalidInput OVER_RECEIPT where other refunds than `but`, and
    what M-Pesa took back or a statement alone says that it did, leave less."""
    row = Receipt.objects.select_related("route", "reversal").get(pk=receipt.pk)
    _require_placed(row)
    left = _left([row], but=but)[row.pk]
    if amount > left:
        text = f"At most {display(max(left, 0))} can be given back."
        raise InvalidInput("OVER_RECEIPT", "amount", text, detail=Detail(limit=max(left, 0)))


def left_to_refund(receipt: Receipt) -> Cents:
    """What its refunds, and M-Pesa, left of a receipt; below zero where that was too much."""
    row = Receipt.objects.select_related("reversal").get(pk=receipt.pk)
    return _left([row])[row.pk]


def refunds_beyond(payouts: Iterable[Payout]) -> set[int]:
    """Of these payouts the refunds by which more would be given back than M-Pesa left of the payment: it may
    have taken that back since they were asked for. Two queries."""
    payouts = [payout for payout in payouts if payout.refunds_id is not None]
    if not payouts:
        return set()
    receipts = Receipt.objects.filter(pk__in=[payout.refunds_id for payout in payouts])
    left = _left(receipts.select_related("reversal"))
    return {payout.pk for payout in payouts if left[payout.refunds_id or 0] < 0}


def phone_to_refund(receipt: Receipt) -> str:
    """The whole number of who paid. Raises InvalidState PAYER_UNKNOWN where Safaricom showed a part of it."""
    try:
        if receipt.payer is not None:
            return phone_of_payer(receipt.payer)
    except Unreadable:
        pass
    raise InvalidState("PAYER_UNKNOWN", "receipt", "The whole number of the payer is not known.")


def refundable_of(keys: Collection[int]) -> dict[int, Refundable]:
    """What may be given back of each receipt: a few queries for however many."""
    rows = Receipt.objects.filter(pk__in=keys)
    receipts = list(rows.select_related("till", "route", "reversal", "payer__data_key"))
    left, accounts = _left(receipts), _accounts(receipts)
    credit = left_in_source(CUSTOMER_CREDIT, keys) or {}
    held = {
        key: cents
        for key, account in accounts.items()
        if account == CUSTOMER_CREDIT and (cents := credit.get(key, left[key])) < left[key]
    }
    return {
        each.pk: Refundable(
            max(held.get(each.pk, left[each.pk]), 0),
            accounts.get(each.pk, ""),
            _problem(each, left[each.pk], held.get(each.pk)),
        )
        for each in receipts
    }


def _problem(receipt: Receipt, left: Cents, credit: Cents | None) -> DomainError | None:
    """`credit` is what of the receipt is credit, where that is less than what is left to give back."""
    try:
        _require_placed(receipt)
        phone_to_refund(receipt)
    except DomainError as problem:
        return problem
    if left > 0 and credit == 0:
        text = "None of it is the customer's credit: credit the bill first, then give it back."
        return InvalidState("CREDIT_NOTE_FIRST", "receipt", text)
    return None if left > 0 else InvalidState("OVER_RECEIPT", "amount", "All of it was given back.")


def _require_placed(receipt: Receipt) -> None:
    route = getattr(receipt, "route", None)
    if route is None or route.state not in _PLACED:
        raise InvalidState(
            "RECEIPT_NOT_PLACED", "receipt", "Its money has not gone to an owner who could give it back."
        )


def _left(receipts: Iterable[Receipt], *, but: Payout | None = None) -> dict[int, Cents]:
    """Receipt -> its cents without other refunds than `but` and what M-Pesa took back."""
    left = {}
    for receipt in receipts:
        reversal = getattr(receipt, "reversal", None)
        left[receipt.pk] = receipt.amount - (reversal.taken_back if reversal else 0)
    given = Payout.objects.filter(refunds__in=left).exclude(state__in=GIVES_NOTHING).order_by()
    if but is not None:
        given = given.exclude(pk=but.pk)
    for key, cents in given.values_list("refunds").annotate(sum=Sum("amount")):
        left[key] -= int(cents)
    return left


def _accounts(receipts: Iterable[Receipt]) -> dict[int, str]:
    """Receipt -> the account that most of it went to, if people may take it from there."""
    whose = {
        (receipt.business_id, receipt_reference(receipt.till, receipt.number, leg)): receipt.pk
        for receipt in receipts
        for leg in ("route", "place")
    }
    lines = Line.objects.filter(
        entry__business__in={business for business, _ in whose},
        entry__reference__in=[reference for _, reference in whose],
        credit__gt=0,
    ).select_related("account__parent__parent__parent")
    # what was put into Suspense first and placed then is known by the later entry
    named = lines.annotate(business=F("entry__business"), reference=F("entry__reference")).order_by(
        "entry_id"
    )
    most: defaultdict[int, list[tuple[int, Cents, Account]]] = defaultdict(list)
    for line in named:
        if key := whose.get((line.business, line.reference)):
            most[key].append((line.entry_id, line.credit, line.account))
    chosen = {key: max(found, key=lambda each: each[:2])[2] for key, found in most.items()}
    return {key: _taken_from(account) for key, account in chosen.items()}


def _taken_from(account: Account) -> str:
    """A paid bill is given back once a credit note has made credit of it."""
    if account.code == RECEIVABLES:
        return CUSTOMER_CREDIT
    return "" if system_owner(account) else account.code
