"""Which reports there are, and where one is given."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

import strawberry
from strawberry import relay

from core import days
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.ledger.files import FileDownload
from graphql_api.ledger.types import Seal
from graphql_api.nodes import find
from graphql_api.reports.types import Report, ReportFormat, ReportKey, ReportPeriod
from graphql_api.users.types import Language
from reports import kinds
from reports.catalogue.contents import REPORTS
from reports.presets import period_of, year_begins
from reports.saying import Said
from reports.web import report_path
from users.access import Right, rights_of
from users.files import LIFETIME
from users.languages import language_for
from users.models import User

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
        said_in = str(language or language_for(user=info.context.user))
        today, begins = days.today(), year_begins(found)
        periods = [
            ReportPeriod(preset=preset, from_day=first, to_day=last)
            for preset in kinds.Preset
            for first, last in [period_of(preset, today=today, year_begins=begins)]
        ]
        return [_shown(each, said_in, periods) for each in REPORTS.values() if each.right in mine]

    @strawberry.field(
        description="Where to GET a report within ten minutes, with the session that asked: it is made then,"
        " of at most 100,000 rows. What the report does not take is not looked at. Each download is audited."
    )
    def report_file(
        self,
        info: Info,
        business: _Business,
        report: Annotated[ReportKey, strawberry.argument(description="Which one.")],
        format: Annotated[
            ReportFormat, strawberry.argument(description="How it is written.")
        ] = ReportFormat.XLSX,
        from_day: Annotated[
            date | None, strawberry.argument(description="The first accounting day, where it needs a period.")
        ] = None,
        to_day: Annotated[
            date | None, strawberry.argument(description="The last accounting day, which belongs to it.")
        ] = None,
        account: Annotated[
            relay.GlobalID | None, strawberry.argument(description="The account, where it needs one.")
        ] = None,
        till: Annotated[
            relay.GlobalID | None, strawberry.argument(description="Only of this till, where it takes one.")
        ] = None,
        customer: Annotated[
            relay.GlobalID | None, strawberry.argument(description="The customer, where it takes one.")
        ] = None,
        market: Annotated[
            relay.GlobalID | None, strawberry.argument(description="The market, where it takes one.")
        ] = None,
        run: Annotated[
            relay.GlobalID | None, strawberry.argument(description="The run, where it takes one.")
        ] = None,
        session: Annotated[
            relay.GlobalID | None, strawberry.argument(description="The shift, where it takes one.")
        ] = None,
        compare: Annotated[
            bool, strawberry.argument(description="Beside the period before, where it takes that.")
        ] = False,
        seal: Seal = None,
    ) -> FileDownload:
        user, chosen = info.context.user, REPORTS[report.value]
        found = business_named(info, business, chosen.right)
        ids = {"account": account, "till": till, "customer": customer}
        ids |= {"market": market, "run": run, "session": session}
        said = Said(
            key=chosen.key,
            first_day=from_day,
            last_day=to_day,
            **_things(user, chosen, ids),
            compare=compare,
            seal=seal,
        )
        path = report_path(user=user, business=found, said=said, format=format)
        return FileDownload(path=path, expires_at=days.now() + timedelta(seconds=LIFETIME))


#: The types of ids that are not called as their parameters are.
_TYPES = {"run": "ReconciliationRun", "session": "Shift"}


def _things(user: User, report: kinds.Report, ids: dict[str, relay.GlobalID | None]) -> dict[str, Any]:
    """The rows that the report takes. Raises NotFound of one that is not the person's to read."""
    taken = {parameter.value.lower() for parameter in report.needs | report.takes}
    return {
        name: find(user, id, _TYPES.get(name, name.title()), field=name)
        for name, id in ids.items()
        if id is not None and name in taken
    }


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
