"""What customers are told and asked: switches, dunning rules, preferences, and what was sent or skipped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from billing import models
from billing.reminders import selectors, settings
from billing.selectors import RIGHT
from core.errors import InvalidInput
from graphql_api.billing.types import Customer, Invoice
from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, in_states, on_days, ordered
from graphql_api.mpesa.types import PaymentRequest, Till
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import mutation
from graphql_api.reading import Below, together
from graphql_api.users.types import Business, Language
from users.access import Right

register_node("DunningRule", selectors.rule_for)
register_node("CustomerNotice", selectors.notice_for)

DunningAction = described(
    models.DunningAction,
    "DunningAction",
    "How customers are reached.",
    SMS="A text message to the phone that they are reached on.",
    EMAIL="An e-mail.",
    STK="A prompt on the phone, to pay at once.",
)
NoticeKind = described(
    models.NoticeKind,
    "NoticeKind",
    "What customers are told of.",
    ISSUED="An invoice that was issued.",
    PAID="A payment that was received.",
    DUNNING="An open invoice, by a dunning rule.",
)
NoticeState = described(
    models.NoticeState,
    "NoticeState",
    "What became of telling a customer.",
    WAITING="Not possible just now: it is tried again until the day after.",
    SENT="Written, or asked.",
    SKIPPED="Not done; `code` says why.",
)


@strawberry.type(description="What a business wants its customers to be told.")
class ReminderSettings:
    tells_issued: bool = strawberry.field(description="Of invoices, when they are issued.")
    tells_paid: bool = strawberry.field(description="Of payments, with the receipt and the new balance.")
    reminds: bool = strawberry.field(description="By the dunning rules.")
    quiet_from: str = strawberry.field(description="When the quiet hours begin, `20:00`, in Nairobi.")
    quiet_until: str = strawberry.field(description="When they end; equal to the beginning: there are none.")
    till: Till | None = strawberry.field(
        description="What customers pay to and are asked by; null: the first PayBill in use."
    )

    @classmethod
    def of(cls, row: models.ReminderSettings) -> ReminderSettings:
        return cls(
            tells_issued=row.tells_issued_since is not None,
            tells_paid=row.tells_paid_since is not None,
            reminds=row.reminds_since is not None,
            quiet_from=_clock(row.quiet_from),
            quiet_until=_clock(row.quiet_until),
            till=cast(Till, row.till) if row.till else None,
        )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(text: str | None, field: str) -> int | None:
    """Raises InvalidInput BAD_TIME."""
    if text is None:
        return None
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(text) == 5):
        raise InvalidInput("BAD_TIME", field, "Give a time of the day, like 20:00.")
    return int(hours) * 60 + int(minutes)


@strawberry_django.type(
    models.DunningRule, only=["business_id"], description="What is done about an invoice that is not paid."
)
class DunningRule(relay.Node):
    business: Business = strawberry_django.field(description="Whose rule.")
    days: int = strawberry_django.field(
        description="So many days after the invoice is due; below zero before."
    )
    action: DunningAction = strawberry_django.field(description="What is done.")
    removed_at: datetime | None = strawberry_django.field(
        description="Since when it is not done any more, in UTC; null while it is."
    )


@strawberry_django.type(
    models.CustomerNotice,
    only=["business_id"],
    description="One thing that a customer was told or asked.",
)
class CustomerNotice(relay.Node):
    business: Business = strawberry_django.field(description="Who told them.")
    customer: Customer = strawberry_django.field(description="Who.")
    kind: NoticeKind = strawberry_django.field(description="Of what.")
    invoice: Invoice | None = strawberry_django.field(description="Of which invoice; null of a payment.")
    rule: DunningRule | None = strawberry_django.field(description="By which rule, if by one.")
    action: DunningAction = strawberry_django.field(description="How.")
    state: NoticeState = strawberry_django.field(description="What became of it.")
    code: str = strawberry_django.field(
        description="Why it waits or was skipped: NO_PHONE, NO_EMAIL, OPTED_OUT, CUSTOMER_ERASED, NO_TILL,"
        " REQUEST_OPEN, NOT_POSSIBLE (it failed and is tried again), PAID_MEANWHILE, LATER_RULE (a later rule"
        " has acted), TOO_LATE (nothing ran on its day), RULE_REMOVED, or another problem's code;"
        " empty when it was sent."
    )
    request: PaymentRequest | None = strawberry_django.field(
        description="The prompt on the phone, if it was one."
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")


@strawberry.type(description="How a customer wants to be written to.")
class ContactPreference:
    language: Language | None = strawberry.field(description="In which language; null: the business's.")
    by_email: bool = strawberry.field(description="Bills and receipts by e-mail, not by SMS.")
    opted_out: bool = strawberry.field(description="They are told and asked nothing.")

    @classmethod
    def of(cls, row: models.ContactPreference | None) -> ContactPreference:
        if row is None:
            return cls(language=None, by_email=False, opted_out=False)
        language = Language(row.language) if row.language else None
        return cls(language=language, by_email=row.by_email, opted_out=row.opted_out)


def _preferences(keys: Sequence[int]) -> dict[int, models.ContactPreference]:
    rows = models.ContactPreference.objects.filter(customer__in=keys)
    return {row.customer_id: row for row in rows}


@strawberry_django.field(only=["id"], description="How they want to be written to.")
def _contact_preference(root: strawberry.Parent[models.Customer]) -> ContactPreference:
    return ContactPreference.of(together(root, ("contact_preference",), _preferences))


@listed(
    Page[CustomerNotice],
    description="What they were told and asked, newest first.",
)
def _notices_of_customer(root: strawberry.Parent[models.Customer]) -> Below[models.CustomerNotice]:
    return Below(root, "customer", models.CustomerNotice.objects.order_by("-pk"))


@listed(
    Page[CustomerNotice],
    description="What the customer was told and asked of it, newest first.",
)
def _notices_of_invoice(root: strawberry.Parent[models.Invoice]) -> Below[models.CustomerNotice]:
    return Below(root, "invoice", models.CustomerNotice.objects.order_by("-pk"))


grow(Customer, contact_preference=_contact_preference, notices=_notices_of_customer)
grow(Invoice, notices=_notices_of_invoice)


class _RuleColumn(StrEnum):
    DAYS = "days"


DunningRuleOrderField = described(
    _RuleColumn, "DunningRuleOrderField", "By what rules are ordered.", DAYS="By their day."
)


@strawberry.input(description="The order of rules.")
class DunningRuleOrder:
    field: DunningRuleOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.ASC, description="Which end comes first.")


@strawberry.input(description="Which notices; all that is given holds at once.")
class CustomerNoticeFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which it was noted.")
    states: list[NoticeState] | None = strawberry.field(default=None, description="In one of these states.")
    kinds: list[NoticeKind] | None = strawberry.field(default=None, description="Of one of these kinds.")

    def of(self, rows: QuerySet[models.CustomerNotice]) -> QuerySet[models.CustomerNotice]:
        """Raises InvalidInput BAD_FILTER."""
        rows = in_states(on_days(rows, "created_at", self.day), self.states)
        return in_states(rows, self.kinds, "kind")


@strawberry.input(description="What customers are to be told; what is left out stays.")
class SetRemindersInput:
    business: relay.GlobalID = strawberry.field(description="Of this business.")
    tells_issued: bool | None = strawberry.field(default=None, description="Of invoices that are issued.")
    tells_paid: bool | None = strawberry.field(default=None, description="Of payments that are received.")
    reminds: bool | None = strawberry.field(default=None, description="By the dunning rules.")
    quiet_from: str | None = strawberry.field(
        default=None, description="When the quiet hours begin, like 20:00, in Nairobi."
    )
    quiet_until: str | None = strawberry.field(default=None, description="When they end, like 08:00.")
    till: relay.GlobalID | None = strawberry.field(
        default=None, description="What customers pay to and are asked by."
    )


@strawberry.input(description="Something to do about invoices that are not paid.")
class AddDunningRuleInput:
    business: relay.GlobalID = strawberry.field(description="Of this business.")
    days: int = strawberry.field(description="So many days after an invoice is due; below zero before.")
    action: DunningAction = strawberry.field(description="What is done.")


@strawberry.input(description="Something to do no more.")
class RemoveDunningRuleInput:
    rule: relay.GlobalID = strawberry.field(description="This rule.")


@strawberry.input(description="How a customer wants to be written to; what is left out stays.")
class SetContactPreferenceInput:
    customer: relay.GlobalID = strawberry.field(description="Who.")
    language: Language | None = strawberry.field(
        default=None, description="In which language; for that of the business see `businessLanguage`."
    )
    business_language: bool = strawberry.field(
        default=False, description="In the language of the business again."
    )
    by_email: bool | None = strawberry.field(default=None, description="By e-mail, not by SMS.")
    opted_out: bool | None = strawberry.field(default=None, description="Tell and ask them nothing.")


@strawberry.type
class ReminderQueries:
    @strawberry.field(description="What a business wants its customers to be told.")
    def reminder_settings(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Of this business.")],
    ) -> ReminderSettings:
        return ReminderSettings.of(settings.settings_of(business_named(info, business, RIGHT)))

    @listed(Page[DunningRule], description="Dunning rules in use, of one business or of all of mine.")
    def dunning_rules(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        order_by: DunningRuleOrder | None = None,
    ) -> QuerySet[models.DunningRule]:
        where = businesses_asked(info, business, all_mine, RIGHT)
        return ordered(selectors.rules_of(where), order_by)

    @listed(
        Page[CustomerNotice],
        description="What customers were told and asked, and what was skipped and why, of one business or of"
        " all of mine; newest first.",
    )
    def customer_notices(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: CustomerNoticeFilter | None = None,
    ) -> QuerySet[models.CustomerNotice]:
        where = businesses_asked(info, business, all_mine, RIGHT)
        rows = ordered(selectors.notices_of(where), None)
        return filter.of(rows) if filter else rows


@strawberry.type
class ReminderMutations:
    @mutation(
        description="Switches on or off what customers are told, and sets the quiet hours. What was issued,"
        " paid or due before is not told. Needs the right ledger.write. Safe to repeat."
    )
    def set_reminders(self, info: Info, input: SetRemindersInput) -> ReminderSettings:
        till = find(info.context.user, input.till, "Till", field="till") if input.till else None
        made = settings.set_reminders(
            business=business_named(info, input.business, Right.LEDGER_WRITE),
            tells_issued=input.tells_issued,
            tells_paid=input.tells_paid,
            reminds=input.reminds,
            quiet_from=_minute(input.quiet_from, "quiet_from"),
            quiet_until=_minute(input.quiet_until, "quiet_until"),
            till=till,
            actor=info.context.user,
        )
        return ReminderSettings.of(made)

    @mutation(
        description="Does something about open invoices so many days before or after they are due. Needs the"
        " right ledger.write. Safe to repeat: there is one rule for a day and an action."
    )
    def add_dunning_rule(self, info: Info, input: AddDunningRuleInput) -> DunningRule:
        made = settings.add_rule(
            business=business_named(info, input.business, Right.LEDGER_WRITE),
            after=input.days,
            action=input.action.value,
            actor=info.context.user,
        )
        return cast(DunningRule, made)

    @mutation(
        description="Does it no more; what it did stays listed. Needs the right ledger.write. Safe to repeat."
    )
    def remove_dunning_rule(self, info: Info, input: RemoveDunningRuleInput) -> DunningRule:
        rule = find(info.context.user, input.rule, "DunningRule", field="rule")
        return cast(DunningRule, settings.remove_rule(rule=rule, actor=info.context.user))

    @mutation(
        description="Says how a customer wants to be written to. Needs the right billing.write. Audited. Safe"
        " to repeat."
    )
    def set_contact_preference(self, info: Info, input: SetContactPreferenceInput) -> ContactPreference:
        language = "" if input.business_language else (input.language.value if input.language else None)
        made = settings.set_contact_preference(
            customer=find(info.context.user, input.customer, "Customer", field="customer"),
            language=language,
            by_email=input.by_email,
            opted_out=input.opted_out,
            actor=info.context.user,
        )
        return ContactPreference.of(made)
