"""Which receipts are billing's: those whose account reference is an invoice or a customer's account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias, cast

from django.db.models import Q

from billing.customers.news import balance_news
from billing.invoicing.allocating import Share, allocate, allocated_of, deallocate, open_invoices
from billing.models import Allocation, Customer, Invoice, Payment, PaymentKind
from billing.numbers import read_references
from core.days import accounting_day
from core.money import Cents
from core.rows.events import record_events
from core.rows.locks import lock_rows
from core.rows.saving import insert_known_by, save_rows
from ledger.chart.standard import CUSTOMER_CREDIT, RECEIVABLES
from ledger.journal.posting import Leg, credit, debit
from mpesa.collections.owners import Asked, Held, Part, Placement, ReferenceOwner, Settled, mirrored
from mpesa.models import Receipt


def place(asked: Sequence[Asked]) -> list[Placement | None]:
    """To the named invoice, then to the customer's open invoices oldest first; the rest is customer credit.

    Part of an owner of account references (registered in config/wiring). Each counts on what those before it
    leave. Locks the invoices that it would pay, in the caller's transaction.
    """
    named = [_named(receipt, reference) for receipt, reference in asked]
    known = _known({name for names in named for name in names})
    waiting = _open(list(known.values()))
    left = {invoice.pk: invoice.due for rows in waiting.values() for invoice in rows}
    placements: list[Placement | None] = []
    for (receipt, _), names in zip(asked, named, strict=True):
        name = _the_one(names, known, waiting, left)
        whose = name and known[name]
        placements.append(
            _placement(name, receipt.amount, waiting.get(whose.pk, ()), left, whose=whose)
            if name and whose
            else None
        )
    return placements


def settle(placed: Sequence[Settled]) -> None:
    """Pay the invoices that `place` has locked and chosen; what is left is the customers' credit."""
    claims = [(receipt, cast(_Claim, placement.claim)) for receipt, placement in placed]
    payments = [
        Payment(
            business_id=receipt.business_id,
            customer_id=claim.customer_id,
            kind=PaymentKind.MPESA,
            amount=receipt.amount,
            allocated=receipt.amount - claim.rest,
            receipt_id=receipt.pk,
            receipt_number=receipt.number,
            received_on=accounting_day(receipt.occurred_at),
        )
        for receipt, claim in claims
    ]
    insert_known_by(payments, by=["receipt_id"])
    shares = (
        Share(invoice, cents, payment)
        for payment, (_, claim) in zip(payments, claims, strict=True)
        for invoice, cents in claim.shares
    )
    allocate(shares, are_counted=True)
    record_events(balance_news((payment.business_id, payment.customer_id) for payment in payments))


def take_back(held: Sequence[Held]) -> list[Sequence[Leg] | None]:
    """Undo what receipts of ours have paid: their invoices are owed again, and what was left is gone.

    What was credit and paid a bill since is owed on 1200 as well. Locks the invoices, then the payments.
    Money that went to another account than 1200 and 2100 is not ours.
    """
    ours = {each.receipt.pk for each in held if _OURS & {leg.account for leg in each.credits}}
    payments = Payment.objects.filter(receipt_id__in=ours)
    taken = allocated_of(deallocate(Allocation.objects.filter(payment__in=payments))) if ours else {}
    legs: dict[int, Sequence[Leg]] = {}
    rows = lock_rows(payments) if ours else []
    for row in rows:
        billed = -taken.get(row.pk, 0)
        row.taken_back = row.amount
        sides = ((RECEIVABLES, billed), (CUSTOMER_CREDIT, row.amount - billed))
        legs[cast(int, row.receipt_id)] = [debit(code, cents) for code, cents in sides if cents]
    save_rows(rows, ["taken_back"])
    record_events(balance_news((row.business_id, row.customer_id) for row in rows))
    return [
        legs.get(each.receipt.pk, mirrored(each.credits)) if each.receipt.pk in ours else None
        for each in held
    ]


def knows(business_id: int, reference: str) -> bool:
    """Whether a text names an invoice that was issued, or a customer's account. Locks nothing."""
    return bool(_known({(business_id, what, number) for what, number in read_references(reference)}))


INVOICES_AND_ACCOUNTS = ReferenceOwner(place=place, settle=settle, take_back=take_back, knows=knows)

_OURS = {RECEIVABLES, CUSTOMER_CREDIT}

_Named: TypeAlias = tuple[int, str, str]


class _Claim(NamedTuple):
    """What invoices take of a receipt, and the rest of it in cents, which is credit of a customer."""

    shares: Sequence[tuple[Invoice, Cents]]
    rest: Cents
    customer_id: int


class _Whose(NamedTuple):
    """A customer, and which of their invoices was named; of walk-in customers no other is touched."""

    account: str
    pk: int
    is_walk_in: bool
    invoice: int | None = None


