"""Selling: a basket becomes a bill, which cash and M-Pesa pay; or nobody pays, and it is given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from billing.customers.archiving import require_billable
from billing.customers.limits import require_within_limit
from billing.customers.walk_in import walk_in_customer
from billing.invoicing.issuing import NewInvoice, issue_new
from billing.invoicing.terms import LineInput, Terms, note_all
from billing.invoicing.totals import line_cents
from billing.invoicing.voiding import void_invoice
from billing.models import Customer, InvoiceKind, InvoiceState, Product, Sale, SaleItem, Shift
from billing.pos.drawers import locked_shift
from billing.pos.goods import take_goods
from core import days
from core.digests import digest
from core.errors import Findings, InvalidInput, InvalidState, NotFound
from core.money import CENTS_PER_SHILLING, Cents, display
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key
from ledger.chart.standard import SALES
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import Business, User

RIGHT = Right.POS_SELL
#: Per cent of a line that who sells may take off; more needs the right billing.override.
MOST_OFF = 20


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a basket: a product at its price, or something with a description and a price of its own.

    `price` (VAT included, of one) and `discount` (off the line) in cents.
    """

    quantity: Decimal
    product: Product | None = None
    description: str = ""
    price: Cents | None = None
    vat_code: str = ""
    discount: Cents = 0


def ring_up_sale(
    *,
    shift: Shift,
    items: Sequence[Item],
    customer: Customer | None = None,
    on_account: bool = False,
    due_on: date | None = None,
    key: str,
    actor: User,
) -> Sale:
    """Issue the bill of a basket (Dr 1200 / Cr income, 2600), of the walk-in customer or a named one. It
    waits for its money; what a named customer has left of earlier payments pays it at once.

    `on_account` makes it an ordinary bill of a named customer, within their credit limit; its goods leave the
    stock at once. What is paid at the counter is whole shillings: the cents come off the dearest lines.
    Idempotent by (business, key). Locks the shift, then what issue_new locks. Needs the right pos.sell, and
    billing.override for more than MOST_OFF per cent off a line. Raises InvalidInput BAD_KEY /
    CUSTOMER_MISSING and what is wrong with items, all at once; InvalidState SHIFT_CLOSED / SHIFT_OF_ANOTHER /
    PRODUCT_ARCHIVED / CUSTOMER_ARCHIVED / CUSTOMER_ERASED / OVER_CREDIT_LIMIT; Conflict KEY_REUSED.
    """
    business = shift.business
    require_right(actor, business, RIGHT)
    terms = _terms(business, items, due_on if on_account else None)
    found = Findings()
    with found.noting():
        checked_key(key, "sale")
    with found.noting():
        if on_account and (customer is None or customer.is_walk_in):
            raise InvalidInput("CUSTOMER_MISSING", "customer", "Say who pays later.")
        if customer is not None and customer.business_id != business.pk:
            raise NotFound("customer", "customer")
    for place, item in enumerate(items):
        with found.noting("lines", place):
            _check_item(business, item)
    note_all(found, business.pk, terms)
    found.settle()
    if any(_is_much_off(line) for line in terms.lines):
        require_right(actor, business, Right.BILLING_OVERRIDE)
    if not on_account:
        terms = _in_shillings(terms)
    whose = customer or walk_in_customer(business)
    asked = digest([shift.pk, whose.pk, on_account, str(terms.due_on), _contents(items)])

    def write() -> Sale:
        with transaction.atomic():
            row = locked_shift(shift, actor)
            if customer is not None:
                require_billable(Customer.objects.get(pk=customer.pk))
            if on_account:
                require_within_limit(whose, _total(terms), actor)
            (invoice,) = issue_new(
                business=business,
                drafts=[
                    NewInvoice(
                        customer_id=whose.pk,
                        terms=terms,
                        key=f"sale:{digest([key]).hex()}",
                        issued_on=days.today(),
                        kind=InvoiceKind.INVOICE if on_account else InvoiceKind.SALE,
                    )
                ],
                actor=actor,
            )
            sale = Sale.objects.create(
                invoice=invoice,
                shift=row,
                business=business,
                on_account=on_account,
                key=key,
                key_hash=asked,
                by=person(actor),
            )
            SaleItem.objects.bulk_create(
                SaleItem(sale=sale, product=item.product, position=place, quantity=item.quantity)
                for place, item in enumerate(items)
                if item.product is not None
            )
            record_audit(
                actor=actor,
                business=business,
                action="sale.ring_up",
                subject=invoice,
                details={"total": display(invoice.total)},
            )
            if on_account or invoice.state == InvoiceState.PAID:
                take_goods(sale)
        return sale

    known = Sale.objects.filter(business=business, key=key).select_related("invoice")
    return first_or_conflict(known, digests=[asked], write=write, what="sale")[0]


