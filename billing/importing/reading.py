"""A file of customers: every row is judged, and all that is wrong with any of them is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from django.conf import settings

from billing.customers.said import Said, checked, numbers_of
from billing.importing.phones import numbers_in
from core.errors import DomainError, Findings, InvalidInput
from core.files.spreadsheets import RowProblem, TableRow, read_rows
from core.files.workbook_guard import Limits
from core.money import Cents, from_spreadsheet

#: What the columns may be called, in lower case.
COLUMNS: Final = {
    **dict.fromkeys(("name", "customer", "customer name", "full name", "tenant", "jina", "mteja"), "name"),
    **dict.fromkeys(("phone", "phone number", "phone no", "phones", "mobile", "msisdn", "simu"), "phone"),
    **dict.fromkeys(("phone 2", "second phone", "other phone", "other phones", "simu 2"), "phone 2"),
    **dict.fromkeys(("phone 3", "third phone", "simu 3"), "phone 3"),
    **dict.fromkeys(("email", "e-mail", "email address", "e-mail address", "barua pepe"), "email"),
    **dict.fromkeys(("kra pin", "kra_pin", "kra", "pin", "tax pin", "pin ya kra"), "kra_pin"),
    **dict.fromkeys(("credit limit", "credit_limit", "limit", "kikomo"), "credit_limit"),
    **dict.fromkeys(("opening balance", "opening", "balance", "owes", "owed", "deni"), "opening"),
    **dict.fromkeys(("tags", "tag", "group", "groups", "vitambulisho"), "tags"),
    **dict.fromkeys(
        ("account", "account number", "account no", "old account", "reference", "ref", "akaunti"),
        "external_ref",
    ),
}
LIMITS: Final = Limits(
    rows=5_000,
    size=settings.CUSTOMER_FILE_MAX_BYTES,
    inflated=64 * 1024 * 1024,
    parts=200,
    area=1_000_000,
)
_PHONES: Final = ("phone", "phone 2", "phone 3")
_BETWEEN = re.compile(r"[;,|]")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class CustomerRow:
    """One customer of a file, as they will be kept; `numbers` are canonical, the first one first. `opening`
    is what they owed when the books were opened, in cents."""

    line: int
    said: Said = field(repr=False)
    numbers: list[str] = field(repr=False)
    opening: Cents = 0


@dataclass
class CustomerFile:
    """What a file says, and what is wrong with it; `rows` are those with which nothing is."""

    count: int = 0
    rows: list[CustomerRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    #: Sheets that nobody sees when the file is opened; nothing of them was read.
    hidden: list[str] = field(default_factory=list)


def read_customers(data: bytes) -> CustomerFile:
    """The customers of a CSV or Excel file whose first row names the columns; a name is needed.

    Raises InvalidInput as core.files.spreadsheets.read_rows does, for what is wrong with the whole file.
    """
    table = read_rows(data, columns=COLUMNS, needed={"name"}, limits=LIMITS)
    if not table.rows and not table.problems:
        raise InvalidInput("FILE_EMPTY", "file", "The file has no rows below its titles.")
    file = CustomerFile(len(table.rows), problems=list(table.problems), hidden=table.hidden)
    broken = {problem.line for problem in table.problems}
    for row in table.rows:
        found = _Row(row)
        kept = found.read()
        file.problems += found.problems
        if kept is not None and row.line not in broken:
            file.rows.append(kept)
    return file


class _Row:
    """A row, and what is wrong with its cells."""

    def __init__(self, row: TableRow) -> None:
        self.row = row
        self.problems: list[RowProblem] = []

    def read(self) -> CustomerRow | None:
        texts = {
            name: self._tried(name, lambda name=name: self.row.text(name))  # type: ignore[misc]
            for name in ("name", "kra_pin", "email", "external_ref", "tags")
        }
        limit = self._tried("credit_limit", lambda: self._amount("credit_limit"))
        opening = self._tried("opening", self._opening)
        numbers = [
            number for column in _PHONES for number in self._tried(column, self._numbers(column)) or ()
        ]
        said = Said(
            name=texts["name"] or "",
            phone="".join(numbers[:1]),
            other_phones=numbers[1:],
            kra_pin=texts["kra_pin"] or "",
            email=texts["email"] or "",
            external_ref=texts["external_ref"] or "",
            tags=[tag for tag in _BETWEEN.split(texts["tags"] or "") if tag.strip()],
            credit_limit=limit,
        )
        unread = {problem.column for problem in self.problems}
        found = Findings()
        kept = checked(said, found)
        for error in found.errors:
            if error.path[0] not in unread:
                self._note(error.path[0], error)
        if self.problems:
            return None
        return CustomerRow(self.row.line, kept, numbers_of(kept, []), opening or 0)

    def _numbers(self, column: str) -> Callable[[], list[str]]:
        return lambda: numbers_in(self.row.text(column), field=column)

    def _opening(self) -> Cents:
        owed = self._amount("opening") or 0
        if owed < 0:
            raise InvalidInput(
                "BAD_AMOUNT", "opening", "Whom you owe has paid you: record that as a payment."
            )
        return owed

    def _amount(self, column: str) -> Cents | None:
        """In cents; None for a blank."""
        value = self.row.value(column)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise InvalidInput("BAD_AMOUNT", column, "Write the amount in shillings, like 1250.50.")
        return from_spreadsheet(value, field=column)

    def _tried(self, column: str, work: Callable[[], _Result]) -> _Result | None:
        try:
            return work()
        except DomainError as error:
            self._note(column, error)
            return None

    def _note(self, column: str, error: DomainError) -> None:
        shown = "phone 2" if column == "other_phones" else column
        self.problems.append(RowProblem(self.row.line, shown, error.code, error.message))
