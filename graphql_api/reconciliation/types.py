"""Statements and runs, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.context import Info
from graphql_api.mpesa.types import Till
from graphql_api.scalars import BigInt, Money
from graphql_api.users.types import Business
from mpesa.models import MpesaAccount as MpesaAccountChoice
from reconciliation import models
from reconciliation.web import workbook_path

StatementState = strawberry.enum(models.StatementState, name="StatementState")
RunState = strawberry.enum(models.RunState, name="ReconciliationState")
MpesaAccount = strawberry.enum(MpesaAccountChoice, name="MpesaAccount")

MAX_PROBLEMS = 50


def _problems(root: strawberry.Parent[models.Statement]) -> list[str]:
    return [str(problem) for problem in root.problems[:MAX_PROBLEMS]]


def _amount(root: strawberry.Parent[models.RunItem]) -> Money:
    return Money(root.cents)


def _workbook_path(root: strawberry.Parent[models.ReconciliationRun], info: Info) -> str | None:
    if root.state != models.RunState.DONE:
        return None
    return workbook_path(user=info.context.user, run=root)


def _seal(root: strawberry.Parent[models.ReconciliationRun]) -> BigInt | None:
    return None if root.seal is None else BigInt(root.seal)


@strawberry_django.type(models.Statement, description="A file from the organisation portal.")
class Statement(relay.Node):
    business: Business
    till: Till
    account: str = strawberry_django.field(description="Which M-Pesa account; empty until the file was read.")
    file_name: str
    sha256: str
    state: StatementState
    period_from: datetime | None
    period_to: datetime | None
    opening: Money | None
    closing: Money | None
    rows_total: int | None
    rows_done: int
    chain_ok: bool | None = strawberry_django.field(description="Whether every row's balance follows.")
    problems: list[str] = strawberry_django.field(resolver=_problems, only=["problems"])
    uploaded_at: datetime
    imported_at: datetime | None


@strawberry_django.type(models.RunItem, description="One listed item of a term of the proof.")
class ReconciliationItem:
    term: str
    receipt: str
    leg: str
    amount: Money = strawberry_django.field(resolver=_amount, only=["cents"])
    why: str
    occurred_at: datetime | None
    reference: str

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.RunItem], info: Any, **kwargs: Any
    ) -> QuerySet[models.RunItem]:
        return queryset.order_by("pk")


@strawberry_django.type(
    models.ReconciliationRun, description="One proof of one M-Pesa account over a period."
)
class ReconciliationRun(relay.Node):
    business: Business
    till: Till
    account: MpesaAccount
    from_day: date
    to_day: date
    state: RunState
    problem: str
    statement: Statement | None
    seal: BigInt | None = strawberry_django.field(resolver=_seal, only=["seal"])
    rows_total: int | None
    rows_done: int
    booked_rows: int
    matched: int
    statement_closing: Money | None
    receipts_not_on_statement: Money
    payouts_not_on_statement: Money
    credits_not_booked: Money
    debits_not_booked: Money
    sweeps_in_flight: Money
    ledger: Money | None
    unexplained: Money | None = strawberry_django.field(description="Zero when the proof is complete.")
    items: list[ReconciliationItem] = strawberry_django.field(pagination=True)
    workbook_path: str | None = strawberry_django.field(
        resolver=_workbook_path,
        select_related=["business"],
        only=["state"],
        description="Where to GET the workbook within ten minutes; null until the run is done.",
    )
    created_at: datetime
    done_at: datetime | None
