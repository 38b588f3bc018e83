"""What is checked in an XLSX before a reader opens it.

An XLSX is a ZIP of XML. Ways to make a small one eat a machine, each refused here:
- a ZIP bomb: sizes declared in the directory are added up first, then every part is really inflated and
  counted, because a directory can lie;
- one cell at XFD1048576: calamine keeps a sheet as a dense rectangle, so the rectangle is measured first;
- one huge shared string used a million times: strings longer than any cell may be are refused;
- XML that declares entities of its own, which a parser would multiply.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO


class WorkbookUnsound(Exception):
    """No sound ZIP, locked, or made to trick a reader."""


class WorkbookTooLarge(Exception):
    """More bytes, rows, columns or text than the limits."""


@dataclass(frozen=True)
class Limits:
    """How much of a file is read: table rows, bytes of the file, bytes of an XLSX when inflated."""

    rows: int = 1_100_000
    size: int = 256 * 1024 * 1024
    inflated: int = 1024 * 1024 * 1024
    parts: int = 1_000
    columns: int = 64
    cell_text: int = 4_096


_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})(\d{1,10})""")
_CHUNK = 4 * 1024 * 1024
_TAIL = 64


def check_workbook(data: bytes, limits: Limits) -> None:
    """Raises WorkbookUnsound (no sound ZIP) or WorkbookTooLarge (a bomb, or simply large)."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            declared = sum(part.file_size for part in parts)
            if len(parts) > limits.parts or declared > limits.inflated:
                raise WorkbookTooLarge
            left = limits.inflated
            for part in parts:
                if part.flag_bits & 0x1:
                    raise WorkbookUnsound
                left -= _inflate(archive, part, left, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise WorkbookUnsound from None


def _inflate(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, limits: Limits) -> int:
    """Bytes of one part, counted while inflating; looks at cell positions and text lengths on the way."""
    part.file_size = 2**62  # read to the end of the data, whatever the directory says
    size, tail, last_row, last_column, run = 0, b"", 0, 0, 0
    shared = part.filename.lower().endswith("sharedstrings.xml")
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            wide = chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in chunk[:64]
            if size == 0 and wide and part.filename.lower().endswith((".xml", ".rels")):
                raise WorkbookUnsound  # XML in UTF-16 would hide cell positions from the pattern
            if b"<!DOCTYPE" in (seen := tail + chunk):
                raise WorkbookUnsound
            size += len(chunk)
            if size > left:
                raise WorkbookTooLarge
            for column, row in _CELL.findall(seen):
                last_row = max(last_row, int(row))
                last_column = max(last_column, _column_number(column))
            if last_column > limits.columns or last_row > limits.rows + 1_000:
                raise WorkbookTooLarge
            if shared:
                pieces = chunk.split(b"<")
                run += len(pieces[0])
                longest = max(run, max(map(len, pieces[1:]), default=0))
                run = len(pieces[-1]) if len(pieces) > 1 else run
                if longest > limits.cell_text:
                    raise WorkbookTooLarge
            tail = chunk[-_TAIL:]
    return size


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
