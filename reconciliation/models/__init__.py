"""The rows of this app. Import them from here."""

from reconciliation.models.days import (
    DayBasis,
    DayMark,
    DayState,
    NightWatch,
    ReconciliationDay,
    ReconciliationDayAccount,
    ReconciliationDayNote,
)
from reconciliation.models.proofs import (
    ClosedAs,
    ExceptionKind,
    ExceptionNote,
    ExceptionState,
    ProofScope,
    ReconciliationException,
    ReconciliationRun,
    RowTie,
    RulesetChoice,
    RunCover,
    RunGap,
    RunItem,
    RunMatch,
    RunState,
    RunSuggestion,
    SettlementChoice,
    Statement,
    StatementRow,
    StatementState,
    Stretch,
)
from reconciliation.models.steps import BalanceStep, BalanceStepKind

__all__ = [
    "BalanceStep", "BalanceStepKind", "ClosedAs", "DayBasis", "DayMark", "DayState", "ExceptionKind",
    "ExceptionNote", "ExceptionState", "NightWatch", "ProofScope", "ReconciliationDay",
    "ReconciliationDayAccount", "ReconciliationDayNote", "ReconciliationException", "ReconciliationRun",
    "RowTie", "RulesetChoice", "RunCover", "RunGap", "RunItem", "RunMatch", "RunState", "RunSuggestion",
    "SettlementChoice", "Statement", "StatementRow", "StatementState", "Stretch",
]  # fmt: skip
