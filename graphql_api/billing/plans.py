"""Plans: what is billed again and again, and at which price."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from billing import models
from billing.invoicing.terms import LineInput, note_line
from billing.selectors import RIGHT
from billing.subscriptions import plans, selectors
from billing.subscriptions.tariffs import prices_on, whole_totals
from core import days
from core.errors import Findings
from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import ordered, with_text
from graphql_api.ledger.enums import VatCode
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.reading import Below, path_of, shown_rows, together
from graphql_api.scalars import Money, money_column
from graphql_api.users.types import Business
from users.access import Right
from users.models import Business as BusinessRow

register_node("Plan", selectors.plan_for)

PlanFrequency = described(
    models.PlanFrequency,
    "PlanFrequency",
    "How often a plan is billed.",
    DAILY="Every so many days.",
    WEEKLY="Every so many weeks.",
    MONTHLY="Every so many months; a day at a month's end stays at the month's end.",
)


def _vat_code(root: strawberry.Parent[models.PlanLine]) -> VatCode | None:
    return VatCode(root.vat_code) if root.vat_code else None


def _total(root: strawberry.Parent[models.PlanPrice]) -> Money:
    return Money(together(root, ("total",), whole_totals) or 0)


@strawberry_django.type(models.PlanLine, description="One line of what a plan costs.")
class PlanLine:
    description: str = strawberry_django.field(description="What it is for.")
    quantity: Decimal = strawberry_django.field(description="How many.")
    unit_price: Money = money_column("unit_cents", "The price of one.")
    vat_code: VatCode | None = strawberry_django.field(
        resolver=_vat_code, only=["vat_code"], description="How VAT treats it; null: none is charged."
    )
    account_code: str = strawberry_django.field(description="The income account that is credited.")


@strawberry_django.type(models.PlanPrice, description="What a plan costs from a day on.")
class PlanPrice:
    from_on: date = strawberry_django.field(description="For periods that begin on this day or later.")
    prices_include_vat: bool = strawberry_django.field(
        description="Whether its prices hold the VAT, or it comes on top."
    )
    total: Money = strawberry_django.field(
        resolver=_total, only=["id"], description="A whole period, with VAT at today's rate."
    )


def _price(root: strawberry.Parent[models.Plan], info: Info) -> PlanPrice:
    def read(keys: Sequence[int]) -> dict[int, Any]:
        wanted = prices_on(keys, days.today())
        rows = models.PlanPrice.objects.filter(pk__in=wanted.values())
        found = {row.pk: row for row in shown_rows(rows, info, type_name="PlanPrice")}
        return {plan: found[price] for plan, price in wanted.items()}

    return cast(PlanPrice, together(root, path_of(info), read))


@strawberry_django.type(
    models.Plan, only=["business_id"], description="Something that customers are billed for again and again."
)
class Plan(relay.Node):
    business: Business = strawberry_django.field(description="Who bills.")
    name: str = strawberry_django.field(description="What people call it.")
    frequency: PlanFrequency = strawberry_django.field(description="In days, weeks or months.")
    every: int = strawberry_django.field(description="Every so many of them.")
    trial_days: int = strawberry_django.field(description="So many days are not billed at first.")
    days_until_due: int = strawberry_django.field(
        description="An invoice is due so many days after the first day of its period."
    )
    archived_at: datetime | None = strawberry_django.field(
        description="When it was archived, in UTC: it bills nobody. Null while it is in use."
    )
    price: PlanPrice = strawberry_django.field(
        resolver=_price, only=["id"], description="What a period costs that begins today."
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")


@listed(Page[PlanLine], description="What is billed, in its order.")  # type: ignore[type-var]
def _lines_of_price(root: strawberry.Parent[models.PlanPrice]) -> Below[models.PlanLine]:
    return Below(root, "price", models.PlanLine.objects.order_by("position"))


@listed(Page[PlanPrice], description="Its prices, the newest day first.")  # type: ignore[type-var]
def _prices_of_plan(root: strawberry.Parent[models.Plan]) -> Below[models.PlanPrice]:
    return Below(root, "plan", models.PlanPrice.objects.order_by("-from_on", "-pk"))


@strawberry.input(description="Which plans; all that is given holds at once.")
class PlanFilter:
    archived: bool | None = strawberry.field(
        default=None, description="Only archived ones, or only those in use."
    )
    text: str | None = strawberry.field(default=None, description="Part of the name.")

    def of(self, rows: QuerySet[models.Plan]) -> QuerySet[models.Plan]:
        """Raises InvalidInput BAD_FILTER."""
        if self.archived is not None:
            rows = rows.filter(archived_at__isnull=not self.archived)
        return with_text(rows, self.text, "name__icontains")


@listed(Page[Plan] | None, description="Its plans, newest first; null for who may not read bills.")
def _plans_of_business(
    root: strawberry.Parent[BusinessRow], info: Info, filter: PlanFilter | None = None
) -> Below[models.Plan] | None:
    if not info.context.holds(root.pk, RIGHT):
        return None
    rows = models.Plan.objects.order_by("-pk")
    return Below(root, "business", filter.of(rows) if filter else rows)


grow(PlanPrice, lines=_lines_of_price)
grow(Plan, prices=_prices_of_plan)
grow(Business, plans=_plans_of_business)


@strawberry.input(description="One line of what a plan costs.")
class PlanLineInput:
    description: str = strawberry.field(description="What it is for, in 1 to 150 characters.")
    unit_price: Money = strawberry.field(description="The price of one; above zero.")
    quantity: Decimal = strawberry.field(
        default=Decimal(1), description="How many: above zero, with at most three decimals."
    )
    vat_code: VatCode | None = strawberry.field(
        default=None, description="How VAT treats it; null: none is charged."
    )
    account_code: str = strawberry.field(default="4000", description="The income account that is credited.")

    @property
    def line(self) -> LineInput:
        code = self.vat_code.value if self.vat_code else ""
        return LineInput(self.description, self.quantity, self.unit_price, 0, code, self.account_code)


@strawberry.input(description="A plan with its first price.")
class CreatePlanInput:
    business: relay.GlobalID = strawberry.field(description="Who bills.")
    name: str = strawberry.field(description="What people call it, in 1 to 100 characters.")
    frequency: PlanFrequency = strawberry.field(description="In days, weeks or months.")
    every: int = strawberry.field(default=1, description="Every so many of them, 1 to 366.")
    lines: list[PlanLineInput] = strawberry.field(
        description=f"What a period costs: 1 to {plans.MAX_LINES} lines."
    )
    prices_include_vat: bool = strawberry.field(
        default=True, description="Whether the prices hold the VAT, or it comes on top."
    )
    trial_days: int = strawberry.field(default=0, description="So many days are not billed at first.")
    days_until_due: int = strawberry.field(
        default=0, description="An invoice is due so many days after the first day of its period."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="Another price of a plan.")
class ChangePlanPriceInput:
    plan: relay.GlobalID = strawberry.field(description="This one.")
    lines: list[PlanLineInput] = strawberry.field(
        description=f"What a period costs from then on: 1 to {plans.MAX_LINES} lines."
    )
    prices_include_vat: bool = strawberry.field(
        default=True, description="Whether the prices hold the VAT, or it comes on top."
    )
    from_on: date | None = strawberry.field(
        default=None, description="For periods that begin on this day or later; without one, from today on."
    )


@strawberry.input(description="A plan as it is to be called from now on.")
class EditPlanInput:
    plan: relay.GlobalID = strawberry.field(description="This one.")
    name: str = strawberry.field(description="What people call it, in 1 to 100 characters.")
    days_until_due: int = strawberry.field(
        description="An invoice is due so many days after the first day of its period."
    )


@strawberry.input(description="A plan that bills nobody any more.")
class ArchivePlanInput:
    plan: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.input(description="A plan that bills again.")
class RestorePlanInput:
    plan: relay.GlobalID = strawberry.field(description="This one.")


def _look_at_plan(input: CreatePlanInput, found: Findings) -> None:
    plans.note_plan(
        found,
        name=input.name,
        key=input.idempotency_key,
        every=input.every,
        trial_days=input.trial_days,
        days_until_due=input.days_until_due,
    )
    _look_at_lines(input.lines, found)


def _look_at_price(input: ChangePlanPriceInput, found: Findings) -> None:
    _look_at_lines(input.lines, found)


def _look_at_lines(lines: list[PlanLineInput], found: Findings) -> None:
    for place, line in enumerate(lines):
        note_line(found, place, line.description, good(line.quantity), good(line.unit_price))


@strawberry.type
class PlanQueries:
    @listed(Page[Plan], description="Plans of one business or of all of mine; newest first.")
    def plans(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: PlanFilter | None = None,
    ) -> QuerySet[models.Plan]:
        where = businesses_asked(info, business, all_mine, RIGHT)
        rows = ordered(selectors.plans_of(where), None)
        return filter.of(rows) if filter else rows


@strawberry.type
class PlanMutations:
    @mutation(
        description="Makes a plan with its first price. Needs the right ledger.write. Safe to repeat.",
        look=_look_at_plan,
    )
    def create_plan(self, info: Info, input: CreatePlanInput) -> Plan:
        made = plans.create_plan(
            business=business_named(info, input.business, Right.LEDGER_WRITE),
            name=input.name,
            frequency=input.frequency.value,
            every=input.every,
            lines=[line.line for line in input.lines],
            prices_include_vat=input.prices_include_vat,
            trial_days=input.trial_days,
            days_until_due=input.days_until_due,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(Plan, made)

    @mutation(
        description="Sets what a plan costs for periods to come; what is billed stays. Needs the right"
        " ledger.write. Safe to repeat.",
        look=_look_at_price,
    )
    def change_plan_price(self, info: Info, input: ChangePlanPriceInput) -> Plan:
        made = plans.change_price(
            plan=_plan(info, input.plan),
            lines=[line.line for line in input.lines],
            prices_include_vat=input.prices_include_vat,
            from_on=input.from_on,
            actor=info.context.user,
        )
        return cast(Plan, made)

    @mutation(
        description="Gives a plan another name, or another time to pay for what is billed from now on. Needs"
        " the right ledger.write. Safe to repeat."
    )
    def edit_plan(self, info: Info, input: EditPlanInput) -> Plan:
        made = plans.edit_plan(
            plan=_plan(info, input.plan),
            name=input.name,
            days_until_due=input.days_until_due,
            actor=info.context.user,
        )
        return cast(Plan, made)

    @mutation(
        description="Bills nobody by a plan any more: runs list its subscriptions as skipped until they have"
        " another plan. Needs the right ledger.write. Safe to repeat."
    )
    def archive_plan(self, info: Info, input: ArchivePlanInput) -> Plan:
        return cast(Plan, plans.archive_plan(plan=_plan(info, input.plan), actor=info.context.user))

    @mutation(
        description="Bills by an archived plan again, also for what was skipped. Needs the right"
        " ledger.write. Safe to repeat."
    )
    def restore_plan(self, info: Info, input: RestorePlanInput) -> Plan:
        return cast(Plan, plans.restore_plan(plan=_plan(info, input.plan), actor=info.context.user))


def _plan(info: Info, id: relay.GlobalID) -> models.Plan:
    return cast(models.Plan, find(info.context.user, id, "Plan", field="plan"))
