"""What is to be expected of a day beside what the books have: a registry that the domains fill.

A source knows of money that moved, or should have, on a day, and that is not booked: Safaricom says that a
request was paid, and its receipt has not come. It is told by name in the day's row, and what the statement
or Safaricom's balances show is compared with the sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from core.money import Cents
from core.registry import Registry
from mpesa.models import Till

#: By till, first and last accounting day: cents by day, above zero what is to come in. Days without are left
#: out. A fixed number of queries, however many days.
ExpectedSource: TypeAlias = Callable[[Till, date, date], Mapping[date, Cents]]
_sources: Registry[ExpectedSource] = Registry("source of what a day expects")


def register_expected(name: str, source: ExpectedSource) -> None:
    """Make a source known by a name that is shown to people. Called from config/wiring only."""
    _sources.register(name, source)


def expected_names() -> list[str]:
    return sorted(_sources)


def expected_of(till: Till, first: date, last: date) -> dict[date, dict[str, Cents]]:
    """By day, what each source expects of it; what is zero is left out."""
    found: defaultdict[date, dict[str, Cents]] = defaultdict(dict)
    for name, source in _sources.items():
        for day, cents in source(till, first, last).items():
            if cents:
                found[day][name] = cents
    return dict(found)
