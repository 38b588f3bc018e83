"""A statement of a bank, read into the frame that every statement has (framing.py): CSV and Excel.

Banks keep days, not moments, and number nothing that another export must repeat. So a row is at the beginning
of its day, and its key is of the account, the day, the signed amount, and its occurrence among equals of that
day: words and balances stay out of it, as in M-Pesa's. What stands for a receipt is made of day and key. An
M-Pesa receipt that the words name is kept as `linked`.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from core.days import day_bounds, micros_of
from core.files.workbook_guard import Limits
from reconciliation.statement_files.bank_heads import read_head
from reconciliation.statement_files.bank_rows import BankRow, BankRows
from reconciliation.statement_files.bank_titles import BANK, columns_of
from reconciliation.statement_files.chain import check_chain
from reconciliation.statement_files.framing import COLUMNS, oldest_first, row_keys
from reconciliation.statement_files.kinds import Kind
from reconciliation.statement_files.reading import StatementFile
from reconciliation.statement_files.rows import MAX_ERRORS, RowError
from reconciliation.statement_files.tables import read_table

TEMPLATE = "K"
#: A row may lie so many days outside of the period that its file declares, and be believed.
SLACK = timedelta(days=7)
_SECOND = timedelta(seconds=1)
_RECEIPT = re.compile(r"\b(?=[A-Z]*[0-9])[A-Z][A-L][1-9A-V][A-Z0-9]{7}\b")
#: Words of money that M-Pesa settles. Whose customers pay by M-Pesa into the bank has them too.
_FROM_MPESA = re.compile(r"\bm-?\s?pesa\b|\bsafaricom\b|\bsettlement\b", re.IGNORECASE)


def read_bank_statement(
    data: bytes,
    *,
    account: str,
    limits: Limits | None = None,
    told_period: tuple[datetime, datetime] | None = None,
    seen_on: date | None = None,
) -> StatementFile:
    """Read one statement of the bank account `account` (its code in the chart).

    It fills the days that it declares, else those that were told, else the whole days of its rows. Days after
    `seen_on` cannot be. Raises InvalidInput NOT_A_STATEMENT, COLUMN_TWICE, STATEMENT_EMPTY,
    STATEMENT_TOO_LARGE.
    """
    table = read_table(data, limits or Limits(), BANK)
    head = read_head(table.preamble)
    found = BankRows(table, columns_of(table.header), head)
    errors = [RowError(0, "", "BAD_PREAMBLE", "This cannot be read here.", text) for text in head.unreadable]
    errors += [*found.errors, *_outside(found.rows, head.first_day, head.last_day, seen_on)]
    frame = _frame(found.rows, account)
    chain = check_chain(frame, head.opening, head.closing, paid_in=head.paid_in, withdrawn=head.withdrawn)
    period = _period([row.day for row in found.rows], head.first_day, head.last_day, told_period)
    return StatementFile(
        template=TEMPLATE,
        shortcode="",
        account=account,
        holder="",
        period_from=period[0],
        period_to=period[1],
        reported_at=day_bounds(head.reported_on)[1] if head.reported_on else None,
        declared_opening=head.opening,
        declared_closing=head.closing,
        declared_paid_in=head.paid_in,
        declared_withdrawn=head.withdrawn,
        computed_opening=chain.opening,
        computed_closing=chain.closing,
        computed_paid_in=chain.paid_in,
        computed_withdrawn=chain.withdrawn,
        chain=chain,
        frame=frame,
        errors=tuple(sorted(errors, key=lambda error: error.line_number)[:MAX_ERRORS]),
        errors_left_off=max(0, len(errors) - MAX_ERRORS) + found.left_off,
        sha256=hashlib.sha256(data).hexdigest(),
        number_end=head.number_end,
    )


def _outside(
    rows: list[BankRow], first: date | None, last: date | None, seen_on: date | None
) -> list[RowError]:
    """Rows on days where none can be: a day and a month that were swapped show here."""
    errors = []
    for row in rows:
        if seen_on is not None and row.day > seen_on + SLACK:
            errors.append(
                _error(row, "IN_THE_FUTURE", "The day is still to come: are day and month swapped?")
            )
        elif (first and row.day < first - SLACK) or (last and row.day > last + SLACK):
            errors.append(_error(row, "OUTSIDE_PERIOD", "The day is outside the period of the file."))
    return errors


def _error(row: BankRow, code: str, message: str) -> RowError:
    return RowError(row.line, "day", code, message, f"{row.day:%d-%m-%Y} {row.words}"[:500])


def _period(
    days: list[date],
    first: date | None,
    last: date | None,
    told: tuple[datetime, datetime] | None,
) -> tuple[datetime | None, datetime | None]:
    """The first and the last second of whole days."""
    if told is not None and not (first and last):
        start, end = told
    elif first and last:
        start, end = day_bounds(first)[0], day_bounds(last)[1] - _SECOND
    elif days:
        start, end = day_bounds(min(days))[0], day_bounds(max(days))[1] - _SECOND
    else:
        return None, None
    if days:
        start, end = min(start, day_bounds(min(days))[0]), max(end, day_bounds(max(days))[1] - _SECOND)
    return start, end


def _frame(rows: list[BankRow], account: str) -> pd.DataFrame:
    """The frame with the columns of every statement, oldest row first."""
    micros = np.array([micros_of(day_bounds(row.day)[0]) for row in rows], dtype=np.int64)
    paid_in = np.array([row.paid_in for row in rows], dtype=np.int64)
    withdrawn = np.array([row.withdrawn for row in rows], dtype=np.int64)
    balance = np.array([row.balance or 0 for row in rows], dtype=np.int64)
    moves = np.array([row.moves for row in rows], dtype=np.bool_)
    order = oldest_first(micros, balance, paid_in - withdrawn, moves).tolist()
    rows = [rows[place] for place in order]
    words = [row.words for row in rows]
    frame = pd.DataFrame(
        {
            "receipt": pd.array([row.day.isoformat() for row in rows], dtype="str"),
            "completed_at": _moments(micros[order].astype("datetime64[us]")),
            "initiated_at": _moments(np.full(len(rows), np.datetime64("NaT"), dtype="datetime64[us]")),
            "details": pd.array(words, dtype="str"),
            "status": pd.array(["Completed" if row.moves else "Nothing moved" for row in rows], dtype="str"),
            "paid_in": paid_in[order],
            "withdrawn": withdrawn[order],
            "balance": pd.array([row.balance for row in rows], dtype="Int64"),
            **{name: pd.array([""] * len(rows), dtype="str") for name in ("reason", "other_party")},
            "linked": pd.array([named_receipt(text) for text in words], dtype="str"),
            "account_no": pd.array([""] * len(rows), dtype="str"),
            "moves": moves[order],
            "kind": pd.array([str(kind_of(row)) for row in rows], dtype="str"),
        }
    )  # fmt: skip
    frame.insert(0, "ordinal", np.arange(len(frame), dtype=np.int64))
    keys = row_keys(account, frame, np.zeros(len(frame), dtype=np.bool_))
    frame.insert(1, "row_key", pd.array(keys, dtype="str"))
    frame["receipt"] = pd.array(
        [f"{row.day:%y%m%d}-{key[:8].upper()}" for row, key in zip(rows, keys, strict=True)], dtype="str"
    )
    assert tuple(frame.columns) == COLUMNS
    return frame


def _moments(values: Any) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(values).as_unit("us").tz_localize("UTC")


def named_receipt(words: str) -> str:
    """The one M-Pesa receipt that the words name; empty where they name none, or several."""
    found = set(_RECEIPT.findall(words.upper()))
    return found.pop() if len(found) == 1 else ""


def kind_of(row: BankRow) -> Kind:
    """What comes in from M-Pesa by its words is looked for among the sweeps of the tills."""
    named = _FROM_MPESA.search(row.words) or named_receipt(row.words)
    return Kind.SWEEP if row.paid_in and named else Kind.BANK
