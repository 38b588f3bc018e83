"""Posting a run that was approved: so many wallets in a transaction, each with how far it came.

A worker that dies leaves whole transactions behind, and the next one goes on where they end; references are
those of the run and its wallets, so nothing is posted twice. The books are posted as of the moment of the
approval, whoever posts them when. In the last transaction the pool is empty, or it is not committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from django.db import transaction

from core import days
from core.errors import InvalidState
from core.machine.killpoints import reach
from core.machine.turns import alone
from core.money import Cents
from core.rows.events import record_events
from core.rows.locks import lock_row
from core.rows.states import take_step
from ledger.chart.standard import BREAKAGE, CARRY_OVER, MARKET_FEES, open_sub_account
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, Leg, credit, debit
from ledger.journal.shortfalls import post_facts_together
from ledger.models import Floor
from markets.locking import lock_market, step, tell_changed
from markets.models import Market, MarketState, PayoutMode, RunKind, RunState, SettlementRun
from markets.settling import queues
from markets.settling.entries import draft_of_run
from markets.settling.inputs import carry_account
from markets.settling.taxing import tax_drafts

#: What a run that is posted makes of its market; a void market is void from its approval on.
_BECOMES = {RunKind.SETTLEMENT: MarketState.SETTLED, RunKind.CORRECTION: MarketState.CORRECTED}


class _Payment(NamedTuple):
    """A RunPayment without its rows: there are thousands of them in a batch."""

    wallet: int
    account: str
    cents: Cents
    taken_back: Cents


def post_runs() -> int:
    """Drain of markets.settle: one batch of each run that is in force and not done; returns how many
    payments it posted, and one for a run that it ended. Idempotent by (run, wallet)."""
    handled = 0
    waiting = SettlementRun.objects.filter(state=RunState.APPROVED).order_by("pk")
    for run in waiting.select_related("market__business"):
        batch = partial(_post_batch, run)
        handled += alone(batch, what=queues.QUEUE, business_id=run.market.business_id, about=run) or 0
    return handled


def _post_batch(run: SettlementRun) -> int:
    with transaction.atomic():
        market = lock_market(run.market)
        row = lock_row(SettlementRun.objects.filter(pk=run.pk).select_related("replaces"))
        if row is None or row.state != RunState.APPROVED:
            return 0
        if not row.posted:
            _begin(row, market)
        due = row.of_wallets.filter(position__gt=row.posted).order_by("position")
        columns = due.values_list("wallet_id", "wallet__account__code", "cents", "taken_back")
        payments = [_Payment(*each) for each in columns[: queues.BATCH]]
        _post_payments(row, market, payments)
        row.posted += len(payments)
        row.save(update_fields=["posted"])
        if row.posted == row.payments:
            _end(row, market)
        else:
            tell_changed(market)
        reach("settle.before_commit")
    reach("settle.after_commit")
    return len(payments) + (row.state == RunState.DONE)


def _begin(run: SettlementRun, market: Market) -> None:
    """Before the first posting: the numbers are the pool's. What the house gives back, and what is carried
    in, comes first, so that the pool never lacks money. Raises InvalidState POOL_NOT_EMPTY."""
    holds = 0 if run.replaces else run.staked
    if pool_balance(market) != holds:
        raise InvalidState("POOL_NOT_EMPTY", "market", "The pool does not hold what was frozen.")
    back = run.replaces
    drafts = []
    if back is not None and (legs := _house_legs(back, market)):
        drafts.append(draft_of_run(run, back.reference("house:back"), market, _mirrored(legs), "Taken back"))
    if run.carry_in >= (back.carry_in if back else 0):
        drafts += _carry_drafts(run, market)
    post_entries(drafts)


def _post_payments(run: SettlementRun, market: Market, payments: Sequence[_Payment]) -> None:
    groups = [_drafts_of(run, market, payment) for payment in payments]
    if run.replaces is None:
        post_entries([draft for group in groups for draft in group])
    else:
        post_facts_together(groups)  # what a player has spent meanwhile is owed
    business_id = market.business_id
    record_events(("wallet.changed", business_id, {"wallet": each.wallet}) for each in payments)


def _drafts_of(run: SettlementRun, market: Market, payment: _Payment) -> list[EntryDraft]:
    pool, wallet = _pool_code(market), payment.account
    what, drafts = f"wallet:{payment.wallet}", []
    if payment.taken_back:
        assert run.replaces is not None, "only a correction takes back"
        legs = [debit(wallet, payment.taken_back), credit(pool, payment.taken_back)]
        drafts.append(draft_of_run(run, run.replaces.reference(f"{what}:back"), market, legs, "Taken back"))
    if payment.cents:
        legs = [debit(pool, payment.cents), credit(wallet, payment.cents)]
        said = "Stakes given back" if run.kind == RunKind.VOID else "Paid"
        drafts.append(draft_of_run(run, run.reference(what), market, legs, said))
    return drafts


def _end(run: SettlementRun, market: Market) -> None:
    """The house's part, and the end of the run. Raises InvalidState POOL_NOT_EMPTY, and nothing of this
    transaction is kept, where something is left in the pool."""
    back, drafts = run.replaces, []
    if back is not None and run.carry_in < back.carry_in:
        drafts += _carry_drafts(run, market)
    if legs := _house_legs(run, market):
        drafts.append(draft_of_run(run, run.reference("house"), market, legs, "The house's part"))
    post_entries([*drafts, *tax_drafts(run, market)])
    if pool_balance(market) != 0:
        raise InvalidState("POOL_NOT_EMPTY", "market", "Something would be left in the pool.")
    take_step(run, RunState.DONE)
    run.done_at = days.now()
    if market.payout_mode != PayoutMode.MPESA or run.kind == RunKind.VOID:
        run.sent = run.posted  # it stays in the wallets
    run.save(update_fields=["state", "done_at", "sent"])
    if run.kind in _BECOMES:
        step(market, _BECOMES[RunKind(run.kind)])
    else:
        tell_changed(market)


def _house_legs(run: SettlementRun, market: Market) -> list[Leg]:
    """What of the pool is no player's: fee, breakage, and what is carried to another market."""
    legs = []
    if run.fee:
        legs.append(credit(MARKET_FEES, run.fee))
    if run.breakage:
        legs.append(credit(BREAKAGE, run.breakage))
    if run.carry_out:
        assert market.carries_to_id is not None, "carried to somewhere"
        legs.append(credit(_open_carry(market, market.carries_to_id), run.carry_out))
    whole = sum(leg.credit for leg in legs)
    return [debit(_pool_code(market), whole), *legs] if legs else []


