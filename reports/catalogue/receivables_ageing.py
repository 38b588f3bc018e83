"""Receivables by age: which customers owe, and how late it is, as of today."""

from __future__ import annotations

from collections.abc import Iterator

from billing.customers.ageing import compare_with_books, receivables_of, sum_receivables
from core.days import display_day
from core.money import Cents
from ledger.chart.standard import CUSTOMER_CREDIT, RECEIVABLES
from reports.catalogue.covers import book_of
from reports.catalogue.people import shown_name
from reports.kinds import Asked, Report, Words
from reports.sheets.description import (
    Book,
    Chart,
    Column,
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
#: Field of Receivable -> head of its column.
_PARTS = {
    "not_due": "Not due",
    "late_30": "1-30 days",
    "late_60": "31-60 days",
    "late_90": "61-90 days",
    "late_more": "Over 90 days",
    "due": "Due",
    "credit": "Credit",
    "balance": "Balance",
}
_LATE = {"late_90": Tone.WATCH, "late_more": Tone.BAD}
_COLUMNS = (
    Column("account_number", "Account", width=14),
    Column("customer", "Customer", width=32),
    *(
        Column(
            key,
            title,
            Kind.MONEY,
            width=15,
            total=Total.SUM,
            marks=(Mark("greaterThan", 0, _LATE[key]),) if key in _LATE else (),
        )
        for key, title in _PARTS.items()
    ),
)
_BOOKS = (
    Column("line", "Account of the books", width=60),
    Column("amount", "Amount", Kind.MONEY, total=Total.NONE),
)


def _describe(asked: Asked) -> Book:
    sums = sum_receivables(asked.business.pk)
    equals = {key: getattr(sums, key) for key in _PARTS}
    chart = Chart("Due by age", ("not_due", "late_30", "late_60", "late_90", "late_more"))
    table = Table("ageing", "Ageing", _COLUMNS, (Rows(_rows(asked)),), "Total", equals=equals, chart=chart)
    books = compare_with_books(asked.business.pk, sums)
    lines: list[tuple[str, Cents]] = [
        ("Due, as on the sheet before", sums.due),
        (f"{RECEIVABLES}: booked there without a bill", books.other_receivables),
        (f"{RECEIVABLES} Receivables", books.receivables),
        ("Credit, as on the sheet before", sums.credit),
        (f"{CUSTOMER_CREDIT}: on its way back to customers", books.waiting),
        (f"{CUSTOMER_CREDIT}: booked there without a customer", books.other_credit),
        (f"{CUSTOMER_CREDIT} Customer credit", books.credit),
    ]
    return book_of(
        RECEIVABLES_AGEING,
        asked,
        table,
        Table("books", "In the books", _BOOKS, (Rows(lines),), is_wide=False),
        period=display_day(asked.last_day),
        shown=(("Due", TotalOf("ageing", "due")), ("Credit", TotalOf("ageing", "credit"))),
    )


def _rows(asked: Asked) -> Iterator[Row]:
    """Who owes most comes first."""
    owing = receivables_of([asked.business.pk]).order_by("-due", "pk")
    for row in owing.select_related("customer__data_key").iterator(chunk_size=CHUNK):
        yield row.customer.account_number, shown_name(row.customer), *(getattr(row, key) for key in _PARTS)


RECEIVABLES_AGEING = Report(
    key="receivables_ageing",
    title=Words("Receivables by age", "Madeni kwa umri"),
    answers=Words(
        "Which customers owe, how late it is, and how that stands in the books, as of today.",
        "Wateja gani wanadaiwa, wamechelewa kiasi gani, na vitabu vinasema nini, hadi leo.",
    ),
    right=Right.BILLING_READ,
    describe=_describe,
)
