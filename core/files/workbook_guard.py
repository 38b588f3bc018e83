"""What is checked in an XLSX before a reader opens it.

An XLSX is a ZIP of XML. Ways to make a small one eat a machine, each refused here:
- a ZIP bomb: sizes declared in the directory are added up first, then every part is really inflated and
  counted, because a directory can lie;
- one cell at XFD1048576: calamine keeps a sheet as a dense rectangle, so the rectangle is measured first and
  must be filled by cells; a cell that does not say where it stands (it would be counted on from its row) is
  refused;
- one huge string used a million times, or a hundred megabytes of blanks: text longer than any cell may hold
  is refused;
- tags that begin and never end, by the million: each would be looked for to the end;
- XML that declares entities of its own, which a parser would multiply;
- macros: nobody runs them here, but no statement or table has any.

What a cell computes is lost to a reader of values (where no program kept the outcome it reads as blank), so
cells with a formula or an error are told by their place.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import TypeAlias
from xml.etree import ElementTree

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped,unused-ignore]


class WorkbookUnsound(Exception):
    """No sound ZIP, locked, or made to trick a reader. Its text, if any, tells people what is wrong."""


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
    #: Places in the rectangle around a sheet's cells.
    area: int = 30_000_000


#: Cells that compute, by sheet: (line, column), both from 1.
Places: TypeAlias = set[tuple[int, int]]

_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})(\d{1,10})""")
_COMPUTES = re.compile(rb"""<(?:[^\s<>/:]+:)?f[\s/>]|\st\s*=\s*["']e["']""")
_WHOLE_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])([^<>]*)>(?:\s*(<(?:[^\s<>/:]+:)?f)[\s/>])?")
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
#: A cell none of whose attributes is its place. Values are passed over whole: they may say ` r='A1'` too.
_PLACELESS = re.compile(
    rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])"
    rb"(?!(?:\s+[^\s<>/=]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*?\s+r\s*=\s*[\"'][A-Za-z]{1,4}\d)[^<>]*>"
)
#: A tag that another one begins in: no XML, and what the patterns above do not look behind.
_TORN = re.compile(rb"<[A-Za-z_][^<>]*<")
_CHUNK = 4 * 1024 * 1024
#: How much of a part before a chunk is looked at again with it: the longest tag.
_TAIL = 16 * 1024
#: No text and no tag of a sheet is longer: a cell holds 32,767 characters, a tag a list of ranges.
_LONGEST_RUN = 64 * 1024
#: In a sheet where nothing is unusual cells stand in columns A to Z.
_USUAL_COLUMNS = 26
#: More cells that compute than this are no table.
MOST_COMPUTED = 10_000
#: How many places there may be around a cell, above the first so many.
_SPARSE, _FREE_AREA = 4, 2_000_000
MACROS = "The workbook holds macros: save it as .xlsx without them, or export CSV."
LOCKED = "The workbook is locked with a password: save it without one, or export CSV."
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
#: Parts of a binary workbook and of OpenDocument, which a reader would try when it fails at this one.
_OTHER_FORMATS = {"xl/workbook.bin", "content.xml"}
_SMALL_PART = 1024 * 1024


@dataclass
class _Part:
    """What is seen of a part while it is inflated."""

    size: int = 0
    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    tricks: bool = False
    computed: Places = field(default_factory=set)


def check_workbook(data: bytes, limits: Limits) -> dict[str, Places]:
    """The cells of each sheet that hold a formula or an error, by the sheet's name.

    Raises WorkbookUnsound (no sound ZIP, no XLSX) or WorkbookTooLarge (a bomb, or simply large).
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            declared = sum(part.file_size for part in parts)
            if len(parts) > limits.parts or declared > limits.inflated:
                raise WorkbookTooLarge
            left = limits.inflated
            seen: dict[str, _Part] = {}
            infos = {}
            for part in parts:
                if part.flag_bits & 0x1:
                    raise WorkbookUnsound(LOCKED)
                name = part.filename.lower().replace("\\", "/")
                if name.endswith("vbaproject.bin"):
                    raise WorkbookUnsound(MACROS)
                if name in seen:
                    raise WorkbookUnsound  # a reader might take the other one
                infos[name] = part
                found = seen[name] = _inflate(archive, part, left, limits)
                left -= found.size
            if seen.keys() & _OTHER_FORMATS:
                raise WorkbookUnsound
            computed = {}
            for title, name in _sheets(archive):
                sheet = seen[name]
                if _is_sparse(sheet, limits):
                    sheet = _inflate(archive, infos[name], limits.inflated, limits, exact=True)
                if sheet.tricks:
                    raise WorkbookUnsound
                if _is_sparse(sheet, limits):
                    raise WorkbookTooLarge
                computed[title] = sheet.computed
            return computed
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
        ElementTree.ParseError, KeyError,
    ):  # fmt: skip
        raise WorkbookUnsound from None


def _is_sparse(sheet: _Part, limits: Limits) -> bool:
    """Whether the rectangle around the cells holds far more than them."""
    return sheet.last_row * sheet.last_column > min(limits.area, _FREE_AREA + _SPARSE * sheet.cells)


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets of a workbook: each one's name, and its part in lower case.

    Raises KeyError, ParseError, and WorkbookUnsound where a reader might see another part.
    """
    book, relations = (_small_part(archive, name) for name in (_WORKBOOK, _RELATIONS))
    targets = {each.attrib["Id"]: each.attrib["Target"] for each in relations}
    sheets = [each for each in book.iter() if each.tag.rpartition("}")[2] == "sheet"]
    if len(targets) < len(relations) or len({each.attrib["name"] for each in sheets}) < len(sheets):
        raise WorkbookUnsound
    for sheet in sheets:
        links = [value for name, value in sheet.attrib.items() if name.rpartition("}")[2] == "id"]
        if len(links) != 1:
            raise WorkbookUnsound
        target = targets[links[0]].lower()
        yield sheet.attrib["name"], target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _small_part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as stream:
        text = stream.read(_SMALL_PART + 1)
    if len(text) > _SMALL_PART:
        raise WorkbookTooLarge
    return ElementTree.fromstring(text)  # noqa: S314  (what declares entities is refused before)


