"""Player-money cover: whether what players are owed lies in the M-Pesa accounts of the business."""

from __future__ import annotations

from core.days import display_day
from ledger.chart.standard import CARRY_OVER, MPESA, PAYOUTS_IN_FLIGHT, POOLS, WALLETS
from ledger.journal.turnovers import accounts_under
from ledger.models import Account
from ledger.reads.general_ledger import account_statements
from markets.covering import player_cover
from mpesa.models import MpesaAccount
from mpesa.tills.accounts import account_code
from reports.catalogue.covers import book_of, till_fact
from reports.kinds import Asked, Parameter, Report, Words
from reports.sheets.description import (
    Book,
    Column,
    Group,
    Kind,
    Mark,
    Result,
    Row,
    Table,
    Tone,
    Total,
    TotalOf,
)
from users.access import Right

_COLUMNS = (
    Column("account", "Account", width=28),
    Column("what", "What it is", width=44),
    Column("amount", "Amount", Kind.MONEY, total=Total.SUM, marks=(Mark("lessThan", 0, Tone.BAD),)),
)
_BEYOND = "difference"


def _describe(asked: Asked) -> Book:
    cover = player_cover(asked.business, asked.till)
    owed: list[Row] = [
        (WALLETS, "Wallets of players", cover.wallets),
        (POOLS, "Pools of open markets", cover.pools),
        (CARRY_OVER, "Carried over to markets to come", cover.carry_over),
        (PAYOUTS_IN_FLIGHT, "Payouts in flight", cover.in_flight),
    ]
    table = Table(
        "cover",
        "Held and owed",
        _COLUMNS,
        (
            Group("Held at M-Pesa", _held(asked), "Held", name="held", equals={"amount": cover.held}),
            Group("Owed, and in flight", owed, "Owed", name="owed", equals={"amount": cover.owed}),
            Result(
                "Held beyond what is owed",
                ("held",),
                ("owed",),
                name=_BEYOND,
                equals={"amount": cover.difference},
            ),
        ),
        is_wide=False,
        is_grouped=True,
    )
    return book_of(
        PLAYER_COVER,
        asked,
        table,
        period=display_day(asked.last_day),
        facts=(till_fact(asked.till),),
        shown=(
            ("Held at M-Pesa", TotalOf("cover", "amount", "held")),
            ("Owed, and in flight", TotalOf("cover", "amount", "owed")),
            ("Held beyond what is owed", TotalOf("cover", "amount", _BEYOND)),
        ),
    )


def _held(asked: Asked) -> list[Row]:
    """M-Pesa accounts by code, those that hold something."""
    codes = [MPESA]
    if asked.till is not None:
        codes = [account_code(asked.till, account) for account in MpesaAccount]
    roots = Account.objects.filter(business=asked.business, code__in=codes).values_list("pk", flat=True)
    rows = account_statements(accounts_under(list(roots))).rows
    return [
        (row.account.code, row.account.name, row.net)
        for row in sorted(rows, key=lambda row: row.account.code)
        if row.net
    ]


PLAYER_COVER = Report(
    key="player_cover",
    title=Words("Player-money cover", "Ulinzi wa pesa za wachezaji"),
    answers=Words(
        "Whether wallets, pools and what is in flight lie in the business's M-Pesa accounts, as of today.",
        "Je, mifuko ya wachezaji, mabwawa na malipo yaliyo njiani yamo kwenye akaunti za M-Pesa, hadi leo?",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    takes=frozenset({Parameter.TILL}),
)
