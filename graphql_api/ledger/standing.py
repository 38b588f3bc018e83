"""Templates, and vouchers that are posted again and again. Needs the right ledger.write."""

from __future__ import annotations

from datetime import date
from typing import cast

import strawberry
from strawberry import relay

from core.errors import Findings
from core.text import checked_name
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.enums import Frequency
from graphql_api.ledger.voucher_types import RecurringVoucher, VoucherTemplate
from graphql_api.ledger.vouchers import VoucherLineInput, look_at_lines
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from ledger import models
from ledger.vouchers import recurring, templates
from ledger.vouchers.lines import MAX_LINES
from users.access import Right

RIGHT = Right.LEDGER_WRITE
_NAME = "What people call it, in 1 to 120 characters."


@strawberry.input(description="Lines to keep under a name.")
class SaveVoucherTemplateInput:
    business: relay.GlobalID = strawberry.field(description="In whose books.")
    name: str = strawberry.field(description=_NAME)
    lines: list[VoucherLineInput] = strawberry.field(
        description=f"1 to {MAX_LINES} lines; amounts may be left out, to be filled in."
    )
    description: str = strawberry.field(default="", description="What a voucher from it is for.")


@strawberry.input(description="A template to delete.")
class RemoveVoucherTemplateInput:
    template: relay.GlobalID = strawberry.field(description="Which one.")


@strawberry.input(description="A voucher for every week or month.")
class CreateRecurringVoucherInput:
    business: relay.GlobalID = strawberry.field(description="In whose books.")
    name: str = strawberry.field(description=_NAME)
    description: str = strawberry.field(description="What each of them is for, in 1 to 200 characters.")
    lines: list[VoucherLineInput] = strawberry.field(description=f"2 to {MAX_LINES} lines with equal sides.")
    frequency: Frequency = strawberry.field(description="How often.")
    first_on: date = strawberry.field(description="The first accounting day; it may be over.")
    last_on: date | None = strawberry.field(
        default=None, description="No day after this one; without an end where nothing is given."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A recurring voucher to pause.")
class PauseRecurringVoucherInput:
    recurring_voucher: relay.GlobalID = strawberry.field(description="Which one.")


@strawberry.input(description="A recurring voucher to resume.")
class ResumeRecurringVoucherInput:
    recurring_voucher: relay.GlobalID = strawberry.field(description="Which one.")
    skip_until: date | None = strawberry.field(
        default=None, description="Days before this one are left out; without it none."
    )


def _look_at_template(input: SaveVoucherTemplateInput, found: Findings) -> None:
    with found.noting():
        checked_name(input.name)
    look_at_lines(found, "lines", input.lines, template=True)


def _look_at_plan(input: CreateRecurringVoucherInput, found: Findings) -> None:
    recurring.note_plan(found, name=input.name, description=input.description, key=input.idempotency_key)
    look_at_lines(found, "lines", input.lines)


@strawberry.type
class StandingMutations:
    @mutation(
        description="Keeps lines under a name, in place of what stood there. Safe to repeat.",
        look=_look_at_template,
    )
    def save_voucher_template(self, info: Info, input: SaveVoucherTemplateInput) -> VoucherTemplate:
        saved = templates.save_template(
            business=business_named(info, input.business, RIGHT),
            name=input.name,
            lines=[line.line() for line in input.lines],
            actor=info.context.user,
            description=input.description,
        )
        return cast(VoucherTemplate, saved)

    @mutation(description="Deletes a template.")
    def remove_voucher_template(self, info: Info, input: RemoveVoucherTemplateInput) -> None:
        found = find(info.context.user, input.template, "VoucherTemplate", field="template")
        templates.remove_template(template=found, actor=info.context.user)

    @mutation(
        description="A voucher for every week or month from its first day on: approved once, then posted by"
        " itself. Safe to repeat with the same key.",
        look=_look_at_plan,
    )
    def create_recurring_voucher(self, info: Info, input: CreateRecurringVoucherInput) -> RecurringVoucher:
        created = recurring.create_recurring(
            business=business_named(info, input.business, RIGHT),
            name=input.name,
            description=input.description,
            lines=[line.line() for line in input.lines],
            frequency=input.frequency.value,
            first_on=input.first_on,
            last_on=input.last_on,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(RecurringVoucher, created)

    @mutation(description="Posts nothing more of it until it is resumed. Safe to repeat.")
    def pause_recurring_voucher(self, info: Info, input: PauseRecurringVoucherInput) -> RecurringVoucher:
        paused = recurring.pause_recurring(
            recurring=_recurring(info, input.recurring_voucher), actor=info.context.user
        )
        return cast(RecurringVoucher, paused)

    @mutation(description="Goes on with the days that were missed; those before `skipUntil` are left out.")
    def resume_recurring_voucher(self, info: Info, input: ResumeRecurringVoucherInput) -> RecurringVoucher:
        resumed = recurring.resume_recurring(
            recurring=_recurring(info, input.recurring_voucher),
            actor=info.context.user,
            skip_until=input.skip_until,
        )
        return cast(RecurringVoucher, resumed)


def _recurring(info: Info, id: relay.GlobalID) -> models.RecurringVoucher:
    found: models.RecurringVoucher = find(
        info.context.user, id, "RecurringVoucher", field="recurring_voucher"
    )
    return found
