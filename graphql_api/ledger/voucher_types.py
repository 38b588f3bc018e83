"""Manual work, as the schema shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from core import days
from graphql_api.context import Info
from graphql_api.ledger.types import EntryKind
from graphql_api.scalars import Money
from graphql_api.users.approval_types import Approval
from graphql_api.users.types import Business
from ledger import models
from ledger.models import EntryKind as EntryKindChoice
from ledger.vouchers import vat
from ledger.vouchers.attachments import attachment_path
from ledger.vouchers.lines import MAX_LINES, LineInput
from ledger.vouchers.recurring import days_due

VatCode = strawberry.enum(models.VatCode, name="VatCode")
VoucherState = strawberry.enum(models.VoucherState, name="VoucherState")
RecurringState = strawberry.enum(
    models.RecurringState, name="RecurringVoucherState", description="Of a recurring voucher."
)
Frequency = strawberry.enum(models.Frequency, name="Frequency")


@strawberry.input(
    description="An amount on one side of an account, by its code. With `vat` the amount includes VAT: the"
    " line is split, and the VAT goes to 2600-output (income) or 2600-input (expenses and assets)."
)
class VoucherLineInput:
    account: str
    debit: Money = strawberry.field(default=Money(0))
    credit: Money = strawberry.field(default=Money(0))
    vat: VatCode | None = None

    def line(self) -> LineInput:
        return LineInput(self.account, self.debit, self.credit, self.vat.value if self.vat else "")


@strawberry.type(description="A line as it was written, before VAT is split off.")
class PlannedLine:
    account: str
    debit: Money
    credit: Money
    vat: VatCode | None


def _planned(lines: Iterable[Mapping[str, Any]], limit: int) -> list[PlannedLine]:
    return [
        PlannedLine(
            account=line["account"],
            debit=Money(line["debit"]),
            credit=Money(line["credit"]),
            vat=models.VatCode(line["vat"]) if line["vat"] else None,
        )
        for line in list(lines)[: max(0, min(limit, MAX_LINES))]
    ]


def _template_lines(
    root: strawberry.Parent[models.VoucherTemplate], limit: int = MAX_LINES
) -> list[PlannedLine]:
    return _planned(root.lines, limit)


def _recurring_lines(
    root: strawberry.Parent[models.RecurringVoucher], limit: int = MAX_LINES
) -> list[PlannedLine]:
    return _planned(root.lines, limit)


def _kind(root: strawberry.Parent[models.Voucher]) -> EntryKind:
    return EntryKindChoice(root.kind)


def _state(root: strawberry.Parent[models.Voucher]) -> VoucherState:
    return root.state


def _recurring_state(root: strawberry.Parent[models.RecurringVoucher]) -> RecurringState:
    return root.state


def _maker(root: strawberry.Parent[models.Voucher]) -> str:
    return str(root.maker)


def _due_times(root: strawberry.Parent[models.RecurringVoucher]) -> int:
    return days_due(root, days.today())


def _plan_maker(root: strawberry.Parent[models.RecurringVoucher]) -> str:
    return str(root.maker)


def _account(root: strawberry.Parent[models.VoucherLine]) -> str:
    return root.account.code


def _account_name(root: strawberry.Parent[models.VoucherLine]) -> str:
    return root.account.name


def _entry_id(root: strawberry.Parent[models.Voucher]) -> relay.GlobalID | None:
    return relay.GlobalID("JournalEntry", str(root.entry_id)) if root.entry_id else None


def _vat_code(root: strawberry.Parent[models.VoucherLine]) -> VatCode | None:
    return models.VatCode(root.vat_code) if root.vat_code else None


def _path(root: strawberry.Parent[models.VoucherAttachment], info: Info) -> str:
    return attachment_path(attachment=root, user=info.context.user)


def _added_by(root: strawberry.Parent[models.VoucherAttachment]) -> str:
    return str(root.added_by)


@strawberry_django.type(models.VoucherLine, description="A line as it is posted.")
class VoucherLine:
    account: str = strawberry_django.field(
        resolver=_account, select_related=["account"], only=["account__code"], description="Its code."
    )
    account_name: str = strawberry_django.field(
        resolver=_account_name, select_related=["account"], only=["account__name"]
    )
    debit: Money
    credit: Money
    vat_code: VatCode | None = strawberry_django.field(resolver=_vat_code, only=["vat_code"])
    vat: Money = strawberry_django.field(description="The VAT on it, which has a line of its own.")

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.VoucherLine], info: Any, **kwargs: Any
    ) -> QuerySet[models.VoucherLine]:
        return queryset.order_by("pk")


@strawberry_django.type(
    models.VoucherAttachment, description="A picture or a PDF attached to a voucher; kept for ever."
)
class VoucherAttachment:
    media_type: str
    size: int = strawberry_django.field(description="Bytes.")
    sha256: str
    added_by: str = strawberry_django.field(resolver=_added_by, select_related=["added_by"])
    added_at: datetime
    path: str = strawberry_django.field(
        resolver=_path, only=["id"], description="Where you may GET it within ten minutes (audited)."
    )

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.VoucherAttachment], info: Any, **kwargs: Any
    ) -> QuerySet[models.VoucherAttachment]:
        return queryset.defer("file_sealed").order_by("pk")


@strawberry_django.type(models.Voucher, description="A posting that a person asked for; it never changes.")
class Voucher(relay.Node):
    business: Business
    kind: EntryKind = strawberry_django.field(resolver=_kind, only=["kind"])
    state: VoucherState = strawberry_django.field(
        resolver=_state, select_related=["approval"], only=["entry_id", "approval__state"]
    )
    effective_on: date
    description: str
    amount: Money = strawberry_django.field(description="The sum of one side.")
    maker: str = strawberry_django.field(resolver=_maker, select_related=["maker"])
    approval: Approval | None
    entry_id: relay.GlobalID | None = strawberry_django.field(
        resolver=_entry_id, only=["entry_id"], description="Of its JournalEntry, once it is in the books."
    )
    created_at: datetime
    lines: list[VoucherLine] = strawberry_django.field(pagination=True)
    attachments: list[VoucherAttachment] = strawberry_django.field(pagination=True)


@strawberry_django.type(models.VoucherTemplate, description="Lines to begin a voucher from.")
class VoucherTemplate(relay.Node):
    business: Business
    name: str
    description: str
    lines: list[PlannedLine] = strawberry_django.field(resolver=_template_lines, only=["lines"])
    changed_at: datetime


@strawberry_django.type(models.RecurringVoucher, description="A voucher that is posted again and again.")
class RecurringVoucher(relay.Node):
    business: Business
    name: str
    description: str
    lines: list[PlannedLine] = strawberry_django.field(resolver=_recurring_lines, only=["lines"])
    amount: Money = strawberry_django.field(description="Of one time.")
    frequency: Frequency
    first_on: date
    last_on: date | None
    next_on: date
    state: RecurringState = strawberry_django.field(
        resolver=_recurring_state, select_related=["approval"], only=["active", "paused", "approval__state"]
    )
    problem_code: str = strawberry_django.field(
        description="The code of the refusal for which it paused by itself, or empty."
    )
    problem: str = strawberry_django.field(description="What that means, and what to do; or empty.")
    due_times: int = strawberry_django.field(
        resolver=_due_times,
        only=["first_on", "last_on", "frequency", "next_index"],
        description="How many of its days up to today are not posted: so often it is posted at once when it"
        " is approved or resumed.",
    )
    maker: str = strawberry_django.field(resolver=_plan_maker, select_related=["maker"])
    approval: Approval | None
    created_at: datetime


@strawberry.type(description="What an amount that includes VAT is made of.")
class VatSplit:
    day: strawberry.Private[date]
    code: strawberry.Private[VatCode]
    taxable_value: Money
    vat: Money

    @strawberry.field(
        description="What an appointed agent withholds of it when they pay; null without VAT on it."
    )
    def withheld(self) -> Money | None:
        if self.code != models.VatCode.STANDARD:
            return None
        return Money(vat.withheld_from(self.taxable_value, day=self.day))


@strawberry.type(
    description="The VAT return (VAT3) of a month. Sales and purchases are taxable values of vouchers with"
    " VAT codes; broughtForward + payable - settled = owed."
)
class VatReturn:
    month: date = strawberry.field(description="Its first day.")
    standard_sales: Money
    zero_rated_sales: Money
    exempt_sales: Money
    standard_purchases: Money
    zero_rated_purchases: Money
    exempt_purchases: Money
    output_vat: Money
    input_vat: Money
    withheld_vat: Money = strawberry.field(description="By customers who are appointed agents; a credit.")
    other_output: Money = strawberry.field(description="Of the output VAT, what no coded line explains.")
    other_input: Money = strawberry.field(description="Of the input VAT, what no coded line explains.")
    payable: Money = strawberry.field(description="Output less input less withheld; negative: a credit.")
    brought_forward: Money = strawberry.field(description="2600 with all below it before the month.")
    settled: Money = strawberry.field(description="Paid to KRA in the month, less what was opened in it.")
    owed: Money = strawberry.field(description="2600 with all below it at the end of the month.")


def vat_return_of(found: vat.VatReturn) -> VatReturn:
    named = {
        f"{code.lower()}_{what}": Money(cents)
        for what, figures in (("sales", found.sales), ("purchases", found.purchases))
        for code, cents in figures.items()
    }
    figures = (
        *("output_vat", "input_vat", "withheld_vat", "other_output", "other_input"),
        *("payable", "brought_forward", "settled", "owed"),
    )
    return VatReturn(month=found.month, **named, **{name: Money(getattr(found, name)) for name in figures})
