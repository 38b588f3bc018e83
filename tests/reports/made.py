"""Reports as somebody gets them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from core.money import to_cents
from reports.formats import Format
from reports.making import write_report
from reports.saying import Said
from users.actors import Actor
from users.models import Business

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def made(business: Business, key: str, actor: Actor, **asked: Any) -> tuple[str, bytes]:
    """The name of the file, and the file."""
    target = io.BytesIO()
    how = {name: asked.pop(name) for name in ("format", "walk") if name in asked}
    said = Said(**({"key": key, "first_day": FIRST, "last_day": LAST} | asked))
    written = write_report(target, said=said, actor=actor, business=business, **how)
    return written.name, target.getvalue()


def workbook(business: Business, key: str, actor: Actor, *, values: bool = True, **asked: Any) -> Any:
    return load_workbook(io.BytesIO(made(business, key, actor, **asked)[1]), data_only=values)


def csv_rows(business: Business, key: str, actor: Actor, **asked: Any) -> list[dict[str, str]]:
    data = made(business, key, actor, format=Format.CSV, **asked)[1].decode()
    return list(csv.DictReader(io.StringIO(data)))


def json_tables(business: Business, key: str, actor: Actor, **asked: Any) -> dict[str, list[dict[str, Any]]]:
    told = json.loads(made(business, key, actor, format=Format.JSON, **asked)[1])
    return {table["key"]: table["rows"] for table in told["tables"]}


def rows_of(page: Any) -> list[list[Any]]:
    return [list(row) for row in page.iter_rows(min_row=2, values_only=True)]


def lines_of(page: Any) -> dict[str, list[Any]]:
    """First cell -> what stands beside it."""
    return {str(row[0]): row[1:] for row in rows_of(page) if row[0] is not None}


def cents(value: Any) -> int:
    """Of a cell or a text in shillings."""
    return to_cents(value) if isinstance(value, str) else round(Decimal(repr(value)) * 100)


def cover_of(book: Any) -> dict[str, Any]:
    return {row[0]: row[1] for row in book["Cover"].iter_rows(max_col=2, values_only=True) if row[0]}
