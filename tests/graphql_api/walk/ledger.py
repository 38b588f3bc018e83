"""Accounts, entries, vouchers, wallets and periods."""

from __future__ import annotations

from datetime import date

from core.days import end_of_month
from ledger.closing.periods import close_period
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.wallets import credit_wallet, open_wallet
from ledger.models import Account, Entry, Line
from ledger.vouchers.attachments import attach
from ledger.vouchers.lines import LineInput
from ledger.vouchers.recurring import create_recurring
from ledger.vouchers.templates import save_template
from ledger.vouchers.writing import post_journal_entry
from tests.graphql_api.walk.rows import AT, JPEG, Rows, Seeds
from users.models import Role

ROWS = Rows(
    lists={
        "accounts": "ledger.read",
        "journalEntries": "ledger.read",
        "vouchers": "ledger.read",
        "voucherTemplates": "ledger.read",
        "recurringVouchers": "ledger.read",
        "wallets": "wallet.read",
        "periods": "ledger.read",
    },
    lists_of_one_row={"wallets"},
    others={"vatReturn", "vatSplit", "booksFile"},
    singles={
        "trialBalance": "ledger.read",
        "ledgerIntegrity": "ledger.read",
        "nextPeriod": "ledger.read",
        "chart": "ledger.read",
        "generalLedger": "ledger.read",
        "incomeStatement": "ledger.read",
        "balanceSheet": "ledger.read",
        "cashFlow": "ledger.read",
    },
    nodes={
        "Account": "ledger.read",
        "AccountLine": "ledger.read",
        "JournalEntry": "ledger.read",
        "Period": "ledger.read",
        "Voucher": "ledger.read",
        "VoucherTemplate": "ledger.read",
        "RecurringVoucher": "ledger.read",
        "Wallet": "wallet.read",
    },
    mutations={
        "postJournalEntry": (
            "ledger.write",
            'postJournalEntry(input: {{business: "{Business}", day: "2024-11-20", description: "x",'
            ' idempotencyKey: "1", lines: [{{accountCode: "1020", debit: "1.00"}},'
            ' {{accountCode: "4000", credit: "1.00"}}]}})',
        ),
        "reverseJournalEntry": (
            "ledger.write",
            'reverseJournalEntry(input: {{entry: "{JournalEntry}", reason: "x", idempotencyKey: "1"}})',
        ),
        "transferFunds": (
            "ledger.write",
            'transferFunds(input: {{source: "{Account}", target: "{Account}", amount: "1.00",'
            ' day: "2024-11-20", idempotencyKey: "1"}})',
        ),
        "postOpeningBalances": (
            "ledger.write",
            'postOpeningBalances(input: {{business: "{Business}", day: "2024-11-20", idempotencyKey: "1",'
            ' balances: [{{accountCode: "1020", debit: "1.00"}}]}})',
        ),
        "uploadVoucherAttachment": (
            "ledger.write",
            'uploadVoucherAttachment(input: {{voucher: "{Voucher}"}})',
        ),
        "saveVoucherTemplate": (
            "ledger.write",
            'saveVoucherTemplate(input: {{business: "{Business}", name: "x",'
            ' lines: [{{accountCode: "1020"}}]}})',
        ),
        "removeVoucherTemplate": (
            "ledger.write",
            'removeVoucherTemplate(input: {{template: "{VoucherTemplate}"}})',
        ),
        "createRecurringVoucher": (
            "ledger.write",
            'createRecurringVoucher(input: {{business: "{Business}", name: "x", description: "x",'
            ' frequency: WEEKLY, firstOn: "2099-11-20", idempotencyKey: "1", lines:'
            ' [{{accountCode: "1020", debit: "1.00"}}, {{accountCode: "4000", credit: "1.00"}}]}})',
        ),
        "pauseRecurringVoucher": (
            "ledger.write",
            'pauseRecurringVoucher(input: {{recurringVoucher: "{RecurringVoucher}"}})',
        ),
        "resumeRecurringVoucher": (
            "ledger.write",
            'resumeRecurringVoucher(input: {{recurringVoucher: "{RecurringVoucher}",'
            ' skipUntil: "2030-01-01"}})',
        ),
        "openAccount": (
            "ledger.write",
            'openAccount(input: {{business: "{Business}", code: "6000", name: "Rent", kind: EXPENSE}})',
        ),
        "openMoneyAccount": (
            "ledger.write",
            'openMoneyAccount(input: {{business: "{Business}", within: BANK, name: "x"}})',
        ),
        "uploadChart": ("ledger.write", 'uploadChart(input: {{business: "{Business}"}})'),
        "renameAccount": ("ledger.write", 'renameAccount(input: {{account: "{Account}", name: "x"}})'),
        "closePeriod": (
            "period.close",
            'closePeriod(input: {{business: "{Business}", lastDay: "2026-11-01", comment: "x"}})',
        ),
        "reopenPeriod": (
            "period.close",
            'reopenPeriod(input: {{period: "{Period}", comment: "typo", idempotencyKey: "1"}})',
        ),
        "closeYear": (
            "period.close",
            'closeYear(input: {{business: "{Business}", lastDay: "2026-10-31"}})',
        ),
    },
)


def fill(seeds: Seeds) -> None:
    house = seeds.house
    business, owner = house.business, house.people[Role.OWNER]
    for count in range(seeds.times):
        post_entry(
            business_id=business.pk,
            kind="MANUAL",
            reference=f"{house.code}-{count}",
            legs=[debit("1020", 5000), credit("4000", 5000)],
            occurred_at=AT,
            effective_on=None if count else date(2024, 1, 5),  # in the first period that is closed
            description=f"cash of {house.code}",
            actor_id=owner.pk,
        )
    _fill_vouchers(seeds)
    wallet = open_wallet(business=business, player=house.people[Role.PLAYER])
    credit_wallet(wallet=wallet, amount=7000, source="1020", key=f"{house.code}-topup", occurred_at=AT)
    for month in range(seeds.times):
        period = close_period(
            business=business,
            last_day=end_of_month(date(2024, 1 + month, 1)),
            comment=house.code,
            actor=owner,
        )
        seeds.nodes["Period"] = period
    seeds.nodes |= {
        "Wallet": wallet,
        "Account": Account.objects.get(business=business, code="1020"),
        "AccountLine": Line.objects.filter(account__business=business).order_by("pk")[0],
        "JournalEntry": Entry.objects.filter(business=business).order_by("pk")[0],
    }


def _fill_vouchers(seeds: Seeds) -> None:
    house = seeds.house
    business, owner = house.business, house.people[Role.OWNER]
    lines = [LineInput("1020", debit=11600), LineInput("4000", credit=11600, vat="STANDARD")]
    made = {"business": business, "lines": lines, "description": f"voucher of {house.code}", "actor": owner}
    for count in range(seeds.times):
        key = f"{house.code}-voucher-{count:04}"
        voucher = post_journal_entry(**made, day=date(2024, 11, 20), key=key)
        attach(voucher=voucher, data=JPEG + house.code.encode(), actor=owner)
        template = save_template(**made, name=f"{house.code} {count}")
        plan = create_recurring(
            **made, name=house.code, frequency="MONTHLY", first_on=date(2099, 11, 20), key=key
        )
        seeds.nodes |= {"Voucher": voucher, "VoucherTemplate": template, "RecurringVoucher": plan}
