"""Days that come again: each so many days, weeks or months, from a first day on. The one place that counts
them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.db.models import TextChoices

from core import days

#: So many months ahead the days of a plan count towards what one person may do alone, whether it ends or not.
COUNTED: Final = 12


class Frequency(TextChoices):
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


#: A frequency that only what is billed has (billing.models.PlanFrequency).
DAILY: Final = "DAILY"


class Span(NamedTuple):
    """Days from a first to a last one, both of them in it."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True)
class Plan:
    """The days of something that recurs; `last_on` is None for one without an end."""

    first_on: date
    frequency: str
    every: int = 1
    last_on: date | None = None

    def nth_day(self, index: int) -> date:
        """The day `index` times `every` days, weeks or months (core.days.months_after) after the first;
        before it where the index is below zero."""
        if self.frequency == DAILY:
            return self.first_on + timedelta(days=index * self.every)
        if self.frequency == Frequency.WEEKLY:
            return self.first_on + timedelta(weeks=index * self.every)
        return days.months_after(self.first_on, index * self.every)

    def days_until(self, day: date, *, done: int = 0) -> Iterator[date]:
        """Its days up to `day`, which belongs to them, without the first `done`."""
        until = min(day, self.last_on or day)
        while (next_on := self.nth_day(done)) <= until:
            yield next_on
            done += 1

    def span_of(self, day: date) -> Span:
        """The days from one of its days to the eve of the next, of which `day` is one; also before the
        first. `last_on` does not matter."""
        months = (day.year - self.first_on.year) * 12 + day.month - self.first_on.month
        apart = {DAILY: (day - self.first_on).days, Frequency.WEEKLY.value: (day - self.first_on).days // 7}
        index = apart.get(str(self.frequency), months) // self.every
        while self.nth_day(index) > day:
            index -= 1
        while self.nth_day(index + 1) <= day:
            index += 1
        return Span(self.nth_day(index), self.nth_day(index + 1) - timedelta(days=1))

    def counted_until(self, day: date) -> date:
        """The last day that counts towards a limit when it is asked for on `day`: those that are due by
        then, and those of the year that follows, or that begins with its first day."""
        return days.months_after(max(day, self.first_on), COUNTED) - timedelta(days=1)
