"""How the settlement of a market stands, for whoever watches it: what was staked, who has it by now, and what
is still on its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from core import days
from core.money import Cents
from markets.models import Market, PayoutMode, Pool, RunKind, RunState, SettlementRun
from markets.selectors import state_at
from markets.settling.progress import SentOn, sent_on

#: The run that is told of: one in force, else one that waits for its yes.
_TOLD: Final = (RunState.APPROVED, RunState.DONE, RunState.FROZEN)
_SUMS: Final = ("staked", "carry_in", "paid", "refunded", "fee", "breakage", "carry_out")


@dataclass(frozen=True)
class SettlementStatus:
    """`arrived` counts those who get something: `paid` have it where it goes, the phone or the wallet;
    `failed` have it in the wallet, since it did not get to the phone; of `unknown` nobody has said yet;
    `waiting` are under way. `run` is null while nothing was worked out."""

    state: str
    stakes: int
    pool: Cents
    run: SettlementRun | None = None
    arrived: SentOn = field(default_factory=SentOn)

    @property
    def totals(self) -> dict[str, Cents]:
        """Name of a sum -> cents: staked and carry_in are together all the others."""
        return {name: getattr(self.run, name) for name in _SUMS} if self.run else {"staked": self.pool}

    @property
    def progress(self) -> int:
        """Percent of those who get something that have it, rounded down."""
        counts = self.arrived
        ended = counts.paid + counts.failed
        every = ended + counts.unknown + counts.waiting
        if not every:
            return 100 if self.run is not None and self.run.state == RunState.DONE else 0
        return ended * 100 // every


def settlement_status(market: Market) -> SettlementStatus:
    """How the settlement of a market stands now. Changes nothing; four queries or fewer."""
    pool = Pool.objects.get(market=market.pk)
    state = state_at(market, days.now())
    runs = {RunState(run.state): run for run in market.runs.filter(state__in=_TOLD).order_by("number")}
    run = next((runs[each] for each in _TOLD if each in runs), None)
    if run is None:
        return SettlementStatus(state, pool.stakes, pool.total)
    return SettlementStatus(state, pool.stakes, pool.total, run, _arrived(market, run))


def _arrived(market: Market, run: SettlementRun) -> SentOn:
    goes_on = market.payout_mode == PayoutMode.MPESA and run.kind != RunKind.VOID
    if goes_on and run.state != RunState.FROZEN:
        return sent_on([run.pk]).get(run.pk) or SentOn()
    return SentOn(paid=run.posted, waiting=run.payments - run.posted)
