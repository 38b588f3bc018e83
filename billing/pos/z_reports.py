"""Z-reports: what a shift sold, took and gave back, and what was in its drawer.

Every amount is in cents. The cash is read from the postings on the drawer's account: what no move of the
shift explains (a voucher on that account) stands as `other`, what came between two shifts as `between`, and
`outside` names the entries of both. What was sold is read from its bills, and beside
it stands what the postings of these bills say, so that who reads the report sees that the two are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Sum

from billing.invoicing.issuing import issue_reference
from billing.models import (
    Allocation,
    CounterClaim,
    CreditNoteLine,
    DrawerMove,
    DrawerMoveKind,
    Invoice,
    InvoiceLine,
    InvoiceState,
    SaleRefund,
    Shift,
)
from billing.pos.drawers import drawer_lines, in_the_books
from core.money import Cents
from core.rows.locks import lock_rows
from ledger.chart.standard import RECEIVABLES, VAT_PAYABLE
from ledger.models import Line
from mpesa.models import Receipt

MOST_OUTSIDE = 200


@dataclass(frozen=True)
class Cash:
    """The drawer. `between` is what the books moved in it after the shift before was closed, `expected` what
    they have, `counted` what was found; null while a shift is open."""

    between: Cents
    opening: Cents
    sales: Cents
    refunds: Cents
    put_in: Cents
    taken_out: Cents
    other: Cents
    expected: Cents
    counted: Cents | None
    over_short: Cents | None


@dataclass(frozen=True)
class Outside:
    """What an entry that is no move of a shift did to the drawer."""

    reference: str
    description: str
    cents: Cents


@dataclass(frozen=True)
class Taxed:
    """Of one VAT code (empty: none is charged): what was sold, less what was credited."""

    code: str
    net: Cents
    vat: Cents


@dataclass(frozen=True)
class Sold:
    """The bills of the shift, those that were given up left out. `posted` and `posted_vat` are what their
    entries say: they equal `gross` and `vat`. `paid` is what settled them, by kind of payment; with `due` it
    sums to `gross`."""

    count: int
    gross: Cents
    net: Cents
    vat: Cents
    discounts: Cents
    posted: Cents
    posted_vat: Cents
    paid: dict[str, Cents]
    due: Cents
    on_account: int
    abandoned: int
    first_serial: str
    last_serial: str


@dataclass(frozen=True)
class Returned:
    """What was given back in the shift, of whichever sales: credit notes, and how their money left."""

    count: int
    total: Cents
    vat: Cents
    cash: Cents
    mpesa: Cents
    credit: Cents


@dataclass(frozen=True)
class ZReport:
    """A shift as it stands; final once it is closed."""

    number: int
    opened_at: datetime
    closed_at: datetime | None
    cash: Cash
    sold: Sold
    returned: Returned
    taxed: Sequence[Taxed]
    claims: Sequence[str] = field(default_factory=list)
    outside: Sequence[Outside] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """As it is stored and digested: JSON of plain values."""
        found = asdict(self)
        for name in ("opened_at", "closed_at"):
            found[name] = found[name].isoformat() if found[name] else None
        return found


def z_report_of(shift: Shift, *, counted: Cents | None = None, closed_at: datetime | None = None) -> ZReport:
    """The report of a shift as of now. At its closing, under its lock, with what was counted: then it waits
    for payments of its sales that are on their way into the books (locks the bills that are open)."""
    bills = list(Invoice.objects.filter(sale__shift=shift).select_related("sale").order_by("pk"))
    if closed_at is not None:
        still = lock_rows(Invoice.objects.filter(pk__in=[bill.pk for bill in bills if bill.due]))
        fresh = {bill.pk: bill for bill in still}
        sales = {bill.pk: bill.sale for bill in bills}
        bills = [fresh.get(bill.pk, bill) for bill in bills]
        for bill in bills:
            bill.sale = sales[bill.pk]
    refunds = list(SaleRefund.objects.filter(shift=shift).select_related("note"))
    return ZReport(
        number=shift.number,
        opened_at=shift.opened_at,
        closed_at=closed_at,
        cash=_cash(shift, counted),
        sold=_sold(bills),
        returned=_returned(refunds),
        taxed=_taxed(bills, refunds),
        claims=_claims(shift),
        outside=_outside(shift),
    )


def _cash(shift: Shift, counted: Cents | None) -> Cash:
    sums: Counter[str] = Counter()
    for kind, cents in shift.moves.values_list("kind", "cents"):
        sums[kind] += cents
    expected = in_the_books(shift.register)
    known = sum(sums[kind] for kind in DrawerMoveKind if kind != DrawerMoveKind.OPENING)
    return Cash(
        between=shift.between,
        opening=shift.opening_counted,
        sales=sums[DrawerMoveKind.SALE],
        refunds=-sums[DrawerMoveKind.REFUND],
        put_in=sums[DrawerMoveKind.IN],
        taken_out=-sums[DrawerMoveKind.OUT],
        other=expected - shift.opening_counted - known,
        expected=expected,
        counted=counted,
        over_short=None if counted is None else counted - expected,
    )


def _outside(shift: Shift) -> list[Outside]:
    """The entries on the drawer's account since the shift before was closed that are no move of a shift:
    `between` and `other`, one by one. The first MOST_OUTSIDE of them."""
    before = shift.register.shifts.filter(number=shift.number - 1).first()
    known = DrawerMove.objects.filter(shift__in=[shift, before] if before else [shift]).exclude(reference="")
    rows = drawer_lines(shift.register).filter(pk__gt=(before.seen_line or 0) if before else 0)
    rows = rows.exclude(entry__reference__in=list(known.values_list("reference", flat=True)))
    return [
        Outside(line.entry.reference, line.entry.description, line.debit - line.credit)
        for line in rows.select_related("entry").order_by("pk")[:MOST_OUTSIDE]
    ]


def _sold(bills: Sequence[Invoice]) -> Sold:
    standing = [bill for bill in bills if bill.state != InvoiceState.VOID]
    posted, posted_vat = _posted(standing)
    paid = Allocation.objects.filter(invoice__in=standing).order_by().values_list("payment__kind")
    kinds = {kind: int(cents) for kind, cents in paid.annotate(sum=Sum("cents")) if cents}
    lines = InvoiceLine.objects.filter(invoice__in=standing).aggregate(off=Sum("discount"))
    serials = [bill.serial_number for bill in bills]
    return Sold(
        count=len(standing),
        gross=sum(bill.total for bill in standing),
        net=sum(bill.net for bill in standing),
        vat=sum(bill.vat for bill in standing),
        discounts=int(lines["off"] or 0),
        posted=posted,
        posted_vat=posted_vat,
        paid=dict(sorted(kinds.items())),
        due=sum(bill.due for bill in standing),
        on_account=sum(bill.sale.on_account for bill in standing),
        abandoned=len(bills) - len(standing),
        first_serial=serials[0] if serials else "",
        last_serial=serials[-1] if serials else "",
    )


def _posted(bills: Sequence[Invoice]) -> tuple[Cents, Cents]:
    """What the entries of bills debit Receivables, and what they credit VAT."""
    if not bills:
        return 0, 0
    lines = Line.objects.filter(
        entry__business=bills[0].business_id, entry__reference__in=[issue_reference(bill) for bill in bills]
    )
    sums: Counter[str] = Counter()
    for code, debit, credit in lines.values_list("account__code", "debit", "credit"):
        place = VAT_PAYABLE if code.startswith(VAT_PAYABLE) else code
        sums[place] += debit - credit
    return sums[RECEIVABLES], -sums[VAT_PAYABLE]


def _returned(refunds: Sequence[SaleRefund]) -> Returned:
    total = sum(refund.note.total for refund in refunds)
    cash, mpesa = sum(refund.cash for refund in refunds), sum(refund.mpesa for refund in refunds)
    return Returned(
        count=len(refunds),
        total=total,
        vat=sum(refund.note.vat for refund in refunds),
        cash=cash,
        mpesa=mpesa,
        credit=total - cash - mpesa,
    )


def _taxed(bills: Sequence[Invoice], refunds: Sequence[SaleRefund]) -> list[Taxed]:
    nets: Counter[str] = Counter()
    vats: Counter[str] = Counter()
    standing = [bill.pk for bill in bills if bill.state != InvoiceState.VOID]
    for code, net, vat in InvoiceLine.objects.filter(invoice__in=standing).values_list(
        "vat_code", "net", "vat"
    ):
        nets[code] += net
        vats[code] += vat
    back = CreditNoteLine.objects.filter(note__in=[refund.note_id for refund in refunds])
    for code, net, vat in back.values_list("line__vat_code", "net", "vat"):
        nets[code] -= net
        vats[code] -= vat
    return [Taxed(code, nets[code], vats[code]) for code in sorted(nets)]


def _claims(shift: Shift) -> list[str]:
    keys = CounterClaim.objects.filter(shift=shift).values("placing")
    return list(Receipt.objects.filter(pk__in=keys).order_by("pk").values_list("number", flat=True))
