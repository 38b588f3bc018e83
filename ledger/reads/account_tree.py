"""The chart of accounts as a tree: what stands under what, with everything below added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.money import Cents
from ledger.chart.system_accounts import MAX_DEPTH
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
    accounts = list(Account.objects.filter(business_id=business_id).order_by("code"))
    nets = {
        pk: debits - credits for pk, (debits, credits) in turnovers(business_id, day=day, seal=seal).items()
    }
    depths = _depths(accounts)
    known = {account.pk: account for account in accounts}
    sums = {pk: nets.get(pk, 0) for pk in depths}
    for pk, depth in reversed(depths.items()):
        above = known[pk].parent_id
        if depth and above is not None:
            sums[above] += sums[pk]
    return [
        AccountNode(
            account=known[pk],
            depth=depth,
            balance=on_normal_side(known[pk], nets.get(pk, 0)),
            with_all_below=on_normal_side(known[pk], sums[pk]),
        )
        for pk, depth in depths.items()
    ]


def _depths(accounts: Sequence[Account]) -> dict[int, int]:
    """How deep each account stands, by id, each before those below it.

    The database lets no circle in; where there is one, its first account by code counts as a top one.
    """
    below: dict[int | None, list[Account]] = {}
    for account in accounts:
        below.setdefault(account.parent_id, []).append(account)
    depths: dict[int, int] = {}
    for top in (*below.get(None, ()), *accounts):
        waiting = [(top, 0)]
        while waiting:
            account, depth = waiting.pop()
            if account.pk not in depths:
                depths[account.pk] = depth
                waiting += [(child, depth + 1) for child in reversed(below.get(account.pk, []))]
    return depths


def rolled_up(accounts: Iterable[Account], nets: Mapping[int, Cents]) -> list[tuple[Account, Cents]]:
    """Debits minus credits of the top accounts with all of their kind below them, by code; zeros left out.

    `accounts` are all of a business. An account under one of another kind counts as a top account.
    """
    known = {account.pk: account for account in accounts}
    sums: dict[int, Cents] = {}
    for pk, net in nets.items():
        top = known[pk]
        for _ in range(MAX_DEPTH):
            above = known.get(top.parent_id or 0)
            if above is None or above.kind != top.kind:
                break
            top = above
        sums[top.pk] = sums.get(top.pk, 0) + net
    rows = [(known[pk], net) for pk, net in sums.items() if net]
    return sorted(rows, key=lambda row: row[0].code)
