"""Cells of a bank statement: days and money as banks write them, one at a time."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from core.days import FIRST_DAY, is_kept
from core.errors import InvalidInput
from core.money import Cents, from_spreadsheet

_CLOCK = r"(?:[T,\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?(?:Z|\s*\+0?3:?00)?)?"
#: Day first, as Kenya writes it; a month may be a word; or year first.
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/.\s](\d{1,2}|[A-Za-z]{3,9})[-/.,\s]\s?(\d{4}|\d{2})" + _CLOCK
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _CLOCK)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_EPOCH = date(1899, 12, 30)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip

_CURRENCY = re.compile(r"^(?:kes|kshs?)\.?\s*|\s*(?:kes|kshs?)\.?$", re.IGNORECASE)
_SIDE = re.compile(r"\s*\(?(?<![A-Za-z])(cr|dr)\.?\)?$", re.IGNORECASE)
_BRACKETS = re.compile(r"\((.*)\)")


@lru_cache(maxsize=4096)
def day_of(text: str) -> date | None:
    """The day that a text names; None where it names none, or none that is kept (core/days.py)."""
    if _SERIAL.fullmatch(text):
        day = _SERIAL_EPOCH + timedelta(days=int(float(text)))
        return day if day >= FIRST_DAY and is_kept(day) else None
    if match := _YEAR_FIRST.fullmatch(text) or _PACKED.fullmatch(text):
        parts = match[1], match[2], match[3]
    elif match := _DAY_FIRST.fullmatch(text):
        parts = match[3], _month(match[2]), match[1]
    else:
        return None
    year = int(parts[0]) + (2000 if len(parts[0]) == 2 else 0)
    try:
        day = datetime(year, int(parts[1]), int(parts[2])).date()
    except ValueError:
        return None
    return day if is_kept(day) else None


def _month(text: str) -> str:
    """The number of a month; 0 for a word that is none."""
    if text.isdigit():
        return text
    word = text.lower()
    short = "sep" if word == "sept" else word
    if short in _MONTHS:
        return str(_MONTHS.index(short) + 1)
    return str(_LONG.index(word) + 1) if word in _LONG else "0"


def cents_of(value: object) -> Cents | None:
    """Signed cents of a cell: `1,250.50`, `KES 500.00`, `(500.00)`, `500.00 DR`; blank is 0. None: wrong."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | None):
        return None
    if isinstance(value, str):
        return _cents_of_text(value.replace("\u00a0", " ").strip())
    return _exact(value)


@lru_cache(maxsize=65_536)
def _cents_of_text(text: str) -> Cents | None:
    sign = 1
    if side := _SIDE.search(text):
        sign, text = (-1 if side[1].lower() == "dr" else 1), text[: side.start()]
    if brackets := _BRACKETS.fullmatch(text.strip()):
        sign, text = -sign, brackets[1]
    cents = _exact(_CURRENCY.sub("", text.strip()))
    return None if cents is None else sign * cents


def _exact(value: str | int | float | None) -> Cents | None:
    try:
        return from_spreadsheet(value)
    except InvalidInput:
        return None
