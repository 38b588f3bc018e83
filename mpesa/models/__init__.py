"""The rows of this app, a file for each subject. Import them from here."""

from mpesa.models.asking import BalanceSnapshot, Enquiry, EnquiryKind, EnquiryState, Verdict
from mpesa.models.balances import BalanceHole
from mpesa.models.branches import Branch
from mpesa.models.callbacks import Callback, CallbackKind, CallbackWork, HookCount, HookCounted, WorkState
from mpesa.models.collections import (
    Channel,
    Evidence,
    Payer,
    PaymentRequest,
    PaymentRequestStep,
    Receipt,
    ReceiptRoute,
    RequestState,
    RouteState,
    StatusAnswer,
    StepCause,
)
from mpesa.models.counter import CounterPlacing
from mpesa.models.discrepancies import Discrepancy, DiscrepancyClosing
from mpesa.models.payout_batches import BatchState, PayoutBatch
from mpesa.models.payout_disputes import DisputeOutcome, PayoutDispute, PayoutDisputeNote
from mpesa.models.payout_rules import PayoutLine, PayoutRules
from mpesa.models.payout_schedules import PayoutRepetition, PayoutSchedule, ScheduleState
from mpesa.models.payouts import (
    AttemptState,
    FactSource,
    Payout,
    PayoutAttempt,
    PayoutCommand,
    PayoutFact,
    PayoutKind,
    PayoutState,
    PayoutStep,
    PayoutWay,
)
from mpesa.models.pulling import PullPage, PullRun, PullState
from mpesa.models.reversals import Reversal, ReversalEvidence, ReversalRuling, Ruling
from mpesa.models.rules import RequestRules
from mpesa.models.tariffs import ChargeKind, Tariff, TariffBand
from mpesa.models.tills import (
    DarajaApp,
    Environment,
    FormerHookToken,
    MpesaAccount,
    Till,
    TillKind,
    TillNumber,
    UrlRegistration,
    UrlsVersion,
    WhenUnreachable,
)
from mpesa.models.withholding import Withholding

__all__ = [
    "AttemptState", "BalanceHole", "BalanceSnapshot", "BatchState", "Branch", "Callback", "CallbackKind",
    "CallbackWork", "Channel", "ChargeKind", "CounterPlacing", "DarajaApp", "Discrepancy",
    "DiscrepancyClosing",
    "DisputeOutcome", "Enquiry",
    "EnquiryKind", "EnquiryState", "Environment", "Evidence", "FactSource", "FormerHookToken", "HookCount",
    "HookCounted", "MpesaAccount", "Payer", "PaymentRequest", "PaymentRequestStep", "Payout",
    "PayoutAttempt", "PayoutBatch", "PayoutCommand", "PayoutDispute", "PayoutDisputeNote",
    "PayoutFact", "PayoutKind", "PayoutLine", "PayoutRepetition", "PayoutRules",
    "PayoutSchedule", "PayoutState", "PayoutStep", "PayoutWay", "PullPage", "PullRun", "PullState",
    "Receipt", "ReceiptRoute",
    "RequestRules", "RequestState", "Reversal", "ReversalEvidence", "ReversalRuling", "RouteState",
    "Ruling", "ScheduleState", "StatusAnswer", "StepCause", "Tariff", "TariffBand", "Till", "TillKind",
    "TillNumber", "UrlRegistration", "UrlsVersion", "Verdict", "WhenUnreachable", "Withholding", "WorkState",
]  # fmt: skip
