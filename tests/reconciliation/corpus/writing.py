"""Claims written as the portal writes them (reference/daraja, section 5), or as a spreadsheet saves them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped,unused-ignore]

from tests.reconciliation.corpus.claims import Claim
from tests.reconciliation.corpus.history import Party, Row

COLUMNS_A = (
    "Receipt No.", "Completion Time", "Initiation Time", "Details", "Transaction Status", "Paid In",
    "Withdrawn", "Balance", "Balance Confirmed", "Reason Type", "Other Party Info", "Linked Transaction ID",
    "A/C No.", "Currency",
)  # fmt: skip
COLUMNS_B = (
    "Receipt No", "Completion Time", "Details", "Transaction Status", "Paid In (KSHs)", "Withdrawn (KSHs)",
    "Balance (KSHs)",
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a claim is written. `mask`: full, portal or short. `totals`: whether template A declares them.

    `numbers`: amounts of an XLSX are numbers, its times Excel's. `jumbled`: rows that share a receipt stand
    the other way round, each with its balance.
    """

    template: str = "A"
    form: str = "csv"
    encoding: str = "utf-8-sig"
    separator: str = ","
    newest_first: bool = True
    seconds: bool = True
    mask: str = "full"
    totals: bool = True
    numbers: bool = False
    jumbled: bool = False
    dates: str = ""

    def masked(self, masked: bool) -> Style:
        return replace(self, mask="portal") if masked else self


#: Ways in which the same rows come; every one of them says the seconds.
STYLES = (
    Style(),
    Style(template="B", encoding="utf-8"),
    Style(form="xlsx"),
    Style(form="xlsx", numbers=True, newest_first=False),
    Style(template="B", form="xlsx"),
    Style(encoding="utf-16", separator="\t", jumbled=True),
    Style(encoding="utf-8", separator=";", newest_first=False, totals=False),
    Style(encoding="cp1252", dates="%Y-%m-%d", mask="short"),
)


@dataclass(frozen=True)
class File:
    name: str
    data: bytes


def write(claim: Claim, style: Style) -> File:
    """The file. Template B names shortcode and days in its name only."""
    table = _preamble(claim, style) + _table(claim, style)
    name = f"Organization_{claim.shortcode}_{claim.start:%Y%m%d%H%M%S}"
    if style.template == "B":
        name = f"Statements for {claim.shortcode} from {claim.start:%Y-%m-%d} to {claim.end:%Y-%m-%d}"
    if style.form == "xlsx":
        return File(name + ".xlsx", _workbook(table))
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=style.separator, lineterminator="\r\n").writerows(table)
    return File(name + ".csv", target.getvalue().encode(style.encoding))


def _preamble(claim: Claim, style: Style) -> list[list[Any]]:
    if style.template == "B":
        return []
    moment = "%d-%m-%Y %H:%M:%S"
    rows: list[list[Any]] = [
        ["Account Holder:", "MAJI SAFI LTD"],
        ["Short Code:", claim.shortcode],
        ["Account:", claim.account],
        ["Time Period:", "From", f"{claim.start:{moment}}", "To", f"{claim.end:{moment}}"],
        [
            "Operator:",
            "operator1",
            "Organization:",
            "MAJI SAFI LTD",
            "Date of Report:",
            f"{claim.made_at:{moment}}",
        ],
    ]
    if style.totals:
        declared = {
            "Opening Balance:": claim.opening,
            "Closing Balance:": claim.closing,
            "Available Balance:": claim.closing,
            "Total Paid In:": claim.paid_in,
            "Total Withdrawn:": claim.withdrawn,
        }
        rows.append([cell for label, cents in declared.items() for cell in (label, commas(cents))])
    return [*rows, []]


def _table(claim: Claim, style: Style) -> list[list[Any]]:
    rows = list(claim.rows)
    if style.jumbled:
        rows = _jumbled(rows)
    if style.newest_first:
        rows.reverse()
    cells = _row_a if style.template == "A" else _row_b
    header = COLUMNS_A if style.template == "A" else COLUMNS_B
    return [list(header), *(cells(row, style) for row in rows)]


def _row_a(row: Row, style: Style) -> list[Any]:
    paid_in, withdrawn = max(row.cents, 0), min(row.cents, 0)
    show = _number if style.numbers else commas
    return [
        row.receipt,
        _moment(row.completed, style, "%d-%m-%Y"),
        _moment(row.initiated or row.completed, style, "%d-%m-%Y"),
        _worded(row.words, row, style),
        row.status,
        show(paid_in) if paid_in else "",
        show(withdrawn) if withdrawn else "",
        show(row.balance),
        "true",
        row.reason,
        _worded(row.other, row, style),
        row.linked,
        row.account_no,
        "KES",
    ]


def _row_b(row: Row, style: Style) -> list[Any]:
    return [
        row.receipt,
        _moment(row.completed, style, "%d/%m/%Y"),
        _worded(row.words, row, style),
        row.status,
        plain(max(row.cents, 0)),
        plain(min(row.cents, 0)),
        plain(row.balance),
    ]


def _moment(at: datetime, style: Style, usual: str) -> Any:
    if style.numbers:
        return at if style.seconds else at.replace(second=0)
    clock = "%H:%M:%S" if style.seconds else "%H:%M"
    return at.strftime(f"{style.dates or usual} {clock}")


def _worded(words: str, row: Row, style: Style) -> str:
    return words.replace("{party}", person(row.party, style.mask)) if row.party else words


def person(party: Party, mask: str) -> str:
    """`254700000345 - PAYEE FIVE`, `25470****345 - PAYEE **** FIVE` or `2547****345 - PAYEE **** FIVE`."""
    if mask == "full":
        return f"{party.phone} - {party.name}"
    shown = party.phone[: 5 if mask == "portal" else 4]
    return f"{shown}****{party.phone[-3:]} - {party.name.replace(' ', ' **** ')}"


def commas(cents: int) -> str:
    sign, size = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{size // 100:,}.{size % 100:02}"


def plain(cents: int) -> str:
    return commas(cents).replace(",", "")


def _number(cents: int) -> float:
    return cents / 100


def _jumbled(rows: list[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        if found and found[-1].receipt == row.receipt:
            found.insert(len(found) - 1, row)
        else:
            found.append(row)
    return found


def _workbook(table: list[list[Any]]) -> bytes:
    book = Workbook()
    page = book.active
    page.title = "transaction"
    for cells in table:
        page.append([None if cell == "" else cell for cell in cells])
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


def _timeless(data: bytes) -> bytes:
    """The same workbook, whenever it is written: a seed gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2025-06-01T06:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, (2025, 6, 1, 6, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def torn(file: File) -> File:
    """A download that broke off in the middle of its last row."""
    return File(file.name, file.data[: -len(file.data) // 5])
