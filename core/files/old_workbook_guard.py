"""What is checked in an XLS (a stream of records inside an OLE2 container) before a reader opens it.

The container is a file system of sectors; `Workbook` in it is the stream, records of (number, length, data):
first of the whole book, which names the sheets and where each begins, then of one sheet after another. Cells
that compute are told by their place; macros and passwords are refused. Microsoft's [MS-CFB] and [MS-XLS] say
what is where.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import error as TooShort
from struct import unpack_from

from core.files.workbook_guard import LOCKED, MACROS, MOST_COMPUTED, Places, WorkbookTooLarge, WorkbookUnsound

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_END_OF_ZIP = b"PK\x05\x06"
_BOOKS = ("Workbook", "Book")
#: Sectors from here on are marks: the end of a chain, a free one.
_MARKS = 0xFFFFFFFA
_MINI_BELOW = 4_096
_FORMULA, _END, _FILEPASS, _BOUNDSHEET, _BOOLERR, _BEGIN = 0x06, 0x0A, 0x2F, 0x85, 0x205, 0x809
_MOST_SHEETS = 50


def check_old_workbook(data: bytes) -> list[Places]:
    """The cells of each sheet that hold a formula or an error, in the order of the sheets.

    Raises WorkbookUnsound / WorkbookTooLarge.
    """
    if _END_OF_ZIP in data:  # the reader would try that too, which nobody has looked at
        raise WorkbookUnsound
    try:
        stream = _book_of(data)
        begins = []
        for number, record in _records(stream, 0):
            if number == _FILEPASS:
                raise WorkbookUnsound(LOCKED)
            if number == _BOUNDSHEET:
                begins.append(unpack_from("<I", record)[0])
        if len(begins) > _MOST_SHEETS:
            raise WorkbookTooLarge
        return [_computed(stream, begin) for begin in begins]
    except (TooShort, IndexError, UnicodeDecodeError):
        raise WorkbookUnsound from None


def _computed(stream: bytes, begin: int) -> Places:
    found: Places = set()
    for number, record in _records(stream, begin):
        if number == _FORMULA or (number == _BOOLERR and record[7]):
            row, column = unpack_from("<HH", record)
            found.add((row + 1, column + 1))
        if len(found) > MOST_COMPUTED:
            raise WorkbookUnsound
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, without those of charts inside of it."""
    depth = 0
    while True:
        number, length = unpack_from("<HH", stream, at)
        depth += (number == _BEGIN) - (number == _END)
        if depth <= 0:
            return
        if depth == 1:
            yield number, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _book_of(data: bytes) -> bytes:
    """The stream of the book out of its container."""
    size = 1 << unpack_from("<H", data, 30)[0]
    if size not in (512, 4_096):
        raise WorkbookUnsound
    table = _Chains(data, size)
    entries = table.read(unpack_from("<I", data, 48)[0])
    streams: dict[str, tuple[int, int]] = {}
    for at in range(0, len(entries) - 127, 128):
        length = unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
        begin, count = unpack_from("<II", entries, at + 116)
        if not at:
            root = begin
        elif name:
            streams.setdefault(name, (begin, count))
    if "EncryptedPackage" in streams:
        raise WorkbookUnsound(LOCKED)
    if any(name.startswith("_VBA_PROJECT") for name in streams):
        raise WorkbookUnsound(MACROS)
    begin, count = next((streams[name] for name in _BOOKS if name in streams), (0, 0))
    if not count:
        raise WorkbookUnsound
    if count >= _MINI_BELOW:
        return table.read(begin)[:count]
    small = table.read(root)
    chain = _Chains(data, size).read(unpack_from("<I", data, 60)[0])
    parts, left = [], count
    while left > 0:
        parts.append(small[begin * 64 : begin * 64 + 64])
        begin, left = unpack_from("<I", chain, begin * 4)[0], left - 64
    return b"".join(parts)[:count]


class _Chains:
    """Streams as chains of sectors: each sector's next one stands in a table that is itself in sectors."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size
        sectors = [each for each in unpack_from("<109I", data, 76) if each < _MARKS]
        more, seen = unpack_from("<I", data, 68)[0], 0
        while more < _MARKS and seen * size < len(data):
            part = self._sector(more)
            sectors += [each for each in unpack_from(f"<{size // 4 - 1}I", part) if each < _MARKS]
            more, seen = unpack_from("<I", part, size - 4)[0], seen + 1
        if len(sectors) * size > len(data):
            raise WorkbookUnsound
        self._next = b"".join(map(self._sector, sectors))

    def read(self, begin: int) -> bytes:
        parts = []
        while begin < _MARKS:
            parts.append(self._sector(begin))
            begin = unpack_from("<I", self._next, begin * 4)[0]
            if len(parts) * self._size > len(self._data):  # a chain that is a circle
                raise WorkbookUnsound
        return b"".join(parts)

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._data):
            raise WorkbookUnsound
        return self._data[at : at + self._size]
