"""Reconciliation: the proof of one account against Safaricom's or the bank's statement, item by item."""

from __future__ import annotations

import io
from collections.abc import Iterator

from core import days
from core.days import day_bounds
from ledger.reads.selectors import one_picture
from reconciliation.accounts import account_shown, is_bank
from reconciliation.models import ReconciliationRun
from reconciliation.runs.proof import Proof, TermKind
from reconciliation.workbooks.contents import ExceptionLine, RunContents, contents_of
from reports.catalogue.covers import book_of
from reports.kinds import Asked, Parameter, Report, Words
from reports.sheets.description import (
    Book,
    Chart,
    Check,
    Column,
    Fact,
    Group,
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
from reports.sheets.workbook import write_workbook
from users.access import Right

_LABELS = {
    TermKind.RECEIPTS_NOT_ON_STATEMENT: "Add: receipts booked, not on the statement",
    TermKind.PAYOUTS_NOT_ON_STATEMENT: "Less: payouts booked as paid, not on the statement",
    TermKind.CREDITS_NOT_BOOKED: "Less: statement credits not booked",
    TermKind.DEBITS_NOT_BOOKED: "Add: statement debits not booked",
    TermKind.SWEEPS_IN_FLIGHT: "Add or less: sweeps in flight",
}
_AMOUNT = Column("amount", "Amount", Kind.MONEY, total=Total.SUM)
_PROOF = (Column("what", "What", width=58), _AMOUNT, Column("items", "Items", Kind.INT, width=12))
_MATCHED = (
    Column("receipt", "Receipt", width=16),
    Column("leg", "Leg", width=12),
    _AMOUNT,
    Column("occurred_at", "Time (EAT)", Kind.MOMENT),
    Column("reference", "Ledger reference", width=36),
    Column("seal", "Entry", Kind.INT),
    Column("rule", "Matched by", width=20),
    Column("evidence", "Evidence", width=36, wraps=True),
)
_EXCEPTIONS = (
    Column("what", "What", width=26, wraps=True),
    Column("receipt", "Receipt", width=16),
    Column("amount", "Amount", Kind.MONEY, marks=(Mark("notEqual", 0, Tone.WATCH),)),
    Column("in_proof", "In the proof", Kind.SIDE, total=Total.SUM),
    Column("occurred_at", "Time (EAT)", Kind.MOMENT),
    Column("why", "Why", width=34, wraps=True),
    Column("todo", "What to do", width=34, wraps=True),
    Column("details", "Ledger reference", width=34),
)
_CHAIN = (
    Column("day", "Day", Kind.DATE, width=15),
    Column("rows", "Rows", Kind.INT, width=12, total=Total.SUM),
    Column("opening", "Opening", Kind.MONEY),
    Column("opened", "Had before", Kind.SIDE, total=Total.SUM),
    Column("paid_in", "Paid in", Kind.MONEY, total=Total.SUM),
    Column("withdrawn", "Withdrawn", Kind.MONEY, total=Total.SUM),
    Column("closing", "Closing", Kind.MONEY),
)
_CHARGES = (
    Column("receipt", "Receipt", width=16),
    Column("occurred_at", "Time (EAT)", Kind.MOMENT),
    Column("charged", "Charged", Kind.MONEY, total=Total.SUM),
    Column(
        "over",
        "Above the tariff",
        Kind.MONEY,
        total=Total.SUM,
        marks=(Mark("greaterThan", 0, Tone.BAD),),
    ),
    Column("tariff", "Tariff", width=24),
)


def run_workbook(run: ReconciliationRun) -> bytes:
    """The XLSX of a finished run, for who may read it. Raises InvalidState RUN_NOT_DONE."""
    target = io.BytesIO()
    with one_picture():
        asked = Asked(
            business=run.business,
            first_day=run.from_day,
            last_day=run.to_day,
            seal=run.seal or 0,
            made_at=days.now(),
            author=str(run.started_by) if run.started_by else "",
            run=run,
        )
        write_workbook(target, book=_describe(asked))
    return target.getvalue()


def _describe(asked: Asked) -> Book:
    run = asked.run
    assert run is not None, "it needs a run"
    found = contents_of(run)
    books = run.account if is_bank(run.account) else "1010 M-Pesa"
    proof = found.proof
    terms = sum(term.sign * term.cents for term in proof.terms)
    tables = (
        Table("summary", "Summary", _PROOF, _proof_parts(proof, books), is_wide=False, is_grouped=True),
        Table("matched", "Matched", _MATCHED, (Rows(_matched(found)),), "Total"),
        Table(
            "exceptions",
            "Exceptions",
            _EXCEPTIONS,
            (Rows(map(_exception, found.exceptions)),),
            "Total",
            equals={"in_proof": terms},
        ),
        Table(
            "chain",
            "Chain",
            _CHAIN,
            (Rows(_days(found)),),
            "Total",
            equals={
                "paid_in": sum(each.paid_in for each in found.days),
                "withdrawn": sum(each.withdrawn for each in found.days),
            },
            chart=Chart("What the statement had at the end of each day", ("closing",), "day"),
            is_wide=False,
        ),
        Table(
            "charges",
            "Charges",
            _CHARGES,
            (Rows([(c.receipt, c.occurred_at, c.cents, c.over, c.tariff) for c in found.charges]),),
            "Total",
            is_wide=False,
        ),
    )
    statement, ledger = _of("statement"), _of("ledger")
    terms_of, left = _of("terms"), TotalOf("exceptions", "in_proof")
    return book_of(
        RECONCILIATION,
        asked,
        *tables,
        facts=_facts(run),
        shown=(
            ("Statement closing balance", statement),
            ("Computed ledger balance", _of("computed")),
            (f"Ledger balance, {books}", ledger),
        ),
        checks=(
            Check("Unexplained", (ledger,), (statement, terms_of)),
            Check("Exceptions less the terms of the proof", (left,), (terms_of,)),
            Check(
                "Opening and the statement's days, less its closing balance",
                (TotalOf("chain", "opened"), TotalOf("chain", "paid_in")),
                (TotalOf("chain", "withdrawn"), statement),
            ),
        ),
    )


def _proof_parts(proof: Proof, books: str) -> Iterator[Group | NamedRow | Result]:
    yield NamedRow("statement", ("Statement closing balance", proof.statement_closing, None))
    yield Group(
        "What one side has and the other has not",
        [(_LABELS[term.kind], term.sign * term.cents, len(term.items)) for term in proof.terms],
        "Differences",
        name="terms",
    )
    yield Result(
        "Computed ledger balance", ("statement", "terms"), name="computed", equals={"amount": proof.computed}
    )
    yield NamedRow("ledger", (f"Ledger balance, {books}", proof.ledger, None))
    yield Result("Unexplained", ("ledger",), ("computed",), equals={"amount": proof.unexplained})


def _days(found: RunContents) -> Iterator[Row]:
    """The first line is what the account had before: what follows is added to it."""
    yield None, 0, found.opening, found.opening, 0, 0, found.opening
    for each in found.days:
        yield each.day, each.rows, each.opening, 0, each.paid_in, each.withdrawn, each.closing


def _matched(found: RunContents) -> Iterator[Row]:
    for each in found.matched:
        yield (
            each.receipt, each.leg, each.cents, each.occurred_at, each.reference, each.seal, each.rule,
            each.evidence,
        )  # fmt: skip


def _exception(each: ExceptionLine) -> Row:
    return (
        each.what, each.receipt, each.cents, each.in_proof, each.occurred_at, each.why, each.todo,
        each.details,
    )  # fmt: skip


def _facts(run: ReconciliationRun) -> tuple[Fact, ...]:
    assert run.statement is not None and run.seal is not None, "it is done"
    start, end = day_bounds(run.from_day)[0], day_bounds(run.to_day)[1]
    return (
        Fact("Till or paybill", f"{run.till.name} ({run.till.shortcode})"),
        Fact("Account", account_shown(run.account)),
        Fact("Period from (EAT)", start, Kind.MOMENT),
        Fact("Period to (EAT)", run.cut_off or end, Kind.MOMENT),
        Fact("Ledger up to seal", run.seal, Kind.INT),
        Fact("Ruleset", run.ruleset),
        Fact("Statement file", run.statement.file_name),
        Fact("SHA-256 of the file", run.statement.sha256),
        Fact("Digest of the proof", run.digest),
        Fact("Proved (EAT)", run.done_at, Kind.MOMENT),
    )


def _of(name: str) -> TotalOf:
    return TotalOf("summary", "amount", name)


RECONCILIATION = Report(
    key="reconciliation",
    title=Words("Reconciliation", "Upatanisho"),
    answers=Words(
        "That the books and the statement of an account agree, item by item, and what is left to look at.",
        "Kwamba vitabu na taarifa ya akaunti vinapatana, kitu kwa kitu, na nini kimebaki kuangaliwa.",
    ),
    right=Right.RECONCILIATION_READ,
    describe=_describe,
    needs=frozenset({Parameter.RUN}),
)
