"""A file of payouts: every row is judged, and all that is wrong with any of them is told at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final, TypeVar

from core.errors import DomainError, InvalidInput
from core.files.spreadsheets import RowProblem, TableRow, read_rows
from core.files.workbook_guard import Limits
from core.money import Cents, Rounding, display, from_spreadsheet, round_to_shilling
from core.phone import canonical_phone
from core.text import one_line
from mpesa.daraja.bodies import remarks_field

#: What the columns may be called, in lower case.
COLUMNS: Final = {
    **dict.fromkeys(("phone", "phone number", "phone no", "mobile", "msisdn", "number", "simu"), "phone"),
    **dict.fromkeys(("amount", "net pay", "kiasi"), "amount"),
    **dict.fromkeys(("name", "receiver", "payee", "jina"), "name"),
    **dict.fromkeys(("for", "description", "reason", "remarks", "sababu"), "description"),
    **dict.fromkeys(("account", "account code", "akaunti"), "account"),
}
LIMITS: Final = Limits(rows=10_000, size=16 * 1024 * 1024, inflated=128 * 1024 * 1024, area=2_000_000)
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class BatchRow:
    """One payout of a file: whole shillings and what is left of one in cents, its account by code."""

    line: int
    phone: str = field(repr=False)
    amount: Cents
    residue: Cents
    name: str = field(repr=False)
    description: str
    account: str


@dataclass
class BatchFile:
    """What a file says, and what is wrong with it; with problems nobody uses its rows."""

    rows: list[BatchRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    #: Sheets that nobody sees when the file is opened; nothing of them was read.
    hidden: list[str] = field(default_factory=list)

    @property
    def amount(self) -> Cents:
        return sum(row.amount for row in self.rows)


@dataclass(frozen=True)
class Terms:
    """What holds for all rows of a file: bounds in cents, and what a row has that does not say it.

    `check_account` raises a DomainError for the code of an account from which nothing is paid.
    """

    least: Cents
    most: Cents
    description: str
    account: str
    check_account: Callable[[str], object]


def read_batch(data: bytes, terms: Terms) -> BatchFile:
    """The payouts of a CSV or Excel file whose first row names the columns; phone and amount are needed.

    Raises InvalidInput as core.files.spreadsheets.read_rows does, for what is wrong with the whole file.
    """
    table = read_rows(data, columns=COLUMNS, needed={"phone", "amount"}, limits=LIMITS)
    if not table.rows and not table.problems:
        raise InvalidInput("FILE_EMPTY", "file", "The file has no rows below its titles.")
    reading = _Reading(terms, BatchFile(problems=list(table.problems), hidden=table.hidden))
    for row in table.rows:
        reading.take(row)
    reading.file.problems.sort(key=lambda problem: problem.line)
    return reading.file


class _Reading:
    def __init__(self, terms: Terms, file: BatchFile) -> None:
        self.terms, self.file = terms, file
        self._seen: dict[tuple[str, Cents, str], int] = {}
        self._account = cache(self._refused)

    def take(self, row: TableRow) -> None:
        phone = self._tried(row, "phone", lambda: canonical_phone(row.text("phone")))
        amount = self._tried(row, "amount", lambda: self._amount(row))
        name = self._tried(row, "name", lambda: self._name(row))
        said = self._tried(
            row, "description", lambda: remarks_field(row.text("description") or self.terms.description)
        )
        account = self._tried(row, "account", lambda: self._code(row))
        if phone is None or amount is None or name is None or said is None or account is None:
            return
        whole, _ = round_to_shilling(amount, Rounding.DOWN)
        read = BatchRow(row.line, phone, whole, amount - whole, name, said, account)
        if self._tried(row, "phone", lambda: self._once(read)):
            self.file.rows.append(read)

    def _once(self, row: BatchRow) -> bool:
        first = self._seen.setdefault((row.phone, row.amount + row.residue, row.description), row.line)
        if first != row.line:
            text = f"Row {first} says the same: leave one out, or say what each is for."
            raise InvalidInput("ROW_TWICE", "phone", text)
        return True

    def _tried(self, row: TableRow, column: str, work: Callable[[], _Result]) -> _Result | None:
        try:
            return work()
        except DomainError as error:
            self._note(row.line, column, error.code, error.message)
            return None

    def _note(self, line: int, column: str, code: str, message: str) -> None:
        self.file.problems.append(RowProblem(line, column, code, message))

    def _amount(self, row: TableRow) -> Cents:
        amount = from_spreadsheet(row.value("amount"))
        if amount < self.terms.least:
            raise InvalidInput("BELOW_MINIMUM", "amount", f"M-Pesa pays {display(self.terms.least)} or more.")
        if round_to_shilling(amount, Rounding.DOWN)[0] > self.terms.most:
            raise InvalidInput(
                "OVER_TRANSACTION_LIMIT", "amount", f"At most {display(self.terms.most)} at a time."
            )
        return amount

    @staticmethod
    def _name(row: TableRow) -> str:
        name = one_line(row.text("name"))
        if len(name) > 100:
            raise InvalidInput("NAME_MISSING", "name", "A name has at most 100 characters.")
        return name

    def _code(self, row: TableRow) -> str:
        code = row.text("account") or self.terms.account
        if error := self._account(code):
            raise error
        return code

    def _refused(self, code: str) -> DomainError | None:
        """Why nothing is paid from an account: asked once for each code of the file."""
        try:
            self.terms.check_account(code)
        except DomainError as error:
            return error
        return None
