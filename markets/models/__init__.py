"""Markets, stakes, results and runs: a file for each subject. Import them from here."""

from __future__ import annotations

from markets.models.deposits import Deposit, DepositState
from markets.models.legal import LegalKind, LegalRule
from markets.models.markets import (
    Clarification,
    Decision,
    DecisionKind,
    Market,
    MarketMode,
    MarketState,
    Outcome,
    PayoutMode,
    Pool,
)
from markets.models.pictures import MarketPicture
from markets.models.resolutions import Dispute, DisputeState, Proposal, ProposalWeight
from markets.models.rules import Licence, MarketRules
from markets.models.settlements import (
    FrozenNumber,
    NumberKind,
    RunKind,
    RunPayment,
    RunPayout,
    RunState,
    RunTree,
    SettlementRun,
)
from markets.models.stakes import LimitPeriod, SelfExclusion, Stake, StakeLimit

__all__ = [
    "Clarification",
    "Decision",
    "DecisionKind",
    "Deposit",
    "DepositState",
    "Dispute",
    "DisputeState",
    "FrozenNumber",
    "LegalKind",
    "LegalRule",
    "Licence",
    "LimitPeriod",
    "Market",
    "MarketMode",
    "MarketPicture",
    "MarketRules",
    "MarketState",
    "NumberKind",
    "Outcome",
    "PayoutMode",
    "Pool",
    "Proposal",
    "ProposalWeight",
    "RunKind",
    "RunPayment",
    "RunPayout",
    "RunState",
    "RunTree",
    "SelfExclusion",
    "SettlementRun",
    "Stake",
    "StakeLimit",
]
