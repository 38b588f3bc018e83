"""The rows of a statement as typed columns, with every cell that cannot be read reported by its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped,unused-ignore]
import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped,unused-ignore]

from core.files.encodings import LOST
from core.files.spreadsheets import SHILLINGS
from core.files.workbook_guard import Limits
from reconciliation.statement_files.cells import (
    Mask,
    cell_text,
    cents_column,
    is_blank,
    moments_column,
    text_column,
)
from reconciliation.statement_files.preamble import Preamble
from reconciliation.statement_files.tables import RawTable

MAX_ERRORS = 10_000
#: A row may be later than its file by so much: clocks differ.
SLACK = timedelta(days=1)
#: The longest cells of the portal have some hundred characters.
LONGEST_CELL = Limits.cell_text

#: The cells without which a row moves another sum, or none.
_MONEY_CELLS = ("receipt", "completed_at", "status", "paid_in", "withdrawn", "balance")
_OPEN_QUOTE = "A quote is not closed; other rows are inside this one."
_RECEIPT = r"^[A-Z0-9]{8,20}$"
#: Behind a receipt stands a time.
_SWALLOWED_ROW = r"(?i)[\r\n]\s*\"?[A-Z0-9]{8,20}\"?\s*[,;\t]\s*\"?\d|[\r\n]\s*\"?[A-Z0-9]{10}\"?[,;\t]"


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row first of all; the row is not in the frame. Lines count from 1 in the file."""

    line_number: int
    column: str
    code: str
    message: str
    raw: str


