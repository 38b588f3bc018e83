"""Fees and charges: what Safaricom charged for each payment, beside what the tariff says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ledger.chart.standard import MPESA_CHARGES
from ledger.reads.general_ledger import account_statements
from mpesa.models import ChargeKind
from mpesa.payouts.charged import Charged, charge_accounts, charged_by_day, charges_between
from reports.catalogue.covers import book_of
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import (
    Book,
    Chart,
    Check,
    Column,
    Group,
    Kind,
    Mark,
    Row,
    Rows,
    Table,
    Tone,
    Total,
    TotalOf,
)
from users.access import Right

_FOR = {
    ChargeKind.PAY_BILL: "Payment to the PayBill",
    ChargeKind.BUY_GOODS: "Payment to the till",
    ChargeKind.B2C: "Payout to a phone",
    ChargeKind.B2B: "Payout to a business",
}
_COLUMNS = (
    Column("till", "Till", width=14),
    Column("day", "Day", Kind.DATE),
    Column("number", "Entry", Kind.INT),
    Column("receipt", "Receipt", width=16),
    Column("what", "For", width=30),
    Column("amount", "Payment", Kind.MONEY),
    Column("charged", "Charged", Kind.MONEY, total=Total.SUM),
    Column("expected", "By the tariff", Kind.MONEY, total=Total.SUM),
    Column(
        "over",
        "Beyond it",
        Kind.MONEY,
        total=Total.SUM,
        marks=(Mark("greaterThan", 0, Tone.BAD), Mark("lessThan", 0, Tone.WATCH)),
    ),
    Column("tariff", "Tariff", width=20),
)
_DAYS = (
    Column("day", "Day", Kind.DATE, width=15),
    Column("charges", "Charges", Kind.INT, width=12, total=Total.SUM),
    Column("charged", "Charged", Kind.MONEY, total=Total.SUM),
)


def _describe(asked: Asked) -> Book:
    given: dict[str, Any] = {"first_day": asked.first_day, "last_day": asked.last_day, "seal": asked.seal}
    ledger = account_statements(
        charge_accounts(asked.business.pk), from_day=asked.first_day, to_day=asked.last_day, seal=asked.seal
    )
    moved = sum(row.debit - row.credit for row in ledger.rows)
    charges = Table(
        "charges",
        "Charges",
        _COLUMNS,
        _groups(charges_between(asked.business.pk, **given)),
        "Total",
        equals={"charged": moved},
        is_grouped=True,
    )
    by_day = Table(
        "by_day",
        "By day",
        _DAYS,
        (Rows(charged_by_day(asked.business.pk, **given)),),
        "Total",
        equals={"charged": moved},
        chart=Chart("Charged by day", ("charged",), "day"),
        is_wide=False,
    )
    total = TotalOf("charges", "charged")
    return book_of(
        MPESA_CHARGES_REPORT,
        asked,
        charges,
        by_day,
        shown=(
            (f"Charged, {MPESA_CHARGES}", total),
            ("By the tariff", TotalOf("charges", "expected")),
            ("Beyond the tariff", TotalOf("charges", "over")),
        ),
        checks=(Check(f"Charges less {MPESA_CHARGES} by day", (total,), (TotalOf("by_day", "charged"),)),),
    )


def _groups(charges: Iterator[Charged]) -> Iterator[Group]:
    for till, found in groupby(charges, key=lambda each: each.till):
        title, total = (f"Till {till}", f"Total {till}") if till else ("Of no payment", "Total of no payment")
        yield Group(title, (_row(each) for each in found), total, name=till)


def _row(each: Charged) -> Row:
    known = _FOR[each.kind] if each.kind is not None else each.description
    over = None if each.expected is None else each.over
    return (
        each.till, each.day, each.seal, each.receipt, known, each.amount, each.cents, each.expected, over,
        each.tariff,
    )  # fmt: skip


MPESA_CHARGES_REPORT = Report(
    key="mpesa_charges",
    title=Words("Fees and charges", "Ada na gharama za M-Pesa"),
    answers=Words(
        "What Safaricom charged for each payment, beside what the tariff says, and that the books hold it.",
        "Safaricom ilitoza nini kwa kila malipo, kiwango kinasema nini, na kwamba vitabu vina hizo hizo.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.SEAL}),
    presets=tuple(Preset),
)
