"""Figures of accounts: rows of trial balances and statements, each with the account it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphql_api.context import Info
from graphql_api.reading import path_of, shown_rows, together
from ledger import models


def shown_account(account: models.Account, info: Info) -> Any:
    """The account of a figure with all that is asked of it: read at once for all figures of its page."""

    def read(keys: Sequence[int]) -> dict[int, models.Account]:
        return {row.pk: row for row in shown_accounts(keys, info)}

    return together(account, path_of(info), read)


def shown_accounts(keys: Sequence[int], info: Info) -> list[models.Account]:
    """Accounts with all that a field of the type Account asks of them."""
    return shown_rows(models.Account.objects.filter(pk__in=keys), info)
