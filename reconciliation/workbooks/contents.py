"""What a run says, as lines: derived anew from the run's own inputs whenever somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from core.days import EAT, day_bounds
from core.errors import InvalidState
from core.money import Cents
from mpesa.collections.charge_cases import charge_in, number_in
from mpesa.models import Discrepancy, ReceiptRoute, RouteState
from mpesa.tariffs.prices import PriceList
from reconciliation.accounts import is_bank
from reconciliation.models import ReconciliationRun, RunState
from reconciliation.runs.charges import collects, overcharges
from reconciliation.runs.identity import inputs_of
from reconciliation.runs.matching import Matches
from reconciliation.runs.proof import Proof, Why
from reconciliation.runs.running import conclude
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.coverage import book_of

TODO = {
    Why.NOT_ON_STATEMENT: "Look for it on the next statement; if it is missing there too, reverse it.",
    Why.NOT_BOOKED: "Find out what it is and book it, or ask Safaricom.",
    Why.AMOUNT_DIFFERS: "Compare with the M-Pesa portal; the statement is right unless its chain is broken.",
    Why.BOOKED_TWICE: "Reverse the second booking.",
    Why.ON_STATEMENT_TWICE: "Export the statement again; ask Safaricom if the row stays.",
}


@dataclass(frozen=True)
class MatchedLine:
    """One booking that was found on the statement; `cents` signed, + into the account."""

    receipt: str
    leg: str
    cents: Cents
    occurred_at: datetime | None
    reference: str
    seal: int
    rule: str
    evidence: str


@dataclass(frozen=True)
class ExceptionLine:
    """One thing that somebody has to look at: what it is, why it is here and what to do about it. `in_proof`
    is what it adds to the proof; nothing of what the proof does not change."""

    what: str
    receipt: str
    cents: Cents
    occurred_at: datetime | None
    why: str
    todo: str
    details: str = ""
    in_proof: Cents = 0


@dataclass(frozen=True)
class StatementDay:
    """The statement's own moves of a day: from what the account had to what it had."""

    day: date
    rows: int
    opening: Cents
    paid_in: Cents
    withdrawn: Cents

    @property
    def closing(self) -> Cents:
        return self.opening + self.paid_in - self.withdrawn


@dataclass(frozen=True)
class ChargeLine:
    """A charge on the statement; `over` is how much of it is more than the tariff says."""

    receipt: str
    cents: Cents
    occurred_at: datetime
    over: Cents
    tariff: str


@dataclass(frozen=True)
class RunContents:
    """`opening` is the verified balance where `days` begin. `matched` is walked once."""

    proof: Proof
    opening: Cents
    matched: Iterator[MatchedLine]
    exceptions: list[ExceptionLine]
    days: list[StatementDay]
    charges: list[ChargeLine]


def contents_of(run: ReconciliationRun) -> RunContents:
    """What a finished run says, derived anew from its inputs. Raises InvalidState RUN_NOT_DONE."""
    if run.state != RunState.DONE or run.statement is None or run.seal is None:
        raise InvalidState("RUN_NOT_DONE", "run", "The run has no result yet.")
    inputs = inputs_of(run)
    matches, proof = conclude(run, inputs)
    assert proof.unexplained == run.unexplained, "the same inputs give the same run"
    opening, days = _days(run)
    rows = inputs.sides.rows
    return RunContents(
        proof=proof,
        opening=opening,
        matched=_matched(matches),
        exceptions=[*_exceptions(proof), *_open_cases(run)],
        days=days,
        charges=[] if is_bank(run.account) else _charges(run, rows, inputs.sides.prices),
    )


