"""The sheets of a workbook that was looked at before, as calamine reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from core.files.workbook_guard import LOCKED, Limits, Places, WorkbookTooLarge, WorkbookUnsound
from core.text import one_line

_SHEETS = 5


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook from its corner on. Places and ranges count from 1, (line, column)."""

    name: str
    rows: list[list[Any]]
    computed: Places
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def open_sheets(
    data: bytes,
    limits: Limits,
    computed: dict[str, Places] | Sequence[Places],
    *,
    first: str,
    hidden: list[str],
) -> Iterator[Sheet]:
    """The sheets that are not hidden, at most five; the one called `first`, in lower case, before the others.

    `computed`: the cells of each sheet that compute, by its name or in the order of all sheets. The names of
    those that are hidden are added to `hidden`. Raises WorkbookTooLarge / WorkbookUnsound.
    """
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        known = book.sheets_metadata
        if not isinstance(computed, dict):
            computed = {each.name: places for each, places in zip(known, computed, strict=True)}
        names = []
        for each in known:
            if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible:
                names.append(each.name)
            elif each.typ == SheetTypeEnum.WorkSheet:
                hidden.append(one_line(each.name))
        if len(names) > _SHEETS:
            raise WorkbookTooLarge
        for name in sorted(names, key=lambda name: name.lower() != first):
            sheet = book.get_sheet_by_name(name)
            if (
                sheet.total_height > limits.rows + 1_000 or sheet.total_width >= limits.columns
            ):  # counted from 0
                raise WorkbookTooLarge
            merged = [
                ((top + 1, left + 1), (bottom + 1, right + 1))
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            ]
            rows, places = sheet.to_python(skip_empty_area=False), computed.get(name, set())
            width = max((len(row) for row in rows), default=0)
            for _ in range(len(rows), max((line for line, _ in places), default=0)):
                rows.append(
                    [""] * width
                )  # cells that compute and have no outcome count for nothing in its range
            yield Sheet(name, rows, places, merged)
    except (WorkbookTooLarge, WorkbookUnsound):
        raise
    except PasswordError:
        raise WorkbookUnsound(LOCKED) from None
    except BaseException as problem:  # a Rust panic of calamine is no Exception
        if isinstance(problem, Exception) or type(problem).__name__ == "PanicException":
            raise WorkbookUnsound from None
        raise
