"""Letting the receipts go that only a statement knows."""

from __future__ import annotations

from reconciliation.models import Statement
from reconciliation.releasing import held_of_statements, release_statement_receipts
from users.models import Approval, Business, User


def release_all(business: Business, actor: User) -> list[Approval]:
    """One person may do it here, whatever the sum: each file's receipts go on at once."""
    Business.objects.filter(pk=business.pk).update(solo_limit=10**12)
    files = Statement.objects.filter(business=business).select_related("business").order_by("pk")
    held = held_of_statements([statement.pk for statement in files])
    return [
        release_statement_receipts(statement=statement, key=f"release-{statement.pk}", actor=actor)
        for statement in files
        if statement.pk in held
    ]
