"""The reports of a year as files, each made as somebody gets it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from core.money import to_cents
from ledger.models import Account
from ledger.reads.selectors import balance_by_code, one_picture
from reports.catalogue.contents import REPORTS
from reports.formats import Format
from reports.kinds import THINGS, Compare, Parameter
from reports.making import check_report, write_report
from reports.saying import Said
from reports.sheets.description import Book
from tests.reports.year.years import Year
from users.actors import SYSTEM

Table = list[dict[str, Any]]
#: What a report is made of that needs a row of the business; where none is named, the first there is.
PICKED: dict[Parameter, Callable[[Year], Any]] = {
    Parameter.ACCOUNT: lambda year: Account.objects.get(business=year.house.business, code="1010"),
    Parameter.MARKET: lambda year: year.market,
    Parameter.RUN: lambda year: year.run,
    Parameter.SESSION: lambda year: year.shifts[0],
    Parameter.CUSTOMER: lambda year: year.customers[1],
}


@dataclass
class Files:
    """The reports of a year; each is read once in each form, unless something else is asked for."""

    year: Year
    kept: dict[str, dict[str, Table]] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.year.house.business.pk

    def said(self, key: str, **more: Any) -> Said:
        """The whole year, with what the report needs."""
        given: dict[str, Any] = {"first_day": self.year.first, "last_day": self.year.last}
        for parameter, model in THINGS.items():
            if parameter in REPORTS[key].needs:
                rows = model._default_manager.filter(business=self.year.house.business)  # type: ignore[misc]
                pick = PICKED.get(parameter, lambda _, rows=rows: rows.order_by("pk").first())
                given[parameter.value.lower()] = pick(self.year)
        return Said(**({"key": key} | given | more))

    def made(self, key: str, format: Format, **more: Any) -> bytes:
        target, business = io.BytesIO(), self.year.house.business
        write_report(target, said=self.said(key, **more), actor=SYSTEM, business=business, format=format)
        return target.getvalue()

    def tables(self, key: str, **more: Any) -> dict[str, Table]:
        """Key of a table -> its rows, as JSON has them."""
        if more:
            return self._read(key, **more)
        if key not in self.kept:
            self.kept[key] = self._read(key)
        return self.kept[key]

    def _read(self, key: str, **more: Any) -> dict[str, Table]:
        told = json.loads(self.made(key, Format.JSON, **more))
        return {table["key"]: table["rows"] for table in told["tables"]}

    def sum(self, key: str, table: str, column: str, **only: Any) -> int:
        """A column in cents, of the rows that have these values."""
        rows = self.tables(key)[table]
        return sum(
            to_cents(row[column] or "0")
            for row in rows
            if all(row[name] == value for name, value in only.items())
        )

    def csv(self, key: str, format: Format = Format.CSV) -> list[dict[str, str]]:
        """By the keys of columns, which a file that another program imports may not have as its head."""
        first = self.book(key).tables[0]
        names = [column.key for column in first.columns] if first.is_headless else None
        text = self.made(key, format).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), names))

    def workbooks(self) -> dict[str, bytes]:
        """Each report of the catalogue, month by month where it can be."""
        return {key: self.made(key, Format.XLSX, compare=Compare.MONTHS) for key in REPORTS}

    def workbook(self, data: bytes, *, values: bool) -> Any:
        return load_workbook(io.BytesIO(data), data_only=values)

    def checks(self, key: str) -> list[str]:
        """The titles of the differences on the cover, each of which must be zero."""
        return [check.title for check in self.book(key).checks]

    def book(self, key: str) -> Book:
        """The report as it is described; its rows cannot be read any more."""
        with one_picture():
            said, business = self.said(key), self.year.house.business
            report, asked = check_report(said=said, actor=SYSTEM, business=business)
            return report.describe(asked)

    def books(self, code: str, **more: Any) -> int:
        """An account with all below it, on its normal side."""
        return balance_by_code(self.pk, code, **more)
