"""What the catalogue of reports says."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import strawberry

from graphql_api.enums import described
from reports import kinds, presets
from reports.catalogue.contents import REPORTS
from reports.formats import Format

ReportKeys = StrEnum("ReportKeys", {key.upper(): key for key in REPORTS})  # type: ignore[misc]
ReportKey = described(
    ReportKeys,
    "ReportKey",
    "Which report.",
    **{key.upper(): report.answers.en for key, report in REPORTS.items()},
)
ReportFormat = described(
    Format,
    "ReportFormat",
    "How a report is written.",
    XLSX="A workbook, to print and to keep.",
    CSV="The rows of its first sheet as CSV in UTF-8.",
    CSV_FOR_EXCEL="The same, with the mark by which Excel knows UTF-8.",
    JSON="The rows of all its sheets; amounts are shillings as text.",
)
ReportParameter = described(
    kinds.Parameter,
    "ReportParameter",
    "What is said about a report.",
    PERIOD="`fromDay` and `toDay`, both included.",
    ACCOUNT="`account`, with those below it.",
    TILL="`till`; without it, of all tills.",
    BRANCH="`branch`: of all tills that are in it now; a `till` beside it must be in it.",
    CUSTOMER="`customer`.",
    MARKET="`market`.",
    RUN="`run`: a run of reconciliation.",
    SESSION="`session`: a shift at a register.",
    COMPARE="`compare`: beside other days.",
    SEAL="`seal`: as the books were up to it.",
)
ReportCompare = described(
    kinds.Compare,
    "ReportCompare",
    "Beside what the figures of a report stand.",
    NONE="Beside nothing.",
    PREVIOUS="The period before: whole months beside as many months, other periods beside as many days.",
    LAST_YEAR="The same days a year before.",
    MONTHS="Each month of it, of 13 at most, a column each.",
)
ReportPreset = described(
    presets.Preset,
    "ReportPreset",
    "A period by its name, in East African Time. One that runs ends today.",
    TODAY="Today.",
    YESTERDAY="Yesterday.",
    THIS_WEEK="From Monday until today.",
    LAST_WEEK="The week before this one, from Monday to Sunday.",
    THIS_MONTH="From the first day of the month until today.",
    LAST_MONTH="The whole month before this one.",
    THIS_QUARTER="From the first day of the quarter of the financial year until today.",
    LAST_QUARTER="The whole quarter before this one.",
    THIS_YEAR="From the first day of the financial year until today.",
    LAST_YEAR="The whole financial year before this one.",
)


@strawberry.type(description="A period by its name, and its days as of today.")
class ReportPeriod:
    preset: ReportPreset = strawberry.field(description="Its name.")
    from_day: date = strawberry.field(description="The first accounting day.")
    to_day: date = strawberry.field(description="The last accounting day, which belongs to it.")


@strawberry.type(description="A report of the catalogue.")
class Report:
    key: ReportKey = strawberry.field(description="By which it is asked for.")
    title: str = strawberry.field(description="What it is called.")
    answers: str = strawberry.field(description="What it tells.")
    needs: list[ReportParameter] = strawberry.field(description="What must be said.")
    takes: list[ReportParameter] = strawberry.field(description="What may be said.")
    periods: list[ReportPeriod] = strawberry.field(
        description="Periods that people mean; the financial year begins after the last year-end closing."
    )
