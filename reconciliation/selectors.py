"""Reads of statements and runs. The sealed files are not among them."""

from __future__ import annotations

from django.db.models import QuerySet

from core.errors import NotFound
from reconciliation.models import ReconciliationRun, Statement
from users.access import Right, has_right, readable_businesses
from users.models import User

RIGHT = Right.RECONCILIATION_READ


def statements_for(user: User, business: str | None) -> QuerySet[Statement]:
    """The statements that a person may see, newest first."""
    ids = readable_businesses(user, business, RIGHT)
    return Statement.objects.filter(business_id__in=ids).order_by("-pk")


def statement_for(user: User, statement_id: int) -> Statement:
    """One statement. Raises NotFound when it is absent or not the person's to see."""
    statement = Statement.objects.filter(pk=statement_id).select_related("business", "till").first()
    if statement is None or not has_right(user, statement.business, RIGHT):
        raise NotFound("statement")
    return statement


def runs_for(user: User, business: str | None) -> QuerySet[ReconciliationRun]:
    """The reconciliation runs that a person may see, newest first."""
    ids = readable_businesses(user, business, RIGHT)
    return ReconciliationRun.objects.filter(business_id__in=ids).order_by("-pk")


def run_for(user: User, run_id: int) -> ReconciliationRun:
    """One run. Raises NotFound when it is absent or not the person's to see."""
    run = ReconciliationRun.objects.filter(pk=run_id).select_related("business", "till", "statement").first()
    if run is None or not has_right(user, run.business, RIGHT):
        raise NotFound("run")
    return run