def _named(receipt: Receipt, reference: str) -> list[_Named]:
    """All that the text could name: the business, `invoice`, `serial` or `account`, and its number."""
    return [(receipt.business_id, what, number) for what, number in read_references(reference)]


def _the_one(
    names: Sequence[_Named],
    known: Mapping[_Named, _Whose],
    waiting: Mapping[int, Sequence[Invoice]],
    left: Mapping[int, Cents],
) -> _Named | None:
    """Which of several is meant: the only one, or the only one that wants money. Nothing is guessed.

    `left` is what each invoice can still take.
    """
    names = [name for name in names if name in known]
    if len(names) > 1:
        names = [name for name in names if _wants(known[name], waiting, left)]
    return names[0] if len(names) == 1 else None


def _wants(whose: _Whose, waiting: Mapping[int, Sequence[Invoice]], left: Mapping[int, Cents]) -> bool:
    if whose.invoice is not None:
        return bool(left.get(whose.invoice))
    return any(left[invoice.pk] for invoice in waiting.get(whose.pk, ()))


def _known(named: Collection[_Named]) -> dict[_Named, _Whose]:
    """Those that are there: issued invoices by either of their numbers, and customers' accounts, each with
    whose it is. Nobody pays to the account of walk-in customers."""
    businesses = {business_id for business_id, _, _ in named}
    found: dict[_Named, _Whose] = {}
    numbers = [number for _, what, number in named if what == "invoice"]
    serials = [tuple(map(int, number.split("-"))) for _, what, number in named if what == "serial"]
    if numbers or serials:
        by_serial = Q(serial_year__in={year for year, _ in serials}, serial_count__in={n for _, n in serials})
        asked = Q(number__in=numbers) | by_serial if serials else Q(number__in=numbers)
        rows = Invoice.objects.filter(asked, business_id__in=businesses, issued_at__isnull=False)
        for row in rows.select_related("customer").defer("customer__name_sealed", "customer__name_words"):
            whose = _Whose(row.customer.account_number, row.customer_id, row.customer.is_walk_in, row.pk)
            found[row.business_id, "invoice", row.number] = whose
            found[row.business_id, "serial", row.serial_number] = whose
    if accounts := [number for _, what, number in named if what == "account"]:
        customers = Customer.objects.filter(
            business_id__in=businesses, account_number__in=accounts, is_walk_in=False
        )
        theirs = customers.values_list("business_id", "account_number", "pk", "merged_into")
        for business_id, number, pk, other in theirs:
            found[business_id, "account", number] = _Whose(number, other or pk, False)
    return {name: found[name] for name in named if name in found}


def _open(known: Collection[_Whose]) -> dict[int, list[Invoice]]:
    """The unpaid invoices that these may pay, by customer, locked, oldest first."""
    everything = {whose.pk for whose in known if not whose.is_walk_in}
    alone = {whose.invoice for whose in known if whose.is_walk_in}
    if not (everything or alone):
        return {}
    wanted = open_invoices().filter(Q(customer__in=everything) | Q(pk__in=alone))
    found: dict[int, list[Invoice]] = {}
    for invoice in sorted(lock_rows(wanted), key=age_of):
        found.setdefault(invoice.customer_id, []).append(invoice)
    return found


def age_of(invoice: Invoice) -> tuple[date, int]:
    """What is to be paid first: what was due first, and of one day what was made first."""
    day = invoice.due_on or invoice.issued_on
    assert day is not None, "it was issued"
    return day, invoice.pk


def _placement(
    name: _Named, cents: Cents, waiting: Sequence[Invoice], left: dict[int, Cents], *, whose: _Whose
) -> Placement | None:
    """What each invoice takes of so many cents: the named one, then the customer's others, oldest first. The
    rest is credit of the customer. None where a sale of nobody in particular wants no money any more.

    `left` is what each can take, and is lessened.
    """
    _, what, number = name
    first = [invoice for invoice in waiting if invoice.pk == whose.invoice]
    others = [] if whose.is_walk_in else [each for each in waiting if each.pk != whose.invoice]
    shares, rest = [], cents
    for invoice in [*first, *others]:
        if part := min(rest, left[invoice.pk]):
            shares.append((invoice, part))
            left[invoice.pk] -= part
            rest -= part
    if whose.is_walk_in and not shares:
        return None
    legs = [
        credit(code, part) for code, part in ((RECEIVABLES, cents - rest), (CUSTOMER_CREDIT, rest)) if part
    ]
    parts = [Part(f"invoice {invoice.number}", part) for invoice, part in shares]
    return Placement(
        owner=f"{'account' if what == 'account' else 'invoice'} {number}",
        credits=legs,
        parts=parts + ([Part(f"credit of customer {whose.account}", rest)] if rest else []),
        is_open=what == "account" or any(invoice.pk == whose.invoice for invoice, _ in shares),
        claim=_Claim(shares, rest, whose.pk),
    )
