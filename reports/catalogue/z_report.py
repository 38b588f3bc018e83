"""Z-report: what a shift sold, by which means it was paid, and what was in its drawer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from billing.invoicing.issuing import issue_reference
from billing.models import DrawerMoveKind, Invoice, InvoiceState, PaymentKind, Shift
from billing.pos.z_reports import z_report_of
from core.days import accounting_day, display_day
from core.money import Cents
from ledger.chart.standard import CASH_OVER_SHORT
from ledger.models import Entry, Line, VatCode
from reports.catalogue.covers import book_of
from reports.catalogue.vat import CODES
from reports.kinds import Asked, Parameter, Report, Words
from reports.sheets.description import (
    Book,
    Check,
    Column,
    Fact,
    Group,
    Kind,
    NamedRow,
    Result,
    Row,
    Rows,
    Table,
    Total,
    TotalOf,
)
from users.access import Right

CHUNK = 2_000
_LINE = Column("line", "Line", width=44)
_AMOUNT = Column("amount", "Amount", Kind.MONEY, total=Total.SUM)
_TAXED = (
    Column("code", "VAT code", width=20),
    Column("net", "Net", Kind.MONEY, total=Total.SUM),
    Column("vat", "VAT", Kind.MONEY, total=Total.SUM),
)
_BILLS = (
    Column("at", "Time (EAT)", Kind.MOMENT),
    Column("number", "Bill", width=16),
    Column("net", "Net", Kind.MONEY, total=Total.SUM),
    Column("vat", "VAT", Kind.MONEY, total=Total.SUM),
    Column("total", "Total", Kind.MONEY, total=Total.SUM),
)
_OUTSIDE = (
    Column("reference", "Reference", width=34),
    Column("description", "Description", width=44),
    _AMOUNT,
)


def _describe(asked: Asked) -> Book:
    """Of a closed shift as it was written then; bills as they are today."""
    shift = asked.session
    assert shift is not None, "it needs a shift"
    facts = shift.report or z_report_of(shift).facts()
    sold, cash, returned = facts["sold"], facts["cash"], facts["returned"]
    methods = Table(
        "methods",
        "Sales by method",
        (Column("method", "Paid by", width=44), _AMOUNT),
        (Rows(_methods(sold)),),
        "Sold",
        equals={"amount": sold["gross"]},
        is_wide=False,
    )
    bills = Table(
        "bills",
        "Bills",
        _BILLS,
        (Rows(_bills(shift)),),
        "Total",
        equals={"total": sold["gross"], "vat": sold["vat"]},
    )
    back: list[tuple[str, Cents]] = [
        ("In cash", returned["cash"]),
        ("By M-Pesa", returned["mpesa"]),
        ("Off bills, or as credit", returned["credit"]),
    ]
    return book_of(
        Z_REPORT,
        asked,
        Table("drawer", "Drawer", (_LINE, _AMOUNT), tuple(_drawer(cash)), is_wide=False, is_grouped=True),
        methods,
        Table("books", "In the books", (_LINE, _AMOUNT), _books(shift, sold), is_wide=False),
        Table("returned", "Given back", (_LINE, _AMOUNT), (Rows(back),), "Total", is_wide=False),
        Table("taxed", "VAT", _TAXED, (Rows(_taxed(facts)),), "Total", is_wide=False),
        bills,
        Table("outside", "Other entries of the drawer", _OUTSIDE, (Rows(_outside(facts)),), "Total"),
        period=_period(shift),
        facts=(
            Fact("Register", shift.register.name),
            Fact("Shift", shift.number, Kind.INT),
            Fact("Cashier", shift.cashier.display_name or shift.cashier.username or ""),
            Fact("Opened (EAT)", shift.opened_at, Kind.MOMENT),
            Fact("Closed (EAT)", shift.closed_at, Kind.MOMENT),
            Fact("Bills", sold["count"], Kind.INT),
            Fact("First bill", sold["first_serial"]),
            Fact("Last bill", sold["last_serial"]),
        ),
        shown=(
            ("Sold", TotalOf("methods", "amount")),
            ("Expected in the drawer", TotalOf("drawer", "amount", "expected")),
            *_counted(cash),
        ),
        checks=(
            Check("Methods less bills", (TotalOf("methods", "amount"),), (TotalOf("bills", "total"),)),
            Check("Bills less their entries on 1200", (TotalOf("bills", "total"),), (_booked("sold"),)),
            Check("VAT of bills less their entries on 2600", (TotalOf("bills", "vat"),), (_booked("vat"),)),
            *_over_short_check(cash),
        ),
    )


def _booked(name: str) -> TotalOf:
    return TotalOf("books", "amount", name)


def _drawer(cash: dict[str, Any]) -> Iterator[Group | NamedRow | Result]:
    """What the books have in it, and what was counted."""
    lines: list[tuple[str, Cents]] = [
        ("Float", cash["opening"]),
        ("Sales in cash", cash["sales"]),
        ("Refunds", -cash["refunds"]),
        ("Put in", cash["put_in"]),
        ("Taken out", -cash["taken_out"]),
        ("Other entries", cash["other"]),
    ]
    equals = {"amount": cash["expected"]}
    yield Group("In the books", lines, "Expected in the drawer", name="expected", equals=equals)
    if cash["counted"] is not None:
        yield NamedRow("counted", ("Counted", cash["counted"]))
        equals = {"amount": cash["over_short"]}
        yield Result("Over or (short)", ("counted",), ("expected",), name="over_short", equals=equals)


def _counted(cash: dict[str, Any]) -> list[tuple[str, TotalOf]]:
    if cash["counted"] is None:
        return []
    return [
        ("Counted", TotalOf("drawer", "amount", "counted")),
        ("Over or (short)", TotalOf("drawer", "amount", "over_short")),
    ]


def _over_short_check(cash: dict[str, Any]) -> list[Check]:
    if cash["counted"] is None:
        return []
    over_short = TotalOf("drawer", "amount", "over_short")
    return [Check("Over or (short) less its entry on 5900", (over_short,), (_booked("over_short"),))]


def _methods(sold: dict[str, Any]) -> Iterator[Row]:
    for kind, cents in sold["paid"].items():
        yield PaymentKind(kind).label, cents
    yield "Not paid yet", sold["due"]


def _books(shift: Shift, sold: dict[str, Any]) -> Iterator[NamedRow]:
    lines = [("sold", "Receivables (1200)", sold["posted"]), ("vat", "VAT (2600)", sold["posted_vat"])]
    if shift.closed_at is not None:
        lines.append(("over_short", "Cash over/short (5900)", _over_short(shift)))
    for name, title, cents in lines:
        yield NamedRow(name, (title, cents))


def _over_short(shift: Shift) -> Cents:
    """What the entry of the closing count credits 5900; nothing where the count was right."""
    counts = shift.moves.filter(kind=DrawerMoveKind.CLOSING).exclude(reference="")
    lines = Line.objects.filter(
        entry__business=shift.business_id,
        entry__reference__in=list(counts.values_list("reference", flat=True)),
        account__code=CASH_OVER_SHORT,
    )
    return sum(credit - debit for debit, credit in lines.values_list("debit", "credit"))


def _taxed(facts: dict[str, Any]) -> Iterator[Row]:
    for row in facts["taxed"]:
        yield CODES[VatCode(row["code"])] if row["code"] else "No VAT", row["net"], row["vat"]


def _bills(shift: Shift) -> Iterator[Row]:
    """Those that stood when the shift was closed; one that became void later counts on the day of that."""
    bills = Invoice.objects.filter(sale__shift=shift).order_by("pk")
    void = list(bills.filter(state=InvoiceState.VOID))
    later = set[str]()
    if shift.closed_at is not None:
        undone = Entry.objects.filter(
            business=shift.business_id,
            reverses__reference__in=[issue_reference(bill) for bill in void],
            occurred_at__gt=shift.closed_at,
        )
        later = set(undone.values_list("reverses__reference", flat=True))
    gone = [bill.pk for bill in void if issue_reference(bill) not in later]
    for bill in bills.exclude(pk__in=gone).iterator(chunk_size=CHUNK):
        yield bill.issued_at, bill.serial_number, bill.net, bill.vat, bill.total


def _outside(facts: dict[str, Any]) -> Iterator[Row]:
    for row in facts.get("outside", []):
        yield row["reference"], row["description"], row["cents"]


def _period(shift: Shift) -> str:
    """Its days, short enough for a page's head; the moments stand on the cover."""
    opened = display_day(accounting_day(shift.opened_at))
    closed = display_day(accounting_day(shift.closed_at or shift.opened_at))
    return opened if closed == opened else f"{opened} to {closed}"


Z_REPORT = Report(
    key="z_report",
    title=Words("Z-report", "Ripoti ya Z"),
    answers=Words(
        "What a shift at a register sold, how that was paid, and what was in its drawer.",
        "Zamu ya kaunta iliuza nini, ililipwaje, na droo ilikuwa na nini.",
    ),
    right=Right.BILLING_READ,
    describe=_describe,
    needs=frozenset({Parameter.SESSION}),
)
