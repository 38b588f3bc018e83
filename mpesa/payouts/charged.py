"""What Safaricom charged, line by line of 5100 M-Pesa charges, with the payment that each is for, and what
the tariff says of it. Amounts in cents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, F, Sum

from core.days import accounting_day
from core.money import Cents
from ledger.chart.standard import MPESA_CHARGES
from ledger.journal.turnovers import accounts_under
from ledger.models import Account, Line
from ledger.reads.searching import lines_between
from mpesa.models import ChargeKind
from mpesa.tariffs.prices import PriceList
from mpesa.tariffs.setting import tariffs_of

CHUNK = 2_000
#: A charge names its receipt: `mpesa:<till>:<receipt>:charge`. Of two tills with one shortcode, which a
#: business may have had one after the other, the one that has the payment is it.
_LINES = """
SELECT entry.effective_on, seal.number, entry.description, line.debit - line.credit,
       split_part(named.reference, ':', 2), split_part(named.reference, ':', 3), paid.kind, paid.amount,
       paid.at
FROM ledger_line AS line
JOIN ledger_entry AS entry ON entry.id = line.entry_id
JOIN ledger_seal AS seal ON seal.entry_id = entry.id
LEFT JOIN ledger_entry AS reversed ON reversed.id = entry.reverses_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN whole.reference ~ '^mpesa:[0-9]+:[A-Z0-9]+:charge(_[0-9])?$'
           THEN whole.reference ELSE '' END
    FROM (SELECT COALESCE(reversed.reference, entry.reference)) AS whole (reference)
) AS named (reference)
LEFT JOIN LATERAL (
    SELECT CASE till.kind WHEN 'TILL' THEN 'BUY_GOODS' ELSE 'PAY_BILL' END AS kind,
           receipt.amount AS amount, receipt.occurred_at AS at
    FROM mpesa_till AS till JOIN mpesa_receipt AS receipt ON receipt.till_id = till.id
    WHERE till.business_id = entry.business_id AND till.shortcode = split_part(named.reference, ':', 2)
      AND receipt.number = split_part(named.reference, ':', 3)
    UNION ALL
    SELECT attempt.way::text AS kind, attempt.amount AS amount, attempt.paid_at AS at
    FROM mpesa_till AS till JOIN mpesa_payoutattempt AS attempt ON attempt.till_id = till.id
    WHERE till.business_id = entry.business_id AND till.shortcode = split_part(named.reference, ':', 2)
      AND attempt.receipt = split_part(named.reference, ':', 3) AND attempt.receipt <> ''
    LIMIT 1
) AS paid ON true
WHERE line.account_id = ANY(%(accounts)s)
  AND entry.effective_on >= %(first)s AND entry.effective_on <= %(last)s AND seal.number <= %(seal)s
ORDER BY named.reference = '', split_part(named.reference, ':', 2), entry.effective_on, seal.number, line.id
"""


@dataclass(frozen=True)
class Charged:
    """One line of 5100. `till` and `receipt` are empty of what names no payment; `expected` is None where
    nobody knows the payment, or no tariff says anything of it."""

    till: str
    day: date
    seal: int
    receipt: str
    description: str
    kind: ChargeKind | None
    amount: Cents | None
    cents: Cents
    expected: Cents | None
    tariff: str = ""

    @property
    def over(self) -> Cents:
        """Charged beyond the tariff; below zero where it was less."""
        return 0 if self.expected is None else self.cents - self.expected


def charges_between(business_id: int, *, first_day: date, last_day: date, seal: int) -> Iterator[Charged]:
    """The lines of 5100 and the accounts below it up to a seal, by till, then as they were posted; those that
    name no payment come last. Read from the database while they are walked."""
    prices = tariffs_of([business_id])[business_id]
    given: dict[str, Any] = {
        "accounts": charge_accounts(business_id),
        "first": first_day,
        "last": last_day,
        "seal": seal,
    }
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LINES, given)
        while rows := cursor.fetchmany(CHUNK):
            for day, number, description, cents, till, receipt, kind, amount, at in rows:
                charge = None if kind is None else ChargeKind(kind)
                expected, tariff = _expected(prices, charge, amount, at and accounting_day(at))
                if expected is not None and cents < 0:
                    expected = -expected  # it was undone
                yield Charged(
                    till, day, number, receipt, description, charge, amount, int(cents), expected, tariff
                )


def charged_by_day(
    business_id: int, *, first_day: date, last_day: date, seal: int
) -> list[tuple[date, int, Cents]]:
    """(accounting day, lines, charged) of the days on which there was a charge, in order."""
    lines = lines_between(Line.objects.filter(account__in=charge_accounts(business_id)), first_day, last_day)
    rows = lines.filter(entry__seal__number__lte=seal).order_by().values("entry__effective_on")
    sums = rows.annotate(lines=Count("pk"), charged=Sum(F("debit") - F("credit")))
    columns = ("entry__effective_on", "lines", "charged")
    return [
        (day, count, int(cents))
        for day, count, cents in sums.order_by("entry__effective_on").values_list(*columns)
    ]


def charge_accounts(business_id: int) -> list[int]:
    """Keys of 5100 and of the accounts below it."""
    own = Account.objects.filter(business=business_id, code=MPESA_CHARGES).values_list("pk", flat=True)
    return accounts_under(list(own))


def _expected(
    prices: PriceList, kind: ChargeKind | None, amount: Cents | None, day: date | None
) -> tuple[Cents | None, str]:
    found = prices.on(kind, day) if kind is not None and day is not None else None
    if found is None or amount is None:
        return None, ""
    expected = found.fee(int(amount))
    if expected is None:
        return None, ""
    return expected, "as published" if found.from_day is None else f"yours of {found.from_day}"
