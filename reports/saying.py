"""What somebody says about the report that they want, and the one form in which that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import NotFound
from reports.catalogue.contents import report_named
from reports.kinds import THINGS, Compare, Parameter, Things

#: Kept beside what was said, for people: reports/naming.py. It is no part of the wish.
ABOUT = "about"


@dataclass(frozen=True, kw_only=True)
class Said(Things):
    """What the report does not take is not looked at."""

    key: str
    first_day: date | None = None
    last_day: date | None = None
    compare: Compare = Compare.NONE
    seal: int | None = None


def said_facts(said: Said) -> dict[str, Any]:
    """For rows and addresses, as JSON: what the report takes and what was said of that, nothing else, so that
    the same wish is the same facts. Raises NotFound of the report.
    """
    report = report_named(said.key)
    takes = report.needs | report.takes
    facts: dict[str, Any] = {"key": said.key}
    if Parameter.PERIOD in takes:
        days = {"first_day": said.first_day, "last_day": said.last_day}
        facts |= {name: day.isoformat() for name, day in days.items() if day is not None}
    if Parameter.COMPARE in takes and said.compare is not Compare.NONE:
        facts["compare"] = said.compare.value
    if Parameter.SEAL in takes and said.seal is not None:
        facts["seal"] = said.seal
    for parameter in THINGS:
        thing = getattr(said, parameter.value.lower())
        if parameter in takes and thing is not None:
            facts[parameter.value.lower()] = thing.pk
    return facts


def said_of(facts: dict[str, Any]) -> Said:
    """What said_facts wrote. One query for each thing.

    Raises NotFound of one that is no longer there: without it another report would be made, of all of them.
    """
    said = {name: value for name, value in facts.items() if name != ABOUT}
    for name in ("first_day", "last_day"):
        if name in said:
            said[name] = date.fromisoformat(said[name])
    if "compare" in said:
        said["compare"] = Compare(said["compare"])
    for parameter, model in THINGS.items():
        name = parameter.value.lower()
        if name in said:
            said[name] = model._default_manager.filter(pk=said[name]).first()
            if said[name] is None:
                raise NotFound(name, name)
    return Said(**said)
