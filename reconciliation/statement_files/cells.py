"""Cells of a statement, a whole column at a time: text, cents, moments, account numbers.

Each function has a fast path on Arrow for the shapes that the portal writes, and hands everything else, one
distinct value at a time, to `core.money.from_spreadsheet` or to `moment_of`. Both paths agree; a test
compares them. No amount passes through a float unless a spreadsheet stored it as one.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped,unused-ignore]
import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped,unused-ignore]

from core.days import EAT, END_DAY, FIRST_DAY, is_kept, micros_of
from core.errors import InvalidInput
from core.money import Cents, from_spreadsheet

CentsArray = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_ODD = r"[\x00-\x1f\x7f\x{a0}\x{200b}\x{feff}]"
_ODD_PYTHON = re.compile("[\x00-\x1f\x7f\u00a0\u200b\ufeff]")
_PLAIN_AMOUNT = r"^[+-]?(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d{1,2})?$"
_HUNDRED = pa.scalar(Decimal(100), pa.decimal128(3, 0))
_FAST_TIMES = (
    (r"^\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2}$", "%d-%m-%Y %H:%M:%S", 0),
    (r"^\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}$", "%d/%m/%Y %H:%M:%S", 0),
    (r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$", "%Y-%m-%d %H:%M:%S", 8),
)
_CLOCK = r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?(?: ?([AaPp])\.?[Mm]\.?)?)?"
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _CLOCK)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _CLOCK)
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_SERIAL_EPOCH = datetime(1899, 12, 30)
_UTC_OFFSET_US = 3 * 3600 * 1_000_000  # EAT is UTC+3 on every day that M-Pesa has existed


def cell_text(value: object) -> str:
    """A cell as trimmed text on one line; whole numbers lose their `.0`, Excel dates read as the portal's."""
    if value is None or value is pd.NaT:
        return ""
    if isinstance(value, str):
        return _ODD_PYTHON.sub(" ", value).strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if isnan(value):
            return ""
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return (value + timedelta(milliseconds=500)).strftime("%d-%m-%Y %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    return _ODD_PYTHON.sub(" ", str(value)).strip()


def text_column(column: pd.Series, *, tidy: bool = False) -> Any:
    """Arrow strings of a column, each cell as `cell_text` gives it; never null. `tidy`: see `RawTable`."""
    texts = _all_texts(column)
    if texts is None:
        return pa.array([cell_text(value) for value in column], type=pa.large_string())
    return _trimmed(texts, tidy)


def _trimmed(texts: Any, tidy: bool) -> Any:
    values = pa.chunked_array(texts)
    if not tidy and pc.any(pc.match_substring_regex(values, _ODD)).as_py():
        values = pc.replace_substring_regex(values, _ODD, " ")
    return pc.utf8_trim_whitespace(pc.fill_null(values, "")).combine_chunks()


def cents_column(column: pd.Series, *, tidy: bool = False) -> tuple[CentsArray, Mask]:
    """(cents, which cells are no amount). Blank cells and `-` are 0 and not wrong."""
    texts = _all_texts(column)
    if texts is None:
        return _cents_of_objects(column)
    text = _trimmed(texts, tidy)
    plain = pc.match_substring_regex(text, _PLAIN_AMOUNT)
    digits = pc.replace_substring(pc.if_else(plain, text, None), ",", "")
    exact = pc.multiply(pc.cast(digits, pa.decimal128(18, 2)), _HUNDRED)
    cents = pc.fill_null(pc.cast(exact, pa.int64()), 0).to_numpy(zero_copy_only=False).copy()
    bad = np.zeros(len(cents), dtype=np.bool_)
    odd = np.flatnonzero(~plain.to_numpy(zero_copy_only=False) & ~is_blank(text))
    if len(odd):
        some, some_bad = _cents_of_objects(pd.Series(text.take(pa.array(odd)).to_pylist(), dtype=object))
        cents[odd], bad[odd] = some, some_bad
    return cents, bad


def _all_texts(column: pd.Series) -> Any:
    """The cells of a column where all are texts or absent, as the portal writes workbooks too; else None."""
    try:
        return pa.array(column.tolist() if column.dtype == object else column, type=pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return None


def is_blank(text: Any) -> Mask:
    blank: Mask = pc.equal(text, "").to_numpy(zero_copy_only=False)
    return blank


def _cents_of_objects(column: pd.Series) -> tuple[CentsArray, Mask]:
    known: dict[tuple[type, Hashable], Cents | None] = {}
    cents = np.zeros(len(column), dtype=np.int64)
    bad = np.zeros(len(column), dtype=np.bool_)
    for position, value in enumerate(column):
        key = (type(value), value)
        if key not in known:
            known[key] = _one_amount(value)
        found = known[key]
        bad[position] = found is None
        cents[position] = found or 0
    return cents, bad


def _one_amount(value: object) -> Cents | None:
    if isinstance(value, str):
        value = cell_text(value)
    elif isinstance(value, bool) or not isinstance(value, int | float | None):
        return None
    try:
        return from_spreadsheet(value)
    except InvalidInput:
        return None


def moment_of(text: str) -> datetime | None:
    """UTC moment of one time written in EAT, in any form seen; None when it is none of them, or none that is
    kept (core/days.py).

    Day first or year first, with `-`, `/` or `.`, with or without seconds or time; or an Excel serial number.
    """
    if _SERIAL.fullmatch(text):
        seconds = (Decimal(text) * 86_400).to_integral_value(rounding=ROUND_HALF_UP)
        moment = (_SERIAL_EPOCH + timedelta(seconds=int(seconds))).replace(tzinfo=EAT)
        return moment.astimezone(UTC) if is_kept(moment) else None
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match[1], match[2], match[3]
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match[1], match[2], match[3]
    else:
        return None
    hour, minute, second, half = int(match[4] or 0), int(match[5] or 0), int(match[6] or 0), match[7]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    try:
        moment = datetime(int(year), int(month), int(day), hour, minute, second, tzinfo=EAT)
        return moment.astimezone(UTC) if is_kept(moment) else None
    except (ValueError, OverflowError):
        return None


def moments_column(text: Any) -> tuple[npt.NDArray[np.int64], Mask]:
    """(microseconds since 1970 in UTC, which cells are no time). Blank cells are wrong here."""
    micros = np.zeros(len(text), dtype=np.int64)
    done = np.zeros(len(text), dtype=np.bool_)
    for shape, form, day_at in _FAST_TIMES:
        fits = pc.match_substring_regex(text, shape)
        if not pc.any(fits).as_py():
            continue
        chosen = pc.if_else(fits, text, None)
        stamps = pc.strptime(chosen, format=form, unit="us", error_is_null=True)
        # Arrow turns 31 February into 3 March: the day must come back as written.
        day = pc.cast(pc.utf8_slice_codeunits(chosen, day_at, day_at + 2), pa.int64())
        year = pc.year(stamps)
        kept = pc.and_(pc.greater_equal(year, FIRST_DAY.year), pc.less(year, END_DAY.year))
        real = pc.fill_null(pc.and_(pc.equal(pc.day(stamps), day), kept), False)
        real = real.to_numpy(zero_copy_only=False)
        values = pc.fill_null(pc.cast(stamps, pa.int64()), 0).to_numpy(zero_copy_only=False)
        micros[real] = values[real] - _UTC_OFFSET_US
        done |= real
    known: dict[str, datetime | None] = {}
    for position in np.flatnonzero(~done):
        value = text[int(position)].as_py()
        if value not in known:
            known[value] = moment_of(value)
        moment = known[value]
        if moment is not None:
            micros[position] = micros_of(moment)
            done[position] = True
    return micros, ~done
