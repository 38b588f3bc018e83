"""Statements and proofs as they come."""

from __future__ import annotations

from typing import Any

import strawberry

from graphql_api.events.changes import changes_of
from graphql_api.reconciliation.day_types import ReconciliationDay
from graphql_api.reconciliation.exception_types import ReconciliationException
from graphql_api.reconciliation.types import ReconciliationRun, Statement


@strawberry.type
class ReconciliationSubscriptions:
    statement_changed: Any = changes_of(
        Statement,
        "statement.imported",
        "statement.refused",
        "statement.withdrawn",
        description="First how things stand, then every statement that is admitted, refused, withdrawn or"
        " replaced: of one business, or one statement.",
    )
    reconciliation_run_changed: Any = changes_of(
        ReconciliationRun,
        "reconciliation.done",
        description="First how things stand, then every proof that is done: of one business, or one run.",
    )
    reconciliation_day_changed: Any = changes_of(
        ReconciliationDay,
        "reconciliation.day",
        description="First how things stand, then every day of a till that is judged anew, looked into or"
        " cleared: of one business, or one day.",
    )
    reconciliation_exception_changed: Any = changes_of(
        ReconciliationException,
        "reconciliation.exception",
        description="First how things stand, then every exception that is opened, changed or closed: of one"
        " business, or one exception.",
    )
