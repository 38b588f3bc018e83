"""The tax on what the house keeps: so much of the fee of a settled market goes to 2520, out of 4100-ggr.

The rate is that of the day on which the market was first settled: what is corrected later is taxed anew as it
should have been then. It is posted beside the settlement, under a reference of its run, and touches no number
that was frozen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from core.days import accounting_day
from core.money import Cents, share_of
from ledger.chart.standard import GGR_TAX, MARKET_FEES, open_sub_account
from ledger.journal.posting import EntryDraft, credit, debit
from markets.legal.rules import rules_on
from markets.models import LegalKind, Market, SettlementRun
from markets.settling.entries import draft_of_run
from mpesa.payouts.withholding import WHOLE

#: Below the fees: what they bring is what is left.
_SUFFIX: Final = "ggr"


def ggr_of(run: SettlementRun, business_id: int) -> Cents:
    """The tax on the fee of a run that was put in force, rounded to the nearest cent; 0 where there is
    none."""
    if not run.fee:
        return 0
    rate = rules_on(business_id, accounting_day(_first_settled(run)))[LegalKind.GGR]
    return share_of(run.fee, rate, WHOLE)


def _first_settled(run: SettlementRun) -> datetime:
    while run.replaces is not None:
        run = run.replaces
    assert run.begun_at is not None, "it was approved"
    return run.begun_at


def tax_drafts(run: SettlementRun, market: Market) -> list[EntryDraft]:
    """Dr 4100-ggr / Cr 2520 for the fee of a run, after the mirror of what the replaced one was taxed."""
    drafts, back, business = [], run.replaces, market.business_id
    if back is not None and (tax := ggr_of(back, business)):
        legs = [debit(GGR_TAX, tax), credit(_expense(business), tax)]
        drafts.append(
            draft_of_run(run, back.reference("ggr:back"), market, legs, "Tax on the fee taken back")
        )
    if tax := ggr_of(run, business):
        legs = [debit(_expense(business), tax), credit(GGR_TAX, tax)]
        drafts.append(draft_of_run(run, run.reference("ggr"), market, legs, "Tax on the fee"))
    return drafts


def _expense(business_id: int) -> str:
    account = open_sub_account(
        business_id=business_id,
        parent_code=MARKET_FEES,
        suffix=_SUFFIX,
        name="Tax on market fees",
    )
    return account.code
