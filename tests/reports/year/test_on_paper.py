"""LibreOffice opens each workbook of a year, computes it anew, and prints it as an accountant files it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.formats import Format
from tests.clock import Clock
from tests.reports.sheets.libreoffice import all_converted, computed_alike, needs_libreoffice
from tests.reports.year.files import Files
from tests.reports.year.years import year_of

pytestmark = [pytest.mark.slow, needs_libreoffice]
A4 = {595, 842}  # points


@pytest.fixture
def files(db: None, clock: Clock, settings: Any) -> Files:
    settings.BASE_URL = "http://127.0.0.1:9"
    return Files(year_of(clock, []))


def test_each_formula_of_each_report_is_right_when_it_is_computed_anew(files: Files, tmp_path: Path) -> None:
    books = files.workbooks()
    for key, path in all_converted(books, "xlsx", tmp_path).items():
        anew = load_workbook(path, data_only=True)
        formulas = computed_alike(books[key], anew)
        assert formulas or not files.checks(key), key
    assert files.books("1200") and files.books("2900")  # there was something to compute


def test_each_report_prints_on_pages_of_a4_with_its_heads(files: Files, tmp_path: Path) -> None:
    for key, path in all_converted(files.workbooks(), "pdf", tmp_path).items():
        pages = PdfReader(path).pages
        tables = json.loads(files.made(key, Format.JSON))["tables"]
        heads = [_words(" ".join(column["title"] for column in table["columns"])) for table in tables]
        assert len(pages) > len(tables), f"{key}: a sheet is on no page"
        seen = set()
        for number, page in enumerate(pages, start=1):
            text = page.extract_text()
            assert {round(float(page.mediabox.width)), round(float(page.mediabox.height))} == A4, key
            assert f"Page {number} of {len(pages)}" in text, (key, number)
            assert files.year.house.business.name in text, (key, number)
            assert "###" not in text, (key, number)
            if number == 1:
                assert "Checked by" in text, f"{key}: the cover is one page"
                continue
            found = [at for at, head in enumerate(heads) if head <= _words(text)]
            assert found, f"{key}: page {number} has no heads, or not all columns"
            seen.update(found)
        assert seen == set(range(len(tables))), key


def _words(text: str) -> set[str]:
    return set(text.split())
