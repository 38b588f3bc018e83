"""Whatever happens in a year, its reports agree with each other and with the books, in each form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from core.files.formulas import computes
from core.money import to_cents
from ledger.integrity.verifying import verify_ledger
from reports.catalogue.contents import REPORTS
from reports.formats import Format
from tests.clock import Clock
from tests.reports.made import cents, cover_of
from tests.reports.year.agreements import RULES
from tests.reports.year.files import Files
from tests.reports.year.years import Act, acts, year_of

#: The formulas that reports have: sums and differences of cells. Anything else was a stranger's text.
FORMULA = re.compile(r"=(ROUND|SUBTOTAL|('[^']+'|[A-Za-z_]+)!|\$?[A-Z]{1,3}\$?\d+|\d+|[-+(),:])+")
QUIET: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture(autouse=True)
def address(settings: Any) -> None:
    settings.BASE_URL = "http://127.0.0.1:9"


def check_year(clock: Clock, drawn: list[Act]) -> Files:
    files = Files(year_of(clock, drawn))
    assert REPORTS.keys() <= RULES.keys(), "a report says here what it agrees with"
    for key in REPORTS:
        RULES[key](files)
        check_forms(files, key)
    assert verify_ledger() == []
    return files


def check_forms(files: Files, key: str) -> None:
    """The same rows in each form; sums are the sums of the rows; text stays text; checks are zero."""
    tables = files.tables(key)
    assert any(tables.values()), f"{key} of a whole year is empty"
    first = next(iter(tables.values()))
    for format in (Format.CSV, Format.CSV_FOR_EXCEL):
        rows = files.csv(key, format)
        assert [[_plain(value) for value in row.values()] for row in rows] == [
            [_plain(value) for value in row.values()] for row in first
        ], key
        for row in rows:
            for name, value in row.items():
                assert not computes(value) or _is_number(value), (key, name, value)
    data = files.made(key, Format.XLSX)
    shown = files.workbook(data, values=True)
    cover = cover_of(shown)
    for title in files.checks(key):
        assert cover[title] == 0, (key, title)
    require_own_formulas(files.workbook(data, values=False), key)
    known = [_known(value) for table in tables.values() for row in table for value in row.values()]
    in_cells = [_known(cell.value) for page in shown.worksheets[1:] for cell in cells_of(page)]
    assert sorted(set(filter(None, known)) - set(in_cells)) == [], key


def require_own_formulas(book: Any, key: str) -> None:
    """Only sums and differences are formulas; other text stays text, also when somebody edits the cell."""
    for page in book.worksheets:
        for cell in cells_of(page):
            if cell.data_type == "f":
                assert FORMULA.fullmatch(cell.value), (key, cell.coordinate, cell.value)
            elif isinstance(cell.value, str) and computes(cell.value) and page.title != "Cover":
                assert cell.quotePrefix or _is_number(cell.value), (key, cell.coordinate, cell.value)


def cells_of(page: Any) -> Iterator[Any]:
    for row in page.iter_rows():
        yield from row


def _plain(value: Any) -> str:
    """A value of JSON or CSV, without the quote that CSV puts before what would compute."""
    text = "" if value is None else str(value)
    return (text[1:] if text.startswith("'") else text).strip()


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def _known(value: Any) -> str:
    """Amounts of either form as one text; days and moments are compared elsewhere."""
    if isinstance(value, bool | datetime | date) or value in (None, "", "0.00", 0):
        return ""
    if isinstance(value, int | float):
        return f"{cents(value)}"
    if _is_number(value) and "." in value and len(value.partition(".")[2]) == 2:
        return f"{to_cents(value)}"
    return ""


@settings(max_examples=2, derandomize=True, phases=(Phase.generate,), **QUIET)
@given(drawn=acts)
def test_the_reports_of_a_year_agree(db: None, clock: Clock, drawn: list[Act]) -> None:
    check_year(clock, drawn)


@pytest.mark.slow
@settings(max_examples=25, print_blob=True, **QUIET)
@given(drawn=acts)
def test_the_reports_of_many_years_agree(db: None, clock: Clock, drawn: list[Act]) -> None:
    check_year(clock, drawn)
