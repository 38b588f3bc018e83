"""Files that somebody might send to harm, or in a great hurry: each small here, whatever it would become.

Every maker has the code with which its file is refused.
"""

from __future__ import annotations

import csv
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import openpyxl

from tests.old_excel import Formula, book, container, old_excel
from tests.reconciliation.statement_files import A, B, as_workbook

TEXT = A.read_text("utf-8-sig")
HEADER = 7
PAID_IN, BALANCE = 5, 7
SHEET = "xl/worksheets/sheet1.xml"
RECEIPT_TITLES = "Receipt No,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance"
NO, EMPTY, LARGE = "NOT_A_STATEMENT", "STATEMENT_EMPTY", "STATEMENT_TOO_LARGE"
Maker = Callable[[], bytes]


def table() -> list[list[object]]:
    """The cells of the worked day, preamble and all."""
    return [list(row) for row in csv.reader(io.StringIO(TEXT))]


def as_csv(rows: list[list[object]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return target.getvalue().encode()


def with_cell(value: object, column: int, *, line: int = HEADER + 3) -> list[list[object]]:
    found = table()
    found[line][column] = value
    return found


def in_every_row(value: object, column: int) -> list[list[object]]:
    found = table()
    for row in found[HEADER + 1 :]:
        row[column] = value
    return found


def with_more(count: int, *, last: int = 2**20) -> list[list[object]]:
    """So many cells more in each row, from the titles to the line `last`."""
    return [[*row, *["x"] * count] if HEADER <= place <= last else row for place, row in enumerate(table())]


def edited(change: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> bytes:
    found = openpyxl.load_workbook(io.BytesIO(as_workbook(A, numeric=True)))
    change(found["transaction"])
    target = io.BytesIO()
    found.save(target)
    return target.getvalue()


def packed(change: Callable[[bytes], bytes] = bytes, *, part: str = SHEET, **more: bytes) -> bytes:
    """The worked day as a workbook, one part changed and others put to it."""
    target = io.BytesIO()
    sound = zipfile.ZipFile(io.BytesIO(as_workbook(A, numeric=True)))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for each in sound.infolist():
            data = sound.read(each)
            made.writestr(each.filename, change(data) if each.filename == part else data)
        for name, data in more.items():
            made.writestr(name.replace("__", "/"), data)
    return target.getvalue()


def ending_in(rows: bytes) -> bytes:
    return packed(lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def bomb(declared: int) -> bytes:
    """A sheet that inflates to ten gigabytes out of ten megabytes, and says that it has `declared` bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b" " * 2**24
    first = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return with_sizes(packed(lambda xml: first + again * 639), declared, raw=SHEET)


def with_sizes(data: bytes, declared: int, *, raw: str = "") -> bytes:
    """The directory says of every part that it inflates to so many bytes; the part `raw` is deflated."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as sound,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for each in sound.infolist():
            how = zipfile.ZIP_STORED if each.filename == raw else zipfile.ZIP_DEFLATED
            made.writestr(each.filename, sound.read(each), how)
        for each in made.filelist:
            each.file_size, each.compress_type = declared, zipfile.ZIP_DEFLATED
    return target.getvalue()


def locked_zip() -> bytes:
    data = bytearray(as_workbook(A, numeric=True))
    data[data.find(b"PK\x03\x04") + 6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def locked_old() -> bytes:
    """Where the sheets are named it says that all that follows is encrypted."""
    stream = book(table())
    return container(Workbook=stream[:20] + struct.pack("<HHHHH", 0x2F, 6, 1, 1, 1) + stream[20:])


def entities(part: str) -> bytes:
    """Ten names, each ten times the one before."""
    names = b"".join(
        b'<!ENTITY x%d "%s">' % (place, b"&x%d;" % (place - 1) * 10 if place else b"x") for place in range(10)
    )

    def declared(xml: bytes) -> bytes:
        head, _, rest = xml.partition(b"?>") if xml.startswith(b"<?xml") else (b"", b"", xml)
        return (head + b"?>" if head else b"") + b"<!DOCTYPE x [" + names + b"]>" + rest

    return packed(declared, part=part)


def cut(data: bytes, part: float) -> bytes:
    return data[: int(len(data) * part)]


def half_a_byte_off(data: bytes) -> bytes:
    return data[1:]


PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + random.Random(1).randbytes(20_000)
PAGE = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr>'
    + "".join(f"<td>{title}</td>" for title in RECEIPT_TITLES.split(","))
    + "</tr><tr><td>UKK1AA00Z9</td></tr></table></body></html>"
)
XML_SHEET = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    "<Row><Cell><Data>Receipt No.</Data></Cell></Row></Table></Worksheet></Workbook>"
)
OF_A_BANK = "Date,Narration,Debit,Credit,Balance\n20/11/2026,Rent,100.00,,200.00\n"

HOSTILE: dict[str, tuple[str, Maker]] = {
    "zip bomb": (LARGE, lambda: bomb(10 * 2**30)),
    "zip bomb that says it is small": (LARGE, lambda: bomb(1000)),
    "parts of ten gigabytes": (LARGE, lambda: with_sizes(as_workbook(A, numeric=True), 10 * 2**30)),
    "a cell in the far corner": (LARGE, lambda: ending_in(b'<row r="1048576"><c r="XFD1048576"/></row>')),
    "a cell that is far enough": (
        LARGE,
        lambda: ending_in(b'<row r="1048576"><c r="BL1048576"><v>1</v></c></row>'),
    ),
    "a far cell among near ones": (
        LARGE,
        lambda: ending_in(
            b'<row r="999999"><c r="Z999999"><v>1</v></c></row><row r="31"><c r="A31"><v>1</v></c></row>'
        ),
    ),
    "a far cell in the old format": (LARGE, lambda: old_excel([*table(), [""] * 255 + ["x"]])),
    "an old sheet that says it is endless": (NO, lambda: old_excel(table(), size=(2**32 - 1, 2**16 - 1))),
    "tags that never end": (NO, lambda: ending_in(b"<c " * 2_000_000)),
    "a quote that never ends in a tag": (NO, lambda: ending_in(b"<c a='\" " * 1_000_000)),
    "a million blank rows and nothing": (EMPTY, lambda: b"       \r\n" * 2**20),
    "a million blank rows of a workbook": (
        LARGE,
        lambda: ending_in(b"".join(b'<row r="%d"><c r="A%d"/></row>' % (at, at) for at in range(30, 2**20))),
    ),
    "a formula": ("FORMULA", lambda: edited(lambda page: page.cell(HEADER + 3, PAID_IN + 1, "=1+1"))),
    "a formula in every row": (
        "FORMULA",
        lambda: edited(
            lambda page: [
                page.cell(line, BALANCE + 1, "=1+1") for line in range(HEADER + 2, page.max_row + 1)
            ]
        ),
    ),
    "a formula with an outcome": ("FORMULA", lambda: old_excel(with_cell(Formula(500), PAID_IN))),
    "merged cells": ("FORMULA", lambda: edited(lambda page: page.merge_cells("F9:F12"))),
    "macros": (NO, lambda: packed(xl__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin")),
    "macros of the old format": (NO, lambda: container(_VBA_PROJECT_CUR=b"x", Workbook=book(table()))),
    "a locked workbook": (NO, lambda: container(EncryptionInfo=b"x" * 248, EncryptedPackage=b"x" * 9_000)),
    "a locked archive": (NO, locked_zip),
    "a locked workbook of the old format": (NO, locked_old),
    "entities in a sheet": (NO, lambda: entities(SHEET)),
    "entities in the book": (NO, lambda: entities("xl/workbook.xml")),
    "depths of tags in the book": (
        NO,
        lambda: packed(lambda xml: b"<a>" * 140_000 + b"</a>" * 140_000, part="xl/workbook.xml"),
    ),
    "a page of the web": (NO, PAGE.encode),
    "a page of the web in UTF-16": (NO, lambda: PAGE.encode("utf-16")),
    "an XML spreadsheet": (NO, XML_SHEET.encode),
    "a picture": (NO, lambda: PICTURE),
    "a document": (NO, lambda: b"%PDF-1.7\n%\xe2\xe3\n" + PICTURE),
    "a bank's": ("WRONG_ACCOUNT", OF_A_BANK.encode),
    "a missing column": (NO, lambda: TEXT.replace("Paid In", "Money").encode()),
    "columns swapped": (
        "BOTH_SIDES",
        lambda: (
            TEXT.replace(",Paid In", ",@").replace(",Balance", ",Paid In").replace("@", "Balance").encode()
        ),
    ),
    "ten thousand columns": (LARGE, lambda: as_csv(with_more(10_000))),
    "ten thousand titles": (LARGE, lambda: as_csv(with_more(10_000, last=HEADER))),
    "ten thousand columns of a workbook": (
        LARGE,
        lambda: edited(lambda page: [page.cell(HEADER + 1, column, "x") for column in range(20, 10_020)]),
    ),
    "two hundred columns of the old format": (LARGE, lambda: old_excel(with_more(200))),
    "a cell of five megabytes": ("BAD_TEXT", lambda: as_csv(with_cell("X" * 5_000_000, 3))),
    "a receipt of five megabytes": ("BAD_TEXT", lambda: as_csv(with_cell("X" * 5_000_000, 0))),
    "an amount of five megabytes": ("BAD_AMOUNT", lambda: as_csv(with_cell("9" * 5_000_000, PAID_IN))),
    "five megabytes without a line": (NO, lambda: b"X" * 5_000_000),
    "five megabytes of one quote": ("BROKEN_QUOTE", lambda: TEXT.encode() + b'"' + b"x" * 5_000_000),
    "a cell of five megabytes in a workbook": (
        LARGE,
        lambda: ending_in(
            b'<row r="40"><c r="A40" t="inlineStr"><is><t>' + b"X" * 5_000_000 + b"</t></is></c></row>"
        ),
    ),
    "cut in an amount": ("BROKEN_QUOTE", lambda: TEXT.encode()[: TEXT.encode().rfind(b".00") - 2]),
    "cut in the titles": (NO, lambda: TEXT.encode()[: TEXT.encode().find(b"Completion Time") + 5]),
    "a workbook cut": (NO, lambda: cut(as_workbook(A, numeric=True), 0.97)),
    "half a workbook": (NO, lambda: cut(as_workbook(A, numeric=True), 0.5)),
    "the old format cut": (NO, lambda: cut(old_excel(table()), 0.9)),
    "half of the old format": (NO, lambda: cut(old_excel(table()), 0.5)),
    "letters of a mainframe": (NO, lambda: TEXT.encode("cp037", errors="replace")),
    "letters of four bytes": (NO, lambda: TEXT.encode("utf-32")),
    "letters that are shifted": ("BAD_RECEIPT", lambda: half_a_byte_off(TEXT.encode("utf-16-le"))),
    "nothing but NUL": (EMPTY, lambda: bytes(1_000_000)),
    "NUL in an amount": ("BAD_AMOUNT", lambda: TEXT.replace(",-250.00", ",-2\x0050.00").encode()),
    "half a character in an amount": (
        "BAD_AMOUNT",
        lambda: TEXT.replace(",-250.00", ",-2\ud80050.00").encode(errors="surrogatepass"),
    ),
    "half a character in a status": (
        "BAD_CHARACTERS",
        lambda: TEXT.replace("Completed", "Comp\ud800leted", 1).encode("utf-16", errors="surrogatepass"),
    ),
    "a sheet with nothing on it": (NO, lambda: old_excel([])),
    "titles and nothing": (EMPTY, lambda: B.read_bytes().splitlines()[0] + b"\r\n"),
    "days that are no days": ("BAD_TIME", lambda: as_csv(in_every_row("-46346.5", 1))),
    "days counted from 1904": ("OUTSIDE_PERIOD", lambda: as_csv(in_every_row("44884.4", 1))),
}
