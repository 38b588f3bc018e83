"""Report files: asked for, followed, downloaded."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from core import days
from core.errors import Findings
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.events.changes import changes_of
from graphql_api.filters import in_states, ordered
from graphql_api.ledger.files import FileDownload
from graphql_api.nodes import find, register_node, row_id
from graphql_api.pages import Page, listed
from graphql_api.payloads import good, mutation
from graphql_api.problems import ProblemCode
from graphql_api.reports.types import ReportCompare, ReportFormat, ReportKey
from graphql_api.scalars import BigInt
from graphql_api.users.types import Business
from reports import kinds, models
from reports.catalogue.contents import REPORTS
from reports.formats import Format
from reports.making import look_at_days
from reports.removing import remove_file
from reports.requesting import request_report
from reports.saying import ABOUT, Said
from reports.selectors import business_for_report, file_for, files_read_by
from reports.web import download_path
from users.access import Right
from users.files import LIFETIME
from users.models import User

ReportFileState = described(
    models.ReportState,
    "ReportFileState",
    "How far a report file has come.",
    QUEUED="It waits for its turn.",
    MAKING="It is being made.",
    READY="It can be downloaded, until `expiresAt`.",
    FAILED="It was not made; `problem` says why.",
    EXPIRED="Its content is gone: ask again.",
)

register_node("ReportFile", file_for)


@strawberry.type(description="Why a report was not made.")
class ReportProblem:
    code: ProblemCode = strawberry.field(description="What a program goes by.")
    message: str = strawberry.field(description="What to do, in words for people.")


def _report(root: strawberry.Parent[models.ReportFile]) -> ReportKey:
    return cast(ReportKey, ReportKey(root.report))


def _title(root: strawberry.Parent[models.ReportFile], info: Info) -> str:
    return cast(str, getattr(REPORTS[root.report].title, info.context.language))


def _format(root: strawberry.Parent[models.ReportFile]) -> ReportFormat:
    return Format(root.format)


def _about(root: strawberry.Parent[models.ReportFile]) -> str:
    return str(root.said.get(ABOUT, ""))


def _compare(root: strawberry.Parent[models.ReportFile]) -> ReportCompare:
    return kinds.Compare(root.said.get("compare", kinds.Compare.NONE))


def _seal(root: strawberry.Parent[models.ReportFile]) -> BigInt | None:
    seal = root.said.get("seal")
    return None if seal is None else BigInt(seal)


def _problem(root: strawberry.Parent[models.ReportFile]) -> ReportProblem | None:
    if not root.problem_code:
        return None
    return ReportProblem(code=ProblemCode(root.problem_code), message=root.problem)


def _file_name(root: strawberry.Parent[models.ReportFile]) -> str | None:
    return root.file_name or None


def _size(root: strawberry.Parent[models.ReportFile]) -> BigInt | None:
    return None if root.size is None else BigInt(root.size)


def _sha256(root: strawberry.Parent[models.ReportFile]) -> str | None:
    return root.sha256 or None


def _download(root: strawberry.Parent[models.ReportFile], info: Info) -> FileDownload | None:
    now = days.now()
    if root.state != models.ReportState.READY or root.expires_at is None or root.expires_at <= now:
        return None
    until = min(now + timedelta(seconds=LIFETIME), root.expires_at)
    return FileDownload(path=download_path(user=info.context.user, file=root), expires_at=until)


@strawberry_django.type(
    models.ReportFile,
    description="A report that I asked for. Nobody else reads it, and I do while I may have the report.",
)
class ReportFile(relay.Node):
    business: Business = strawberry_django.field(description="Of which business.")
    report: ReportKey = strawberry_django.field(
        resolver=_report, only=["report"], description="Which report."
    )
    title: str = strawberry_django.field(
        resolver=_title, only=["report"], description="What it is called, in my language."
    )
    format: ReportFormat = strawberry_django.field(
        resolver=_format, only=["format"], description="How it is written."
    )
    about: str = strawberry_django.field(
        resolver=_about,
        only=["said"],
        description="What it is about or only of, in a few signs (a customer by the account number); empty"
        " where it is of all.",
    )
    compare: ReportCompare = strawberry_django.field(
        resolver=_compare, only=["said"], description="Beside what its figures stand."
    )
    seal: BigInt | None = strawberry_django.field(
        resolver=_seal, only=["said"], description="The seal that was asked for; null for the newest."
    )
    state: ReportFileState = strawberry_django.field(description="How far it has come.")
    from_day: date = strawberry_django.field(field_name="first_day", description="The first accounting day.")
    to_day: date = strawberry_django.field(
        field_name="last_day", description="The last accounting day, which belongs to it."
    )
    row_count: int = strawberry_django.field(description="Rows that are written by now, on all sheets.")
    expected_rows: int | None = strawberry_django.field(
        description="As many as the same report had last; null when there was none."
    )
    problem: ReportProblem | None = strawberry_django.field(
        resolver=_problem,
        only=["problem_code", "problem"],
        description="Why it was not made; null unless it FAILED.",
    )
    file_name: str | None = strawberry_django.field(
        resolver=_file_name, only=["file_name"], description="As it is saved; null before it is made."
    )
    size: BigInt | None = strawberry_django.field(
        resolver=_size, only=["size"], description="Bytes; null before it is made."
    )
    sha256: str | None = strawberry_django.field(
        resolver=_sha256, only=["sha256"], description="SHA-256 of the file; null before it is made."
    )
    requested_at: datetime = strawberry_django.field(description="When I asked for it, in UTC.")
    made_at: datetime | None = strawberry_django.field(
        description="When it was made, in UTC; earlier than I asked where the same file was there already."
    )
    expires_at: datetime | None = strawberry_django.field(
        description="Until when its content is kept, in UTC; null before it is made."
    )
    download: FileDownload | None = strawberry_django.field(
        resolver=_download,
        only=["state", "expires_at"],
        description="Where it is given, within ten minutes, to the session that asked; null unless it is"
        " READY. Each download is audited.",
    )


@strawberry.input(description="Which report files; all that is given holds at once.")
class ReportFileFilter:
    states: list[ReportFileState] | None = strawberry.field(
        default=None, description="In one of these states."
    )


@strawberry.input(description="A file to take off my list.")
class RemoveReportFileInput:
    report_file: relay.GlobalID = strawberry.field(description="Which one, of mine.")


@strawberry.input(description="A report to have. What the report does not take is not looked at.")
class RequestReportInput:
    business: relay.GlobalID = strawberry.field(description="Of which business.")
    report: ReportKey = strawberry.field(description="Which one.")
    format: ReportFormat = strawberry.field(default=Format.XLSX, description="How it is written.")
    from_day: date | None = strawberry.field(
        default=None, description="The first accounting day, where it needs a period."
    )
    to_day: date | None = strawberry.field(
        default=None, description="The last accounting day, which belongs to it."
    )
    account: relay.GlobalID | None = strawberry.field(
        default=None, description="The account, where it needs one."
    )
    till: relay.GlobalID | None = strawberry.field(
        default=None, description="Only of this till, where it takes one."
    )
    branch: relay.GlobalID | None = strawberry.field(
        default=None, description="Only of the tills that are in this branch now, where it takes one."
    )
    customer: relay.GlobalID | None = strawberry.field(
        default=None, description="The customer, where it takes one."
    )
    market: relay.GlobalID | None = strawberry.field(
        default=None, description="The market, where it takes one."
    )
    run: relay.GlobalID | None = strawberry.field(default=None, description="The run, where it takes one.")
    session: relay.GlobalID | None = strawberry.field(
        default=None, description="The shift, where it takes one."
    )
    compare: ReportCompare = strawberry.field(
        default=kinds.Compare.NONE, description="Beside what, where it takes that."
    )
    seal: BigInt | None = strawberry.field(
        default=None, description="As the books were up to it: that never changes. Without it, as they are."
    )


def _look_at_wish(input: RequestReportInput, found: Findings) -> None:
    said = Said(
        key=input.report.value,
        first_day=good(input.from_day),
        last_day=good(input.to_day),
        compare=kinds.Compare(input.compare.value),
    )
    look_at_days(said, found)


@strawberry.type
class ReportFileQueries:
    @listed(
        Page[ReportFile],
        description="The reports that I asked for, at one business or at all of mine, of which I may still"
        " have the report; newest first.",
    )
    def report_files(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: ReportFileFilter | None = None,
    ) -> QuerySet[models.ReportFile]:
        where = businesses_asked(info, business, all_mine, Right.BUSINESS_READ)
        rows = files_read_by(info.context.user).filter(business__in=where)
        return ordered(in_states(rows, filter.states) if filter else rows, None)


@strawberry.type
class ReportFileMutations:
    @mutation(
        description="Asks for a report. A small one is READY in the answer; others are made in the"
        " background: follow `reportChanged`. The same wish again gives the same file while it is waited for,"
        " and afterwards while nothing that it reads has changed, so a repeat needs no key.",
        look=_look_at_wish,
    )
    def request_report(self, info: Info, input: RequestReportInput) -> ReportFile:
        user, chosen = info.context.user, REPORTS[input.report.value]
        found = business_for_report(user, row_id(input.business, "Business", field="business"), chosen)
        said = Said(
            key=chosen.key,
            first_day=input.from_day,
            last_day=input.to_day,
            **_things(user, chosen, input),
            compare=kinds.Compare(input.compare.value),
            seal=input.seal,
        )
        file = request_report(said=said, format=Format(input.format.value), business=found, actor=user)
        return cast(ReportFile, file)

    @mutation(
        description="Takes a report file off my list, for good: its content is deleted at once, unless it was"
        " made for somebody else too; one that waits is not made any more. What remains is that I asked."
    )
    def remove_report_file(self, info: Info, input: RemoveReportFileInput) -> ReportFile:
        user = info.context.user
        file = find(user, input.report_file, "ReportFile", field="report_file")
        return cast(ReportFile, remove_file(file=file, actor=user))


#: The types of ids that are not called as their parameters are.
_TYPES = {"run": "ReconciliationRun", "session": "Shift"}


def _things(user: User, report: kinds.Report, input: RequestReportInput) -> dict[str, Any]:
    """The rows that the report takes. Raises NotFound of one that is not the person's to read."""
    found = {}
    for parameter in kinds.THINGS:
        name = parameter.value.lower()
        id = getattr(input, name)
        if id is not None and parameter in report.needs | report.takes:
            found[name] = find(user, id, _TYPES.get(name, name.title()), field=name)
    return found


@strawberry.type
class ReportSubscriptions:
    report_changed: Any = changes_of(
        ReportFile,
        "report.changed",
        called="Report",
        description="First how things stand, then every report of mine that is asked for, gets on, is ready,"
        " failed or has run out: of one business, or one file.",
    )
