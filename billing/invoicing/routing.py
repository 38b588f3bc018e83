"""Which receipts are billing's: those whose account reference is an invoice or a customer's account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias, cast

from django.db.models import Q

from billing.invoicing.allocating import Share, allocate, deallocate, open_invoices
from billing.models import Credit, Customer, Invoice, InvoiceState
from billing.numbers import read_references
from core.money import Cents
from core.rows.locks import lock_rows
from core.rows.saving import insert_rows
from ledger.chart.standard import CUSTOMER_CREDIT, RECEIVABLES
from ledger.journal.posting import Leg, credit
from mpesa.collections.owners import Asked, Held, Part, Placement, ReferenceOwner, Settled, mirrored
from mpesa.models import Receipt


def place(asked: Sequence[Asked]) -> list[Placement | None]:
    """To the named invoice, or the account's open invoices oldest first; the rest is customer credit.

    Part of an owner of account references (registered in config/wiring). Each counts on what those before it
    leave. Locks the invoices that it would pay, in the caller's transaction.
    """
    named = [_named(receipt, reference) for receipt, reference in asked]
    known = _known({name for names in named for name in names})
    waiting = _open(known)
    left = {invoice.pk: invoice.total - invoice.paid for rows in waiting.values() for invoice in rows}
    placements: list[Placement | None] = []
    for (receipt, _), names in zip(asked, named, strict=True):
        name = _the_one([each for each in names if each in known], waiting, left)
        placements.append(
            name and _placement(name, receipt.amount, waiting.get(name, ()), left, whose=known[name])
        )
    return placements


def settle(placed: Sequence[Settled]) -> None:
    """Pay the invoices that `place` has locked and chosen; what is left is the customers' credit."""
    claims = [(receipt, cast(_Claim, placement.claim)) for receipt, placement in placed]
    allocate(
        Share(invoice, cents, receipt.pk, receipt.number)
        for receipt, claim in claims
        for invoice, cents in claim.shares
    )
    if credits := [
        Credit(
            customer_id=claim.customer_id,
            receipt_id=receipt.pk,
            receipt_number=receipt.number,
            cents=claim.rest,
        )
        for receipt, claim in claims
        if claim.rest
    ]:
        insert_rows(credits)


def take_back(held: Sequence[Held]) -> list[Sequence[Leg] | None]:
    """Undo what receipts of ours have paid: their invoices are owed again, and their credit is gone.

    Locks the invoices. Money that went to another account than 1200 and 2100 is not ours.
    """
    ours = {each.receipt.pk for each in held if _OURS & {leg.account for leg in each.credits}}
    deallocate(ours)
    return [mirrored(each.credits) if each.receipt.pk in ours else None for each in held]


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
    """A customer: his account number and key."""

    account: str
    pk: int


def _named(receipt: Receipt, reference: str) -> list[_Named]:
    """All that the text could name: the business, `invoice` or `account`, and its number."""
    return [(receipt.business_id, what, number) for what, number in read_references(reference)]


def _the_one(
    known: Sequence[_Named], waiting: Mapping[_Named, Sequence[Invoice]], left: Mapping[int, Cents]
) -> _Named | None:
    """Which of several is meant: the only one, or the only one that wants money. Nothing is guessed.

    `left` is what each invoice can still take.
    """
    if len(known) > 1:
        known = [name for name in known if any(left[each.pk] for each in waiting.get(name, ()))]
    return known[0] if len(known) == 1 else None


def _known(named: Collection[_Named]) -> dict[_Named, _Whose]:
    """Those that are there, issued invoices and customers' accounts, each with whose it is."""
    businesses = {business_id for business_id, _, _ in named}
    found: dict[_Named, _Whose] = {}
    if invoices := [number for _, what, number in named if what == "invoice"]:
        issued = Invoice.objects.filter(business_id__in=businesses, number__in=invoices)
        known = issued.exclude(state=InvoiceState.DRAFT).values_list(
            "business_id", "number", "customer__account_number", "customer"
        )
        found |= {
            (business_id, "invoice", number): _Whose(account, pk)
            for business_id, number, account, pk in known
        }
    if accounts := [number for _, what, number in named if what == "account"]:
        customers = Customer.objects.filter(business_id__in=businesses, account_number__in=accounts)
        theirs = customers.values_list("business_id", "account_number", "pk")
        found |= {(business_id, "account", number): _Whose(number, pk) for business_id, number, pk in theirs}
    return {name: found[name] for name in named if name in found}


def _open(known: Collection[_Named]) -> dict[_Named, list[Invoice]]:
    """The unpaid invoices of each, locked, oldest first; one of two names is the same object under both."""
    if not known:
        return {}
    businesses = {business_id for business_id, _, _ in known}
    numbers = {what: [number for _, each, number in known if each == what] for what in ("invoice", "account")}
    rows = open_invoices().filter(
        Q(number__in=numbers["invoice"]) | Q(customer__account_number__in=numbers["account"]),
        business_id__in=businesses,
    )
    wanted: dict[int, set[_Named]] = {}
    for pk, business_id, number, account in rows.values_list(
        "pk", "business_id", "number", "customer__account_number"
    ):
        if names := {(business_id, "invoice", number), (business_id, "account", account)} & set(known):
            wanted[pk] = names
    found: dict[_Named, list[Invoice]] = {}
    for invoice in lock_rows(open_invoices().filter(pk__in=wanted)):
        for name in wanted[invoice.pk]:
            found.setdefault(name, []).append(invoice)
    return found


def _placement(
    name: _Named, cents: Cents, invoices: Sequence[Invoice], left: dict[int, Cents], *, whose: _Whose
) -> Placement:
    """What each invoice, in order, takes of so many cents; the rest is credit of the customer.

    `left` is what each can take, and is lessened.
    """
    _, what, number = name
    shares, rest = [], cents
    for invoice in invoices:
        if part := min(rest, left[invoice.pk]):
            shares.append((invoice, part))
            left[invoice.pk] -= part
            rest -= part
    legs = [
        credit(code, part) for code, part in ((RECEIVABLES, cents - rest), (CUSTOMER_CREDIT, rest)) if part
    ]
    parts = [Part(f"invoice {invoice.number}", part) for invoice, part in shares]
    return Placement(
        owner=f"{what} {number}",
        credits=legs,
        parts=parts + ([Part(f"credit of customer {whose.account}", rest)] if rest else []),
        is_open=bool(shares) or what == "account",
        claim=_Claim(shares, rest, whose.pk),
    )
