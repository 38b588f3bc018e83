"""A described report to write, and a workbook opened again."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from reports.sheets.description import (
    Book,
    Check,
    Column,
    Fact,
    Group,
    Kind,
    Mark,
    Part,
    Row,
    Rows,
    Table,
    Total,
    TotalOf,
)
from reports.sheets.workbook import write_workbook

AT = datetime(2026, 11, 20, 5, 1, 5, tzinfo=UTC)
DAY = date(2026, 11, 20)
COLUMNS = (
    Column("code", "Account", width=12),
    Column("day", "Day", Kind.DATE),
    Column("at", "Time", Kind.MOMENT),
    Column("number", "Number", Kind.INT),
    Column("description", "Description", width=40),
    Column("debit", "Debit", Kind.SIDE, total=Total.SUM),
    Column("credit", "Credit", Kind.SIDE, total=Total.SUM, marks=(Mark("greaterThan", 1000),)),
    Column("balance", "Balance", Kind.MONEY, total=Total.LAST),
    Column("share", "Share", Kind.PERCENT),
)


def line(debit: int = 0, credit: int = 0, balance: int = 0, text: str = "Sale", **other: Any) -> Row:
    facts = {"code": "1020", "day": DAY, "at": AT, "number": 7, "share": Decimal("0.125")} | other
    first = (facts["code"], facts["day"], facts["at"], facts["number"], text)
    return (*first, debit, credit, balance, facts["share"])


def table_of(*parts: Part, **changes: Any) -> Table:
    plain = Table("ledger", "Ledger", COLUMNS, parts, "Total", is_grouped=True)
    return replace(plain, **changes)


def book_of(*parts: Part, **changes: Any) -> Book:
    """One table of these parts, with its debits on the cover and a check that they equal the credits."""
    table = table_of(*parts)
    return replace(
        Book(
            title="General ledger",
            business="Maji & Sons",
            period="November 2026",
            tables=(table,),
            answers="What moved on each account.",
            basis="Ledger up to seal 4711",
            facts=(Fact("Seal", 4711, Kind.INT), Fact("Made", AT, Kind.MOMENT)),
            shown=(("Debits", TotalOf("ledger", "debit")),),
            checks=(Check("Difference", (TotalOf("ledger", "debit"),), (TotalOf("ledger", "credit"),)),),
            author="owner",
            made_at=AT,
        ),
        **changes,
    )


def two_groups() -> tuple[Group, Group]:
    cash = Group("1020 Cash", [line(50_000, 0, 50_000), line(0, 12_345, 37_655)], "Total 1020", name="1020")
    sales = Group("4000 Sales", [line(0, 37_655, 37_655, code="4000")], "Total 4000", name="4000")
    return cash, sales


def written(book: Book, **options: Any) -> bytes:
    target = io.BytesIO()
    write_workbook(target, book=book, **options)
    return target.getvalue()


def parts_of(data: bytes) -> dict[str, str]:
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def opened(data: bytes, *, values: bool = False) -> Any:
    """The workbook as openpyxl reads it: with its formulas, or with the values kept beside them."""
    return load_workbook(io.BytesIO(data), data_only=values)


def texts_written(texts: Iterable[str]) -> list[Any]:
    """The cells of these texts, read again."""
    columns = (Column("text", "Text"), Column("n", "Number", Kind.INT))
    rows = Rows((text, number) for number, text in enumerate(texts))
    table = Table("texts", "Texts", columns, (rows,))
    book = Book("Texts", "Maji", "November 2026", (table,))
    return [row[0] for row in opened(written(book))["Texts"].iter_rows(min_row=2)]
