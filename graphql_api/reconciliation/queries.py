"""Statements and proofs, and what stands below them. Needs the right reconciliation.read."""

from __future__ import annotations

from typing import cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.filters import ordered
from graphql_api.mpesa.payout_types import PayoutAttempt
from graphql_api.mpesa.types import Receipt, Till
from graphql_api.nodes import register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below, together
from graphql_api.reconciliation.balance_steps import steps_of_file, steps_of_run
from graphql_api.reconciliation.filters import (
    ReconciliationItemFilter,
    ReconciliationMatchFilter,
    ReconciliationRunFilter,
    StatementFilter,
)
from graphql_api.reconciliation.proofs import compared_run, cover_of_run, digest_of_run, same_as_of_run
from graphql_api.reconciliation.types import (
    ReconciliationGap,
    ReconciliationItem,
    ReconciliationMatch,
    ReconciliationRun,
    Statement,
    StatementRow,
)
from graphql_api.reconciliation.wholes import whole_of_run
from mpesa.models import PayoutAttempt as PayoutAttemptRow
from mpesa.models import Receipt as ReceiptRow
from mpesa.models import Till as TillRow
from reconciliation import models, selectors

register_node("Statement", selectors.statement_for)
register_node("ReconciliationRun", selectors.run_for)


@strawberry_django.field(
    only=["business_id"],
    description="Its row on Safaricom's statement; null until one was brought in that has it, and for who may"
    " not read proofs.",
)
def _statement_row(root: strawberry.Parent[ReceiptRow], info: Info) -> StatementRow | None:
    if not info.context.holds(root.business_id, selectors.RIGHT):
        return None
    return cast("StatementRow | None", together(root, ("statementRow",), selectors.rows_of_receipts))


@strawberry_django.field(
    only=["business_id"],
    description="Its row on Safaricom's statement; null until one was brought in that has it, and for who may"
    " not read proofs.",
)
def _row_of_attempt(root: strawberry.Parent[PayoutAttemptRow], info: Info) -> StatementRow | None:
    if not info.context.holds(root.business_id, selectors.RIGHT):
        return None
    return cast("StatementRow | None", together(root, ("statementRow",), selectors.rows_of_attempts))


@listed(Page[ReconciliationItem], description="What stands between statement and books, as it was found.")  # type: ignore[type-var]
def _items_of_run(
    root: strawberry.Parent[models.ReconciliationRun], filter: ReconciliationItemFilter | None = None
) -> Below[models.RunItem]:
    rows = models.RunItem.objects.order_by("pk")
    return Below(root, "run", filter.of(rows) if filter else rows)


@listed(Page[ReconciliationMatch], description="What was found on both sides, rule by rule.")  # type: ignore[type-var]
def _matches_of_run(
    root: strawberry.Parent[models.ReconciliationRun], filter: ReconciliationMatchFilter | None = None
) -> Below[models.RunMatch]:
    rows = models.RunMatch.objects.order_by("pk")
    return Below(root, "run", filter.of(rows) if filter else rows)


@strawberry_django.field(
    only=["row_key", "run_id"],
    description="The row of the statement; null where it is no longer part of it.",
)
def _row_of_match(root: strawberry.Parent[models.RunMatch]) -> StatementRow | None:
    return cast("StatementRow | None", together(root, ("statementRow",), selectors.rows_of_matches))


@listed(Page[ReconciliationGap], description="Time of the period that no admitted file covers, in order.")  # type: ignore[type-var]
def _gaps_of_run(root: strawberry.Parent[models.ReconciliationRun]) -> Below[models.RunGap]:
    return Below(root, "run", models.RunGap.objects.order_by("pk"))


@listed(Page[StatementRow], description="Its rows that no earlier file had shown, in their order.")  # type: ignore[type-var]
def _rows_of_statement(root: strawberry.Parent[models.Statement]) -> Below[models.StatementRow]:
    return Below(root, "statement", models.StatementRow.objects.order_by("pk"))


@listed(
    Page[Statement] | None,
    description="Its statement files, newest first; null for who may not read proofs.",
)
def _statements_of_till(
    root: strawberry.Parent[TillRow], info: Info, filter: StatementFilter | None = None
) -> Below[models.Statement] | None:
    if not info.context.holds(root.business_id, selectors.RIGHT):
        return None
    rows = ordered(models.Statement.objects.all(), None)
    return Below(root, "till", filter.of(rows, info) if filter else rows)


grow(ReconciliationRun, items=_items_of_run, matches=_matches_of_run, gaps=_gaps_of_run)
grow(
    ReconciliationRun,
    digest=digest_of_run,
    same_as=same_as_of_run,
    cover=cover_of_run,
    whole=whole_of_run,
    compared=compared_run,
    balance_steps=steps_of_run,
)
grow(ReconciliationMatch, row=_row_of_match)
grow(Statement, rows=_rows_of_statement, balance_steps=steps_of_file)
grow(Till, statements=_statements_of_till)
grow(Receipt, statement_row=_statement_row)
grow(PayoutAttempt, statement_row=_row_of_attempt)


@strawberry.type
class ReconciliationQueries:
    @listed(Page[Statement], description="Statement files of one business or of all of mine; newest first.")
    def statements(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: StatementFilter | None = None,
    ) -> QuerySet[models.Statement]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        rows = selectors.statements_of(where)
        return ordered(filter.of(rows, info) if filter else rows, None)

    @listed(Page[ReconciliationRun], description="Proofs of one business or of all of mine; newest first.")
    def reconciliation_runs(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: ReconciliationRunFilter | None = None,
    ) -> QuerySet[models.ReconciliationRun]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        rows = selectors.runs_of(where)
        return ordered(filter.of(rows, info) if filter else rows, None)