def abandon_sale(*, sale: Sale, reason: str, actor: Actor) -> Sale:
    """Give a sale up of which nothing was paid: its bill is void. Idempotent. Needs the right pos.sell.

    Locks the bill. Raises InvalidInput COMMENT_MISSING, InvalidState HAS_PAYMENTS (refund it instead) /
    SALE_ON_ACCOUNT (its goods are gone: credit the bill).
    """
    require_right(actor, sale.business, RIGHT)
    if sale.on_account:
        raise InvalidState("SALE_ON_ACCOUNT", "sale", "It was sold on account: refund it instead.")
    with transaction.atomic():
        before = lock_row(type(sale.invoice).objects.filter(pk=sale.invoice_id))
        was_open = before is not None and before.state != InvoiceState.VOID
        sale.invoice = void_invoice(invoice=sale.invoice, reason=reason, actor=actor)
        if was_open:
            record_audit(actor=actor, business=sale.business, action="sale.abandon", subject=sale.invoice)
    return sale


def _terms(business: Business, items: Sequence[Item], due_on: date | None) -> Terms:
    taxed = charges_vat(business)
    lines = [
        LineInput(
            item.product.name if item.product else item.description,
            item.quantity,
            item.product.price if item.product else item.price or 0,
            item.discount,
            (item.product.vat_code if item.product else item.vat_code) if taxed else "",
            item.product.income_code if item.product else SALES,
        )
        for item in items
    ]
    return Terms(lines, due_on, prices_include_vat=True)


def _is_much_off(line: LineInput) -> bool:
    return line.discount * 100 > line_cents(line.quantity, line.unit_cents) * MOST_OFF


def _in_shillings(terms: Terms) -> Terms:
    """The terms without the cents of their total, so that M-Pesa, which has none, can pay all of it. Less
    than a shilling stays as it is."""
    total = _total(terms)
    rest = total % CENTS_PER_SHILLING if total >= CENTS_PER_SHILLING else 0
    lines = list(terms.lines)
    left = [line_cents(line.quantity, line.unit_cents, line.discount) for line in lines]
    for place in sorted(range(len(lines)), key=lambda each: -left[each]):
        off = min(rest, left[place])
        lines[place] = replace(lines[place], discount=lines[place].discount + off)
        rest -= off
    return replace(terms, lines=lines)


def charges_vat(business: Business) -> bool:
    """Whether its papers say that it is registered for VAT; without a letterhead its products decide."""
    letterhead = getattr(business, "letterhead", None)
    return letterhead is None or letterhead.vat_registered


def _check_item(business: Business, item: Item) -> None:
    if item.product is None:
        return
    if item.product.business_id != business.pk:
        raise NotFound("product", "product")
    if item.product.archived_at is not None:
        raise InvalidState("PRODUCT_ARCHIVED", "product", f"{item.product.name} was put away.")


def _contents(items: Sequence[Item]) -> list[list[object]]:
    return [
        [
            item.product.pk if item.product else None,
            item.description.strip(),
            item.price,
            item.vat_code,
            str(item.quantity.normalize()),
            item.discount,
        ]
        for item in items
    ]


def _total(terms: Terms) -> Cents:
    return sum(line_cents(line.quantity, line.unit_cents, line.discount) for line in terms.lines)
