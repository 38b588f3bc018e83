"""Writes the old Excel format, as the portal and people's machines still do: no library that we use can.

[MS-CFB] is the container, [MS-XLS] the records inside of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack

SECTOR, MINI, MINI_BELOW = 512, 64, 4_096
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
BEGIN, LAST, SHEET, SIZE, NUMBER, LABEL, FORMULA = 0x809, 0x0A, 0x85, 0x200, 0x203, 0x204, 0x06
Cells = Sequence[Sequence[object]]


class Formula:
    """A cell that computes; it holds the outcome of the last time."""

    def __init__(self, outcome: float) -> None:
        self.outcome = outcome


def old_excel(rows: Cells, *, title: str = "transaction", size: tuple[int, int] | None = None) -> bytes:
    """A workbook of one sheet: texts, numbers, formulas. `size`: the rows and columns that it says it has."""
    return container(Workbook=book(rows, title=title, size=size))


def book(rows: Cells, *, title: str = "transaction", size: tuple[int, int] | None = None) -> bytes:
    """The stream of records, without its container."""
    height, width = size or (len(rows), max(map(len, rows), default=0))
    cells = b"".join(
        _cell(line, column, value)
        for line, row in enumerate(rows)
        for column, value in enumerate(row)
        if value not in ("", None)
    )
    name = title.encode("utf-16-le")
    named = pack("<BBBB", 0, 0, len(title), 1) + name
    head = _record(BEGIN, pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
    begins = len(head) + len(_record(SHEET, b"\0" * 4 + named)) + len(_record(LAST))
    return b"".join(
        [
            head,
            _record(SHEET, pack("<I", begins) + named),
            _record(LAST),
            _record(BEGIN, pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)),
            _record(SIZE, pack("<IIHHH", 0, height, 0, width, 0)),
            cells,
            _record(LAST),
        ]
    )


def _record(number: int, data: bytes = b"") -> bytes:
    return pack("<HH", number, len(data)) + data


def _cell(line: int, column: int, value: object) -> bytes:
    place = pack("<HHH", line, column, 0)
    if isinstance(value, Formula):
        return _record(FORMULA, place + pack("<dHIH", value.outcome, 0, 0, 3) + b"\x1e\x01\x00")
    if isinstance(value, int | float):
        return _record(NUMBER, place + pack("<d", value))
    text = str(value)
    return _record(LABEL, place + pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def container(**streams: bytes) -> bytes:
    """Streams by name; short ones lie together in the one of the root, in pieces of 64 bytes."""
    sectors: list[bytes] = []
    table: list[int] = []

    def keep(data: bytes) -> int:
        """Add a stream; its first sector."""
        begin = len(sectors)
        sectors.extend(data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR))
        table.extend([*range(begin + 1, len(sectors)), END])
        return begin

    mini, mini_table, entries = b"", b"", []
    for name, data in streams.items():
        if len(data) >= MINI_BELOW:
            begin = keep(data)
        else:
            begin, count = len(mini) // MINI, -(-len(data) // MINI)
            mini += data.ljust(count * MINI, b"\0")
            mini_table += pack(f"<{count}I", *range(begin + 1, begin + count), END)
        entries.append((name, 2, begin, len(data)))
    mini_begin, mini_table_begin = (keep(mini), keep(mini_table)) if mini else (END, END)
    listed = [("Root Entry", 5, mini_begin, len(mini)), *entries]
    directory = keep(
        b"".join(
            (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
            + pack("<HBB", 2 * len(name) + 2, kind, 1)
            + pack("<III", FREE, place + 1 if 0 < place < len(listed) - 1 else FREE, FREE if place else 1)
            + bytes(36)
            + pack("<IQ", begin, count)
            for place, (name, kind, begin, count) in enumerate(listed)
        )
    )
    tables = next(count for count in range(1, 110) if count * SECTOR // 4 >= len(table) + count)
    begin = len(sectors)
    table += [TABLE] * tables
    table += [FREE] * (tables * SECTOR // 4 - len(table))
    sectors.append(pack(f"<{len(table)}I", *table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += pack("<9I", 0, tables, directory, 0, MINI_BELOW, mini_table_begin, bool(mini), END, 0)
    listed_tables = [*range(begin, begin + tables)] + [FREE] * (109 - tables)
    return (head + pack("<109I", *listed_tables)).ljust(SECTOR, b"\0") + b"".join(sectors)
