"""Manual work, as the schema shows it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay
from strawberry.annotation import StrawberryAnnotation

from core import days
from graphql_api.context import Info
from graphql_api.enums import Frequency
from graphql_api.ledger.enums import EntryKind, RecurringState, VatCode, VoucherState
from graphql_api.ledger.planned import PlannedLine, planned_lines
from graphql_api.ledger.types import Account, JournalEntry
from graphql_api.pages import Page, grow, listed
from graphql_api.problems import ProblemCode
from graphql_api.reading import Below, Figures
from graphql_api.scalars import Money
from graphql_api.users.approval_types import Approval
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from ledger import models
from ledger.models import EntryKind as EntryKinds
from ledger.models import VatCode as VatCodes
from ledger.vouchers.attachments import attachment_path
from ledger.vouchers.recurring import days_due


def _kind(root: strawberry.Parent[models.Voucher]) -> EntryKind:
    return EntryKinds(root.kind)


def _state(root: strawberry.Parent[models.Voucher]) -> VoucherState:
    return root.state


def _maker(root: strawberry.Parent[models.Voucher]) -> Person:
    return Person.of(root.maker)


def _recurring_state(root: strawberry.Parent[models.RecurringVoucher]) -> RecurringState:
    return root.state


def _due_times(root: strawberry.Parent[models.RecurringVoucher]) -> int:
    return days_due(root, days.today())


def _plan_maker(root: strawberry.Parent[models.RecurringVoucher]) -> Person:
    return Person.of(root.maker)


def _problem_code(root: strawberry.Parent[models.RecurringVoucher]) -> ProblemCode | None:
    return ProblemCode(root.problem_code) if root.problem_code else None


def _problem(root: strawberry.Parent[models.RecurringVoucher]) -> str | None:
    return root.problem or None


def _vat_code(root: strawberry.Parent[models.VoucherLine]) -> VatCode | None:
    return VatCodes(root.vat_code) if root.vat_code else None


def _path(root: strawberry.Parent[models.VoucherAttachment], info: Info) -> str:
    return attachment_path(attachment=root, user=info.context.user)


def _added_by(root: strawberry.Parent[models.VoucherAttachment]) -> Person:
    return Person.of(root.added_by)


@strawberry_django.type(models.VoucherLine, description="A line of a voucher, as it is posted.")
class VoucherLine:
    account: Account = strawberry_django.field(description="The account that it is on.")
    debit: Money = strawberry_django.field(description="0.00 for a credit; without VAT.")
    credit: Money = strawberry_django.field(description="0.00 for a debit; without VAT.")
    vat_code: VatCode | None = strawberry_django.field(
        resolver=_vat_code,
        only=["vat_code"],
        description="It is a supply or a purchase of this kind; null when it is neither.",
    )
    vat: Money = strawberry_django.field(description="The VAT on it, which has a line of its own.")


@strawberry_django.type(
    models.VoucherAttachment, description="A picture or a PDF attached to a voucher; kept for ever."
)
class VoucherAttachment:
    media_type: str = strawberry_django.field(description="Like image/jpeg.")
    size: int = strawberry_django.field(description="Bytes.")
    sha256: str = strawberry_django.field(description="Of the file, in hex.")
    added_by: Person = strawberry_django.field(
        resolver=_added_by, select_related=["added_by"], description="Who sent it."
    )
    added_at: datetime = strawberry_django.field(description="In UTC.")
    path: str = strawberry_django.field(
        resolver=_path, only=["id"], description="Where you may GET it within ten minutes (audited)."
    )

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.VoucherAttachment], info: Any, **kwargs: Any
    ) -> QuerySet[models.VoucherAttachment]:
        return queryset.defer("file_sealed")


@strawberry_django.type(models.VoucherTemplate, description="Lines to begin a voucher from.")
class VoucherTemplate(relay.Node):
    business: Business = strawberry_django.field(description="Whose it is.")
    name: str = strawberry_django.field(description="Once in a business.")
    description: str = strawberry_django.field(description="What a voucher from it is for; may be empty.")
    changed_at: datetime = strawberry_django.field(description="When it was last saved, in UTC.")


@strawberry_django.type(models.RecurringVoucher, description="A voucher that is posted again and again.")
class RecurringVoucher(relay.Node):
    business: Business = strawberry_django.field(description="In whose books.")
    name: str = strawberry_django.field(description="What people call it.")
    description: str = strawberry_django.field(description="What each of its vouchers says.")
    amount: Money = strawberry_django.field(description="One side of it, of one time.")
    frequency: Frequency = strawberry_django.field(description="How often.")
    first_on: date = strawberry_django.field(description="The first accounting day it is posted for.")
    last_on: date | None = strawberry_django.field(description="No day after this one; null: without an end.")
    next_on: date = strawberry_django.field(description="The day it is posted for next, while it goes on.")
    state: RecurringState = strawberry_django.field(
        resolver=_recurring_state,
        select_related=["approval"],
        only=["active", "paused", "approval__state"],
        description="How it stands.",
    )
    problem_code: ProblemCode | None = strawberry_django.field(
        resolver=_problem_code,
        only=["problem_code"],
        description="The refusal for which it paused by itself; null when it did not.",
    )
    problem: str | None = strawberry_django.field(
        resolver=_problem,
        only=["problem"],
        description="What that means, and what to do; null when it did not.",
    )
    due_times: int = strawberry_django.field(
        resolver=_due_times,
        only=["first_on", "last_on", "frequency", "next_index"],
        description="How many of its days up to today are not posted: so often it is posted at once when it"
        " is approved or resumed.",
    )
    maker: Person = strawberry_django.field(
        resolver=_plan_maker, select_related=["maker"], description="Who set it up."
    )
    approval: Approval | None = strawberry_django.field(description="The other person's yes.")
    created_at: datetime = strawberry_django.field(description="In UTC.")


@strawberry_django.type(models.Voucher, description="A posting that a person asked for; it never changes.")
class Voucher(relay.Node):
    business: Business = strawberry_django.field(description="In whose books.")
    kind: EntryKind = strawberry_django.field(
        resolver=_kind, only=["kind"], description="MANUAL, OPENING or REVERSAL."
    )
    state: VoucherState = strawberry_django.field(
        resolver=_state,
        select_related=["approval"],
        only=["entry_id", "approval__state"],
        description="How it stands.",
    )
    effective_on: date = strawberry_django.field(description="The accounting day it counts for.")
    description: str = strawberry_django.field(description="What it is for.")
    amount: Money = strawberry_django.field(description="The sum of one side.")
    maker: Person = strawberry_django.field(
        resolver=_maker, select_related=["maker"], description="Who wrote it."
    )
    approval: Approval | None = strawberry_django.field(
        description="What another person is asked; null where its recurring voucher has that."
    )
    entry: JournalEntry | None = strawberry_django.field(
        description="What it is in the books; null before that."
    )
    reverses: JournalEntry | None = strawberry_django.field(
        description="The entry that it undoes; null when it undoes none."
    )
    recurring: RecurringVoucher | None = strawberry_django.field(
        description="What it is a time of; null when it was written by itself."
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")


@listed(Page[VoucherLine], description="Exactly what is posted, in its order.")  # type: ignore[type-var]
def _lines(root: strawberry.Parent[models.Voucher]) -> Below[models.VoucherLine]:
    return Below(root, "voucher", models.VoucherLine.objects.order_by("pk"))


@listed(Page[VoucherAttachment], description="Papers, oldest first.")  # type: ignore[type-var]
def _attachments(root: strawberry.Parent[models.Voucher]) -> Below[models.VoucherAttachment]:
    return Below(root, "voucher", models.VoucherAttachment.objects.order_by("pk"))


@listed(Page[PlannedLine], description="In their order.")  # type: ignore[type-var]
def _template_lines(root: strawberry.Parent[models.VoucherTemplate]) -> Figures[PlannedLine]:
    return planned_lines(root)


@listed(Page[PlannedLine], description="In their order, as they were written.")  # type: ignore[type-var]
def _recurring_lines(root: strawberry.Parent[models.RecurringVoucher]) -> Figures[PlannedLine]:
    return planned_lines(root)


@listed(Page[Voucher], description="Those that were posted of it, newest first.")
def _vouchers(root: strawberry.Parent[models.RecurringVoucher]) -> Below[models.Voucher]:
    return Below(root, "recurring", models.Voucher.objects.order_by("-pk"))


_voucher_of_entry = strawberry_django.field(
    description="The voucher that it came from, which can be reversed; null when no person wrote it."
)
_voucher_of_entry.type_annotation = StrawberryAnnotation(Voucher | None)
_voucher_of_entry.django_name = "voucher"

grow(JournalEntry, voucher=_voucher_of_entry)
grow(Voucher, lines=_lines, attachments=_attachments)
grow(VoucherTemplate, lines=_template_lines)
grow(RecurringVoucher, lines=_recurring_lines, vouchers=_vouchers)
