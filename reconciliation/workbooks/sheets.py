"""The workbook of a run: derived anew from the run's own inputs whenever somebody asks for it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pandas as pd

from core.days import day_bounds
from core.errors import InvalidState
from mpesa.collections.charge_cases import charge_in, number_in
from mpesa.models import Discrepancy, ReceiptRoute, RouteState
from reconciliation.accounts import account_shown, is_bank
from reconciliation.models import ReconciliationRun, RunState
from reconciliation.runs.matching import Matches
from reconciliation.runs.proof import Proof, Why
from reconciliation.runs.running import compute
from reconciliation.workbooks.workbook import ExceptionLine, MatchedLine, RunSheet, write_workbook

TODO = {
    Why.NOT_ON_STATEMENT: "Look for it on the next statement; if it is missing there too, reverse it.",
    Why.NOT_BOOKED: "Find out what it is and book it, or ask Safaricom.",
    Why.AMOUNT_DIFFERS: "Compare with the M-Pesa portal; the statement is right unless its chain is broken.",
    Why.BOOKED_TWICE: "Reverse the second booking.",
    Why.ON_STATEMENT_TWICE: "Export the statement again; ask Safaricom if the row stays.",
}


def workbook_name(run: ReconciliationRun) -> str:
    """`reconciliation-600984-utility-2026-11-20-2026-11-20.xlsx`."""
    return f"reconciliation-{run.till.shortcode}-{run.account}-{run.from_day}-{run.to_day}.xlsx"


def run_workbook(run: ReconciliationRun) -> bytes:
    """The XLSX of a finished run. Raises InvalidState RUN_NOT_DONE."""
    if run.state != RunState.DONE or run.statement is None or run.seal is None:
        raise InvalidState("RUN_NOT_DONE", "run", "The run has no result yet.")
    matches, proof = compute(run)
    assert proof.unexplained == run.unexplained, "the same inputs give the same run"
    start, end = day_bounds(run.from_day)[0], day_bounds(run.to_day)[1]
    target = io.BytesIO()
    write_workbook(
        target,
        run=RunSheet(
            business=run.business.name,
            till=f"{run.till.name} ({run.till.shortcode})",
            account=account_shown(run.account),
            period_from=start,
            period_to=run.cut_off or end,
            seal=run.seal,
            ruleset=run.ruleset,
            file_name=run.statement.file_name,
            file_sha256=run.statement.sha256,
            proofs=[proof],
            matched=_matched(matches),
            exceptions=[*_exceptions(proof), *_open_cases(run)],
            prepared_by=str(run.started_by) if run.started_by else "",
            prepared_at=run.done_at,
            digest=run.digest,
            title="Bank reconciliation" if is_bank(run.account) else "M-Pesa reconciliation",
            books=run.account if is_bank(run.account) else "1010 M-Pesa",
        ),
    )
    return target.getvalue()


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
