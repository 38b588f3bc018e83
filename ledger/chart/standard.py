"""The chart of accounts that every business starts with, and the sub-accounts that tills and players add."""

from __future__ import annotations

from ledger.models import Account, AccountKind
from users.models import Business

A, L, Q, N, X = (
    AccountKind.ASSET,
    AccountKind.LIABILITY,
    AccountKind.EQUITY,
    AccountKind.INCOME,
    AccountKind.EXPENSE,
)

MPESA = "1010"
CASH = "1020"
BANK = "1100"
RECEIVABLES = "1200"
PLAYERS_OWE = "1210"
INCOME_TAX_WITHHELD = "1220"
INVENTORY = "1300"
PAYABLES = "2000"
CUSTOMER_CREDIT = "2100"
CREDIT_NOTES = "4010"
WALLETS = "2200"
POOLS = "2300"
CARRY_OVER = "2310"
BREAKAGE = "2320"
PAYOUTS_IN_FLIGHT = "2400"
EXCISE = "2500"
WITHHOLDING_TAX = "2510"
GGR_TAX = "2520"
RECEIPTS_TO_ROUTE = "2890"
VAT_PAYABLE = "2600"
SUSPENSE = "2900"
RETAINED_EARNINGS = "3100"
OPENING_BALANCES = "3900"
SALES = "4000"
MARKET_FEES = "4100"
ROUNDING = "4900"
COST_OF_GOODS = "5000"
MPESA_CHARGES = "5100"
BAD_DEBTS = "5200"
CASH_OVER_SHORT = "5900"

CHART: tuple[tuple[str, str, AccountKind], ...] = (
    (MPESA, "M-Pesa", A),
    (CASH, "Cash", A),
    (BANK, "Bank", A),
    (RECEIVABLES, "Receivables", A),
    (PLAYERS_OWE, "Receivable from players", A),
    (INCOME_TAX_WITHHELD, "Income tax withheld by customers", A),
    (INVENTORY, "Inventory", A),
    (PAYABLES, "Payables", L),
    (CUSTOMER_CREDIT, "Customer credit", L),
    (WALLETS, "Player wallets", L),
    (POOLS, "Open market pools", L),
    (CARRY_OVER, "Carry-over", L),
    (BREAKAGE, "Breakage", L),
    (PAYOUTS_IN_FLIGHT, "Payouts in flight", L),
    (EXCISE, "Excise payable", L),
    (WITHHOLDING_TAX, "Withholding tax payable", L),
    (GGR_TAX, "GGR tax payable", L),
    (VAT_PAYABLE, "VAT payable", L),
    (RECEIPTS_TO_ROUTE, "Receipts to route", L),
    (SUSPENSE, "Suspense", L),
    ("3000", "Equity", Q),
    (RETAINED_EARNINGS, "Retained earnings", Q),
    (OPENING_BALANCES, "Opening balances", Q),
    (SALES, "Sales", N),
    (CREDIT_NOTES, "Credit notes", N),
    (MARKET_FEES, "Market fees", N),
    (ROUNDING, "Rounding", N),
    (COST_OF_GOODS, "Cost of goods sold", X),
    (MPESA_CHARGES, "M-Pesa charges", X),
    (BAD_DEBTS, "Bad debts", X),
    ("5300", "Minus pool", X),
    ("5400", "Wages", X),
    ("5500", "General expenses", X),
    (CASH_OVER_SHORT, "Cash over/short", X),
)

#: Accounts, with all below them, that other rows of the system account for: receipts, wallets, pools,
#: payouts. No voucher touches them.
SYSTEM_ACCOUNTS = frozenset(
    {MPESA, WALLETS, POOLS, CARRY_OVER, BREAKAGE, PAYOUTS_IN_FLIGHT, RECEIPTS_TO_ROUTE, SUSPENSE}
)  # fmt: skip

#: Below 2600, whose balance with them is what is owed to KRA; payments to KRA are booked on 2600 itself.
OUTPUT_VAT = f"{VAT_PAYABLE}-output"
INPUT_VAT = f"{VAT_PAYABLE}-input"
WITHHELD_VAT = f"{VAT_PAYABLE}-withheld"
VAT_ACCOUNTS = {
    OUTPUT_VAT: "Output VAT",
    INPUT_VAT: "Input VAT",
    WITHHELD_VAT: "VAT withheld by customers",
}


def open_books(business: Business) -> None:
    """Give a business its chart. Idempotent by account code."""
    Account.objects.bulk_create(
        [Account(business=business, code=code, name=name, kind=kind) for code, name, kind in CHART],
        ignore_conflicts=True,
    )


def open_sub_account(
    *, business_id: int, parent_code: str, suffix: str, name: str, has_floor: bool = False
) -> Account:
    """The account `<parent>-<suffix>`, opened when it is not there yet. Idempotent by code."""
    parent = Account.objects.get(business_id=business_id, code=parent_code)
    account, _ = Account.objects.get_or_create(
        business_id=business_id,
        code=f"{parent_code}-{suffix}",
        defaults={"name": name, "kind": parent.kind, "parent": parent, "has_floor": has_floor},
    )
    return account


def open_vat_accounts(business_id: int) -> None:
    """The accounts of the VAT return, opened when they are not there yet. Idempotent by code."""
    for code, name in VAT_ACCOUNTS.items():
        suffix = code.removeprefix(f"{VAT_PAYABLE}-")
        open_sub_account(business_id=business_id, parent_code=VAT_PAYABLE, suffix=suffix, name=name)
