"""The chain of balances of a file and of a proof, step by step, as a picture is drawn of it."""

from __future__ import annotations

from datetime import datetime

import strawberry
import strawberry_django

from graphql_api.enums import described
from graphql_api.pages import Page, listed
from graphql_api.reading import Below
from graphql_api.reconciliation.enums import StatementAccount
from graphql_api.scalars import Money
from reconciliation import models
from reconciliation.accounts import kind_of_account
from reconciliation.statement_files.steps import MOST

BalanceStepKind = described(
    models.BalanceStepKind,
    "BalanceStepKind",
    "What happens to a balance.",
    MOVED="Rows move it, or nothing does.",
    GAP="It jumps, and no row says why: one is missing, doubled or edited.",
    HOLE="Nobody knows: no admitted file covers this time.",
)


def _account(root: strawberry.Parent[models.BalanceStep]) -> StatementAccount:
    return kind_of_account(root.account)


@strawberry_django.type(
    models.BalanceStep,
    description="One step in the balances of an account. Each begins where the one before it of the account"
    " ended, in time and in its balance; many rows are one step.",
)
class BalanceStep:
    account: StatementAccount = strawberry_django.field(
        resolver=_account, only=["account"], description="Of which account."
    )
    kind: BalanceStepKind = strawberry_django.field(description="What happens.")
    from_at: datetime = strawberry_django.field(description="Where it begins, in UTC.")
    until_at: datetime = strawberry_django.field(description="Where it ends, in UTC: with its last row.")
    before: Money | None = strawberry_django.field(
        description="The balance where it begins; null where nobody knows."
    )
    after: Money | None = strawberry_django.field(
        description="The balance where it ends; null where nobody knows."
    )
    rows: int = strawberry_django.field(description="How many rows move it; zero of a GAP and a HOLE.")
    paid_in: Money = strawberry_django.field(description="What they brought in.")
    withdrawn: Money = strawberry_django.field(description="What they took out.")
    receipt_number: str = strawberry_django.field(
        field_name="receipt", description="M-Pesa's number of a single row; empty of several."
    )
    says: str = strawberry_django.field(description="What a GAP looks like; else nearly always empty.")


@listed(
    Page[BalanceStep],  # type: ignore[type-var]
    description="What the file says of its balances, whether it counts or not, account by account in order of"
    f" time, in at most {MOST} steps; none before it was read.",
)
def steps_of_file(root: strawberry.Parent[models.Statement]) -> Below[models.BalanceStep]:
    return Below(root, "statement", models.BalanceStep.objects.order_by("pk"))


@listed(
    Page[BalanceStep],  # type: ignore[type-var]
    description="What the verified statement says of the balances of its days, in order of time, in at most"
    f" {MOST} steps; none before the proof is done.",
)
def steps_of_run(root: strawberry.Parent[models.ReconciliationRun]) -> Below[models.BalanceStep]:
    return Below(root, "run", models.BalanceStep.objects.order_by("pk"))
