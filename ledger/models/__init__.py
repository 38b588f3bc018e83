"""The rows of the books, a file for each subject. Import them from here."""

from ledger.models.accounts import DEBIT_KINDS, Account, AccountKind, AccountRows, Floor, Wallet
from ledger.models.journal import AwaitingLines, Entry, EntryKind, Line, Seal, Unsealed
from ledger.models.periods import Period, PeriodState
from ledger.models.turnovers import DayTurnover, TurnoverHead
from ledger.models.vouchers import (
    VOUCHER_KINDS,
    RecurringState,
    RecurringVoucher,
    VatCode,
    VatRate,
    VatRateOf,
    Voucher,
    VoucherAttachment,
    VoucherLine,
    VoucherState,
    VoucherTemplate,
)

__all__ = [
    "DEBIT_KINDS", "VOUCHER_KINDS", "Account", "AccountKind", "AccountRows", "AwaitingLines", "DayTurnover",
    "Entry", "EntryKind", "Floor", "Line", "Period", "PeriodState", "RecurringState",
    "RecurringVoucher", "Seal", "TurnoverHead", "Unsealed", "VatCode", "VatRate", "VatRateOf", "Voucher",
    "VoucherAttachment", "VoucherLine", "VoucherState", "VoucherTemplate", "Wallet",
]  # fmt: skip
