"""What a business owes KRA of a day: excise, tax withheld from withdrawals, and tax on the house's part, by
the entries that charged it, with the proof that their sums are what the accounts moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.db import models
from django.db.models import F, Q, QuerySet, Sum

from core import days
from core.money import Cents
from ledger.chart.standard import EXCISE, GGR_TAX, WITHHOLDING_TAX
from ledger.journal.turnovers import turnovers
from ledger.models import Account, EntryKind, Line
from ledger.reads.searching import lines_between
from users.access import Right
from users.models import Business

RIGHT: Final = Right.LEDGER_READ
#: What people book: payments to KRA among it. All else was charged by the system, or taken back.
_BY_HAND: Final = (EntryKind.MANUAL, EntryKind.OPENING, EntryKind.CLOSING)
#: Something may be posted between two statements: then they are read again.
_READS: Final = 3


class Tax(models.TextChoices):
    EXCISE = "EXCISE"
    WITHHOLDING = "WITHHOLDING"
    GGR = "GGR"


ACCOUNTS: Final = {Tax.EXCISE: EXCISE, Tax.WITHHOLDING: WITHHOLDING_TAX, Tax.GGR: GGR_TAX}


@dataclass(frozen=True)
class Row:
    """One entry's part in a tax, in cents; at most one of the three is not zero."""

    number: int | None
    reference: str
    kind: str
    description: str
    charged: Cents = 0
    taken_back: Cents = 0
    by_hand: Cents = 0


@dataclass(frozen=True)
class TaxOfDay:
    """Of one tax: charged - taken_back is to be remitted for the day; by_hand is what people booked (below
    zero: paid to KRA). `booked` is what the journal's own sums say that the account moved."""

    tax: Tax
    account: str
    rows: tuple[Row, ...]
    booked: Cents

    @property
    def charged(self) -> Cents:
        return sum(row.charged for row in self.rows)

    @property
    def taken_back(self) -> Cents:
        return sum(row.taken_back for row in self.rows)

    @property
    def by_hand(self) -> Cents:
        return sum(row.by_hand for row in self.rows)

    @property
    def due(self) -> Cents:
        return self.charged - self.taken_back

    @property
    def agrees(self) -> bool:
        return self.due + self.by_hand == self.booked


def remittance_of(business: Business, day: date) -> list[TaxOfDay]:
    """What of each tax is to be remitted for an accounting day, by entry in the order of their posting. The
    caller has checked the right ledger.read. Raises InvalidInput BAD_DAY."""
    days.checked_day(day, field="day")
    return [_tax_of(business, tax, code, day) for tax, code in ACCOUNTS.items()]


class DayOfTax(NamedTuple):
    """What was charged of a tax on a day, taken back and booked by people, in cents, as in TaxOfDay."""

    tax: Tax
    day: date
    charged: Cents
    taken_back: Cents
    by_hand: Cents

    @property
    def due(self) -> Cents:
        return self.charged - self.taken_back


def taxes_by_day(business: Business, first: date, last: date) -> list[DayOfTax]:
    """Each tax on each day of a span (both included) on which its account moved. One query for each tax."""
    by_hand = Q(entry__kind__in=_BY_HAND)
    found = []
    for tax in Tax:
        days_of = tax_lines(business, tax, first, last).order_by().values("entry__effective_on")
        sums = days_of.annotate(
            charged=Sum("credit", filter=~by_hand, default=0),
            taken_back=Sum("debit", filter=~by_hand, default=0),
            by_hand=Sum(F("credit") - F("debit"), filter=by_hand, default=0),
        ).order_by("entry__effective_on")
        for row in sums:
            cents = (int(row[name]) for name in ("charged", "taken_back", "by_hand"))
            found.append(DayOfTax(tax, row["entry__effective_on"], *cents))
    return found


def tax_lines(business: Business, tax: Tax, first: date, last: date) -> QuerySet[Line]:
    """The lines on the account of a tax and those below it, by day and then as posted."""
    lines = Line.objects.filter(account__in=_accounts_of(business, ACCOUNTS[tax]))
    return lines_between(lines, first, last).order_by("entry__effective_on", "pk")


def row_of(line: Line) -> Row:
    """A line's part in its tax. Its entry, and the seal of that, must have been read with it."""
    entry = line.entry
    seal = getattr(entry, "seal", None)
    known = (seal.number if seal else None, entry.reference, str(entry.kind), entry.description)
    if entry.kind in _BY_HAND:
        return Row(*known, by_hand=line.credit - line.debit)
    return Row(*known, charged=line.credit, taken_back=line.debit)


def _accounts_of(business: Business, code: str) -> list[int]:
    mine = Q(code=code) | Q(code__startswith=f"{code}-")
    return list(Account.objects.filter(mine, business=business).values_list("pk", flat=True))


def _tax_of(business: Business, tax: Tax, code: str, day: date) -> TaxOfDay:
    accounts = _accounts_of(business, code)
    lines = Line.objects.filter(account__in=accounts, entry__effective_on=day).order_by("pk")
    eve = day - timedelta(days=1)
    for _ in range(_READS):
        rows = tuple(row_of(line) for line in lines.select_related("entry__seal"))
        booked = _net(business, accounts, day) - _net(business, accounts, eve)
        found = TaxOfDay(tax, code, rows, booked)
        if found.agrees:
            break
    return found


def _net(business: Business, accounts: list[int], day: date) -> Cents:
    sums = turnovers(business.pk, accounts=accounts, day=day).values()
    return sum(credits - debits for debits, credits in sums)