def _days(run: ReconciliationRun) -> tuple[Cents, list[StatementDay]]:
    """The verified balance where the covered time that the proof ends in begins, and the days from there."""
    assert run.cut_off is not None
    book = book_of(run)
    piece = next(piece for piece in book.pieces() if piece.from_at < run.cut_off <= piece.until_at)
    begins = max(piece.from_at, day_bounds(run.from_day)[0])
    opening = balance = book.balance_at(piece, begins)
    moved = book.rows().filter(moves=True, completed_at__gte=begins, completed_at__lt=run.cut_off)
    by_day = moved.order_by().values(day=TruncDate("completed_at", tzinfo=EAT)).order_by("day")
    found = []
    for each in by_day.annotate(rows=Count("pk"), came=Sum("paid_in"), went=Sum("withdrawn")):
        line = StatementDay(each["day"], each["rows"], balance, int(each["came"]), int(each["went"]))
        found.append(line)
        balance = line.closing
    return opening, found


def _charges(run: ReconciliationRun, rows: pd.DataFrame, prices: PriceList) -> list[ChargeLine]:
    above = {each.receipt: each for each in overcharges(rows, prices, collects=collects(run.till))}
    is_charge = rows["moves"].to_numpy(dtype=bool) & (
        rows["kind"].astype("str") == str(Kind.CHARGE)
    ).to_numpy(dtype=bool)
    found = []
    for row in rows[is_charge].itertuples(index=False):
        over = above.get(row.receipt)
        found.append(
            ChargeLine(
                receipt=row.receipt,
                cents=int(row.withdrawn) - int(row.paid_in),
                occurred_at=row.completed_at.to_pydatetime(),
                over=over.over if over else 0,
                tariff=over.tariff if over else "",
            )
        )
    return found


def _matched(matches: Matches) -> Iterator[MatchedLine]:
    """Every booking that is matched, once."""
    sums = matches.grouped.drop_duplicates("reference").rename(columns={"booked_cents": "cents"})
    for frame in (matches.exact, sums):
        for row in frame.itertuples(index=False):
            yield MatchedLine(
                receipt=row.receipt,
                leg=row.leg,
                cents=int(row.cents),
                occurred_at=None if pd.isna(row.occurred_at) else row.occurred_at.to_pydatetime(),
                reference=row.reference,
                seal=int(row.seal),
                rule=row.matched_by.replace("_", " ").lower(),
                evidence=row.evidence,
            )


def _exceptions(proof: Proof) -> Iterator[ExceptionLine]:
    for term in proof.terms:
        for item in term.items:
            yield ExceptionLine(
                what=term.kind.replace("_", " ").capitalize(),
                receipt=item.receipt,
                cents=item.cents,
                occurred_at=item.occurred_at,
                why=item.why.replace("_", " ").lower(),
                todo=TODO[item.why],
                details=item.reference,
                in_proof=term.sign * item.cents,
            )


def _open_cases(run: ReconciliationRun) -> Iterator[ExceptionLine]:
    """What the proof does not change and a person must still decide: money in Suspense, discrepancies."""
    start, end = day_bounds(run.from_day)[0], day_bounds(run.to_day)[1]
    waiting = ReceiptRoute.objects.filter(
        state=RouteState.SUSPENSE, receipt__till=run.till_id, receipt__occurred_at__range=(start, end)
    )
    for route in waiting.select_related("receipt").order_by("pk"):
        yield ExceptionLine(
            what="In suspense",
            receipt=route.receipt.number,
            cents=route.receipt.amount,
            occurred_at=route.receipt.occurred_at,
            why=route.note,
            todo="Find out whom it is for.",
        )
    cases = Discrepancy.objects.filter(till=run.till_id, created_at__range=(start, end))
    for case in cases.select_related("receipt").order_by("pk")[:1000]:
        charge = charge_in(case.subject)
        yield ExceptionLine(
            what=case.code.replace("_", " ").capitalize(),
            receipt=case.receipt.number if case.receipt else number_in(case.subject),
            cents=charge.cents if charge else case.receipt.amount if case.receipt else 0,
            occurred_at=case.created_at,
            why=case.detail,
            todo="Ask Safaricom what it is for." if charge else "Look at the receipt and its evidence.",
        )
