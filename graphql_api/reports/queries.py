"""Which reports there are."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import relay

from core import days
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.reports.types import Report, ReportKey, ReportPeriod
from graphql_api.users.types import Language
from reports import kinds
from reports.catalogue.contents import REPORTS
from reports.presets import period_of, year_begins
from users.access import Right, rights_of

_Business = Annotated[relay.GlobalID, strawberry.argument(description="Of which business.")]


@strawberry.type
class ReportQueries:
    @strawberry.field(description="The reports of a business that I may have, in the order of a catalogue.")
    def reports(
        self,
        info: Info,
        business: _Business,
        language: Annotated[
            Language | None, strawberry.argument(description="Of titles; without it, mine.")
        ] = None,
    ) -> list[Report]:
        found = business_named(info, business, Right.BUSINESS_READ)
        mine = rights_of(info.context.user, found)
        said_in = str(language or info.context.language)
        today, begins = days.today(), year_begins(found)
        periods = [
            ReportPeriod(preset=preset, from_day=first, to_day=last)
            for preset in kinds.Preset
            for first, last in [period_of(preset, today=today, year_begins=begins)]
        ]
        return [_shown(each, said_in, periods) for each in REPORTS.values() if mine.issuperset(each.rights)]


def _shown(report: kinds.Report, language: str, periods: list[ReportPeriod]) -> Report:
    return Report(
        key=ReportKey(report.key),
        title=getattr(report.title, language),
        answers=getattr(report.answers, language),
        needs=_ordered(report.needs),
        takes=_ordered(report.takes),
        periods=[period for period in periods if period.preset in report.presets],
    )


def _ordered(parameters: frozenset[kinds.Parameter]) -> list[kinds.Parameter]:
    return [each for each in kinds.Parameter if each in parameters]
