"""What lists of statements and runs can be narrowed to."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.context import Info
from graphql_api.filters import DayRange, in_states, on_days, with_text
from graphql_api.mpesa.filters import at_till
from graphql_api.reconciliation.enums import ItemReason, MatchRule, ProofTerm, RunState, StatementState
from reconciliation import models

_OF_TILL = "Of this till."
_IN_ONE = "In one of these states."


@strawberry.input(description="Which statements; all that is given holds at once.")
class StatementFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were uploaded.")
    states: list[StatementState] | None = strawberry.field(default=None, description=_IN_ONE)
    till: relay.GlobalID | None = strawberry.field(default=None, description=_OF_TILL)
    text: str | None = strawberry.field(
        default=None, description="Part of the file's name, or its SHA-256 in hex."
    )

    def of(self, rows: QuerySet[models.Statement], info: Info) -> QuerySet[models.Statement]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till."""
        rows = in_states(on_days(rows, "uploaded_at", self.day), self.states)
        rows = at_till(rows, self.till, info)
        return with_text(rows, self.text, "file_name__icontains", "sha256")


@strawberry.input(description="Which proofs; all that is given holds at once.")
class ReconciliationRunFilter:
    day: DayRange | None = strawberry.field(default=None, description="Their last accounting day.")
    states: list[RunState] | None = strawberry.field(default=None, description=_IN_ONE)
    till: relay.GlobalID | None = strawberry.field(default=None, description=_OF_TILL)

    def of(self, rows: QuerySet[models.ReconciliationRun], info: Info) -> QuerySet[models.ReconciliationRun]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till."""
        rows = in_states(on_days(rows, "to_day", self.day), self.states)
        rows = at_till(rows, self.till, info)
        return rows


@strawberry.input(description="Which items of a proof; all that is given holds at once.")
class ReconciliationItemFilter:
    terms: list[ProofTerm] | None = strawberry.field(default=None, description="In one of these terms.")
    reasons: list[ItemReason] | None = strawberry.field(default=None, description="For one of these reasons.")
    text: str | None = strawberry.field(default=None, description="M-Pesa's number.")

    def of(self, rows: QuerySet[models.RunItem]) -> QuerySet[models.RunItem]:
        """Raises InvalidInput BAD_FILTER."""
        rows = in_states(in_states(rows, self.terms, "term"), self.reasons, "why")
        return with_text(rows, self.text, "receipt__iexact")


@strawberry.input(description="Which matches of a proof; all that is given holds at once.")
class ReconciliationMatchFilter:
    rules: list[MatchRule] | None = strawberry.field(default=None, description="By one of these rules.")

    def of(self, rows: QuerySet[models.RunMatch]) -> QuerySet[models.RunMatch]:
        """Raises InvalidInput BAD_FILTER."""
        return in_states(rows, self.rules, "rule")
