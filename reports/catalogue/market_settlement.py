"""Market settlement: what was staked on one market, who gets it, and how it went through the books."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from core.days import accounting_day, display_day
from core.money import Cents
from ledger.journal.wallet_numbers import number_of
from ledger.reads.general_ledger import account_statements
from markets.models import Market, MarketState, RunKind, RunState, SettlementRun
from markets.settling.reporting import outcome_results, payments_of
from markets.settling.status import SettlementStatus, settlement_status
from reports.catalogue.covers import book_of
from reports.catalogue.ledger_lines import lines_table
from reports.kinds import Asked, Parameter, Report, Words
from reports.sheets.description import (
    Book,
    Chart,
    Check,
    Column,
    Fact,
    Kind,
    Mark,
    NamedRow,
    Result,
    Row,
    Rows,
    Table,
    Tone,
    Total,
    TotalOf,
)
from users.access import Right

CHUNK = 2_000
_KINDS = {
    RunKind.SETTLEMENT: "Settlement",
    RunKind.CORRECTION: "Correction",
    RunKind.VOID: "Void: stakes are given back",
}
_OUTCOMES = (
    Column("outcome", "Outcome", width=40, wraps=True),
    Column("part", "Part of the pool", Kind.PERCENT, width=16),
    Column("stakes", "Stakes", Kind.INT, width=12, total=Total.SUM),
    Column("staked", "Staked", Kind.MONEY, total=Total.SUM),
    Column("paid", "Paid", Kind.MONEY, total=Total.SUM),
    Column("refunded", "Given back", Kind.MONEY, total=Total.SUM),
)
_PAYMENTS = (
    Column("wallet", "Wallet", width=28),
    Column("position", "Number", Kind.INT),
    Column("gets", "Gets", Kind.MONEY, total=Total.SUM),
    Column(
        "taken_back",
        "Taken back",
        Kind.MONEY,
        total=Total.SUM,
        marks=(Mark("greaterThan", 0, Tone.WATCH),),
    ),
    Column("withdrawal", "Withdrawal to the phone", width=40),
)
_POOL = (
    Column("what", "What", width=60),
    Column("amount", "Amount", Kind.MONEY, total=Total.SUM),
)


def _describe(asked: Asked) -> Book:
    market = asked.market
    assert market is not None, "it needs a market"
    found = settlement_status(market)
    run = found.run
    outcomes = [
        (
            each.outcome.name,
            None if each.weight_bps is None else Decimal(each.weight_bps) / 10_000,
            each.outcome.stakes,
            each.outcome.total,
            each.paid,
            each.refunded,
        )
        for each in outcome_results(market, run)
    ]
    pool = {name: found.totals.get(name, 0) for name in (*_IN, *_OUT)}
    sums = {"staked": pool["staked"], "paid": pool["paid"], "refunded": pool["refunded"]}
    holds = _expected(found) if market.opened_at is not None else None
    tables = (
        Table(
            "outcomes",
            "Outcomes",
            _OUTCOMES,
            (Rows(outcomes),),
            "Total",
            equals=sums if run else {"staked": found.pool},
            chart=Chart("Staked and paid by outcome", ("staked", "paid"), "outcome"),
        ),
        Table("pool", "The pool", _POOL, _parts(pool, run, holds), is_wide=False),
        Table("payments", "Wallets", _PAYMENTS, (Rows(_payments(run)),), "Total", is_wide=False),
        _entries(market),
    )
    checks = [
        Check(
            "Outcomes less the pool", (TotalOf("outcomes", "staked"),), (TotalOf("pool", "amount", "staked"),)
        )
    ]
    if run is not None:
        gets = (TotalOf("pool", "amount", "paid"), TotalOf("pool", "amount", "refunded"))
        checks.append(Check("Paid and given back, less wallets", gets, (TotalOf("payments", "gets"),)))
    if holds is not None:
        gone = (TotalOf("entries", "debit"), TotalOf("pool", "amount", _LEFT))
        checks.append(
            Check("The account of the pool, less what is still in it", (TotalOf("entries", "credit"),), gone)
        )
    return book_of(
        MARKET_SETTLEMENT,
        asked,
        *tables,
        period=_period(market, asked.made_at),
        facts=_facts(market, run),
        shown=(
            ("Staked", TotalOf("outcomes", "staked")),
            ("Paid", TotalOf("outcomes", "paid")),
            ("Given back", TotalOf("outcomes", "refunded")),
            ("Fee", TotalOf("pool", "amount", "fee")),
        ),
        checks=tuple(checks),
    )


_BEFORE = (MarketState.DRAFT, MarketState.REVIEW, MarketState.OPEN, MarketState.SUSPENDED)


def _period(market: Market, now: datetime) -> str:
    """While it takes stakes it has not closed."""
    closed = market.closed_at is not None or market.state not in _BEFORE or market.closes_at <= now
    day = display_day(accounting_day(market.closed_at or market.closes_at))
    return f"closed {day}" if closed else f"closes {day}, not settled"


_LEFT, _STILL = "left", "Still in the pool"
_IN = {"staked": "Staked", "carry_in": "Carried in from another market"}
_OUT = {
    "paid": "Paid to who was right",
    "refunded": "Stakes given back",
    "fee": "Fee of the house",
    "breakage": "Breakage",
    "carry_out": "Carried over to another market",
}


def _parts(
    pool: dict[str, Cents], run: SettlementRun | None, holds: Cents | None
) -> tuple[NamedRow | Result, ...]:
    """What came in less what went out is nothing, once it is settled."""
    lines = {**_IN, **_OUT}
    parts = [NamedRow(name, (title, pool[name])) for name, title in lines.items()]
    result = Result("In less out", tuple(_IN), tuple(_OUT), equals={"amount": 0} if run else None)
    if holds is None:
        return (*parts, result)
    return (*parts, result, NamedRow(_LEFT, (_STILL, holds)))


def _expected(found: SettlementStatus) -> Cents | None:
    """What the account of the pool must hold; None while a settlement is being posted."""
    run = found.run
    if run is not None and run.state == RunState.DONE:
        return 0
    if run is not None and run.state == RunState.APPROVED:
        return None
    return None if found.state == MarketState.VOID else found.pool


def _payments(run: SettlementRun | None) -> Iterator[Row]:
    """Wallets by their own numbers: a settlement names no player."""
    if run is None:
        return
    for each in payments_of(run, chunk=CHUNK):
        sent = getattr(each, "withdrawal", None)
        if sent is None:
            told = ""
        elif sent.payout is None:
            told = sent.code.replace("_", " ").capitalize()
        else:
            told = sent.payout.state.replace("_", " ").capitalize()
        yield number_of(each.wallet_id), each.position, each.cents, each.taken_back, told


def _entries(market: Market) -> Table:
    """The account of the pool, from the first stake on."""
    account = market.pool.account_id
    ledger = account_statements([] if account is None else [account])
    first = accounting_day(market.opened_at or market.created_at)
    return lines_table("entries", "Entries", ledger, first)


def _facts(market: Market, run: SettlementRun | None) -> tuple[Fact, ...]:
    facts = [
        Fact("Market", market.title),
        Fact("State", market.state.capitalize()),
        Fact("Fee", Decimal(market.fee_bps) / 10_000, Kind.PERCENT),
    ]
    if run is not None:
        digest = bytes(run.digest).hex()
        facts += [
            Fact("Settlement", f"{run.number}: {_KINDS[RunKind(run.kind)]}, {run.state.lower()}"),
            Fact("Winners", run.winners, Kind.INT),
            Fact("Approved (EAT)", run.begun_at, Kind.MOMENT),
            Fact("Digest of the certificate", " ".join(digest[at : at + 8] for at in range(0, 64, 8))),
        ]
        if run.reason:
            facts.append(Fact("Why", run.reason))
    return tuple(facts)


MARKET_SETTLEMENT = Report(
    key="market_settlement",
    title=Words("Market settlement", "Malipo ya soko"),
    answers=Words(
        "What was staked on a market, who gets it, what is kept, and how that went through the books.",
        "Nini kiliwekwa kwenye soko, nani anakipata, nini kimebaki, na vitabu vinasema nini.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.MARKET}),
)