def _inflate(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, limits: Limits, *, exact: bool = False
) -> _Part:
    """One part, counted while inflating; looks at cells and text lengths on the way.

    Where cells are as usual their last column is not known, and their last row by its digits, unless `exact`.
    """
    part.file_size = 2**62  # read to the end of the data, whatever the directory says
    found, tail = _Part(), b""
    name = part.filename.lower()
    shared = name.endswith("sharedstrings.xml")
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            wide = chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in chunk[:64]
            if found.size == 0 and wide and name.endswith((".xml", ".rels")):
                raise WorkbookUnsound  # XML in UTF-16 would hide cell positions from the pattern
            if b"<!DOCTYPE" in (seen := tail + chunk):
                raise WorkbookUnsound
            found.size += len(chunk)
            if found.size > left:
                raise WorkbookTooLarge
            endless = seen.rfind(b">") < seen.rfind(b"<") < len(seen) - _TAIL  # a tag longer than the tail
            found.tricks = found.tricks or endless
            most = limits.cell_text if shared else _LONGEST_RUN if "worksheets/" in name else len(seen) + 1
            if not found.tricks and _is_long(seen, most):
                raise WorkbookTooLarge
            tags = seen[: seen.rfind(b">") + 1]
            last = _CELL.search(tags, max(0, tags.rfind(b"<c ")))
            last_row = int(last[2]) if last else 0
            if not exact and _is_usual(tags, last_row, limits):
                found.cells += chunk.count(b"<c ")
                found.last_row = max(found.last_row, last_row)
                found.last_column = max(found.last_column, _USUAL_COLUMNS)
            elif _TORN.search(seen):
                found.tricks = True
            else:
                _look_at_cells(found, seen, limits)
                if not shared and _COMPUTES.search(seen):
                    _note_computed(found, seen)
            tail = seen[-_TAIL:]
    return found


@lru_cache(maxsize=8)
def _unusual(digits: int) -> bytes:
    """What makes a look at every cell necessary: a cell that does not begin like `<c r="M17"`, in columns A
    to Z, on a line of at most so many digits; or anything that may compute. For one pass, which knows no
    look-around."""
    place = rb"[^A-Za-z]|[A-Za-z](?:[^0-9]|[0-9]{1,%d}[^0-9\"]|[0-9]{%d})" % (digits, digits + 1)
    cell = rb"<c(?:[\t\n\r>/]| (?:[^r]|r(?:[^=]|=(?:[^\"]|\"(?:" + place + rb")))))"
    return cell + rb"""|[:<]f[\s/>]|:c[\s/>]|["']e["']"""


def _is_usual(tags: bytes, last_row: int, limits: Limits) -> bool:
    """Whether whole tags hold nothing `_unusual`: in nearly every file, and this is quick to see. No line has
    more digits than the last cell's (rows are in order), nor as many as the last one that may be."""
    digits = min(len(str(last_row)), len(str(limits.rows + 1_000)) - 1)
    ends = pa.py_buffer(struct.pack("=qq", 0, len(tags)))
    text = pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(tags)])
    found = pc.match_substring_regex(text, _unusual(digits))[0].as_py()
    return limits.columns >= _USUAL_COLUMNS and not found


def _look_at_cells(found: _Part, seen: bytes, limits: Limits) -> None:
    for column, row in _CELL.findall(seen):
        found.cells += 1
        found.last_row = max(found.last_row, int(row))
        found.last_column = max(found.last_column, _column_number(column))
    if found.last_column > limits.columns or found.last_row > limits.rows + 1_000:
        raise WorkbookTooLarge
    found.tricks = found.tricks or _PLACELESS.search(seen) is not None


def _is_long(seen: bytes, most: int) -> bool:
    """Whether a text between two tags is twice as long as it may be, or so: by steps, to cost nothing."""
    return any(seen.find(b"<", at, at + most) < 0 for at in range(0, len(seen) - most + 1, most))


def _note_computed(found: _Part, seen: bytes) -> None:
    for attributes, formula in _WHOLE_CELL.findall(seen):
        if formula or _ERROR.search(attributes):
            place = _CELL.search(attributes)
            if place is None or len(found.computed) >= MOST_COMPUTED:
                raise WorkbookUnsound
            found.computed.add((int(place[2]), _column_number(place[1])))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
