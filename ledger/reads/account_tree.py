"""The chart of accounts as a tree: what stands under what, with everything below added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.money import Cents
from ledger.journal.turnovers import turnovers
from ledger.models import Account
from ledger.reads.selectors import on_normal_side, require_seal


@dataclass(frozen=True)
class AccountNode:
    """An account in its place: `depth` 0 is a top account. Balances are positive on its normal side."""

    account: Account
    depth: int
    balance: Cents
    with_all_below: Cents


def account_tree(business_id: int, *, day: date | None = None, seal: int | None = None) -> list[AccountNode]:
    """Every account of a business, each before those below it, by code; up to a day and a seal.

    Raises InvalidInput BAD_SEAL.
    """
    require_seal(business_id, seal)
    accounts = Account.objects.filter(business_id=business_id).order_by("code")
    nets = {
        pk: debits - credits for pk, (debits, credits) in turnovers(business_id, day=day, seal=seal).items()
    }
    below = _children(accounts)
    rows: list[AccountNode] = []

    def walk(account: Account, depth: int) -> Cents:
        place = len(rows)
        rows.append(AccountNode(account, depth, 0, 0))
        own = nets.get(account.pk, 0)
        whole = own + sum(walk(child, depth + 1) for child in below.get(account.pk, []))
        rows[place] = AccountNode(
            account, depth, on_normal_side(account, own), on_normal_side(account, whole)
        )
        return whole

    for top in below.get(None, []):
        walk(top, 0)
    return rows


def rolled_up(accounts: Iterable[Account], nets: Mapping[int, Cents]) -> list[tuple[Account, Cents]]:
    """Debits minus credits of the top accounts with all of their kind below them, by code; zeros left out.

    `accounts` are all of a business. An account under one of another kind counts as a top account.
    """
    known = {account.pk: account for account in accounts}
    sums: dict[int, Cents] = {}
    for pk, net in nets.items():
        top = known[pk]
        while top.parent_id is not None and known[top.parent_id].kind == top.kind:
            top = known[top.parent_id]
        sums[top.pk] = sums.get(top.pk, 0) + net
    rows = [(known[pk], net) for pk, net in sums.items() if net]
    return sorted(rows, key=lambda row: row[0].code)


def _children(accounts: Iterable[Account]) -> dict[int | None, list[Account]]:
    below: dict[int | None, list[Account]] = {}
    for account in accounts:
        below.setdefault(account.parent_id, []).append(account)
    return below
