"""Statement files for tests: the worked day in both templates, and rows made to measure."""

from __future__ import annotations

import io
import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

from reconciliation.statement_files.cells import moment_of
from reconciliation.statement_files.reading import StatementFile, read_statement

HERE = Path(__file__).parent / "statements"
A = HERE / "statement_template_a.csv"
B = HERE / "Statements for 600984 from 2026-11-20 to 2026-11-20.csv"
EXPECTED = json.loads((HERE / "statement_expected.json").read_text())
HEADER_A = A.read_text("utf-8-sig").splitlines()[7]


def read(path: Path) -> StatementFile:
    return read_statement(path.read_bytes(), path.name)


def read_text(text: str, name: str = "export.csv") -> StatementFile:
    return read_statement(text.encode(), name)


def row_a(**cells: str) -> str:
    usual = {
        "Receipt No.": "UKK1AA00Z9",
        "Completion Time": "20-11-2026 10:00:00",
        "Initiation Time": "20-11-2026 10:00:00",
        "Details": "Pay Bill from 25470****111 - PAYER **** ONE Acc. X1",
        "Transaction Status": "Completed",
        "Paid In": "100.00",
        "Balance": "100.00",
        "Reason Type": "Pay Utility",
        "A/C No.": "X1",
        "Currency": "KES",
    } | cells
    return ",".join('"' + usual.get(name, "") + '"' for name in HEADER_A.split(","))


def file_a(*rows: str) -> str:
    return "\r\n".join(["Short Code:,600984", "Account:,Utility Account", HEADER_A, *rows])


def as_workbook(path: Path, *, numeric: bool, sheet: str = "transaction") -> bytes:
    """The same rows as XLSX: all text, or amounts as numbers and times as Excel dates."""
    import csv

    book = Workbook()
    page = book.active
    page.title = sheet
    for cells in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
        values: list[Any] = []
        for cell in cells:
            value: Any = cell or None
            if numeric and cell:
                plain = cell.replace(",", "")
                if plain.lstrip("-").replace(".", "", 1).isdigit():
                    value = float(plain)
                elif (moment := moment_of(cell)) is not None:
                    value = (
                        moment.astimezone(UTC).replace(tzinfo=None) + pd.Timedelta(hours=3).to_pytimedelta()
                    )
            values.append(value)
        page.append(values)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
