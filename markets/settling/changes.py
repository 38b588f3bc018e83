"""What a correction changes, for who decides about it: of each wallet what was paid and what is due, and who
would owe the business because the money is spent by now."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Abs

from core.errors import InvalidInput
from core.money import Cents, display
from ledger.journal.wallet_numbers import number_of
from ledger.models import Wallet
from markets.models import RunKind, RunPayment, RunState, SettlementRun

#: So many wallets are read with the request, those first for whom most changes; the rest are in the sums.
MOST_WALLETS: Final = 50
#: So many who would owe are named.
MOST_DEBTORS: Final = 20
#: The parts of a certificate's head that say what is paid to whom, and by which result.
_SAYS: Final = ("result", "stakes", "players", "root")


@dataclass(frozen=True)
class Debtor:
    """A wallet that holds less now than is taken back from it. Amounts in cents."""

    wallet: Wallet
    taken_back: Cents
    balance: Cents
    owed: Cents


@dataclass(frozen=True)
class Debts:
    """What would be owed on 1210, in cents, if a correction were posted now."""

    players: int
    owed: Cents
    first: tuple[Debtor, ...]


def require_other_numbers(run: SettlementRun, former: SettlementRun) -> None:
    """Raises InvalidInput SAME_NUMBERS where a correction has the result of what it replaces, and pays every
    stake the same."""
    mine, other = json.loads(run.head), json.loads(former.head)
    same_result = mine["resolution"]["weights_bps"] == other["resolution"]["weights_bps"]
    if same_result and all(mine[name] == other[name] for name in _SAYS):
        raise InvalidInput(
            "SAME_NUMBERS", "parts", "That is the result that was paid, to the cent: nothing would change."
        )


def facts_of_changes(run: SettlementRun) -> dict[str, Any]:
    """How many wallets get something else than they were paid, how much of it in all, and the first of them.
    Two queries."""
    payments = RunPayment.objects.filter(run=run).annotate(change=F("cents") - F("taken_back"))
    changed = payments.exclude(change=0)
    sums = payments.aggregate(
        every=Count("pk"),
        rows=Count("pk", filter=~Q(change=0)),
        more=Sum("change", filter=Q(change__gt=0), default=0),
        back=Sum("change", filter=Q(change__lt=0), default=0),
    )
    most = changed.order_by(Abs("change").desc(), "wallet")
    columns = ("wallet", "taken_back", "cents", "change")
    return {
        "rows": str(sums["rows"]),
        "unchanged": str(sums["every"] - sums["rows"]),
        "paid_back": display(-int(sums["back"])),
        "paid_more": display(int(sums["more"])),
        "first": [
            {
                "wallet": number_of(wallet),
                "paid": display(paid),
                "to_be_paid": display(due),
                "amount": display(change),
            }
            for wallet, paid, due, change in most.values_list(*columns)[:MOST_WALLETS]
        ],
    }


def debts_of_corrections(markets: Collection[int]) -> dict[int, Debts]:
    """Key of a market whose correction waits for a yes -> who would owe by it as the wallets are now; of no
    other market anything. What is paid to a wallet lessens what is taken back. Three queries."""
    waiting = SettlementRun.objects.filter(
        market__in=markets, kind=RunKind.CORRECTION, state=RunState.FROZEN
    ).order_by("number")
    runs = dict(waiting.values_list("pk", "market"))
    holds = F("wallet__account__floor__balance")
    lacking = RunPayment.objects.filter(run__in=runs).annotate(
        holds=holds, back=F("taken_back") - F("cents"), lack=F("taken_back") - F("cents") - holds
    )
    rows = lacking.filter(lack__gt=0).order_by("-lack", "wallet")
    players: Counter[int] = Counter()
    owed: Counter[int] = Counter()
    first: defaultdict[int, list[tuple[int, Cents, Cents, Cents]]] = defaultdict(list)
    for run, wallet, *sums in rows.values_list("run", "wallet", "back", "holds", "lack").iterator():
        back, left, lack = map(int, sums)
        players[run] += 1
        owed[run] += lack
        if len(first[run]) < MOST_DEBTORS:
            first[run].append((wallet, back, left, lack))
    named = {wallet for each in first.values() for wallet, *_ in each}
    wallets = Wallet.objects.select_related("player__data_key").in_bulk(named) if named else {}
    return {
        market: Debts(
            players=players[run],
            owed=owed[run],
            first=tuple(Debtor(wallets[wallet], *cents) for wallet, *cents in first[run]),
        )
        for run, market in runs.items()
    }