class StatementRows:
    """Columns of the body, checked; `errors` lists what could not be read, `frame` builds the rest."""

    def __init__(
        self,
        table: RawTable,
        positions: dict[str, int],
        preamble: Preamble,
        seen_at: datetime | None = None,
    ) -> None:
        self.body = table.body
        self.errors: list[RowError] = []
        self.tidy = table.tidy
        self.left_off = 0
        self.columns = positions
        self.texts = {
            name: text_column(self.body.iloc[:, position], tidy=table.tidy)
            for name, position in positions.items()
            if name not in ("paid_in", "withdrawn", "balance")
        }
        receipts = self.texts["receipt"] = pc.utf8_upper(self.texts["receipt"])
        blank = _blank_rows(self.body, is_blank(receipts))
        title = pc.match_substring_regex(receipts, r"^RECEIPT\s+NO\.?$").to_numpy(zero_copy_only=False)
        blank &= ~self._rows_at(row for row, _ in table.lost)  # a formula without its outcome reads as blank
        # The header is repeated when pages were joined. Another one would give what follows other meanings.
        self.ignored = blank | _same_titles(self.body, title, table.header)
        self.count = int((~self.ignored).sum())
        self.lines = self._line_numbers(table)
        self.bad = np.zeros(len(self.body), dtype=np.bool_)
        self._check_shape(receipts, table)
        self._check_amounts()
        self._check_times(preamble, seen_at)

    def _line_numbers(self, table: RawTable) -> npt.NDArray[np.int64]:
        lines = np.arange(len(self.body), dtype=np.int64) + table.first_line
        if table.is_text and not table.tidy:  # a quoted cell may hold line breaks
            for position in range(self.body.shape[1]):
                counts = pc.count_substring(
                    pa.array(self.body.iloc[:, position], type=pa.large_string()), "\n"
                )
                if pc.any(pc.greater(counts, 0)).as_py():
                    lines[1:] += np.cumsum(counts.to_numpy(zero_copy_only=False))[:-1]
        return lines

    def _rows_at(self, positions: Iterable[int]) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(self.body), dtype=np.bool_)
        found[np.array(list(positions), dtype=np.intp)] = True
        return found

    def _flag(self, bad: npt.NDArray[np.bool_], column: str, code: str, message: str) -> None:
        """A row is told of once: what is found after its first error may only follow from that."""
        bad = bad & ~self.ignored & ~self.bad
        self.bad |= bad
        for position in np.flatnonzero(bad).tolist():
            if len(self.errors) >= MAX_ERRORS:
                self.left_off += 1
                continue
            cells = [cell_text(value) for value in self.body.iloc[position]]
            raw = ",".join(cells).rstrip(",")[:500]
            self.errors.append(RowError(int(self.lines[position]), column, code, message, raw))

    def _check_shape(self, receipts: Any, table: RawTable) -> None:
        width = len(table.header)
        if table.broken is not None:
            self._flag(self._rows_at([table.broken]), "", "BROKEN_QUOTE", _OPEN_QUOTE)
        for name in _MONEY_CELLS:
            lost = self._rows_at(row for row, column in table.lost if column == self.columns[name])
            self._flag(lost, name, "FORMULA", "A formula, an error or merged cells: write the value.")
        for name, texts in self.texts.items():
            endless = pc.greater(pc.utf8_length(texts), LONGEST_CELL).to_numpy(zero_copy_only=False)
            self._flag(endless, name, "BAD_TEXT", f"The cell has more than {LONGEST_CELL:,} characters.")
        if table.is_text and not self.tidy:
            for position in range(width):
                cells = pa.array(self.body.iloc[:, position], type=pa.large_string())
                swallowed = pc.match_substring_regex(cells, _SWALLOWED_ROW).to_numpy(zero_copy_only=False)
                self._flag(swallowed, "", "BROKEN_QUOTE", _OPEN_QUOTE)
        odd = ~pc.match_substring_regex(receipts, _RECEIPT).to_numpy(zero_copy_only=False)
        self._flag(odd, "receipt", "BAD_RECEIPT", "This is no M-Pesa receipt number.")
        for position in range(self.body.shape[1]):
            if position < width and table.header[position]:
                continue
            extra = ~is_blank(text_column(self.body.iloc[:, position]))
            self._flag(extra, "", "TOO_MANY_CELLS", "The row has more cells than the header.")
        self._flag(
            is_blank(self.texts["status"]), "status", "MISSING_STATUS", "The row has no transaction status."
        )
        if "currency" in self.texts:
            currency = pc.utf8_upper(self.texts["currency"])
            ours = pc.is_in(currency, value_set=pa.array(SHILLINGS, pa.large_string()))
            foreign = ~ours.to_numpy(zero_copy_only=False)
            self._flag(foreign, "currency", "BAD_CURRENCY", "Only Kenyan shillings are read.")
        torn = pc.match_substring(self.texts["status"], LOST).to_numpy(zero_copy_only=False)
        self._flag(torn, "status", "BAD_CHARACTERS", "A character of the status is lost.")

    def _check_amounts(self) -> None:
        self.moves = pc.equal(pc.utf8_lower(self.texts["status"]), "completed").to_numpy(zero_copy_only=False)
        cents: dict[str, npt.NDArray[np.int64]] = {}
        for name in ("paid_in", "withdrawn", "balance"):
            cents[name], bad = cents_column(self.body.iloc[:, self.columns[name]], tidy=self.tidy)
            self._flag(bad, name, "BAD_AMOUNT", "This is no amount in shillings and cents.")
        self.paid_in, self.withdrawn, self.balance = (
            cents["paid_in"],
            np.abs(cents["withdrawn"]),
            cents["balance"],
        )
        self._flag(self.paid_in < 0, "paid_in", "NEGATIVE_PAID_IN", "Paid In cannot be negative.")
        both = (self.paid_in != 0) & (self.withdrawn != 0)
        self._flag(both, "withdrawn", "BOTH_SIDES", "A row is either Paid In or Withdrawn.")
        self.no_balance = is_blank(text_column(self.body.iloc[:, self.columns["balance"]], tidy=self.tidy))
        self._flag(
            self.no_balance & self.moves, "balance", "MISSING_BALANCE", "A completed row has no balance."
        )

    def _check_times(self, preamble: Preamble, seen_at: datetime | None) -> None:
        self.completed, bad = moments_column(self.texts["completed_at"])
        self._flag(bad, "completed_at", "BAD_TIME", "This is no date and time.")
        if seen_at is not None:
            latest = np.datetime64((seen_at + SLACK).replace(tzinfo=None), "us")
            future = ~bad & (self.completed.astype("datetime64[us]") > latest)
            message = "The time is still to come: are day and month swapped?"
            self._flag(future, "completed_at", "IN_THE_FUTURE", message)
        if preamble.period_from and preamble.period_to:
            # A day and month that a spreadsheet swapped show here; a day of slack for periods typed by hand.
            first = np.datetime64((preamble.period_from - timedelta(days=1)).replace(tzinfo=None), "us")
            last = np.datetime64((preamble.period_to + timedelta(days=1)).replace(tzinfo=None), "us")
            moments = self.completed.astype("datetime64[us]")
            outside = ~bad & ((moments < first) | (moments > last))
            self._flag(
                outside, "completed_at", "OUTSIDE_PERIOD", "The time is outside the period of the file."
            )
        self.initiated = np.full(len(self.body), np.datetime64("NaT"), dtype="datetime64[us]")
        if "initiated_at" in self.texts:
            micros, unknown = moments_column(self.texts["initiated_at"])
            self.initiated[~unknown] = micros[~unknown].astype("datetime64[us]")
            blank = is_blank(self.texts["initiated_at"])
            self._flag(unknown & ~blank, "initiated_at", "BAD_TIME", "This is no date and time.")


def _same_titles(body: pd.DataFrame, candidates: npt.NDArray[np.bool_], header: list[str]) -> Mask:
    """Rows that are the header again, among those that begin like it."""
    return _rows_like(body, candidates, [title.lower() for title in header])


def _blank_rows(body: pd.DataFrame, candidates: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Rows with nothing in any cell, among those whose first cell is empty."""
    return _rows_like(body, candidates, [])


def _rows_like(body: pd.DataFrame, candidates: npt.NDArray[np.bool_], cells: list[str]) -> Mask:
    """Which of the candidates hold these cells, in lower case, and nothing behind them. By the column: a file
    may have a million such rows."""
    like = candidates.copy()
    for position in range(body.shape[1]):
        places = np.flatnonzero(like)
        if len(places):
            found = pc.utf8_lower(text_column(body.iloc[places, position]))
            wanted = cells[position] if position < len(cells) else ""
            like[places] = pc.equal(found, wanted).to_numpy(zero_copy_only=False)
    return like
