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
from reconciliation.models.exceptions import (
    ClosedAs,
    ExceptionKind,
    ExceptionNote,
    ExceptionState,
    ReconciliationException,
    RowTie,
)
from reconciliation.models.portal_moves import MoveState, PortalMove
from reconciliation.models.proofs import (
    ProofScope,
    ReconciliationRun,
    RulesetChoice,
    RunCover,
    RunGap,
    RunItem,
    RunMatch,
    RunState,
    RunSuggestion,
    SettlementChoice,
)
from reconciliation.models.statements import (
    Statement,
    StatementRow,
    StatementState,
    Stretch,
)
from reconciliation.models.steps import BalanceStep, BalanceStepKind

__all__ = [
    "BalanceStep", "BalanceStepKind", "ClosedAs", "DayBasis", "DayMark", "DayState", "ExceptionKind",
    "ExceptionNote", "ExceptionState", "MoveState", "NightWatch", "PortalMove", "ProofScope",
    "ReconciliationDay",
    "ReconciliationDayAccount", "ReconciliationDayNote", "ReconciliationException", "ReconciliationRun",
    "RowTie", "RulesetChoice", "RunCover", "RunGap", "RunItem", "RunMatch", "RunState", "RunSuggestion",
    "SettlementChoice", "Statement", "StatementRow", "StatementState", "Stretch",
]  # fmt: skip
