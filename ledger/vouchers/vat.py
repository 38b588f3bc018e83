"""Value added tax: rates by day, what an amount contains of it, and the figures of a return (VAT3).

Sources: VAT Act 2013, s.5(2): 16 % of the taxable value, zero for a zero-rated supply; s.6: the rate may
change by order (14 % from 1 April to 31 December 2020); s.17: input tax is deducted from output tax in the
month; s.44: a return for each month, by the 20th of the next. Tax Procedures Act 2015, s.42A: appointed
agents withhold 2 % of the taxable value when they pay (none on zero-rated and exempt supplies); the supplier
credits it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from core.days import end_of_month, is_kept
from core.errors import InvalidInput
from core.money import Cents, split
from ledger.chart.standard import INPUT_VAT, OUTPUT_VAT, VAT_PAYABLE, WITHHELD_VAT
from ledger.models import DEBIT_KINDS, AccountKind, EntryKind, Line, VatCode, VatRate, VatRateOf, VoucherLine
from ledger.reads.selectors import balance_by_code
from ledger.vouchers.vat_sources import supplies_between
from users.models import Business

_WHOLE = 10_000  # basis points
_CHUNK = 2_000


def rate_on(day: date, of: str = VatRateOf.STANDARD) -> int:
    """The rate in hundredths of a percent on a day. Raises InvalidInput NO_VAT_RATE before the first one."""
    rates = VatRate.objects.filter(of=of, valid_from__lte=day).order_by("-valid_from")
    rate = rates.values_list("basis_points", flat=True).first()
    if rate is None:
        raise InvalidInput("NO_VAT_RATE", "day", f"No rate of VAT is known for {day}.")
    return rate


def split_inclusive(gross: Cents, *, code: str, day: date) -> tuple[Cents, Cents]:
    """(taxable value, VAT) of an amount that includes VAT; they sum to it.

    Raises InvalidInput NO_VAT_RATE.
    """
    rate = rate_on(day) if code == VatCode.STANDARD else 0
    net, vat = split(gross, [_WHOLE, rate])
    return net, vat


def withheld_from(net: Cents, *, day: date) -> Cents:
    """What an appointed agent withholds of a taxable value at the standard rate, to the nearest cent.

    Raises InvalidInput NO_VAT_RATE.
    """
    rate = rate_on(day, VatRateOf.WITHHOLDING)
    return split(net, [rate, _WHOLE - rate])[0]


@dataclass(frozen=True)
class VatReturn:
    """The figures of a month or of other days, in cents. Sales and purchases are taxable values, from
    vouchers with VAT codes; sales also from what was billed (vat_sources.py).

    `output_vat`, `input_vat` and `withheld_vat` are what moved on the accounts of VAT. `other_output` and
    `other_input` are the parts of them that no code explains. `brought_forward` and `owed` are the
    balance of 2600 with all below it before the days and at their end; `settled` is what was paid to KRA or
    opened in them.
    """

    first_day: date
    sales: dict[str, Cents]
    purchases: dict[str, Cents]
    output_vat: Cents
    input_vat: Cents
    withheld_vat: Cents
    other_output: Cents
    other_input: Cents
    brought_forward: Cents
    owed: Cents

    @property
    def payable(self) -> Cents:
        """Output less input less withheld; negative is a credit to carry forward."""
        return self.output_vat - self.input_vat - self.withheld_vat

    @property
    def settled(self) -> Cents:
        return self.brought_forward + self.payable - self.owed


def vat_return(business: Business, month: date) -> VatReturn:
    """The VAT return of the calendar month that holds a day.

    Raises InvalidInput BAD_DAY outside 2000 to 2100.
    """
    if not is_kept(month):
        raise InvalidInput("BAD_DAY", "month", "Ask for a month from 2000 to 2100.")
    return vat_between(business, month.replace(day=1), end_of_month(month))


def vat_between(business: Business, first_day: date, last_day: date) -> VatReturn:
    """The figures of a return for these days, both included; what was opened in them does not count.

    Reads the lines of the VAT accounts and the coded lines of the days. The figures tie to the books:
    `brought_forward + payable - settled = owed`.
    """
    first, after = first_day, last_day + timedelta(days=1)
    sales, output_explained = _coded(business, first, after, sales=True)
    for billed in supplies_between(business, first, after):
        output_explained += billed.vat
        for code, value in billed.values.items():
            sales[code] += value
    purchases, input_explained = _coded(business, first, after, sales=False)
    output_vat = _moved(business, OUTPUT_VAT, first, after)
    input_vat = -_moved(business, INPUT_VAT, first, after)
    return VatReturn(
        first_day=first,
        sales=sales,
        purchases=purchases,
        output_vat=output_vat,
        input_vat=input_vat,
        withheld_vat=-_moved(business, WITHHELD_VAT, first, after),
        other_output=output_vat - output_explained,
        other_input=input_vat - input_explained,
        brought_forward=balance_by_code(business.pk, VAT_PAYABLE, day=first - timedelta(days=1)),
        owed=balance_by_code(business.pk, VAT_PAYABLE, day=last_day),
    )


def _moved(business: Business, code: str, first: date, after: date) -> Cents:
    """Credits less debits of an account in a span of days, without opening balances and their reversals."""
    lines = Line.objects.filter(
        account__business=business,
        account__code=code,
        entry__effective_on__gte=first,
        entry__effective_on__lt=after,
    ).exclude(Q(entry__kind=EntryKind.OPENING) | Q(entry__reverses__kind=EntryKind.OPENING))
    return int(lines.aggregate(net=Coalesce(Sum(F("credit") - F("debit")), 0))["net"])


class CodedLine(NamedTuple):
    """A line of a posted voucher that was sold or bought under a VAT code; in cents, below zero where it
    takes away (a credit note, goods sent back)."""

    day: date
    reference: str
    description: str
    code: str
    net: Cents
    vat: Cents


def coded_lines(business: Business, first: date, after: date, *, sales: bool) -> Iterator[CodedLine]:
    """What vouchers sold (or bought) from a first day until the day after the last, in the order of days."""
    lines = VoucherLine.objects.filter(
        voucher__business=business,
        voucher__entry__isnull=False,
        voucher__effective_on__gte=first,
        voucher__effective_on__lt=after,
        account__kind__in=(AccountKind.INCOME,) if sales else DEBIT_KINDS,
    ).exclude(vat_code="")
    rows = lines.order_by("voucher__effective_on", "pk").values_list(
        "voucher__effective_on",
        "voucher__entry__reference",
        "voucher__description",
        "vat_code",
        "debit",
        "credit",
        "vat",
    )
    for day, reference, description, code, debit, credit, vat in rows.iterator(chunk_size=_CHUNK):
        sign = 1 if (credit > 0) == sales else -1
        yield CodedLine(day, reference, description, code, sign * (debit + credit), sign * vat)


def _coded(business: Business, first: date, after: date, *, sales: bool) -> tuple[dict[str, Cents], Cents]:
    """Taxable values by code of what was sold (or bought) in a span of days, and the VAT on them."""
    values = dict.fromkeys(VatCode.values, 0)
    vat = 0
    for line in coded_lines(business, first, after, sales=sales):
        values[line.code] += line.net
        vat += line.vat
    return values, vat