def _carry_drafts(run: SettlementRun, market: Market) -> list[EntryDraft]:
    """What was carried to this market goes into its pool; what a replaced run took there goes back."""
    back, drafts = run.replaces, []
    pool, waits = _pool_code(market), carry_account(market.pk)
    if back is not None and back.carry_in:
        legs = [debit(pool, back.carry_in), credit(waits, back.carry_in)]
        drafts.append(draft_of_run(run, back.reference("carry_in:back"), market, legs, "Taken back"))
    if run.carry_in:
        legs = [debit(waits, run.carry_in), credit(pool, run.carry_in)]
        drafts.append(draft_of_run(run, run.reference("carry_in"), market, legs, "Carried in"))
    return drafts


def _mirrored(legs: Sequence[Leg]) -> list[Leg]:
    return [Leg(leg.account, debit=leg.credit, credit=leg.debit) for leg in legs]


def _open_carry(market: Market, to: int) -> str:
    account = open_sub_account(
        business_id=market.business_id,
        parent_code=CARRY_OVER,
        suffix=str(to),
        name=f"Carried to market {to}",
        has_floor=True,
    )
    return account.code


def _pool_code(market: Market) -> str:
    assert market.pool.account is not None, "it was opened"
    return market.pool.account.code


def pool_balance(market: Market) -> Cents:
    """Cents in the pool's account now."""
    return int(Floor.objects.get(account__pool=market.pool).balance)
