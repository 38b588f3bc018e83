"""Rows that somebody writes into a statement are read back to the cent, or the file is not complete."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.errors import InvalidInput
from core.money import to_shillings
from reconciliation.statement_files.reading import StatementFile, read_statement
from tests.reconciliation.statement_files import HEADER_A

TITLES = HEADER_A.split(",")
texts = st.text(max_size=10) | st.sampled_from(
    ['"', 'a"b', "a,b", "two\nlines", "x\n1,2", "\ufffd", "\x00", "=1", "é", "KES", "\r", "UKK1AA00Z9,"]
)
amounts = st.integers(0, 10**9)
rows = st.lists(
    st.tuples(texts, amounts, st.booleans(), st.sampled_from(["", "", "", "9", " "])), min_size=1, max_size=5
)


def table(written: list[tuple[str, int, bool, str]]) -> list[list[str]]:
    """A chain of payments in and out, newest first, each with a stranger's text, perhaps a spare cell."""
    balance, found = 10**10, []
    for number, (text, cents, paid_in, spare) in enumerate(written):
        balance += cents if paid_in else -cents
        cells = {
            "Receipt No.": f"UKK1AA00{number:02}",
            "Completion Time": f"20-11-2026 10:{number:02}:00",
            "Initiation Time": f"20-11-2026 10:{number:02}:00",
            "Details": f"Pay Bill from 25470****111 - {text}",
            "Transaction Status": "Completed",
            "Paid In" if paid_in else "Withdrawn": to_shillings(cents if paid_in else -cents),
            "Balance": to_shillings(balance),
            "Other Party Info": text,
            "Currency": "KES",
        }
        found.append([*(cells.get(title, "") for title in TITLES), spare])
    return [["Short Code:", "600984"], ["Account:", "Utility Account"], TITLES, *found[::-1]]


def check(found: StatementFile, written: list[tuple[str, int, bool, str]]) -> None:
    if any(spare.strip() for *_, spare in written):
        assert not found.complete
    if found.complete:
        nets = [cents if paid_in else -cents for _, cents, paid_in, _ in written]
        assert list(found.frame["paid_in"] - found.frame["withdrawn"]) == nets
        assert found.frame["moves"].all() and found.chain.ok


@settings(deadline=None, max_examples=60)
@given(
    rows,
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
    st.integers(0, 40) | st.none(),
)
def test_what_csv_writes_is_read_back_or_refused(written, separator, encoding, quoted, cut) -> None:
    target = StringIO(newline="")
    writer = csv.writer(target, delimiter=separator, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows(table(written))
    text = target.getvalue()
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return
    try:
        found = read_statement(data, "x.csv")
    except InvalidInput:
        return
    check(found, written)
    if cut and quoted and encoding == "utf-8" and found.complete:  # a file that ends in the middle of a cell
        try:
            torn = read_statement(data[:-cut], "x.csv")
        except InvalidInput:
            return
        nets = list(torn.frame["paid_in"] - torn.frame["withdrawn"])
        assert not torn.complete or nets in (
            list(found.frame["paid_in"] - found.frame["withdrawn"]),
            nets[1:],
        )


@settings(deadline=None, max_examples=30)
@given(rows)
def test_what_openpyxl_writes_is_read_back_or_refused(written) -> None:
    book = openpyxl.Workbook()
    for row in table(written):
        book.active.append(
            [ILLEGAL_CHARACTERS_RE.sub(" ", cell).encode("utf-8", "replace").decode() for cell in row]
        )
    target = BytesIO()
    book.save(target)
    check(read_statement(target.getvalue(), "x.xlsx"), written)
