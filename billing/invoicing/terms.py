"""What an invoice bills: lines as they are written, looked at and priced, before and after it is a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.invoicing.totals import (
    QUANTITY_DECIMALS,
    Priced,
    checked_price,
    checked_quantity,
    line_cents,
    price_lines,
)
from billing.models import Invoice, InvoiceLine
from core import days
from core.errors import Detail, Findings, InvalidInput
from core.money import MAX_CENTS, Cents
from core.text import one_line
from ledger.chart.standard import SALES
from ledger.chart.system_accounts import require_open_to_people
from ledger.models import Account, AccountKind, VatCode
from ledger.vouchers.lines import accounts_by_code
from ledger.vouchers.vat import rate_on

MAX_LINES = 200
NOTE_LENGTH = 500


@dataclass(frozen=True)
class LineInput:
    """One line to bill: what, how many (at most three decimals), the price of one and what is off the line in
    cents, its VAT code (empty where the business charges none), and the income account of its net."""

    description: str
    quantity: Decimal
    unit_cents: Cents
    discount: Cents = 0
    vat_code: str = ""
    account_code: str = SALES


@dataclass(frozen=True)
class Terms:
    """What is billed. `prices_include_vat` says whether prices hold the VAT or it comes on top."""

    lines: Sequence[LineInput]
    due_on: date | None = None
    prices_include_vat: bool = True
    note: str = ""


def terms_of(invoice: Invoice) -> Terms:
    """What an invoice bills."""
    lines = [
        LineInput(row.description, row.quantity, row.unit_cents, row.discount, row.vat_code, row.account_code)
        for row in invoice.lines.order_by("position")
    ]
    return Terms(lines, invoice.due_on, invoice.prices_include_vat, invoice.note)


def priced_lines(terms: Terms, day: date, rates: dict[date, int] | None = None) -> list[Priced]:
    """What each line adds to the bill, at the standard rate of a day; `rates` keeps those that were looked up
    for the next bill.

    Raises InvalidInput BAD_AMOUNT for a bill of nothing, or too large; NO_VAT_RATE.
    """
    amounts = [
        (line_cents(line.quantity, line.unit_cents, line.discount), line.vat_code) for line in terms.lines
    ]
    taxed = any(code == VatCode.STANDARD for _, code in amounts)
    known = {} if rates is None else rates
    if taxed and day not in known:
        known[day] = rate_on(day)
    priced = price_lines(
        amounts, include_vat=terms.prices_include_vat, basis_points=known[day] if taxed else 0
    )
    if sum(each.cents for each in priced) > MAX_CENTS:
        raise InvalidInput("BAD_AMOUNT", "lines", "The invoice is too large.", detail=Detail(limit=MAX_CENTS))
    if sum(each.net for each in priced) <= 0:
        raise InvalidInput("BAD_AMOUNT", "lines", "The invoice bills nothing.")
    return priced


def put_terms(invoice: Invoice, terms: Terms, priced: Sequence[Priced]) -> None:
    """Write into an invoice, which is not saved, what it bills."""
    invoice.net = sum(each.net for each in priced)
    invoice.vat = sum(each.vat for each in priced)
    invoice.total = invoice.net + invoice.vat
    invoice.line_count = len(priced)
    invoice.prices_include_vat, invoice.note = terms.prices_include_vat, one_line(terms.note)
    invoice.due_on = terms.due_on


def lines_of(invoice: Invoice, terms: Terms, priced: Sequence[Priced]) -> Iterator[InvoiceLine]:
    """The rows of its lines, in their order."""
    for place, (line, price) in enumerate(zip(terms.lines, priced, strict=True)):
        yield InvoiceLine(
            invoice=invoice,
            position=place,
            description=one_line(line.description),
            quantity=line.quantity,
            unit_cents=line.unit_cents,
            discount=line.discount,
            vat_code=line.vat_code,
            net=price.net,
            vat=price.vat,
            cents=price.cents,
            account_code=line.account_code,
        )


def content_of(terms: Terms) -> list[object]:
    """What makes two bills the same."""
    lines = [
        (
            one_line(line.description),
            int(line.quantity.scaleb(QUANTITY_DECIMALS)),
            line.unit_cents,
            line.discount,
            line.vat_code,
            line.account_code,
        )
        for line in terms.lines
    ]
    return [terms.due_on, terms.prices_include_vat, one_line(terms.note), lines]


def note_all(found: Findings, business_id: int, terms: Terms) -> None:
    """Note all that is wrong with terms: BAD_DAY / LINES_MISSING / DESCRIPTION_MISSING / BAD_QUANTITY /
    BAD_AMOUNT / BAD_DISCOUNT / VAT_NOT_HERE / NOTE_TOO_LONG / UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT."""
    note_terms(found, due_on=terms.due_on, count=len(terms.lines), note=terms.note)
    others = {line.account_code for line in terms.lines} - {SALES}
    accounts = accounts_by_code(business_id, others) if others else {}
    for place, line in enumerate(terms.lines):
        note_line(found, place, line.description, line.quantity, line.unit_cents, line.discount)
        with found.noting("lines", place):
            if line.vat_code and line.vat_code not in VatCode.values:
                raise InvalidInput(
                    "VAT_NOT_HERE", "vat_code", f"There is no VAT code {line.vat_code[:20]!r}."
                )
        with found.noting("lines", place):
            _check_account(line.account_code, accounts)


def _check_account(code: str, accounts: Mapping[str, Account]) -> None:
    if code == SALES:
        return
    account = accounts.get(code)
    if account is None or account.kind != AccountKind.INCOME:
        raise InvalidInput("UNKNOWN_ACCOUNT", "account_code", f"There is no income account {code[:40]!r}.")
    require_open_to_people([account], field="account_code")


def note_terms(found: Findings, *, due_on: date | None, count: int, note: str = "") -> None:
    """Note what is wrong with an invoice besides its lines, of which there are `count`."""
    with found.noting():
        if due_on is not None:
            days.checked_day(due_on, field="due_on")
    with found.noting():
        if len(note) > NOTE_LENGTH:
            most = Detail(count=NOTE_LENGTH)
            raise InvalidInput("NOTE_TOO_LONG", "note", f"At most {NOTE_LENGTH} characters.", detail=most)
    with found.noting():
        if not 1 <= count <= MAX_LINES:
            most = Detail(count=MAX_LINES)
            raise InvalidInput(
                "LINES_MISSING", "lines", f"An invoice has 1 to {MAX_LINES} lines.", detail=most
            )


def note_line(
    found: Findings,
    place: int,
    description: str,
    quantity: Decimal | None,
    unit_cents: Cents | None,
    discount: Cents | None = 0,
) -> None:
    """Note what is wrong with a line, all of it; what is None is not looked at."""
    before = len(found.errors)
    with found.noting("lines", place):
        if not 1 <= len(one_line(description)) <= 200:
            raise InvalidInput(
                "DESCRIPTION_MISSING", "description", "Say what the line is for, in 1 to 200 characters."
            )
    with found.noting("lines", place):
        if quantity is not None:
            checked_quantity(quantity)
    with found.noting("lines", place):
        if unit_cents is not None:
            checked_price(unit_cents)
    with found.noting("lines", place):
        looked_at = quantity is not None and unit_cents is not None and discount is not None
        if looked_at and len(found.errors) == before:
            line_cents(quantity, unit_cents, discount)  # type: ignore[arg-type]
