"""Manual work: vouchers, recurring vouchers and templates.

Reading needs ledger.read, the rest ledger.write.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, TypeAlias, cast

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from core import days
from graphql_api.context import Info
from graphql_api.ledger.voucher_types import (
    Frequency,
    RecurringVoucher,
    VatCode,
    VatReturn,
    VatSplit,
    Voucher,
    VoucherLineInput,
    VoucherState,
    VoucherTemplate,
    vat_return_of,
)
from graphql_api.nodes import register_node, row_id
from graphql_api.pages import Page, listed
from graphql_api.problems import Problem
from graphql_api.scalars import Money
from ledger import models
from ledger.reads import selectors
from ledger.vouchers import recurring, templates, vat
from ledger.vouchers import selectors as reads
from ledger.vouchers import writing as vouchers
from ledger.vouchers.attachments import attachment_upload_path
from users.access import Right, business_for
from users.files import LIFETIME

RIGHT = Right.LEDGER_WRITE

register_node("Voucher", reads.voucher_for)
register_node("VoucherTemplate", reads.template_for)
register_node("RecurringVoucher", reads.recurring_voucher_for)


@strawberry.type(description="POST the file to this path, as the body, with the CSRF token of the session.")
class FileUpload:
    path: str
    expires_at: datetime


VoucherResult: TypeAlias = Annotated[Voucher | Problem, strawberry.union("VoucherResult")]
TemplateResult: TypeAlias = Annotated[VoucherTemplate | Problem, strawberry.union("VoucherTemplateResult")]
RecurringResult: TypeAlias = Annotated[RecurringVoucher | Problem, strawberry.union("RecurringVoucherResult")]
FileUploadResult: TypeAlias = Annotated[FileUpload | Problem, strawberry.union("FileUploadResult")]


@strawberry.type
class VoucherQueries:
    @listed(Page[Voucher], description="Of one business, or of all of mine; newest first.")
    def vouchers(
        self, info: Info, business: str | None = None, state: VoucherState | None = None
    ) -> QuerySet[models.Voucher]:
        return reads.vouchers_for(info.context.user, business, state=state.value if state else None)

    @listed(Page[VoucherTemplate], description="Of one business, or of all of mine; by name.")
    def voucher_templates(self, info: Info, business: str | None = None) -> QuerySet[models.VoucherTemplate]:
        return reads.templates_for(info.context.user, business)

    @listed(Page[RecurringVoucher], description="Of one business, or of all of mine.")
    def recurring_vouchers(
        self, info: Info, business: str | None = None
    ) -> QuerySet[models.RecurringVoucher]:
        return reads.recurring_vouchers_for(info.context.user, business)

    @strawberry.field(description="The VAT return of the month that holds a day.")
    def vat_return(self, info: Info, business: str, month: date) -> VatReturn:
        where = business_for(info.context.user, business, Right.LEDGER_READ)
        return vat_return_of(vat.vat_return(where, month))

    @strawberry.field(description="What an amount that includes VAT is made of at the rate of a day.")
    def vat_split(self, info: Info, amount: Money, code: VatCode, day: date) -> VatSplit:
        assert info.context.user
        net, tax = vat.split_inclusive(amount, code=code.value, day=day)
        return VatSplit(day=day, code=code, taxable_value=Money(net), vat=Money(tax))


@strawberry.input
class PostJournalEntryInput:
    business: str
    day: date = strawberry.field(description="The accounting day it counts for.")
    description: str
    lines: list[VoucherLineInput]
    key: str = strawberry.field(
        description="A new one for each voucher; the same one gives the same voucher."
    )
    comment: str = strawberry.field(default="", description="To whoever approves it.")


@strawberry.input
class TransferFundsInput:
    business: str
    source: str = strawberry.field(description="The code of an account of cash or bank.")
    target: str
    amount: Money
    day: date
    key: str
    description: str = ""


@strawberry.input
class OpeningBalancesInput:
    business: str
    day: date
    balances: list[VoucherLineInput] = strawberry.field(description="Without 3900, which is the other side.")
    key: str


@strawberry.input
class RecurringVoucherInput:
    business: str
    name: str
    description: str
    lines: list[VoucherLineInput]
    frequency: Frequency
    first_on: date
    key: str
    last_on: date | None = None


@strawberry.type
class VoucherMutations:
    @strawberry.mutation(
        description="A journal voucher: posted at once within the solo limit, else when it is approved. Safe"
        " to repeat with the same key."
    )
    def post_journal_entry(self, info: Info, input: PostJournalEntryInput) -> VoucherResult | None:
        actor = info.context.user
        posted = vouchers.post_journal_entry(
            business=business_for(actor, input.business, RIGHT),
            day=input.day,
            description=input.description,
            lines=[line.line() for line in input.lines],
            key=input.key,
            actor=actor,
            comment=input.comment,
        )
        return cast(Voucher, posted)

    @strawberry.mutation(
        description="The mirror of an entry that came from a voucher, counted for `day` (today). It needs"
        " approval as the voucher did. Safe to repeat with the same key."
    )
    def reverse_journal_entry(
        self, info: Info, entry: relay.GlobalID, reason: str, key: str, day: date | None = None
    ) -> VoucherResult | None:
        actor = info.context.user
        found = selectors.entry_for(actor, row_id(entry, "JournalEntry", field="entry"))
        asked = vouchers.reverse_journal_entry(entry=found, reason=reason, key=key, actor=actor, day=day)
        return cast(Voucher, asked)

    @strawberry.mutation(description="Money between own accounts of cash and bank. Safe to repeat.")
    def transfer_funds(self, info: Info, input: TransferFundsInput) -> VoucherResult | None:
        actor = info.context.user
        moved = vouchers.transfer_funds(
            business=business_for(actor, input.business, RIGHT),
            source=input.source,
            target=input.target,
            amount=input.amount,
            day=input.day,
            key=input.key,
            actor=actor,
            description=input.description,
        )
        return cast(Voucher, moved)

    @strawberry.mutation(
        description="What accounts begin with, once each, against 3900. Safe to repeat with the same key."
    )
    def post_opening_balances(self, info: Info, input: OpeningBalancesInput) -> VoucherResult | None:
        actor = info.context.user
        opened = vouchers.post_opening_balances(
            business=business_for(actor, input.business, RIGHT),
            day=input.day,
            balances=[line.line() for line in input.balances],
            key=input.key,
            actor=actor,
        )
        return cast(Voucher, opened)

    @strawberry.mutation(
        description="An address for one attachment of a voucher: JPEG, PNG or PDF, up to 5 MB."
    )
    def upload_voucher_attachment(self, info: Info, voucher: relay.GlobalID) -> FileUploadResult | None:
        actor = info.context.user
        expires_at = days.now() + timedelta(seconds=LIFETIME)
        found = reads.voucher_for(actor, row_id(voucher, "Voucher", field="voucher"))
        return FileUpload(path=attachment_upload_path(voucher=found, user=actor), expires_at=expires_at)

    @strawberry.mutation(
        description="Keeps lines under a name, in place of what stood there. Safe to repeat."
    )
    def save_voucher_template(
        self, info: Info, business: str, name: str, lines: list[VoucherLineInput], description: str = ""
    ) -> TemplateResult | None:
        actor = info.context.user
        saved = templates.save_template(
            business=business_for(actor, business, RIGHT),
            name=name,
            lines=[line.line() for line in lines],
            actor=actor,
            description=description,
        )
        return cast(VoucherTemplate, saved)

    @strawberry.mutation(description="Deletes a template.")
    def remove_voucher_template(self, info: Info, template: relay.GlobalID) -> TemplateResult | None:
        actor = info.context.user
        found = reads.template_for(actor, row_id(template, "VoucherTemplate", field="template"))
        return cast(VoucherTemplate, templates.remove_template(template=found, actor=actor))

    @strawberry.mutation(
        description="A voucher for every week or month from its first day on: approved once, then posted by"
        " itself. Safe to repeat with the same key."
    )
    def create_recurring_voucher(self, info: Info, input: RecurringVoucherInput) -> RecurringResult | None:
        actor = info.context.user
        created = recurring.create_recurring(
            business=business_for(actor, input.business, RIGHT),
            name=input.name,
            description=input.description,
            lines=[line.line() for line in input.lines],
            frequency=input.frequency.value,
            first_on=input.first_on,
            last_on=input.last_on,
            key=input.key,
            actor=actor,
        )
        return cast(RecurringVoucher, created)

    @strawberry.mutation(description="Posts nothing more of it until it is resumed. Safe to repeat.")
    def pause_recurring_voucher(
        self, info: Info, recurring_voucher: relay.GlobalID
    ) -> RecurringResult | None:
        found = _recurring(info, recurring_voucher)
        return cast(RecurringVoucher, recurring.pause_recurring(recurring=found, actor=info.context.user))

    @strawberry.mutation(
        description="Goes on with the days that were missed; those before `skipUntil` are left out."
    )
    def resume_recurring_voucher(
        self, info: Info, recurring_voucher: relay.GlobalID, skip_until: date | None = None
    ) -> RecurringResult | None:
        resumed = recurring.resume_recurring(
            recurring=_recurring(info, recurring_voucher), actor=info.context.user, skip_until=skip_until
        )
        return cast(RecurringVoucher, resumed)


def _recurring(info: Info, id: relay.GlobalID) -> models.RecurringVoucher:
    number = row_id(id, "RecurringVoucher", field="recurring_voucher")
    return reads.recurring_voucher_for(info.context.user, number)
