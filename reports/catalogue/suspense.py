"""Suspense: receipts that belong to nobody yet, how long they wait, and what the books hold of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.days import accounting_day, display_day
from core.machine.scrub import scrub
from ledger.chart.standard import RECEIPTS_TO_ROUTE, SUSPENSE
from mpesa.collections.unplaced import (
    Unplaced,
    compare_unplaced,
    held_reversals,
    unplaced_by_age,
    unplaced_receipts,
)
from mpesa.models import RouteState
from reports.catalogue.covers import book_of
from reports.kinds import Asked, Report, Words
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

CHUNK = 2_000
_NAMES = {SUSPENSE: "Suspense", RECEIPTS_TO_ROUTE: "Receipts to route"}
_WHY = {
    RouteState.DUE: "It is routed within seconds.",
    RouteState.HELD: "Only a statement knows it; it waits for a second source.",
}
_AGES = (1, 7, 30, 90)  # days
_AGE_NAMES = ("Up to a day", "2-7 days", "8-30 days", "31-90 days", "Over 90 days")
_AMOUNT = Column("amount", "Amount", Kind.MONEY, total=Total.SUM)
_COLUMNS = (
    Column("account", "Account", width=14),
    Column("receipt", "Receipt", width=16),
    Column("till", "Till", width=12),
    Column("received_at", "Received (EAT)", Kind.MOMENT),
    Column(
        "age",
        "Days",
        Kind.INT,
        marks=(Mark("greaterThan", 30, Tone.BAD), Mark("greaterThan", 7, Tone.WATCH)),
    ),
    Column("payer", "From", width=16),
    Column("typed", "Typed as account", width=24),
    Column("why", "Why it is here", width=44, wraps=True),
    _AMOUNT,
)
_BY_AGE = (
    Column("age", "Age", width=24),
    Column("receipts", "Receipts", Kind.INT, width=12, total=Total.SUM),
    _AMOUNT,
)
_IN_BOOKS = (Column("line", "Account of the books", width=60), _AMOUNT)


def _describe(asked: Asked) -> Book:
    found = {each.account: each for each in compare_unplaced(asked.business.pk)}
    ages = unplaced_by_age(asked.business.pk, today=asked.last_day, ages=_AGES)
    receipts = sum(each.receipts for each in found.values())
    groups = [
        Group(
            f"{account} {name}",
            _rows(asked, account),
            f"Total {account}",
            name=account,
            equals={"amount": found[account].receipts - found[account].held},
        )
        for account, name in _NAMES.items()
    ]
    books = [_in_books(found[account]) for account in _NAMES]
    return book_of(
        SUSPENSE_REPORT,
        asked,
        Table("suspense", "Suspense", _COLUMNS, groups, "Total", is_grouped=True),
        Table(
            "by_age",
            "By age",
            _BY_AGE,
            (Rows([(name, *each) for name, each in zip(_AGE_NAMES, ages, strict=True)]),),
            "Total",
            equals={"amount": receipts},
            chart=Chart("Waiting by age", ("amount",), "age"),
            is_wide=False,
        ),
        Table("books", "In the books", _IN_BOOKS, books, is_wide=False, is_grouped=True),
        period=display_day(asked.last_day),
        shown=tuple((f"{code} {name}", TotalOf("suspense", "amount", code)) for code, name in _NAMES.items()),
        checks=tuple(
            Check(
                f"{code}: the books less receipts",
                (TotalOf("books", "amount", code),),
                (TotalOf("suspense", "amount", code),),
            )
            for code in _NAMES
        ),
    )


def _in_books(found: Unplaced) -> Group:
    """How an account comes from the receipts to its balance."""
    name = f"{found.account} {_NAMES[found.account]}"
    lines: list[Row] = [(f"{found.account}: receipts, as on the first sheet", found.receipts)]
    if found.account == RECEIPTS_TO_ROUTE:
        lines.append((f"{found.account}: held of what M-Pesa took back", -found.held))
    lines.append((f"{found.account}: booked there without a receipt", found.other))
    return Group(name, lines, f"{name} in the books", name=found.account, equals={"amount": found.balance})


def _rows(asked: Asked, account: str) -> Iterator[Row]:
    """The oldest first. Phones are masked whoever reads: payers type theirs as an account, too."""
    today = asked.last_day
    for route in unplaced_receipts(asked.business.pk, account).iterator(chunk_size=CHUNK):
        receipt = route.receipt
        masked = receipt.payer_masked or (receipt.payer.phone_masked if receipt.payer else "")
        yield (
            account, receipt.number, receipt.till.shortcode, receipt.occurred_at,
            _age(accounting_day(receipt.occurred_at), today), masked, scrub(receipt.account_reference),
            _WHY.get(RouteState(route.state), route.note), receipt.amount,
        )  # fmt: skip
    if account == RECEIPTS_TO_ROUTE:
        for row in held_reversals(asked.business.pk):
            why = "Only a statement says that M-Pesa took it back."
            day = accounting_day(row.occurred_at)
            yield (
                account, row.number, row.till.shortcode, row.occurred_at, _age(day, today), "", "", why,
                -row.held,
            )  # fmt: skip


def _age(day: date, today: date) -> int:
    return max((today - day).days, 0)


SUSPENSE_REPORT = Report(
    key="suspense",
    title=Words("Suspense", "Pesa zisizo na mwenyewe"),
    answers=Words(
        "Which receipts belong to nobody yet, how long they wait, and that the books hold just that, as of"
        " today.",
        "Risiti gani hazina mwenyewe bado, zimesubiri muda gani, na kwamba vitabu vina hizo hizo, hadi leo.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
)
