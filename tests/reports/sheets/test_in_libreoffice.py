"""LibreOffice computes what we have written beside each formula, and shows strangers' text as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.sheets.description import Group, Rows
from tests.reports.sheets.books import book_of, line, two_groups, written
from tests.reports.sheets.libreoffice import computed_alike, converted, needs_libreoffice, recalculated

pytestmark = [pytest.mark.slow, needs_libreoffice]


def test_each_formula_computes_to_the_value_beside_it(tmp_path: Path) -> None:
    many = Group("5000", [line(number * 37 + 1, 11, 5) for number in range(3_000)], "Total 5000", name="5000")
    data = written(book_of(*two_groups(), many), max_rows=1_000)
    anew = recalculated(data, tmp_path)
    assert anew.sheetnames == ["Cover", "Ledger", "Ledger 2", "Ledger 3", "Ledger 4"]
    assert computed_alike(data, anew) > 8


def test_text_of_strangers_stays_text(tmp_path: Path) -> None:
    evil = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "_x003D_1+1", " spaced ", "a & b < c"]
    anew = recalculated(written(book_of(Rows([line(1, 0, 1, text) for text in evil]))), tmp_path)
    shown = [row[4] for row in anew["Ledger"].iter_rows(min_row=2, max_row=1 + len(evil), values_only=True)]
    assert [text.replace("x005F_", "") for text in shown] == evil


def test_it_prints_a_page_after_the_other(tmp_path: Path) -> None:
    from pypdf import PdfReader

    pages = PdfReader(converted(written(book_of(Rows([line(5)] * 150))), "pdf", tmp_path)).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text and "Maji & Sons" in text
        assert {round(float(page.mediabox.width)), round(float(page.mediabox.height))} == {595, 842}
        if number > 1:
            assert "Debit (KES)" in text  # heads on every page
