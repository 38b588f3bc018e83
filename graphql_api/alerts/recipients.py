"""Who is told of alerts: reading and setting it."""

from __future__ import annotations

from typing import cast

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.alerts.recipient_types import AlertRecipient, ContactChannel
from graphql_api.alerts.types import Severity
from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, listed
from graphql_api.payloads import mutation
from graphql_api.users.types import Business
from users import alert_recipients as recipients
from users import models
from users.access import Right

register_node("AlertRecipient", recipients.recipient_for)

_QUIET = 'When not to write, in Nairobi: it begins at a time like "22:00"; without: no quiet hours.'
_UNTIL = 'When that ends, like "06:30"; the next day where it is earlier.'
_PIERCED = "Whether what is CRITICAL is told all the same."


@strawberry.input(description="A member to be told of alerts.")
class SetAlertRecipientInput:
    business: relay.GlobalID = strawberry.field(description="Of the alerts of this business.")
    member: relay.GlobalID = strawberry.field(description="A membership of the staff, of `members`.")
    channel: ContactChannel = strawberry.field(description="How; a second time, it is set anew.")
    address: str | None = strawberry.field(
        default=None,
        description="The e-mail address or Kenyan phone; without: the one that is known stays.",
    )
    least_severity: Severity = strawberry.field(
        default=Severity.WARNING, description="Of what matters as much as this or more."
    )
    codes: list[str] = strawberry.field(
        default_factory=list, description="Only of alerts of these codes, at most 30; empty: of all."
    )
    after_minutes: int = strawberry.field(
        default=0, description="Only when nobody has closed it for so many minutes, at most a week."
    )
    quiet_from: str | None = strawberry.field(default=None, description=_QUIET)
    quiet_until: str | None = strawberry.field(default=None, description=_UNTIL)
    pierced: bool = strawberry.field(default=True, description=_PIERCED)


@strawberry.input(description="When somebody is not to be written to.")
class SetQuietHoursInput:
    recipient: relay.GlobalID = strawberry.field(description="One of `alertRecipients`, mine for instance.")
    quiet_from: str | None = strawberry.field(default=None, description=_QUIET)
    quiet_until: str | None = strawberry.field(default=None, description=_UNTIL)
    pierced: bool = strawberry.field(default=True, description=_PIERCED)


@strawberry.input(description="Somebody to be told of alerts no more.")
class RemoveAlertRecipientInput:
    recipient: relay.GlobalID = strawberry.field(description="One of `alertRecipients`.")


@strawberry.input(description="Somebody to whom a test is written.")
class SendTestAlertInput:
    recipient: relay.GlobalID = strawberry.field(description="One of `alertRecipients`.")


@strawberry.type
class AlertRecipientQueries:
    @listed(
        Page[AlertRecipient],
        description="Who is told of the alerts of one business or of all of mine, newest first.",
    )
    def alert_recipients(
        self, info: Info, business: relay.GlobalID | None = None, all_mine: bool = False
    ) -> QuerySet[models.AlertRecipient]:
        where = businesses_asked(info, business, all_mine, Right.ALERT_READ)
        return recipients.recipients_of(where).order_by("-pk")


@strawberry.type
class AlertRecipientMutations:
    @mutation(
        description="Has a member told of alerts by e-mail or SMS; for the owner. For the same member and"
        " channel it is set anew, so it is safe to repeat."
    )
    def set_alert_recipient(self, info: Info, input: SetAlertRecipientInput) -> AlertRecipient:
        actor = info.context.user
        where = business_named(info, input.business, Right.BUSINESS_MANAGE)
        member = find(actor, input.member, "Membership", field="member")
        row = recipients.set_recipient(
            business=where,
            user=member.user,
            channel=input.channel.value,
            address=input.address or "",
            least_severity=input.least_severity.value,
            codes=input.codes,
            after_minutes=input.after_minutes,
            quiet_from=input.quiet_from or "",
            quiet_until=input.quiet_until or "",
            pierced=input.pierced,
            actor=actor,
        )
        return cast(AlertRecipient, row)

    @mutation(
        description="Sets when somebody is not to be written to: for oneself, and for the owner. Safe to"
        " repeat."
    )
    def set_quiet_hours(self, info: Info, input: SetQuietHoursInput) -> AlertRecipient:
        actor = info.context.user
        row = recipients.set_quiet_hours(
            recipient=find(actor, input.recipient, "AlertRecipient", field="recipient"),
            quiet_from=input.quiet_from or "",
            quiet_until=input.quiet_until or "",
            pierced=input.pierced,
            actor=actor,
        )
        return cast(AlertRecipient, row)

    @mutation(
        description="Has somebody told no more; for the owner. It ends once: a repeat finds it gone, and is"
        " told NOT_FOUND."
    )
    def remove_alert_recipient(self, info: Info, input: RemoveAlertRecipientInput) -> Business:
        actor = info.context.user
        found = find(actor, input.recipient, "AlertRecipient", field="recipient")
        return cast(Business, recipients.remove_recipient(recipient=found, actor=actor))

    @mutation(
        description="Writes to somebody that this is a test: to oneself, and for the owner. Once a minute;"
        " sooner is TOO_OFTEN."
    )
    def send_test_alert(self, info: Info, input: SendTestAlertInput) -> AlertRecipient:
        actor = info.context.user
        found = find(actor, input.recipient, "AlertRecipient", field="recipient")
        return cast(AlertRecipient, recipients.send_test(recipient=found, actor=actor))
