"""What lists of alerts can be narrowed to, and ordered by."""

from __future__ import annotations

from enum import StrEnum

import strawberry
from django.db.models import QuerySet

from core import models
from graphql_api.alerts.types import Severity
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, in_states, on_days, with_text


class _AlertColumn(StrEnum):
    OPENED_AT = "pk"
    LAST_SEEN_AT = "last_seen_at"


AlertOrderField = described(
    _AlertColumn,
    "AlertOrderField",
    "By what alerts are ordered.",
    OPENED_AT="When they were seen first.",
    LAST_SEEN_AT="When they were seen last.",
)


@strawberry.input(description="Which alerts; all that is given holds at once.")
class AlertFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were opened.")
    is_open: bool | None = strawberry.field(default=None, description="Those that are open, or the closed.")
    severities: list[Severity] | None = strawberry.field(
        default=None, description="That matter as much as one of these."
    )
    text: str | None = strawberry.field(
        default=None, description="How the code begins, or part of what was said when it was closed."
    )

    def of(self, rows: QuerySet[models.Alert]) -> QuerySet[models.Alert]:
        """Raises InvalidInput BAD_FILTER."""
        rows = in_states(on_days(rows, "opened_at", self.day), self.severities, "severity")
        if self.is_open is not None:
            rows = rows.filter(resolved_at__isnull=self.is_open)
        return with_text(rows, self.text, "code__istartswith", "comment__icontains")


@strawberry.input(description="The order of alerts.")
class AlertOrder:
    field: AlertOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")
