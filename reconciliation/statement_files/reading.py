"""A statement of the organisation portal, read into one typed frame: both templates, CSV and Excel.

Source of the formats: reference/daraja, "Organisation-portal statement export". Three facts rule this file:
a receipt is not a row key (a payment and its charge share one), only `Completed` rows move money, and a row
that cannot be read is reported with its line and never dropped in silence.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from core.errors import InvalidInput
from core.files.workbook_guard import Limits
from core.money import Cents
from reconciliation.statement_files.accounts import UTILITY, account_named
from reconciliation.statement_files.chain import ChainResult, check_chain
from reconciliation.statement_files.framing import build_frame
from reconciliation.statement_files.preamble import read_preamble
from reconciliation.statement_files.rows import MAX_ERRORS, RowError, StatementRows
from reconciliation.statement_files.tables import not_a_statement, read_table

_NAMES = {
    "receiptno": "receipt",
    "completiontime": "completed_at",
    "initiationtime": "initiated_at",
    "details": "details",
    "transactionstatus": "status",
    "paidin": "paid_in",
    "withdrawn": "withdrawn",
    "balance": "balance",
    "reasontype": "reason",
    "otherpartyinfo": "other_party",
    "linkedtransactionid": "linked",
    "acno": "account_no",
    "accountno": "account_no",
    "currency": "currency",
}
_NEEDED = ("receipt", "completed_at", "details", "status", "paid_in", "withdrawn", "balance")


@dataclass(frozen=True)
class StatementFile:
    """One statement. `declared_*` is what the file says of itself, `computed_*` what its rows say.

    Totals are magnitudes over rows that move money. Times are UTC; `period_to` is the last second of the
    period; both are None when nobody tells. `account` is its usual name (accounts.py), or the words of the
    file where they mean none. `reported_at` is when the export was made, where the file says it. `chain`
    judges rows against declarations. `number_end`: the last digits of a bank account's number.
    """

    template: str
    shortcode: str
    account: str
    holder: str
    period_from: datetime | None
    period_to: datetime | None
    reported_at: datetime | None
    declared_opening: Cents | None
    declared_closing: Cents | None
    declared_paid_in: Cents | None
    declared_withdrawn: Cents | None
    computed_opening: Cents | None
    computed_closing: Cents | None
    computed_paid_in: Cents
    computed_withdrawn: Cents
    chain: ChainResult
    frame: pd.DataFrame
    errors: tuple[RowError, ...]
    errors_left_off: int
    sha256: str
    number_end: str = ""

    @property
    def complete(self) -> bool:
        """Whether every row of the file is in the frame."""
        return not self.errors

    @property
    def opening(self) -> Cents | None:
        return self.computed_opening if self.declared_opening is None else self.declared_opening

    @property
    def closing(self) -> Cents | None:
        return self.computed_closing if self.declared_closing is None else self.declared_closing

    @property
    def paid_in_total(self) -> Cents:
        return self.computed_paid_in if self.declared_paid_in is None else self.declared_paid_in

    @property
    def withdrawn_total(self) -> Cents:
        return self.computed_withdrawn if self.declared_withdrawn is None else self.declared_withdrawn


def read_statement(
    data: bytes,
    filename: str,
    *,
    limits: Limits | None = None,
    account_of_b: str = UTILITY,
    told_account: str = "",
    told_period: tuple[datetime, datetime] | None = None,
    seen_at: datetime | None = None,
) -> StatementFile:
    """Read one exported statement. Template B names no account: `account_of_b` is whose it is taken to be.

    What its sender told (`told_*`) fills in what the file itself does not say, before its name is asked.
    When it came (`seen_at`, in UTC) tells which rows cannot have happened yet.
    Raises InvalidInput NOT_A_STATEMENT, COLUMN_TWICE, STATEMENT_EMPTY, STATEMENT_TOO_LARGE or
    ACCOUNT_DIFFERS (the file says that it is of another account than was told). A template A
    file without rows is a quiet day and is read; a template B file without rows is STATEMENT_EMPTY.
    """
    table = read_table(data, limits or Limits())
    positions = _columns_of(table.header)
    template = "A" if {"reason", "initiated_at"} & set(positions) else "B"
    preamble = read_preamble(table.preamble, filename, told_period)
    account = account_named(preamble.account) or preamble.account
    if told_account and account and account != told_account:
        raise InvalidInput("ACCOUNT_DIFFERS", "account", f"The file says that it is of the {account}.")
    account = account or told_account or (account_of_b if template == "B" else "")
    rows = StatementRows(table, positions, preamble, seen_at)
    if template == "B" and not rows.count:
        raise InvalidInput("STATEMENT_EMPTY", "file", "The statement has no rows.")
    frame = build_frame(rows, account)
    chain = check_chain(
        frame, preamble.opening, preamble.closing, paid_in=preamble.paid_in, withdrawn=preamble.withdrawn
    )
    problems = [
        RowError(0, "", "BAD_PREAMBLE", "The preamble cannot be read here.", text)
        for text in preamble.unreadable
    ]
    errors = problems + sorted(rows.errors, key=lambda error: error.line_number)
    return StatementFile(
        template=template,
        shortcode=preamble.shortcode,
        account=account,
        holder=preamble.holder,
        period_from=preamble.period_from,
        period_to=preamble.period_to,
        reported_at=preamble.reported_at,
        declared_opening=preamble.opening,
        declared_closing=preamble.closing,
        declared_paid_in=preamble.paid_in,
        declared_withdrawn=preamble.withdrawn,
        computed_opening=chain.opening,
        computed_closing=chain.closing,
        computed_paid_in=chain.paid_in,
        computed_withdrawn=chain.withdrawn,
        chain=chain,
        frame=frame,
        errors=tuple(errors[:MAX_ERRORS]),
        errors_left_off=max(0, len(errors) - MAX_ERRORS) + rows.left_off,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _columns_of(header: list[str]) -> dict[str, int]:
    """Column -> position, for every column understood, whatever their order and currency suffix."""
    positions: dict[str, int] = {}
    for position, title in enumerate(header):
        plain = re.sub(r"\((?:kshs?|kes)\.?\)", "", title.lower())
        name = _NAMES.get(re.sub(r"[^a-z]", "", plain))
        if name is not None and positions.setdefault(name, position) != position and name in _NEEDED:
            raise InvalidInput("COLUMN_TWICE", "file", f"Two columns are called {name}.")
    missing = [name for name in _NEEDED if name not in positions]
    if missing:
        raise not_a_statement(f"The table has no column for {', '.join(missing)}.")
    return positions
