"""How banks call the columns of a statement, and what stands above and below the rows.

There is no common form: Kenyan banks write Date, Transaction Date or Value Date; Narrative, Details or
Particulars; Debit and Credit, Money Out and Money In, or one Amount; and a Balance. A row of titles is one
that names a day, a balance, and what came in and went out, in whatever order.
"""

from __future__ import annotations

import csv
import re

from core.errors import InvalidInput
from reconciliation.statement_files.tables import Head, not_a_statement

SEPARATORS = (",", ";", "\t", "|")
_NAMES: dict[str, tuple[str, ...]] = {
    "day": (
        "date", "transactiondate", "transdate", "trandate", "txndate", "trxdate", "tranxdate", "postingdate",
        "postdate", "posteddate", "entrydate", "bookingdate", "bookdate", "transactiondateandtime",
        "transactiontime", "dateandtime", "datetime",
    ),
    "value_day": ("valuedate", "valdate", "effectivedate"),
    "narrative": (
        "narrative", "narration", "details", "detail", "description", "particulars", "particular", "remarks",
        "remark", "transactiondetails", "transactiondescription", "transactionparticulars",
        "transactionnarrative", "transactionnarration", "transactionremarks", "paymentdetails", "transaction",
    ),
    "reference": (
        "reference", "references", "referenceno", "referencenumber", "refno", "refnumber", "ref",
        "transactionreference", "transactionref", "transactionrefno", "transactionid", "transactionno",
        "bankreference", "customerreference", "paymentreference", "chequeno", "chequenumber", "chqno",
        "instrumentno", "documentno",
    ),
    "paid_in": (
        "credit", "credits", "creditamount", "amountcredit", "moneyin", "paidin", "deposit", "deposits", "cr",
        "cramount", "amountcr", "in", "inflow", "inflows", "receipts", "creditedamount",
    ),
    "withdrawn": (
        "debit", "debits", "debitamount", "amountdebit", "moneyout", "paidout", "withdrawal", "withdrawals",
        "withdrawn", "dr", "dramount", "amountdr", "out", "outflow", "outflows", "payments", "debitedamount",
    ),
    "amount": ("amount", "transactionamount", "tranamount", "txnamount"),
    "side": ("drcr", "crdr", "debitcredit", "creditdebit", "dc", "cd", "drcrindicator", "sign"),
    "balance": (
        "balance", "runningbalance", "bookbalance", "ledgerbalance", "closingbalance", "accountbalance",
        "balanceafter", "actualbalance", "currentbalance", "balanceaftertransaction",
    ),
    "currency": ("currency", "ccy", "curr", "cur"),
}  # fmt: skip
_NAME_OF = {title: name for name, titles in _NAMES.items() for title in titles}
#: Of these the first counts, and more of them are more words of one row.
_MANY = ("narrative", "reference")
_OURS = re.compile(r"\((?:kes|kshs?|ksh)\.?\)|\b(?:kes|kshs?)\b\.?", re.IGNORECASE)

MISSING = "No row names a day, money in, money out and a balance: this is not a bank statement."


def name_of(title: str) -> str:
    """The column that a title means; empty for one that is not known."""
    return _NAME_OF.get(re.sub(r"[^a-z]", "", _OURS.sub(" ", title).lower()), "")


def is_head(cells: list[str]) -> bool:
    """Whether a row names the columns of a bank statement."""
    names = {name_of(cell) for cell in cells}
    money = {"paid_in", "withdrawn"} <= names or "amount" in names
    return money and "balance" in names and bool(names & {"day", "value_day"})


def _line(line: str) -> str:
    if "alance" not in line and "ALANCE" not in line:
        return ""
    for separator in SEPARATORS:
        if separator in line and is_head(next(csv.reader([line], delimiter=separator), [])):
            return separator
    return ""


BANK = Head(_line, is_head, MISSING)


def columns_of(header: list[str]) -> dict[str, list[int]]:
    """Column -> its positions: one each, but for the words. Raises InvalidInput COLUMN_TWICE."""
    found: dict[str, list[int]] = {}
    for position, title in enumerate(header):
        if name := name_of(title):
            found.setdefault(name, []).append(position)
    for name, positions in found.items():
        if len(positions) > 1 and name not in _MANY:
            raise InvalidInput("COLUMN_TWICE", "file", f"Two columns are called {name}.")
    if not found.keys() & {"day", "value_day"}:
        raise not_a_statement(MISSING)
    found["day"] = found.get("day") or found["value_day"]
    if {"paid_in", "withdrawn"} <= found.keys():
        found.pop("amount", None)
    return found
