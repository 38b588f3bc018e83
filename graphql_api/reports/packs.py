"""A pack of reports before it is sent by the clock: its e-mail, who would get it, and one to oneself now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, cast

import strawberry
from strawberry import relay

from core import days
from graphql_api.context import Info
from graphql_api.nodes import row_id
from graphql_api.payloads import mutation
from graphql_api.reports.files import ReportFile
from graphql_api.reports.schedules import ReportPack, ReportScheduleMember
from reports import scheduling
from reports.pack_mails import mail_of
from reports.pack_now import send_pack_now
from reports.pack_readers import staff_for
from reports.scheduling import newest_period, next_due, report_of
from reports.selectors import business_for_report
from users import models
from users.access import has_right

_Business = Annotated[relay.GlobalID, strawberry.argument(description="Of which business.")]
_Pack = Annotated[ReportPack, strawberry.argument(description="Which pack.")]


@strawberry.type(description="An e-mail with a pack, as I would be sent it: in my language.")
class ReportPackMail:
    subject: str = strawberry.field(description="Its subject.")
    text: str = strawberry.field(description="All that it says.")


@strawberry.type(description="A pack as of now, whether or not it is sent by the clock.")
class ReportPackOutlook:
    pack: ReportPack = strawberry.field(description="Which pack.")
    from_day: date = strawberry.field(description="The first accounting day of the newest that is due.")
    to_day: date = strawberry.field(description="The last accounting day, which belongs to it.")
    next_at: datetime = strawberry.field(description="When the next one is due, in UTC.")
    business: strawberry.Private[models.Business]

    @strawberry.field(description="The e-mail with the newest that is due, as I would be sent it.")
    def mail(self, info: Info) -> ReportPackMail:
        of_days = (self.from_day, self.to_day)
        mail = mail_of(business=self.business, pack=self.pack.value, of_days=of_days, user=info.context.user)
        subject, text = mail.text
        return ReportPackMail(subject=subject, text=text)

    @strawberry.field(
        description="The staff by their roles, at most 100: what would keep each from getting it, were they"
        " named. Null for who may not say to whom it is sent."
    )
    def staff(self, info: Info) -> list[ReportScheduleMember] | None:
        if not has_right(info.context.user, self.business, scheduling.RIGHT):
            return None
        return [ReportScheduleMember.of(each) for each in staff_for(self.business, self.pack.value)]


@strawberry.type(description="What was sent.")
class ReportPackSent:
    to: str = strawberry.field(description="Where to, masked.")
    from_day: date = strawberry.field(description="The first accounting day.")
    to_day: date = strawberry.field(description="The last accounting day, which belongs to it.")
    report_file: ReportFile = strawberry.field(description="Its workbook, which may be in the making still.")


@strawberry.input(description="A pack to have now.")
class SendReportPackInput:
    business: relay.GlobalID = strawberry.field(description="Of which business.")
    pack: ReportPack = strawberry.field(description="Which pack.")


@strawberry.type
class ReportPackQueries:
    @strawberry.field(
        description="A pack as of now, for who has the right to its report: of which days, its e-mail, and"
        " for the owner who of the staff would not get it."
    )
    def report_pack(self, info: Info, business: _Business, pack: _Pack) -> ReportPackOutlook:
        found = business_for_report(
            info.context.user, row_id(business, "Business", field="business"), report_of(pack.value)
        )
        now = days.now()
        first_day, last_day = newest_period(pack.value, now)
        return ReportPackOutlook(
            pack=pack,
            from_day=first_day,
            to_day=last_day,
            next_at=next_due(pack.value, now),
            business=found,
        )


@strawberry.type
class ReportPackMutations:
    @mutation(
        description="Sends me the e-mail with the newest pack that is due, for who has the right to its"
        " report: what the clock sends still comes. Once in five minutes; sooner is TOO_OFTEN. Without an"
        " address of mine it is NO_EMAIL.",
        facts=True,
    )
    def send_report_pack(self, info: Info, input: SendReportPackInput) -> ReportPackSent:
        actor, pack = info.context.user, input.pack.value
        where = business_for_report(
            actor, row_id(input.business, "Business", field="business"), report_of(pack)
        )
        sent = send_pack_now(business=where, pack=pack, actor=actor)
        return ReportPackSent(
            to=sent.to,
            from_day=sent.first_day,
            to_day=sent.last_day,
            report_file=cast(ReportFile, sent.file),
        )
