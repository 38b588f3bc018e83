"""The portal's two statement layouts (reference 5.1, 5.2), as CSV and XLSX.

A workbook holds the same texts as the CSV, amounts with thousands commas included: exact, and
free of binary fractions.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from daraja_sandbox.bank.statement import Line, Statement
from daraja_sandbox.world.money import plain, with_commas

DAY_FIRST = "%d-%m-%Y %H:%M:%S"
HEADER_A = (
    *("Receipt No.", "Completion Time", "Initiation Time", "Details", "Transaction Status"),
    *("Paid In", "Withdrawn", "Balance", "Balance Confirmed", "Reason Type"),
    *("Other Party Info", "Linked Transaction ID", "A/C No.", "Currency"),
)
HEADER_B = (
    *("Receipt No", "Completion Time", "Details", "Transaction Status"),
    *("Paid In (KSHs)", "Withdrawn (KSHs)", "Balance (KSHs)"),
)


def rows_a(statement: Statement) -> Iterator[tuple[str, ...]]:
    """Preamble, header and lines of the "Organization statement"."""
    closing = with_commas(statement.closing)
    yield ("Account Holder:", statement.holder)
    yield ("Short Code:", statement.shortcode)
    yield ("Account:", statement.account)
    yield ("Time Period:", "From", _day_first(statement.since), "To", _day_first(statement.until))
    yield (
        *("Operator:", statement.operator, "Organization:", statement.holder),
        *("Date of Report:", _day_first(statement.made_at)),
    )
    yield (
        *("Opening Balance:", with_commas(statement.opening), "Closing Balance:", closing),
        *("Available Balance:", closing, "Total Paid In:", with_commas(statement.paid_in)),
        *("Total Withdrawn:", with_commas(statement.withdrawn)),
    )
    yield ()
    yield HEADER_A
    for line in statement.lines:
        yield _line_a(line)


def _line_a(line: Line) -> tuple[str, ...]:
    amount = with_commas(line.amount)
    return (
        line.receipt,
        _day_first(line.completed_at),
        _day_first(line.initiated_at),
        line.details,
        line.status,
        amount if line.amount > 0 else "",
        amount if line.amount < 0 else "",
        with_commas(line.balance),
        "true",
        line.reason_type,
        line.other_party,
        line.linked,
        line.account_no,
        "KES",
    )


def rows_b(statement: Statement) -> Iterator[tuple[str, ...]]:
    """Seven columns, no preamble: shortcode and period stand in the file's name only."""
    yield HEADER_B
    for line in statement.lines:
        yield (
            line.receipt,
            line.completed_at.strftime("%d/%m/%Y %H:%M:%S"),
            line.details,
            line.status,
            plain(max(line.amount, 0)),
            plain(min(line.amount, 0)),
            plain(line.balance),
        )


def write_csv(statement: Statement, template: str) -> bytes:
    """Template A starts with a byte-order mark, template B does not; both end lines with CRLF."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        rows_a(statement) if template == "a" else rows_b(statement)
    )
    return text.getvalue().encode("utf-8-sig" if template == "a" else "utf-8")


def write_xlsx(statement: Statement, template: str) -> bytes:
    # Imported late: it costs a third of a second that a start of the sandbox need not pay.
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]

    book = Workbook(write_only=True)
    sheet = book.create_sheet("transaction")
    for row in rows_a(statement) if template == "a" else rows_b(statement):
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) or None for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def file_name(statement: Statement, template: str, extension: str) -> str:
    since, until = (moment.strftime("%Y-%m-%d") for moment in (statement.since, statement.until))
    if template == "b":
        return f"Statements for {statement.shortcode} from {since} to {until}.{extension}"
    account = statement.account.replace(" ", "_")
    return f"ORG_{statement.shortcode}_{account}_{since}_{until}.{extension}"


def _day_first(moment: datetime) -> str:
    return moment.strftime(DAY_FIRST)
