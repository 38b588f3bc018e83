"""The rows of a bank statement, one by one: what moved, what only says something, what cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.files.encodings import LOST
from core.files.spreadsheets import SHILLINGS
from core.money import Cents
from reconciliation.statement_files.bank_cells import cents_of, day_of
from reconciliation.statement_files.bank_heads import BankHead, closes, is_footer, is_total, opens, read_head
from reconciliation.statement_files.bank_titles import is_head
from reconciliation.statement_files.cells import cell_text
from reconciliation.statement_files.rows import MAX_ERRORS, RowError
from reconciliation.statement_files.tables import RawTable

#: Another row inside of a cell: a line break, and a day with a separator behind it.
_SWALLOWED = re.compile(r"[\r\n]\s*\"?(?:\d{1,2}[-/.]\d{1,2}|\d{4}[-/.]\d{1,2})[-/.]\d{1,4}\"?\s*[,;\t|]")
_OPEN_QUOTE = "A quote is not closed; other rows are inside this one."
_MONEY = ("paid_in", "withdrawn", "amount", "balance")
_OUT = re.compile(r"\s*(?:d|dr|debit|out|-)\.?\s*", re.IGNORECASE)
_IN = re.compile(r"\s*(?:c|cr|credit|in|\+)\.?\s*", re.IGNORECASE)


class _Unreadable(Exception):
    """What a cell cannot be: its column, a code, and what to do."""

    def __init__(self, column: str, code: str, message: str) -> None:
        super().__init__(code)
        self.column, self.code, self.message = column, code, message


def _swallows(value: object) -> bool:
    return isinstance(value, str) and _SWALLOWED.search(value) is not None


@dataclass
class BankRow:
    """`paid_in` and `withdrawn` are magnitudes; a row that moves nothing only says something."""

    line: int
    day: date
    words: str
    paid_in: Cents
    withdrawn: Cents
    balance: Cents | None

    @property
    def moves(self) -> bool:
        return bool(self.paid_in or self.withdrawn)


class BankRows:
    """The body read: `rows` in the order of the file, `errors`; `head` gets what rows say of the whole."""

    def __init__(self, table: RawTable, columns: dict[str, list[int]], head: BankHead) -> None:
        self.header, self.columns, self.head = table.header, columns, head
        self.rows: list[BankRow] = []
        self.errors: list[RowError] = []
        self.left_off = 0
        self._outside: list[list[str]] = []
        #: Balances that rows carry, also from page to page: what one brings forward the last carried.
        self._carried: dict[str, set[Cents]] = {"opening": set(), "closing": set()}
        lost: dict[int, set[int]] = {}
        for place, column in table.lost:
            lost.setdefault(place, set()).add(column)
        line = table.first_line
        for place, values in enumerate(table.body.itertuples(index=False, name=None)):
            cells = [cell_text(value) for value in values]
            try:
                if place == table.broken or any(map(_swallows, values)):
                    raise _Unreadable("", "BROKEN_QUOTE", _OPEN_QUOTE)
                self._take(line, list(values), cells, lost.get(place, set()))
            except _Unreadable as bad:
                raw = ",".join(cells).rstrip(",")[:500]
                self._note(RowError(line, bad.column, bad.code, bad.message, raw))
            line += 1
            if table.is_text and not table.tidy:  # a quoted cell may hold line breaks
                line += sum(value.count("\n") for value in values if isinstance(value, str))
        self._conclude()

    def _conclude(self) -> None:
        below = read_head(self._outside)
        pages = self._carried["opening"] & self._carried["closing"] if self.rows else set()
        for name, carried in self._carried.items():
            if getattr(self.head, name) is None and len(carried - pages) == 1:
                setattr(self.head, name, *(carried - pages))
        for name in ("opening", "closing", "paid_in", "withdrawn"):
            if getattr(self.head, name) is None:
                setattr(self.head, name, getattr(below, name))
        currency = self.head.currency
        if currency not in SHILLINGS and not currency.startswith("KENYA"):
            self._note(RowError(0, "currency", "BAD_CURRENCY", "Only Kenyan shillings are read.", currency))

    def _note(self, error: RowError) -> None:
        if len(self.errors) >= MAX_ERRORS:
            self.left_off += 1
        else:
            self.errors.append(error)

    def _at(self, name: str) -> list[int]:
        return self.columns.get(name, [])

    def _take(self, line: int, values: list[Any], cells: list[str], lost: set[int]) -> None:
        if not any(cells) and not lost:
            return
        if is_head(cells):  # pages were joined
            if [cell.lower() for cell in cells if cell] != [title.lower() for title in self.header if title]:
                raise _Unreadable("", "OTHER_TITLES", "The titles change here: send each table by itself.")
            return
        for name in ("day", *_MONEY):
            if lost & set(self._at(name)):
                raise _Unreadable(name, "FORMULA", "A formula, an error or merged cells: write the value.")
        written = cells[self._at("day")[0]]
        day, words = day_of(written), self._words(cells)
        if day is None:
            self._say(written, words, cells)
            return
        self._check(cells)
        paid_in, withdrawn = self._moved(values, cells)
        balance = self._balance(values, cells)
        if balance is None and (paid_in or withdrawn):
            raise _Unreadable("balance", "MISSING_BALANCE", "A row that moves money has no balance.")
        self._keep(BankRow(line, day, words, paid_in, withdrawn, balance), cells)

    def _words(self, cells: list[str]) -> str:
        found: list[str] = []
        for position in (*self._at("narrative"), *self._at("reference")):
            if cells[position] and cells[position] not in found:
                found.append(cells[position])
        return " ".join(found)

    def _check(self, cells: list[str]) -> None:
        for position, cell in enumerate(cells):
            if cell and (position >= len(self.header) or not self.header[position]):
                raise _Unreadable("", "TOO_MANY_CELLS", "The row has more cells than the row of titles.")
        for position in self._at("currency"):
            if cells[position].upper() not in SHILLINGS:
                raise _Unreadable("currency", "BAD_CURRENCY", "Only Kenyan shillings are read.")
        for name in _MONEY:
            if any(LOST in cells[position] for position in self._at(name)):
                raise _Unreadable(name, "BAD_CHARACTERS", "A character of the amount is lost.")

    def _amount(self, name: str, values: list[Any]) -> Cents:
        cents = cents_of(values[self._at(name)[0]])
        if cents is None:
            raise _Unreadable(name, "BAD_AMOUNT", "This is no amount in shillings and cents.")
        return cents

    def _balance(self, values: list[Any], cells: list[str]) -> Cents | None:
        return self._amount("balance", values) if cells[self._at("balance")[0]] else None

    def _moved(self, values: list[Any], cells: list[str]) -> tuple[Cents, Cents]:
        """What came in, and what went out."""
        if self._at("amount"):
            amount = self._signed(self._amount("amount", values), cells)
            return max(amount, 0), max(-amount, 0)
        paid_in, withdrawn = self._amount("paid_in", values), abs(self._amount("withdrawn", values))
        if paid_in < 0:
            raise _Unreadable("paid_in", "NEGATIVE_PAID_IN", "Money in cannot be negative.")
        if paid_in and withdrawn:
            raise _Unreadable("withdrawn", "BOTH_SIDES", "A row is either money in or money out.")
        return paid_in, withdrawn

    def _signed(self, amount: Cents, cells: list[str]) -> Cents:
        """A single amount with its sign: by a column of sides where there is one."""
        if not self._at("side") or not amount:
            return amount
        side = cells[self._at("side")[0]]
        if _OUT.fullmatch(side):
            return -abs(amount)
        if not _IN.fullmatch(side):
            raise _Unreadable("side", "BAD_SIDE", "It does not say whether this came in or went out.")
        return abs(amount)

    def _keep(self, row: BankRow, cells: list[str]) -> None:
        """A row of a day: it moved something, or says what was there, or only something."""
        if not row.moves and row.balance is not None and (opens(row.words) or closes(row.words)):
            self._carried["opening" if opens(row.words) else "closing"].add(row.balance)
        elif not row.moves and is_total(row.words):
            self._total(cells)
        else:
            self.rows.append(row)

    def _say(self, written: str, words: str, cells: list[str]) -> None:
        """A row without a day: a sum, a balance carried, more words of the row before, or a footer."""
        shown = [cell for cell in cells if cell]
        text = " ".join(shown)
        spoiled = bool(written) and not (opens(written) or closes(written) or is_total(written))
        if not any(cells[position] for name in _MONEY for position in self._at(name)):
            if words and text == words and self.rows and not is_footer(words):
                self.rows[-1].words = f"{self.rows[-1].words} {words}"
            else:
                self._outside.append(shown)
        elif spoiled:
            raise _Unreadable("day", "BAD_TIME", "This is no day: write day, month, year.")
        elif opens(text) or closes(text):
            amounts = [cents for cell in shown if (cents := cents_of(cell)) is not None]
            if not amounts:
                raise _Unreadable("balance", "BAD_AMOUNT", "This is no amount in shillings and cents.")
            self._carried["opening" if opens(text) else "closing"].add(amounts[-1])
        elif is_total(text):
            self._total(cells)
        else:
            raise _Unreadable("day", "BAD_TIME", "There is money in a row without a day.")

    def _total(self, cells: list[str]) -> None:
        """Sums that the file declares; the first of them count."""
        for name in ("paid_in", "withdrawn"):
            for position in self._at(name):
                cents = cents_of(cells[position])
                if cents is None:
                    raise _Unreadable(name, "BAD_AMOUNT", "This is no amount in shillings and cents.")
                if cells[position] and getattr(self.head, name) is None:
                    setattr(self.head, name, abs(cents))
