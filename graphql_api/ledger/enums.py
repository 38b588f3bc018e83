"""Enums of the books, each value with what it means."""

from __future__ import annotations

from enum import Enum

from graphql_api.enums import described
from ledger import models

AccountKind = described(
    models.AccountKind,
    "AccountKind",
    "What kind of account it is, and so on which side it grows.",
    ASSET="What is owned; grows by debits.",
    LIABILITY="What is owed; grows by credits.",
    EQUITY="What belongs to the owners; grows by credits.",
    INCOME="What is earned; grows by credits.",
    EXPENSE="What is spent; grows by debits.",
)
EntryKind = described(
    models.EntryKind,
    "EntryKind",
    "What an entry is about.",
    RECEIPT="A customer's money came in by M-Pesa.",
    ROUTE="The money of a receipt went to its owner.",
    SUSPENSE="The money of a receipt went to 2900: nobody knows whose it is.",
    TAKEN_BACK="M-Pesa took a receipt back: its money left from where it was.",
    CORRECTION="What a reconciliation found, booked or written off as a person decided.",
    CHARGE="What Safaricom took for its services.",
    SWEEP="Money went from M-Pesa to the bank.",
    OPENING="Balances that accounts began with.",
    PAYOUT="Money was set aside for a payout, or paid by it.",
    INVOICE="An invoice was issued.",
    PAYMENT="A customer paid in cash, by cheque or into the bank, or withheld tax for KRA.",
    ALLOCATION="A customer's credit paid a bill, or was taken from one.",
    CREDIT_NOTE="A credit note took back part of an invoice.",
    WRITE_OFF="A debt that will not be paid was written off.",
    REFUND="A customer got credit back in cash.",
    STOCK="Goods came in, were sold, came back or were counted.",
    DRAWER="Cash of a drawer: what was over or short, put in or taken out.",
    WALLET="A player's money moved.",
    STAKE="A player staked on a market.",
    SETTLEMENT="A market paid out, gave back or took back.",
    MANUAL="A journal voucher, written by a person.",
    CLOSING="Income and expenses were emptied at a year's end.",
    REVERSAL="The mirror of an entry that was wrong.",
)
VatCode = described(
    models.VatCode,
    "VatCode",
    "How the VAT Act 2013 treats what is sold or bought.",
    STANDARD="At the standard rate of the day (section 5).",
    ZERO_RATED="Taxable at nothing (section 7).",
    EXEMPT="Not taxable (First Schedule).",
)
VoucherState = described(
    models.VoucherState,
    "VoucherState",
    "How a voucher stands.",
    PENDING="Another person is asked for a yes; nothing is posted.",
    POSTED="It is in the books.",
    REFUSED="Another person said no.",
    CANCELLED="Its maker took it back.",
    EXPIRED="Nobody answered in time.",
)
RecurringState = described(
    models.RecurringState,
    "RecurringVoucherState",
    "How a recurring voucher stands.",
    PENDING="Another person is asked for a yes; nothing is posted.",
    ACTIVE="It is posted on each of its days.",
    PAUSED="Nothing is posted until it is resumed.",
    ENDED="Its last day is over.",
    REFUSED="Another person said no.",
    CANCELLED="Its maker took it back.",
    EXPIRED="Nobody answered in time.",
)
PeriodState = described(
    models.PeriodState,
    "PeriodState",
    "Whether entries come on the days of a period.",
    CLOSED="No entry comes on its days any more.",
    OPEN="It was opened again.",
)


class BookFormats(Enum):
    CSV = "csv"
    BEANCOUNT = "beancount"
    HLEDGER = "hledger"


class MoneyAccounts(Enum):
    BANK = "1100"
    CASH = "1020"


BookFormat = described(
    BookFormats,
    "BookFormat",
    "How the books are written to a file.",
    CSV="A table, a row for each line.",
    BEANCOUNT="For Beancount.",
    HLEDGER="For hledger.",
)
MoneyAccount = described(
    MoneyAccounts,
    "MoneyAccount",
    "What own money lies in.",
    BANK="A bank account, below 1100.",
    CASH="A cash box, below 1020.",
)
