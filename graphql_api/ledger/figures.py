"""Figures of accounts: rows of trial balances and statements, each with the account it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from strawberry_django.optimizer import optimizer

from graphql_api.context import Info
from graphql_api.reading import keep_together, together
from ledger import models

Row = TypeVar("Row", bound=Model)


def shown_account(account: models.Account, info: Info) -> Any:
    """The account of a figure with all that is asked of it: read at once for all figures of its page."""
    path = tuple(step for step in info._raw_info.path.as_list() if isinstance(step, str))

    def read(keys: Sequence[int]) -> dict[int, models.Account]:
        return {row.pk: row for row in shown_accounts(keys, info)}

    return together(account, path, read)


def shown_accounts(keys: Sequence[int], info: Info) -> list[models.Account]:
    """Accounts with all that a field of the type Account asks of them."""
    return shown_rows(models.Account.objects.filter(pk__in=keys), info)


def shown_rows(rows: QuerySet[Row], info: Info) -> list[Row]:
    """Rows with all that a field of their type asks of them."""
    extension = optimizer.get()
    if extension is not None:
        rows = extension.optimize(rows, info=info._raw_info)
    found = list(rows)
    keep_together(found)
    return found
