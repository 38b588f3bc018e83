"""CSV and JSON of the same rows."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from reports.sheets.description import Group, Result, Rows, TotalsDiffer
from reports.sheets.plain_files import csv_chunks, json_chunks
from tests.reports.sheets.books import book_of, line, table_of, two_groups


def test_csv_for_a_program_that_wants_no_head_begins_with_the_first_row() -> None:
    table = table_of(*two_groups())
    head, _, rest = "".join(csv_chunks(table)).partition("\r\n")
    assert head and "".join(csv_chunks(replace(table, is_headless=True))) == rest
    assert "".join(csv_chunks(replace(table, is_headless=True), with_bom=True)) == rest


def test_csv_has_the_rows_of_all_groups() -> None:
    text = "".join(csv_chunks(table_of(*two_groups())))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["code"], row["debit"], row["credit"], row["balance"]) for row in rows] == [
        ("1020", "500.00", "0.00", "500.00"),
        ("1020", "0.00", "123.45", "376.55"),
        ("4000", "0.00", "376.55", "376.55"),
    ]
    first = rows[0]
    assert (first["day"], first["at"]) == ("2026-11-20", "2026-11-20T08:01:05+03:00")
    assert (first["number"], first["share"]) == ("7", "0.125")


def test_excel_is_told_that_it_is_utf_8_where_it_is_asked_for() -> None:
    table = table_of(Rows([line(text="Wanjikũ")]))
    with_bom = "".join(csv_chunks(table, with_bom=True)).encode()
    assert with_bom.startswith(b"\xef\xbb\xbfcode,") and "Wanjikũ".encode() in with_bom
    assert "".join(csv_chunks(table)).startswith("code,")


def test_nothing_is_an_empty_cell_and_null() -> None:
    nothing = (None,) * 9
    (_, row) = csv.reader(io.StringIO("".join(csv_chunks(table_of(Rows([nothing]))))))
    assert row == [""] * 9
    told = json.loads("".join(json_chunks(book_of(Rows([nothing])))))
    values = told["tables"][0]["rows"][0]
    assert values.pop("code") in (None, "") and values.pop("description") in (None, "")
    assert set(values.values()) == {None}


def test_json_says_what_the_cover_says() -> None:
    told = json.loads("".join(json_chunks(book_of(*two_groups()))))
    assert {key: told[key] for key in ("title", "business", "period", "basis", "made_at")} == {
        "title": "General ledger",
        "business": "Maji & Sons",
        "period": "November 2026",
        "basis": "Ledger up to seal 4711",
        "made_at": "2026-11-20T08:01:05+03:00",
    }
    assert told["facts"] == {"Seal": 4711, "Made": "2026-11-20T08:01:05+03:00"}
    (table,) = told["tables"]
    assert table["columns"][5] == {"key": "debit", "title": "Debit", "kind": "side"}
    assert [row["credit"] for row in table["rows"]] == ["0.00", "123.45", "376.55"]


def test_many_rows_are_one_list() -> None:
    told = json.loads("".join(json_chunks(book_of(Rows([line(number) for number in range(2_501)])))))
    assert [row["debit"] for row in told["tables"][0]["rows"]][-1] == "25.00"
    assert len("".join(csv_chunks(table_of(Rows([line()] * 2_501)))).splitlines()) == 2_502


@pytest.mark.parametrize("of_group", [True, False])
def test_a_sum_that_the_books_deny_ends_it(of_group: bool) -> None:
    group = Group("1020", [line(5)], equals={"debit": 6} if of_group else None)
    table = table_of(group, Result("R", ()), equals=None if of_group else {"debit": 6})
    with pytest.raises(TotalsDiffer):
        list(csv_chunks(table))
    with pytest.raises(TotalsDiffer):
        list(json_chunks(book_of(tables=(table,))))
