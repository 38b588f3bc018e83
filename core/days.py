"""Time: UTC in the database, the accounting day in Africa/Nairobi (EAT, UTC+3, no summer time).

The clock is asked here and nowhere else, so that tests set it here.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from core.errors import InvalidInput

EAT = ZoneInfo("Africa/Nairobi")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Every accounting day that is kept lies from FIRST_DAY to before END_DAY, and every moment on one of them:
#: columns check it (core/fields.py), and what comes from outside is looked at first.
FIRST_DAY, END_DAY = date(2000, 1, 1), date(2101, 1, 1)
LAST_DAY = END_DAY - timedelta(days=1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STAMP = re.compile(r"[0-9]{14}")


def _ask() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """The moment, with its zone (UTC)."""
    return _ask()


def today() -> date:
    """The accounting day of now."""
    return accounting_day(now())


def accounting_day(moment: datetime) -> date:
    """The Nairobi day on which a moment falls. The moment must carry a zone."""
    if moment.tzinfo is None:
        raise ValueError("a naive time has no accounting day")
    return moment.astimezone(EAT).date()


def is_kept(day: date) -> bool:
    """Whether a day, or a time as it is written in Nairobi, can be kept at all."""
    return FIRST_DAY.year <= day.year < END_DAY.year


def checked_day(day: date, *, field: str) -> date:
    """A day that can be kept. Raises InvalidInput BAD_DAY."""
    if not is_kept(day):
        raise InvalidInput("BAD_DAY", field, f"Give a day from {FIRST_DAY.year} to {END_DAY.year - 1}.")
    return day


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """UTC start (inclusive) and end (exclusive) of an accounting day."""
    start = datetime.combine(day, time.min, tzinfo=EAT)
    return start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC)


def micros_of(moment: datetime) -> int:
    """Whole microseconds from 1970 on, in UTC; exact."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def end_of_month(day: date) -> date:
    """The last day of its month."""
    return day + relativedelta(day=31)  # what a month does not have is its last day


def months_after(first: date, months: int) -> date:
    """The day so many months after the first: where the first ends its month, this one ends its own.

    A month that has too few days gives its last one.
    """
    return first + relativedelta(months=months, day=31 if first == end_of_month(first) else None)


def from_daraja_stamp(stamp: int | str, *, field: str = "time") -> datetime:
    """UTC moment of Daraja's `yyyymmddHHMMSS` in EAT, number or text. Raises InvalidInput BAD_TIME."""
    text = str(stamp).strip()
    try:
        if not _STAMP.fullmatch(text):
            raise ValueError
        month, day, hour, minute, second = (int(text[at : at + 2]) for at in range(4, 14, 2))
        moment = datetime(int(text[:4]), month, day, hour, minute, second)
        if not is_kept(moment):
            raise ValueError
    except ValueError:
        raise InvalidInput("BAD_TIME", field, "Expected yyyymmddHHMMSS in East African Time.") from None
    return moment.replace(tzinfo=EAT).astimezone(UTC)


def to_daraja_stamp(moment: datetime) -> str:
    """`yyyymmddHHMMSS` in EAT, as STK passwords are made of."""
    return moment.astimezone(EAT).strftime("%Y%m%d%H%M%S")


def display_day(day: date) -> str:
    """`20 Nov 2026`, for people."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def display_moment(moment: datetime) -> str:
    """`20 Nov 2026, 12:00:00 EAT`, for people."""
    local = moment.astimezone(EAT)
    return f"{display_day(local)}, {local:%H:%M:%S} EAT"
