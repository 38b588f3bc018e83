"""Freezing: the numbers of a result are computed once and written down, before anything is posted."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
from django.db.models import QuerySet

from core import days
from core.errors import InvalidState
from core.money import Cents
from core.rows.copying import copy_in
from core.rows.locks import lock_rows
from core.rows.states import take_step
from markets.locking import tell_changed
from markets.models import (
    FrozenNumber,
    Market,
    MarketState,
    NumberKind,
    Proposal,
    RunKind,
    RunPayment,
    RunState,
    SettlementRun,
)
from markets.parimutuel import Fate
from markets.settling.inputs import (
    Computed,
    carried_in,
    certificate_of,
    compute,
    resolution_of,
    rules_of_market,
)
from markets.settling.proving import keep_tree
from users.models import Approval, User

#: Numbers that are written in one statement.
BATCH: Final = 50_000


def freeze_run(
    market: Market,
    kind: RunKind,
    *,
    proposal: Proposal | None,
    replaces: SettlementRun | None = None,
    reason: str = "",
    key: str,
    key_hash: bytes,
    frozen_by: User | None,
) -> SettlementRun:
    """Compute and keep what everybody gets by a result of a locked market. Runs in the caller's transaction.

    Raises InvalidState CARRY_OPEN while a market that may carry its pool to this one is open, or is being
    settled or corrected, POOL_NOT_EMPTY where the stakes are not what the pool says.
    """
    _require_carried(market, kind)
    carry_in = carried_in(market) + (replaces.carry_in if replaces else 0)
    resolution = resolution_of(market, proposal, carry_in=carry_in)
    computed = compute(market, rules_of_market(market), resolution)
    certificate = certificate_of(market, proposal, computed)
    totals = computed.settlement.totals
    if (len(computed.stakes), totals.staked) != (market.pool.stakes, market.pool.total):
        raise InvalidState("POOL_NOT_EMPTY", "market", "The stakes are not what the pool says.")
    payments = list(_payments(computed, replaces))
    winners = {
        wallet
        for wallet, fate in zip(computed.wallets, computed.settlement.fates, strict=True)
        if fate == Fate.WIN
    }
    newest = market.runs.order_by("-number").first()
    run = SettlementRun.objects.create(
        market=market,
        number=newest.number + 1 if newest else 1,
        kind=kind,
        proposal=proposal,
        replaces=replaces,
        reason=reason,
        digest=bytes.fromhex(certificate.digest),
        head=json.dumps(certificate.head, ensure_ascii=False),
        stakes=len(computed.stakes),
        winners=len(winners),
        payments=len(payments),
        staked=totals.staked,
        carry_in=totals.carry_in,
        paid=totals.paid,
        refunded=totals.refunded,
        fee=totals.fee,
        breakage=totals.breakage,
        carry_out=totals.carry_out,
        frozen_by=frozen_by,
        key=key,
        key_hash=key_hash,
    )
    for numbers in _numbers(run, computed):
        copy_in(FrozenNumber, numbers)
    copy_in(
        RunPayment,
        pa.table(
            {
                "run_id": [run.pk] * len(payments),
                "position": range(1, len(payments) + 1),
                **dict(
                    zip(
                        ("wallet_id", "cents", "taken_back"),
                        map(list, zip(*payments, strict=True)) if payments else ([], [], []),
                        strict=True,
                    )
                ),
            }
        ),
    )
    keep_tree(run, certificate)
    tell_changed(market)
    return run


def _numbers(run: SettlementRun, computed: Computed) -> Iterator[Any]:
    """What each stake gets that gets something, as columns, so many stakes at once."""
    words = {Fate.WIN: NumberKind.PAY.value, Fate.REFUND: NumberKind.REFUND.value}
    rows = zip(computed.ids, computed.settlement.pays, computed.settlement.fates, strict=True)
    paid = ((pk, pay, words[Fate(fate)]) for pk, pay, fate in rows if pay)
    while batch := list(islice(paid, BATCH)):
        stakes, cents, kinds = zip(*batch, strict=True)
        yield pa.table(
            {
                "run_id": pa.array([run.pk] * len(batch), pa.int64()),
                "stake_id": pa.array(stakes, pa.int64()),
                "kind": pa.array(kinds, pa.large_string()),
                "cents": pa.array(cents, pa.int64()),
            }
        )


def _payments(computed: Computed, replaces: SettlementRun | None) -> Iterator[tuple[int, Cents, Cents]]:
    """(wallet, what it gets, what it gives back), those first who give back more than they get."""
    gets: defaultdict[int, Cents] = defaultdict(int)
    for wallet, pay in zip(computed.wallets, computed.settlement.pays, strict=True):
        if pay:
            gets[wallet] += pay
    gave: dict[int, Cents] = {}
    if replaces is not None:
        gave = dict(replaces.of_wallets.filter(cents__gt=0).values_list("wallet_id", "cents"))
    found = [(wallet, gets.get(wallet, 0), gave.get(wallet, 0)) for wallet in gets.keys() | gave.keys()]
    return iter(sorted(found, key=lambda each: (each[1] - each[2], each[0])))


def _require_carried(market: Market, kind: RunKind) -> None:
    if kind == RunKind.VOID:
        return
    done = (MarketState.SETTLED, MarketState.CORRECTED, MarketState.VOID)
    opened = market.carried_from.exclude(opened_at=None)
    if opened.exclude(state__in=done).exists() or is_carrying(market.carried_from.all()):
        raise InvalidState(
            "CARRY_OPEN", "market", "A market that may carry its pool to this one is not settled yet."
        )


def is_carrying(markets: QuerySet[Market]) -> bool:
    """Whether a run of one of these markets is being posted: it may move what is carried."""
    return SettlementRun.objects.filter(market__in=markets, state=RunState.APPROVED).exists()


def is_current(run: SettlementRun, market: Market) -> bool:
    """Whether a frozen run is still of what would be frozen now: the newest result, what was scratched since,
    what is carried or about to be, and the stakes."""
    if run.kind != RunKind.VOID and is_carrying(market.carried_from.all()):
        return False
    head = json.loads(run.head)
    carry_in = carried_in(market) + (run.replaces.carry_in if run.replaces else 0)
    resolution = resolution_of(market, run.proposal, carry_in=carry_in)
    now = {
        "weights_bps": dict(resolution.weights_bps),
        "scratched": sorted(resolution.scratched),
        "effective_close": resolution.effective_close,
        "carry_in": resolution.carry_in,
    }
    same = head["resolution"] == now and head["rules"]["no_winner"] == str(rules_of_market(market).no_winner)
    return same and (run.stakes, run.staked) == (market.pool.stakes, market.pool.total)


def cancel_runs(market: Market, state: RunState, *keys: int) -> None:
    """Give up those of these runs of a locked market that are in a state."""
    rows = market.runs.filter(state=state, pk__in=keys)
    for run in lock_rows(rows):
        take_step(run, RunState.CANCELLED)
        run.save(update_fields=["state"])


def put_in_force(run: SettlementRun, market: Market, approval: Approval | None) -> None:
    """A frozen run of a locked market is to be posted from now on; what else is frozen is given up."""
    others = market.runs.filter(state=RunState.FROZEN).exclude(pk=run.pk)
    cancel_runs(market, RunState.FROZEN, *others.values_list("pk", flat=True))
    take_step(run, RunState.APPROVED)
    run.approval, run.begun_at = approval, days.now()
    run.save(update_fields=["state", "approval", "begun_at"])
