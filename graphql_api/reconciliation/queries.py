"""Statements and proofs. Needs the right reconciliation.read."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet

from graphql_api.context import Info
from graphql_api.nodes import register_node
from graphql_api.pages import Page, listed
from graphql_api.reconciliation.types import ReconciliationRun, Statement
from reconciliation import models, selectors

register_node("Statement", selectors.statement_for)
register_node("ReconciliationRun", selectors.run_for)


@strawberry.type
class ReconciliationQueries:
    @listed(Page[Statement], description="Of one business, or of all of mine.")
    def statements(self, info: Info, business: str | None = None) -> QuerySet[models.Statement]:
        return selectors.statements_for(info.context.user, business)

    @listed(Page[ReconciliationRun], description="Of one business, or of all of mine.")
    def reconciliation_runs(
        self, info: Info, business: str | None = None
    ) -> QuerySet[models.ReconciliationRun]:
        return selectors.runs_for(info.context.user, business)
