"""Reading the audit log. Needs the right audit.read."""

from __future__ import annotations

from enum import StrEnum
from typing import cast

import strawberry
from django.db.models import Model, QuerySet
from strawberry import relay

from core.errors import NotFound
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, on_days, ordered, with_text
from graphql_api.nodes import find_node, register_node
from graphql_api.pages import Page, listed
from graphql_api.users.audit_types import AuditEntry
from graphql_api.users.person import name_in_sql
from users import models, selectors
from users.access import Right

register_node("AuditEntry", selectors.audit_entry_for)


class _AuditColumn(StrEnum):
    AT = "pk"
    ACTION = "action"


AuditEntryOrderField = described(
    _AuditColumn,
    "AuditEntryOrderField",
    "By what the audit log is ordered.",
    AT="When it was done.",
    ACTION="What was done, by the alphabet.",
)


@strawberry.input(description="Which entries of the audit log; all that is given holds at once.")
class AuditEntryFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which it was done.")
    text: str | None = strawberry.field(default=None, description="How the action begins, like kyc.")
    person: str | None = strawberry.field(
        default=None, description="Part of the name of who did it, in either case."
    )
    by_system: bool | None = strawberry.field(
        default=None, description="What the machine did by itself, or what people did."
    )
    subject: relay.GlobalID | None = strawberry.field(
        default=None, description="What was done to this thing."
    )

    def of(self, rows: QuerySet[models.AuditEntry], info: Info) -> QuerySet[models.AuditEntry]:
        """Raises InvalidInput BAD_FILTER, NotFound of the subject."""
        rows = with_text(on_days(rows, "at", self.day), self.text, "action__istartswith")
        if self.person is not None:
            rows = with_text(
                rows.alias(named=name_in_sql("actor")), self.person, "named__icontains", field="person"
            )
        if self.by_system is not None:
            rows = rows.filter(actor__isnull=self.by_system)
        if self.subject is not None:
            thing = _thing(info, self.subject)
            rows = rows.filter(subject=f"{thing._meta.model_name}:{thing.pk}")
        return rows


@strawberry.input(description="The order of the audit log.")
class AuditEntryOrder:
    field: AuditEntryOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.type
class AuditQueries:
    @listed(
        Page[AuditEntry],
        description="The audit log of one business or of all of mine, newest first; for owner and auditor.",
    )
    def audit_entries(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: AuditEntryFilter | None = None,
        order_by: AuditEntryOrder | None = None,
    ) -> QuerySet[models.AuditEntry]:
        where = businesses_asked(info, business, all_mine, Right.AUDIT_READ)
        rows = models.AuditEntry.objects.filter(business__in=where)
        return ordered(filter.of(rows, info) if filter else rows, order_by)


def _thing(info: Info, id: relay.GlobalID) -> Model:
    try:
        return cast(Model, find_node(info.context.user, id))
    except NotFound:
        raise NotFound("thing", "filter.subject") from None
