"""What a report is about, in a few signs that tell it from the same report of something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.text import slugify

from core.days import display_day
from reports.kinds import THINGS, Parameter, Things

LONGEST = 60
#: By numbers where there are some: a name may be erased, and this stays with the file.
_SAID: dict[Parameter, Callable[[Any], str]] = {
    Parameter.ACCOUNT: lambda account: account.code,
    Parameter.TILL: lambda till: till.shortcode,
    Parameter.BRANCH: lambda branch: branch.name,
    Parameter.CUSTOMER: lambda customer: customer.account_number,
    Parameter.MARKET: lambda market: market.title,
    Parameter.RUN: lambda run: f"{display_day(run.from_day)} to {display_day(run.to_day)}",
    Parameter.SESSION: lambda shift: f"{shift.register.name} {shift.number}",
}


def about(things: Things) -> str:
    """What it is about or only of; empty where it is of all."""
    said = {parameter: getattr(things, parameter.value.lower()) for parameter in THINGS}
    return ", ".join(_SAID[each](thing)[:LONGEST] for each, thing in said.items() if thing is not None)


def file_stem(key: str, business: str, things: Things, *days: object) -> str:
    """How a file is called: two customers' statements of one month are two names."""
    parts = (key, business, slugify(about(things))[:LONGEST], *map(str, days))
    return "-".join(part for part in parts if part)
