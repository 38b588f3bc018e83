"""Bank statements as the banks of Kenya export them, of movements in whole cents."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook


@dataclass(frozen=True)
class Line:
    """One row of a bank's statement: cents are signed, + into the account."""

    day: date
    words: str
    cents: int
    reference: str = ""


def amount(cents: int) -> str:
    """`1,250.50`."""
    return f"{cents / 100:,.2f}"


def balances(lines: Sequence[Line], opening: int) -> list[int]:
    found, at = [], opening
    for line in lines:
        at += line.cents
        found.append(at)
    return found


def money_in_out(
    lines: Sequence[Line],
    opening: int,
    *,
    first: date | None = None,
    last: date | None = None,
    number: str = "",
    newest_first: bool = False,
    marks: bool = True,
) -> bytes:
    """A preamble and two columns of money; `marks` are the rows of opening and closing balance."""
    head = ["MAJI SAFI LIMITED"]
    if number:
        head.append(f"Account Number:,{number}")
    if first and last:
        head.append(f"Statement Period:,{first:%d/%m/%Y} - {last:%d/%m/%Y}")
    rows = []
    for line, balance in zip(lines, balances(lines, opening), strict=True):
        credit = amount(line.cents) if line.cents > 0 else ""
        debit = amount(-line.cents) if line.cents < 0 else ""
        rows.append(
            f'{line.day:%d/%m/%Y},{line.day:%d/%m/%Y},"{line.words}",{line.reference},"{debit}","{credit}",'
            f'"{amount(balance)}"'
        )
    if newest_first:
        rows.reverse()
    text = [*head, "Transaction Date,Value Date,Particulars,Reference No.,Money Out,Money In,Balance"]
    if marks:
        text.append(f',,BALANCE B/F,,,,"{amount(opening)}"')
    text += rows
    if marks:
        closing = balances(lines, opening)[-1] if lines else opening
        text.append(f',,Closing Balance,,,,"{amount(closing)}"')
    return "\r\n".join(text).encode()


def one_amount(lines: Sequence[Line], opening: int) -> bytes:
    """Semicolons, one amount with its side, a balance with its own, months as words, newest first."""
    rows = [
        f"{line.day:%d-%b-%Y};{line.words};{amount(abs(line.cents))};{'CR' if line.cents > 0 else 'DR'};"
        f"{amount(abs(balance))} {'CR' if balance >= 0 else 'DR'}"
        for line, balance in zip(lines, balances(lines, opening), strict=True)
    ]
    return "\n".join(["Date;Narrative;Amount (KES);Dr/Cr;Running Balance", *reversed(rows)]).encode()


def workbook(lines: Sequence[Line], opening: int) -> bytes:
    """An XLSX with real days and numbers, below a title, not in the first column."""
    book = Workbook()
    page = book.active
    page.append([None, "Statement of account"])
    page.append([None, "Date", "Details", "Debit", "Credit", "Book Balance"])
    for line, balance in zip(lines, balances(lines, opening), strict=True):
        money = [None, line.cents / 100] if line.cents > 0 else [-line.cents / 100, None]
        page.append([None, line.day, line.words, *money, balance / 100])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
